"""Exchange data: hosts, symbols, periods, paths and topics of Binance and OKX."""

import json
from typing import Any

import pytest

from btfast.containers.exchanges.binance_exchange_data import (
    BinanceExchangeData,
    BinanceExchangeDataAlgo,
    BinanceExchangeDataCoinM,
    BinanceExchangeDataFutures,
    BinanceExchangeDataMargin,
    BinanceExchangeDataOption,
    BinanceExchangeDataSpot,
    BinanceExchangeDataSwap,
    BinanceExchangeDataWallet,
)
from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.containers.exchanges.okx_exchange_data import (
    OkxExchangeData,
    OkxExchangeDataFutures,
    OkxExchangeDataMargin,
    OkxExchangeDataOption,
    OkxExchangeDataSpot,
    OkxExchangeDataSwap,
)
from btfast.exceptions import ConfigurationError, InvalidSymbolError, NotSupportedError

EVERY = [
    BinanceExchangeDataSpot,
    BinanceExchangeDataMargin,
    BinanceExchangeDataSwap,
    BinanceExchangeDataFutures,
    BinanceExchangeDataCoinM,
    BinanceExchangeDataOption,
    OkxExchangeDataSpot,
    OkxExchangeDataMargin,
    OkxExchangeDataSwap,
    OkxExchangeDataFutures,
    OkxExchangeDataOption,
]

SPELLINGS = [
    (BinanceExchangeDataSpot, "BTC-USDT", "BTCUSDT"),
    (BinanceExchangeDataSpot, "ETH-BTC", "ETHBTC"),
    (BinanceExchangeDataSpot, "BTC-FDUSD", "BTCFDUSD"),
    (BinanceExchangeDataSpot, "USDT-TRY", "USDTTRY"),
    (BinanceExchangeDataSpot, "币安人生-USDT", "币安人生USDT"),
    (BinanceExchangeDataSwap, "1000SHIB-USDC", "1000SHIBUSDC"),
    (OkxExchangeDataSpot, "BTC-USDT", "BTC-USDT"),
    (OkxExchangeDataSwap, "BTC-USDT", "BTC-USDT-SWAP"),
    (OkxExchangeDataSwap, "BTC-USD_UM", "BTC-USD_UM-SWAP"),
    (BinanceExchangeDataMargin, "BTC-USDT", "BTCUSDT"),
    (BinanceExchangeDataFutures, "BTC-USDT-260925", "BTCUSDT_260925"),
    (BinanceExchangeDataFutures, "币安人生-USDT-260925", "币安人生USDT_260925"),
    (BinanceExchangeDataCoinM, "BTC-USD", "BTCUSD_PERP"),
    (BinanceExchangeDataCoinM, "BTC-USD-260925", "BTCUSD_260925"),
    (BinanceExchangeDataOption, "BTC-USD-260925-100000-C", "BTC-260925-100000-C"),
    (BinanceExchangeDataOption, "DOGE-USD-260925-0.15-P", "DOGE-260925-0.15-P"),
    (OkxExchangeDataMargin, "BTC-USDT", "BTC-USDT"),
    (OkxExchangeDataFutures, "BTC-USD-260925", "BTC-USD-260925"),
    (OkxExchangeDataFutures, "BTC-USD_UM-260925", "BTC-USD_UM-260925"),
    (OkxExchangeDataOption, "BTC-USD-260925-100000-C", "BTC-USD-260925-100000-C"),
]
OTHER_KINDS = [  # symbols of another asset type
    (BinanceExchangeDataSwap, "BTC-USDT-260925"),
    (BinanceExchangeDataFutures, "BTC-USDT"),
    (BinanceExchangeDataCoinM, "BTC-USD-260925-100000-C"),
    (BinanceExchangeDataOption, "BTC-USD"),
    (BinanceExchangeDataOption, "BTC-EUR-260925-100000-C"),  # would come back as BTC-USD
    (OkxExchangeDataSwap, "BTC-USDT-260925"),
    (OkxExchangeDataFutures, "BTC-USDT"),
    (OkxExchangeDataOption, "BTC-USD-260925"),
]


@pytest.mark.parametrize(("kind", "symbol", "request_symbol"), SPELLINGS)
def test_symbol_is_spelled_both_ways(kind: type[ExchangeData], symbol: str, request_symbol: str) -> None:
    assert kind().get_symbol(symbol) == request_symbol
    assert kind().get_symbol_re(request_symbol) == symbol


@pytest.mark.parametrize(("kind", "symbol"), OTHER_KINDS)
def test_symbol_of_another_asset_type_is_refused(kind: type[ExchangeData], symbol: str) -> None:
    with pytest.raises(InvalidSymbolError, match=f"must be like .* in asset type '{kind.asset_type}'"):
        kind().get_symbol(symbol)


