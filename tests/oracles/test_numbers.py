"""Price text to float64: the bit patterns of parse-number-fxx-test-data."""

import gzip
import math
import re
import struct

import numpy as np
import pytest

from btfast._core.number import parse_number
from btfast._core.orderbook import read_levels
from btfast.exceptions import DataParseError
from tests.oracles.places import oracle_path
from tests.oracles.tally import Tally

FILES = ["freetype-2-7", "lemire-fast-float", "more-test-cases"]
GRAMMAR = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")  # RFC 8259, section 6
PADDINGS = [
    ("", ""),
    (" ", ""),
    ("", "  "),
    ("\n\t ", "\r\n"),
    (" " * 13, " " * 9),
]  # before and after a cell

Numbers = list[tuple[str, int]]  # text, bits of the double


def numbers(name: str) -> tuple[Numbers, Numbers]:
    """Return the lines that a JSON number may spell, and the others; the infinite are among the others."""
    good: Numbers = []
    bad: Numbers = []
    for line in gzip.decompress(oracle_path("numbers", f"{name}.txt.gz").read_bytes()).decode().splitlines():
        _, _, double, text = line.split(" ", 3)
        number = int(double, 16)
        is_good = GRAMMAR.fullmatch(text) and math.isfinite(_float(number))
        (good if is_good else bad).append((text, number))
    return good, bad


@pytest.mark.parametrize("name", FILES)
def test_every_number_has_its_bit_pattern(name: str, count_case: Tally) -> None:
    good, _ = numbers(name)
    assert len(good) > 30
    assert [(text, _bits(parse_number(text))) for text, _ in good] == good
    assert [(text, _bits(parse_number(text.encode()))) for text, _ in good] == good
    count_case(len(good))


@pytest.mark.parametrize("name", FILES)
def test_what_json_does_not_allow_and_what_is_infinite_is_refused(name: str, count_case: Tally) -> None:
    _, bad = numbers(name)
    assert len(bad) > 20
    assert [text for text, _ in bad if _is_read(text)] == []
    assert [text for text, _ in bad if _is_read_as_level(text)] == []
    count_case(len(bad))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("before", "after"), PADDINGS)
@pytest.mark.parametrize("quote", ['"', ""])
def test_every_number_has_its_bit_pattern_in_a_level(
    name: str, before: str, after: str, quote: str, count_case: Tally
) -> None:
    good, _ = numbers(name)
    wanted = np.array([number for _, number in good], dtype=np.uint64)
    cells = [f"{before}{quote}{text}{quote}{after}" for text, _ in good]
    one = f"{before}{quote}1{quote}{after}"
    as_prices = read_levels(f"[{','.join(f'[{cell},{one}]' for cell in cells)}]")
    assert np.array_equal(as_prices[:, 0].copy().view(np.uint64), wanted)
    volumes = [(cell, number) for cell, (_, number) in zip(cells, good, strict=True) if not number >> 63]
    as_volumes = read_levels(f"[{','.join(f'[{one},{cell}]' for cell, _ in volumes)}]")
    assert as_volumes[:, 1].copy().view(np.uint64).tolist() == [number for _, number in volumes]
    count_case()  # the same numbers again


@pytest.mark.parametrize("name", FILES)
def test_a_level_alone_in_its_message_is_read_to_its_last_byte(name: str, count_case: Tally) -> None:
    good, _ = numbers(name)
    assert [(text, _bits(read_levels(f'[["{text}","1"]]')[0, 0])) for text, _ in good] == good
    count_case()


def _is_read(text: str) -> bool:
    try:
        parse_number(text)
    except DataParseError:
        return False
    return True


def _is_read_as_level(text: str) -> bool:
    try:
        read_levels(f'[["{text}","1"]]')
    except DataParseError:
        return False
    return True


def _bits(number: float) -> int:
    return int(struct.unpack(">Q", struct.pack(">d", number))[0])


def _float(bits: int) -> float:
    return float(struct.unpack(">d", struct.pack(">Q", bits))[0])
