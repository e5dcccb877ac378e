"""Recording: what was written is read back, whatever happens to the recorder; and every file replays by itself."""

import gzip
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from btfast.book_samples import book_samples
from btfast.capture import CaptureWriter, read_capture
from btfast.exceptions import CaptureError
from btfast.local_order_book import BookState, LocalOrderBook
from tests.captures import KEY, START, SYMBOL, delta, session, snapshot, text

HOUR = 3600 * 10**9  # ns


@pytest.mark.parametrize("name", ["plain", "packed.gz"])
def test_what_was_written_is_read_back(tmp_path: Path, name: str) -> None:
    lines = session()
    with CaptureWriter(tmp_path / name) as writer:
        for line in lines:
            writer.write(*line)
    assert list(read_capture(tmp_path / name)) == lines
    assert writer.files == [tmp_path / name] and writer.count == len(lines)
    assert (tmp_path / name).read_bytes().startswith(b"\x1f\x8b") == name.endswith(".gz")


def test_flush_puts_all_into_the_file(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "capture.gz", flush_seconds=60) as writer:
        for number, line in enumerate(session(10), 1):
            writer.write(*line)
            writer.flush()
            assert len(list(read_capture(tmp_path / "capture.gz"))) == number


def test_line_ends_in_a_frame_become_spaces(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path / "capture") as writer:
        writer.write(START, b'{\r\n"code": "0"\n}')
        writer.write(START, "pong")
    assert [frame for _, frame in read_capture(tmp_path / "capture")] == [b'{  "code": "0" }', b"pong"]


def test_threads_do_not_mix_their_lines(tmp_path: Path) -> None:
    def write(own: int) -> None:
        for number in range(500):
            writer.write(START + number, b"%d" % own * 50)

    with CaptureWriter(tmp_path / "capture.gz") as writer:
        threads = [threading.Thread(target=write, args=(own,)) for own in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    frames = [frame for _, frame in read_capture(tmp_path / "capture.gz")]
    assert sorted(frames) == sorted(b"%d" % own * 50 for own in range(4) for _ in range(500))


def test_a_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "capture").write_text("precious")
    with pytest.raises(CaptureError, match="not overwritten"):
        CaptureWriter(tmp_path / "capture")
    assert (tmp_path / "capture").read_text() == "precious"


def test_a_file_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="absent"):
        CaptureWriter(tmp_path / "absent" / "capture")


def test_no_empty_file_is_left_behind(tmp_path: Path) -> None:
    CaptureWriter(tmp_path / "capture").close()
    assert list(tmp_path.iterdir()) == []


def test_a_closed_capture_takes_nothing(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path / "capture")
    writer.close()
    writer.close()
    with pytest.raises(CaptureError, match="closed"):
        writer.write(START, b"{}")


def test_a_disk_that_fails_is_told_of(tmp_path: Path) -> None:
    writer = CaptureWriter(tmp_path / "capture", roll_bytes=1)
    writer.write(START, b"{}")
    writer.flush()
    writer.path = tmp_path / "absent" / "capture"
    writer.write(START, b"{}")
    with pytest.raises(CaptureError, match="absent"):
        writer.flush()
    with pytest.raises(CaptureError, match="absent"):
        writer.write(START, b"{}")
    with pytest.raises(CaptureError, match="absent"):
        writer.close()


@pytest.mark.parametrize(("name", "second"), [("capture", "capture.0002"), ("capture.gz", "capture.0002.gz")])
def test_files_roll_by_size(tmp_path: Path, name: str, second: str) -> None:
    lines = session()
    with CaptureWriter(tmp_path / name, roll_bytes=2000) as writer:
        for line in lines:
            writer.write(*line)
    assert len(writer.files) > 3 and writer.files[1] == tmp_path / second
    assert [line for file in writer.files for line in read_capture(file)] == lines


def test_files_roll_with_the_hour(tmp_path: Path) -> None:
    stamps = [HOUR * 5 - 2, HOUR * 5 - 1, HOUR * 5, HOUR * 5 + 1, HOUR * 5 - 1, HOUR * 7]
    with CaptureWriter(tmp_path / "capture", roll_hours=1) as writer:
        for stamp in stamps:
            writer.write(stamp, b"{}")
    kept = [[stamp for stamp, _ in read_capture(file)] for file in writer.files]
    assert kept == [stamps[:2], stamps[2:5], stamps[5:]]


def test_a_recorder_that_starts_again_goes_on_behind_the_files_that_are_there(tmp_path: Path) -> None:
    for _ in range(2):
        with CaptureWriter(tmp_path / "capture", roll_hours=1) as writer:
            writer.write(START, b"{}")
    assert [file.name for file in writer.files] == ["capture.0002"]


KILLED = """
import sys
from btfast.capture import CaptureWriter
writer = CaptureWriter(sys.argv[1], flush_seconds=0.02)
for number in range(10**9):
    writer.write(number, b'{"number":%d}' % number)
    if number == 50_000:
        print("now", flush=True)
"""


def test_a_killed_recorder_leaves_a_sound_file(tmp_path: Path) -> None:
    path = tmp_path / "capture.gz"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
        while not path.stat().st_size:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    lines = []
    try:
        lines.extend(read_capture(path))
    except CaptureError as error:  # killed in the middle of a write
        assert "cut" in str(error)
    assert lines == [(number, b'{"number":%d}' % number) for number in range(len(lines))]


def test_a_cut_gzip_member_gives_its_whole_lines_first(tmp_path: Path) -> None:
    lines = session()
    members = [gzip.compress(text(lines[place : place + 40])) for place in range(0, len(lines), 40)]
    path = tmp_path / "capture.gz"
    path.write_bytes(b"".join(members[:3]) + members[3][: len(members[3]) // 2])
    read: list[Any] = []
    with pytest.raises(CaptureError, match="cut or broken after line"):
        for line in read_capture(path):
            read.append(line)
    assert read == lines[: len(read)] and 120 < len(read) < 160


def test_a_snapshot_of_another_symbol_is_passed_over() -> None:
    book = LocalOrderBook(KEY, SYMBOL)
    book.feed(snapshot(1))
    before = book.bids().tolist()
    assert book.feed(b'{"symbol":"ETHUSDT",' + snapshot(9, [(5, 5)])[1:]) is BookState.LIVE
    assert book.feed(b'{"symbol":"BTCUSDT",' + snapshot(9, [(50, 5)])[1:]) is BookState.LIVE
    assert before != book.bids().tolist() == [[50, 5]]


def test_a_file_that_was_rolled_joins_its_own_snapshot(tmp_path: Path) -> None:
    lines = [(START + number, delta(number, [(99, number)])) for number in range(10, 40)]
    lines.insert(5, (START + 14, snapshot(12)))
    with CaptureWriter(tmp_path / "capture.gz", roll_hours=1) as writer:
        for line in lines:
            writer.write(*line)
    samples = book_samples(writer.files[0], KEY, SYMBOL)
    assert (samples.states == BookState.LIVE).all()
    assert samples.bids[-1, 0].tolist() == [99, 39]
