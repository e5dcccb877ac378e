"""When a book is a ladder and when sorted; what survives a move of the window or a switch."""

from collections.abc import Iterator
from random import Random

import pytest

from btfast._core.book import Book
from tests._core.books import FITS_NOTHING, assert_same, engines, run
from tests.reference import book as reference
from tests.reference.market import Market, Message

TICKS = [0.01, 0.05, 0.1, 0.5, 1, 5, 1e-8, 0.00025]


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
    run(books, market.snapshot(), (([(1_000.0 + 20 * step, 1.0)], []) for step in range(30)))
    assert books[0].engine == "sorted"


@pytest.mark.parametrize("ticks", [100, -850])
def test_window_moves_before_the_price_leaves_it(ticks: int) -> None:
    book = Book(0.01)  # 1,024 slots, 896 of them from the best bid down
    book.load([(10_000 / 100, 1.0)], [(20_000 / 100, 1.0)])
    rebuilds = book.rebuilds
    book.apply([(10_000 / 100, 0.0), ((10_000 + ticks) / 100, 1.0)], [])
    assert book.rebuilds == rebuilds + 1 and book.overflow == 0 and book.engine == "ladder"


def test_flow_far_from_the_ladder_ends_sorted() -> None:
    bids, asks = Market(20).snapshot()
    book, plain = Book(0.01), reference.Book()
    for held in (book, plain):
        held.load(bids, asks)
    for _ in range(50):
        book.apply([(price - 500.0, 0.0) for price, _ in bids], [])
    assert book.engine == "sorted"
    assert_same(book, plain)


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
    market = Market(10, count=100, mid=100_000_000, gap=500)
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


def test_leaves_split_and_join() -> None:
    book, plain, random = Book(FITS_NOTHING), reference.Book(), Random(18)
    prices = [tick / 64 for tick in range(-1_500, 1_500)]
    memory = []
    for part, volume in ((3_000, 1.0), (2_250, 0.0), (1_500, 2.0), (3_000, 0.0)):
        for price in random.sample(prices, part):
            book.apply([(price, volume)], [(price, volume)])
            plain.apply([(price, volume)], [(price, volume)])
        assert_same(book, plain)
        memory.append(book.memory)
    assert memory[1] < 0.6 * memory[0] and memory[3] < 5_000


def test_memory_of_five_thousand_levels_a_side() -> None:
    bids, asks = Market(19, count=5_000, gap=2).snapshot()  # spans 10,000 to 16,000 ticks
    ladder, by_list = Book(0.01), Book(FITS_NOTHING)
    ladder.load(bids, asks)
    by_list.load(bids, asks)
    assert (ladder.engine, by_list.engine) == ("ladder", "sorted")
    assert ladder.memory <= 600_000 and by_list.memory <= 220_000
