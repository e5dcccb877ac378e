"""Local books on genuine captures: they end as others found, and notice whatever happens to a frame.

The COIN-M capture runs under the swap's key: its frames chain by the same rule.
"""

import gzip
import hashlib
import json
import math
import zlib
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from btfast.local_order_book import BookState, LocalOrderBook
from tests.oracles.places import oracle_path

CAPTURES = {
    "spot": ("BINANCE___SPOT", "ETH-USDT", "spot_ethusdt_20240808.gz"),
    "usdm": ("BINANCE___SWAP", "BTC-USDT", "usdm_btcusdt_20240808.gz"),
    "cm": ("BINANCE___SWAP", "ETHUSD-_PERP", "cm_ethusd_perp_20240808.gz"),
}
OKX = "cryptofeed/OKX.ws.BTC-USDT+UNI-USD-SWAP.gz"
OKX_BOOKS = {"BTC-USDT": ("OKX___SPOT", "BTC-USDT"), "UNI-USD-SWAP": ("OKX___SWAP", "UNI-USD")}


def frames_of(name: str) -> list[bytes]:
    """Return the frames of a capture of ``<ns> <frame>`` lines."""
    lines = gzip.decompress(oracle_path("binance_depth", name).read_bytes()).splitlines()
    return [line.split(b" ", 1)[1] for line in lines if line]


def okx_frames(instrument: str) -> list[bytes]:
    """Return the book frames of one instrument, in order."""
    lines = gzip.decompress(oracle_path(OKX).read_bytes()).splitlines()
    frames = [line.split(b": ", 1)[1].strip() for line in lines if b': {"arg":{"channel":"books"' in line]
    return [frame for frame in frames if f'"instId":"{instrument}"'.encode() in frame[:80]]


def is_snapshot(frame: bytes) -> bool:
    return frame.startswith(b'{"lastUpdateId"')


def feed(book: LocalOrderBook, frame: bytes) -> BookState:
    return book.load_snapshot(frame) if is_snapshot(frame) else book.apply(frame)


def expected(kind: str) -> dict[str, Any]:
    results = json.loads(oracle_path("binance_depth", "expected.json").read_bytes())["results"]
    return next(result for result in results if result["kind"] == kind)


def digest(book: LocalOrderBook) -> str:
    rows = [*book.bids()[::-1].tolist(), *book.asks().tolist()]
    return hashlib.sha256("\n".join(f"{price!r},{volume!r}" for price, volume in rows).encode()).hexdigest()


@pytest.mark.parametrize("kind", CAPTURES)
@pytest.mark.parametrize("tick_size", [None, "exact", 0.07])
def test_a_genuine_capture_ends_exactly(kind: str, tick_size: Any, count_case: Any) -> None:
    key, symbol, name = CAPTURES[kind]
    wanted = expected(kind)
    book = LocalOrderBook(
        key, symbol, tick_size={"exact": 0.1 if kind == "usdm" else 0.01}.get(tick_size, tick_size)
    )
    tickers = best_prices(name)
    checked = 0
    for frame in frames_of(name):
        version = book.version
        feed(book, frame)
        if book.version > version and book.sequence in tickers:
            assert book.top() == tickers[book.sequence]
            checked += 1
    assert book.state is BookState.LIVE
    assert book.counters["gaps"] == 0
    assert book.sequence == wanted["last_u"]
    assert book.counts == (wanted["bid_levels"], wanted["ask_levels"])
    assert book.bids(20).tolist() == [[float(p), float(q)] for p, q in wanted["top20_bids"]]
    assert book.asks(20).tolist() == [[float(p), float(q)] for p, q in wanted["top20_asks"]]
    assert digest(book) == wanted["book_sha256"]
    assert checked > 500
    count_case()


