/* A start for the search that keeps the rules where it can: whoever finds the
 * fewest others to be with comes first, and goes where the least is broken and
 * most are already, so that those who share little fill groups of their own. */
#include "engine/assignment/groups_inside.h"

#include <string.h>

enum { STARTS = 12 };

struct starting {
    const struct cp_groups *p;
    const struct groups_rules *rules;
    struct groups_counts *counts;
    struct random *random;
    int32_t *group_of, *sizes;
    int32_t *first_of; /* a person: who names all that must be together */
    int32_t *together; /* of whom that is: how many they are */
    int32_t *mates;    /* how many others they could be with */
    int64_t *keys;
    int32_t *order;
    int64_t n_short; /* places that least sizes still ask for */
    int64_t n_left;  /* people without a place */
};

static bool
may_meet(const struct starting *s, ptrdiff_t i, ptrdiff_t k)
{
    const struct cp_groups *p = s->p;
    int32_t n_free = 0;
    if (s->rules->apart != NULL && s->rules->apart[i * p->n + k] != 0)
        return false;
    if (p->languages != NULL && (p->languages[i] & p->languages[k]) == 0)
        return false;
    for (ptrdiff_t w = 0; p->slots != NULL && w < p->n_words; w++)
        n_free += __builtin_popcountll(
            p->slots[i * p->n_words + w] & p->slots[k * p->n_words + w]);
    return p->slots == NULL || n_free >= p->slots_min;
}

static void
join(struct starting *s, int32_t x, int32_t y)
{
    int32_t keep = s->first_of[x], gone = s->first_of[y];
    for (ptrdiff_t i = 0; keep != gone && i < s->p->n; i++)
        if (s->first_of[i] == gone)
            s->first_of[i] = keep;
}

static void
look_around(struct starting *s)
{
    const struct cp_groups *p = s->p;
    for (int32_t i = 0; i < p->n; i++)
        s->first_of[i] = i;
    for (ptrdiff_t k = 0; k < p->n_together; k++)
        join(s, p->together[k][0], p->together[k][1]);
    for (ptrdiff_t i = 0; i < p->n; i++) {
        s->together[s->first_of[i]]++;
        for (ptrdiff_t k = 0; k < i; k++)
            if (may_meet(s, i, k)) {
                s->mates[i]++;
                s->mates[k]++;
            }
    }
    /* together they find as many as the one who finds the fewest */
    for (ptrdiff_t i = 0; i < p->n; i++) {
        int32_t *first = &s->mates[s->first_of[i]];
        *first = s->mates[i] < *first ? s->mates[i] : *first;
    }
}

/* Those together one after another; `noise` brings other orders. */
static void
put_in_order(struct starting *s, uint64_t noise)
{
    ptrdiff_t n = s->p->n;
    random_order(s->random, (int32_t)n, s->order);
    for (ptrdiff_t i = 0; i < n; i++)
        s->keys[i] = s->mates[i] +
            (noise == 0 ? 0 : (int64_t)random_below(s->random, noise));
    for (ptrdiff_t at = 1; at < n; at++) {
        int32_t who = s->order[at], first = s->first_of[who];
        ptrdiff_t k = at;
        for (; k > 0; k--) {
            int32_t other = s->first_of[s->order[k - 1]];
            if (s->keys[other] < s->keys[first] ||
                (s->keys[other] == s->keys[first] && other <= first))
                break;
            s->order[k] = s->order[k - 1];
        }
        s->order[k] = who;
    }
}

/* Is there room for so many, and do least sizes stay within reach? */
static bool
has_room(const struct starting *s, int32_t g, int32_t n)
{
    int64_t n_short = s->p->lower[g] - s->sizes[g];
    int64_t over = n - (n_short > 0 ? n_short : 0);
    return s->sizes[g] + n <= s->p->upper[g] &&
        (over <= 0 || s->n_left - s->n_short >= over);
}

static int64_t
more_broken(const struct starting *s, int32_t g, int32_t who)
{
    int64_t before = s->sizes[g] > 0
        ? groups_counts_broken(s->counts, g, -1, -1)
        : s->p->lived != NULL ? s->p->lived_min
                              : 0;
    return groups_counts_broken(s->counts, g, -1, who) - before;
}

static void
place(struct starting *s, int32_t who, int32_t n_to_come)
{
    int32_t best = -1;
    int64_t least = INT64_MAX;
    for (int pass = 0; best < 0 && pass < 2; pass++)
        for (int32_t g = 0; g < s->p->n_groups; g++) {
            if (!has_room(s, g, pass == 0 ? n_to_come : 1))
                continue;
            int64_t n = more_broken(s, g, who);
            if (n < least || (n == least && s->sizes[g] > s->sizes[best])) {
                least = n;
                best = g;
            }
        }
    groups_counts_add(s->counts, who, best);
    s->group_of[who] = best;
    s->n_short -= s->sizes[best] < s->p->lower[best];
    s->sizes[best]++;
    s->n_left--;
}

static int64_t
place_all(struct starting *s)
{
    int64_t n_broken = 0;
    int32_t n_to_come = 0;
    s->n_short = 0;
    s->n_left = s->p->n;
    for (ptrdiff_t g = 0; g < s->p->n_groups; g++) {
        s->n_short += s->p->lower[g];
        s->sizes[g] = 0;
    }
    for (ptrdiff_t k = 0; k < s->p->n; k++) {
        int32_t who = s->order[k];
        if (n_to_come == 0)
            n_to_come = s->together[s->first_of[who]];
        place(s, who, n_to_come--);
    }
    for (int32_t g = 0; g < s->p->n_groups; g++)
        n_broken += groups_counts_broken(s->counts, g, -1, -1);
    return n_broken;
}

static void
take_out(struct starting *s)
{
    for (int32_t i = 0; i < s->p->n; i++)
        if (s->group_of[i] >= 0) {
            groups_counts_drop(s->counts, i, s->group_of[i]);
            s->group_of[i] = -1;
        }
}

bool
groups_start(int32_t *best_of, struct arena *a,
    const struct groups_rules *rules, struct groups_counts *counts,
    int32_t *group_of, struct random *random, int round)
{
    const struct cp_groups *p = rules->p;
    struct starting s = { .p = p,
        .rules = rules,
        .counts = counts,
        .random = random,
        .group_of = group_of,
        .sizes = TRY(a, int32_t, p->n_groups),
        .first_of = TRY(a, int32_t, p->n),
        .together = TRY(a, int32_t, p->n),
        .mates = TRY(a, int32_t, p->n),
        .keys = TRY(a, int64_t, p->n),
        .order = TRY(a, int32_t, p->n) };
    int64_t least = INT64_MAX;
    if (s.sizes == NULL || s.first_of == NULL || s.together == NULL ||
        s.mates == NULL || s.keys == NULL || s.order == NULL)
        return false;
    for (ptrdiff_t i = 0; i < p->n; i++)
        group_of[i] = -1;
    look_around(&s);
    for (uint64_t k = 0; least > 0 && k < STARTS; k++) {
        uint64_t noise = k + (uint64_t)round * STARTS / 4;
        put_in_order(&s, noise * (uint64_t)p->n / (2 * STARTS));
        int64_t n_broken = place_all(&s);
        if (n_broken < least)
            memcpy(best_of, group_of, (size_t)p->n * sizeof *best_of);
        least = n_broken < least ? n_broken : least;
        take_out(&s);
    }
    return true;
}
