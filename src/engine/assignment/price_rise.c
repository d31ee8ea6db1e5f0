/* What all others of a fair round can have when two leave it. */
#include "engine/assignment/assign_inside.h"
#include "engine/assignment/price_inside.h"

#include <string.h>

enum { LEVELS_MAX = 250 };

struct rising {
    struct cp_assign_kept *k;
    struct grid there, back; /* of a's rows, and of b's */
    struct matching pairs, turned;
    uint8_t *rows, *columns;
};

/* Of the next level, -1: there is none; and without the cells below it. */
static int32_t
next_level(struct rising *r, int32_t level)
{
    const struct cp_assign *p = r->k->p;
    int32_t next = INT32_MAX;
    for (ptrdiff_t x = 0; x < p->n_a * p->n_b; x++) {
        int32_t score = p->scores[x] > level ? p->scores[x] : INT32_MAX;
        next = score < next ? score : next;
    }
    for (int32_t i = 0; i < p->n_a && next != INT32_MAX; i++) {
        const int32_t *scores = p->scores + i * p->n_b;
        for (int32_t from = 0; from < p->n_b; from += 64) {
            int32_t to = from + 64 < p->n_b ? from + 64 : (int32_t)p->n_b;
            int32_t is_any = 0;
            for (int32_t j = from; j < to; j++)
                is_any |= -(int32_t)(scores[j] == level);
            for (int32_t j = from; is_any != 0 && j < to; j++)
                if (scores[j] == level) {
                    grid_drop(&r->there, i, j);
                    grid_drop(&r->back, j, i);
                }
        }
    }
    return next == INT32_MAX ? -1 : next;
}

static enum err
begin_rising(struct rising *r, struct arena *a)
{
    struct cp_assign_kept *k = r->k;
    const struct cp_assign *p = k->p;
    r->rows = TRY(a, uint8_t, k->n);
    r->columns = TRY(a, uint8_t, k->n);
    if (r->rows == NULL || r->columns == NULL ||
        !grid_take(&r->there, a, k->n) || !grid_take(&r->back, a, k->n) ||
        !matching_take(&r->pairs, a, k->n) ||
        !matching_take(&r->turned, a, k->n))
        return ERR_NO_ROOM;
    for (int32_t i = 0; i < p->n_a; i++) {
        const int32_t *scores = p->scores + i * p->n_b;
        for (int32_t j = 0; j < p->n_b; j++)
            if (scores[j] >= k->own.floor) {
                grid_add(&k->there, i, j);
                grid_add(&r->there, i, j);
                grid_add(&r->back, j, i);
            }
        int32_t j = k->answer->b_of[i];
        if (j < 0)
            continue;
        r->pairs.column_of[i] = j;
        r->pairs.row_of[j] = i;
        r->pairs.n_pairs++;
    }
    return OK;
}

/* From level to level, as long as one pair alone is missing: whom some largest
 * set of pairs of that level leaves out. Of two of both sides each can be left
 * out, and both at once, for the ways to them do not meet.
 *
 * Source  Dulmage, Mendelsohn 1958 (Canadian Journal of Mathematics 10) */
enum err
price_rises(struct cp_assign_kept *k, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    struct rising r = { .k = k };
    int32_t level = k->own.floor;
    for (int32_t x = 0; x < k->n; x++)
        k->rise_a[x] = k->rise_b[x] = level;
    enum err e = begin_rising(&r, a);
    if (k->answer->n_pairs == 0) {
        arena_rewind(a, mark);
        return e;
    }
    for (int n = 0; e == OK && n < LEVELS_MAX; n++) {
        level = next_level(&r, level);
        if (level < 0)
            break;
        matching_keep(&r.pairs, &r.there);
        matching_grow(&r.pairs, &r.there);
        if (r.pairs.n_pairs < k->answer->n_pairs - 1)
            break;
        matching_reach(&r.pairs, &r.there, r.rows, r.columns);
        for (int32_t x = 0; x < k->n; x++)
            if (r.rows[x])
                k->rise_a[x] = level;
        memcpy(r.turned.column_of, r.pairs.row_of,
            (size_t)k->n * sizeof *r.pairs.row_of);
        memcpy(r.turned.row_of, r.pairs.column_of,
            (size_t)k->n * sizeof *r.pairs.row_of);
        r.turned.n_pairs = r.pairs.n_pairs;
        matching_reach(&r.turned, &r.back, r.rows, r.columns);
        for (int32_t x = 0; x < k->n; x++)
            if (r.rows[x])
                k->rise_b[x] = level;
    }
    arena_rewind(a, mark);
    return e;
}
