#include "engine/pathway/compare_groups.h"

#include "base/random.h"

#include <math.h>
#include <string.h>

enum { AS_GREAT_MAX = 100 };

static struct cp_compare_rules
filled(const struct cp_compare_rules *rules)
{
    struct cp_compare_rules r = *rules;
    r.least_cases = r.least_cases > 0 ? r.least_cases : 20;
    r.least_points = r.least_points > 0 ? r.least_points : 0.05;
    r.least_of_median = r.least_of_median > 0 ? r.least_of_median : 0.10;
    r.q_max = r.q_max > 0 ? r.q_max : 0.05;
    r.n_draws = r.n_draws > 0 ? r.n_draws : 9999;
    return r;
}

/* ---- Groups -----------------------------------------------------------------
 */

struct cp_groups
cp_groups_by(const struct cp_attribute *attribute)
{
    return (struct cp_groups){ attribute->name, attribute->values,
        attribute->n_values, attribute->of_case };
}

bool
cp_groups_of_cells(struct cp_groups *to, struct arena *a,
    const struct cp_log *log, const struct cp_attribute *const *attributes,
    int n_attributes)
{
    int64_t n = 1;
    struct buf name = buf_in(a, 100);
    int32_t *of_case = arena_new(a, int32_t, log->n_cases);
    for (int k = 0; k < n_attributes; k++) {
        if (k > 0)
            buf_add(&name, TEXT(", "));
        buf_add(&name, attributes[k]->name);
        n *= attributes[k]->n_values;
        if (n > 1'000'000)
            return false;
    }
    int32_t *numbers = arena_new(a, int32_t, n + 1), n_cells = 0;
    for (int32_t c = 0; c < log->n_cases; c++) {
        int64_t cell = 0;
        for (int k = 0; k < n_attributes && cell >= 0; k++) {
            int32_t value = attributes[k]->of_case[c];
            cell = value < 0 ? -1 : cell * attributes[k]->n_values + value;
        }
        of_case[c] = (int32_t)cell;
        if (cell >= 0)
            numbers[cell] = 1;
    }
    for (int64_t i = 0; i < n; i++)
        if (numbers[i] != 0 && n_cells++ == CP_GROUPS_MAX)
            return false;
    text *values = arena_new(a, text, n_cells);
    n_cells = 0;
    for (int64_t i = 0; i < n; i++) {
        if (numbers[i] == 0)
            continue;
        struct buf b = buf_in(a, 60);
        int64_t rest = i, unit = n;
        for (int k = 0; k < n_attributes; k++) {
            unit /= attributes[k]->n_values;
            if (k > 0)
                buf_add(&b, TEXT(", "));
            buf_add(&b, attributes[k]->values[rest / unit]);
            rest %= unit;
        }
        values[n_cells] = buf_text(&b);
        numbers[i] = n_cells++;
    }
    for (int32_t c = 0; c < log->n_cases; c++)
        if (of_case[c] >= 0)
            of_case[c] = numbers[of_case[c]];
    *to = (struct cp_groups){ buf_text(&name), values, n_cells, of_case };
    return true;
}

/* ---- Shares -----------------------------------------------------------------
 */

static double
table_statistic(const int64_t *yes, const int64_t *all, int32_t n, double share)
{
    double sum = 0;
    for (int32_t g = 0; g < n; g++) {
        double expected = (double)all[g] * share;
        double away = (double)yes[g] - expected;
        if (all[g] > 0)
            sum += away * away / expected +
                away * away / ((double)all[g] - expected);
    }
    return sum;
}

double
cp_drawn_p(struct arena *a, const int64_t *yes, const int64_t *all, int32_t n,
    int64_t n_draws, uint64_t seed)
{
    int64_t n_yes = 0, n_all = 0, n_as_great = 0, drawn;
    for (int32_t g = 0; g < n; g++) {
        n_yes += yes[g];
        n_all += all[g];
    }
    if (n_yes == 0 || n_yes == n_all)
        return 1;
    struct arena_mark mark = arena_mark(a);
    struct random random = random_from(seed);
    double share = (double)n_yes / (double)n_all;
    double seen = table_statistic(yes, all, n, share) * (1 - 1e-9);
    bool is_turned = 2 * n_yes > n_all; /* draw those who say no */
    int64_t n_drawn = is_turned ? n_all - n_yes : n_yes;
    int64_t *left = arena_new(a, int64_t, n), *now = arena_new(a, int64_t, n);
    for (drawn = 0; drawn < n_draws && n_as_great < AS_GREAT_MAX; drawn++) {
        memcpy(left, all, (size_t)n * sizeof *left);
        for (int64_t k = 0; k < n_drawn; k++) {
            int64_t at = (int64_t)random_below(&random, (uint64_t)(n_all - k));
            int32_t g = 0;
            while (at >= left[g])
                at -= left[g++];
            left[g]--;
        }
        for (int32_t g = 0; g < n; g++)
            now[g] = is_turned ? left[g] : all[g] - left[g];
        n_as_great += table_statistic(now, all, n, share) >= seen;
    }
    arena_rewind(a, mark);
    if (n_as_great == AS_GREAT_MAX)
        return (double)n_as_great / (double)drawn;
    return (double)(1 + n_as_great) / (double)(1 + drawn);
}

