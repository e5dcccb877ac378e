"""Steps through JSON without building objects, beside the standard library's json doing the same.

Run with ``pytest benchmarks/bench_scan.py``.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from benchmarks.workloads import message
from btfast._core.scan import Peek, split, validate

WAYS = ["compiled", "reference"]
ROUTE = Peek("e", "s")


def _route(frame: bytes) -> tuple[Any, ...]:
    decoded = json.loads(frame)
    return decoded["e"], decoded["s"]


def _elements(body: bytes) -> list[bytes]:
    return [json.dumps(symbol, separators=(",", ":")).encode() for symbol in json.loads(body)["symbols"]]


def _time(benchmark: Any, name: str, ways: Mapping[str, Callable[[bytes], Any]], frame: bytes) -> None:
    """Time one way to read a frame after both gave the same answer."""
    assert ways["compiled"](frame) == ways["reference"](frame)
    benchmark(ways[name], frame)


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("workload", ["W5", "W2-1000", "W9"])
def bench_validate(benchmark: Any, workload: str, name: str) -> None:
    """Check that a message is JSON; the reference builds it."""
    ways: dict[str, Callable[[bytes], Any]] = {
        "compiled": validate,
        "reference": lambda frame: None if json.loads(frame) else False,
    }
    _time(benchmark, name, ways, message(workload))


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("workload", ["W6-agg", "W7"])
def bench_peek(benchmark: Any, workload: str, name: str) -> None:
    """Find event type and symbol, to know where a frame goes."""
    _time(benchmark, name, {"compiled": ROUTE, "reference": _route}, message(workload))


@pytest.mark.parametrize("name", WAYS)
def bench_split(benchmark: Any, name: str) -> None:
    """Cut an answer into its symbols."""
    ways = {"compiled": lambda body: split(body, "symbols"), "reference": _elements}
    _time(benchmark, name, ways, message("W9"))
