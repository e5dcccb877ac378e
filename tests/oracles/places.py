"""Where the oracle data lies, and how its files are read."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

DATA = Path(
    os.environ.get("BTFAST_ORACLES") or Path(__file__).parents[2] / ".." / "shared" / "data"
).resolve()
ABSENT = f"no oracle data at {DATA} (BTFAST_ORACLES names another place)"


def oracle_path(*parts: str) -> Path:
    """Return a path inside the oracle data; the test is skipped where there is none."""
    if not DATA.is_dir():
        pytest.skip(ABSENT)
    return DATA.joinpath(*parts)


def read_bytes(*parts: str) -> bytes:
    """Return the content of a file, unpacked if its name ends in ``.gz``."""
    path = oracle_path(*parts)
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def read_lines(*parts: str) -> list[bytes]:
    """Return the lines of a file that are not empty."""
    return [line for line in read_bytes(*parts).splitlines() if line.strip()]


def read_json(*parts: str) -> Any:
    """Return a file's JSON as Python objects."""
    return json.loads(read_bytes(*parts))


def files(*parts: str, pattern: str) -> list[str]:
    """Return the files below a folder that match a glob, as paths inside the data, in order."""
    return sorted(str(path.relative_to(DATA)) for path in oracle_path(*parts).glob(pattern) if path.is_file())
