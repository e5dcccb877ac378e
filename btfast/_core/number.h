/* Decimal text to double, correctly rounded.
 *
 * Up to 19 digits are gathered eight at a time into a 64-bit mantissa. A mantissa of at most 2^53 is divided once by an
 * exact power of ten, which rounds once; a larger one takes a 128-bit division with a sticky bit. Exponents and longer
 * texts go to CPython's own conversion, which needs the GIL and knows no locale.
 *
 * Every reader takes [p, end) and relies on a NUL at *end, as the buffer of a bytes object has it.
 */
#ifndef BT_NUMBER_H
#define BT_NUMBER_H

#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__) || defined(__clang__)
#define BT_LIKELY(x) __builtin_expect(!!(x), 1)
#define BT_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define BT_INLINE static inline __attribute__((always_inline, unused))
#define BT_NOINLINE static __attribute__((noinline, unused))
#define BT_FORGET(x) __asm__("" : "+r"(x)) /* the compiler may not derive x from what was compared with it */
#define bt_ctz64(x) __builtin_ctzll(x)
#define bt_clz64(x) __builtin_clzll(x)
#else
#include <intrin.h>
#define BT_LIKELY(x) (x)
#define BT_UNLIKELY(x) (x)
#define BT_INLINE static __forceinline
#define BT_NOINLINE static __declspec(noinline)
#define BT_FORGET(x) (void)(x)
static __forceinline int bt_ctz64(uint64_t x) { unsigned long i; _BitScanForward64(&i, x); return (int)i; }
static __forceinline int bt_clz64(uint64_t x) { unsigned long i; _BitScanReverse64(&i, x); return 63 - (int)i; }
#endif

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define BT_LITTLE 0
#else
#define BT_LITTLE 1
#endif

#define BT_WIDE 26           /* bytes that a fast number may load from its first one on */

