"""Which OKX channels there are, what each pushes and when (www.okx.com/docs-v5, websocket channels)."""

from collections.abc import Callable
from typing import Any

from btfast.sim import okx_rows as rows
from btfast.sim.engine import ASK, BID, Group
from btfast.sim.flow import beats
from btfast.sim.hub import Topic, dumps
from btfast.sim.okx import BARS, FUTURES, OPTION, SPOT, index_market, levels
from btfast.sim.okx_books import View
from btfast.sim.okx_platform import auction_row
from btfast.sim.okx_rest import trade_row
from btfast.sim.okx_rows import Row
from btfast.sim.okx_wide_topics import BUSINESS, PUBLIC, WIDE_PATHS, Arg, wide_topic
from btfast.sim.venue import Market, Product

VIP = ("books-l2-tbt", "books50-l2-tbt")
_BOOKS = {"books": (400, 100), "books-l2-tbt": (400, 10), "books50-l2-tbt": (50, 10), "books-rpi": (400, 100)}
_TIMED: dict[str, tuple[Callable[[Market], Row], int]] = {
    "tickers": (rows.ticker_row, 100),
    "mark-price": (rows.mark_row, 200),
    "price-limit": (rows.limit_row, 200),
    "open-interest": (rows.interest_row, 3000),
    "funding-rate": (rows.funding_row, 30_000),
    "call-auction-details": (auction_row, 100),
}
_INDEX = "index-tickers"
_NOT_OF = {
    "funding-rate": (SPOT, FUTURES, OPTION),
    "open-interest": (SPOT,),
}
_CANDLES: dict[str, Callable[..., list[str]]] = {
    "candle": rows.candle_row,
    "mark-price-candle": rows.price_candle_row,
    "index-candle": rows.price_candle_row,
}


def path_of(channel: str) -> str | None:
    """Return the path a channel lives on, or ``None`` when there is no such channel."""
    if channel in (*_BOOKS, *_TIMED, _INDEX, "books5", "bbo-tbt", "trades"):
        return PUBLIC
    if channel == "trades-all" or _candle(channel):
        return BUSINESS
    return WIDE_PATHS.get(channel)


def topic_name(arg: Arg) -> str:
    """Return the name of a subscription: channel and instrument, or channel, type and family."""
    group = ":".join(filter(None, (arg.get("instType"), arg.get("instFamily"))))
    return f"{arg['channel']}:{arg.get('instId') or arg.get('sprdId') or group}"


def make_topic(products: dict[str, Product], arg: Arg) -> Topic | None:
    """Return the topic of a subscription, or ``None`` when its instrument does not exist."""
    if arg["channel"] in WIDE_PATHS:
        return wide_topic(products, topic_name(arg), arg)
    market = _market(products, arg)
    if market is None:
        return None
    return Maker(products[market.instrument.listing.product], market, arg).topic()


