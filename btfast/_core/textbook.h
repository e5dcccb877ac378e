/* An order book that keeps the venue's own text of prices and volumes, for venues that checksum it.
 *
 * A message whose checksum does not match leaves the book unchanged: every change is logged, and undone.
 * Levels come parsed, their texts pointing into the message; the caller has checked the numbers. Volume 0
 * deletes; any order; the last of duplicates wins. Not thread safe.
 */
#ifndef BTFAST_TEXTBOOK_H
#define BTFAST_TEXTBOOK_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"

#define BT_TEXT_ROOM 54
#define BT_TEXT_MOST 52     /* characters of price and volume together; one more is the colon */
#define BT_TEXT_SUMMED 25   /* levels a side in the checksum */

#define BT_TEXT_OK 0
#define BT_TEXT_MISMATCH 1  /* the checksum does not match */
#define BT_TEXT_TOO_LONG 2  /* a text does not fit */
#define BT_TEXT_NO_MEMORY (-1)

typedef struct {
    double price, volume;
    const char *price_text, *volume_text;
    uint8_t price_length, volume_length;
} bt_text_update;

typedef struct {
    double price, volume;
    char text[BT_TEXT_ROOM]; /* "price:volume" */
    uint8_t length;
} bt_text_level;

typedef struct {
    bt_text_level *level; /* worst first, so that changes near the best move few */
    ptrdiff_t n, capacity;
} bt_text_side;

typedef struct {
    bt_text_level before; /* of a level replaced or deleted */
    bt_text_side *side;
    ptrdiff_t at;
    enum { BT_TEXT_REPLACED, BT_TEXT_INSERTED, BT_TEXT_DELETED } change;
} bt_text_undo;

typedef struct {
    bt_text_side side[2]; /* bids, asks */
    bt_text_undo *undo;
    ptrdiff_t undo_capacity;
} bt_textbook;

/* --- one side; sign is 1 for bids and -1 for asks --- */

static inline int bt_text_reserve(bt_text_side *side, ptrdiff_t more)
{
    ptrdiff_t capacity = side->capacity ? side->capacity : 64;
    if (side->n + more <= side->capacity)
        return 0;
    while (capacity < side->n + more)
        capacity *= 2;
    bt_text_level *level = realloc(side->level, (size_t)capacity * sizeof *level);
    if (level == NULL)
        return BT_TEXT_NO_MEMORY;
    side->level = level;
    side->capacity = capacity;
    return 0;
}

static inline void bt_text_write(bt_text_level *level, const bt_text_update *update)
{
    level->price = update->price;
    level->volume = update->volume;
    memcpy(level->text, update->price_text, update->price_length);
    level->text[update->price_length] = ':';
    memcpy(level->text + update->price_length + 1, update->volume_text, update->volume_length);
    level->length = (uint8_t)(update->price_length + 1 + update->volume_length);
}

/* Make a hole at a place, or close it; the caller has reserved the room. */
static inline void bt_text_open(bt_text_side *side, ptrdiff_t at)
{
    memmove(side->level + at + 1, side->level + at, (size_t)(side->n - at) * sizeof *side->level);
    side->n++;
}

static inline void bt_text_close(bt_text_side *side, ptrdiff_t at)
{
    side->n--;
    memmove(side->level + at, side->level + at + 1, (size_t)(side->n - at) * sizeof *side->level);
}

/* Return how many levels are not better than a price, where all from `from` on are known to be better. */
static inline ptrdiff_t bt_text_find(const bt_text_side *side, double sign, double price, ptrdiff_t from)
{
    while (from > 0 && sign * side->level[from - 1].price > sign * price)
        from--;
    return from;
}

/* Apply one update whose place is known, and log it; return the end of the log. */
static inline bt_text_undo *bt_text_set(bt_text_side *side, ptrdiff_t at, const bt_text_update *update,
                                        bt_text_undo *log)
{
    int held = at > 0 && side->level[at - 1].price == update->price;
    if (held) {
        log->before = side->level[--at];
        log->change = update->volume > 0.0 ? BT_TEXT_REPLACED : BT_TEXT_DELETED;
    } else if (update->volume > 0.0) {
        log->change = BT_TEXT_INSERTED;
        bt_text_open(side, at);
    } else {
        return log;
    }
    if (update->volume > 0.0)
        bt_text_write(&side->level[at], update);
    else
        bt_text_close(side, at);
    log->side = side;
    log->at = at;
    return log + 1;
}

static inline bt_text_undo *bt_text_apply(bt_text_side *side, double sign, const bt_text_update *update,
                                          ptrdiff_t n, bt_text_undo *log)
{
    ptrdiff_t at = side->n;
    for (ptrdiff_t i = 0; i < n; i++) {
        int onward = i > 0 && sign * update[i].price < sign * update[i - 1].price;
        at = bt_text_find(side, sign, update[i].price, onward ? at : side->n);
        log = bt_text_set(side, at, &update[i], log);
        at = at < side->n ? at : side->n;
    }
    return log;
}

static inline void bt_text_take_back(bt_text_undo *log, bt_text_undo *end)
{
    while (end-- > log) {
        if (end->change == BT_TEXT_INSERTED)
            bt_text_close(end->side, end->at);
        if (end->change == BT_TEXT_DELETED)
            bt_text_open(end->side, end->at);
        if (end->change != BT_TEXT_INSERTED)
            end->side->level[end->at] = end->before;
    }
}

/* --- the book --- */

static inline bt_textbook *bt_textbook_new(void)
{
    return calloc(1, sizeof(bt_textbook));
}

static inline void bt_textbook_free(bt_textbook *book)
{
    if (book == NULL)
        return;
    free(book->side[0].level);
    free(book->side[1].level);
    free(book->undo);
    free(book);
}

