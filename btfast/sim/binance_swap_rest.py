"""Binance USDⓈ-M market data over REST (developers.binance.com, USDⓈ-M Futures, "Market Data")."""

from collections.abc import Callable
from typing import Any

from btfast.sim import binance_rest as rest
from btfast.sim import binance_tickers as tickers
from btfast.sim.bars import Bar, Period
from btfast.sim.binance import SWAP_INTERVALS, Query, error, levels
from btfast.sim.binance_info import swap_info
from btfast.sim.binance_rest import Endpoint, by_limit, by_symbol, fixed
from btfast.sim.engine import ASK, BID
from btfast.sim.listings import OPENED
from btfast.sim.venue import FUNDING_EVERY, Market

_DEPTHS = (5, 10, 20, 50, 100, 500, 1000)
_DATA_PERIODS = ("5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d")
_FIXED_INTEREST = "0.00010000"


def depth(query: Query) -> dict[str, object]:
    """Return the book with the number of its last update and its times."""
    instrument = query.market().instrument
    count = query.integer("limit")
    count = 500 if count is None else count
    if count not in _DEPTHS:
        raise error(-4021, f"{count} is not valid depth limit.")
    now = query.product.clock.now()
    return {
        "lastUpdateId": instrument.sequence,
        "E": now,
        "T": now,
        "bids": levels(instrument, instrument.book[BID].top(count)),
        "asks": levels(instrument, instrument.book[ASK].top(count)),
    }


def klines(query: Query) -> list[list[object]]:
    """Return bars, oldest first; a start after the end is an error here."""
    market = _perpetual(query)
    _check_range(query)
    return [rest.kline(market, bar) for bar in rest.bars(query, market)]


def derived_klines(factor: Callable[[Market, Bar], float]) -> Callable[[Query], Any]:
    """Return an endpoint for bars of a derived price, which have no volume."""

    def ask(query: Query) -> Any:
        market = _perpetual(query)
        _check_range(query)
        return [_derived(market, bar, factor(market, bar)) for bar in rest.bars(query, market)]

    return ask


def day(market: Market) -> dict[str, object]:
    """Return 24 h statistics."""
    row = tickers.window_statistics(market, market.day())
    return row | {"lastQty": market.instrument.listing.size.text(market.instrument.last.size)}


def last_price(market: Market) -> dict[str, object]:
    """Return the last price and its time."""
    return tickers.last_price(market) | {"time": market.instrument.last.time}


def best_prices(market: Market) -> dict[str, object]:
    """Return best bid and ask with time and update number."""
    return {
        "lastUpdateId": market.instrument.sequence,
        **tickers.best_prices(market),
        "time": market.clock.now(),
    }


def premium(market: Market) -> dict[str, object]:
    """Return mark price, index price and funding."""
    upcoming = market.next_funding()
    return {
        "symbol": market.symbol,
        "markPrice": f"{market.mark():.8f}",
        "indexPrice": f"{market.index():.8f}",
        "estimatedSettlePrice": f"{market.index():.8f}",
        "lastFundingRate": f"{market.funding(upcoming):.8f}",
        "interestRate": _FIXED_INTEREST,
        "nextFundingTime": upcoming,
        "time": market.clock.now(),
    }


