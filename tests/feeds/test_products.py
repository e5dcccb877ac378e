"""Every product beside spot and swap: registration, requests as they go out, answers and frames as they are read."""

import json
import queue
from collections.abc import Iterator
from typing import Any

import pytest

from btfast.containers.bars.bar import BarSequence
from btfast.feeds.live_binance.coin_m import BinanceRequestDataCoinM
from btfast.feeds.live_binance.futures import BinanceRequestDataFutures
from btfast.feeds.live_binance.margin import BinanceRequestDataMargin
from btfast.feeds.live_binance.option import BinanceRequestDataOption
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_okx.futures import OkxRequestDataFutures
from btfast.feeds.live_okx.margin import OkxRequestDataMargin
from btfast.feeds.live_okx.option import OkxRequestDataOption
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.request_feed import RequestFeed
from btfast.feeds.wss_feed import WssFeed
from btfast.registry import ExchangeRegistry
from tests.feeds.replay import Replay, answer, message, told_limiter
from tests.feeds.streams import HandTimer

FEEDS: dict[str, type[RequestFeed]] = {
    "BINANCE___SPOT": BinanceRequestDataSpot,
    "BINANCE___MARGIN": BinanceRequestDataMargin,
    "BINANCE___SWAP": BinanceRequestDataSwap,
    "BINANCE___FUTURES": BinanceRequestDataFutures,
    "BINANCE___COIN_M": BinanceRequestDataCoinM,
    "BINANCE___OPTION": BinanceRequestDataOption,
    "OKX___SPOT": OkxRequestDataSpot,
    "OKX___MARGIN": OkxRequestDataMargin,
    "OKX___SWAP": OkxRequestDataSwap,
    "OKX___FUTURES": OkxRequestDataFutures,
    "OKX___OPTION": OkxRequestDataOption,
}
BOUNDS = {"start_time": 1000, "end_time": 2000}
BETWEEN = {"startTime": 1000, "endTime": 2000}
M, F, C, D, X = (
    "ABC-USDT",
    "ABC-USDT-261225",
    "ABC-USD",
    "ABC-USD-261225",
    "ABC-USD-261225-120-C",
)
PERP = {"symbol": "ABCUSD_PERP"}
PAIR = {"pair": "ABCUSD"}
DATED = {"symbol": "ABCUSDT_261225"}
OPTION = {"symbol": "ABC-261225-120-C"}
WINDOW = {"limit": 5, **BETWEEN}
INST = {"instId": X}

