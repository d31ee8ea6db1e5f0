#include "engine/assignment/score.h"

#include "base/err.h"

const struct cp_score_rules cp_score_usual = {
    .weights = { 3, 2, 2, 1, 4, 1, 1 }, .days_needed = 5
};

static int32_t
role_value(int32_t a, int32_t b, const struct cp_score_rules *rules)
{
    if (a == b)
        return 100;
    for (ptrdiff_t i = 0; i < rules->n_related; i++) {
        const int32_t *near = rules->related[i];
        if ((near[0] == a && near[1] == b) || (near[0] == b && near[1] == a))
            return 50;
    }
    return 0;
}

/* How many words both have. */
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

static int32_t
in_common(struct cp_tags a, struct cp_tags b)
{
    ptrdiff_t n = n_common(a, b);
    return (int32_t)(100 * n / (a.n + b.n - n));
}

/* The best language of both: 100 both work in it, 60 one only just. */
static int32_t
language_value(struct cp_tags a, struct cp_tags b)
{
    int32_t best = 0;
    for (ptrdiff_t i = 0, k = 0; i < a.n && k < b.n;) {
        int32_t x = a.tags[i].word, y = b.tags[k].word;
        if (x == y) {
            bool is_good = a.tags[i].weight > 1 && b.tags[k].weight > 1;
            int32_t value = is_good ? 100 : 60;
            best = value > best ? value : best;
        }
        i += x <= y;
        k += y <= x;
    }
    return best;
}

/* Of all that is wanted, how much is offered, in a hundred. */
static int64_t
met(struct cp_tags wants, struct cp_tags offers)
{
    int64_t all = 0, had = 0;
    for (ptrdiff_t i = 0, k = 0; i < wants.n; i++) {
        while (k < offers.n && offers.tags[k].word < wants.tags[i].word)
            k++;
        all += wants.tags[i].weight;
        if (k < offers.n && offers.tags[k].word == wants.tags[i].word)
            had += wants.tags[i].weight;
    }
    return all == 0 ? 0 : 100 * had / all;
}

/* The harmonic mean: what goes one way only is worth nothing. */
static int32_t
give_value(const struct cp_person *a, const struct cp_person *b)
{
    int64_t x = met(a->wants, b->offers), y = met(b->wants, a->offers);
    return x + y == 0 ? 0 : (int32_t)(2 * x * y / (x + y));
}

static int64_t
days_in_common(const struct cp_person *a, const struct cp_person *b)
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

static int32_t
wish_points(const struct cp_person *who, int64_t key)
{
    static const int32_t points[CP_WISHES_MAX] = { 150, 110, 80, 50, 30 };
    for (ptrdiff_t i = 0; i < who->n_wishes && i < CP_WISHES_MAX; i++)
        if (who->wishes[i] == key)
            return points[i];
    return 0;
}

static bool
has_key(const int64_t *keys, ptrdiff_t n, int64_t key)
{
    for (ptrdiff_t i = 0; i < n; i++)
        if (keys[i] == key)
            return true;
    return false;
}

static void
put(struct cp_score *s, enum cp_item item, bool is_blank, int32_t value)
{
    s->is_blank[item] = is_blank;
    s->values[item] = is_blank ? 50 : value;
}

