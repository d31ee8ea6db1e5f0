/* Groups of more people than can be tried: from a start that keeps the sizes,
 * moves and exchanges as long as they help, then a kick, and again. What a
 * kick did not better is taken back. Broken rules count before all else. */
#include "engine/assignment/groups_inside.h"

#include <string.h>

/* Asking the rules takes as long as trying so many exchanges. */
enum {
    RULES_COST = 2,
    BROKEN_COST = 5 /* once some are broken; and a word */
};

struct worth {
    int64_t n_broken, points; /* fewer broken, then more points */
};

struct step {
    int32_t who, from, to;
};

struct search {
    const struct cp_groups *p;
    struct groups_rules rules;
    struct groups_counts *counts; /* NULL: there are no rules */
    struct random random;
    int32_t n, n_groups;
    int64_t big; /* one point of the lowest value is worth so much of the sum */
    int32_t *group_of, *sizes, *members, *places; /* members: n a group */
    int64_t *adds; /* what a person adds, or would add, to a group */
    int64_t *sums, *values, *broken;
    double *per_pair;  /* a group: what a point of its sum is worth */
    int32_t lowest[3]; /* groups of the three lowest values */
    struct worth now;
    int32_t *order;
    uint8_t *is_active; /* who may have a better place now */
    struct step *steps; /* since the last state that was kept */
    int32_t n_steps, steps_room;
    int64_t n_tried, effort;
    bool is_stopped;
};

static bool
is_better(struct worth a, struct worth b)
{
    return a.n_broken != b.n_broken ? a.n_broken < b.n_broken
                                    : a.points > b.points;
}

static int32_t *
members_of(const struct search *s, int32_t g)
{
    return s->members + (ptrdiff_t)g * s->n;
}

static int64_t *
adds_of(const struct search *s, int32_t who)
{
    return s->adds + (ptrdiff_t)who * s->n_groups;
}

/* ---- The state --------------------------------------------------------------
 */

static void
find_lowest(struct search *s)
{
    s->lowest[0] = s->lowest[1] = s->lowest[2] = -1;
    for (int32_t g = 0; g < s->n_groups; g++) {
        int32_t at = g;
        for (int k = 0; k < 3; k++) {
            int32_t there = s->lowest[k];
            if (there < 0 || s->values[at] < s->values[there]) {
                s->lowest[k] = at;
                at = there;
                if (at < 0)
                    break;
            }
        }
    }
}

/* The lowest value but for two groups; INT64_MAX: there is no third. */
static int64_t
lowest_but(const struct search *s, int32_t a, int32_t b)
{
    for (int k = 0; k < 3; k++) {
        int32_t g = s->lowest[k];
        if (g >= 0 && g != a && g != b)
            return s->values[g];
    }
    return INT64_MAX;
}

static struct worth
whole_worth(const struct search *s)
{
    struct worth w = { 0 };
    int64_t lowest = INT64_MAX;
    for (int32_t g = 0; g < s->n_groups; g++) {
        w.n_broken += s->broken[g];
        w.points += s->p->aim == CP_GROUPS_PAIRS ? s->sums[g] : s->values[g];
        lowest = s->values[g] < lowest ? s->values[g] : lowest;
    }
    if (s->p->aim == CP_GROUPS_FAIR)
        w.points += lowest * s->big;
    return w;
}

static void
judge_group(struct search *s, int32_t g)
{
    double n = s->sizes[g];
    s->values[g] = group_value(s->sums[g], s->sizes[g]);
    s->per_pair[g] = n < 2 ? 0 : 20 / (n * (n - 1));
    if (s->rules.is_any)
        s->broken[g] = groups_counts_broken(s->counts, g, -1, -1);
}

