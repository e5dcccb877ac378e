"""Which Binance streams there are, what each says (`binance_payloads`) and when it speaks."""

import re
from collections.abc import Callable
from dataclasses import replace

from btfast.sim import binance_payloads as payloads
from btfast.sim.bars import HOUR
from btfast.sim.binance import INTERVALS, SPOT, SWAP, SWAP_INTERVALS
from btfast.sim.binance_payloads import Say
from btfast.sim.engine import Collector
from btfast.sim.flow import beats
from btfast.sim.hub import Topic, dumps
from btfast.sim.venue import Market, Product

PUBLIC, MARKET = "public", "market"
_PUBLIC_WORDS = ("bookTicker", "depth", "rpiDepth", "trade")
_DEPTH = re.compile(r"depth(?P<levels>5|10|20)?(?:@(?P<speed>\d+)ms)?")
_KLINE = re.compile(r"(?P<kind>kline|continuousKline)_(?P<interval>\w+)(?P<shift>@\+08:00)?")
_SPEEDS = {SPOT: {None: 1000, "100": 100}, SWAP: {None: 250, "100": 100, "250": 250, "500": 500}}
_WINDOWS = {"1h": HOUR, "4h": 4 * HOUR, "1d": 24 * HOUR}
_KLINE_SPEED = {SPOT: 2000, SWAP: 250}
_EVENTS: dict[str, tuple[str, Callable[[Market], Say]]] = {
    "bookTicker": ("best", payloads.book_ticker),
    "aggTrade": ("trade", payloads.agg_trade),
    "trade": ("match", payloads.trade),
}
_RELAYED = {"!bookTicker": ("best", payloads.book_ticker), "!forceOrder@arr": ("trade", payloads.force_order)}

Row = Callable[[Market], dict[str, object]]


def tier(name: str) -> str:
    """Return the USDⓈ-M tier that a stream lives on (Important WebSocket Change Notice, 2026-04)."""
    word = name.lstrip("!") if name.startswith("!") else name.partition("@")[2]
    return PUBLIC if word.startswith(_PUBLIC_WORDS) else MARKET


def make_topic(product: Product, name: str) -> Topic | None:
    """Return the topic of a stream name, or ``None`` when the venue has no such stream."""
    if name.startswith("!"):
        return _all_markets(product, name)
    symbol, _, word = name.partition("@")
    contract = symbol.removesuffix("_perpetual")
    if (contract != symbol) != word.startswith("continuousKline_"):
        return None
    market = next((m for m in product.markets.values() if m.symbol.lower() == contract), None)
    return _one_market(product, market, name, word) if market else None


def _one_market(product: Product, market: Market, name: str, word: str) -> Topic | None:
    depth, kline = _DEPTH.fullmatch(word), _KLINE.fullmatch(word)
    if depth:
        return _depth(product, market, name, depth)
    if kline:
        return _kline(product, market, name, kline)
    if word in _EVENTS:
        event, say = _EVENTS[word]
        topic = Topic(product.hub, "binance", product.name, name, say(market))
        topic.on(market.instrument, event)
        return topic
    if product.name == SWAP and word == "forceOrder":
        return _every(product, market, name, 1000, payloads.force_order(market))
    found = _row(product, word)
    if found is None:
        return None
    row, milliseconds = found
    return _every(product, market, name, milliseconds, lambda _: dumps(row(market)))


def _row(product: Product, word: str) -> tuple[Row, int] | None:
    """Return what makes one row of a timed stream, and its cadence in ms."""
    if word == "miniTicker":
        return payloads.mini_ticker, 1000
    if word == "ticker":
        return payloads.ticker, 1000
    if product.name == SWAP:
        speeds = {"markPrice": 3000, "markPrice@1s": 1000}
        return (payloads.mark_price, speeds[word]) if word in speeds else None
    if word == "avgPrice":
        return payloads.average_price, 1000
    if word == "referencePrice":
        return payloads.reference_price, 1000
    window = word.removeprefix("ticker_")
    if window in _WINDOWS:
        return lambda market: payloads.window_ticker(market, window, _WINDOWS[window]), 1000
    return None


def _all_markets(product: Product, name: str) -> Topic | None:
    markets = list(product.markets.values())
    if product.name == SWAP and name in _RELAYED:
        return _relay(product, markets, name)
    word = re.fullmatch(r"!(\w+)@arr(@1s)?", name)
    found = _row(product, word[1] + (word[2] or "")) if word else None
    if found is None or (product.name == SPOT and name == "!ticker@arr"):
        return None
    row, milliseconds = found
    return _every(
        product, markets[0], name, milliseconds, lambda _: dumps([row(market) for market in markets])
    )


def _relay(product: Product, markets: list[Market], name: str) -> Topic:
    """Return a topic that says every market's messages one by one."""
    event, say = _RELAYED[name]
    topic = Topic(product.hub, "binance", product.name, name, lambda _: None)
    for market in markets:
        topic.also(market.instrument, event, say(market))
    return topic


def _every(product: Product, market: Market, name: str, milliseconds: int, say: Say) -> Topic:
    topic = Topic(product.hub, "binance", product.name, name, say)
    topic.every(market.instrument, beats(product.settings, milliseconds))
    return topic


def _depth(product: Product, market: Market, name: str, words: re.Match[str]) -> Topic | None:
    milliseconds = _SPEEDS[product.name].get(words["speed"])
    if milliseconds is None:
        return None
    if words["levels"] and product.name == SPOT:
        return _every(product, market, name, milliseconds, payloads.partial(market, int(words["levels"])))
    instrument = market.instrument
    if instrument.replays and not words["levels"]:
        topic = Topic(product.hub, "binance", product.name, name, dumps)
        topic.on(instrument, "replay")
        return topic
    collector = Collector(instrument)
    instrument.collectors.append(collector)
    topic = _every(
        product, market, name, milliseconds, payloads.diff(market, collector, int(words["levels"] or 0))
    )
    topic.undo.append(lambda: instrument.collectors.remove(collector))
    return topic


def _kline(product: Product, market: Market, name: str, words: re.Match[str]) -> Topic | None:
    interval, is_continuous = words["interval"], words["kind"] == "continuousKline"
    periods = INTERVALS if product.name == SPOT else SWAP_INTERVALS
    if interval not in periods or (words["shift"] and product.name == SWAP):
        return None
    period = replace(periods[interval], shift=8 * HOUR if words["shift"] else 0)
    milliseconds = 1000 if interval == "1s" else _KLINE_SPEED[product.name]
    return _every(
        product, market, name, milliseconds, payloads.kline(market, period, interval, is_continuous)
    )