def best_prices(name: str) -> dict[int, tuple[float, ...]]:
    """Return what the best-price frames of a capture say, by the book's own number."""
    tickers = {}
    for frame in frames_of(name):
        if b"@bookTicker" in frame[:60]:
            data = json.loads(frame)["data"]
            tickers[data["u"]] = tuple(float(data[name]) for name in "bBaA")
    return tickers


@pytest.mark.parametrize("instrument", OKX_BOOKS)
def test_every_checksum_of_the_genuine_books_holds(instrument: str, count_case: Any) -> None:
    frames = okx_frames(instrument)
    book = LocalOrderBook(*OKX_BOOKS[instrument])
    for frame in frames:
        assert book.apply(frame) is BookState.LIVE
        assert book.checksum == json.loads(frame)["data"][0]["checksum"]
        count_case()
    assert len(frames) > 50


def depth_frames(kind: str, count: int) -> Iterator[tuple[LocalOrderBook, list[bytes]]]:
    """Yield live books with the next frames of their capture, at several places."""
    key, symbol, name = CAPTURES[kind]
    frames = [frame for frame in frames_of(name) if is_snapshot(frame) or b"depthUpdate" in frame[:80]]
    start = next(i for i, frame in enumerate(frames) if is_snapshot(frame)) + 1
    random = Random(7)
    for _ in range(count):
        book = LocalOrderBook(key, symbol)
        place = start + random.randint(5, 200)
        for frame in frames[:place]:
            feed(book, frame)
        assert book.state is BookState.LIVE
        yield book, frames[place : place + 3]


def content(book: LocalOrderBook) -> Any:
    return book.bids().tolist(), book.asks().tolist()


@pytest.mark.parametrize("kind", CAPTURES)
def test_a_dropped_or_swapped_frame_is_noticed_at_once(kind: str, count_case: Any) -> None:
    for book, (first, second, _) in depth_frames(kind, 12):
        before = content(book)
        assert book.apply(second) is BookState.GAP
        assert book.apply(first) is BookState.GAP
        assert content(book) == before
        count_case()


@pytest.mark.parametrize("kind", CAPTURES)
def test_a_cut_frame_is_noticed_at_once(kind: str, count_case: Any) -> None:
    for book, (frame, *_) in depth_frames(kind, 12):
        before = content(book)
        assert book.apply(frame[: Random(len(frame)).randint(1, len(frame) - 1)]) is BookState.GAP
        assert content(book) == before
        count_case()


@pytest.mark.parametrize(
    ("kind", "field"), [("spot", "U"), ("spot", "u"), ("usdm", "pu"), ("usdm", "u"), ("cm", "pu")]
)
@pytest.mark.parametrize("change", [-1, 1, 1000])
def test_a_changed_sequence_field_is_noticed(kind: str, field: str, change: int, count_case: Any) -> None:
    for book, (frame, following, _) in depth_frames(kind, 5):
        message = json.loads(frame)
        message["data"][field] += change
        state = book.apply(json.dumps(message))
        if field == "u" and state is BookState.LIVE:  # the end of a range shows in what follows it
            state = book.apply(following)
        assert state is BookState.GAP
        count_case()


@pytest.mark.parametrize("instrument", OKX_BOOKS)
@pytest.mark.parametrize("harm", ["drop", "swap", "cut", "digit", "checksum"])
def test_harm_to_a_checksummed_frame_is_noticed_at_once(instrument: str, harm: str, count_case: Any) -> None:
    frames = okx_frames(instrument)
    noticed = 0
    for place in range(1, min(len(frames) - 1, 60)):
        book = LocalOrderBook(*OKX_BOOKS[instrument])
        for frame in frames[:place]:
            book.apply(frame)
        before = content(book)
        harmed = harmed_frame(frames, place, harm, book)
        if harmed is None or (harm in ("drop", "swap") and overwrites(frames, place)):
            continue
        assert book.apply(harmed) is BookState.GAP
        assert content(book) == before
        noticed += 1
        count_case()
    assert noticed > 10


