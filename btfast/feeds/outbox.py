"""Outbox: what one connection asks of the venue, in batches, at the venue's pace, and what is answered."""

import itertools
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from btfast.config_schema import StreamConfig
from btfast.error_framework import UnifiedError
from btfast.exceptions import TransportError
from btfast.feeds.pacing import Pacer
from btfast.feeds.subscription import Arg, Reply, Stream
from btfast.functions.timer import Timer

Spell = Callable[[bool, list[Arg], int], str]
Refuse = Callable[[Stream | None, UnifiedError], object]


@dataclass(slots=True)
class Batch:
    """Streams that one message asks for, or asks to end."""

    is_subscribe: bool
    streams: list[Stream] = field(default_factory=list)
    is_alone: bool = False  # a stream whose answer must not be mistaken


class Outbox:
    """Requests of one connection. It forgets everything when the connection is gone.

    Args:
        manners: How much may be said, how fast.
        timer: Sends what had to wait.
        spell: Makes the message of (is_subscribe, args, request number).
        refuse: Told of each stream that the venue refuses; None where nobody knows which.
    """

    _numbers = itertools.count(1)

    def __init__(self, manners: StreamConfig, timer: Timer, spell: Spell, refuse: Refuse) -> None:
        self._manners = manners
        self._timer = timer
        self._spell = spell
        self._refuse = refuse
        self._lock = threading.RLock()
        self._send: Callable[[str], None] | None = None
        self._pacer = self._new_pacer()
        self._waiting: deque[Batch] = deque()
        self._asked: dict[str, Batch] = {}  # subscriptions not answered yet, by request number
        self._is_due = False  # the timer will flush
        self._connections = 0

    def open(self, send: Callable[[str], None]) -> None:
        """Begin on a new connection, with nothing to say yet."""
        with self._lock:
            self.close()
            self._connections += 1
            self._is_due = False
            self._pacer = self._new_pacer()
            self._send = send

    def close(self) -> None:
        """Forget what was not sent or not answered."""
        with self._lock:
            self._send = None
            self._waiting.clear()
            self._asked.clear()

    def ask(self, is_subscribe: bool, streams: list[Stream], is_alone: bool = False) -> None:
        """Queue a request for each stream; without a connection nothing, since opening asks for all."""
        with self._lock:
            if self._send is None:
                return
            for stream in streams:
                self._batch(is_subscribe, is_alone).streams.append(stream)

    def flush(self) -> None:
        """Send what may be sent now; the timer does the rest."""
        with self._lock:
            while self._waiting and self._send is not None and not self._is_due:
                delay = self._pacer.delay()
                if delay > 0:
                    self._is_due = True
                    self._timer.after(delay, partial(self._flush_later, self._connections))
                else:
                    self._request(self._waiting.popleft())

    def say(self, send: Callable[[], None]) -> None:
        """Let `send` send something that is no request, such as a ping."""
        with self._lock:
            if self._send is not None:
                self._pacer.count(is_request=False)
                send()

    def answer(self, reply: Reply) -> None:
        """Take what the venue answered."""
        if reply.error is not None:
            self._fail(reply, reply.error)
        elif reply.stream is not None:
            self._settle(reply.stream)
            reply.stream.confirm()
        elif reply.request is not None and (batch := self._pop(reply.request)) is not None:
            for stream in batch.streams:
                stream.confirm()

    def _batch(self, is_subscribe: bool, is_alone: bool) -> Batch:
        """Return the batch that takes one more stream: the last one waiting, or a new one."""
        last = self._waiting[-1] if self._waiting else None
        if (
            last is None
            or is_alone
            or last.is_alone
            or last.is_subscribe != is_subscribe
            or len(last.streams) >= self._manners.args_per_message
        ):
            last = Batch(is_subscribe, is_alone=is_alone)
            self._waiting.append(last)
        return last

    def _request(self, batch: Batch) -> None:
        assert self._send is not None
        number = next(self._numbers)
        if batch.is_subscribe:
            self._asked[str(number)] = batch
            for stream in batch.streams:
                stream.is_confirmed = False
        self._pacer.count()
        try:
            self._send(self._spell(batch.is_subscribe, [stream.arg for stream in batch.streams], number))
        except TransportError:
            self.close()  # the thread that reads learns of it too, and connects again

    def _flush_later(self, connection: int) -> None:
        with self._lock:
            if connection == self._connections:
                self._is_due = False
                self.flush()

    def _pop(self, request: str | None) -> Batch | None:
        """Return the batch of a request; without a number, the oldest one unanswered."""
        with self._lock:
            if request is None:
                request = next(iter(self._asked), "")
            return self._asked.pop(request, None)

    def _settle(self, stream: Stream) -> None:
        """Take a stream that was answered by itself out of its batch."""
        with self._lock:
            for number, batch in list(self._asked.items()):
                if stream in batch.streams:
                    batch.streams.remove(stream)
                    if not batch.streams:
                        del self._asked[number]
                    return

    def _fail(self, reply: Reply, error: UnifiedError) -> None:
        """Find out which stream was refused: the only one, the one named, or by asking one by one."""
        batch = self._pop(reply.request)
        if batch is None:
            self._refuse(None, error)
            return
        named = [stream for stream in batch.streams if _is_named(stream.arg, error.message)]
        refused = batch.streams if len(batch.streams) == 1 else named
        if len(refused) == 1:
            stream = refused[0]
            batch.streams.remove(stream)
            self._go_on(reply, batch)
            self._refuse(stream, error)
        else:
            self.ask(True, batch.streams, is_alone=True)
        self.flush()

    def _go_on(self, reply: Reply, batch: Batch) -> None:
        """See to the rest of a batch of which one stream was refused."""
        if reply.is_whole:
            self.ask(True, batch.streams)
        elif batch.streams:
            with self._lock:
                self._asked[reply.request or str(next(self._numbers))] = batch

    def _new_pacer(self) -> Pacer:
        manners = self._manners
        return Pacer(manners.messages_per_second, manners.requests_per_hour, self._timer.clock)


def _is_named(arg: Arg, message: str) -> bool:
    """Tell whether an error's text spells this subscription."""
    if isinstance(arg, str):
        return arg in message
    return all(f"{name}:{value}" in message for name, value in arg.items())
