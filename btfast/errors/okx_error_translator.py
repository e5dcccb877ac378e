"""OKX's error codes. Source: the v5 API guide, "Error Code"."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from btfast.error_framework import ErrorTranslator, RawError, UnifiedErrorCode, read_code

_C = UnifiedErrorCode
# fmt: off
_RESTRICTED = (
    50007, 50008, 50009, 50012, *range(50017, 50024), *range(50027, 50030), 50032, 50033, 50051, 50052, 50059,
    50060, 51009, 51024, 51155,
)
_BAD_REQUEST = (
    50000, 50002, 50006, 50014, 50015, 50016, 50024, 50025, 50039, 50076, 50077, 50115, 51000, 51003, 51111,
    51500, 51501, 51506, 51508, 51512, 60008, 60012, 60013, 60018, 60019, 60027, 60028, 60033, 64000, 64001,
    64002,
)
# fmt: on


class OkxErrorTranslator(ErrorTranslator):
    """Reads ``{"code": "51001", "msg": "…"}``, each ``sCode`` of a batch, and error events of a stream."""

    exchange_name = "OKX"

    table: ClassVar[Mapping[int | str, UnifiedErrorCode]] = {
        **dict.fromkeys((1, 2), _C.PARTIAL_FAILURE),
        **dict.fromkeys(_RESTRICTED, _C.ACCOUNT_RESTRICTED),
        **dict.fromkeys(_BAD_REQUEST, _C.BAD_REQUEST),
        **dict.fromkeys((50001, 50005, 50013, 50026, 50046, 50062, 50064, 63999, 64007), _C.UNAVAILABLE),
        **dict.fromkeys((50004, 51149, 51412), _C.STATUS_UNKNOWN),
        **dict.fromkeys((50011, 50040, 50061, 51113, 51513, 60014, 60023), _C.RATE_LIMIT),
        **dict.fromkeys((50030, 50035, 50041, 50110, 50120, 50121, 64003), _C.PERMISSION_DENIED),
        **dict.fromkeys((50036, 50037, 50102, 50112, 60004, 60006), _C.INVALID_TIMESTAMP),
        **dict.fromkeys((50038, 50053, 50072, 51010), _C.NOT_SUPPORTED),
        **dict.fromkeys((50042, 50071, 51011, 51016), _C.DUPLICATE_ORDER),
        **dict.fromkeys((50100, 50101, *range(50103, 50108), 50111, 50113, 50114, 50119), _C.AUTH),
        **dict.fromkeys((60005, 60007, 60009, 60011, 60024, 60032), _C.AUTH),
        **dict.fromkeys((51001, 51002, 51012, 51014, 51015, 51026), _C.INVALID_SYMBOL),
        **dict.fromkeys((51004, 51005), _C.POSITION_LIMIT),
        **dict.fromkeys((51201, 51202, 51007, 51020, 51100, 51120, 51121, 51124), _C.INVALID_ORDER),
        **dict.fromkeys((*range(51046, 51052), 51279, 51280), _C.INVALID_ORDER),
        **dict.fromkeys((51006, 51116, *range(51135, 51139)), _C.PRICE_OUT_OF_RANGE),
        **dict.fromkeys((51008, 51119, 51127, 51131, 51502, 59200, 59201), _C.INSUFFICIENT_FUNDS),
        **dict.fromkeys((51021, 51022, *range(51027, 51031)), _C.MARKET_CLOSED),
        **dict.fromkeys((51023, 51169, 59300, 59301), _C.INSUFFICIENT_POSITION),
        **dict.fromkeys((51025, *range(51102, 51106), 51174), _C.ORDER_LIMIT),
        51109: _C.NO_LIQUIDITY,
        **dict.fromkeys((51112, 51117, 51168), _C.REDUCE_ONLY_REJECT),
        **dict.fromkeys((*range(51400, 51406), 51410, 51503, 51509, 51510, 51603), _C.ORDER_NOT_FOUND),
        51511: _C.POST_ONLY_REJECT,
        **dict.fromkeys((54000, 54001, 54008, 54011, 54012, 54084, 54085), _C.ORDER_REJECTED),
        **dict.fromkeys(range(58000, 59000), _C.WITHDRAW_ERROR),
        58350: _C.INSUFFICIENT_FUNDS,
        **dict.fromkeys((59000, 59001, 60031, 64004), _C.CONFLICT),
        **dict.fromkeys(range(59100, 59110), _C.LEVERAGE_LIMIT),
        64008: _C.RECONNECT,
    }

    @classmethod
    def find_errors(cls, response: Any) -> tuple[Sequence[RawError], int]:
        """Return the errors in a decoded answer, and of how many parts it consists."""
        body = response if isinstance(response, dict) else {}
        data = response if isinstance(response, list) else body.get("data")
        parts = (
            [part for part in data if isinstance(part, dict) and "sCode" in part]
            if isinstance(data, list)
            else []
        )
        errors = [RawError(read_code(part["sCode"]), str(part.get("sMsg", ""))) for part in parts]
        errors = [error for error in errors if error.code != 0]
        if errors:
            return errors, len(parts)
        code = read_code(body.get("code", "" if body.get("event") == "error" else 0))
        return ([] if code == 0 else [RawError(code, str(body.get("msg", "")))]), 1

    @classmethod
    def is_plainly_fine(cls, body: bytes) -> bool:
        """Return whether an answer begins with code 0 and has no parts with codes of their own."""
        return re.match(rb'\s*\{\s*"code"\s*:\s*"0"', body) is not None and b'"sCode"' not in body
