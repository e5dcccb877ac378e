"""A maintained book fed by frames: sequence rule, trust state, buffered deltas.

A frame is parsed to its last byte before anything is committed, so the book never holds half a message. Whether a delta
joins is said by a `SequenceRule`.
"""

from collections import deque
from enum import IntEnum
from logging import getLogger

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.math cimport NAN, isnan
from libc.stdint cimport INT64_MIN, int32_t, int64_t
from posix.time cimport CLOCK_MONOTONIC, clock_gettime, timespec

cimport numpy as cnp

from btfast._core.book cimport (
    BT_ASKS, BT_BIDS, BT_TEXT_MISMATCH, BT_TEXT_NO_MEMORY, BT_TEXT_OK, BookReads, bt_book_apply, bt_book_drop,
    bt_book_load, bt_text_update, bt_textbook_apply, bt_textbook_checksum, bt_textbook_load,
)
from btfast._core.plan cimport Plan, bt_run, bt_run_message, bt_slot, fault_error, has
from btfast._core.scan cimport as_bytes
from btfast._core.sequence cimport (
    ACTION, CHANNEL, CHECKSUM, FIRST, KIND, LAST, PREVIOUS, SLOTS, SYMBOL, TIME, SequenceRule, is_among,
)

from btfast.exceptions import BookNotLiveError, DataParseError

cnp.import_array()

cdef extern from "live.h" nogil:
    int bt_level_texts(const char *p, const char *end, const double *levels, long count, bt_text_update *out)

cdef enum:  # what a frame turned out to be
    OTHER
    BAD
    SNAPSHOT
    DELTA

cdef enum:
    MOST_BUFFERED = 4096        # frames
    MOST_BUFFERED_BYTES = 1 << 25
    REMEMBERED = 64             # deltas that are known again as duplicates
    LONGEST_OLD_RUN = 1000      # old deltas in a row
    MOST_LEVELS = 100_000       # a side, unless a capacity is given

log = getLogger("btfast.book")


class BookState(IntEnum):
    """How far a book may be trusted; only a LIVE one equals the venue's."""

    SYNCING = 0  # waits for a snapshot, or for deltas that join it
    LIVE = 1
    GAP = 2  # a delta did not join, or a frame could not be read
    STALE = 3  # nothing came in time
    CROSSED = 4  # the best bid is at or above the best ask

    def __str__(self) -> str:
        return self.name


cdef tuple STATES = tuple(BookState)
cdef tuple SNAPSHOT_WORDS = (b"snapshot",)
cdef tuple UPDATE_WORDS = (b"update",)
cdef enum:
    SYNCING = 0
    LIVE = 1
    GAP = 2
    STALE = 3
    CROSSED = 4


