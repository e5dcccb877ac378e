"""How each venue counts requests: Binance in aligned windows, OKX in the last two seconds."""

import time
from collections import deque
from collections.abc import Callable


class WeightLimit:
    """Weight per address in an aligned window; going on after refusals earns a ban.

    Args:
        limit: Weight that fits in a window.
        ban_after: Refusals in one window before the ban.
        ban_seconds: Length of the ban.
        window: Length of the window, s.
        now: Tells the time in s since 1970.
    """

    def __init__(
        self,
        limit: int,
        ban_after: int,
        ban_seconds: float,
        window: int = 60,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.limit = limit
        self._ban_after, self._ban_seconds, self._window = ban_after, ban_seconds, window
        self._now = now
        self._start = 0
        self._used: dict[str, int] = {}
        self._refused: dict[str, int] = {}
        self._banned: dict[str, float] = {}

    def used(self, address: str) -> int:
        """Return the weight used in this window."""
        self._turn()
        return self._used.get(address, 0)

    def spend(self, address: str, weight: int) -> int:
        """Count a request; return its status: 200, 429 (over the limit) or 418 (banned)."""
        self._turn()
        if self._banned.get(address, 0.0) > self._now():
            return 418
        self._used[address] = self._used.get(address, 0) + weight
        if self._used[address] <= self.limit:
            return 200
        self._refused[address] = self._refused.get(address, 0) + 1
        if self._refused[address] <= self._ban_after:
            return 429
        self._banned[address] = self._now() + self._ban_seconds
        return 418

    def wait(self, address: str) -> float:
        """Return the seconds until a refused address may ask again."""
        now = self._now()
        banned = self._banned.get(address, 0.0)
        return (banned if banned > now else self._start + self._window) - now

    def usage(self) -> dict[str, int]:
        """Return the weight used in this window by address."""
        self._turn()
        return dict(self._used)

    def _turn(self) -> None:
        start = int(self._now()) // self._window * self._window
        if start != self._start:
            self._start = start
            self._used.clear()
            self._refused.clear()


class RecentLimit:
    """Requests per key in the last `window` seconds; `now` tells a time in s that only grows."""

    def __init__(self, window: float, now: Callable[[], float] = time.monotonic) -> None:
        self._window = window
        self._now = now
        self._times: dict[str, deque[float]] = {}

    def spend(self, key: str, limit: int) -> bool:
        """Count a request if it fits; return whether it did."""
        now = self._now()
        times = self._times.setdefault(key, deque())
        while times and times[0] <= now - self._window:
            times.popleft()
        if len(times) >= limit:
            return False
        times.append(now)
        return True

    def usage(self) -> dict[str, int]:
        """Return how many requests are still counted, by key."""
        return {key: len(times) for key, times in self._times.items()}