static void
test_shares(struct cp_comparison *c, struct arena *a,
    const struct cp_compare_rules *rules, uint64_t number)
{
    int32_t n = c->groups->n, n_used = 0;
    struct arena_mark mark = arena_mark(a);
    int64_t *yes = arena_new(a, int64_t, n), *all = arena_new(a, int64_t, n);
    int64_t *table = arena_new(a, int64_t, 2 * (ptrdiff_t)n);
    for (int32_t g = 0; g < n; g++) {
        if (c->answers[g].n_asked == 0)
            continue;
        yes[n_used] = c->answers[g].n_having;
        all[n_used] = c->answers[g].n_asked;
        table[2 * n_used] = yes[n_used];
        table[2 * n_used + 1] = all[n_used] - yes[n_used];
        n_used++;
    }
    if (n_used == 2) {
        c->share.test = CP_TEST_FISHER;
        c->share.p = stats_fisher(table[0], table[1], table[2], table[3]);
    } else if (n_used > 2) {
        struct stats_chi_square s = stats_table(table, n_used, 2);
        bool is_safe = s.least >= 5 || s.df < n_used - 1;
        c->share.test = is_safe ? CP_TEST_CHI_SQUARE : CP_TEST_DRAWN;
        c->share.p = s.df < n_used - 1 ? 1
            : is_safe                  ? s.p
                      : cp_drawn_p(a, yes, all, n_used, rules->n_draws,
                            rules->seed + number);
    }
    arena_rewind(a, mark);
}

/* The pair whose difference is shown: of two groups the first and second, of
 * more those farthest apart that are large enough. */
static void
choose_shares(struct cp_comparison *c, int64_t least_cases)
{
    int32_t one = -1, two = -1, n = c->groups->n;
    for (int32_t g = 0; g < n && n > 2; g++) {
        const struct cp_answer *now = &c->answers[g];
        if (now->n_asked < least_cases)
            continue;
        if (one < 0 || now->share > c->answers[one].share)
            one = g;
        if (two < 0 || now->share < c->answers[two].share)
            two = g;
    }
    if (n == 2 && c->answers[0].n_asked > 0 && c->answers[1].n_asked > 0) {
        one = 0;
        two = 1;
    }
    if (one < 0 || one == two)
        return;
    const struct cp_answer *x = &c->answers[one], *y = &c->answers[two];
    c->share.one = one;
    c->share.two = two;
    c->share.difference = x->share - y->share;
    c->standard = x->standard - y->standard;
    c->limits =
        stats_difference(x->n_having, x->n_asked, y->n_having, y->n_asked);
}

/* Shares as they would be if each group had the cases of all: direct. A
 * stratum in which a group large enough has nobody says nothing. */
