"""Grants and refusals of the rate window, compiled and plain, on the same calls at the same times.

Run with ``pytest benchmarks/bench_limiter.py``. A round makes CALLS calls; ``ns_per_call`` is in the extra
columns. The plain window walks its whole list in each, so it is slow where much is held. Both give the same
answers first.
"""

from collections.abc import Callable
from typing import Any

import pytest

from btfast._core.limiter import SlidingWindow
from btfast.rate_limiter import RateLimiter, RateLimitRule, RateLimitType
from tests.reference import limiter as reference

INTERVAL = 60_000_000_000  # ns
NOW = 1_000_000_000_000  # ns; passed in, so both windows see the same
CALLS = 100
ROUNDS = 30
STEPS = {"by": "limit", "steps": {100: 5, 500: 25, 1000: 50, 5000: 250}}
WINDOWS: dict[str, Callable[[int, int], Any]] = {
    "compiled": SlidingWindow,
    "reference": reference.SlidingWindow,
}


def _holding(kind: str, entries: int, limit: int) -> Any:
    """Return a window in which `entries` grants of weight 1 lie."""
    window = WINDOWS[kind](INTERVAL, limit)
    if kind == "reference":  # grants that are known to fit
        window.entries = [(NOW - entries + i, 1) for i in range(entries)]
    else:
        for i in range(entries):
            window.try_acquire(1, NOW - entries + i)
    return window


def _ask(window: Any) -> list[bool]:
    ask = window.try_acquire
    return [ask(1, NOW) for _ in range(CALLS)]


def _time(benchmark: Any, ask: Callable[..., Any], fresh: Callable[[], Any]) -> None:
    benchmark.pedantic(ask, setup=lambda: ((fresh(),), {}), rounds=ROUNDS, warmup_rounds=2)
    benchmark.extra_info["ns_per_call"] = round(benchmark.stats.stats.median * 1e9 / CALLS, 1)


@pytest.mark.parametrize("kind", WINDOWS)
@pytest.mark.parametrize("held", [0, 1_200, 6_000])
def bench_grant(benchmark: Any, held: int, kind: str) -> None:
    """Grant with nothing, little and much held."""
    limit = held + CALLS
    assert _ask(_holding(kind, held, limit)) == [True] * CALLS
    _time(benchmark, _ask, lambda: _holding(kind, held, limit))


@pytest.mark.parametrize("kind", WINDOWS)
def bench_refusal(benchmark: Any, kind: str) -> None:
    """Refuse with 6,000 held."""
    assert _ask(_holding(kind, 6_000, 6_000)) == [False] * CALLS
    _time(benchmark, _ask, lambda: _holding(kind, 6_000, 6_000))


def bench_grant_reading_the_clock(benchmark: Any) -> None:
    """Grant as callers do: the window reads CLOCK_MONOTONIC itself."""

    def ask(window: SlidingWindow) -> list[bool]:
        take = window.try_acquire
        return [take(1) for _ in range(CALLS)]

    assert ask(SlidingWindow(INTERVAL, CALLS)) == [True] * CALLS
    _time(benchmark, ask, lambda: SlidingWindow(INTERVAL, CALLS))


@pytest.mark.parametrize("params", [None, {"limit": 100}], ids=["fixed", "by_parameter"])
@pytest.mark.parametrize("rules", [1, 3])
def bench_path(benchmark: Any, rules: int, params: dict[str, int] | None) -> None:
    """Look up the path and grant under one rule, or under three at once."""
    weights = {"GET /api/v3/depth": STEPS if params else 5}
    kind = RateLimitType.SLIDING_WINDOW

    def ask(limiter: RateLimiter) -> list[bool]:
        take = limiter.try_acquire
        return [take("GET /api/v3/depth", None, params) for _ in range(CALLS)]

    def fresh() -> RateLimiter:
        made = [RateLimitRule(f"rule {i}", kind, 60, 5 * CALLS, weight_map=weights) for i in range(rules)]
        return RateLimiter(made)

    assert ask(fresh()) == [True] * CALLS
    _time(benchmark, ask, fresh)
