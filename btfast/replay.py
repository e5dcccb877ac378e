"""``btfast replay``: a capture through the same book that live frames go through."""

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from btfast._core.scan import Peek
from btfast.capture import read_capture
from btfast.exceptions import CaptureError, InvalidSymbolError
from btfast.local_order_book import BookState, LocalOrderBook
from btfast.registry import ExchangeRegistry
from btfast.watch import levels_table

LOOK = 5_000  # lines that are read to find out whose capture it is
STEP = 2_000  # lines between two moves of the progress bar


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
    """
    console = Console()
    if key is None or symbol is None:
        key, symbol = find_book(path, key, symbol)
    book = LocalOrderBook(key, symbol)
    started = time.perf_counter()
    took: list[int] = []
    try:
        _run(book, path, pace, took, console)
    except CaptureError as error:
        console.print(f"[red]{error}[/]")
    seconds = time.perf_counter() - started
    _summary(console, book, took, seconds, depth)
    return 0 if book.state is BookState.LIVE else 1


def find_book(path: Path, key: str | None, symbol: str | None) -> tuple[str, str]:
    """Find out whose capture a file is: the key and symbol whose book takes most of its first lines.

    Raises:
        CaptureError: No book takes any.
    """
    lines = [frame for _, frame in islice(_forgiving(path), LOOK)]
    keys = [key] if key is not None else ExchangeRegistry.list_exchanges()
    best: tuple[int, str, str] = (0, "", "")
    for candidate in keys:
        for name in [symbol] if symbol is not None else _symbols(candidate, lines):
            book = LocalOrderBook(candidate, name)
            for frame in lines:
                book.feed(frame)
            taken = book.counters["levels"] if book.state is BookState.LIVE else 0
            best = max(best, (taken, candidate, name))
    if not best[0]:
        raise CaptureError(f"{path}: no known exchange's book takes its first lines; name --key and --symbol")
    return best[1], best[2]


def _forgiving(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield lines up to the first that cannot be read, which the replay itself will tell of."""
    try:
        yield from read_capture(path)
    except CaptureError:
        if not path.is_file():
            raise


def _symbols(key: str, lines: list[bytes]) -> list[str]:
    """Return the symbols that depth frames of an exchange name, in our spelling."""
    data = ExchangeRegistry.create_exchange_data(key)
    where = data.asset.sequence["symbol"]
    peek = Peek(where, f"{data.asset.sequence['envelope']}.{where}")
    found: set[str] = set()
    for frame in lines[:500]:
        found |= {said for said in peek(frame) if said}
    names = []
    for said in sorted(found):
        try:
            names.append(data.get_symbol_re(said))
        except InvalidSymbolError:
            continue
    return names


def _run(book: LocalOrderBook, path: Path, pace: float, took: list[int], console: Console) -> None:
    """Feed every line, keeping the time each took in ns."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    total = sum(1 for _ in _forgiving(path))
    clock, feed = time.perf_counter_ns, book.feed
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(f"replaying {path.name}", total=total)
        first = 0
        begun = clock()
        for number, (stamp, frame) in enumerate(read_capture(path)):
            if pace > 0:
                first = first or stamp
                time.sleep(max(0.0, (stamp - first) / pace - (clock() - begun)) / 1e9)
            start = clock()
            feed(frame)
            took.append(clock() - start)
            if number % STEP == 0:
                progress.update(task, completed=number)


def _summary(console: Console, book: LocalOrderBook, took: list[int], seconds: float, depth: int) -> None:
    counters = book.counters
    p50, p99 = np.percentile(took, [50, 99]) / 1e3 if took else (float("nan"), float("nan"))
    rows = Table.grid(padding=(0, 2))
    rows.add_row("book", f"{book.exchange_key} {book.symbol_name}  {book.state.name} {book.reason}")
    rows.add_row("lines", f"{len(took):,} in {seconds:.2f} s; {counters['ignored']:,} of other topics")
    rows.add_row(
        "levels", f"{counters['levels']:,}; {book.counts[0]:,} bids and {book.counts[1]:,} asks at the end"
    )
    rows.add_row("faults", f"{counters['gaps']} gaps, {counters['resyncs']} resyncs")
    rows.add_row("a line took", f"p50 {p50:.2f} µs, p99 {p99:.2f} µs")
    console.print(rows)
    console.print(levels_table(book, depth))
