"""Binance market data over REST: what spot (rest-api.md, "Market data endpoints") and USDⓈ-M share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from btfast.sim import binance_reference as reference
from btfast.sim import binance_tickers as tickers
from btfast.sim.bars import Bar, Period
from btfast.sim.binance import COIN_M, SPOT, SWAP, Query, levels
from btfast.sim.binance_info import spot_info
from btfast.sim.engine import ASK, BID, Group, Trade
from btfast.sim.listings import OPENED
from btfast.sim.venue import Market

Weight = Callable[[Query], int]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path: what answers, which parameters it reads, what it weighs, and which other limit it shares."""

    answer: Callable[[Query], Any]
    params: tuple[str, ...]
    weight: Weight
    pool: str = ""


def fixed(weight: int) -> Weight:
    """Return a weight that does not depend on the request."""
    return lambda _: weight


def by_limit(default: int, *steps: tuple[int, int]) -> Weight:
    """Return a weight by ``limit``: pairs of the largest limit and what it costs, ascending."""

    def weigh(query: Query) -> int:
        sent = query.sent.get("limit", "")
        limit = int(sent) if sent.isdigit() else default
        return next((weight for most, weight in steps if limit <= most), steps[-1][1])

    return weigh


def by_symbol(one: int, every: int) -> Weight:
    """Return a weight that depends on whether one symbol is asked for."""
    return lambda query: one if "symbol" in query.sent else every


def ping(query: Query) -> dict[str, object]:
    """Answer a ping."""
    return {}


def server_time(query: Query) -> dict[str, object]:
    """Tell the time."""
    return {"serverTime": query.product.clock.now()}


def depth_sides(market: Market, count: int) -> dict[str, object]:
    """Return the best `count` levels a side, and the number of the last update."""
    instrument = market.instrument
    return {
        "lastUpdateId": instrument.sequence,
        "bids": levels(instrument, instrument.book[BID].top(count)),
        "asks": levels(instrument, instrument.book[ASK].top(count)),
    }


def spot_depth(query: Query) -> dict[str, object]:
    """Return the book with the number of its last update."""
    return depth_sides(query.market(), query.limit(100, 5000))


def trades(query: Query) -> list[dict[str, object]]:
    """Return recent matches, oldest first; ``fromId`` starts further back."""
    market = query.market()
    limit, first = query.limit(500, 1000), query.integer("fromId")
    rows = list(market.instrument.trades)
    if first is not None:
        return [_trade(market, row) for row in rows if row.number >= first][:limit]
    return [_trade(market, row) for row in rows[-limit:]]


def agg_trades(query: Query) -> list[dict[str, object]]:
    """Return matches grouped by taker and price, oldest first."""
    market = query.market()
    limit, first = query.limit(500, 1000), query.integer("fromId")
    start, end = query.integer("startTime"), query.integer("endTime")
    rows = [
        row
        for row in market.instrument.groups
        if (first is None or row.number >= first)
        and (start is None or row.time >= start)
        and (end is None or row.time <= end)
    ]
    page = rows[:limit] if first is not None or start is not None else rows[-limit:]
    return [_group(market, row) for row in page]


def klines(query: Query) -> list[list[object]]:
    """Return bars, oldest first."""
    market = query.market()
    return [kline(market, bar) for bar in bars(query, market)]


def bars(query: Query, market: Market) -> Iterable[Bar]:
    """Return the bars that ``interval``, ``startTime``, ``endTime`` and ``limit`` ask for."""
    period = query.interval()
    limit = query.limit(500, 1000 if query.product.name == SPOT else 1500)
    start, end = query.integer("startTime"), query.integer("endTime")
    last = min(market.clock.now(), end if end is not None else market.clock.now())
    if start is not None:
        opened = period.floor(max(start, OPENED) - 1)
        opens = _opens(period, period.after(opened), last, limit)
    else:
        opens = _opens_before(period, last, limit)
    return [market.bars.bar(opened, period.after(opened)) for opened in opens]


def kline(market: Market, bar: Bar) -> list[object]:
    """Return one bar as REST lays it out."""
    listing = market.instrument.listing
    prices = map(listing.price.text, (bar.open, bar.high, bar.low, bar.close))
    volume, taker = listing.size.text(bar.volume), listing.size.text(bar.taker)
    quote = f"{listing.turnover(bar.volume, bar.quote):.8f}"
    taker_quote = f"{listing.turnover(bar.taker, bar.taker_quote):.8f}"
    return [bar.start, *prices, volume, bar.end - 1, quote, bar.count, taker, taker_quote, "0"]


def _opens(period: Period, first: int, last: int, limit: int) -> list[int]:
    opens: list[int] = []
    while first <= last and len(opens) < limit:
        opens.append(first)
        first = period.after(first)
    return opens


