"""Books side by side with the plain one."""

from collections.abc import Iterable

import numpy as np
import pytest

from btfast._core.book import Book
from tests.reference import book as reference
from tests.reference.market import Message

FITS_NOTHING = 1e-11  # a tick finer than any price here: a book with it is kept sorted


def assert_same(book: Book, plain: reference.Book, count: int | None = None) -> None:
    """Check the best prices and the best `count` levels; None stands for the whole book."""
    assert book.top() == pytest.approx(plain.top(), rel=0, abs=0, nan_ok=True)
    for compiled, expected in ((book.bids(count), plain.bids(count)), (book.asks(count), plain.asks(count))):
        assert compiled.tobytes() == np.array(expected, dtype=np.float64).reshape(-1, 2).tobytes()
    if count is None:
        assert book.counts == (len(plain.bids()), len(plain.asks()))


def run(books: list[Book], snapshot: Message, messages: Iterable[Message]) -> None:
    """Feed all books and the plain one: after every message 20 levels agree, now and then the whole book."""
    plain = reference.Book()
    plain.load(*snapshot)
    for book in books:
        book.load(*snapshot)
        assert_same(book, plain)
    for number, message in enumerate(messages):
        plain.apply(*message)
        for book in books:
            book.apply(*message)
            assert_same(book, plain, None if number % 25 == 0 else 20)
    for book in books:
        assert_same(book, plain)


def engines(tick: float) -> list[Book]:
    """Return a book with its tick given, one that infers it, and one whose grid fits nothing."""
    return [Book(tick), Book(), Book(FITS_NOTHING)]
