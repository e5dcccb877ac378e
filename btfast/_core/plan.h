/* A plan: which values of a message go into which slots. It is built once from a table of names and run over each message
 * in one pass, to the last byte.
 *
 * A node is what one JSON object (or row) may hold: its keys, each with an action. Lookup is a table for keys of one byte
 * and a collision-free hash for longer ones; keys without an action are skipped with their grammar checked.
 */
#ifndef BT_PLAN_H
#define BT_PLAN_H

#include "scan.h"

typedef union {
    double number;
    int64_t integer;
    struct {
        uint32_t start, end; /* in the message; for text without the quotes */
    } span;
} bt_slot;

enum bt_kind {
    BT_FLOAT,   /* a number, quoted or bare; "" and null are absent */
    BT_INT,     /* a whole number, quoted or bare */
    BT_TEXT,    /* a string, or the text of a bare scalar */
    BT_BOOL,    /* true, false, 1, 0, quoted or bare */
    BT_RAW,     /* any value, as it stands */
    BT_LEVELS,  /* an array of levels; slot is the side, 0 bids or 1 asks */
    BT_NODE,    /* an object, or the first element of an array */
    BT_SELECT   /* of an array of objects, those whose discriminating key has one of the wanted values */
};

#define BT_MAX_SLOTS 128
#define BT_TABLE 512

typedef struct bt_node bt_node;

typedef struct bt_action {
    const char *name;      /* owned by the plan */
    uint32_t length;
    uint8_t kind;
    uint8_t slot;
    int16_t also;          /* a further action on the same value, or -1 */
    bt_node *node;         /* BT_NODE, BT_SELECT */
} bt_action;

struct bt_node {
    bt_action *actions;
    int count;
    uint8_t one[128];           /* one-byte key -> action + 1 */
    uint8_t table[BT_TABLE];    /* hash of a longer key -> action + 1 */
    uint64_t multiplier;
    int16_t *row;               /* position -> action, or -1; NULL where rows mean nothing */
    int row_length;
    const char *select;         /* BT_SELECT: the discriminating key */
    uint32_t select_length;
};

typedef struct {
    const char *base, *end;
    bt_slot *slots;
    uint64_t present[2];
    double *levels[2];          /* work buffers of the caller, or NULL */
    long counts[2];             /* levels read, or -1 */
    uint32_t level_spans[2][2]; /* where the levels stood */
    int odd_levels;             /* a levels key held something else */
    int more;                   /* a list was entered that has more than its first element */
    int depth;
    const char *stop;           /* after the value */
    const char *fault;          /* where reading failed */
} bt_run;

/* All bytes of a text shorter than eight, without reading past it. */
BT_INLINE uint64_t bt_load_short(const char *key, long n) {
    uint32_t head, tail;
    uint16_t two[2];
    if (n >= 4) {
        memcpy(&head, key, 4);
        memcpy(&tail, key + n - 4, 4);
        return (uint64_t)tail << 32 | head;
    }
    if (n >= 2) {
        memcpy(two, key, 2);
        memcpy(two + 1, key + n - 2, 2);
        return (uint64_t)two[1] << 32 | two[0];
    }
    return n ? (unsigned char)*key : 0;
}

/* The first and last up to eight bytes of a key, mixed. */
BT_INLINE uint64_t bt_key_hash(const char *key, long n, uint64_t multiplier) {
    uint64_t head, tail = 0;
    if (n >= 8) {
        head = bt_load8(key);
        tail = bt_load8(key + n - 8);
    } else {
        head = bt_load_short(key, n);
    }
    return ((head ^ (tail << 3) ^ (tail >> 61) ^ ((uint64_t)n << 56)) * multiplier) >> 55; /* nine bits: BT_TABLE */
}

BT_NOINLINE int bt_find_escaped(const bt_node *node, const char *key, long n) {
    char plain[256];
    int i;
    if (n > (long)sizeof plain) return -1;
    n = bt_unescape(key, n, plain);
    for (i = 0; i < node->count; i++)
        if (node->actions[i].length == n && memcmp(node->actions[i].name, plain, (size_t)n) == 0) return i;
    return -1;
}