/* Into the lists and sums; groups are judged by the caller. */
static void
carry(struct search *s, int32_t who, int32_t to)
{
    int32_t from = s->group_of[who], *old = members_of(s, from);
    int32_t last = old[--s->sizes[from]];
    const int32_t *scores = s->p->scores + (ptrdiff_t)who * s->n;
    old[s->places[who]] = last;
    s->places[last] = s->places[who];
    s->places[who] = s->sizes[to];
    members_of(s, to)[s->sizes[to]++] = who;
    s->sums[from] -= adds_of(s, who)[from];
    s->sums[to] += adds_of(s, who)[to];
    if (s->rules.is_any)
        groups_counts_drop(s->counts, who, from);
    s->group_of[who] = to;
    if (s->rules.is_any)
        groups_counts_add(s->counts, who, to);
    for (int32_t i = 0; i < s->n; i++) {
        int64_t *adds = adds_of(s, i);
        adds[from] -= scores[i];
        adds[to] += scores[i];
    }
}

static void
wake(struct search *s, int32_t g)
{
    const int32_t *members = members_of(s, g);
    for (int32_t k = 0; k < s->sizes[g]; k++)
        s->is_active[members[k]] = 1;
}

/* Move one, or exchange two (other >= 0). */
static void
apply(struct search *s, int32_t who, int32_t other, int32_t to)
{
    int32_t from = s->group_of[who];
    s->steps[s->n_steps++] = (struct step){ who, from, to };
    carry(s, who, to);
    if (other >= 0) {
        s->steps[s->n_steps++] = (struct step){ other, to, from };
        carry(s, other, from);
    }
    judge_group(s, from);
    judge_group(s, to);
    find_lowest(s);
    s->now = whole_worth(s);
    wake(s, from);
    wake(s, to);
}

static void
take_back(struct search *s)
{
    while (s->n_steps > 0) {
        struct step x = s->steps[--s->n_steps];
        carry(s, x.who, x.from);
        judge_group(s, x.from);
        judge_group(s, x.to);
    }
    find_lowest(s);
    s->now = whole_worth(s);
}

/* ---- What a step would be worth
 * ---------------------------------------------- */

/* Who leaves the one group for the other, and who comes for them or -1. */
struct step_tried {
    int32_t who, other, from, to;
    int64_t sum_from, sum_to; /* as they would be */
};

static struct step_tried
try_step(struct search *s, int32_t who, int32_t other, int32_t to)
{
    int32_t from = s->group_of[who];
    struct step_tried t = { .who = who,
        .other = other,
        .from = from,
        .to = to,
        .sum_from = s->sums[from] - adds_of(s, who)[from],
        .sum_to = s->sums[to] + adds_of(s, who)[to] };
    s->n_tried++;
    if (other >= 0) {
        int64_t both = s->p->scores[(ptrdiff_t)who * s->n + other];
        t.sum_from += adds_of(s, other)[from] - both;
        t.sum_to -= adds_of(s, other)[to] + both;
    }
    return t;
}

/* False: an exchange surely wins no more points than that, which most do not;
 * said without a division. A value is never more than its sum is worth, and
 * the lowest rises only where its own group is changed. */
static bool
may_win(const struct search *s, const struct step_tried *t, int64_t points)
{
    if (s->p->aim == CP_GROUPS_PAIRS || t->other < 0 ||
        s->lowest[0] == t->from || s->lowest[0] == t->to)
        return true;
    double most = (double)t->sum_from * s->per_pair[t->from] +
        (double)t->sum_to * s->per_pair[t->to];
    return most + 0.001 > (double)(points - s->now.points + s->values[t->from] +
                              s->values[t->to]);
}

