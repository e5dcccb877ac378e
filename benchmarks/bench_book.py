"""The maintained books alone: levels already parsed go in, the best prices are read after every message.

Run with ``pytest benchmarks/bench_book.py``; ``ns_per_level`` (W3) and ``ns_per_message`` (W4) are in the
extra columns. The messages of W3 are arrays here: engine and Python door are timed, no parsing.
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
    return np.array(decoded[bids], dtype=np.float64), np.array(decoded[asks], dtype=np.float64)


def _texts(message: bytes) -> tuple[list[list[str]], list[list[str]], int]:
    data = orjson.loads(message)["data"][0]
    bids, asks = ([level[:2] for level in data[side]] for side in ("bids", "asks"))
    return bids, asks, data["checksum"]


def _lists(sides: Sides) -> Sides:
    return sides[0].tolist(), sides[1].tolist()


def _loaded(name: str, snapshot: Sides) -> Any:
    book = BOOKS[name]()
    book.load(*snapshot)
    return book


def _follow(book: Any, messages: list[Sides]) -> list[tuple[float, ...]]:
    seen = []
    for bids, asks in messages:
        book.apply(bids, asks)
        seen.append(book.top())
    return seen


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("workload", ["W3-10", "W3-50", "W3-200"])
def bench_deltas(benchmark: Any, workload: str, name: str) -> None:
    """Apply all messages of W3 (the reference: twenty) and read both best levels after each."""
    w3 = stream(workload)
    snapshot = _arrays(w3.snapshot, "bids", "asks")
    messages = [_arrays(message, "b", "a") for message in w3.messages]
    plain = reference.Book()
    plain.load(*_lists(snapshot))
    assert _follow(_loaded(name, snapshot), messages) == _follow(
        plain, [_lists(message) for message in messages]
    )
    if name == "reference":
        snapshot, messages = _lists(snapshot), [_lists(message) for message in messages[:20]]
    benchmark.pedantic(_follow, setup=lambda: ((_loaded(name, snapshot), messages), {}), rounds=ROUNDS)
    benchmark.extra_info["ns_per_level"] = round(
        benchmark.stats["median"] * 1e9 / len(messages) / w3.levels, 1
    )


@pytest.mark.parametrize("name", BOOKS)
def bench_load(benchmark: Any, name: str) -> None:
    """Load 5,000 levels a side."""
    snapshot = _arrays(stream("W3-10").snapshot, "bids", "asks")
    book, plain = BOOKS[name](), reference.Book()
    plain.load(*_lists(snapshot))
    benchmark(book.load, *(_lists(snapshot) if name == "reference" else snapshot))
    assert np.array_equal(book.bids(), plain.bids()) and np.array_equal(book.asks(), plain.asks())


@pytest.mark.parametrize("name", ["ladder", "sorted"])
@pytest.mark.parametrize("read", ["top", "bids", "levels"])
def bench_read(benchmark: Any, read: str, name: str) -> None:
    """Read both best levels, or the best 20 of one side, or of both."""
    book = _loaded(name, _arrays(stream("W3-10").snapshot, "bids", "asks"))
    benchmark(getattr(book, read), *(() if read == "top" else (20,)))


class _PlainTextBook(reference.TextBook):
    """The reference with the doors of the compiled book, for messages whose checksum matches."""

    load = reference.TextBook.apply

    def verify(self, bids: Any, asks: Any, checksum: int) -> bool:
        self.apply(bids, asks)
        return self.checksum() == checksum


@pytest.mark.parametrize("name", ["compiled", "reference"])
def bench_checksums(benchmark: Any, name: str) -> None:
    """Apply all messages of W4 and compare the checksum of each; the Python door takes most of `compiled`."""
    w4 = stream("W4-stream")
    bids, asks, _ = _texts(w4.snapshot)
    messages = [_texts(message) for message in w4.messages]

    def loaded() -> tuple[tuple[Any], dict[str, Any]]:
        book: Any = TextBook() if name == "compiled" else _PlainTextBook()
        book.load(bids, asks)
        return (book.apply if name == "compiled" else book.verify,), {}

    def verify(apply: Any) -> bool:
        return all(apply(*message) for message in messages)

    assert verify(*loaded()[0])
    benchmark.pedantic(verify, setup=loaded, rounds=ROUNDS)
    benchmark.extra_info["ns_per_message"] = round(benchmark.stats["median"] * 1e9 / len(messages))
