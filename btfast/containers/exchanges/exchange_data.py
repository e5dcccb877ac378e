"""How an exchange spells things: hosts, paths, symbols, periods and topics, as its settings say."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

from btfast.config_loader import AssetTypeConfig, BaseUrls, ExchangeConfig, load_exchange_config
from btfast.containers.exchanges.symbol_spelling import Spelling, SymbolParts, flaw_of
from btfast.exceptions import ConfigurationError, InvalidSymbolError, NotSupportedError

_PLACEHOLDER = re.compile(r"<(\w+)(?:=(\w+))?>")  # with what stands there unless told


class ExchangeData:
    """One asset type of one exchange; a subclass says which, in `config_name` and `asset_type`.

    What is read from the settings stands in plain attributes, so that a program can point a feed at other
    hosts.

    Args:
        testnet: Whether to use the hosts of the venue's test or demo environment.

    Raises:
        NotSupportedError: The venue has no test environment.
    """

    config_name = ""
    asset_type = ""

    def __init__(self, testnet: bool = False) -> None:
        self.testnet = testnet
        self.exchange_name = self.config_name
        self.rest_url = ""
        self.wss_url = ""
        self.acct_wss_url = ""
        self.rest_paths: dict[str, str] = {}
        self.wss_paths: dict[str, str | dict[str, str]] = {}
        self.kline_periods: dict[str, str] = {}
        self.reverse_kline_periods: dict[str, str] = {}
        self.legal_currency: list[str] = []
        self.status_dict: dict[str, str] = {}
        self._spellings: list[Spelling] = []
        self._request_symbols: dict[str, str] = {}
        self._symbols: dict[str, str] = {}
        self._learned: dict[str, str] = {}
        if self.config_name:
            self._load_from_config(self.asset_type)

    @property
    def config(self) -> ExchangeConfig:
        """The settings of the exchange."""
        return load_exchange_config(self.config_name)

    @property
    def asset(self) -> AssetTypeConfig:
        """The settings of the asset type."""
        assets = self.config.asset_types
        if self.asset_type not in assets:
            known = ", ".join(assets)
            raise ConfigurationError(f"{self.config_name}: no asset type {self.asset_type!r}, only {known}")
        return assets[self.asset_type]

    def get_symbol(self, symbol: str) -> str:
        """Return the exchange's spelling of `symbol` (``BTC-USDT``).

        Raises:
            InvalidSymbolError: It is no symbol of this asset type, or holds what no symbol may hold.
        """
        request_symbol = self._request_symbols.get(symbol)
        if request_symbol is None:
            parts = self._split(symbol)
            request_symbol = next(filter(None, (way.spell(parts) for way in self._spellings)), None)
            if request_symbol is None:
                self._refuse_kind(symbol)
            self._request_symbols[symbol] = request_symbol
            self._symbols[request_symbol] = parts.symbol
        return request_symbol

    def get_rest_symbol(self, key: str, symbol: str) -> str:
        """Return the spelling of `symbol` that the verb `key` wants, such as that of an index."""
        spelling = self.asset.rest_symbols.get(key)
        if spelling is None:
            return self.get_symbol(symbol)
        return spelling.format(**self._split(symbol)._asdict())

    def get_symbol_re(self, request_symbol: str) -> str:
        """Return our spelling of the exchange's `request_symbol`.

        Where the exchange writes base and quote without a mark between, the learned spelling counts, then the
        one that `get_symbol` was last given, then the longest currency of `legal_currency` that it ends with.

        Raises:
            InvalidSymbolError: It cannot be told apart.
        """
        known = self._learned.get(request_symbol) or self._symbols.get(request_symbol)
        if known is None:
            known = self._symbols[request_symbol] = self._unspell(request_symbol)
        return known

    def learn_symbols(self, symbols: Mapping[str, str]) -> None:
        """Take over the exact spellings ``{request_symbol: symbol}`` that the exchange's own list gives."""
        self._learned.update(symbols)
        self._request_symbols.update({symbol: request_symbol for request_symbol, symbol in symbols.items()})

    def read_symbol(self, request_symbol: str, base: str, quote: str) -> str | None:
        """Return our spelling of an instrument whose base and quote are known; None if it is another kind's."""
        ways = (way.read(request_symbol, base, quote) for way in self._spellings)
        return next(filter(None, ways), None)

    def account_wss_symbol(self, symbol: str) -> str:
        """Return the spelling of `symbol` in topics of the account."""
        return self.get_symbol(symbol)

    def get_period(self, period: str) -> str:
        """Return the exchange's spelling of a kline period (``1m``).

        Raises:
            NotSupportedError: The exchange has no such period; the message names those it has.
        """
        if period not in self.kline_periods:
            known = ", ".join(self.kline_periods)
            raise NotSupportedError(f"{self.config_name}: no period {period!r}, only {known}")
        return self.kline_periods[period]

    def get_rest_path(self, key: str) -> str:
        """Return the path of a verb, as ``GET /path``.

        Raises:
            NotSupportedError: The exchange has no such verb for this asset type.
        """
        return self.rest_paths.get(key) or self.raise_path_error(self.config_name, key)

    def raise_path_error(self, exchange_name: str, key: str) -> NoReturn:
        """Raise the error that there is no path for `key`."""
        raise NotSupportedError(f"{exchange_name}: no path for {key!r} in asset type {self.asset_type!r}")

    def get_wss_arg(
        self, topic: str, symbol: str | None = None, period: str | None = None, **more: Any
    ) -> str | dict[str, str]:
        """Return what one subscription is called: the name of a stream, or an object of channel and symbol.

        Args:
            more: Values for other marks in the topic's template, such as ``window="1h"``.

        Raises:
            NotSupportedError: The exchange has no such topic, or the topic wants what was not given.
        """
        template = self.wss_paths.get(topic) or self._refuse_topic(topic)
        values = {key: str(value) for key, value in more.items()}
        if symbol is not None:
            values = self._symbol_marks(symbol, str(template)) | values
        if period is not None:
            values["period"] = self.get_period(period)
        if isinstance(template, str):
            return self._fill(topic, template, values)
        return {key: self._fill(topic, text, values) for key, text in template.items()}

    def _refuse_topic(self, topic: str) -> NoReturn:
        known = ", ".join(name for name, template in self.wss_paths.items() if template)
        raise NotSupportedError(
            f"{self.config_name}: no topic {topic!r} in asset type {self.asset_type!r}; there are {known}"
        )

    def get_wss_path(
        self, topic: str, symbol: str | None = None, period: str | None = None, **more: Any
    ) -> str:
        """Return the message that subscribes to one topic, as JSON."""
        return self.subscribe_message([self.get_wss_arg(topic, symbol, period, **more)])

    def subscribe_message(self, args: list[Any], request_id: int = 1) -> str:
        """Return the message that subscribes to `args`, as JSON."""
        return _fill_message(self.asset.stream.subscribe, args, request_id)

    def unsubscribe_message(self, args: list[Any], request_id: int = 1) -> str:
        """Return the message that ends the subscriptions `args`, as JSON."""
        return _fill_message(self.asset.stream.unsubscribe, args, request_id)

    def get_wss_url(self, topic: str) -> str:
        """Return the URL of the connection that serves `topic`; a `wss_url` with a path of its own stays."""
        tiers = self.asset.wss_tiers
        if urlsplit(self.wss_url).path.strip("/") or not tiers:
            return self.wss_url
        tier = next(
            (name for name, topics in self.asset.wss_topics.items() if topic in topics), next(iter(tiers))
        )
        return self.wss_url.rstrip("/") + tiers[tier]

    def _load_from_config(self, asset_type: str) -> bool:
        """Read the settings of `asset_type`; with "" only what the exchange says for all of them."""
        config = self.config
        urls = config.test_urls if self.testnet else config.base_urls
        if urls is None:
            raise NotSupportedError(f"{self.config_name}: there is no test environment")
        self._load_urls(urls, asset_type)
        self.kline_periods = dict(config.kline_periods)
        self.legal_currency = list(config.legal_currency)
        self.status_dict = dict(config.status_dict)
        if asset_type:
            self.asset_type = asset_type
            asset = self.asset
            self.exchange_name = asset.exchange_name
            self.rest_paths = dict(asset.rest_paths)
            self.wss_paths = dict(asset.wss_paths)
            self.kline_periods = dict(asset.kline_periods)
            self.legal_currency = list(asset.legal_currency)
            templates = filter(None, (asset.symbol_format, asset.delivery_format))
            self._spellings = [Spelling(template, self.legal_currency) for template in templates]
        self.reverse_kline_periods = {venue: ours for ours, venue in self.kline_periods.items()}
        return True

    def _load_urls(self, urls: BaseUrls, asset_type: str) -> None:
        self.rest_url = _pick(urls.rest, asset_type)
        self.wss_url = _pick(urls.wss, asset_type)
        self.acct_wss_url = _pick(urls.acct_wss, asset_type)

    def _symbol_marks(self, symbol: str, template: str) -> dict[str, str]:
        """Return what the marks of a topic's template that are about a symbol stand for."""
        parts = self._split(symbol)
        marks = parts._asdict() | {"family": self.asset.family_format.format(**parts._asdict())}
        if "<symbol>" in template:
            marks["symbol"] = self.get_symbol(symbol)
        return {name: self._stream_case(text) for name, text in marks.items() if text}

    def _stream_case(self, text: str) -> str:
        return text

    def _split(self, symbol: str) -> SymbolParts:
        """Return the parts of one of our symbols, in upper case."""
        flaw = flaw_of(symbol)
        if flaw is not None:
            self._refuse(symbol, flaw)
        parts = SymbolParts.read(symbol)
        if parts is None:
            self._refuse_kind(symbol)
        return parts

    def _unspell(self, request_symbol: str) -> str:
        symbol = next(filter(None, (way.read(request_symbol) for way in self._spellings)), None)
        if symbol is None:
            self._refuse(
                request_symbol, "cannot be told apart into base and quote; get_exchange_info teaches it"
            )
        return symbol

    def _refuse_kind(self, symbol: str) -> NoReturn:
        examples = " or ".join(way.example for way in self._spellings)
        self._refuse(symbol, f"must be like {examples} in asset type {self.asset_type!r}")

    def _refuse(self, symbol: str, reason: str) -> NoReturn:
        raise InvalidSymbolError(f"{self.config_name}: symbol {symbol!r} {reason}")

    def _fill(self, topic: str, template: str, values: dict[str, str]) -> str:
        marks = _PLACEHOLDER.findall(template)
        wanted = [name for name, default in marks if name not in values and not default]
        if wanted:
            raise NotSupportedError(
                f"{self.config_name}: topic {topic!r} wants {wanted[0]!r}, which was not given"
            )
        return _PLACEHOLDER.sub(lambda mark: values.get(mark[1], mark[2]), template)


def _pick(urls: str | dict[str, str], asset_type: str) -> str:
    if isinstance(urls, str):
        return urls
    return urls.get(asset_type) or urls.get("default", "")


def _fill_message(template: dict[str, str], args: list[Any], request_id: int) -> str:
    values: dict[str, Any] = {"<list>": args, "<id>": request_id}
    return json.dumps({key: values.get(value, value) for key, value in template.items()}, ensure_ascii=False)
