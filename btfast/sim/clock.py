"""The venue's clock, which can be set wrong on request."""

import time


class Clock:
    """Milliseconds since 1970, plus `offset`."""

    def __init__(self) -> None:
        self.offset = 0

    def now(self) -> int:
        """Return the venue's time in ms."""
        return time.time_ns() // 1_000_000 + self.offset
