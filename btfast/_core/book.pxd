from libc.stdint cimport int32_t, uint8_t

cimport numpy as cnp

cdef extern from "book.h" nogil:
    enum:
        BT_BIDS
        BT_ASKS

    ctypedef struct bt_book:
        double tick
        long rebuilds

    bt_book *bt_book_new()
    void bt_book_free(bt_book *book)
    void bt_book_drop(bt_book *book)
    int bt_book_set_tick(bt_book *book, double tick)
    int bt_book_load(bt_book *book, const double *bids, Py_ssize_t nb, const double *asks, Py_ssize_t na)
    int bt_book_apply(bt_book *book, const double *bids, Py_ssize_t nb, const double *asks, Py_ssize_t na)
    int bt_book_is_dense(const bt_book *book)
    double bt_book_best(const bt_book *book, int side)
    double bt_book_best_volume(const bt_book *book, int side)
    Py_ssize_t bt_book_count(const bt_book *book, int side)
    Py_ssize_t bt_book_top(const bt_book *book, int side, Py_ssize_t n, double *out, Py_ssize_t stride)
    Py_ssize_t bt_book_overflow(const bt_book *book)
    size_t bt_book_memory(const bt_book *book)
    Py_ssize_t bt_book_find_bad(const double *level, Py_ssize_t n)

cdef extern from "textbook.h" nogil:
    enum:
        BT_TEXT_OK
        BT_TEXT_MISMATCH
        BT_TEXT_TOO_LONG
        BT_TEXT_NO_MEMORY

    ctypedef struct bt_text_update:
        double price
        double volume
        const char *price_text
        const char *volume_text
        uint8_t price_length
        uint8_t volume_length

    ctypedef struct bt_textbook:
        pass

    bt_textbook *bt_textbook_new()
    void bt_textbook_free(bt_textbook *book)
    int bt_textbook_load(bt_textbook *book, const bt_text_update *bids, Py_ssize_t nb,
                         const bt_text_update *asks, Py_ssize_t na, const int32_t *checksum)
    int bt_textbook_apply(bt_textbook *book, const bt_text_update *bids, Py_ssize_t nb,
                          const bt_text_update *asks, Py_ssize_t na, const int32_t *checksum)
    int32_t bt_textbook_checksum(const bt_textbook *book)
    Py_ssize_t bt_textbook_count(const bt_textbook *book, int side)
    Py_ssize_t bt_textbook_top(const bt_textbook *book, int side, Py_ssize_t n, double *out,
                               Py_ssize_t stride)
    size_t bt_textbook_memory(const bt_textbook *book)


cdef class BookReads:
    cdef bt_book *book
    cdef bt_textbook *text
    cdef bint is_text
    cdef object view

    cdef double best(self, int side) noexcept
    cdef Py_ssize_t count(self, int side) noexcept
    cdef Py_ssize_t fill_top(self, int side, Py_ssize_t n, double *out, Py_ssize_t stride) noexcept
    cdef cnp.ndarray side_array(self, int side, object n_wanted)
    cdef int fill_rows(self, cnp.ndarray array, Py_ssize_t n) except -1


cdef class Book(BookReads):
    pass


cdef class TextBook(BookReads):
    pass
