"""Interleaved timing: in every round each candidate runs once, so that a disturbance meets them all alike.

The first candidate of a workload is the plain one; nothing is timed until all others have given its answer.
"""

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter_ns
from timeit import Timer

import numpy as np

from benchmarks.candidates import Follow, Maintained, Parse, is_equal
from benchmarks.streams import Stream

SLICE = 20_000_000  # ns for which a parse runs in one round
PASSES = 5  # of a stream in one round, each through a fresh book


@dataclass
class Timing:
    """What one candidate took: ns a message, a value for each round."""

    workload: str
    candidate: str
    levels: int = 0  # in each message of a stream
    rounds: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)  # of the single messages of a stream
    p99: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Return the median round, in ns a message."""
        return median(self.rounds)

    @property
    def minimum(self) -> float:
        """Return the fastest round, in ns a message."""
        return min(self.rounds)


def pin(core: int) -> bool:
    """Keep this process on `core`; return False where the system offers no such call or no such core."""
    if not hasattr(os, "sched_setaffinity") or core not in os.sched_getaffinity(0):
        return False
    os.sched_setaffinity(0, {core})
    return True


def require_equal(workload: str, answers: Mapping[str, object]) -> None:
    """Raise ValueError unless all `answers` equal the first."""
    plain, expected = next(iter(answers.items()))
    for name, answer in answers.items():
        if not is_equal(answer, expected):
            raise ValueError(f"{workload}: the answer of {name!r} is not that of {plain!r}")


def time_parses(workload: str, message: bytes, parses: Sequence[Parse], rounds: int) -> list[Timing]:
    """Time `parses` on one message, the plain one first, after comparing their answers."""
    require_equal(workload, {parse.name: parse.answer(parse.run(message)) for parse in parses})
    timers = [_timer(parse, message) for parse in parses]
    repeats = [_repeats(timer) for timer in timers]
    timings = [Timing(workload, parse.name) for parse in parses]
    for _ in range(rounds):
        for timer, count, timing in zip(timers, repeats, timings, strict=True):
            timing.rounds.append(timer.timeit(count) / count)
    return timings


def time_follows(workload: str, stream: Stream, follows: Sequence[Follow], rounds: int) -> list[Timing]:
    """Time `follows` over a stream, the plain one first, after comparing their answers to every message."""
    require_equal(workload, {follow.name: follow.moments(stream) for follow in follows})
    timings = [Timing(workload, follow.name, stream.levels) for follow in follows]
    for _ in range(rounds):
        for follow, timing in zip(follows, timings, strict=True):
            _time_round(follow, stream, timing)
    return timings


def _timer(parse: Parse, message: bytes) -> Timer:
    return Timer("run(message)", globals={"run": parse.run, "message": message}, timer=perf_counter_ns)


def _repeats(timer: Timer) -> int:
    count, elapsed = 1, timer.timeit(1)
    while elapsed < SLICE / 10:
        count *= 4
        elapsed = timer.timeit(count)
    return max(1, round(count * SLICE / elapsed))


def _time_round(follow: Follow, stream: Stream, timing: Timing) -> None:
    with _no_collector():
        walks = [_walk(follow.start(stream.snapshot), stream.messages) for _ in range(PASSES)]
        laps = _laps(follow.start(stream.snapshot), stream.messages)
    timing.rounds.append(sum(walks) / PASSES / len(stream.messages))
    p50, p99 = np.percentile(laps, [50, 99])
    timing.p50.append(float(p50))
    timing.p99.append(float(p99))


@contextmanager
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _walk(book: Maintained, messages: Sequence[bytes]) -> int:
    apply, best = book.apply, book.best
    start = perf_counter_ns()
    for message in messages:
        apply(message)
        best()
    return perf_counter_ns() - start


def _laps(book: Maintained, messages: Sequence[bytes]) -> list[int]:
    apply, best = book.apply, book.best
    laps = []
    for message in messages:
        start = perf_counter_ns()
        apply(message)
        best()
        laps.append(perf_counter_ns() - start)
    return laps