# key, verb (or key of rest_paths), positional arguments, keywords: path, params
REQUESTS: list[tuple[str, str, tuple[Any, ...], dict[str, Any], str, dict[str, Any]]] = [
    ("BINANCE___MARGIN", "get_depth", (M,), {}, "/api/v3/depth", {"symbol": "ABCUSDT", "limit": 20}),
    (
        "BINANCE___MARGIN",
        "get_price_index",
        (),
        {"symbol": M},
        "/sapi/v1/margin/priceIndex",
        {"symbol": "ABCUSDT"},
    ),
    ("BINANCE___FUTURES", "get_tick", (F,), {}, "/fapi/v1/ticker/bookTicker", DATED),
    ("BINANCE___FUTURES", "get_depth", (F, 1000), {}, "/fapi/v1/depth", DATED | {"limit": 1000}),
    (
        "BINANCE___FUTURES",
        "get_kline",
        (F, "1h", 5),
        BOUNDS,
        "/fapi/v1/klines",
        DATED | {"interval": "1h"} | WINDOW,
    ),
    (
        "BINANCE___FUTURES",
        "get_continuous_kline",
        (F, "1h", 5),
        {"contract_type": "NEXT_QUARTER", **BOUNDS},
        "/fapi/v1/continuousKlines",
        {"contractType": "NEXT_QUARTER", "pair": "ABCUSDT", "interval": "1h"} | WINDOW,
    ),
    (
        "BINANCE___FUTURES",
        "get_index_price_kline",
        (F, "1h", 5),
        BOUNDS,
        "/fapi/v1/indexPriceKlines",
        {"pair": "ABCUSDT", "interval": "1h"} | WINDOW,
    ),
    ("BINANCE___FUTURES", "get_mark_price", (F,), {}, "/fapi/v1/premiumIndex", DATED),
    (
        "BINANCE___FUTURES",
        "get_delivery_price",
        (),
        {"symbol": F},
        "/futures/data/delivery-price",
        {"pair": "ABCUSDT"},
    ),
    ("BINANCE___COIN_M", "get_server_time", (), {}, "/dapi/v1/time", {}),
    ("BINANCE___COIN_M", "get_exchange_info", (), {}, "/dapi/v1/exchangeInfo", {}),
    ("BINANCE___COIN_M", "get_contract", (), {}, "/dapi/v1/exchangeInfo", {}),
    ("BINANCE___COIN_M", "get_tick", (C,), {}, "/dapi/v1/ticker/bookTicker", PERP),
    ("BINANCE___COIN_M", "get_tick", (D,), {}, "/dapi/v1/ticker/bookTicker", {"symbol": "ABCUSD_261225"}),
    ("BINANCE___COIN_M", "get_tickers", (), {}, "/dapi/v1/ticker/24hr", {}),
    ("BINANCE___COIN_M", "get_depth", (C,), {}, "/dapi/v1/depth", PERP | {"limit": 20}),
    ("BINANCE___COIN_M", "get_trades", (C, 7), {}, "/dapi/v1/trades", PERP | {"limit": 7}),
    ("BINANCE___COIN_M", "get_agg_trades", (C,), BOUNDS, "/dapi/v1/aggTrades", PERP | BETWEEN),
    (
        "BINANCE___COIN_M",
        "get_kline",
        (C, "1h", 5),
        BOUNDS,
        "/dapi/v1/klines",
        PERP | {"interval": "1h"} | WINDOW,
    ),
    (
        "BINANCE___COIN_M",
        "get_mark_price_kline",
        (C, "1h", 5),
        BOUNDS,
        "/dapi/v1/markPriceKlines",
        PERP | {"interval": "1h"} | WINDOW,
    ),
    (
        "BINANCE___COIN_M",
        "get_index_price_kline",
        (C, "1h", 5),
        BOUNDS,
        "/dapi/v1/indexPriceKlines",
        PAIR | {"interval": "1h"} | WINDOW,
    ),
    (
        "BINANCE___COIN_M",
        "get_continuous_kline",
        (C, "1h", 5),
        BOUNDS,
        "/dapi/v1/continuousKlines",
        {"contractType": "PERPETUAL", **PAIR, "interval": "1h"} | WINDOW,
    ),
    ("BINANCE___COIN_M", "get_mark_price", (C,), {}, "/dapi/v1/premiumIndex", PERP),
    ("BINANCE___COIN_M", "get_funding_rate", (C,), {}, "/dapi/v1/premiumIndex", PERP),
    (
        "BINANCE___COIN_M",
        "get_history_funding_rate",
        (C, 5),
        BOUNDS,
        "/dapi/v1/fundingRate",
        PERP | WINDOW,
    ),
    ("BINANCE___COIN_M", "get_open_interest", (D,), {}, "/dapi/v1/openInterest", {"symbol": "ABCUSD_261225"}),
    (
        "BINANCE___COIN_M",
        "get_open_interest_hist",
        (C, "1h", 5),
        BOUNDS,
        "/futures/data/openInterestHist",
        {"contractType": "PERPETUAL", **PAIR, "period": "1h"} | WINDOW,
    ),
    (
        "BINANCE___COIN_M",
        "get_long_short_ratio",
        (C, "1h", 5),
        BOUNDS,
        "/futures/data/globalLongShortAccountRatio",
        PAIR | {"period": "1h"} | WINDOW,
    ),
    (
        "BINANCE___COIN_M",
        "get_taker_buy_sell_volume",
        (C, "1h", 5),
        BOUNDS,
        "/futures/data/takerBuySellVol",
        {"contractType": "PERPETUAL", **PAIR, "period": "1h"} | WINDOW,
    ),
    ("BINANCE___OPTION", "get_server_time", (), {}, "/eapi/v1/time", {}),
    ("BINANCE___OPTION", "get_exchange_info", (), {}, "/eapi/v1/exchangeInfo", {}),
    ("BINANCE___OPTION", "get_contract", (), {}, "/eapi/v1/exchangeInfo", {}),
    ("BINANCE___OPTION", "get_tick", (X,), {}, "/eapi/v1/ticker", OPTION),
    ("BINANCE___OPTION", "get_tickers", (), {}, "/eapi/v1/ticker", {}),
    ("BINANCE___OPTION", "get_depth", (X, 100), {}, "/eapi/v1/depth", OPTION | {"limit": 100}),
    ("BINANCE___OPTION", "get_trades", (X,), {}, "/eapi/v1/trades", OPTION),
    (
        "BINANCE___OPTION",
        "get_kline",
        (X, "1h", 5),
        BOUNDS,
        "/eapi/v1/klines",
        OPTION | {"interval": "1h"} | WINDOW,
    ),
    ("BINANCE___OPTION", "get_mark_price", (X,), {}, "/eapi/v1/mark", OPTION),
    ("BINANCE___OPTION", "get_mark_price", (), {}, "/eapi/v1/mark", {}),
    (
        "BINANCE___OPTION",
        "get_open_interest",
        (C,),
        {"expiration": "261225"},
        "/eapi/v1/openInterest",
        {"underlyingAsset": "ABC", "expiration": "261225"},
    ),
    ("BINANCE___OPTION", "get_index_price", (), {"symbol": X}, "/eapi/v1/index", {"underlying": "ABCUSDT"}),
    (
        "BINANCE___OPTION",
        "get_exercise_history",
        (),
        {"symbol": C, "count": 5, **BOUNDS},
        "/eapi/v1/exerciseHistory",
        {"underlying": "ABCUSDT", **WINDOW},
    ),
    ("OKX___MARGIN", "get_exchange_info", (), {}, "/api/v5/public/instruments", {"instType": "MARGIN"}),
    ("OKX___MARGIN", "get_tick", (M,), {}, "/api/v5/market/ticker", {"instId": "ABC-USDT"}),
    (
        "OKX___MARGIN",
        "get_mark_price",
        (M,),
        {},
        "/api/v5/public/mark-price",
        {"instType": "MARGIN", "instId": "ABC-USDT"},
    ),
    ("OKX___FUTURES", "get_tick", (D,), {}, "/api/v5/market/ticker", {"instId": D}),
    ("OKX___FUTURES", "get_tickers", (), {}, "/api/v5/market/tickers", {"instType": "FUTURES"}),
    (
        "OKX___FUTURES",
        "get_open_interest",
        (D,),
        {},
        "/api/v5/public/open-interest",
        {"instType": "FUTURES", "instId": D},
    ),
    (
        "OKX___FUTURES",
        "get_index_price_kline",
        (D, "1h", 5),
        {},
        "/api/v5/market/index-candles",
        {"instId": "ABC-USD", "bar": "1H", "limit": 5},
    ),
    (
        "OKX___FUTURES",
        "get_estimated_price",
        (),
        {"symbol": D},
        "/api/v5/public/estimated-price",
        {"instId": D},
    ),
    (
        "OKX___FUTURES",
        "get_delivery_exercise_history",
        (),
        {"symbol": D},
        "/api/v5/public/delivery-exercise-history",
        {"instType": "FUTURES", "instFamily": "ABC-USD"},
    ),
    (
        "OKX___OPTION",
        "get_exchange_info",
        (),
        {"family": "ABC-USD"},
        "/api/v5/public/instruments",
        {"instType": "OPTION", "instFamily": "ABC-USD"},
    ),
    ("OKX___OPTION", "get_depth", (X,), {}, "/api/v5/market/books", INST | {"sz": 20}),
    (
        "OKX___OPTION",
        "get_mark_price",
        (X,),
        {},
        "/api/v5/public/mark-price",
        {"instType": "OPTION", **INST},
    ),
    (
        "OKX___OPTION",
        "get_opt_summary",
        (),
        {"symbol": X},
        "/api/v5/public/opt-summary",
        {"instFamily": "ABC-USD"},
    ),
    (
        "OKX___OPTION",
        "get_option_oi_volume",
        (),
        {"symbol": X, "period": "1d"},
        "/api/v5/rubik/stat/option/open-interest-volume",
        {"ccy": "ABC", "period": "1D"},
    ),
    (
        "OKX___FUTURES",
        "get_position_tiers_public",
        (),
        {"symbol": D},
        "/api/v5/public/position-tiers",
        {"instType": "FUTURES", "tdMode": "cross", "instFamily": "ABC-USD"},
    ),
    (
        "OKX___OPTION",
        "get_option_trades",
        (),
        {"family": "ABC-USD"},
        "/api/v5/public/option-trades",
        {"instFamily": "ABC-USD"},
    ),
]

