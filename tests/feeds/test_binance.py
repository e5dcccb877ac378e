"""Binance: registration, every request as it goes out, and every answer as it is read."""

import queue
from collections.abc import Iterator
from typing import Any

import pytest

from btfast.containers.bars.bar import BarSequence
from btfast.containers.bars.binance_bar import BinanceRequestBarData
from btfast.containers.exchanges.binance_exchange_data import (
    BinanceExchangeDataSpot,
    BinanceExchangeDataSwap,
)
from btfast.error_framework import UnifiedError, UnifiedErrorCode
from btfast.feeds.capability import Capability
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.request_feed import RequestFeed
from btfast.registry import ExchangeRegistry
from tests.feeds.replay import Replay, answer, message, told_limiter

S = "ABC-USDT"
KLINE = {"symbol": "ABCUSDT", "interval": "1h", "limit": 5, "startTime": 1000, "endTime": 2000}
PAIR_KLINE = {"pair": "ABCUSDT", "interval": "1h", "limit": 5, "startTime": 1000, "endTime": 2000}
BOUNDS = {"start_time": 1000, "end_time": 2000}
STATISTICS = {"symbol": "ABCUSDT", "period": "1h", "limit": 5, "startTime": 1000, "endTime": 2000}

# verb, positional arguments, keywords: path, params
SPOT_REQUESTS: list[tuple[str, tuple[Any, ...], dict[str, Any], str, dict[str, Any]]] = [
    ("ping", (), {}, "ping", {}),
    ("get_server_time", (), {}, "time", {}),
    ("get_exchange_info", (), {}, "exchangeInfo", {}),
    (
        "get_exchange_info",
        (),
        {"symbols": [S, "BTC-USDT"]},
        "exchangeInfo",
        {"symbols": ["ABCUSDT", "BTCUSDT"]},
    ),
    ("get_contract", (), {"symbol": S}, "exchangeInfo", {"symbol": "ABCUSDT"}),
    ("get_tick", (S,), {}, "ticker/bookTicker", {"symbol": "ABCUSDT"}),
    ("get_ticker", (S,), {"window": "4h"}, "ticker", {"symbol": "ABCUSDT", "windowSize": "4h"}),
    ("get_tickers", (), {}, "ticker/24hr", {}),
    ("get_tickers", ([S],), {}, "ticker/24hr", {"symbols": ["ABCUSDT"]}),
    ("get_info", (S,), {}, "ticker/24hr", {"symbol": "ABCUSDT"}),
    ("get_avg_price", (S,), {}, "avgPrice", {"symbol": "ABCUSDT"}),
    ("get_depth", (S,), {}, "depth", {"symbol": "ABCUSDT", "limit": 20}),
    ("get_depth", (S, 5000), {}, "depth", {"symbol": "ABCUSDT", "limit": 5000}),
    ("get_trades", (S,), {}, "trades", {"symbol": "ABCUSDT"}),
    ("get_trades", (S, 7), {}, "trades", {"symbol": "ABCUSDT", "limit": 7}),
    ("get_new_price", (S, 7), {}, "trades", {"symbol": "ABCUSDT", "limit": 7}),
    (
        "get_agg_trades",
        (S, 7),
        {"from_id": 3, **BOUNDS},
        "aggTrades",
        {"symbol": "ABCUSDT", "limit": 7, "fromId": 3, "startTime": 1000, "endTime": 2000},
    ),
    ("get_kline", (S,), {}, "klines", {"symbol": "ABCUSDT", "interval": "1m", "limit": 100}),
    ("get_kline", (S, "1h", 5), BOUNDS, "klines", KLINE),
    ("get_kline", (S, "1s", 5), {}, "klines", {"symbol": "ABCUSDT", "interval": "1s", "limit": 5}),
    ("get_ui_klines", (S, "1h", 5), BOUNDS, "uiKlines", KLINE),
]
SWAP_REQUESTS: list[tuple[str, tuple[Any, ...], dict[str, Any], str, dict[str, Any]]] = [
    ("ping", (), {}, "/fapi/v1/ping", {}),
    ("get_server_time", (), {}, "/fapi/v1/time", {}),
    ("get_exchange_info", (), {}, "/fapi/v1/exchangeInfo", {}),
    ("get_contract", (), {}, "/fapi/v1/exchangeInfo", {}),
    ("get_tick", (S,), {}, "/fapi/v1/ticker/bookTicker", {"symbol": "ABCUSDT"}),
    ("get_tickers", (), {}, "/fapi/v1/ticker/24hr", {}),
    ("get_tickers", ([S],), {}, "/fapi/v1/ticker/24hr", {}),
    ("get_info", (S,), {}, "/fapi/v1/ticker/24hr", {"symbol": "ABCUSDT"}),
    ("get_price_ticker", (S,), {}, "/fapi/v2/ticker/price", {"symbol": "ABCUSDT"}),
    ("get_depth", (S, 1000), {}, "/fapi/v1/depth", {"symbol": "ABCUSDT", "limit": 1000}),
    ("get_trades", (S, 7), {}, "/fapi/v1/trades", {"symbol": "ABCUSDT", "limit": 7}),
    ("get_new_price", (S,), {}, "/fapi/v1/trades", {"symbol": "ABCUSDT"}),
    ("get_agg_trades", (S,), {}, "/fapi/v1/aggTrades", {"symbol": "ABCUSDT"}),
    ("get_kline", (S, "1h", 5), BOUNDS, "/fapi/v1/klines", KLINE),
    ("get_mark_price_kline", (S, "1h", 5), BOUNDS, "/fapi/v1/markPriceKlines", KLINE),
    ("get_index_price_kline", (S, "1h", 5), BOUNDS, "/fapi/v1/indexPriceKlines", PAIR_KLINE),
    (
        "get_continuous_kline",
        (S, "1h", 5),
        BOUNDS,
        "/fapi/v1/continuousKlines",
        {"contractType": "PERPETUAL", **PAIR_KLINE},
    ),
    ("get_mark_price", (S,), {}, "/fapi/v1/premiumIndex", {"symbol": "ABCUSDT"}),
    ("get_mark_price", (), {}, "/fapi/v1/premiumIndex", {}),
    ("get_funding_rate", (S,), {}, "/fapi/v1/premiumIndex", {"symbol": "ABCUSDT"}),
    (
        "get_history_funding_rate",
        (S, 3),
        BOUNDS,
        "/fapi/v1/fundingRate",
        {"symbol": "ABCUSDT", "limit": 3, "startTime": 1000, "endTime": 2000},
    ),
    ("get_open_interest", (S,), {}, "/fapi/v1/openInterest", {"symbol": "ABCUSDT"}),
    ("get_open_interest_hist", (S, "1h", 5), BOUNDS, "/futures/data/openInterestHist", STATISTICS),
    ("get_long_short_ratio", (S, "1h", 5), BOUNDS, "/futures/data/globalLongShortAccountRatio", STATISTICS),
    ("get_taker_buy_sell_volume", (S, "1h", 5), BOUNDS, "/futures/data/takerlongshortRatio", STATISTICS),
]