static void
standardise(struct cp_comparison *c, struct arena *a, const struct cp_log *log,
    const struct cp_compare_rules *rules)
{
    const struct cp_groups *strata = rules->strata;
    const struct cp_question *q = c->question;
    int32_t n = c->groups->n;
    struct arena_mark mark = arena_mark(a);
    ptrdiff_t n_cells = (ptrdiff_t)strata->n * n;
    int64_t *all = arena_new(a, int64_t, n_cells + 1);
    int64_t *yes = arena_new(a, int64_t, n_cells + 1);
    double *sums = arena_new(a, double, n), weight = 0, whole = 0;
    for (int32_t k = 0; k < log->n_cases; k++) {
        int32_t g = c->groups->of_case[k], s = strata->of_case[k];
        if (g >= 0 && s >= 0 && (q->is_asked == NULL || q->is_asked[k]))
            all[s * n + g]++;
    }
    for (int64_t i = 0; i < q->n_having; i++) {
        int32_t k = q->having[i];
        if (c->groups->of_case[k] >= 0 && strata->of_case[k] >= 0)
            yes[strata->of_case[k] * n + c->groups->of_case[k]]++;
    }
    for (int32_t s = 0; s < strata->n; s++) {
        int64_t n_s = 0;
        bool has_all = true;
        for (int32_t g = 0; g < n; g++) {
            n_s += all[s * n + g];
            has_all &= all[s * n + g] > 0 ||
                c->answers[g].n_asked < rules->least_cases;
        }
        whole += (double)n_s;
        if (!has_all || n_s == 0)
            continue;
        weight += (double)n_s;
        for (int32_t g = 0; g < n; g++)
            sums[g] += all[s * n + g] > 0
                ? (double)n_s * (double)yes[s * n + g] / (double)all[s * n + g]
                : (double)NAN;
    }
    for (int32_t g = 0; g < n; g++)
        c->answers[g].standard = weight > 0 ? sums[g] / weight : (double)NAN;
    c->standard_covers = whole > 0 ? weight / whole : 0;
    arena_rewind(a, mark);
}

/* ---- Waits ------------------------------------------------------------------
 */

/* The median of each group, and of all, by one walk over what ascends. */
static void
find_medians(struct cp_comparison *c, struct arena *a)
{
    const struct cp_question *q = c->question;
    const int32_t *of_case = c->groups->of_case;
    int32_t n = c->groups->n;
    struct arena_mark mark = arena_mark(a);
    int64_t *n_seen = arena_new(a, int64_t, n + 1);
    int64_t *n_all = arena_new(a, int64_t, n + 1);
    double *sums = arena_new(a, double, n + 1);
    for (int64_t i = 0; i < q->n_waits; i++)
        if (of_case[q->waits[i].of_case] >= 0) {
            n_all[of_case[q->waits[i].of_case]]++;
            n_all[n]++;
        }
    for (int64_t i = 0; i < q->n_waits; i++) {
        int32_t own = of_case[q->waits[i].of_case];
        for (int32_t g = own; own >= 0 && g <= n; g += g < n ? n - g : 1) {
            if (n_seen[g] == (n_all[g] - 1) / 2)
                sums[g] = (double)q->waits[i].wait;
            if (n_seen[g] == n_all[g] / 2)
                sums[g] += ((double)q->waits[i].wait - sums[g]) / 2;
            n_seen[g]++;
        }
    }
    for (int32_t g = 0; g < n; g++) {
        c->answers[g].n_waits = n_all[g];
        c->answers[g].median_wait = n_all[g] > 0 ? sums[g] : (double)NAN;
    }
    c->median_wait = n_all[n] > 0 ? sums[n] : (double)NAN;
    arena_rewind(a, mark);
}

static void
choose_waits(struct cp_comparison *c, int64_t least_cases)
{
    int32_t one = -1, two = -1, n = c->groups->n;
    for (int32_t g = 0; g < n && n > 2; g++) {
        const struct cp_answer *now = &c->answers[g];
        if (now->n_waits < least_cases)
            continue;
        if (one < 0 || now->median_wait > c->answers[one].median_wait)
            one = g;
        if (two < 0 || now->median_wait < c->answers[two].median_wait)
            two = g;
    }
    if (n == 2 && c->answers[0].n_waits > 0 && c->answers[1].n_waits > 0) {
        one = 0;
        two = 1;
    }
    if (one < 0 || one == two)
        return;
    c->wait.one = one;
    c->wait.two = two;
    c->wait.difference =
        c->answers[one].median_wait - c->answers[two].median_wait;
}

