"""btfast's own candidates, through its public names: events, containers, normalizers and ``LocalOrderBook``."""

from typing import Any, NamedTuple

from benchmarks.candidates import Answer, Fields, Follow, Maintained, Parse, Sides
from btfast._core.normalize import Normalizer, read_columns
from btfast.containers.bars.bar import BarSequence
from btfast.containers.bars.binance_bar import BinanceRequestBarData
from btfast.containers.orderbooks.binance_orderbook import BinanceRequestOrderBookData
from btfast.containers.orderbooks.okx_orderbook import OkxOrderBookData
from btfast.containers.symbols.binance_symbol import BinanceSpotSymbolData
from btfast.containers.tickers.binance_ticker import BinanceWssBookTickerData, BinanceWssTickerData
from btfast.containers.trades.binance_trade import BinanceAggTradeData, BinanceWssTradeData
from btfast.local_order_book import LocalOrderBook

NAMES = {"symbol_name": "BTC-USDT", "asset_type": "SPOT"}
DAY = {  # W7: wire name -> attribute
    "s": "ticker_symbol_name", "E": "server_time", "O": "open_time", "C": "close_time", "F": "first_trade_id",
    "L": "last_trade_id", "n": "num_trades", "p": "price_change", "P": "price_change_pct",
    "w": "weighted_avg_price", "x": "prev_close", "c": "last_price", "Q": "last_volume", "b": "bid_price",
    "B": "bid_volume", "a": "ask_price", "A": "ask_volume", "o": "open_price", "h": "high_price",
    "l": "low_price", "v": "volume_24h", "q": "turnover_24h",
}  # fmt: skip


class Kept(NamedTuple):
    """A book on a stream, as the runner wants it."""

    apply: Any
    best: Any
    checksum: Any


def _arrays(depth: Any) -> Sides:
    return depth.bids, depth.asks


def _depth(kind: Any) -> list[Parse]:
    read = kind.read_event

    def arrays(message: bytes) -> Sides:
        event = read(message)
        return event.bids, event.asks

    def best(message: bytes) -> Any:
        event = read(message)
        event.best_bid, event.best_ask  # noqa: B018
        return event

    def container(message: bytes) -> Sides:
        depth = kind(message, "BTC-USDT", "SPOT", True)
        return depth.bids, depth.asks

    return [
        Parse("btfast event, arrays", arrays, lambda sides: sides),
        Parse("btfast event, best prices", best, _arrays),
        Parse("btfast container, arrays", container, lambda sides: sides),
    ]


def _top() -> list[Parse]:
    def fields(top: Any) -> Fields:
        names = ("s", top.ticker_symbol_name), ("b", top.bid_price), ("B", top.bid_volume)
        return dict((*names, ("a", top.ask_price), ("A", top.ask_volume)))

    def container(message: bytes) -> Any:
        ticker = BinanceWssBookTickerData(message, "BTC-USDT", "SPOT", True)
        ticker.bid_price, ticker.bid_volume, ticker.ask_price, ticker.ask_volume  # noqa: B018
        return ticker

    return [
        Parse("btfast event", BinanceWssBookTickerData.read_event, fields),
        Parse("btfast container, four fields", container, fields),
    ]


def _trades(kind: Any) -> list[Parse]:
    def fields(trade: Any) -> Fields:
        price = {"s": trade.trade_symbol_name, "p": trade.trade_price, "q": trade.trade_volume}
        return price | {"T": trade.trade_time, "m": trade.is_buyer_maker}

    return [Parse("btfast event", kind.read_event, fields)]


def _day() -> list[Parse]:
    def fields(ticker: Any) -> Fields:
        day = {wire: getattr(ticker, name) for wire, name in DAY.items()}
        return day | {"F": int(day["F"]), "L": int(day["L"])}  # containers keep ids as text

    def container(message: bytes) -> Any:
        ticker = BinanceWssTickerData(message, "BTC-USDT", "SPOT", True)
        ticker.last_price, ticker.high_price, ticker.low_price, ticker.volume_24h  # noqa: B018
        ticker.price_change_pct  # noqa: B018
        return ticker

    return [
        Parse("btfast event", BinanceWssTickerData.read_event, fields),
        Parse("btfast container, five fields", container, fields),
    ]


def _klines() -> list[Parse]:
    bars = Normalizer(BinanceRequestBarData, columns=BarSequence)

    def columns(answer: Any) -> Answer:
        rows: Answer = answer[0]._array  # with the twelfth cell, which has no name
        return rows

    return [
        Parse("btfast columns", lambda message: read_columns(message, 12), lambda array: array),
        Parse("btfast bars", lambda message: bars(message, NAMES), columns),
    ]


def _info() -> list[Parse]:
    normalize = Normalizer(BinanceSpotSymbolData, envelope="symbols")

    def rules(answer: Any) -> Fields:
        rows = {}
        for one in answer[0]:
            names = one.symbol_name, one.symbol_status, one.base_asset, one.quote_asset
            rows[one.symbol_name] = (*names, one.price_unit, one.qty_unit, one.min_qty, one.min_amount)
        return rows

    return [Parse("btfast containers", lambda message: normalize(message, NAMES), rules)]


def _book(key: str, tick_size: float | None) -> Any:
    def start(snapshot: bytes) -> Maintained:
        book = LocalOrderBook(key, "BTC-USDT", tick_size=tick_size)
        load = book.apply if key.startswith("OKX") else book.load_snapshot
        if load(snapshot).name != "LIVE":
            raise ValueError(book.reason)
        return Kept(book.apply, lambda: (book.best_bid, book.best_ask), lambda: None)

    return start


def _checked(snapshot: bytes) -> Maintained:
    book = LocalOrderBook("OKX___SPOT", "BTC-USDT")
    if book.apply(snapshot).name != "LIVE":
        raise ValueError(book.reason)

    def checksum() -> int | None:
        book.require_live()  # every message's checksum was compared, or the book would not be live
        return book.checksum

    return Kept(book.apply, lambda: (book.best_bid, book.best_ask), checksum)


PARSES = {
    "W1": _depth(BinanceRequestOrderBookData),
    "W2-1000": _depth(BinanceRequestOrderBookData),
    "W2-5000": _depth(BinanceRequestOrderBookData),
    "W4": _depth(OkxOrderBookData),
    "W5": _top(),
    "W6-agg": _trades(BinanceAggTradeData),
    "W6-trade": _trades(BinanceWssTradeData),
    "W7": _day(),
    "W8": _klines(),
    "W9": _info(),
}
LADDER = Follow("btfast LocalOrderBook", _book("BINANCE___SPOT", 0.01))
SORTED = Follow("btfast LocalOrderBook, sorted", _book("BINANCE___SPOT", 0.003))  # a tick that fits no price
FOLLOWS = {name: [LADDER, SORTED] for name in ("W3-10", "W3-50", "W3-200")}
FOLLOWS["W4-stream"] = [Follow("btfast LocalOrderBook, checksummed", _checked)]
