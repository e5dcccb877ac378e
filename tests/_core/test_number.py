"""Numbers: bit for bit what ``float`` gives, and nothing that is not JSON."""

import struct
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btfast._core.number import parse_number
from btfast._core.orderbook import read_levels
from btfast.exceptions import DataParseError


def bits(value: float) -> bytes:
    return struct.pack(">d", value)


def in_a_level(text: str, padding: str) -> float:
    """Return the number as the fast road of a level reads it."""
    return float(read_levels(f'[["{text}","1"]{padding}]')[0, 0])


@pytest.mark.parametrize(
    "text",
    [
        "0", "-0", "0.0", "1", "9", "12345678", "123456789", "1234567890123456", "12345678901234567890",
        "0.1", "0.2", "0.3", "43250.10000000", "43250.1", "-43250.11", "0.00000001", "1e-8", "1E+22", "1e23",
        "9007199254740992", "9007199254740993", "9007199254740993.0", "0.30000000000000004",
        "179769313486231570000000000000000000000", "1.7976931348623157e308", "5e-324", "2.2250738585072011e-308",
        "0.000000000000000000000000000000000000000123", "1234567.12345678", "12345678.12345678", "123456789012.5",
        "99999999999999999999.999999999999999999", "1" + "0" * 300, "0." + "0" * 400 + "1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("padding", ["", ',["1","1"]', ',["1.25","1"],["7","8"],["9.123","10"]'])
def test_a_number_is_what_float_says(text: str, padding: str) -> None:
    assert bits(parse_number(text)) == bits(float(text))
    assert bits(parse_number(text.encode())) == bits(float(text))
    assert bits(in_a_level(text, padding)) == bits(float(text))


@pytest.mark.parametrize(
    "text",
    [
        "", "-", ".", "1.", ".5", "+1", "1e", "1e+", "1_0", "nan", "inf", "-inf", "Infinity", "0x10", "1e400",
        "0.2E532", " 1", "1 ", "1,5", "01", "-01", "00", "١", "1\0", "--1", "1-", "1.2.3", "1e1.5",
    ],
)  # fmt: skip
def test_what_is_no_json_number_is_refused(text: str) -> None:
    with pytest.raises(DataParseError, match="number"):
        parse_number(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_is_read_back(value: float) -> None:
    assert bits(parse_number(repr(value))) == bits(value)


@given(st.integers(0, 10**22), st.integers(0, 25))
def test_every_decimal_is_correctly_rounded(mantissa: int, places: int) -> None:
    digits = str(mantissa).rjust(places + 1, "0")
    text = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else digits
    for padding in ("", ',["123456.12345678","1.5"],["123456.12345678","1.5"]'):
        assert bits(in_a_level(text, padding)) == bits(float(text))


def test_runs_of_unlike_numbers_are_read_as_alike_ones() -> None:
    random = Random(5)
    texts = []
    for _ in range(20_000):
        whole, places = random.randint(0, 10 ** random.randint(0, 12)), random.randint(0, 14)
        texts.append(f"{whole}.{random.randint(0, 10**places - 1):0{places}d}" if places else str(whole))
    levels = read_levels(
        "[" + ",".join(f'["{a}","{b}"]' for a, b in zip(texts[::2], texts[1::2], strict=True)) + "]"
    )
    assert levels.tobytes() == struct.pack(f"={len(texts)}d", *map(float, texts))
