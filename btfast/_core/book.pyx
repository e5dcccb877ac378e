"""Maintained order books: levels in, best prices and arrays out.

``Book`` keeps a dense ladder of ticks a side where the price grid is known and a sorted list where it is not,
and moves from one to the other by itself. ``TextBook`` keeps the venue's own text of every level, for venues
that checksum it. Neither knows anything of messages. The GIL is never released, so each call is atomic.
"""

from libc.math cimport NAN

cimport cython
cimport numpy as cnp

from btfast._core.number import parse_number
from btfast.exceptions import DataParseError

cnp.import_array()


cdef class BookReads:
    """What every book can be asked: best prices, arrays, measures. Reads give what was last committed.

    The levels lie in a `bt_book` or, where the venue checksums its texts, in a `bt_textbook`.
    """

    def __cinit__(self, *args, **kwargs):
        self.book = bt_book_new()
        self.text = bt_textbook_new()
        if self.book == NULL or self.text == NULL:
            raise MemoryError

    def __dealloc__(self):
        bt_book_free(self.book)
        bt_textbook_free(self.text)

    def set_tick_size(self, tick_size) -> None:
        """Change the size of a tick (None: unknown); no level is lost."""
        cdef double tick = 0.0 if tick_size is None else tick_size
        if tick_size is not None and not 0.0 < tick < 1e300:
            raise ValueError(f"book: tick size {tick_size!r} is not a positive number")
        if bt_book_set_tick(self.book, tick) != 0:
            raise MemoryError

    @property
    def tick_size(self):
        """The tick size that was set, None where it is unknown."""
        return self.book.tick if self.book.tick > 0 else None

    @property
    def engine(self) -> str:
        """How the levels are kept: ``ladder``, ``sorted`` or ``text`` (checksummed)."""
        if self.is_text:
            return "text"
        return "ladder" if bt_book_is_dense(self.book) else "sorted"

    @property
    def memory(self) -> int:
        """Bytes that the levels and their indexes take."""
        return bt_book_memory(self.book) + bt_textbook_memory(self.text)

    cdef double best(self, int side) noexcept:
        cdef double level[2]
        if not self.is_text:
            return bt_book_best(self.book, side)
        level[0] = NAN
        bt_textbook_top(self.text, side, 1, level, 2)
        return level[0]

    cdef Py_ssize_t count(self, int side) noexcept:
        return bt_textbook_count(self.text, side) if self.is_text else bt_book_count(self.book, side)

    cdef Py_ssize_t fill_top(self, int side, Py_ssize_t n, double *out, Py_ssize_t stride) noexcept:
        if self.is_text:
            return bt_textbook_top(self.text, side, n, out, stride)
        return bt_book_top(self.book, side, n, out, stride)

    @property
    def best_bid(self) -> float:
        """The highest bid, nan when there is none."""
        return self.best(BT_BIDS)

    @property
    def best_ask(self) -> float:
        """The lowest ask, nan when there is none."""
        return self.best(BT_ASKS)

    @property
    def mid(self) -> float:
        """Halfway between the best prices, nan when a side is empty."""
        return (self.best(BT_BIDS) + self.best(BT_ASKS)) / 2

    @property
    def spread(self) -> float:
        """Best ask less best bid, nan when a side is empty."""
        return self.best(BT_ASKS) - self.best(BT_BIDS)

    @property
    def counts(self) -> tuple:
        """The number of bids and of asks."""
        return self.count(BT_BIDS), self.count(BT_ASKS)

    def top(self) -> tuple:
        """Return best bid, its volume, best ask, its volume; nan where a side is empty."""
        cdef double level[4]
        level[0] = level[1] = level[2] = level[3] = NAN
        self.fill_top(BT_BIDS, 1, level, 2)
        self.fill_top(BT_ASKS, 1, level + 2, 2)
        return (level[0], level[1], level[2], level[3])

    def bids(self, n=None):
        """Return the best `n` bids (all of them unless given) as a new array: float64, shape (n, 2), best first."""
        return self.side_array(BT_BIDS, n)

    def asks(self, n=None):
        """Return the best `n` asks (all of them unless given) as a new array: float64, shape (n, 2), best first."""
        return self.side_array(BT_ASKS, n)

    cdef cnp.ndarray side_array(self, int side, object n_wanted):
        cdef Py_ssize_t n = self.count(side)
        cdef cnp.ndarray array
        if n_wanted is not None:
            n = min(n, _not_negative(n_wanted))
        array = _array(n, 2)
        self.fill_top(side, n, <double *>cnp.PyArray_DATA(array), 2)
        return array

    def levels(self, n=20):
        """Return the best `n` bids and asks (all of them for None) side by side as a new array.

        Returns:
            float64, shape (m, 4): bid price, bid volume, ask price, ask volume; best first, nan where a side is short;
            m is at most `n`, and no more than the longer side has.
        """
        cdef Py_ssize_t rows = max(self.count(BT_BIDS), self.count(BT_ASKS))
        cdef cnp.ndarray array = _array(rows if n is None else min(rows, _not_negative(n)), 4)
        self.fill_rows(array, cnp.PyArray_DIM(array, 0))
        return array

    def levels_view(self, Py_ssize_t n=20):
        """Return `levels` in memory that the book reuses: the next call with the same `n` overwrites the array.

        Always `n` rows, nan where a side is short. No array is made per call.
        """
        if self.view is None or self.view.shape != (n, 4) or not self.view.flags.carray:  # its holder may reshape it
            self.view = _array(_not_negative(n), 4)
        self.fill_rows(self.view, n)
        return self.view

    cdef int fill_rows(self, cnp.ndarray array, Py_ssize_t n) except -1:
        cdef double *row = <double *>cnp.PyArray_DATA(array)
        cdef Py_ssize_t i
        cdef int side
        for side in range(2):
            for i in range(self.fill_top(side, n, row + 2 * side, 4), n):
                row[4 * i + 2 * side] = NAN
                row[4 * i + 2 * side + 1] = NAN
        return 0


