"""The tables of products in the documents."""

import runpy
from pathlib import Path

import pytest

from btfast.config_loader import exchange_config_names, load_exchange_config

DOCS = Path(__file__).parents[1] / "docs"
TABLES: str = runpy.run_path(str(DOCS / "generate_products.py"))["product_tables"]()


def test_the_document_is_up_to_date() -> None:
    text = (DOCS / "products.md").read_text(encoding="utf-8")
    assert text == TABLES, "make it anew: python docs/generate_products.py"


@pytest.mark.parametrize("name", exchange_config_names())
def test_every_verb_and_topic_stands_in_it(name: str) -> None:
    for asset_type, asset in load_exchange_config(name).asset_types.items():
        assert f"### {name.upper()}___{asset_type.upper()}\n" in TABLES
        assert all(f"| `{key}` | `{path}` |" in TABLES for key, path in asset.rest_paths.items())
        assert all(f"| `{topic}` |" in TABLES for topic in asset.wss_paths)
