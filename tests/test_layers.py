"""The import table: a module imports only from layers below it, and no exchange knows another."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "btfast"
LAYERS: list[tuple[str, int]] = [  # the first pattern that fits a module says its layer
    (r"btfast\.(exceptions|_version)", 0),
    (r"btfast\._core\..*", 1),
    (r"btfast\.(error_framework|registry|rate_rules|functions\..*)", 1),
    (
        r"btfast\.(config_loader|config_schema|rate_limiter|balance_utils|events|clock|latency|capture|records)",
        2,
    ),
    (r"btfast\.(containers|errors)\..*", 3),
    (r"btfast\.(local_order_book|book_samples)", 4),
    (r"btfast\.feeds\.live_.*", 5),
    (r"btfast\.feeds\.register_.*", 6),
    (r"btfast\.feeds\..*", 4),
    (r"btfast\.(bt_api|event_bus|bounded_queue)", 7),
    (r"btfast\.(plots|cli|demo|__main__|watch|replay|record)", 8),
]
EXCHANGES = ("binance", "okx")
CORE_MAY_NAME = ("btfast._core", "btfast.exceptions")
SAME_LAYER = {4, 8}  # feeds build on each other, and so do the commands


def modules() -> list[tuple[str, Path]]:
    paths = [*ROOT.rglob("*.py"), *ROOT.rglob("*.pyx"), *ROOT.rglob("*.pxd")]
    named = [(".".join(path.relative_to(ROOT.parent).with_suffix("").parts), path) for path in paths]
    return [(name, path) for name, path in sorted(named) if path.name != "__init__.py"]


def imports_of(path: Path) -> set[str]:
    """Return the btfast modules a file names in import statements, cimports included."""
    text = path.read_text()
    if path.suffix == ".py":
        found = set()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
    else:
        found = set(re.findall(r"^\s*from ([\w.]+) c?import", text, re.MULTILINE))
    return {name for name in found if name.startswith("btfast.") and exists(name)}


def exists(name: str) -> bool:
    base = ROOT.parent.joinpath(*name.split("."))
    return any(base.with_suffix(suffix).exists() for suffix in (".py", ".pyx"))


def layer_of(name: str) -> int:
    for pattern, layer in LAYERS:
        if re.fullmatch(pattern, name):
            return layer
    raise AssertionError(f"{name} has no layer: give it one")


LIBRARY = [module for module in modules() if not module[0].startswith("btfast.sim")]


@pytest.mark.parametrize(("name", "path"), LIBRARY)
def test_a_module_imports_only_from_layers_below_it(name: str, path: Path) -> None:
    layer = layer_of(name)
    for imported in imports_of(path):
        assert not imported.startswith("btfast.sim"), f"{name} imports the local venue: start it as a process"
        below = layer_of(imported)
        package = imported.rsplit(".", 1)[0] == name.rsplit(".", 1)[0]
        is_base = layer == 3 and not any(f"{x}_" in imported for x in EXCHANGES)
        assert below < layer or (below == layer and (package or is_base or layer in SAME_LAYER)), (
            f"{name} (layer {layer}) imports {imported} (layer {below})"
        )


@pytest.mark.parametrize(("name", "path"), [m for m in modules() if m[0].startswith("btfast._core")])
def test_the_core_imports_nothing_but_itself_and_exceptions(name: str, path: Path) -> None:
    assert all(imported.startswith(CORE_MAY_NAME) for imported in imports_of(path))


def test_the_core_never_says_the_name_of_an_exchange() -> None:
    for path in (ROOT / "_core").iterdir():
        if path.suffix in (".pyx", ".pxd", ".pyi", ".h", ".py"):
            text = path.read_text().lower()
            for word in (*EXCHANGES, "okex", "ctp", "bitmex", "uniswap"):
                assert not re.search(rf"\b{word}\b", text), f"{path.name} says {word}"


@pytest.mark.parametrize(("name", "path"), [m for m in LIBRARY if any(x in m[0] for x in EXCHANGES)])
def test_an_exchange_imports_no_other(name: str, path: Path) -> None:
    mine = next(x for x in EXCHANGES if x in name)
    others = [x for x in EXCHANGES if x != mine]
    assert not [imported for imported in imports_of(path) for x in others if x in imported]


@pytest.mark.parametrize(("name", "path"), [m for m in LIBRARY if not any(x in m[0] for x in EXCHANGES)])
def test_a_base_imports_no_exchange(name: str, path: Path) -> None:
    assert not [imported for imported in imports_of(path) for x in EXCHANGES if x in imported]


@pytest.mark.parametrize(("name", "path"), [m for m in modules() if m[0].startswith("btfast.sim")])
def test_the_local_venue_imports_nothing_of_btfast(name: str, path: Path) -> None:
    assert all(imported.startswith("btfast.sim") for imported in imports_of(path))
