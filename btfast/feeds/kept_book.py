"""KeptBook: one book with what it takes to keep it live: snapshot, deltas, resync, staleness."""

import logging
import random
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from btfast.error_framework import UnifiedError
from btfast.exceptions import ConfigurationError, RateLimitError
from btfast.feeds.subscription import Listener, Stream
from btfast.feeds.topics import Topic
from btfast.local_order_book import BookState, LocalOrderBook

if TYPE_CHECKING:
    from btfast.feeds.order_book_feed import OrderBookFeed

SNAPSHOT_SIZES = (100, 500, 1000, 5000)  # levels a side at which the weight of a snapshot grows
MARGIN = 10  # times the depth that is wanted: a price may move far before it leaves what the snapshot knew
GOOD_LIFE = 60.0  # s; a book that was live so long is resynced at once again

log = logging.getLogger("btfast.book")


class KeptBook:
    """One book of an `OrderBookFeed`.

    All that touches the book happens under the lock of its stream's connection. `epoch` grows with every
    start over: what was under way for an earlier one comes to nothing.
    """

    def __init__(
        self, feed: "OrderBookFeed", symbol: str, depth: int | None, tick_size: float | None
    ) -> None:
        self.book = LocalOrderBook(feed.wss.exchange_key, symbol, tick_size)
        self.epoch = 0
        self.attempts = 0  # starts and snapshots in a row
        self._feed = feed
        self._symbol = symbol
        self._rule: dict[str, Any] = self.book.rule.table
        self._needs_rest = self.book.rule.bootstrap == "rest"
        if self._needs_rest and feed.fetch_snapshot is None:
            raise ConfigurationError(
                f"{feed.wss.exchange_key}: a book needs snapshots, and no feed to get them"
            )
        self._size = snapshot_size(depth, self._rule.get("depth_count", SNAPSHOT_SIZES[-1]))
        self._stream: Stream | None = None
        self._awaits_delta = self._needs_rest
        self._live_ns = 0
        self._apply = self.book.apply
        self.book.on_state(self._tell)

    def subscribe(self) -> None:
        """Take the stream's frames; once."""
        if self._stream is None:
            listener = Listener(self, self.take, watcher=self)
            self._stream = self._feed.wss.attach(Topic(self._rule["topic"], self._symbol), listener)
            if self._stream.is_confirmed:  # by another listener
                self._again(self.epoch)

    def drop(self, reason: str) -> None:
        """Leave the stream for good."""
        stream, self._stream = self._stream, None
        self.epoch += 1
        if stream is not None:
            self._feed.wss.detach(stream, self)
            with stream.connection.lock:
                self.book.reset(reason)

    def refresh(self) -> None:
        """Ask for a snapshot, though the book needs none, so that a capture that begins now holds one."""
        if self._needs_rest:
            self._feed.do(partial(self._fetch, self.epoch))
        elif self._stream is not None:
            self._stream.connection.renew(self._stream)

    def take(self, frame: bytes) -> None:
        """Take one frame of the stream, in the receiving thread."""
        if self._apply(frame) is not BookState.LIVE:
            self._attend()

    # --- what becomes of the stream (Watcher) ---

    def confirmed(self) -> None:
        """Expect the first delta, behind which a snapshot is fetched, or the stream's own snapshot."""
        self._expect(self.epoch)

    def lost(self, reason: str) -> None:
        """Start over when the stream is resumed."""
        self.epoch += 1
        self._forgive()
        self._awaits_delta = self._needs_rest
        self.book.reset(f"reconnect: {reason}")

    def silent(self, reason: str) -> None:
        """Say that the book is stale and start over; the stream has been asked for again."""
        self.book.mark_stale(reason)  # at once: the receiving thread may be stuck in a callback
        self._feed.do(partial(self._call, partial(self._go_stale, reason)))

    def failed(self, error: UnifiedError) -> None:
        """Say that the venue refused the stream."""
        self._stream = None
        self.epoch += 1
        self.book.reset(str(error))

    # --- starting over ---

    def _attend(self) -> None:
        """See to a book that is not live after a frame."""
        if self.book.state is not BookState.SYNCING:
            self._start_over(self.book.reason)
        elif self._awaits_delta:
            self._awaits_delta = False
            self._feed.do(partial(self._fetch, self.epoch))

    def _go_stale(self, reason: str) -> None:
        if self.book.state is BookState.STALE:
            self._start_over(reason, is_asked_again=True)

    def _start_over(self, reason: str, is_asked_again: bool = False) -> None:
        """Go back to SYNCING, and try: at once if the book was good for long, else after a pause."""
        self.epoch += 1
        self._awaits_delta = False
        self.book.reset(f"resync: {reason}")
        self._forgive()
        pause, self.attempts = self._pause(), self.attempts + 1
        again = self._begin if is_asked_again else self._again
        if pause:
            self._later(pause, partial(again, self.epoch))
        else:
            again(self.epoch)

    def _again(self, epoch: int) -> None:
        """Begin anew; a stream with a snapshot of its own must be asked for it."""
        if epoch == self.epoch and self._stream is not None:
            if not self._needs_rest:
                self._stream.connection.renew(self._stream)
            self._begin(epoch)

    def _begin(self, epoch: int) -> None:
        if epoch == self.epoch:
            self._awaits_delta = self._needs_rest
            self._expect(epoch)

    def _expect(self, epoch: int) -> None:
        """See to it that what must come is not waited for in vain."""
        if self._needs_rest:
            self._later(self._feed.first_delta, partial(self._stop_waiting, epoch))
        else:
            self._later(self._feed.sync_timeout, partial(self._check, epoch))

    def _stop_waiting(self, epoch: int) -> None:
        """Fetch the snapshot though no delta came: the symbol is quiet."""
        if epoch == self.epoch and self._awaits_delta:
            self._awaits_delta = False
            self._feed.do(partial(self._fetch, epoch))

    def _check(self, epoch: int) -> None:
        """Start over if the stream's snapshot did not come."""
        if epoch == self.epoch and self.book.state is BookState.SYNCING:
            reason = f"no snapshot in {self._feed.sync_timeout:g} s"
            self._feed.do(partial(self._call, partial(self._retry_stream, epoch, reason)))

    def _retry_stream(self, epoch: int, reason: str) -> None:
        if epoch == self.epoch and self.book.state is BookState.SYNCING:
            self._start_over(reason)

    # --- REST snapshots, in the worker's thread ---

    def _fetch(self, epoch: int) -> None:
        fetch = self._feed.fetch_snapshot
        if epoch != self.epoch or fetch is None:
            return
        try:
            body = fetch(self._symbol, self._size)
        except Exception as error:  # whatever it was, the book must not wait for ever
            self._call(partial(self._fetch_later, epoch, error))
        else:
            self._call(partial(self._load, epoch, body))

    def _load(self, epoch: int, body: bytes) -> None:
        """Load a snapshot, under the connection's lock; fetch a fresher one if the deltas do not join it."""
        if epoch != self.epoch:
            return
        self._feed.wss.record(_with_symbol(body, self.book.request_symbol), time.time_ns())
        state = self.book.load_snapshot(body)
        if state is BookState.SYNCING:
            self._fetch_later(epoch)
        elif state is not BookState.LIVE:
            self._start_over(self.book.reason)

    def _fetch_later(self, epoch: int, error: Exception | None = None) -> None:
        if epoch != self.epoch:
            return
        pause, self.attempts = self._pause(), self.attempts + 1
        if error is not None:
            self.book.reset(f"no snapshot: {error}")
            log.warning(f"{self._feed.wss.exchange_key} {self._symbol}: no snapshot: {error}")
        if isinstance(error, RateLimitError):
            pause = max(pause, error.retry_after or 0.0)
        self._later(pause, lambda: self._feed.do(partial(self._fetch, epoch)))

    # --- help ---

    def _call(self, job: Callable[[], object]) -> None:
        """Do a job in the receiving thread."""
        stream = self._stream
        if stream is not None:
            stream.connection.call(job)

    def _later(self, seconds: float, job: Callable[[], object]) -> None:
        self._feed.wss.timer.after(seconds, job)

    def _clock(self) -> int:
        return self._feed.wss.timer.clock()

    def _pause(self) -> float:
        """Return the seconds to wait before the next attempt: none before the first."""
        first, most = self._feed.backoff
        longest = min(most, first * 2 ** min(self.attempts - 1, 16)) if self.attempts else 0.0
        return random.uniform(longest / 2, longest)

    def _forgive(self) -> None:
        """Forget earlier attempts if the book was live for long since."""
        if self._live_ns and (self._clock() - self._live_ns) / 1e9 > GOOD_LIFE:
            self.attempts = 0

    def _tell(self, book: Any) -> None:
        """Put a change of state on the event bus, and remember since when the book is live."""
        if book.state is BookState.LIVE:
            self._live_ns = self._clock()
        self._feed.wss.tell(
            "book.state", symbol=self._symbol, state=book.state, reason=book.reason, book=self.book
        )


def _with_symbol(body: bytes, request_symbol: str) -> bytes:
    """Return a snapshot, as it goes into a capture: with the symbol at its head, which venues leave out."""
    return b'{"symbol":%b,%b' % (orjson.dumps(request_symbol), body.lstrip()[1:])


def snapshot_size(depth: int | None, most: int) -> int:
    """Return how many levels a side to ask for when `depth` matter; `most` is what the venue gives."""
    sizes: Iterable[int] = SNAPSHOT_SIZES if depth is not None else ()
    return next((size for size in sizes if size >= (depth or 0) * MARGIN and size <= most), most)
