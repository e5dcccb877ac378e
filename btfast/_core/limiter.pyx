"""Rate windows: how much weight may still go out now, and when the next may.

A window is an exact log: every grant leaves its stamp and weight in a ring and counts for `interval_ns` from
then on. At a stamp t the weights in (t - interval, t] never exceed the limit, so no half-open window of that
length, wherever it lies, holds more. Stamps never go back: who reserves first goes first.

Nothing here calls back into Python while a ring is touched, so each call is one step under the GIL.
"""

cimport cython
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport int64_t, uint64_t
from posix.time cimport CLOCK_MONOTONIC, clock_gettime, timespec

from btfast.exceptions import RateLimitError

cdef enum:
    FIRST_CAPACITY = 64  # a power of two, as is every later capacity

cdef int64_t LARGEST = <int64_t> 1 << 53  # of a limit and of an interval (104 days): a thousand fit 64 bits
cdef int64_t NEVER = -(<int64_t> 1 << 62)


cdef struct Entry:
    int64_t stamp  # ns, CLOCK_MONOTONIC
    int64_t weight


cdef inline int64_t time_of(int64_t now_ns) noexcept:
    cdef timespec now
    if now_ns != 0:
        return now_ns
    clock_gettime(CLOCK_MONOTONIC, &now)
    return <int64_t> now.tv_sec * 1000000000 + now.tv_nsec


@cython.final
cdef class SlidingWindow:
    """An exact sliding window.

    Args:
        interval_ns: Length of the window in ns.
        limit: Weight that any window of that length may hold.
        name: What errors call it.

    Times are ns of CLOCK_MONOTONIC; 0 means now. Bookings ahead of `now` are promises: nobody overtakes them.
    """

    cdef readonly int64_t interval_ns
    cdef readonly int64_t limit
    cdef readonly str name
    # Entries are numbered from 0 for ever; number i lies at ring[i & mask].
    cdef Entry* ring
    cdef uint64_t mask
    cdef uint64_t head      # the oldest that counts now
    cdef uint64_t base      # the oldest that counts at the newest stamp
    cdef uint64_t tail      # one past the newest
    cdef int64_t held       # weight from head on
    cdef int64_t ahead      # weight from base on
    cdef int64_t newest     # the stamp of the last entry

    def __cinit__(self, int64_t interval_ns, int64_t limit, str name=""):
        if not 0 < interval_ns <= LARGEST:
            raise ValueError(f"{name or 'window'}: interval must be 1 to {LARGEST} ns, not {interval_ns}")
        if not 0 < limit <= LARGEST:
            raise ValueError(f"{name or 'window'}: limit must be 1 to {LARGEST}, not {limit}")
        self.interval_ns = interval_ns
        self.limit = limit
        self.name = name
        self.newest = NEVER
        self.ring = <Entry*> PyMem_Malloc(FIRST_CAPACITY * sizeof(Entry))
        if self.ring is NULL:
            raise MemoryError
        self.mask = FIRST_CAPACITY - 1

    def __dealloc__(self):
        PyMem_Free(self.ring)

    def try_acquire(self, int64_t weight=1, int64_t now_ns=0):
        """Book `weight` now and return True, or return False and book nothing.

        Raises:
            ValueError: `weight` is not positive.
            RateLimitError: `weight` is more than the limit and can never be granted.
        """
        self.check(weight)
        cdef int64_t now = time_of(now_ns)
        self.expire(now)
        if now < self.newest or self.held + weight > self.limit:
            return False
        self.make_room()
        self.book(weight, now)
        return True

    def reserve(self, int64_t weight=1, int64_t now_ns=0):
        """Book the first time at which `weight` fits, behind all who booked before; return the ns until then.

        Raises:
            ValueError: `weight` is not positive.
            RateLimitError: `weight` is more than the limit and can never be granted.
        """
        self.check(weight)
        cdef int64_t now = time_of(now_ns)
        self.expire(now)
        cdef int64_t at = self.earliest(weight, now)
        self.make_room()
        self.book(weight, at)
        return at - now

    def give_back(self, int64_t weight, int64_t at_ns):
        """Take back the booking of `weight` at `at_ns` if it is the newest; return whether it was."""
        cdef Entry* last
        if self.tail == self.head:
            return False
        last = &self.ring[(self.tail - 1) & self.mask]
        if last.stamp != at_ns or last.weight != weight:
            return False
        self.tail -= 1
        self.held -= weight
        self.newest = self.ring[(self.tail - 1) & self.mask].stamp if self.tail != self.head else NEVER
        self.rewind()
        return True

    def used(self, int64_t now_ns=0):
        """Return the weight that counts at this moment; bookings ahead are not in it."""
        cdef int64_t now = time_of(now_ns)
        self.expire(now)
        return self.counted(now, self.due(now))

    def raise_used(self, int64_t used, int64_t now_ns=0):
        """Raise what counts to `used`, the other side's own count, for one interval; never lower it."""
        cdef int64_t now = time_of(now_ns)
        self.expire(now)
        cdef uint64_t place = self.due(now)
        cdef int64_t missing = min(used, self.limit) - self.counted(now, place)
        if missing > 0:
            self.make_room()
            self.insert(place, missing, now)

    cdef int check(self, int64_t weight) except -1:
        if weight < 1:
            raise ValueError(f"{self.name or 'window'}: weight must be positive, not {weight}")
        if weight > self.limit:
            raise RateLimitError(
                f"{self.name or 'window'}: weight {weight} can never be granted: "
                f"the limit is {self.limit} per {self.interval_ns / 1e9:g} s"
            )
        return 0

    cdef void expire(self, int64_t now) noexcept:
        """Forget what no longer counts at `now`."""
        cdef int64_t edge = now - self.interval_ns
        cdef Entry* oldest
        while self.head != self.tail:
            oldest = &self.ring[self.head & self.mask]
            if oldest.stamp > edge:
                break
            self.held -= oldest.weight
            self.head += 1
        if self.base < self.head:
            self.rewind()

    cdef void rewind(self) noexcept:
        """Let `base` count everything again; the next booking moves it on."""
        self.base = self.head
        self.ahead = self.held

    cdef int64_t earliest(self, int64_t weight, int64_t now) noexcept:
        """Return the first time, not before `now` nor the newest stamp, at which `weight` fits."""
        cdef int64_t at = max(now, self.newest)
        cdef int64_t used = self.ahead
        cdef uint64_t i = self.base
        while i != self.tail and self.ring[i & self.mask].stamp <= at - self.interval_ns:
            used -= self.ring[i & self.mask].weight
            i += 1
        while used + weight > self.limit:  # ends: with nothing used, `weight` fits (check)
            at = self.ring[i & self.mask].stamp + self.interval_ns
            used -= self.ring[i & self.mask].weight
            i += 1
        return at

    cdef void book(self, int64_t weight, int64_t at) noexcept:
        """Write one entry at the end; `make_room` was called and `at` is not before the newest stamp."""
        cdef Entry* entry
        while self.base != self.tail:
            entry = &self.ring[self.base & self.mask]
            if entry.stamp > at - self.interval_ns:
                break
            self.ahead -= entry.weight
            self.base += 1
        entry = &self.ring[self.tail & self.mask]
        entry.stamp = at
        entry.weight = weight
        self.tail += 1
        self.held += weight
        self.ahead += weight
        self.newest = at

    cdef void insert(self, uint64_t place, int64_t weight, int64_t at) noexcept:
        """Write one entry before the bookings ahead; `make_room` was called."""
        cdef uint64_t i = self.tail
        while i != place:
            self.ring[i & self.mask] = self.ring[(i - 1) & self.mask]
            i -= 1
        self.ring[place & self.mask].stamp = at
        self.ring[place & self.mask].weight = weight
        self.tail += 1
        self.held += weight
        self.newest = max(self.newest, at)
        self.rewind()

    cdef uint64_t due(self, int64_t now) noexcept:
        """Return the number of the first entry ahead of `now`."""
        cdef uint64_t i = self.tail
        while i != self.head and self.ring[(i - 1) & self.mask].stamp > now:
            i -= 1
        return i

    cdef int64_t counted(self, int64_t now, uint64_t place) noexcept:
        """Return what is held less the entries from `place` on."""
        cdef int64_t used = self.held
        cdef uint64_t i = place
        while i != self.tail:
            used -= self.ring[i & self.mask].weight
            i += 1
        return used

    cdef int make_room(self) except -1:
        """Double the ring when it is full."""
        cdef uint64_t capacity = self.mask + 1
        cdef uint64_t i
        cdef Entry* larger
        if self.tail - self.head < capacity:
            return 0
        larger = <Entry*> PyMem_Malloc(2 * capacity * sizeof(Entry))
        if larger is NULL:
            raise MemoryError
        for i in range(self.head, self.tail):
            larger[i & (2 * capacity - 1)] = self.ring[i & self.mask]
        PyMem_Free(self.ring)
        self.ring = larger
        self.mask = 2 * capacity - 1
        return 0


