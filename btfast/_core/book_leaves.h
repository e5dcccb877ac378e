/* A sorted list of levels in leaves: one side of a book whose price grid is unknown or too sparse.
 *
 * A level is a key and a volume. The key is the price of a bid and minus the price of an ask, so on both
 * sides a higher key is a better price and the best level is the last: changes near it move few levels.
 *
 * Leaf i holds the keys from low[i] up to, not including, low[i + 1]; low[0] is minus infinity and
 * low[leaves] plus infinity. Keys after the last of a leaf are plus infinity: a search needs no length.
 */
#ifndef BTFAST_BOOK_LEAVES_H
#define BTFAST_BOOK_LEAVES_H

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define BT_LEAF_LEVELS 128
#define BT_LEAF_LOADED 104  /* levels a leaf gets when a whole book is loaded: room for inserts */
#define BT_LEAF_SPARSE 32   /* a leaf that shrinks to this joins a neighbour ... */
#define BT_LEAF_JOINED 96   /* ... if both together hold at most this many */

typedef struct {
    double key[BT_LEAF_LEVELS];
    double volume[BT_LEAF_LEVELS];
} bt_leaf;

typedef struct {
    bt_leaf *levels;
    int used;
} bt_leaf_entry;

typedef struct {
    double *low;  /* leaves + 1 bounds */
    bt_leaf_entry *leaf;
    int leaves;
    int capacity;
    int hint;  /* the leaf touched last; messages run from best to worst */
    ptrdiff_t count;
} bt_leaves;

static inline void bt_leaves_free(bt_leaves *list)
{
    for (int i = 0; i < list->leaves; i++)
        free(list->leaf[i].levels);
    free(list->leaf);
    free(list->low);
    memset(list, 0, sizeof *list);
}

static inline size_t bt_leaves_memory(const bt_leaves *list)
{
    size_t index = list->capacity ? (size_t)list->capacity * sizeof(bt_leaf_entry) : 0;
    size_t bounds = list->capacity ? ((size_t)list->capacity + 1) * sizeof(double) : 0;
    return index + bounds + (size_t)list->leaves * sizeof(bt_leaf);
}

/* Return the highest key, or minus infinity. No leaf is ever empty. */
static inline double bt_leaves_best(const bt_leaves *list)
{
    if (list->leaves == 0)
        return -INFINITY;
    const bt_leaf_entry *last = &list->leaf[list->leaves - 1];
    return last->levels->key[last->used - 1];
}

static inline int bt_leaves_grow(bt_leaves *list)
{
    int capacity = list->capacity ? 2 * list->capacity : 8;
    double *low = realloc(list->low, ((size_t)capacity + 1) * sizeof *low);
    if (low == NULL)
        return -1;
    list->low = low;
    bt_leaf_entry *leaf = realloc(list->leaf, (size_t)capacity * sizeof *leaf);
    if (leaf == NULL)
        return -1;
    list->leaf = leaf;
    list->capacity = capacity;
    return 0;
}

/* Put an empty leaf for the keys from `low` at place i, or return -1 and change nothing. */
static inline int bt_leaves_open(bt_leaves *list, int i, double low)
{
    if (list->leaves == list->capacity && bt_leaves_grow(list) < 0)
        return -1;
    bt_leaf *levels = malloc(sizeof *levels);
    if (levels == NULL)
        return -1;
    for (int k = 0; k < BT_LEAF_LEVELS; k++)
        levels->key[k] = INFINITY;
    size_t behind = (size_t)(list->leaves - i);
    memmove(list->leaf + i + 1, list->leaf + i, behind * sizeof *list->leaf);
    memmove(list->low + i + 1, list->low + i, behind * sizeof *list->low);
    list->leaf[i] = (bt_leaf_entry){levels, 0};
    list->low[i] = i ? low : -INFINITY;
    list->leaves++;
    list->low[list->leaves] = INFINITY;
    return 0;
}

static inline void bt_leaves_close(bt_leaves *list, int i)
{
    free(list->leaf[i].levels);
    size_t behind = (size_t)(list->leaves - 1 - i);
    memmove(list->leaf + i, list->leaf + i + 1, behind * sizeof *list->leaf);
    memmove(list->low + i, list->low + i + 1, (behind + 1) * sizeof *list->low);
    list->leaves--;
    list->low[0] = list->leaves ? -INFINITY : INFINITY;
    list->hint = 0;
}

/* Move the levels from `at` on to the end of another leaf. */
static inline void bt_leaf_pour(bt_leaf_entry *from, int at, bt_leaf_entry *to)
{
    int n = from->used - at;
    memcpy(to->levels->key + to->used, from->levels->key + at, (size_t)n * sizeof(double));
    memcpy(to->levels->volume + to->used, from->levels->volume + at, (size_t)n * sizeof(double));
    for (int k = at; k < from->used; k++)
        from->levels->key[k] = INFINITY;
    to->used += n;
    from->used = at;
}

