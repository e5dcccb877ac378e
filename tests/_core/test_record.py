"""Field, Wire and Record: what is read, absent and refused; fuzzed against a plain reference."""

import copy
import json
import math
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btfast._core.plan import Plan
from btfast._core.record import Field, Record, Wire
from btfast.exceptions import DataParseError
from tests._core.mutations import mutated
from tests.reference import record as reference


class Sample(Record):
    """One field of every kind, at the top and below."""

    exchange_name = "VENUE"
    event = "SampleEvent"

    number = Field(float)
    count = Field(int)
    text = Field(str)
    flag = Field(bool)
    items = Field(list)
    inner = Field(float)
    deep = Field(str)
    third = Field(float)
    tick = Field(float)
    lot = Field(float)
    wire = Wire(
        envelope="data",
        number=("n", "number"),
        count="c",
        text="s",
        flag="f",
        items="items",
        inner="o.x",
        deep="o.p.q",
        third="row.2",
        tick="filters[kind=PRICE].tick",
        lot="filters[kind=LOT].step",
    )


class Row(Record):
    """A message sent as an array, or as an object."""

    first = Field(float)
    second = Field(str)
    wire = Wire(first=(0, "a"), second=(2, "b"))


def fields(record: Record) -> dict[str, Any]:
    """Return the fields that the message had."""
    given_names = ("exchange_name", "symbol_name", "asset_type", "local_update_time")
    every = record.get_all_data().items()
    return {name: value for name, value in every if name not in given_names and value is not None}


READ = [
    ('{"n":1}', {"number": 1.0}),
    ('{"n":"1"}', {"number": 1.0}),
    ('{"number":-0.25e1}', {"number": -2.5}),
    ('{"n":"0.00000001"}', {"number": 1e-8}),
    ('{"n":"43250.10000000"}', {"number": 43250.1}),
    ('{"n":9007199254740993}', {"number": 9007199254740992.0}),
    ('{"n":"2.2250738585072011e-308"}', {"number": 2.2250738585072011e-308}),
    ('{"c":9223372036854775807}', {"count": 2**63 - 1}),
    ('{"c":"-9223372036854775808"}', {"count": -(2**63)}),
    ('{"s":"abc"}', {"text": "abc"}),
    ('{"s":""}', {"text": ""}),
    ('{"s":12.50}', {"text": "12.50"}),
    ('{"s":true}', {"text": "true"}),
    ('{"s":"币安\\u5e01\\n\\"\\ud83d\\ude00"}', {"text": '币安币\n"😀'}),
    ('{"f":true}', {"flag": True}),
    ('{"f":"false"}', {"flag": False}),
    ('{"f":"1"}', {"flag": True}),
    ('{"f":0}', {"flag": False}),
    ('{"items":[1,{"a":null},"x"]}', {"items": [1, {"a": None}, "x"]}),
    ('{"items":{"a":1}}', {"items": {"a": 1}}),
    ('{"o":{"x":"2","p":{"q":"deep"}}}', {"inner": 2.0, "deep": "deep"}),
    ('{"o":[{"x":"2"},{"x":"3"}]}', {"inner": 2.0}),
    ('{"row":["a",{},"3.5",4]}', {"third": 3.5}),
    ('{"row":["a"]}', {}),
    ('{"o":5,"row":null,"filters":"none"}', {}),
    ('{"filters":[{"tick":"0.1","kind":"PRICE"},{"kind":"LOT","step":"2"}]}', {"tick": 0.1, "lot": 2.0}),
    (
        '{"filters":[{"kind":"OTHER","tick":"9"},{"step":"9"},7,[],{"kind":"PRICE","tick":"0.5"}]}',
        {"tick": 0.5},
    ),
    ('{"data":{"n":1}}', {"number": 1.0}),
    ('{"data":[{"n":1},{"n":2}]}', {"number": 1.0}),
    ('{"s":"top","data":[{"n":1}]}', {"text": "top", "number": 1.0}),
    ('{"data":[]}', {}),
    ('{"n":1,"n":2}', {"number": 2.0}),
    ('{"n":1,"n":null}', {}),
    ('{"\\u006e":3}', {"number": 3.0}),
    ('{"\\u006eumber":3}', {"number": 3.0}),
    ('{"N":1,"nn":2,"é":3,"":4}', {}),
    (' { "n" : 1 ,\t"c"\r\n: 2 } ', {"number": 1.0, "count": 2}),
    ("{}", {}),
    ("[]", {}),
    ('[{"n":1}]', {"number": 1.0}),
]


