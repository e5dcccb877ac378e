"""The compiled events: filled from the wire table of a container class, with its values and names."""

import gc
import json
import math
from typing import Any

import pytest
from hypothesis import given, settings

from btfast._core.event import Bar, Depth, Ticker, Top, Trade
from btfast._core.orderbook import OrderBookRecord
from btfast._core.record import Field, Record, Wire
from btfast.exceptions import DataParseError
from tests._core.mutations import mutated


class TopData(Record):
    event_class = Top

    ticker_symbol_name = Field(str)
    server_time = Field(float)
    bid_price = Field(float)
    bid_volume = Field(float)
    ask_price = Field(float)
    ask_volume = Field(float)
    sequence = Field(int)
    wire = Wire(
        envelope="data",
        ticker_symbol_name="s",
        server_time="E",
        bid_price="b",
        bid_volume="B",
        ask_price="a",
        ask_volume="A",
        sequence="u",
    )


class TickerData(Record):
    event_class = Ticker

    ticker_symbol_name = Field(str)
    last_price = Field(float)
    turnover_24h = Field(float)
    close_time = Field(float)
    first_trade_id = Field(str)
    num_trades = Field(int)
    other = Field(str)  # a field that the event does not keep
    wire = Wire(
        ticker_symbol_name="s",
        last_price=("c", "last"),
        turnover_24h="q",
        close_time="C",
        first_trade_id="F",
        num_trades="n",
        other="o",
    )


class MakerTradeData(Record):
    event_class = Trade

    trade_symbol_name = Field(str)
    server_time = Field(float)
    trade_price = Field(float)
    trade_volume = Field(float)
    trade_time = Field(float)
    trade_id = Field(str)
    is_buyer_maker = Field(bool)
    wire = Wire(
        trade_symbol_name="s",
        server_time="E",
        trade_price="p",
        trade_volume="q",
        trade_time="T",
        trade_id="t",
        is_buyer_maker="m",
    )


class SideTradeData(Record):
    event_class = Trade

    trade_id = Field(str)
    trade_price = Field(float)
    trade_side = Field(str)
    wire = Wire(envelope="data", trade_id=("id", 0), trade_price=("px", 1), trade_side=("side", 2))


class BarData(Record):
    event_class = Bar

    bar_symbol_name = Field(str)
    open_time = Field(float)
    close_price = Field(float)
    num_trades = Field(int)
    bar_status = Field(bool)
    wire = Wire(
        envelope="k", bar_symbol_name="s", open_time="t", close_price="c", num_trades="n", bar_status="x"
    )


class DepthData(OrderBookRecord):
    event_class = Depth

    order_book_symbol_name = Field(str)
    server_time = Field(float)
    first_sequence = Field(int)
    last_sequence = Field(int)
    previous_sequence = Field(int)
    wire = Wire(
        envelope="data",
        order_book_symbol_name="s",
        server_time="E",
        first_sequence="U",
        last_sequence="u",
        previous_sequence="pu",
        bids="b",
        asks="a",
    )


TOP = {"s": "BTCUSDT", "E": 5, "b": "1.5", "B": "2", "a": "1.75", "A": "3", "u": 9}
CASES: list[tuple[Any, Any, dict[str, Any]]] = [
    (
        TopData,
        TOP,
        {
            "ticker_symbol_name": "BTCUSDT",
            "server_time": 5.0,
            "bid_price": 1.5,
            "bid_volume": 2.0,
            "ask_price": 1.75,
            "ask_volume": 3.0,
            "sequence": 9,
        },
    ),
    (TopData, {"b": 1, "B": None, "A": ""}, {"bid_price": 1.0}),
    (
        TopData,
        {"stream": "x", "data": {"s": "é币", "a": "2"}},
        {"ticker_symbol_name": "é币", "ask_price": 2.0},
    ),
    (
        TickerData,
        {"s": "X", "c": "1", "q": "2.5", "C": 7, "F": 10, "n": 3, "o": "text"},
        {
            "ticker_symbol_name": "X",
            "last_price": 1.0,
            "turnover_24h": 2.5,
            "close_time": 7.0,
            "first_trade_id": 10,
            "num_trades": 3,
        },
    ),
    (TickerData, {"last": "4"}, {"last_price": 4.0}),
    (
        MakerTradeData,
        {"s": "X", "E": 2, "p": "1", "q": "2", "T": 1, "t": 2**53 + 1, "m": True},
        {
            "trade_symbol_name": "X",
            "server_time": 2.0,
            "trade_price": 1.0,
            "trade_volume": 2.0,
            "trade_time": 1.0,
            "trade_id": "9007199254740993",
            "is_buyer_maker": True,
            "trade_side": "sell",
        },
    ),
    (MakerTradeData, {"m": False}, {"is_buyer_maker": False, "trade_side": "buy"}),
    (
        SideTradeData,
        {"data": [{"id": "7", "px": "1.5", "side": "buy"}]},
        {"trade_id": "7", "trade_price": 1.5, "trade_side": "buy", "is_buyer_maker": False},
    ),
    (
        SideTradeData,
        ["7", "1.5", "SELL"],
        {"trade_id": "7", "trade_price": 1.5, "trade_side": "sell", "is_buyer_maker": True},
    ),
    (
        BarData,
        {"e": "kline", "s": "X", "k": {"t": 1, "c": "2", "n": 0, "x": False}},
        {
            "bar_symbol_name": "X",
            "open_time": 1.0,
            "close_price": 2.0,
            "num_trades": 0,
            "bar_status": False,
        },
    ),
    (
        DepthData,
        {"s": "X", "E": 3, "U": 1, "u": 2, "pu": -1, "b": [], "a": []},
        {
            "order_book_symbol_name": "X",
            "server_time": 3.0,
            "first_sequence": 1,
            "last_sequence": 2,
            "previous_sequence": -1,
        },
    ),
]