static const double BT_POW10[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
static const uint64_t BT_POW10_INT[20] = {
    1ull, 10ull, 100ull, 1000ull, 10000ull, 100000ull, 1000000ull, 10000000ull, 100000000ull, 1000000000ull,
    10000000000ull, 100000000000ull, 1000000000000ull, 10000000000000ull, 100000000000000ull, 1000000000000000ull,
    10000000000000000ull, 100000000000000000ull, 1000000000000000000ull, 10000000000000000000ull};

BT_INLINE int bt_is_digit(char c) { return (unsigned char)(c - '0') < 10; }

BT_INLINE uint64_t bt_load8(const char *p) {
    uint64_t word;
    memcpy(&word, p, 8);
    return word;
}

/* The value of eight digits, the first in the lowest byte, each already reduced to 0..9. */
BT_INLINE uint64_t bt_eight_digits(uint64_t v) {
    v = v * 10 + (v >> 8);
    return (((v & 0x000000FF000000FFull) * 0x000F424000000064ull) +
            (((v >> 16) & 0x000000FF000000FFull) * 0x0000271000000001ull)) >> 32;
}

/* The top bit of each byte of the word that is no digit; v is the text xor '0' * 8. */
BT_INLINE uint64_t bt_not_digits(uint64_t v) { return ((v + 0x7676767676767676ull) | v) & 0x8080808080808080ull; }

#if defined(__SIZEOF_INT128__)
#define BT_HAS_WIDE_DIV 1
/* mantissa / 10^k for 0 < k <= 19, rounded once. */
BT_NOINLINE double bt_exact_div(uint64_t mantissa, int k) {
    uint64_t divisor = BT_POW10_INT[k];
    int shift_m = bt_clz64(mantissa), shift_d = bt_clz64(divisor);
    unsigned __int128 numerator = (unsigned __int128)(mantissa << shift_m) << 63;
    uint64_t d = divisor << shift_d;
    uint64_t quotient = (uint64_t)(numerator / d);
    quotient |= (uint64_t)(numerator % d) != 0; /* sticky: quotient keeps 63 or 64 bits, so one rounding is left */
    return ldexp((double)quotient, -63 - shift_m + shift_d);
}
#else
#define BT_HAS_WIDE_DIV 0
#endif

/* -?digits[.digits][(e|E)[+-]digits]; an infinite value is refused. Returns the first byte after, or NULL. */
BT_NOINLINE const char *bt_number_slow(const char *text, const char *end, double *out) {
    const char *p = text, *mark;
    char small[128], *copy = small;
    size_t n;
    if (p < end && *p == '-') p++;
    for (mark = p; p < end && bt_is_digit(*p); p++) {}
    if (p == mark) return NULL;
    if (p < end && *p == '.') {
        for (mark = ++p; p < end && bt_is_digit(*p); p++) {}
        if (p == mark) return NULL;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        for (mark = p; p < end && bt_is_digit(*p); p++) {}
        if (p == mark) return NULL;
    }
    n = (size_t)(p - text);
    if (n >= sizeof small && !(copy = (char *)PyMem_Malloc(n + 1))) return NULL;
    memcpy(copy, text, n);
    copy[n] = 0;
    *out = PyOS_string_to_double(copy, NULL, NULL);
    if (copy != small) PyMem_Free(copy);
    if (PyErr_Occurred()) {
        PyErr_Clear();
        return NULL;
    }
    return isinf(*out) ? NULL : p;
}


/* A number near the end of a message, byte by byte; what needs more than one exact division goes the slow road. */
BT_NOINLINE const char *bt_number_short(const char *text, const char *end, double *out) {
    const char *p = text, *mark;
    uint64_t mantissa = 0;
    int negative = *p == '-', digits = 0, fraction_digits = 0;
    p += negative;
    for (; bt_is_digit(*p); p++, digits++) mantissa = mantissa * 10 + (uint64_t)(*p - '0');
    if (digits == 0) return NULL;
    if (*p == '.') {
        for (mark = ++p; bt_is_digit(*p); p++) mantissa = mantissa * 10 + (uint64_t)(*p - '0');
        fraction_digits = (int)(p - mark);
        if (fraction_digits == 0) return NULL;
    }
    if (digits + fraction_digits > 15 || (*p | 0x20) == 'e') return bt_number_slow(text, end, out);
    *out = (double)(int64_t)mantissa / BT_POW10[fraction_digits];
    if (negative) *out = -*out;
    return p;
}

/* The value with a sign, -0.0 too. */
BT_INLINE double bt_signed(double value, int negative) {
    uint64_t bits;
    memcpy(&bits, &value, 8);
    bits |= (uint64_t)negative << 63;
    memcpy(&value, &bits, 8);
    return value;
}

/* A number of any length. Returns the first byte after it, or NULL. */
BT_INLINE const char *bt_number(const char *text, const char *end, double *out) {
    const char *p = text;
    uint64_t v, nd, mantissa;
    int negative = 0, integer_digits, fraction_digits = 0, k;
    if (!BT_LITTLE || BT_UNLIKELY(end - p < BT_WIDE)) return bt_number_short(text, end, out);
    if (BT_UNLIKELY(*p == '-')) {
        negative = 1;
        p++;
    }
    v = bt_load8(p) ^ 0x3030303030303030ull;
    nd = bt_not_digits(v);
    if (BT_LIKELY(nd != 0)) {
        k = bt_ctz64(nd);
        if (BT_UNLIKELY(k == 7)) return NULL; /* no digit at all: a shift by 64 must not happen */
        integer_digits = k >> 3;
        mantissa = bt_eight_digits(v << (71 - k));
        p += integer_digits;
    } else {
        mantissa = bt_eight_digits(v);
        p += 8;
        integer_digits = 8;
        v = bt_load8(p) ^ 0x3030303030303030ull;
        nd = bt_not_digits(v);
        if (BT_UNLIKELY(!nd)) return bt_number_slow(text, end, out);
        k = bt_ctz64(nd);
        if (k > 7) {
            int more = k >> 3;
            mantissa = mantissa * BT_POW10_INT[more] + bt_eight_digits(v << (71 - k));
            p += more;
            integer_digits += more;
        }
    }
    if (BT_LIKELY(*p == '.')) {
        p++;
        v = bt_load8(p) ^ 0x3030303030303030ull;
        nd = bt_not_digits(v);
        if (nd) {
            k = bt_ctz64(nd);
            if (BT_UNLIKELY(k == 7)) return NULL;
            fraction_digits = k >> 3;
            if (BT_UNLIKELY(integer_digits + fraction_digits > 19)) return bt_number_slow(text, end, out);
            mantissa = mantissa * BT_POW10_INT[fraction_digits] + bt_eight_digits(v << (71 - k));
            p += fraction_digits;
        } else {
            if (BT_UNLIKELY(integer_digits > 11)) return bt_number_slow(text, end, out);
            mantissa = mantissa * 100000000ull + bt_eight_digits(v);
            p += 8;
            fraction_digits = 8;
            while (bt_is_digit(*p)) {
                if (BT_UNLIKELY(integer_digits + fraction_digits >= 19)) return bt_number_slow(text, end, out);
                mantissa = mantissa * 10 + (uint64_t)(*p - '0');
                p++;
                fraction_digits++;
            }
        }
    }
    if (BT_UNLIKELY((*p | 0x20) == 'e')) return bt_number_slow(text, end, out);
    if (BT_LIKELY(mantissa <= (1ull << 53))) {
        *out = bt_signed((double)(int64_t)mantissa, negative) / BT_POW10[fraction_digits];
        return p;
    }
    if (fraction_digits == 0) *out = (double)mantissa;
#if BT_HAS_WIDE_DIV
    else *out = bt_exact_div(mantissa, fraction_digits);
#else
    else return bt_number_slow(text, end, out);
#endif
    if (negative) *out = -*out;
    return p;
}

/* The same for a run of alike numbers: the digit counts of the last one are guessed, so that the next load need not wait
 * for this one's digits to be counted. Anything unusual goes to bt_number. */
BT_INLINE const char *bt_number_guess(const char *text, const char *end, double *out, long *integer_guess,
                                      long *fraction_guess) {
    const char *p = text;
    uint64_t v, nd, mantissa;
    long digits, guess;
    int k;
    if (!BT_LITTLE || BT_UNLIKELY(end - p < BT_WIDE)) return bt_number(text, end, out);
    v = bt_load8(p) ^ 0x3030303030303030ull;
    nd = bt_not_digits(v);
    if (BT_UNLIKELY(nd == 0)) return bt_number(text, end, out);
    k = bt_ctz64(nd);
    if (BT_UNLIKELY(k == 7)) return bt_number(text, end, out);
    digits = k >> 3;
    mantissa = bt_eight_digits(v << (71 - k));
    guess = *integer_guess;
    if (BT_LIKELY(digits == guess)) {
        BT_FORGET(guess);
        p += guess;
    } else {
        *integer_guess = digits;
        p += digits;
    }
    if (BT_UNLIKELY(*p != '.')) {
        if (BT_UNLIKELY((*p | 0x20) == 'e')) return bt_number(text, end, out);
        *out = (double)(int64_t)mantissa;
        return p;
    }
    p++;
    v = bt_load8(p) ^ 0x3030303030303030ull;
    nd = bt_not_digits(v);
    if (nd) {
        k = bt_ctz64(nd);
        if (BT_UNLIKELY(k == 7)) return NULL;
        digits = k >> 3;
        mantissa = mantissa * BT_POW10_INT[digits] + bt_eight_digits(v << (71 - k));
        guess = *fraction_guess;
        if (BT_LIKELY(digits == guess)) {
            BT_FORGET(guess);
            p += guess;
        } else {
            *fraction_guess = digits;
            p += digits;
        }
    } else {
        digits = 8;
        mantissa = mantissa * 100000000ull + bt_eight_digits(v);
        p += 8;
        if (BT_UNLIKELY(bt_is_digit(*p))) return bt_number(text, end, out);
    }
    if (BT_UNLIKELY((*p | 0x20) == 'e')) return bt_number(text, end, out);
    *out = (double)(int64_t)mantissa / BT_POW10[digits]; /* at most 15 digits: below 2^53 */
    return p;
}

/* An integer that fits 64 bits, written without point or exponent. Returns the first byte after it, or NULL. */
BT_INLINE const char *bt_integer(const char *text, const char *end, int64_t *out) {
    const char *p = text;
    uint64_t value = 0;
    int negative = 0, digits = 0;
    if (*p == '-') {
        negative = 1;
        p++;
    }
    if (BT_LITTLE && end - p >= 8) {
        uint64_t v = bt_load8(p) ^ 0x3030303030303030ull;
        if (!bt_not_digits(v)) {
            value = bt_eight_digits(v);
            p += 8;
            digits = 8;
        }
    }
    while (bt_is_digit(*p)) {
        if (++digits > 19) return NULL;
        value = value * 10 + (uint64_t)(*p++ - '0');
    }
    if (digits == 0 || *p == '.' || (*p | 0x20) == 'e') return NULL;
    if (value > (uint64_t)INT64_MAX + (uint64_t)negative) return NULL;
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return p;
}

#endif
