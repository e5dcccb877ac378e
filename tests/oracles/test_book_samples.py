"""Samples of the genuine captures: at every one what LocalOrderBook gives, and rates of frames as recorded."""

from typing import Any

import numpy as np
import pytest

from btfast.book_samples import book_samples
from btfast.capture import read_capture
from btfast.local_order_book import BookState, LocalOrderBook
from tests.oracles.places import oracle_path
from tests.oracles.tally import Tally
from tests.oracles.test_books import CAPTURES, OKX_BOOKS, okx_frames

DEPTH = 20
MS = 1_000_000  # ns


def sides(book: LocalOrderBook) -> Any:
    """Return bids and asks, shape (2, DEPTH, 2), nan where short."""
    levels = np.full((2, DEPTH, 2), np.nan)
    for side, best in enumerate((book.bids(DEPTH), book.asks(DEPTH))):
        levels[side, : len(best)] = best
    return levels


def follow(lines: Any, key: str, symbol: str, every_ms: int | None) -> tuple[list[int], list[Any]]:
    """Return times and levels by the book itself, after each commit or at each grid point."""
    book, times, levels = LocalOrderBook(key, symbol), list[int](), list[Any]()
    due = version = last = 0
    for stamp, frame in [*lines, (0, None)]:
        while due and (due < stamp or (frame is None and due <= last)):
            times.append(due)
            levels.append(sides(book))
            due += (every_ms or 0) * MS
        if frame is None:
            break
        last = stamp
        book.feed(frame)
        if book.version != version and every_ms is None:
            times.append(stamp)
            levels.append(sides(book))
        elif book.state is BookState.LIVE and every_ms and not due:
            due = -(-stamp // (every_ms * MS)) * every_ms * MS
        version = book.version
    return times, levels


@pytest.mark.parametrize("every_ms", [None, 100, 7])
@pytest.mark.parametrize("kind", CAPTURES)
def test_every_sample_of_a_genuine_capture_is_the_books(
    kind: str, every_ms: int | None, count_case: Tally
) -> None:
    key, symbol, name = CAPTURES[kind]
    path = oracle_path("binance_depth", name)
    samples = book_samples(path, key, symbol, DEPTH, every_ms)
    times, levels = follow(read_capture(path), key, symbol, every_ms)
    assert samples.times.tolist() == times
    np.testing.assert_array_equal(np.stack((samples.bids, samples.asks), 1), np.array(levels))
    assert (samples.states == BookState.LIVE).all()
    assert len(samples) > 3000
    count_case(len(samples))


@pytest.mark.parametrize("instrument", OKX_BOOKS)
def test_every_sample_of_a_checksummed_book_is_the_books(instrument: str, count_case: Tally) -> None:
    lines = [(number, frame) for number, frame in enumerate(okx_frames(instrument))]
    samples = book_samples(lines, *OKX_BOOKS[instrument], DEPTH)
    times, levels = follow(lines, *OKX_BOOKS[instrument], None)
    assert samples.times.tolist() == times
    np.testing.assert_array_equal(np.stack((samples.bids, samples.asks), 1), np.array(levels))
    count_case(len(samples))
