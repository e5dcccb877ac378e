"""What settings hold: the schema of the YAML files in ``configs/``.

A field without a default is a required key, its annotation is what the YAML must hold, and a key that is no
field is refused (``btfast.config_loader`` sees to that).
"""

import math
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class BaseUrls:
    """Hosts: one for all asset types, or one per asset type and ``default``."""

    rest: str | dict[str, str] = ""
    wss: str | dict[str, str] = ""
    acct_wss: str | dict[str, str] = ""


@dataclass(frozen=True, slots=True)
class ConnectionConfig:
    """How the venue is reached; `timeout` in seconds, `headers` go with every request."""

    type: Literal["http", "websocket", "spi", "tws", "rpc"]
    timeout: float = 10.0
    max_retries: int = 3
    headers: dict[str, str] = field(default_factory=dict)
    test_headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuthenticationConfig:
    """Where key, passphrase, timestamp and signature go in a signed request."""

    type: str = "none"
    header_name: str = ""
    passphrase_key: str = ""
    timestamp_key: str = ""
    signature_key: str = ""


@dataclass(frozen=True, slots=True)
class RateLimitConfig:
    """One limit: `limit` units of weight in `interval` s, as ``btfast.rate_rules.RateLimitRule`` takes it."""

    name: str
    type: Literal["sliding_window", "fixed_window", "token_bucket"]
    interval: float
    limit: int
    scope: Literal["global", "endpoint", "ip"] = "global"
    endpoint: str | None = None
    weight: int = 1
    weight_map: dict[str, int | dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StreamConfig:
    """The manners of a venue's websocket connections; times in seconds.

    `subscribe` and `unsubscribe` are messages with ``<list>`` and ``<id>`` to be filled. `route_key` lists
    the dotted paths that name a message's subscription. `shutdown` lists messages, as dotted path and value,
    that ask for a reconnect. `openings` connections may be opened in `openings_interval` by one IP.
    """

    subscribe: dict[str, str] = field(default_factory=dict)
    unsubscribe: dict[str, str] = field(default_factory=dict)
    route_key: list[str] = field(default_factory=list)
    ping: str | None = None
    pong: str | None = None
    ping_interval: float = 15.0
    max_life: float = math.inf
    messages_per_second: float = 1.0
    requests_per_hour: float = math.inf
    openings: int = 100
    openings_interval: float = 60.0
    streams_per_connection: int = 100
    args_per_message: int = 100
    shutdown: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AssetTypeConfig:
    """One asset type: spelling, paths, topics, limits and the sequence rule of its order book.

    `delivery_format` spells symbols with a date where others have none, `family_format` what several
    contracts have in common: a pair, an underlying. `rest_params` gives the exchange's word for ours,
    `rest_symbols` the spelling of a verb's symbol where it is not `symbol_format`, `rest_pages` the most rows
    that an answer holds. `signed` calls carry a signature, `keyed` ones only the key. `wss_tiers` are paths by
    name, the first is the default, `wss_topics` the topics of the others. `wss_deadlines` are the seconds
    after which silence is suspect.
    """

    exchange_name: str
    symbol_format: str
    delivery_format: str = ""
    family_format: str = "{base}-{quote}"
    kline_periods: dict[str, str] = field(default_factory=dict)
    legal_currency: list[str] = field(default_factory=list)
    rest_paths: dict[str, str] = field(default_factory=dict)
    rest_params: dict[str, dict[str, str]] = field(default_factory=dict)
    rest_fixed: dict[str, dict[str, str]] = field(default_factory=dict)
    rest_symbols: dict[str, str] = field(default_factory=dict)
    rest_pages: dict[str, int] = field(default_factory=dict)
    signed: list[str] = field(default_factory=list)
    keyed: list[str] = field(default_factory=list)
    wss_paths: dict[str, str | dict[str, str]] = field(default_factory=dict)
    wss_tiers: dict[str, str] = field(default_factory=dict)
    wss_topics: dict[str, list[str]] = field(default_factory=dict)
    wss_deadlines: dict[str, float] = field(default_factory=dict)
    rate_limits: list[RateLimitConfig] = field(default_factory=list)
    stream: StreamConfig = StreamConfig()
    sequence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExchangeConfig:
    """One exchange, as its YAML says; asset types have taken over what they do not say themselves."""

    id: str
    venue_type: Literal["cex", "dex", "broker"]
    connection: ConnectionConfig
    asset_types: dict[str, AssetTypeConfig]
    display_name: str = ""
    website: str = ""
    api_doc: str = ""
    base_urls: BaseUrls = BaseUrls()
    test_urls: BaseUrls | None = None
    authentication: AuthenticationConfig = AuthenticationConfig()
    kline_periods: dict[str, str] = field(default_factory=dict)
    legal_currency: list[str] = field(default_factory=list)
    status_dict: dict[str, str] = field(default_factory=dict)
    rate_limits: list[RateLimitConfig] = field(default_factory=list)
    stream: StreamConfig = StreamConfig()
