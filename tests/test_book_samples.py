"""Samples of captures: what LocalOrderBook gives line by line, and the measures on them."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import btfast
from btfast.book_samples import BookSamples, book_samples
from btfast.capture import read_capture
from btfast.exceptions import CaptureError, ExchangeNotFoundError
from btfast.local_order_book import BookState, LocalOrderBook
from tests.captures import KEY, MS, START, SYMBOL, delta, session, snapshot, text, ticker, walk, written

DEPTH = 6


def padded(levels: Any, depth: int = DEPTH) -> Any:
    rows = np.full((depth, 2), np.nan)
    rows[: len(levels)] = np.reshape(levels, (-1, 2))
    return rows


def expected(lines: Any, every_ms: int | None, depth: int = DEPTH) -> list[tuple[int, Any, Any, int]]:
    """Return (time, bids, asks, state) by the book itself, slowly."""
    found: list[tuple[int, Any, Any, int]] = []
    last: Any = None
    due = 0

    def reach(stamp: int) -> None:
        nonlocal due
        while due and due < stamp:
            found.append((due, *last))
            due += (every_ms or 0) * MS

    for stamp, book, changed in walk(lines):
        reach(stamp)
        is_live = book.state is BookState.LIVE
        sides = [padded(side(depth) if is_live else []) for side in (book.bids, book.asks)]
        last = (*sides, int(book.state))
        if changed and not every_ms:
            found.append((stamp, *last))
        elif every_ms and not due and is_live:
            due = -(-stamp // (every_ms * MS)) * every_ms * MS
    reach(lines[-1][0] + 1)
    return found


def require_equal(samples: BookSamples, wanted: Any) -> None:
    assert samples.times.tolist() == [sample[0] for sample in wanted]
    assert samples.states.tolist() == [sample[3] for sample in wanted]
    np.testing.assert_array_equal(samples.bids, np.array([sample[1] for sample in wanted]))
    np.testing.assert_array_equal(samples.asks, np.array([sample[2] for sample in wanted]))


def broken_session() -> Any:
    """Return a session with a gap and, later, a snapshot that heals it."""
    lines = session(60)
    del lines[40]
    stamp = lines[80][0]
    return [*lines[:81], (stamp + 5, snapshot(50)), *lines[81:]]


@pytest.mark.parametrize("every_ms", [None, 1, 10, 100])
@pytest.mark.parametrize("lines", [session(), broken_session()], ids=["sound", "gap"])
@pytest.mark.parametrize("form", ["plain", "gzip", "pairs", "members"])
def test_samples_are_what_the_book_gives(tmp_path: Path, lines: Any, every_ms: int | None, form: str) -> None:
    path = written(tmp_path / "capture", lines)
    if form == "gzip":
        path.write_bytes(gzip.compress(text(lines)))
    elif form == "members":
        path.write_bytes(
            b"".join(gzip.compress(text(lines[place : place + 7])) for place in range(0, len(lines), 7))
        )
    capture = read_capture(path) if form == "pairs" else path
    samples = book_samples(capture, KEY, SYMBOL, DEPTH, every_ms)
    require_equal(samples, expected(lines, every_ms))
    assert (samples.states == BookState.LIVE).any()


def test_shapes_and_kinds_are_as_documented() -> None:
    samples = btfast.book_samples(session(), KEY, SYMBOL)
    assert (samples.times.dtype, samples.states.dtype) == (np.int64, np.int8)
    assert samples.bids.shape == samples.asks.shape == (len(samples), 20, 2)
    assert samples.bids.dtype == samples.asks.dtype == np.float64
    assert (samples.depth, samples.exchange_key, samples.symbol_name) == (20, KEY, SYMBOL)


def test_a_gap_shows_as_nan_with_its_state() -> None:
    samples = book_samples(broken_session(), KEY, SYMBOL, DEPTH, every_ms=10)
    lost = samples.states == BookState.GAP
    assert 0 < lost.sum() < len(samples)
    assert np.isnan(samples.mid[lost]).all() and np.isnan(samples.cost_to_fill("buy", 1)[lost]).all()
    assert len(samples.live) == len(samples) - lost.sum()
    assert np.diff(samples.times).tolist() == [10 * MS] * (len(samples) - 1)


def test_the_grid_lies_on_multiples_of_its_step() -> None:
    lines = [(START + 5, snapshot(1)), (START + 10 * MS, delta(2, [(100, 9)])), (START + 31 * MS, ticker())]
    samples = book_samples(lines, KEY, SYMBOL, 1, every_ms=10)
    assert ((samples.times - START) // MS).tolist() == [10, 20, 30]
    assert samples.bids[:, 0].tolist() == [[100, 9]] * 3


def test_other_symbols_are_passed_over() -> None:
    other = b'{"symbol":"ETHUSDT",' + snapshot(7, [(9, 1)], [(10, 1)])[1:]
    lines = [(START, snapshot(1)), (START + 1, other), (START + 2, delta(2, request_symbol="ETHUSDT"))]
    samples = book_samples(lines, KEY, SYMBOL)
    assert samples.times.tolist() == [START]
    assert samples.mid.tolist() == [100]


def test_measures_are_those_of_the_book() -> None:
    lines = session(80)
    samples = book_samples(lines, KEY, SYMBOL, 40)
    books = [
        [*measures(book), within(book, book.bids(), 150), within(book, book.asks(), 150)]
        for _, book, changed in walk(lines)
        if changed
    ]
    ours = [samples.mid, samples.spread, samples.imbalance(3), samples.microprice(2)]
    ours += [samples.cost_to_fill("buy", 6.5), samples.cost_to_fill("sell", 1e9), *samples.depth_within(150)]
    np.testing.assert_allclose(np.array(ours).T, np.array(books), rtol=1e-13)


def measures(book: LocalOrderBook) -> list[float]:
    measures = [book.mid, book.spread, book.imbalance(3), book.microprice(2)]
    return [*measures, book.cost_to_fill("buy", 6.5), book.cost_to_fill("sell", 1e9)]


def within(book: LocalOrderBook, levels: Any, bps: float) -> float:
    return float(levels[np.abs(levels[:, 0] - book.mid) <= book.mid * bps / 1e4, 1].sum())


def test_an_unknown_side_is_refused() -> None:
    with pytest.raises(ValueError, match="'hold'"):
        book_samples(session(5), KEY, SYMBOL).cost_to_fill("hold", 1)


def test_slices_and_masks_keep_what_belongs_together() -> None:
    samples = book_samples(session(), KEY, SYMBOL)
    part = samples[10:20]
    assert len(part) == 10 and part.times[0] == samples.times[10] and part.symbol_name == SYMBOL
    assert len(samples[samples.times < START + 100 * MS]) < len(samples)
    with pytest.raises(TypeError):
        samples[0]


def test_latency_is_receive_time_less_server_time() -> None:
    samples = book_samples([(START, snapshot(1)), (START + 12 * MS + 500_000, delta(2))], KEY, SYMBOL)
    assert samples.latency.tolist()[1:] == [10.5]
    assert np.isnan(samples.latency[0])


@pytest.mark.parametrize("suffix", ["npz", "parquet"])
def test_a_saved_file_is_read_back_to_the_bit(tmp_path: Path, suffix: str) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    samples = book_samples(broken_session(), KEY, SYMBOL, DEPTH, every_ms=20)
    path = tmp_path / f"samples.{suffix}"
    samples.save(path)
    back = BookSamples.load(path)
    for name in ("times", "bids", "asks", "states", "server_times"):
        ours, theirs = getattr(samples, name), getattr(back, name)
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)
    assert (back.exchange_key, back.symbol_name, back.depth) == (KEY, SYMBOL, DEPTH)


@pytest.mark.parametrize("name", ["absent.npz", "text.npz", "text.parquet", "other.npz"])
def test_what_holds_no_samples_is_refused(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    for text_file in ("text.npz", "text.parquet"):
        (tmp_path / text_file).write_text("no samples")
    np.savez(tmp_path / "other.npz", times=[1])
    with pytest.raises(CaptureError, match=name):
        BookSamples.load(tmp_path / name)


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.npz or \.parquet"):
        book_samples(session(5), KEY, SYMBOL).save(tmp_path / "samples.csv")


def test_a_frame_has_a_column_a_number() -> None:
    pytest.importorskip("pandas")
    samples = book_samples(session(), KEY, SYMBOL, 2)
    frame = samples.to_frame()
    assert list(frame.columns[:4]) == ["state", "server_time", "bid_price_0", "bid_volume_0"]
    assert frame.index.tz is not None and frame.index.asi8.tolist() == samples.times.tolist()
    np.testing.assert_array_equal(frame["ask_price_1"].to_numpy(), samples.asks[:, 1, 0])


HARMS = {
    "a line without a time": (b"no time\n", "line 405 does not begin"),
    "a time too long": (b"9" * 30 + b" {}\n", "line 405 does not begin"),
    "a cut last line": (b'179 {"stream":"btcusdt', "line 405 is cut"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_was_read_before_a_broken_line_is_kept(tmp_path: Path, harm: str) -> None:
    tail, message = HARMS[harm]
    path = tmp_path / "capture"
    path.write_bytes(text(session()) + tail)
    with pytest.raises(CaptureError, match=message) as caught:
        book_samples(path, KEY, SYMBOL, DEPTH)
    require_equal(caught.value.samples, expected(session(), None))


@pytest.mark.parametrize("harm", ["cut", "bits"])
def test_what_was_read_before_a_broken_gzip_block_is_kept(tmp_path: Path, harm: str) -> None:
    packed = bytearray(gzip.compress(text(session())))
    if harm == "cut":
        del packed[len(packed) * 2 // 3 :]
    else:
        packed[len(packed) * 2 // 3] ^= 0xFF
    path = tmp_path / "capture.gz"
    path.write_bytes(packed)
    with pytest.raises(
        CaptureError, match={"cut": "cut or broken after line", "bits": "after line|line \\d+"}[harm]
    ) as caught:
        book_samples(path, KEY, SYMBOL, DEPTH)
    kept = caught.value.samples
    assert len(kept) > 80
    if harm == "cut":
        require_equal(kept, expected(session(), None)[: len(kept)])


def test_empty_lines_and_a_whole_last_line_without_end_are_read(tmp_path: Path) -> None:
    lines = session()
    path = tmp_path / "capture"
    path.write_bytes(b"\n" + text(lines[:50]) + b"\r\n\n" + text(lines[50:])[:-1])
    require_equal(book_samples(path, KEY, SYMBOL, DEPTH), expected(lines, None))


def test_a_time_far_ahead_is_refused_on_a_grid() -> None:
    lines = [(START, snapshot(1)), (START + 10**18, delta(2))]
    with pytest.raises(CaptureError, match="too far") as caught:
        book_samples(lines, KEY, SYMBOL, every_ms=1)
    assert len(caught.value.samples) == 1


@pytest.mark.parametrize("every_ms", [0, -5])
def test_a_step_that_is_none_is_refused(every_ms: int) -> None:
    with pytest.raises(ValueError, match="every_ms"):
        book_samples([], KEY, SYMBOL, every_ms=every_ms)


def test_an_absent_file_and_an_unknown_key_are_said(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="absent"):
        book_samples(tmp_path / "absent", KEY, SYMBOL)
    with pytest.raises(ExchangeNotFoundError):
        book_samples([], "NOBODY___SPOT", SYMBOL)


def test_an_empty_capture_gives_no_sample() -> None:
    samples = book_samples([], KEY, SYMBOL, DEPTH)
    assert len(samples) == 0 and samples.bids.shape == (0, DEPTH, 2)