static void
judge(struct cp_score *s, const struct cp_person *a, const struct cp_person *b,
    const struct cp_score_rules *rules)
{
    int32_t apart = a->level - b->level;
    bool has_no_languages = a->languages.n == 0 || b->languages.n == 0;
    int32_t language =
        has_no_languages ? 0 : language_value(a->languages, b->languages);
    bool has_no_days = a->n_days == 0 || b->n_days == 0;
    int64_t days = has_no_days ? 0 : days_in_common(a, b);
    int64_t needed = rules->days_needed > 0 ? rules->days_needed : 1;

    put(s, CP_ITEM_ROLE, a->role == CP_BLANK || b->role == CP_BLANK,
        role_value(a->role, b->role, rules));
    put(s, CP_ITEM_LEVEL, a->level == CP_BLANK || b->level == CP_BLANK,
        100 - 25 * (apart < 0 ? -apart : apart));
    put(s, CP_ITEM_INTERESTS, a->interests.n == 0 || b->interests.n == 0,
        a->interests.n + b->interests.n == 0
            ? 0
            : in_common(a->interests, b->interests));
    put(s, CP_ITEM_LANGUAGE, has_no_languages, language > 0 ? language : 40);
    put(s, CP_ITEM_GIVE,
        a->wants.n == 0 || b->wants.n == 0 || a->offers.n == 0 ||
            b->offers.n == 0,
        give_value(a, b));
    put(s, CP_ITEM_GOALS, a->goals.n == 0 || b->goals.n == 0,
        a->goals.n + b->goals.n == 0 ? 0 : in_common(a->goals, b->goals));
    put(s, CP_ITEM_TIME, has_no_days,
        days >= needed ? 100 : (int32_t)(100 * days / needed));

    if (has_key(a->not_with, a->n_not_with, b->key) ||
        has_key(b->not_with, b->n_not_with, a->key))
        s->bar = CP_BAR_NOT_WITH;
    else if (!rules->may_share_organisation && a->organisation != 0 &&
        a->organisation == b->organisation)
        s->bar = CP_BAR_ORGANISATION;
    else if (!has_no_languages && language == 0 && !rules->has_interpreter)
        s->bar = CP_BAR_LANGUAGE;
    else if (!has_no_days && days == 0)
        s->bar = CP_BAR_TIME;
}

/* The base, and parts that add up to it: floors first, then one point each to
 * the largest remainders, of equal ones to the earlier item. */
static void
add_up(struct cp_score *s, const struct cp_score_rules *rules)
{
    int64_t sum = 0, all = 0, given = 0;
    int64_t rests[CP_ITEMS];
    for (int i = 0; i < CP_ITEMS; i++) {
        require(rules->weights[i] >= 0 && rules->weights[i] <= 100);
        all += rules->weights[i];
        sum += (int64_t)rules->weights[i] * s->values[i];
    }
    require(all > 0);
    s->base = (int32_t)(10 * sum / all);
    for (int i = 0; i < CP_ITEMS; i++) {
        int64_t worth = INT64_C(10) * rules->weights[i] * s->values[i];
        s->points[i] = (int32_t)(worth / all);
        rests[i] = worth % all;
        given += s->points[i];
    }
    for (; given < s->base; given++) {
        int most = 0;
        for (int i = 1; i < CP_ITEMS; i++)
            if (rests[i] > rests[most])
                most = i;
        s->points[most]++;
        rests[most] = -1;
    }
}

void
cp_score_pair(struct cp_score *s, const struct cp_person *a,
    const struct cp_person *b, const struct cp_score_rules *rules)
{
    *s = (struct cp_score){ .bar = CP_BAR_NONE };
    judge(s, a, b, rules);
    add_up(s, rules);
    s->wished = wish_points(a, b->key) + wish_points(b, a->key);
    s->total = s->base + s->wished;
}

bool
cp_score_check(const struct cp_score *s, const struct cp_score_rules *rules)
{
    int64_t weight = 0, exact = 0, sum = 0;
    for (int i = 0; i < CP_ITEMS; i++)
        weight += rules->weights[i];
    for (int i = 0; i < CP_ITEMS; i++) {
        int64_t worth = INT64_C(10) * rules->weights[i] * s->values[i];
        int64_t off = s->points[i] * weight - worth;
        if (off <= -weight || off >= weight)
            return false;
        exact += worth;
        sum += s->points[i];
    }
    return sum == s->base && sum * weight <= exact &&
        exact < (sum + 1) * weight && s->total == s->base + s->wished;
}
