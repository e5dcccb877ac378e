"""A sliding window, slow and obvious: a list of (stamp, weight), searched from end to end every time."""

from collections.abc import Sequence

Entry = tuple[int, int]  # stamp in ns, weight


class SlidingWindow:
    """What ``btfast._core.limiter.SlidingWindow`` must do; times are always passed in."""

    def __init__(self, interval_ns: int, limit: int) -> None:
        self.interval_ns = interval_ns
        self.limit = limit
        self.entries: list[Entry] = []

    def try_acquire(self, weight: int, now_ns: int) -> bool:
        """Book `weight` now if that is the first time at which it fits."""
        if self.earliest(weight, now_ns) > now_ns:
            return False
        self.entries.append((now_ns, weight))
        return True

    def reserve(self, weight: int, now_ns: int) -> int:
        """Book the first time at which `weight` fits; return the ns until then."""
        at = self.earliest(weight, now_ns)
        self.entries.append((at, weight))
        return at - now_ns

    def give_back(self, weight: int, at_ns: int) -> bool:
        """Remove the newest entry if it is this one."""
        if not self.entries or self.entries[-1] != (at_ns, weight):
            return False
        self.entries.pop()
        return True

    def used(self, now_ns: int) -> int:
        """Return the weight of the entries that count now."""
        return weight_in(self.entries, now_ns - self.interval_ns, now_ns)

    def raise_used(self, used: int, now_ns: int) -> None:
        """Add an entry now that brings what counts up to `used`."""
        missing = min(used, self.limit) - self.used(now_ns)
        if missing > 0:
            self.entries.append((now_ns, missing))
            self.entries.sort(key=lambda entry: entry[0])

    def earliest(self, weight: int, now_ns: int) -> int:
        """Return the first time, not before now nor any entry, at which `weight` fits."""
        begin = max([now_ns, *(stamp for stamp, _ in self.entries[-1:])])
        expiries = {stamp + self.interval_ns for stamp, _ in self.entries}
        times = sorted({begin} | {time for time in expiries if time > begin})
        return next(t for t in times if self._before(t) + weight <= self.limit)

    def _before(self, at_ns: int) -> int:
        return weight_in(self.entries, at_ns - self.interval_ns, at_ns)


def weight_in(entries: Sequence[Entry], after_ns: int, until_ns: int) -> int:
    """Return the weight of the entries in (after, until]."""
    return sum(weight for stamp, weight in entries if after_ns < stamp <= until_ns)


def heaviest_window(entries: Sequence[Entry], interval_ns: int) -> int:
    """Return the most weight that any window [t, t + interval) holds."""
    return max((weight_in(entries, stamp - 1, stamp + interval_ns - 1) for stamp, _ in entries), default=0)
