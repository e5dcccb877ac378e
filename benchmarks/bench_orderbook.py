"""Depth messages to arrays: W1, W2 and W4, beside the plain peer of each.

Run with ``pytest benchmarks/bench_orderbook.py``; ``ns_per_level`` is in the extra columns.
"""

from typing import Any

import pytest

from benchmarks.candidates import Parse, is_equal
from benchmarks.ours import PARSES
from benchmarks.peers_inline import peers
from benchmarks.workloads import message
from btfast.containers.orderbooks.binance_orderbook import BinanceRequestOrderBookData

PLAIN = {workload: parses[0] for workload, parses in peers().items()}
CASES = [
    pytest.param(workload, parse, id=f"{workload}-{parse.name}[{kind}]")
    for workload in ("W1", "W2-1000", "W2-5000", "W4")
    for kind, parses in (("compiled", PARSES[workload]), ("reference", [PLAIN[workload]]))
    for parse in parses
]


@pytest.mark.parametrize(("workload", "parse"), CASES)
def bench_read(benchmark: Any, workload: str, parse: Parse) -> None:
    """Read one message."""
    frame, plain = message(workload), PLAIN[workload]
    sides: Any = plain.answer(plain.run(frame))
    assert is_equal(parse.answer(parse.run(frame)), sides)
    benchmark(parse.run, frame)
    benchmark.extra_info["ns_per_level"] = round(benchmark.stats["median"] * 1e9 / sum(map(len, sides)), 1)


def bench_lists(benchmark: Any) -> None:
    """Make the four documented lists of a book whose arrays are there."""
    book = BinanceRequestOrderBookData(message("W1"), "BTC-USDT", "SPOT").init_data()

    def lists() -> list[Any]:
        prices = [book.get_bid_price_list(), book.get_ask_price_list()]
        return [*prices, book.get_bid_volume_list(), book.get_ask_volume_list()]

    assert [len(each) for each in benchmark(lists)] == [20] * 4
