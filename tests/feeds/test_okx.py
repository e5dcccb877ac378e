"""OKX: registration, every request as it goes out, and every answer as it is read."""

import queue
from collections.abc import Iterator
from typing import Any

import pytest

from btfast.containers.bars.bar import BarSequence
from btfast.containers.bars.okx_bar import OkxBarData, OkxPriceBarData
from btfast.containers.exchanges.okx_exchange_data import OkxExchangeDataSpot, OkxExchangeDataSwap
from btfast.error_framework import UnifiedError, UnifiedErrorCode
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.registry import ExchangeRegistry
from tests.feeds.replay import Replay, answer, message, told_limiter

S = "ABC-USDT"
NOW = 1_795_300_000_000  # ms
MINUTE = 60_000
HOUR = 60 * MINUTE
ONE = {"instId": "ABC-USDT"}
SWAP = {"instId": "ABC-USDT-SWAP"}
PAGE = {"start_time": NOW - HOUR, "end_time": NOW}

# verb, positional arguments, keywords: path, params
SPOT_REQUESTS: list[tuple[str, tuple[Any, ...], dict[str, Any], str, dict[str, Any]]] = [
    ("get_server_time", (), {}, "public/time", {}),
    ("get_exchange_info", (), {}, "public/instruments", {"instType": "SPOT"}),
    ("get_contract", (), {"symbol": S}, "public/instruments", {"instType": "SPOT", **ONE}),
    ("get_tick", (S,), {}, "market/ticker", ONE),
    ("get_tickers", (), {}, "market/tickers", {"instType": "SPOT"}),
    ("get_tickers", ([S],), {}, "market/tickers", {"instType": "SPOT"}),
    ("get_info", (S,), {}, "market/ticker", ONE),
    ("get_depth", (S,), {}, "market/books", {**ONE, "sz": 20}),
    ("get_depth", (S, 400), {}, "market/books", {**ONE, "sz": 400}),
    ("get_depth", (S, 401), {}, "market/books-full", {**ONE, "sz": 401}),
    ("get_trades", (S, 7), {}, "market/trades", {**ONE, "limit": 7}),
    ("get_new_price", (S,), {}, "market/trades", ONE),
    ("get_kline", (S,), {}, "market/candles", {**ONE, "bar": "1m", "limit": 100}),
    ("get_kline", (S, "1d", 5), {}, "market/candles", {**ONE, "bar": "1D", "limit": 5}),
    ("get_mark_price", (S,), {}, "public/mark-price", {"instType": "MARGIN", **ONE}),
    ("get_index_price_kline", (S, "1h", 5), {}, "market/index-candles", {**ONE, "bar": "1H", "limit": 5}),
    (
        "get_mark_price_kline",
        (S, "1h", 5),
        {},
        "market/mark-price-candles",
        {**ONE, "bar": "1H", "limit": 5},
    ),
    ("get_funding_rate", (S,), {}, "public/funding-rate", ONE),
    ("get_history_funding_rate", (S,), {}, "public/funding-rate-history", ONE),
    ("get_open_interest", (S,), {}, "public/open-interest", ONE),
    (
        "get_open_interest_hist",
        (S, "1h", 5),
        {},
        "rubik/stat/contracts/open-interest-history",
        {**ONE, "period": "1H", "limit": 5},
    ),
    (
        "get_long_short_ratio",
        (S, "1h"),
        PAGE,
        "rubik/stat/contracts/long-short-account-ratio",
        {"ccy": "ABC", "period": "1H", "begin": NOW - HOUR, "end": NOW},
    ),
    (
        "get_taker_buy_sell_volume",
        (S, "1h", 5),
        PAGE,
        "rubik/stat/taker-volume-contract",
        {**ONE, "period": "1H", "limit": 5, "begin": NOW - HOUR, "end": NOW},
    ),
]
SWAP_REQUESTS: list[tuple[str, tuple[Any, ...], dict[str, Any], str, dict[str, Any]]] = [
    ("get_exchange_info", (), {}, "public/instruments", {"instType": "SWAP"}),
    ("get_tick", (S,), {}, "market/ticker", SWAP),
    ("get_tickers", (), {}, "market/tickers", {"instType": "SWAP"}),
    ("get_depth", (S, 5), {}, "market/books", {**SWAP, "sz": 5}),
    ("get_mark_price", (), {}, "public/mark-price", {"instType": "SWAP"}),
    (
        "get_index_price_kline",
        (S, "1h", 5),
        {},
        "market/index-candles",
        {"instId": "ABC-USDT", "bar": "1H", "limit": 5},
    ),
    ("get_funding_rate", (S,), {}, "public/funding-rate", SWAP),
    (
        "get_history_funding_rate",
        (S, 3),
        PAGE,
        "public/funding-rate-history",
        {**SWAP, "limit": 3, "before": NOW - HOUR - 1, "after": NOW + 1},
    ),
    ("get_open_interest", (S,), {}, "public/open-interest", {"instType": "SWAP", **SWAP}),
]

