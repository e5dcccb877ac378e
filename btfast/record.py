"""``btfast record``: the frames of a venue's streams into a capture that can be replayed."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from btfast.bt_api import BtApi
from btfast.capture import CaptureWriter

STEP = 0.25  # s between two looks at the files
MB = 1 << 20
TOPICS = ("bidAsk", "trade", "trades")  # best prices and trades, by whichever word the venue has for them


def record(
    path: Path,
    key: str,
    symbols: Sequence[str],
    topics: Iterable[str] | None = None,
    *,
    seconds: float | None = None,
    roll_mb: float | None = None,
    roll_hours: float | None = None,
    venue: str = "live",
    testnet: bool = False,
) -> int:
    """Record the books of symbols, and more topics, until Ctrl-C or for so many seconds.

    Every file holds a snapshot of each book near its head, so that each can be replayed by itself.

    Args:
        path: Of the capture; gzip if the name ends in ``.gz``. See `CaptureWriter` for the names of files that roll.
        topics: Beside the books; None takes best prices and trades where the venue has them.

    Returns:
        0; 1 where nothing was written.
    """
    roll_bytes = int(roll_mb * MB) if roll_mb else None
    with CaptureWriter(path, roll_bytes, roll_hours) as writer:
        options: dict[str, Any] = {"venue": "sim"} if venue == "sim" else {"testnet": testnet}
        with BtApi({key: {**options, "recorder": writer.write}}) as api:
            books = _begin(api, key, symbols, topics)
            try:
                _watch(writer, books, seconds)
            except KeyboardInterrupt:  # how a person ends it
                pass
            finally:
                books.close()
    size = sum(file.stat().st_size for file in writer.files)
    print(f"recorded {writer.count:,} frames in {size / MB:.2f} MB: {', '.join(map(str, writer.files))}")
    return 0 if writer.count else 1


def _begin(api: BtApi, key: str, symbols: Sequence[str], topics: Iterable[str] | None) -> Any:
    """Subscribe; return the keeper of the books."""
    stream = api.get_stream(key)
    books = stream.order_books(api[key])
    known = api[key].exchange_data.wss_paths
    wanted = [word for word in TOPICS if word in known] if topics is None else topics
    for symbol in symbols:
        stream.subscribe([{"topic": word, "symbol": symbol} for word in wanted], on_container=_pass)
        books.order_book(symbol)
    return books


def _watch(writer: CaptureWriter, books: Any, seconds: float | None) -> None:
    """Wait; give every new file a snapshot of each book."""
    end = None if seconds is None else time.monotonic() + seconds
    files = len(writer.files)
    while end is None or time.monotonic() < end:
        time.sleep(STEP)
        if writer.error is not None:
            raise writer.error
        if len(writer.files) > files:
            files = len(writer.files)
            books.refresh()


def _pass(container: Any) -> None:
    """Take a container that nobody wants; its frame is in the capture."""
