"""What every product offers, as Markdown tables made from the settings: ``python docs/generate_products.py``."""

import sys
from collections.abc import Iterable
from pathlib import Path

from btfast.config_loader import AssetTypeConfig, exchange_config_names, load_exchange_config

DOCUMENT = Path(__file__).with_name("products.md")
HEAD = """# Products, verbs and topics

Made from `configs/*.yaml` by `python docs/generate_products.py`; a test sees to it that it is up to date.

A *verb* is a REST request: `feed.<verb>(…)` where it is written by hand, `feed.call("<verb>", …)` for any of them, and
`feed.fetch("<verb>", …)` for containers in the place of decoded JSON. A `signed` verb wants a key and a signature, a
`keyed` one only the key. A *topic* is a subscription; what stands between `<` and `>` is filled from the symbol, the
period and the keywords of the topic, and has a default where there is a `=`.
"""


def product_tables() -> str:
    """Return the document: for every product its symbols, verbs and topics."""
    parts = [HEAD]
    for name in exchange_config_names():
        config = load_exchange_config(name)
        parts.append(f"## {config.display_name or config.id}\n")
        shared = _shared_verbs(config.asset_types)
        if shared is not None:
            parts.append(f"Verbs of all products of {config.display_name}:\n\n{_verbs(shared)}")
        for asset_type, asset in config.asset_types.items():
            parts.append(f"### {config.id.upper()}___{asset_type.upper()}\n")
            formats = " or ".join(
                f"`{each}`" for each in (asset.symbol_format, asset.delivery_format) if each
            )
            parts.append(f"Symbols are spelled {formats}.\n")
            if shared is None:
                parts.append(_verbs(asset))
            parts.append(_topics(asset))
    return "\n".join(parts)


def main() -> int:
    """Write the document."""
    DOCUMENT.write_text(product_tables(), encoding="utf-8")
    return 0


def _shared_verbs(assets: dict[str, AssetTypeConfig]) -> AssetTypeConfig | None:
    """Return any of the asset types if their verbs are the same."""
    first, *others = assets.values()
    is_one = all(other.rest_paths == first.rest_paths and other.signed == first.signed for other in others)
    return first if others and is_one else None


def _verbs(asset: AssetTypeConfig) -> str:
    return _table(
        ("verb", "request", "access"),
        ((f"`{key}`", f"`{path}`", _access(asset, key)) for key, path in asset.rest_paths.items()),
    )


def _access(asset: AssetTypeConfig, key: str) -> str:
    return "signed" if key in asset.signed else "keyed" if key in asset.keyed else "public"


def _topics(asset: AssetTypeConfig) -> str:
    tiers = {topic: tier for tier, topics in asset.wss_topics.items() for topic in topics}
    default = next(iter(asset.wss_tiers), "")
    rows = (
        (f"`{topic}`", f"`{_stream(template)}`", tiers.get(topic, default))
        for topic, template in asset.wss_paths.items()
    )
    return _table(("topic", "stream", "tier"), rows)


def _stream(template: str | dict[str, str]) -> str:
    if isinstance(template, str):
        return template
    return " ".join([template["channel"], *(f"{k}={v}" for k, v in template.items() if k != "channel")])


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