def funding_rate(query: Query) -> list[dict[str, object]]:
    """Return past funding, oldest first; the newest are kept when no start is given."""
    markets, _ = query.markets()
    limit = query.limit(100, 1000)
    _check_range(query)
    start, end = query.integer("startTime"), query.integer("endTime")
    now = query.product.clock.now()
    last = min(now, end if end is not None else now) // FUNDING_EVERY
    first = -(-max(start, OPENED) // FUNDING_EVERY) if start is not None else last - limit + 1
    times = [serial * FUNDING_EVERY for serial in range(first, min(last, first + limit - 1) + 1)]
    rows = [_funding(market, time) for time in times for market in markets]
    return rows[-limit:] if start is None else rows[:limit]


def funding_info(query: Query) -> list[dict[str, object]]:
    """Return the bounds of funding."""
    return [
        {
            "symbol": market.symbol,
            "adjustedFundingRateCap": "0.02000000",
            "adjustedFundingRateFloor": "-0.02000000",
            "fundingIntervalHours": 8,
            "disclaimer": False,
            "updateTime": OPENED,
        }
        for market in query.product.markets.values()
    ]


def open_interest(query: Query) -> dict[str, object]:
    """Return what is open now."""
    market, now = query.market(), query.product.clock.now()
    size = market.instrument.listing.size.text(market.open_interest(now))
    return {"openInterest": size, "symbol": market.symbol, "time": now}


def data_series(
    row: Callable[[Market, int], dict[str, object]], symbol: str = "symbol"
) -> Callable[[Query], Any]:
    """Return a ``/futures/data`` endpoint: one row per period, oldest first."""

    def ask(query: Query) -> Any:
        market = query.market(symbol)
        if query.text("period") not in _DATA_PERIODS:
            raise error(-1130, "Data sent for parameter 'period' is not valid.")
        period = SWAP_INTERVALS[query.sent["period"]]
        limit = query.limit(30, 500)
        end = query.integer("endTime")
        last = period.floor(query.product.clock.now() if end is None else end)
        first = max(last - (limit - 1) * period.length, query.integer("startTime") or 0)
        first = _up(period, first)
        return [row(market, time) for time in range(first, last + 1, period.length)]

    return ask


def _perpetual(query: Query) -> Market:
    if "pair" not in query.sent and "symbol" in query.sent:
        return query.market()
    if "contractType" in query.sent and query.sent["contractType"] != "PERPETUAL":
        raise error(-1130, "Data sent for parameter 'contractType' is not valid.")
    pair = query.text("pair")
    if pair not in query.product.markets:
        raise error(-4144, "Invalid pair.")
    return query.product.markets[pair]


def _check_range(query: Query) -> None:
    start, end = query.integer("startTime"), query.integer("endTime")
    if start is not None and end is not None and start > end:
        raise error(-1023, "Start time is greater than end time.")


def _derived(market: Market, bar: Bar, factor: float) -> list[object]:
    listing = market.instrument.listing
    prices = [
        f"{listing.price.value(price) * factor:.8f}" for price in (bar.open, bar.high, bar.low, bar.close)
    ]
    return [bar.start, *prices, "0", bar.end - 1, "0", (bar.end - bar.start) // 1000, "0", "0", "0"]


def _mark_share(market: Market, bar: Bar) -> float:
    return 1 + market.funding(bar.start) / 3


def _premium_share(market: Market, bar: Bar) -> float:
    return market.funding(bar.start) / market.instrument.listing.price.value(bar.open)


def _funding(market: Market, time: int) -> dict[str, object]:
    price = market.instrument.listing.price.value(market.bars.bar(time - 1000, time).close)
    return {
        "symbol": market.symbol,
        "fundingTime": time,
        "fundingRate": f"{market.funding(time):.8f}",
        "markPrice": f"{price:.8f}",
    }


def _open_interest_row(market: Market, time: int) -> dict[str, object]:
    listing, lots = market.instrument.listing, market.open_interest(time)
    return {
        "symbol": market.symbol,
        "sumOpenInterest": f"{listing.size.value(lots):.8f}",
        "sumOpenInterestValue": f"{listing.amount(lots * listing.start):.8f}",
        "CMCCirculatingSupply": "19000000.00000000",
        "timestamp": time,
    }


def _ratio_row(kind: str) -> Callable[[Market, int], dict[str, object]]:
    def row(market: Market, time: int) -> dict[str, object]:
        longs = round(0.4 + 0.2 * market.chance(f"{kind}{time}"), 4)
        return {
            "symbol": market.symbol,
            "longShortRatio": f"{longs / (1 - longs):.4f}",
            "longAccount": f"{longs:.4f}",
            "shortAccount": f"{1 - longs:.4f}",
            "timestamp": time,
        }

    return row


def _taker_row(market: Market, time: int) -> dict[str, object]:
    buys, sells = 100 + 50 * market.chance(f"buys{time}"), 100 + 50 * market.chance(f"sells{time}")
    return {
        "buySellRatio": f"{buys / sells:.4f}",
        "buyVol": f"{buys:.4f}",
        "sellVol": f"{sells:.4f}",
        "timestamp": time,
    }


def _basis_row(market: Market, time: int) -> dict[str, object]:
    price = market.instrument.listing.price.value(market.bars.bar(time - 1000, time).close)
    basis = price * market.funding(time) / 3
    return {
        "indexPrice": f"{price:.8f}",
        "contractType": "PERPETUAL",
        "basisRate": f"{basis / price:.4f}",
        "futuresPrice": f"{price + basis:.8f}",
        "annualizedBasisRate": "",
        "basis": f"{basis:.8f}",
        "pair": market.symbol,
        "timestamp": time,
    }


def _up(period: Period, time: int) -> int:
    opened = period.floor(time)
    return opened if opened == time else period.after(opened)


_SERIES = ("symbol", "period", "limit", "startTime", "endTime")
_BARS = ("symbol", "interval", "startTime", "endTime", "limit")
_PAIR_BARS = ("pair", "contractType", "interval", "startTime", "endTime", "limit")
_BAR_WEIGHT = by_limit(500, (99, 1), (499, 2), (1000, 5), (1500, 10))
_LONG_SHORT = ("globalLongShortAccountRatio", "topLongShortAccountRatio", "topLongShortPositionRatio")

SWAP_ENDPOINTS = {
    "/fapi/v1/ping": Endpoint(rest.ping, (), fixed(1)),
    "/fapi/v1/time": Endpoint(rest.server_time, (), fixed(1)),
    "/fapi/v1/exchangeInfo": Endpoint(swap_info, (), fixed(1)),
    "/fapi/v1/depth": Endpoint(
        depth, ("symbol", "limit"), by_limit(500, (50, 2), (100, 5), (500, 10), (1000, 20))
    ),
    "/fapi/v1/trades": Endpoint(rest.trades, ("symbol", "limit"), fixed(5)),
    "/fapi/v1/historicalTrades": Endpoint(rest.trades, ("symbol", "limit", "fromId"), fixed(200)),
    "/fapi/v1/aggTrades": Endpoint(
        rest.agg_trades, ("symbol", "fromId", "startTime", "endTime", "limit"), fixed(20)
    ),
    "/fapi/v1/klines": Endpoint(klines, _BARS, _BAR_WEIGHT),
    "/fapi/v1/continuousKlines": Endpoint(klines, _PAIR_BARS, _BAR_WEIGHT),
    "/fapi/v1/markPriceKlines": Endpoint(derived_klines(_mark_share), _BARS, _BAR_WEIGHT),
    "/fapi/v1/indexPriceKlines": Endpoint(derived_klines(lambda *_: 1.0), _PAIR_BARS, _BAR_WEIGHT),
    "/fapi/v1/premiumIndexKlines": Endpoint(derived_klines(_premium_share), _BARS, _BAR_WEIGHT),
    "/fapi/v1/ticker/24hr": Endpoint(tickers.one_or_all(day), ("symbol",), by_symbol(1, 40)),
    "/fapi/v1/ticker/price": Endpoint(tickers.one_or_all(last_price), ("symbol",), by_symbol(1, 2)),
    "/fapi/v2/ticker/price": Endpoint(tickers.one_or_all(last_price), ("symbol",), by_symbol(1, 2)),
    "/fapi/v1/ticker/bookTicker": Endpoint(tickers.one_or_all(best_prices), ("symbol",), by_symbol(2, 5)),
    "/fapi/v1/premiumIndex": Endpoint(tickers.one_or_all(premium), ("symbol",), by_symbol(1, 10)),
    "/fapi/v1/fundingRate": Endpoint(
        funding_rate, ("symbol", "startTime", "endTime", "limit"), fixed(0), "funding"
    ),
    "/fapi/v1/fundingInfo": Endpoint(funding_info, (), fixed(0), "funding"),
    "/fapi/v1/openInterest": Endpoint(open_interest, ("symbol",), fixed(1)),
    "/futures/data/openInterestHist": Endpoint(data_series(_open_interest_row), _SERIES, fixed(0), "data"),
    "/futures/data/takerlongshortRatio": Endpoint(data_series(_taker_row), _SERIES, fixed(0), "data"),
    "/futures/data/basis": Endpoint(
        data_series(_basis_row, "pair"), ("pair", "contractType", *_SERIES[1:]), fixed(0), "data"
    ),
} | {
    f"/futures/data/{name}": Endpoint(data_series(_ratio_row(name)), _SERIES, fixed(0), "data")
    for name in _LONG_SHORT
}