# product, verb, arguments, message: fields of the first container
ANSWERS: list[tuple[type[RequestFeed], str, tuple[Any, ...], str, dict[str, Any]]] = [
    (BinanceRequestDataSpot, "get_exchange_info", (), "spot_exchange_info", {"base_asset": "ABC"}),
    (BinanceRequestDataSwap, "get_exchange_info", (), "swap_exchange_info", {"base_asset": "ABC"}),
    (
        BinanceRequestDataSpot,
        "get_tick",
        (S,),
        "spot_book_ticker",
        {"bid_price": 121.74, "ask_volume": 3.25, "symbol_name": S, "asset_type": "SPOT", "last_price": None},
    ),
    (BinanceRequestDataSwap, "get_tick", (S,), "swap_book_ticker", {"server_time": 1795300000123.0}),
    (BinanceRequestDataSpot, "get_ticker", (S,), "spot_ticker_24hr", {"last_price": 121.75}),
    (BinanceRequestDataSpot, "get_tickers", (), "spot_ticker_24hr", {"high_24h": 126.5, "symbol_name": S}),
    (BinanceRequestDataSwap, "get_tickers", ([S],), "swap_ticker_24hr", {"symbol_name": S}),
    (BinanceRequestDataSwap, "get_info", (S,), "swap_ticker_24hr", {"volume_24h": 48210.75}),
    (BinanceRequestDataSwap, "get_price_ticker", (S,), "spot_ticker_price", {"last_price": 121.75}),
    (BinanceRequestDataSpot, "get_depth", (S,), "spot_depth", {"last_sequence": 40010020031}),
    (BinanceRequestDataSwap, "get_depth", (S,), "swap_depth", {"server_time": 1795300000123.0}),
    (BinanceRequestDataSpot, "get_trades", (S,), "spot_trades", {"trade_id": "745300", "trade_side": "sell"}),
    (BinanceRequestDataSwap, "get_new_price", (S,), "spot_trades", {"trade_price": 121.75}),
    (BinanceRequestDataSpot, "get_agg_trades", (S,), "agg_trades", {"trade_volume": 1.4}),
    (BinanceRequestDataSwap, "get_mark_price", (S,), "swap_premium_index", {"mark_price": 121.765}),
    (
        BinanceRequestDataSwap,
        "get_funding_rate",
        (S,),
        "swap_premium_index",
        {"current_funding_rate": 0.000125},
    ),
    (
        BinanceRequestDataSwap,
        "get_history_funding_rate",
        (S,),
        "swap_funding_rate",
        {"current_funding_rate": -0.00025, "current_funding_time": 1795292800123.0},
    ),
    (BinanceRequestDataSwap, "get_open_interest", (S,), "swap_open_interest", {"open_interest": 10659.509}),
    (
        BinanceRequestDataSwap,
        "get_open_interest_hist",
        (S,),
        "swap_open_interest_hist",
        {"open_interest": 20403.625},
    ),
]
BARS = [
    (BinanceRequestDataSpot, "get_kline"),
    (BinanceRequestDataSpot, "get_ui_klines"),
    (BinanceRequestDataSwap, "get_kline"),
    (BinanceRequestDataSwap, "get_mark_price_kline"),
    (BinanceRequestDataSwap, "get_index_price_kline"),
    (BinanceRequestDataSwap, "get_continuous_kline"),
]


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """A registry that no other test has emptied."""
    ExchangeRegistry.clear()
    yield
    ExchangeRegistry.clear()


