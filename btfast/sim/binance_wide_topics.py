"""Which Binance streams there are of more than one instrument: of all, of a pair, of what options are on."""

import itertools
import re
from collections.abc import Callable, Mapping

from btfast.sim import binance_payloads as payloads
from btfast.sim import binance_wide_payloads as wide
from btfast.sim.binance import COIN_M, OPTION, SPOT, SWAP
from btfast.sim.binance_futures_rest import index_share
from btfast.sim.binance_indices import assets
from btfast.sim.binance_option_rest import of_expiry
from btfast.sim.binance_payloads import Say
from btfast.sim.binance_topics import Host, Row, every, kline_topic, symbol_topic, timed_row
from btfast.sim.hub import Topic, dumps
from btfast.sim.venue import Market, Product

_ARRAY = re.compile(r"!(\w+)@arr(@1s)?")
_PAIR_KLINE = re.compile(r"(\w+)@indexPriceKline_(\w+)")
_CONTINUOUS = re.compile(r"(\w+?)_(perpetual|current_quarter|next_quarter)@continuousKline_(\w+)")
_ASSET = re.compile(r"(\w+)usd@assetIndex")
_GROUP = re.compile(r"(?P<pair>[^@]+)@(?P<word>[^@]+(?:@1s)?)(?:@(?P<day>\d{6}))?")
_TURN_SPEED = 250
_OPEN_INTEREST_SPEED = 3000  # the venue's minute would have every listener wait
_RELAYED: Mapping[str, tuple[str, Callable[[Market], Say]]] = {
    "!bookTicker": ("best", payloads.book_ticker),
    "!forceOrder@arr": ("trade", payloads.force_order),
}
_NOT_ON_SPOT = ("!ticker@arr",)


def make_topic(host: Host, name: str) -> Topic | None:
    """Return the topic of a stream name, or ``None`` when the host has no such stream."""
    if name.startswith("!"):
        return _whole(host, name)
    if name == "tradingSession" and host.own.name == SWAP:
        return _whole_row(host.own, name, lambda: wide.trading_session(host.own.clock.now()))
    return symbol_topic(host, name) or _continuous(host, name) or _asset(host, name) or _group(host, name)


def _whole(host: Host, name: str) -> Topic | None:
    if host.own.name == SPOT:
        return None if name in _NOT_ON_SPOT else _array(host, name)
    if name in _RELAYED:
        return _relay(host.own, _markets(host.universe), name, *_RELAYED[name])
    if name == "!contractInfo":
        return _in_turn(host.own, _markets(host.universe), name, wide.contract_info)
    option = next((product for product in host.products if product.name == OPTION), None)
    if option is None:
        return _array(host, name)
    if name == "!assetIndex@arr":
        own = host.own
        return _whole_row(own, name, lambda: [wide.asset_index(own, asset) for asset in assets(own)])
    if name == "!optionSymbol":
        return _in_turn(option, _markets([option]), name, wide.option_symbol)
    if name == "!index@arr":
        return _whole_row(option, name, lambda: [wide.option_index(m) for m in _underlyings(option).values()])
    return _array(host, name)


def _array(host: Host, name: str) -> Topic | None:
    """Return a topic whose every message holds a row of each market."""
    word = _ARRAY.fullmatch(name)
    found = timed_row(host.own, word[1] + (word[2] or "")) if word else None
    if found is None or not host.own.markets:
        return None
    row, milliseconds = found
    return _rows(host.own, _markets(host.universe), name, milliseconds, row)


def _group(host: Host, name: str) -> Topic | None:
    """Return a topic of a pair, or of the options on it, those of one day where the name says it."""
    kline, words = _PAIR_KLINE.fullmatch(name), _GROUP.fullmatch(name)
    for product in host.products:
        if kline and product.name == COIN_M and (perpetual := _perpetual(product, kline[1])):
            frame = payloads.derived_kline_frame(perpetual, kline[2], "indexPrice_kline", "0", index_share)
            return kline_topic(product, perpetual, name, kline[2], frame)
        if words is None:
            continue
        found = [m for m in product.markets.values() if m.instrument.listing.pair.lower() == words["pair"]]
        markets = of_expiry(found, words["day"]) if words["day"] else found
        topic = _of_group(product, markets, name, words) if markets else None
        if topic is not None:
            return topic
    return None


