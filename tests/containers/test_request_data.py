"""The answer to one request."""

import pytest

from btfast.containers.requestdatas.request_data import RequestData

EXTRA = {
    "exchange_name": "BINANCE___SPOT",
    "symbol_name": "ABC-USDT",
    "asset_type": "SPOT",
    "request_type": "get_tick",
}


def test_everything_is_true_at_once() -> None:
    answer = RequestData([1], EXTRA, status=True, input_data=b'{"a":1}', headers={"X": "1"}, http_status=200)
    assert (answer.status, answer.data, answer.error, answer.http_status) == (True, [1], None, 200)
    assert answer.headers == {"X": "1"}
    assert answer.init_data() is answer
    assert answer.body == b'{"a":1}'


def test_getters_tell_what_was_asked() -> None:
    answer = RequestData([1], EXTRA)
    assert answer.get_event() == "RequestEvent"
    assert answer.get_data() == [1]
    assert answer.get_status() is True
    assert answer.get_error() is None
    assert answer.get_extra_data() == EXTRA
    assert answer.get_request_type() == "get_tick"
    assert answer.get_exchange_name() == "BINANCE___SPOT"
    assert answer.get_symbol_name() == "ABC-USDT"
    assert answer.get_asset_type() == "SPOT"


def test_error_is_kept() -> None:
    error = ValueError("refused")
    answer = RequestData([], EXTRA, status=False, error=error)
    assert (answer.get_status(), answer.get_data(), answer.get_error()) == (False, [], error)
    assert "refused" in repr(answer)


@pytest.mark.parametrize(
    ("body", "decoded"),
    [(b'{"a":[1]}', {"a": [1]}), (b"", None), (b"<html>502</html>", "<html>502</html>")],
)
def test_input_data_is_the_body_as_objects(body: bytes, decoded: object) -> None:
    assert RequestData([], input_data=body).get_input_data() == decoded


def test_answer_takes_no_other_attributes() -> None:
    with pytest.raises(AttributeError):
        RequestData([]).unknown = 1
