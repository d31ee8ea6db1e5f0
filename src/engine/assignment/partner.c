#include "engine/assignment/partner.h"

#include "base/err.h"

/* ---- How well two fit -----------------------------------------------------
 */

static ptrdiff_t
n_common(struct cp_tags a, struct cp_tags b)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0, k = 0; i < a.n && k < b.n;) {
        int32_t x = a.tags[i].word, y = b.tags[k].word;
        n += x == y;
        i += x <= y;
        k += y <= x;
    }
    return n;
}

/* Of all that is needed, how much is offered, in a hundred. */
static int32_t
met(struct cp_tags needs, struct cp_tags offers)
{
    int64_t all = 0, had = 0;
    for (ptrdiff_t i = 0, k = 0; i < needs.n; i++) {
        while (k < offers.n && offers.tags[k].word < needs.tags[i].word)
            k++;
        all += needs.tags[i].weight;
        if (k < offers.n && offers.tags[k].word == needs.tags[i].word)
            had += needs.tags[i].weight;
    }
    return all == 0 ? 0 : (int32_t)(100 * had / all);
}

void
cp_partner_fit(struct cp_partner_fit *fit, const struct cp_seeker *a,
    const struct cp_seeker *b)
{
    int32_t x = met(a->needs, b->offers), y = met(b->needs, a->offers);
    ptrdiff_t n = n_common(a->challenges, b->challenges);
    ptrdiff_t n_all = a->challenges.n + b->challenges.n - n;
    *fit = (struct cp_partner_fit){ .gets = x,
        .gives = y,
        .both = x + y == 0 ? 0 : 2 * x * y / (x + y),
        .shared = n_all == 0 ? 0 : (int32_t)(100 * n / n_all),
        .spoken = n_common(a->languages, b->languages) > 0 ? 100
            : a->has_interpreter || b->has_interpreter     ? 80
                                                           : 60,
        .is_full = b->n_partnerships >= b->room };
    fit->before = fit->both * (100 + fit->shared) * fit->spoken / 2000;
    fit->total = fit->before - (fit->is_full ? CP_PARTNER_FULL : 0);
    if (fit->total < 0)
        fit->total = 0;
}

/* ---- Who comes first ------------------------------------------------------
 */

/* Does x come before y? */
typedef bool before(const struct cp_partner_place *x, int64_t key_x,
    const struct cp_partner_place *y, int64_t key_y);

static bool
fits_better(const struct cp_partner_place *x, int64_t key_x,
    const struct cp_partner_place *y, int64_t key_y)
{
    if (x->fit.total != y->fit.total)
        return x->fit.total > y->fit.total;
    return key_x < key_y;
}

static int32_t
nearness(const struct cp_partner_fit *fit)
{
    return fit->gets + fit->gives + fit->shared;
}

static bool
is_nearer(const struct cp_partner_place *x, int64_t key_x,
    const struct cp_partner_place *y, int64_t key_y)
{
    if (nearness(&x->fit) != nearness(&y->fit))
        return nearness(&x->fit) > nearness(&y->fit);
    if (x->fit.spoken != y->fit.spoken)
        return x->fit.spoken > y->fit.spoken;
    return key_x < key_y;
}

/* Into its place among the first n_max. */
static ptrdiff_t
put(struct cp_partner_place *places, ptrdiff_t n_places, ptrdiff_t n_max,
    struct cp_partner_place one, const struct cp_seeker *others,
    before *comes_before)
{
    int64_t key = others[one.i].key;
    ptrdiff_t at = n_places;
    while (at > 0 &&
        comes_before(&one, key, &places[at - 1], others[places[at - 1].i].key))
        at--;
    if (at == n_max)
        return n_places;
    if (n_places < n_max)
        n_places++;
    for (ptrdiff_t k = n_places - 1; k > at; k--)
        places[k] = places[k - 1];
    places[at] = one;
    return n_places;
}

