"""Maintained books through json, orjson, msgspec and sortedcontainers: the streams of W3 and W4.

The first peer of each stream is the plain one, whose best prices and checksums all others must equal.
"""

import json
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import Any

import msgspec
import orjson
from sortedcontainers import SortedDict

from benchmarks.candidates import Follow

Loads = Callable[[bytes], Any]
CHECKSUM_LEVELS = 25


class Snapshot(msgspec.Struct, gc=False):
    """The snapshot of W3."""

    bids: list[tuple[float, float]]
    asks: list[tuple[float, float]]


class Update(msgspec.Struct, gc=False):
    """A message of W3."""

    b: list[tuple[float, float]]
    a: list[tuple[float, float]]


class OkxBook(msgspec.Struct, gc=False):
    """The data of a message of the W4 stream; prices and sizes stay text, for the checksum."""

    bids: list[tuple[str, str, str, str]]
    asks: list[tuple[str, str, str, str]]
    checksum: int


class OkxBooks(msgspec.Struct, gc=False):
    """A message of the W4 stream."""

    data: list[OkxBook]


class PlainBook:
    """A dict a side; the best price is looked for among all."""

    side: Callable[..., Any] = dict

    def __init__(self, loads: Loads, snapshot: bytes) -> None:
        book = loads(snapshot)
        self.bids = self.side((float(price), float(volume)) for price, volume in book["bids"])
        self.asks = self.side((float(price), float(volume)) for price, volume in book["asks"])
        self._loads = loads

    def apply(self, message: bytes) -> None:
        """Apply a ``depthUpdate``."""
        update = self._loads(message)
        for side, levels in ((self.bids, update["b"]), (self.asks, update["a"])):
            for price, volume in levels:
                _put(side, float(price), float(volume))

    def best(self) -> tuple[float, float]:
        """Return the best bid and the best ask."""
        return max(self.bids), min(self.asks)

    def checksum(self) -> None:
        """Return nothing: Binance sends no checksum."""


class SortedBook(PlainBook):
    """A SortedDict a side."""

    side = SortedDict

    def best(self) -> tuple[float, float]:
        """Return the best bid and the best ask."""
        return self.bids.peekitem(-1)[0], self.asks.peekitem(0)[0]


class TypedBook(SortedBook):
    """A SortedDict a side, fed with numbers by msgspec."""

    decode = staticmethod(msgspec.json.Decoder(Update, strict=False).decode)

    def __init__(self, snapshot: bytes) -> None:
        book = msgspec.json.decode(snapshot, type=Snapshot, strict=False)
        self.bids, self.asks = SortedDict(book.bids), SortedDict(book.asks)

    def apply(self, message: bytes) -> None:
        """Apply a ``depthUpdate``."""
        update = self.decode(message)
        for side, levels in ((self.bids, update.b), (self.asks, update.a)):
            for price, volume in levels:
                _put(side, price, volume)


class PlainCheckedBook:
    """A dict a side from price to ``price:size`` as sent; sorted anew for every checksum."""

    side: Callable[..., Any] = dict

    def __init__(self, loads: Loads, snapshot: bytes) -> None:
        self.bids, self.asks = self.side(), self.side()
        self._loads = loads
        self._checksum = 0
        self.apply(snapshot)

    def apply(self, message: bytes) -> None:
        """Apply a message of ``books`` and compare checksums."""
        book = self._loads(message)["data"][0]
        _put_texts(self.bids, book["bids"])
        _put_texts(self.asks, book["asks"])
        self._check(book["checksum"])

    def best(self) -> tuple[float, float]:
        """Return the best bid and the best ask."""
        return max(self.bids), min(self.asks)

    def checksum(self) -> int:
        """Return the checksum compared last."""
        return self._checksum

    def _check(self, expected: int) -> None:
        self._checksum = _crc(*self._top())
        if self._checksum != expected:
            raise ValueError(f"checksum {self._checksum} where the message says {expected}")

    def _top(self) -> tuple[Iterable[str], Iterable[str]]:
        bids = [self.bids[price] for price in sorted(self.bids, reverse=True)[:CHECKSUM_LEVELS]]
        return bids, [self.asks[price] for price in sorted(self.asks)[:CHECKSUM_LEVELS]]


class SortedCheckedBook(PlainCheckedBook):
    """A SortedDict a side from price to ``price:size`` as sent, read rank by rank for the checksum."""

    side = SortedDict

    def best(self) -> tuple[float, float]:
        """Return the best bid and the best ask."""
        return self.bids.peekitem(-1)[0], self.asks.peekitem(0)[0]

    def _top(self) -> tuple[Iterable[str], Iterable[str]]:
        bids = [self.bids.peekitem(-1 - rank)[1] for rank in range(CHECKSUM_LEVELS)]
        return bids, [self.asks.peekitem(rank)[1] for rank in range(CHECKSUM_LEVELS)]


class SlicedCheckedBook(SortedCheckedBook):
    """The same, the best levels taken in one piece."""

    def _top(self) -> tuple[Iterable[str], Iterable[str]]:
        bids = [self.bids[price] for price in islice(reversed(self.bids), CHECKSUM_LEVELS)]
        return bids, self.asks.values()[:CHECKSUM_LEVELS]


class TypedCheckedBook(SlicedCheckedBook):
    """The same, read by msgspec."""

    decode = staticmethod(msgspec.json.Decoder(OkxBooks).decode)

    def __init__(self, snapshot: bytes) -> None:
        super().__init__(self.decode, snapshot)

    def apply(self, message: bytes) -> None:
        """Apply a message of ``books`` and compare checksums."""
        book = self.decode(message).data[0]
        _put_texts(self.bids, book.bids)
        _put_texts(self.asks, book.asks)
        self._check(book.checksum)


def peers() -> dict[str, list[Follow]]:
    """Return the peers of every stream, the plain one first."""
    books = [
        Follow("json+dict+max/min", partial(PlainBook, json.loads)),
        Follow("json+SortedDict", partial(SortedBook, json.loads)),
        Follow("orjson+SortedDict", partial(SortedBook, orjson.loads)),
        Follow("msgspec+SortedDict", TypedBook),
    ]
    checked = [
        Follow("json+dict+sorted+zlib", partial(PlainCheckedBook, json.loads)),
        Follow("orjson+SortedDict+zlib", partial(SortedCheckedBook, orjson.loads)),
        Follow("orjson+SortedDict+zlib, sliced", partial(SlicedCheckedBook, orjson.loads)),
        Follow("msgspec+SortedDict+zlib, sliced", TypedCheckedBook),
    ]
    return {"W3-10": books, "W3-50": books, "W3-200": books, "W4-stream": checked}


def _put(side: Any, price: float, volume: float) -> None:
    if volume:
        side[price] = volume
    else:
        side.pop(price, None)


def _put_texts(side: Any, levels: Iterable[Iterable[str]]) -> None:
    for price, size, _, _ in levels:
        if size == "0":
            side.pop(float(price), None)
        else:
            side[float(price)] = f"{price}:{size}"


def _crc(bids: Iterable[str], asks: Iterable[str]) -> int:
    texts = [text for pair in zip(bids, asks, strict=True) for text in pair]
    crc = zlib.crc32(":".join(texts).encode())
    return crc - (1 << 32) if crc >> 31 else crc
