/* The rules of all groups, counted as people come and go: what an exchange
 * would break is known without a look at who else is there. */
#include "engine/assignment/groups_inside.h"

#include <string.h>

enum { BITS = 64 };

/* How many bits' worth of members each, and what all of a group have. */
struct shared {
    ptrdiff_t n_words;
    const uint64_t *bits;    /* a person: n_words; NULL: no such rule */
    int32_t *counts;         /* a group: BITS times n_words */
    uint64_t *all, *but_one; /* a group: n_words; what one alone lacks */
    uint64_t *used;          /* n_words: what anybody has */
};

struct groups_counts {
    const struct cp_groups *p;
    const uint8_t *apart_of; /* n by n, or NULL */
    const int32_t *group_of; /* whose they are: the search's */
    int32_t *sizes;          /* of each group */
    int32_t *spread;         /* scratch: bits that so many have */
    int32_t n_organisations, n_kinds;
    int32_t *organisation_of, *kind_of; /* from 0; -1: none */
    int32_t *organisations, *kinds;     /* a group: how many of each */
    int32_t *over, *alone;              /* a group: broken by these */
    int32_t *lived;                     /* a group: how many */
    int32_t *apart;                     /* a person by groups */
    int32_t *mates, *mates_from;        /* together: lists one by one */
    int64_t *named;                     /* a group: broken by names */
    struct shared languages, slots;
};

/* ---- Taking room ----------------------------------------------------------
 */

static int32_t
number(int32_t *to, const int32_t *from, ptrdiff_t n)
{
    int32_t n_numbers = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        ptrdiff_t k = 0;
        while (from[k] != from[i])
            k++;
        to[i] = from[i] == 0 ? -1 : k < i ? to[k] : n_numbers++;
    }
    return n_numbers;
}

static bool
take_shared(struct shared *x, struct arena *a, ptrdiff_t n_groups, ptrdiff_t n)
{
    if (x->bits == NULL)
        return true;
    x->counts = TRY(a, int32_t, n_groups * x->n_words * BITS);
    x->all = TRY(a, uint64_t, n_groups * x->n_words);
    x->but_one = TRY(a, uint64_t, n_groups * x->n_words);
    x->used = TRY(a, uint64_t, x->n_words);
    for (ptrdiff_t k = 0; x->used != NULL && k < n * x->n_words; k++)
        x->used[k % x->n_words] |= x->bits[k];
    return x->counts != NULL && x->all != NULL && x->but_one != NULL &&
        x->used != NULL;
}

static bool
take_mates(struct groups_counts *c, struct arena *a)
{
    const struct cp_groups *p = c->p;
    c->mates = TRY(a, int32_t, 2 * p->n_together + 1);
    c->mates_from = TRY(a, int32_t, p->n + 2);
    if (c->mates == NULL || c->mates_from == NULL)
        return false;
    /* counted one place on, so that filling brings them where they belong */
    for (ptrdiff_t k = 0; k < p->n_together; k++)
        for (int end = 0; end < 2; end++)
            c->mates_from[p->together[k][end] + 2]++;
    for (ptrdiff_t i = 2; i < p->n + 2; i++)
        c->mates_from[i] += c->mates_from[i - 1];
    for (ptrdiff_t k = 0; k < p->n_together; k++)
        for (int end = 0; end < 2; end++)
            c->mates[c->mates_from[p->together[k][end] + 1]++] =
                p->together[k][!end];
    return true;
}

struct groups_counts *
groups_counts_take(
    struct arena *a, const struct groups_rules *rules, const int32_t *group_of)
{
    const struct cp_groups *p = rules->p;
    ptrdiff_t n = p->n, n_groups = p->n_groups;
    struct groups_counts *c = TRY(a, struct groups_counts, 1);
    if (c == NULL)
        return NULL;
    *c = (struct groups_counts){ .p = p,
        .apart_of = rules->apart,
        .group_of = group_of,
        .sizes = TRY(a, int32_t, n_groups),
        .spread = TRY(a, int32_t, n + 2),
        .over = TRY(a, int32_t, n_groups),
        .alone = TRY(a, int32_t, n_groups),
        .lived = TRY(a, int32_t, n_groups),
        .named = TRY(a, int64_t, n_groups),
        .languages = { .n_words = 1, .bits = p->languages },
        .slots = { .n_words = p->n_words, .bits = p->slots } };
    bool has_room = c->sizes != NULL && c->spread != NULL && c->over != NULL &&
        c->alone != NULL && c->lived != NULL && c->named != NULL &&
        take_mates(c, a) && take_shared(&c->languages, a, n_groups, n) &&
        take_shared(&c->slots, a, n_groups, n);
    if (has_room && p->organisation != NULL && p->organisation_max > 0) {
        c->organisation_of = TRY(a, int32_t, n);
        if (c->organisation_of != NULL)
            c->n_organisations = number(c->organisation_of, p->organisation, n);
        c->organisations = TRY(a, int32_t, n_groups * c->n_organisations + 1);
        has_room = c->organisation_of != NULL && c->organisations != NULL;
    }
    if (has_room && p->kind != NULL) {
        c->kind_of = TRY(a, int32_t, n);
        if (c->kind_of != NULL)
            c->n_kinds = number(c->kind_of, p->kind, n);
        c->kinds = TRY(a, int32_t, n_groups * c->n_kinds + 1);
        has_room = c->kind_of != NULL && c->kinds != NULL;
    }
    if (has_room && c->apart_of != NULL) {
        c->apart = TRY(a, int32_t, n * n_groups);
        has_room = c->apart != NULL;
    }
    return has_room ? c : NULL;
}

