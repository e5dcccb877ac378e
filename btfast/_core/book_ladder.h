/* A dense ladder of price ticks: one side of a book whose price grid is known.
 *
 * As in book_leaves.h a key is the price of a bid and minus the price of an ask, so a higher slot is a
 * better price and the best level is the highest occupied slot, whatever the side.
 */
#ifndef BTFAST_BOOK_LADDER_H
#define BTFAST_BOOK_LADDER_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef _MSC_VER
#include <intrin.h>
#endif

#define BT_LADDER_LEAST 1024      /* slots of the smallest window */
#define BT_LADDER_MOST (1 << 17)  /* and of the largest */
#define BT_LADDER_THIN 256        /* ticks a level at most; a thinner book is better kept sorted */
#define BT_GRID_DECIMALS 10

/* Levels of one side as pairs (price, volume), best first. */
typedef struct {
    const double *level;
    ptrdiff_t n;
} bt_pairs;

/* Where to write levels: (price, volume) every `stride` doubles. */
typedef struct {
    double *level;
    ptrdiff_t stride;
} bt_pairs_out;

/* Prices are whole ticks of numerator / denominator, both exact; a denominator of 0 stands for no grid. */
typedef struct {
    double numerator, denominator;
    double inverse;  /* ticks per unit of price, rounded */
} bt_grid;

typedef struct {
    double *volume;
    uint64_t *occupied;  /* one bit a slot */
    int64_t base;        /* the tick of slot 0 */
    int slots;           /* a power of two; 0 means that there is no ladder */
    int best;            /* the highest occupied slot, -1 when there is none */
    int count;
} bt_ladder;

static inline int bt_highest_bit(uint64_t word)
{
#ifdef _MSC_VER
    unsigned long at;
    _BitScanReverse64(&at, word);
    return (int)at;
#else
    return 63 - __builtin_clzll(word);
#endif
}

static inline int bt_grid_is_known(const bt_grid *grid)
{
    return grid->denominator > 0.0;
}

static inline double bt_grid_key(const bt_grid *grid, double tick)
{
    return tick * grid->numerator / grid->denominator;
}

/* Find the tick nearest to a key; `exact` tells whether the key read back from it is the same number.
 *
 * Adding 1.5 * 2**52 rounds to an integer and leaves it in the low bits, below zero too. The tick is right
 * up to 2**51 either way; beyond, it is some number further out, which no window contains.
 */
static inline int64_t bt_grid_tick(const bt_grid *grid, double key, int *exact)
{
    const double shift = 6755399441055744.0;
    double shifted = key * grid->inverse + shift;
    double whole = shifted - shift;
    uint64_t bits, zero;
    memcpy(&bits, &shifted, sizeof bits);
    memcpy(&zero, &shift, sizeof zero);
    *exact = bt_grid_key(grid, whole) == key;
    return (int64_t)(bits - zero);
}

/* Tell whether a key can have a slot in some window. */
static inline int bt_grid_has(const bt_grid *grid, double key)
{
    int exact;
    bt_grid_tick(grid, key, &exact);
    return exact && fabs(key * grid->inverse) < 0x1p50;
}

/* Return the grid of a tick that has at most ten decimals, reduced; no grid for any other. */
static inline bt_grid bt_grid_of(double tick)
{
    bt_grid grid = {0.0, 0.0, 0.0};
    double scale = 1.0;
    for (int decimals = 0; decimals <= BT_GRID_DECIMALS && tick > 0.0; decimals++, scale *= 10.0) {
        double whole = floor(tick * scale + 0.5);
        if (whole < 1.0 || whole >= 0x1p50 || whole / scale != tick)
            continue;
        double a = whole, b = scale;
        while (b > 0.0) {
            double rest = fmod(a, b);
            a = b;
            b = rest;
        }
        grid = (bt_grid){whole / a, scale / a, scale / whole};
        break;
    }
    return grid;
}

/* Return the coarsest decimal grid that holds every price of both sides; no grid where there is none. */
static inline bt_grid bt_grid_infer(const bt_pairs runs[2])
{
    const bt_grid none = {0.0, 0.0, 0.0};
    bt_grid grid = {1.0, 1.0, 1.0};
    int decimals = 0;
    for (int side = 0; side < 2; side++)
        for (ptrdiff_t i = 0; i < runs[side].n; i++)
            while (!bt_grid_has(&grid, runs[side].level[2 * i])) {
                if (decimals++ == BT_GRID_DECIMALS)
                    return none;
                grid.denominator = grid.inverse *= 10.0;
            }
    return runs[0].n + runs[1].n ? grid : none;
}

