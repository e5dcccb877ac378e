"""Messages to events, containers and columns: W5 to W9, beside the plain peer of each.

Run with ``pytest benchmarks/bench_record.py``; all peers, in turns, are ``python -m benchmarks.table``.
"""

from typing import Any

import pytest

from benchmarks.candidates import Parse, is_equal
from benchmarks.ours import PARSES
from benchmarks.peers_inline import peers
from benchmarks.workloads import message
from btfast.containers.tickers.binance_ticker import BinanceWssTickerData

PLAIN = {workload: parses[0] for workload, parses in peers().items()}
CASES = [
    pytest.param(workload, parse, id=f"{workload}-{parse.name}[{kind}]")
    for workload in ("W5", "W6-agg", "W6-trade", "W7", "W8", "W9")
    for kind, parses in (("compiled", PARSES[workload]), ("reference", [PLAIN[workload]]))
    for parse in parses
]


@pytest.mark.parametrize(("workload", "parse"), CASES)
def bench_read(benchmark: Any, workload: str, parse: Parse) -> None:
    """Read one message."""
    frame, plain = message(workload), PLAIN[workload]
    assert is_equal(parse.answer(parse.run(frame)), plain.answer(plain.run(frame)))
    benchmark(parse.run, frame)


def bench_container_unread(benchmark: Any) -> None:
    """Make a container and read nothing: what a message costs the receiving thread."""
    container = benchmark(BinanceWssTickerData, message("W7"), "BTC-USDT", "SPOT", True)
    assert not container.has_been_init_data