static int64_t
points_of(const struct search *s, const struct step_tried *t)
{
    int32_t is_move = t->other < 0;
    if (s->p->aim == CP_GROUPS_PAIRS)
        return s->now.points + t->sum_from + t->sum_to - s->sums[t->from] -
            s->sums[t->to];
    int64_t x = group_value(t->sum_from, s->sizes[t->from] - is_move);
    int64_t y = group_value(t->sum_to, s->sizes[t->to] + is_move);
    int64_t points =
        s->now.points + x + y - s->values[t->from] - s->values[t->to];
    if (s->p->aim != CP_GROUPS_FAIR)
        return points;
    int64_t lowest = lowest_but(s, t->from, t->to);
    lowest = x < lowest ? x : lowest;
    lowest = y < lowest ? y : lowest;
    return points + (lowest - s->values[s->lowest[0]]) * s->big;
}

/* Is it better than the best so far? Then that is what it is worth. What is
 * cheap to know comes first. */
static bool
betters(struct search *s, const struct step_tried *t, struct worth *best)
{
    struct worth w = { .n_broken = s->now.n_broken };
    bool is_clean = s->now.n_broken == 0;
    if (is_clean && !may_win(s, t, best->points))
        return false;
    if (is_clean) {
        w.points = points_of(s, t);
        if (w.points <= best->points)
            return false;
    }
    if (s->rules.is_any && is_clean) {
        s->n_tried += RULES_COST;
        if (!groups_counts_is_kept(s->counts, t->from, t->who, t->other) ||
            !groups_counts_is_kept(s->counts, t->to, t->other, t->who))
            return false;
    } else if (s->rules.is_any) {
        s->n_tried += BROKEN_COST;
        if (s->p->slots != NULL)
            s->n_tried += BROKEN_COST * s->p->n_words;
        w.n_broken +=
            groups_counts_broken(s->counts, t->from, t->who, t->other) +
            groups_counts_broken(s->counts, t->to, t->other, t->who) -
            s->broken[t->from] - s->broken[t->to];
    }
    if (w.n_broken > best->n_broken ||
        (!is_clean && w.n_broken == best->n_broken &&
            !may_win(s, t, best->points)))
        return false;
    if (!is_clean)
        w.points = points_of(s, t);
    if (!is_better(w, *best))
        return false;
    *best = w;
    return true;
}

/* The best step for one person; false: they stand well. */
static bool
place_better(struct search *s, int32_t who)
{
    int32_t from = s->group_of[who], best_other = -1, best_to = -1;
    struct worth best = s->now;
    for (int32_t other = 0; other < s->n; other++) {
        int32_t to = s->group_of[other];
        if (to == from)
            continue;
        struct step_tried t = try_step(s, who, other, to);
        if (betters(s, &t, &best)) {
            best_other = other;
            best_to = to;
        }
    }
    for (int32_t to = 0; to < s->n_groups && s->sizes[from] > s->p->lower[from];
         to++) {
        if (to == from || s->sizes[to] >= s->p->upper[to])
            continue;
        struct step_tried t = try_step(s, who, -1, to);
        if (betters(s, &t, &best)) {
            best_other = -1;
            best_to = to;
        }
    }
    if (best_to < 0)
        return false;
    apply(s, who, best_other, best_to);
    return true;
}

static bool
goes_on(struct search *s)
{
    const struct cp_groups *p = s->p;
    s->is_stopped = s->is_stopped ||
        (p->go_on != NULL &&
            !p->go_on(p->context, (double)s->n_tried / (double)s->effort));
    return !s->is_stopped && s->n_tried < s->effort;
}

static void
improve(struct search *s)
{
    bool is_any = true;
    while (is_any && goes_on(s) && s->n_steps + 2 < s->steps_room) {
        is_any = false;
        random_order(&s->random, s->n, s->order);
        for (int32_t k = 0; k < s->n && s->n_steps + 2 < s->steps_room; k++) {
            int32_t who = s->order[k];
            if (!s->is_active[who])
                continue;
            s->is_active[who] = 0;
            is_any = place_better(s, who) || is_any;
        }
    }
}