def make(feed_class: type[RequestFeed], *bodies: bytes) -> RequestFeed:
    limiter, _ = told_limiter()
    return feed_class(queue.Queue(), transport=Replay(*map(answer, bodies)), rate_limiter=limiter)


class TestRegistration:
    @pytest.mark.parametrize(
        ("key", "feed_class", "data_class"),
        [
            ("BINANCE___SPOT", BinanceRequestDataSpot, BinanceExchangeDataSpot),
            ("BINANCE___SWAP", BinanceRequestDataSwap, BinanceExchangeDataSwap),
        ],
    )
    def test_a_key_leads_to_its_classes(self, key: str, feed_class: type[Any], data_class: type[Any]) -> None:
        feed = ExchangeRegistry.create_feed(key, queue.Queue(), public_key="k", private_key="s")
        assert type(feed) is feed_class
        assert feed.exchange_name == key
        assert type(ExchangeRegistry.create_exchange_data(key)) is data_class
        assert ExchangeRegistry._feed_classes[key] is feed_class
        assert ExchangeRegistry._exchange_data_classes[key] is data_class
        assert callable(ExchangeRegistry.get_balance_handler(key))
        stream_class = ExchangeRegistry.get_stream_class(key, "market_wss")
        assert stream_class.exchange_key == key  # type: ignore[attr-defined]

    def test_a_subscription_starts_the_stream_it_returns(self, monkeypatch: pytest.MonkeyPatch) -> None:
        handler = ExchangeRegistry.get_stream_class("BINANCE___SPOT", "subscribe")
        stream_class = ExchangeRegistry.get_stream_class("BINANCE___SPOT", "market_wss")
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
        built = getattr(BinanceRequestDataSpot(), f"_{verb}")(*args, **kwargs)
        assert built[:2] == (f"GET /api/v3/{path}", params)
        assert built[2]["request_type"] == verb

    @pytest.mark.parametrize(("verb", "args", "kwargs", "path", "params"), SWAP_REQUESTS)
    def test_swap(
        self, verb: str, args: tuple[Any, ...], kwargs: Any, path: str, params: dict[str, Any]
    ) -> None:
        built = getattr(BinanceRequestDataSwap(), f"_{verb}")(*args, **kwargs)
        assert built[:2] == (f"GET {path}", params)
        assert built[2]["request_type"] == verb

    @pytest.mark.parametrize("feed_class", [BinanceRequestDataSpot, BinanceRequestDataSwap])
    def test_every_public_core_verb_is_in_a_table(self, feed_class: type[RequestFeed]) -> None:
        table = SPOT_REQUESTS if feed_class is BinanceRequestDataSpot else SWAP_REQUESTS
        feed = feed_class()
        public = {verb.value for verb in feed._capabilities()} - set(feed.exchange_data.asset.signed)
        assert public <= {verb for verb, *_ in table}


