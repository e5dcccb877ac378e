"""The messages, made once, and a quiet process: one core, and no garbage collector while a case is timed."""

from collections.abc import Callable

import pytest

from benchmarks import workloads
from benchmarks.streams import Stream
from benchmarks.timing import pin


@pytest.fixture(scope="session", autouse=True)
def core() -> int | None:
    """Keep the run on the first core; return it, or None where the system cannot."""
    return 0 if pin(0) else None


@pytest.fixture(scope="session")
def message() -> Callable[[str], bytes]:
    """Return the message of a parse workload by its name."""
    return workloads.message


@pytest.fixture(scope="session")
def stream() -> Callable[[str], Stream]:
    """Return the stream of a book workload by its name."""
    return workloads.stream


def pytest_configure(config: pytest.Config) -> None:
    """Turn the garbage collector off while pytest-benchmark times."""
    config.option.benchmark_disable_gc = True