def acquire_all(tuple windows not None, tuple weights not None, int64_t now_ns=0):
    """Book `weights[i]` on `windows[i]`, all now, and return 0; or book nothing and return the ns to wait.

    Raises:
        ValueError: A weight is not positive, the lengths differ, or a window stands there twice.
        RateLimitError: A weight is more than its window's limit and can never be granted.
    """
    cdef int64_t now = time_of(now_ns)
    cdef int64_t at = common_time(windows, weights, now)
    if at == now:
        book_all(windows, weights, at)
    return at - now


def reserve_all(tuple windows not None, tuple weights not None, int64_t now_ns=0, int64_t longest_ns=-1):
    """Book the first time at which every weight fits its window, and return the ns until then.

    If that is more than `longest_ns` away (and `longest_ns` is not negative), nothing is booked.

    Raises:
        ValueError: A weight is not positive, the lengths differ, or a window stands there twice.
        RateLimitError: A weight is more than its window's limit and can never be granted.
    """
    cdef int64_t now = time_of(now_ns)
    cdef int64_t at = common_time(windows, weights, now)
    if longest_ns < 0 or at - now <= longest_ns:
        book_all(windows, weights, at)
    return at - now


cdef int64_t common_time(tuple windows, tuple weights, int64_t now) except? -1:
    """Return the first time at which every weight fits; what fits a window once, fits it ever after."""
    cdef int64_t at = now
    cdef int64_t weight
    cdef Py_ssize_t i, j
    cdef SlidingWindow window
    if len(windows) != len(weights):
        raise ValueError(f"{len(windows)} windows, but {len(weights)} weights")
    for i in range(len(windows)):
        window = <SlidingWindow?> windows[i]
        for j in range(i):
            if windows[j] is window:
                raise ValueError(f"{window.name or 'window'}: stands twice in one call")
        weight = weights[i]
        window.check(weight)
        window.expire(now)
        at = max(at, window.earliest(weight, now))
    return at


cdef int book_all(tuple windows, tuple weights, int64_t at) except -1:
    """Book every weight at `at`; `common_time` has checked the arguments."""
    cdef Py_ssize_t i
    for i in range(len(windows)):
        (<SlidingWindow> windows[i]).make_room()
    for i in range(len(windows)):
        (<SlidingWindow> windows[i]).book(weights[i], at)
    return 0
