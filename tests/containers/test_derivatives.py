"""Mark prices, funding rates, open interest, liquidations and price limits of every venue."""

from typing import Any

import pytest

from btfast.containers.fundingrates.binance_funding_rate import (
    BinanceRequestFundingRateData,
    BinanceRequestHistoryFundingRateData,
    BinanceWssFundingRateData,
)
from btfast.containers.fundingrates.okx_funding_rate import OkxFundingRateData
from btfast.containers.liquidations.binance_liquidation_order import BinanceLiquidationOrderData
from btfast.containers.liquidations.okx_liquidation_order import OkxLiquidationOrderData
from btfast.containers.liquidations.okx_liquidation_warning import OkxLiquidationWarningData
from btfast.containers.markprices.binance_mark_price import (
    BinanceRequestMarkPriceData,
    BinanceWssMarkPriceData,
)
from btfast.containers.markprices.okx_mark_price import OkxMarkPriceData
from btfast.containers.openinterests.binance_open_interest import BinanceOpenInterestData
from btfast.containers.openinterests.okx_open_interest import OkxOpenInterestData
from btfast.containers.pricelimits.okx_price_limit import OkxPriceLimitData
from tests.containers.checks import Case, assert_reads

T = 1795300000123.0
NEXT = T + 3600000

SWAP = {"inst_type": "SWAP", "server_time": T}
MARK = {"mark_price": 121.765, "index_price": 121.7025, "settlement_price": 121.69}
MARK |= {"mark_price_symbol_name": "ABCUSDT", "server_time": T}
MARK |= {"current_funding_rate": 0.000125, "next_funding_time": NEXT}
FUNDING = {"funding_rate_symbol_name": "ABCUSDT", "server_time": T}
FUNDING |= {"current_funding_rate": 0.000125, "next_funding_time": NEXT}

