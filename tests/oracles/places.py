"""Where the oracle data lies: ``BTFAST_ORACLES``, or ``../shared/data`` beside the project."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("BTFAST_ORACLES") or Path(__file__).parents[3] / "shared" / "data")
ABSENT = f"no oracle data at {ROOT} (BTFAST_ORACLES names another place)"


def oracle_path(*parts: str) -> Path:
    """Return the path of a file of the oracle data; skip the test where there is none."""
    if not ROOT.is_dir():
        pytest.skip(ABSENT)
    return ROOT.joinpath(*parts)
