"""What the tests of streams stand on: a timer whose time passes when told, and sockets that the test speaks for."""

import heapq
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from btfast.exceptions import TransportError
from btfast.functions.timer import Timer

PATIENCE = 10.0  # s; no test comes near it


def until(condition: Callable[[], Any], what: str = "") -> Any:
    """Return what `condition` gives as soon as that is true; fail if it never is."""
    pause = threading.Event()
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain for {what or condition}"
        pause.wait(0.002)
    return found


class HandTimer(Timer):
    """Does its jobs in the thread that lets the time pass."""

    def __init__(self) -> None:
        self.ns = 1_000_000_000
        super().__init__(clock=lambda: self.ns)

    def after(self, seconds: float, job: Callable[[], object]) -> None:
        heapq.heappush(self._jobs, (self.ns + int(seconds * 1e9), next(self._numbers), job))

    def pass_time(self, seconds: float) -> None:
        end = self.ns + int(seconds * 1e9)
        while self._jobs and self._jobs[0][0] <= end:
            due, _, job = heapq.heappop(self._jobs)
            self.ns = max(self.ns, due)
            job()
        self.ns = end


class Socket:
    """One connection as the test plays it: frames are delivered in the test's own thread."""

    def __init__(
        self, owner: "Venue", url: str, on_message: Any, on_open: Any, on_close: Any, **more: Any
    ) -> None:
        self.owner, self.url = owner, url
        self.on_message, self.on_open, self.on_close = on_message, on_open, on_close
        self.sent: list[Any] = []
        self.pings = 0
        self.last_recv_ns = 0
        self._over = threading.Event()
        self._end: tuple[int, str] | str = ""

    def run_forever(self) -> None:
        if self.owner.refusals:
            self.owner.refusals -= 1
            raise TransportError("refused")
        self.on_open()
        self.owner.sockets.append(self)
        if self.owner.greeting is not None:
            self.deliver(self.owner.greeting)
        self._over.wait()
        if isinstance(self._end, tuple):
            self.on_close(*self._end)
        elif self._end:
            raise TransportError(self._end)

    def send(self, text: str) -> None:
        if self._over.is_set():
            raise TransportError("not connected")
        self.sent.append(json.loads(text) if text.startswith("{") else text)

    def ping(self, payload: bytes = b"") -> None:
        self.pings += 1

    def close(self) -> None:
        self._over.set()

    def cut(self, reason: str = "the connection was cut") -> None:
        self._end = reason
        self._over.set()

    def end(self, code: int, reason: str) -> None:
        self._end = (code, reason)
        self._over.set()

    def deliver(self, message: Any, recv_ns: int = 7) -> None:
        self.last_recv_ns += 1
        frame = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
        self.on_message(frame, recv_ns)

    def asked(self) -> list[Any]:
        """Return the args of all subscriptions sent so far."""
        key = {"SUBSCRIBE": "params", "subscribe": "args"}
        words = [
            (message.get("method") or message.get("op"), message)
            for message in self.sent
            if message != "ping"
        ]
        return [arg for word, message in words if word in key for arg in message[key[word]]]

    @property
    def is_over(self) -> bool:
        return self._over.is_set()


class Venue:
    """Stands in for ``WssTransport``: each call is a new connection."""

    def __init__(self) -> None:
        self.sockets: list[Socket] = []
        self.refusals = 0  # connections that will fail
        self.greeting: Any = None  # a frame delivered in the receiving thread

    def __call__(self, url: str, **what: Any) -> Socket:
        return Socket(self, url, **what)

    def socket(self, number: int = 0) -> Socket:
        """Return a connection by the order of opening, as soon as it is open."""
        until(lambda: len(self.sockets) > number, f"connection {number}")
        return self.sockets[number]


class Bus:
    """Remembers what is emitted."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []

    def emit(self, name: str, data: Any = None) -> None:
        self.told.append((name, data))

    def names(self) -> list[str]:
        return [name for name, _ in self.told]

    def of(self, name: str) -> list[Any]:
        return [data for known, data in self.told if known == name]