CASES: list[Case] = [
    (BinanceRequestMarkPriceData, "binance/swap_premium_index", MARK | {"interest_rate": 0.0001}),
    (BinanceWssMarkPriceData, "binance/wss_mark_price", MARK | {"average_price": 121.76}),
    (
        OkxMarkPriceData,
        "okx/mark_price",
        SWAP | {"mark_price_symbol_name": "ABC-USDT-SWAP", "mark_price": 121.765},
    ),
    (
        OkxMarkPriceData,
        "okx/index_tickers",
        {"mark_price_symbol_name": "ABC-USDT", "server_time": T, "index_price": 121.7025},
    ),
    (BinanceRequestFundingRateData, "binance/swap_premium_index", FUNDING | {"interest_rate": 0.0001}),
    (BinanceWssFundingRateData, "binance/wss_mark_price", FUNDING),
    (
        BinanceRequestHistoryFundingRateData,
        "binance/swap_funding_rate",
        {
            "funding_rate_symbol_name": "ABCUSDT",
            "current_funding_rate": -0.00025,
            "current_funding_time": T - 7200000,
            "mark_price": 121.5,
            "rate_type": "NORMAL",
        },
    ),
    (
        OkxFundingRateData,
        "okx/funding_rate",
        SWAP
        | {
            "funding_rate_symbol_name": "ABC-USDT-SWAP",
            "current_funding_rate": 0.000125,
            "current_funding_time": NEXT,
            "next_funding_time": T + 32400000,
            "max_funding_rate": 0.015,
            "min_funding_rate": -0.015,
            "settlement_funding_rate": 0.00009,
            "settlement_status": "settled",
            "method": "current_period",
            "interest_rate": 0.0001,
            "impact_value": 20000.0,
            "premium": 0.00005,
            "formula_type": "withRate",
        },
    ),
    (
        OkxFundingRateData,
        "okx/funding_rate_history",
        {
            "inst_type": "SWAP",
            "funding_rate_symbol_name": "ABC-USDT-SWAP",
            "current_funding_rate": 0.000125,
            "current_funding_time": T - 7200000,
            "realized_rate": 0.000124,
            "method": "current_period",
            "formula_type": "withRate",
        },
    ),
    (
        BinanceOpenInterestData,
        "binance/swap_open_interest",
        {"open_interest_symbol_name": "ABCUSDT", "server_time": T, "open_interest": 10659.509},
    ),
    (
        BinanceOpenInterestData,
        "binance/swap_open_interest_hist",
        {
            "open_interest_symbol_name": "ABCUSDT",
            "server_time": T,
            "open_interest": 20403.625,
            "open_interest_value": 2484141.34375,
        },
    ),
    (
        OkxOpenInterestData,
        "okx/open_interest",
        SWAP
        | {
            "open_interest_symbol_name": "ABC-USDT-SWAP",
            "open_interest": 204036.0,
            "open_interest_ccy": 20403.6,
            "open_interest_usd": 2484138.3,
        },
    ),
    (
        OkxPriceLimitData,
        "okx/price_limit",
        SWAP
        | {
            "price_limit_symbol_name": "ABC-USDT-SWAP",
            "buy_limit": 127.8,
            "sell_limit": 115.7,
            "is_enabled": True,
        },
    ),
    (
        BinanceLiquidationOrderData,
        "binance/wss_force_order",
        {
            "liquidation_symbol_name": "ABCUSDT",
            "server_time": T,
            "side": "SELL",
            "order_type": "LIMIT",
            "time_in_force": "IOC",
            "size": 0.014,
            "price": 120.5,
            "avg_price": 120.75,
            "order_status": "FILLED",
            "last_filled_size": 0.01,
            "executed_size": 0.014,
            "trade_time": T - 5,
        },
    ),
    (
        OkxLiquidationOrderData,
        "okx/wss_liquidation_orders",
        SWAP
        | {
            "liquidation_symbol_name": "ABC-USDT-SWAP",
            "inst_id": "ABC-USDT-SWAP",
            "side": "buy",
            "pos_side": "short",
            "price": 130.25,
            "bankruptcy_price": 130.25,
            "bankruptcy_loss": 0.0,
            "size": 7.0,
            "currency": "",
            "details": [
                {
                    "side": "buy",
                    "posSide": "short",
                    "bkPx": "130.25",
                    "sz": "7",
                    "bkLoss": "0",
                    "ccy": "",
                    "ts": "1795300000123",
                }
            ],
        },
    ),
    (
        OkxLiquidationWarningData,
        "okx/wss_liquidation_warning",
        SWAP
        | {
            "liquidation_symbol_name": "ABC-USDT-SWAP",
            "inst_id": "ABC-USDT-SWAP",
            "position": -12.0,
            "pos_side": "net",
            "position_ccy": "",
            "position_id": "300100",
            "margin_mode": "cross",
            "margin_ratio": 1.05,
            "margin_ccy": "USDT",
            "leverage": 20.0,
            "mark_price": 121.765,
        },
    ),
]


@pytest.mark.parametrize(("container", "name", "fields"), CASES)
def test_fields_are_those_of_the_message(container: type[Any], name: str, fields: dict[str, Any]) -> None:
    assert_reads(container, name, fields)


def test_empty_rate_of_a_delivery_contract_is_none() -> None:
    rate = BinanceWssFundingRateData({"e": "markPriceUpdate", "s": "ABCUSDT_261225", "r": "", "T": 0})
    assert rate.get_current_funding_rate() is None
    assert rate.get_next_funding_time() == 0.0


def test_time_of_the_next_rate_has_two_names() -> None:
    rate = BinanceRequestFundingRateData({"nextFundingTime": 5})
    assert rate.next_funding_rate_time == rate.get_next_funding_time() == 5.0


def test_old_spelling_of_a_liquidation_is_read() -> None:
    order = OkxLiquidationOrderData({"instId": "ABC-USDT", "px": "1.5", "sz": "2", "tradeId": "7"})
    assert (order.get_price(), order.get_size(), order.trade_id) == (1.5, 2.0, "7")


def test_funding_rate_knows_our_spelling() -> None:
    rate = OkxFundingRateData({"instId": "ABC-USDT-SWAP"}, "ABC-USDT", "SWAP")
    assert rate.get_symbol() == rate.get_symbol_name() == "ABC-USDT"
    assert rate.get_event_type() == "FundingEvent"
