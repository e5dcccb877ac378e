"""Captures: what is read, and what is said where a file cannot be."""

import gzip
from pathlib import Path

import pytest

from btfast.capture import read_capture
from btfast.exceptions import CaptureError

LINES = b'17 {"a":1}\n18 pong\n19 {"b":[2]}\n'
READ = [(17, b'{"a":1}'), (18, b"pong"), (19, b'{"b":[2]}')]


def read(path: Path) -> tuple[list[tuple[int, bytes]], str]:
    """Return what a capture yields, and the error it ends with."""
    found = []
    try:
        for line in read_capture(path):
            found.append(line)
    except CaptureError as error:
        return found, str(error)
    return found, ""


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (LINES, READ),
        (LINES.replace(b"\n", b"\r\n"), READ),
        (b"\n\n" + LINES.replace(b"\n", b"\n \n"), READ),
        (LINES[:-1], READ),
        (LINES + b" \n", READ),
        (b"5 a b  c\n", [(5, b"a b  c")]),
        (b"9223372036854775807 {}\n", [(2**63 - 1, b"{}")]),
        (b"", []),
    ],
)
def test_every_line_is_read(
    tmp_path: Path, pack: type[bytes], content: bytes, lines: list[tuple[int, bytes]]
) -> None:
    path = tmp_path / "any name"
    path.write_bytes(pack(content))
    assert read(path) == (lines, "")


@pytest.mark.parametrize(
    ("content", "count", "said"),
    [
        (LINES[:-2], 2, "line 3 is cut"),
        (LINES + b"20", 3, "line 4 does not begin with a receive time"),
        (LINES + b"20 ", 3, "line 4 is cut"),
        (b'{"a":1}\n' + LINES, 0, "line 1 does not begin with a receive time"),
        (b"\n17\n", 0, "line 2 does not begin with a receive time"),
        (b"-17 {}\n", 0, "line 1 does not begin with a receive time"),
        (b"1.5 {}\n", 0, "line 1 does not begin with a receive time"),
        (b" 17 {}\n", 0, "line 1 does not begin with a receive time"),
        (b"9" * 5000 + b" {}\n", 0, "line 1 does not begin with a receive time"),
        ("١٧ {}\n".encode(), 0, "line 1 does not begin with a receive time"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_after_what_stood_before(
    tmp_path: Path, content: bytes, count: int, said: str
) -> None:
    path = tmp_path / "capture.txt"
    path.write_bytes(content)
    lines, error = read(path)
    assert lines == READ[:count]
    assert error.startswith(f"{path}: {said}")


def test_a_cut_gzip_file_yields_what_is_whole_wherever_it_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "capture.gz"
    whole = [(stamp, b"%d" % (stamp * 7919**3)) for stamp in range(1, 300)]
    packed = gzip.compress(b"".join(b"%d %s\n" % line for line in whole))
    counts = []
    for end in range(2, len(packed), 50):
        path.write_bytes(packed[:end])
        lines, error = read(path)
        assert lines == whole[: len(lines)]
        assert error.startswith(f"{path}: the gzip stream is cut or broken after line {len(lines)}: ")
        counts.append(len(lines))
    assert counts == sorted(counts)
    assert (counts[0], counts[-1] > 200) == (0, True)


@pytest.mark.parametrize("place", [2, 10, -6, -1])  # method, first block, checksum, length
def test_a_broken_gzip_file_is_told(tmp_path: Path, place: int) -> None:
    path = tmp_path / "capture.gz"
    packed = bytearray(gzip.compress(LINES, mtime=0))
    packed[place] ^= 0xFF
    path.write_bytes(packed)
    assert "the gzip stream is cut or broken after line" in read(path)[1]


def test_gzip_files_one_after_another_are_one_capture(tmp_path: Path) -> None:
    path = tmp_path / "capture.gz"
    path.write_bytes(gzip.compress(LINES[:11]) + gzip.compress(LINES[11:]))
    assert read(path) == (READ, "")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == ([], f"{tmp_path / 'none'}: No such file or directory")
    assert read(tmp_path) == ([], f"{tmp_path}: Is a directory")


def test_a_path_may_be_text(tmp_path: Path) -> None:
    (tmp_path / "capture").write_bytes(LINES)
    assert list(read_capture(str(tmp_path / "capture"))) == READ
