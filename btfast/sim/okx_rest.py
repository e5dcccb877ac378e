"""OKX public data and market data over REST (www.okx.com/docs-v5); limits as documented."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from btfast.sim import okx_rows as rows
from btfast.sim.bars import Bar, Period
from btfast.sim.engine import ASK, BID, Trade
from btfast.sim.listings import OPENED
from btfast.sim.okx import SPOT, SWAP, Query, error, index_market, levels, plain
from btfast.sim.venue import FUNDING_EVERY, Market

_RECENT_BARS = 1440


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path: what answers, how many requests fit, and which parameter has a budget of its own."""

    answer: Callable[[Query], Any]
    limit: int
    key: str = ""


def time(query: Query) -> list[Any]:
    """Tell the time."""
    return [{"ts": str(query.clock.now())}]


def instruments(query: Query) -> list[Any]:
    """Return the instruments of a type; margin trades those of spot."""
    return _typed(query, rows.instrument_row)


def ticker(query: Query) -> list[Any]:
    """Return one ticker."""
    return [rows.ticker_row(query.market())]


def tickers(query: Query) -> list[Any]:
    """Return the tickers of a type."""
    return [rows.ticker_row(market) for market in query.markets()]


def books(query: Query) -> list[Any]:
    """Return the book, up to 400 levels, with its update number."""
    book = _book(query, 400)
    return [book | {"seqId": query.market().instrument.sequence}]


def books_full(query: Query) -> list[Any]:
    """Return the book, up to 5000 levels; here a level is price, size and order count."""
    book = _book(query, 5000)
    short = {side: [[level[0], level[1], level[3]] for level in book[side]] for side in ("asks", "bids")}
    return [book | short]


def trades(query: Query) -> list[Any]:
    """Return the newest matches, newest first."""
    market = query.market()
    newest = list(market.instrument.trades)[: -query.count("limit", 100, 500) - 1 : -1]
    return [trade_row(market, trade) for trade in newest]


def history_trades(query: Query) -> list[Any]:
    """Return matches by trade id (``type`` 1) or time (2), newest first."""
    market = query.market()
    number = {"1": "number", "2": "time"}.get(query.sent.get("type") or "1")
    if number is None:
        raise error("51000", "Parameter type error", 400)
    after, before = query.integer("after"), query.integer("before")
    kept = [
        trade
        for trade in reversed(market.instrument.trades)
        if (after is None or getattr(trade, number) < after)
        and (before is None or getattr(trade, number) > before)
    ]
    return [trade_row(market, trade) for trade in kept[: query.count("limit", 100, 100)]]


def candles(query: Query) -> list[Any]:
    """Return the newest 1440 bars at most, newest first."""
    market = query.market()
    return [rows.candle_row(market, bar) for bar in _bars(query, market, 300, _RECENT_BARS)]


def history_candles(query: Query) -> list[Any]:
    """Return bars of any age, newest first."""
    market = query.market()
    return [rows.candle_row(market, bar) for bar in _bars(query, market, 100, None)]


def mark_candles(query: Query) -> list[Any]:
    """Return bars of the mark price, newest first."""
    market = query.market()
    return [rows.price_candle_row(market, bar) for bar in _bars(query, market, 100, _RECENT_BARS)]


def index_candles(query: Query) -> list[Any]:
    """Return bars of the index, newest first."""
    market = query.index(query.text("instId"))
    return [rows.price_candle_row(market, bar) for bar in _bars(query, market, 100, _RECENT_BARS)]


def history_mark_candles(query: Query) -> list[Any]:
    """Return bars of the mark price of any age, newest first."""
    market = query.market()
    return [rows.price_candle_row(market, bar) for bar in _bars(query, market, 100, None)]


def history_index_candles(query: Query) -> list[Any]:
    """Return bars of the index of any age, newest first."""
    market = query.index(query.text("instId"))
    return [rows.price_candle_row(market, bar) for bar in _bars(query, market, 100, None)]


def mark_price(query: Query) -> list[Any]:
    """Return mark prices."""
    return _typed(query, rows.mark_row)


def open_interest(query: Query) -> list[Any]:
    """Return open interest."""
    return [rows.interest_row(market) for market in query.markets()]


def price_limit(query: Query) -> list[Any]:
    """Return the bounds of order prices."""
    return [rows.limit_row(query.market())]


def funding_rate(query: Query) -> list[Any]:
    """Return the current funding; ``ANY`` asks for every swap."""
    if query.text("instId") == "ANY":
        return [rows.funding_row(market) for market in query.products[SWAP].markets.values()]
    return [rows.funding_row(_swap(query))]