@pytest.mark.parametrize(("message", "expected"), READ)
def test_fields_are_those_of_the_message(message: str, expected: dict[str, Any]) -> None:
    assert fields(Sample(message)) == expected
    assert fields(Sample(message.encode())) == expected


@pytest.mark.parametrize("key", ["n", "c", "s", "f", "o", "items", "row", "filters"])
def test_null_is_none(key: str) -> None:
    assert fields(Sample(f'{{"{key}":null}}')) == {}


@pytest.mark.parametrize("key", ["n", "c", "f", "o", "row", "filters"])
def test_empty_text_is_none_where_no_text_is_expected(key: str) -> None:
    assert fields(Sample(f'{{"{key}":""}}')) == {}


REFUSED = [
    '{"n":true}', '{"n":"abc"}', '{"n":[1]}', '{"n":{}}', '{"n":01}', '{"n":1.}', '{"n":.5}', '{"n":+1}',
    '{"n":-}',
    '{"n":1e}', '{"n":"1 "}', '{"n":" 1"}', '{"n":"1_0"}', '{"n":"0x1"}', '{"n":NaN}', '{"n":"NaN"}',
    '{"n":"Infinity"}', '{"n":"1e400"}', '{"n":"-"}', '{"n":"\\u0031"}',
    '{"c":1.0}', '{"c":"1.5"}', '{"c":1e3}', '{"c":9223372036854775808}', '{"c":true}',
    '{"s":[1]}', '{"s":{}}', '{"s":tru}', '{"s":nul}', '{"s":"\\ud83d"}', '{"s":"\\x"}', '{"s":"a\nb"}',
    '{"f":2}', '{"f":"yes"}', '{"f":1.0}',
    '{"zz":01}', '{"zz":"\\ud83d"}', '{"n":1,}', '{,}', '{"n"}', '{n:1}', "{'n':1}", '{"n":1}x',
    '{"n":1}{"n":2}',
    '{"n":1]', '[{"n":1}', "1", '"text"', "null", "", "  ", "\ufeff{}", "\x00", "[1,2]]",
    "[" * 70 + "]" * 70,
]  # fmt: skip


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_read_is_an_error_naming_container_and_position(message: str) -> None:
    with pytest.raises(DataParseError, match=r"Sample: cannot read byte \d+ of \d+"):
        Sample(message).init_data()


@pytest.mark.parametrize(
    "message", [b'{"s":"\xff"}', b'{"zz":"\xc0\x80"}', b'{"\xff":1}', b'{"s":"\xed\xa0\x80"}']
)
def test_bytes_that_are_no_utf8_are_refused(message: bytes) -> None:
    with pytest.raises(DataParseError):
        Sample(message).init_data()


def test_text_with_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(DataParseError, match="lone surrogate"):
        Sample('{"s":"\ud83d"}').init_data()


FULL = json.dumps(
    {
        "n": "12.5", "c": 7, "s": "é\\u0041", "f": True, "items": [1, [2]], "zz": [{"y": "\\"}, 1e5, None],
        "o": {"x": 1, "p": {"q": "z"}}, "row": [1, 2, 3], "filters": [{"kind": "PRICE", "tick": "0.1"}],
    }
).encode()  # fmt: skip


@pytest.mark.parametrize("message", [FULL, b'{"data":[' + FULL + b"]}", b"[" + FULL + b"]"])
def test_message_cut_anywhere_is_refused(message: bytes) -> None:
    for length in range(len(message)):
        with pytest.raises(DataParseError):
            Sample(message[:length]).init_data()


def kinds(container: type[Any]) -> dict[str, type]:
    """Return the kind of every field."""
    return {field.name: field.kind for field in container.wire.fields}