static void
kick(struct search *s, uint64_t n)
{
    for (uint64_t k = 0; k < n; k++) {
        int32_t who = (int32_t)random_below(&s->random, (uint64_t)s->n);
        int32_t other = (int32_t)random_below(&s->random, (uint64_t)s->n);
        int32_t from = s->group_of[who], to = s->group_of[other];
        bool may_move = s->sizes[from] > s->p->lower[from] &&
            s->sizes[to] < s->p->upper[to];
        if (from != to && may_move && random_below(&s->random, 2) == 0)
            apply(s, who, -1, to);
        else if (from != to)
            apply(s, who, other, to);
    }
}

/* ---- Start, and the whole
 * ------------------------------------------------------ */

/* Without rules: least sizes first, then whoever is left where there is room.
 */
static void
deal(struct search *s, int32_t *group_of)
{
    int32_t g = 0;
    random_order(&s->random, s->n, s->order);
    for (int32_t k = 0; k < s->n; k++) {
        int32_t who = s->order[k];
        for (int tried = 0; tried < s->n_groups; tried++, g++) {
            g = g >= s->n_groups ? 0 : g;
            if (s->sizes[g] < s->p->lower[g])
                break;
        }
        g = g >= s->n_groups ? 0 : g;
        while (s->sizes[g] >= s->p->lower[g] && s->sizes[g] >= s->p->upper[g])
            g = g + 1 < s->n_groups ? g + 1 : 0;
        group_of[who] = g;
        s->sizes[g]++;
        g++;
    }
    memset(s->sizes, 0, (size_t)s->n_groups * sizeof *s->sizes);
}

static void
start(struct search *s, const int32_t *group_of)
{
    for (int32_t i = 0; i < s->n; i++)
        s->group_of[i] = -1;
    for (int32_t i = 0; i < s->n; i++) {
        int32_t g = group_of[i];
        s->group_of[i] = g;
        if (s->rules.is_any)
            groups_counts_add(s->counts, i, g);
        s->places[i] = s->sizes[g];
        members_of(s, g)[s->sizes[g]++] = i;
    }
    for (int32_t i = 0; i < s->n; i++) {
        const int32_t *scores = s->p->scores + (ptrdiff_t)i * s->n;
        for (int32_t k = 0; k < s->n; k++)
            if (k != i)
                adds_of(s, i)[s->group_of[k]] += scores[k];
        s->sums[s->group_of[i]] += adds_of(s, i)[s->group_of[i]];
        s->is_active[i] = 1;
    }
    for (int32_t k = 0; k < s->n_groups; k++) {
        s->sums[k] /= 2;
        judge_group(s, k);
    }
    find_lowest(s);
    s->now = whole_worth(s);
}

static void
keep_best(
    const struct search *s, struct worth *best, struct cp_groups_answer *answer)
{
    *best = s->now;
    answer->n_broken = s->now.n_broken;
    memcpy(
        answer->group_of, s->group_of, (size_t)s->n * sizeof *answer->group_of);
}

/* Small kicks, each taken back unless it is as good: the smaller, the more of
 * them fit, and large ones were seldom made good. After many in vain one
 * that shakes everybody. */
static void
kick_on(struct search *s, struct cp_groups_answer *answer)
{
    struct worth best;
    uint64_t most = s->n / 40 > 3 ? (uint64_t)s->n / 40 : 3;
    int64_t n_in_vain = 0;
    keep_best(s, &best, answer);
    while (s->n_groups > 1 && goes_on(s)) {
        struct worth before = s->now;
        bool is_large = n_in_vain > 60 + 2 * s->n;
        kick(s,
            is_large ? (uint64_t)s->n : 2 + random_below(&s->random, most - 1));
        improve(s);
        bool is_lost = s->now.n_broken > best.n_broken;
        if (is_lost || (!is_large && is_better(before, s->now)))
            take_back(s);
        n_in_vain = is_large || is_better(s->now, before) ? 0 : n_in_vain + 1;
        s->n_steps = 0;
        memset(s->is_active, 0, (size_t)s->n);
        if (is_better(s->now, best))
            keep_best(s, &best, answer);
    }
}

