"""What Binance streams say, field by field (web-socket-streams.md; USDⓈ-M "Websocket Market Streams")."""

from collections.abc import Callable
from typing import Any

from btfast.sim.bars import Bar, Period
from btfast.sim.binance import SPOT, levels_text
from btfast.sim.binance_tickers import mean_price, window_statistics
from btfast.sim.engine import ASK, BID, Collector, Diff, Group, Trade
from btfast.sim.hub import dumps
from btfast.sim.venue import Market

Say = Callable[[Any], str | None]

_UM = 1  # "st": this instrument belongs to USDⓈ-M
_LIQUIDATION_CHANCE = 0.6


def diff(market: Market, collector: Collector, count: int = 0) -> Say:
    """Say the changes; with `count` (USDⓈ-M partial books) the best levels in the shape of changes."""
    instrument, symbol, clock = market.instrument, dumps(market.symbol), market.clock
    is_spot = _is_spot(market)

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
        return f'{{"e":"depthUpdate","E":{now},"T":{now},{ids},{previous},{sides},"ps":{symbol},"st":{_UM}}}'

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
    is_spot = _is_spot(market)

    def say(_: object) -> str:
        bid, bid_size, ask, ask_size = instrument.top()
        bids = f'"b":"{price(bid)}","B":"{size(bid_size)}"'
        fields = f'"u":{instrument.sequence},"s":{symbol},{bids},"a":"{price(ask)}","A":"{size(ask_size)}"'
        if is_spot:
            return f"{{{fields}}}"
        now = clock.now()
        return f'{{"e":"bookTicker",{fields},"T":{now},"E":{now},"ps":{symbol},"st":{_UM}}}'

    return say


def agg_trade(market: Market) -> Say:
    """Say one taker's matches at one price."""
    listing = market.instrument.listing

    def say(group: Group) -> str:
        size = listing.size.text(group.size)
        ids = {"f": group.first, "l": group.last, "T": group.time, "m": group.buyer_is_maker}
        row = _head(market, "aggTrade") | {"a": group.number, "p": listing.price.text(group.price), "q": size}
        return dumps(row | ids | {"M": True} if _is_spot(market) else row | {"nq": size} | ids | {"st": _UM})

    return say


def trade(market: Market) -> Say:
    """Say one match."""
    listing = market.instrument.listing

    def say(match: Trade) -> str:
        row = _head(market, "trade") | {
            "t": match.number,
            "p": listing.price.text(match.price),
            "q": listing.size.text(match.size),
            "T": match.time,
        }
        maker = {"m": match.buyer_is_maker}
        return dumps(
            row | maker | {"M": True} if _is_spot(market) else row | {"X": "MARKET"} | maker | {"st": _UM}
        )

    return say


def kline(market: Market, period: Period, interval: str, is_continuous: bool = False) -> Say:
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
        fields = _kline(market, bar, interval, is_closed)
        if is_continuous:
            fields.pop("s")
            head = {"e": "continuous_kline", "E": market.clock.now(), "ps": market.symbol, "ct": "PERPETUAL"}
            return dumps(head | {"k": fields, "st": _UM})
        return dumps(_head(market, "kline") | {"k": fields} | _tail(market))

    return say


def mini_ticker(market: Market) -> dict[str, object]:
    """Return 24 h prices and volumes."""
    row = window_statistics(market, market.day())
    fields = {key: row[name] for key, name in _MINI.items()}
    return _head(market, "24hrMiniTicker") | fields | _tail(market)


def ticker(market: Market) -> dict[str, object]:
    """Return 24 h statistics; USDⓈ-M sends no best prices."""
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
    """Return that there is no reference price (spot)."""
    return {"e": "referencePrice", "s": market.symbol, "r": None, "t": market.clock.now()}


def mark_price(market: Market) -> dict[str, object]:
    """Return mark price, index price and funding (USDⓈ-M)."""
    mark, index, upcoming = market.mark(), market.index(), market.next_funding()
    return _head(market, "markPriceUpdate") | {
        "p": f"{mark:.8f}",
        "i": f"{index:.8f}",
        "P": f"{index:.8f}",
        "r": f"{market.funding(upcoming):.8f}",
        "T": upcoming,
        "ap": f"{mark:.8f}",
        "st": _UM,
    }


def force_order(market: Market) -> Say:
    """Say a liquidation now and then (USDⓈ-M), once each: one of the last trades serves as its fill."""
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
        fill = {"o": {**order, "T": last.time}, "ps": market.symbol, "st": _UM}
        return dumps({"e": "forceOrder", "E": market.clock.now(), **fill})

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


def _kline(market: Market, bar: Bar, interval: str, is_closed: bool) -> dict[str, object]:
    listing = market.instrument.listing
    price, size = listing.price.text, listing.size.text
    return {
        "t": bar.start, "T": bar.end - 1, "s": market.symbol, "i": interval,
        "f": bar.last - bar.count + 1 if bar.last >= 0 else -1, "L": bar.last,
        "o": price(bar.open), "c": price(bar.close), "h": price(bar.high), "l": price(bar.low),
        "v": size(bar.volume), "n": bar.count, "x": is_closed, "q": f"{listing.amount(bar.quote):.8f}",
        "V": size(bar.taker), "Q": f"{listing.amount(bar.taker_quote):.8f}", "B": "0",
    }  # fmt: skip


def _head(market: Market, event: str) -> dict[str, object]:
    return {"e": event, "E": market.clock.now(), "s": market.symbol}


def _tail(market: Market) -> dict[str, object]:
    return {} if _is_spot(market) else {"st": _UM}


def _is_spot(market: Market) -> bool:
    return market.instrument.listing.product == SPOT
