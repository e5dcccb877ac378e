"""pyproject.toml and setup.py say what the tree holds, and nothing else."""

import ast
import importlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import btfast

ROOT = Path(__file__).parents[1]
CORE = ROOT / "btfast" / "_core"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
SETTINGS: dict[str, Any] = PROJECT["tool"]["setuptools"]
RUNTIME = {"numpy", "orjson", "requests", "websocket-client", "PyYAML"}


def names_of(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~ ]", requirement, maxsplit=1)[0] for requirement in requirements}


def modules_in_setup() -> list[str]:
    """Return the list MODULES of setup.py, without running it."""
    for node in ast.walk(ast.parse((ROOT / "setup.py").read_text())):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "MODULES":
            return list(ast.literal_eval(node.value))
    raise AssertionError("setup.py has no list MODULES")


def test_the_packages_are_those_of_the_tree() -> None:
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "btfast").rglob("__init__.py")}
    assert sorted(SETTINGS["packages"]) == sorted(found | {"btfast.configs"})


def test_no_python_file_stands_outside_a_package() -> None:
    homes = {path.parent for path in (ROOT / "btfast").rglob("*.py")}
    assert [home for home in homes if not (home / "__init__.py").exists()] == []


def test_the_compiled_modules_are_those_of_the_tree() -> None:
    assert sorted(modules_in_setup()) == sorted(path.stem for path in CORE.glob("*.pyx"))


@pytest.mark.parametrize("path", sorted(CORE.glob("*.pyx")), ids=lambda path: path.stem)
def test_every_compiled_module_has_a_stub_and_is_built(path: Path) -> None:
    assert path.with_suffix(".pyi").exists()
    assert "btfast/_core/" + path.stem in importlib.import_module(f"btfast._core.{path.stem}").__file__  # type: ignore[operator]


def test_every_stub_and_declaration_belongs_to_a_module() -> None:
    strays = [path.name for kind in ("*.pyi", "*.pxd") for path in CORE.glob(kind)]
    assert [name for name in strays if not (CORE / name).with_suffix(".pyx").exists()] == []


def test_every_setting_is_packaged() -> None:
    assert SETTINGS["package-dir"] == {"btfast.configs": "configs"}
    assert {path.suffix for path in (ROOT / "configs").iterdir() if path.is_file()} == {".py", ".yaml"}
    assert SETTINGS["package-data"]["btfast.configs"] == ["*.yaml"]


def test_the_runtime_needs_five_packages() -> None:
    assert names_of(PROJECT["project"]["dependencies"]) == RUNTIME


def test_every_extra_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    for extra in PROJECT["project"]["optional-dependencies"]:
        if extra != "dev":
            assert re.search(rf"^{extra} = \[.*\]  # \w", text, re.MULTILINE), extra


def test_the_development_extra_holds_the_others() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    dev = next(entry for entry in extras["dev"] if entry.startswith("btfast["))
    assert set(dev[7:-1].split(",")) == set(extras) - {"dev"}


def test_the_command_is_there() -> None:
    module, _, function = PROJECT["project"]["scripts"]["btfast"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_the_version_is_said_once() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert SETTINGS["dynamic"] == {"version": {"attr": "btfast._version.__version__"}}
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+)?", btfast.__version__)


def test_the_interpreters_are_those_that_are_tested() -> None:
    said = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert said == re.findall(
        r"3\.\d+", (ROOT / "tests" / "ci_full.sh").read_text().split("VERSIONS=")[1].split("\n")[0]
    )
    assert PROJECT["project"]["requires-python"] == f">={said[0]}"


def test_the_changelog_keeps_to_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert text.startswith("# Changelog\n")
    assert "\n## [Unreleased]\n" in text
    kinds = set(re.findall(r"^### (\w+)", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
