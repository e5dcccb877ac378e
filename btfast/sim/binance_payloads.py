"""What Binance streams say, field by field (web-socket-streams.md; USDⓈ-M "Websocket Market Streams")."""

from collections.abc import Callable
from typing import Any

from btfast.sim import binance_reference as reference
from btfast.sim.bars import Bar, Period
from btfast.sim.binance import COIN_M, OPTION, SPOT, SWAP, levels_text
from btfast.sim.binance_reference import is_block
from btfast.sim.binance_tickers import mean_price, window_statistics
from btfast.sim.engine import ASK, BID, Collector, Diff, Group, Trade
from btfast.sim.hub import dumps
from btfast.sim.venue import Market

Say = Callable[[Any], str | None]
Share = Callable[[Market, Bar], float]
KlineFrame = Callable[[Bar, bool], dict[str, object]]

UNIVERSES = {SWAP: 1, COIN_M: 2}  # "st": whose instrument it is
_LIQUIDATION_CHANCE = 0.6


def diff(market: Market, collector: Collector, count: int = 0) -> Say:
    """Say the changes; with `count` (USDⓈ-M partial books) the best levels in the shape of changes."""
    instrument, symbol, clock = market.instrument, dumps(market.symbol), market.clock
    is_spot, tail = _is_spot(market), _tail_text(market)

    def say(_: object) -> str | None:
        change = collector.take()
        if change is None:
            return None
        if count:
            change = Diff(*change[:3], instrument.book[BID].top(count), instrument.book[ASK].top(count))
        now = clock.now()
        ids = f'"s":{symbol},"U":{change.first},"u":{change.last}'
        sides = f'"b":{levels_text(instrument, change.bids)},"a":{levels_text(instrument, change.asks)}'
        if is_spot:
            return f'{{"e":"depthUpdate","E":{now},{ids},{sides}}}'
        previous = f'"pu":{change.previous}'
        return f'{{"e":"depthUpdate","E":{now},"T":{now},{ids},{previous},{sides}{tail}}}'

    return say


def partial(market: Market, count: int) -> Say:
    """Say the best levels (spot)."""
    instrument = market.instrument

    def say(_: object) -> str:
        bids, asks = (levels_text(instrument, instrument.book[side].top(count)) for side in (BID, ASK))
        return f'{{"lastUpdateId":{instrument.sequence},"bids":{bids},"asks":{asks}}}'

    return say


def book_ticker(market: Market) -> Say:
    """Say best bid and ask; spot sends neither event name nor time."""
    instrument, symbol, clock = market.instrument, dumps(market.symbol), market.clock
    price, size = instrument.listing.price.text, instrument.listing.size.text
    is_spot, tail = _is_spot(market), _tail_text(market)

    def say(_: object) -> str:
        bid, bid_size, ask, ask_size = instrument.top()
        bids = f'"b":"{price(bid)}","B":"{size(bid_size)}"'
        fields = f'"u":{instrument.sequence},"s":{symbol},{bids},"a":"{price(ask)}","A":"{size(ask_size)}"'
        if is_spot:
            return f"{{{fields}}}"
        now = clock.now()
        return f'{{"e":"bookTicker",{fields},"T":{now},"E":{now}{tail}}}'

    return say


def agg_trade(market: Market) -> Say:
    """Say one taker's matches at one price."""
    listing = market.instrument.listing

    def say(group: Group) -> str:
        size = listing.size.text(group.size)
        ids = {"f": group.first, "l": group.last, "T": group.time, "m": group.buyer_is_maker}
        row = _head(market, "aggTrade") | {"a": group.number, "p": listing.price.text(group.price), "q": size}
        more: dict[str, dict[str, object]] = {SPOT: {"M": True}, SWAP: {"nq": size}}
        return dumps(row | ids | more.get(listing.product, {}) | universe(market))

    return say


def trade(market: Market) -> Say:
    """Say one match."""
    more = {"M": True} if _is_spot(market) else {"X": "MARKET"} | universe(market)

    def say(match: Trade) -> str:
        return dumps(_match(market, "trade", match) | more)

    return say