def _of_group(product: Product, markets: list[Market], name: str, words: re.Match[str]) -> Topic | None:
    if product.name == OPTION and words["word"] == "optionTrade":
        return _relay(product, markets, name, "match", wide.option_trade)
    if product.name == OPTION and (words["word"], bool(words["day"])) in _OPTION_ROWS:
        row, milliseconds = _OPTION_ROWS[words["word"], bool(words["day"])]
        return _rows(product, markets, name, milliseconds, row)
    if product.name != COIN_M or words["day"]:
        return None
    if words["word"] in _INDEX_SPEEDS:
        say = markets[0]
        return every(product, say, name, _INDEX_SPEEDS[words["word"]], lambda _: dumps(wide.index_price(say)))
    if words["word"] in _MARK_SPEEDS:
        return _rows(product, markets, name, _MARK_SPEEDS[words["word"]], payloads.mark_price)
    return None


def _continuous(host: Host, name: str) -> Topic | None:
    words = _CONTINUOUS.fullmatch(name)
    for product in host.universe if words else ():
        for market in product.markets.values():
            listing = market.instrument.listing
            if words and (listing.pair.lower(), listing.term.lower()) == (words[1], words[2]):
                frame = payloads.continuous_kline_frame(market, words[3])
                return kline_topic(product, market, name, words[3], frame)
    return None


def _asset(host: Host, name: str) -> Topic | None:
    words, product = _ASSET.fullmatch(name), host.own
    asset = words[1].upper() if words else ""
    if product.name != SWAP or asset not in assets(product):
        return None
    return _whole_row(product, name, lambda: wide.asset_index(product, asset))


def _rows(product: Product, markets: list[Market], name: str, milliseconds: int, row: Row) -> Topic:
    def say(_: object) -> str:
        return dumps([row(market) for market in markets])

    return every(product, markets[0], name, milliseconds, say)


def _whole_row(product: Product, name: str, make: Callable[[], object]) -> Topic | None:
    """Return a topic that speaks once a second of what is no single market's."""
    market = next(iter(product.markets.values()), None)
    return every(product, market, name, 1000, lambda _: dumps(make())) if market else None


def _in_turn(product: Product, markets: list[Market], name: str, row: Row) -> Topic | None:
    """Return a topic that tells of one market after the other, where the venue waits for a change."""
    turns = itertools.cycle(markets)
    if not markets:
        return None
    return every(product, markets[0], name, _TURN_SPEED, lambda _: dumps(row(next(turns))))


def _relay(
    product: Product, markets: list[Market], name: str, event: str, make: Callable[[Market], Say]
) -> Topic:
    """Return a topic that says every market's messages one by one."""
    topic = Topic(product.hub, "binance", product.name, name, lambda _: None)
    for market in markets:
        topic.also(market.instrument, event, make(market))
    return topic


def _markets(products: "tuple[Product, ...] | list[Product]") -> list[Market]:
    return [market for product in products for market in product.markets.values()]


def _underlyings(product: Product) -> dict[str, Market]:
    markets = (market.underlying for market in product.markets.values())
    return {market.symbol: market for market in markets if market is not None}


def _perpetual(product: Product, pair: str) -> Market | None:
    return next((m for m in product.markets.values() if m.instrument.listing.pair.lower() == pair), None)


_OPTION_ROWS: Mapping[tuple[str, bool], tuple[Row, int]] = {
    ("optionMarkPrice", False): (wide.option_mark, 1000),
    ("optionTicker", True): (payloads.ticker, 1000),
    ("openInterest", True): (wide.option_interest, _OPEN_INTEREST_SPEED),
}
_INDEX_SPEEDS = {"indexPrice": 3000, "indexPrice@1s": 1000}
_MARK_SPEEDS = {"markPrice": 3000, "markPrice@1s": 1000}
