"""OKX's errors, on bodies written after the v5 guide's "Error Code"."""

from typing import Any

import pytest

from btfast.error_framework import UnifiedError
from btfast.errors.okx_error_translator import OkxErrorTranslator


def found(response: Any) -> UnifiedError:
    error = OkxErrorTranslator.translate(response, "OKX")
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((1, 2), "PARTIAL_FAILURE"),
        ((50000, 50014, 50016, 50076, 51000, 51003, 51501, 60012, 60018, 64000, 64001), "BAD_REQUEST"),
        ((50001, 50013, 50026, 50064, 63999), "UNAVAILABLE"),
        ((50004, 51149, 51412), "STATUS_UNKNOWN"),
        ((50007, 50017, 50023, 50029, 50060, 51009, 51155), "ACCOUNT_RESTRICTED"),
        ((50011, 50061, 51113, 51513, 60014), "RATE_LIMIT"),
        ((50030, 50035, 50110, 64003), "PERMISSION_DENIED"),
        ((50036, 50102, 50112, 60006), "INVALID_TIMESTAMP"),
        ((50038, 50072, 51010), "NOT_SUPPORTED"),
        ((50101, 50103, 50107, 50113, 60009, 60011), "AUTH"),
        ((51001, 51015, 51026), "INVALID_SYMBOL"),
        ((51006, 51135, 51138), "PRICE_OUT_OF_RANGE"),
        ((51008, 51131, 58350, 59200), "INSUFFICIENT_FUNDS"),
        ((51011, 51016, 50071), "DUPLICATE_ORDER"),
        ((51020, 51121, 51046, 51280), "INVALID_ORDER"),
        ((51021, 51030), "MARKET_CLOSED"),
        ((51023, 51169), "INSUFFICIENT_POSITION"),
        ((51025, 51102, 51174), "ORDER_LIMIT"),
        ((51109,), "NO_LIQUIDITY"),
        ((51112, 51168), "REDUCE_ONLY_REJECT"),
        ((51400, 51405, 51603), "ORDER_NOT_FOUND"),
        ((51511,), "POST_ONLY_REJECT"),
        ((54000, 54084), "ORDER_REJECTED"),
        ((58200, 58213), "WITHDRAW_ERROR"),
        ((59000, 60031, 64004), "CONFLICT"),
        ((59100, 59109), "LEVERAGE_LIMIT"),
        ((51004,), "POSITION_LIMIT"),
        ((64008,), "RECONNECT"),
        ((99999,), "EXCHANGE_ERROR"),
    ],
)
def test_codes(codes: tuple[int, ...], expected: str) -> None:
    for code in codes:
        error = found({"code": str(code), "msg": "words", "data": []})
        assert (error.error_type, error.raw_code, error.message) == (expected, code, "words")


def order(*codes: str, top: str = "1") -> dict[str, Any]:
    data = [{"ordId": "", "clOrdId": "", "sCode": code, "sMsg": f"says {code}"} for code in codes]
    return {"code": top, "msg": "Operation failed.", "data": data, "inTime": "1", "outTime": "2"}


def test_order_is_judged_by_its_own_code() -> None:
    error = found(order("51008_1000"))
    assert (error.error_type, error.raw_code) == ("INSUFFICIENT_FUNDS", "51008_1000")
    assert error.message == "says 51008_1000"


def test_batch_is_judged_by_all_of_its_orders() -> None:
    assert found(order("51020", "51008")).error_type == "INVALID_ORDER"
    part = found(order("0", "51008", top="2"))
    assert (part.error_type, part.raw_code) == ("PARTIAL_FAILURE", 51008)
    assert [error.error_type for error in part.context["errors"]] == ["INSUFFICIENT_FUNDS"]


def test_order_that_failed_under_code_0_failed() -> None:
    assert found(order("51000", top="0")).error_type == "BAD_REQUEST"
    assert found(b'{"code":"0","data":[{"sCode":"51000","sMsg":"x"}],"msg":""}').raw_code == 51000


def test_list_of_orders_is_judged_alike() -> None:
    assert found(order("51000", "51000")["data"]).error_type == "BAD_REQUEST"
    assert OkxErrorTranslator.translate(order("0")["data"]) is None


@pytest.mark.parametrize(
    "response",
    [
        {"code": "0", "msg": "", "data": []},
        {"code": "0", "msg": "", "data": [["1597026383085", "3.721"]]},
        b'{"code":"0","msg":"","data":[{"instId":"BTC-USDT"}]}',
        b' { "code" : "0", "data": [{"sCode":"0","sMsg":""}]}',
        order("0", "0", top="0"),
        {"event": "subscribe", "arg": {"channel": "books"}, "connId": "a"},
        {"event": "login", "code": "0", "msg": "", "connId": "a"},
        {"arg": {"channel": "orders"}, "data": [{"code": "51008", "msg": ""}]},
        [],
        7,
        None,
    ],
)
def test_fine_answers(response: Any) -> None:
    assert OkxErrorTranslator.translate(response, "OKX") is None


def test_error_event_of_a_stream() -> None:
    error = found({"event": "error", "code": "60018", "msg": "Wrong URL or channel", "connId": "a"})
    assert (error.error_type, error.raw_code) == ("BAD_REQUEST", 60018)
    assert found({"event": "error", "msg": "odd"}).error_type == "EXCHANGE_ERROR"


def test_notice_asks_for_a_reconnect() -> None:
    assert found({"event": "notice", "code": "64008", "msg": "upgrade in 60 s"}).error_type == "RECONNECT"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"code": "51000", "msg": "Parameter instId error"}, "BAD_REQUEST"),
        (401, {"code": "50113", "msg": "Invalid Sign"}, "AUTH"),
        (429, {"code": "50011", "msg": "Too Many Requests"}, "RATE_LIMIT"),
        (503, {"code": "50001", "msg": "Service temporarily unavailable"}, "UNAVAILABLE"),
        (504, b"<html>", "STATUS_UNKNOWN"),
        (200, {"code": "50011", "msg": "Rate limit reached"}, "RATE_LIMIT"),
    ],
)
def test_http_answers(status: int, body: Any, expected: str) -> None:
    error = OkxErrorTranslator.translate_http(status, body)
    assert error is not None
    assert (error.error_type, error.exchange_name) == (expected, "OKX")