def plain_names(container: type[Any]) -> dict[str, Any]:
    """Return the wire names that the reference knows: all but those chosen by value."""
    return {name: wire for name, wire in container.wire.names.items() if "[" not in str(wire)}


def agree(container: type[Any], message: bytes) -> None:
    """Check that a container and the reference read the same of a message, or both refuse it."""
    names = plain_names(container)
    try:
        expected = reference.read(message, names, kinds(container), container.wire.envelope)
    except (ValueError, RecursionError):
        with pytest.raises(DataParseError):
            container(message).init_data()
        return
    made = fields(container(message))
    assert {name: made[name] for name in names if name in made} == expected


FUZZED = json.dumps(
    {
        "e": "day", "n": "12.5", "c": 7, "s": "aé", "f": True, "o": {"x": "1.25e-3", "p": {"q": "z"}},
        "row": ["a", 1, "3.5"], "data": [{"number": -0.5, "zz": {"n": [1, 2]}}],
    },
    separators=(",", ":"),
).encode()  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(mutated(FUZZED))
def test_spoilt_objects_read_as_the_reference_reads_them(message: bytes) -> None:
    agree(Sample, message)


@settings(max_examples=300, deadline=None)
@given(mutated(b'[["1.5",2,"x",null,{"a":1}],[3]]'))
def test_spoilt_rows_read_as_the_reference_reads_them(message: bytes) -> None:
    agree(Row, message)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("ncsfox") | st.text(), inner),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["n", "c", "s", "f", "o", "row", "data", "zz", "é"]), JSON), st.booleans()
)
def test_any_object_reads_as_the_reference_reads_it(message: dict[str, Any], ascii_only: bool) -> None:
    agree(Sample, json.dumps(message, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"))


@settings(max_examples=500, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_survives(value: float) -> None:
    for text in (repr(value), f'"{value!r}"', f'"{value:.17e}"'):
        read = Sample(f'{{"n":{text}}}').number
        assert read == value
        assert math.copysign(1, read) == math.copysign(1, value)


def test_rows_are_read_by_position() -> None:
    assert fields(Row("[1,2,3]")) == {"first": 1.0, "second": "3"}
    assert fields(Row('["1","2"]')) == {"first": 1.0}
    assert fields(Row('[["1","2","3"],["4"]]')) == {"first": 1.0, "second": "3"}
    assert fields(Row('{"a":1,"b":"3"}')) == {"first": 1.0, "second": "3"}


def forms(message: dict[str, Any]) -> Iterator[Any]:
    """Return a message in every form it may be given in."""
    text = json.dumps(message)
    yield from (text, text.encode(), bytearray(text.encode()), memoryview(text.encode()), message)


@pytest.mark.parametrize("flag", [True, False])
def test_data_is_read_for_what_it_is_whatever_the_flag_says(flag: bool) -> None:
    for form in forms({"n": "1.5", "s": "币"}):
        record = Sample(form, "BTC-USDT", "SPOT", flag)
        assert (record.number, record.text) == (1.5, "币")
        assert record.data is form


def test_data_that_is_no_message_is_refused() -> None:
    for data in (None, 5, {"n": {1, 2}}, object()):
        with pytest.raises(DataParseError):
            Sample(data).init_data()


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("BTC-USDT", "SPOT", True), ("BTC-USDT", "SPOT")),
        (("BTC-USDT", "SPOT"), ("BTC-USDT", "SPOT")),
        (("BTC-USDT",), ("BTC-USDT", None)),
        (("SPOT", False), (None, "SPOT")),
        ((True,), (None, None)),
        ((), (None, None)),
    ],
)
def test_arguments_are_told_apart_by_their_type(arguments: tuple[Any, ...], names: tuple[Any, ...]) -> None:
    record = Sample("{}", *arguments)
    assert (record.get_symbol_name(), record.get_asset_type()) == names


def test_nothing_is_read_before_the_first_touch() -> None:
    record = Sample("not json")
    assert not record.has_been_init_data
    with pytest.raises(DataParseError):
        _ = record.number
    with pytest.raises(DataParseError):
        record.get_all_data()


