"""The levels of one message, as float64 arrays of shape (n, 2): price and volume, in the order of the message."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.ref cimport Py_INCREF
from libc.math cimport NAN
from libc.string cimport memcpy

cimport numpy as cnp

from btfast._core.plan cimport BT_LEVELS, Plan, bt_run
from btfast._core.record cimport Field, Record
from btfast._core.scan cimport as_bytes, bt_levels, bt_space

import orjson

from btfast.exceptions import DataParseError

cnp.import_array()


cdef bytes level_store(bt_run *run):
    """Return a copy of the levels of a run, bids first, in an object that arrays can stand on."""
    cdef Py_ssize_t bids = max(run.counts[0], 0) * 16, asks = max(run.counts[1], 0) * 16
    cdef bytes store = PyBytes_FromStringAndSize(NULL, bids + asks)
    if bids:
        memcpy(PyBytes_AS_STRING(store), run.levels[0], bids)
    if asks:
        memcpy(PyBytes_AS_STRING(store) + bids, run.levels[1], asks)
    return store


cdef object level_view(bytes owner, long start, long count):
    """Return a read-only array over `count` levels of a store, from level `start` on."""
    cdef double *levels = <double *>PyBytes_AS_STRING(owner) + 2 * start
    cdef cnp.npy_intp shape[2]
    cdef cnp.ndarray array
    shape[0] = count
    shape[1] = 2
    array = cnp.PyArray_SimpleNewFromData(2, shape, cnp.NPY_DOUBLE, levels)
    cnp.PyArray_CLEARFLAGS(array, cnp.NPY_ARRAY_WRITEABLE)
    Py_INCREF(owner)  # PyArray_SetBaseObject steals it
    cnp.PyArray_SetBaseObject(array, owner)
    return array


def read_levels(message):
    """Return the levels that a JSON array spells.

    Args:
        message: ``[["price", "volume", …], …]``, numbers quoted or bare; bytes, str or any buffer.

    Returns:
        float64, shape (n, 2), in the order given.

    Raises:
        DataParseError: The array cannot be read, or a volume is negative.
    """
    cdef bytes text = as_bytes(message)
    cdef const char *start = PyBytes_AS_STRING(text)
    cdef const char *end = start + PyBytes_GET_SIZE(text)
    cdef double *work = <double *>PyMem_Malloc((PyBytes_GET_SIZE(text) // 6 + 2) * 16)
    cdef cnp.npy_intp shape[2]
    cdef cnp.ndarray array
    cdef const char *p
    cdef long count = 0
    if work == NULL:
        raise MemoryError
    try:
        p = bt_levels(bt_space(start), end, work, &count)
        if p == NULL or bt_space(p) != end:
            raise DataParseError(f"no array of levels: {text[:80]!r}")
        shape[0] = count
        shape[1] = 2
        array = cnp.PyArray_EMPTY(2, shape, cnp.NPY_DOUBLE, 0)
        memcpy(cnp.PyArray_DATA(array), work, count * 16)
        return array
    finally:
        PyMem_Free(work)


cdef class LevelsField(Field):
    """The levels of one side: float64, shape (n, 2), read-only; None where the message lacks the side.

    Args:
        side: 0 for bids, 1 for asks.
    """

    def __init__(self, int side):
        self.kind = list
        self.code = BT_LEVELS
        self.slot = -1
        self.side = side

    def __get__(self, OrderBookRecord record, owner):
        if record is None:
            return self
        if record._slots == NULL:
            record._read()
        if record._counts[self.side] < 0:
            return None
        if self.side == 0:
            if record._bids is None:
                record._bids = level_view(record._store, 0, record._counts[0])
            return record._bids
        if record._asks is None:
            record._asks = level_view(record._store, max(record._counts[0], 0), record._counts[1])
        return record._asks


cdef class OrderBookRecord(Record):
    """A container with levels: keeps them as it read them, arrays are made on demand."""

    bids = LevelsField(0)
    asks = LevelsField(1)

    cdef int _keep(self, Plan plan, bt_run *run) except -1:
        if run.counts[0] < 0 and run.counts[1] < 0:
            raise DataParseError(f"{type(self).__name__}: the message has neither bids nor asks")
        self._store = level_store(run)
        self._counts[0] = run.counts[0]
        self._counts[1] = run.counts[1]
        memcpy(self._spans, run.level_spans, sizeof(self._spans))
        return 0

    @property
    def best_bid(self) -> float:
        """Price of the first bid, NaN where there is none."""
        self.init_data()
        return (<double *>PyBytes_AS_STRING(self._store))[0] if self._counts[0] > 0 else NAN

    @property
    def best_ask(self) -> float:
        """Price of the first ask, NaN where there is none."""
        cdef long start
        self.init_data()
        start = max(self._counts[0], 0)
        return (<double *>PyBytes_AS_STRING(self._store))[2 * start] if self._counts[1] > 0 else NAN

    def level_column(self, int side, int column):
        """Return one further element of every level of a side (0 bids, 1 asks), as floats; None where there is none."""
        self.init_data()
        if self._counts[side] < 0:
            return None
        base = PyBytes_AS_STRING(self._text) + self._start
        levels = orjson.loads(
            PyBytes_FromStringAndSize(base + self._spans[side][0], self._spans[side][1] - self._spans[side][0])
        )
        if not all(len(level) > column for level in levels):
            return None
        try:
            return [float(level[column]) for level in levels]
        except (TypeError, ValueError) as error:
            raise DataParseError(f"{type(self).__name__}: element {column} of a level is no number: {error}") from error