def _opens_before(period: Period, last: int, limit: int) -> list[int]:
    opens: list[int] = []
    opened = period.floor(last)
    while opened >= OPENED and len(opens) < limit:
        opens.append(opened)
        opened = period.floor(opened - 1)
    return opens[::-1]


def _trade(market: Market, row: Trade) -> dict[str, object]:
    listing = market.instrument.listing
    if listing.is_inverse:
        value = {"baseQty": f"{listing.coins(row.size, listing.price.value(row.price)):.8f}"}
    else:
        value = {"quoteQty": f"{listing.amount(row.price * row.size):.{listing.price.decimals}f}"}
    return {
        "id": row.number,
        "price": listing.price.text(row.price),
        "qty": listing.size.text(row.size),
        **value,
        "time": row.time,
        "isBuyerMaker": row.buyer_is_maker,
        **_OF_TRADES[listing.product],
    }


def _group(market: Market, row: Group) -> dict[str, object]:
    listing = market.instrument.listing
    answer: dict[str, object] = {
        "a": row.number,
        "p": listing.price.text(row.price),
        "q": listing.size.text(row.size),
        "f": row.first,
        "l": row.last,
        "T": row.time,
        "m": row.buyer_is_maker,
    }
    more: dict[str, dict[str, object]] = {SPOT: {"M": True}, SWAP: {"nq": listing.size.text(row.size)}}
    return answer | more.get(listing.product, {})


def _per_symbol(each: int, most: int) -> Weight:
    def weigh(query: Query) -> int:
        return min(
            most, each * (1 if "symbol" in query.sent else query.sent.get("symbols", "").count(",") + 1)
        )

    return weigh


def _day_weight(query: Query) -> int:
    if "symbol" in query.sent:
        return 2
    asked = query.sent.get("symbols")
    count = asked.count(",") + 1 if asked else 101
    return 2 if count <= 20 else 40 if count <= 100 else 80


def _rules_weight(query: Query) -> int:
    one = "symbol" in query.sent
    return 2 if one else min(40, 2 * (query.sent.get("symbols", "," * 20).count(",") + 1))


_OF_TRADES: dict[str, dict[str, object]] = {
    SPOT: {"isBestMatch": True},
    SWAP: {"isRPITrade": False},
    COIN_M: {},
}
_LIST = ("symbol", "symbols", "symbolStatus")
_BARS = ("symbol", "interval", "startTime", "endTime", "timeZone", "limit")

SPOT_ENDPOINTS = {
    "/api/v3/ping": Endpoint(ping, (), fixed(1)),
    "/api/v3/time": Endpoint(server_time, (), fixed(1)),
    "/api/v3/exchangeInfo": Endpoint(spot_info, (*_LIST, "permissions", "showPermissionSets"), fixed(20)),
    "/api/v3/depth": Endpoint(
        spot_depth,
        ("symbol", "limit", "symbolStatus"),
        by_limit(100, (100, 5), (500, 25), (1000, 50), (5000, 250)),
    ),
    "/api/v3/trades": Endpoint(trades, ("symbol", "limit"), fixed(25)),
    "/api/v3/historicalTrades": Endpoint(trades, ("symbol", "limit", "fromId"), fixed(25)),
    "/api/v3/aggTrades": Endpoint(
        agg_trades, ("symbol", "fromId", "startTime", "endTime", "limit"), fixed(4)
    ),
    "/api/v3/klines": Endpoint(klines, _BARS, fixed(2)),
    "/api/v3/uiKlines": Endpoint(klines, _BARS, fixed(2)),
    "/api/v3/historicalBlockTrades": Endpoint(
        reference.block_trades, ("symbol", "fromId", "limit"), fixed(25)
    ),
    "/api/v3/referencePrice": Endpoint(reference.price, ("symbol",), fixed(2)),
    "/api/v3/referencePrice/calculation": Endpoint(
        reference.calculation, ("symbol", "symbolStatus"), fixed(2)
    ),
    "/api/v3/executionRules": Endpoint(reference.rules, _LIST, _rules_weight),
    "/api/v3/avgPrice": Endpoint(tickers.average_price, ("symbol",), fixed(2)),
    "/api/v3/ticker": Endpoint(tickers.rolling, (*_LIST, "windowSize", "type"), _per_symbol(4, 200)),
    "/api/v3/ticker/24hr": Endpoint(tickers.spot_day, (*_LIST, "type"), _day_weight),
    "/api/v3/ticker/tradingDay": Endpoint(
        tickers.trading_day, (*_LIST, "timeZone", "type"), _per_symbol(4, 200)
    ),
    "/api/v3/ticker/price": Endpoint(tickers.one_or_all(tickers.last_price), _LIST, by_symbol(2, 4)),
    "/api/v3/ticker/bookTicker": Endpoint(tickers.one_or_all(tickers.best_prices), _LIST, by_symbol(2, 4)),
}
