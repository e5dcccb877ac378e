"""The local venue as a process: where it is, how it ends, what it imports, how deterministic it is."""

import json
import subprocess
import sys
from typing import Any

import pytest
import requests

from btfast.sim.fixture import local_venue
from btfast.sim.settings import Settings, options

COMMAND = [sys.executable, "-m", "btfast.sim", "--symbols=BTC-USDT"]


def start(*more: str) -> tuple[subprocess.Popen[bytes], Any]:
    """Start a venue and return it with what it said."""
    process = subprocess.Popen([*COMMAND, *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def finish(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Return status and whatever else was said."""
    rest, _ = process.communicate(timeout=10)
    return process.returncode, rest


def test_it_says_where_it_is_on_one_line_and_ends_on_a_signal() -> None:
    process, said = start()
    assert set(said) == {"rest", "wss", "products", "pid"}
    assert said["pid"] == process.pid
    assert said["rest"].startswith("http://127.0.0.1:")
    for place in (said, said["products"]["BINANCE___COIN_M"]):
        assert place["wss"] == place["rest"].replace("http", "ws")
    assert said["products"]["BINANCE___COIN_M"]["rest"] != said["rest"]
    process.terminate()
    assert finish(process) == (0, b"")


def test_it_ends_when_it_is_asked_to() -> None:
    process, said = start()
    assert requests.post(f"{said['rest']}/sim/shutdown", timeout=5).json() == {"stopped": True}
    assert finish(process) == (0, b"")


def test_it_ends_when_its_parent_closes_the_pipe() -> None:
    process, _ = start("--parent-pipe")
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None
    assert finish(process) == (0, b"")


def test_it_imports_nothing_of_btfast_but_itself() -> None:
    code = (
        "import sys, btfast.sim.server, btfast.sim.fixture\n"
        "own = {name for name in sys.modules if name.startswith('btfast.')} - {'btfast._version'}\n"
        "print([name for name in own if not name.startswith('btfast.sim')])"
    )
    said = subprocess.check_output([sys.executable, "-c", code]).decode().strip()
    assert said == "[]"


def test_every_setting_can_be_given_and_is_explained() -> None:
    assert {name for name, _, _ in options()} == set(Settings.__slots__)
    assert all(text for _, _, text in options())


@pytest.mark.parametrize(
    "wrong",
    [{"rate": 0}, {"interval_ms": -1}, {"capture": "file"}, {"colour": "red"}, {"symbols": "BTCUSDT"}],
)
def test_a_wrong_setting_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Settings(**wrong)  # type: ignore[arg-type]


def test_two_runs_of_a_seed_begin_with_the_same_books_and_history() -> None:
    def content(seed: int) -> list[object]:
        with local_venue(seed=seed, symbols="BTC-USDT", rate=0.01) as venue:
            books = [
                venue.book(*place) for place in (("binance", "swap", "BTCUSDT"), ("okx", "spot", "BTC-USDT"))
            ]
            bars = venue.get(
                "/api/v3/klines", symbol="BTCUSDT", interval="1h", startTime=1_780_000_000_000, limit=5
            )
            return [*books, bars]

    first = content(4)
    assert content(4) == first
    assert content(5) != first
