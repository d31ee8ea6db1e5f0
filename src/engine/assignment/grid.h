/* Inside the engine: which cells of a square may be used, a bit each, and the
 * largest matching within them.
 *
 * Source  Hopcroft, Karp 1973 (SIAM Journal on Computing 2); the cover that
 *         proves a matching the largest: König 1931
 */
#ifndef ENGINE_ASSIGNMENT_GRID_H
#define ENGINE_ASSIGNMENT_GRID_H

#include "base/arena.h"

struct grid {
    uint64_t *words; /* n rows of n_words */
    int32_t n, n_words;
};

/* Nothing in it; false: no room. */
bool grid_take(struct grid *g, struct arena *a, ptrdiff_t n);
void grid_copy(struct grid *to, const struct grid *from);

static inline uint64_t *
grid_row(const struct grid *g, ptrdiff_t i)
{
    return g->words + i * g->n_words;
}
static inline bool
grid_has(const struct grid *g, ptrdiff_t i, ptrdiff_t j)
{
    return (grid_row(g, i)[j >> 6] >> (j & 63) & 1) != 0;
}
static inline void
grid_add(struct grid *g, ptrdiff_t i, ptrdiff_t j)
{
    grid_row(g, i)[j >> 6] |= UINT64_C(1) << (j & 63);
}
static inline void
grid_drop(struct grid *g, ptrdiff_t i, ptrdiff_t j)
{
    grid_row(g, i)[j >> 6] &= ~(UINT64_C(1) << (j & 63));
}

/* Who has whom, -1 nobody; and room to look for more. */
struct matching {
    int32_t *column_of, *row_of;
    int32_t n, n_pairs;
    int32_t *layer, *queue, *path; /* of rows */
    uint64_t *open;                /* columns that no search came to yet */
    int32_t n_words;
};
bool matching_take(struct matching *m, struct arena *a, ptrdiff_t n);
void matching_copy(struct matching *to, const struct matching *from);
/* Part those whose cell is not in the grid. */
void matching_keep(struct matching *m, const struct grid *g);
/* As many as there can be. Cost O(n^2/64) for each of at most 2 sqrt(n) + 1
 * rounds. */
void matching_grow(struct matching *m, const struct grid *g);
/* After matching_grow: rows and columns that a search from a free row comes
 * to, a byte each. Rows not reached and columns reached cover all cells. */
void matching_reach(struct matching *m, const struct grid *g, uint8_t *rows,
    uint8_t *columns);

#endif
