"""Captures: files of lines ``<receive time, ns> <frame>``, plain or gzip. A REST answer is a line like any other."""

import gzip
import threading
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import chain, count
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from btfast._core.scan import validate
from btfast.exceptions import CaptureError, DataParseError

GZIP = b"\x1f\x8b"
GZIP_MEMBER = 31  # zlib's word for one gzip member, header and checksum included
READ_SIZE = 1 << 16  # bytes of the file: what they unpack to stays in the cache
LATEST = (1 << 63) - 1  # ns; what an int64 holds
BLOCK_SIZE = 1 << 18  # bytes of lines
LEVEL = 6  # of compression
HOUR = 3600 * 10**9  # ns
LINE_ENDS = bytes.maketrans(b"\r\n", b"  ")

FilePath = str | PathLike[str]


def read_capture(path: FilePath) -> Iterator[tuple[int, bytes]]:
    """Yield (receive time in ns, frame) for every line of a capture.

    Args:
        path: The file; whether it is gzip is seen from its first bytes. Empty lines are passed over.

    Raises:
        CaptureError: There is no such file, or a line cannot be read; the message names the file and the line. What
            stood before it has been yielded.
    """
    lines = chain.from_iterable(map(BytesIO, read_blocks(path)))
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield split_line(path, number, line)


def read_blocks(path: FilePath) -> Iterator[bytes]:
    """Yield the content of a capture in blocks of whole lines; the very last line may lack its end.

    Raises:
        CaptureError: There is no such file, or its gzip stream is cut or broken. The whole lines before have been
            yielded.
    """
    try:
        yield from _blocks(path)
    except OSError as error:
        raise CaptureError(f"{path}: {error.strerror or error}") from error
    except (EOFError, zlib.error) as error:
        lines = _count_lines(path)
        raise CaptureError(f"{path}: the gzip stream is cut or broken after line {lines}: {error}") from error


def split_line(path: FilePath, number: int, line: bytes) -> tuple[int, bytes]:
    """Return receive time in ns and frame of one line; CaptureError, with file and number, where it has none."""
    stamp, space, frame = line.rstrip(b"\r\n").partition(b" ")
    if not space or not stamp.isdigit() or int(stamp[:20]) > LATEST:
        raise CaptureError(f"{path}: line {number} does not begin with a receive time in ns: {line[:60]!r}")
    if not line.endswith(b"\n"):
        _require_whole(path, number, frame)
    return int(stamp), frame


