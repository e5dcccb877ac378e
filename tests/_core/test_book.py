"""Both engines of the book against two dicts, on the same streams; and what is refused."""

from collections.abc import Callable
from math import copysign, isnan
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btfast._core.book import Book
from btfast.exceptions import DataParseError
from tests._core.books import FITS_NOTHING, assert_same, engines, run
from tests.reference import book as reference
from tests.reference.market import Market

Level = reference.Level

TICKS = [0.01, 0.05, 0.1, 0.5, 1, 5, 1e-8, 0.00025]


@pytest.mark.parametrize("tick", TICKS)
def test_engines_agree_with_a_plain_book(tick: float) -> None:
    market = Market(1, tick)
    books = engines(tick)
    run(books, market.snapshot(), (market.message() for _ in range(400)))
    assert [book.engine for book in books] == ["ladder", "ladder", "sorted"]


@pytest.mark.parametrize("levels", [1, 25, 100])
def test_deep_books_agree_with_a_plain_book(levels: int) -> None:
    market = Market(2, count=5_000)
    run(engines(0.01), market.snapshot(), (market.message(levels) for _ in range(60)))


@pytest.mark.parametrize("mid", [0, -50_000, 200])
def test_prices_at_and_below_zero_are_levels(mid: int) -> None:
    market = Market(3, 0.05, mid=mid)
    books = engines(0.05)
    run(books, market.snapshot(), (market.message() for _ in range(200)))
    assert books[0].engine == "ladder"


@pytest.mark.parametrize("price", [0.0, -0.0])
def test_price_of_zero_has_no_sign(price: float) -> None:
    for book in engines(0.01):
        book.load([(price, 1.0), (-1.0, 2.0)], [(price, 1.0), (1.0, 2.0)])
        book.apply([(-price, 3.0)], [(-price, 3.0)])
        assert copysign(1, book.best_bid) == copysign(1, book.best_ask) == 1
        assert book.top() == (0.0, 3.0, 0.0, 3.0)
        assert not np.signbit(book.bids()[0, 0]) and not np.signbit(book.asks()[0, 0])


@pytest.mark.parametrize("empty", [0, 1])
def test_one_sided_book_has_no_price_on_the_other_side(empty: int) -> None:
    bids, asks = Market(13).snapshot()
    for book in engines(0.01):
        book.load([] if empty == 0 else bids, [] if empty == 1 else asks)
        assert isnan(book.best_bid if empty == 0 else book.best_ask)
        assert isnan(book.levels(5)[0, 2 * empty]) and not isnan(book.levels(5)[0, 2 - 2 * empty])


def test_side_that_empties_has_no_best_price() -> None:
    bids, asks = Market(14, count=50).snapshot()
    for book in engines(0.01):
        book.load(bids, asks)
        book.apply([(price, 0.0) for price, _ in bids], [(price, -0.0) for price, _ in asks])
        assert book.counts == (0, 0)
        assert all(isnan(value) for value in book.top())
        assert book.bids().shape == book.asks().shape == (0, 2) and book.levels().shape == (0, 4)
        book.apply([(7.25, 1.0)], [])
        assert book.best_bid == 7.25


def test_book_grows_from_nothing() -> None:
    market = Market(15, count=0)
    plain, books = reference.Book(), [Book(), Book(0.01), Book(FITS_NOTHING)]
    for _ in range(300):
        message = market.message()
        plain.apply(*message)
        for book in books:
            book.apply(*message)
            assert_same(book, plain)
    assert [book.engine for book in books] == ["sorted", "ladder", "sorted"]


def test_load_drops_what_was_held() -> None:
    for book in engines(0.01):
        book.load(*Market(16).snapshot())
        book.load([(1.5, 2.0)], [(1.75, 3.0)])
        assert book.top() == (1.5, 2.0, 1.75, 3.0) and book.counts == (1, 1)
        book.clear()
        assert book.counts == (0, 0)


