/* Groups of more people than can be tried: from a start that keeps the sizes,
 * moves and exchanges as long as they help, then a kick, and again. What a
 * kick did not better is taken back. Broken rules count before all else. */
#include "engine/assignment/groups_inside.h"

#include "base/random.h"

#include <string.h>

struct worth {
    int64_t n_broken, points; /* fewer broken, then more points */
};

struct step {
    int32_t who, from, to;
};

struct search {
    const struct cp_groups *p;
    struct groups_rules rules;
    struct random random;
    int32_t n, n_groups;
    int64_t big; /* one point of the lowest value is worth so much of the sum */
    int32_t *group_of, *sizes, *members, *places; /* members: n a group */
    int64_t *adds; /* what a person adds, or would add, to a group */
    int64_t *sums, *values, *broken;
    int32_t lowest[3]; /* groups of the three lowest values */
    struct worth now;
    int32_t *order, *trial;
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
    s->values[g] = group_value(s->sums[g], s->sizes[g]);
    if (s->rules.is_any)
        s->broken[g] = groups_broken(&s->rules, members_of(s, g), s->sizes[g]);
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
    s->group_of[who] = to;
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

static int64_t
broken_with(struct search *s, int32_t g, int32_t without, int32_t with)
{
    const int32_t *members = members_of(s, g);
    int32_t n = 0;
    for (int32_t k = 0; k < s->sizes[g]; k++)
        if (members[k] != without)
            s->trial[n++] = members[k];
    if (with >= 0)
        s->trial[n++] = with;
    return groups_broken(&s->rules, s->trial, n);
}

static struct worth
worth_of(struct search *s, int32_t who, int32_t other, int32_t to)
{
    int32_t from = s->group_of[who];
    int64_t sum_from = s->sums[from] - adds_of(s, who)[from];
    int64_t sum_to = s->sums[to] + adds_of(s, who)[to];
    int32_t n_from = s->sizes[from] - 1, n_to = s->sizes[to] + 1;
    struct worth w = s->now;
    s->n_tried++;
    if (other >= 0) {
        int64_t both = s->p->scores[(ptrdiff_t)who * s->n + other];
        sum_from += adds_of(s, other)[from] - both;
        sum_to -= adds_of(s, other)[to] + both;
        n_from++;
        n_to--;
    }
    if (s->p->aim == CP_GROUPS_PAIRS) {
        w.points += sum_from + sum_to - s->sums[from] - s->sums[to];
    } else {
        int64_t x = group_value(sum_from, n_from);
        int64_t y = group_value(sum_to, n_to);
        w.points += x + y - s->values[from] - s->values[to];
        if (s->p->aim == CP_GROUPS_FAIR) {
            int64_t lowest = lowest_but(s, from, to);
            lowest = x < lowest ? x : lowest;
            lowest = y < lowest ? y : lowest;
            w.points += (lowest - s->values[s->lowest[0]]) * s->big;
        }
    }
    /* rules are dear to ask: only where the answer can matter */
    if (s->rules.is_any && (w.points > s->now.points || w.n_broken > 0))
        w.n_broken += broken_with(s, from, who, other) +
            broken_with(s, to, other, who) - s->broken[from] - s->broken[to];
    return w;
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
        struct worth w = worth_of(s, who, other, to);
        if (is_better(w, best)) {
            best = w;
            best_other = other;
            best_to = to;
        }
    }
    for (int32_t to = 0; to < s->n_groups && s->sizes[from] > s->p->lower[from];
         to++) {
        if (to == from || s->sizes[to] >= s->p->upper[to])
            continue;
        struct worth w = worth_of(s, who, -1, to);
        if (is_better(w, best)) {
            best = w;
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

/* Least sizes first, then whoever is left where there is room. */
static void
start(struct search *s)
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
        s->group_of[who] = g;
        s->places[who] = s->sizes[g];
        members_of(s, g)[s->sizes[g]++] = who;
        g++;
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

/* Small kicks, each taken back unless it is as good; after many in vain one
 * that shakes everybody. */
static void
kick_on(struct search *s, struct cp_groups_answer *answer)
{
    struct worth best;
    uint64_t most = s->n / 8 > 3 ? (uint64_t)s->n / 8 : 3;
    int64_t n_in_vain = 0;
    keep_best(s, &best, answer);
    while (s->n_groups > 1 && goes_on(s)) {
        struct worth before = s->now;
        bool is_large = n_in_vain > 60 + 2 * s->n;
        kick(s,
            is_large ? (uint64_t)s->n : 2 + random_below(&s->random, most - 1));
        improve(s);
        if (!is_large && is_better(before, s->now))
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
    s->order = TRY(a, int32_t, n);
    s->trial = TRY(a, int32_t, n + 1);
    s->is_active = TRY(a, uint8_t, n);
    s->steps = TRY(a, struct step, s->steps_room);
    return groups_rules_take(&s->rules, a, s->p) && s->group_of != NULL &&
        s->sizes != NULL && s->members != NULL && s->places != NULL &&
        s->adds != NULL && s->sums != NULL && s->values != NULL &&
        s->broken != NULL && s->order != NULL && s->trial != NULL &&
        s->is_active != NULL && s->steps != NULL;
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
    start(&s);
    improve(&s);
    s.n_steps = 0;
    kick_on(&s, answer);
    arena_rewind(a, mark);
    return s.is_stopped ? ERR_BUSY : OK;
}
