"""Both engines of the book against two dicts, on the same streams; what survives a switch; what is refused."""

from collections.abc import Callable, Iterator
from math import copysign, isnan
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btfast._core.book import Book
from btfast.exceptions import DataParseError
from tests.reference import book as reference
from tests.reference.market import Market, Message

Level = reference.Level

TICKS = [0.01, 0.05, 0.1, 0.5, 1, 5, 1e-8, 0.00025]


def assert_same(book: Book, plain: reference.Book, count: int | None = None) -> None:
    """Check the best prices and the best `count` levels; None stands for the whole book."""
    assert book.top() == pytest.approx(plain.top(), rel=0, abs=0, nan_ok=True)
    for compiled, expected in ((book.bids(count), plain.bids(count)), (book.asks(count), plain.asks(count))):
        assert compiled.tobytes() == np.array(expected, dtype=np.float64).reshape(-1, 2).tobytes()
    if count is None:
        assert book.counts == (len(plain.bids()), len(plain.asks()))


def run(books: list[Book], snapshot: Message, messages: Iterator[Message]) -> None:
    """Feed all books and the plain one; after every message the best 20 levels agree, now and then the whole book."""
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
    return [Book(tick), Book(), Book(1e-11)]


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


def test_window_follows_a_drifting_price() -> None:
    market = Market(4, count=200)

    def drift() -> Iterator[Message]:
        for step in range(300):
            yield market.shift(40 if step < 200 else -60) if step % 5 == 0 else market.message()

    books = engines(0.01)
    run(books, market.snapshot(), drift())
    assert books[0].engine == "ladder" and books[0].rebuilds > 3 and books[0].overflow == 0


def test_window_follows_a_jump() -> None:
    market = Market(5, count=300)

    def jumps() -> Iterator[Message]:
        for step in range(100):
            yield (
                market.shift(market.random.choice([-40_000, 40_000])) if step % 20 == 19 else market.message()
            )

    books = engines(0.01)
    run(books, market.snapshot(), jumps())
    assert books[0].engine == "ladder"


def test_price_that_jumps_at_every_message_ends_sorted() -> None:
    market = Market(6, count=300)
    books = engines(0.01)
    book = books[0]
    run(books, market.snapshot(), ([[(1_000.0 + 20 * step, 1.0)], []] for step in range(30)))  # type: ignore[misc]
    assert book.engine == "sorted"


def test_few_prices_off_the_grid_lie_beside_the_ladder() -> None:
    market = Market(7)

    def strewn() -> Iterator[Message]:
        for step in range(300):
            bids, asks = market.message(25)
            odd = [(1_000.0037 + step % 19 / 100, 1.0 if step % 3 else 0.0)]
            yield (bids, odd + asks) if step % 2 else (odd + bids, asks)

    books = engines(0.01)
    run(books, market.snapshot(), strewn())
    assert books[0].engine == "ladder" and books[0].overflow > 15


def test_flow_that_misses_the_ladder_ends_sorted() -> None:
    market = Market(8)

    def off_grid() -> Iterator[Message]:
        for _ in range(700):
            bids, asks = market.message(15)
            yield bids + [(price + 0.003, volume) for price, volume in bids], asks

    books = engines(0.01)
    run(books, market.snapshot(), off_grid())
    assert [book.engine for book in books] == ["sorted"] * 3


@pytest.mark.parametrize(
    ("tick", "engine"), [(0.01, "ladder"), (0.1, "sorted"), (1 / 3, "sorted"), (None, "ladder")]
)
def test_engine_follows_the_tick(tick: float | None, engine: str) -> None:
    book, plain = Book(tick), reference.Book()
    snapshot = Market(9).snapshot()
    book.load(*snapshot)
    plain.load(*snapshot)
    assert book.engine == engine
    assert_same(book, plain)


def test_sparse_book_is_sorted() -> None:
    market = Market(10, count=100, mid=100_000_000, gap=5_000)
    books = [Book(0.01), Book()]
    run(books, market.snapshot(), (market.message() for _ in range(100)))
    assert [book.engine for book in books] == ["sorted", "sorted"]


def test_far_outliers_do_not_widen_the_window() -> None:
    bids, asks = Market(11).snapshot()
    book, plain = Book(0.01), reference.Book()
    for held in (book, plain):
        held.load([*bids, (0.01, 5.0)], [*asks, (90_000.0, 5.0)])
    assert book.engine == "ladder" and book.overflow == 2 and book.memory < 100_000
    assert_same(book, plain)


def test_changing_the_tick_loses_no_level() -> None:
    market, book, plain = Market(12), Book(), reference.Book()
    snapshot = market.snapshot()
    book.load(*snapshot)
    plain.load(*snapshot)
    for step in range(300):
        book.set_tick_size(market.random.choice([*TICKS, None, 0.3, 1e300 / 2]))
        assert_same(book, plain)
        message = market.message() if step % 10 else market.shift(market.random.randint(-5_000, 5_000))
        book.apply(*message)
        plain.apply(*message)
        assert_same(book, plain)


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
    plain, books = reference.Book(), [Book(), Book(0.01), Book(1e-11)]
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


def test_leaves_split_and_join() -> None:
    book, plain, random = Book(1e-11), reference.Book(), Random(18)
    prices = [tick / 64 for tick in range(-1_500, 1_500)]
    memory = []
    for part, volume in ((3_000, 1.0), (2_250, 0.0), (1_500, 2.0), (3_000, 0.0)):
        for price in random.sample(prices, part):
            book.apply([(price, volume)], [(price, volume)])
            plain.apply([(price, volume)], [(price, volume)])
        assert_same(book, plain)
        memory.append(book.memory)
    assert memory[1] < 0.6 * memory[0] and memory[3] < 5_000


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


def test_memory_of_five_thousand_levels_a_side() -> None:
    bids, asks = Market(19, count=5_000, gap=2).snapshot()  # spans 10,000 to 16,000 ticks
    ladder, by_list = Book(0.01), Book(1e-11)
    ladder.load(bids, asks)
    by_list.load(bids, asks)
    assert (ladder.engine, by_list.engine) == ("ladder", "sorted")
    assert ladder.memory <= 600_000 and by_list.memory <= 220_000