cdef class LiveBook(BookReads):
    """One symbol's book, kept from the frames of a stream.

    Args:
        rule: The venue's `SequenceRule`.
        request_symbol: The venue's spelling of the symbol; frames of other symbols are ignored.
        tick_size: The smallest step of a price, or None to find a grid at every snapshot.
        capacity: Levels a side that are kept at most (100,000 unless given); the worst fall away.
    """

    cdef readonly SequenceRule rule
    cdef readonly str request_symbol
    cdef readonly str reason
    cdef readonly double server_time
    cdef readonly long version          # grows by one at every commit
    cdef tuple _symbol
    cdef int _state
    cdef bint _has_sequence, _joined, _silent
    cdef int64_t _sequence, _last_ns
    cdef bt_text_update *_updates
    cdef long _update_room, _capacity
    cdef double _floors[2]              # worst price kept by a trim, nan where nothing was cut
    cdef object _buffer
    cdef int64_t _recent[REMEMBERED][2]  # first (or previous) and last number of what was committed lately
    cdef int64_t _oldest                 # deltas that end here or before are older than those
    cdef int _place, _old_run
    cdef long _buffered_bytes
    cdef list _on_state, _on_update
    cdef set _logged
    cdef long messages, levels_seen, gaps, resyncs, ignored, duplicates, stale, callback_errors
    cdef bt_run run
    cdef bt_slot slots[SLOTS]

    def __init__(self, SequenceRule rule not None, str request_symbol not None, tick_size=None, capacity=None):
        if rule.table is None:
            raise TypeError("the sequence rule was never made: its __init__ did not run")
        self.rule = rule
        self.request_symbol = request_symbol
        self._symbol = (request_symbol.encode(),)
        self._capacity = MOST_LEVELS if capacity is None else capacity
        if self._capacity < 1:
            raise ValueError(f"{request_symbol}: a capacity of {capacity} levels")
        self._buffer = deque()
        self._forget(INT64_MIN)
        self._on_state = []
        self._on_update = []
        self._logged = set()
        self.reason = "no snapshot yet"
        self.server_time = NAN
        self._floors[0] = self._floors[1] = NAN
        self._last_ns = _monotonic_ns()
        if tick_size is not None:
            self.set_tick_size(tick_size)

    def __dealloc__(self):
        PyMem_Free(self._updates)

    # --- frames ---

    def apply(self, frame):
        """Take one stream frame as it came, bare or in the venue's envelope; return the state after it.

        Nothing that comes over the wire raises: a frame that cannot be read or does not join changes no level and sets
        the state to GAP, with the reason. Frames of other topics and symbols are ignored.
        """
        cdef bytes raw
        cdef int kind
        self._require_made()
        self.messages += 1
        try:
            raw = as_bytes(frame)
            kind = self._classify(raw)
        except DataParseError as error:
            return self._broken(f"a frame cannot be read: {error}")
        if kind == OTHER:
            self.ignored += 1
            return STATES[self._state]
        self._last_ns = _monotonic_ns()
        if kind == SNAPSHOT:
            self._load()
        elif self._state == LIVE:
            self._delta(raw)
        else:
            self._keep(raw)
        return STATES[self._state]

    def load_snapshot(self, body):
        """Take one REST snapshot answer, join the buffered deltas to it and return the state after it.

        A snapshot older than the first buffered delta changes nothing but the reason: ask for a fresher one.
        """
        cdef bytes raw
        cdef int64_t number
        self._require_made()
        try:
            raw = as_bytes(body)
            self._run(raw, self.rule.snapshot_plan)
        except DataParseError as error:
            return self._broken(f"a snapshot cannot be read: {error}")
        if self.run.counts[0] < 0 or self.run.counts[1] < 0 or not has(&self.run, LAST):
            return self._broken(f"no snapshot: {raw[:120]!r}")
        number = self.slots[LAST].integer
        if self._state == LIVE and (number <= self._sequence or self.rule.resets):
            self.stale += 1  # where numbers begin anew, a late answer cannot be told from a fresh one
            return STATES[self._state]
        if not self._joins_buffer(number):
            self._set(SYNCING, f"snapshot {number} is older than the first buffered delta {self._buffer[0][0]}")
            return STATES[self._state]
        self._last_ns = _monotonic_ns()
        self._load()
        return STATES[self._state]

    def mark_stale(self, str reason) -> None:
        """Say that nothing came in time; only a LIVE book becomes STALE."""
        if self._state == LIVE:
            self._set(STALE, reason)

    def reset(self, str reason) -> None:
        """Start over, as after a reconnect: SYNCING, with nothing buffered. The levels stay readable."""
        self._require_made()
        self._buffer.clear()
        self._buffered_bytes = 0
        self._forget(INT64_MIN)
        self._has_sequence = False
        self._set(SYNCING, reason)

    cdef int _require_made(self) except -1:
        if self.rule is None:
            raise TypeError(f"{type(self).__name__} was never made: its __init__ did not run")
        return 0

    cdef int _run(self, bytes raw, Plan plan) except -1:
        plan.prepare(&self.run, raw, 0, PyBytes_GET_SIZE(raw), self.slots)
        if bt_run_message(plan.root, &self.run) != 0:
            raise fault_error(self.request_symbol, &self.run)
        return 0

    cdef bint _says(self, int slot, tuple words):
        """Tell whether the text in a slot is one of the words."""
        cdef bt_slot value = self.slots[slot]
        return is_among(self.run.base + value.span.start, value.span.end - value.span.start, words)

    cdef int _classify(self, bytes raw) except -1:
        """Read a frame and say what it is; DataParseError where it is ours and unsound."""
        cdef bt_run *run = &self.run
        cdef SequenceRule rule = self.rule
        cdef bint named = False
        if PyBytes_AS_STRING(raw)[0] != c"{" and raw in rule.ignore:
            return OTHER
        try:
            self._run(raw, rule.frame_plan)
        except DataParseError:
            if rule.is_foreign(raw, self.request_symbol):
                return OTHER
            raise
        if has(run, SYMBOL) and not self._says(SYMBOL, self._symbol):
            return OTHER
        if has(run, CHANNEL) and not rule.is_channel(
            run.base + self.slots[CHANNEL].span.start, self.slots[CHANNEL].span.end - self.slots[CHANNEL].span.start
        ):
            return OTHER
        if has(run, KIND):
            if not self._says(KIND, rule.kinds):
                return OTHER
            named = True
        if not named and not (has(run, LAST) or has(run, PREVIOUS) or has(run, CHECKSUM) or has(run, ACTION)):
            return OTHER
        if run.counts[0] < 0 and run.counts[1] < 0 and not named and not has(run, CHANNEL):
            return OTHER  # a best-price frame shares a name with us
        if run.counts[0] < 0 or run.counts[1] < 0:
            raise DataParseError("bids or asks are missing")
        if run.more:
            raise DataParseError("several books in one frame")
        return self._check_numbers()

    cdef int _check_numbers(self) except -1:
        """Check that a frame's sequence numbers are there and agree with each other; DELTA or SNAPSHOT."""
        cdef bt_run *run = &self.run
        cdef int64_t last = self.slots[LAST].integer
        if has(run, ACTION):
            if self._says(ACTION, SNAPSHOT_WORDS):
                return SNAPSHOT
            if not self._says(ACTION, UPDATE_WORDS):
                raise DataParseError("an unknown action")
        if not has(run, LAST) or (self.rule.has_previous and not has(run, PREVIOUS)) or (
            self.rule.has_first and not has(run, FIRST)
        ):
            if has(run, CHECKSUM) and self.slots[CHECKSUM].integer != 0 and not has(run, LAST):
                return DELTA  # older streams are chained by their checksum alone
            raise DataParseError("a sequence number is missing")
        if self.rule.has_first:
            if self.slots[FIRST].integer > last:
                raise DataParseError(f"first number {self.slots[FIRST].integer} above last number {last}")
            if self.rule.has_previous and self.slots[PREVIOUS].integer >= self.slots[FIRST].integer:
                raise DataParseError(f"previous number {self.slots[PREVIOUS].integer} not below the first")
        return DELTA

    # --- deltas ---

    cdef int _delta(self, bytes raw) except -1:
        """Commit the delta in the run if it joins the live book."""
        cdef int64_t last = self.slots[LAST].integer
        if has(&self.run, LAST):
            if self._is_old(last):
                self.duplicates += 1
                return 0
            if not self._follows(last):
                return self._gap(raw, last)
            if self.rule.keep_alive and last == self._sequence and self.run.counts[0] + self.run.counts[1] == 0:
                return 0
        elif not self.is_text:
            return self._gap(raw, last)
        fault = self._commit()
        if fault is not None:
            self._keep(raw)
            self._broken(fault)
            return 0
        if has(&self.run, LAST):
            self._remember(last)
            self._sequence = last
            self._has_sequence = True
        self._joined = True
        self._settle()
        return 0

    cdef bint _is_old(self, int64_t last):
        """Tell whether a delta lies before the book: known again, or overtaken by the snapshot.

        A number at or below the book's that belongs to no delta we know is no old one: then a number was wrong.
        """
        cdef int64_t start = self.slots[FIRST if self.rule.by_first else PREVIOUS].integer
        cdef int i
        if not self._has_sequence or (self.rule.resets and start == self._sequence):
            return False
        if self._old_run >= LONGEST_OLD_RUN:  # old ones come singly; a run of them means that the numbers began anew
            return False
        self._old_run += 1
        if not self._joined:
            return last <= self._sequence if self.rule.join_after else last < self._sequence
        if last > self._sequence and not self.rule.resets:
            return False
        for i in range(REMEMBERED):
            if self._recent[i][0] == start and self._recent[i][1] == last:
                return True
        return not self.rule.resets and last <= self._oldest

    cdef bint _follows(self, int64_t last):
        """Tell whether the delta in the run continues the book."""
        cdef int64_t first = self.slots[FIRST].integer, previous = self.slots[PREVIOUS].integer
        if not self._has_sequence:
            return False
        if not self._joined:
            return self.rule.joins(first, last, previous, self._sequence)
        if self.rule.by_first:
            return first == self._sequence + 1
        return previous == self._sequence and (last > previous or self.rule.resets
                                               or (self.rule.keep_alive and last == previous))

    cdef int _gap(self, bytes raw, int64_t last) except -1:
        wanted = f"{self._sequence + 1} as first" if self.rule.by_first else f"{self._sequence} as previous"
        found = self.slots[FIRST].integer if self.rule.by_first else self.slots[PREVIOUS].integer
        self._keep(raw)
        self._broken(f"a delta does not join: expected {wanted}, got {found} (last {last})")
        return 0

    cdef int _keep(self, bytes raw) except -1:
        """Buffer the delta in the run until a snapshot comes; the oldest give way."""
        self._buffer.append((
            self.slots[FIRST].integer if self.rule.has_first else self.slots[PREVIOUS].integer,
            self.slots[LAST].integer, self.slots[PREVIOUS].integer, raw,
        ))
        self._buffered_bytes += PyBytes_GET_SIZE(raw)
        while len(self._buffer) > MOST_BUFFERED or (
            self._buffered_bytes > MOST_BUFFERED_BYTES and len(self._buffer) > 1
        ):
            self._buffered_bytes -= len(self._buffer.popleft()[3])
        return 0

    cdef bint _joins_buffer(self, int64_t snapshot):
        """Drop what a snapshot overtakes; tell whether the first delta left joins it."""
        if self.rule.resets:
            self._skip_to_joint(snapshot)
        while self._buffer:
            first, last, previous, raw = self._buffer[0]
            if self.rule.joins(first, last, previous, snapshot):
                return True
            if last > snapshot:
                return False
            self._buffer.popleft()
            self._buffered_bytes -= len(raw)
        return True

    cdef int _skip_to_joint(self, int64_t snapshot) except -1:
        """Where numbers may begin anew, the newest delta that joins is the one; drop what is before it."""
        place = next((i for i in reversed(range(len(self._buffer))) if self._buffer[i][2] == snapshot), 0)
        for _ in range(place):
            self._buffered_bytes -= len(self._buffer.popleft()[3])
        return 0

    cdef void _remember(self, int64_t last) noexcept:
        self._old_run = 0
        cdef int64_t *oldest = self._recent[self._place]
        if oldest[1] != INT64_MIN:
            self._oldest = oldest[1]
        oldest[0] = self.slots[FIRST if self.rule.by_first else PREVIOUS].integer
        oldest[1] = last
        self._place = (self._place + 1) % REMEMBERED

    cdef void _forget(self, int64_t snapshot) noexcept:
        """Remember no delta: all up to the snapshot's number are old."""
        cdef int i
        self._oldest = snapshot
        self._place = self._old_run = 0
        for i in range(REMEMBERED):
            self._recent[i][0] = self._recent[i][1] = INT64_MIN

    # --- commits ---

    cdef int _load(self) except -1:
        """Replace the book by the snapshot in the run, apply what was buffered, and only then tell of it.

        Nothing is allocated before the levels are taken: another book of the same key may parse as soon as Python runs.
        """
        cdef bt_run *run = &self.run
        cdef bint has_number = has(run, LAST), is_own = has(run, ACTION)
        cdef int64_t number = self.slots[LAST].integer if has_number else 0
        cdef int before = self._state
        fault = self._replace(has(run, CHECKSUM) and self.slots[CHECKSUM].integer != 0)
        if fault is not None:
            self._broken(fault)
            return 0
        waiting = list(self._buffer)
        self._buffer.clear()
        self._buffered_bytes = 0
        self._has_sequence = has_number
        self._sequence = number
        self._joined = is_own  # the stream's own snapshot: the next delta must follow it
        self._forget(number)
        self.resyncs += self.version > 1
        self._silent = True
        try:
            self._settle()
            for entry in waiting if not is_own else ():
                self._again(entry[3])
        finally:
            self._silent = False
        if self._state != before and self._on_state:
            self._call(self._on_state)
        if self._on_update:
            self._call(self._on_update)
        return 0

    cdef int _again(self, bytes raw) except -1:
        """Take a buffered delta as if it came now."""
        self._run(raw, self.rule.frame_plan)
        return self._delta(raw) if self._state == LIVE else self._keep(raw)

    cdef str _replace(self, bint is_text):
        """Load the levels in the run; say what is wrong where they cannot be."""
        cdef int32_t checksum = <int32_t>self.slots[CHECKSUM].integer if has(&self.run, CHECKSUM) else 0
        cdef int result
        if is_text:
            if self._point() != 0:
                return "a level's text is too long"
            result = bt_textbook_load(self.text, self._updates, self.run.counts[0],
                                      self._updates + self.run.counts[0], self.run.counts[1], &checksum)
            if result == BT_TEXT_OK:
                bt_book_drop(self.book)
        else:
            result = bt_book_load(self.book, self.run.levels[0], self.run.counts[0],
                                  self.run.levels[1], self.run.counts[1])
        if result == 0:
            self.is_text = is_text
            self._floors[0] = self._floors[1] = NAN
        return self._judge(result)

    cdef str _commit(self):
        """Apply the levels in the run; say what is wrong where they cannot be."""
        cdef int32_t checksum = <int32_t>self.slots[CHECKSUM].integer if has(&self.run, CHECKSUM) else 0
        cdef int result
        if self.is_text:
            if self._point() != 0:
                return "a level's text is too long"
            result = bt_textbook_apply(self.text, self._updates, self.run.counts[0],
                                       self._updates + self.run.counts[0], self.run.counts[1],
                                       &checksum if checksum != 0 else NULL)
        elif checksum != 0:
            return "a checksum came after a snapshot without one"
        else:
            self._cut(BT_BIDS, 1.0)
            self._cut(BT_ASKS, -1.0)
            result = bt_book_apply(self.book, self.run.levels[0], self.run.counts[0],
                                   self.run.levels[1], self.run.counts[1])
        return self._judge(result)

    cdef str _judge(self, int result):
        if result == 0:
            self.version += 1
            self.levels_seen += self.run.counts[0] + self.run.counts[1]
            if has(&self.run, TIME):
                self.server_time = self.slots[TIME].number
            return None
        if result == BT_TEXT_NO_MEMORY:
            self._broken("out of memory")
            raise MemoryError(f"{self.request_symbol}: no memory for the book")
        return "the checksum does not match" if result == BT_TEXT_MISMATCH else "a level's text is too long"

    cdef int _point(self) except -1:
        """Point the text updates at the levels in the run; 1 where a text is too long."""
        cdef long need = self.run.counts[0] + self.run.counts[1], side, done = 0
        cdef const char *start
        cdef const char *end
        if need > self._update_room:
            PyMem_Free(self._updates)
            self._update_room = 0
            self._updates = <bt_text_update *>PyMem_Malloc(need * sizeof(bt_text_update))
            if self._updates == NULL:
                raise MemoryError
            self._update_room = need
        for side in range(2):
            start = self.run.base + self.run.level_spans[side][0]
            end = self.run.base + self.run.level_spans[side][1]
            if bt_level_texts(start, end, self.run.levels[side], self.run.counts[side], self._updates + done) != 0:
                return 1
            done += self.run.counts[side]
        return 0

    cdef int _settle(self) except -1:
        """After a commit: the state, the capacity, the callbacks."""
        cdef double bid = self.best(BT_BIDS), ask = self.best(BT_ASKS)
        if self._is_used_up(BT_BIDS) or self._is_used_up(BT_ASKS):
            self.gaps += self._state == LIVE
            self._set(GAP, "the levels beyond the capacity are needed")
        elif bid >= ask:  # false where a side is empty
            self._set(CROSSED, f"best bid {bid} at or above best ask {ask}")
        elif self._state != LIVE:
            self._set(LIVE, "")
        if self.count(BT_BIDS) > self._capacity or self.count(BT_ASKS) > self._capacity:
            self._trim()
        if self._on_update and not self._silent:
            self._call(self._on_update)
        return 0

    cdef int _trim(self) except -1:
        """Let the worst levels beyond the capacity go; a checksummed book is short by itself."""
        if self.is_text:
            return 0
        kept = self._capacity * 4 // 5 + 1
        bids, asks = self.bids(kept), self.asks(kept)
        if bt_book_load(self.book, <double *>cnp.PyArray_DATA(bids), len(bids),
                        <double *>cnp.PyArray_DATA(asks), len(asks)) != 0:
            raise MemoryError
        if len(bids) == kept:
            self._floors[BT_BIDS] = bids[kept - 1, 0]
        if len(asks) == kept:
            self._floors[BT_ASKS] = asks[kept - 1, 0]
        return 0

    cdef void _cut(self, int side, double sign) noexcept:
        """Leave out levels beyond what was kept at a trim: what lies between them is not known."""
        cdef double *levels = self.run.levels[side]
        cdef double floor = self._floors[side]
        cdef long i, n = 0
        if isnan(floor):
            return
        for i in range(self.run.counts[side]):
            if sign * levels[2 * i] >= sign * floor:
                levels[2 * n] = levels[2 * i]
                levels[2 * n + 1] = levels[2 * i + 1]
                n += 1
        self.run.counts[side] = n

    cdef bint _is_used_up(self, int side) noexcept:
        """Tell whether a trimmed side has run out: better levels may exist than it knows."""
        return not isnan(self._floors[side]) and self.count(side) == 0

    # --- state ---

    cdef object _broken(self, str reason):
        """Distrust the book: a book that waits for a snapshot goes on waiting."""
        if self._state == LIVE or self._state == STALE:
            self.gaps += 1
            self._set(GAP, reason)
        else:
            self.reason = reason
        return STATES[self._state]

    cdef int _set(self, int state, str reason) except -1:
        cdef bint changed = state != self._state
        self._state = state
        self.reason = reason
        if changed and self._on_state and not self._silent:
            self._call(self._on_state)
        return 0

    cdef int _call(self, list callbacks) except -1:
        for callback in tuple(callbacks):
            try:
                callback(self)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a user's mistake, even sys.exit(), must not end the feed
                self.callback_errors += 1
                if type(error) not in self._logged:
                    self._logged.add(type(error))
                    log.exception(f"{self.request_symbol}: callback {callback!r} raised")
        return 0

    def on_state(self, callback) -> None:
        """Call ``callback(book)`` after every change of state, in the thread that feeds the book."""
        self._on_state.append(callback)

    def on_update(self, callback) -> None:
        """Call ``callback(book)`` after every commit, in the thread that feeds the book."""
        self._on_update.append(callback)

    def require_live(self) -> None:
        """Raise BookNotLiveError unless the book is LIVE."""
        if self._state != LIVE:
            raise BookNotLiveError(f"{self.request_symbol}: book is {STATES[self._state].name}: {self.reason}")

    @property
    def state(self):
        """How far the book may be trusted: a `BookState`."""
        return STATES[self._state]

    @property
    def sequence(self):
        """The venue's number of the last commit, None before the first."""
        return self._sequence if self._has_sequence else None

    @property
    def age_ns(self) -> int:
        """Time since the last frame of this book, in ns."""
        return _monotonic_ns() - self._last_ns

    @property
    def checksum(self):
        """The CRC32 that the venue's last frame and the book agree on, None where the book is not checksummed."""
        return bt_textbook_checksum(self.text) if self.is_text else None

    @property
    def counters(self) -> dict:
        """What came: messages, levels, gaps, resyncs, ignored, duplicates, stale (snapshots), callback_errors."""
        return {
            "messages": self.messages, "levels": self.levels_seen, "gaps": self.gaps, "resyncs": self.resyncs,
            "ignored": self.ignored, "duplicates": self.duplicates, "stale": self.stale,
            "callback_errors": self.callback_errors,
        }


cdef int64_t _monotonic_ns() noexcept:
    cdef timespec now
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1_000_000_000 + now.tv_nsec
