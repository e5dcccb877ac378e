"""Settings: what the packaged files say, and what is refused, with file, line and key."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import yaml

from btfast.config_loader import exchange_config_names, load_exchange_config
from btfast.exceptions import ConfigurationError

MINIMAL = """\
id: toy
venue_type: cex
connection: {type: http}
base_urls: {rest: https://toy.example, wss: wss://toy.example}
kline_periods: {1m: "60"}
rate_limits:
  - {name: all, type: fixed_window, interval: 60, limit: 100}
stream: {route_key: [stream], ping: hello}
asset_types:
  spot:
    exchange_name: toy_spot
    symbol_format: "{base}{quote}"
    rest_paths: {get_tick: GET /tick}
    wss_paths: {tick: <symbol>@tick}
    wss_tiers: {public: /public}
"""

REFUSED = [
    (
        "rest_paths: {get_tick",
        "rest_path: {get_tick",
        13,
        "asset_types.spot.rest_path: unknown key 'rest_path' (did",
    ),
    ("id: toy\n", "", 1, "required key 'id' is missing"),
    ("    exchange_name: toy_spot\n", "", 10, "asset_types.spot: required key 'exchange_name' is missing"),
    ("type: fixed_window, ", "", 7, "rate_limits[0]: required key 'type' is missing"),
    ("fixed_window", "leaky", 7, "rate_limits[0].type: must be one of sliding_window, fixed_window"),
    ("limit: 100", "limit: many", 7, "rate_limits[0].limit: must be a whole number, not 'many'"),
    ("limit: 100", "limit: true", 7, "rate_limits[0].limit: must be a whole number, not True"),
    ("limit: 100", "limit: 0", 7, "limit must be a whole number above 0"),
    ("limit: 100}", "limit: 100, scope: endpoint}", 7, "scope 'endpoint' needs the key 'endpoint'"),
    ("limit: 100}", "limit: 100, weight_map: {/a: {by: x}}}", 7, "weight_map"),
    ("{type: http}", "http", 3, "connection: must be a mapping, not 'http'"),
    ("{type: http}", "{type: http, timeout: soon}", 3, "connection.timeout: must be a number, not 'soon'"),
    ("ping: hello", "ping: 3", 8, "stream.ping: must be text, not 3"),
    ("[stream]", "stream", 8, "stream.route_key: must be a list, not 'stream'"),
    ("[stream]", "[stream, 3]", 8, "stream.route_key[1]: must be text, not 3"),
    ("rest: https://toy.example", "rest: 3", 4, "base_urls.rest: must be text or a mapping, not 3"),
    (
        "rest: https://toy.example",
        "rest: {swap: https://x}",
        4,
        "no URL for asset type 'spot', and no default",
    ),
    (
        "wss: wss://toy.example",
        "wsss: wss://toy.example",
        4,
        "base_urls.wsss: unknown key 'wsss' (did you mean 'wss'?)",
    ),
    ("GET /tick", "/tick", 13, "asset_types.spot.rest_paths.get_tick: must be like 'GET /path', not '/tick'"),
    ("venue_type: cex", "venue_type: cex\nid: toy", 3, "duplicate key 'id'"),
    ("connection:", "connection:\n  - {a: 1}\n  b: [", 5, "did not find expected"),
    ("{1m:", "{1:", 5, "kline_periods.1: key 1 must be text"),
    (
        "{public: /public}",
        "{public: /public}\n    signed: [make_ordr]",
        16,
        "'make_ordr' is not in rest_paths",
    ),
    (
        "{public: /public}",
        "{public: /public}\n    wss_topics: {market: [tick]}",
        16,
        "'market' is not in wss_tiers",
    ),
    ("{public: /public}", "{public: /public}\n    wss_topics: {public: [tik]}", 16, "(did you mean 'tick'?)"),
    (
        "{public: /public}",
        "{public: /public}\n    wss_deadlines: {tock: 3}",
        16,
        "'tock' is not in wss_paths",
    ),
    ("{public: /public}", "{public: /public}\n    sequence: {topic: book}", 16, "'book' is not in wss_paths"),
    (
        "{public: /public}",
        "{public: /public}\n    rest_params: {get_tik: {symbol: s}}",
        16,
        "mean 'get_tick'?",
    ),
]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "toy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("old", "new", "line", "message"), REFUSED)
def test_mistake_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert MINIMAL.count(old) >= 1
    path = write(tmp_path, MINIMAL.replace(old, new, 1))
    with pytest.raises(ConfigurationError) as caught:
        load_exchange_config(path)
    assert str(caught.value).startswith(f"toy.yaml:{line}: ")
    assert message in str(caught.value)


def test_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    for text in ("", "- a\n", "just words\n"):
        with pytest.raises(ConfigurationError, match="must be a mapping"):
            load_exchange_config(write(tmp_path, text))


def test_file_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toy.yaml"
    path.write_bytes(b"id: \xff")
    with pytest.raises(ConfigurationError, match="not UTF-8 at byte 4"):
        load_exchange_config(path)


def test_character_that_no_yaml_may_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"toy\.yaml"):
        load_exchange_config(write(tmp_path, "id: \x07\n"))


def test_absent_file_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"/nowhere/toy\.yaml: cannot be read: No such file"):
        load_exchange_config("/nowhere/toy.yaml")


def test_absent_exchange_lists_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r"no settings for exchange 'bitbank'.*'binance'"):
        load_exchange_config("bitbank")


def test_code_in_yaml_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, MINIMAL.replace("id: toy", "id: !!python/object/apply:os.getcwd []"))
    with pytest.raises(ConfigurationError, match=r"toy\.yaml:1: could not determine a constructor"):
        load_exchange_config(path)


def test_asset_type_takes_over_what_it_does_not_say(tmp_path: Path) -> None:
    more = '\n    kline_periods: {1h: "3600"}\n    stream: {ping: own}'
    inherits = load_exchange_config(str(write(tmp_path, MINIMAL))).asset_types["spot"]
    says = load_exchange_config(write(tmp_path, MINIMAL.rstrip() + more)).asset_types["spot"]
    assert (inherits.kline_periods, inherits.stream.ping) == ({"1m": "60"}, "hello")
    assert (says.kline_periods, says.stream.ping, says.stream.route_key) == (
        {"1h": "3600"},
        "own",
        ["stream"],
    )
    assert says.rate_limits[0].name == inherits.rate_limits[0].name == "all"


def test_own_rate_limits_replace_the_exchanges(tmp_path: Path) -> None:
    more = "\n    rate_limits: [{name: own, type: token_bucket, interval: 1, limit: 5}]"
    config = load_exchange_config(write(tmp_path, MINIMAL.rstrip() + more))
    assert [limit.name for limit in config.asset_types["spot"].rate_limits] == ["own"]
    assert [limit.name for limit in config.rate_limits] == ["all"]


def test_anchors_and_merges_are_read(tmp_path: Path) -> None:
    text = MINIMAL.replace(
        "venue_type", "x-paths: &paths {get_depth: GET /depth, get_tick: GET /old}\nvenue_type"
    )
    text = text.replace("{get_tick: GET /tick}", "{<<: *paths, get_tick: GET /tick}")
    config = load_exchange_config(write(tmp_path, text))
    assert config.asset_types["spot"].rest_paths == {"get_depth": "GET /depth", "get_tick": "GET /tick"}


def test_mistake_in_a_merged_mapping_is_found_where_it_was_written(tmp_path: Path) -> None:
    text = MINIMAL.replace("venue_type", "x-paths: &paths {get_depth: depth}\nvenue_type")
    path = write(tmp_path, text.replace("{get_tick: GET /tick}", "{<<: *paths, get_tick: GET /tick}"))
    with pytest.raises(
        ConfigurationError, match=r"toy\.yaml:2: asset_types\.spot\.rest_paths\.get_depth: must be"
    ):
        load_exchange_config(path)


def test_venue_without_http_needs_no_urls(tmp_path: Path) -> None:
    text = MINIMAL.replace("type: http", "type: spi")
    text = text.replace("base_urls: {rest: https://toy.example, wss: wss://toy.example}\n", "")
    assert load_exchange_config(write(tmp_path, text)).base_urls.rest == ""


def test_packaged_settings_are_read_once() -> None:
    assert {"binance", "okx"} <= set(exchange_config_names())
    assert load_exchange_config("binance") is load_exchange_config("binance")


@pytest.mark.parametrize("name", ["binance", "okx"])
def test_packaged_settings_hold_both_products(name: str) -> None:
    config = load_exchange_config(name)
    assert config.id == name
    assert set(config.asset_types) >= {"spot", "swap"}
    for asset_type in ("spot", "swap"):
        asset = config.asset_types[asset_type]
        assert set(asset.sequence) >= {
            "topic",
            "bootstrap",
            "chain",
            "join",
            "last",
            "bids",
            "asks",
            "snapshot",
        }
        assert set(asset.rest_params) <= set(asset.rest_paths)
        assert not set(asset.signed) & {"get_tick", "get_depth", "get_exchange_info", "get_kline"}
        assert {"make_order", "cancel_order", "query_order", "get_balance"} <= set(asset.signed)
        names = [limit.name for limit in asset.rate_limits]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["binance", "okx"])
def test_every_read_by_symbol_says_how_the_symbol_is_called(name: str) -> None:
    for asset in load_exchange_config(name).asset_types.values():
        for key in ("get_tick", "get_depth", "get_kline", "get_trades"):
            assert "symbol" in asset.rest_params[key], key
        assert {"count", "period", "start_time", "end_time"} <= set(asset.rest_params["get_kline"])


def test_every_private_path_of_okx_is_signed() -> None:
    spot = load_exchange_config("okx").asset_types["spot"]
    private = {
        key for key, path in spot.rest_paths.items() if path.split("/")[3] in ("account", "trade", "users")
    }
    assert len(private) == 98
    assert private <= set(spot.signed)


def test_retired_paths_are_gone() -> None:
    for asset in load_exchange_config("binance").asset_types.values():
        assert not [
            path for path in asset.rest_paths.values() if "/api/v1/" in path or "userDataStream" in path
        ]
    assert "!ticker@arr" not in load_exchange_config("binance").asset_types["spot"].wss_paths.values()


@pytest.mark.parametrize("name", ["binance", "okx"])
def test_packaged_settings_load_in_60_ms(name: str) -> None:
    path = Path(__file__).parents[1] / "configs" / f"{name}.yaml"
    load_exchange_config(path)
    start = time.process_time()
    load_exchange_config(path)
    assert time.process_time() - start < (0.06 if yaml.__with_libyaml__ else 0.6)


def test_import_brings_no_yaml() -> None:
    code = "import sys, btfast.config_loader; sys.exit('yaml' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert result.returncode == 0
