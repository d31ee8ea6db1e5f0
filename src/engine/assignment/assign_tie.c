/* Of all answers that are as good: the one with the least sum of hashes.
 *
 * Only cells within a strongly connected component of "has what the other
 * could have" are in more than one answer; each component is a problem of its
 * own, and most have one row.
 *
 * Source  components: Tarjan 1972 (SIAM Journal on Computing 1)
 */
#include "engine/assignment/assign_inside.h"
#include "engine/assignment/lap_inside.h"

#include "base/random.h"

static uint64_t
mix(uint64_t x)
{
    return random_split(&x);
}

uint64_t
cp_assign_tie(uint64_t seed, int64_t a, int64_t b)
{
    int64_t low = a < b ? a : b, high = a < b ? b : a;
    return mix(mix(mix(seed) ^ (uint64_t)low) ^ (uint64_t)high) >> 24;
}

struct components {
    int32_t *numbers, *lows, *stack, *rows, *calls, *words;
    uint8_t *is_on;
    int32_t n_numbers, n_stack;
};

/* The next row that this one could hand its place to, from *column on. */
static int32_t
next_row(const struct solving *s, int32_t i, int32_t *column)
{
    const uint64_t *row = grid_row(&s->open, i);
    for (int32_t w = *column >> 6; w < s->open.n_words; w++) {
        uint64_t bits = row[w];
        if (w == *column >> 6)
            bits &= UINT64_MAX << (*column & 63);
        if (bits == 0)
            continue;
        int32_t j = w * 64 + __builtin_ctzll(bits);
        *column = j + 1;
        return s->pairs.row_of[j];
    }
    *column = s->open.n_words * 64;
    return -1;
}

static enum err
settle(struct solving *s, const int32_t *rows, ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(s->a);
    int64_t *costs = TRY(s->a, int64_t, n * n);
    int32_t *columns = TRY(s->a, int32_t, n), *to = TRY(s->a, int32_t, n);
    if (costs == NULL || columns == NULL || to == NULL)
        return ERR_NO_ROOM;
    for (ptrdiff_t k = 0; k < n; k++)
        columns[k] = s->pairs.column_of[rows[k]];
    for (ptrdiff_t k = 0; k < n; k++)
        for (ptrdiff_t l = 0; l < n; l++) {
            int32_t i = rows[k], j = columns[l];
            costs[k * n + l] = !grid_has(&s->open, i, j) ? LAP_LONG_ABSENT
                : cell_score(s, i, j) < 0 ||
                    (s->is_apart && i == s->apart_a && j == s->apart_b)
                ? 0
                : (int64_t)cp_assign_tie(s->p->seed,
                      s->p->keys_a[s->order_a[i]], s->p->keys_b[s->order_b[j]]);
        }
    enum err e = lap_solve_long(to, s->a, costs, n);
    require(e != ERR_BAD_INPUT); /* one answer is in hand */
    for (ptrdiff_t k = 0; e == OK && k < n; k++) {
        s->pairs.column_of[rows[k]] = columns[to[k]];
        s->pairs.row_of[columns[to[k]]] = rows[k];
    }
    arena_rewind(s->a, mark);
    return e;
}

/* Depth first, with the way back kept aside: it may be as long as there are
 * rows. */
static enum err
visit(struct solving *s, struct components *c, int32_t start)
{
    int32_t depth = 0;
    enum err e = OK;
    c->calls[0] = start;
    c->words[start] = 0;
    c->numbers[start] = c->lows[start] = ++c->n_numbers;
    c->stack[c->n_stack++] = start;
    c->is_on[start] = 1;
    while (e == OK && depth >= 0) {
        int32_t i = c->calls[depth], next = next_row(s, i, &c->words[i]);
        if (next >= 0 && c->numbers[next] == 0) {
            c->words[next] = 0;
            c->numbers[next] = c->lows[next] = ++c->n_numbers;
            c->stack[c->n_stack++] = next;
            c->is_on[next] = 1;
            c->calls[++depth] = next;
            continue;
        }
        if (next >= 0) {
            if (c->is_on[next] && c->numbers[next] < c->lows[i])
                c->lows[i] = c->numbers[next];
            continue;
        }
        depth--;
        if (depth >= 0 && c->lows[i] < c->lows[c->calls[depth]])
            c->lows[c->calls[depth]] = c->lows[i];
        if (c->lows[i] != c->numbers[i])
            continue;
        ptrdiff_t n = 0;
        int32_t row;
        do {
            row = c->stack[--c->n_stack];
            c->is_on[row] = 0;
            c->rows[n++] = row;
        } while (row != i);
        if (n > 1)
            e = settle(s, c->rows, n);
    }
    return e;
}

enum err
assign_tie(struct solving *s)
{
    struct arena_mark mark = arena_mark(s->a);
    struct components c = { .numbers = TRY(s->a, int32_t, s->n),
        .lows = TRY(s->a, int32_t, s->n),
        .stack = TRY(s->a, int32_t, s->n),
        .rows = TRY(s->a, int32_t, s->n),
        .calls = TRY(s->a, int32_t, s->n),
        .words = TRY(s->a, int32_t, s->n),
        .is_on = TRY(s->a, uint8_t, s->n) };
    if (c.numbers == NULL || c.lows == NULL || c.stack == NULL ||
        c.rows == NULL || c.calls == NULL || c.words == NULL || c.is_on == NULL)
        return ERR_NO_ROOM;
    enum err e = OK;
    for (int32_t i = 0; e == OK && i < s->n; i++)
        if (c.numbers[i] == 0)
            e = visit(s, &c, i);
    arena_rewind(s->a, mark);
    return e;
}
