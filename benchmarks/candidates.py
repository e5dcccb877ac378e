"""What takes part in a benchmark: ways to read a message or to keep a book; and when answers are equal."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.streams import Stream

Floats = NDArray[np.float64]
Sides = tuple[Floats, Floats]  # bids and asks, each float64, shape (n, 2): price and volume, best first
Fields = dict[str, Any]  # W5 to W7: value by wire name; W9: row of the symbol by symbol
Answer = Sides | Floats | Fields  # Floats for W8: float64, shape (12, rows), one row per column of the table
Moment = tuple[float, float, int | None]  # best bid, best ask, checksum after one message


class Parse(NamedTuple):
    """A way to read one message; only `run` is timed."""

    name: str
    run: Callable[[bytes], Any]
    answer: Callable[[Any], Answer]  # what `run` returned, in the form in which answers are compared


class Maintained(Protocol):
    """A book that follows a stream; a named tuple of bound methods will do."""

    @property
    def apply(self) -> Callable[[bytes], object]:
        """Read a message into the book; raise if it carries a checksum and the book's is another."""

    @property
    def best(self) -> Callable[[], tuple[float, float]]:
        """Return the best bid and the best ask."""

    @property
    def checksum(self) -> Callable[[], int | None]:
        """Return the checksum last compared, or None where messages carry none; not timed."""


class Follow(NamedTuple):
    """A way to maintain a book: `start` takes the snapshot."""

    name: str
    start: Callable[[bytes], Maintained]

    def moments(self, stream: Stream) -> list[Moment]:
        """Return what the book says after each message of `stream`."""
        book = self.start(stream.snapshot)
        seen = []
        for message in stream.messages:
            book.apply(message)
            seen.append((*book.best(), book.checksum()))
        return seen


def is_equal(one: Any, other: Any) -> bool:
    """Return whether two answers are equal: arrays by shape, type and every element, never by rounding."""
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and np.array_equal(one, other))
    if isinstance(one, tuple) and len(one) == len(other):
        return all(map(is_equal, one, other))
    return bool(one == other)
