from libc.stdint cimport uint32_t

cdef extern from "scan.h" nogil:
    const char *bt_space(const char *p)
    const char *bt_skip(const char *p, const char *end)
    const char *bt_next_key(const char *p, const char *end, int *first, const char **key, long *length)
    const char *bt_string_end(const char *p, const char *end)
    const char *bt_skip_scalar(const char *p, const char *end)
    long bt_unescape(const char *p, long n, char *out)
    const char *bt_levels(const char *p, const char *end, double *out, long *count)
    const char *bt_bare_number(const char *p, const char *end, double *out)
    const char *bt_level_number(const char *p, const char *end, double *out)
    int bt_is_digit(char c)

cdef bytes as_bytes(object message)
cdef str text_between(const char *start, const char *end)
