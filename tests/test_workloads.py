"""The benchmarks' messages are what they claim to be, and the peers agree on what they say."""

import json
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from benchmarks import peers_books, peers_inline, workloads
from benchmarks.candidates import Follow, Maintained, is_equal
from benchmarks.report import Report
from benchmarks.streams import Stream
from benchmarks.timing import Timing, require_equal

# name, bytes wanted, how many bytes the drawn figures may add or take
SIZES = [
    ("W1", 1_324, 0),
    ("W2-1000", 64_058, 8),
    ("W2-5000", 320_084, 8),
    ("W4", 26_888, 8),
    ("W5", 107, 0),
    ("W6-agg", 167, 0),
    ("W6-trade", 134, 0),
    ("W7", 428, 2),
    ("W8", 168_669, 16),
    ("W9", 3_233_094, 200),
]
# name, bytes of the snapshot, messages, levels in each, mean bytes of a message
STREAMS = [
    ("W3-10", 320_077, 400, 10, 411),
    ("W3-50", 320_077, 200, 50, 1_691),
    ("W3-200", 320_077, 80, 200, 6_492),
    ("W4-stream", 26_888, 300, 10, 469),
]
NAMES = [row[0] for row in STREAMS]

Sides = tuple[dict[float, Any], dict[float, Any]]  # bids and asks: level by price


@pytest.mark.parametrize(("name", "size", "slack"), SIZES)
def test_messages_have_their_size(name: str, size: int, slack: int) -> None:
    assert abs(len(workloads.message(name)) - size) <= slack


@pytest.mark.parametrize(("name", "size", "count", "levels", "mean"), STREAMS)
def test_streams_have_their_size(name: str, size: int, count: int, levels: int, mean: int) -> None:
    stream = workloads.stream(name)
    assert len(stream.snapshot) == pytest.approx(size, abs=8)
    assert len(stream.messages) == count
    assert np.mean([len(message) for message in stream.messages]) == pytest.approx(mean, rel=0.01)
    assert all(sum(map(len, _changes(message))) == levels == stream.levels for message in stream.messages)


@pytest.mark.parametrize("name", workloads.MESSAGES)
def test_messages_are_the_same_every_time(name: str) -> None:
    assert workloads.MESSAGES[name]() == workloads.message(name)


@pytest.mark.parametrize("name", NAMES)
def test_streams_are_the_same_every_time(name: str) -> None:
    assert workloads.stream.__wrapped__(name) == workloads.stream(name)


@pytest.mark.parametrize("name", [*workloads.MESSAGES])
def test_messages_are_compact_json(name: str) -> None:
    message = workloads.message(name)
    assert json.dumps(json.loads(message), separators=(",", ":")).encode() == message


def test_exchange_info_has_the_shape_of_w9() -> None:
    symbols = json.loads(workloads.message("W9"))["symbols"]
    assert len({symbol["symbol"] for symbol in symbols}) == len(symbols) == 2_000
    assert {(len(symbol), len(symbol["filters"])) for symbol in symbols} == {(22, 9)}