/* The action of a key, or -1. */
BT_INLINE int bt_find(const bt_node *node, const char *key, long n) {
    int i;
    if (BT_LIKELY(n == 1)) return (unsigned char)*key < 128 ? (int)node->one[(unsigned char)*key] - 1 : -1;
    i = (int)node->table[bt_key_hash(key, n, node->multiplier)] - 1;
    if (BT_LIKELY(i >= 0) && node->actions[i].length == n && memcmp(node->actions[i].name, key, (size_t)n) == 0) return i;
    if (BT_UNLIKELY(memchr(key, '\\', (size_t)n) != NULL)) return bt_find_escaped(node, key, n);
    return -1;
}

BT_INLINE void bt_mark(bt_run *run, int slot) { run->present[slot >> 6] |= 1ull << (slot & 63); }
BT_INLINE void bt_unmark(bt_run *run, int slot) { run->present[slot >> 6] &= ~(1ull << (slot & 63)); }

static const char *bt_run_value(const bt_node *node, const char *p, bt_run *run);
static const char *bt_run_select(const bt_node *node, const char *p, bt_run *run);

/* Absent in all its spellings: null and the empty text. */
BT_INLINE const char *bt_absent(const char *p, const char *end) {
    if (*p == 'n') return bt_starts(p, end, "null", 4) ? p + 4 : NULL;
    return p[0] == '"' && p[1] == '"' ? p + 2 : NULL;
}

BT_INLINE const char *bt_read_float(const char *p, bt_run *run, int slot) {
    double *out = &run->slots[slot].number;
    const char *q;
    if (BT_LIKELY(*p == '"')) {
        q = bt_number(p + 1, run->end, out);
        if (BT_LIKELY(q && *q == '"')) {
            bt_mark(run, slot);
            return q + 1;
        }
    } else if (*p != 'n') {
        q = bt_bare_number(p, run->end, out);
        if (q) bt_mark(run, slot);
        return q;
    }
    *out = NAN;
    bt_unmark(run, slot);
    return bt_absent(p, run->end);
}

BT_INLINE const char *bt_read_int(const char *p, bt_run *run, int slot) {
    int quoted = *p == '"';
    const char *digits = p + quoted + (p[quoted] == '-'), *q;
    if (bt_is_digit(*digits)) {
        if (digits[0] == '0' && bt_is_digit(digits[1]) && !quoted) return NULL;
        q = bt_integer(p + quoted, run->end, &run->slots[slot].integer);
        if (!q || (quoted && *q != '"')) return NULL;
        bt_mark(run, slot);
        return q + quoted;
    }
    bt_unmark(run, slot);
    return bt_absent(p, run->end);
}

BT_INLINE const char *bt_read_text(const char *p, bt_run *run, int slot) {
    const char *q;
    int quoted = *p == '"';
    if (*p == '{' || *p == '[') return NULL;
    q = bt_skip_scalar(p, run->end);
    if (!q) return NULL;
    if (*p == 'n') {
        bt_unmark(run, slot);
        return q;
    }
    run->slots[slot].span.start = (uint32_t)(p + quoted - run->base);
    run->slots[slot].span.end = (uint32_t)(q - quoted - run->base);
    bt_mark(run, slot);
    return q;
}

BT_INLINE const char *bt_read_bool(const char *p, bt_run *run, int slot) {
    int quoted = *p == '"', value;
    const char *word = p + quoted, *q;
    if (bt_starts(word, run->end, "true", 4)) {
        value = 1;
        q = word + 4;
    } else if (bt_starts(word, run->end, "false", 5)) {
        value = 0;
        q = word + 5;
    } else if ((*word == '0' || *word == '1') && !bt_is_digit(word[1]) && word[1] != '.' && (word[1] | 0x20) != 'e') {
        value = *word == '1';
        q = word + 1;
    } else {
        bt_unmark(run, slot);
        return bt_absent(p, run->end);
    }
    if (quoted && *q != '"') return NULL;
    run->slots[slot].integer = value;
    bt_mark(run, slot);
    return q + quoted;
}

