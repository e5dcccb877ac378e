"""Tickers of every venue."""

import math
from typing import Any

import pytest

from btfast._core.normalize import Normalizer
from btfast.containers.tickers.binance_ticker import (
    BinanceRequestTickerData,
    BinanceWssBookTickerData,
    BinanceWssMiniTickerData,
    BinanceWssTickerData,
)
from btfast.containers.tickers.okx_ticker import (
    OkxIndexTickerData,
    OkxRequestTickerData,
    OkxTickerData,
    OkxWssTickerData,
)
from btfast.events import Ticker, Top
from tests.containers.checks import Case, assert_reads, message

T = 1795300000123.0

BEST = {"bid_price": 121.74, "bid_volume": 7.5, "ask_price": 121.76, "ask_volume": 3.25}
PRICES = {"last_price": 121.75, "open_price": 125.0, "high_price": 126.5, "low_price": 119.1}
ALIASES = {"high_24h": 126.5, "low_24h": 119.1}
TOTALS = {"volume_24h": 48210.75, "turnover_24h": 5951940.125}
BINANCE = {"ticker_symbol_name": "ABCUSDT"}
MINI = BINANCE | {"server_time": T} | PRICES | TOTALS
DAY = {
    "last_volume": 0.4,
    "price_change": -3.25,
    "price_change_pct": -2.6,
    "weighted_avg_price": 123.4567,
    "open_time": T - 86400000,
    "first_trade_id": "700100",
    "last_trade_id": "745299",
    "num_trades": 45200,
}
OKX_DAY = {"open_price": 125.0, "high_price": 126.5, "low_price": 119.1, "open_24h": 125.0} | ALIASES
OKX_DAY |= {"sod_utc0": 124.0, "sod_utc8": 123.5, "server_time": T}
OKX = OKX_DAY | {
    "inst_type": "SWAP",
    "ticker_symbol_name": "ABC-USDT-SWAP",
    "last_price": 121.75,
    "last_volume": 4.0,
    "ask_price": 121.76,
    "ask_volume": 32.5,
    "bid_price": 121.74,
    "bid_volume": 75.0,
    "volume_24h": 482107.5,
    "vol_24h": 482107.5,
    "vol_ccy_24h": 48210.75,
}

CASES: list[Case] = [
    (
        BinanceRequestTickerData,
        "binance/spot_ticker_24hr",
        MINI | DAY | BEST | ALIASES | {"prev_close": 125.01, "close_time": T},
    ),
    (BinanceRequestTickerData, "binance/swap_ticker_24hr", MINI | DAY | ALIASES | {"close_time": T}),
    (BinanceRequestTickerData, "binance/spot_book_ticker", BINANCE | BEST),
    (
        BinanceRequestTickerData,
        "binance/swap_book_ticker",
        BINANCE | BEST | {"server_time": T, "sequence": 88000123},
    ),
    (BinanceRequestTickerData, "binance/spot_ticker_price", BINANCE | {"last_price": 121.75}),
    (
        BinanceWssTickerData,
        "binance/wss_spot_ticker",
        MINI | DAY | BEST | ALIASES | {"prev_close": 125.01, "close_time": T - 1},
    ),
    (BinanceWssTickerData, "binance/wss_swap_ticker", MINI | DAY | ALIASES | {"close_time": T - 1}),
    (BinanceWssTickerData, "binance/wss_spot_book_ticker", BINANCE | BEST | {"sequence": 40010020030}),
    (BinanceWssTickerData, "binance/wss_mini_ticker", MINI | ALIASES),
    (BinanceWssBookTickerData, "binance/wss_spot_book_ticker", BINANCE | BEST | {"sequence": 40010020030}),
    (
        BinanceWssBookTickerData,
        "binance/wss_swap_book_ticker",
        BINANCE | BEST | {"server_time": T, "sequence": 88000123},
    ),
    (BinanceWssMiniTickerData, "binance/wss_mini_ticker", MINI | ALIASES),
    (OkxTickerData, "okx/ticker", OKX),
    (OkxRequestTickerData, "okx/ticker", OKX),
    (OkxWssTickerData, "okx/wss_tickers", OKX),
    (
        OkxIndexTickerData,
        "okx/index_tickers",
        OKX_DAY | {"ticker_symbol_name": "ABC-USDT", "last_price": 121.7025},
    ),
]


@pytest.mark.parametrize(("container", "name", "fields"), CASES)
def test_fields_are_those_of_the_message(container: type[Any], name: str, fields: dict[str, Any]) -> None:
    assert_reads(container, name, fields)


@pytest.mark.parametrize(("container", "name", "fields"), CASES)
def test_event_has_the_values_of_the_container(
    container: type[Any], name: str, fields: dict[str, Any]
) -> None:
    event = container.read_event(message(name))
    assert isinstance(event, container.event_class)
    for field, value in event.get_all_data().items():
        if field in fields:
            assert str(value) == str(fields[field])
        else:
            assert value is None or math.isnan(value)


@pytest.mark.parametrize("container", [BinanceWssBookTickerData, BinanceWssTickerData])
def test_book_tickers_have_best_prices(container: type[Any]) -> None:
    event = container.read_event(message("binance/wss_spot_book_ticker"))
    assert isinstance(event, Top if container is BinanceWssBookTickerData else Ticker)
    assert (event.bid_price, event.bid_volume, event.ask_price, event.ask_volume) == tuple(BEST.values())


def test_generic_names_of_the_day_are_read() -> None:
    ticker = BinanceRequestTickerData({"symbol": "ABCUSDT", "high24h": "126.5", "low24h": "119.1"})
    assert (ticker.get_high_24h(), ticker.get_low_24h()) == (126.5, 119.1)
    assert (ticker.high_24h, ticker.get_low_price()) == (126.5, 119.1)


def test_answer_without_symbol_gives_a_container_for_each() -> None:
    body = [{"symbol": "ABCUSDT", "price": "1"}, {"symbol": "DEFUSDT", "price": "2"}]
    tickers, status = Normalizer(BinanceRequestTickerData)(body, {"asset_type": "SPOT"})
    assert status
    assert [(t.ticker_symbol_name, t.last_price) for t in tickers] == [("ABCUSDT", 1.0), ("DEFUSDT", 2.0)]