def harmed_frame(frames: list[bytes], place: int, harm: str, book: LocalOrderBook) -> bytes | None:
    """Return what arrives instead of a frame; None where the harm could not show in the checksummed levels."""
    frame, following = frames[place], frames[place + 1]
    if harm in ("drop", "swap"):
        message = json.loads(frame)["data"][0]
        return following if touches_top(message, book) else None
    if harm == "cut":
        return frame[: len(frame) * 2 // 3]
    message = json.loads(frame)
    data = message["data"][0]
    if harm == "checksum":
        data["checksum"] += 1
        return json.dumps(message).encode()
    for side, worst in (("asks", book.asks(25)[-1, 0]), ("bids", book.bids(25)[-1, 0])):
        for level in data[side]:
            inside = float(level[0]) < worst if side == "asks" else float(level[0]) > worst
            if inside and float(level[1]) > 0:
                level[1] = level[1][:-1] + str((int(level[1][-1]) + 1) % 10)
                if float(level[1]) > 0:
                    return json.dumps(message).encode()
    return None


def overwrites(frames: list[bytes], place: int) -> bool:
    """Tell whether the next frame says all that this one says: then losing this one loses nothing."""
    lost, kept = (json.loads(frames[i])["data"][0] for i in (place, place + 1))
    return all(
        {level[0] for level in lost[side]} <= {level[0] for level in kept[side]} for side in ("bids", "asks")
    )


def touches_top(data: dict[str, Any], book: LocalOrderBook) -> bool:
    """Tell whether a message changes a level well inside the checksummed ones."""
    asks = [level for level in data["asks"] if float(level[0]) < book.asks(20)[-1, 0]]
    return bool(asks) or any(float(level[0]) > book.bids(20)[-1, 0] for level in data["bids"])


def test_the_documented_checksum_example_holds(count_case: Any) -> None:
    example = json.loads(oracle_path("okx_frames", "checksum_doc_example.json").read_bytes())
    levels = {side: [[*level, "0", "1"] for level in example[side]] for side in ("bids", "asks")}
    assert zlib.crc32(example["payload"].encode()) == example["crc32_signed"] & 0xFFFFFFFF
    data = levels | {"ts": "1", "checksum": example["crc32_signed"], "prevSeqId": -1, "seqId": 1}
    message = {"arg": {"channel": "books", "instId": "BTC-USDT"}, "action": "snapshot", "data": [data]}
    book = LocalOrderBook("OKX___SPOT", "BTC-USDT")
    assert book.apply(json.dumps(message)) is BookState.LIVE
    assert book.checksum == example["crc32_signed"]
    count_case()


def test_books_of_several_symbols_join_their_snapshots_in_mid_session(count_case: Any) -> None:
    snapshots = {}
    for line in gzip.decompress(oracle_path("cryptofeed/BINANCE.http.0.0.gz").read_bytes()).splitlines():
        address, _, answer = line.decode().partition(" -> ")
        if "/depth?" in address:
            snapshots[address.split("symbol=")[1].split("&")[0]] = answer.split(": ", 1)[1]
    books = {symbol: LocalOrderBook("BINANCE___SPOT", f"{symbol[:-4]}-{symbol[-4:]}") for symbol in snapshots}
    lines = gzip.decompress(oracle_path("cryptofeed/BINANCE.ws.1.0.gz").read_bytes()).splitlines()
    frames = [line.split(b": ", 1)[1] for line in lines if b'"depthUpdate"' in line[:120]]
    for symbol, snapshot in snapshots.items():
        book = books[symbol]
        for frame in frames:
            book.apply(frame)
        state = book.load_snapshot(snapshot)
        if book.counters["messages"] == book.counters["ignored"]:
            continue  # the capture has no diff of this symbol
        assert state is BookState.LIVE, (symbol, book.reason)
        assert not math.isnan(book.mid)
        count_case()