/* The best new one takes the fifth place, when none of the five is new. */
static ptrdiff_t
lift(struct cp_partner_place *places, ptrdiff_t n_places, ptrdiff_t n_max,
    struct cp_partner_place fresh, const struct cp_seeker *others)
{
    if (n_places < CP_PARTNER_FIRST || n_max < CP_PARTNER_FIRST)
        return n_places;
    for (ptrdiff_t k = 0; k < CP_PARTNER_FIRST; k++)
        if (others[places[k].i].n_partnerships == 0)
            return n_places;
    ptrdiff_t at = CP_PARTNER_FIRST;
    while (at < n_places && places[at].i != fresh.i)
        at++;
    if (at == n_places) /* it was further down than the list goes */
        at = n_places < n_max ? n_places++ : n_places - 1;
    for (; at > CP_PARTNER_FIRST - 1; at--)
        places[at] = places[at - 1];
    fresh.is_lifted = true;
    places[at] = fresh;
    return n_places;
}

ptrdiff_t
cp_partner_rank(struct cp_partner_place *places, ptrdiff_t n_max,
    const struct cp_seeker *who, const struct cp_seeker *others, ptrdiff_t n)
{
    struct cp_partner_place fresh = { .i = -1 };
    ptrdiff_t n_places = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        struct cp_partner_place one = { .i = i };
        if (others[i].key == who->key)
            continue;
        cp_partner_fit(&one.fit, who, &others[i]);
        if (one.fit.total == 0)
            continue;
        n_places = put(places, n_places, n_max, one, others, fits_better);
        if (others[i].n_partnerships == 0 &&
            (fresh.i < 0 ||
                fits_better(&one, others[i].key, &fresh, others[fresh.i].key)))
            fresh = one;
    }
    return fresh.i < 0 ? n_places
                       : lift(places, n_places, n_max, fresh, others);
}

ptrdiff_t
cp_partner_near(struct cp_partner_place *places, ptrdiff_t n_max,
    const struct cp_seeker *who, const struct cp_seeker *others, ptrdiff_t n)
{
    ptrdiff_t n_places = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        struct cp_partner_place one = { .i = i };
        if (others[i].key == who->key)
            continue;
        cp_partner_fit(&one.fit, who, &others[i]);
        if (one.fit.total == 0 && nearness(&one.fit) > 0)
            n_places = put(places, n_places, n_max, one, others, is_nearer);
    }
    return n_places;
}

/* ---- When they meet -------------------------------------------------------
 */

static int32_t *
slots_of(int32_t *at, int32_t who)
{
    return at + (ptrdiff_t)who * CP_SLOTS_MAX;
}

static int32_t
first_free(const int32_t *slots)
{
    int32_t slot = 0;
    while (slot < CP_SLOTS_MAX && slots[slot] >= 0)
        slot++;
    require(slot < CP_SLOTS_MAX);
    return slot;
}

/* From `who` on, what is in slot `from` goes to `to`, and what that meets
 * back to `from`, to the end of the path. */
static void
flip(struct cp_meeting *meetings, int32_t *at, int32_t n_a, int32_t who,
    int32_t from, int32_t to)
{
    int32_t e = slots_of(at, who)[from];
    slots_of(at, who)[from] = -1;
    slots_of(at, who)[to] = e;
    while (e >= 0) {
        int32_t a = meetings[e].a, b = n_a + meetings[e].b;
        int32_t far = who == a ? b : a;
        int32_t *slots = slots_of(at, far), next = slots[to], swap = from;
        meetings[e].slot = to;
        slots[to] = e;
        slots[from] = next;
        who = far;
        e = next;
        from = to;
        to = swap;
    }
}

int32_t
cp_meeting_slots(struct cp_meeting *meetings, int32_t n, int32_t *at,
    int32_t n_a, int32_t n_b)
{
    int32_t n_slots = 0;
    for (ptrdiff_t i = 0; i < (ptrdiff_t)(n_a + n_b) * CP_SLOTS_MAX; i++)
        at[i] = -1;
    for (int32_t e = 0; e < n; e++) {
        int32_t a = meetings[e].a, b = n_a + meetings[e].b;
        int32_t x = first_free(slots_of(at, a)),
                y = first_free(slots_of(at, b));
        if (slots_of(at, b)[x] >= 0)
            flip(meetings, at, n_a, b, x, y);
        meetings[e].slot = x;
        slots_of(at, a)[x] = e;
        slots_of(at, b)[x] = e;
    }
    for (int32_t e = 0; e < n; e++)
        if (meetings[e].slot >= n_slots)
            n_slots = meetings[e].slot + 1;
    return n_slots;
}

