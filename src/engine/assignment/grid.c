#include "engine/assignment/grid.h"

#include <string.h>

#define TRY(a, type, n)                                                        \
    ((type *)arena_try(                                                        \
        a, (ptrdiff_t)sizeof(type), (ptrdiff_t) _Alignof(type), n))

bool
grid_take(struct grid *g, struct arena *a, ptrdiff_t n)
{
    *g = (struct grid){ .n = (int32_t)n, .n_words = (int32_t)((n + 63) / 64) };
    g->words = TRY(a, uint64_t, n * g->n_words);
    return g->words != NULL;
}

void
grid_copy(struct grid *to, const struct grid *from)
{
    memcpy(to->words, from->words,
        (size_t)from->n * (size_t)from->n_words * sizeof *to->words);
}

bool
matching_take(struct matching *m, struct arena *a, ptrdiff_t n)
{
    *m = (struct matching){ .n = (int32_t)n,
        .n_words = (int32_t)((n + 63) / 64),
        .column_of = TRY(a, int32_t, n),
        .row_of = TRY(a, int32_t, n),
        .layer = TRY(a, int32_t, n),
        .queue = TRY(a, int32_t, n),
        .path = TRY(a, int32_t, n) };
    m->open = TRY(a, uint64_t, m->n_words);
    if (m->column_of == NULL || m->row_of == NULL || m->layer == NULL ||
        m->queue == NULL || m->path == NULL || m->open == NULL)
        return false;
    for (ptrdiff_t i = 0; i < n; i++)
        m->column_of[i] = m->row_of[i] = -1;
    return true;
}

void
matching_copy(struct matching *to, const struct matching *from)
{
    size_t size = (size_t)from->n * sizeof *to->row_of;
    memcpy(to->column_of, from->column_of, size);
    memcpy(to->row_of, from->row_of, size);
    to->n_pairs = from->n_pairs;
}

void
matching_keep(struct matching *m, const struct grid *g)
{
    for (int32_t i = 0; i < m->n; i++) {
        int32_t j = m->column_of[i];
        if (j < 0 || grid_has(g, i, j))
            continue;
        m->column_of[i] = m->row_of[j] = -1;
        m->n_pairs--;
    }
}

static void
open_all(struct matching *m)
{
    for (int32_t k = 0; k < m->n_words; k++)
        m->open[k] = UINT64_MAX;
    if (m->n % 64 != 0)
        m->open[m->n_words - 1] = (UINT64_C(1) << (m->n % 64)) - 1;
}

/* Layers of rows by their distance from a free row; true when some path comes
 * to a free column. */
static bool
make_layers(struct matching *m, const struct grid *g)
{
    int32_t n_queue = 0, last = INT32_MAX;
    open_all(m);
    for (int32_t i = 0; i < m->n; i++) {
        m->layer[i] = m->column_of[i] < 0 ? 0 : -1;
        if (m->column_of[i] < 0)
            m->queue[n_queue++] = i;
    }
    for (int32_t k = 0; k < n_queue; k++) {
        int32_t i = m->queue[k];
        if (m->layer[i] >= last)
            break;
        const uint64_t *row = grid_row(g, i);
        for (int32_t w = 0; w < m->n_words; w++) {
            uint64_t bits = row[w] & m->open[w];
            m->open[w] &= ~bits;
            for (; bits != 0; bits &= bits - 1) {
                int32_t j = w * 64 + __builtin_ctzll(bits);
                int32_t next = m->row_of[j];
                if (next < 0) {
                    last = m->layer[i];
                } else if (m->layer[next] < 0) {
                    m->layer[next] = m->layer[i] + 1;
                    m->queue[n_queue++] = next;
                }
            }
        }
    }
    return last != INT32_MAX;
}

/* From row to row down the layers until a free column is found. Columns that
 * led nowhere stay closed. The path is kept aside, for it may be as long as
 * there are rows. */
static bool
walk(struct matching *m, const struct grid *g, int32_t start)
{
    int32_t depth = 0, i = start;
    m->path[0] = start;
    /* at each depth the column that was taken is the one by which the next
     * row is had */
    for (;;) {
        const uint64_t *row = grid_row(g, i);
        int32_t found = -1;
        for (int32_t w = 0; w < m->n_words && found < 0; w++) {
            uint64_t bits = row[w] & m->open[w];
            for (; bits != 0 && found < 0; bits &= bits - 1) {
                int32_t j = w * 64 + __builtin_ctzll(bits);
                int32_t next = m->row_of[j];
                if (next >= 0 && m->layer[next] != m->layer[i] + 1)
                    continue; /* open to another layer */
                found = j;
            }
        }
        if (found < 0) {
            m->layer[i] = -2; /* no way from here */
            if (depth == 0)
                return false;
            i = m->path[--depth];
            continue;
        }
        m->open[found >> 6] &= ~(UINT64_C(1) << (found & 63));
        if (m->row_of[found] >= 0) {
            i = m->row_of[found];
            m->path[++depth] = i;
            continue;
        }
        /* free: each row on the path hands its column to the one before */
        for (int32_t j = found; depth >= 0; depth--) {
            int32_t row_at = m->path[depth], had = m->column_of[row_at];
            m->column_of[row_at] = j;
            m->row_of[j] = row_at;
            j = had;
        }
        m->n_pairs++;
        return true;
    }
}

void
matching_grow(struct matching *m, const struct grid *g)
{
    while (m->n_pairs < m->n && make_layers(m, g)) {
        open_all(m);
        for (int32_t i = 0; i < m->n; i++)
            if (m->column_of[i] < 0)
                walk(m, g, i);
    }
}

void
matching_reach(
    struct matching *m, const struct grid *g, uint8_t *rows, uint8_t *columns)
{
    require(!make_layers(m, g));
    for (int32_t i = 0; i < m->n; i++) {
        rows[i] = m->layer[i] >= 0;
        columns[i] = (m->open[i >> 6] >> (i & 63) & 1) == 0;
    }
}