BT_INLINE const char *bt_read_raw(const char *p, bt_run *run, int slot) {
    const char *q = bt_skip(p, run->end);
    if (!q) return NULL;
    run->slots[slot].span.start = (uint32_t)(p - run->base);
    run->slots[slot].span.end = (uint32_t)(q - run->base);
    if (*p == 'n') bt_unmark(run, slot);
    else bt_mark(run, slot);
    return q;
}

BT_INLINE const char *bt_read_levels(const char *p, bt_run *run, int side) {
    if (BT_UNLIKELY(*p != '[' || !run->levels[side])) {
        run->odd_levels |= *p != '[';
        return bt_skip(p, run->end);
    }
    const char *q = bt_levels(p, run->end, run->levels[side], &run->counts[side]);
    if (q) {
        run->level_spans[side][0] = (uint32_t)(p - run->base);
        run->level_spans[side][1] = (uint32_t)(q - run->base);
    }
    return q;
}

BT_INLINE const char *bt_run_action(const bt_node *node, int i, const char *value, bt_run *run) {
    const char *p;
    for (;;) {
        const bt_action *action = node->actions + i;
        switch (action->kind) {
        case BT_FLOAT: p = bt_read_float(value, run, action->slot); break;
        case BT_INT: p = bt_read_int(value, run, action->slot); break;
        case BT_TEXT: p = bt_read_text(value, run, action->slot); break;
        case BT_BOOL: p = bt_read_bool(value, run, action->slot); break;
        case BT_RAW: p = bt_read_raw(value, run, action->slot); break;
        case BT_LEVELS: p = bt_read_levels(value, run, action->slot); break;
        case BT_NODE: p = bt_run_value(action->node, value, run); break;
        default: p = bt_run_select(action->node, value, run); break;
        }
        if (BT_UNLIKELY(!p) && !run->fault) run->fault = value;
        if (BT_LIKELY(action->also < 0) || !p) return p;
        i = action->also;
    }
}

/* The usual case of the next member: `,"k":` without space, k a known key of one byte. Its action, or -1. */
BT_INLINE int bt_known_member(const bt_node *node, const char *p, const char *end, char separator) {
    uint64_t word;
    if (!BT_LITTLE || BT_UNLIKELY(end - p < 8)) return -1;
    word = bt_load8(p);
    if ((word & 0x000000FFFF80FFFFull) != (0x0000003A22002200ull | (unsigned char)separator)) return -1;
    return (int)node->one[word >> 16 & 127] - 1;
}

BT_INLINE const char *bt_run_object(const bt_node *node, const char *p, bt_run *run) {
    int first = 1;
    const char *key = p, *value;
    long n = 0;
    for (;;) {
        int i = bt_known_member(node, p, run->end, first ? '{' : ',');
        if (BT_LIKELY(i >= 0)) {
            first = 0;
            value = bt_space(p + 5);
        } else {
            value = bt_next_key(p + first, run->end, &first, &key, &n);
            if (BT_UNLIKELY(!value)) {
                if (!run->fault) run->fault = p;
                return NULL;
            }
            if (!key) return value;
            i = bt_find(node, key, n);
        }
        if (i < 0) {
            p = bt_skip(value, run->end);
            if (BT_UNLIKELY(!p) && !run->fault) run->fault = value;
        } else {
            p = bt_run_action(node, i, value, run);
        }
        if (BT_UNLIKELY(!p)) return NULL;
    }
}

