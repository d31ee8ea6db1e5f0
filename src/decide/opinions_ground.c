/* Statements over communities and sides. */
#include "decide/opinions.h"

#include "base/math.h"
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

static bool
is_counted(const struct cp_unit *u, const struct cp_votes_count *c)
{
    return c->all >= 5 || (c->all > 0 && c->all == u->size);
}

static bool
is_clear(const struct cp_unit *u, const struct cp_votes_count *c, bool against)
{
    int32_t yes = against ? c->disagree : c->agree;
    int32_t no = against ? c->agree : c->disagree;
    return c->all == u->size ? yes > no : cp_exact_is_clear(yes, no);
}

static struct opinions_line
line_of(const struct opinions *o, int32_t statement)
{
    struct opinions_line l = { .score = NAN,
        .against = NAN,
        .lowest = -1,
        .low = NAN,
        .high = NAN,
        .gap = NAN,
        .p = NAN,
        .one = -1,
        .two = -1 };
    int n_counted = 0, clear = 0, against = 0, more = 0, fewer = 0;
    double least = INFINITY;
    bool is_asked = true;
    for (int32_t s = 0; s < o->units.n_sides; s++) {
        double yes = 0, no = 0, n = 0;
        for (int32_t u = 0; u < o->units.n; u++) {
            const struct cp_unit *unit = &o->units.units[u];
            const struct cp_votes_count *c =
                &o->counts[(ptrdiff_t)u * o->votes.n_statements + statement];
            if (unit->side != s || !is_counted(unit, c))
                continue;
            double share = (c->agree + 1) / ((double)c->all + 2);
            yes += math_log(share);
            no += math_log((c->disagree + 1) / ((double)c->all + 2));
            n++;
            n_counted++;
            clear += is_clear(unit, c, false);
            against += is_clear(unit, c, true);
            more += c->agree > c->disagree;
            fewer += c->agree < c->disagree;
            if (share < least) {
                struct stats_interval i = stats_share(c->agree, c->all);
                least = share;
                l.lowest = u;
                l.low = i.low;
                l.high = i.high;
            }
        }
        is_asked &= n > 0;
        if (n > 0) {
            l.score = fmin(isnan(l.score) ? 1 : l.score, math_exp(yes / n));
            l.against =
                fmin(isnan(l.against) ? 1 : l.against, math_exp(no / n));
        }
    }
    if (!is_asked)
        l.score = l.against = NAN;
    l.label = !is_asked        ? OPINIONS_NOT_ASKED
        : clear == n_counted   ? OPINIONS_COMMON_AGREE
        : against == n_counted ? OPINIONS_COMMON_DISAGREE
        : more == n_counted    ? OPINIONS_LEANING_AGREE
        : fewer == n_counted   ? OPINIONS_LEANING_DISAGREE
                               : OPINIONS_MIXED;
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
    for (int32_t j = 0; j < o->votes.n_statements; j++)
        o->lines[j] = line_of(o, j);
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
