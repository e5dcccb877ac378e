"""``btfast replay``: a capture through the same book that live frames go through."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from btfast._core.scan import Peek
from btfast.bt_api import BtApi
from btfast.capture import read_capture
from btfast.exceptions import CaptureError, InvalidSymbolError
from btfast.local_order_book import BookState, LocalOrderBook
from btfast.registry import ExchangeRegistry
from btfast.watch import follow, levels_table, panels, percentiles, show

LOOK = 5_000  # lines that are read to find out whose capture it is
QUIET = 2.0  # s without a commit after which the local venue has served all


def replay(
    path: Path, key: str | None = None, symbol: str | None = None, pace: float = 0.0, depth: int = 5
) -> int:
    """Run a capture through a book and print what came out.

    Args:
        path: Of the capture.
        key, symbol: Whose book; found out from the first lines unless given.
        pace: 1 keeps the capture's own time, 2 takes half of it, 0 waits for nothing.
        depth: Levels a side shown at the end.

    Returns:
        0; 1 where the book is not LIVE at the end.

    Raises:
        CaptureError: The file cannot be read to its end, or is nobody's we know. What was read is shown all the same.
    """
    if key is None or symbol is None:
        key, symbol = find_book(path, key, symbol)
    book = LocalOrderBook(key, symbol)
    total = sum(1 for _ in _readable(path))
    console = Console(markup=False)
    took: list[int] = []  # ns, of each line
    started = time.perf_counter()
    try:
        with _progress(console) as progress:
            frames = paced(read_capture(path), pace)
            _feed(book, progress.track(frames, total, description=f"replaying {path.name}"), took)
    finally:
        _summary(console, book, took, time.perf_counter() - started)
        console.print(levels_table(book, depth))
    return 0 if book.state is BookState.LIVE else 1


def replay_on_venue(
    path: Path, key: str | None = None, symbol: str | None = None, pace: float = 0.0, depth: int = 5
) -> int:
    """Let the local venue serve a capture, follow it over a socket and show the book until no more comes.

    Args and returns are those of `replay`.
    """
    if key is None or symbol is None:
        key, symbol = find_book(path, key, symbol)
    served = {"capture": path, "capture_key": key, "capture_symbol": symbol, "speed": pace}
    console = Console()
    with BtApi({key: {"venue": "sim", "venue_options": served}}) as api:
        book, meter = shown = follow(api, key, symbol)
        seen = -1
        while seen != meter.commits or not meter.commits:
            seen = meter.commits
            show(console, [shown], depth, QUIET)
        console.print(panels([shown], depth))
        return 0 if book.state is BookState.LIVE else 1


def find_book(path: Path, key: str | None, symbol: str | None) -> tuple[str, str]:
    """Find out whose capture a file is: the key and symbol whose book takes most of its first lines.

    Raises:
        CaptureError: No book takes any.
    """
    frames = [frame for _, frame in islice(_readable(path), LOOK)]
    every = sorted(ExchangeRegistry.list_exchanges(), key=lambda key: not key.endswith(("SPOT", "SWAP")))
    keys = [key] if key is not None else every  # where several take a capture, the plainest is the one
    names = {each: [symbol] if symbol is not None else _symbols(each, frames) for each in keys}
    taken = {(each, name): _commits(each, name, frames) for each in keys for name in names[each]}
    best = max(taken, key=lambda pair: taken[pair], default=None)
    if best is None or not taken[best]:
        raise CaptureError(f"{path}: no known exchange's book takes its first lines; name --key and --symbol")
    return best


def paced(
    lines: Iterable[tuple[int, bytes]],
    pace: float,
    clock: Callable[[], int] = time.perf_counter_ns,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[bytes]:
    """Yield the frames of a capture, each `pace` times as soon after the first as its stamp says; 0: at once."""
    begun, first = clock(), None
    for stamp, frame in lines:
        if pace > 0:
            first = stamp if first is None else first
            wait = (stamp - first) / pace - (clock() - begun)
            if wait > 0:
                sleep(wait / 1e9)
        yield frame


def _readable(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield lines up to the first that cannot be read, which the replay itself will tell of."""
    try:
        yield from read_capture(path)
    except CaptureError:
        if not path.is_file():
            raise


def _feed(book: LocalOrderBook, frames: Iterable[bytes], took: list[int]) -> None:
    """Feed every frame, adding to `took` the ns of each."""
    clock = time.perf_counter_ns
    for frame in frames:
        start = clock()
        book.feed(frame)
        took.append(clock() - start)


def _commits(key: str, symbol: str, frames: list[bytes]) -> int:
    """Return how many frames a book takes; none where the exchange has no such symbol."""
    try:
        book = LocalOrderBook(key, symbol)
    except InvalidSymbolError:
        return 0
    for frame in frames:
        book.feed(frame)
    return book.version


def _symbols(key: str, frames: list[bytes]) -> list[str]:
    """Return the symbols that depth frames of an exchange name, in our spelling."""
    data = ExchangeRegistry.create_exchange_data(key)
    where, envelope = data.asset.sequence.get("symbol"), data.asset.sequence.get("envelope")
    if where is None:
        return []
    peek = Peek(where, f"{envelope}.{where}")
    names = []
    for said in sorted({said for frame in frames for said in peek(frame) if said}):
        try:
            names.append(data.get_symbol_re(said))
        except InvalidSymbolError:
            continue  # another product's
    return names


def _progress(console: Console) -> Progress:
    task = TextColumn("{task.description}", markup=False)
    return Progress(
        task, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True
    )


def _summary(console: Console, book: LocalOrderBook, took: list[int], seconds: float) -> None:
    counters, (bids, asks) = book.counters, book.counts
    p50, p99 = percentiles(took)
    rows = Table.grid(padding=(0, 2))
    rows.add_row("book", f"{book.exchange_key} {book.symbol_name}  {book.state.name} {book.reason}")
    rows.add_row("lines", f"{len(took):,} in {seconds:.2f} s; {counters['ignored']:,} of other topics")
    rows.add_row("levels", f"{counters['levels']:,}; {bids:,} bids and {asks:,} asks at the end")
    rows.add_row("faults", f"{counters['gaps']} gaps, {counters['resyncs']} resyncs")
    rows.add_row("a line took", f"p50 {p50:.2f} µs, p99 {p99:.2f} µs")
    console.print(rows)
