"""The scanner: strict JSON, peeking, splitting; against the standard library."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btfast._core.orderbook import read_levels
from btfast._core.scan import Peek, split, validate
from btfast.exceptions import DataParseError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=25,
)


def is_json(text: bytes) -> bool:
    """Tell whether the standard library takes it too: strictly, and in UTF-8."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        json.loads(text.decode(), parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return True


def is_valid(text: bytes) -> bool:
    try:
        validate(text)
    except DataParseError:
        return False
    return True


@given(JSON, st.booleans())
def test_what_json_writes_is_valid(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    if "\\ud" not in text.lower():  # a lone surrogate is no text
        validate(text)
        validate(f" \n{text}\t ")


@pytest.mark.parametrize(
    "text",
    [
        b"", b" ", b"{", b"}", b"[1,]", b"[,1]", b"[1 2]", b'{"a"}', b'{"a":}', b'{"a":1,}', b'{a:1}', b'{"a":1 "b":2}',
        b"01", b"-", b"1.", b".5", b"1e", b"+1", b"tru", b"nul", b"falsy", b"NaN", b"Infinity", b"'a'", b'"', b'"\\"',
        b'"\\x"', b'"\\u12"', b'"\\ud800"', b'"\\udc00"', b'"\x01"', b'"\x80"', b'"\xc0\x80"', b'"\xed\xa0\x80"',
        b'"\xf5\x80\x80\x80"', b'"\xe2\x82"', b"1 1", b"[]]", b"\xef\xbb\xbf1", b"[1]\0", b"\0", b'{"":"}', b'{""":1}',
        b"[" * 64 + b"]" * 64, b'{"a":' * 64 + b"1" + b"}" * 64,
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(text: bytes) -> None:
    assert not is_valid(text)


def test_nesting_up_to_63_is_read() -> None:
    validate(b"[" * 63 + b"]" * 63)
    validate(b'{"a":' * 63 + b"1" + b"}" * 63)


def test_a_mutated_text_is_judged_as_the_standard_library_judges_it() -> None:
    random = Random(11)
    seed = json.dumps(
        {
            "a": [1, -2.5e3, 'x\\"é', True, None, {"b": [], "c": {}}],
            "bids": [["1.5", "2"], ["3", "0"]],
            "": 0.0,
        }
    ).encode()
    for _ in range(30_000):
        text = bytearray(seed)
        for _ in range(random.randint(1, 3)):
            place = random.randrange(len(text))
            action = random.random()
            if action < 0.4:
                text[place] = random.choice(b'{}[]",:0123456789eE+-.truefalsn \\u\x00\x1f\x80\xc3\xff')
            elif action < 0.7:
                del text[place]
            else:
                text.insert(place, random.choice(b'{}[]",:01e-. \\"'))
        assert is_valid(bytes(text)) == is_json(bytes(text)), bytes(text)


def test_every_prefix_of_a_message_is_refused() -> None:
    text = '{"e":"depthUpdate","b":[["1.5","2"]],"a":[],"s":"BTC\\u0041é"}'.encode()
    for end in range(len(text)):
        assert not is_valid(text[:end])


@pytest.mark.parametrize("give", [bytes, bytearray, memoryview, lambda text: text.decode()])
def test_every_kind_of_buffer_is_read(give: Any) -> None:
    text = b'{"a":{"b":[1,"2",[3]]}}'
    validate(give(text))
    assert split(give(text), "a.b") == [b"1", b'"2"', b"[3]"]
    assert Peek("a.b")(give(text)) == (None,)


@given(st.lists(JSON, max_size=6))
def test_split_gives_the_elements(elements: list[Any]) -> None:
    text = json.dumps({"code": "0", "data": elements})
    assert [json.loads(part) for part in split(text, "data")] == elements


@pytest.mark.parametrize(
    ("text", "path"), [('{"a":1}', "a"), ('{"a":[1]}', "b"), ("[1", ""), ("{}", "a.b"), ("1", "")]
)
def test_split_without_an_array_is_refused(text: str, path: str) -> None:
    with pytest.raises(DataParseError, match="no"):
        split(text, path)


@pytest.mark.parametrize(
    ("text", "paths", "found"),
    [
        ('{"stream":"btcusdt@depth","data":{"e":1}}', ["stream"], ("btcusdt@depth",)),
        ('{"arg":{"channel":"books","instId":"A"},"data":[]}', ["arg.channel", "arg.instId"], ("books", "A")),
        ('{"a":{"b":{"c":"d"}},"x":5}', ["a.b.c", "x"], ("d", "5")),
        ('{"a":true,"b":null,"c":{},"d":[1]}', ["a", "b", "c", "d"], ("true", "null", None, None)),
        (r'{"\u0061":"\u00e9\n"}', ["a"], ("é\n",)),
        ('{"a":1,"a":2}', ["a"], ("1",)),
        ('{"other":1}', ["a"], (None,)),
        ("pong", ["a"], (None,)),
        ("[1]", ["a"], (None,)),
        ('{"a":"x', ["a"], (None,)),
        ('{"a":"x","b', ["a", "b"], ("x", None)),
        ('{"a":"x"} and what follows is not looked at', ["a"], ("x",)),
    ],
)
def test_peek_reads_what_it_was_asked_for(text: str, paths: list[str], found: tuple[Any, ...]) -> None:
    assert Peek(*paths)(text) == found


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("[]", []),
        ("[ ]", []),
        ('[["1.5","2"]]', [[1.5, 2]]),
        ("[[1.5,2],[3,4e1]]", [[1.5, 2], [3, 40]]),
        (' [ [ "1.5" , "2" , "0" , "3" ] , ["4","5"] ] ', [[1.5, 2], [4, 5]]),
        ('[["1","2","0","1"],["3","4",null,{"a":[]}]]', [[1, 2], [3, 4]]),
        ('[["-1.5","0"]]', [[-1.5, 0]]),
    ],
)
def test_levels_however_written_are_read(text: str, levels: list[list[float]]) -> None:
    array = read_levels(text)
    assert array.tolist() == levels
    assert array.shape == (len(levels), 2)


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[", "[[", '[["1"]]', '[["1","2"]', '[["1","2"],]', '[["1","-2"]]', '[["1",null]]', '[["","1"]]',
        '[["1","nan"]]', '[["1 ","2"]]', '[["1","2"]]x', '["1","2"]', '[["1","2",]]', '[["1","2","x]]', "[[01,2]]",
    ],
)  # fmt: skip
def test_levels_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(DataParseError):
        read_levels(text)


def test_a_python_object_is_written_as_json_first() -> None:
    validate({"a": [1, "x"]})
    with pytest.raises(DataParseError, match="surrogate"):
        validate("\ud800")
