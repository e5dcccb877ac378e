"""``btfast watch``: live books in a terminal, with their state, rate and latency."""

import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.columns import Columns
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from btfast.bt_api import BtApi
from btfast.local_order_book import BookState, LocalOrderBook

COLOURS = {"LIVE": "green", "SYNCING": "yellow", "GAP": "red", "STALE": "red", "CROSSED": "red"}
REMEMBERED = 20_000  # latencies of the last frames
REFRESH = 0.25  # s


class Meter:
    """Counts the commits of a book and keeps how long each took from the socket, in ns."""

    def __init__(self, stream: Any) -> None:
        self.commits = 0
        self.latencies: deque[int] = deque(maxlen=REMEMBERED)
        self._stream = stream

    def __call__(self, book: LocalOrderBook) -> None:
        """Take one commit, in the receiving thread."""
        self.latencies.append(time.time_ns() - self._stream.recv_ns)
        self.commits += 1

    def percentiles(self) -> tuple[float, float]:
        """Return p50 and p99 in µs from the read of the frame to the committed book; nan before the first."""
        if not self.latencies:
            return float("nan"), float("nan")
        p50, p99 = np.percentile(np.array(self.latencies), [50, 99]) / 1e3
        return float(p50), float(p99)


def watch(
    key: str,
    symbols: Sequence[str],
    depth: int = 10,
    seconds: float | None = None,
    venue: str = "live",
    testnet: bool = False,
) -> int:
    """Show live books until Ctrl-C, or for so many seconds; 0 where all were LIVE at the end, else 1."""
    options: dict[str, Any] = {"venue": "sim"} if venue == "sim" else {"testnet": testnet}
    with BtApi({key: options}) as api:
        meters = {symbol: Meter(api.get_stream(key)) for symbol in symbols}
        books = [api.order_book(key, symbol, on_update=meters[symbol]) for symbol in symbols]
        _show(books, list(meters.values()), depth, seconds)
        return 0 if all(book.state is BookState.LIVE for book in books) else 1


def _show(books: list[LocalOrderBook], meters: list[Meter], depth: int, seconds: float | None) -> None:
    started = time.monotonic()
    with Live(console=Console(), refresh_per_second=8) as live:
        try:
            while seconds is None or time.monotonic() - started < seconds:
                elapsed = time.monotonic() - started
                rows = [panel(book, meter, depth, elapsed) for book, meter in zip(books, meters, strict=True)]
                live.update(Columns(rows, padding=(0, 3)))
                time.sleep(REFRESH)
        except KeyboardInterrupt:  # how a person ends it
            pass


def panel(book: LocalOrderBook, meter: Meter, depth: int, elapsed: float) -> Group:
    """Return one book as it is now: head, levels, figures."""
    p50, p99 = meter.percentiles()
    state = book.state.name
    head = Text.assemble((f"{book.symbol_name} ", "bold"), (state, COLOURS[state]), f" {book.reason[:60]}")
    figures = f"{meter.commits / max(elapsed, 0.001):,.0f} msg/s   p50 {p50:,.0f} µs   p99 {p99:,.0f} µs"
    faults = f"gaps {book.counters['gaps']}   resyncs {book.counters['resyncs']}   sequence {book.sequence}"
    return Group(head, levels_table(book, depth), Text(figures), Text(faults, "dim"))


def levels_table(book: LocalOrderBook, depth: int) -> Table:
    """Return the best levels of a book side by side."""
    spread = f"spread {book.spread:.8g}   mid {book.mid:.10g}"
    table = Table("volume", "bid", "ask", "volume", caption=spread, pad_edge=False)
    for column in table.columns:
        column.justify = "right"
    for bid, bid_volume, ask, ask_volume in book.levels(depth).tolist():
        table.add_row(_number(bid_volume), _number(bid), _number(ask), _number(ask_volume))
    return table


def _number(value: float) -> str:
    return "" if value != value else f"{value:.10g}"
