"""History: bars of a range, asked for page by page to the end, and what is missing among them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from btfast.containers.bars.bar import BarSequence
from btfast.error_framework import UnifiedError
from btfast.exceptions import DataGapError, DataParseError, RateLimitError, TransportError
from btfast.feeds.verbs.verbs import BARS
from btfast.functions.periods import period_bounds

Page = Callable[..., Any]  # start_time=, end_time=, count= -> the answer to one request


@dataclass(frozen=True, slots=True)
class Span:
    """A range of bars by their opening: ms since the epoch, both ends included; `count` is the most of them.

    `is_first` tells whether the first or the last `count` are meant.
    """

    start: int
    end: int
    count: int | None
    is_first: bool = True

    @classmethod
    def read(cls, period: str, now: int, start: int | None, end: int | None, count: int | None) -> "Span":
        """Return the range that these keywords of a verb mean; what is not told is reckoned from the rest."""
        if start is not None and end is not None:
            return cls(start, end, count)
        count = BARS if count is None else count
        greatest = period_bounds(period)[1]
        if start is not None:
            return cls(start, start + count * greatest - 1, count)
        end = now if end is None else end  # the bar of now may not have begun
        return cls(end - (count + 1) * greatest + 1, end, count, is_first=False)


@dataclass(slots=True)
class BarHistory:
    """The bars of a range, as far as they were read.

    Args:
        name: What is asked, for messages.
        ask: Makes one request.
        period: Our name of the bars' length.
        span: The range.
        limit: The most bars of a page.
        now: ms since the epoch; what has not ended by then is not missed.
        is_backward: Whether the venue pages back from the newest bar.
    """

    name: str
    ask: Page
    period: str
    span: Span
    limit: int
    now: int
    is_backward: bool = False
    rows: dict[int, bytes] = field(default_factory=dict)  # by the time of opening
    answer: Any = None  # the last
    _shape: tuple[Any, ...] = ()  # container, symbol, asset type

    def read(self) -> None:
        """Read all pages.

        Raises:
            DataGapError: A bar is missing, or a page after the first did not come; what was read is in it.
        """
        for _ in self.pages():
            pass
        self.check()

    def pages(self) -> Iterator[list[bytes]]:
        """Read page by page, on from the rows that are there, and yield the new rows of each.

        Raises:
            UnifiedError, TransportError, RateLimitError: The first page did not come.
            DataGapError: A later one did not.
        """
        step = self._ask_back if self.is_backward else self._ask_on
        while not self._is_whole():
            try:
                new = self._take(step())
            except (UnifiedError, TransportError, RateLimitError, DataParseError) as error:
                if not self.rows:
                    raise
                raise self._gap(self.missing(), f"a page did not come: {error}") from error
            if not new:
                return
            yield list(new.values())

    def add(self, bars: BarSequence) -> dict[int, bytes]:
        """Take the bars of the range over, and return those that are new."""
        self._shape = (bars.container, bars.symbol_name, bars.asset_type)
        times = bars.open_time.astype("int64").tolist()
        inside = {time: row for time, row in zip(times, bars.rows, strict=True) if self._holds(time)}
        new = {time: row for time, row in inside.items() if time not in self.rows}
        self.rows |= new
        return new

    def take_rows(self, rows: list[bytes], extra_data: Mapping[str, Any]) -> None:
        """Take over rows that were read before."""
        container = extra_data["normalize_function"].container
        names = (extra_data["symbol_name"], extra_data["asset_type"])
        self.add(BarSequence.of_rows(container, rows, *names))

    def bars(self) -> BarSequence:
        """Return what was read, oldest first."""
        container, symbol_name, asset_type = self._shape
        rows = [self.rows[time] for time in self._times()]
        return BarSequence.of_rows(container, rows, symbol_name, asset_type)

    def missing(self) -> list[tuple[int, int]]:
        """Return the ranges in which bars should open and none does, ms since the epoch, ends included."""
        least, greatest = period_bounds(self.period)
        times = self._times()
        if not times:
            last_open = min(self.span.end, self.now - greatest)
            return [(self.span.start, self.span.end)] if self.span.start + greatest <= last_open else []
        holes = [(a + least, b - 1) for a, b in pairwise(times) if b - a > greatest]
        is_full = self.span.count is not None and len(times) == self.span.count
        if times[0] - greatest >= self.span.start and (self.span.is_first or not is_full):
            holes.insert(0, (self.span.start, times[0] - 1))
        end = min(self.span.end, self.now - greatest)
        if times[-1] + greatest <= end and not (self.span.is_first and is_full):
            holes.append((times[-1] + least, end))
        return holes

    def check(self) -> None:
        """Raise `DataGapError` if there is a hole."""
        missing = self.missing()
        if missing:
            raise self._gap(missing, "they did not come")

    def _ask_on(self) -> Any:
        start = max(self.rows) + 1 if self.rows else self.span.start
        return self.ask(start_time=start, end_time=self.span.end, count=self.limit)

    def _ask_back(self) -> Any:
        end = min(self.rows) - 1 if self.rows else self.span.end
        return self.ask(end_time=end, count=self.limit)

    def _take(self, answer: Any) -> dict[int, bytes]:
        self.answer = answer
        if answer.error is not None:
            raise answer.error
        return self.add(answer.data)

    def _is_whole(self) -> bool:
        least, _ = period_bounds(self.period)
        if not self.rows:
            return False
        if self.is_backward:
            return min(self.rows) - least < self.span.start
        is_full = self.span.is_first and self.span.count is not None and len(self.rows) >= self.span.count
        return is_full or max(self.rows) + least > min(self.span.end, self.now)

    def _holds(self, time: int) -> bool:
        return self.span.start <= time <= self.span.end

    def _times(self) -> list[int]:
        times = sorted(self.rows)
        if self.span.count is None:
            return times
        return times[: self.span.count] if self.span.is_first else times[-self.span.count :]

    def _gap(self, missing: list[tuple[int, int]], reason: str) -> DataGapError:
        first, last = missing[0] if missing else (self.span.start, self.span.end)
        more = f" and {len(missing) - 1} more ranges" if len(missing) > 1 else ""
        ends = f"{_utc(first)} to {_utc(last)}{more}"
        data = self.bars() if self._shape else None
        return DataGapError(f"{self.name}: no bars from {ends}: {reason}", missing or [(first, last)], data)


def _utc(time: int) -> str:
    return datetime.fromtimestamp(time / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
