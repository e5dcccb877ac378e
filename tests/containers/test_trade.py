"""Trades of every venue."""

from typing import Any

import pytest

from btfast._core.normalize import Normalizer
from btfast.containers.trades.binance_trade import (
    BinanceAggTradeData,
    BinanceRequestTradeData,
    BinanceSpotWssTradeData,
    BinanceSwapWssTradeData,
    BinanceWssTradeData,
)
from btfast.containers.trades.okx_market_trade import OkxMarketTradeData
from btfast.events import Trade
from tests.containers.checks import Case, assert_reads, message

T = 1795300000123.0

BUYER_MADE = {"is_buyer_maker": True, "trade_side": "sell", "trade_type": "maker"}
BUYER_TOOK = {"is_buyer_maker": False, "trade_side": "buy", "trade_type": "taker"}
SYMBOL = {"trade_symbol_name": "ABCUSDT", "server_time": T}
STRUCK = {"trade_price": 121.75, "trade_volume": 0.4, "trade_time": T - 3}
PUBLIC = {"trade_id": "745300", "trade_price": 121.75, "trade_volume": 0.4}
FIRST_AND_LAST = {"first_trade_id": "745300", "last_trade_id": "745302"}
AGGREGATE = {"trade_id": "310200", "trade_price": 121.75, "trade_volume": 1.4} | FIRST_AND_LAST
BOUGHT = {"trade_id": "745301", "order_id": "5500123", "trade_side": "buy", "trade_type": "taker"}
BOUGHT |= {"trade_fee": 0.0004, "trade_fee_symbol": "ABC", "is_maker": False}
SOLD = {"trade_id": "9100", "order_id": "5500124", "trade_side": "sell", "trade_type": "maker"}
SOLD |= {"trade_fee": 0.01948, "trade_fee_symbol": "USDT", "is_maker": True, "side": "SELL"}
SOLD |= {"realized_pnl": 1.25, "position_side": "BOTH"}
OKX = {"trade_id": "745300", "trade_price": 121.75, "trade_volume": 4.0, "trade_accumulate_volume": 4.0}
OKX |= {"trade_side": "sell", "server_time": T, "trade_time": T}
OKX_NAMED = OKX | {"trade_symbol_name": "ABC-USDT-SWAP", "source": "0"}

PUBLIC_CASES: list[Case] = [
    (
        BinanceRequestTradeData,
        "binance/spot_trades",
        PUBLIC | BUYER_MADE | {"server_time": T, "trade_time": T, "quote_volume": 48.7},
    ),
    (BinanceWssTradeData, "binance/wss_trade", SYMBOL | PUBLIC | STRUCK | BUYER_MADE),
    (BinanceAggTradeData, "binance/agg_trades", AGGREGATE | BUYER_TOOK | {"trade_time": T}),
    (
        BinanceAggTradeData,
        "binance/wss_spot_agg_trade",
        SYMBOL | AGGREGATE | BUYER_TOOK | {"trade_time": T - 3},
    ),
    (
        BinanceAggTradeData,
        "binance/wss_swap_agg_trade",
        SYMBOL | AGGREGATE | BUYER_MADE | {"trade_time": T - 3, "normal_volume": 1.1},
    ),
    (OkxMarketTradeData, "okx/trades", OKX_NAMED),
    (OkxMarketTradeData, "okx/wss_trades", OKX_NAMED | {"count": 3, "sequence": 9018}),
    (OkxMarketTradeData, "okx/trade_row", OKX),
]
OWN_CASES: list[Case] = [
    (
        BinanceRequestTradeData,
        "binance/spot_my_trades",
        SYMBOL | STRUCK | BOUGHT | {"trade_time": T, "is_buyer": True, "quote_volume": 48.7},
    ),
    (
        BinanceRequestTradeData,
        "binance/swap_user_trades",
        SYMBOL | STRUCK | SOLD | {"trade_time": T, "is_buyer": False, "quote_volume": 48.7},
    ),
    (
        BinanceSpotWssTradeData,
        "binance/wss_execution_report",
        SYMBOL
        | STRUCK
        | BOUGHT
        | {"client_order_id": "mine-1", "side": "BUY", "trade_accumulate_volume": 0.6},
    ),
    (
        BinanceSwapWssTradeData,
        "binance/wss_order_trade_update",
        SYMBOL | STRUCK | SOLD | {"client_order_id": "mine-2", "trade_accumulate_volume": 1.0},
    ),
]


@pytest.mark.parametrize(("container", "name", "fields"), PUBLIC_CASES + OWN_CASES)
def test_fields_are_those_of_the_message(container: type[Any], name: str, fields: dict[str, Any]) -> None:
    assert_reads(container, name, fields)


@pytest.mark.parametrize(("container", "name", "fields"), PUBLIC_CASES)
def test_event_has_the_values_of_the_container(
    container: type[Any], name: str, fields: dict[str, Any]
) -> None:
    event = container.read_event(message(name))
    assert isinstance(event, Trade)
    for field in ("trade_symbol_name", "trade_id", "trade_price", "trade_volume", "trade_time", "trade_side"):
        assert getattr(event, field) == fields.get(field)


def test_trade_that_does_not_tell_has_no_side() -> None:
    trade = BinanceWssTradeData({"p": "1", "q": "2"})
    assert trade.get_trade_side() is None
    assert trade.get_trade_type() is None


def test_rows_of_an_answer_are_trades() -> None:
    body = {"code": "0", "data": [["7", "1.5", "2", "buy", "1"], ["8", "1.25", "3", "sell", "2"]]}
    trades, status = Normalizer(OkxMarketTradeData, envelope="data")(body, {"symbol_name": "ABC-USDT"})
    assert status
    assert [(t.trade_id, t.trade_price, t.trade_side, t.symbol_name) for t in trades] == [
        ("7", 1.5, "buy", "ABC-USDT"),
        ("8", 1.25, "sell", "ABC-USDT"),
    ]
