/* What is as good as can be so far.
 *
 * These are the pairs without slack that fill every odd set which is worth
 * something: all in it but one have each other. Whether a set is worth much or
 * little does not matter then, so each counts 1: a pair costs as much as there
 * are sets that it is not in. What comes next is solved with these costs, times
 * more than it can cost itself.
 */
#include "engine/assignment/general_inside.h"

static bool
are_people(const struct facing *f, int32_t i, int32_t j)
{
    return i < f->g->n && j < f->g->n;
}

bool
facing_take(struct facing *f, struct general *g)
{
    ptrdiff_t n_cells = (ptrdiff_t)g->m * g->m;
    *f = (struct facing){ .g = g,
        .base = TRY(g->a, int64_t, n_cells),
        .mate = TRY(g->a, int32_t, g->m),
        .after = -1,
        .end = &g->answer->levels };
    g->costs = TRY(g->a, int64_t, n_cells);
    if (f->base == NULL || f->mate == NULL || g->costs == NULL)
        return false;
    for (int32_t i = 0; i < g->m; i++)
        for (int32_t j = 0; j < g->m; j++) {
            bool is_person = are_people(f, i, j);
            int32_t score = is_person && i != j ? general_score(g, i, j) : -1;
            bool is_left = is_person ? score >= 0 : i < g->n || j < g->n;
            f->base[(ptrdiff_t)i * g->m + j] = is_left ? 0 : BLOSSOM_ABSENT;
            f->most = score > f->most ? score : f->most;
        }
    return true;
}

/* What a pair of people costs beside its base. */
static int64_t
own_cost(const struct facing *f, enum cp_general_stage stage, int64_t score,
    int32_t i, int32_t j)
{
    const struct general *g = f->g;
    switch (stage) {
    case CP_GENERAL_KEPT: return f->before[i] != j;
    case CP_GENERAL_FLOOR:
    case CP_GENERAL_LEVEL: return general_score(g, i, j) == score;
    case CP_GENERAL_TOTAL: return f->most - general_score(g, i, j);
    case CP_GENERAL_TIE: return general_tie(g, i, j);
    }
    return 0;
}

/* More than all together can cost. */
static int64_t
scale_of(const struct facing *f, enum cp_general_stage stage)
{
    return stage == CP_GENERAL_TOTAL ? f->g->m * (f->most + 1)
        : stage == CP_GENERAL_TIE    ? f->g->m * (INT64_C(1) << 21)
                                     : f->g->m + 1;
}

enum err
facing_solve(struct facing *f, enum cp_general_stage stage, int64_t score,
    int64_t most_out)
{
    struct general *g = f->g;
    int64_t scale = scale_of(f, stage);
    for (int32_t i = 0; i < g->m; i++)
        for (int32_t j = 0; j < g->m; j++) {
            ptrdiff_t at = (ptrdiff_t)i * g->m + j;
            bool is_left = f->base[at] != BLOSSOM_ABSENT;
            bool is_person = is_left && are_people(f, i, j);
            if (is_person) {
                int64_t x = general_score(g, i, j);
                is_left = x <= f->after || x > most_out;
            }
            g->costs[at] = !is_left ? BLOSSOM_ABSENT
                                    : f->base[at] * scale +
                    (is_person ? own_cost(f, stage, score, i, j) : 0);
        }
    return blossom_solve(&g->b, g->a, g->costs, g->m);
}

static int64_t
base_of(const struct facing *f, const int32_t *mate)
{
    int64_t sum = 0;
    for (int32_t v = 0; v < f->g->m; v++)
        sum += f->base[(ptrdiff_t)v * f->g->m + mate[v]];
    return sum;
}

enum err
facing_find(struct facing *f, int64_t most_out, bool *is_found)
{
    struct general *g = f->g;
    struct arena_mark mark = arena_mark(g->a);
    enum err e = facing_solve(f, CP_GENERAL_TOTAL, 0, most_out);
    *is_found = e == OK && base_of(f, g->b.mate) == f->worth;
    for (int32_t v = 0; *is_found && v < g->m; v++)
        f->mate[v] = g->b.mate[v];
    arena_rewind(g->a, mark);
    return e == ERR_BAD_INPUT ? OK : e;
}

