"""Captures: files of lines ``<receive time, ns> <frame>``, plain or gzip. A REST answer is a line like any other."""

import gzip
import zlib
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from btfast._core.scan import validate
from btfast.exceptions import CaptureError, DataParseError

GZIP = b"\x1f\x8b"
LONGEST_STAMP = 19  # digits; what an int64 holds


def read_capture(path: str | PathLike[str]) -> Iterator[tuple[int, bytes]]:
    """Yield (receive time in ns, frame) for every line of a capture.

    Args:
        path: The file; whether it is gzip is seen from its first bytes. Empty lines are passed over.

    Raises:
        CaptureError: There is no such file, or a line cannot be read; the message names the file and the line. What
            stood before it has been yielded.
    """
    name = Path(path)
    try:
        with name.open("rb") as start:
            is_gzip = start.read(2) == GZIP
        lines = gzip.open(name, "rb") if is_gzip else name.open("rb")  # noqa: SIM115 closed below
    except OSError as error:
        raise CaptureError(f"{name}: {error.strerror or error}") from error
    with lines:
        number = 0
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _split(name, number, line)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise CaptureError(
                f"{name}: the gzip stream is cut or broken after line {number}: {error}"
            ) from error


def _split(name: Path, number: int, line: bytes) -> tuple[int, bytes]:
    stamp, space, frame = line.rstrip(b"\r\n").partition(b" ")
    if not space or not stamp.isdigit() or len(stamp) > LONGEST_STAMP:
        raise CaptureError(f"{name}: line {number} does not begin with a receive time in ns: {line[:60]!r}")
    if not line.endswith(b"\n"):
        _require_whole(name, number, frame)
    return int(stamp), frame


def _require_whole(name: Path, number: int, frame: bytes) -> None:
    """Refuse a last line without an end, unless its frame is whole."""
    try:
        validate(frame)
    except DataParseError as error:
        raise CaptureError(f"{name}: line {number} is cut: {frame[-60:]!r}") from error