static inline int bt_leaves_split(bt_leaves *list, int i)
{
    int half = list->leaf[i].used / 2;
    if (bt_leaves_open(list, i + 1, list->leaf[i].levels->key[half]) < 0)
        return -1;
    bt_leaf_pour(&list->leaf[i], half, &list->leaf[i + 1]);
    return 0;
}

/* Close leaf i if it is empty, or join it with a neighbour if both are sparse. */
static inline void bt_leaves_shrink(bt_leaves *list, int i)
{
    int used = list->leaf[i].used;
    if (used == 0) {
        bt_leaves_close(list, i);
        return;
    }
    if (i + 1 < list->leaves && used + list->leaf[i + 1].used <= BT_LEAF_JOINED)
        i++;
    else if (i == 0 || used + list->leaf[i - 1].used > BT_LEAF_JOINED)
        return;
    bt_leaf_pour(&list->leaf[i], 0, &list->leaf[i - 1]);
    bt_leaves_close(list, i);
}

/* Return the leaf a key belongs to; the list has at least one. */
static inline int bt_leaves_find(const bt_leaves *list, double key)
{
    const double *low = list->low;
    if (low[list->hint] <= key && key < low[list->hint + 1])
        return list->hint;
    int at = 0;
    for (int n = list->leaves; n > 1;) {
        int half = n / 2;
        at += half & -(low[at + half] <= key);
        n -= half;
    }
    return at;
}

/* Return the place of the first key not below `key`, 0 to 128: a quarter, a group of eight in it, a level.
 * No branch, and the comparisons of a round do not wait for each other, as those of a bisection would.
 */
static inline int bt_leaf_find(const bt_leaf *leaf, double key)
{
    const double *from = leaf->key;
    int quarter = (from[31] < key) + (from[63] < key) + (from[95] < key);
    from += 32 * quarter;
    int group = (from[7] < key) + (from[15] < key) + (from[23] < key);
    from += 8 * group;
    int below = 0;
    for (int k = 0; k < 8; k++)
        below += from[k] < key;
    return 32 * quarter + 8 * group + below;
}

static inline void bt_leaves_remove(bt_leaves *list, int i, int at)
{
    bt_leaf_entry *leaf = &list->leaf[i];
    size_t behind = (size_t)(leaf->used - 1 - at) * sizeof(double);
    memmove(leaf->levels->key + at, leaf->levels->key + at + 1, behind);
    memmove(leaf->levels->volume + at, leaf->levels->volume + at + 1, behind);
    leaf->used--;
    leaf->levels->key[leaf->used] = INFINITY;
    list->count--;
    if (leaf->used <= BT_LEAF_SPARSE)
        bt_leaves_shrink(list, i);
}

static inline int bt_leaves_insert(bt_leaves *list, int i, int at, double key, double volume)
{
    if (list->leaf[i].used == BT_LEAF_LEVELS) {
        if (bt_leaves_split(list, i) < 0)
            return -1;
        if (at > list->leaf[i].used) {
            at -= list->leaf[i].used;
            i++;
        }
        list->hint = i;
    }
    bt_leaf_entry *leaf = &list->leaf[i];
    size_t behind = (size_t)(leaf->used - at) * sizeof(double);
    memmove(leaf->levels->key + at + 1, leaf->levels->key + at, behind);
    memmove(leaf->levels->volume + at + 1, leaf->levels->volume + at, behind);
    leaf->levels->key[at] = key;
    leaf->levels->volume[at] = volume;
    leaf->used++;
    list->count++;
    return 0;
}

/* Set the volume of a key, or remove the key where the volume is 0. Return -1 when memory is out. */
static inline int bt_leaves_set(bt_leaves *list, double key, double volume)
{
    if (list->leaves == 0 && (volume == 0.0 || bt_leaves_open(list, 0, key) < 0))
        return volume == 0.0 ? 0 : -1;
    int i = bt_leaves_find(list, key);
    bt_leaf *leaf = list->leaf[i].levels;
    int at = bt_leaf_find(leaf, key);
    list->hint = i;
    if (at < BT_LEAF_LEVELS && leaf->key[at] == key) {
        if (volume > 0.0)
            leaf->volume[at] = volume;
        else
            bt_leaves_remove(list, i, at);
        return 0;
    }
    return volume > 0.0 ? bt_leaves_insert(list, i, at, key, volume) : 0;
}

/* Add a level better than all others, as a load does. Return -1 when memory is out. */
static inline int bt_leaves_append(bt_leaves *list, double key, double volume)
{
    int last = list->leaves - 1;
    if (last < 0 || list->leaf[last].used == BT_LEAF_LOADED) {
        last++;
        if (bt_leaves_open(list, last, key) < 0)
            return -1;
    }
    bt_leaf_entry *leaf = &list->leaf[last];
    leaf->levels->key[leaf->used] = key;
    leaf->levels->volume[leaf->used] = volume;
    leaf->used++;
    list->count++;
    return 0;
}

#endif
