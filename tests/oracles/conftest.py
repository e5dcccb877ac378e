"""Oracle tests are skipped where their data is absent, and say at the end how many cases they compared."""

from collections.abc import Iterator

import pytest

from tests.oracles.places import ABSENT, DATA
from tests.oracles.tally import TALLY, Tally


@pytest.fixture(autouse=True)
def _oracle_data() -> None:
    """Skip the test where there is no data."""
    if not DATA.is_dir():
        pytest.skip(ABSENT)


@pytest.fixture
def count_case() -> Tally:
    """Counts one passed case when called, or as many as it is told."""
    return TALLY


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.skipped:
        TALLY.skipped += 1
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not TALLY.was_used:
        return
    if terminalreporter.verbosity > 0:
        for note in TALLY.notes:
            terminalreporter.write_line(f"oracles: {note}")
    terminalreporter.write_line(TALLY.summary())