def present(event: Any) -> dict[str, Any]:
    """Return what an event has of a message: neither None nor NaN nor levels."""
    return {
        name: value
        for name, value in event.get_all_data().items()
        if name not in ("bids", "asks") and value is not None and value == value
    }


@pytest.mark.parametrize(("container", "message", "expected"), CASES)
def test_events_have_the_values_of_the_message(
    container: Any, message: Any, expected: dict[str, Any]
) -> None:
    text = json.dumps(message)
    for form in (text, text.encode(), bytearray(text.encode()), message):
        event = container.read_event(form)
        assert type(event) is container.event_class
        assert present(event) == expected


@pytest.mark.parametrize("kind", [Top, Ticker, Trade, Bar, Depth])
def test_every_attribute_can_be_read_and_none_written(kind: Any) -> None:
    container = next(case[0] for case in CASES if case[0].event_class is kind)
    event = container.read_event('{"b":[],"a":[]}' if kind is Depth else "{}")
    assert list(event.get_all_data()) == list(kind.kinds)
    assert repr(event).startswith(f"{kind.__name__}({next(iter(kind.kinds))}=")
    for name in kind.kinds:
        with pytest.raises(AttributeError):
            setattr(event, name, 1)


def test_what_a_message_lacks_is_nan_or_none() -> None:
    top = TopData.read_event("{}")
    assert math.isnan(top.bid_price)
    assert math.isnan(top.server_time)
    assert top.ticker_symbol_name is None
    assert top.sequence is None
    trade = MakerTradeData.read_event("{}")
    assert (trade.trade_id, trade.trade_side, trade.is_buyer_maker) == (None, None, None)
    assert BarData.read_event("{}").bar_status is None


def test_events_made_anew_keep_nothing_of_those_before() -> None:
    for _ in range(100):
        full = TopData.read_event(json.dumps(TOP))
        assert full.sequence == 9
        del full
        assert present(TopData.read_event("{}")) == {}


def test_events_do_not_share_their_values() -> None:
    events = [TopData.read_event(f'{{"s":"S{i}","b":"{i}","u":{i}}}') for i in range(300)]
    gc.collect()
    assert [(e.ticker_symbol_name, e.bid_price, e.sequence) for e in events] == [
        (f"S{i}", float(i), i) for i in range(300)
    ]


def test_top_gives_both_levels_at_once() -> None:
    assert TopData.read_event(json.dumps(TOP)).top() == (1.5, 2.0, 1.75, 3.0)


def test_depth_has_arrays() -> None:
    depth = DepthData.read_event('{"b":[["1","2"],["0.5","3"]],"a":[["4","5","0","1"]]}')
    assert depth.bids.tolist() == [[1.0, 2.0], [0.5, 3.0]]
    assert depth.asks.tolist() == [[4.0, 5.0]]
    assert (depth.best_bid, depth.best_ask) == (1.0, 4.0)
    assert depth.bids is depth.bids
    assert not depth.bids.flags.writeable


def test_arrays_outlive_the_event() -> None:
    depths = [DepthData.read_event(f'{{"b":[["{i}","1"]],"a":[]}}') for i in range(100)]
    arrays = [depth.bids for depth in depths]
    depths.clear()
    gc.collect()
    assert [array.tolist() for array in arrays] == [[[float(i), 1.0]] for i in range(100)]


def test_side_that_is_absent_is_empty() -> None:
    depth = DepthData.read_event('{"b":[["1","2"]]}')
    assert depth.asks.shape == (0, 2)
    assert math.isnan(depth.best_ask)
    with pytest.raises(DataParseError, match="neither bids nor asks"):
        DepthData.read_event('{"s":"X"}')


REFUSED = [
    (TopData, '{"b":"x"}'),
    (TopData, '{"u":1.5}'),
    (TopData, '{"s":[]}'),
    (TickerData, '{"n":"many"}'),
    (MakerTradeData, '{"m":"maybe"}'),
    (MakerTradeData, '{"t":"uuid-1"}'),
    (BarData, '{"k":{"c":true}}'),
    (DepthData, '{"b":[["1"]],"a":[]}'),
    (DepthData, '{"b":[["1","-2"]],"a":[]}'),
]


@pytest.mark.parametrize(("container", "message"), REFUSED)
def test_what_cannot_be_read_is_an_error_naming_the_container(container: Any, message: str) -> None:
    with pytest.raises(DataParseError, match=f"{container.__name__}: cannot read byte"):
        container.read_event(message)


@pytest.mark.parametrize(("container", "message", "expected"), CASES)
def test_message_cut_anywhere_is_refused(container: Any, message: Any, expected: dict[str, Any]) -> None:
    text = json.dumps(message).encode()
    for length in range(len(text)):
        with pytest.raises(DataParseError):
            container.read_event(text[:length])


@settings(max_examples=400, deadline=None)
@given(mutated(json.dumps(TOP).encode()))
def test_spoilt_messages_read_as_the_container_reads_them(message: bytes) -> None:
    try:
        fields = TopData(message).init_data().get_all_data()
    except DataParseError:
        with pytest.raises(DataParseError):
            TopData.read_event(message)
        return
    event = TopData.read_event(message)
    assert present(event) == {name: fields[name] for name in Top.kinds if fields[name] is not None}


@pytest.mark.parametrize(
    ("side", "told"), [("buy", "buy"), ("Sell", "sell"), ("", None), ("none", None), ("b", None)]
)
def test_a_side_is_told_only_by_its_word(side: str, told: str | None) -> None:
    assert SideTradeData.read_event(json.dumps({"side": side})).trade_side == told