def block_trade(market: Market) -> Say:
    """Say one block trade (spot)."""

    def say(match: Trade) -> str | None:
        return dumps(_match(market, "blockTrade", match)) if is_block(match) else None

    return say


def kline(market: Market, period: Period, frame: KlineFrame) -> Say:
    """Say the current bar when it changed, and each bar once more when it has closed."""
    opened = period.floor(market.clock.now())
    told: Bar | None = None

    def say(_: object) -> str | None:
        nonlocal opened, told
        after = period.after(opened)
        bar = market.bars.bar(opened, after)
        is_closed = market.clock.now() >= after
        if bar == told and not is_closed:
            return None
        told = bar
        if is_closed:
            opened = after
        return dumps(frame(bar, is_closed))

    return say


def kline_frame(market: Market, interval: str) -> KlineFrame:
    """Return what is said of a bar."""
    left_out = ("B",) if market.instrument.listing.product == OPTION else ()

    def frame(bar: Bar, is_closed: bool) -> dict[str, object]:
        fields = _without(_kline(market, bar, interval, is_closed), *left_out)
        return _head(market, "kline") | {"k": fields} | universe(market)

    return frame


def continuous_kline_frame(market: Market, interval: str) -> KlineFrame:
    """Return what is said of a bar of a pair's contract."""
    listing = market.instrument.listing

    def frame(bar: Bar, is_closed: bool) -> dict[str, object]:
        fields = _without(_kline(market, bar, interval, is_closed), "s")
        head = {"e": "continuous_kline", "E": market.clock.now(), "ps": listing.pair, "ct": listing.term}
        return head | {"k": fields} | universe(market)

    return frame


def derived_kline_frame(market: Market, interval: str, event: str, symbol: str, share: Share) -> KlineFrame:
    """Return what is said of a bar of a derived price, which has no volume (COIN-M)."""
    price, pair = market.instrument.listing.price.value, market.instrument.listing.pair

    def frame(bar: Bar, is_closed: bool) -> dict[str, object]:
        prices = {"o": bar.open, "c": bar.close, "h": bar.high, "l": bar.low}
        factor = share(market, bar)
        fields: dict[str, object] = {
            "t": bar.start, "T": bar.end - 1, "s": symbol, "i": interval, "f": bar.start,
            "L": market.clock.now(), **{key: f"{price(steps) * factor:.8f}" for key, steps in prices.items()},
            "v": "0", "n": bar.count, "x": is_closed, "q": "0", "V": "0", "Q": "0", "B": "0",
        }  # fmt: skip
        return {"e": event, "E": market.clock.now(), "ps": pair, "k": fields}

    return frame


def mini_ticker(market: Market) -> dict[str, object]:
    """Return 24 h prices and volumes."""
    row = window_statistics(market, market.day())
    fields = {key: row[name] for key, name in _MINI.items()}
    return _head(market, "24hrMiniTicker") | fields | _tail(market)


def ticker(market: Market) -> dict[str, object]:
    """Return 24 h statistics; only spot sends best prices."""
    listing, day = market.instrument.listing, market.day()
    row = window_statistics(market, day)
    fields = {key: row[name] for key, name in _TICKER.items()}
    fields["Q"] = listing.size.text(market.instrument.last.size)
    if _is_spot(market):
        bid, bid_size, ask, ask_size = market.instrument.top()
        price, size = listing.price.text, listing.size.text
        quotes = {"b": price(bid), "B": size(bid_size), "a": price(ask), "A": size(ask_size)}
        fields |= {"x": price(day.open), **quotes}
    return _head(market, "24hrTicker") | fields | _tail(market)


def window_ticker(market: Market, window: str, length: int) -> dict[str, object]:
    """Return the statistics of the last `length` ms (spot)."""
    now = market.clock.now()
    row = window_statistics(market, market.bars.bar(now - length, now + 1))
    return _head(market, f"{window}Ticker") | {key: row[name] for key, name in _TICKER.items()}


def average_price(market: Market) -> dict[str, object]:
    """Return the mean price of five minutes (spot)."""
    return _head(market, "avgPrice") | {"i": "5m", "w": mean_price(market), "T": market.instrument.last.time}


