"""Answers of REST requests: every field of every container, and the whole answer through the feed's normalizer."""

import json
import math
from typing import Any

import pytest

from btfast._core.normalize import Normalizer
from btfast.containers.bars.bar import BarSequence
from btfast.feeds.answers import TimeReader
from tests.oracles.comparing import (
    Bare,
    decode,
    differences,
    elements,
    expected_fields,
    field_differences,
    same,
)
from tests.oracles.mapping import SAME_ANSWER
from tests.oracles.payloads import ANSWERS, Answer, normalizers
from tests.oracles.tally import Tally
from tests.oracles.unmapped import EMPTY, NOT_OFFERED

EXTRA = {"symbol_name": "ABC-XYZ", "asset_type": "SPOT"}


@pytest.mark.parametrize("source", ANSWERS)
def test_every_answer_is_read_as_json_reads_it(source: str, count_case: Tally) -> None:
    found: list[str] = []
    for answer in ANSWERS[source]():
        readers = normalizers(answer.feed, SAME_ANSWER.get(answer.path, answer.path))
        if answer.label in EMPTY or (answer.path in NOT_OFFERED and not readers):
            count_case.not_mapped([answer.label])
            continue
        assert readers, f"{answer.label}: no key has {answer.path!r}, and it is not in NOT_OFFERED"
        for normalize in readers.values():
            found += [f"{answer.label}: {difference}" for difference in answer_differences(normalize, answer)]
        count_case(number_of_elements(answer.body))
    assert found == []


def test_what_is_said_to_have_no_reader_is_there() -> None:
    every = [answer for answers in ANSWERS.values() for answer in answers()]
    assert set(EMPTY) - {answer.label for answer in every} == set()
    assert set(NOT_OFFERED) - {answer.path for answer in every} == set()


def number_of_elements(body: bytes) -> int:
    """Return how many objects or rows an answer holds."""
    message = json.loads(body)
    inner = message.get("symbols", message.get("data", message)) if isinstance(message, dict) else message
    return max(1, len(inner)) if isinstance(inner, list) else 1


def answer_differences(normalize: Any, answer: Answer) -> list[str]:
    """Return what a normalizer, and the containers it makes, read otherwise than json does."""
    if not isinstance(normalize, Normalizer):
        return plain_differences(normalize, answer.body)
    rows = rows_of(normalize, answer.body)
    found = [difference for row in rows for difference in differences(normalize.container, row)]
    for body in (answer.body, answer.body.decode(), json.loads(answer.body)):
        made, status = normalize(body, EXTRA)
        assert status is True
        found += made_differences(
            normalize, made, rows if len(rows) > 1 else whole(normalize, answer.body, rows)
        )
    return found


def rows_of(normalize: Normalizer, body: bytes) -> list[bytes]:
    """Return the text of each element of an answer."""
    message = json.loads(body)
    path = normalize.envelope if isinstance(message, dict) and normalize.envelope in message else ""
    inner = message[path] if path else message
    return elements(body, path or "") if isinstance(inner, list) else [body]


def whole(normalize: Normalizer, body: bytes, rows: list[bytes]) -> list[bytes]:
    """Return what one element alone is read from: the whole answer, unless it is a row of columns."""
    return rows if not rows or normalize.columns is not None else [body]


def made_differences(normalize: Normalizer, made: Any, rows: list[bytes]) -> list[str]:
    if isinstance(made, BarSequence):
        return bar_differences(made, [decode(row) for row in rows])
    assert [type(one) for one in made] == [normalize.container] * len(rows)
    wanted = [expected_fields(normalize.container, decode(row)) for row in rows]
    return [difference for pair in zip(made, wanted, strict=True) for difference in field_differences(*pair)]


def bar_differences(bars: BarSequence, rows: list[Any]) -> list[str]:
    """Return the cells that differ, of columns and of the bars one by one; the sequence begins with the oldest."""
    assert len(bars) == len(rows)
    if rows and float(rows[0][0]) > float(rows[-1][0]):
        rows = rows[::-1]
    found = []
    for number, row in enumerate(rows):
        wanted = expected_fields(bars.container, row)
        found += field_differences(bars[number], wanted)
        for name, column in bars.columns.items():
            cell = wanted[name][0]
            if not same(column[number], math.nan if cell is None else float(cell)):
                found.append(f"column {name} is {column[number]!r} in row {number}, not {cell!r}")
    return found


def plain_differences(normalize: Any, body: bytes) -> list[str]:
    """Return how an answer without containers differs from what json reads."""
    wanted = json.loads(body)
    if isinstance(normalize, TimeReader):
        assert isinstance(decode(body), dict)
        text = next(value for value in _scalars(decode(body)) if isinstance(value, Bare) or value.isdigit())
        wanted = [float(text)]
    made = [normalize(form, EXTRA) for form in (body, body.decode(), json.loads(body))]
    return [f"{one!r} is not {wanted!r}" for one in made if one != (wanted, True)]


def _scalars(value: Any) -> list[Any]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [scalar for one in inner for scalar in _scalars(one)]
    return [value]
