"""The parse workloads through json, orjson and msgspec, as a careful user of each would write them.

The first peer of each workload is the plain one, whose answer all others must equal. Peers that keep a book
are in ``benchmarks.peers_books``.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import numpy as np
import orjson

from benchmarks.candidates import Answer, Fields, Floats, Parse, Sides

Loads = Callable[[bytes], Any]
Level = tuple[float, float]
OkxLevel = tuple[float, float, str, str]
Kline = tuple[int, float, float, float, float, float, int, float, int, float, float, float]
Rules = tuple[str, str, str, str, float, float, float, float]  # symbol … minNotional, as W9 asks

W7_DECIMALS = tuple("pPwxcQbBaAohlvq")
W7_COUNTS = tuple("EOCFLn")


class Depth(msgspec.Struct, gc=False):
    """W1 and W2."""

    bids: list[Level]
    asks: list[Level]


class OkxDepth(msgspec.Struct, gc=False):
    """The data of W4."""

    bids: list[OkxLevel]
    asks: list[OkxLevel]


class OkxBooks(msgspec.Struct, gc=False):
    """W4."""

    data: list[OkxDepth]


class BookTicker(msgspec.Struct, gc=False):
    """W5."""

    s: str
    b: float
    B: float
    a: float
    A: float


class Trade(msgspec.Struct, gc=False):
    """W6, both kinds."""

    s: str
    p: float
    q: float
    T: int
    m: bool


W7_TYPES = {"s": str} | dict.fromkeys(W7_COUNTS, int) | dict.fromkeys(W7_DECIMALS, float)
DayTicker = msgspec.defstruct("DayTicker", list(W7_TYPES.items()), gc=False)


class Filter(msgspec.Struct, gc=False):
    """Those fields of a filter in W9 that the answer needs."""

    filterType: str
    tickSize: float = 0.0
    stepSize: float = 0.0
    minQty: float = 0.0
    minNotional: float = 0.0


class Symbol(msgspec.Struct, gc=False):
    """A symbol of W9."""

    symbol: str
    status: str
    baseAsset: str
    quoteAsset: str
    filters: list[Filter]


class ExchangeInfo(msgspec.Struct, gc=False):
    """W9."""

    symbols: list[Symbol]


def peers() -> dict[str, list[Parse]]:
    """Return the peers of every parse workload, the plain one first."""
    return {
        "W1": _depth_peers(),
        "W2-1000": _depth_peers(),
        "W2-5000": _depth_peers(),
        "W4": _okx_peers(),
        "W5": _object_peers(_top, BookTicker, ("s", "b", "B", "a", "A")),
        "W6-agg": _object_peers(_trade, Trade, ("s", "p", "q", "T", "m")),
        "W6-trade": _object_peers(_trade, Trade, ("s", "p", "q", "T", "m")),
        "W7": _object_peers(_day, DayTicker, tuple(W7_TYPES)),
        "W8": _kline_peers(),
        "W9": _info_peers(),
    }


def _depth_peers() -> list[Parse]:
    decode = msgspec.json.Decoder(Depth, strict=False).decode
    return [
        Parse("json+floats+np", _plain_sides(json.loads), _as_is),
        Parse("orjson+floats+np", _plain_sides(orjson.loads), _as_is),
        Parse("orjson+np.array", _orjson_sides, _as_is),
        Parse("orjson+tuples", _orjson_tuples, _sides),
        Parse("msgspec tuples", decode, lambda depth: _sides((depth.bids, depth.asks))),
        Parse("msgspec+np", lambda message: _struct_sides(decode(message)), _as_is),
    ]


def _okx_peers() -> list[Parse]:
    decode = msgspec.json.Decoder(OkxBooks, strict=False).decode

    def sides(books: OkxBooks) -> Sides:
        book = books.data[0]
        return _array([level[:2] for level in book.bids]), _array([level[:2] for level in book.asks])

    return [
        Parse("json+floats+np", _plain_okx(json.loads), _as_is),
        Parse("orjson+floats+np", _plain_okx(orjson.loads), _as_is),
        Parse("msgspec tuples", decode, sides),
        Parse("msgspec+np", lambda message: sides(decode(message)), _as_is),
    ]


def _object_peers(
    build: Callable[[Any], tuple[Any, ...]], struct: type[msgspec.Struct], names: tuple[str, ...]
) -> list[Parse]:
    def fields(values: Iterable[Any]) -> Fields:
        return dict(zip(names, values, strict=True))

    decode = msgspec.json.Decoder(struct, strict=False).decode
    return [
        Parse("json", lambda message: build(json.loads(message)), fields),
        Parse("orjson", lambda message: build(orjson.loads(message)), fields),
        Parse("msgspec typed", decode, lambda value: fields(getattr(value, name) for name in names)),
    ]


def _kline_peers() -> list[Parse]:
    decode = msgspec.json.Decoder(list[Kline], strict=False).decode
    return [
        Parse("json+np.array", lambda message: _array(json.loads(message)).T, _as_is),
        Parse("orjson+np.array", lambda message: _array(orjson.loads(message)).T, _as_is),
        Parse("orjson+zip floats", _orjson_columns, _as_is),
        Parse("msgspec+np", lambda message: _array(decode(message)).T, _as_is),
    ]


def _info_peers() -> list[Parse]:
    decode = msgspec.json.Decoder(ExchangeInfo, strict=False).decode
    return [
        Parse("json", lambda message: _rules(json.loads(message)), _as_is),
        Parse("orjson", lambda message: _rules(orjson.loads(message)), _as_is),
        Parse("msgspec typed", lambda message: _struct_rules(decode(message)), _as_is),
    ]


def _as_is(answer: Answer) -> Answer:
    return answer


def _array(rows: Any) -> Floats:
    return np.array(rows, dtype=np.float64)


def _sides(sides: Iterable[Any]) -> Sides:
    bids, asks = sides
    return _array(bids), _array(asks)


def _plain_sides(loads: Loads) -> Callable[[bytes], Sides]:
    def sides(message: bytes) -> Sides:
        depth = loads(message)
        return (
            np.array([[float(price), float(volume)] for price, volume in depth["bids"]]),
            np.array([[float(price), float(volume)] for price, volume in depth["asks"]]),
        )

    return sides


def _orjson_sides(message: bytes) -> Sides:
    depth = orjson.loads(message)
    return np.array(depth["bids"], dtype=np.float64), np.array(depth["asks"], dtype=np.float64)


def _orjson_tuples(message: bytes) -> tuple[list[Level], list[Level]]:
    depth = orjson.loads(message)
    return (
        [(float(price), float(volume)) for price, volume in depth["bids"]],
        [(float(price), float(volume)) for price, volume in depth["asks"]],
    )


def _struct_sides(depth: Depth) -> Sides:
    return np.array(depth.bids), np.array(depth.asks)


def _plain_okx(loads: Loads) -> Callable[[bytes], Sides]:
    def sides(message: bytes) -> Sides:
        book = loads(message)["data"][0]
        return (
            np.array([[float(price), float(size)] for price, size, _, _ in book["bids"]]),
            np.array([[float(price), float(size)] for price, size, _, _ in book["asks"]]),
        )

    return sides


def _top(fields: Fields) -> tuple[Any, ...]:
    return fields["s"], float(fields["b"]), float(fields["B"]), float(fields["a"]), float(fields["A"])


def _trade(fields: Fields) -> tuple[Any, ...]:
    return fields["s"], float(fields["p"]), float(fields["q"]), fields["T"], fields["m"]


def _day(fields: Fields) -> tuple[Any, ...]:
    counts = fields["E"], fields["O"], fields["C"], fields["F"], fields["L"], fields["n"]
    return fields["s"], *counts, *[float(fields[name]) for name in W7_DECIMALS]


def _orjson_columns(message: bytes) -> Floats:
    return np.array([list(map(float, column)) for column in zip(*orjson.loads(message), strict=True)])


def _rules(info: Fields) -> dict[str, Rules]:
    rules = {}
    for row in info["symbols"]:
        filters = {each["filterType"]: each for each in row["filters"]}
        price, lot, notional = filters["PRICE_FILTER"], filters["LOT_SIZE"], filters["NOTIONAL"]
        steps = float(price["tickSize"]), float(lot["stepSize"])
        least = float(lot["minQty"]), float(notional["minNotional"])
        symbol = row["symbol"]
        rules[symbol] = (symbol, row["status"], row["baseAsset"], row["quoteAsset"], *steps, *least)
    return rules


def _struct_rules(info: ExchangeInfo) -> dict[str, Rules]:
    rules = {}
    for row in info.symbols:
        filters = {each.filterType: each for each in row.filters}
        price, lot, notional = filters["PRICE_FILTER"], filters["LOT_SIZE"], filters["NOTIONAL"]
        numbers = price.tickSize, lot.stepSize, lot.minQty, notional.minNotional
        rules[row.symbol] = (row.symbol, row.status, row.baseAsset, row.quoteAsset, *numbers)
    return rules
