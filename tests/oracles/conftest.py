"""Counts the oracle cases and says at the end how many passed and how many were skipped."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.oracles.places import ABSENT, ROOT

COUNTS: Counter[str] = Counter()


@pytest.fixture
def count_case() -> Callable[[], None]:
    """Count one passed case."""

    def count() -> None:
        COUNTS["passed"] += 1

    return count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print both counts."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "oracles" in report.nodeid]
    if not ROOT.is_dir():
        terminalreporter.write_line(f"oracles: 0 cases passed, {len(skipped)} tests skipped: {ABSENT}")
    else:
        terminalreporter.write_line(f"oracles: {COUNTS['passed']} cases passed, {len(skipped)} tests skipped")
