"""The checksummed book against dicts and zlib, and what a message with a wrong checksum leaves behind."""

import zlib
from random import Random

import numpy as np
import pytest

from btfast._core.book import TextBook
from btfast.exceptions import DataParseError
from tests.reference import book as reference

Text = reference.Text


def level(random: Random, tick: int) -> Text:
    """Return a level near 1000.0 as a venue would write it, deleted one time in five."""
    price = f"{(10_000 + tick) / 10:.{random.choice([1, 1, 1, 2, 4])}f}"
    return price, random.choice(["0", "0.00000000", *(f"{random.expovariate(1):.8g}" for _ in range(8))])


def message(random: Random, levels: int = 5) -> tuple[list[Text], list[Text]]:
    """Return levels of both sides, best first."""
    ticks = sorted(random.sample(range(40), levels))
    return [level(random, -1 - tick) for tick in ticks], [level(random, tick) for tick in ticks]


def snapshot(random: Random, count: int = 60) -> tuple[list[Text], list[Text]]:
    """Return `count` levels a side, best first."""
    return [(f"{999.9 - i / 10:.1f}", f"{i + random.random():.6g}") for i in range(count)], [
        (f"{1000 + i / 10:.1f}", f"{i + random.random():.6g}") for i in range(count)
    ]


def assert_same(book: TextBook, plain: reference.TextBook) -> None:
    """Check the checksum and all levels."""
    assert book.checksum() == plain.checksum()
    assert book.counts == (len(plain.bids), len(plain.asks))
    for held, texts, is_reversed in ((book.bids(), plain.bids, True), (book.asks(), plain.asks, False)):
        prices = sorted(texts, reverse=is_reversed)
        assert held.tolist() == [[price, float(texts[price][1])] for price in prices]


@pytest.mark.parametrize("count", [0, 1, 7, 24, 25, 26, 60])
def test_checksum_is_zlibs_after_every_message(count: int) -> None:
    random = Random(count)
    book, plain = TextBook(), reference.TextBook()
    bids, asks = snapshot(random, count)
    plain.apply(bids, asks)
    assert book.load(bids, asks, plain.checksum())
    for _ in range(300):
        bids, asks = message(random)
        plain.apply(bids, asks)
        assert book.apply(bids, asks, plain.checksum())
        assert_same(book, plain)


def test_longer_side_goes_on_alone() -> None:
    """The texts of OKX's API guide, "Checksum", case 2."""
    book = TextBook()
    book.load([("3366.1", "7")], [("3366.8", "9"), ("3368", "8"), ("3372", "8")])
    assert book.checksum() & 0xFFFFFFFF == zlib.crc32(b"3366.1:7:3366.8:9:3368:8:3372:8")


def test_wrong_checksum_leaves_the_book_unchanged() -> None:
    random = Random(1)
    book, plain = TextBook(), reference.TextBook()
    bids, asks = snapshot(random)
    book.load(bids, asks)
    plain.apply(bids, asks)
    for _ in range(300):
        bids, asks = message(random, 20)
        doubled = [random.choice(bids) for _ in range(10)]
        assert not book.apply(bids + doubled, asks, plain.checksum() ^ 1)
        assert not book.load(bids, asks, plain.checksum())
        assert_same(book, plain)


def test_order_and_duplicates_do_not_matter_to_the_last_word() -> None:
    random = Random(2)
    for _ in range(100):
        book, plain = TextBook(), reference.TextBook()
        for call in (book.load, book.apply, book.apply):
            bids, asks = (
                one + other for one, other in zip(message(random, 20), message(random, 20), strict=True)
            )
            random.shuffle(bids)
            random.shuffle(asks)
            plain.apply(bids, asks)
            assert call(bids, asks, plain.checksum())
            assert_same(book, plain)


def test_same_price_in_another_spelling_is_the_same_level() -> None:
    book = TextBook()
    book.load([("43250.1", "1")], [])
    book.apply([("43250.10", "2.0")], [])
    assert book.counts == (1, 0)
    assert book.checksum() & 0xFFFFFFFF == zlib.crc32(b"43250.10:2.0")
    np.testing.assert_array_equal(book.bids(), [[43250.1, 2.0]])


def test_text_may_have_fifty_two_characters() -> None:
    book = TextBook()
    longest = ("1" * 26, "2" * 26)
    assert book.load([longest], [])
    for call in (book.load, book.apply):
        for bids in ([("1" * 27, "2" * 26)], [("1" * 300, "2")], [("1", "0" + "." + "0" * 300)]):
            with pytest.raises(DataParseError, match="longer than 52"):
                call([], bids)
    assert book.checksum() & 0xFFFFFFFF == zlib.crc32(":".join(longest).encode())


@pytest.mark.parametrize(
    "bad",
    [
        ("1", "-1"),
        ("1", ""),
        ("one", "1"),
        ("nan", "1"),
        ("1", "inf"),
        ("1",),
        ("1", "2", "3"),
        (1.0, 2.0),
        7,
    ],
)
def test_bad_level_changes_nothing(bad: Text) -> None:
    book, plain = TextBook(), reference.TextBook()
    book.load([("1", "1")], [("2", "1")])
    plain.apply([("1", "1")], [("2", "1")])
    for call in (book.load, book.apply):
        with pytest.raises(DataParseError):
            call([("1", "5")], [bad])
    assert_same(book, plain)


def test_checksum_is_a_signed_32_bit_number() -> None:
    with pytest.raises(OverflowError):
        TextBook().load([], [], 1 << 31)


def test_memory_counts_levels_and_log() -> None:
    book = TextBook()
    empty = book.memory
    book.load(*snapshot(Random(3), 400))
    loaded = book.memory
    book.apply(*message(Random(4)))
    assert empty < 1_000 < loaded < book.memory <= 90_000