class Maker:
    """Makes one instrument's topics."""

    def __init__(self, product: Product, market: Market, arg: Arg) -> None:
        self._product, self._market = product, market
        self._instrument = market.instrument
        self._name = topic_name(arg)
        self._channel = arg["channel"]
        self._named = arg["instId"]
        self._arg = dumps({"channel": arg["channel"], "instId": arg["instId"]})

    def topic(self) -> Topic:
        """Return the topic of the channel."""
        if self._channel in _BOOKS:
            return self._books(*_BOOKS[self._channel])
        if self._channel == "books5":
            return self._row(100, lambda: self._top(5))
        if self._channel == "bbo-tbt":
            return self._event(
                "best", lambda _: self._data([self._top(1)]), lambda: self._data([self._top(1)])
            )
        if self._channel == "trades":
            return self._event("trade", lambda group: self._data([self._group(group)]))
        if self._channel == "trades-all":
            return self._event("match", lambda match: self._data([trade_row(self._market, match)]))
        if self._channel == _INDEX:
            return self._row(100, lambda: rows.index_row(self._market, self._named))
        if self._channel in _TIMED:
            make, milliseconds = _TIMED[self._channel]
            return self._row(milliseconds, lambda: make(self._market))
        return self._candles()

    def _data(self, data: list[Any]) -> str:
        return f'{{"arg":{self._arg},"data":{dumps(data)}}}'

    def _top(self, count: int) -> Row:
        asks, bids = (levels(self._instrument, self._instrument.book[side].top(count)) for side in (ASK, BID))
        row: Row = {"asks": asks, "bids": bids}
        if count > 1:
            row["instId"] = self._market.symbol
        return row | {"ts": str(self._market.clock.now()), "seqId": self._instrument.sequence}

    def _group(self, group: Group) -> Row:
        listing = self._instrument.listing
        return {
            "instId": self._market.symbol,
            "tradeId": str(group.last),
            "px": listing.price.text(group.price),
            "sz": listing.size.text(group.size),
            "side": "sell" if group.buyer_is_maker else "buy",
            "ts": str(group.time),
            "count": str(group.last - group.first + 1),
            "source": "0",
            "seqId": self._instrument.sequence,
        }

    def _row(self, milliseconds: int, make: Callable[[], Row]) -> Topic:
        """Speak in a cadence, when the row changed; a newcomer hears what there is now."""
        told: Row = {}

        def say(_: object) -> str | None:
            nonlocal told
            row = make()
            if _without_time(row) == told:
                return None
            told = _without_time(row)
            return self._data([row])

        return self._every(milliseconds, say, lambda: self._data([make()]))

    def _candles(self) -> Topic:
        kind, period_name = _candle(self._channel) or ("", "")
        period, make = BARS[period_name], _CANDLES[kind]
        opened = period.floor(self._market.clock.now())
        told: list[str] = []

        def now() -> list[str]:
            return make(self._market, self._market.bars.bar(opened, period.after(opened)))

        def say(_: object) -> str | None:
            nonlocal opened, told
            bar = now()
            if bar[-1] == "1":
                opened = period.after(opened)
            elif bar == told:
                return None
            told = bar
            return self._data([bar])

        return self._every(1000, say, lambda: self._data([now()]))

    def _every(self, milliseconds: int, say: Callable[[Any], str | None], hello: Callable[[], str]) -> Topic:
        topic = Topic(self._product.hub, "okx", self._product.name, self._name, say, hello)
        topic.every(self._instrument, beats(self._product.settings, milliseconds))
        return topic

    def _event(
        self, event: str, say: Callable[[Any], str | None], hello: Callable[[], str] | None = None
    ) -> Topic:
        topic = Topic(self._product.hub, "okx", self._product.name, self._name, say, hello)
        topic.on(self._instrument, event)
        return topic

    def _books(self, count: int, milliseconds: int) -> Topic:
        settings = self._product.settings
        view = View(self._market, count, self._arg, settings.keep_alive, settings.checksum)
        if self._instrument.replays:
            return self._event("replay", view.replayed, view.snapshot)
        topic = self._every(milliseconds, view.update, view.snapshot)
        topic.also(self._instrument, "keep_alive", view.nothing_new)
        return topic


def _market(products: dict[str, Product], arg: Arg) -> Market | None:
    channel, name = arg["channel"], arg.get("instId", "")
    if channel == _INDEX or channel.startswith("index-candle"):
        return index_market(products, name)
    found = next((product.markets[name] for product in products.values() if name in product.markets), None)
    if found is None or found.instrument.listing.product in _NOT_OF.get(channel, ()):
        return None
    return found


def _candle(channel: str) -> tuple[str, str] | None:
    for kind in _CANDLES:
        if channel.startswith(kind) and channel[len(kind) :] in BARS:
            return kind, channel[len(kind) :]
    return None


def _without_time(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("ts", "seqId")}
