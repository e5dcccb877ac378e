"""The maintained books alone: levels already parsed go in, the best prices are read after every message.

Run with ``pytest benchmarks/bench_book.py``; ``ns_per_level`` (W3) and ``ns_per_message`` (W4) are in the extra columns.
The messages of W3 are arrays here, so the figures hold the engine and its Python door, no parsing.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import orjson
import pytest

from benchmarks.workloads import stream
from btfast._core.book import Book, TextBook
from tests.reference import book as reference

FITS_NOTHING = 1e-11  # a tick finer than any price: the book is kept sorted
ROUNDS = 15

Sides = tuple[Any, Any]
BOOKS: dict[str, Callable[[], Any]] = {
    "ladder": lambda: Book(0.01),
    "sorted": lambda: Book(FITS_NOTHING),
    "reference": reference.Book,
}


def _arrays(message: bytes, bids: str, asks: str) -> Sides:
    decoded = orjson.loads(message)
    bid_levels, ask_levels = (np.array(decoded[side], dtype=np.float64).reshape(-1, 2) for side in (bids, asks))
    return bid_levels, ask_levels


def _texts(message: bytes) -> tuple[list[list[str]], list[list[str]], int]:
    data = orjson.loads(message)["data"][0]
    bids, asks = ([level[:2] for level in data[side]] for side in ("bids", "asks"))
    return bids, asks, data["checksum"]


def _follow(book: Any, messages: list[Sides]) -> list[tuple[float, ...]]:
    seen = []
    for bids, asks in messages:
        book.apply(bids, asks)
        seen.append(book.top())
    return seen


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("workload", ["W3-10", "W3-50", "W3-200"])
def bench_deltas(benchmark: Any, workload: str, name: str) -> None:
    """Apply all messages of W3 and read both best levels after each."""
    w3 = stream(workload)
    snapshot = _arrays(w3.snapshot, "bids", "asks")
    messages = [_arrays(message, "b", "a") for message in w3.messages]
    if name == "reference":  # numpy would slow it down; the whole stream takes it seconds
        snapshot = tuple(side.tolist() for side in snapshot)
        messages = [(bids.tolist(), asks.tolist()) for bids, asks in messages][:20]

    def loaded() -> tuple[tuple[Any, list[Sides]], dict[str, Any]]:
        book = BOOKS[name]()
        book.load(*snapshot)
        return (book, messages), {}

    plain = reference.Book()
    plain.load(*(np.asarray(side).tolist() for side in snapshot))
    expected = _follow(plain, [(np.asarray(bids).tolist(), np.asarray(asks).tolist()) for bids, asks in messages])
    assert _follow(*loaded()[0]) == expected
    benchmark.pedantic(_follow, setup=loaded, rounds=1 if name == "reference" else ROUNDS)
    benchmark.extra_info["ns_per_level"] = round(benchmark.stats["median"] * 1e9 / (len(messages) * w3.levels), 1)


@pytest.mark.parametrize("name", ["ladder", "sorted"])
def bench_load(benchmark: Any, name: str) -> None:
    """Load 5,000 levels a side."""
    snapshot = _arrays(stream("W3-10").snapshot, "bids", "asks")
    book, plain = BOOKS[name](), reference.Book()
    plain.load(*(side.tolist() for side in snapshot))
    benchmark(book.load, *snapshot)
    assert book.bids().tolist() == [list(level) for level in plain.bids()]


@pytest.mark.parametrize("name", ["ladder", "sorted"])
@pytest.mark.parametrize("read", ["top", "bids", "levels"])
def bench_read(benchmark: Any, read: str, name: str) -> None:
    """Read both best levels, or the best 20 of a side, or of both."""
    book = BOOKS[name]()
    book.load(*_arrays(stream("W3-10").snapshot, "bids", "asks"))
    if read == "top":
        benchmark(book.top)
    else:
        benchmark(getattr(book, read), 20)


@pytest.mark.parametrize("name", ["compiled", "reference"])
def bench_checksums(benchmark: Any, name: str) -> None:
    """Apply all messages of W4 and compare the checksum of each; the Python door takes most of `compiled`."""
    w4 = stream("W4")
    snapshot = _texts(w4.snapshot)
    messages = [_texts(message) for message in w4.messages]

    def loaded() -> tuple[tuple[Any], dict[str, Any]]:
        book: Any = TextBook() if name == "compiled" else reference.TextBook()
        (book.load if name == "compiled" else book.apply)(*snapshot[:2])
        return (book,), {}

    def verify(book: Any) -> bool:
        if name == "compiled":
            return all(book.apply(*message) for message in messages)
        return all(book.apply(*message[:2]) or book.checksum() == message[2] for message in messages)

    assert verify(*loaded()[0])
    benchmark.pedantic(verify, setup=loaded, rounds=ROUNDS)
    benchmark.extra_info["ns_per_message"] = round(benchmark.stats["median"] * 1e9 / len(messages))
