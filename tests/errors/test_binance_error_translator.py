"""Binance's errors, on bodies written after errors.md and the USDⓈ-M error codes."""

from typing import Any

import pytest

from btfast.error_framework import UnifiedError, UnifiedErrorCode
from btfast.errors.binance_error_translator import BinanceErrorTranslator


def found(response: Any, name: str = "BINANCE", **kwargs: Any) -> UnifiedError:
    error = BinanceErrorTranslator.translate(response, name, **kwargs)
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (-1000, "EXCHANGE_ERROR"),
        (-1001, "DISCONNECTED"),
        (-1002, "PERMISSION_DENIED"),
        (-1003, "RATE_LIMIT"),
        (-1006, "STATUS_UNKNOWN"),
        (-1007, "STATUS_UNKNOWN"),
        (-1008, "OVERLOADED"),
        (-1013, "INVALID_ORDER"),
        (-1015, "RATE_LIMIT"),
        (-1016, "UNAVAILABLE"),
        (-1020, "NOT_SUPPORTED"),
        (-1021, "INVALID_TIMESTAMP"),
        (-1022, "AUTH"),
        (-1100, "BAD_REQUEST"),
        (-1106, "BAD_REQUEST"),
        (-1111, "INVALID_ORDER"),
        (-1112, "NO_LIQUIDITY"),
        (-1114, "BAD_REQUEST"),
        (-1120, "BAD_REQUEST"),
        (-1121, "INVALID_SYMBOL"),
        (-1125, "STREAM_KEY_EXPIRED"),
        (-1211, "BAD_REQUEST"),
        (-2011, "ORDER_NOT_FOUND"),
        (-2013, "ORDER_NOT_FOUND"),
        (-2014, "AUTH"),
        (-2015, "AUTH"),
        (-2016, "MARKET_CLOSED"),
        (-2035, "STREAM_ERROR"),
        (-2043, "NOT_AVAILABLE"),
        (-98765, "EXCHANGE_ERROR"),
    ],
)
def test_common_codes(code: int, expected: str) -> None:
    for name in ("BINANCE", "BINANCE___SPOT", "BINANCE___SWAP"):
        error = found({"code": code, "msg": "words"}, name)
        assert (error.error_type, error.raw_code, error.message) == (expected, code, "words")
        assert error.exchange_name == name


@pytest.mark.parametrize(
    ("code", "spot", "swap"),
    [
        (-2021, "PARTIAL_FAILURE", "INVALID_ORDER"),
        (-2022, "ORDER_REJECTED", "REDUCE_ONLY_REJECT"),
        (-2026, "ORDER_NOT_FOUND", "INVALID_ORDER"),
        (-2019, "EXCHANGE_ERROR", "INSUFFICIENT_FUNDS"),
        (-2024, "EXCHANGE_ERROR", "INSUFFICIENT_POSITION"),
        (-2027, "EXCHANGE_ERROR", "LEVERAGE_LIMIT"),
        (-4000, "EXCHANGE_ERROR", "INVALID_ORDER"),
        (-4015, "EXCHANGE_ERROR", "INVALID_ORDER"),
        (-4016, "EXCHANGE_ERROR", "PRICE_OUT_OF_RANGE"),
        (-4046, "EXCHANGE_ERROR", "NO_CHANGE"),
        (-4116, "EXCHANGE_ERROR", "DUPLICATE_ORDER"),
        (-4120, "EXCHANGE_ERROR", "NOT_SUPPORTED"),
        (-4164, "EXCHANGE_ERROR", "INVALID_ORDER"),
        (-5021, "EXCHANGE_ERROR", "FOK_REJECT"),
        (-5022, "EXCHANGE_ERROR", "POST_ONLY_REJECT"),
        (-5028, "EXCHANGE_ERROR", "INVALID_TIMESTAMP"),
    ],
)
def test_codes_that_differ_by_product(code: int, spot: str, swap: str) -> None:
    body = {"code": code, "msg": ""}
    assert found(body, "BINANCE___SPOT").error_type == spot
    assert found(body, "BINANCE___SWAP").error_type == swap
    assert found(body, asset_type="SWAP").error_type == swap


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Account has insufficient balance for requested action.", "INSUFFICIENT_FUNDS"),
        ("Duplicate order sent.", "DUPLICATE_ORDER"),
        ("Market is closed.", "MARKET_CLOSED"),
        ("Order would immediately match and take.", "POST_ONLY_REJECT"),
        ("Order would trigger immediately.", "INVALID_ORDER"),
        ("This symbol is not permitted for this account.", "PERMISSION_DENIED"),
        ("This symbol is restricted for this account.", "PERMISSION_DENIED"),
        ("Rest API trading is not enabled.", "ORDER_REJECTED"),
    ],
)
def test_rejected_order_is_told_by_its_message(message: str, expected: str) -> None:
    assert found({"code": -2010, "msg": message}).error_type == expected