/* An array: a row where the node has positions and the first element is a scalar, otherwise its first element. */
BT_NOINLINE const char *bt_run_array(const bt_node *node, const char *p, bt_run *run) {
    long position = 0;
    int as_row;
    p = bt_space(p + 1);
    if (*p == ']') return p + 1;
    as_row = node->row && *p != '{' && *p != '[';
    for (;; position++) {
        const char *start = p;
        if (as_row && position < node->row_length && node->row[position] >= 0)
            p = bt_run_action(node, node->row[position], p, run);
        else if (!as_row && position == 0 && (*p == '{' || *p == '['))
            p = bt_run_value(node, p, run);
        else {
            run->more |= !as_row && (*p == '{' || *p == '[');
            p = bt_skip(p, run->end);
        }
        if (!p) {
            if (!run->fault) run->fault = start;
            return NULL;
        }
        p = bt_space(p);
        if (*p == ']') return p + 1;
        if (*p != ',') {
            if (!run->fault) run->fault = p;
            return NULL;
        }
        p = bt_space(p + 1);
    }
}

/* Anything: objects and arrays are run, a scalar under a node has nothing to give. */
static const char *bt_run_value(const bt_node *node, const char *p, bt_run *run) {
    if (BT_UNLIKELY(*p != '{' && *p != '[')) return bt_skip_scalar(p, run->end);
    if (BT_UNLIKELY(++run->depth > BT_DEPTH)) return NULL;
    p = *p == '{' ? bt_run_object(node, p, run) : bt_run_array(node, p, run);
    run->depth--;
    return p;
}

/* The value of the discriminating key of the object at p, as a span; NULL text where it has none. */
BT_INLINE const char *bt_discriminate(const bt_node *node, const char *p, bt_run *run, const char **text, long *length) {
    int first = 1;
    const char *key, *value;
    long n;
    *text = NULL;
    p++;
    for (;;) {
        value = bt_next_key(p, run->end, &first, &key, &n);
        if (!value || !key) return value;
        p = bt_skip(value, run->end);
        if (!p) return NULL;
        if (n == (long)node->select_length && memcmp(key, node->select, (size_t)n) == 0 && *value == '"') {
            *text = value + 1;
            *length = (long)(p - 1 - *text);
            return p;
        }
    }
}

static const char *bt_run_select(const bt_node *node, const char *p, bt_run *run) {
    if (*p != '[') return bt_skip(p, run->end);
    p = bt_space(p + 1);
    if (*p == ']') return p + 1;
    for (;;) {
        const char *text = NULL;
        long n = 0;
        int i = -1;
        if (*p == '{') {
            if (!bt_discriminate(node, p, run, &text, &n)) return NULL;
            if (text) i = bt_find(node, text, n);
        }
        p = i >= 0 ? bt_run_value(node->actions[i].node, p, run) : bt_skip(p, run->end);
        if (!p) return NULL;
        p = bt_space(p);
        if (*p == ']') return p + 1;
        if (*p != ',') return NULL;
        p = bt_space(p + 1);
    }
}

BT_INLINE void bt_run_begin(bt_run *run, const char *base, const char *end, bt_slot *slots) {
    run->base = base;
    run->end = end;
    run->slots = slots;
    run->present[0] = run->present[1] = 0;
    run->levels[0] = run->levels[1] = NULL;
    run->counts[0] = run->counts[1] = -1;
    run->odd_levels = run->more = run->depth = 0;
    run->fault = NULL;
}

/* The object or array that run->base begins with: 0 with run->stop after it, or -1 with run->fault at the place that could
 * not be read. */
BT_NOINLINE int bt_run_prefix(const bt_node *node, bt_run *run) {
    const char *p = bt_space(run->base);
    run->stop = *p == '{' || *p == '[' ? bt_run_value(node, p, run) : NULL;
    if (run->stop) return 0;
    if (!run->fault) run->fault = run->base;
    return -1;
}

/* The same where nothing may follow it. */
BT_INLINE int bt_run_message(const bt_node *node, bt_run *run) {
    if (bt_run_prefix(node, run) != 0) return -1;
    while (run->stop < run->end && (*run->stop == ' ' || *run->stop == '\n' || *run->stop == '\r' || *run->stop == '\t'))
        run->stop++; /* a message may be part of a longer text: bt_space would run on */
    if (run->stop == run->end) return 0;
    run->fault = run->stop;
    return -1;
}

#endif
