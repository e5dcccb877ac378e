"""Connections, topics, and the one place where a message goes out: framed once, written to each."""

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from btfast.sim.engine import Instrument
from btfast.sim.faults import Faults

_FULL = 16 << 20
_TEXT_FRAME = 0x81
_SHORT, _MEDIUM = 125, 0xFFFF
_GOING_AWAY = bytes((0x88, 2)) + (1001).to_bytes(2, "big")  # a close frame
_names = itertools.count(0xA4D3AE55)


def text_frame(payload: bytes) -> bytes:
    """Return one unmasked, final text frame (RFC 6455, section 5.2)."""
    length = len(payload)
    if length <= _SHORT:
        return bytes((_TEXT_FRAME, length)) + payload
    if length <= _MEDIUM:
        return bytes((_TEXT_FRAME, 126)) + length.to_bytes(2, "big") + payload
    return bytes((_TEXT_FRAME, 127)) + length.to_bytes(8, "big") + payload


def dumps(value: object) -> str:
    """Return compact JSON, non-ASCII names as they are."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@dataclass(eq=False)
class Connection:
    """One websocket as the venue sees it; each frame goes to its transport whole, in one call."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    venue: str
    place: str
    is_combined: bool = False
    topics: "dict[str, Topic]" = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
    opened: float = field(default_factory=time.monotonic)
    heard: deque[float] = field(default_factory=deque)
    sent: int = 0
    name: str = field(default_factory=lambda: f"{next(_names):x}")

    def write(self, frame: bytes) -> None:
        """Send a frame; a client that does not read loses its connection."""
        if self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() > _FULL:
            self.transport.abort()
            return
        self.transport.write(frame)
        self.sent += 1

    def say(self, message: object) -> None:
        """Send a JSON answer to this client alone."""
        self.write(text_frame(dumps(message).encode()))

    def leave(self) -> None:
        """Send a close frame and end the connection without waiting for the client's."""
        self.transport.write(_GOING_AWAY)
        self.transport.close()

    def is_too_fast(self, count: int, seconds: float) -> bool:
        """Count one message heard; return whether there were more than `count` in the last `seconds`."""
        now = time.monotonic()
        self.heard.append(now)
        while self.heard[0] <= now - seconds:
            self.heard.popleft()
        return len(self.heard) > count


class Topic:
    """One stream: who listens, and what is said.

    Args:
        name: As clients subscribe to it.
        say: Makes the message from an event's value, or ``None`` when there is nothing to say.
        hello: Makes the message that a new listener gets by itself.
    """

    def __init__(
        self,
        hub: "Hub",
        venue: str,
        product: str,
        name: str,
        say: Callable[..., str | None],
        hello: Callable[[], str | None] | None = None,
    ) -> None:
        self.venue, self.product, self.name = venue, product, name
        self.listeners: dict[Connection, None] = {}
        self.hello = hello
        self.undo: list[Callable[[], None]] = []
        self.sent = 0
        self._hub = hub
        self._say = say

    def every(self, instrument: Instrument, beats: int) -> None:
        """Speak every so many beats of an instrument."""
        instrument.time(self, beats)
        self.undo.append(lambda: instrument.timed.__delitem__(self))

    def on(self, instrument: Instrument, event: str) -> None:
        """Speak when an instrument tells of an event."""
        instrument.watch(event, self.fire)
        self.undo.append(lambda: instrument.unwatch(event, self.fire))

    def also(self, instrument: Instrument, event: str, say: Callable[[object], str | None]) -> None:
        """Speak with other words when an instrument tells of an event."""

        def tell(value: object) -> None:
            message = say(value)
            if message is not None:
                self._hub.publish(self, message)

        instrument.watch(event, tell)
        self.undo.append(lambda: instrument.unwatch(event, tell))

    def fire(self, value: object) -> None:
        """Say what there is to say."""
        message = self._say(value)
        if message is not None:
            self._hub.publish(self, message)


class Hub:
    """Every connection and every topic that somebody listens to."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.connections: set[Connection] = set()
        self.topics: dict[tuple[str, str], Topic] = {}
        self._sent_before = 0

    def join(
        self, connection: Connection, place: str, name: str, make: Callable[[], Topic | None]
    ) -> Topic | None:
        """Make `connection` a listener; return the topic, or ``None`` when there is no such topic."""
        topic = self.topics.get((place, name)) or make()
        if topic is None:
            return None
        self.topics[(place, name)] = topic
        connection.topics[name] = topic
        topic.listeners[connection] = None
        return topic

    def leave(self, connection: Connection, name: str) -> None:
        """Undo `join`."""
        topic = connection.topics.pop(name, None)
        if topic is None:
            return
        topic.listeners.pop(connection, None)
        if not topic.listeners:
            for undo in topic.undo:
                undo()
            self.topics = {key: kept for key, kept in self.topics.items() if kept is not topic}

    def close(self, connection: Connection) -> None:
        """Forget a connection."""
        for name in list(connection.topics):
            self.leave(connection, name)
        self.connections.discard(connection)
        self._sent_before += connection.sent

    def sent(self) -> int:
        """Return how many messages were written since the start."""
        return self._sent_before + sum(connection.sent for connection in self.connections)

    def publish(self, topic: Topic, message: str) -> None:
        """Send a message to every listener of a topic, through the faults that are asked for."""
        if self.faults.is_active:
            self.faults.pass_on(topic, message, lambda late: self.deliver(topic, late))
        else:
            self.deliver(topic, message)

    def deliver(self, topic: Topic, message: str) -> None:
        """Write a message to every listener, framed once in each of its two forms."""
        bare = wrapped = b""
        topic.sent += 1
        for connection in tuple(topic.listeners):
            if connection.is_combined:
                wrapped = wrapped or text_frame(f'{{"stream":{dumps(topic.name)},"data":{message}}}'.encode())
                connection.write(wrapped)
            else:
                bare = bare or text_frame(message.encode())
                connection.write(bare)

    def backlog(self) -> int:
        """Return the bytes waiting in the fullest connection."""
        return max(
            (c.transport.get_write_buffer_size() for c in self.connections if not c.transport.is_closing()),
            default=0,
        )
