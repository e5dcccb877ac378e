/* One side of a book: a ladder, and a sorted list (the overflow) for the levels that have no slot in it.
 *
 * A level is in the ladder if its price lies on the grid and inside the window, else in the list. A sorted
 * book is one without ladders. The sign is 1 for bids and -1 for asks: key = sign * price.
 */
#ifndef BTFAST_BOOK_SIDE_H
#define BTFAST_BOOK_SIDE_H

#include "book_ladder.h"
#include "book_leaves.h"

typedef struct {
    bt_ladder ladder;
    bt_leaves rest;
} bt_side;

static inline void bt_side_free(bt_side *side)
{
    bt_ladder_free(&side->ladder);
    bt_leaves_free(&side->rest);
}

static inline ptrdiff_t bt_side_count(const bt_side *side)
{
    return side->ladder.count + side->rest.count;
}

/* Return the highest occupied slot, -1 where there is none or no ladder. */
static inline int bt_side_slot(const bt_side *side)
{
    return side->ladder.slots ? side->ladder.best : -1;
}

/* Return the best key, or minus infinity. */
static inline double bt_side_best(const bt_side *side, const bt_grid *grid)
{
    double key = bt_ladder_key(&side->ladder, grid, bt_side_slot(side));
    double other = bt_leaves_best(&side->rest);
    return other > key ? other : key;
}

/* Write the best n levels and return how many there were. */
static inline ptrdiff_t bt_side_top(const bt_side *side, const bt_grid *grid, double sign, ptrdiff_t n,
                                    bt_pairs_out to)
{
    const bt_leaves *rest = &side->rest;
    int slot = bt_side_slot(side);
    int leaf = rest->leaves - 1, at = leaf < 0 ? -1 : rest->leaf[leaf].used - 1;
    ptrdiff_t count = bt_side_count(side);
    n = n < count ? n : count;
    if (leaf < 0)
        return bt_ladder_top(&side->ladder, grid, sign, n, to);
    for (ptrdiff_t i = 0; i < n; i++, to.level += to.stride) {
        double key = bt_ladder_key(&side->ladder, grid, slot);
        if (leaf >= 0 && rest->leaf[leaf].levels->key[at] > key) {
            to.level[0] = sign * rest->leaf[leaf].levels->key[at] + 0.0; /* + 0.0: no price is -0.0 */
            to.level[1] = rest->leaf[leaf].levels->volume[at];
            if (--at < 0 && --leaf >= 0)
                at = rest->leaf[leaf].used - 1;
        } else {
            to.level[0] = sign * key + 0.0;
            to.level[1] = side->ladder.volume[slot];
            slot = bt_ladder_below(&side->ladder, slot);
        }
    }
    return n;
}

/* Return all levels, in memory the caller frees; NULL when there is none. */
static inline double *bt_side_levels(const bt_side *side, const bt_grid *grid, double sign)
{
    ptrdiff_t count = bt_side_count(side);
    double *level = malloc(((size_t)count + 1) * 2 * sizeof *level);
    if (level != NULL)
        bt_side_top(side, grid, sign, count, (bt_pairs_out){level, 2});
    return level;
}

/* Set levels; return how many of them hit the overflow, or -1. */
static inline ptrdiff_t bt_side_apply(bt_side *side, const bt_grid *grid, double sign, bt_pairs run)
{
    bt_ladder *ladder = &side->ladder;
    ptrdiff_t spilled = 0;
    for (ptrdiff_t i = 0; i < run.n; i++) {
        double key = sign * run.level[2 * i], volume = run.level[2 * i + 1];
        int exact;
        uint64_t slot = (uint64_t)bt_grid_tick(grid, key, &exact) - (uint64_t)ladder->base;
        if (slot < (uint64_t)ladder->slots && exact) {
            bt_ladder_set(ladder, (int)slot, volume);
        } else {
            if (bt_leaves_set(&side->rest, key, volume) < 0)
                return -1;
            spilled++;
        }
    }
    return spilled;
}

/* Set levels of a side without a ladder. */
static inline int bt_side_apply_sorted(bt_side *side, double sign, bt_pairs run)
{
    for (ptrdiff_t i = 0; i < run.n; i++)
        if (bt_leaves_set(&side->rest, sign * run.level[2 * i], run.level[2 * i + 1]) < 0)
            return -1;
    return 0;
}

/* Build a side from levels that run strictly from best to worst; on -1 it is empty. */
static inline int bt_side_build(bt_side *side, const bt_grid *grid, double sign, bt_pairs run)
{
    int failed = 0;
    memset(side, 0, sizeof *side);
    if (bt_grid_is_known(grid)) {
        int64_t base;
        int slots = bt_ladder_plan(grid, sign, run, &base);
        failed = bt_ladder_open(&side->ladder, slots, base);
    }
    for (ptrdiff_t i = run.n - 1; i >= 0 && !failed; i--) {
        double key = sign * run.level[2 * i], volume = run.level[2 * i + 1];
        int exact;
        uint64_t slot = (uint64_t)bt_grid_tick(grid, key, &exact) - (uint64_t)side->ladder.base;
        if (slot < (uint64_t)side->ladder.slots && exact)
            bt_ladder_set(&side->ladder, (int)slot, volume);
        else
            failed = bt_leaves_append(&side->rest, key, volume);
    }
    if (failed)
        bt_side_free(side);
    return failed;
}

/* Tell whether the best price nears an end of the window, or is a level beside it that could have a slot. */
static inline int bt_side_strays(const bt_side *side, const bt_grid *grid)
{
    const bt_ladder *ladder = &side->ladder;
    int margin = ladder->slots / 16;
    if (ladder->best >= 0 && (ladder->best < margin || ladder->best >= ladder->slots - margin))
        return 1;
    double other = bt_leaves_best(&side->rest);
    return other > bt_ladder_key(ladder, grid, ladder->best) && bt_grid_has(grid, other);
}

#endif
