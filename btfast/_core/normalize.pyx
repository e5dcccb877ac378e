"""Normalizer: the body of an answer to (containers, status); rows of numbers to columns."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.string cimport memcpy

cimport numpy as cnp

from btfast._core.record cimport Record
from btfast._core.scan cimport as_bytes, bt_next_key, bt_skip, bt_space, text_between

from btfast.exceptions import DataParseError

cnp.import_array()

cdef extern from "normalize.h" nogil:
    const char *bt_columns(const char *p, const char *end, long columns, double *out, long stride, long *rows)


cdef class Normalizer:
    """Turns an answer into containers of one class; a feed keeps one for each verb.

    Calling it with ``(input_data, extra_data)`` gives ``(containers, status)``. The body is bytes, text, or decoded
    JSON; `extra_data` has ``symbol_name`` and ``asset_type``. One container is made for each element of a list, or one
    for the whole body. The status is False when there is no body.

    Args:
        container: The container class.
        envelope: The key under which the answer lies, or None.
        columns: A sequence class for answers made of rows of numbers: it is given (container, array, text, start,
            symbol_name, asset_type) and stands in place of the list of containers.
        eager: Whether the containers are read at once, so that a bad answer raises here.

    Raises:
        DataParseError: The body cannot be read (when called).
    """

    cdef readonly object container
    cdef readonly object columns
    cdef readonly bint eager
    cdef readonly str envelope

    def __init__(self, container, envelope=None, columns=None, eager=True):
        self.container = container
        self.envelope = envelope
        self.columns = columns
        self.eager = eager

    def __call__(self, input_data, extra_data=None) -> tuple:
        cdef bytes text
        cdef const char *start
        cdef const char *end
        cdef const char *p
        if input_data is None:
            return [], False
        extra = extra_data or {}
        text = as_bytes(input_data)
        start = PyBytes_AS_STRING(text)
        end = start + PyBytes_GET_SIZE(text)
        p = bt_space(start)
        if self.envelope is not None and p[0] == c"{":
            p = self._open(p, end)
        if p[0] != c"[":
            if self.columns is not None:
                raise self._bad("rows", start, p)
            return [self._whole(input_data, text, extra)], True
        if self.columns is not None:
            return self._columns(text, p, extra), True
        return self._elements(input_data, text, p, extra), True

    cdef const char *_open(self, const char *p, const char *end) except NULL:
        """Return the place of the envelope's value; where there is no envelope, of the object itself."""
        cdef const char *whole = p
        cdef const char *key = p
        cdef const char *value
        cdef int first = 1
        cdef long n = 0
        p += 1
        while True:
            value = bt_next_key(p, end, &first, &key, &n)
            if value == NULL or key == NULL:
                return whole
            if text_between(key, key + n) == self.envelope:
                return value
            p = bt_skip(value, end)
            if p == NULL:
                return whole

    cdef Record _whole(self, data, bytes text, extra):
        cdef Record record = self.container(data, extra.get("symbol_name"), extra.get("asset_type"), False)
        record._attach(text, 0, PyBytes_GET_SIZE(text))
        if self.eager:
            record._read()
        return record

    cdef list _elements(self, data, bytes text, const char *p, extra):
        """Make a container of every element of the array at p; one element alone keeps what surrounds it."""
        cdef const char *start = PyBytes_AS_STRING(text)
        cdef const char *end = start + PyBytes_GET_SIZE(text)
        cdef const char *element
        cdef Record record
        cdef list made = []
        symbol_name, asset_type = extra.get("symbol_name"), extra.get("asset_type")
        p = bt_space(p + 1)
        while p[0] != c"]":
            record = self.container(None, symbol_name, asset_type, False)
            element = p
            if self.eager:
                p = start + record.read_at(text, p - start)
            else:
                p = bt_skip(p, end)
                if p == NULL:
                    raise self._bad("an element", start, element)
                record._attach(text, element - start, p - start)
            made.append(record)
            p = bt_space(p)
            if p[0] == c",":
                p = bt_space(p + 1)
                if p[0] == c"]":
                    raise self._bad("what follows the comma", start, p)
            elif p[0] != c"]":
                raise self._bad("the list", start, p)
        self._finish(start, p + 1, end)
        if len(made) == 1:
            return [self._whole(data, text, extra)]
        return made

    cdef object _columns(self, bytes text, const char *p, extra):
        cdef const char *start = PyBytes_AS_STRING(text)
        cdef const char *end = start + PyBytes_GET_SIZE(text)
        cdef long width = self.columns.width(self.container)
        cdef const char *stop
        cdef const char *rows_at = p
        array = _read_columns(p, end, width, &stop)
        if stop == NULL:
            raise self._bad(f"rows of {width} numbers", start, p)
        self._finish(start, stop, end)
        return self.columns(
            self.container, array, text, rows_at - start, extra.get("symbol_name"), extra.get("asset_type")
        )

    cdef int _finish(self, const char *start, const char *p, const char *end) except -1:
        """Check what follows the list: the rest of the object it lies in, then nothing."""
        cdef const char *whole = bt_space(start)
        cdef const char *stop
        cdef const char *key
        cdef const char *value
        cdef int first = 0
        cdef long n = 0
        if whole[0] != c"{":
            stop = p
        else:
            while True:
                value = bt_next_key(p, end, &first, &key, &n)
                if value == NULL or key == NULL:
                    stop = value
                    break
                if text_between(key, key + n) == self.envelope:
                    raise self._bad(f"a second {self.envelope!r}", start, value)
                p = bt_skip(value, end)
                if p == NULL:
                    stop = NULL
                    break
        if stop == NULL or bt_space(stop) != end:
            raise self._bad("the end of the message", start, p)
        return 0

    cdef object _bad(self, str what, const char *start, const char *p):
        return DataParseError(f"{self.container.__name__}: cannot read {what} at byte {p - start}")


cdef object _read_columns(const char *p, const char *end, long width, const char **stop):
    """Return the rows at p as a float64 array of shape (width, rows); `stop` is the place after them, or NULL."""
    cdef long stride = (end - p) // (2 * width + 2) + 1  # the shortest row has two bytes a cell, brackets and a comma
    cdef double *work = <double *>PyMem_Malloc(stride * width * sizeof(double))
    cdef cnp.npy_intp shape[2]
    cdef cnp.ndarray array
    cdef long rows = 0, column
    if work == NULL:
        raise MemoryError
    try:
        stop[0] = bt_columns(p, end, width, work, stride, &rows)
        shape[0] = width
        shape[1] = rows
        array = cnp.PyArray_EMPTY(2, shape, cnp.NPY_DOUBLE, 0)
        for column in range(width):
            memcpy(<double *>cnp.PyArray_DATA(array) + column * rows, work + column * stride, rows * sizeof(double))
        return array
    finally:
        PyMem_Free(work)


def read_columns(message, int width):
    """Return an array of rows as columns.

    Args:
        message: ``[[cell, …], …]``; cells are numbers, quoted or bare; null and ``""`` become NaN.
        width: Cells in a row.

    Returns:
        float64, shape (width, rows).

    Raises:
        DataParseError: The message cannot be read, or a row has another width.
    """
    cdef bytes text = as_bytes(message)
    cdef const char *start = PyBytes_AS_STRING(text)
    cdef const char *end = start + PyBytes_GET_SIZE(text)
    cdef const char *stop = NULL
    array = _read_columns(bt_space(start), end, width, &stop)
    if stop == NULL or bt_space(stop) != end:
        raise DataParseError(f"no rows of {width} numbers: {text[:80]!r}")
    return array
