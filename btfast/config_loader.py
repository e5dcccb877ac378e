"""Settings: a YAML file becomes a checked ``ExchangeConfig``, or an error that names file, line and key.

Keys at the top that begin with ``x-`` only hold anchors.
"""

import dataclasses
import threading
import types
import typing
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from btfast.config_schema import (
    AssetTypeConfig,
    AuthenticationConfig,
    BaseUrls,
    ConnectionConfig,
    ExchangeConfig,
    RateLimitConfig,
    StreamConfig,
)
from btfast.exceptions import ConfigurationError
from btfast.rate_rules import RateLimitRule

__all__ = [
    "AssetTypeConfig",
    "AuthenticationConfig",
    "BaseUrls",
    "ConnectionConfig",
    "ExchangeConfig",
    "RateLimitConfig",
    "StreamConfig",
    "exchange_config_names",
    "load_exchange_config",
]

_METHODS = ("GET", "POST", "PUT", "DELETE")
_INHERITED = ("kline_periods", "legal_currency", "rate_limits")
_KINDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "a mapping",
    list: "a list",
}

_KeyPath = tuple[str | int, ...]
_cache: dict[str, ExchangeConfig] = {}
_lock = threading.Lock()


def load_exchange_config(source: str | Path) -> ExchangeConfig:
    """Return the settings of an exchange, read from a file or by the name of a packaged one.

    Args:
        source: ``"binance"``, or the path of a YAML file.

    Raises:
        ConfigurationError: The file is absent or says what cannot be; names file, line and key.
    """
    if isinstance(source, Path) or source.endswith((".yaml", ".yml")) or "/" in source:
        return _load_file(Path(source))
    with _lock:
        if source not in _cache:
            _cache[source] = _load_packaged(source)
        return _cache[source]