class TestAnswers:
    @pytest.mark.parametrize(("feed_class", "verb", "args", "name", "fields"), ANSWERS)
    def test_containers(
        self,
        feed_class: type[RequestFeed],
        verb: str,
        args: tuple[Any, ...],
        name: str,
        fields: dict[str, Any],
    ) -> None:
        got = getattr(make(feed_class, message(f"binance/{name}")), verb)(*args)
        assert (got.status, got.error) == (True, None)
        container = got.data[0]
        assert container.exchange_name == "BINANCE"
        assert {field: getattr(container, field) for field in fields} == fields

    @pytest.mark.parametrize(("feed_class", "verb"), BARS)
    def test_bars_are_columns(self, feed_class: type[RequestFeed], verb: str) -> None:
        bars = getattr(make(feed_class, message("binance/klines")), verb)(S).data
        assert isinstance(bars, BarSequence)
        assert bars.close_price.tolist() == [121.5, 121.75]
        assert isinstance(bars[1], BinanceRequestBarData)
        assert bars[1].open_price == 121.5

    def test_server_time_is_a_float_in_milliseconds(self) -> None:
        got = make(BinanceRequestDataSpot, b'{"serverTime": 1795300000123}').get_server_time()
        assert got.data == [1795300000123.0]
        assert got.get_input_data() == {"serverTime": 1795300000123}

    def test_ping_answers_nothing(self) -> None:
        got = make(BinanceRequestDataSwap, b"{}").ping()
        assert (got.status, got.data) == (True, {})

    @pytest.mark.parametrize("verb", ["get_long_short_ratio", "get_taker_buy_sell_volume"])
    def test_statistics_are_decoded(self, verb: str) -> None:
        got = getattr(make(BinanceRequestDataSwap, b'[{"buySellRatio": "1.5"}]'), verb)(S)
        assert got.data == [{"buySellRatio": "1.5"}]

    def test_codes_mean_what_they_mean_on_the_product(self) -> None:
        body = answer({"code": -2027, "msg": "Exceeded the maximum"}, 400)
        error = BinanceRequestDataSwap(transport=Replay(body)).ping().error
        assert isinstance(error, UnifiedError)
        assert error.error_type is UnifiedErrorCode.LEVERAGE_LIMIT


def test_trading_is_declared_where_the_settings_have_it() -> None:
    assert Capability.MAKE_ORDER in BinanceRequestDataSpot._capabilities()
    assert Capability.GET_POSITION not in BinanceRequestDataSpot._capabilities()
    assert Capability.GET_POSITION in BinanceRequestDataSwap._capabilities()
