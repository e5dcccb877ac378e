"""What Binance's two futures products, USDⓈ-M and COIN-M, answer alike over REST ("Market Data")."""

from collections.abc import Callable
from typing import Any

from btfast.sim import binance_rest as rest
from btfast.sim.bars import Bar
from btfast.sim.binance import Query, error
from btfast.sim.binance_rest import by_limit
from btfast.sim.listings import OPENED
from btfast.sim.venue import FUNDING_EVERY, Market

BARS = ("symbol", "interval", "startTime", "endTime", "limit")
PAIR_BARS = ("pair", "contractType", *BARS[1:])
BAR_WEIGHT = by_limit(500, (99, 1), (499, 2), (1000, 5), (1500, 10))
DEPTH_WEIGHT = by_limit(500, (50, 2), (100, 5), (500, 10), (1000, 20))
_DEPTHS = (5, 10, 20, 50, 100, 500, 1000)
_FIXED_INTEREST = "0.00010000"


def depth(query: Query) -> dict[str, object]:
    """Return the book with the number of its last update and its times."""
    market, now = query.market(), query.product.clock.now()
    return rest.depth_sides(market, depth_limit(query, 500, _DEPTHS)) | {"E": now, "T": now}


def depth_limit(query: Query, default: int, known: tuple[int, ...]) -> int:
    """Return ``limit``, which must be one of `known`."""
    count = query.integer("limit")
    count = default if count is None else count
    if count not in known:
        raise error(-4021, f"{count} is not valid depth limit.")
    return count


def klines(query: Query) -> list[list[object]]:
    """Return bars, oldest first; a start after the end is an error here."""
    market = query.contract()
    query.check_range()
    return [rest.kline(market, bar) for bar in rest.bars(query, market)]


def derived_klines(factor: Callable[[Market, Bar], float]) -> Callable[[Query], Any]:
    """Return an endpoint for bars of a derived price, which have no volume."""

    def ask(query: Query) -> Any:
        market = query.contract()
        query.check_range()
        return [_derived(market, bar, factor(market, bar)) for bar in rest.bars(query, market)]

    return ask


def index_share(market: Market, _: Bar) -> float:
    """Return by what a price is multiplied to be the index."""
    return 1 / (1 + market.carry())


def mark_share(market: Market, bar: Bar) -> float:
    """Return by what a price is multiplied to be the mark price."""
    return 1.0 if market.instrument.listing.expiry else 1 + market.funding(bar.start) / 3


def premium_share(market: Market, bar: Bar) -> float:
    """Return by what a price is multiplied to be the premium index."""
    return market.funding(bar.start) / market.instrument.listing.price.value(bar.open)


def premium(market: Market) -> dict[str, object]:
    """Return mark price, index price and funding, of which dated contracts have none."""
    upcoming, ends = market.next_funding(), bool(market.instrument.listing.expiry)
    return {
        "symbol": market.symbol,
        "markPrice": f"{market.mark():.8f}",
        "indexPrice": f"{market.index():.8f}",
        "estimatedSettlePrice": f"{market.index():.8f}",
        "lastFundingRate": "" if ends else f"{market.funding(upcoming):.8f}",
        "interestRate": "" if ends else _FIXED_INTEREST,
        "nextFundingTime": 0 if ends else upcoming,
        "time": market.clock.now(),
    }


def funding_rate(more: Callable[[Market, int], dict[str, object]]) -> Callable[[Query], Any]:
    """Return an endpoint for past funding, oldest first; the newest are kept when no start is given."""

    def ask(query: Query) -> Any:
        asked = [query.market()] if "symbol" in query.sent else query.product.markets.values()
        markets = [market for market in asked if not market.instrument.listing.expiry]
        limit = query.limit(100, 1000)
        query.check_range()
        rows = [_funding(m, time) | more(m, time) for time in _funded(query, limit) for m in markets]
        return rows[-limit:] if query.integer("startTime") is None else rows[:limit]

    return ask


def funding_info(query: Query) -> list[dict[str, object]]:
    """Return the bounds of funding."""
    return [
        {
            "symbol": market.symbol,
            "adjustedFundingRateCap": "0.02000000",
            "adjustedFundingRateFloor": "-0.02000000",
            "fundingIntervalHours": 8,
            "disclaimer": False,
        }
        for market in query.product.markets.values()
        if not market.instrument.listing.expiry
    ]


def open_interest(query: Query) -> dict[str, object]:
    """Return what is open now."""
    market, now = query.market(), query.product.clock.now()
    size = market.instrument.listing.size.text(market.open_interest(now))
    return {"openInterest": size, "symbol": market.symbol, "time": now}


def _funded(query: Query, limit: int) -> list[int]:
    start, end = query.integer("startTime"), query.integer("endTime")
    now = query.product.clock.now()
    last = min(now, end if end is not None else now) // FUNDING_EVERY
    first = -(-max(start, OPENED) // FUNDING_EVERY) if start is not None else last - limit + 1
    return [serial * FUNDING_EVERY for serial in range(first, min(last, first + limit - 1) + 1)]


def _funding(market: Market, time: int) -> dict[str, object]:
    return {"symbol": market.symbol, "fundingTime": time, "fundingRate": f"{market.funding(time):.8f}"}


def _derived(market: Market, bar: Bar, factor: float) -> list[object]:
    price = market.instrument.listing.price
    prices = [f"{price.value(steps) * factor:.8f}" for steps in (bar.open, bar.high, bar.low, bar.close)]
    return [bar.start, *prices, "0", bar.end - 1, "0", (bar.end - bar.start) // 1000, "0", "0", "0"]