/* ---- Who comes and goes -----------------------------------------------------
 */

static void
share(struct shared *x, int32_t who, int32_t g, int32_t by, int32_t size)
{
    for (ptrdiff_t w = 0; x->bits != NULL && w < x->n_words; w++) {
        uint64_t bits = x->bits[who * x->n_words + w], all = 0, but_one = 0;
        ptrdiff_t at = g * x->n_words + w;
        for (int b = 0; b < BITS; b++) {
            int32_t *n = &x->counts[at * BITS + b];
            *n += (int32_t)(bits >> b & 1) * by;
            all |= (uint64_t)(*n == size) << b;
            but_one |= (uint64_t)(*n == size - 1) << b;
        }
        x->all[at] = all;
        x->but_one[at] = but_one;
    }
}

/* The one leaves, or comes (by 1). The search's list of groups may say either
 * of `who` at that moment. */
static void
count(struct groups_counts *c, int32_t who, int32_t g, int32_t by)
{
    const struct cp_groups *p = c->p;
    for (int32_t k = c->mates_from[who]; k < c->mates_from[who + 1]; k++) {
        int32_t mate = c->mates[k];
        if (mate != who)
            c->named[g] += c->group_of[mate] == g ? -by : by;
    }
    if (c->apart != NULL) {
        c->named[g] += by * c->apart[who * p->n_groups + g];
        for (ptrdiff_t i = 0; i < p->n; i++)
            c->apart[i * p->n_groups + g] +=
                i == who ? 0 : by * c->apart_of[who * p->n + i];
    }
    if (c->organisation_of != NULL && c->organisation_of[who] >= 0) {
        int32_t *n =
            &c->organisations[g * c->n_organisations + c->organisation_of[who]];
        int32_t before =
            *n > p->organisation_max ? *n - p->organisation_max : 0;
        *n += by;
        c->over[g] +=
            (*n > p->organisation_max ? *n - p->organisation_max : 0) - before;
    }
    if (c->kind_of != NULL && c->kind_of[who] >= 0) {
        int32_t *n = &c->kinds[g * c->n_kinds + c->kind_of[who]];
        c->alone[g] -= *n == 1;
        *n += by;
        c->alone[g] += *n == 1;
    }
    c->lived[g] += p->lived != NULL && p->lived[who] != 0 ? by : 0;
    c->sizes[g] += by;
    share(&c->languages, who, g, by, c->sizes[g]);
    share(&c->slots, who, g, by, c->sizes[g]);
}

void
groups_counts_add(struct groups_counts *c, int32_t who, int32_t to)
{
    count(c, who, to, 1);
}

void
groups_counts_drop(struct groups_counts *c, int32_t who, int32_t from)
{
    count(c, who, from, -1);
}

/* ---- What a group would break -----------------------------------------------
 */

/* Of those who must be together one is here and the other is not. */
static int64_t
by_names(
    const struct groups_counts *c, int32_t g, int32_t without, int32_t with)
{
    int64_t n = c->named[g];
    const int32_t *from = c->mates_from;
    for (int32_t k = without < 0 ? 0 : from[without];
         without >= 0 && k < from[without + 1]; k++) {
        int32_t mate = c->mates[k];
        bool is_here = c->group_of[mate] == g,
             will_be = is_here || mate == with;
        if (mate != without)
            n += (int)will_be - (int)!is_here;
    }
    for (int32_t k = with < 0 ? 0 : from[with]; with >= 0 && k < from[with + 1];
         k++) {
        int32_t mate = c->mates[k];
        if (mate != with && mate != without)
            n += c->group_of[mate] == g ? -1 : 1;
    }
    if (c->apart == NULL)
        return n;
    if (without >= 0)
        n -= c->apart[without * c->p->n_groups + g];
    if (with >= 0)
        n += c->apart[with * c->p->n_groups + g];
    return without >= 0 && with >= 0 ? n - c->apart_of[with * c->p->n + without]
                                     : n;
}