@cython.final
cdef class Book(BookReads):
    """One symbol's order book, kept from deltas with absolute volumes.

    Levels come as float64 arrays of shape (n, 2) or sequences of pairs: price and volume. Volume 0 deletes.
    They may come in any order (best first is fastest), and the last of duplicates wins.

    Args:
        tick_size: The smallest step of a price, or None to find a decimal grid at every load.

    Raises:
        ValueError: The tick size is not a positive number.
    """

    def __init__(self, tick_size=None):
        self.set_tick_size(tick_size)

    def load(self, bids, asks) -> None:
        """Replace the whole book.

        Raises:
            DataParseError: A price or volume is not finite, or a volume is negative; the book is unchanged.
        """
        cdef cnp.ndarray new_bids = _levels(bids, "bids")
        cdef cnp.ndarray new_asks = _levels(asks, "asks")
        if bt_book_load(self.book, <const double *>cnp.PyArray_DATA(new_bids), cnp.PyArray_DIM(new_bids, 0),
                        <const double *>cnp.PyArray_DATA(new_asks), cnp.PyArray_DIM(new_asks, 0)) < 0:
            raise MemoryError

    def apply(self, bids, asks) -> None:
        """Set levels to new volumes.

        Raises:
            DataParseError: A price or volume is not finite, or a volume is negative; the book is unchanged.
            MemoryError: There was no memory for a new level; the book is empty.
        """
        cdef cnp.ndarray new_bids = _levels(bids, "bids")
        cdef cnp.ndarray new_asks = _levels(asks, "asks")
        if bt_book_apply(self.book, <const double *>cnp.PyArray_DATA(new_bids), cnp.PyArray_DIM(new_bids, 0),
                         <const double *>cnp.PyArray_DATA(new_asks), cnp.PyArray_DIM(new_asks, 0)) < 0:
            raise MemoryError

    def clear(self) -> None:
        """Remove every level."""
        if bt_book_load(self.book, NULL, 0, NULL, 0) < 0:
            raise MemoryError

    @property
    def overflow(self):
        """The number of levels beside the ladders: off the grid or outside the window."""
        return bt_book_overflow(self.book)

    @property
    def rebuilds(self):
        """How often the book was built anew from its own levels."""
        return self.book.rebuilds


