/* Statements over communities and sides. */
#include "decide/ground/opinions.h"

#include "base/sort.h"
#include "base/stats.h"
#include "engine/opinion/exact.h"

#include <math.h>

static const struct {
    const char *name, *words;
} LABELS[OPINIONS_LABELS] = {
    { "NOT_ASKED", "not yet asked on every side" },
    { "COMMON_AGREE", "agreed on every side" },
    { "COMMON_DISAGREE", "rejected on every side" },
    { "DISAGREEMENT", "here they part" },
    { "LEANING_AGREE", "more agree than not, but it is not clear" },
    { "LEANING_DISAGREE", "more disagree than not, but it is not clear" },
    { "MIXED", "mixed" },
};

const char *
opinions_label_name(enum opinions_label label)
{
    return LABELS[label].name;
}

const char *
opinions_label_words(enum opinions_label label)
{
    return LABELS[label].words;
}

/* What the engine found of a statement, with the interval of its lowest unit.
 */
static struct opinions_line
line_of(const struct opinions *o, const struct cp_ground_line *g, ptrdiff_t at)
{
    static const enum opinions_label labels[CP_GROUND_LABELS] = {
        [CP_GROUND_NOT_ASKED] = OPINIONS_NOT_ASKED,
        [CP_GROUND_COMMON_AGREE] = OPINIONS_COMMON_AGREE,
        [CP_GROUND_COMMON_DISAGREE] = OPINIONS_COMMON_DISAGREE,
        [CP_GROUND_DISAGREEMENT] = OPINIONS_DISAGREEMENT,
        [CP_GROUND_LEANING_AGREE] = OPINIONS_LEANING_AGREE,
        [CP_GROUND_LEANING_DISAGREE] = OPINIONS_LEANING_DISAGREE,
        [CP_GROUND_MIXED] = OPINIONS_MIXED,
    };
    struct opinions_line l = { .label = labels[g->label],
        .score = g->score,
        .against = g->against,
        .lowest = g->lowest,
        .low = NAN,
        .high = NAN,
        .gap = g->gap,
        .p = g->p_adjusted,
        .one = g->one,
        .two = g->two };
    if (g->lowest >= 0) {
        const struct cp_votes_count *c =
            &o->counts[g->lowest * (ptrdiff_t)o->votes.n_statements + at];
        struct stats_interval i = stats_share(c->agree, c->all);
        l.low = i.low;
        l.high = i.high;
    }
    return l;
}

/* Of all together a head count hides who is against: what most agree with and
 * a group that was found clearly rejects is no common ground. */
static void
look_into_groups(struct opinions *o)
{
    struct arena_mark mark = arena_mark(o->arena);
    ptrdiff_t c = o->votes.n_statements;
    int32_t k = opinions_k(o);
    struct cp_votes_count *counts =
        arena_new(o->arena, struct cp_votes_count, c * (k + 1));
    int32_t *of = arena_new(o->arena, int32_t, o->votes.n_people);
    for (int32_t i = 0; i < o->votes.n_people; i++)
        of[i] = opinions_group_of(o, i);
    for (int32_t g = 0; g < k; g++)
        cp_votes_tally(&o->votes, of, g, counts + g * c);
    for (int32_t j = 0; j < c; j++) {
        struct opinions_line *l = &o->lines[j];
        double least = 1, most = 0;
        bool is_for = l->label == OPINIONS_COMMON_AGREE;
        bool is_against = l->label == OPINIONS_COMMON_DISAGREE;
        for (int32_t g = 0; g < k; g++) {
            int32_t yes = counts[g * c + j].agree;
            int32_t no = counts[g * c + j].disagree;
            if (yes + no < 5)
                continue;
            is_for |= cp_exact_is_clear(yes, no);
            is_against |= cp_exact_is_clear(no, yes);
            least = fmin(least, (double)yes / (yes + no));
            most = fmax(most, (double)yes / (yes + no));
        }
        if (is_for && is_against) {
            l->label = OPINIONS_DISAGREEMENT;
            l->gap = most - least;
        }
    }
    arena_rewind(o->arena, mark);
}

void
opinions_find_ground(struct opinions *o)
{
    o->lines = arena_new(o->arena, struct opinions_line, o->votes.n_statements);
    ptrdiff_t n = o->votes.n_statements;
    int32_t n_units = o->units.n;
    bool *is_out = arena_new(o->arena, bool, n);
    int32_t *sides = arena_new(o->arena, int32_t, n_units);
    int64_t *sizes = arena_new(o->arena, int64_t, n_units);
    o->ground = arena_new(o->arena, struct cp_ground_line, n);
    o->asked =
        (struct cp_ground_units){ sides, sizes, n_units, o->units.n_sides };
    for (int32_t u = 0; u < n_units; u++) {
        sides[u] = o->units.units[u].side;
        sizes[u] = o->units.units[u].size;
    }
    for (ptrdiff_t j = 0; j < n; j++)
        is_out[j] = o->votes.is_out[j] || o->votes.is_meta[j];
    cp_ground(o->ground, o->arena, &o->asked, o->counts, is_out, n);
    for (ptrdiff_t j = 0; j < n; j++)
        o->lines[j] = line_of(o, &o->ground[j], j);
    if (!o->has_units)
        look_into_groups(o);
}

/* ---- Lists -----------------------------------------------------------------
 */

/* A score that is hidden puts nobody in an order. */
static double
rank_of(const struct opinions *o, int32_t j)
{
    const struct opinions_line *l = &o->lines[j];
    if (o->is_no_score != NULL && o->is_no_score[j])
        return -1;
    return l->label == OPINIONS_DISAGREEMENT ? l->gap
        : l->label == OPINIONS_COMMON_DISAGREE ||
            l->label == OPINIONS_LEANING_DISAGREE
        ? l->against
        : l->score;
}

static int
by_rank(const void *context, const void *x, const void *y)
{
    const struct opinions *o = context;
    double a = rank_of(o, *(const int32_t *)x);
    double b = rank_of(o, *(const int32_t *)y);
    return (a < b) - (a > b);
}

int32_t
opinions_list(
    const struct opinions *o, enum opinions_label label, int32_t *statements)
{
    struct arena_mark mark = arena_mark(o->arena);
    int32_t *room = arena_new(o->arena, int32_t, o->votes.n_statements), n = 0;
    for (int32_t j = 0; j < o->votes.n_statements; j++)
        if (o->lines[j].label == label && !o->votes.is_out[j] &&
            !o->votes.is_meta[j])
            statements[n++] = j;
    sort(statements, room, n, sizeof *room, by_rank, o);
    arena_rewind(o->arena, mark);
    return n;
}
