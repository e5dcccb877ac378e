"""``btfast watch``: live books in a terminal, with their state, rate and latency."""

import math
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from rich.columns import Columns
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from btfast.bt_api import BtApi
from btfast.feeds.wss_feed import WssFeed
from btfast.local_order_book import BookState, LocalOrderBook

COLOURS = {"LIVE": "green", "SYNCING": "yellow", "GAP": "red", "STALE": "red", "CROSSED": "red"}
REMEMBERED = 20_000  # latencies of the last frames
REFRESH = 0.25  # s


class Meter:
    """Counts the commits of a book and keeps how long each took from the socket.

    ``latencies`` are in ns, from the read of a frame to the committed book.
    """

    def __init__(self, stream: WssFeed) -> None:
        self.latencies: deque[int] = deque(maxlen=REMEMBERED)
        self.commits = 0
        self._started = time.monotonic()
        self._stream = stream

    def __call__(self, book: LocalOrderBook) -> None:
        """Take one commit, in the receiving thread."""
        self.latencies.append(time.time_ns() - self._stream.recv_ns)
        self.commits += 1

    @property
    def rate(self) -> float:
        """Commits a second since the start."""
        return self.commits / max(time.monotonic() - self._started, 0.001)


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
    console = Console()
    with BtApi({key: options}) as api:
        shown = [follow(api, key, symbol) for symbol in symbols]
        with suppress(KeyboardInterrupt):  # how a person ends it
            show(console, shown, depth, math.inf if seconds is None else seconds)
        console.print(panels(shown, depth))
        return 0 if all(book.state is BookState.LIVE for book, _ in shown) else 1


def follow(api: BtApi, key: str, symbol: str) -> tuple[LocalOrderBook, Meter]:
    """Return a live book and what measures it."""
    meter = Meter(api.get_stream(key))
    return api.order_book(key, symbol, on_update=meter), meter


def show(console: Console, shown: list[tuple[LocalOrderBook, Meter]], depth: int, seconds: float) -> None:
    """Show books as they change, for so long; nothing of it stays on the screen."""
    end = time.monotonic() + seconds
    with Live(console=console, refresh_per_second=8, transient=True) as live:
        while time.monotonic() < end:
            live.update(panels(shown, depth))
            time.sleep(REFRESH)


def panels(shown: list[tuple[LocalOrderBook, Meter]], depth: int) -> Columns:
    """Return books as they are now, side by side: head, levels, figures."""
    return Columns([_panel(book, meter, depth) for book, meter in shown], padding=(0, 3))


def levels_table(book: LocalOrderBook, depth: int) -> Table:
    """Return the best levels of a book side by side."""
    spread = f"spread {book.spread:.8g}   mid {book.mid:.10g}"
    table = Table("volume", "bid", "ask", "volume", caption=spread, pad_edge=False)
    for column in table.columns:
        column.justify = "right"
    for bid, bid_volume, ask, ask_volume in book.levels(depth).tolist():
        table.add_row(_number(bid_volume), _number(bid), _number(ask), _number(ask_volume))
    return table


def percentiles(nanoseconds: Sequence[int]) -> tuple[float, float]:
    """Return p50 and p99 in µs; nan where there is nothing."""
    if not nanoseconds:
        return math.nan, math.nan
    p50, p99 = np.percentile(nanoseconds, [50, 99]) / 1e3
    return float(p50), float(p99)


def _panel(book: LocalOrderBook, meter: Meter, depth: int) -> Group:
    p50, p99 = percentiles(list(meter.latencies))
    state = book.state.name
    name = f"{book.exchange_key} {book.symbol_name} "
    head = Text.assemble((name, "bold"), (state, COLOURS[state]), f" {book.reason[:60]}")
    figures = f"{meter.rate:,.0f} msg/s   p50 {p50:,.0f} µs   p99 {p99:,.0f} µs"
    faults = f"gaps {book.counters['gaps']}   resyncs {book.counters['resyncs']}   sequence {book.sequence}"
    return Group(head, levels_table(book, depth), Text(figures), Text(faults, "dim"))


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.10g}"
