"""Captures written here: a small book on Binance spot's wire, and what stands between its frames."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from btfast.local_order_book import BookState, LocalOrderBook

KEY, SYMBOL = "BINANCE___SPOT", "BTC-USDT"
START = 1_795_305_600_000_000_000  # ns; a whole second
MS = 1_000_000  # ns

Line = tuple[int, bytes]


def delta(number: int, bids: Any = (), asks: Any = (), request_symbol: str = "BTCUSDT") -> bytes:
    """Return the delta that holds update `number` only."""
    data = {"e": "depthUpdate", "E": (START // MS) + number, "s": request_symbol, "U": number, "u": number}
    levels = {"b": [list(map(str, level)) for level in bids], "a": [list(map(str, level)) for level in asks]}
    return json.dumps({"stream": f"{request_symbol.lower()}@depth@100ms", "data": data | levels}).encode()


def snapshot(number: int, bids: Any = ((99, 2), (98, 3)), asks: Any = ((101, 1), (102, 4))) -> bytes:
    """Return a REST snapshot that ends with update `number`."""
    levels = {
        "bids": [list(map(str, level)) for level in bids],
        "asks": [list(map(str, level)) for level in asks],
    }
    return json.dumps({"lastUpdateId": number} | levels).encode()


def ticker() -> bytes:
    """Return a frame that is no book's."""
    best = {"u": 1, "s": "BTCUSDT", "b": "99.0", "B": "2", "a": "101.0", "A": "1"}
    return json.dumps({"stream": "btcusdt@bookTicker", "data": best}).encode()


def session(count: int = 200, seed: int = 5) -> list[Line]:
    """Return a recorded session: early deltas, a snapshot, `count` deltas 7 to 40 ms apart, other frames between."""
    random = Random(seed)
    lines = [
        (START, ticker()),
        (START + MS, delta(1)),
        (START + 2 * MS, delta(2)),
        (START + 3 * MS, snapshot(1)),
    ]
    stamp = START + 3 * MS
    for number in range(3, count + 3):
        stamp += random.randint(7 * MS, 40 * MS)
        bids = [(round(99 - random.random() * 3, 2), random.randint(0, 5)) for _ in range(3)]
        asks = [(round(101 + random.random() * 3, 2), random.randint(0, 5)) for _ in range(3)]
        lines += [(stamp, delta(number, bids, asks)), (stamp + 1000, ticker())]
    return lines


def text(lines: list[Line]) -> bytes:
    """Return lines as they stand in a file."""
    return b"".join(b"%d %b\n" % line for line in lines)


def written(path: Path, lines: list[Line]) -> Path:
    """Write a plain capture."""
    path.write_bytes(text(lines))
    return path


def walk(
    lines: list[Line], key: str = KEY, symbol: str = SYMBOL
) -> Iterator[tuple[int, LocalOrderBook, bool]]:
    """Yield (receive time, book, whether book or state changed), line by line."""
    book = LocalOrderBook(key, symbol)
    state, version = BookState.SYNCING, book.version
    for stamp, frame in lines:
        book.feed(frame)
        changed = (book.state, book.version) != (state, version)
        state, version = book.state, book.version
        yield stamp, book, changed
