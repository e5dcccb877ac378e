"""Which Binance streams there are of one instrument, what each says (`binance_payloads`) and when it speaks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from btfast.sim import binance_payloads as payloads
from btfast.sim import binance_wide_payloads as wide_payloads
from btfast.sim.bars import HOUR
from btfast.sim.binance import COIN_M, INTERVALS, OPTION, SPOT, SWAP, SWAP_INTERVALS
from btfast.sim.binance_futures_rest import mark_share
from btfast.sim.binance_payloads import KlineFrame, Say
from btfast.sim.engine import Collector
from btfast.sim.flow import beats
from btfast.sim.hub import Topic, dumps
from btfast.sim.venue import Market, Product

PUBLIC, MARKET = "public", "market"
_PUBLIC_WORDS = ("bookTicker", "depth", "rpiDepth", "trade", "optionTicker", "optionTrade")
_DEPTH = re.compile(r"depth(?P<levels>5|10|20)?(?:@(?P<speed>\d+)ms)?")
_KLINE = re.compile(r"(?P<kind>kline|continuousKline|markPriceKline)_(?P<interval>\w+)(?P<shift>@\+08:00)?")
_RPI_DEPTH = {"rpiDepth@500ms": "depth@500ms"}
_FUTURE_SPEEDS = {None: 250, "100": 100, "250": 250, "500": 500}
_SPEEDS: Mapping[str, Mapping[str | None, int]] = {
    SPOT: {None: 1000, "100": 100},
    SWAP: _FUTURE_SPEEDS,
    COIN_M: _FUTURE_SPEEDS,
    OPTION: {None: 500, "100": 100, "500": 500},
}
_WINDOWS = {"1h": HOUR, "4h": 4 * HOUR, "1d": 24 * HOUR}
_KLINE_SPEED = {SPOT: 2000, SWAP: 250, COIN_M: 250, OPTION: 1000}
_OF_GUESTS = re.compile(
    r"(kline|continuousKline)_.*|markPrice(@1s)?"
)  # streams that both futures hosts carry

Row = Callable[[Market], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Host:
    """A websocket host: its own product, all whose instruments have streams here, and those in its arrays."""

    own: Product
    products: tuple[Product, ...]
    universe: tuple[Product, ...]


def tier(name: str) -> str:
    """Return the USDⓈ-M tier that a stream lives on (Important WebSocket Change Notice, 2026-04)."""
    word = name.lstrip("!") if name.startswith("!") else name.partition("@")[2]
    return PUBLIC if word.startswith(_PUBLIC_WORDS) else MARKET


def symbol_topic(host: Host, name: str) -> Topic | None:
    """Return the topic of a stream of one instrument, or ``None`` when the host has no such stream."""
    symbol, _, word = name.partition("@")
    for product in (*host.products, *host.universe):
        market = next((m for m in product.markets.values() if m.symbol.lower() == symbol), None)
        if market is not None and (product in host.products or _OF_GUESTS.fullmatch(word)):
            return _one_market(product, market, name, word)
    return None


def kline_topic(
    product: Product, market: Market, name: str, interval: str, frame: KlineFrame
) -> Topic | None:
    """Return a topic of bars, whose period the name says."""
    period = (INTERVALS if product.name == SPOT else SWAP_INTERVALS).get(interval)
    if period is None:
        return None
    return every(product, market, name, _KLINE_SPEED[product.name], payloads.kline(market, period, frame))


def every(product: Product, market: Market, name: str, milliseconds: int, say: Say) -> Topic:
    """Return a topic that speaks in a cadence."""
    topic = Topic(product.hub, "binance", product.name, name, say)
    topic.every(market.instrument, beats(product.settings, milliseconds))
    return topic


def timed_row(product: Product, word: str) -> tuple[Row, int] | None:
    """Return what makes one row of a timed stream, and its cadence in ms."""
    window = word.removeprefix("ticker_")
    if product.name == SPOT and window in _WINDOWS:
        return partial(payloads.window_ticker, window=window, length=_WINDOWS[window]), 1000
    return _ROWS[product.name].get(word)


def _one_market(product: Product, market: Market, name: str, word: str) -> Topic | None:
    depth = _DEPTH.fullmatch(_RPI_DEPTH.get(word, word) if product.name == SWAP else word)
    kline = _KLINE.fullmatch(word)
    if depth:
        return _depth(product, market, name, depth)
    if kline:
        return _kline(product, market, name, kline)
    if word in _EVENTS[product.name]:
        event, make = _EVENTS[product.name][word]
        topic = Topic(product.hub, "binance", product.name, name, make(market))
        topic.on(market.instrument, event)
        return topic
    if word == "forceOrder" and product.name in payloads.UNIVERSES:
        return every(product, market, name, 1000, payloads.force_order(market))
    found = timed_row(product, word)
    if found is None:
        return None
    row, milliseconds = found
    return every(product, market, name, milliseconds, lambda _: dumps(row(market)))


def _depth(product: Product, market: Market, name: str, words: re.Match[str]) -> Topic | None:
    milliseconds = _SPEEDS[product.name].get(words["speed"])
    if milliseconds is None:
        return None
    if words["levels"] and product.name == SPOT:
        return every(product, market, name, milliseconds, payloads.partial(market, int(words["levels"])))
    instrument = market.instrument
    if instrument.replays and not words["levels"]:
        topic = Topic(product.hub, "binance", product.name, name, dumps)
        topic.on(instrument, "replay")
        return topic
    collector = Collector(instrument)
    instrument.collectors.append(collector)
    topic = every(
        product, market, name, milliseconds, payloads.diff(market, collector, int(words["levels"] or 0))
    )
    topic.undo.append(lambda: instrument.collectors.remove(collector))
    return topic


def _kline(product: Product, market: Market, name: str, words: re.Match[str]) -> Topic | None:
    interval = words["interval"]
    if words["kind"] == "markPriceKline" and product.name == COIN_M:
        frame = payloads.derived_kline_frame(market, interval, "markPrice_kline", market.symbol, mark_share)
        return kline_topic(product, market, name, interval, frame)
    if words["kind"] != "kline" or (words["shift"] and product.name != SPOT):
        return None
    frame = payloads.kline_frame(market, interval)
    if product.name != SPOT or interval not in INTERVALS:
        return kline_topic(product, market, name, interval, frame)
    period = replace(INTERVALS[interval], shift=8 * HOUR if words["shift"] else 0)
    milliseconds = 1000 if interval == "1s" else _KLINE_SPEED[SPOT]
    return every(product, market, name, milliseconds, payloads.kline(market, period, frame))


_BOOK = {"bookTicker": ("best", payloads.book_ticker)}
_FUTURE_EVENTS = _BOOK | {"aggTrade": ("trade", payloads.agg_trade), "trade": ("match", payloads.trade)}
_EVENTS: Mapping[str, Mapping[str, tuple[str, Callable[[Market], Say]]]] = {
    SPOT: _FUTURE_EVENTS | {"blockTrade": ("match", payloads.block_trade)},
    SWAP: _FUTURE_EVENTS,
    COIN_M: _FUTURE_EVENTS,
    OPTION: _BOOK | {"optionTrade": ("match", wide_payloads.option_trade)},
}
_TICKERS: Mapping[str, tuple[Row, int]] = {
    "miniTicker": (payloads.mini_ticker, 1000),
    "ticker": (payloads.ticker, 1000),
}
_MARKS: Mapping[str, tuple[Row, int]] = {
    "markPrice": (payloads.mark_price, 3000),
    "markPrice@1s": (payloads.mark_price, 1000),
}
_ROWS: Mapping[str, Mapping[str, tuple[Row, int]]] = {
    SPOT: {
        **_TICKERS,
        "avgPrice": (payloads.average_price, 1000),
        "referencePrice": (payloads.reference_price, 1000),
    },
    SWAP: {**_TICKERS, **_MARKS, "compositeIndex": (wide_payloads.composite_index, 1000)},
    COIN_M: {**_TICKERS, **_MARKS},
    OPTION: {"optionTicker": (payloads.ticker, 1000)},
}
