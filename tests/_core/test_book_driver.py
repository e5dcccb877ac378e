"""The C of the books under the address and undefined-behaviour sanitizers, with allocations that fail."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CORE = HERE.parents[1] / "btfast" / "_core"
FLAGS = ["-std=c99", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off"]
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]


def test_books_survive_failing_allocations(tmp_path: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    (tmp_path / "empty.c").write_text("int main(void) { return 0; }")
    build: list[str | Path] = [compiler, *FLAGS, *SANITIZERS, f"-I{CORE}", "-o", tmp_path / "driver"]
    if subprocess.run([*build, tmp_path / "empty.c"], capture_output=True).returncode:
        pytest.skip("the compiler has no sanitizers")
    subprocess.run([*build, HERE / "book_driver.c", "-lm"], check=True)
    run = subprocess.run([tmp_path / "driver"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