# key, verb, arguments, message: fields of the first container
ANSWERS: list[tuple[str, str, dict[str, Any], str, dict[str, Any]]] = [
    (
        "BINANCE___SPOT",
        "get_avg_price",
        {"symbol": M},
        "binance/spot_avg_price",
        {"reference_price": 121.625},
    ),
    (
        "BINANCE___MARGIN",
        "get_reference_price",
        {"symbol": M},
        "binance/spot_reference_price",
        {"reference_price": 121.5},
    ),
    ("BINANCE___SWAP", "get_index_info", {}, "binance/swap_index_info", {"base_asset": "baseAsset"}),
    ("BINANCE___SWAP", "get_asset_index", {}, "binance/swap_asset_index", {"bid_rate": 115.425}),
    (
        "BINANCE___FUTURES",
        "get_delivery_price",
        {"symbol": F},
        "binance/delivery_price",
        {"settlement_price": 122.25, "symbol_name": F},
    ),
    (
        "BINANCE___FUTURES",
        "get_exchange_info",
        {},
        "binance/futures_exchange_info",
        {"asset_type": "PERPETUAL"},
    ),
    (
        "BINANCE___COIN_M",
        "get_exchange_info",
        {},
        "binance/coin_m_exchange_info",
        {"contract_multiplier": 10.0, "symbol_status": "TRADING", "price_unit": 0.05, "quote_asset": "USD"},
    ),
    ("BINANCE___COIN_M", "get_tickers", {}, "binance/coin_m_ticker_24hr", {"symbol_name": C}),
    ("BINANCE___COIN_M", "get_mark_price", {"symbol": D}, "binance/coin_m_premium_index", {"symbol_name": D}),
    (
        "BINANCE___COIN_M",
        "get_funding_rate",
        {"symbol": D},
        "binance/coin_m_premium_index",
        {"current_funding_rate": None},
    ),
    (
        "BINANCE___COIN_M",
        "get_open_interest_hist",
        {"symbol": C},
        "binance/coin_m_open_interest_hist",
        {"open_interest": 20403.0},
    ),
    (
        "BINANCE___OPTION",
        "get_exchange_info",
        {},
        "binance/option_exchange_info",
        {
            "option_type": "CALL",
            "option_strike_price": 120.0,
            "price_unit": 0.1,
            "min_qty": 0.01,
            "quote_asset": "USDT",
            "delist_time": 1798185600000.0,
        },
    ),
    ("BINANCE___OPTION", "get_tick", {"symbol": X}, "binance/option_ticker", {"bid_price": 12.4}),
    ("BINANCE___OPTION", "get_tickers", {}, "binance/option_ticker", {"symbol_name": X}),
    ("BINANCE___OPTION", "get_mark_price", {"symbol": X}, "binance/option_mark", {"delta": 0.55}),
    ("BINANCE___OPTION", "get_trades", {"symbol": X}, "binance/option_trades", {"trade_side": "sell"}),
    ("BINANCE___OPTION", "get_index_price", {"symbol": C}, "binance/option_index", {"index_price": 121.7025}),
    (
        "BINANCE___OPTION",
        "get_open_interest",
        {"symbol": C},
        "binance/option_open_interest",
        {"open_interest": 12.25},
    ),
    (
        "BINANCE___OPTION",
        "get_exercise_history",
        {},
        "binance/option_exercise_history",
        {"settlement_price": 122.25},
    ),
    ("OKX___SWAP", "get_price_limit", {"symbol": M}, "okx/price_limit", {"buy_limit": 127.8}),
    ("OKX___SWAP", "get_index_price", {"symbol": M}, "okx/index_tickers", {"last_price": 121.7025}),
    ("OKX___OPTION", "get_opt_summary", {"symbol": C}, "okx/opt_summary", {"delta_bs": 0.55}),
    (
        "OKX___FUTURES",
        "get_estimated_price",
        {"symbol": D},
        "okx/estimated_price",
        {"settlement_price": 122.25},
    ),
]

