"""EventBus: who wants to know of connections, books and limits is told."""

import logging
import threading
from collections.abc import Callable
from typing import Any

Handler = Callable[[Any], object]

log = logging.getLogger("btfast.events")


class EventBus:
    """Handlers by the name of an event; they run in the thread that emits it.

    Names: ``ws.connected``, ``ws.disconnected``, ``ws.reconnecting``, ``book.state``, ``order.unknown``,
    ``limit.banned``; each comes with a dict that says what happened to whom.
    """

    def __init__(self) -> None:
        self._handlers: dict[str, tuple[Handler, ...]] = {}
        self._lock = threading.Lock()
        self._logged: set[tuple[str, type[BaseException]]] = set()

    def on(self, name: str, handler: Handler) -> None:
        """Call ``handler(data)`` at every event of that name."""
        with self._lock:
            self._handlers[name] = (*self._handlers.get(name, ()), handler)

    def off(self, name: str, handler: Handler) -> None:
        """Undo `on`."""
        with self._lock:
            self._handlers[name] = tuple(known for known in self._handlers.get(name, ()) if known != handler)

    def emit(self, name: str, data: Any = None) -> None:
        """Tell every handler of `name`; one that raises is logged once for each kind of error."""
        for handler in self._handlers.get(name, ()):
            try:
                handler(data)
            except BaseException as error:  # a handler's mistake must not end the thread that tells
                if (name, type(error)) not in self._logged:
                    self._logged.add((name, type(error)))
                    log.exception(f"handler {handler!r} of {name!r} raised")
