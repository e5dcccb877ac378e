from libc.stdint cimport uint32_t

from btfast._core.record cimport Field, Record


cdef object level_view(object owner, double *levels, long count)


cdef class LevelsField(Field):
    pass


cdef class OrderBookRecord(Record):
    cdef double *_levels
    cdef long _counts[2]
    cdef uint32_t _spans[2][2]
    cdef object _bids, _asks
