/* Rows of numbers into columns. */
#ifndef BT_NORMALIZE_H
#define BT_NORMALIZE_H

#include "scan.h"

#define BT_MOST_COLUMNS 64

/* A cell: a number, quoted or bare; null and "" are NaN. The digit counts of the cell above are guessed. */
BT_INLINE const char *bt_cell(const char *p, const char *end, double *out, long *guess) {
    if (BT_LIKELY(*p == '"')) {
        const char *q = bt_number_guess(p + 1, end, out, guess, guess + 1);
        if (BT_LIKELY(q && *q == '"')) return q + 1;
        *out = NAN;
        return p[1] == '"' ? p + 2 : NULL;
    }
    if (*p == 'n') {
        *out = NAN;
        return bt_starts(p, end, "null", 4) ? p + 4 : NULL;
    }
    return bt_bare_number(p, end, out);
}

/* [[…], …] at p: column j of row r goes to out[j * stride + r]. A row shorter or longer than `columns` is refused, as
 * are more rows than `stride`. Returns the place after the last bracket, or NULL with *rows at the row that failed. */
BT_NOINLINE const char *bt_columns(const char *p, const char *end, long columns, double *out, long stride, long *rows) {
    long guesses[2 * BT_MOST_COLUMNS] = {0}, j;
    *rows = 0;
    if (*p != '[' || columns > BT_MOST_COLUMNS) return NULL;
    p = bt_space(p + 1);
    if (*p == ']') return p + 1;
    for (;;) {
        if (*p != '[' || *rows >= stride) return NULL;
        p = bt_space(p + 1);
        for (j = 0; j < columns; j++) {
            p = bt_cell(p, end, out + j * stride + *rows, guesses + 2 * j);
            if (BT_UNLIKELY(!p)) return NULL;
            if (BT_UNLIKELY(*p != ',' && *p != ']')) p = bt_space(p);
            if (BT_UNLIKELY(*p != (j + 1 < columns ? ',' : ']'))) return NULL;
            p++;
            if (BT_UNLIKELY((unsigned char)*p <= ' ')) p = bt_space(p);
        }
        ++*rows;
        if (*p == ']') return p + 1;
        if (*p != ',') return NULL;
        p = bt_space(p + 1);
    }
}

#endif
