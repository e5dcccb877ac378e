"""Binance options over REST (developers.binance.com, "Options Trading", "Market Data")."""

from typing import Any

from btfast.sim import binance_rest as rest
from btfast.sim.bars import HOUR
from btfast.sim.binance import Query, error
from btfast.sim.binance_futures_rest import depth_limit
from btfast.sim.binance_info import option_info
from btfast.sim.binance_rest import Endpoint, by_limit, by_symbol, fixed
from btfast.sim.binance_tickers import window_statistics
from btfast.sim.contracts import deliveries
from btfast.sim.engine import Trade
from btfast.sim.listing import day_of
from btfast.sim.listings import OPENED
from btfast.sim.venue import Market

_DEPTHS = (5, 10, 20, 50, 100, 500, 1000)
_SPREAD = 0.01  # of volatility, between bid or ask and mark
_BLOCK_EVERY = 25
_BLOCK_BASE = 1 << 50
_EXERCISED = ("REALISTIC_VALUE_STRICKEN", "EXTRINSIC_VALUE_EXPIRED")


def depth(query: Query) -> dict[str, object]:
    """Return the book with its time and the number of its last update."""
    market = query.market()
    sides = rest.depth_sides(market, depth_limit(query, 100, _DEPTHS))
    return sides | {"T": query.product.clock.now()}


def trades(query: Query) -> list[dict[str, object]]:
    """Return recent matches, oldest first."""
    market = query.market()
    newest = list(market.instrument.trades)[-query.limit(100, 500) :]
    return [_trade(market, row) for row in newest]


def block_trades(query: Query) -> list[dict[str, object]]:
    """Return recent block trades, newest first, of one symbol or all."""
    markets, _ = query.markets()
    limit = query.limit(100, 500)
    found = [
        (row, market) for market in markets for row in market.instrument.trades
        if row.number % _BLOCK_EVERY == 0
    ]  # fmt: skip
    newest = sorted(found, key=lambda pair: -pair[0].time)[:limit]
    return [_trade(market, row) | {"id": _BLOCK_BASE + row.number} for row, market in newest]


def klines(query: Query) -> list[list[object]]:
    """Return bars, oldest first."""
    market = query.market()
    return [rest.kline(market, bar) for bar in rest.bars(query, market)]


def ticker(query: Query) -> list[dict[str, object]]:
    """Return 24 h statistics of one symbol or all."""
    markets, _ = query.markets()
    return [_ticker(market) for market in markets]


def mark(query: Query) -> list[dict[str, object]]:
    """Return mark price, volatilities and greeks of one symbol or all."""
    markets, _ = query.markets()
    return [mark_row(market) for market in markets]


def mark_row(market: Market) -> dict[str, object]:
    """Return mark price, volatilities and greeks."""
    greeks, volatility = market.greeks(), market.volatility()
    return {
        "symbol": market.symbol,
        "markPrice": f"{greeks.price:.3f}",
        "bidIV": f"{volatility - _SPREAD:.8f}",
        "askIV": f"{volatility + _SPREAD:.8f}",
        "markIV": f"{volatility:.8f}",
        "delta": f"{greeks.delta:.8f}",
        "theta": f"{greeks.theta:.8f}",
        "gamma": f"{greeks.gamma:.8f}",
        "vega": f"{greeks.vega:.8f}",
        "highPriceLimit": f"{greeks.price * 1.2:.3f}",
        "lowPriceLimit": f"{greeks.price * 0.8:.3f}",
        "riskFreeInterest": "0.0",
    }


def index(query: Query) -> dict[str, object]:
    """Return the index of an underlying."""
    return {"time": query.product.clock.now(), "indexPrice": f"{_underlying(query).index():.8f}"}


def open_interest(query: Query) -> list[dict[str, object]]:
    """Return what is open of every option on an asset that ends on a day."""
    asset, day = query.text("underlyingAsset"), query.text("expiration")
    now = query.product.clock.now()
    found = of_expiry(list(query.product.markets.values()), day)
    return [_open(m, now) for m in found if m.instrument.listing.base == asset]


def exercise_history(query: Query) -> list[dict[str, object]]:
    """Return the options that ended, newest first: one call and one put at every delivery."""
    start, end, limit = query.integer("startTime"), query.integer("endTime"), query.limit(100, 100)
    markets = [_underlying(query)] if "underlying" in query.sent else list(_underlyings(query).values())
    times = deliveries(
        max(OPENED, start or 0), min(query.product.clock.now(), end or 1 << 62), tuple(range(1, 13))
    )
    rows = [_exercise(m, time, right) for time in times for m in markets for right in "CP"]
    return rows[:limit]


