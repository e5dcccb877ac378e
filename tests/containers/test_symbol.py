"""Symbols of every venue."""

import json
from typing import Any

import pytest

from btfast._core.normalize import Normalizer
from btfast.containers.symbols.binance_symbol import BinanceSpotSymbolData, BinanceSwapSymbolData
from btfast.containers.symbols.okx_symbol import OkxSymbolData
from btfast.containers.symbols.symbol import decimal_places
from tests.containers.checks import Case, assert_reads, message, present

T = 1795300000123.0

SPOT = {
    "symbol_name": "ABCUSDT",
    "asset_type": "SPOT",
    "symbol_status": "TRADING",
    "base_asset": "ABC",
    "quote_asset": "USDT",
    "base_asset_digital": 8,
    "quote_asset_digital": 8,
    "price_digital": 8,
    "qty_digital": 8,
    "fee_digital": 8,
    "contract_multiplier": 1.0,
    "price_unit": 0.01,
    "min_price": 0.01,
    "max_price": 100000.0,
    "qty_unit": 0.001,
    "min_qty": 0.001,
    "max_qty": 9000.0,
    "market_qty_unit": 0.0,
    "min_market_qty": 0.0,
    "max_market_qty": 120.5,
    "min_amount": 5.0,
    "max_amount": 9000000.0,
    "max_num_orders": 200,
    "order_types": ["LIMIT", "LIMIT_MAKER", "MARKET"],
    "is_spot_trading_allowed": True,
    "is_margin_trading_allowed": False,
    "is_iceberg_allowed": True,
    "is_oco_allowed": True,
    "is_oto_allowed": True,
    "is_opo_allowed": False,
    "is_quote_qty_allowed": True,
    "is_trailing_stop_allowed": True,
    "is_cancel_replace_allowed": True,
    "is_amend_allowed": True,
    "is_peg_allowed": False,
    "permissions": [],
    "permission_sets": [["SPOT"]],
    "default_prevention_mode": "EXPIRE_MAKER",
    "prevention_modes": ["EXPIRE_TAKER", "EXPIRE_MAKER"],
}
SWAP = {
    "server_time": T,
    "symbol_name": "ABCUSDT",
    "asset_type": "PERPETUAL",
    "symbol_status": "TRADING",
    "pair": "ABCUSDT",
    "base_asset": "ABC",
    "quote_asset": "USDT",
    "margin_asset": "USDT",
    "fee_currency": "USDT",
    "base_asset_digital": 8,
    "quote_asset_digital": 8,
    "price_digital": 2,
    "qty_digital": 3,
    "fee_digital": 8,
    "contract_multiplier": 1.0,
    "price_unit": 0.05,
    "min_price": 0.1,
    "max_price": 20000.0,
    "qty_unit": 0.001,
    "min_qty": 0.001,
    "max_qty": 1000.0,
    "market_qty_unit": 0.001,
    "min_market_qty": 0.001,
    "max_market_qty": 120.0,
    "min_amount": 20.0,
    "max_num_orders": 200,
    "multiplier_up": 1.05,
    "multiplier_down": 0.95,
    "order_types": ["LIMIT", "MARKET", "STOP"],
    "time_in_force": ["GTC", "IOC", "FOK", "GTX", "GTD", "RPI"],
    "maintain_margin_percent": 2.5,
    "required_margin_percent": 5.0,
    "underlying_type": "COIN",
    "list_time": 1600000000000.0,
    "delist_time": 4133404800000.0,
    "liquidation_fee": 0.0125,
    "market_take_bound": 0.05,
    "trigger_protect": 0.05,
}
OKX_SPOT = {
    "symbol_name": "ABC-USDT",
    "asset_type": "SPOT",
    "inst_id_code": 1001,
    "symbol_status": "live",
    "symbol_trading_type": "normal",
    "open_type": "call_auction",
    "base_asset": "ABC",
    "quote_asset": "USDT",
    "price_unit": 0.01,
    "price_digital": 2,
    "qty_unit": 0.0001,
    "qty_digital": 4,
    "min_qty": 0.001,
    "max_qty": 99999.0,
    "max_limit_qty": 99999.0,
    "max_market_qty": 1000000.0,
    "max_limit_amount": 20000000.0,
    "max_market_amount": 1000000.0,
    "max_twap_qty": 99999.0,
    "max_iceberg_qty": 99998.0,
    "max_trigger_qty": 99997.0,
    "max_stop_qty": 99996.0,
    "max_leverage": 10.0,
    "list_time": 1548133413000.0,
    "future_settlement": False,
    "trade_quote_currencies": ["USDT", "USDC"],
    "announced_changes": [],
}
OKX_SWAP = {
    "symbol_name": "ABC-USDT-SWAP",
    "asset_type": "SWAP",
    "inst_id_code": 2002,
    "symbol_status": "live",
    "symbol_trading_type": "normal",
    "underlying_index_name": "ABC-USDT",
    "underlying_symbol_name": "ABC-USDT",
    "group_id": "2",
    "fee_currency": "USDT",
    "contract_type": "linear",
    "contract_multiplier": 1.0,
    "contract_notional_value": 0.1,
    "contract_value_currency": "ABC",
    "price_unit": 0.05,
    "price_digital": 2,
    "qty_unit": 1.0,
    "qty_digital": 0,
    "min_qty": 1.0,
    "max_qty": 30000.0,
    "max_limit_qty": 30000.0,
    "max_market_qty": 20000.0,
    "max_twap_qty": 30000.0,
    "max_iceberg_qty": 29999.0,
    "max_trigger_qty": 29998.0,
    "max_stop_qty": 29997.0,
    "max_leverage": 50.0,
    "list_time": 1573557408000.0,
    "future_settlement": True,
    "trade_quote_currencies": [],
    "announced_changes": [{"param": "tickSz", "newValue": "0.1", "effTime": "1795386400123"}],
}
GIVEN = {"exchange_name", "local_update_time"}

