"""OrderBookRecord and read_levels: the levels of one message, against the standard library's json."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from btfast._core.orderbook import OrderBookRecord, read_levels
from btfast._core.record import Field, Wire
from btfast.exceptions import DataParseError
from tests._core.mutations import mutated
from tests.reference import record as reference

Floats = NDArray[np.float64]


class Depth(OrderBookRecord):
    """Levels under two names, at the top or in an envelope."""

    sequence = Field(int)
    wire = Wire(envelope="data", sequence="u", bids=("bids", "b"), asks=("asks", "a"))


def plain_levels(value: Any) -> list[list[float]]:
    """Return decoded levels as floats; ValueError where they are none."""
    if not isinstance(value, list) or isinstance(value, reference.Members):
        raise ValueError("no array")
    levels = []
    for level in value:
        if not isinstance(level, list) or isinstance(level, reference.Members) or len(level) < 2:
            raise ValueError("no level")
        price, volume = (reference.convert(float, number) for number in level[:2])
        if price is None or volume is None or volume < 0:
            raise ValueError("no price or volume")
        levels.append([price, volume])
    return levels


def plain_sides(message: bytes) -> tuple[Any, Any]:
    """Return the sides of an object without envelope; a side that is no array is absent, both: an error."""
    value = reference.decode(message)
    if not isinstance(value, reference.Members):
        raise ValueError("no object")
    sides: dict[str, Any] = {}
    for key, inner in value:
        if key == "u":
            reference.convert(int, inner)
        if key in ("bids", "b", "asks", "a") and type(inner) is list:
            sides[key[0]] = plain_levels(inner)
    if not sides:
        raise ValueError("neither side")
    return sides.get("b"), sides.get("a")


def same(array: Floats | None, levels: list[list[float]] | None) -> bool:
    """Return whether an array holds exactly these levels."""
    if array is None or levels is None:
        return array is None and levels is None
    return array.dtype == np.float64 and array.shape == (len(levels), 2) and array.tolist() == levels


READ = [
    ("[]", []),
    (" [ ] ", []),
    ('[["1.5","2"]]', [[1.5, 2.0]]),
    ("[[1.5,2]]", [[1.5, 2.0]]),
    (
        '[["43250.10000000","0.00100000"],["43250.09000000","0.00000000"]]',
        [[43250.1, 0.001], [43250.09, 0.0]],
    ),
    ('[["1","2","0","7"],["3","4","0","1"]]', [[1.0, 2.0], [3.0, 4.0]]),
    ('[["1","2",[]],["3","4",{"a":[1]}]]', [[1.0, 2.0], [3.0, 4.0]]),
    ('[ [ "1" , "2" ] , [ 3 , "4" ] ]', [[1.0, 2.0], [3.0, 4.0]]),
    ('[["1","2"],\n["3","4"]]', [[1.0, 2.0], [3.0, 4.0]]),
    ('[["-5","2"],["1e-7","1E3"]]', [[-5.0, 2.0], [1e-7, 1000.0]]),
    ('[["0.1","123456789012345678901234567890"]]', [[0.1, 1.2345678901234568e29]]),
    ('[["9.99","1"],["10.0","1"],["100.25","11.5"]]', [[9.99, 1.0], [10.0, 1.0], [100.25, 11.5]]),
]
REFUSED = [
    '[["1"]]', "[[]]", "[1,2]", '["1","2"]', '[["1","-2"]]', '[["","2"]]', '[[null,"2"]]', '[["NaN","1"]]',
    '[["1","Infinity"]]', '[["1e400","1"]]', '[["1","2"],]', '[["1","2"]', '[["1","2"]]]', '[["1","2"]]x',
    '[["1","2"}]', '[["1","2",]]', '[["1" "2"]]', '[["1","2"]["3","4"]]', '[["1","2"],[true,"2"]]',
    "{}", "null", "",
    '[["1","2",nul]]', '[["1","2","\\x"]]', '[[01,2]]', '[["1.","2"]]',
]  # fmt: skip


@pytest.mark.parametrize(("message", "levels"), READ)
def test_levels_are_read_exactly(message: str, levels: list[list[float]]) -> None:
    assert same(read_levels(message), levels)
    for key in ("bids", "b"):
        book = Depth(f'{{"{key}":{message},"asks":[]}}')
        assert same(book.bids, levels)
        assert same(book.asks, [])


@pytest.mark.parametrize("message", REFUSED)
def test_what_are_no_levels_is_refused(message: str) -> None:
    with pytest.raises(DataParseError):
        read_levels(message)


@pytest.mark.parametrize("message", [m for m in REFUSED if m.startswith("[")])
def test_message_with_broken_levels_is_refused(message: str) -> None:
    with pytest.raises(DataParseError, match="Depth"):
        Depth(f'{{"asks":[],"bids":{message}}}').init_data()


@pytest.mark.parametrize(
    "message", ['{"u":1}', '{"bids":null,"asks":"x"}', '{"b":"1.5","a":{"x":1}}', "[]", '{"data":[]}']
)
def test_message_without_sides_is_refused(message: str) -> None:
    with pytest.raises(DataParseError, match="Depth: the message has neither bids nor asks"):
        Depth(message).init_data()


def test_absent_side_is_none() -> None:
    book = Depth('{"asks":[["1","2"]],"bids":null}')
    assert book.bids is None
    assert math.isnan(book.best_bid)
    assert book.best_ask == 1.0
    assert Depth('{"bids":[["1","2"]]}').asks is None


def test_sides_in_any_order_and_envelope() -> None:
    for message in (
        '{"a":[["3","4"]],"u":7,"b":[["1","2"],["0.5","9"]]}',
        '{"data":{"b":[["1","2"],["0.5","9"]],"a":[["3","4"]],"u":7}}',
        '{"u":1,"data":[{"asks":[["3","4"]],"bids":[["1","2"],["0.5","9"]],"u":"7"}]}',
    ):
        book = Depth(message)
        assert same(book.bids, [[1.0, 2.0], [0.5, 9.0]])
        assert same(book.asks, [[3.0, 4.0]])
        assert (book.sequence, book.best_bid, book.best_ask) == (7, 1.0, 3.0)


def test_last_of_two_sides_counts() -> None:
    book = Depth('{"b":[["1","2"],["3","4"]],"b":[["5","6"]],"a":[]}')
    assert same(book.bids, [[5.0, 6.0]])


def test_arrays_are_read_only_and_the_same_each_time() -> None:
    book = Depth('{"b":[["1","2"]],"a":[["3","4"]]}')
    for array in (book.bids, book.asks):
        assert array is not None
        assert array.flags.c_contiguous
        assert not array.flags.writeable
    assert book.bids is book.bids


def test_arrays_outlive_the_container() -> None:
    book = Depth('{"b":[["1","2"]],"a":[["3","4"]]}')
    bids, asks = book.bids, book.asks
    del book
    others = [Depth(f'{{"b":[["{i}","{i}"]],"a":[]}}').init_data() for i in range(200)]
    assert same(bids, [[1.0, 2.0]])
    assert same(asks, [[3.0, 4.0]])
    assert others[7].best_bid == 7.0


def test_many_levels_are_read() -> None:
    levels = [[round(43250.1 - i / 100, 2), i / 8] for i in range(5000)]
    message = json.dumps(
        {"bids": [[f"{price:.8f}", f"{volume:.8f}"] for price, volume in levels], "asks": []}
    )
    assert same(Depth(message).bids, levels)


def test_further_elements_are_columns() -> None:
    book = Depth('{"b":[["1","2","0","7"],["3","4","1","8"]],"a":[["5","6"]]}')
    assert book.level_column(0, 3) == [7.0, 8.0]
    assert book.level_column(0, 2) == [0.0, 1.0]
    assert book.level_column(0, 0) == [1.0, 3.0]
    assert book.level_column(1, 3) is None
    assert Depth('{"b":[]}').level_column(1, 3) is None


MESSAGE = b'{"e":"depthUpdate","u":160,"b":[["43250.10","1.5"],["43250.09","0.0"]],"a":[["43251",2,"0","3"]]}'


def test_message_cut_anywhere_is_refused() -> None:
    for length in range(len(MESSAGE)):
        with pytest.raises(DataParseError):
            Depth(MESSAGE[:length]).init_data()


@settings(max_examples=600, deadline=None)
@given(mutated(MESSAGE))
def test_spoilt_messages_read_as_the_reference_reads_them(message: bytes) -> None:
    try:
        bids, asks = plain_sides(message)
    except (ValueError, RecursionError):
        if message.lstrip()[:1] != b"[" and b'"data"' not in message:
            with pytest.raises(DataParseError):
                Depth(message).init_data()
        return
    book = Depth(message)
    assert same(book.bids, bids)
    assert same(book.asks, asks)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS.map(abs), st.booleans())))
def test_every_double_survives(rows: list[tuple[float, float, bool]]) -> None:
    message = json.dumps([[repr(p), v] if quoted else [p, f"{v:.17e}"] for p, v, quoted in rows])
    levels = read_levels(message)
    assert levels.tolist() == [[price, volume] for price, volume, _ in rows]
    assert np.signbit(levels[:, 0]).tolist() == [math.copysign(1, price) < 0 for price, _, _ in rows]