@pytest.mark.parametrize("kind", [BinanceExchangeDataAlgo, BinanceExchangeDataWallet])
def test_verbs_of_the_smaller_products_are_among_those_of_spot(kind: type[ExchangeData]) -> None:
    assert kind().rest_paths == BinanceExchangeDataSpot().rest_paths
    assert kind().get_rest_path("withdraw") == "POST /sapi/v1/capital/withdraw/apply"
    assert kind().get_rest_path("spot_twap_new_order") == "POST /sapi/v1/algo/spot/newOrderTwap"


def test_symbol_may_be_lower_case() -> None:
    data = OkxExchangeDataSwap()
    assert data.get_symbol("btc-usdt") == "BTC-USDT-SWAP"
    assert data.get_symbol_re("BTC-USDT-SWAP") == "BTC-USDT"


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize(
    "symbol",
    [
        "",
        "-",
        "BTC-",
        "-USDT",
        "BTCUSDT",
        "BTC-USDT-SWAP",
        "BTC/-USDT",
        "B?-USDT",
        "B&C-USDT",
        "BT C-USDT",
        "B\n-USDT",
        "B\x00-USDT",
        "B@-USDT",
        "B%20-USDT",
        "B<symbol>-USDT",
    ],
)
def test_unusable_symbol_is_refused(kind: type[ExchangeData], symbol: str) -> None:
    with pytest.raises(InvalidSymbolError, match=kind.config_name):
        kind().get_symbol(symbol)


@pytest.mark.parametrize(
    ("kind", "request_symbol"),
    [
        (BinanceExchangeDataSwap, "BTCUSDT_260925"),
        (BinanceExchangeDataSpot, "USDT"),
        (OkxExchangeDataSwap, "BTC-USDT"),
        (OkxExchangeDataSpot, "BTC-USD-260925"),
        (OkxExchangeDataSpot, ""),
    ],
)
def test_request_symbol_that_cannot_be_told_apart_is_refused(
    kind: type[ExchangeData], request_symbol: str
) -> None:
    with pytest.raises(InvalidSymbolError, match="cannot be told apart"):
        kind().get_symbol_re(request_symbol)


def test_spelling_that_was_asked_for_goes_before_the_guess() -> None:
    data = BinanceExchangeDataSpot()
    assert data.get_symbol_re("ARBUSD") == "AR-BUSD"
    assert data.get_symbol_re(data.get_symbol("ARB-USD")) == "ARB-USD"


def test_learned_spelling_goes_before_everything() -> None:
    data = BinanceExchangeDataSpot()
    data.get_symbol("AR-BUSD")
    data.learn_symbols({"ARBUSD": "ARB-USD", "BTCU": "BTC-U"})
    assert data.get_symbol_re("ARBUSD") == "ARB-USD"
    assert (data.get_symbol("BTC-U"), data.get_symbol_re("BTCU")) == ("BTCU", "BTC-U")


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        (OkxExchangeDataSwap, "get_index_price_kline", "BTC-USDT"),
        (OkxExchangeDataSwap, "get_long_short_ratio", "BTC"),
        (OkxExchangeDataSwap, "get_kline", "BTC-USDT-SWAP"),
        (BinanceExchangeDataSwap, "get_index_price_kline", "BTCUSDT"),
        (OkxExchangeDataOption, "get_opt_summary", "BTC-USDT"),
        (BinanceExchangeDataCoinM, "get_taker_buy_sell_volume", "BTCUSDT"),
        (BinanceExchangeDataOption, "get_index_price", "BTCUSDT"),
        (BinanceExchangeDataOption, "get_open_interest", "BTC"),
    ],
)
def test_verb_may_want_another_spelling(kind: type[ExchangeData], key: str, expected: str) -> None:
    assert kind().get_rest_symbol(key, "BTC-USDT") == expected


@pytest.mark.parametrize("kind", EVERY)
def test_names_are_as_documented(kind: type[ExchangeData]) -> None:
    data = kind()
    assert data.exchange_name == f"{data.config.id}_{data.asset_type}"
    assert data.rest_url.startswith("https://")
    assert data.wss_url.startswith("wss://")
    assert data.acct_wss_url.startswith("wss://")
    assert data.reverse_kline_periods[data.kline_periods["1h"]] == "1h"
    assert data.legal_currency
    assert data.asset.exchange_name == data.exchange_name


@pytest.mark.parametrize("kind", [BinanceExchangeData, OkxExchangeData])
def test_exchange_without_asset_type_knows_only_what_all_share(kind: type[ExchangeData]) -> None:
    data = kind()
    assert data.exchange_name == kind.config_name
    assert data.rest_paths == {}
    assert "1m" in data.kline_periods
    with pytest.raises(ConfigurationError, match=r"no asset type '', only spot, margin, swap, futures"):
        _ = data.asset