def shuffled(random: Random, levels: list[Level]) -> list[Level]:
    """Return the levels in any order, some of them twice and some of unknown prices deleted."""
    more = [(price, random.choice([0.0, -0.0, 2.5])) for price, _ in random.sample(levels, len(levels) // 3)]
    unknown = [(price + 0.5, 0.0) for price, _ in more]
    levels = levels + more + unknown
    random.shuffle(levels)
    return levels


def test_order_and_duplicates_do_not_matter_to_the_last_word() -> None:
    market, random = Market(17), Random(17)
    bids, asks = market.snapshot()
    messages = ((shuffled(random, new_bids), shuffled(random, new_asks)) for new_bids, new_asks in
                (market.message(30) for _ in range(200)))  # fmt: skip
    run(engines(0.01), (shuffled(random, bids), shuffled(random, asks)), messages)


LEVELS = st.lists(
    st.tuples(st.integers(-40, 40).map(lambda tick: tick / 20), st.sampled_from([0.0, -0.0, 0.5, 1.0])),
    max_size=12,
)
WIDE = st.floats(allow_nan=False, allow_infinity=False)
WIDE_LEVELS = st.lists(st.tuples(WIDE, st.one_of(st.just(0.0), st.floats(1e-300, 1e300))), max_size=12)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([None, 0.05, 0.1, 1.0, 1e-11]),
    st.lists(st.tuples(st.booleans(), LEVELS, LEVELS), max_size=12),
)
def test_any_messages_agree(
    tick: float | None, messages: list[tuple[bool, list[Level], list[Level]]]
) -> None:
    book, plain = Book(tick), reference.Book()
    for is_snapshot, bids, asks in messages:
        for held in (book, plain):
            (held.load if is_snapshot else held.apply)(bids, asks)
        assert_equal_values(book, plain)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([None, 1e-8, 1.0, 1e300 / 3]), WIDE_LEVELS, WIDE_LEVELS, WIDE_LEVELS)
def test_any_finite_prices_are_held(
    tick: float | None, bids: list[Level], asks: list[Level], more: list[Level]
) -> None:
    book, plain = Book(tick), reference.Book()
    for held in (book, plain):
        held.load(bids, asks)
        held.apply(more, more)
    assert_equal_values(book, plain)


def assert_equal_values(book: Book, plain: reference.Book) -> None:
    """Compare whole books, where prices may be zeros of either sign in the plain one."""
    assert book.bids().tolist() == [list(level) for level in plain.bids()]
    assert book.asks().tolist() == [list(level) for level in plain.asks()]
    assert book.counts == (len(plain.bids()), len(plain.asks()))


BAD = [
    ([(float("nan"), 1.0)], "has price nan"),
    ([(1.0, 1.0), (float("inf"), 1.0)], r"bids\[1\] has price inf"),
    ([(1.0, float("inf"))], "volume inf"),
    ([(1.0, float("nan"))], "volume nan"),
    ([(1.0, -1.0)], "volume -1.0"),
    ([(1.0, 1.0, 1.0)], r"shape \(1, 3\)"),
    ([1.0, 1.0], r"shape \(2,\)"),
    (1.0, r"shape \(\)"),
    ([(1.0,), (1.0, 2.0)], "not pairs of numbers"),
    ([("one", 2.0)], "not pairs of numbers"),
    ([(10**400, 2.0)], "not pairs of numbers"),
]


@pytest.mark.parametrize(("levels", "message"), BAD)
@pytest.mark.parametrize("call", [Book.load, Book.apply])
def test_bad_level_changes_nothing(call: Callable[..., None], levels: list[Level], message: str) -> None:
    book, plain = Book(), reference.Book()
    for held in (book, plain):
        held.load([(1.0, 1.0)], [(2.0, 1.0)])
    with pytest.raises(DataParseError, match=message):
        call(book, levels, [(2.0, 5.0)])
    with pytest.raises(DataParseError, match=message.replace("bids", "asks")):
        call(book, [(1.0, 5.0)], levels)
    assert_same(book, plain)


@pytest.mark.parametrize("tick", [0.0, -1.0, float("nan"), float("inf")])
def test_tick_size_is_a_positive_number(tick: float) -> None:
    with pytest.raises(ValueError, match="not a positive number"):
        Book(tick)


@pytest.mark.parametrize("given", [np.float64, np.float32, np.int64])
def test_arrays_of_any_number_type_are_levels(given: type) -> None:
    book = Book()
    book.load(np.array([[3, 1], [2, 5]], dtype=given), np.array([[4, 1], [7, 5]], dtype=given)[::-1])
    assert book.bids().tolist() == [[3, 1], [2, 5]] and book.asks().tolist() == [[4, 1], [7, 5]]


def test_returned_array_is_never_written_again() -> None:
    book = Book()
    book.load([(3.0, 1.0)], [(4.0, 1.0)])
    before = book.bids()
    book.apply([(3.0, 9.0)], [])
    assert before.tolist() == [[3.0, 1.0]] and before.flags.c_contiguous and before.flags.owndata


def test_levels_stand_side_by_side() -> None:
    book = Book()
    book.load([(3.0, 1.0)], [(4.0, 2.0), (5.0, 3.0)])
    np.testing.assert_array_equal(book.levels(3), [[3, 1, 4, 2], [np.nan, np.nan, 5, 3]])
    assert book.levels(1).shape == (1, 4) and book.bids(0).shape == (0, 2)
    with pytest.raises(ValueError, match="-1 levels"):
        book.bids(-1)
