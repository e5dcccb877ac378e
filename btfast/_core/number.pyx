"""Decimal text to float64, correctly rounded.

The grammar is JSON's: ``-?digits[.digits][(e|E)[+-]digits]`` without leading zeros. An infinite value is refused.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE

from btfast._core.number cimport bt_number, bt_number_slow

from btfast.exceptions import DataParseError


def parse_number(text) -> float:
    """Return the number that a text spells, bit for bit what ``float(text)`` gives.

    Args:
        text: bytes or str; nothing but the number, no space around it.

    Raises:
        DataParseError: The text is no JSON number, or its value is infinite.
    """
    cdef bytes message = text.encode() if isinstance(text, str) else bytes(text)
    # Padding lets short texts take the road that long messages take.
    cdef bytes padded = message + b"\0" * 40
    cdef const char *start = PyBytes_AS_STRING(padded)
    cdef const char *end = start + PyBytes_GET_SIZE(message)
    cdef const char *digits = start + (start[0] == c"-")
    cdef double fast = 0.0, slow = 0.0
    cdef const char *stop
    if digits[0] == c"0" and c"0" <= digits[1] <= c"9":
        raise DataParseError(f"number: leading zero in {text!r}")
    stop = bt_number(start, start + PyBytes_GET_SIZE(padded), &fast)
    if stop == NULL or stop != end:
        stop = bt_number_slow(start, end, &slow)
        if stop == NULL or stop != end:
            raise DataParseError(f"number: {text!r} is no finite JSON number")
        return slow
    return fast
