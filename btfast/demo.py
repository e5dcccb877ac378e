"""``make demo``: live books of all products on the local venue, a gap injected and healed, figures at the end."""

import json
import time
import urllib.request
from typing import Any

import numpy as np
from rich.columns import Columns
from rich.console import Console
from rich.live import Live

from btfast.bt_api import BtApi
from btfast.local_order_book import BookState, LocalOrderBook
from btfast.watch import Meter, panel

BOOKS = [
    ("BINANCE___SPOT", "BTC-USDT", "*btcusdt@depth*"),
    ("BINANCE___SWAP", "BTC-USDT", "*btcusdt@depth*"),
    ("OKX___SPOT", "BTC-USDT", "*BTC-USDT*"),
    ("OKX___SWAP", "ETH-USDT", "*ETH-USDT-SWAP*"),
]
START = 15.0  # s in which all books must be live
HEAL = 15.0  # s in which a gap must be healed
VENUE = {"rate": 60.0, "interval_ms": 10}  # a lively market: a depth frame of each book every 10 ms


def demo(seconds: float = 12.0) -> int:
    """Show the books for `seconds`, lose a frame of each on the way; 0 where every gap healed, else 1."""
    console = Console()
    console.print("starting the local venue, and a live book of each product on it …")
    keys = {key for key, _, _ in BOOKS}
    with BtApi({key: {"venue": "sim", "venue_options": VENUE} for key in sorted(keys)}) as api:
        meters = [Meter(api.get_stream(key)) for key, _, _ in BOOKS]
        books = [
            api.order_book(key, symbol, on_update=meter)
            for (key, symbol, _), meter in zip(BOOKS, meters, strict=True)
        ]
        if not _wait(lambda: all(book.state is BookState.LIVE for book in books), START):
            console.print(f"not live in {START:g} s: {[repr(book) for book in books]}")
            return 1
        _show(console, api, books, meters, seconds)
        healed = _wait(lambda: all(_is_healed(book) for book in books), HEAL)
        return _tell(console, books, meters, healed)


def _show(
    console: Console, api: BtApi, books: list[LocalOrderBook], meters: list[Meter], seconds: float
) -> None:
    """Show the books; after a third of the time lose a frame of each."""
    started = time.monotonic()
    lost = False
    with Live(console=console, refresh_per_second=8, transient=not console.is_terminal) as live:
        while (elapsed := time.monotonic() - started) < seconds:
            if not lost and elapsed > seconds / 3:
                lost = True
                for _, _, stream in BOOKS:
                    _lose_a_frame(api, stream)
            live.update(
                Columns(
                    [panel(book, meter, 5, elapsed) for book, meter in zip(books, meters, strict=True)],
                    padding=(0, 3),
                )
            )
            time.sleep(0.25)
    if not console.is_terminal:
        for book, meter in zip(books, meters, strict=True):
            console.print(panel(book, meter, 5, seconds))


def _lose_a_frame(api: BtApi, stream: str) -> None:
    """Ask the venue to drop the next frame of a stream."""
    assert api.venue is not None
    body = json.dumps({"kind": "drop", "stream": stream, "count": 1}).encode()
    request = urllib.request.Request(f"{api.venue.rest}/sim/fault", data=body, method="POST")
    with urllib.request.urlopen(request, timeout=5) as answer:
        answer.read()


def _is_healed(book: LocalOrderBook) -> bool:
    return book.state is BookState.LIVE and book.counters["gaps"] > 0 and book.counters["resyncs"] > 0


def _wait(holds: Any, seconds: float) -> bool:
    """Wait until something holds; False if it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _tell(console: Console, books: list[LocalOrderBook], meters: list[Meter], healed: bool) -> int:
    counters = [book.counters for book in books]
    latencies = np.concatenate([np.array(meter.latencies) for meter in meters])
    p50, p99 = np.percentile(latencies, [50, 99]) / 1e3
    figures = {name: sum(counter[name] for counter in counters) for name in ("messages", "gaps", "resyncs")}
    word = "ok" if healed else "failed"
    console.print("from the read of a frame to the committed book, over a real socket:")
    print(
        f"demo: {word} books={len(books)} messages={figures['messages']} gaps={figures['gaps']}"
        f" resyncs={figures['resyncs']} p50_us={p50:.1f} p99_us={p99:.1f}",
        flush=True,
    )
    return 0 if healed else 1
