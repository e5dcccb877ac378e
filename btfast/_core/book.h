/* A maintained order book: dense tick ladders where the price grid is known, sorted lists where it is not.
 *
 * Moving a window, changing the tick and giving the ladders up are one routine: read all levels, build both
 * sides anew, swap.
 *
 * Levels are arrays of (price, volume), finite, volumes not negative; volume 0 deletes. The caller has
 * checked them (bt_book_find_bad). They may come in any order and the last of duplicates wins; best first is
 * fastest. Functions that return int return -1 when memory is out. Not thread safe.
 */
#ifndef BTFAST_BOOK_H
#define BTFAST_BOOK_H

#include <float.h>

#include "book_side.h"

#define BT_BIDS 0
#define BT_ASKS 1
#define BT_BOOK_WATCHED 4096 /* touched levels after which the share that hit the overflow is looked at */
#define BT_BOOK_HASTY 8      /* window moves in a row that came too early to pay */

typedef struct {
    bt_side side[2];
    bt_grid grid;       /* of the ladders; none while the book is sorted */
    double tick;        /* as given by the caller; 0 stands for unknown */
    ptrdiff_t touched;  /* levels since the overflow's share was looked at ... */
    ptrdiff_t spilled;  /* ... and those of them that hit the overflow */
    ptrdiff_t settled;  /* levels since both sides were built */
    int strained;       /* the last look found too many in the overflow */
    int hasty;          /* window moves in a row that came too early to pay */
    long rebuilds;
} bt_book;

static inline double bt_book_sign(int side)
{
    return side == BT_BIDS ? 1.0 : -1.0;
}

static inline int bt_book_is_dense(const bt_book *book)
{
    return bt_grid_is_known(&book->grid);
}

/* Drop every level; the book is sorted until the next load. */
static inline void bt_book_drop(bt_book *book)
{
    bt_side_free(&book->side[BT_BIDS]);
    bt_side_free(&book->side[BT_ASKS]);
    book->grid = (bt_grid){0.0, 0.0, 0.0};
}

/* Replace both sides by levels that run strictly from best to worst; on -1 the book is as it was.
 * Falls back to a sorted book where more than 5 % of the levels find no slot.
 */
static inline int bt_book_build(bt_book *book, bt_grid grid, const bt_pairs runs[2])
{
    bt_side fresh[2];
    if (bt_side_build(&fresh[BT_BIDS], &grid, 1.0, runs[BT_BIDS]) < 0)
        return -1;
    if (bt_side_build(&fresh[BT_ASKS], &grid, -1.0, runs[BT_ASKS]) < 0) {
        bt_side_free(&fresh[BT_BIDS]);
        return -1;
    }
    ptrdiff_t spilled = fresh[BT_BIDS].rest.count + fresh[BT_ASKS].rest.count;
    if (bt_grid_is_known(&grid) && 20 * spilled > runs[BT_BIDS].n + runs[BT_ASKS].n) {
        bt_side_free(&fresh[BT_BIDS]);
        bt_side_free(&fresh[BT_ASKS]);
        return bt_book_build(book, (bt_grid){0.0, 0.0, 0.0}, runs);
    }
    bt_book_drop(book);
    memcpy(book->side, fresh, sizeof fresh);
    book->grid = grid;
    book->settled = 0;
    return 0;
}

static inline bt_grid bt_book_choose_grid(const bt_book *book, const bt_pairs runs[2])
{
    return book->tick > 0.0 ? bt_grid_of(book->tick) : bt_grid_infer(runs);
}

/* Build the book anew from its own levels, on `grid`, or on a grid chosen afresh where that is NULL. */
static inline int bt_book_rebuild(bt_book *book, const bt_grid *grid)
{
    double *bids = bt_side_levels(&book->side[BT_BIDS], &book->grid, 1.0);
    double *asks = bt_side_levels(&book->side[BT_ASKS], &book->grid, -1.0);
    const bt_pairs runs[2] = {{bids, bt_side_count(&book->side[BT_BIDS])},
                            {asks, bt_side_count(&book->side[BT_ASKS])}};
    int failed = bids == NULL || asks == NULL ? -1 : 0;
    if (!failed)
        failed = bt_book_build(book, grid ? *grid : bt_book_choose_grid(book, runs), runs);
    free(bids);
    free(asks);
    book->rebuilds += !failed;
    return failed;
}

/* After a message: move the windows if the best prices stray, or give the ladders up where they do not pay.
 * Without memory for a move the book stays right as it is; the next message tries again.
 */
static inline void bt_book_settle(bt_book *book)
{
    const bt_grid none = {0.0, 0.0, 0.0}, grid = book->grid;
    if (bt_side_strays(&book->side[BT_BIDS], &grid) || bt_side_strays(&book->side[BT_ASKS], &grid)) {
        /* a move writes every level and clears the windows; a touched level repays about four of these */
        ptrdiff_t cost = 0;
        for (int side = 0; side < 2; side++)
            cost += bt_side_count(&book->side[side]) + book->side[side].ladder.slots / 32;
        book->hasty = 4 * book->settled < cost ? book->hasty + 1 : 0;
        bt_book_rebuild(book, book->hasty > BT_BOOK_HASTY ? &none : &grid);
    } else if (book->touched >= BT_BOOK_WATCHED) {
        int over = 20 * book->spilled > book->touched;
        if (over)
            bt_book_rebuild(book, book->strained ? &none : &grid);
        book->strained = over;
        book->touched = book->spilled = 0;
    }
}

