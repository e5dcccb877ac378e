from libc.stdint cimport uint32_t

from btfast._core.plan cimport bt_run
from btfast._core.record cimport Field, Record


cdef bytes level_store(bt_run *run)
cdef object level_view(bytes owner, long start, long count)


cdef class LevelsField(Field):
    pass


cdef class OrderBookRecord(Record):
    cdef bytes _store
    cdef long _counts[2]
    cdef uint32_t _spans[2][2]
    cdef object _bids, _asks