# key, topic, message of tests/data: how many containers, their symbols, fields of the last
FRAMES: list[tuple[str, dict[str, Any], Any, list[str | None], dict[str, Any]]] = [
    (
        "BINANCE___MARGIN",
        {"topic": "avg_price", "symbol": M},
        "binance/wss_avg_price",
        [M],
        {"interval": "5m"},
    ),
    (
        "BINANCE___SPOT",
        {"topic": "reference_price", "symbol": M},
        "binance/wss_reference_price",
        [M],
        {"reference_price": 121.5},
    ),
    (
        "BINANCE___SWAP",
        {"topic": "composite_index", "symbol": M},
        "binance/wss_composite_index",
        [M],
        {"index_price": 554.25},
    ),
    ("BINANCE___SWAP", {"topic": "asset_index"}, ["binance/wss_asset_index"], [C], {"ask_rate": 128.79}),
    (
        "BINANCE___SWAP",
        {"topic": "trading_session"},
        "binance/wss_trading_session",
        [None],
        {"notice_state": "REGULAR"},
    ),
    (
        "BINANCE___COIN_M",
        {"topic": "contract_info"},
        "binance/wss_contract_info",
        [D],
        {"contract_type": "CURRENT_QUARTER"},
    ),
    ("BINANCE___SWAP", {"topic": "contract_info"}, "binance/wss_contract_info", [], {}),
    (
        "BINANCE___COIN_M",
        {"topic": "index_price", "symbol": C},
        "binance/wss_index_price",
        [C],
        {"index_price": 121.7025},
    ),
    (
        "BINANCE___OPTION",
        {"topic": "mark_price", "symbol": C},
        ["binance/wss_option_mark_price"],
        [X],
        {"delta": 0.55, "bid_price": 12.4},
    ),
    (
        "BINANCE___OPTION",
        {"topic": "index_price"},
        ["binance/wss_option_index"],
        [None],
        {"index_price_symbol_name": "ABCUSDT"},
    ),
    (
        "BINANCE___OPTION",
        {"topic": "open_interest", "symbol": C, "expiration": "261225"},
        ["binance/wss_option_open_interest"],
        [X],
        {"open_interest": 12.25},
    ),
    (
        "BINANCE___OPTION",
        {"topic": "trade", "symbol": X},
        "binance/wss_option_trade",
        [X],
        {"trade_side": "buy"},
    ),
    (
        "BINANCE___OPTION",
        {"topic": "all_trade", "symbol": C},
        "binance/wss_option_trade",
        [X],
        {"trade_id": "300"},
    ),
    (
        "BINANCE___OPTION",
        {"topic": "contract_info"},
        "binance/wss_option_symbol",
        [X],
        {"strike_price": 120.0},
    ),
    ("OKX___OPTION", {"topic": "opt_summary", "symbol": C}, "okx/wss_opt_summary", [X], {"vega_bs": 0.375}),
    (
        "OKX___OPTION",
        {"topic": "opt_trades", "symbol": C},
        "okx/wss_option_trades",
        [X],
        {"volatility": 0.62},
    ),
    (
        "OKX___FUTURES",
        {"topic": "estimated_price", "symbol": D},
        "okx/wss_estimated_price",
        [D],
        {"settlement_type": "delivery"},
    ),
    (
        "OKX___SPOT",
        {"topic": "call_auction_details", "symbol": M},
        "okx/wss_call_auction_details",
        [M],
        {"auction_price": 121.5},
    ),
    ("OKX___MARGIN", {"topic": "status"}, "okx/wss_status", [None], {"system": "unified"}),
    ("OKX___SWAP", {"topic": "adl_warning", "symbol": M}, "okx/wss_adl_warning", [None], {"balance": 1280.5}),
    ("OKX___SPOT", {"topic": "economic_calendar"}, "okx/wss_economic_calendar", [None], {"title": "PPI"}),
    ("OKX___SWAP", {"topic": "block_tickers", "symbol": M}, "okx/wss_block_tickers", [M], {"vol_24h": 125.0}),
    (
        "OKX___OPTION",
        {"topic": "public_block_trades", "symbol": X},
        "okx/wss_public_block_trades",
        [X],
        {"group_id": "g1"},
    ),
    (
        "OKX___SPOT",
        {"topic": "public_struc_block_trades"},
        "okx/wss_public_struc_block_trades",
        [None],
        {"trade_id": "439161457415012352"},
    ),
    (
        "OKX___SPOT",
        {"topic": "sprd_tickers", "spread": "ABC-USDT_ABC-USDT-SWAP"},
        "okx/wss_sprd_tickers",
        [None],
        {"bid_price": 4.25},
    ),
]
MANY = [  # symbols of a stream of all contracts, with the ``st`` of each
    ("ABCUSDT", 1),
    ("ABCUSDT_261225", 1),
    ("ABCUSD_PERP", 2),
    ("ABCUSD_261225", 2),
]


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """A registry that no other test has emptied."""
    ExchangeRegistry.clear()
    yield
    ExchangeRegistry.clear()


