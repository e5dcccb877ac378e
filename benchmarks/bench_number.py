"""Numbers from text: the prices and volumes of W1 one by one, and doubles that need all seventeen digits.

Run with ``pytest benchmarks/bench_number.py``; ``ns_per_number`` is in the extra columns. The reference is
Python's float; of the compiled reader this times the call as well, which readers of whole messages do not make.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import orjson
import pytest

from benchmarks.workloads import SEED, message
from btfast._core.number import parse_number

READERS: dict[str, Callable[[str], float]] = {"compiled": parse_number, "reference": float}


def _levels() -> list[str]:
    depth = orjson.loads(message("W1"))
    return [text for side in ("bids", "asks") for level in depth[side] for text in level]


def _doubles() -> list[str]:
    random = Random(SEED)
    return [repr(random.lognormvariate(0, 40)) for _ in range(80)]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("texts", [_levels(), _doubles()], ids=["levels", "doubles"])
def bench_number(benchmark: Any, texts: list[str], name: str) -> None:
    """Read every text of a list."""
    assert [READERS[name](text) for text in texts] == [float(text) for text in texts]
    benchmark(lambda read: [read(text) for text in texts], READERS[name])
    benchmark.extra_info["ns_per_number"] = round(benchmark.stats["median"] * 1e9 / len(texts), 1)
