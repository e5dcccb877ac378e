"""Unified errors, and what every translator does alike, shown on a venue made up here."""

import copy
import json
import pickle
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest

from btfast.error_framework import ErrorTranslator, RawError, UnifiedError, UnifiedErrorCode, read_code
from btfast.exceptions import BtfastError


class ToyTranslator(ErrorTranslator):
    """Answers are objects, or lists of them, that hold ``e`` where they are errors."""

    exchange_name = "TOY"
    table: ClassVar = {
        5: UnifiedErrorCode.INVALID_ORDER,
        6: UnifiedErrorCode.ORDER_REJECTED,
        "X1": UnifiedErrorCode.AUTH,
    }
    tables: ClassVar = {"swap": {5: UnifiedErrorCode.CONFLICT}}
    messages: ClassVar = {6: {"no money": UnifiedErrorCode.INSUFFICIENT_FUNDS}}

    @classmethod
    def find_errors(cls, response: Any) -> tuple[Sequence[RawError], int]:
        parts = response if isinstance(response, list) else [response]
        return [RawError(read_code(p["e"]), p.get("m", "")) for p in parts if "e" in p], len(parts)


def found(*args: Any, **kwargs: Any) -> UnifiedError:
    error = ToyTranslator.translate(*args, **kwargs)
    assert error is not None
    return error


def test_every_code_is_a_member_of_the_error() -> None:
    for code in UnifiedErrorCode:
        assert getattr(UnifiedError, code.name) is code
        assert code.value == code.name


@pytest.mark.parametrize(
    "given",
    [
        {"exchange_name": "V", "error_type": UnifiedError.AUTH, "message": "m", "raw_code": -5},
        {"venue": "V", "code": UnifiedErrorCode.AUTH, "message": "m", "raw_code": -5},
        {"venue": "V", "code": -5, "category": "AUTH", "message": "m"},
        {"venue": "V", "code": UnifiedErrorCode.AUTH, "category": "trading", "message": "m", "raw_code": -5},
        {"exchange_name": "V", "error_type": "AUTH", "message": "m", "raw_code": -5},
    ],
)
def test_either_family_of_names_will_do(given: dict[str, Any]) -> None:
    error = UnifiedError(**given)
    assert (error.exchange_name, error.venue, error.error_type) == ("V", "V", UnifiedErrorCode.AUTH)
    assert (error.message, error.raw_code) == ("m", -5)
    assert error.code == given.get("code", UnifiedErrorCode.AUTH)
    assert error.category == given.get("category", UnifiedErrorCode.AUTH)
    assert str(error) == "V: AUTH (-5): m"


def test_error_of_no_known_kind_is_the_venues() -> None:
    error = UnifiedError(message="odd")
    assert error.error_type is UnifiedError.EXCHANGE_ERROR
    assert (error.raw_code, error.original_error, error.context, error.retry_after) == (None, None, {}, None)
    assert str(error) == "unknown venue: EXCHANGE_ERROR: odd"


def test_misspelt_error_type_is_refused() -> None:
    with pytest.raises(ValueError, match="'RATE_LIMITS' is no UnifiedErrorCode"):
        UnifiedError("V", "RATE_LIMITS")


def test_error_can_be_raised_copied_and_sent() -> None:
    cause = ValueError("x")
    error = UnifiedError("V", "RATE_LIMIT", "slow", -3, context={"secret": "s3cr3t"}, retry_after=30)
    with pytest.raises(BtfastError, match="retry after 30 s"):
        raise error from cause
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (twin.error_type, twin.raw_code, twin.retry_after) == (UnifiedError.RATE_LIMIT, -3, 30)
        assert str(twin) == str(error)
    assert "s3cr3t" not in str(error) + repr(error)


@pytest.mark.parametrize("translator", [ToyTranslator, ToyTranslator()])
def test_class_and_instance_translate_alike(translator: Any) -> None:
    assert translator.translate({"e": 5}).error_type is UnifiedError.INVALID_ORDER
    assert translator.translate({"e": 5}, "V").exchange_name == "V"
    assert translator.translate({"ok": 1}, "V") is None


@pytest.mark.parametrize(
    "form",
    [
        lambda text: text,
        str.encode,
        lambda text: bytearray(text, "utf-8"),
        lambda text: memoryview(text.encode()),
    ],
)
def test_body_may_come_undecoded(form: Any) -> None:
    error = found(form('{"e": "X1", "m": "名"}'))
    assert (error.error_type, error.raw_code, error.message) == (UnifiedError.AUTH, "X1", "名")
    assert ToyTranslator.translate(form("{}")) is None


