"""Time every workload through btfast and its peers in one run: ``python -m benchmarks.table``."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks import peers_books, peers_inline
from benchmarks.candidates import Follow, Parse
from benchmarks.memory import resident_per_book
from benchmarks.report import Report, environment
from benchmarks.timing import Timing, pin, time_follows, time_parses
from benchmarks.workloads import MESSAGES, STREAMS, message, stream

WORKLOADS = (*MESSAGES, *STREAMS)
MEMORY = "W3-10"  # whose snapshot the books weighed hold


class Ours(NamedTuple):
    """The candidates of btfast by workload; ratios are taken to the first of each."""

    parses: Mapping[str, Sequence[Parse]]
    follows: Mapping[str, Sequence[Follow]]

    def base(self) -> dict[str, str]:
        """Return the name of the candidate that ratios are taken to, by workload."""
        return {workload: rows[0].name for part in self for workload, rows in part.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Time the workloads asked for and print the tables."""
    asked = _parser().parse_args(arguments)
    core = asked.pin if pin(asked.pin) else None
    ours = _ours()
    memory = _memory(ours) if MEMORY in asked.only else {}
    wall, used = perf_counter(), process_time()
    timings = [timing for name in asked.only for timing in _timings(name, ours, asked.rounds)]
    share = (process_time() - used) / (perf_counter() - wall)
    report = Report(environment(core, share, asked.rounds), timings, ours.base(), memory)
    print(report.markdown())
    if asked.markdown:
        asked.markdown.write_text(report.markdown())
    if asked.json:
        asked.json.write_text(json.dumps(report.plain(), indent=1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds, each running every candidate once")
    parser.add_argument("--pin", type=int, default=0, metavar="CORE", help="the core to stay on")
    parser.add_argument("--only", nargs="+", choices=WORKLOADS, default=WORKLOADS, help="workloads to time")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every round here")
    parser.add_argument("--markdown", type=Path, metavar="OUT", help="write the tables here too")
    return parser


def _ours() -> Ours:
    """Return btfast's candidates; none, with a notice, where they cannot be imported."""
    try:
        ours = import_module("benchmarks.ours")
    except ImportError as error:
        print(f"btfast is left out and its peers run alone: {error}", file=sys.stderr)
        return Ours({}, {})
    return Ours(ours.PARSES, ours.FOLLOWS)


def _timings(workload: str, ours: Ours, rounds: int) -> list[Timing]:
    print(f"timing {workload}", file=sys.stderr)
    if workload in STREAMS:
        follows = [*peers_books.peers()[workload], *ours.follows.get(workload, ())]
        return time_follows(workload, stream(workload), follows, rounds)
    parses = [*peers_inline.peers()[workload], *ours.parses.get(workload, ())]
    return time_parses(workload, message(workload), parses, rounds)


def _memory(ours: Ours) -> dict[str, int]:
    snapshot = stream(MEMORY).snapshot
    follows = (*ours.follows.get(MEMORY, ()), *peers_books.peers()[MEMORY])
    sizes = {follow.name: resident_per_book(follow.start, snapshot) for follow in follows}
    return {name: size for name, size in sizes.items() if size is not None}


if __name__ == "__main__":
    main()
