/* Steps through strict JSON bytes: keys, values to skip, price levels.
 *
 * A step takes the place it stands on and returns the first byte after what it read, or NULL where the text is no JSON.
 * All rely on a NUL at *end, as the buffer of a bytes object has it: every structural test fails on it. Text is UTF-8,
 * checked; numbers have no leading zeros; nesting deeper than BT_DEPTH is refused.
 */
#ifndef BT_SCAN_H
#define BT_SCAN_H

#include "number.h"
#include <stdlib.h>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#define BT_SSE2 1
#else
#define BT_SSE2 0
#endif

#define BT_DEPTH 63

BT_INLINE const char *bt_space(const char *p) {
    while (BT_UNLIKELY((unsigned char)*p <= ' ')) {
        if (*p != ' ' && *p != '\n' && *p != '\r' && *p != '\t') break;
        p++;
    }
    return p;
}

BT_INLINE int bt_is_hex(char c) {
    return bt_is_digit(c) || (unsigned char)((c | 0x20) - 'a') < 6;
}

/* One character of two bytes or more, as RFC 3629 allows it. */
BT_NOINLINE const char *bt_utf8(const char *p, const char *end) {
    const unsigned char *s = (const unsigned char *)p;
    long left = (long)(end - p);
    if (s[0] < 0xC2) return NULL;
    if (s[0] < 0xE0) return left >= 2 && (s[1] & 0xC0) == 0x80 ? p + 2 : NULL;
    if (s[0] < 0xF0) {
        if (left < 3 || (s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80) return NULL;
        if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F)) return NULL;
        return p + 3;
    }
    if (s[0] > 0xF4 || left < 4 || (s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80 || (s[3] & 0xC0) != 0x80) return NULL;
    if ((s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F)) return NULL;
    return p + 4;
}

/* The four hexadecimal digits after \u, or -1. */
BT_INLINE int bt_hex4(const char *p, const char *end) {
    int value = 0, i;
    if (end - p < 4) return -1;
    for (i = 0; i < 4; i++) {
        if (!bt_is_hex(p[i])) return -1;
        value = value * 16 + (bt_is_digit(p[i]) ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
    }
    return value;
}

/* An escape, p on its backslash. A surrogate must have its other half. */
BT_NOINLINE const char *bt_escape(const char *p, const char *end) {
    int unit;
    if (end - p < 2) return NULL;
    if (p[1] != 'u') return p[1] && strchr("\"\\/bfnrt", p[1]) ? p + 2 : NULL;
    unit = bt_hex4(p + 2, end);
    if (unit < 0 || (unit >= 0xDC00 && unit <= 0xDFFF)) return NULL;
    if (unit < 0xD800 || unit > 0xDBFF) return p + 6;
    if (end - p < 12 || p[6] != '\\' || p[7] != 'u') return NULL;
    unit = bt_hex4(p + 8, end);
    return unit >= 0xDC00 && unit <= 0xDFFF ? p + 12 : NULL;
}

/* The closing quote of a string, p just after its opening one. */
BT_INLINE const char *bt_string_end(const char *p, const char *end) {
#if BT_SSE2
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), space = _mm_set1_epi8(' ');
    while (BT_LIKELY(end - p >= 16)) {
        __m128i text = _mm_loadu_si128((const __m128i *)p);
        /* signed compare: control characters and every byte of a longer character are below a space */
        __m128i odd = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(text, quote), _mm_cmpeq_epi8(text, slash)),
                                   _mm_cmplt_epi8(text, space));
        int mask = _mm_movemask_epi8(odd);
        if (!mask) {
            p += 16;
            continue;
        }
        p += bt_ctz64((uint64_t)mask);
        if (BT_LIKELY(*p == '"')) return p;
        if (*p == '\\') p = bt_escape(p, end);
        else if ((unsigned char)*p < 0x20) return NULL;
        else p = bt_utf8(p, end);
        if (!p) return NULL;
    }
#endif
    while (p && p < end) {
        if (*p == '"') return p;
        if (*p == '\\') p = bt_escape(p, end);
        else if ((unsigned char)*p < 0x20) return NULL;
        else if ((unsigned char)*p < 0x80) p++;
        else p = bt_utf8(p, end);
    }
    return NULL;
}

/* A bare number: no leading zero, then anything bt_number reads. */
BT_INLINE const char *bt_bare_number(const char *p, const char *end, double *out) {
    const char *digits = p + (*p == '-');
    if (BT_UNLIKELY(digits[0] == '0' && bt_is_digit(digits[1]))) return NULL;
    return bt_number(p, end, out);
}

BT_INLINE int bt_starts(const char *p, const char *end, const char *word, long n) {
    return end - p >= n && memcmp(p, word, (size_t)n) == 0;
}

