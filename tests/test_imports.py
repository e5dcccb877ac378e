"""What importing btfast costs, opens and brings along; each in an interpreter of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
MOST_MS = 150.0
HEAVY = ["aiohttp", "asyncio", "orjson", "requests", "rich", "ssl", "urllib3", "websocket", "yaml"]
EXTRAS = [
    "aiohttp",
    "cryptography",
    "hypothesis",
    "matplotlib",
    "msgspec",
    "pytest",
    "rich",
    "sortedcontainers",
]
COMMANDS = {"btfast.demo", "btfast.replay", "btfast.watch"}  # what the extra `cli` is for

IMPORT_ALL = """
import importlib, json, logging, sys, threading
import numpy

seen = []
WATCHED = ("open", "subprocess.", "socket.", "_thread.start_new_thread", "os.fork", "os.mkdir", "os.putenv")

def listen(event, args):
    if event.startswith(WATCHED) and not (event == "open" and str(args[0]).endswith((".py", ".pyc", ".so"))):
        seen.append([name, event, str(args[:1])])

sys.addaudithook(listen)
for name in {names}:
    importlib.import_module(name)
opened = list(seen)
loggers = [logging.root, *map(logging.getLogger, logging.root.manager.loggerDict)]
handlers = [handler for logger in loggers for handler in logger.handlers]
logs = [str(handler) for handler in handlers if not isinstance(handler, logging.NullHandler)]
extras = [name for name in {extras} if name in sys.modules]
print(json.dumps([opened, logs, extras, threading.active_count()]))
"""


def run(code: str) -> Any:
    """Run code in a fresh interpreter that finds this tree first; return what it prints, decoded."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def modules() -> list[str]:
    """Return every module but those of the local venue and of the commands."""
    paths = [path.relative_to(ROOT).with_suffix("") for path in (ROOT / "btfast").rglob("*.py")]
    names = {".".join(path.parts).removesuffix(".__init__") for path in paths}
    return sorted(name for name in names if not name.startswith("btfast.sim") and name not in COMMANDS)


@pytest.mark.parametrize("what", ["import btfast", "from btfast import BtApi, LocalOrderBook"])
def test_an_import_takes_less_than_the_most(what: str) -> None:
    code = f"import time, numpy; start = time.perf_counter(); {what}; print(time.perf_counter() - start)"
    best = min(run(code) for _ in range(5)) * 1e3
    assert best < MOST_MS, f"{what!r} takes {best:.0f} ms beyond numpy's own"


def test_import_btfast_brings_nothing_heavy_along() -> None:
    assert run(f"import btfast, json, sys; print(json.dumps([x for x in {HEAVY} if x in sys.modules]))") == []


@pytest.mark.parametrize("names", [["btfast"], modules()])
def test_importing_opens_nothing_and_brings_no_extra_along(names: list[str]) -> None:
    opened, logs, extras, threads = run(IMPORT_ALL.format(names=names, extras=EXTRAS))
    assert (opened, logs, extras) == ([], [], [])
    assert threads == 1


def test_the_public_names_are_there_and_others_are_told() -> None:
    import btfast

    assert dir(btfast) == sorted(btfast.__all__)
    assert all(getattr(btfast, name) is not None for name in btfast.__all__)
    with pytest.raises(AttributeError, match="'btfast' has no attribute 'LocalOrderBok'"):
        btfast.LocalOrderBok  # noqa: B018 asking is the test