@cython.final
cdef class TextBook(BookReads):
    """An order book that keeps the venue's own text of prices and volumes, and checksums it.

    Levels are sequences of (price, volume) as text, exactly as the venue sent them; volume 0 deletes.
    """

    def __init__(self):
        self.is_text = True

    def load(self, bids, asks, checksum=None) -> bool:
        """Replace the whole book if the checksum matches.

        Args:
            bids: Pairs of text, any order.
            asks: The same.
            checksum: What the venue says `checksum` must then be; None is not checked.

        Returns:
            Whether the checksum matches; if not, the book is unchanged.

        Raises:
            DataParseError: A text is no number, a volume is negative, or both are longer than 52 characters.
        """
        cdef _Updates new_bids = _Updates(bids, "bids")
        cdef _Updates new_asks = _Updates(asks, "asks")
        cdef int32_t wanted = 0 if checksum is None else checksum
        return _outcome(bt_textbook_load(self.text, new_bids.update, new_bids.n, new_asks.update, new_asks.n,
                                         NULL if checksum is None else &wanted))

    def apply(self, bids, asks, checksum=None) -> bool:
        """Set levels to new volumes if the checksum then matches; see `load`."""
        cdef _Updates new_bids = _Updates(bids, "bids")
        cdef _Updates new_asks = _Updates(asks, "asks")
        cdef int32_t wanted = 0 if checksum is None else checksum
        return _outcome(bt_textbook_apply(self.text, new_bids.update, new_bids.n, new_asks.update, new_asks.n,
                                          NULL if checksum is None else &wanted))

    def checksum(self) -> int:
        """Return the CRC32 of the best 25 levels a side, signed.

        The text is bid price, bid volume, ask price, ask volume, and so on down, joined by colons; where one
        side is short the other goes on alone.
        """
        return bt_textbook_checksum(self.text)


cdef object _outcome(int result):
    if result == BT_TEXT_NO_MEMORY:
        raise MemoryError
    if result == BT_TEXT_TOO_LONG:
        raise DataParseError("book: price and volume of a level are longer than 52 characters")
    return result == BT_TEXT_OK


@cython.final
cdef class _Updates:
    """Levels as a TextBook takes them, and the texts they point into."""

    cdef bytearray room
    cdef list texts
    cdef bt_text_update *update
    cdef Py_ssize_t n

    def __cinit__(self, levels, str side):
        cdef bytes price, volume
        cdef Py_ssize_t i
        self.texts = [_texts(level, side) for level in levels]
        self.n = len(self.texts)
        self.room = bytearray((self.n + 1) * sizeof(bt_text_update))
        self.update = <bt_text_update *><char *>self.room
        for i in range(self.n):
            price, volume = self.texts[i]
            self.update[i] = bt_text_update(parse_number(price), parse_number(volume), price, volume,
                                            len(price), len(volume))
            if self.update[i].volume < 0.0:
                raise DataParseError(f"book: {side}[{i}] has the negative volume {volume.decode()}")


cdef tuple _texts(object level, str side):
    try:
        price, volume = (text if isinstance(text, bytes) else text.encode() for text in level)
    except (AttributeError, TypeError, ValueError) as error:
        raise DataParseError(f"book: {side} are not pairs of text: {level!r}") from error
    if len(price) > 255 or len(volume) > 255:  # what a uint8_t counts
        raise DataParseError("book: price and volume of a level are longer than 52 characters")
    return price, volume


cdef cnp.ndarray _levels(object levels, str side):
    """Return levels as a C-contiguous float64 array whose first dimension is their number, checked."""
    cdef cnp.ndarray array
    cdef Py_ssize_t bad
    try:
        array = cnp.PyArray_FROMANY(levels, cnp.NPY_DOUBLE, 0, 0, cnp.NPY_ARRAY_CARRAY_RO)
    except (TypeError, ValueError, OverflowError) as error:
        raise DataParseError(f"book: {side} are not pairs of numbers: {error}") from error
    if cnp.PyArray_NDIM(array) > 0 and cnp.PyArray_DIM(array, 0) == 0:
        return array
    if cnp.PyArray_NDIM(array) != 2 or cnp.PyArray_DIM(array, 1) != 2:
        raise DataParseError(f"book: {side} have the shape {(<object>array).shape}, not (n, 2)")
    bad = bt_book_find_bad(<const double *>cnp.PyArray_DATA(array), cnp.PyArray_DIM(array, 0))
    if bad >= 0:
        price, volume = (<object>array)[bad].tolist()
        raise DataParseError(f"book: {side}[{bad}] has price {price} and volume {volume}")
    return array


cdef Py_ssize_t _not_negative(Py_ssize_t n) except -1:
    if n < 0:
        raise ValueError(f"book: {n} levels were asked for")
    return n


cdef cnp.ndarray _array(Py_ssize_t rows, Py_ssize_t columns):
    cdef cnp.npy_intp shape[2]
    shape[0] = rows
    shape[1] = columns
    return cnp.PyArray_EMPTY(2, shape, cnp.NPY_DOUBLE, 0)