def funding_rate_history(query: Query) -> list[Any]:
    """Return past funding, newest first."""
    market = _swap(query)
    after, before = query.integer("after"), query.integer("before")
    now = query.clock.now()
    newest = (min(now + 1, now + 1 if after is None else after) - 1) // FUNDING_EVERY * FUNDING_EVERY
    oldest = max(OPENED, 0 if before is None else before + 1)
    times = range(newest, oldest - 1, -FUNDING_EVERY)[: query.count("limit", 400, 400)]
    return [_funding(market, at) for at in times]


def index_tickers(query: Query) -> list[Any]:
    """Return index tickers of ``instId`` or ``quoteCcy``."""
    if query.sent.get("instId"):
        name = query.sent["instId"]
        return [rows.index_row(query.index(name), name)]
    quote = query.text("quoteCcy")
    bases = [market.instrument.listing.base for market in query.products[SPOT].markets.values()]
    named = {f"{base}-{quote}": index_market(query.products, f"{base}-{quote}") for base in bases}
    return [rows.index_row(market, name) for name, market in named.items() if market is not None]


def trade_row(market: Market, trade: Trade) -> dict[str, object]:
    """Return one match; the side is the taker's."""
    listing = market.instrument.listing
    return {
        "instId": market.symbol,
        "side": "sell" if trade.buyer_is_maker else "buy",
        "sz": listing.size.text(trade.size),
        "source": "0",
        "px": listing.price.text(trade.price),
        "tradeId": str(trade.number),
        "ts": str(trade.time),
    }


def _book(query: Query, most: int) -> dict[str, Any]:
    instrument = query.market().instrument
    count = query.count("sz", 1, most)
    asks, bids = (levels(instrument, instrument.book[side].top(count)) for side in (ASK, BID))
    return {"asks": asks, "bids": bids, "ts": str(query.clock.now())}


def _bars(query: Query, market: Market, most: int, reach: int | None) -> Iterator[Bar]:
    """Return bars newest first: older than ``after``, newer than ``before``, of the last `reach` bars."""
    period = query.period()
    limit = query.count("limit", 100, most)
    after, before = query.integer("after"), query.integer("before")
    now = query.clock.now()
    newest = period.floor(min(now, now if after is None else after - 1))
    oldest = max(OPENED, period.floor(now) - (reach - 1) * _length(period) if reach else OPENED)
    oldest = max(oldest, 0 if before is None else before + 1)
    while newest >= oldest and limit > 0:
        yield market.bars.bar(newest, period.after(newest))
        newest = period.floor(newest - 1)
        limit -= 1


def _length(period: Period) -> int:
    return period.length or period.months * 31 * 86_400_000


def _typed(query: Query, row: Callable[[Market], rows.Row]) -> list[Any]:
    """Return a row of each market of ``instType``, which it tells as it was asked."""
    return [row(market) | {"instType": query.sent["instType"]} for market in query.markets()]


def _swap(query: Query) -> Market:
    name = query.text("instId")
    if name not in query.products[SWAP].markets:
        raise error("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
    return query.products[SWAP].markets[name]


def _funding(market: Market, time: int) -> dict[str, object]:
    rate = plain(market.funding(time))
    return {
        "instType": "SWAP",
        "instId": market.symbol,
        "formulaType": "withRate",
        "fundingRate": rate,
        "realizedRate": rate,
        "fundingTime": str(time),
        "method": "current_period",
    }


MARKET_ENDPOINTS = {
    "/api/v5/public/time": Endpoint(time, 10),
    "/api/v5/public/instruments": Endpoint(instruments, 20, "instType"),
    "/api/v5/public/mark-price": Endpoint(mark_price, 10, "instId"),
    "/api/v5/public/funding-rate": Endpoint(funding_rate, 10, "instId"),
    "/api/v5/public/funding-rate-history": Endpoint(funding_rate_history, 10, "instId"),
    "/api/v5/public/open-interest": Endpoint(open_interest, 20, "instId"),
    "/api/v5/public/price-limit": Endpoint(price_limit, 20),
    "/api/v5/market/ticker": Endpoint(ticker, 20),
    "/api/v5/market/tickers": Endpoint(tickers, 20),
    "/api/v5/market/books": Endpoint(books, 40),
    "/api/v5/market/books-full": Endpoint(books_full, 10),
    "/api/v5/market/trades": Endpoint(trades, 100),
    "/api/v5/market/history-trades": Endpoint(history_trades, 20),
    "/api/v5/market/candles": Endpoint(candles, 40),
    "/api/v5/market/history-candles": Endpoint(history_candles, 20),
    "/api/v5/market/mark-price-candles": Endpoint(mark_candles, 20),
    "/api/v5/market/index-candles": Endpoint(index_candles, 20),
    "/api/v5/market/history-mark-price-candles": Endpoint(history_mark_candles, 10),
    "/api/v5/market/history-index-candles": Endpoint(history_index_candles, 10),
    "/api/v5/market/index-tickers": Endpoint(index_tickers, 20),
}