def test_klines_have_the_shape_of_w8() -> None:
    rows = json.loads(workloads.message("W8"))
    assert len(rows) == 1_000
    kinds = (int, *[str] * 5, int, str, int, *[str] * 3)
    assert all(tuple(map(type, row)) == kinds for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_levels_come_best_first_and_no_price_twice(name: str) -> None:
    stream = workloads.stream(name)
    for message in (stream.snapshot, *stream.messages):
        bids, asks = ([float(level[0]) for level in side] for side in _changes(message))
        assert bids == sorted(set(bids), reverse=True)
        assert asks == sorted(set(asks))


@pytest.mark.parametrize("name", NAMES)
def test_books_never_cross(name: str) -> None:
    assert all(max(bids) < min(asks) for bids, asks, _ in _books(workloads.stream(name)))


@pytest.mark.parametrize("name", NAMES)
def test_changes_are_of_every_kind(name: str) -> None:
    replaced, deleted, inserted = (share / 100 for share in _shares(workloads.stream(name)))
    assert (replaced, deleted, inserted) == pytest.approx((0.61, 0.195, 0.195), abs=0.02)


def test_update_numbers_join() -> None:
    for name in NAMES[:3]:
        last = json.loads(workloads.stream(name).snapshot)["lastUpdateId"]
        for update in map(json.loads, workloads.stream(name).messages):
            assert update["U"] == last + 1
            last = update["u"]


def test_sequence_numbers_join() -> None:
    stream = workloads.stream("W4-stream")
    books = [json.loads(message)["data"][0] for message in (stream.snapshot, *stream.messages)]
    assert [book["prevSeqId"] for book in books] == [-1, *(book["seqId"] for book in books[:-1])]


def test_checksums_are_true() -> None:
    for bids, asks, message in _books(workloads.stream("W4-stream")):
        levels = zip(sorted(bids, reverse=True)[:25], sorted(asks)[:25], strict=True)
        text = ":".join(f"{':'.join(bids[bid][:2])}:{':'.join(asks[ask][:2])}" for bid, ask in levels)
        assert zlib.crc32(text.encode()) == json.loads(message)["data"][0]["checksum"] % (1 << 32)


@pytest.mark.parametrize("name", workloads.MESSAGES)
def test_peers_read_the_same_from_a_message(name: str) -> None:
    message = workloads.message(name)
    peers = peers_inline.peers()[name]
    require_equal(name, {peer.name: peer.answer(peer.run(message)) for peer in peers})


@pytest.mark.parametrize("name", NAMES)
def test_peers_see_the_same_after_every_message(name: str) -> None:
    stream = workloads.stream(name)
    require_equal(name, {peer.name: peer.moments(stream) for peer in peers_books.peers()[name]})


def test_peers_see_the_best_prices_and_checksums_sent() -> None:
    stream = workloads.stream("W4-stream")
    sent = [json.loads(message)["data"][0]["checksum"] for message in stream.messages]
    best = [(max(bids), min(asks)) for bids, asks, _ in _books(stream)]
    expected = [(*prices, checksum) for prices, checksum in zip(best[1:], sent, strict=True)]
    assert peers_books.peers()["W4-stream"][0].moments(stream) == expected


@pytest.mark.parametrize("peer", peers_books.peers()["W4-stream"], ids=lambda peer: str(peer.name))
def test_peers_refuse_a_wrong_checksum(peer: Follow) -> None:
    stream = workloads.stream("W4-stream")
    book: Maintained = peer.start(stream.snapshot)
    message = json.loads(stream.messages[0])
    message["data"][0]["checksum"] += 1
    with pytest.raises(ValueError, match="checksum"):
        book.apply(json.dumps(message).encode())


def test_a_wrong_answer_is_named() -> None:
    with pytest.raises(ValueError, match="W1: the answer of 'b' is not that of 'a'"):
        require_equal("W1", {"a": np.zeros(2), "b": np.zeros(3)})


def test_equal_means_equal_to_the_last_bit() -> None:
    array = np.array([[43250.1, 1.0]])
    assert is_equal((array, array), (array.copy(), array.copy()))
    assert not is_equal(array, array + np.spacing(array))
    assert not is_equal(array, array.astype(np.float32))
    assert not is_equal((array,), (array, array))


def test_ratios_are_taken_between_median_rounds() -> None:
    peer = Timing("W5", "peer", rounds=[900.0, 300.0, 310.0])
    ours = Timing("W5", "ours", rounds=[99.0, 100.0, 400.0])
    rows = Report({}, [peer, ours], {"W5": "ours"}, {}).markdown().splitlines()
    assert rows[-2:] == ["| W5 | ours | 100 | 99 | 1.00 |", "| W5 | peer | 310 | 300 | 3.10 |"]


def _changes(message: bytes) -> tuple[list[Any], list[Any]]:
    """Return the levels of a message's bids and asks, whichever venue wrote it."""
    fields = json.loads(message)
    if "data" in fields:
        fields = fields["data"][0]
    return fields.get("bids", fields.get("b")), fields.get("asks", fields.get("a"))


def _books(stream: Stream) -> Iterator[tuple[dict[float, Any], dict[float, Any], bytes]]:
    """Yield both sides after the snapshot and after each message, and the message."""
    sides: Sides = ({}, {})
    for message in (stream.snapshot, *stream.messages):
        for side, levels in zip(sides, _changes(message), strict=True):
            side.update({float(level[0]): level for level in levels})
            for level in levels:
                if float(level[1]) == 0:
                    del side[float(level[0])]
        yield *sides, message


def _shares(stream: Stream) -> tuple[float, float, float]:
    """Return which percentages of the changes replace, delete and insert a level."""
    held = [{level[0] for level in side} for side in _changes(stream.snapshot)]
    counts = np.zeros(3)
    for message in stream.messages:
        for prices, levels in zip(held, _changes(message), strict=True):
            for price, volume, *_ in levels:
                kind = 2 if price not in prices else 1 if float(volume) == 0 else 0
                counts[kind] += 1
                (prices.discard if kind == 1 else prices.add)(price)
    replaced, deleted, inserted = counts / counts.sum() * 100
    return float(replaced), float(deleted), float(inserted)