def test_failed_filter_is_named() -> None:
    error = found(b'{"code":-1013,"msg":"Filter failure: PRICE_FILTER"}')
    assert error.context == {"filter": "PRICE_FILTER"}
    assert found({"code": -1013, "msg": "Invalid quantity."}).context == {}


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"code": 200, "msg": "The operation of cancel all open order is done."},
        {"code": "200", "msg": "success"},
        {"code": "000000", "message": None, "success": True},
        {"lastUpdateId": 1, "bids": [], "asks": []},
        b'{"lastUpdateId":1,"bids":[["1","2"]],"asks":[]}',
        " [[1,2],[3,4]]",
        [],
        [[1499040000000, "0.1"]],
        {"result": None, "id": 1},
        {"id": "x", "status": 200, "result": {}},
        b'{"msg":"code"}',
        b'{"serverTime": 1, "codes": ["code"]}',
        7,
        None,
    ],
)
def test_fine_answers(response: Any) -> None:
    assert BinanceErrorTranslator.translate(response) is None


def test_error_of_a_subscribe_message() -> None:
    error = found({"code": 2, "msg": "Invalid request: unknown stream", "id": 3})
    assert (error.error_type, error.raw_code) == (UnifiedErrorCode.BAD_REQUEST, 2)


def test_error_of_the_websocket_api() -> None:
    error = found({"id": "a", "status": 400, "error": {"code": -1121, "msg": "Invalid symbol."}})
    assert (error.error_type, error.message) == (UnifiedErrorCode.INVALID_SYMBOL, "Invalid symbol.")


def test_error_with_a_positive_code() -> None:
    assert found({"code": 100001003, "msg": "Verification failed"}).raw_code == 100001003


def test_batch_of_orders() -> None:
    error = found(
        [{"orderId": 1}, {"code": -4003, "msg": "Quantity less than or equal to zero."}], "BINANCE___SWAP"
    )
    assert (error.error_type, error.raw_code) == (UnifiedErrorCode.PARTIAL_FAILURE, -4003)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (403, b"<html><body>403 Forbidden</body></html>", "PERMISSION_DENIED"),
        (409, {"code": -2021, "msg": "Order cancel-replace partially failed."}, "PARTIAL_FAILURE"),
        (418, {"code": -1003, "msg": "banned until 1792000000000."}, "RATE_LIMIT"),
        (503, {"code": -1008, "msg": "Server is currently overloaded."}, "OVERLOADED"),
        (503, b"<html>Service Unavailable</html>", "STATUS_UNKNOWN"),
        (504, b"", "STATUS_UNKNOWN"),
    ],
)
def test_http_answers(status: int, body: Any, expected: str) -> None:
    error = BinanceErrorTranslator.translate_http(status, body, {"Retry-After": "120"}, "BINANCE___SPOT")
    assert error is not None
    assert (error.error_type, error.retry_after) == (expected, 120.0)


def test_body_of_a_fine_answer_is_not_decoded() -> None:
    assert BinanceErrorTranslator.translate_http(200, b'{"bids": nonsense') is None