def test_init_data_reads_once_and_returns_the_record() -> None:
    record = Sample('{"n":1}')
    assert record.init_data() is record.init_data() is record
    assert record.has_been_init_data
    assert record.number is not None


def test_record_tells_its_names() -> None:
    record = Sample('{"n":1}', "BTC-USDT", "SPOT")
    assert record.get_exchange_name() == "VENUE"
    assert record.get_event() == "SampleEvent"
    assert record.get_local_update_time() == record.local_update_time > 1_600_000_000
    assert repr(record) == "<Sample BTC-USDT SPOT>"
    assert json.loads(str(record))["number"] == 1.0
    assert record.decoded() == {"n": 1}
    assert record.message == b'{"n":1}'


def test_record_cannot_be_changed() -> None:
    record = Sample('{"n":1}', "BTC-USDT", "SPOT")
    for name in ("symbol_name", "asset_type", "data", "local_update_time"):
        with pytest.raises(AttributeError):
            setattr(record, name, None)


def test_record_survives_pickle_and_copy() -> None:
    record = Sample(b'{"n":1}', "BTC-USDT", "SPOT")
    for again in (pickle.loads(pickle.dumps(record)), copy.copy(record), copy.deepcopy(record)):
        assert (fields(again), again.symbol_name, again.asset_type) == (fields(record), "BTC-USDT", "SPOT")


def test_text_outlives_the_message() -> None:
    text = Sample(b'{"s":"' + b"x" * 1000 + b'"}').text
    assert text == "x" * 1000


def test_subclass_adds_fields_and_keeps_the_names() -> None:
    class Wider(Sample):
        extra = Field(float)
        wire = Wire(**Sample.wire.names, extra="extra")

    assert fields(Wider('{"n":1,"extra":2}')) == {"number": 1.0, "extra": 2.0}
    assert fields(Sample('{"n":1,"extra":2}')) == {"number": 1.0}


def test_misspelt_field_fails_when_the_class_is_made() -> None:
    with pytest.raises((TypeError, RuntimeError)) as caught:

        class Misspelt(Record):
            price = Field(float)
            wire = Wire(prize="p")

    cause = caught.value.__cause__ or caught.value
    assert "Misspelt: no field prize; there are price" in str(cause)


def test_kind_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="a field is one of"):
        Field(bytes)


def test_class_without_wire_table_reads_nothing() -> None:
    class Bare(Record):
        price = Field(float)

    with pytest.raises(TypeError, match="Bare has no wire table"):
        Bare("{}").init_data()


def test_class_without_event_says_so() -> None:
    with pytest.raises(TypeError, match="Sample has no event"):
        Sample.read_event("{}")


def test_as_many_fields_as_a_wide_message_has_are_found() -> None:
    names = {f"f{i}": Field(int) for i in range(100)}
    table = Wire(**{name: f"key{name}" for name in names})
    wide: Any = type("Wide", (Record,), {**names, "wire": table})
    message = json.dumps({f"key{name}": int(name[1:]) for name in names})
    assert fields(wide(message)) == {name: int(name[1:]) for name in names}


def test_too_many_fields_are_refused() -> None:
    with pytest.raises((TypeError, RuntimeError)) as caught:
        type("Endless", (Record,), {f"f{i}": Field(int) for i in range(129)})
    assert "at most 128 fields" in str(caught.value.__cause__ or caught.value)


def test_plan_knows_whether_it_has_levels() -> None:
    assert not Plan([("a", 0, 0)]).has_levels


class Wide(Record):
    values = Field(list)
    wire = Wire(values="l")


def test_a_number_out_of_range_inside_a_list_is_our_error() -> None:
    record = Wide('{"l":[1e400]}')
    with pytest.raises(DataParseError, match="Wide"):
        record.values  # noqa: B018
    with pytest.raises(DataParseError, match="Wide"):
        record.decoded()


def test_a_record_tells_whether_its_data_was_decoded() -> None:
    assert [Wide(data).has_been_json_encoded for data in ('{"l":[]}', b'{"l":[]}', {"l": []})] == [
        False,
        False,
        True,
    ]
    assert Wide('{"l":[1]}').all_data["values"] == [1]
