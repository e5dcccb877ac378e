/* The texts of levels, for books that are checksummed. */
#ifndef BT_LIVE_H
#define BT_LIVE_H

#include "scan.h"
#include "textbook.h"

/* A quoted or bare number's text. */
BT_INLINE const char *bt_number_text(const char *p, const char *end, const char **text, uint8_t *length) {
    int quoted = *p == '"';
    const char *stop = bt_skip_scalar(p, end);
    if (!stop || stop - p > 200) return NULL;
    *text = p + quoted;
    *length = (uint8_t)(stop - p - 2 * quoted);
    return bt_space(stop);
}

/* Point `count` updates at the texts of the levels in [p, end), whose numbers are known; 0, or -1. */
BT_NOINLINE int bt_level_texts(const char *p, const char *end, const double *levels, long count, bt_text_update *out) {
    long i;
    p = bt_space(p + 1);
    for (i = 0; i < count; i++) {
        out[i].price = levels[2 * i];
        out[i].volume = levels[2 * i + 1];
        p = bt_number_text(bt_space(p + 1), end, &out[i].price_text, &out[i].price_length);
        if (!p || *p != ',') return -1;
        p = bt_number_text(bt_space(p + 1), end, &out[i].volume_text, &out[i].volume_length);
        while (p && *p == ',') {
            p = bt_skip(bt_space(p + 1), end);
            if (p) p = bt_space(p);
        }
        if (!p || *p != ']') return -1;
        p = bt_space(p + 1);
        if (*p == ',') p = bt_space(p + 1);
    }
    return 0;
}

#endif