static inline void bt_ladder_free(bt_ladder *ladder)
{
    free(ladder->volume);
    free(ladder->occupied);
    memset(ladder, 0, sizeof *ladder);
}

static inline size_t bt_ladder_memory(const bt_ladder *ladder)
{
    return (size_t)ladder->slots * sizeof(double) + (size_t)ladder->slots / 8;
}

/* Return the highest occupied slot below `slot`, or -1. */
static inline int bt_ladder_below(const bt_ladder *ladder, int slot)
{
    int at = slot >> 6;
    uint64_t word = ladder->occupied[at] & (((uint64_t)1 << (slot & 63)) - 1);
    while (word == 0) {
        if (--at < 0)
            return -1;
        word = ladder->occupied[at];
    }
    return at * 64 + bt_highest_bit(word);
}

/* Return the key of a slot, or minus infinity for slot -1. */
static inline double bt_ladder_key(const bt_ladder *ladder, const bt_grid *grid, int slot)
{
    return slot < 0 ? -INFINITY : bt_grid_key(grid, (double)(ladder->base + slot));
}

/* Set the volume of a slot inside the window, or clear it where the volume is 0. */
static inline void bt_ladder_set(bt_ladder *ladder, int slot, double volume)
{
    uint64_t *word = &ladder->occupied[slot >> 6];
    int bit = slot & 63;
    uint64_t held = volume > 0.0, before = *word >> bit & 1;
    *word = (*word & ~((uint64_t)1 << bit)) | held << bit;
    ladder->volume[slot] = volume;
    ladder->count += (int)held - (int)before;
    if (held)
        ladder->best = slot > ladder->best ? slot : ladder->best;
    else if (slot == ladder->best)
        ladder->best = bt_ladder_below(ladder, slot);
}

/* Write the best n levels, which the ladder must hold; return n. */
static inline ptrdiff_t bt_ladder_top(const bt_ladder *ladder, const bt_grid *grid, double sign, ptrdiff_t n,
                                      bt_pairs_out to)
{
    if (n == 0)
        return 0;
    int at = ladder->best >> 6;
    uint64_t word = ladder->occupied[at];
    for (ptrdiff_t i = 0; i < n; i++, to.level += to.stride) {
        while (word == 0)
            word = ladder->occupied[--at];
        int bit = bt_highest_bit(word), slot = at * 64 + bit;
        word ^= (uint64_t)1 << bit;
        to.level[0] = sign * bt_ladder_key(ladder, grid, slot) + 0.0; /* + 0.0: no price is -0.0 */
        to.level[1] = ladder->volume[slot];
    }
    return n;
}

/* Choose a window for levels; sign is 1 for bids and -1 for asks. Returns the number of slots.
 *
 * The best level on the grid comes to 7/8 of the window. The worst fiftieth does not stretch it: far
 * outliers are better kept beside the ladder.
 */
static inline int bt_ladder_plan(const bt_grid *grid, double sign, bt_pairs run, int64_t *base)
{
    ptrdiff_t first = 0, last = run.n - 1 - run.n / 50;
    while (first < last && !bt_grid_has(grid, sign * run.level[2 * first]))
        first++;
    while (last > first && !bt_grid_has(grid, sign * run.level[2 * last]))
        last--;
    int64_t best = 0;
    double span = 0.0;
    if (run.n > 0 && bt_grid_has(grid, sign * run.level[2 * first])) {
        int exact;
        best = bt_grid_tick(grid, sign * run.level[2 * first], &exact);
        span = (double)(best - bt_grid_tick(grid, sign * run.level[2 * last], &exact));
    }
    int slots = BT_LADDER_LEAST;
    while (slots < BT_LADDER_MOST && slots < 1.25 * span && slots < (double)run.n * BT_LADDER_THIN)
        slots *= 2;
    *base = best - slots / 8 * 7;
    return slots;
}

/* Make an empty window, or return -1 and leave no ladder. */
static inline int bt_ladder_open(bt_ladder *ladder, int slots, int64_t base)
{
    *ladder = (bt_ladder){NULL, NULL, base, slots, -1, 0};
    ladder->volume = calloc((size_t)slots, sizeof(double));
    ladder->occupied = calloc((size_t)slots / 64, sizeof(uint64_t));
    if (ladder->volume != NULL && ladder->occupied != NULL)
        return 0;
    bt_ladder_free(ladder);
    return -1;
}

#endif
