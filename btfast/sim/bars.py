"""Bars of any period: a history that is a function of time, joined to the trades of this run.

Opens, closes and volumes of the history add up over periods; how far a bar reaches beyond its open and
close is its own.
"""

import math
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from btfast.sim.engine import Group, Instrument

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
_WEEK_ANCHOR = 4 * DAY  # 1970-01-05 was a Monday
_SECONDS_KEPT = 3600
_WAVES = ((0.02, 29.53 * DAY), (0.008, 3.7 * DAY), (0.003, 7.3 * HOUR), (0.001, 41.0 * MINUTE))
_VOLUME_PER_MS = 0.02  # mean lots' worth of 5000 quote units
_TAKER_SHARE = 0.48


@dataclass(frozen=True, slots=True)
class Period:
    """A length of bars: `length` in ms, or `months`; `shift` moves the opening from UTC, in ms."""

    length: int
    months: int = 0
    shift: int = 0

    def floor(self, time: int) -> int:
        """Return when the bar that holds `time` opened, in ms."""
        local = time + self.shift
        if self.months:
            return _month(local, self.months, 0) - self.shift
        anchor = _WEEK_ANCHOR if self.length % (7 * DAY) == 0 else 0
        return (local - anchor) // self.length * self.length + anchor - self.shift

    def after(self, start: int) -> int:
        """Return when the bar after the one opened at `start` opens, in ms."""
        if self.months:
            return _month(start + self.shift, self.months, 1) - self.shift
        return start + self.length


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar from `start` to `end` (exclusive), ms; prices in ticks, volumes in lots.

    Quotes are in ticks times lots. `last` is the number of its last trade, -1 before this run.
    """

    start: int
    end: int
    open: int
    high: int
    low: int
    close: int
    volume: int = 0
    quote: int = 0
    count: int = 0
    taker: int = 0
    taker_quote: int = 0
    last: int = -1


class Bars:
    """The bars of one instrument.

    Args:
        instrument: Its trades are followed from now on.
        seed: Chooses the history.
        born: When this run began, ms; earlier bars come from the history.
    """

    def __init__(self, instrument: Instrument, seed: int, born: int) -> None:
        listing = instrument.listing
        self._name = f"{seed}/{listing.venue}/{listing.product}/{listing.symbol}"
        self._base = listing.start
        self._born = born
        self._minutes: dict[int, Bar] = {}
        self._seconds: dict[int, Bar] = {}
        self._last = instrument.last.price
        self._per_ms = _VOLUME_PER_MS * 5000 / listing.worth
        self._phases = [self._chance(f"phase{i}") * math.tau for i in range(len(_WAVES) + 1)]
        instrument.watch("trade", self._on_trade)

    def bar(self, start: int, end: int) -> Bar:
        """Return the bar from `start` to `end`, ms."""
        if end <= self._born:
            return self._history(start, end)
        buckets, length = (self._seconds, SECOND) if end - start < MINUTE else (self._minutes, MINUTE)
        parts = [self._history(start, self._born)] if start < self._born else []
        parts += [buckets[t] for t in self._range(start, end, length) if t in buckets]
        if not parts:
            return Bar(start, end, self._last, self._last, self._last, self._last)
        return replace(_merged(parts), start=start, end=end)

    def day(self, now: int) -> Bar:
        """Return the last 24 hours up to `now`, ms."""
        return self.bar(now - DAY, now + 1)

    def _range(self, start: int, end: int, length: int) -> range:
        return range(max(start, self._born) // length * length, end, length)

    def _on_trade(self, group: Group) -> None:
        for buckets, length in ((self._minutes, MINUTE), (self._seconds, SECOND)):
            start = group.time // length * length
            seen = buckets.get(start)
            bar = _of_group(group, start, start + length)
            buckets[start] = _merged([seen, bar]) if seen else bar
        if len(self._seconds) > _SECONDS_KEPT:
            del self._seconds[next(iter(self._seconds))]
        self._last = group.price

    def _history(self, start: int, end: int) -> Bar:
        opening, closing = self._price(start), self._price(end)
        reach = self._base * 0.0004 * math.sqrt(max(end - start, SECOND) / MINUTE)
        volume = self._volume(end) - self._volume(start)
        middle = (opening + closing) // 2
        taker = int(volume * _TAKER_SHARE)
        return Bar(
            start,
            end,
            opening,
            max(opening, closing) + int(reach * self._chance(f"high{start // MINUTE}")),
            max(1, min(opening, closing) - int(reach * self._chance(f"low{start // MINUTE}"))),
            closing,
            volume,
            volume * middle,
            max(1, (end - start) // 400),
            taker,
            taker * middle,
        )

    def _price(self, time: int) -> int:
        share = sum(
            size * math.sin(time / length * math.tau + self._phases[i])
            for i, (size, length) in enumerate(_WAVES)
        )
        return round(self._base * (1 + share))

    def _volume(self, time: int) -> int:
        wave = 6 * HOUR
        return int(
            self._per_ms
            * (time + 0.6 * wave / math.tau * math.sin(time / wave * math.tau + self._phases[-1]))
        )

    def _chance(self, what: str) -> float:
        return zlib.crc32(f"{self._name}/{what}".encode()) / 2**32


def _of_group(group: Group, start: int, end: int) -> Bar:
    price, size = group.price, group.size
    taker = 0 if group.buyer_is_maker else size
    count = group.last - group.first + 1
    return Bar(
        start, end, price, price, price, price, size, size * price, count, taker, taker * price, group.last
    )


def _merged(parts: list[Bar]) -> Bar:
    return Bar(
        parts[0].start,
        parts[-1].end,
        parts[0].open,
        max(part.high for part in parts),
        min(part.low for part in parts),
        parts[-1].close,
        sum(part.volume for part in parts),
        sum(part.quote for part in parts),
        sum(part.count for part in parts),
        sum(part.taker for part in parts),
        sum(part.taker_quote for part in parts),
        parts[-1].last,
    )


def _month(time: int, months: int, ahead: int) -> int:
    at = datetime.fromtimestamp(time / 1000, UTC)
    serial = (at.year * 12 + at.month - 1) // months * months + ahead * months
    return int(datetime(serial // 12, serial % 12 + 1, 1, tzinfo=UTC).timestamp() * 1000)
