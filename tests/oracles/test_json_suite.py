"""Strict JSON: JSONTestSuite, and a large document against the standard library's decoder."""

import json
from random import Random
from typing import Any

import pytest

from btfast._core.scan import Peek, split, validate
from btfast.exceptions import DataParseError
from tests.oracles.places import files, read_bytes
from tests.oracles.tally import Tally

TWITTER = "json/twitter.json.gz"


def is_accepted(message: bytes) -> bool:
    try:
        validate(message)
    except DataParseError:
        return False
    return True


def suite(kind: str) -> list[str]:
    return files("json", "test_parsing", pattern=f"{kind}_*.json")


def test_what_must_parse_is_accepted(count_case: Tally) -> None:
    names = suite("y")
    assert len(names) > 50
    assert [name for name in names if not is_accepted(read_bytes(name))] == []
    count_case(len(names))


def test_what_must_fail_is_refused(count_case: Tally) -> None:
    names = suite("n")
    assert len(names) > 80
    assert [name for name in names if is_accepted(read_bytes(name))] == []
    count_case(len(names))


def test_what_is_left_open_neither_crashes_nor_is_other_than_json(count_case: Tally) -> None:
    for name in [*suite("i"), *files("json", "test_transform", pattern="*.json")]:
        message = read_bytes(name)
        if is_accepted(message):
            json.loads(message)
        count_case()


def test_every_truncation_is_refused(count_case: Tally) -> None:
    for name in suite("y"):
        message = read_bytes(name).strip()
        if message[:1] in (b"{", b"[", b'"'):  # a shorter number may be a number
            assert [n for n in range(len(message)) if is_accepted(message[:n])] == [], name
            count_case()


def test_a_large_document_is_accepted_and_its_truncations_are_not(count_case: Tally) -> None:
    message = read_bytes(TWITTER).strip()
    assert is_accepted(message)
    random = Random(1)
    places = random.sample(range(len(message)), 60)
    assert [n for n in places if is_accepted(message[:n])] == []
    count_case(1 + len(places))


def test_a_large_document_splits_into_what_json_reads(count_case: Tally) -> None:
    message = read_bytes(TWITTER)
    statuses = json.loads(message)["statuses"]
    assert [json.loads(part) for part in split(message, "statuses")] == statuses
    assert len(statuses) == 100
    count_case(len(statuses))


SINGLES = [
    "id", "id_str", "text", "created_at", "truncated", "retweet_count", "user.id", "user.name", "user.verified",
    "user.description", "user.entities.description", "metadata.iso_language_code", "in_reply_to_status_id",
    "retweeted_status.user.screen_name", "no.such.path",
]  # fmt: skip


@pytest.mark.parametrize("path", SINGLES)
def test_a_peek_gives_what_json_reads(path: str, count_case: Tally) -> None:
    parts = split(read_bytes(TWITTER), "statuses")
    peek = Peek(path)
    for part in parts:
        assert peek(part) == (_text_at(json.loads(part), path),)
    count_case(len(parts))


def test_a_peek_of_many_paths_gives_what_json_reads(count_case: Tally) -> None:
    parts = split(read_bytes(TWITTER), "statuses")
    peek = Peek(*SINGLES)
    for part in parts:
        status = json.loads(part)
        assert peek(part) == tuple(_text_at(status, path) for path in SINGLES)
    count_case(len(parts))


def _text_at(value: Any, path: str) -> str | None:
    """Return what a peek gives: scalars as text, None for what is absent or no scalar."""
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    if isinstance(value, dict | list):
        return None
    return value if isinstance(value, str) else json.dumps(value)