static int64_t
by_number(
    const struct groups_counts *c, int32_t g, int32_t without, int32_t with)
{
    int64_t n_broken = c->over[g] + c->alone[g];
    if (c->organisation_of != NULL) {
        const int32_t *n = c->organisations + (ptrdiff_t)g * c->n_organisations;
        int32_t most = c->p->organisation_max;
        int32_t out = without < 0 ? -1 : c->organisation_of[without];
        int32_t in = with < 0 ? -1 : c->organisation_of[with];
        n_broken -= out >= 0 && n[out] > most;
        n_broken += in >= 0 && n[in] - (in == out) >= most;
    }
    if (c->kind_of != NULL) {
        const int32_t *n = c->kinds + (ptrdiff_t)g * c->n_kinds;
        int32_t out = without < 0 ? -1 : c->kind_of[without];
        int32_t in = with < 0 ? -1 : c->kind_of[with];
        n_broken += out < 0 ? 0 : n[out] == 2 ? 1 : -(n[out] == 1);
        int32_t there = in < 0 ? 2 : n[in] - (in == out);
        n_broken += there == 0 ? 1 : -(there == 1);
    }
    return n_broken;
}

/* What all of them have in one word. */
static uint64_t
left(const struct shared *x, int32_t g, ptrdiff_t w, int32_t without,
    int32_t with)
{
    ptrdiff_t at = g * x->n_words + w;
    uint64_t all = x->all[at];
    if (without >= 0)
        all |= x->but_one[at] & ~x->bits[without * x->n_words + w];
    return with >= 0 ? all & x->bits[with * x->n_words + w] : all;
}

/* Does it have n_min of them in common? */
static bool
has_enough(const struct shared *x, int32_t n_min, int32_t g, int32_t without,
    int32_t with)
{
    int64_t n_free = 0;
    for (ptrdiff_t w = 0; w < x->n_words; w++)
        n_free += __builtin_popcountll(left(x, g, w, without, with));
    return n_free >= n_min;
}

/* How often somebody would still have to have a bit, so that all of `size`
 * have n_min of them in common: those that most have already. */
static int64_t
lacks(const struct groups_counts *c, const struct shared *x, int32_t n_min,
    int32_t g, int32_t without, int32_t with)
{
    int64_t n_lacking = 0;
    int32_t size = c->sizes[g] - (without >= 0) + (with >= 0);
    if (has_enough(x, n_min, g, without, with))
        return 0;
    memset(c->spread, 0, (size_t)(size + 1) * sizeof *c->spread);
    for (ptrdiff_t w = 0; w < x->n_words; w++) {
        const int32_t *counts = &x->counts[(g * x->n_words + w) * BITS];
        uint64_t out = without < 0 ? 0 : x->bits[without * x->n_words + w];
        uint64_t in = with < 0 ? 0 : x->bits[with * x->n_words + w];
        for (uint64_t left_bits = x->used[w]; left_bits != 0;
             left_bits &= left_bits - 1) {
            int b = __builtin_ctzll(left_bits);
            c->spread[counts[b] - (int32_t)(out >> b & 1) +
                (int32_t)(in >> b & 1)]++;
        }
    }
    for (int32_t k = size; k > 0 && n_min > 0; k--) {
        int32_t n = c->spread[k] < n_min ? c->spread[k] : n_min;
        n_lacking += (int64_t)n * (size - k);
        n_min -= n;
    }
    return n_lacking + (int64_t)n_min * size;
}

/* Names and numbers. */
static int64_t
by_count(
    const struct groups_counts *c, int32_t g, int32_t without, int32_t with)
{
    const struct cp_groups *p = c->p;
    int64_t n_broken =
        by_names(c, g, without, with) + by_number(c, g, without, with);
    if (p->lived != NULL) {
        int32_t n = c->lived[g] - (without >= 0 && p->lived[without] != 0) +
            (with >= 0 && p->lived[with] != 0);
        n_broken += n < p->lived_min ? p->lived_min - n : 0;
    }
    return n_broken;
}

static bool
is_empty(
    const struct groups_counts *c, int32_t g, int32_t without, int32_t with)
{
    return c->sizes[g] - (without >= 0) + (with >= 0) == 0;
}

int64_t
groups_counts_broken(
    const struct groups_counts *c, int32_t g, int32_t without, int32_t with)
{
    if (is_empty(c, g, without, with))
        return 0;
    int64_t n_broken = by_count(c, g, without, with);
    if (c->slots.bits != NULL)
        n_broken += lacks(c, &c->slots, c->p->slots_min, g, without, with);
    if (c->languages.bits != NULL)
        n_broken += lacks(c, &c->languages, 1, g, without, with);
    return n_broken;
}

bool
groups_counts_is_kept(
    const struct groups_counts *c, int32_t g, int32_t without, int32_t with)
{
    return is_empty(c, g, without, with) ||
        (by_count(c, g, without, with) == 0 &&
            (c->languages.bits == NULL ||
                has_enough(&c->languages, 1, g, without, with)) &&
            (c->slots.bits == NULL ||
                has_enough(&c->slots, c->p->slots_min, g, without, with)));
}