/* Return the CRC32 of the best 25 levels a side, "bid:volume:ask:volume:...", a short side left out. */
static inline int32_t bt_textbook_checksum(const bt_textbook *book)
{
    char text[2 * BT_TEXT_SUMMED * (BT_TEXT_ROOM + 1)];
    char *end = text;
    for (ptrdiff_t rank = 1; rank <= BT_TEXT_SUMMED; rank++)
        for (int side = 0; side < 2; side++) {
            const bt_text_side *from = &book->side[side];
            if (rank > from->n)
                continue;
            const bt_text_level *level = &from->level[from->n - rank];
            memcpy(end, level->text, BT_TEXT_ROOM);
            end += level->length;
            *end++ = ':';
        }
    size_t n = end > text ? (size_t)(end - text) - 1 : 0;
    return (int32_t)bt_crc32(text, n);
}

static inline int bt_textbook_reserve(bt_textbook *book, ptrdiff_t nb, ptrdiff_t na)
{
    if (bt_text_reserve(&book->side[0], nb) < 0 || bt_text_reserve(&book->side[1], na) < 0)
        return BT_TEXT_NO_MEMORY;
    if (nb + na <= book->undo_capacity)
        return 0;
    bt_text_undo *undo = realloc(book->undo, (size_t)(nb + na) * sizeof *undo);
    if (undo == NULL)
        return BT_TEXT_NO_MEMORY;
    book->undo = undo;
    book->undo_capacity = nb + na;
    return 0;
}

static inline int bt_textbook_fits(const bt_text_update *update, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        if (update[i].price_length + update[i].volume_length > BT_TEXT_MOST)
            return 0;
    return 1;
}

/* Fill an empty side that has room for n levels; from the worst on where they run from best to worst. */
static inline void bt_text_fill(bt_text_side *side, double sign, const bt_text_update *update, ptrdiff_t n)
{
    bt_text_undo unused;
    int ordered = 1;
    for (ptrdiff_t i = 1; i < n; i++)
        ordered &= sign * update[i].price < sign * update[i - 1].price;
    for (ptrdiff_t i = 0; i < n; i++) {
        const bt_text_update *next = &update[ordered ? n - 1 - i : i];
        bt_text_set(side, bt_text_find(side, sign, next->price, side->n), next, &unused);
    }
}

/* Replace the whole book if the checksum matches; NULL is not checked. Unless BT_TEXT_OK it is as it was. */
static inline int bt_textbook_load(bt_textbook *book, const bt_text_update *bids, ptrdiff_t nb,
                                   const bt_text_update *asks, ptrdiff_t na, const int32_t *checksum)
{
    bt_textbook fresh = {{{NULL, 0, 0}, {NULL, 0, 0}}, NULL, 0};
    int result = BT_TEXT_NO_MEMORY;
    if (!bt_textbook_fits(bids, nb) || !bt_textbook_fits(asks, na))
        return BT_TEXT_TOO_LONG;
    if (bt_text_reserve(&fresh.side[0], nb) == 0 && bt_text_reserve(&fresh.side[1], na) == 0) {
        bt_text_fill(&fresh.side[0], 1.0, bids, nb);
        bt_text_fill(&fresh.side[1], -1.0, asks, na);
        result = checksum && bt_textbook_checksum(&fresh) != *checksum ? BT_TEXT_MISMATCH : BT_TEXT_OK;
    }
    bt_text_side *unwanted = result == BT_TEXT_OK ? book->side : fresh.side;
    free(unwanted[0].level);
    free(unwanted[1].level);
    if (result == BT_TEXT_OK)
        memcpy(book->side, fresh.side, sizeof fresh.side);
    return result;
}

/* Set levels to new volumes if the checksum then matches; NULL is not checked. Unless BT_TEXT_OK the book is
 * as it was.
 */
static inline int bt_textbook_apply(bt_textbook *book, const bt_text_update *bids, ptrdiff_t nb,
                                    const bt_text_update *asks, ptrdiff_t na, const int32_t *checksum)
{
    if (!bt_textbook_fits(bids, nb) || !bt_textbook_fits(asks, na))
        return BT_TEXT_TOO_LONG;
    if (bt_textbook_reserve(book, nb, na) < 0)
        return BT_TEXT_NO_MEMORY;
    bt_text_undo *end = bt_text_apply(&book->side[0], 1.0, bids, nb, book->undo);
    end = bt_text_apply(&book->side[1], -1.0, asks, na, end);
    if (checksum == NULL || bt_textbook_checksum(book) == *checksum)
        return BT_TEXT_OK;
    bt_text_take_back(book->undo, end);
    return BT_TEXT_MISMATCH;
}

static inline ptrdiff_t bt_textbook_count(const bt_textbook *book, int side)
{
    return book->side[side].n;
}

/* Write the best n levels of a side as (price, volume), `stride` doubles apart; return how many there are. */
static inline ptrdiff_t bt_textbook_top(const bt_textbook *book, int side, ptrdiff_t n, double *out,
                                        ptrdiff_t stride)
{
    const bt_text_side *from = &book->side[side];
    n = n < from->n ? n : from->n;
    for (ptrdiff_t i = 0; i < n; i++, out += stride) {
        out[0] = from->level[from->n - 1 - i].price;
        out[1] = from->level[from->n - 1 - i].volume;
    }
    return n;
}

/* Return the bytes the book holds. */
static inline size_t bt_textbook_memory(const bt_textbook *book)
{
    size_t levels = (size_t)(book->side[0].capacity + book->side[1].capacity);
    return sizeof *book + levels * sizeof(bt_text_level)
        + (size_t)book->undo_capacity * sizeof(bt_text_undo);
}

#endif
