"""Order books of every venue."""

import json
import math
from typing import Any

import numpy as np
import pytest

from btfast.containers.orderbooks.binance_orderbook import (
    BinanceRequestOrderBookData,
    BinanceWssOrderBookData,
)
from btfast.containers.orderbooks.okx_l2_orderbook import OkxL2OrderBookData
from btfast.containers.orderbooks.okx_orderbook import (
    OkxOrderBookData,
    OkxRequestOrderBookData,
    OkxWssOrderBookData,
)
from btfast.exceptions import DataParseError
from tests.containers.checks import Case, assert_reads, message

T = 1795300000123.0


def levels(bids: list[tuple[float, ...]], asks: list[tuple[float, ...]]) -> dict[str, Any]:
    """Return the lists of levels of (price, volume) or (price, volume, orders)."""
    fields = {}
    for side, rows in (("bid", bids), ("ask", asks)):
        fields[f"{side}_price_list"] = [row[0] for row in rows]
        fields[f"{side}_volume_list"] = [row[1] for row in rows]
        if any(len(row) > 2 for row in bids + asks):
            fields[f"{side}_trade_nums"] = [row[2] for row in rows]
    return fields


OKX_PUSH = {"order_book_symbol_name": "ABC-USDT-SWAP", "server_time": T, "last_sequence": 9017}
OKX_UPDATE = OKX_PUSH | {"action": "update", "checksum": 0, "previous_sequence": 9001}
OKX_UPDATE |= levels([(121.73, 5.0, 1.0)], [(121.76, 30.0, 2.0), (121.8, 0.0, 0.0)])

CASES: list[Case] = [
    (
        BinanceRequestOrderBookData,
        "binance/spot_depth",
        {"last_sequence": 40010020031}
        | levels([(121.74, 7.5), (121.7, 2.0)], [(121.76, 3.25), (121.8, 11.0), (121.85, 0.5)]),
    ),
    (
        BinanceRequestOrderBookData,
        "binance/swap_depth",
        {"last_sequence": 88000123, "server_time": T, "transaction_time": T - 4}
        | levels([(121.74, 7.5)], [(121.76, 3.25)]),
    ),
    (
        BinanceWssOrderBookData,
        "binance/wss_spot_depth",
        {
            "order_book_symbol_name": "ABCUSDT",
            "server_time": T,
            "first_sequence": 40010020032,
            "last_sequence": 40010020036,
        }
        | levels([(121.74, 0.0), (121.73, 4.0)], []),
    ),
    (
        BinanceWssOrderBookData,
        "binance/wss_spot_partial_depth",
        {"last_sequence": 40010020036} | levels([(121.73, 4.0)], [(121.76, 3.25)]),
    ),
    (
        BinanceWssOrderBookData,
        "binance/wss_swap_depth",
        {
            "order_book_symbol_name": "ABCUSDT",
            "server_time": T,
            "transaction_time": T - 4,
            "first_sequence": 88000124,
            "last_sequence": 88000140,
            "previous_sequence": 88000123,
        }
        | levels([(121.74, 0.0)], [(121.76, 3.5)]),
    ),
    (
        OkxRequestOrderBookData,
        "okx/books",
        {"server_time": T, "last_sequence": 9001}
        | levels([(121.74, 75.0, 8.0), (121.7, 20.0, 1.0)], [(121.76, 32.5, 3.0)]),
    ),
    (OkxOrderBookData, "okx/wss_books", OKX_UPDATE),
    (OkxWssOrderBookData, "okx/wss_books", OKX_UPDATE),
    (
        OkxWssOrderBookData,
        "okx/wss_bbo_tbt",
        OKX_PUSH | levels([(121.73, 5.0, 1.0)], [(121.76, 30.0, 2.0)]),
    ),
    (
        OkxL2OrderBookData,
        "okx/wss_books_l2_tbt",
        OKX_PUSH
        | {"action": "snapshot", "checksum": 0, "previous_sequence": -1}
        | levels([(121.73, 5.0, 1.0), (121.7, 20.0, 4.0)], [(121.76, 30.0, 2.0)])
        | {"bid_orders_list": [1.0, 4.0], "ask_orders_list": [2.0]}
        | {"bid_liquidation_list": [0.0, 2.0], "ask_liquidation_list": [1.0]},
    ),
]


@pytest.mark.parametrize(("container", "name", "fields"), CASES)
def test_fields_are_those_of_the_message(container: type[Any], name: str, fields: dict[str, Any]) -> None:
    assert_reads(container, name, fields)


@pytest.mark.parametrize(("container", "name", "fields"), CASES)
def test_event_has_the_levels_of_the_container(
    container: type[Any], name: str, fields: dict[str, Any]
) -> None:
    event, book = container.read_event(message(name)), container(message(name))
    for array, same in ((event.bids, book.bids), (event.asks, book.asks)):
        assert array.dtype == np.float64
        assert not array.flags.writeable
        assert np.array_equal(array, same)
    for field in ("order_book_symbol_name", "first_sequence", "last_sequence", "previous_sequence"):
        assert getattr(event, field) == getattr(book, field) == fields.get(field)
    assert event.best_bid == book.best_bid == next(iter(fields["bid_price_list"]), math.nan)


def test_levels_are_arrays_of_two_columns() -> None:
    book = BinanceRequestOrderBookData(message("binance/spot_depth"), "ABC-USDT", "SPOT")
    assert book.bids is not None
    assert book.bids.shape == (2, 2)
    assert book.bids.dtype == np.float64
    assert book.bids is book.get_bids()
    with pytest.raises(ValueError, match="read-only"):
        book.bids[0, 0] = 1.0


def test_empty_side_is_an_empty_array() -> None:
    book = BinanceWssOrderBookData(message("binance/wss_spot_depth"))
    assert book.asks is not None
    assert book.asks.shape == (0, 2)
    assert book.get_ask_price_list() == []
    assert math.isnan(book.best_ask)


def test_absent_side_is_none() -> None:
    book = BinanceWssOrderBookData({"u": 5, "b": [["1", "2"]]})
    assert book.asks is None
    assert book.get_ask_volume_list() is None
    assert book.get_bid_volume_list() == [2.0]


def test_four_constructor_arguments_are_kept() -> None:
    book = BinanceRequestOrderBookData(json.loads(message("binance/spot_depth")), "BTC-USDT", "SPOT")
    assert (book.init_data().symbol_name, book.exchange_name) == ("BTC-USDT", "BINANCE")
    assert book.get_asset_type() == "SPOT"


@pytest.mark.parametrize(
    "body",
    [
        {"result": None, "id": 1},
        {"u": 1, "s": "ABCUSDT", "b": "1.0", "B": "2.0", "a": "3.0", "A": "4.0"},
        {"bids": [["1"]], "asks": []},
        {"bids": [["1", "-2"]], "asks": []},
        {"bids": [["NaN", "2"]], "asks": []},
        {"bids": [[None, "2"]], "asks": []},
        [],
    ],
)
def test_what_is_no_order_book_is_refused(body: Any) -> None:
    with pytest.raises(DataParseError, match="BinanceWssOrderBookData"):
        BinanceWssOrderBookData(body).init_data()
