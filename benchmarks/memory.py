"""What a book of 5,000 levels a side costs in resident memory, measured in a process of its own."""

import gc
import os
from collections.abc import Callable
from pathlib import Path

STATM = Path("/proc/self/statm")
BOOKS = 8


def resident_per_book(start: Callable[[bytes], object], snapshot: bytes) -> int | None:
    """Return the resident bytes of one of eight books, or None where the system does not say.

    A forked child makes the books, so that none of them stands in memory another candidate gave back.
    """
    if not STATM.exists():
        return None
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, str(_grown(start, snapshot)).encode())
        finally:
            os._exit(0)  # the parent's work must not be done twice, whatever happened here
    os.close(writer)
    with os.fdopen(reader) as answer:
        grown = int(answer.read())
    os.waitpid(child, 0)
    return grown // BOOKS


def _grown(start: Callable[[bytes], object], snapshot: bytes) -> int:
    books = [start(snapshot)]  # what reading leaves behind is the parser's, not the books'
    gc.collect()
    before = _resident()
    books += [start(snapshot) for _ in range(BOOKS)]
    gc.collect()
    return _resident() - before


def _resident() -> int:
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
