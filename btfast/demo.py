"""``make demo``: live books of all products on the local venue, a gap injected and healed, figures at the end."""

import json
import time
import urllib.request
from collections.abc import Callable

from rich.console import Console

from btfast.bt_api import BtApi
from btfast.local_order_book import BookState, LocalOrderBook
from btfast.watch import Meter, follow, panels, percentiles, show

BOOKS = [
    ("BINANCE___SPOT", "BTC-USDT"),
    ("BINANCE___SWAP", "BTC-USDT"),
    ("OKX___SPOT", "BTC-USDT"),
    ("OKX___SWAP", "ETH-USDT"),
]
DEPTH = 5  # levels shown a side
START = 15.0  # s in which all books must be live
HEAL = 15.0  # s in which a gap must be healed
VENUE = {"rate": 60.0, "interval_ms": 10}  # a lively market: some sixty depth frames of each book a second


def demo(seconds: float = 12.0) -> int:
    """Show the books for `seconds`, lose a frame of each on the way; 0 where every gap healed, else 1."""
    console = Console()
    console.print("starting the local venue, and a live book of each product on it …")
    with BtApi({key: {"venue": "sim", "venue_options": VENUE} for key, _ in BOOKS}) as api:
        shown = [follow(api, key, symbol) for key, symbol in BOOKS]
        books = [book for book, _ in shown]
        is_well = _wait(lambda: all(book.state is BookState.LIVE for book in books), START)
        if is_well:
            show(console, shown, DEPTH, seconds / 3)
            for key, _ in BOOKS:
                _lose_a_frame(api, key)
            show(console, shown, DEPTH, seconds * 2 / 3)
            is_well = _wait(lambda: all(_is_healed(book) for book in books), HEAL)
        console.print(panels(shown, DEPTH))
        console.print("from the read of a frame to the committed book, over a real socket:")
        print(_last_line(is_well, shown), flush=True)
    return 0 if is_well else 1


def _lose_a_frame(api: BtApi, key: str) -> None:
    """Ask the venue to drop the next frame of a product, which is one of its book."""
    assert api.venue is not None
    venue, product = key.lower().split("___")
    body = json.dumps({"kind": "drop", "venue": venue, "product": product}).encode()
    request = urllib.request.Request(f"{api.venue.rest}/sim/fault", data=body, method="POST")
    with urllib.request.urlopen(request, timeout=5) as answer:
        answer.read()


def _is_healed(book: LocalOrderBook) -> bool:
    return book.state is BookState.LIVE and book.counters["gaps"] > 0 and book.counters["resyncs"] > 0


def _wait(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds; False if it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _last_line(is_well: bool, shown: list[tuple[LocalOrderBook, Meter]]) -> str:
    counters = [book.counters for book, _ in shown]
    messages, gaps, resyncs = (
        sum(each[name] for each in counters) for name in ("messages", "gaps", "resyncs")
    )
    p50, p99 = percentiles([latency for _, meter in shown for latency in list(meter.latencies)])
    return (
        f"demo: {'ok' if is_well else 'failed'} books={len(shown)} messages={messages} gaps={gaps}"
        f" resyncs={resyncs} p50_us={p50:.1f} p99_us={p99:.1f}"
    )
