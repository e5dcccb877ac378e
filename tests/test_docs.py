"""Every example in the README and in docs/ runs, and prints what it says it prints.

The python blocks of a file run in order, in one namespace and one empty directory; a text block behind one holds
what it prints (``...`` stands for anything). A python block with a file name behind the word is saved under that name.
In console blocks the commands of COMMANDS run; what is shown below one must agree but for the numbers. A block
marked ``notest`` does not run.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PROSE = {  # what has no example, and why
    "index.md": "a list of links",
    "performance.md": "a table as measured",
    "products.md": "tables made from the settings",
}
COMMANDS = {
    "btfast": ["-m", "btfast.cli"],
    "pytest": ["-m", "pytest", "-p", "no:cacheprovider"],
    "python": [],
}
PATIENCE = 60  # s; a file that takes longer hangs
FENCE = re.compile(r"^```(\w+) *([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^]]*\]\(([^)#\s]+)[^)]*\)")
NUMBER = re.compile(r"-?\d[\d,.]*(e[-+]?\d+)?")
FRAMING = re.compile(r"[\s─━│┃┌┐└┘├┤┬┴┼┏┓┗┛┡┩┳┻╇]+")
CHECKER = doctest.OutputChecker()


class Block(NamedTuple):
    """One fenced block; `printed` is the text block right behind it, "" where there is none."""

    language: str
    mark: str
    text: str
    line: int
    printed: str


def blocks_of(path: Path) -> list[Block]:
    """Return the blocks of a file that are python or console, except those marked ``notest``."""
    text = path.read_text()
    found = list(FENCE.finditer(text))
    blocks = []
    for fence, follower in zip_longest(found, found[1:]):
        is_next = follower is not None and not text[fence.end() : follower.start()].strip()
        printed = follower[3] if follower is not None and is_next and follower[1] == "text" else ""
        line = text.count("\n", 0, fence.start()) + 2
        blocks.append(Block(fence[1], fence[2].strip(), fence[3], line, printed))
    return [block for block in blocks if block.language in ("python", "console") and block.mark != "notest"]


def run_python(block: Block, path: Path, namespace: dict[str, Any]) -> None:
    """Run a block and compare what it prints."""
    if block.mark:
        Path(block.mark).write_text(block.text)
        return
    said = io.StringIO()
    code = compile("\n" * (block.line - 1) + block.text, str(path), "exec")
    with contextlib.redirect_stdout(said):
        exec(code, namespace)
    got = said.getvalue()
    if not CHECKER.check_output(block.printed, got, doctest.ELLIPSIS):
        example = doctest.Example(block.text, block.printed)
        difference = CHECKER.output_difference(example, got, doctest.ELLIPSIS | doctest.REPORT_NDIFF)
        pytest.fail(f"{path.name}:{block.line}: the block prints something else\n{difference}", pytrace=False)


def run_console(block: Block, name: str) -> None:
    """Run the commands of a block that are ours, and compare the shape of what they print."""
    for step in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, shown = step.partition("\n")
        words = shlex.split(line, comments=True)
        if words[0] not in COMMANDS:
            continue
        command = [sys.executable, *COMMANDS[words[0]], *words[1:]]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "dumb"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, f"{name}: {line!r} ended with {done.returncode}: {done.stderr}"
        if shown.strip():
            assert shape(done.stdout) == shape(shown), f"{name}: {line!r} prints\n{done.stdout}"


def shape(text: str) -> str:
    """Return a text without its numbers and frames."""
    return NUMBER.sub("#", FRAMING.sub(" ", text)).strip()


@contextlib.contextmanager
def deadline(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in the block when it takes longer."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"the examples take more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def close_all(namespace: dict[str, Any]) -> None:
    """End what an example that failed has left open."""
    for value in namespace.values():
        if type(value).__module__.startswith("btfast.") and hasattr(value, "close"):
            value.close()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_examples_run_and_print_what_they_say(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = blocks_of(path)
    assert bool(blocks) != (path.name in PROSE), f"{path.name}: an example or an entry in PROSE, not both"
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with deadline(PATIENCE):
        try:
            for block in blocks:
                if block.language == "python":
                    run_python(block, path, namespace)
                else:
                    run_console(block, path.name)
        finally:
            close_all(namespace)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_block_left_out_says_why(path: Path) -> None:
    for fence in FENCE.finditer(path.read_text()):
        if fence[2].strip() == "notest":
            assert fence[3].startswith("# "), f"{path.name}: {fence[3][:60]!r} does not say why it is not run"


@pytest.mark.parametrize("path", [*FILES, ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_relative_links_lead_somewhere(path: Path) -> None:
    links = [link for link in LINK.findall(path.read_text()) if "://" not in link]
    assert not [link for link in links if not (path.parent / link).exists()]
