/* Drives both books with random messages and failing allocations, under the sanitizers (test_book_driver.py).
 *
 * The books are compared with a plain array of volumes. After a failed load the old book must be there, after
 * a failed apply either an empty one (Book) or the old one (TextBook).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long seed = 1;
static int failing; /* one allocation in this many fails; 0: none */

static unsigned draw(unsigned below)
{
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    return (unsigned)(seed >> 33) % below;
}

static int is_denied(void)
{
    return failing && draw((unsigned)failing) == 0;
}

#define malloc(size) (is_denied() ? NULL : malloc(size))
#define calloc(n, size) (is_denied() ? NULL : calloc(n, size))
#define realloc(old, size) (is_denied() ? NULL : realloc(old, size))
#include "book.h"
#include "textbook.h"
#undef malloc
#undef calloc
#undef realloc

#define PRICES 3000
#define LEVELS 64
#define CHECK(holds) \
    do { \
        if (!(holds)) { \
            fprintf(stderr, "line %d: " #holds " does not hold\n", __LINE__); \
            exit(1); \
        } \
    } while (0)

static const double ticks[] = {0.0, 0.01, 0.05, 0.5, 1e-11};
static double held[2][PRICES]; /* volume by tick; the price is (tick - PRICES / 2) / 100 */

static double price_of(int tick)
{
    return (tick - PRICES / 2) / 100.0;
}

static ptrdiff_t plain_count(int side)
{
    ptrdiff_t count = 0;
    for (int tick = 0; tick < PRICES; tick++)
        count += held[side][tick] > 0.0;
    return count;
}

static void check_side(const bt_book *book, int side)
{
    static double out[2 * PRICES];
    ptrdiff_t n = bt_book_top(book, side, PRICES, out, 2), seen = 0;
    CHECK(n == plain_count(side) && n == bt_book_count(book, side));
    for (int i = 0; i < PRICES; i++) {
        int tick = side == BT_BIDS ? PRICES - 1 - i : i;
        if (held[side][tick] == 0.0)
            continue;
        CHECK(out[2 * seen] == price_of(tick) && out[2 * seen + 1] == held[side][tick]);
        seen++;
    }
    CHECK(n ? bt_book_best(book, side) == out[0] : bt_book_best(book, side) != bt_book_best(book, side));
}

/* Draw a message into exactly as much memory as it needs, so that the sanitizer sees a step too far. */
static double *draw_levels(int *tick, ptrdiff_t *n, int around)
{
    *n = draw(LEVELS);
    double *level = malloc((size_t)*n * 2 * sizeof(double) + 1);
    for (ptrdiff_t i = 0; i < *n; i++) {
        tick[i] = (int)(((unsigned)around + draw(draw(8) ? 40 : PRICES)) % PRICES);
        level[2 * i] = price_of(tick[i]);
        level[2 * i + 1] = draw(3) ? 1.0 + draw(9) : 0.0;
    }
    return level;
}

static void drive_book(int steps)
{
    bt_book *book = bt_book_new();
    CHECK(book != NULL);
    for (int step = 0; step < steps; step++) {
        int tick[2][LEVELS], kind = (int)draw(200), around = step / 4 % PRICES;
        ptrdiff_t n[2];
        double *level[2] = {draw_levels(tick[0], &n[0], around), draw_levels(tick[1], &n[1], around)};
        failing = draw(4) ? 0 : 1 + (int)draw(6);
        int result = kind == 0 ? bt_book_load(book, level[0], n[0], level[1], n[1])
            : kind < 4         ? bt_book_set_tick(book, ticks[draw(5)])
                               : bt_book_apply(book, level[0], n[0], level[1], n[1]);
        failing = 0;
        if (kind == 0 ? result == 0 : kind >= 4 && result < 0)
            memset(held, 0, sizeof held);
        for (int side = 0; side < 2; side++) {
            for (ptrdiff_t i = 0; i < n[side] && result == 0 && (kind == 0 || kind >= 4); i++)
                held[side][tick[side][i]] = level[side][2 * i + 1];
            check_side(book, side);
            free(level[side]);
        }
    }
    bt_book_free(book);
}

static bt_text_update draw_text(int way, char *text)
{
    int tick = (int)draw(60), volume = draw(4) ? 1 + (int)draw(99) : 0;
    bt_text_update update = {1000.0 + way * tick, volume, text, NULL, 0, 0};
    update.price_length = (uint8_t)sprintf(text, "%d", 1000 + way * tick);
    update.volume_text = text + update.price_length;
    update.volume_length = (uint8_t)sprintf(text + update.price_length, "%d", volume);
    return update;
}

static void drive_textbook(int steps)
{
    bt_textbook *book = bt_textbook_new();
    for (int step = 0; step < steps; step++) {
        bt_text_update update[2][LEVELS];
        char text[2][LEVELS][16];
        ptrdiff_t n = draw(LEVELS);
        for (ptrdiff_t i = 0; i < n; i++) {
            update[0][i] = draw_text(-1, text[0][i]);
            update[1][i] = draw_text(1, text[1][i]);
        }
        int32_t before = bt_textbook_checksum(book), wrong = (int32_t)draw(1000);
        failing = draw(4) ? 0 : 2;
        int result = (draw(20) ? bt_textbook_apply : bt_textbook_load)(book, update[0], n, update[1], n,
                                                                       draw(2) ? &wrong : NULL);
        failing = 0;
        CHECK(result == BT_TEXT_OK || bt_textbook_checksum(book) == before);
        for (int side = 0; side < 2; side++)
            for (ptrdiff_t i = 1; i < bt_textbook_count(book, side); i++) {
                const bt_text_level *level = &book->side[side].level[i];
                CHECK(side ? level[-1].price > level->price : level[-1].price < level->price);
            }
    }
    bt_textbook_free(book);
}

int main(void)
{
    drive_book(20000);
    drive_textbook(5000);
    return 0;
}