static void
test_waits(struct cp_comparison *c, struct arena *a)
{
    const struct cp_question *q = c->question;
    const int32_t *of_case = c->groups->of_case;
    struct arena_mark mark = arena_mark(a);
    struct stats_ranked *all = arena_new(a, struct stats_ranked, q->n_waits);
    for (int64_t i = 0; i < q->n_waits; i++)
        all[i] = (struct stats_ranked){ q->waits[i].wait,
            of_case[q->waits[i].of_case] };
    struct stats_ranks s = stats_rank_sorted(a, all, q->n_waits, c->groups->n);
    int32_t n_used = 0, used[2] = { 0 };
    for (int32_t g = 0; g < c->groups->n; g++)
        if (c->answers[g].n_waits > 0 && n_used++ < 2)
            used[n_used - 1] = g;
    int32_t one = c->wait.one, two = c->wait.two;
    if (n_used == 2) { /* of whichever two have waits */
        one = used[0];
        two = used[1];
    }
    if (one >= 0 && c->groups->n > 2) {
        for (int64_t i = 0; i < q->n_waits; i++)
            all[i].group = all[i].group == one ? 0
                : all[i].group == two          ? 1
                                               : -1;
        struct stats_ranks pair = stats_rank_sorted(a, all, q->n_waits, 2);
        s.superiority = pair.superiority;
        s.p_two = pair.p_two;
    }
    c->superiority = c->wait.one >= 0 ? s.superiority : (double)NAN;
    if (n_used >= 2 && !isnan(s.h)) { /* else all waits are alike */
        c->wait.test =
            n_used == 2 ? CP_TEST_MANN_WHITNEY : CP_TEST_KRUSKAL_WALLIS;
        c->wait.p = n_used == 2 ? s.p_two : s.p;
    }
    arena_rewind(a, mark);
}

static void
test_watched(struct cp_comparison *c, struct arena *a)
{
    const struct cp_question *q = c->question;
    c->logrank = arena_new(a, struct cp_logrank, 1);
    struct arena_mark mark = arena_mark(a);
    struct cp_wait *all = arena_new(a, struct cp_wait, q->n_watched);
    for (int64_t i = 0; i < q->n_watched; i++)
        all[i] = (struct cp_wait){ q->watched[i].wait,
            c->groups->of_case[q->watched[i].of_case], q->watched[i].cause };
    cp_survival_compare_sorted(c->logrank, a, all, q->n_watched, c->groups->n);
    arena_rewind(a, mark);
}

/* ---- The whole --------------------------------------------------------------
 */

static void
answer(struct cp_comparison *c, struct arena *a, const int64_t *n_cases,
    const struct cp_log *log, const struct cp_compare_rules *rules,
    uint64_t number)
{
    const struct cp_question *q = c->question;
    const int32_t *of_case = c->groups->of_case;
    int32_t n = c->groups->n;
    for (int32_t g = 0; g < n; g++)
        c->answers[g] = (struct cp_answer){
            .n_asked = n_cases[g], .standard = NAN, .median_wait = NAN
        };
    if (q->is_asked != NULL) {
        for (int32_t g = 0; g < n; g++)
            c->answers[g].n_asked = 0;
        for (int32_t k = 0; k < log->n_cases; k++)
            if (q->is_asked[k] && of_case[k] >= 0)
                c->answers[of_case[k]].n_asked++;
    }
    for (int64_t i = 0; i < q->n_having; i++)
        if (of_case[q->having[i]] >= 0)
            c->answers[of_case[q->having[i]]].n_having++;
    for (int32_t g = 0; g < n; g++) {
        struct cp_answer *one = &c->answers[g];
        one->share = one->n_asked > 0
            ? (double)one->n_having / (double)one->n_asked
            : (double)NAN;
        one->limits = stats_share(one->n_having, one->n_asked);
    }
    if (rules->strata != NULL)
        standardise(c, a, log, rules);
    choose_shares(c, rules->least_cases);
    test_shares(c, a, rules, number);
    find_medians(c, a);
    choose_waits(c, rules->least_cases);
    if (q->n_waits > 0)
        test_waits(c, a);
    if (q->n_watched > 0)
        test_watched(c, a);
}

static bool
has_anybody(const struct cp_question *q, const int32_t *of_case)
{
    for (int64_t i = 0; i < q->n_having; i++)
        if (of_case[q->having[i]] >= 0)
            return true;
    return false;
}

