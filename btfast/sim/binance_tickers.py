"""Binance tickers over REST: windows, last, best and mean prices (rest-api.md, "Market data endpoints")."""

from collections.abc import Callable
from typing import Any

from btfast.sim.bars import MINUTE, Bar
from btfast.sim.binance import INTERVALS, Query, error
from btfast.sim.venue import Market

_WINDOWS = {"m": MINUTE, "h": 60 * MINUTE, "d": 1440 * MINUTE}
_LEFT_OUT_OF_MINI = ("priceChange", "priceChangePercent", "weightedAvgPrice")


def window_statistics(market: Market, bar: Bar) -> dict[str, object]:
    """Return the statistics that every ticker of a window has."""
    listing = market.instrument.listing
    price = listing.price.text
    change = listing.price.value(bar.close - bar.open)
    mean = bar.quote / bar.volume if bar.volume else bar.close
    last = market.instrument.last.number
    return {
        "symbol": market.symbol,
        "priceChange": f"{change:.{listing.price.decimals}f}",
        "priceChangePercent": f"{100 * change / listing.price.value(bar.open):.3f}",
        "weightedAvgPrice": f"{mean * listing.price.value(1):.{listing.price.decimals}f}",
        "openPrice": price(bar.open),
        "highPrice": price(bar.high),
        "lowPrice": price(bar.low),
        "lastPrice": price(market.instrument.last.price),
        "volume": listing.size.text(bar.volume),
        "quoteVolume": f"{listing.turnover(bar.volume, bar.quote):.8f}",
        "openTime": bar.start,
        "closeTime": bar.end - 1,
        "firstId": last - bar.count + 1,
        "lastId": last,
        "count": bar.count,
    }


def one_or_all(answer: Callable[[Market], dict[str, object]]) -> Callable[[Query], Any]:
    """Return an endpoint that answers one symbol with an object and several with a list."""

    def ask(query: Query) -> Any:
        markets, is_list = query.markets()
        rows = [answer(market) for market in markets]
        return rows if is_list else rows[0]

    return ask


def spot_day(query: Query) -> Any:
    """Return 24 h statistics, ``FULL`` or ``MINI``."""
    return one_or_all(_mini if _is_mini(query) else _full)(query)


def rolling(query: Query) -> Any:
    """Return the statistics of ``windowSize`` (1m to 7d)."""
    size = query.sent.get("windowSize", "1d")
    if not size[:-1].isdigit() or size[-1] not in _WINDOWS:
        raise error(-1102, "Mandatory parameter 'windowSize' was not sent, was empty/null, or malformed.")
    if "symbol" not in query.sent and "symbols" not in query.sent:
        raise error(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
    length = int(size[:-1]) * _WINDOWS[size[-1]]
    now = query.product.clock.now()
    start = (now - length) // MINUTE * MINUTE
    return one_or_all(lambda market: _kept(market, market.bars.bar(start, now + 1), _is_mini(query)))(query)


def trading_day(query: Query) -> Any:
    """Return the statistics of this UTC day."""
    now = query.product.clock.now()
    start = INTERVALS["1d"].floor(now)
    return one_or_all(lambda market: _kept(market, market.bars.bar(start, now + 1), _is_mini(query)))(query)


def last_price(market: Market) -> dict[str, object]:
    """Return the last price."""
    return {
        "symbol": market.symbol,
        "price": market.instrument.listing.price.text(market.instrument.last.price),
    }


def best_prices(market: Market) -> dict[str, object]:
    """Return best bid and ask."""
    listing = market.instrument.listing
    bid, bid_size, ask, ask_size = market.instrument.top()
    return {
        "symbol": market.symbol,
        "bidPrice": listing.price.text(bid),
        "bidQty": listing.size.text(bid_size),
        "askPrice": listing.price.text(ask),
        "askQty": listing.size.text(ask_size),
    }


def average_price(query: Query) -> dict[str, object]:
    """Return the mean price of five minutes."""
    market = query.market()
    return {"mins": 5, "price": mean_price(market), "closeTime": market.instrument.last.time}


def mean_price(market: Market) -> str:
    """Return the volume-weighted price of the last five minutes."""
    now, listing = market.clock.now(), market.instrument.listing
    bar = market.bars.bar(now - 5 * MINUTE, now + 1)
    mean = bar.quote / bar.volume if bar.volume else bar.close
    return f"{mean * listing.price.value(1):.8f}"


def _is_mini(query: Query) -> bool:
    kind = query.sent.get("type", "FULL")
    if kind not in ("FULL", "MINI"):
        raise error(-1139, "Invalid ticker type.")
    return kind == "MINI"


def _kept(market: Market, bar: Bar, mini: bool) -> dict[str, object]:
    row = window_statistics(market, bar)
    return {name: value for name, value in row.items() if not mini or name not in _LEFT_OUT_OF_MINI}


def _mini(market: Market) -> dict[str, object]:
    return _kept(market, market.day(), True)


def _full(market: Market) -> dict[str, object]:
    listing, day = market.instrument.listing, market.day()
    quotes = best_prices(market)
    extra = {
        "prevClosePrice": listing.price.text(day.open),
        "lastQty": listing.size.text(market.instrument.last.size),
    }
    return window_statistics(market, day) | extra | quotes
