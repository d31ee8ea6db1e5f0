/* Lift the worst pair, then the second worst, and so on.
 *
 * Level by level from the lowest: as few pairs of this score as there can be,
 * among what is open. Where the pairs stand without it, the whole level goes.
 * Where they do not, an assignment with costs of 1 for the level and 0 for the
 * rest says how many are needed, and only its tight cells stay.
 *
 * Source  complementary slackness
 */
#include "engine/assignment/assign_inside.h"
#include "engine/assignment/lap.h"

#include <string.h>

/* The open cells by score, lowest first: their places i * n + j. */
struct levels {
    int32_t *starts; /* of each score; one more at the end */
    uint32_t *cells;
};

static enum err
sort_cells(struct solving *s, struct levels *l)
{
    ptrdiff_t n_open = 0, n_scores = (ptrdiff_t)s->score_max + 1;
    l->starts = TRY(s->a, int32_t, n_scores + 2);
    if (l->starts == NULL)
        return ERR_NO_ROOM;
    for (int32_t i = 0; i < s->p->n_a; i++)
        for (int32_t j = 0; j < s->p->n_b; j++) {
            int32_t score = cell_score(s, i, j);
            if (score < 0 || !grid_has(&s->open, i, j))
                continue;
            l->starts[score + 2]++;
            n_open++;
        }
    l->cells = TRY(s->a, uint32_t, n_open + 1);
    if (l->cells == NULL)
        return ERR_NO_ROOM;
    for (ptrdiff_t x = 2; x <= n_scores; x++)
        l->starts[x] += l->starts[x - 1];
    for (int32_t i = 0; i < s->p->n_a; i++)
        for (int32_t j = 0; j < s->p->n_b; j++) {
            int32_t score = cell_score(s, i, j);
            if (score >= 0 && grid_has(&s->open, i, j))
                l->cells[l->starts[score + 1]++] =
                    (uint32_t)i * (uint32_t)s->n + (uint32_t)j;
        }
    return OK;
}

/* The level cannot be avoided: as few of its cells as there can be. */
static enum err
solve_level(struct solving *s, int32_t *costs, const uint32_t *cells,
    ptrdiff_t n_cells, struct cp_assign_level *l)
{
    ptrdiff_t n = s->n;
    struct cp_lap lap_problem = { .costs = costs, .n_rows = n, .n_columns = n };
    struct cp_lap_answer lap;
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t j = 0; j < n; j++)
            costs[i * n + j] = grid_has(&s->open, i, j) ? 0 : CP_LAP_ABSENT;
    for (ptrdiff_t k = 0; k < n_cells; k++) {
        costs[cells[k]] = 1;
        grid_add(&s->open, cells[k] / n, cells[k] % n);
    }
    struct arena_mark mark = arena_mark(s->a);
    enum err e = cp_lap_solve(&lap, s->a, &lap_problem, NULL);
    require(e != ERR_BAD_INPUT); /* one answer was in hand */
    if (e != OK)
        return e;
    s->pairs.n_pairs = s->n;
    for (ptrdiff_t i = 0; i < n; i++) {
        int64_t row = lap.rows[i];
        for (ptrdiff_t j = 0; j < n; j++)
            if (costs[i * n + j] > row + lap.columns[j])
                grid_drop(&s->open, i, j);
        s->pairs.column_of[i] = lap.column_of[i];
        s->pairs.row_of[lap.column_of[i]] = (int32_t)i;
        l->rows[i] = row;
        l->columns[i] = lap.columns[i];
    }
    arena_rewind(s->a, mark);
    return OK;
}

static struct cp_assign_level *
level_new(struct solving *s, int32_t score)
{
    struct cp_assign_level *l = TRY(s->a, struct cp_assign_level, 1);
    if (l == NULL)
        return NULL;
    *l = (struct cp_assign_level){ .score = score,
        .rows = TRY(s->a, int64_t, s->n),
        .columns = TRY(s->a, int64_t, s->n) };
    return l->rows == NULL || l->columns == NULL ? NULL : l;
}

/* Take the level's cells away; gives how many of them were still open. */
static ptrdiff_t
close_level(struct solving *s, uint32_t *cells, ptrdiff_t n_cells)
{
    ptrdiff_t n_open = 0;
    for (ptrdiff_t k = 0; k < n_cells; k++) {
        ptrdiff_t i = cells[k] / (uint32_t)s->n, j = cells[k] % (uint32_t)s->n;
        if (!grid_has(&s->open, i, j))
            continue;
        grid_drop(&s->open, i, j);
        cells[n_open++] = cells[k];
    }
    return n_open;
}

enum err
assign_leximin(struct solving *s)
{
    struct levels levels;
    struct cp_assign_level **last = &s->answer->levels;
    int32_t *costs = TRY(s->a, int32_t, (ptrdiff_t)s->n * s->n);
    enum err e = costs == NULL ? ERR_NO_ROOM : sort_cells(s, &levels);
    for (int32_t x = 0; e == OK && x <= s->score_max; x++) {
        uint32_t *cells = levels.cells + levels.starts[x];
        ptrdiff_t n_cells =
            close_level(s, cells, levels.starts[x + 1] - levels.starts[x]);
        if (n_cells == 0)
            continue;
        matching_keep(&s->pairs, &s->open);
        matching_grow(&s->pairs, &s->open);
        if (s->pairs.n_pairs == s->n)
            continue;
        if (!assign_go_on(s, (x + 1.0) / (s->score_max + 2.0)))
            return ERR_BUSY;
        struct cp_assign_level *l = level_new(s, x);
        if (l == NULL)
            return ERR_NO_ROOM;
        *last = l;
        last = &l->next;
        e = solve_level(s, costs, cells, n_cells, l);
    }
    return e;
}