void
facing_drop(struct facing *f, int64_t most_out)
{
    for (int32_t i = 0; i < f->g->n; i++)
        for (int32_t j = 0; j < f->g->n; j++) {
            int64_t score = i == j ? -1 : general_score(f->g, i, j);
            if (score > f->after && score <= most_out)
                f->base[(ptrdiff_t)i * f->g->m + j] = BLOSSOM_ABSENT;
        }
}

static enum err
narrow(struct facing *f)
{
    const struct general *g = f->g;
    struct nest nest;
    if (!nest_take(&nest, &g->b, g->a))
        return ERR_NO_ROOM;
    for (int32_t i = 0; i < g->m; i++)
        for (int32_t j = 0; j < g->m; j++)
            f->base[(ptrdiff_t)i * g->m + j] = nest_is_tight(&nest, i, j)
                ? nest.deepest - nest_n_worth(&nest, i, j)
                : BLOSSOM_ABSENT;
    f->worth = base_of(f, g->b.mate);
    return OK;
}

enum err
facing_settle(struct facing *f, enum cp_general_stage stage, int64_t score)
{
    struct general *g = f->g;
    struct cp_general_level *level = TRY(g->a, struct cp_general_level, 1);
    if (level == NULL)
        return ERR_NO_ROOM;
    *level = (struct cp_general_level){ .stage = stage,
        .score = score,
        .potentials = TRY(g->a, int64_t, g->m),
        .set_of = TRY(g->a, int32_t, g->m),
        .sets = TRY(g->a, struct cp_general_set, g->m / 2) };
    if (level->potentials == NULL || level->set_of == NULL ||
        level->sets == NULL)
        return ERR_NO_ROOM;
    *f->end = level;
    f->end = &level->next;
    struct arena_mark mark = arena_mark(g->a);
    enum err e = facing_solve(f, stage, score, f->after);
    require(e != ERR_BAD_INPUT); /* some are in hand */
    if (e == OK)
        e = general_tell_proof(
            g, level->potentials, level->set_of, level->sets, &level->n_sets);
    if (e == OK && stage != CP_GENERAL_FLOOR)
        e = narrow(f);
    arena_rewind(g->a, mark);
    if (stage == CP_GENERAL_LEVEL)
        f->after = score;
    return e;
}

/* The lowest score of the pairs in hand above the last level; -1. */
static int64_t
lowest(const struct facing *f)
{
    int64_t least = -1;
    for (int32_t v = 0; v < f->g->n; v++) {
        int32_t w = f->mate[v];
        if (w > v || w >= f->g->n)
            continue;
        int64_t score = general_score(f->g, v, w);
        if (score > f->after && (least < 0 || score < least))
            least = score;
    }
    return least;
}

enum err
facing_rise(struct facing *f, int64_t *score)
{
    bool is_found;
    enum err e = facing_find(f, f->after, &is_found);
    while (e == OK && (*score = lowest(f)) >= 0) {
        facing_drop(f, *score - 1); /* those in hand have none of them */
        e = facing_find(f, *score, &is_found);
        if (e != OK || !is_found)
            break;
        facing_drop(f, *score);
    }
    return e;
}

enum err
facing_end(struct facing *f)
{
    struct general *g = f->g;
    enum err e = facing_solve(f, CP_GENERAL_TIE, 0, f->after);
    require(e != ERR_BAD_INPUT);
    return e == OK ? blossom_is_unique(&g->b, g->n, g->a, &g->answer->is_unique)
                   : e;
}

/* ---- Leximin ---------------------------------------------------------------
 */

enum err
facing_leximin(struct facing *f)
{
    int64_t score;
    enum err e = facing_rise(f, &score);
    while (e == OK && score >= 0) {
        e = facing_settle(f, CP_GENERAL_LEVEL, score);
        if (e == OK)
            e = facing_rise(f, &score);
    }
    return e;
}
