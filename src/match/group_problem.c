#include "match/group_problem.h"

/* Ground in common, and experience that differs: 0 to 100. Interests count
 * twice, goals once, different families of roles once; blank counts half. */
static int32_t
pair_score(const struct cp_person *a, const struct cp_person *b)
{
    struct cp_score_rules rules = { .weights = { 1, 0, 2, 0, 0, 1, 0 } };
    struct cp_score s;
    cp_score_pair(&s, a, b, &rules);
    int32_t differ = s.is_blank[CP_ITEM_ROLE] ? 50
        : a->role == b->role                  ? 0
                                              : 100;
    return (2 * s.values[CP_ITEM_INTERESTS] + s.values[CP_ITEM_GOALS] +
               differ) /
        4;
}

/* ---- Who must and must not be together ------------------------------------
 */

static enum err
index_of(
    const struct match_people *p, text code, int32_t *index, struct why *why)
{
    const struct match_person *m = match_find(p, code);
    if (m == NULL)
        return err_say(why, ERR_BAD_INPUT,
            "the rules name \"%.*s\", and nobody here has that code",
            TEXT_ARG(text_prefix(code, 60)));
    *index = (int32_t)(m - p->people);
    return OK;
}

static enum err
read_pairs(const struct match_people *p, const struct code_pair *pairs, int n,
    int32_t (*to)[2], struct why *why)
{
    enum err e = OK;
    for (int k = 0; e == OK && k < n; k++) {
        e = index_of(p, pairs[k].a, &to[k][0], why);
        if (e == OK)
            e = index_of(p, pairs[k].b, &to[k][1], why);
    }
    return e;
}

/* Whoever said with whom they will not be is kept apart from them too. */
static enum err
set_company(struct group_problem *g, struct arena *a, struct why *why)
{
    ptrdiff_t n_apart = g->rules.n_vetoes;
    for (ptrdiff_t i = 0; i < g->people.n; i++)
        n_apart += g->people.people[i].person.n_not_with;
    int32_t(*together)[2] =
        (int32_t(*)[2])arena_new(a, int32_t, 2 * g->rules.n_pins + 1);
    int32_t(*apart)[2] = (int32_t(*)[2])arena_new(a, int32_t, 2 * n_apart + 1);
    enum err e =
        read_pairs(&g->people, g->rules.pins, g->rules.n_pins, together, why);
    if (e == OK)
        e = read_pairs(
            &g->people, g->rules.vetoes, g->rules.n_vetoes, apart, why);
    ptrdiff_t n = g->rules.n_vetoes;
    g->apart_said = (const int32_t(*)[2])apart;
    g->n_apart_said = n;
    for (int32_t i = 0; e == OK && i < g->people.n; i++)
        for (int32_t k = 0; k < g->people.n; k++) {
            const struct cp_person *x = &g->people.people[i].person;
            for (ptrdiff_t l = 0; l < x->n_not_with; l++)
                if (x->not_with[l] == g->people.people[k].person.key) {
                    apart[n][0] = i;
                    apart[n++][1] = k;
                }
        }
    g->problem.together = (const int32_t(*)[2])together;
    g->problem.n_together = g->rules.n_pins;
    g->problem.apart = (const int32_t(*)[2])apart;
    g->problem.n_apart = n;
    return e;
}

/* Languages as bits, where anybody has any: all of a group share one. */
static enum err
set_languages(struct group_problem *g, struct arena *a, struct why *why)
{
    int32_t words[64];
    int n_words = 0;
    uint64_t *bits = arena_new(a, uint64_t, g->people.n);
    for (ptrdiff_t i = 0; i < g->people.n; i++) {
        struct cp_tags spoken = g->people.people[i].person.languages;
        if (spoken.n == 0)
            bits[i] = UINT64_MAX; /* not said: no bar */
        for (ptrdiff_t k = 0; k < spoken.n; k++) {
            int at = 0;
            while (at < n_words && words[at] != spoken.tags[k].word)
                at++;
            if (at == 64)
                return err_say(
                    why, ERR_BAD_INPUT, "more than 64 languages are spoken");
            words[at] = spoken.tags[k].word;
            n_words = at == n_words ? n_words + 1 : n_words;
            bits[i] |= UINT64_C(1) << at;
        }
    }
    if (n_words > 0 && !g->rules.score.has_interpreter)
        g->problem.languages = bits;
    return OK;
}

/* ---- Kinds and times --------------------------------------------------------
 */

static enum err
set_kinds(struct group_problem *g, struct arena *a, struct why *why)
{
    int32_t *kinds = arena_new(a, int32_t, g->people.n);
    for (ptrdiff_t i = 0; i < g->people.n; i++) {
        const struct match_person *m = &g->people.people[i];
        switch (g->alone) {
        case GROUP_ALONE_MAY_BE: return OK;
        case GROUP_ALONE_SIDE:
            kinds[i] = match_word(&g->people.words, m->side);
            if (kinds[i] == 0)
                return err_say(why, ERR_BAD_INPUT, "too many sides");
            break;
        case GROUP_ALONE_ROLE:
            kinds[i] = m->person.role == CP_BLANK ? 0 : m->person.role;
            break;
        case GROUP_ALONE_LEVEL:
            kinds[i] = m->person.level == CP_BLANK ? 0 : m->person.level + 1;
            break;
        }
    }
    g->problem.kind = kinds;
    return OK;
}

/* From the first day that anybody named to the last; where all named weekdays
 * alone, a week. False: nobody named anything. */