WHOLE_ANSWERS: list[Case] = [
    (BinanceSwapSymbolData, "binance/swap_exchange_info", SWAP),  # its one symbol
    (BinanceSpotSymbolData, "binance/spot_exchange_info", SPOT | {"server_time": T}),  # the first of two
]


@pytest.mark.parametrize(("container", "name", "fields"), WHOLE_ANSWERS)
def test_fields_are_those_of_the_message(container: type[Any], name: str, fields: dict[str, Any]) -> None:
    assert_reads(container, name, fields, GIVEN)


@pytest.mark.parametrize(
    ("container", "name", "envelope", "every"),
    [
        (BinanceSpotSymbolData, "binance/spot_exchange_info", "symbols", ["ABCUSDT", "币ABCUSDT"]),
        (BinanceSwapSymbolData, "binance/swap_exchange_info", "symbols", ["ABCUSDT"]),
        (OkxSymbolData, "okx/instruments", "data", ["ABC-USDT", "ABC-USDT-SWAP"]),
    ],
)
def test_answer_gives_a_container_for_each_symbol(
    container: type[Any], name: str, envelope: str, every: list[str]
) -> None:
    symbols, status = Normalizer(container, envelope=envelope)(message(name), {"asset_type": "SWAP"})
    assert status
    assert [symbol.get_symbol_name() for symbol in symbols] == every


@pytest.mark.parametrize(("place", "fields"), [(0, OKX_SPOT), (1, OKX_SWAP)])
def test_okx_fields_are_those_of_the_instrument(place: int, fields: dict[str, Any]) -> None:
    element = json.loads(message("okx/instruments"))["data"][place]
    symbol = OkxSymbolData(element, True)
    filled = {name: value for name, value in present(symbol, GIVEN).items() if value != ""}
    assert filled == fields


def test_two_constructor_arguments_are_enough() -> None:
    element = json.loads(message("binance/spot_exchange_info"))["symbols"][0]
    for symbol in (BinanceSpotSymbolData(element, True), BinanceSpotSymbolData(json.dumps(element), False)):
        assert present(symbol, GIVEN) == SPOT
        assert (symbol.get_symbol_name(), symbol.get_asset_type()) == ("ABCUSDT", "SPOT")


def test_filters_are_found_by_type_wherever_they_stand() -> None:
    symbols, _ = Normalizer(BinanceSpotSymbolData, envelope="symbols")(message("binance/spot_exchange_info"))
    other = symbols[1]
    assert (other.get_price_unit(), other.get_qty_unit(), other.get_min_amount()) == (0.5, 1.0, 10.0)
    assert other.get_max_market_qty() is None
    assert other.get_base_asset() == "币ABC"


def test_symbol_without_filters_has_no_steps() -> None:
    symbol = BinanceSpotSymbolData({"symbol": "ABCUSDT"})
    assert symbol.get_price_unit() is None
    assert symbol.get_min_amount() is None
    assert symbol.get_fee_digital() is None


@pytest.mark.parametrize(
    ("step", "places"), [(0.01, 2), (1e-8, 8), (1.0, 0), (10.0, 0), (0.25, 2), (0.0, 0), (None, None)]
)
def test_decimal_places_are_those_the_step_needs(step: float | None, places: int | None) -> None:
    assert decimal_places(step) == places