def make(key: str, *bodies: bytes) -> RequestFeed:
    return FEEDS[key](transport=Replay(*map(answer, bodies)), rate_limiter=told_limiter()[0])


def deliver(key: str, topic: dict[str, Any], data: Any) -> list[Any]:
    """Return the containers that a frame with `data` in the venue's envelope makes."""
    stream_class: Any = ExchangeRegistry.get_stream_class(key, "market_wss")
    taken: queue.Queue[Any] = queue.Queue()
    feed: WssFeed = stream_class(taken, topics=topic, timer=HandTimer())
    stream = feed.subscriptions[0]
    frame = {"stream": stream.arg, "data": data} if key.startswith("BINANCE") else data
    feed.deliver(stream, json.dumps(frame).encode())
    assert not feed.errors
    feed.close()
    return list(taken.queue)


class TestRegistration:
    @pytest.mark.parametrize(("key", "feed_class"), FEEDS.items())
    def test_a_key_leads_to_its_classes(self, key: str, feed_class: type[Any]) -> None:
        feed = ExchangeRegistry.create_feed(key, queue.Queue(), public_key="k", private_key="s")
        assert type(feed) is feed_class
        assert feed.exchange_name == key
        assert feed.exchange_data.exchange_name == key.lower().replace("___", "_")
        assert type(ExchangeRegistry.create_exchange_data(key)) is type(feed.exchange_data)
        stream_class: Any = ExchangeRegistry.get_stream_class(key, "market_wss")
        assert stream_class.exchange_key == key
        assert stream_class.exchange_data_class is type(feed.exchange_data)

    def test_every_product_is_there(self) -> None:
        from btfast.feeds.register_binance import PRODUCTS as BINANCE
        from btfast.feeds.register_okx import PRODUCTS as OKX

        assert [*BINANCE, *OKX] == list(FEEDS)

    @pytest.mark.parametrize("key", FEEDS)
    def test_every_topic_has_a_container(self, key: str) -> None:
        stream_class: Any = ExchangeRegistry.get_stream_class(key, "market_wss")
        assert set(stream_class.routes) == set(FEEDS[key]().exchange_data.wss_paths)
        assert None not in stream_class.routes.values()

    @pytest.mark.parametrize("key", FEEDS)
    def test_a_book_has_a_rule(self, key: str) -> None:
        asset = FEEDS[key]().exchange_data.asset
        assert asset.sequence["topic"] in asset.wss_paths

    @pytest.mark.parametrize(
        "key", ["BINANCE___MARGIN", "BINANCE___FUTURES", "BINANCE___COIN_M", "BINANCE___OPTION"]
    )
    def test_a_signed_verb_is_no_public_one(self, key: str) -> None:
        asset = FEEDS[key]().exchange_data.asset
        assert {"make_order", "get_account", "get_open_orders"} <= set(asset.signed)
        assert not set(asset.signed) & set(asset.keyed)


