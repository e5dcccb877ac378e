"""Bars of every venue, one by one and as the sequence of an answer."""

import json
import math
from typing import Any

import numpy as np
import pytest

from btfast._core.normalize import Normalizer
from btfast._core.record import Field, Wire
from btfast.containers.bars.bar import BarData, BarSequence
from btfast.containers.bars.binance_bar import (
    BinanceRequestBarData,
    BinanceWssBarData,
    BinanceWssContinuousBarData,
)
from btfast.containers.bars.okx_bar import OkxBarData, OkxPriceBarData
from btfast.events import Bar
from tests.containers.checks import Case, assert_reads, message

T = 1795300000000.0

PRICES = {"open_price": 121.5, "high_price": 122.0, "low_price": 121.4, "close_price": 121.75}
VOLUMES = {"volume": 280.25, "base_asset_volume": 280.25, "amount": 34110.5, "quote_asset_volume": 34110.5}
TAKERS = {"taker_buy_base_asset_volume": 120.5, "taker_buy_quote_asset_volume": 14670.125, "num_trades": 640}
TIMES = {"open_time": T - 60000, "close_time": T - 1}
KLINE = PRICES | VOLUMES | TAKERS | TIMES
STREAM = KLINE | {
    "server_time": T + 123,
    "period": "1m",
    "first_trade_id": "745000",
    "last_trade_id": "745639",
}
STREAM |= {"bar_symbol_name": "ABCUSDT", "bar_status": True}
OKX_PRICES = {"open_price": 121.1, "high_price": 121.9, "low_price": 121.0, "close_price": 121.5}
OKX_PRICES |= {"server_time": T - 60000, "open_time": T - 60000, "bar_status": True}
OKX = OKX_PRICES | {"bar_symbol_name": "ABC-USDT-SWAP", "volume": 3105.0, "base_asset_volume": 310.5}
OKX |= {"amount": 37727.25, "quote_asset_volume": 37727.25}

CASES: list[Case] = [
    (BinanceWssBarData, "binance/wss_kline", STREAM),
    (
        BinanceWssContinuousBarData,
        "binance/wss_continuous_kline",
        STREAM | {"bar_status": False, "contract_type": "PERPETUAL"},
    ),
    (OkxBarData, "okx/wss_candle1m", OKX),
    (OkxPriceBarData, "okx/mark_price_candles", OKX_PRICES),
]


@pytest.mark.parametrize(("container", "name", "fields"), CASES)
def test_fields_are_those_of_the_message(container: type[Any], name: str, fields: dict[str, Any]) -> None:
    assert_reads(container, name, fields)


@pytest.mark.parametrize(("container", "name", "fields"), CASES)
def test_event_has_the_values_of_the_container(
    container: type[Any], name: str, fields: dict[str, Any]
) -> None:
    event = container.read_event(message(name))
    assert isinstance(event, Bar)
    for field, value in event.get_all_data().items():
        expected = fields.get(field)
        assert value == expected or (expected is None and (value is None or math.isnan(value)))


def test_row_of_an_answer_is_a_bar() -> None:
    row = json.loads(message("binance/klines"))[1]
    bar = BinanceRequestBarData(row, "ABC-USDT", "SPOT", True)
    assert {name: getattr(bar, f"get_{name}")() for name in KLINE} == KLINE
    assert bar.server_time is None


@pytest.mark.parametrize(("close_time", "closed"), [(1_700_000_000_000, True), (9_000_000_000_000, False)])
def test_bar_that_does_not_tell_is_closed_when_its_end_has_passed(close_time: int, closed: bool) -> None:
    row = [close_time - 59_999, "1", "2", "0.5", "1.5", "10", close_time, "15", 7, "5", "7", "0"]
    assert BinanceRequestBarData(row).get_bar_status() is closed
    bars, _ = Normalizer(BinanceRequestBarData, columns=BarSequence)([row])
    assert bars.bar_status.tolist() == [closed]


def read(container: type[Any], name: str, envelope: str | None = None) -> BarSequence:
    """Return the bars of an answer."""
    normalize = Normalizer(container, envelope=envelope, columns=BarSequence)
    bars, status = normalize(message(name), {"symbol_name": "ABC-USDT", "asset_type": "SPOT"})
    assert status
    assert isinstance(bars, BarSequence)
    return bars


def test_answer_becomes_columns() -> None:
    bars = read(BinanceRequestBarData, "binance/klines")
    assert len(bars) == 2
    assert bars.open_time.tolist() == [T - 120000, T - 60000]
    assert bars.close_time.tolist() == [T - 60001, T - 1]
    assert bars.close_price.tolist() == [121.5, 121.75]
    assert bars.volume.tolist() == bars.base_asset_volume.tolist() == [310.5, 280.25]
    assert bars.amount.tolist() == bars.quote_asset_volume.tolist() == [37727.25, 34110.5]
    assert bars.num_trades.tolist() == [812, 640]
    assert bars.taker_buy_base_asset_volume.tolist() == [150.25, 120.5]
    assert bars.taker_buy_quote_asset_volume.tolist() == [18250.5, 14670.125]


def test_columns_are_contiguous_and_read_only() -> None:
    for bars in (read(BinanceRequestBarData, "binance/klines"), read(OkxBarData, "okx/candles", "data")):
        for column in bars.columns.values():
            assert column.dtype == np.float64
            assert column.flags.c_contiguous
            assert not column.flags.writeable


def test_newest_first_answer_becomes_oldest_first() -> None:
    bars = read(OkxBarData, "okx/candles", "data")
    assert bars.open_time.tolist() == [T - 60000, T]
    assert bars.close_price.tolist() == [121.5, 121.75]
    assert bars.bar_status.tolist() == [True, False]
    assert [bar.open_time for bar in bars] == [T - 60000, T]


def test_column_that_rows_lack_is_nan() -> None:
    bars = read(OkxPriceBarData, "okx/mark_price_candles", "data")
    assert bars.close_price.tolist() == [121.5]
    assert np.isnan(bars.volume).all()
    assert "volume" not in bars.columns


def test_elements_are_containers_made_on_demand() -> None:
    bars = read(BinanceRequestBarData, "binance/klines")
    last = bars[-1]
    assert isinstance(last, BinanceRequestBarData)
    assert {name: getattr(last, name) for name in KLINE} == KLINE
    assert (last.symbol_name, last.asset_type) == ("ABC-USDT", "SPOT")
    assert [bar.open_time for bar in bars[::-1]] == [T - 60000, T - 120000]
    with pytest.raises(IndexError):
        bars[2]


def test_answer_without_rows_is_an_empty_sequence() -> None:
    bars, status = Normalizer(OkxBarData, envelope="data", columns=BarSequence)({"code": "0", "data": []}, {})
    assert status
    assert len(bars) == 0
    assert bars.close_price.shape == (0,)
    assert list(bars) == []


def test_class_without_wire_table_makes_no_sequence() -> None:
    with pytest.raises(TypeError, match="BarData has no wire table"):
        BarSequence(BarData, np.empty((12, 0)), b"[]", 0)


def test_every_column_is_a_field_of_the_bar() -> None:
    names = {name for name, value in vars(BarSequence).items() if type(value).__name__ == "Column"}
    fields = {name for name, value in vars(BarData).items() if isinstance(value, Field)}
    assert names == fields - {"bar_symbol_name", "server_time"}
    assert isinstance(BinanceRequestBarData.wire, Wire)