# keywords of bars: path, what bounds them
PAGES: list[tuple[str, int, dict[str, int], str, dict[str, int]]] = [
    ("1m", 60, PAGE, "candles", {"before": NOW - HOUR - 1, "after": NOW}),
    ("1m", 61, PAGE, "candles", {"before": NOW - HOUR - 1, "after": NOW + 1}),
    ("1m", 90, PAGE, "candles", {"before": NOW - HOUR - 1, "after": NOW + 1}),
    ("1m", 3, PAGE, "candles", {"before": NOW - HOUR - 1, "after": NOW - HOUR + 3 * MINUTE}),
    (
        "1m",
        3,
        {"start_time": NOW - HOUR},
        "candles",
        {"before": NOW - HOUR - 1, "after": NOW - HOUR + 3 * MINUTE},
    ),
    ("1m", 3, {"end_time": NOW}, "candles", {"after": NOW + 1}),
    (
        "1m",
        3,
        {"start_time": NOW - 1441 * MINUTE},
        "history-candles",
        {"before": NOW - 1441 * MINUTE - 1, "after": NOW - 1438 * MINUTE},
    ),
    ("1m", 3, {"end_time": NOW - 1438 * MINUTE}, "history-candles", {"after": NOW - 1438 * MINUTE + 1}),
    (
        "1h",
        3,
        {"start_time": NOW - 1441 * MINUTE},
        "candles",
        {"before": NOW - 1441 * MINUTE - 1, "after": NOW - 1441 * MINUTE + 3 * HOUR},
    ),
]

# verb, arguments, message: fields of the first container
ANSWERS: list[tuple[str, tuple[Any, ...], str, dict[str, Any]]] = [
    ("get_exchange_info", (), "instruments", {"symbol_name": "ABC-USDT", "exchange_name": "OKX"}),
    ("get_tick", (S,), "ticker", {"bid_price": 121.74, "symbol_name": S, "asset_type": "SWAP"}),
    ("get_tickers", (), "ticker", {"last_price": 121.75, "symbol_name": S}),
    ("get_info", (S,), "ticker", {"high_24h": 126.5}),
    ("get_depth", (S,), "books", {"last_sequence": 9001, "bid_price_list": [121.74, 121.7]}),
    ("get_trades", (S,), "trades", {"trade_side": "sell", "trade_price": 121.75}),
    ("get_new_price", (S,), "trades", {"trade_id": "745300"}),
    ("get_mark_price", (S,), "mark_price", {"mark_price": 121.765}),
    (
        "get_funding_rate",
        (S,),
        "funding_rate",
        {"current_funding_rate": 0.000125, "next_funding_rate": None},
    ),
    ("get_history_funding_rate", (S,), "funding_rate_history", {"realized_rate": 0.000124}),
    ("get_open_interest", (S,), "open_interest", {"open_interest": 204036.0}),
]
BARS = [
    ("get_kline", "candles", OkxBarData, [121.5, 121.75]),
    ("get_mark_price_kline", "mark_price_candles", OkxPriceBarData, [121.5]),
    ("get_index_price_kline", "mark_price_candles", OkxPriceBarData, [121.5]),
]


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """A registry that no other test has emptied."""
    ExchangeRegistry.clear()
    yield
    ExchangeRegistry.clear()


def make(*bodies: bytes) -> OkxRequestDataSwap:
    limiter, _ = told_limiter()
    return OkxRequestDataSwap(queue.Queue(), transport=Replay(*map(answer, bodies)), rate_limiter=limiter)


class TestRegistration:
    @pytest.mark.parametrize(
        ("key", "feed_class", "data_class"),
        [
            ("OKX___SPOT", OkxRequestDataSpot, OkxExchangeDataSpot),
            ("OKX___SWAP", OkxRequestDataSwap, OkxExchangeDataSwap),
        ],
    )
    def test_a_key_leads_to_its_classes(self, key: str, feed_class: type[Any], data_class: type[Any]) -> None:
        feed = ExchangeRegistry.create_feed(key, queue.Queue(), public_key="k", private_key="s")
        assert type(feed) is feed_class
        assert feed.exchange_name == key
        assert type(ExchangeRegistry.create_exchange_data(key)) is data_class
        assert callable(ExchangeRegistry.get_balance_handler(key))
        stream_class = ExchangeRegistry.get_stream_class(key, "market_wss")
        assert stream_class.exchange_key == key  # type: ignore[attr-defined]

    def test_a_subscription_starts_the_stream_it_returns(self, monkeypatch: pytest.MonkeyPatch) -> None:
        handler = ExchangeRegistry.get_stream_class("OKX___SWAP", "subscribe")
        stream_class = ExchangeRegistry.get_stream_class("OKX___SWAP", "market_wss")
        started: list[Any] = []
        monkeypatch.setattr(stream_class, "start", lambda self: started.append(self))
        stream = handler(queue.Queue(), {"wss_url": "ws://127.0.0.1:9/ws"}, [], None)
        assert type(stream) is stream_class
        assert started == [stream]


