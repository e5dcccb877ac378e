"""OKX's book channels: what listeners hold, and its changes (www.okx.com/docs-v5, "Order book channel")."""

import time
import zlib
from typing import Any

from btfast.sim.engine import ASK, BID, Levels
from btfast.sim.hub import dumps
from btfast.sim.listing import Listing
from btfast.sim.okx import levels
from btfast.sim.venue import Market

_CHECKED_LEVELS = 25

Held = tuple[dict[int, int], dict[int, int]]


class View:
    """The best `count` levels as the listeners of one channel hold them, and the number of the last update.

    Args:
        arg: The subscription, as JSON.
        keep_alive: Seconds without a change before an empty update is sent.
        has_checksum: Send the CRC32 instead of 0.
    """

    def __init__(self, market: Market, count: int, arg: str, keep_alive: float, has_checksum: bool) -> None:
        self._instrument = market.instrument
        self._clock = market.clock
        self._count = count
        self._arg = arg
        self._keep_alive = keep_alive
        self._has_checksum = has_checksum
        self._spoke = time.monotonic()
        self._sequence = self._instrument.sequence
        self._held = self._now()

    def snapshot(self) -> str:
        """Return what a newcomer gets: the levels that the next update changes."""
        if self._instrument.replays:
            self._sequence, self._held = self._instrument.sequence, self._now()
        return self._frame("snapshot", [sort(held, side) for side, held in enumerate(self._held)], -1)

    def update(self, _: object) -> str | None:
        """Return the changes since the last update; after a long silence, that there are none."""
        now = self._now()
        changes = [
            _changes(old, new, side) for side, (old, new) in enumerate(zip(self._held, now, strict=True))
        ]
        if not any(changes):
            is_due = time.monotonic() - self._spoke >= self._keep_alive
            return self.nothing_new(None) if is_due else None
        previous, self._sequence, self._held = self._sequence, self._instrument.sequence, now
        return self._frame("update", changes, previous)

    def nothing_new(self, _: object) -> str:
        """Return the empty update whose number is that of the last one."""
        return self._frame("update", [[], []], self._sequence)

    def replayed(self, frame: dict[str, Any]) -> str:
        """Return a captured frame, its checksum set to 0 unless checksums are wanted."""
        inner = frame["data"][0]
        if not self._has_checksum:
            inner = inner | {"checksum": 0}
        return f'{{"arg":{self._arg},"action":"{frame["action"]}","data":{dumps([inner])}}}'

    def _now(self) -> Held:
        bids, asks = self._instrument.book
        return dict(bids.top(self._count)), dict(asks.top(self._count))

    def _frame(self, action: str, sides: list[Levels], previous: int) -> str:
        self._spoke = time.monotonic()
        row = {
            "asks": levels(self._instrument, sides[ASK]),
            "bids": levels(self._instrument, sides[BID]),
            "ts": str(self._clock.now()),
            "checksum": checksum(self._instrument.listing, self._held) if self._has_checksum else 0,
            "prevSeqId": previous,
            "seqId": self._sequence,
        }
        return f'{{"arg":{self._arg},"action":"{action}","data":{dumps([row])}}}'


def checksum(listing: Listing, held: Held) -> int:
    """Return the signed CRC32 of the best 25 levels, bid and ask in turn (the rule before 2026-06)."""
    bids, asks = (sort(side, number)[:_CHECKED_LEVELS] for number, side in enumerate(held))
    parts: list[str] = []
    for rank in range(_CHECKED_LEVELS):
        parts += [
            f"{listing.price.text(p)}:{listing.size.text(s)}"
            for p, s in bids[rank : rank + 1] + asks[rank : rank + 1]
        ]
    value = zlib.crc32(":".join(parts).encode())
    return value - 2**32 if value >= 2**31 else value


def sort(held: dict[int, int], side: int) -> Levels:
    """Return levels, best first."""
    return sorted(held.items(), reverse=side == BID)


def _changes(old: dict[int, int], new: dict[int, int], side: int) -> Levels:
    changed = {price: size for price, size in new.items() if old.get(price) != size}
    return sort(changed | {price: 0 for price in old if price not in new}, side)