class CaptureWriter:
    """Writes a capture from any thread; another one compresses and writes, so that no receiver waits for a disk.

    What was written is in the file a second later. A gzip file is a row of whole members, each with whole lines: a
    recorder that is killed leaves a sound file, less its last second. No empty file is left behind.

    Args:
        path: The file, gzip if the name ends in ``.gz``. One that exists is not overwritten.
        roll_bytes: Begin another file when one has so many bytes.
        roll_hours: Begin another file with every so many hours of receive time, counted from midnight UTC. Files that
            roll are numbered: ``btc.gz`` becomes ``btc.0001.gz`` and so on, after those that are there.
        flush_seconds: How long lines wait at most.

    ``files`` are those that were begun, ``count`` is how many frames were taken, ``error`` what ended it.

    Raises:
        CaptureError: The file exists, or cannot be written: then `write`, `flush` and `close` raise it, too.
    """

    def __init__(
        self,
        path: FilePath,
        roll_bytes: int | None = None,
        roll_hours: float | None = None,
        flush_seconds: float = 1.0,
    ) -> None:
        self.path = Path(path)
        self.files: list[Path] = []
        self.count = 0
        self._is_gzip = self.path.suffix == ".gz"
        self._roll_bytes = roll_bytes
        self._hours_ns = int(roll_hours * HOUR) if roll_hours else None
        self._block_size = min(BLOCK_SIZE, roll_bytes or BLOCK_SIZE)
        self._flush_seconds = flush_seconds
        self._lines: list[bytes] = []
        self._size = 0
        self._period = 0  # of the lines; the file's is below
        self._blocks: deque[tuple[int, bytes]] = deque()
        self._lock = threading.Lock()  # around lines and blocks
        self._io = threading.Lock()  # around the file
        self.error: CaptureError | None = None
        self._is_over = False
        self._wake = threading.Event()
        self._file = self._open()
        self._written = self._file_period = 0
        self._thread = threading.Thread(target=self._run, name="btfast-capture", daemon=True)
        self._thread.start()

    def write(self, recv_ns: int, frame: bytes | str) -> None:
        """Write one frame, or REST answer; line ends in it, which mean nothing in JSON, become spaces."""
        raw = frame.encode() if isinstance(frame, str) else frame
        line = b"%d %b\n" % (recv_ns, raw.translate(LINE_ENDS))
        with self._lock:
            self._require_open()
            period = recv_ns // self._hours_ns if self._hours_ns else 0
            if self._size >= self._block_size or period > self._period:
                self._cut()
                self._wake.set()
            self._period = max(period, self._period)
            self._lines.append(line)
            self._size += len(line)
            self.count += 1

    def flush(self) -> None:
        """Wait until all that was written is in the file."""
        self._drain()
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        """Write what is left and end; as often as wanted."""
        with self._lock:
            was_over, self._is_over = self._is_over, True
        if was_over:
            return
        self._wake.set()
        self._thread.join()
        try:
            self.flush()
        finally:
            self._file.close()
            if not self._written:
                self.files.pop().unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _require_open(self) -> None:
        if self.error is not None:
            raise self.error
        if self._is_over:
            raise CaptureError(f"{self.path}: the capture is closed")

    def _cut(self) -> None:
        """Make the lines a block; under the lock."""
        if self._lines:
            self._blocks.append((self._period, b"".join(self._lines)))
            self._lines, self._size = [], 0

    def _run(self) -> None:
        while not self._is_over:
            self._wake.wait(self._flush_seconds)
            self._wake.clear()
            self._drain()

    def _drain(self) -> None:
        with self._io:
            with self._lock:
                self._cut()
                blocks, self._blocks = self._blocks, deque()
            try:
                for period, block in blocks:
                    self._put(period, block)
            except OSError as error:
                self.error = CaptureError(f"{self.files[-1]}: {error.strerror or error}")
            except CaptureError as error:
                self.error = error

    def _put(self, period: int, block: bytes) -> None:
        is_full = self._roll_bytes is not None and self._written >= self._roll_bytes
        if self._written and (is_full or period > self._file_period):
            self._file.close()
            self._file, self._written = self._open(), 0
        self._file_period = period
        data = gzip.compress(block, LEVEL, mtime=0) if self._is_gzip else block
        self._file.write(data)
        self._file.flush()
        self._written += len(data)

    def _open(self) -> BinaryIO:
        """Begin a file; of those that roll, one behind all that are there."""
        rolls = self._roll_bytes is not None or self._hours_ns is not None
        for number in count(len(self.files) + 1):
            path = self._numbered(number) if rolls else self.path
            with suppress(FileExistsError):
                file = _create(path)
                self.files.append(path)
                return file
            if not rolls:
                raise CaptureError(f"{path}: there is a file already, and it is not overwritten")
        raise AssertionError  # count has no end

    def _numbered(self, number: int) -> Path:
        if self._is_gzip:
            return self.path.with_suffix(f".{number:04d}.gz")
        return self.path.with_name(f"{self.path.name}.{number:04d}")


def _create(path: Path) -> BinaryIO:
    try:
        return path.open("xb")
    except FileExistsError:
        raise
    except OSError as error:
        raise CaptureError(f"{path}: {error.strerror or error}") from error


def _blocks(path: FilePath) -> Iterator[bytes]:
    """Yield blocks of whole lines; behind them the last line if it lacks its end."""
    rest = b""
    with Path(path).open("rb") as file:
        for piece in _pieces(file):
            end = piece.rfind(b"\n") + 1
            if end:
                yield b"".join((rest, memoryview(piece)[:end]))
                rest = piece[end:]
            else:
                rest += piece
    if rest:
        yield rest


def _count_lines(path: FilePath) -> int:
    """Return how many whole lines stand before the place where a gzip stream is broken."""
    lines = 0
    with suppress(EOFError, zlib.error):
        for block in _blocks(path):
            lines += block.count(b"\n")
    return lines


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """Yield the content of a file piece by piece, unpacked if it is gzip of one or more members."""
    chunk = file.read(READ_SIZE)
    if not chunk.startswith(GZIP):
        while chunk:
            yield chunk
            chunk = file.read(READ_SIZE)
        return
    member = zlib.decompressobj(GZIP_MEMBER)
    while chunk:
        yield from _inflated(member, chunk)
        chunk = member.unused_data.lstrip(b"\0") or file.read(READ_SIZE)  # tapes pad with zeros
        if member.eof and chunk:
            member = zlib.decompressobj(GZIP_MEMBER)
    if not member.eof:
        raise EOFError("it ends without its checksum")


def _inflated(member: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    """Yield what a chunk unpacks to; where it is broken, all that stands before."""
    again = member.copy()
    try:
        yield member.decompress(chunk)
    except zlib.error:
        for byte in memoryview(chunk):
            yield again.decompress(bytes((byte,)))


def _require_whole(path: FilePath, number: int, frame: bytes) -> None:
    """Refuse a last line without an end, unless its frame is whole."""
    try:
        validate(frame)
    except DataParseError as error:
        raise CaptureError(f"{path}: line {number} is cut: {frame[-60:]!r}") from error