def test_venue_without_settings_may_be_written_by_hand() -> None:
    data = ExchangeData()
    assert (data.rest_url, data.rest_paths, data.exchange_name) == ("", {}, "")


@pytest.mark.parametrize(
    ("kind", "rest", "wss"),
    [
        (
            BinanceExchangeDataSpot,
            "https://testnet.binance.vision",
            "wss://stream.testnet.binance.vision:9443",
        ),
        (BinanceExchangeDataSwap, "https://demo-fapi.binance.com", "wss://demo-fstream.binance.com"),
        (OkxExchangeDataSwap, "https://openapi.okx.com", "wss://wspap.okx.com:8443"),
    ],
)
def test_testnet_selects_the_test_hosts(kind: type[ExchangeData], rest: str, wss: str) -> None:
    data = kind(testnet=True)
    assert (data.rest_url, data.wss_url) == (rest, wss)


def test_testnet_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    config = replace(BinanceExchangeDataSpot().config, test_urls=None)
    monkeypatch.setattr(BinanceExchangeData, "config", config)
    with pytest.raises(NotSupportedError, match="binance: there is no test environment"):
        BinanceExchangeDataSpot(testnet=True)


@pytest.mark.parametrize(
    ("kind", "period", "expected"),
    [
        (BinanceExchangeDataSpot, "1s", "1s"),
        (OkxExchangeDataSpot, "1h", "1H"),
        (OkxExchangeDataSwap, "1dutc", "1Dutc"),
    ],
)
def test_period_is_spelled(kind: type[ExchangeData], period: str, expected: str) -> None:
    assert kind().get_period(period) == expected


def test_unknown_period_names_those_there_are() -> None:
    with pytest.raises(NotSupportedError, match=r"binance: no period '1s', only 1m, 3m, .* 1M$"):
        BinanceExchangeDataSwap().get_period("1s")


def test_rest_path_is_method_and_path() -> None:
    assert BinanceExchangeDataSwap().get_rest_path("get_depth") == "GET /fapi/v1/depth"
    with pytest.raises(NotSupportedError) as caught:
        OkxExchangeDataSpot().get_rest_path("get_agg_trades")
    assert str(caught.value) == "okx: no path for 'get_agg_trades' in asset type 'spot'"


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (BinanceExchangeDataSpot, {"topic": "depth", "symbol": "BTC-USDT"}, "btcusdt@depth20@100ms"),
        (
            BinanceExchangeDataSpot,
            {"topic": "kline", "symbol": "BTC-USDT", "period": "1m"},
            "btcusdt@kline_1m",
        ),
        (BinanceExchangeDataSpot, {"topic": "trade", "symbol": "币安人生-USDT"}, "币安人生usdt@trade"),
        (
            BinanceExchangeDataSpot,
            {"topic": "ticker_window", "symbol": "A-BTC", "window": "1h"},
            "abtc@ticker_1h",
        ),
        (
            BinanceExchangeDataSpot,
            {"topic": "depth_partial", "symbol": "A-BTC", "level": 5},
            "abtc@depth5@100ms",
        ),
        (BinanceExchangeDataSwap, {"topic": "tickers"}, "!ticker@arr"),
        (
            BinanceExchangeDataSwap,
            {"topic": "continuous_kline", "symbol": "BTC-USDT", "period": "5m"},
            "btcusdt_perpetual@continuousKline_5m",
        ),
        (
            OkxExchangeDataSwap,
            {"topic": "tick", "symbol": "BTC-USDT"},
            {"channel": "tickers", "instId": "BTC-USDT-SWAP"},
        ),
        (
            OkxExchangeDataSwap,
            {"topic": "kline_index", "symbol": "BTC-USDT", "period": "1h"},
            {"channel": "index-candle1H", "instId": "BTC-USDT"},
        ),
        (OkxExchangeDataSwap, {"topic": "instruments"}, {"channel": "instruments", "instType": "SWAP"}),
        (BinanceExchangeDataCoinM, {"topic": "mark_price", "symbol": "BTC-USD"}, "btcusd_perp@markPrice@1s"),
        (BinanceExchangeDataCoinM, {"topic": "pair_mark_price", "symbol": "BTC-USD"}, "btcusd@markPrice@1s"),
        (
            BinanceExchangeDataCoinM,
            {"topic": "index_price", "symbol": "BTC-USD-260925"},
            "btcusd@indexPrice@1s",
        ),
        (
            BinanceExchangeDataCoinM,
            {"topic": "continuous_kline", "symbol": "BTC-USD", "period": "5m"},
            "btcusd_perpetual@continuousKline_5m",
        ),
        (
            BinanceExchangeDataFutures,
            {
                "topic": "continuous_kline",
                "symbol": "BTC-USDT-260925",
                "period": "5m",
                "contract_type": "next_quarter",
            },
            "btcusdt_next_quarter@continuousKline_5m",
        ),
        (BinanceExchangeDataOption, {"topic": "mark_price", "symbol": "BTC-USD"}, "btcusdt@optionMarkPrice"),
        (
            BinanceExchangeDataOption,
            {"topic": "ticker", "symbol": "BTC-USD-260925-100000-C"},
            "btc-260925-100000-c@optionTicker",
        ),
        (
            BinanceExchangeDataOption,
            {"topic": "open_interest", "symbol": "BTC-USD", "expiration": "260925"},
            "btcusdt@openInterest@260925",
        ),
        (
            OkxExchangeDataOption,
            {"topic": "opt_summary", "symbol": "BTC-USD-260925-100000-C"},
            {"channel": "opt-summary", "instFamily": "BTC-USD"},
        ),
    ],
)
def test_topic_is_spelled(kind: type[ExchangeData], given: dict[str, Any], expected: Any) -> None:
    assert kind().get_wss_arg(**given) == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"topic": "nothing"}, "okx: no topic 'nothing' in asset type 'swap'"),
        ({"topic": "tick"}, "okx: topic 'tick' wants 'symbol', which was not given"),
        ({"topic": "kline", "symbol": "BTC-USDT"}, "okx: topic 'kline' wants 'period', which was not given"),
        ({"topic": "kline", "symbol": "BTC-USDT", "period": "7m"}, "okx: no period '7m'"),
    ],
)
def test_topic_that_cannot_be_spelled_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(NotSupportedError, match=message):
        OkxExchangeDataSwap().get_wss_path(**given)


