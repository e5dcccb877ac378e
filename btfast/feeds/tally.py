"""Tally: what goes wrong in a feed that goes on, counted, and logged once a kind."""

import logging
from collections import Counter
from collections.abc import Callable

from btfast.error_framework import UnifiedError

log = logging.getLogger("btfast.ws")


class Tally:
    """Counts of one feed.

    Args:
        name: Whose, in the log.
        on_error: Called with what the venue refused.
    """

    def __init__(self, name: str, on_error: Callable[[UnifiedError], object] | None = None) -> None:
        self.counters: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.last_bad_frame: bytes | None = None
        self._name = name
        self._on_error = on_error
        self._logged: set[tuple[str, str]] = set()

    def count(self, what: str) -> None:
        """Count something that happened."""
        self.counters[what] += 1

    def bad_frame(self, frame: bytes, error: Exception) -> None:
        """Count a frame that could not be read, and keep it."""
        self.counters["bad_frames"] += 1
        self.last_bad_frame = frame
        self._note("frame", error)

    def callback_error(self, topic: str, error: BaseException) -> None:
        """Count what a callback raised."""
        self.counters["callback_errors"] += 1
        self._note(f"callback of {topic}", error)

    def refused(self, error: UnifiedError) -> None:
        """Count what the venue refused, and say so."""
        self.counters["refused"] += 1
        self.errors[error.error_type.value] += 1
        log.error(f"refused: {error} {error.context}")
        if self._on_error is not None:
            try:
                self._on_error(error)
            except Exception as mistake:  # a user's mistake must not end the feed
                self.callback_error("on_error", mistake)

    def _note(self, what: str, error: BaseException) -> None:
        kind = type(error).__name__
        self.errors[kind] += 1
        if (what, kind) not in self._logged:
            self._logged.add((what, kind))
            log.error(f"{self._name}: {what}: {error!r}", exc_info=error)