def exchange_config_names() -> list[str]:
    """Return the names of the packaged exchanges, sorted."""
    names = (entry.name for entry in files("btfast.configs").iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def _load_packaged(name: str) -> ExchangeConfig:
    if name not in exchange_config_names():
        raise ConfigurationError(f"no settings for exchange {name!r}. Available: {exchange_config_names()}")
    return _read_exchange(f"{name}.yaml", (files("btfast.configs") / f"{name}.yaml").read_bytes())


def _load_file(path: Path) -> ExchangeConfig:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    return _read_exchange(path.name, content)


def _read_exchange(name: str, content: bytes) -> ExchangeConfig:
    """Return the settings in `content`; `name` is the file's, for messages."""
    document = _Document(name, content)
    data = document.read_mapping(document.data, ())
    data = {key: value for key, value in data.items() if not str(key).startswith("x-")}
    config: ExchangeConfig = document.build(ExchangeConfig, _inherit(data), ())
    _check_urls(document, config)
    _check_limits(document, config.rate_limits, ("rate_limits",))
    for asset_name, asset in config.asset_types.items():
        _check_asset(document, asset, ("asset_types", asset_name))
    return config


class _Document:
    """One YAML file: its data, and the line of every key."""

    def __init__(self, name: str, content: bytes) -> None:
        import yaml  # costs more than all of ``import btfast``: only when settings are loaded

        self.name = name
        try:
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(content.decode())
            self._root: Any = loader.get_single_node()
            self._refuse_duplicates(self._root, set())
            self.data = loader.construct_document(self._root) if self._root else None
        except UnicodeDecodeError as error:
            raise ConfigurationError(f"{name}: is not UTF-8 at byte {error.start}") from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise ConfigurationError(f"{name}:{line}: {error.problem}") from error
        except yaml.YAMLError as error:
            raise ConfigurationError(f"{name}: {error}") from error

    def fail(self, path: _KeyPath, message: str) -> NoReturn:
        """Raise the error that something is wrong at `path`."""
        keys = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        raise ConfigurationError(f"{self.name}:{self._line(path)}: {keys + ': ' if keys else ''}{message}")

    def build(self, kind: Any, value: Any, path: _KeyPath) -> Any:
        """Return the dataclass `kind` filled from the mapping `value`."""
        mapping = self.read_mapping(value, path)
        fields = {item.name: item for item in dataclasses.fields(kind)}
        for key in mapping:
            if key not in fields:
                self.fail((*path, key), f"unknown key {key!r}{_suggest(str(key), fields)}")
        for item in fields.values():
            is_required = item.default is item.default_factory is dataclasses.MISSING
            if is_required and mapping.get(item.name) is None:
                self.fail(path, f"required key {item.name!r} is missing")
        return kind(
            **{k: self.read(fields[k].type, v, (*path, k)) for k, v in mapping.items() if v is not None}
        )

    def read(self, kind: Any, value: Any, path: _KeyPath) -> Any:
        """Return `value` as the annotation `kind` wants it."""
        if dataclasses.is_dataclass(kind):
            return self.build(kind, value, path)
        if isinstance(kind, types.UnionType):
            return self._read_union(typing.get_args(kind), value, path)
        if typing.get_origin(kind) is typing.Literal:
            return self._read_choice(typing.get_args(kind), value, path)
        if typing.get_origin(kind) is dict:
            of = typing.get_args(kind)[1]
            return {k: self.read(of, v, (*path, k)) for k, v in self.read_mapping(value, path).items()}
        if typing.get_origin(kind) is list:
            of = typing.get_args(kind)[0]
            if not isinstance(value, list):
                self.fail(path, f"must be a list, not {value!r}")
            return [self.read(of, item, (*path, i)) for i, item in enumerate(value)]
        return value if kind is Any else self._read_scalar(kind, value, path)

    def read_mapping(self, value: Any, path: _KeyPath) -> dict[str, Any]:
        """Return `value`, a mapping whose keys are text."""
        if not isinstance(value, dict):
            self.fail(path, f"must be a mapping, not {value!r}")
        for key in value:
            if not isinstance(key, str):
                self.fail((*path, str(key)), f"key {key!r} must be text")
        return value

    def _read_scalar(self, kind: type, value: Any, path: _KeyPath) -> Any:
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fail(path, f"must be {_KINDS[kind]}, not {value!r}")
        return value

    def _read_union(self, kinds: tuple[Any, ...], value: Any, path: _KeyPath) -> Any:
        shapes = {typing.get_origin(kind) or kind: kind for kind in kinds if kind is not type(None)}
        for shape, kind in shapes.items():
            if len(shapes) == 1 or type(value) is shape:
                return self.read(kind, value, path)
        self.fail(path, f"must be {' or '.join(_KINDS[shape] for shape in shapes)}, not {value!r}")

    def _read_choice(self, choices: tuple[Any, ...], value: Any, path: _KeyPath) -> Any:
        if value not in choices:
            self.fail(path, f"must be one of {', '.join(choices)}, not {value!r}")
        return value

    def _line(self, path: _KeyPath) -> int:
        node, line = self._root, 0
        for part in path:
            found = None
            if node.id == "mapping":
                found = next((pair for pair in reversed(node.value) if pair[0].value == str(part)), None)
            elif node.id == "sequence" and isinstance(part, int):
                found = (node.value[part], node.value[part])
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        return line + 1

    def _refuse_duplicates(self, node: Any, seen: set[int]) -> None:
        if node is None or id(node) in seen or node.id == "scalar":
            return
        seen.add(id(node))
        if node.id == "sequence":
            for item in node.value:
                self._refuse_duplicates(item, seen)
            return
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                raise ConfigurationError(
                    f"{self.name}:{key.start_mark.line + 1}: duplicate key {key.value!r}"
                )
            if key.id == "scalar":
                keys.add(key.value)
            self._refuse_duplicates(value, seen)


def _suggest(name: str, known: Iterable[str]) -> str:
    import difflib  # only for a mistake

    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _inherit(data: dict[str, Any]) -> dict[str, Any]:
    """Give every asset type what the exchange says and it does not."""
    assets = data.get("asset_types")
    if not isinstance(assets, dict):
        return data
    shared = {key: data[key] for key in _INHERITED if key in data}
    merged = {name: shared | asset if isinstance(asset, dict) else asset for name, asset in assets.items()}
    stream = data.get("stream")
    for asset in merged.values():
        if isinstance(asset, dict) and isinstance(stream, dict):
            asset["stream"] = stream | (asset.get("stream") or {})
    return data | {"asset_types": merged}


def _check_urls(document: _Document, config: ExchangeConfig) -> None:
    if config.venue_type != "cex" or config.connection.type not in ("http", "websocket"):
        return
    for kind in ("rest", "wss"):
        urls = getattr(config.base_urls, kind)
        for name in config.asset_types:
            if not (urls if isinstance(urls, str) else urls.get(name) or urls.get("default")):
                document.fail(("base_urls", kind), f"no URL for asset type {name!r}, and no default")


def _check_asset(document: _Document, asset: AssetTypeConfig, path: _KeyPath) -> None:
    for key, rest_path in asset.rest_paths.items():
        method, _, rest = rest_path.partition(" ")
        if method not in _METHODS or not rest.startswith("/"):
            document.fail((*path, "rest_paths", key), f"must be like 'GET /path', not {rest_path!r}")
    for name in ("rest_params", "rest_fixed", "rest_symbols", "rest_pages", "signed", "keyed"):
        _check_known(document, getattr(asset, name), asset.rest_paths, (*path, name), "rest_paths")
    _check_known(document, asset.wss_topics, asset.wss_tiers, (*path, "wss_topics"), "wss_tiers")
    for tier, topics in asset.wss_topics.items():
        _check_known(document, topics, asset.wss_paths, (*path, "wss_topics", tier), "wss_paths")
    deadlines = [topic for topic in asset.wss_deadlines if topic != "default"]
    _check_known(document, deadlines, asset.wss_paths, (*path, "wss_deadlines"), "wss_paths")
    topic = asset.sequence.get("topic")
    if topic is not None:
        _check_known(document, [topic], asset.wss_paths, (*path, "sequence", "topic"), "wss_paths")
    _check_limits(document, asset.rate_limits, (*path, "rate_limits"))


def _check_known(
    document: _Document, names: Iterable[str], known: Iterable[str], path: _KeyPath, where: str
) -> None:
    for name in names:
        if name not in known:
            document.fail((*path, name), f"{name!r} is not in {where}{_suggest(name, known)}")


def _check_limits(document: _Document, limits: list[RateLimitConfig], path: _KeyPath) -> None:
    for i, limit in enumerate(limits):
        if limit.scope == "endpoint" and not limit.endpoint:
            document.fail((*path, i), f"rate limit {limit.name!r}: scope 'endpoint' needs the key 'endpoint'")
        try:
            RateLimitRule.from_config(limit)
        except ConfigurationError as error:
            document.fail((*path, i), str(error))