static bool
find_days(const struct group_problem *g, int32_t *first, int32_t *last)
{
    enum { A_MONDAY = 4 };
    bool is_weekly = false;
    *first = INT32_MAX;
    *last = INT32_MIN;
    for (ptrdiff_t i = 0; i < g->people.n; i++) {
        const struct match_person *m = &g->people.people[i];
        for (ptrdiff_t k = 0; k < m->n_times; k++) {
            const struct match_free *x = &m->times[k];
            is_weekly = is_weekly || x->is_weekly;
            if (!x->is_weekly) {
                *first = x->first < *first ? x->first : *first;
                *last = x->last > *last ? x->last : *last;
            }
        }
    }
    if (*first > *last && is_weekly) {
        *first = A_MONDAY;
        *last = A_MONDAY + 6;
    }
    return *first <= *last;
}

/* A bit a day, or a bit a half hour; who named nothing is free. */
static enum err
set_slots(struct group_problem *g, struct arena *a, struct why *why)
{
    enum { DAYS_MAX = 400 };
    int32_t first, last, n_a_day = g->rules.hours_min > 0 ? HALF_HOURS : 1;
    if (g->rules.days_min > 0 && g->rules.hours_min > 0)
        return err_say(why, ERR_BAD_INPUT,
            "shared days or shared hours: one of the two is a rule");
    if ((g->rules.days_min <= 0 && g->rules.hours_min <= 0) ||
        !find_days(g, &first, &last))
        return OK;
    if (last - first >= DAYS_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "free days are more than %d days apart from each other", DAYS_MAX);
    int32_t n_bits = (last - first + 1) * n_a_day;
    ptrdiff_t n_words = (n_bits - 1) / 64 + 1;
    uint64_t *slots = arena_new(a, uint64_t, g->people.n * n_words);
    for (ptrdiff_t i = 0; i < g->people.n; i++) {
        const struct match_person *m = &g->people.people[i];
        uint64_t rest = 0; /* of a day */
        for (int32_t b = 0; b < n_bits; b++) {
            int32_t at = b % n_a_day;
            uint64_t day = at > 0
                ? rest
                : match_free_of_day(m->times, m->n_times, first + b / n_a_day);
            rest = day >> 1;
            if (n_a_day == 1 ? day != 0 : (day & 1) != 0)
                slots[i * n_words + b / 64] |= UINT64_C(1) << (b % 64);
        }
    }
    g->problem.slots = slots;
    g->problem.n_words = n_words;
    g->problem.slots_min = n_a_day == 1
        ? g->rules.days_min
        : g->rules.hours_min * (HALF_HOURS / 24);
    return OK;
}

enum err
group_problem_make(struct group_problem *g, struct arena *a, struct why *why)
{
    ptrdiff_t n = g->people.n;
    int64_t most = g->most < n ? g->most : n; /* any size may be asked for */
    int64_t n_groups = n == 0 ? 0 : (n + most - 1) / most; /* few, large */
    if (n > CP_GROUPS_PEOPLE_MAX)
        return err_say(
            why, ERR_BAD_INPUT, "more than %d people", CP_GROUPS_PEOPLE_MAX);
    if (n == 0 || g->least > n || n_groups * g->least > n)
        return err_say(why, ERR_BAD_INPUT,
            "%td people cannot be in groups of %lld to %lld", n,
            (long long)g->least, (long long)g->most);
    int32_t *scores = arena_new(a, int32_t, n * n);
    int32_t *lower = arena_new(a, int32_t, n_groups);
    int32_t *upper = arena_new(a, int32_t, n_groups);
    int32_t *organisation = arena_new(a, int32_t, n);
    uint8_t *lived = arena_new(a, uint8_t, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        const struct match_person *m = &g->people.people[i];
        organisation[i] = m->person.organisation;
        lived[i] = m->has_lived;
        for (ptrdiff_t k = 0; k < i; k++)
            scores[i * n + k] = scores[k * n + i] =
                pair_score(&m->person, &g->people.people[k].person);
    }
    for (int64_t k = 0; k < n_groups; k++) {
        lower[k] = (int32_t)g->least;
        upper[k] = (int32_t)most;
    }
    g->problem = (struct cp_groups){ .n = n,
        .n_groups = (ptrdiff_t)n_groups,
        .scores = scores,
        .lower = lower,
        .upper = upper,
        .seed = g->problem.seed,
        .effort = g->problem.effort,
        .organisation = organisation,
        .organisation_max = g->rules.organisation_max,
        .lived = g->rules.lived_min > 0 ? lived : NULL,
        .lived_min = g->rules.lived_min };
    enum err e = set_company(g, a, why);
    if (e == OK)
        e = set_languages(g, a, why);
    if (e == OK)
        e = set_kinds(g, a, why);
    return e == OK ? set_slots(g, a, why) : e;
}

void
group_problem_value(
    const struct cp_groups *problem, struct cp_groups_answer *answer)
{
    ptrdiff_t n = problem->n;
    answer->lowest = INT64_MAX;
    answer->sum = answer->pairs = 0;
    for (ptrdiff_t k = 0; k < problem->n_groups; k++) {
        int64_t points = 0, size = 0;
        for (ptrdiff_t i = 0; i < n; i++) {
            if (answer->group_of[i] != k)
                continue;
            size++;
            for (ptrdiff_t j = 0; j < i; j++)
                if (answer->group_of[j] == k)
                    points += problem->scores[i * n + j];
        }
        int64_t value = size < 2 ? 0 : 10 * points / (size * (size - 1) / 2);
        answer->values[k] = value;
        answer->lowest = value < answer->lowest ? value : answer->lowest;
        answer->sum += value;
        answer->pairs += points;
    }
}