static bool
take_room(struct search *s, struct arena *a)
{
    ptrdiff_t n = s->n, n_groups = s->n_groups;
    s->steps_room = 64 * s->n + 64;
    s->group_of = TRY(a, int32_t, n);
    s->sizes = TRY(a, int32_t, n_groups);
    s->members = TRY(a, int32_t, n * n_groups);
    s->places = TRY(a, int32_t, n);
    s->adds = TRY(a, int64_t, n * n_groups);
    s->sums = TRY(a, int64_t, n_groups);
    s->values = TRY(a, int64_t, n_groups);
    s->broken = TRY(a, int64_t, n_groups);
    s->per_pair = TRY(a, double, n_groups);
    s->order = TRY(a, int32_t, n);
    s->is_active = TRY(a, uint8_t, n);
    s->steps = TRY(a, struct step, s->steps_room);
    if (!groups_rules_take(&s->rules, a, s->p))
        return false;
    s->counts = s->rules.is_any && s->group_of != NULL
        ? groups_counts_take(a, &s->rules, s->group_of)
        : NULL;
    return (s->counts != NULL || !s->rules.is_any) && s->group_of != NULL &&
        s->sizes != NULL && s->members != NULL && s->places != NULL &&
        s->adds != NULL && s->sums != NULL && s->values != NULL &&
        s->broken != NULL && s->per_pair != NULL && s->order != NULL &&
        s->is_active != NULL && s->steps != NULL;
}

/* Starts, each mended, until one keeps all rules or half the effort is gone:
 * from one that puts people with the wrong others no mending gets far. */
static bool
begin_within_rules(struct search *s, struct arena *a, int32_t *best_of)
{
    int64_t least = INT64_MAX, n_broken;
    int32_t *group_of = TRY(a, int32_t, s->n);
    if (group_of == NULL)
        return false;
    for (int round = 0; least > 0 && s->n_tried < s->effort / 2; round++) {
        struct arena_mark mark = arena_mark(a);
        if (!goes_on(s) && round > 0)
            break;
        if (!groups_start(group_of, a, &s->rules, s->counts, s->group_of,
                &s->random, round) ||
            !groups_mend(group_of, a, s->p, s->counts, s->group_of, &s->random,
                s->effort / 2, &s->n_tried, &n_broken))
            return false;
        if (n_broken < least)
            memcpy(best_of, group_of, (size_t)s->n * sizeof *best_of);
        least = n_broken < least ? n_broken : least;
        s->n_tried += (int64_t)s->n * s->n; /* the start */
        arena_rewind(a, mark);
    }
    return true;
}

enum err
groups_search(
    struct cp_groups_answer *answer, struct arena *a, const struct cp_groups *p)
{
    struct arena_mark mark = arena_mark(a);
    struct search s = { .p = p,
        .random = random_from(p->seed),
        .n = (int32_t)p->n,
        .n_groups = (int32_t)p->n_groups };
    int64_t most = 0;
    if (!take_room(&s, a))
        return ERR_NO_ROOM;
    for (ptrdiff_t k = 0; k < p->n * p->n; k++)
        most = p->scores[k] > most ? p->scores[k] : most;
    s.big = 10 * most * p->n_groups + 1;
    s.effort = p->effort > 0 ? p->effort
        : p->n >= 120        ? INT64_C(300'000'000)
                             : 7'000 * p->n * p->n * (p->n >= 60 ? 6 : 1);
    if (!s.rules.is_any)
        deal(&s, answer->group_of);
    else if (!begin_within_rules(&s, a, answer->group_of))
        return ERR_NO_ROOM;
    start(&s, answer->group_of);
    improve(&s);
    s.n_steps = 0;
    kick_on(&s, answer);
    arena_rewind(a, mark);
    return s.is_stopped ? ERR_BUSY : OK;
}