static inline void bt_book_start_counting(bt_book *book)
{
    book->touched = book->spilled = book->settled = 0;
    book->strained = book->hasty = 0;
}

/* Tell whether levels run strictly from best to worst without a deletion. */
static inline int bt_pairs_are_strict(double sign, bt_pairs run)
{
    for (ptrdiff_t i = 0; i < run.n; i++) {
        double key = sign * run.level[2 * i];
        if (run.level[2 * i + 1] == 0.0 || (i > 0 && key >= sign * run.level[2 * i - 2]))
            return 0;
    }
    return 1;
}

/* Put levels in order, each price once, deletions left out, in memory the caller frees; NULL without it. */
static inline double *bt_pairs_order(double sign, bt_pairs *run)
{
    const bt_grid none = {0.0, 0.0, 0.0};
    double *ordered = NULL;
    bt_side sorter;
    memset(&sorter, 0, sizeof sorter);
    if (bt_side_apply_sorted(&sorter, sign, *run) == 0)
        ordered = bt_side_levels(&sorter, &none, sign);
    *run = (bt_pairs){ordered, bt_side_count(&sorter)};
    bt_side_free(&sorter);
    return ordered;
}

/* --- the door --- */

static inline bt_book *bt_book_new(void)
{
    return calloc(1, sizeof(bt_book));
}

static inline void bt_book_free(bt_book *book)
{
    if (book == NULL)
        return;
    bt_book_drop(book);
    free(book);
}

/* Return the place of the first level that no book may hold, or -1. */
static inline ptrdiff_t bt_book_find_bad(const double *level, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++) {
        double price = level[2 * i], volume = level[2 * i + 1];
        if (!(fabs(price) <= DBL_MAX && volume >= 0.0 && volume <= DBL_MAX))
            return i;
    }
    return -1;
}

/* Set the size of a tick (0: unknown) and build the book anew on its grid; on -1 the book is as it was. */
static inline int bt_book_set_tick(bt_book *book, double tick)
{
    double before = book->tick;
    book->tick = tick;
    if (bt_book_rebuild(book, NULL) < 0) {
        book->tick = before;
        return -1;
    }
    bt_book_start_counting(book);
    return 0;
}

/* Replace the whole book; on -1 it is as it was. */
static inline int bt_book_load(bt_book *book, const double *bids, ptrdiff_t nb, const double *asks,
                               ptrdiff_t na)
{
    bt_pairs runs[2] = {{bids, nb}, {asks, na}};
    double *ordered[2] = {NULL, NULL};
    int failed = 0;
    for (int side = 0; side < 2 && !failed; side++) {
        if (bt_pairs_are_strict(bt_book_sign(side), runs[side]))
            continue;
        ordered[side] = bt_pairs_order(bt_book_sign(side), &runs[side]);
        failed = ordered[side] == NULL ? -1 : 0;
    }
    if (!failed)
        failed = bt_book_build(book, bt_book_choose_grid(book, runs), runs);
    if (!failed)
        bt_book_start_counting(book);
    free(ordered[0]);
    free(ordered[1]);
    return failed;
}

/* Set levels to new volumes; on -1 the book is empty, for half a message is worse than none. */
static inline int bt_book_apply(bt_book *book, const double *bids, ptrdiff_t nb, const double *asks,
                                ptrdiff_t na)
{
    const bt_pairs runs[2] = {{bids, nb}, {asks, na}};
    for (int side = 0; side < 2; side++) {
        ptrdiff_t spilled = bt_book_is_dense(book)
            ? bt_side_apply(&book->side[side], &book->grid, bt_book_sign(side), runs[side])
            : bt_side_apply_sorted(&book->side[side], bt_book_sign(side), runs[side]);
        if (spilled < 0) {
            bt_book_drop(book);
            return -1;
        }
        book->spilled += spilled;
    }
    if (bt_book_is_dense(book)) {
        book->touched += nb + na;
        book->settled += nb + na;
        bt_book_settle(book);
    }
    return 0;
}

static inline ptrdiff_t bt_book_count(const bt_book *book, int side)
{
    return bt_side_count(&book->side[side]);
}

/* Write the best n levels of a side as (price, volume), `stride` doubles apart; return how many there are. */
static inline ptrdiff_t bt_book_top(const bt_book *book, int side, ptrdiff_t n, double *out, ptrdiff_t stride)
{
    return bt_side_top(&book->side[side], &book->grid, bt_book_sign(side), n, (bt_pairs_out){out, stride});
}

/* Return the best price of a side, NAN where it is empty. */
static inline double bt_book_best(const bt_book *book, int side)
{
    double key = bt_side_best(&book->side[side], &book->grid);
    return key == -INFINITY ? NAN : bt_book_sign(side) * key + 0.0;
}

/* Return the volume at the best price of a side, NAN where it is empty. */
static inline double bt_book_best_volume(const bt_book *book, int side)
{
    double level[2] = {NAN, NAN};
    bt_book_top(book, side, 1, level, 2);
    return level[1];
}

/* Return how many levels lie beside the ladders; 0 in a sorted book. */
static inline ptrdiff_t bt_book_overflow(const bt_book *book)
{
    return bt_book_is_dense(book) ? book->side[0].rest.count + book->side[1].rest.count : 0;
}

/* Return the bytes the book holds. */
static inline size_t bt_book_memory(const bt_book *book)
{
    size_t bytes = sizeof *book;
    for (int side = 0; side < 2; side++)
        bytes += bt_ladder_memory(&book->side[side].ladder) + bt_leaves_memory(&book->side[side].rest);
    return bytes;
}

#endif