class TestRequests:
    @pytest.mark.parametrize(("key", "verb", "args", "kwargs", "path", "params"), REQUESTS)
    def test_it_goes_out_so(
        self, key: str, verb: str, args: tuple[Any, ...], kwargs: Any, path: str, params: dict[str, Any]
    ) -> None:
        feed = FEEDS[key]()
        build = getattr(feed, f"_{verb}", None)
        built = build(*args, **kwargs) if build else feed._build_call(verb, None, kwargs)
        assert built[:2] == (f"GET {path}", params)
        assert built[2]["request_type"] == verb

    @pytest.mark.parametrize("key", ["BINANCE___COIN_M", "BINANCE___OPTION"])
    def test_every_public_core_verb_is_in_the_table(self, key: str) -> None:
        feed = FEEDS[key]()
        asset = feed.exchange_data.asset
        public = {verb.value for verb in feed._capabilities()} - set(asset.signed)
        assert public <= {verb for of, verb, *_ in REQUESTS if of == key}

    @pytest.mark.parametrize("key", FEEDS)
    def test_what_is_read_has_a_path_somewhere(self, key: str) -> None:
        venue = key.partition("___")[0]
        paths = {
            path
            for each, feed in FEEDS.items()
            if each.startswith(venue)
            for path in feed().exchange_data.rest_paths
        }
        assert set(FEEDS[key].readers) <= paths