def test_subscription_is_the_venues_message() -> None:
    assert json.loads(BinanceExchangeDataSpot().get_wss_path(topic="tick", symbol="BTC-USDT")) == {
        "method": "SUBSCRIBE",
        "params": ["btcusdt@bookTicker"],
        "id": 1,
    }
    assert json.loads(OkxExchangeDataSpot().get_wss_path(topic="status")) == {
        "op": "subscribe",
        "args": [{"channel": "status"}],
    }


def test_subscriptions_go_together_and_end() -> None:
    text = BinanceExchangeDataSpot().unsubscribe_message(["a@trade", "b@trade"], 7)
    assert json.loads(text) == {"method": "UNSUBSCRIBE", "params": ["a@trade", "b@trade"], "id": 7}


@pytest.mark.parametrize(
    ("kind", "topic", "url"),
    [
        (BinanceExchangeDataSpot, "depth", "wss://stream.binance.com:9443/stream"),
        (BinanceExchangeDataSwap, "increDepthFlow", "wss://fstream.binance.com/public/stream"),
        (BinanceExchangeDataSwap, "kline", "wss://fstream.binance.com/market/stream"),
        (BinanceExchangeDataCoinM, "kline", "wss://dstream.binance.com/stream"),
        (BinanceExchangeDataOption, "ticker", "wss://fstream.binance.com/public/stream"),
        (BinanceExchangeDataOption, "mark_price", "wss://fstream.binance.com/market/stream"),
        (OkxExchangeDataSpot, "books", "wss://ws.okx.com:8443/ws/v5/public"),
        (OkxExchangeDataSpot, "kline", "wss://ws.okx.com:8443/ws/v5/business"),
    ],
)
def test_topic_has_its_tier(kind: type[ExchangeData], topic: str, url: str) -> None:
    assert kind().get_wss_url(topic) == url


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("ws://127.0.0.1:9/", "ws://127.0.0.1:9/market/stream"),
        ("ws://127.0.0.1:9", "ws://127.0.0.1:9/market/stream"),
        ("wss://old.example/ws", "wss://old.example/ws"),
    ],
)
def test_url_with_a_path_of_its_own_stays(given: str, expected: str) -> None:
    data = BinanceExchangeDataSwap()
    data.wss_url = given
    assert data.get_wss_url("ticker") == expected


def test_changes_of_one_object_are_its_own() -> None:
    data = BinanceExchangeDataSpot()
    data.rest_paths["get_tick"] = "GET /elsewhere"
    assert BinanceExchangeDataSpot().get_rest_path("get_tick") == "GET /api/v3/ticker/bookTicker"


def test_account_topics_spell_the_symbol_alike() -> None:
    assert OkxExchangeDataSwap().account_wss_symbol("BTC-USDT") == "BTC-USDT-SWAP"
