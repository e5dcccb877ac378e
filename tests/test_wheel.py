"""The source distribution builds, the wheel holds what it should, and the library runs from it in an empty folder."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
GENERATED = (".c", ".cpp", ".html", ".pyx")  # made by Cython, or what it is made from

pytestmark = pytest.mark.timeout(600)  # the first test compiles everything

USE_IT = """
import sys
from pathlib import Path

import btfast
from btfast.config_loader import load_exchange_config
from btfast.containers.tickers.binance_ticker import BinanceWssTickerData

book = btfast.LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
state = book.load_snapshot('{"lastUpdateId":7,"bids":[["99.5","2"]],"asks":[["100.5","1"]]}')
assert (state.name, book.bids(20).tolist()) == ("LIVE", [[99.5, 2.0]])
assert btfast.LocalOrderBook("OKX___SWAP", "BTC-USDT").request_symbol == "BTC-USDT-SWAP"
assert set(load_exchange_config("okx").asset_types) >= {"spot", "swap"}
ticker = BinanceWssTickerData('{"e":"24hrTicker","s":"BTCUSDT","c":"100.25"}', "BTC-USDT", "SPOT")
assert ticker.get_last_price() == 100.25
loaded = [module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] == "btfast"]
print(*{str(Path(file).is_relative_to(sys.argv[1])) for file in loaded})
"""


class Built(NamedTuple):
    """What one build made."""

    sdist: Path
    wheel: Path

    def sources(self) -> set[str]:
        """Return the files of the source distribution, from its top folder."""
        with tarfile.open(self.sdist) as archive:
            return {name.partition("/")[2] for name in archive.getnames()}

    def files(self) -> set[str]:
        """Return the files of the wheel."""
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the source distribution from a copy of the tree, and the wheel from that; unoptimised, for speed."""
    folder = tmp_path_factory.mktemp("build")
    ignored = [line.rstrip("/").rpartition("/")[2] for line in (ROOT / ".gitignore").read_text().split()]
    shutil.copytree(ROOT, folder / "tree", ignore=shutil.ignore_patterns(".git", *ignored))
    run("-m", "build", "--no-isolation", "-o", str(folder), str(folder / "tree"), BTFAST_CFLAGS="-O0")
    return Built(next(folder.glob("*.tar.gz")), next(folder.glob("*.whl")))


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a folder, which goes before everything else that is installed."""
    target = tmp_path_factory.mktemp("installed")
    run("-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(target), str(built.wheel))
    return target


def run(*arguments: str, cwd: Path | None = None, **environment: str) -> str:
    """Run Python and return what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        input="",
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def tree(folder: str, *patterns: str) -> set[str]:
    return {str(path.relative_to(ROOT)) for pattern in patterns for path in (ROOT / folder).rglob(pattern)}


def test_the_wheel_holds_every_source_and_setting(built: Built) -> None:
    files = built.files()
    assert tree("btfast", "*.py", "*.pyi", "*.pxd", "*.h", "py.typed") <= files
    assert {f"btfast/{name}" for name in tree("configs", "*.py", "*.yaml")} <= files


def test_the_wheel_holds_every_compiled_module(built: Built) -> None:
    found = {re.sub(r"\..*", "", name) for name in built.files() if name.endswith((".so", ".pyd"))}
    assert found == {name.removesuffix(".pyx") for name in tree("btfast", "*.pyx")}


def test_the_wheel_holds_nothing_else(built: Built) -> None:
    files = built.files()
    assert [name for name in files if name.endswith(GENERATED)] == []
    assert {name.partition("/")[0].partition("-")[0] for name in files} == {"btfast"}


def test_the_source_distribution_holds_sources_alone(built: Built) -> None:
    sources = built.sources()
    assert tree("btfast", "*.py", "*.pyx", "*.pxd", "*.h", "*.pyi") <= sources
    assert tree("configs", "*.py", "*.yaml") | {"setup.py", "pyproject.toml", "LICENSE"} <= sources
    assert [name for name in sources if name.endswith((".c", ".so", ".html")) or "test" in name] == []


def test_the_library_runs_from_the_wheel_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    assert run("-c", USE_IT, str(installed), cwd=tmp_path, PYTHONPATH=str(installed)) == "True\n"
    assert list(tmp_path.iterdir()) == []


def test_the_command_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    said = run(str(installed / "bin" / "btfast"), "config", "check", cwd=tmp_path, PYTHONPATH=str(installed))
    assert said.startswith("binance: ok, spot, margin, swap, futures, coin_m, option\n")


def test_the_local_venue_starts_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    said = run("-m", "btfast.sim", "--parent-pipe", cwd=tmp_path, PYTHONPATH=str(installed))
    assert said.startswith('{"rest":')
