"""OrderBookFeed: keeps LocalOrderBooks live on the streams of one WssFeed."""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from btfast.feeds.kept_book import KeptBook
from btfast.functions.worker_pool import WorkerPool
from btfast.local_order_book import LocalOrderBook

if TYPE_CHECKING:
    from btfast.feeds.wss_feed import WssFeed

FetchSnapshot = Callable[[str, int], bytes]  # (symbol, levels a side) -> the answer's body

FIRST_DELTA = 2.0  # s that a snapshot waits for the stream's first delta; a quiet symbol sends none
SYNC_TIMEOUT = 10.0  # s until a stream's own snapshot counts as lost

log = logging.getLogger("btfast.book")


class OrderBookFeed:
    """Books of one product, each kept live by itself until it is dropped.

    A book that meets a gap, a crossed price or silence starts over at once; if that happens again soon, later
    each time. While it starts over it is SYNCING, and its reason says why.

    Args:
        wss: Brings the deltas; the feed does not close it.
        fetch_snapshot: Gets a REST snapshot, waiting its turn at the limiter; for streams that bring none.
    """

    backoff: tuple[float, float] = (0.5, 30.0)  # s; the longest pause before the second attempt, and at all
    first_delta: float = FIRST_DELTA
    sync_timeout: float = SYNC_TIMEOUT

    def __init__(self, wss: "WssFeed", fetch_snapshot: FetchSnapshot | None = None) -> None:
        self.wss = wss
        self.fetch_snapshot = fetch_snapshot
        self.workers = WorkerPool(1, f"btfast-books-{wss.exchange_key}")
        self._kept: dict[str, KeptBook] = {}
        self._lock = threading.Lock()

    def order_book(
        self,
        symbol: str,
        depth: int | None = None,
        on_update: Callable[[LocalOrderBook], object] | None = None,
        tick_size: float | None = None,
    ) -> LocalOrderBook:
        """Return the live book of `symbol`, which is SYNCING at first; asked for again, the same one.

        Args:
            depth: Levels a side that matter to the caller: where a snapshot costs by its size, one that holds
                ten times as many is enough. None takes the largest.
            on_update: Called with the book after each commit, in the receiving thread.
            tick_size: The smallest step of a price; None finds a grid at every snapshot.
        """
        with self._lock:
            kept = self._kept.get(symbol)
            if kept is None:
                kept = self._kept[symbol] = KeptBook(self, symbol, depth, tick_size)
            if on_update is not None:
                kept.book.on_update(on_update)
            kept.subscribe()
        self.wss.flush()
        return kept.book

    def drop_book(self, symbol: str) -> None:
        """Stop feeding the book of `symbol`, if there is one; its levels stay readable, but not LIVE."""
        with self._lock:
            kept = self._kept.pop(symbol, None)
        if kept is not None:
            kept.drop("it is no longer fed")
            self.wss.flush()

    def refresh(self) -> None:
        """Ask for a new snapshot of every book, as a recorder does that begins a file."""
        for kept in list(self._kept.values()):
            kept.refresh()

    @property
    def books(self) -> dict[str, LocalOrderBook]:
        """The books that are fed, by symbol."""
        return {symbol: kept.book for symbol, kept in self._kept.items()}

    def close(self) -> None:
        """Stop feeding all books."""
        self.workers.shutdown(cancel_futures=True)
        for symbol in list(self._kept):
            self.drop_book(symbol)

    def do(self, job: Callable[[], object]) -> None:
        """Do a job outside the timer's and the receiving threads; nothing after `close`."""
        try:
            self.workers.submit(_logged, job)
        except RuntimeError:  # closed in the meantime
            log.debug(f"{job!r} came after close")


def snapshot_fetcher(feed: Any) -> FetchSnapshot:
    """Return what fetches snapshots through a request feed, and so through its limiter."""

    def fetch(symbol: str, count: int) -> bytes:
        path, params, extra_data = feed._get_depth(symbol, count)
        extra_data["normalize_function"] = _leave
        answer = feed.request(path, params, extra_data)
        if answer.error is not None:
            raise answer.error
        body: bytes = answer.body
        return body

    return fetch


def _leave(body: bytes, _: Any) -> tuple[list[Any], bool]:
    """Make nothing of an answer: the book reads it itself."""
    return [], True


def _logged(job: Callable[[], object]) -> None:
    try:
        job()
    except Exception:  # the next job must run
        log.exception(f"{job!r} failed")
