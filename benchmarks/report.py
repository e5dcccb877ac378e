"""The tables of a run, in Markdown, and the machine and versions they belong to."""

import platform
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path
from statistics import median

from benchmarks.timing import Timing

PACKAGES = ("btfast", "numpy", "orjson", "msgspec", "sortedcontainers")
CPUINFO = Path("/proc/cpuinfo")
PARSE_HEAD = ("workload", "candidate", "median ns", "min ns", "÷ btfast")
STREAM_HEAD = ("workload", "candidate", "median ns", "min ns", "ns per level", "p50 ns", "p99 ns", "÷ btfast")
MEMORY_HEAD = ("book of 5,000 levels a side", "resident KB")


@dataclass(frozen=True)
class Report:
    """All that one run found."""

    environment: Mapping[str, str]
    timings: Sequence[Timing]
    base: Mapping[str, str]  # workload -> the candidate of btfast to which ratios are taken
    memory: Mapping[str, int]  # candidate -> resident bytes of a book

    def markdown(self) -> str:
        """Return the machine, then parses, streams and memory; of each workload the fastest first."""
        parses = [self._row(timing, []) for timing in self._sorted() if not timing.levels]
        streams = [self._row(timing, _stream_cells(timing)) for timing in self._sorted() if timing.levels]
        memory = [(name, f"{size / 1000:,.0f}") for name, size in self.memory.items()]
        facts = "\n".join(f"- {name}: {value}" for name, value in self.environment.items())
        tables = (_table(PARSE_HEAD, parses), _table(STREAM_HEAD, streams), _table(MEMORY_HEAD, memory))
        return "\n\n".join([facts, *filter(None, tables)]) + "\n"

    def plain(self) -> dict[str, object]:
        """Return the whole as JSON takes it, every round included."""
        return asdict(self)

    def _sorted(self) -> list[Timing]:
        groups = groupby(self.timings, key=lambda timing: timing.workload)
        return [timing for _, group in groups for timing in sorted(group, key=lambda timing: timing.median)]

    def _row(self, timing: Timing, more: Iterable[str]) -> Sequence[str]:
        figures = (f"{timing.median:,.0f}", f"{timing.minimum:,.0f}", *more, self._ratio(timing))
        return timing.workload, timing.candidate, *figures

    def _ratio(self, timing: Timing) -> str:
        for other in self.timings:
            if (other.workload, other.candidate) == (timing.workload, self.base.get(timing.workload)):
                return f"{timing.median / other.median:.2f}"
        return "-"


def environment(core: int | None, share: float, rounds: int) -> dict[str, str]:
    """Return what figures depend on: processor, interpreter and how it was built, versions, and the core."""
    return {
        "processor": _processor(),
        "system": platform.platform(),
        "interpreter": f"{platform.python_implementation()} {platform.python_version()}",
        "CONFIG_ARGS": str(sysconfig.get_config_var("CONFIG_ARGS")),
        "versions": ", ".join(f"{package} {_version(package)}" for package in PACKAGES),
        "core": f"{'not pinned' if core is None else f'pinned to {core}'}, held {share:.0%} of the time",
        "rounds": str(rounds),
    }


def _processor() -> str:
    if CPUINFO.exists():
        for line in CPUINFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _stream_cells(timing: Timing) -> list[str]:
    figures = (timing.median / timing.levels, median(timing.p50), median(timing.p99))
    return [f"{figure:,.0f}" for figure in figures]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, or nothing where there are no rows."""
    if not rows:
        return ""
    rule = ["---", "---"] + ["---:"] * (len(head) - 2) if len(head) > 2 else ["---", "---:"]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