def of_expiry(markets: list[Market], day: str) -> list[Market]:
    """Return the options that end on a day, such as ``261225``."""
    return [market for market in markets if market.instrument.listing.day == day]


def size_open(market: Market, now: int) -> tuple[float, float]:
    """Return what is open of an option: how many, and what they are on in dollars."""
    size = market.instrument.listing.size.value(market.open_interest(now // HOUR * HOUR))
    return size, size * market.index()


def _open(market: Market, now: int) -> dict[str, object]:
    size, dollars = size_open(market, now)
    sums = {"sumOpenInterest": f"{size:.2f}", "sumOpenInterestUsd": f"{dollars:.8f}"}
    return {"symbol": market.symbol, **sums, "timestamp": str(now // 60_000 * 60_000)}


def _underlyings(query: Query) -> dict[str, Market]:
    markets = (market.underlying for market in query.product.markets.values())
    return {market.symbol: market for market in markets if market is not None}


def _underlying(query: Query) -> Market:
    found = _underlyings(query).get(query.text("underlying"))
    if found is None:
        raise error(-1128, "Contract not exist.")
    return found


def _exercise(underlying: Market, time: int, right: str) -> dict[str, object]:
    price = underlying.instrument.listing.price
    settled = price.value(underlying.bars.bar(time - 1000, time).close)
    strike = round(settled * (0.9 + 0.2 * underlying.chance(f"{time}{right}")), -2)
    is_worth = strike < settled if right == "C" else strike > settled
    return {
        "symbol": f"{underlying.instrument.listing.base}-{day_of(time)}-{strike:.0f}-{right}",
        "strikePrice": f"{strike:.0f}",
        "realStrikePrice": f"{settled:.8f}",
        "expiryDate": time,
        "strikeResult": _EXERCISED[not is_worth],
    }


def _trade(market: Market, row: Trade) -> dict[str, Any]:
    listing = market.instrument.listing
    return {
        "id": row.number << 20,
        "tradeId": row.number,
        "symbol": market.symbol,
        "price": listing.price.text(row.price),
        "qty": listing.size.text(row.size),
        "quoteQty": f"{listing.amount(row.price * row.size):.2f}",
        "side": -1 if row.buyer_is_maker else 1,
        "time": row.time,
    }


def _ticker(market: Market) -> dict[str, object]:
    listing, row = market.instrument.listing, window_statistics(market, market.day())
    bid, _, ask, _ = market.instrument.top()
    told = {key: row[name] for key, name in _TICKER.items()}
    return told | {
        "lastQty": listing.size.text(market.instrument.last.size),
        "bidPrice": listing.price.text(bid),
        "askPrice": listing.price.text(ask),
        "strikePrice": listing.strike,
        "exercisePrice": f"{market.index():.8f}",
    }


_TICKER = {
    "open": "openPrice", "high": "highPrice", "low": "lowPrice", "amount": "quoteVolume", "firstTradeId": "firstId",
    "tradeCount": "count",
} | {
    name: name for name in
    ("symbol", "priceChange", "priceChangePercent", "lastPrice", "volume", "openTime", "closeTime")
}  # fmt: skip
_BARS = ("symbol", "interval", "startTime", "endTime", "limit")

OPTION_ENDPOINTS = {
    "/eapi/v1/ping": Endpoint(rest.ping, (), fixed(1)),
    "/eapi/v1/time": Endpoint(rest.server_time, (), fixed(1)),
    "/eapi/v1/exchangeInfo": Endpoint(option_info, (), fixed(1)),
    "/eapi/v1/depth": Endpoint(
        depth, ("symbol", "limit"), by_limit(100, (50, 1), (100, 5), (500, 10), (1000, 20))
    ),
    "/eapi/v1/trades": Endpoint(trades, ("symbol", "limit"), fixed(5)),
    "/eapi/v1/blockTrades": Endpoint(block_trades, ("symbol", "limit"), fixed(5)),
    "/eapi/v1/klines": Endpoint(klines, _BARS, fixed(1)),
    "/eapi/v1/ticker": Endpoint(ticker, ("symbol",), by_symbol(1, 40)),
    "/eapi/v1/mark": Endpoint(mark, ("symbol",), fixed(5)),
    "/eapi/v1/index": Endpoint(index, ("underlying",), fixed(1)),
    "/eapi/v1/openInterest": Endpoint(open_interest, ("underlyingAsset", "expiration"), fixed(0)),
    "/eapi/v1/exerciseHistory": Endpoint(
        exercise_history, ("underlying", "startTime", "endTime", "limit"), fixed(3)
    ),
}