def reference_price(market: Market) -> dict[str, object]:
    """Return the reference price, or that there is none (spot)."""
    known = reference.reference_price(market)
    return {"e": "referencePrice", "s": market.symbol, "r": known, "t": market.clock.now()}


def mark_price(market: Market) -> dict[str, object]:
    """Return mark price, index price and funding, of which dated contracts have none."""
    listing = market.instrument.listing
    mark, index, upcoming = market.mark(), market.index(), market.next_funding()
    mean = {"ap": f"{mark:.8f}"} if listing.product == SWAP else {}
    return _head(market, "markPriceUpdate") | {
        "p": f"{mark:.8f}",
        "i": f"{index:.8f}",
        "P": f"{index:.8f}",
        "r": "" if listing.expiry else f"{market.funding(upcoming):.8f}",
        "T": 0 if listing.expiry else upcoming,
        **mean,
        **universe(market),
    }


def force_order(market: Market) -> Say:
    """Say a liquidation now and then, once each: one of the last trades serves as its fill."""
    listing, told = market.instrument.listing, market.instrument.last

    def say(_: object) -> str | None:
        nonlocal told
        last = market.instrument.last
        if last == told or market.chance(f"liquidation{last.number}") > _LIQUIDATION_CHANCE:
            return None
        told = last
        size, price = listing.size.text(last.size), listing.price.text(last.price)
        order = {"s": market.symbol, "S": "SELL" if last.buyer_is_maker else "BUY", "o": "LIMIT", "f": "IOC"}
        order |= {"q": size, "p": price, "ap": price, "X": "FILLED", "l": size, "z": size}
        fill = {"o": {**order, "T": last.time}}
        return dumps({"e": "forceOrder", "E": market.clock.now(), **fill, **_tail(market)})

    return say


_MINI = {
    "c": "lastPrice",
    "o": "openPrice",
    "h": "highPrice",
    "l": "lowPrice",
    "v": "volume",
    "q": "quoteVolume",
}
_TICKER = {"p": "priceChange", "P": "priceChangePercent", "w": "weightedAvgPrice"} | _MINI | {
    "O": "openTime", "C": "closeTime", "F": "firstId", "L": "lastId", "n": "count",
}  # fmt: skip


def _match(market: Market, event: str, match: Trade) -> dict[str, object]:
    listing = market.instrument.listing
    price, size = listing.price.text(match.price), listing.size.text(match.size)
    told = {"t": match.number, "p": price, "q": size, "T": match.time, "m": match.buyer_is_maker}
    return _head(market, event) | told


def _kline(market: Market, bar: Bar, interval: str, is_closed: bool) -> dict[str, object]:
    listing = market.instrument.listing
    price, size = listing.price.text, listing.size.text
    return {
        "t": bar.start, "T": bar.end - 1, "s": market.symbol, "i": interval,
        "f": bar.last - bar.count + 1 if bar.last >= 0 else -1, "L": bar.last,
        "o": price(bar.open), "c": price(bar.close), "h": price(bar.high), "l": price(bar.low),
        "v": size(bar.volume), "n": bar.count, "x": is_closed,
        "q": f"{listing.turnover(bar.volume, bar.quote):.8f}",
        "V": size(bar.taker), "Q": f"{listing.turnover(bar.taker, bar.taker_quote):.8f}", "B": "0",
    }  # fmt: skip


def _head(market: Market, event: str) -> dict[str, object]:
    return {"e": event, "E": market.clock.now(), "s": market.symbol}


def universe(market: Market) -> dict[str, object]:
    """Return whether a future is of USDⓈ-M or COIN-M, as the venue says it."""
    product = market.instrument.listing.product
    return {"st": UNIVERSES[product]} if product in UNIVERSES else {}


def _tail(market: Market) -> dict[str, object]:
    pair = {"ps": market.instrument.listing.pair}
    return pair | universe(market) if universe(market) else {}


def _tail_text(market: Market) -> str:
    tail = _tail(market)
    return "," + dumps(tail)[1:-1] if tail else ""


def _without(fields: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in names}


def _is_spot(market: Market) -> bool:
    return market.instrument.listing.product == SPOT