class TestAnswers:
    @pytest.mark.parametrize(("key", "verb", "words", "name", "fields"), ANSWERS)
    def test_containers(
        self, key: str, verb: str, words: dict[str, Any], name: str, fields: dict[str, Any]
    ) -> None:
        got = make(key, message(name)).fetch(verb, **words)
        assert (got.status, got.error) == (True, None)
        container = got.data[0]
        assert container.exchange_name == key.partition("___")[0]
        assert {field: getattr(container, field) for field in fields} == fields

    def test_a_key_that_is_called_is_decoded(self) -> None:
        got = make("BINANCE___OPTION", message("binance/option_index")).call("get_index_price", symbol=C)
        assert got.data == {"time": 1795300000123, "indexPrice": "121.7025"}

    @pytest.mark.parametrize("key", ["BINANCE___FUTURES", "BINANCE___COIN_M", "BINANCE___OPTION"])
    def test_bars_are_columns(self, key: str) -> None:
        symbol = {"BINANCE___FUTURES": F, "BINANCE___COIN_M": C, "BINANCE___OPTION": X}[key]
        bars = make(key, message("binance/klines")).get_kline(symbol).data
        assert isinstance(bars, BarSequence)
        assert bars.close_price.tolist() == [121.5, 121.75]

    @pytest.mark.parametrize(
        ("key", "symbols"),
        [("BINANCE___FUTURES", {F}), ("BINANCE___COIN_M", {C, D}), ("BINANCE___SWAP", {M})],
    )
    def test_spellings_are_learned_from_the_venues_list(self, key: str, symbols: set[str]) -> None:
        name = "coin_m" if key.endswith("COIN_M") else "futures"
        feed = make(key, message(f"binance/{name}_exchange_info"))
        feed.get_exchange_info()
        assert set(feed.exchange_data._learned.values()) == symbols


class TestFrames:
    @pytest.mark.parametrize(("key", "topic", "names", "symbols", "fields"), FRAMES)
    def test_containers(
        self, key: str, topic: dict[str, Any], names: Any, symbols: list[str | None], fields: dict[str, Any]
    ) -> None:
        several = names if isinstance(names, list) else [names]
        data = [json.loads(message(name)) for name in several]
        got = deliver(key, topic, data if isinstance(names, list) else data[0])
        assert [container.symbol_name for container in got] == symbols
        assert all(container.asset_type == key.partition("___")[2] for container in got)
        assert {field: getattr(got[-1], field) for field in fields} == fields if got else not fields

    @pytest.mark.parametrize(
        ("key", "symbols"),
        [("BINANCE___SWAP", [M]), ("BINANCE___FUTURES", [F]), ("BINANCE___COIN_M", [C, D])],
    )
    @pytest.mark.parametrize("topic", ["all_mini_ticker", "tickers", "market", "all_force_order"])
    def test_a_stream_of_all_contracts_gives_those_of_the_product(
        self, key: str, symbols: list[str], topic: str
    ) -> None:
        rows: list[dict[str, Any]] = [
            {"e": "any", "s": symbol, "c": "1", "st": kind} for symbol, kind in MANY
        ]
        if topic == "all_force_order":
            rows = [{"e": "forceOrder", "o": {"s": symbol}, "st": kind} for symbol, kind in MANY]
        got = [container for row in rows for container in deliver(key, {"topic": topic}, row)]
        assert [container.symbol_name for container in got] == symbols
