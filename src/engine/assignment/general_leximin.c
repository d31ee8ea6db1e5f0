/* The worst pair, then the second worst, and so on.
 *
 * What is as good as can be so far are the pairs without slack that fill every
 * odd set which is worth something: all in it but one have each other. Whether
 * a set is worth much or little does not matter then, so each counts 1: a pair
 * costs as much as there are sets that it is not in. What comes next is solved
 * with these costs, times more than it can cost itself.
 */
#include "engine/assignment/general_inside.h"

struct facing {
    struct general *g;
    int64_t *base; /* m rows of m: by sets; BLOSSOM_ABSENT: not left */
    int64_t worth; /* the base of any answer that is as good so far */
    int64_t most;  /* the highest score */
    int32_t *mate; /* pairs as good as can be so far, and good beyond it */
    int64_t after; /* the last level */
};

static bool
are_people(const struct facing *f, int32_t i, int32_t j)
{
    return i < f->g->n && j < f->g->n;
}

/* What a pair costs beside its base. */
static int64_t
cost_of_level(const struct facing *f, int32_t i, int32_t j, int64_t level)
{
    return are_people(f, i, j) && general_score(f->g, i, j) == level;
}
static int64_t
cost_of_total(const struct facing *f, int32_t i, int32_t j, int64_t unused)
{
    (void)unused;
    return are_people(f, i, j) ? f->most - general_score(f->g, i, j) : 0;
}
static int64_t
cost_of_tie(const struct facing *f, int32_t i, int32_t j, int64_t unused)
{
    (void)unused;
    return are_people(f, i, j) ? general_tie(f->g, i, j) : 0;
}

/* Without pairs of people that score more than the last level, and at most
 * `most_out`. ERR_BAD_INPUT: not everybody has somebody then. */
static enum err
solve(struct facing *f,
    int64_t cost(const struct facing *, int32_t, int32_t, int64_t),
    int64_t level, int64_t scale, int64_t most_out)
{
    struct general *g = f->g;
    for (int32_t i = 0; i < g->m; i++)
        for (int32_t j = 0; j < g->m; j++) {
            int64_t at = (int64_t)i * g->m + j;
            bool is_left = f->base[at] != BLOSSOM_ABSENT;
            if (is_left && are_people(f, i, j)) {
                int64_t score = general_score(g, i, j);
                is_left = score <= f->after || score > most_out;
            }
            g->costs[at] = is_left ? f->base[at] * scale + cost(f, i, j, level)
                                   : BLOSSOM_ABSENT;
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

/* Other pairs, as good so far, none of which scores more than the last level
 * and at most so much; false: there are none. */
static enum err
find(struct facing *f, int64_t most_out, bool *is_found)
{
    struct general *g = f->g;
    struct arena_mark mark = arena_mark(g->a);
    enum err e = solve(f, cost_of_total, 0, g->m * (f->most + 1), most_out);
    *is_found = e == OK && base_of(f, g->b.mate) == f->worth;
    for (int32_t v = 0; *is_found && v < g->m; v++)
        f->mate[v] = g->b.mate[v];
    arena_rewind(g->a, mark);
    return e == ERR_BAD_INPUT ? OK : e;
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

static void
drop(struct facing *f, int64_t most_out)
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

/* As few pairs of this score as there can be. */
static enum err
settle(struct facing *f, int64_t score, struct cp_general_level ***end)
{
    struct general *g = f->g;
    struct cp_general_level *level = TRY(g->a, struct cp_general_level, 1);
    if (level == NULL)
        return ERR_NO_ROOM;
    *level = (struct cp_general_level){ .score = score,
        .potentials = TRY(g->a, int64_t, g->m),
        .set_of = TRY(g->a, int32_t, g->m),
        .sets = TRY(g->a, struct cp_general_set, g->m / 2) };
    if (level->potentials == NULL || level->set_of == NULL ||
        level->sets == NULL)
        return ERR_NO_ROOM;
    **end = level;
    *end = &level->next;
    struct arena_mark mark = arena_mark(g->a);
    enum err e = solve(f, cost_of_level, score, g->m + 1, f->after);
    require(e != ERR_BAD_INPUT); /* some are in hand */
    if (e == OK)
        e = general_tell_proof(
            g, level->potentials, level->set_of, level->sets, &level->n_sets);
    if (e == OK)
        e = narrow(f);
    arena_rewind(g->a, mark);
    f->after = score;
    return e;
}

enum err
general_leximin(struct general *g)
{
    ptrdiff_t n_cells = (ptrdiff_t)g->m * g->m;
    struct facing f = { .g = g,
        .base = TRY(g->a, int64_t, n_cells),
        .mate = TRY(g->a, int32_t, g->m),
        .after = -1 };
    struct cp_general_level **end = &g->answer->levels;
    bool is_found;
    g->costs = TRY(g->a, int64_t, n_cells);
    if (f.base == NULL || f.mate == NULL || g->costs == NULL)
        return ERR_NO_ROOM;
    for (int32_t i = 0; i < g->m; i++)
        for (int32_t j = 0; j < g->m; j++) {
            bool is_person = are_people(&f, i, j);
            int32_t score = is_person && i != j ? general_score(g, i, j) : -1;
            bool is_left = is_person ? score >= 0 : i < g->n || j < g->n;
            f.base[(ptrdiff_t)i * g->m + j] = is_left ? 0 : BLOSSOM_ABSENT;
            f.most = score > f.most ? score : f.most;
        }
    enum err e = find(&f, -1, &is_found);
    for (int64_t score; e == OK && (score = lowest(&f)) >= 0;) {
        require(is_found);
        drop(&f, score - 1); /* those in hand have none of them */
        e = find(&f, score, &is_found);
        if (e != OK || is_found) {
            drop(&f, score);
            continue;
        }
        e = settle(&f, score, &end);
        if (e == OK)
            e = find(&f, f.after, &is_found);
    }
    if (e == OK)
        e = solve(&f, cost_of_tie, 0, g->m * (INT64_C(1) << 21), f.after);
    require(e != ERR_BAD_INPUT);
    if (e == OK)
        e = blossom_is_unique(&g->b, g->n, g->a, &g->answer->is_unique);
    return e;
}
