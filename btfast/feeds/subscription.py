"""Stream: one subscription as the venue knows it, and everyone who wants its frames."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol

from btfast.error_framework import UnifiedError

Arg = str | dict[str, str]  # the name of a stream, or channel and instrument
Sink = Callable[[bytes], object]

MOST_PATIENCE = 16  # times the deadline


class Watcher(Protocol):
    """Who wants to know what becomes of a stream."""

    def confirmed(self) -> None:
        """The venue accepted the subscription."""

    def lost(self, reason: str) -> None:
        """The connection is gone; the subscription will be resumed."""

    def silent(self, reason: str) -> None:
        """Nothing came for too long; the venue has been asked again. Called in the timer's thread."""

    def failed(self, error: UnifiedError) -> None:
        """The venue refused the subscription; it is over."""


@dataclass(frozen=True, slots=True)
class Listener:
    """One taker of a stream's frames.

    Attributes:
        owner: Whose it is; all of an owner's leave together.
        target: Where the frames end up; an owner's target is served once. None is no such place.
    """

    owner: object
    sink: Sink
    target: object = None
    watcher: Watcher | None = None

    def is_like(self, other: "Listener") -> bool:
        """Tell whether both serve the same target."""
        return self.target is not None and (self.owner, self.target) == (other.owner, other.target)


@dataclass(eq=False, slots=True)
class Stream:
    """One subscription on the wire.

    Attributes:
        topic: Our word for it.
        arg: What the venue calls it.
        deadline_ns: How long it may be silent.
        sinks: What is called with each of its frames.
        last_ns: When its last frame came; `asked_ns` when it was last asked for (both monotonic).
        silences: How often in a row it was asked for again in vain.
        connection: Where it lives.
    """

    topic: str
    arg: Arg
    deadline_ns: float
    connection: Any = None
    sinks: tuple[Sink, ...] = ()
    listeners: tuple[Listener, ...] = ()
    last_ns: int = 0
    asked_ns: int = 0
    silences: int = 0
    is_confirmed: bool = False

    @property
    def name(self) -> Hashable:
        """What tells it from all others of the feed."""
        return name_of(self.arg)

    @property
    def overdue_at(self) -> float:
        """When its silence becomes suspect (monotonic ns): later each time that asking again did not help."""
        if self.last_ns > self.asked_ns:
            return self.last_ns + self.deadline_ns
        return self.asked_ns + self.deadline_ns * min(1 << self.silences, MOST_PATIENCE)

    def add(self, listener: Listener) -> None:
        """Let one more take the frames, unless its target gets them already."""
        if not any(listener.is_like(known) for known in self.listeners):
            self._set((*self.listeners, listener))

    def remove(self, owner: object) -> None:
        """Let all listeners of `owner` go."""
        self._set(tuple(listener for listener in self.listeners if listener.owner != owner))

    def watchers(self) -> list[Watcher]:
        """Return those who want to know what becomes of it."""
        return [listener.watcher for listener in self.listeners if listener.watcher is not None]

    def confirm(self) -> None:
        """Note that the venue accepted it."""
        if not self.is_confirmed:
            self.is_confirmed = True
            for watcher in self.watchers():
                watcher.confirmed()

    def lose(self, reason: str) -> None:
        """Note that its connection is gone."""
        self.is_confirmed = False
        for watcher in self.watchers():
            watcher.lost(reason)

    def _set(self, listeners: tuple[Listener, ...]) -> None:
        self.listeners = listeners
        self.sinks = tuple(listener.sink for listener in listeners)


@dataclass(slots=True)
class Reply:
    """What a control message answers: a request by its number, or one stream.

    `is_whole` tells whether an error is about all of the request, so that none of it was accepted.
    """

    request: str | None = None
    stream: Stream | None = None
    error: UnifiedError | None = None
    is_whole: bool = True


def name_of(arg: Arg) -> Hashable:
    """Return `arg` as a key of a dict."""
    return arg if isinstance(arg, str) else tuple(sorted(arg.items()))
