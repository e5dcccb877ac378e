"""Binance's error codes. Sources: binance-spot-api-docs, errors.md; USDⓈ-M, "Error Codes".

The codes from -2000 down mean different things on different products.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from btfast.error_framework import ErrorTranslator, RawError, UnifiedErrorCode, read_code

_C = UnifiedErrorCode
_SUCCESS = 200  # the code of {"code": 200, "msg": "success"}


class BinanceErrorTranslator(ErrorTranslator):
    """Reads ``{"code": -1121, "msg": "…"}``, alone, in a batch, or under ``error`` (WebSocket API)."""

    exchange_name = "BINANCE"

    table: ClassVar[Mapping[int | str, UnifiedErrorCode]] = {
        **dict.fromkeys((0, 1, 2, 3), _C.BAD_REQUEST),  # of a stream's subscribe message
        -1000: _C.EXCHANGE_ERROR,
        -1001: _C.DISCONNECTED,
        -1002: _C.PERMISSION_DENIED,
        -1003: _C.RATE_LIMIT,
        **dict.fromkeys((-1004, -1005, -1011), _C.PERMISSION_DENIED),
        **dict.fromkeys((-1006, -1007), _C.STATUS_UNKNOWN),
        -1008: _C.OVERLOADED,
        -1010: _C.ORDER_REJECTED,
        **dict.fromkeys((-1013, -1014), _C.INVALID_ORDER),
        -1015: _C.RATE_LIMIT,
        -1016: _C.UNAVAILABLE,
        -1020: _C.NOT_SUPPORTED,
        -1021: _C.INVALID_TIMESTAMP,
        -1022: _C.AUTH,
        -1033: _C.CONFLICT,
        -1034: _C.RATE_LIMIT,
        -1035: _C.DISCONNECTED,
        **dict.fromkeys(range(-1108, -1099), _C.BAD_REQUEST),
        -1111: _C.INVALID_ORDER,
        -1112: _C.NO_LIQUIDITY,
        **dict.fromkeys(range(-1120, -1113), _C.BAD_REQUEST),
        -1121: _C.INVALID_SYMBOL,
        -1122: _C.BAD_REQUEST,
        -1125: _C.STREAM_KEY_EXPIRED,
        **dict.fromkeys((-1127, -1128, -1130, -1134, -1135, -1139, -1145, -1151), _C.BAD_REQUEST),
        **dict.fromkeys(range(-1161, -1151), _C.BAD_REQUEST),
        **dict.fromkeys(range(-1199, -1164), _C.BAD_REQUEST),
        **dict.fromkeys((-1210, -1211, -1220), _C.BAD_REQUEST),
        **dict.fromkeys(range(-1225, -1220), _C.BAD_REQUEST),
        -2010: _C.ORDER_REJECTED,
        **dict.fromkeys((-2011, -2013), _C.ORDER_NOT_FOUND),
        **dict.fromkeys((-2014, -2015), _C.AUTH),
        -2016: _C.MARKET_CLOSED,
        -2021: _C.PARTIAL_FAILURE,
        -2022: _C.ORDER_REJECTED,
        -2026: _C.ORDER_NOT_FOUND,
        **dict.fromkeys((-2035, -2036, -2042), _C.STREAM_ERROR),
        -2038: _C.ORDER_REJECTED,
        -2039: _C.ORDER_NOT_FOUND,
        -2043: _C.NOT_AVAILABLE,
    }
    tables: ClassVar[Mapping[str, Mapping[int | str, UnifiedErrorCode]]] = {
        "swap": {
            **dict.fromkeys((-1023, -1109, -1110, -1113, -1126, -1136), _C.BAD_REQUEST),
            -1099: _C.AUTH,
            -2012: _C.ORDER_REJECTED,
            -2017: _C.AUTH,
            **dict.fromkeys((-2018, -2019), _C.INSUFFICIENT_FUNDS),
            -2020: _C.NO_LIQUIDITY,
            -2021: _C.INVALID_ORDER,
            -2022: _C.REDUCE_ONLY_REJECT,
            -2023: _C.ACCOUNT_RESTRICTED,
            -2024: _C.INSUFFICIENT_POSITION,
            -2025: _C.ORDER_LIMIT,
            -2026: _C.INVALID_ORDER,
            **dict.fromkeys((-2027, -2028), _C.LEVERAGE_LIMIT),
            **dict.fromkeys(range(-4015, -3999), _C.INVALID_ORDER),
            **dict.fromkeys((-4016, -4024), _C.PRICE_OUT_OF_RANGE),
            -4023: _C.INVALID_ORDER,
            **dict.fromkeys((-4021, -4028, -4031), _C.BAD_REQUEST),
            -4045: _C.ORDER_LIMIT,
            **dict.fromkeys((-4046, -4059, -4171), _C.NO_CHANGE),
            **dict.fromkeys((-4047, -4048, -4067, -4068), _C.CONFLICT),
            **dict.fromkeys((-4050, -4051), _C.INSUFFICIENT_FUNDS),
            **dict.fromkeys((-4060, -4061), _C.INVALID_ORDER),
            -4062: _C.REDUCE_ONLY_REJECT,
            **dict.fromkeys((-4082, -4083), _C.BAD_REQUEST),
            **dict.fromkeys((-4087, -4088), _C.PERMISSION_DENIED),
            **dict.fromkeys((-4114, -4115, -4116), _C.DUPLICATE_ORDER),
            -4117: _C.CONFLICT,
            -4118: _C.REDUCE_ONLY_REJECT,
            -4120: _C.NOT_SUPPORTED,  # a conditional order: /fapi/v1/algoOrder takes those since 2025-12-09
            -4131: _C.PRICE_OUT_OF_RANGE,
            **dict.fromkeys((-4135, -4136, -4137, -4138, -4139, -4142), _C.INVALID_ORDER),
            **dict.fromkeys((-4140, -4141), _C.MARKET_CLOSED),
            -4144: _C.INVALID_SYMBOL,
            -4161: _C.CONFLICT,
            -4164: _C.INVALID_ORDER,
            **dict.fromkeys((-4167, -4168, -4169, -4170, -4172), _C.CONFLICT),
            **dict.fromkeys((-4183, -4184, -4210, -4211), _C.PRICE_OUT_OF_RANGE),
            -4192: _C.ACCOUNT_RESTRICTED,
            **dict.fromkeys((-4202, -4203, -4205, -4206, -4208, -4209), _C.LEVERAGE_LIMIT),
            **dict.fromkeys((-4400, -4401, -4402, -4403), _C.ACCOUNT_RESTRICTED),
            -4531: _C.CONFLICT,
            -5021: _C.FOK_REJECT,
            -5022: _C.POST_ONLY_REJECT,
            **dict.fromkeys((-5024, -5025, -5026), _C.ORDER_REJECTED),
            -5027: _C.NO_CHANGE,
            -5028: _C.INVALID_TIMESTAMP,
            **dict.fromkeys((-5037, -5038, -5039, -5040, -5041, -5047), _C.INVALID_ORDER),
        },
    }
    messages: ClassVar[Mapping[int | str, Mapping[str, UnifiedErrorCode]]] = {
        -2010: {
            "insufficient balance": _C.INSUFFICIENT_FUNDS,
            "Duplicate order sent": _C.DUPLICATE_ORDER,
            "Market is closed": _C.MARKET_CLOSED,
            "would immediately match and take": _C.POST_ONLY_REJECT,
            "would trigger immediately": _C.INVALID_ORDER,
            "not permitted for this account": _C.PERMISSION_DENIED,
            "restricted for this account": _C.PERMISSION_DENIED,
        },
    }
    statuses: ClassVar[Mapping[int, UnifiedErrorCode]] = {
        **ErrorTranslator.statuses,
        409: _C.PARTIAL_FAILURE,
        503: _C.STATUS_UNKNOWN,
    }

    @classmethod
    def find_errors(cls, response: Any) -> tuple[Sequence[RawError], int]:
        """Return the errors in a decoded answer, and of how many parts it consists."""
        parts = response if isinstance(response, list) else [response]
        found = (_read_error(part) for part in parts if isinstance(part, dict))
        return [error for error in found if error is not None], len(parts)

    @classmethod
    def is_plainly_fine(cls, body: bytes) -> bool:
        """Return whether the word code is nowhere in a JSON answer."""
        return re.match(rb"\s*[\[{]", body) is not None and b'"code"' not in body

    @classmethod
    def read_context(cls, error: RawError) -> dict[str, Any]:
        """Return the filter that an order failed, if the message names one."""
        found = re.search(r"Filter failure: (\w+)", error.message)
        return {"filter": found[1]} if found else {}


def _read_error(part: dict[str, Any]) -> RawError | None:
    body = part["error"] if isinstance(part.get("error"), dict) else part
    code = read_code(body.get("code", _SUCCESS))
    is_negative = isinstance(code, int) and code < 0
    if code == _SUCCESS or not (is_negative or "msg" in body):
        return None
    return RawError(code, str(body.get("msg", "")))
