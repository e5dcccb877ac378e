"""Sampler: the lines of a capture through a book, whose best levels are written into arrays.

Only the samples are copied: between two of them the book is fed and nothing else is made.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.math cimport NAN
from libc.stdint cimport INT64_MAX, INT64_MIN, int64_t
from libc.string cimport memchr

import numpy as np

cimport cython
cimport numpy as cnp

from btfast._core.book cimport BT_ASKS, BT_BIDS, BookReads

from btfast.exceptions import CaptureError

cnp.import_array()

cdef enum:
    FIRST_ROOM = 1024           # samples
    LOOK = 80                   # bytes at the head of a frame in which a snapshot is told
    MOST_POINTS = 10_000_000    # grid points between two lines


@cython.final
cdef class Sampler:
    """Feeds a book and keeps a sample of its best levels, at every change or on a grid of receive time.

    A sample taken while the book is not in the state `live` holds nan.

    Args:
        book: Has ``feed``, ``apply``, ``state``, ``version`` and ``server_time``.
        live: The state in which the levels are those of the venue.
        told_by: A key that stands at the head of snapshots, and of no frame.
        depth: Levels a side.
        every_ns: The step of the grid, whose points are multiples of it; 0 samples every line that changed the
            book or its state. The grid begins with the first sample of a live book.

    ``lines`` counts what was taken.
    """

    cdef readonly long lines
    cdef BookReads book
    cdef object feed, apply, live, state, version
    cdef bytes told_by
    cdef Py_ssize_t depth, room, n
    cdef int64_t every_ns, next_ns, last_ns
    cdef cnp.ndarray times, bids, asks, states, server_times

    def __init__(self, BookReads book, live, bytes told_by, Py_ssize_t depth, int64_t every_ns=0):
        if depth < 1 or every_ns < 0:
            raise ValueError(f"samples of {depth} levels every {every_ns} ns")
        self.book = book
        self.feed, self.apply = book.feed, book.apply
        self.live = live
        self.state, self.version = book.state, book.version
        self.told_by = told_by
        self.depth = depth
        self.every_ns = every_ns
        self.next_ns = INT64_MIN  # the grid has not begun
        self.last_ns = INT64_MIN
        self.times, self.states, self.server_times = np.empty(0, np.int64), np.empty(0, np.int8), np.empty(0)
        self.bids, self.asks = np.empty((0, depth, 2)), np.empty((0, depth, 2))

    def take(self, bytes block, Py_ssize_t start=0) -> int:
        """Feed the lines ``<receive time, ns> <frame>`` of a block, from `start` on.

        Returns:
            The place behind the last line that was taken: the end, or that of a line that is empty, broken or
            without an end.
        """
        cdef const char *base = PyBytes_AS_STRING(block)
        cdef const char *end = base + PyBytes_GET_SIZE(block)
        cdef const char *line = base + start
        cdef const char *stop
        cdef Py_ssize_t head
        cdef int64_t stamp
        while line < end:
            stop = <const char *>memchr(line, c"\n", end - line)
            head = 0 if stop == NULL else read_stamp(line, stop, &stamp)
            if head == 0:
                break
            self._feed(stamp, PyBytes_FromStringAndSize(line + head, stop - line - head))
            line = stop + 1
        return line - base

    def feed_frame(self, int64_t recv_ns, frame) -> None:
        """Feed one frame, or snapshot, that came at `recv_ns`."""
        self._feed(recv_ns, frame)

    def finish(self) -> tuple:
        """Complete the grid up to the last line; return times, bids, asks, states and server times.

        Returns:
            int64, shape (T,), ns; float64, shape (T, depth, 2), twice: price and volume, best first, nan where a side
            is short; int8, shape (T,); float64, shape (T,), ms.
        """
        if self.every_ns and self.next_ns != INT64_MIN and self.last_ns < INT64_MAX:
            self._reach(self.last_ns + 1)
        return (self.times[:self.n], self.bids[:self.n], self.asks[:self.n], self.states[:self.n],
                self.server_times[:self.n])

    cdef int _feed(self, int64_t stamp, object frame) except -1:
        cdef object state, version
        self.lines += 1
        if self.next_ns < stamp and self.next_ns != INT64_MIN:
            self._reach(stamp)
        self.last_ns = max(stamp, self.last_ns)
        state = self.feed(frame) if self._may_be_snapshot(frame) else self.apply(frame)
        version = self.book.version
        if state is self.state and version == self.version:
            return 0
        self.state, self.version = state, version
        if self.every_ns == 0:
            self._keep(stamp)
        elif self.next_ns == INT64_MIN and state is self.live:
            self.next_ns = stamp + (self.every_ns - stamp % self.every_ns) % self.every_ns
        return 0

    cdef bint _may_be_snapshot(self, object frame):
        """Tell whether the key of a snapshot stands, or may be hidden by escapes, in the head of a frame."""
        cdef const char *p
        cdef Py_ssize_t n
        if type(frame) is not bytes:
            return True
        p = PyBytes_AS_STRING(frame)
        n = min(PyBytes_GET_SIZE(frame), <Py_ssize_t>LOOK)
        return memchr(p, c"\\", n) != NULL or holds(p, p + n, self.told_by)

    cdef int _reach(self, int64_t stamp) except -1:
        """Sample the grid points before `stamp`."""
        if (stamp - self.next_ns) // self.every_ns > MOST_POINTS:
            raise CaptureError(
                f"line {self.lines}: a receive time of {stamp} ns comes {(stamp - self.last_ns) / 1e9:.0f} s after the"
                f" line before: too far for a sample every {self.every_ns / 1e6:g} ms"
            )
        while self.next_ns < stamp:
            self._keep(self.next_ns)
            self.next_ns += self.every_ns
        return 0

    cdef int _keep(self, int64_t stamp) except -1:
        if self.n == self.room:
            self._grow()
        (<int64_t *>cnp.PyArray_DATA(self.times))[self.n] = stamp
        (<signed char *>cnp.PyArray_DATA(self.states))[self.n] = self.state
        (<double *>cnp.PyArray_DATA(self.server_times))[self.n] = self.book.server_time
        self._copy(BT_BIDS, <double *>cnp.PyArray_DATA(self.bids) + self.n * self.depth * 2)
        self._copy(BT_ASKS, <double *>cnp.PyArray_DATA(self.asks) + self.n * self.depth * 2)
        self.n += 1
        return 0

    cdef void _copy(self, int side, double *out) noexcept:
        cdef Py_ssize_t known = self.book.fill_top(side, self.depth, out, 2) if self.state is self.live else 0
        cdef Py_ssize_t i
        for i in range(2 * known, 2 * self.depth):
            out[i] = NAN

    cdef int _grow(self) except -1:
        self.room = 2 * self.room or FIRST_ROOM
        self.times, self.states = grown(self.times, self.room), grown(self.states, self.room)
        self.bids, self.asks = grown(self.bids, self.room), grown(self.asks, self.room)
        self.server_times = grown(self.server_times, self.room)
        return 0


cdef cnp.ndarray grown(cnp.ndarray array, Py_ssize_t room):
    """Return an array with room for more samples, the known ones at its head."""
    more = np.empty((room, *(<object>array).shape[1:]), (<object>array).dtype)
    more[:len(array)] = array
    return more


cdef Py_ssize_t read_stamp(const char *p, const char *end, int64_t *stamp) noexcept:
    """Read digits and the space behind them; how many bytes that were, or 0."""
    cdef int64_t value = 0
    cdef int digit
    cdef const char *start = p
    while p < end and c"0" <= p[0] <= c"9":
        digit = p[0] - c"0"
        if value > (INT64_MAX - digit) // 10:
            return 0
        value = 10 * value + digit
        p += 1
    if p == start or p == end or p[0] != c" ":
        return 0
    stamp[0] = value
    return p + 1 - start


cdef bint holds(const char *p, const char *end, bytes word) noexcept:
    """Tell whether a word stands between two places."""
    cdef Py_ssize_t n = PyBytes_GET_SIZE(word), i
    cdef const char *text = PyBytes_AS_STRING(word)
    while end - p >= n:
        p = <const char *>memchr(p, text[0], end - p - n + 1)
        if p == NULL:
            return False
        i = 1
        while i < n and p[i] == text[i]:
            i += 1
        if i == n:
            return True
        p += 1
    return False
