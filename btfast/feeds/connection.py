"""Connection: one websocket of a feed, opened again for ever, and what is subscribed on it."""

import logging
import random
import threading
from collections import deque
from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import orjson

from btfast.exceptions import TransportError
from btfast.feeds.outbox import Outbox
from btfast.feeds.subscription import Stream
from btfast.feeds.transport.network import checked_url

if TYPE_CHECKING:
    from btfast.feeds.wss_feed import WssFeed

GOOD_LIFE = 60.0  # s; a connection that lived so long starts the backoff anew
FURTHEST_DOUBLING = 16
HANDOVER = 0.2  # s; how long a job waits for the next frame
PATIENCE = 5.0  # s; how long closing waits for the thread

log = logging.getLogger("btfast.ws")


class Socket(Protocol):
    """What a connection runs on: ``WssTransport``, or a test's stand-in."""

    last_recv_ns: int

    def run_forever(self) -> None: ...
    def send(self, text: str) -> None: ...
    def ping(self, payload: bytes = b"") -> None: ...
    def close(self) -> None: ...


class Connection:
    """One websocket and its receiving thread.

    The thread holds `lock` while it handles a frame; whoever holds it may touch what frames touch.

    Args:
        feed: Knows what frames mean.
        url: Where to connect.
    """

    def __init__(self, feed: "WssFeed", url: str) -> None:
        self.url = checked_url(url, ("ws", "wss"))
        self.lock = threading.RLock()
        self.streams: dict[Hashable, Stream] = {}
        self.recv_ns = 0
        self.thread: threading.Thread | None = None
        self._feed = feed
        self._clock = feed.timer.clock
        self._outbox = Outbox(feed.manners, feed.timer, feed.spell_request, feed.refuse)
        self._jobs: deque[tuple[Callable[[], object], threading.Event]] = deque()
        self._over = threading.Event()
        self._socket: Socket | None = None
        self._opened_ns = 0  # 0: there is no connection
        self._leaving = ""  # why we close it ourselves
        self._farewell = ""  # what the venue said when it closed
        self._failures = 0  # short lives in a row
        self._heard = (0, 0)  # the socket's stamp of its last read, and when we saw it
        self._has_pinged = False

    def start(self) -> None:
        """Begin to connect, in a thread of its own; once."""
        if self.thread is None:
            self.thread = threading.Thread(target=self._run, name="btfast-ws", daemon=True)
            self.thread.start()
            self._feed.timer.after(self._feed.tick, self._tick)

    def add(self, stream: Stream) -> None:
        """Subscribe to a stream, now or when the connection opens; `flush` sends it."""
        stream.connection = self
        stream.asked_ns = self._clock()
        self.streams[stream.name] = stream
        self._outbox.ask(True, [stream])

    def remove(self, stream: Stream) -> None:
        """End a subscription; `flush` sends it."""
        if self.streams.pop(stream.name, None) is not None:
            self._outbox.ask(False, [stream])

    def renew(self, stream: Stream) -> None:
        """End a subscription and ask for it anew, at once."""
        stream.asked_ns = self._clock()
        self._outbox.ask(False, [stream])
        self._outbox.ask(True, [stream])
        self._outbox.flush()

    def flush(self) -> None:
        """Send what was added and removed, as fast as the venue allows."""
        self._outbox.flush()

    def call(self, job: Callable[[], object]) -> None:
        """Do `job` in the receiving thread before its next frame; here, if none comes soon. Waits for it."""
        done = threading.Event()
        self._jobs.append((job, done))
        if not done.wait(HANDOVER):
            with self.lock:
                self._do_jobs()

    def reconnect(self, reason: str) -> None:
        """Leave this connection for a new one, at once if it was a long one."""
        socket = self._socket
        if socket is not None and not self._leaving:
            self._leaving = reason
            socket.close()

    def close(self) -> None:
        """End for good; the thread is on its way out."""
        self._over.set()
        self._outbox.close()
        if self._socket is not None:
            self._socket.close()

    def join(self) -> None:
        """Wait until the thread has ended."""
        if self.thread is not None and self.thread is not threading.current_thread():
            self.thread.join(PATIENCE)

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self.thread is not None and self.thread.is_alive()

    def receive(self, frame: bytes, recv_ns: int) -> None:
        """Handle one frame, in the receiving thread."""
        self.recv_ns = recv_ns
        with self.lock:
            if self._jobs:
                self._do_jobs()
            self._feed.record(frame, recv_ns)
            if not self._feed.on_message(frame, recv_ns):
                self._control(frame)

    def opened(self) -> None:
        """Subscribe to everything; called in the receiving thread after the handshake."""
        socket = self._socket
        assert socket is not None
        now = self._opened_ns = self._clock()
        self._heard = (socket.last_recv_ns, now)
        self._has_pinged = False
        self._outbox.open(socket.send)
        streams = list(self.streams.values())
        for stream in streams:
            stream.asked_ns = now
        self._outbox.ask(True, streams)
        self._feed.tell("ws.connected", url=self.url)
        self._outbox.flush()

    def closed(self, code: int, reason: str) -> None:
        """Note how the connection ended in order; called in the receiving thread."""
        self._farewell = f"closed by the venue: {code} {reason}".rstrip()

    def _run(self) -> None:
        while not self._over.wait(self._feed.door.reserve("CONNECT") / 1e9):
            self._lose(self._live())
            pause = 0.0 if self._over.is_set() else self._pause()
            self._opened_ns, self._leaving = 0, ""
            self._over.wait(pause)

    def _live(self) -> str:
        """Connect and read until the end; return why it came."""
        try:
            socket = self._socket = self._feed.open_socket(self.url, self)
            if self._over.is_set():
                return "closed"
            socket.run_forever()
        except TransportError as error:
            return self._left() or str(error)
        except BaseException as error:  # no mistake, not even sys.exit(), may end a feed for good
            log.exception(f"{urlsplit(self.url).hostname}: the connection failed")
            return repr(error)
        return self._left() or self._farewell

    def _left(self) -> str:
        """Return why we ended it ourselves, "" if we did not."""
        return self._leaving or ("closed" if self._over.is_set() else "")

    def _lose(self, reason: str) -> None:
        self._outbox.close()
        if self._opened_ns:
            with self.lock:
                for stream in list(self.streams.values()):
                    stream.lose(reason)
            self._feed.tell("ws.disconnected", url=self.url, reason=reason)
        if not self._over.is_set():
            self._feed.tally.count("reconnects")

    def _pause(self) -> float:
        """Return the seconds until the next attempt: none after a planned end, else longer each time."""
        lived = (self._clock() - self._opened_ns) / 1e9 if self._opened_ns else 0.0
        self._failures = 1 if lived >= GOOD_LIFE else self._failures + 1
        first, most = self._feed.backoff
        longest = min(most, first * 2 ** min(self._failures - 1, FURTHEST_DOUBLING))
        delay = 0.0 if self._leaving and self._failures == 1 else random.uniform(0, longest)
        self._feed.tell("ws.reconnecting", url=self.url, delay=delay, attempt=self._failures)
        return delay

    def _control(self, frame: bytes) -> None:
        """Handle a frame that is no known stream's: an answer, a farewell, a pong, or rubbish."""
        feed = self._feed
        if feed.manners.pong is not None and frame == feed.manners.pong.encode():
            return
        try:
            message = orjson.loads(frame)
        except orjson.JSONDecodeError as error:
            feed.tally.bad_frame(frame, error)
            return
        if any(_holds(message, pattern) for pattern in feed.manners.shutdown):
            self.reconnect("the venue is about to close it")
        elif (stream := feed.find_stream(message)) is not None:
            feed.deliver(stream, frame)
        elif (reply := feed.read_reply(message)) is not None:
            self._outbox.answer(reply)
        else:
            feed.tally.count("unknown_frames")

    def _do_jobs(self) -> None:
        while self._jobs:
            job, done = self._jobs.popleft()
            try:
                job()
            finally:
                done.set()

    def _tick(self) -> None:
        """Look after the connection; in the timer's thread, which must not wait for `lock`."""
        if self._over.is_set():
            return
        self._feed.timer.after(self._feed.tick, self._tick)
        socket, opened_ns, now = self._socket, self._opened_ns, self._clock()
        if socket is None or not opened_ns:
            return
        if socket.last_recv_ns != self._heard[0]:
            self._heard, self._has_pinged = (socket.last_recv_ns, now), False
        idle, interval = (now - self._heard[1]) / 1e9, self._feed.manners.ping_interval
        if (now - opened_ns) / 1e9 > self._feed.manners.max_life:
            self.reconnect("the end of its life")
        elif idle > 2 * interval:
            self.reconnect(f"nothing for {idle:.0f} s, not even a pong")
        elif idle > interval and not self._has_pinged:
            self._ping(socket)
        self._watch(now)

    def _ping(self, socket: Socket) -> None:
        self._has_pinged = True
        text = self._feed.manners.ping
        try:
            self._outbox.say(socket.ping if text is None else partial(socket.send, text))
        except TransportError as error:
            self.reconnect(str(error))

    def _watch(self, now: int) -> None:
        """Ask again for streams that are silent for too long; in vain twice and all silent: connect again."""
        for stream in list(self.streams.values()):
            if now <= stream.overdue_at:
                continue
            came = stream.last_ns > stream.asked_ns
            all_silent = all(other.last_ns <= stream.asked_ns for other in list(self.streams.values()))
            stream.silences = 1 if came else stream.silences + 1
            reason = f"{stream.topic}: nothing for {(now - max(stream.last_ns, stream.asked_ns)) / 1e9:.0f} s"
            self._feed.tally.count("silences")
            if stream.silences > 1 and all_silent:
                self.reconnect(reason)
                return
            if not self._leaving:
                self.renew(stream)
            for watcher in stream.watchers():
                watcher.silent(reason)


def _holds(message: Any, pattern: dict[str, str]) -> bool:
    """Tell whether a message has these values at these dotted paths."""
    return all(_value(message, path) == value for path, value in pattern.items())


def _value(message: Any, path: str) -> Any:
    for name in path.split("."):
        message = message.get(name) if isinstance(message, dict) else None
    return message
