"""Normalizer and read_columns: answers to containers, rows to columns."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btfast._core.normalize import Normalizer, read_columns
from btfast._core.record import Field, Record, Wire
from btfast.exceptions import DataParseError
from tests._core.mutations import mutated
from tests.reference import record as reference


class Item(Record):
    """An element of an answer, or an answer."""

    name = Field(str)
    price = Field(float)
    time = Field(float)
    wire = Wire(envelope="data", name=("n", 0), price=("p", 1), time="t")


KINDS = {"name": str, "price": float, "time": float}


class Columns:
    """Keeps what it is given."""

    def __init__(
        self, container: Any, array: Any, text: bytes, start: int, symbol_name: str, asset_type: str
    ) -> None:
        self.container = container
        self.array = array
        self.rest = text[start:]
        self.names = (symbol_name, asset_type)

    @classmethod
    def width(cls, container: Any) -> int:
        """Return the cells of a row."""
        return 3


EXTRA = {"symbol_name": "BTC-USDT", "asset_type": "SPOT"}
ITEM = '{"n":"a","p":"1.5"}'
OTHER = '{"n":"b","p":2}'

READ: list[tuple[str | None, str, list[tuple[Any, Any]]]] = [
    (None, ITEM, [("a", 1.5)]),
    (None, f"[{ITEM}]", [("a", 1.5)]),
    (None, f"[{ITEM},{OTHER}]", [("a", 1.5), ("b", 2.0)]),
    (None, f" [ {ITEM} , {OTHER} ] ", [("a", 1.5), ("b", 2.0)]),
    (None, "[]", []),
    (None, '[["a","1.5"],["b",2]]', [("a", 1.5), ("b", 2.0)]),
    ("data", f'{{"code":"0","data":[{ITEM},{OTHER}],"msg":""}}', [("a", 1.5), ("b", 2.0)]),
    ("data", f'{{"code":"0","data":[{ITEM}]}}', [("a", 1.5)]),
    ("data", '{"code":"0","data":[]}', []),
    ("data", f'{{"data":{ITEM}}}', [("a", 1.5)]),
    ("data", '{"data":[["a","1.5"],["b",2]]}', [("a", 1.5), ("b", 2.0)]),
    ("data", '{"\\u0064ata":[]}', []),
    ("data", ITEM, [("a", 1.5)]),
    ("data", f"[{ITEM},{OTHER}]", [("a", 1.5), ("b", 2.0)]),
]


@pytest.mark.parametrize("eager", [True, False])
@pytest.mark.parametrize(("envelope", "body", "expected"), READ)
def test_every_element_becomes_a_container(
    envelope: str | None, body: str, expected: list[tuple[Any, Any]], eager: bool
) -> None:
    normalize = Normalizer(Item, envelope=envelope, eager=eager)
    for form in (body, body.encode(), bytearray(body.encode()), json.loads(body)):
        items, status = normalize(form, EXTRA)
        assert status is True
        assert all(item.has_been_init_data is eager for item in items)
        assert [(item.name, item.price) for item in items] == expected
        assert all((item.symbol_name, item.asset_type) == ("BTC-USDT", "SPOT") for item in items)


def test_no_answer_gives_nothing() -> None:
    assert Normalizer(Item)(None, EXTRA) == ([], False)


def test_names_may_be_left_out() -> None:
    items, status = Normalizer(Item)(ITEM)
    assert status
    assert (items[0].symbol_name, items[0].asset_type) == (None, None)


def test_lone_element_keeps_what_surrounds_it() -> None:
    items, _ = Normalizer(Item, envelope="data")(f'{{"t":7,"data":[{ITEM}]}}', EXTRA)
    assert (items[0].time, items[0].price) == (7.0, 1.5)


def test_elements_know_their_own_part_of_the_answer() -> None:
    items, _ = Normalizer(Item)(f"[{ITEM}, {OTHER}]", EXTRA)
    assert [item.message.decode() for item in items] == [ITEM, OTHER]
    assert [item.decoded() for item in items] == [json.loads(ITEM), json.loads(OTHER)]


REFUSED = [
    (None, "[1,2]"), (None, '["a","b"]'), (None, f"[{ITEM},]"), (None, f"[{ITEM} {OTHER}]"),
    (None, f"[{ITEM}"), (None, f"[{ITEM}]]"), (None, f"[{ITEM}] x"), (None, '[{"p":"x"},{}]'), (None, ""),
    (None, "null"), (None, "x"),
    ("data", f'{{"data":[{ITEM},{OTHER}]'), ("data", f'{{"data":[{ITEM},{OTHER}],"x":01}}'),
    ("data", f'{{"data":[{ITEM},{OTHER}]}}}}'), ("data", f'{{"x":01,"data":[{ITEM},{OTHER}]}}'),
    ("data", f'{{"data":[{ITEM},{OTHER}],}}'),
]  # fmt: skip


@pytest.mark.parametrize(("envelope", "body"), REFUSED)
def test_answer_that_cannot_be_read_is_refused(envelope: str | None, body: str) -> None:
    with pytest.raises(DataParseError, match="Item"):
        Normalizer(Item, envelope=envelope)(body, EXTRA)


@pytest.mark.parametrize("body", [f"[{ITEM},{OTHER}]", f'{{"code":"0","data":[{ITEM},{OTHER}],"msg":""}}'])
def test_answer_cut_anywhere_is_refused(body: str) -> None:
    for length in range(len(body)):
        with pytest.raises(DataParseError):
            Normalizer(Item, envelope="data")(body[:length], EXTRA)


@settings(max_examples=400, deadline=None)
@given(mutated(f"[{ITEM},{OTHER},{ITEM}]".encode()))
def test_spoilt_answers_read_as_the_reference_reads_them(body: bytes) -> None:
    try:
        decoded = reference.decode(body)
        elements = decoded if type(decoded) is list and len(decoded) != 1 else [decoded]
        expected = [reference.read_value(each, Item.wire.names, KINDS, ("data",)) for each in elements]
    except (ValueError, RecursionError):
        with pytest.raises(DataParseError):
            Normalizer(Item)(body, EXTRA)
        return
    items, _ = Normalizer(Item)(body, EXTRA)
    read = [{"name": item.name, "price": item.price, "time": item.time} for item in items]
    assert [{name: value for name, value in each.items() if value is not None} for each in read] == expected


ROWS = [
    ('[[1,"2",3.5],["4","-5e1",6]]', [[1.0, 4.0], [2.0, -50.0], [3.5, 6.0]]),
    ('[ [ 1 , "2" , 3.5 ] ]', [[1.0], [2.0], [3.5]]),
    ('[["1.10","20.5","0.00000001"],["11.1","2.05","12.5"]]', [[1.1, 11.1], [20.5, 2.05], [1e-8, 12.5]]),
]


@pytest.mark.parametrize(("message", "columns"), ROWS)
def test_rows_become_columns(message: str, columns: list[list[float]]) -> None:
    array = read_columns(message, 3)
    assert array.dtype == np.float64
    assert array.flags.c_contiguous
    assert array.tolist() == columns


def test_absent_cells_are_nan() -> None:
    array = read_columns('[[null,"",1]]', 3)
    assert np.isnan(array[:2]).all()
    assert array[2].tolist() == [1.0]


def test_no_rows_are_empty_columns() -> None:
    assert read_columns("[]", 3).shape == (3, 0)


NO_ROWS = [
    "[[1,2]]", "[[1,2,3,4]]", "[[1,2,3],[1,2]]", "[1,2,3]", "[[]]", "[[1,2,[3]]]", '[[1,2,"x"]]',
    "[[1,2,true]]",
    "[[1,2,3],]", "[[1,2,3]", "[[1,2,3]]]", "[[1,2,3]] x", "[[1,2,3][1,2,3]]", "[[1,2,NaN]]", "[[01,2,3]]",
    "{}", "",
    '[[1,2,"1e400"]]', '[[1,2,nul]]',
]  # fmt: skip


@pytest.mark.parametrize("message", NO_ROWS)
def test_what_are_no_rows_is_refused(message: str) -> None:
    with pytest.raises(DataParseError):
        read_columns(message, 3)


@pytest.mark.parametrize("message", [m for m in NO_ROWS if m.startswith("[")])
def test_answer_with_broken_rows_is_refused(message: str) -> None:
    with pytest.raises(DataParseError, match="Item"):
        Normalizer(Item, envelope="data", columns=Columns)(f'{{"data":{message}}}', EXTRA)


def test_columns_stand_in_place_of_containers() -> None:
    body = '{"code":"0","data":[[1,"2",3],[4,"5",6]],"msg":"x"}'
    rows, status = Normalizer(Item, envelope="data", columns=Columns)(body, EXTRA)
    assert status is True
    assert rows.container is Item
    assert rows.array.tolist() == [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]
    assert rows.rest.startswith(b'[[1,"2",3]')
    assert rows.names == ("BTC-USDT", "SPOT")


def test_rows_cut_anywhere_are_refused() -> None:
    body = '{"code":"0","data":[[1,"2",3],[4,"5",6]],"msg":"x"}'
    for length in range(len(body)):
        with pytest.raises(DataParseError):
            Normalizer(Item, envelope="data", columns=Columns)(body[:length], EXTRA)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
def test_every_double_survives(rows: list[tuple[float, float, float]]) -> None:
    message = json.dumps([[a, repr(b), f"{c:.17e}"] for a, b, c in rows])
    assert read_columns(message, 3).T.tolist() == [list(row) for row in rows]


def test_an_element_with_space_around_it_is_read_late_as_well_as_at_once() -> None:
    for eager in (True, False):
        items = Normalizer(Item, eager=eager)('[ {"n":1} , {"n":2} \n]')[0]
        assert [item.decoded()["n"] for item in items] == [1, 2]


def test_an_object_where_rows_are_expected_is_refused() -> None:
    with pytest.raises(DataParseError, match="rows"):
        Normalizer(Item, columns=Columns)('{"code":-1121,"msg":"Invalid symbol."}')


def test_a_second_envelope_is_refused() -> None:
    with pytest.raises(DataParseError, match="a second 'data'"):
        Normalizer(Item, envelope="data")('{"data":[{"n":1}],"data":[{"n":2}]}')


@pytest.mark.parametrize("body", ['[{"n":1},]', '[{"n":1},{"n":2},]', '{"data":[{"n":1},{"n":2}, ]}', "[,]"])
def test_a_comma_before_the_end_of_a_list_is_refused(body: str) -> None:
    for eager in (True, False):
        with pytest.raises(DataParseError):
            Normalizer(Item, envelope="data", eager=eager)(body)
