"""Columns of records: trades, tickers, funding rates, bars, books, to numpy and to pandas."""

import json
from typing import Any

import numpy as np
import pytest

import btfast
from btfast.containers.bars.bar import BarSequence
from btfast.containers.bars.binance_bar import BinanceRequestBarData
from btfast.containers.orderbooks.binance_orderbook import BinanceWssOrderBookData
from btfast.containers.trades.binance_trade import BinanceWssTradeData
from tests.captures import KEY, START, SYMBOL, delta, snapshot

MINUTE = 60_000  # ms


def trade(number: int, is_maker: bool = True) -> BinanceWssTradeData:
    message = {"e": "trade", "E": 1000 + number, "s": "BTCUSDT", "t": number, "p": f"{100 + number}.5", "q": "2",
               "T": 999 + number, "m": is_maker}  # fmt: skip
    return BinanceWssTradeData(json.dumps(message), "BTC-USDT", "SPOT")


def test_trades_become_columns() -> None:
    array = btfast.to_numpy([trade(1), trade(2, False)])
    assert array["trade_price"].dtype == np.float64
    assert array["trade_price"].tolist() == [101.5, 102.5]
    assert array["is_buyer_maker"].dtype == np.bool_
    assert array["trade_id"].tolist() == ["1", "2"]
    assert array["order_id"].tolist() == [None, None]


def test_events_become_the_same_columns() -> None:
    events = [BinanceWssTradeData.read_event(trade(number).message) for number in (1, 2)]
    array = btfast.to_numpy(events)
    assert array["trade_price"].tolist() == [101.5, 102.5]


def test_an_absent_number_is_nan_among_others() -> None:
    class Row:
        def __init__(self, **row: Any) -> None:
            self.row = row

        def get_all_data(self) -> dict[str, Any]:
            return self.row

    array = btfast.to_numpy([Row(price=1.5, count=3), Row(price=None, count=None)])
    np.testing.assert_array_equal(array["price"], [1.5, np.nan])
    np.testing.assert_array_equal(array["count"], [3, np.nan])


def test_no_record_gives_no_column() -> None:
    assert btfast.to_numpy([]).shape == (0,)


def test_a_frame_tells_times_in_utc() -> None:
    pd = pytest.importorskip("pandas")
    frame = btfast.to_frame([trade(1), trade(2)])
    assert frame["trade_time"][0] == pd.Timestamp(1000, unit="ms", tz="UTC")
    assert frame["trade_volume"].tolist() == [2, 2]


def bars() -> BarSequence:
    rows = [
        [MINUTE * n, "1", "3", "0.5", "2", "10", MINUTE * n + MINUTE - 1, "20", 7, "5", "10", "0"]
        for n in range(3)
    ]
    array = np.array([[float(cell) for cell in row] for row in rows]).T
    return BarSequence(BinanceRequestBarData, np.ascontiguousarray(array), json.dumps(rows).encode(), 0)


def test_bars_become_columns() -> None:
    array = bars().to_numpy()
    assert array.shape == (3,)
    assert array["high_price"].tolist() == [3, 3, 3]


def test_bars_become_a_frame() -> None:
    pd = pytest.importorskip("pandas")
    frame = bars().to_frame()
    assert len(frame) == 3
    assert frame["open_time"][1] == pd.Timestamp(MINUTE, unit="ms", tz="UTC")


def books() -> list[Any]:
    kept = btfast.LocalOrderBook(KEY, SYMBOL)
    kept.load_snapshot(snapshot(1, [(99, 2), (98, 3), (97, 1)]))
    read = BinanceWssOrderBookData(
        delta(2, [(99, 2), (98, 3), (97, 1)], [(101, 1), (102, 4)]), SYMBOL, "SPOT"
    )
    return [kept, read]


LEVELS = [[99, 2, 101, 1], [98, 3, 102, 4], [97, 1, np.nan, np.nan]]


@pytest.mark.parametrize("book", books(), ids=["kept", "read"])
def test_books_become_levels_side_by_side(book: Any) -> None:
    np.testing.assert_array_equal(book.to_numpy(), LEVELS)


@pytest.mark.parametrize("book", books(), ids=["kept", "read"])
def test_books_become_frames(book: Any) -> None:
    pytest.importorskip("pandas")
    frame = book.to_frame()
    assert list(frame.columns) == ["bid_price", "bid_volume", "ask_price", "ask_volume"]
    np.testing.assert_array_equal(frame.to_numpy(), LEVELS)


def test_a_book_without_a_side_has_no_level() -> None:
    read = BinanceWssOrderBookData(delta(START), SYMBOL, "SPOT")
    assert read.to_numpy().shape == (0, 4)