/* The first byte that is no digit. */
BT_INLINE const char *bt_skip_digits(const char *p, const char *end) {
    while (BT_LITTLE && end - p >= 8) {
        uint64_t other = bt_not_digits(bt_load8(p) ^ 0x3030303030303030ull);
        if (other) return p + (bt_ctz64(other) >> 3);
        p += 8;
    }
    while (bt_is_digit(*p)) p++;
    return p;
}

/* The grammar of a number, without its value. */
BT_INLINE const char *bt_skip_number(const char *p, const char *end) {
    if (*p == '-') p++;
    if (!bt_is_digit(*p)) return NULL;
    if (*p++ == '0') {
        if (bt_is_digit(*p)) return NULL;
    } else {
        p = bt_skip_digits(p, end);
    }
    if (*p == '.') {
        if (!bt_is_digit(*++p)) return NULL;
        while (bt_is_digit(*p)) p++;
    }
    if ((*p | 0x20) == 'e') {
        p++;
        if (*p == '+' || *p == '-') p++;
        if (!bt_is_digit(*p)) return NULL;
        while (bt_is_digit(*p)) p++;
    }
    return p;
}

BT_INLINE const char *bt_skip_scalar(const char *p, const char *end) {
    switch (*p) {
    case '"':
        p = bt_string_end(p + 1, end);
        return p ? p + 1 : NULL;
    case 't':
        return bt_starts(p, end, "true", 4) ? p + 4 : NULL;
    case 'f':
        return bt_starts(p, end, "false", 5) ? p + 5 : NULL;
    case 'n':
        return bt_starts(p, end, "null", 4) ? p + 4 : NULL;
    default:
        return bt_skip_number(p, end);
    }
}

/* Any value, its whole grammar checked; iterative, one bit of memory a level. */
BT_NOINLINE const char *bt_skip_nested(const char *p, const char *end) {
    uint64_t in_object = 0;
    int depth = 0;
value:
    p = bt_space(p);
    if (*p == '{' || *p == '[') {
        if (++depth > BT_DEPTH) return NULL;
        in_object = in_object << 1 | (*p == '{');
        p = bt_space(p + 1);
        if (*p == ((in_object & 1) ? '}' : ']')) goto close;
        if (in_object & 1) goto key;
        goto value;
    }
    p = bt_skip_scalar(p, end);
    if (BT_UNLIKELY(!p)) return NULL;
after:
    if (depth == 0) return p;
    p = bt_space(p);
    if (*p == ',') {
        p++;
        if (!(in_object & 1)) goto value;
        p = bt_space(p);
        goto key;
    }
    if (*p != ((in_object & 1) ? '}' : ']')) return NULL;
close:
    p++;
    depth--;
    in_object >>= 1;
    goto after;
key:
    if (*p != '"') return NULL;
    p = bt_string_end(p + 1, end);
    if (!p) return NULL;
    p = bt_space(p + 1);
    if (*p != ':') return NULL;
    p++;
    goto value;
}

BT_INLINE const char *bt_skip(const char *p, const char *end) {
    if (BT_UNLIKELY(*p == '{' || *p == '[')) return bt_skip_nested(p, end);
    return bt_skip_scalar(p, end);
}

/* The next key of an object. *first is 1 just after '{'. Returns the place of its value, with key and length set; the
 * place after '}' with *key NULL at the end; or NULL. */
BT_INLINE const char *bt_next_key(const char *p, const char *end, int *first, const char **key, long *length) {
    p = bt_space(p);
    if (*first) {
        *first = 0;
        if (*p == '}') {
            *key = NULL;
            return p + 1;
        }
    } else if (BT_LIKELY(*p == ',')) {
        p = bt_space(p + 1);
    } else {
        *key = NULL;
        return *p == '}' ? p + 1 : NULL;
    }
    if (BT_UNLIKELY(*p != '"')) return NULL;
    *key = ++p;
    if (BT_LIKELY(end - p >= 2) && p[1] == '"' && p[0] > 0x20 && p[0] != '"' && p[0] != '\\') {
        p++;
    } else {
        p = bt_string_end(p, end);
        if (BT_UNLIKELY(!p)) return NULL;
    }
    *length = (long)(p - *key);
    p++;
    if (BT_UNLIKELY(*p != ':')) {
        p = bt_space(p);
        if (*p != ':') return NULL;
    }
    return bt_space(p + 1);
}

