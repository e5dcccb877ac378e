"""What can go wrong, on request: ``POST /sim/fault`` with ``kind`` and what it should hit.

On messages of topics that match ``stream`` (a glob): drop, duplicate, reorder, corrupt, truncate, crossed;
for ``seconds``: stall, latency. On connections: cut, close, shutdown. On REST answers that match ``path``:
http_status, rest_latency. On OKX books: reset, keep_alive. On the clock: skew.
"""

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any, Protocol

MESSAGE_KINDS = ("drop", "duplicate", "reorder", "corrupt", "truncate", "crossed", "stall", "latency")
REST_KINDS = ("http_status", "rest_latency")
CONNECTION_KINDS = ("cut", "close", "shutdown")
BOOK_KINDS = ("reset", "keep_alive")
KINDS = MESSAGE_KINDS + REST_KINDS + CONNECTION_KINDS + BOOK_KINDS + ("skew",)
_LASTING = ("stall", "latency", "rest_latency")
_ASKED = ("stream", "venue", "product", "path", "count", "seconds", "ms", "status", "body")

Send = Callable[[str], None]


class Place(Protocol):
    """What a fault needs to know of a topic."""

    venue: str
    product: str
    name: str


@dataclass
class Fault:
    """One thing asked to go wrong.

    Attributes:
        stream: Glob over topic names (OKX: ``channel:instId``); `venue` and `product` narrow it.
        path: Glob over REST paths.
        count: Messages, connections or answers still to be hit; 0 means as long as `seconds` last.
        seconds: How long it lasts.
        ms: Delay of a latency, offset of a skew.
        status: HTTP status, or close code.
    """

    kind: str
    stream: str = "*"
    venue: str = "*"
    product: str = "*"
    path: str = "*"
    count: int = 1
    seconds: float = 0.0
    ms: int = 0
    status: int = 500
    body: str = ""
    until: float = 0.0
    held: list[Callable[[], None]] = field(default_factory=list)

    def hits(self, place: Place) -> bool:
        """Return whether a topic is one of those meant."""
        return (
            fnmatchcase(place.name, self.stream)
            and fnmatchcase(place.venue, self.venue)
            and fnmatchcase(place.product, self.product)
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return time.monotonic() >= self.until if self.until else self.count <= 0


@dataclass
class Late:
    """The delayed messages of one topic, oldest first, and when the last of them is due."""

    due: float = 0.0
    waiting: deque[str] = field(default_factory=deque)


class Faults:
    """The faults asked for and not yet over, and how many of each were injected."""

    def __init__(self) -> None:
        self.injected: Counter[str] = Counter()
        self._waiting: list[Fault] = []
        self._swapped: dict[str, str] = {}
        self._late: dict[str, Late] = {}

    @property
    def is_active(self) -> bool:
        """Whether any message must be looked at."""
        return bool(self._waiting or self._swapped or self._late)

    def ask(self, wanted: Mapping[str, Any]) -> Fault:
        """Make a fault from a decoded request.

        Raises:
            ValueError: The kind or a key is unknown.
        """
        unknown = set(wanted) - {"kind", *_ASKED}
        if wanted.get("kind") not in KINDS or unknown:
            raise ValueError(
                f"sim: cannot inject {dict(wanted)}: kinds are {', '.join(KINDS)}; keys {', '.join(_ASKED)}"
            )
        fault = Fault(**wanted)
        if fault.seconds and (fault.kind in _LASTING or "count" not in wanted):
            fault.until = time.monotonic() + fault.seconds
        if fault.kind in MESSAGE_KINDS + REST_KINDS:
            self._waiting.append(fault)
        return fault

    def pass_on(self, topic: Place, message: str, send: Send) -> None:
        """Send a message on as the faults will have it."""
        key = _key(topic)
        earlier = self._swapped.pop(key, None)
        fault = self._take(MESSAGE_KINDS, lambda waiting: waiting.hits(topic))
        if fault is not None and fault.kind == "latency":
            self._delay(key, fault.ms / 1000)
            fault = None
        send = self._in_turn(key, send)
        if fault is None:
            send(message)
        elif fault.kind == "reorder":
            self._swapped[key] = message
        else:
            _spoil(fault, message, send)
        if earlier is not None:
            send(earlier)

    def rest(self, kind: str, path: str) -> Fault | None:
        """Return the fault that an answer of `path` should suffer, counting it."""
        return self._take((kind,), lambda waiting: fnmatchcase(path, waiting.path))

    def _take(self, kinds: tuple[str, ...], meant: Callable[[Fault], bool]) -> Fault | None:
        self._waiting = [waiting for waiting in self._waiting if not waiting.is_over or waiting.held]
        for fault in self._waiting:
            if fault.kind in kinds and (fault.held or not fault.is_over) and meant(fault):
                fault.count -= 1
                self.injected[fault.kind] += 1
                return fault
        return None

    def _delay(self, key: str, seconds: float) -> None:
        due = asyncio.get_running_loop().time() + seconds
        late = self._late.setdefault(key, Late())
        late.due = max(due, late.due)

    def _in_turn(self, key: str, send: Send) -> Send:
        """Return how to send so that nothing overtakes a message that is still delayed."""
        late = self._late.get(key)
        if late is None:
            return send

        def later(message: str) -> None:
            late.waiting.append(message)
            asyncio.get_running_loop().call_at(late.due, self._release, key, send)

        return later

    def _release(self, key: str, send: Send) -> None:
        waiting = self._late[key].waiting
        send(waiting.popleft())
        if not waiting:
            del self._late[key]


def _key(topic: Place) -> str:
    return f"{topic.venue}/{topic.product}/{topic.name}"


def _spoil(fault: Fault, message: str, send: Send) -> None:
    if fault.kind == "duplicate":
        send(message)
        send(message)
    elif fault.kind == "corrupt":
        send(message.replace('"', " ", 1))
    elif fault.kind == "truncate":
        send(message[: len(message) // 2])
    elif fault.kind == "crossed":
        send(_crossed(message))
    elif fault.kind == "stall":
        _hold(fault, lambda: send(message))


def _hold(fault: Fault, send: Callable[[], None]) -> None:
    if not fault.held:
        asyncio.get_running_loop().call_later(max(0.0, fault.until - time.monotonic()), _let_go, fault)
    fault.held.append(send)


def _let_go(fault: Fault) -> None:
    for send in fault.held:
        send()
    fault.held.clear()


def _crossed(message: str) -> str:
    frame = json.loads(message)
    inner = frame["data"][0] if "data" in frame else frame
    bids, asks = ("b", "a") if "b" in inner else ("bids", "asks")
    if isinstance(inner[bids], str):
        inner[bids] = _double(inner[asks])
    else:
        price, _, *rest = (inner[bids] or inner[asks])[0]
        inner[bids] = [[_double(price), "1", *rest], *inner[bids]]
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)


def _double(price: str) -> str:
    return str(Decimal(price) * 2)