@pytest.mark.parametrize(
    ("name", "asset_type", "expected"),
    [
        ("TOY", None, UnifiedError.INVALID_ORDER),
        ("TOY___SPOT", None, UnifiedError.INVALID_ORDER),
        ("TOY___SWAP", None, UnifiedError.CONFLICT),
        ("toy_swap", None, UnifiedError.CONFLICT),
        ("TOY", "SWAP", UnifiedError.CONFLICT),
        ("TOY___SWAP", "spot", UnifiedError.INVALID_ORDER),
    ],
)
def test_code_is_read_by_product(name: str, asset_type: str | None, expected: UnifiedErrorCode) -> None:
    assert found({"e": 5}, name, asset_type).error_type is expected


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        (6, "You have No Money left", UnifiedError.INSUFFICIENT_FUNDS),
        (6, "other", UnifiedError.ORDER_REJECTED),
        ("5_1000", "", UnifiedError.INVALID_ORDER),
        (999, "", UnifiedError.EXCHANGE_ERROR),
    ],
)
def test_kind_follows_message_then_code(code: int | str, message: str, expected: UnifiedErrorCode) -> None:
    error = found({"e": code, "m": message})
    assert (error.error_type, error.raw_code, error.message) == (expected, code, message)


def test_batch_that_failed_in_part_says_so() -> None:
    error = found([{"e": 6, "m": "no money"}, {}, {"e": 5}])
    assert (error.error_type, error.raw_code) == (UnifiedError.PARTIAL_FAILURE, 6)
    assert error.message == "2 of 3 failed, the first with: no money"
    assert [part.error_type for part in error.context["errors"]] == ["INSUFFICIENT_FUNDS", "INVALID_ORDER"]


def test_batch_that_failed_as_a_whole_is_like_its_first() -> None:
    assert found([{"e": 5}, {"e": 6}]).error_type is UnifiedError.INVALID_ORDER
    assert found([{"e": 5}]).context == {}


@pytest.mark.parametrize("body", [b"", b"<html>\n  <b>Bad\xff gateway</b></html>", "[" * 200_000, b"{"])
def test_body_that_is_no_json_is_an_error_with_an_excerpt(body: Any) -> None:
    error = found(body, "V")
    assert error.error_type is UnifiedError.EXCHANGE_ERROR
    assert error.message.startswith("the answer is not JSON: ")
    assert len(error.message) < 160
    assert error.original_error is not None


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"e": 5}, UnifiedError.INVALID_ORDER),
        (400, {"e": 999}, UnifiedError.BAD_REQUEST),
        (401, b"", UnifiedError.AUTH),
        (403, b"<html>WAF</html>", UnifiedError.PERMISSION_DENIED),
        (404, b"<html>", UnifiedError.BAD_REQUEST),
        (418, {"e": 5}, UnifiedError.RATE_LIMIT),
        (429, b"{}", UnifiedError.RATE_LIMIT),
        (500, b"oops", UnifiedError.STATUS_UNKNOWN),
        (500, {"e": 6, "m": "no money"}, UnifiedError.INSUFFICIENT_FUNDS),
        (502, {}, UnifiedError.STATUS_UNKNOWN),
        (503, {}, UnifiedError.UNAVAILABLE),
        (200, {"e": 5}, UnifiedError.INVALID_ORDER),
    ],
)
def test_status_counts_where_the_body_says_no_more(
    status: int, body: Any, expected: UnifiedErrorCode
) -> None:
    error = ToyTranslator.translate_http(status, body)
    assert error is not None
    assert error.error_type is error.code is error.category is expected
    assert error.context["status"] == status
    assert (f"HTTP {status}: " in str(error)) is (status >= 400)
    assert error.exchange_name == "TOY"


@pytest.mark.parametrize("status", [200, 201, 304])
def test_fine_answer_is_no_error(status: int) -> None:
    assert ToyTranslator.translate_http(status, json.dumps({"ok": 1}).encode(), {"Retry-After": "3"}) is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry-After": "30"}, 30.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"Retry-After": "-1"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_wait_is_the_headers(headers: dict[str, str] | None, expected: float | None) -> None:
    error = ToyTranslator.translate_http(429, {}, headers)
    assert error is not None
    assert error.retry_after == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [("-1021", -1021), (0, 0), ("0", 0), ("51008_1000", "51008_1000"), ("", ""), (None, "None")],
)
def test_code_is_a_number_where_it_is_one(given: Any, expected: int | str) -> None:
    assert read_code(given) == expected


def test_venue_must_say_how_errors_look() -> None:
    with pytest.raises(NotImplementedError):
        ErrorTranslator.translate({})