/* The text of a string with its escapes undone, into out (room for n bytes); its length. The escapes are known good. */
BT_NOINLINE long bt_unescape(const char *p, long n, char *out) {
    const char *end = p + n;
    char *o = out;
    while (p < end) {
        uint32_t c;
        if (*p != '\\') {
            *o++ = *p++;
            continue;
        }
        if (p[1] != 'u') {
            const char *from = "\"\\/bfnrt", *to = "\"\\/\b\f\n\r\t";
            *o++ = to[strchr(from, p[1]) - from];
            p += 2;
            continue;
        }
        c = (uint32_t)bt_hex4(p + 2, end);
        p += 6;
        if (c >= 0xD800 && c <= 0xDBFF) {
            c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t)bt_hex4(p + 2, end) - 0xDC00);
            p += 6;
        }
        if (c < 0x80) {
            *o++ = (char)c;
        } else if (c < 0x800) {
            *o++ = (char)(0xC0 | c >> 6);
            *o++ = (char)(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            *o++ = (char)(0xE0 | c >> 12);
            *o++ = (char)(0x80 | (c >> 6 & 0x3F));
            *o++ = (char)(0x80 | (c & 0x3F));
        } else {
            *o++ = (char)(0xF0 | c >> 18);
            *o++ = (char)(0x80 | (c >> 12 & 0x3F));
            *o++ = (char)(0x80 | (c >> 6 & 0x3F));
            *o++ = (char)(0x80 | (c & 0x3F));
        }
    }
    return (long)(o - out);
}

/* ---- price levels: [["price","volume", …], …] ---- */

/* A price or a volume: quoted or bare; null, an empty text and anything else is refused. */
BT_INLINE const char *bt_level_number(const char *p, const char *end, double *out) {
    if (*p == '"') {
        p = bt_number(p + 1, end, out);
        return p && *p == '"' ? p + 1 : NULL;
    }
    return bt_bare_number(p, end, out);
}

/* One level however it is written: space, bare numbers, further elements of any kind. */
BT_NOINLINE const char *bt_level_slow(const char *p, const char *end, double *out) {
    if (*p != '[') return NULL;
    p = bt_level_number(bt_space(p + 1), end, out);
    if (!p) return NULL;
    p = bt_space(p);
    if (*p != ',') return NULL;
    p = bt_level_number(bt_space(p + 1), end, out + 1);
    if (!p) return NULL;
    for (;;) {
        p = bt_space(p);
        if (*p == ']') return p + 1;
        if (*p != ',') return NULL;
        p = bt_skip(bt_space(p + 1), end);
        if (!p) return NULL;
    }
}

/* Further elements of a level as venues write them: ,"0","12"] ; anything else is NULL and for the slow routine. */
BT_INLINE const char *bt_level_rest(const char *p, const char *end) {
    for (;;) {
        if (*p == ']') return p + 1;
        if (end - p < 4 || p[0] != ',' || p[1] != '"') return NULL;
        p += 2;
        while (bt_is_digit(*p) || *p == '.') p++;
        if (*p != '"') return NULL;
        p++;
    }
}

/* An array of levels into pairs of doubles; out must have room for (end - p) / 6 + 1 pairs (the shortest level has six
 * bytes with its comma). A negative volume is refused. Returns the place after ']', or NULL. */
BT_INLINE const char *bt_levels(const char *p, const char *end, double *out, long *count) {
    long price_integer = 5, price_fraction = 8, volume_integer = 1, volume_fraction = 8, n = 0;
    if (BT_UNLIKELY(*p != '[')) return NULL;
    p = bt_space(p + 1);
    if (*p == ']') {
        *count = 0;
        return p + 1;
    }
    for (;;) {
        const char *start = p;
        double *level = out + 2 * n;
        if (BT_UNLIKELY(p[0] != '[' || p[1] != '"')) {
            p = NULL;
        } else {
            p = bt_number_guess(p + 2, end, level, &price_integer, &price_fraction);
            if (BT_LIKELY(p && p[0] == '"' && p[1] == ',' && p[2] == '"')) {
                if (BT_UNLIKELY(p[3] == '-')) goto slow; /* where its sign is looked at */
                p = bt_number_guess(p + 3, end, level + 1, &volume_integer, &volume_fraction);
                if (BT_LIKELY(p && p[0] == '"' && p[1] == ']')) p += 2;
                else if (p && p[0] == '"') p = bt_level_rest(p + 1, end);
                else p = NULL;
            } else {
                p = NULL;
            }
        }
        if (BT_UNLIKELY(!p)) {
        slow:
            p = bt_level_slow(start, end, level);
            if (!p || level[1] < 0.0) return NULL;
        }
        n++;
        if (BT_LIKELY(*p == ',')) {
            p++;
            if (BT_UNLIKELY(*p != '[')) p = bt_space(p);
            continue;
        }
        p = bt_space(p);
        if (*p == ',') {
            p = bt_space(p + 1);
            continue;
        }
        if (*p != ']') return NULL;
        *count = n;
        return p + 1;
    }
}

#endif
