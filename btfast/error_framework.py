"""One language for the errors that venues answer with, and the base of the translators into it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from btfast.exceptions import BtfastError

_EXCERPT = 120  # characters of a body that is no JSON


class UnifiedErrorCode(StrEnum):
    """What kind of error it is."""

    # the way there, and the venue itself
    DISCONNECTED = "DISCONNECTED"
    UNAVAILABLE = "UNAVAILABLE"
    OVERLOADED = "OVERLOADED"
    STATUS_UNKNOWN = "STATUS_UNKNOWN"  # the request may or may not have been carried out
    EXCHANGE_ERROR = "EXCHANGE_ERROR"
    RATE_LIMIT = "RATE_LIMIT"
    RECONNECT = "RECONNECT"
    STREAM_ERROR = "STREAM_ERROR"
    STREAM_KEY_EXPIRED = "STREAM_KEY_EXPIRED"
    # the request
    BAD_REQUEST = "BAD_REQUEST"
    INVALID_TIMESTAMP = "INVALID_TIMESTAMP"
    INVALID_SYMBOL = "INVALID_SYMBOL"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    NOT_AVAILABLE = "NOT_AVAILABLE"
    CONFLICT = "CONFLICT"
    NO_CHANGE = "NO_CHANGE"
    PARTIAL_FAILURE = "PARTIAL_FAILURE"
    # the account
    AUTH = "AUTH"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    ACCOUNT_RESTRICTED = "ACCOUNT_RESTRICTED"
    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS"
    INSUFFICIENT_POSITION = "INSUFFICIENT_POSITION"
    LEVERAGE_LIMIT = "LEVERAGE_LIMIT"
    POSITION_LIMIT = "POSITION_LIMIT"
    WITHDRAW_ERROR = "WITHDRAW_ERROR"
    # the order
    INVALID_ORDER = "INVALID_ORDER"
    ORDER_REJECTED = "ORDER_REJECTED"
    ORDER_NOT_FOUND = "ORDER_NOT_FOUND"
    ORDER_LIMIT = "ORDER_LIMIT"
    DUPLICATE_ORDER = "DUPLICATE_ORDER"
    MARKET_CLOSED = "MARKET_CLOSED"
    NO_LIQUIDITY = "NO_LIQUIDITY"
    PRICE_OUT_OF_RANGE = "PRICE_OUT_OF_RANGE"
    POST_ONLY_REJECT = "POST_ONLY_REJECT"
    FOK_REJECT = "FOK_REJECT"
    REDUCE_ONLY_REJECT = "REDUCE_ONLY_REJECT"


class UnifiedError(BtfastError):
    """An error that a venue answered with.

    Each thing may be given, and read, by either of two names; the first one given counts.

    Args:
        exchange_name: Who answered; also `venue`.
        error_type: The kind, a member of `UnifiedErrorCode` or its name; also `code` or `category`.
        message: The venue's words.
        raw_code: The venue's code; also `code`, when that is no `UnifiedErrorCode`.
        original_error: The exception behind it.
        context: What else is known, such as the HTTP status.
        retry_after: Seconds until the request may be tried again, or None where nobody said.
    """

    DISCONNECTED = UnifiedErrorCode.DISCONNECTED
    UNAVAILABLE = UnifiedErrorCode.UNAVAILABLE
    OVERLOADED = UnifiedErrorCode.OVERLOADED
    STATUS_UNKNOWN = UnifiedErrorCode.STATUS_UNKNOWN
    EXCHANGE_ERROR = UnifiedErrorCode.EXCHANGE_ERROR
    RATE_LIMIT = UnifiedErrorCode.RATE_LIMIT
    RECONNECT = UnifiedErrorCode.RECONNECT
    STREAM_ERROR = UnifiedErrorCode.STREAM_ERROR
    STREAM_KEY_EXPIRED = UnifiedErrorCode.STREAM_KEY_EXPIRED
    BAD_REQUEST = UnifiedErrorCode.BAD_REQUEST
    INVALID_TIMESTAMP = UnifiedErrorCode.INVALID_TIMESTAMP
    INVALID_SYMBOL = UnifiedErrorCode.INVALID_SYMBOL
    NOT_SUPPORTED = UnifiedErrorCode.NOT_SUPPORTED
    NOT_AVAILABLE = UnifiedErrorCode.NOT_AVAILABLE
    CONFLICT = UnifiedErrorCode.CONFLICT
    NO_CHANGE = UnifiedErrorCode.NO_CHANGE
    PARTIAL_FAILURE = UnifiedErrorCode.PARTIAL_FAILURE
    AUTH = UnifiedErrorCode.AUTH
    PERMISSION_DENIED = UnifiedErrorCode.PERMISSION_DENIED
    ACCOUNT_RESTRICTED = UnifiedErrorCode.ACCOUNT_RESTRICTED
    INSUFFICIENT_FUNDS = UnifiedErrorCode.INSUFFICIENT_FUNDS
    INSUFFICIENT_POSITION = UnifiedErrorCode.INSUFFICIENT_POSITION
    LEVERAGE_LIMIT = UnifiedErrorCode.LEVERAGE_LIMIT
    POSITION_LIMIT = UnifiedErrorCode.POSITION_LIMIT
    WITHDRAW_ERROR = UnifiedErrorCode.WITHDRAW_ERROR
    INVALID_ORDER = UnifiedErrorCode.INVALID_ORDER
    ORDER_REJECTED = UnifiedErrorCode.ORDER_REJECTED
    ORDER_NOT_FOUND = UnifiedErrorCode.ORDER_NOT_FOUND
    ORDER_LIMIT = UnifiedErrorCode.ORDER_LIMIT
    DUPLICATE_ORDER = UnifiedErrorCode.DUPLICATE_ORDER
    MARKET_CLOSED = UnifiedErrorCode.MARKET_CLOSED
    NO_LIQUIDITY = UnifiedErrorCode.NO_LIQUIDITY
    PRICE_OUT_OF_RANGE = UnifiedErrorCode.PRICE_OUT_OF_RANGE
    POST_ONLY_REJECT = UnifiedErrorCode.POST_ONLY_REJECT
    FOK_REJECT = UnifiedErrorCode.FOK_REJECT
    REDUCE_ONLY_REJECT = UnifiedErrorCode.REDUCE_ONLY_REJECT

    def __init__(
        self,
        exchange_name: str = "",
        error_type: UnifiedErrorCode | str | None = None,
        message: str = "",
        raw_code: int | str | None = None,
        *,
        code: UnifiedErrorCode | int | str | None = None,
        category: str | None = None,
        venue: str = "",
        original_error: BaseException | None = None,
        context: Mapping[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        named = [str(name) for name in (error_type, code, category) if name in UnifiedErrorCode.__members__]
        if error_type is not None and error_type not in UnifiedErrorCode.__members__:
            raise ValueError(f"{error_type!r} is no UnifiedErrorCode")
        is_raw = code is not None and code not in UnifiedErrorCode.__members__
        self.exchange_name = self.venue = exchange_name or venue
        self.error_type = UnifiedErrorCode(named[0] if named else "EXCHANGE_ERROR")
        self.raw_code = code if raw_code is None and is_raw else raw_code
        self.code = self.error_type if code is None else code
        self.category = self.error_type if category is None else category
        self.message = message
        self.original_error = original_error
        self.context = dict(context or {})
        self.retry_after = retry_after
        super().__init__(self._describe())

    def _describe(self) -> str:
        raw = "" if self.raw_code is None else f" ({self.raw_code})"
        wait = "" if self.retry_after is None else f"; retry after {self.retry_after:g} s"
        return f"{self.exchange_name or 'unknown venue'}: {self.error_type}{raw}: {self.message}{wait}"

    def __str__(self) -> str:
        return self._describe()


class RawError(NamedTuple):
    """An error as a venue says it."""

    code: int | str
    message: str


class ErrorTranslator:
    """Turns a venue's error bodies into `UnifiedError`. A subclass is tables and a hook that finds errors.

    Every method works on the class as on an instance.
    """

    exchange_name: ClassVar[str] = ""
    table: ClassVar[Mapping[int | str, UnifiedErrorCode]] = {}
    tables: ClassVar[
        Mapping[str, Mapping[int | str, UnifiedErrorCode]]
    ] = {}  # by asset type, where codes differ
    messages: ClassVar[
        Mapping[int | str, Mapping[str, UnifiedErrorCode]]
    ] = {}  # by code, then by words in the message
    statuses: ClassVar[Mapping[int, UnifiedErrorCode]] = {
        401: UnifiedErrorCode.AUTH,
        403: UnifiedErrorCode.PERMISSION_DENIED,  # a web application firewall
        408: UnifiedErrorCode.STATUS_UNKNOWN,
        418: UnifiedErrorCode.RATE_LIMIT,  # a ban
        429: UnifiedErrorCode.RATE_LIMIT,
        503: UnifiedErrorCode.UNAVAILABLE,
    }

    @classmethod
    def translate(
        cls, response: Any, exchange_name: str | None = None, asset_type: str | None = None
    ) -> UnifiedError | None:
        """Return the error that an answer holds, or None when it is not an error.

        Args:
            response: The body, as bytes or text, or decoded.
            exchange_name: Who answered; an asset type at its end counts (``BINANCE___SWAP``).
            asset_type: Selects among codes that mean different things; goes before the one in the name.

        Returns:
            Where some parts of a batch failed, PARTIAL_FAILURE with all of them in ``context["errors"]``.
        """
        venue = exchange_name or cls.exchange_name
        if isinstance(response, bytes | bytearray | memoryview | str):
            body = response.encode(errors="replace") if isinstance(response, str) else bytes(response)
            if cls.is_plainly_fine(body):
                return None
            try:
                response = json.loads(body)
            except (ValueError, RecursionError) as error:
                return cls._unreadable(body, venue, error)
        product = asset_type or re.split(r"_+", venue)[-1]
        errors, count = cls.find_errors(response)
        unified = [cls._unify(error, venue, product.lower()) for error in errors]
        return cls._merge(unified, count, venue)

    @classmethod
    def translate_http(
        cls,
        status: int,
        body: Any,
        headers: Mapping[str, str] | None = None,
        exchange_name: str | None = None,
        asset_type: str | None = None,
    ) -> UnifiedError | None:
        """Return the error that an HTTP answer is, or None when it is not an error.

        What the body says is closer to the cause than the status, but for a ban, and unless it says nothing
        known. `retry_after` is the header's.
        """
        error = cls.translate(body, exchange_name, asset_type)
        if status < 400 and error is None:
            return None
        error = error or UnifiedError(exchange_name or cls.exchange_name, message="the body says no more")
        kind = cls._status_kind(status)
        is_vague = error.error_type is UnifiedErrorCode.EXCHANGE_ERROR
        if status >= 400 and (is_vague or kind is UnifiedErrorCode.RATE_LIMIT):
            error.error_type = error.code = error.category = kind
        error.retry_after = _retry_after(headers or {})
        if status >= 400:
            error.message = f"HTTP {status}: {error.message}"
        error.context["status"] = status
        return error

    @classmethod
    def find_errors(cls, response: Any) -> tuple[Sequence[RawError], int]:
        """Return the errors in a decoded answer, and of how many parts it consists. Each venue says how."""
        raise NotImplementedError

    @classmethod
    def is_plainly_fine(cls, body: bytes) -> bool:
        """Return whether `body` needs no decoding to be known as no error; a venue may say how to tell."""
        return False

    @classmethod
    def _unify(cls, error: RawError, venue: str, product: str) -> UnifiedError:
        kind = next(cls._kinds(error, product), UnifiedErrorCode.EXCHANGE_ERROR)
        return UnifiedError(venue, kind, error.message, error.code, context=cls.read_context(error))

    @classmethod
    def _kinds(cls, error: RawError, product: str) -> Iterator[UnifiedErrorCode]:
        for words, kind in cls.messages.get(error.code, {}).items():
            if words.lower() in error.message.lower():
                yield kind
        for code in (
            error.code,
            read_code(str(error.code).partition("_")[0]),
        ):  # 51008_1000 is a kind of 51008
            for table in (cls.tables.get(product, {}), cls.table):
                if code in table:
                    yield table[code]

    @classmethod
    def read_context(cls, error: RawError) -> dict[str, Any]:
        """Return what else an error tells; a venue may say how to read it."""
        return {}

    @classmethod
    def _merge(cls, errors: list[UnifiedError], count: int, venue: str) -> UnifiedError | None:
        if not errors:
            return None
        if len(errors) == count == 1:
            return errors[0]
        first = errors[0]
        kind = first.error_type if len(errors) == count else UnifiedErrorCode.PARTIAL_FAILURE
        message = f"{len(errors)} of {count} failed, the first with: {first.message}"
        return UnifiedError(venue, kind, message, first.raw_code, context={"errors": errors})

    @classmethod
    def _status_kind(cls, status: int) -> UnifiedErrorCode:
        if status in cls.statuses:
            return cls.statuses[status]
        return UnifiedErrorCode.STATUS_UNKNOWN if status >= 500 else UnifiedErrorCode.BAD_REQUEST

    @classmethod
    def _unreadable(cls, body: bytes, venue: str, error: Exception) -> UnifiedError:
        excerpt = " ".join(body.decode(errors="replace").split())[:_EXCERPT]
        return UnifiedError(venue, message=f"the answer is not JSON: {excerpt!r}", original_error=error)


def read_code(code: Any) -> int | str:
    """Return a venue's code as a number where it is one."""
    text = str(code)
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else text


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = next((text for name, text in headers.items() if name.lower() == "retry-after"), "")
    return float(value) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value.strip()) else None
