from libc.stdint cimport int64_t

from btfast._core.plan cimport Plan


cdef enum:  # slots of the plan of a frame; a snapshot's plan fills LAST and TIME
    SYMBOL
    CHANNEL
    KIND
    ACTION
    FIRST
    LAST
    PREVIOUS
    TIME
    CHECKSUM
    SLOTS


cdef bint is_among(const char *text, long n, tuple words)


cdef class SequenceRule:
    cdef readonly dict table
    cdef readonly str bootstrap
    cdef Plan frame_plan, snapshot_plan
    cdef bint by_first, join_after, resets, keep_alive, has_first, has_previous
    cdef tuple kinds, channels, ignore
    cdef int channel_token
    cdef object peek

    cdef Plan _plan(self, names, tuple slots)
    cdef bint is_channel(self, const char *text, long n)
    cdef bint is_foreign(self, bytes frame, str symbol)
    cdef bint joins(self, int64_t first, int64_t last, int64_t previous, int64_t snapshot) noexcept
