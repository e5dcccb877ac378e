"""Steps through strict JSON bytes without building objects: validate, peek at keys, split arrays.

Strict means RFC 8259: UTF-8 is checked, numbers have no leading zeros, nothing follows the value. Nesting deeper than
63 is refused.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memchr

from btfast._core.scan cimport bt_next_key, bt_skip, bt_space, bt_unescape

import orjson

from btfast.exceptions import DataParseError


cdef bytes as_bytes(object message):
    """Return what a caller gave as bytes: text is encoded, buffers are copied, Python objects are written as JSON."""
    if type(message) is bytes:
        return <bytes>message
    if isinstance(message, str):
        try:
            return (<str>message).encode()
        except UnicodeEncodeError as error:
            raise DataParseError(f"the text has a lone surrogate at {error.start}") from error
    if isinstance(message, (bytes, bytearray, memoryview)):
        return bytes(message)
    try:
        return orjson.dumps(message, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY)
    except TypeError as error:
        raise DataParseError(f"{type(message).__name__} is no message: {error}") from error


cdef str text_between(const char *start, const char *end):
    """Return the text of a JSON string's inside, escapes undone."""
    cdef long n = end - start
    cdef bytes plain
    if memchr(start, c"\\", n) == NULL:
        return PyUnicode_DecodeUTF8(start, n, NULL)
    plain = PyBytes_FromStringAndSize(NULL, n)
    n = bt_unescape(start, n, PyBytes_AS_STRING(plain))
    return PyUnicode_DecodeUTF8(PyBytes_AS_STRING(plain), n, NULL)


def validate(message) -> None:
    """Check that a message is one JSON value and nothing else.

    Args:
        message: bytes, str or any buffer.

    Raises:
        DataParseError: It is not.
    """
    cdef bytes text = as_bytes(message)
    cdef const char *start = PyBytes_AS_STRING(text)
    cdef const char *end = start + PyBytes_GET_SIZE(text)
    cdef const char *p = bt_skip(bt_space(start), end)
    if p != NULL:
        p = bt_space(p)
    if p != end:
        raise DataParseError(f"no JSON value: {_excerpt(text)}")


def split(message, str path="") -> list:
    """Return the elements of an array, each as the bytes it stands in.

    Args:
        message: bytes, str or any buffer; validated whole.
        path: Dotted keys that lead to the array; "" for the message itself.

    Raises:
        DataParseError: The message is no JSON, or there is no array at the path.
    """
    cdef bytes text = as_bytes(message)
    validate(text)
    cdef const char *start = PyBytes_AS_STRING(text)
    cdef const char *end = start + PyBytes_GET_SIZE(text)
    cdef const char *p = bt_space(start)
    cdef const char *element
    cdef list elements = []
    for name in path.split(".") if path else ():
        p = _enter(p, end, name.encode())
        if p == NULL:
            break
    if p == NULL or p[0] != c"[":
        raise DataParseError(f"no array at {path!r}: {_excerpt(text)}")
    p = bt_space(p + 1)
    while p[0] != c"]":
        element = p
        p = bt_skip(p, end)
        elements.append(PyBytes_FromStringAndSize(element, p - element))
        p = bt_space(p)
        if p[0] == c",":
            p = bt_space(p + 1)
    return elements


cdef const char *_enter(const char *p, const char *end, bytes name) except? NULL:
    """Return the place of a key's value in the object at p, or NULL. The message is known to be valid."""
    cdef int first = 1
    cdef const char *key = p
    cdef const char *value
    cdef const char *found = NULL
    cdef long n = 0
    if p[0] != c"{":
        return NULL
    p += 1
    while True:
        value = bt_next_key(p, end, &first, &key, &n)
        if value == NULL or key == NULL:
            return found
        if text_between(key, key + n).encode() == name:
            found = value
        p = bt_skip(value, end)


cdef class Peek:
    """The values at a few dotted paths of a message, read without reading the rest.

    Calling it gives a tuple with the text of each value: a string's inside, a scalar's spelling, None where there is no
    such key or the message is no JSON up to there. What stands after the last value found is not looked at.
    """

    cdef tuple paths
    cdef list names

    def __init__(self, *paths: str):
        self.paths = paths
        self.names = [path.encode().split(b".") for path in paths]

    def __call__(self, message) -> tuple:
        cdef bytes text = as_bytes(message)
        cdef const char *start = PyBytes_AS_STRING(text)
        cdef list found = [None] * len(self.names)
        self._look(bt_space(start), start + PyBytes_GET_SIZE(text), 0, list(range(len(self.names))), found)
        return tuple(found)

    cdef const char *_look(self, const char *p, const char *end, int level, list wanted, list found) except? NULL:
        """Read the object at p for the paths of `wanted`; its end, or NULL when nothing more is to be read."""
        cdef int first = 1
        cdef const char *key = p
        cdef const char *value
        cdef long n = 0
        cdef list deeper
        if p[0] != c"{":
            return bt_skip(p, end)
        p += 1
        while True:
            value = bt_next_key(p, end, &first, &key, &n)
            if value == NULL or key == NULL:
                return value
            deeper = []
            for i in wanted:
                if _same(<bytes>self.names[i][level], key, n):
                    if level + 1 < len(self.names[i]):
                        deeper.append(i)
                    else:
                        found[i] = _scalar(value, end)
                        if None not in found:
                            return NULL
            p = self._look(value, end, level + 1, deeper, found) if deeper else bt_skip(value, end)
            if p == NULL:
                return NULL


cdef bint _same(bytes name, const char *key, long n):
    if memchr(key, c"\\", n) == NULL:
        return PyBytes_GET_SIZE(name) == n and name == key[:n]
    return text_between(key, key + n).encode() == name


cdef object _scalar(const char *value, const char *end):
    cdef const char *stop
    if value[0] == c"{" or value[0] == c"[":
        return None
    stop = bt_skip(value, end)
    if stop == NULL:
        return None
    if value[0] == c'"':
        return text_between(value + 1, stop - 1)
    return PyUnicode_DecodeUTF8(value, stop - value, NULL)


def _excerpt(bytes text):
    return repr(text[:80]) + ("…" if len(text) > 80 else "")
