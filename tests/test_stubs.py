"""The .pyi files agree with the built modules: names, signatures, finality, layout."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_stubs_agree_with_the_built_modules() -> None:
    modules = sorted(f"btfast._core.{path.stem}" for path in (ROOT / "btfast" / "_core").glob("*.pyx"))
    assert len(modules) > 10
    stubtest = [
        sys.executable,
        "-m",
        "mypy.stubtest",
        "--concise",
        "--mypy-config-file=pyproject.toml",
        "--allowlist",
    ]
    done = subprocess.run(
        [*stubtest, "tests/stubtest_allowlist.txt", *modules], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
