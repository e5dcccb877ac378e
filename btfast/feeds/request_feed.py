"""RequestFeed: all verbs together, the building of path and params, and `call` for every other key."""

from collections.abc import Mapping
from typing import Any, ClassVar

from btfast.config_loader import load_exchange_config
from btfast.containers.requestdatas.request_data import RequestData
from btfast.feeds.answers import EachSymbol, Normalize, SymbolTeacher, decode_json
from btfast.feeds.capability import Capability, capabilities_of
from btfast.feeds.history_feed import HistoryFeed
from btfast.feeds.request_future import RequestFuture
from btfast.feeds.verbs.derivatives import DerivativesVerbs
from btfast.feeds.verbs.market_data import MarketDataVerbs
from btfast.feeds.verbs.verbs import Extra, Request, Symbols
from btfast.functions.utils import update_extra_data


class RequestFeed(HistoryFeed, MarketDataVerbs, DerivativesVerbs):
    """The REST side of one asset type of one exchange.

    A subclass names, for each verb that answers in containers, what reads the answer:
    ``_get_depth_normalize_function = Normalizer(…)``. A verb without one answers in decoded JSON. `readers`
    are those of other keys, for `fetch`.
    """

    readers: ClassVar[Mapping[str, Normalize]] = {}

    @classmethod
    def _capabilities(cls) -> set[Capability]:
        """Return the core verbs that the exchange has for this asset type, as its settings say."""
        data = cls.exchange_data_class
        asset_types = load_exchange_config(data.config_name).asset_types
        return capabilities_of(asset_types[data.asset_type].rest_paths)

    def call(self, key: str, extra_data: Extra = None, **params: Any) -> RequestData:
        """Make any request that the settings have a path for.

        Args:
            key: Its key in ``rest_paths``. A core verb is made as its own method makes it.
            extra_data: Goes into the answer's.
            params: In our words or the exchange's; None is left out.

        Returns:
            For a key that is no core verb, `data` is the whole body, decoded.

        Raises:
            NotSupportedError: There is no such key for this asset type.
        """
        return self.request(*self._build_call(key, extra_data, params))

    def async_call(self, key: str, extra_data: Extra = None, **params: Any) -> RequestFuture:
        """Make any request as `call` does; the answer goes on the queue and into the returned future."""
        return self.submit(*self._build_call(key, extra_data, params))

    def fetch(self, key: str, extra_data: Extra = None, **params: Any) -> RequestData:
        """Make any request as `call` does, and read its answer into containers where there is a class for them."""
        path, sent, extra = self._build_call(key, extra_data, params)
        extra["normalize_function"] = self.readers.get(key, extra["normalize_function"])
        return self.request(path, sent, extra)

    def _build_call(self, key: str, extra_data: Extra, params: dict[str, Any]) -> Request:
        self._params.get_rest_path(key)
        build = getattr(self, f"_{key}", None)
        if build is None:
            return self._build(key, extra_data, **params)
        request: Request = build(extra_data=extra_data, **params)
        return request

    def _build(self, key: str, extra_data: Extra = None, **params: Any) -> Request:
        path = self._params.get_rest_path(key)
        words = self._words(key)
        sent: dict[str, Any] = dict(self._params.asset.rest_fixed.get(key, {}))
        for word, value in params.items():
            if value is not None:
                sent[words.get(word, word)] = self._spell(key, word, value)
        extra = update_extra_data(
            extra_data,
            request_type=key,
            symbol_name=params.get("symbol"),
            asset_type=self.asset_type,
            exchange_name=self.exchange_name,
            normalize_function=getattr(self, f"_{key}_normalize_function", decode_json),
        )
        return path, sent, extra

    def _build_tickers(self, key: str, symbols: Symbols, extra_data: Extra, **params: Any) -> Request:
        can_select = "symbols" in self._words(key)
        request = self._build(key, extra_data, symbols=symbols if can_select else None, **params)
        wanted = None if symbols is None else self._spell(key, "symbols", symbols)
        extra = request[2]
        extra["normalize_function"] = EachSymbol(
            extra["normalize_function"], "ticker_symbol_name", self._params.get_symbol_re, wanted
        )
        return request

    def _build_instruments(self, key: str, extra_data: Extra, **params: Any) -> Request:
        request = self._build(key, extra_data, **params)
        extra = request[2]
        extra["normalize_function"] = SymbolTeacher(extra["normalize_function"], self._params)
        return request

    def _words(self, key: str) -> dict[str, str]:
        """Return the exchange's words for ours in one verb."""
        return self._params.asset.rest_params.get(key, {})

    def _spell(self, key: str, word: str, value: Any) -> Any:
        """Return a value of one of our words as the exchange spells it."""
        if word == "symbol":
            return self._params.get_rest_symbol(key, value)
        if word == "symbols":
            return [self._params.get_rest_symbol(key, symbol) for symbol in value]
        if word == "period":
            return self._params.get_period(value)
        return int(value) if word in ("start_time", "end_time") else value