void
cp_compare(struct cp_comparisons *to, struct arena *a, const struct cp_log *log,
    const struct cp_questions *questions, const struct cp_groups *groups,
    const struct cp_compare_rules *rules)
{
    struct cp_compare_rules r = filled(rules);
    static const struct cp_difference none = { -1, -1, NAN, CP_TEST_NONE, NAN,
        NAN, NAN, false };
    require(groups->n <= CP_GROUPS_MAX);
    int64_t *n_cases = arena_new(a, int64_t, groups->n);
    for (int32_t k = 0; k < log->n_cases; k++)
        if (groups->of_case[k] >= 0)
            n_cases[groups->of_case[k]]++;
    if (to->n + questions->n > to->n_room) {
        to->n_room = 2 * to->n_room + questions->n;
        struct cp_comparison *more =
            arena_new(a, struct cp_comparison, to->n_room);
        if (to->n > 0)
            memcpy(more, to->comparisons, (size_t)to->n * sizeof *more);
        to->comparisons = more;
    }
    for (int32_t i = 0; i < questions->n; i++) {
        const struct cp_question *q = &questions->questions[i];
        if (!has_anybody(q, groups->of_case))
            continue;
        struct cp_comparison *c = &to->comparisons[to->n];
        *c = (struct cp_comparison){ .question = q,
            .groups = groups,
            .answers = arena_new(a, struct cp_answer, groups->n),
            .share = none,
            .wait = none,
            .limits = { NAN, NAN },
            .standard = NAN,
            .superiority = NAN,
            .logrank_q = NAN,
            .logrank_q_own = NAN };
        answer(c, a, n_cases, log, &r, (uint64_t)to->n);
        to->n++;
    }
}

/* Each p there is, and where its q goes. */
struct tested {
    double p, *q;
};

static void
settle(struct arena *a, struct tested *all, ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(a);
    double *p = arena_new(a, double, n), *q = arena_new(a, double, n);
    for (ptrdiff_t i = 0; i < n; i++)
        p[i] = all[i].p;
    stats_false_discovery(a, p, n, q);
    for (ptrdiff_t i = 0; i < n; i++)
        *all[i].q = q[i];
    arena_rewind(a, mark);
}

static double
logrank_p(const struct cp_comparison *c)
{
    return c->logrank == NULL ? (double)NAN : c->logrank->p;
}

/* Of one attribute, kind and sort of test alone. */
static void
settle_own(struct cp_comparisons *c, struct arena *a, int32_t from,
    int32_t until, struct tested *all)
{
    for (int which = 0; which < 3; which++) {
        ptrdiff_t n = 0;
        for (int32_t i = from; i < until; i++) {
            struct cp_comparison *one = &c->comparisons[i];
            struct tested t = which == 0
                ? (struct tested){ one->share.p, &one->share.q_own }
                : which == 1
                ? (struct tested){ one->wait.p, &one->wait.q_own }
                : (struct tested){ logrank_p(one), &one->logrank_q_own };
            if (!isnan(t.p))
                all[n++] = t;
        }
        settle(a, all, n);
    }
}

void
cp_compare_settle(struct cp_comparisons *c, struct arena *a,
    const struct cp_compare_rules *rules)
{
    struct cp_compare_rules r = filled(rules);
    struct arena_mark mark = arena_mark(a);
    struct tested *all = arena_new(a, struct tested, 3 * (ptrdiff_t)c->n);
    for (int32_t i = 0, j; i < c->n; i = j) {
        for (j = i; j < c->n &&
             c->comparisons[j].groups == c->comparisons[i].groups &&
             c->comparisons[j].question->kind ==
                 c->comparisons[i].question->kind;)
            j++;
        settle_own(c, a, i, j, all);
    }
    ptrdiff_t n = 0;
    for (int32_t i = 0; i < c->n; i++) {
        struct cp_comparison *one = &c->comparisons[i];
        if (!isnan(one->share.p))
            all[n++] = (struct tested){ one->share.p, &one->share.q };
        if (!isnan(one->wait.p))
            all[n++] = (struct tested){ one->wait.p, &one->wait.q };
        if (!isnan(logrank_p(one)))
            all[n++] = (struct tested){ logrank_p(one), &one->logrank_q };
    }
    settle(a, all, n);
    arena_rewind(a, mark);
    for (int32_t i = 0; i < c->n; i++) {
        struct cp_comparison *one = &c->comparisons[i];
        const struct cp_answer *x = one->answers;
        struct cp_difference *s = &one->share, *w = &one->wait;
        s->is_named = s->one >= 0 && s->q < r.q_max &&
            x[s->one].n_asked >= r.least_cases &&
            x[s->two].n_asked >= r.least_cases &&
            fabs(s->difference) >= r.least_points;
        bool is_large = w->one >= 0 && x[w->one].n_waits >= r.least_cases &&
            x[w->two].n_waits >= r.least_cases &&
            fabs(w->difference) >= r.least_of_median * one->median_wait &&
            fabs(w->difference) > 0;
        w->is_named = is_large && w->q < r.q_max;
        one->is_logrank_named = is_large && one->logrank_q < r.q_max;
    }
}
