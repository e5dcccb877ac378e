"""Error codes and error bodies: each has a meaning of its own."""

import json
from collections import Counter

from btfast.error_framework import UnifiedError, UnifiedErrorCode
from btfast.errors.binance_error_translator import BinanceErrorTranslator
from btfast.errors.okx_error_translator import OkxErrorTranslator
from tests.oracles.payloads import codes_of, documents, gocryptotrader_records
from tests.oracles.places import read_json, read_lines
from tests.oracles.tally import Tally

DOCUMENTS = ["rest-api", "web-socket-api"]
GENERIC = UnifiedErrorCode.EXCHANGE_ERROR
WITHOUT_MEANING = {-1000: "an unknown error"}


def test_every_documented_code_of_spot_has_a_meaning(count_case: Tally) -> None:
    meanings: Counter[str] = Counter()
    for row in read_json("binance_docs", "spot_errors.json"):
        body = json.dumps({"code": row["code"], "msg": row["text"]})
        error = BinanceErrorTranslator.translate(body, "BINANCE___SPOT")
        assert isinstance(error, UnifiedError), row
        assert (error.code is GENERIC) == (row["code"] in WITHOUT_MEANING), row
        assert error.raw_code == row["code"]
        meanings[error.code.name] += 1
        count_case()
    counts = ", ".join(f"{name} {count}" for name, count in meanings.most_common())
    count_case.note(f"{meanings.total()} codes of Binance spot: {counts}")
    assert len(meanings) > 10


def test_every_error_in_the_samples_is_an_error(count_case: Tally) -> None:
    for label, _, sample in (row for name in DOCUMENTS for row in documents(name)):
        codes = codes_of(sample)
        error = BinanceErrorTranslator.translate(json.dumps(sample), "BINANCE___SPOT")
        if codes:
            assert isinstance(error, UnifiedError), label
            assert error.code is not GENERIC, label
            assert error.raw_code in codes, label
        else:
            assert error is None, (label, error)
        count_case()


def test_a_recorded_error_is_an_error(count_case: Tally) -> None:
    bodies = [data for _, _, data in gocryptotrader_records() if isinstance(data, dict) and "code" in data]
    assert [body["code"] for body in bodies] == [-1121]
    error = BinanceErrorTranslator.translate(bodies[0], "BINANCE___SWAP")
    assert error is not None and error.code is UnifiedErrorCode.INVALID_SYMBOL
    count_case()


def test_an_error_event_of_okx_is_an_error(count_case: Tally) -> None:
    events = [read_json("barter", "payloads.json")[6]["json"]]
    events += [
        json.loads(line) for line in read_lines("okx_frames", "okj_2026_books.jsonl") if b'"error"' in line
    ]
    assert [event["code"] for event in events] == ["60012", "60011"]
    for event in events:
        error = OkxErrorTranslator.translate(event, "OKX___SPOT")
        assert isinstance(error, UnifiedError)
        assert error.code is not GENERIC
        assert str(error.raw_code) == event["code"]
        count_case()