/* ---- Who helps with a need ------------------------------------------------
 */

static const int32_t help_weights[CP_HELP_ITEMS] = { 4, 2, 1, 2 };

static int32_t
language_value(struct cp_tags a, struct cp_tags b)
{
    int32_t best = 0;
    for (ptrdiff_t i = 0, k = 0; i < a.n && k < b.n;) {
        int32_t x = a.tags[i].word, y = b.tags[k].word;
        if (x == y) {
            bool is_good = a.tags[i].weight > 1 && b.tags[k].weight > 1;
            best = is_good ? 100 : best > 60 ? best : 60;
        }
        i += x <= y;
        k += y <= x;
    }
    return best;
}

static int64_t
days_in_common(const struct cp_need *a, const struct cp_helper *b)
{
    int64_t n = 0;
    for (ptrdiff_t i = 0, k = 0; i < a->n_days && k < b->n_days;) {
        struct cp_days x = a->days[i], y = b->days[k];
        int32_t first = x.first > y.first ? x.first : y.first;
        int32_t last = x.last < y.last ? x.last : y.last;
        n += last >= first ? last - first + 1 : 0;
        if (x.last <= y.last)
            i++;
        else
            k++;
    }
    return n;
}

static void
put_item(struct cp_help_fit *fit, enum cp_help_item item, bool is_blank,
    int32_t value)
{
    fit->is_blank[item] = is_blank;
    fit->values[item] = is_blank ? 50 : value;
}

/* Parts that add up: floors, then a point each to the largest remainders. */
static void
add_up(struct cp_help_fit *fit)
{
    int32_t sum = 0, all = 0, given = 0, rests[CP_HELP_ITEMS];
    for (int i = 0; i < CP_HELP_ITEMS; i++) {
        all += help_weights[i];
        sum += help_weights[i] * fit->values[i];
    }
    fit->total = 10 * sum / all;
    for (int i = 0; i < CP_HELP_ITEMS; i++) {
        int32_t worth = 10 * help_weights[i] * fit->values[i];
        fit->points[i] = worth / all;
        rests[i] = worth % all;
        given += fit->points[i];
    }
    for (; given < fit->total; given++) {
        int most = 0;
        for (int i = 1; i < CP_HELP_ITEMS; i++)
            if (rests[i] > rests[most])
                most = i;
        fit->points[most]++;
        rests[most] = -1;
    }
}

void
cp_help_fit(struct cp_help_fit *fit, const struct cp_need *need,
    const struct cp_helper *helper)
{
    bool has_no_languages = need->languages.n == 0 || helper->languages.n == 0;
    bool has_no_days = need->n_days == 0 || helper->n_days == 0;
    bool has_no_level = need->level == CP_BLANK || helper->level == CP_BLANK;
    int32_t skills = met(need->skills, helper->skills);
    int32_t spoken = language_value(need->languages, helper->languages);
    int32_t apart = has_no_level ? 0 : need->level - helper->level;
    int64_t days = days_in_common(need, helper);
    int64_t needed = need->days_needed > 0 ? need->days_needed : 1;
    *fit = (struct cp_help_fit){ .is_barred = skills == 0 ||
            (!has_no_languages && spoken == 0 && !need->has_interpreter) ||
            (!has_no_days && days == 0) };
    put_item(fit, CP_HELP_SKILLS, false, skills);
    put_item(fit, CP_HELP_LANGUAGE, has_no_languages, spoken > 0 ? spoken : 40);
    put_item(fit, CP_HELP_LEVEL, has_no_level,
        100 - 25 * (apart < 0 ? -apart : apart));
    put_item(fit, CP_HELP_TIME, has_no_days,
        days >= needed ? 100 : (int32_t)(100 * days / needed));
    add_up(fit);
}