class TestRequests:
    @pytest.mark.parametrize(("verb", "args", "kwargs", "path", "params"), SPOT_REQUESTS)
    def test_spot(
        self, verb: str, args: tuple[Any, ...], kwargs: Any, path: str, params: dict[str, Any]
    ) -> None:
        built = getattr(OkxRequestDataSpot(), f"_{verb}")(*args, **kwargs)
        assert built[:2] == (f"GET /api/v5/{path}", params)
        assert built[2]["request_type"] == verb

    @pytest.mark.parametrize(("verb", "args", "kwargs", "path", "params"), SWAP_REQUESTS)
    def test_swap(
        self, verb: str, args: tuple[Any, ...], kwargs: Any, path: str, params: dict[str, Any]
    ) -> None:
        built = getattr(OkxRequestDataSwap(), f"_{verb}")(*args, **kwargs)
        assert built[:2] == (f"GET /api/v5/{path}", params)

    def test_every_public_core_verb_is_in_a_table(self) -> None:
        feed = OkxRequestDataSpot()
        public = {verb.value for verb in feed._capabilities()} - set(feed.exchange_data.asset.signed)
        assert public - {"get_leverage_bracket"} <= {verb for verb, *_ in SPOT_REQUESTS}

    @pytest.mark.parametrize(("period", "count", "bounds", "path", "page"), PAGES)
    def test_bars_count_from_the_start_and_include_both_ends(
        self, period: str, count: int, bounds: dict[str, Any], path: str, page: dict[str, int]
    ) -> None:
        feed = OkxRequestDataSpot(clock=lambda: NOW / 1000)
        full, params, _ = feed._get_kline(S, period, count, **bounds)
        assert full == f"GET /api/v5/market/{path}"
        assert {word: params[word] for word in ("before", "after") if word in params} == page
        assert params["limit"] == count

    @pytest.mark.parametrize(
        ("verb", "path"),
        [
            ("get_kline", "history-candles"),
            ("get_mark_price_kline", "history-mark-price-candles"),
            ("get_index_price_kline", "history-index-candles"),
        ],
    )
    def test_old_bars_of_every_kind_have_a_path_of_their_own(self, verb: str, path: str) -> None:
        feed = OkxRequestDataSwap(clock=lambda: NOW / 1000)
        for period in ("1m", "1dutc", "1w"):
            assert getattr(feed, f"_{verb}")(S, period, start_time=0)[0] == f"GET /api/v5/market/{path}"


class TestAnswers:
    @pytest.mark.parametrize(("verb", "args", "name", "fields"), ANSWERS)
    def test_containers(self, verb: str, args: tuple[Any, ...], name: str, fields: dict[str, Any]) -> None:
        got = getattr(make(message(f"okx/{name}")), verb)(*args)
        assert (got.status, got.error) == (True, None)
        assert {field: getattr(got.data[0], field) for field in fields} == fields

    @pytest.mark.parametrize(("verb", "name", "container", "closes"), BARS)
    def test_bars_are_columns_oldest_first(
        self, verb: str, name: str, container: type[Any], closes: list[float]
    ) -> None:
        bars = getattr(make(message(f"okx/{name}")), verb)(S).data
        assert isinstance(bars, BarSequence)
        assert bars.close_price.tolist() == closes
        assert type(bars[0]) is container

    def test_server_time_is_a_float_in_milliseconds(self) -> None:
        got = make(b'{"code": "0", "msg": "", "data": [{"ts": "1795300000123"}]}').get_server_time()
        assert got.data == [1795300000123.0]

    def test_a_key_without_containers_is_decoded_whole(self) -> None:
        body = b'{"code":"0","msg":"","data":[{"buyLmt":"1"}]}'
        got = make(body).call("get_price_limit", symbol=S)
        assert got.data == {"code": "0", "msg": "", "data": [{"buyLmt": "1"}]}

    @pytest.mark.parametrize("status", [200, 400])
    def test_an_error_body_is_an_error_whatever_the_status(self, status: int) -> None:
        body = answer({"code": "51001", "msg": "Instrument ID doesn't exist.", "data": []}, status)
        got = OkxRequestDataSpot(transport=Replay(body)).get_tick("NO-USDT")
        assert (got.status, got.data) == (False, [])
        assert isinstance(got.error, UnifiedError)
        assert got.error.error_type is UnifiedErrorCode.INVALID_SYMBOL
        assert got.error.exchange_name == "OKX___SPOT"
