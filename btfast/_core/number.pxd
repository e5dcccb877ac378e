from libc.stdint cimport int64_t

cdef extern from "number.h" nogil:
    const char *bt_number(const char *text, const char *end, double *out)
    const char *bt_number_slow(const char *text, const char *end, double *out)
    const char *bt_integer(const char *text, const char *end, int64_t *out)
