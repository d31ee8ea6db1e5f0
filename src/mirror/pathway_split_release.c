/* --release: what of a split may leave the house. What may not is taken out of
 * what was found, before anything is printed: counts become CP_HIDDEN and
 * numbers NAN, and the printers know no others. */
#include "mirror/pathway_split.h"

#include <math.h>
#include <string.h>

/* The tables, by rank. */
enum { SIZE, FURTHEST, STATUS, FIT, TARGETS, STEPS, EDGES, WAITS, VARIANTS };

/* ---- Before the questions ---------------------------------------------------
 */

void
split_merge_groups(struct pathway_split *s)
{
    int32_t n_cases = s->found->log.n_cases;
    for (int k = 0; k < s->n_groups; k++) {
        struct cp_groups *by = &s->by[k];
        int32_t *to = arena_new(s->arena, int32_t, n_cases);
        int32_t *of_group = arena_new(s->arena, int32_t, by->n + 1);
        text *values = arena_new(s->arena, text, by->n + 1);
        bool has_rest;
        int32_t n = cp_release_merge(s->arena, by->of_case, n_cases, by->n,
            s->threshold, to, of_group, &has_rest);
        for (int32_t g = 0; g < by->n; g++)
            if (!has_rest || of_group[g] < n - 1)
                values[of_group[g]] = by->values[g];
        if (has_rest)
            values[n - 1] = TEXT("(others)");
        *by = (struct cp_groups){ by->name, values, n, to };
        s->n_unknown[k] = s->n_changing[k] = 0;
    }
}

/* Steps and edges of few cases are not even named; stages count who came at
 * least so far, so that one table says it all. */
void
split_shorten_questions(struct pathway_split *s)
{
    struct cp_questions *q = &s->questions;
    int32_t n = 0, n_edges = 0;
    for (int32_t i = 0; i < q->n; i++) {
        struct cp_question one = q->questions[i];
        bool is_way = one.kind == CP_ASK_EDGE || one.kind == CP_ASK_STEP;
        if (is_way && one.n_having < s->threshold)
            continue;
        if (one.kind == CP_ASK_EDGE && ++n_edges > SPLIT_RELEASE_EDGES)
            continue;
        if (one.kind == CP_ASK_STAGE) {
            int32_t *having =
                arena_new(s->arena, int32_t, s->found->log.n_cases);
            one.n_having = 0;
            for (int32_t c = 0; c < s->found->log.n_cases; c++)
                if (s->staged.furthest[c] >= one.number)
                    having[one.n_having++] = c;
            one.having = having;
        }
        q->questions[n++] = one;
    }
    q->n = n;
}

/* ---- Tables -----------------------------------------------------------------
 */

static uint8_t *
new_columns(const struct pathway_split *s)
{
    return arena_new(s->arena, uint8_t, s->found->log.n_cases);
}

static void
add_meant(struct pathway_split *s, struct split_release *r)
{
    int32_t n_cases = s->found->log.n_cases;
    uint8_t *furthest = new_columns(s), *status = new_columns(s);
    int32_t *by_status = arena_new(s->arena, int32_t, n_cases);
    for (int32_t c = 0; c < n_cases; c++) {
        furthest[c] = (uint8_t)(s->staged.furthest[c] + 1);
        status[c] = s->staged.status[c] == CP_CASE_LOST ? 2
            : s->staged.status[c] == CP_CASE_OPEN       ? 1
                                                        : 0;
        by_status[c] = status[c];
    }
    r->furthest =
        cp_release_table(r->release, furthest, s->stages.n + 1, FURTHEST, true);
    r->status = cp_release_table(r->release, status, 3, STATUS, false);
    r->by_status = cp_release_groups(r->release, by_status, 3);
    cp_release_cross(r->release, r->furthest, r->by_status);
}

/* Not at all, as far as they came, in full. */
static void
add_fit(struct pathway_split *s, struct split_release *r,
    const struct cp_question *full, const struct cp_question *so_far)
{
    uint8_t *fit = new_columns(s);
    for (int64_t i = 0; i < so_far->n_having; i++)
        fit[so_far->having[i]] = 1;
    for (int64_t i = 0; i < full->n_having; i++)
        fit[full->having[i]] = 2;
    r->fit = cp_release_table(r->release, fit, 3, FIT, true);
}

static bool
is_few(const struct pathway_split *s, int64_t n)
{
    return n > 0 && n < s->threshold;
}

/* Between two times that are shown there are enough who came and enough who
 * were cut off, or none; else one of them is not shown. */
static void
shorten_times(struct pathway_split *s)
{
    struct split_time kept[SPLIT_TIMES_MAX];
    int64_t counts[SPLIT_TIMES_MAX + 1][2] = { 0 };
    int n = 0, bin = 0;
    for (int64_t i = 0; i < s->waits.n; i++) {
        while (bin < s->n_times && s->waits.waits[i].wait > s->times[bin].us)
            bin++;
        counts[bin][s->waits.waits[i].cause == 1]++;
    }
    int64_t now[2] = { 0 };
    for (bin = 0; bin < s->n_times; bin++) {
        bool is_enough = true;
        for (int k = 0; k < 2; k++) {
            now[k] += counts[bin][k];
            is_enough &= !is_few(s, now[k]);
        }
        if (!is_enough)
            continue;
        kept[n++] = s->times[bin];
        now[0] = now[1] = 0;
    }
    for (int k = 0; k < 2; k++) /* behind the last */
        if (is_few(s, now[k] + counts[s->n_times][k]) && n > 0)
            n--;
    for (int i = 0; i < n; i++)
        s->times[i] = kept[i];
    s->n_times = n;
}

/* Who did not begin; then by times that are shown: came, did not. */
static void
add_waits(struct pathway_split *s, struct split_release *r)
{
    uint8_t *columns = new_columns(s);
    int bin = 0;
    shorten_times(s);
    for (int64_t i = 0; i < s->waits.n; i++) {
        const struct cp_timed *w = &s->waits.waits[i];
        while (bin < s->n_times && w->wait > s->times[bin].us)
            bin++;
        columns[w->of_case] = (uint8_t)(1 + 2 * bin + (w->cause != 1));
    }
    r->waits = cp_release_table(
        r->release, columns, 1 + 2 * (s->n_times + 1), WAITS, false);
}

/* The ways of enough cases, most first; the last column is all others. */
static void
add_variants(struct pathway_split *s, struct split_release *r)
{
    const struct cp_variants *v = &s->found->variants;
    uint8_t *columns = new_columns(s);
    while (r->n_variants < v->n && r->n_variants < SPLIT_RELEASE_VARIANTS &&
        v->variants[r->n_variants].n_cases >= s->threshold)
        r->n_variants++;
    for (int32_t c = 0; c < s->found->log.n_cases; c++)
        columns[c] = (uint8_t)(v->of_case[c] < r->n_variants ? v->of_case[c]
                                                             : r->n_variants);
    r->variants = cp_release_table(
        r->release, columns, r->n_variants + 1, VARIANTS, false);
}

enum err
split_hide(struct pathway_split *s, struct why *why)
{
    struct split_release *r = &s->release;
    const struct cp_questions *q = &s->questions;
    int32_t n_cases = s->found->log.n_cases;
    r->release = cp_release_begin(s->arena, n_cases, s->threshold);
    r->of_question = arena_new(s->arena, int, q->n);
    if (s->pathway != NULL)
        add_meant(s, r);
    for (int32_t i = 0; i < q->n; i++) {
        const struct cp_question *one = &q->questions[i];
        switch (one->kind) {
        case CP_ASK_STEP:
        case CP_ASK_EDGE:
            r->of_question[i] = cp_release_yes(r->release, one->having,
                one->n_having, one->kind == CP_ASK_STEP ? STEPS : EDGES);
            break;
        case CP_ASK_STAGE: r->of_question[i] = r->furthest; break;
        case CP_ASK_CLOSED:
        case CP_ASK_LOST: r->of_question[i] = r->status; break;
        case CP_ASK_FIT:
            require(i + 1 < q->n && one[1].kind == CP_ASK_FIT_SO_FAR);
            add_fit(s, r, one, one + 1);
            r->of_question[i] = r->of_question[i + 1] = r->fit;
            break;
        case CP_ASK_TARGET:
            r->of_question[i] =
                cp_release_table(r->release, s->targets[one->number].of_case,
                    CP_TARGET_CLASSES, TARGETS, false);
            break;
        case CP_ASK_WAIT:
            add_waits(s, r);
            r->of_question[i] = r->waits;
            break;
        case CP_ASK_FIT_SO_FAR:
        case CP_ASK_KINDS: break;
        }
    }
    add_variants(s, r);
    r->size = cp_release_table(r->release, new_columns(s), 1, SIZE, false);
    for (int k = 0; k < s->n_groups; k++) {
        r->by[k] = cp_release_groups(r->release, s->by[k].of_case, s->by[k].n);
        cp_release_cross(r->release, r->size, r->by[k]);
        if (s->pathway != NULL) {
            cp_release_cross(r->release, r->furthest, r->by[k]);
            cp_release_cross(r->release, r->status, r->by[k]);
        }
        for (int32_t i = 0; i < q->n; i++) {
            enum cp_question_kind kind = q->questions[i].kind;
            if (kind == CP_ASK_STEP || kind == CP_ASK_EDGE ||
                kind == CP_ASK_FIT || kind == CP_ASK_TARGET ||
                kind == CP_ASK_WAIT)
                cp_release_cross(r->release, r->of_question[i], r->by[k]);
        }
    }
    int64_t n_undecided;
    enum err e = cp_release_hide(r->release, why);
    if (e == OK)
        require(cp_release_check(r->release, 1000, &n_undecided) == 0);
    return e;
}

/* ---- Taking out -------------------------------------------------------------
 */

int64_t
split_group_size(const struct pathway_split *s, int by, int32_t group)
{
    int64_t n = 0;
    if (s->is_release)
        return cp_release_count(
            s->release.release, s->release.size, s->release.by[by], group, 0);
    for (int32_t c = 0; c < s->found->log.n_cases; c++)
        n += s->by[by].of_case[c] == group;
    return n;
}

int64_t
split_target_count(const struct pathway_split *s, int target, int by,
    int32_t group, enum cp_target_class is)
{
    const struct cp_target_result *t = &s->targets[target];
    int64_t n = 0;
    for (int32_t i = 0; s->is_release && i < s->questions.n; i++)
        if (s->questions.questions[i].kind == CP_ASK_TARGET &&
            s->questions.questions[i].number == target)
            return cp_release_count(s->release.release,
                s->release.of_question[i],
                by < 0 ? CP_RELEASE_ALL : s->release.by[by], group,
                (int32_t)is);
    if (by < 0)
        return t->n[is];
    for (int32_t c = 0; c < s->found->log.n_cases; c++)
        n += s->by[by].of_case[c] == group && t->of_case[c] == is;
    return n;
}

/* How many say yes, and of how many; CP_HIDDEN. */
int64_t
split_shown(const struct pathway_split *s, const struct cp_question *q, int by,
    int32_t group, int64_t *n_asked)
{
    const struct split_release *r = &s->release;
    const struct cp_release *all = r->release;
    int t = r->of_question[q - s->questions.questions];
    int groups = by < 0 ? CP_RELEASE_ALL : r->by[by];
    int64_t n[3], n_came = 0;
    switch (q->kind) {
    case CP_ASK_STEP:
    case CP_ASK_EDGE:
        *n_asked = cp_release_count(all, t, groups, group, 2);
        return cp_release_count(all, t, groups, group, 1);
    case CP_ASK_STAGE:
        *n_asked = cp_release_count(all, t, groups, group, s->stages.n + 1);
        return cp_release_from(all, t, groups, group, q->number + 1);
    case CP_ASK_CLOSED:
    case CP_ASK_LOST:
        *n_asked = cp_release_count(all, t, groups, group, 3);
        return cp_release_count(
            all, t, groups, group, q->kind == CP_ASK_LOST ? 2 : 0);
    case CP_ASK_FIT:
    case CP_ASK_FIT_SO_FAR:
        *n_asked = cp_release_count(all, t, groups, group, 3);
        return cp_release_from(
            all, t, groups, group, q->kind == CP_ASK_FIT ? 2 : 1);
    case CP_ASK_TARGET:
        n[0] = cp_release_count(all, t, groups, group, CP_TARGET_IN_TIME);
        n[1] = cp_release_count(all, t, groups, group, CP_TARGET_LATE);
        n[2] = cp_release_count(all, t, groups, group, CP_TARGET_NEVER);
        *n_asked =
            n[0] < 0 || n[1] < 0 || n[2] < 0 ? CP_HIDDEN : n[0] + n[1] + n[2];
        return n[0];
    case CP_ASK_WAIT:
        n[0] = cp_release_count(all, t, groups, group, 0);
        n[1] =
            cp_release_count(all, t, groups, group, 1 + 2 * (s->n_times + 1));
        *n_asked = n[0] < 0 || n[1] < 0 ? CP_HIDDEN : n[1] - n[0];
        for (int i = 0; i <= s->n_times && n_came >= 0; i++) {
            n[2] = cp_release_count(all, t, groups, group, 1 + 2 * i);
            n_came = n[2] < 0 ? CP_HIDDEN : n_came + n[2];
        }
        return n_came;
    case CP_ASK_KINDS: break;
    }
    return CP_HIDDEN;
}

/* Three digits: the wait of one person is nobody's business. */
double
split_round(double x)
{
    double unit = 1;
    if (!isfinite(x) || x == 0)
        return x;
    while (fabs(x) / unit >= 1000)
        unit *= 10;
    return floor(x / unit + 0.5) * unit;
}

/* Have threshold cases a wait on each side of the median? Of all with group
 * -1. A case with waits on both sides stands on both. */
bool
split_is_median_shown(const struct pathway_split *s,
    const struct cp_question *q, const int32_t *of_case, int32_t group)
{
    struct arena_mark mark = arena_mark(s->arena);
    uint8_t *is_seen = arena_new(s->arena, uint8_t, s->found->log.n_cases);
    int64_t n = 0, at = 0, n_sides[2] = { 0, 0 };
    for (int64_t i = 0; i < q->n_waits; i++)
        n += group < 0 || of_case[q->waits[i].of_case] == group;
    for (int64_t i = 0; i < q->n_waits; i++) {
        int32_t c = q->waits[i].of_case;
        if (group >= 0 && of_case[c] != group)
            continue;
        /* the middle one, or two, are on no side */
        int side = at < (n - 1) / 2 ? 1 : at > n / 2 ? 2 : 0;
        at++;
        if (side == 0 || (is_seen[c] & side) != 0)
            continue;
        is_seen[c] |= (uint8_t)side;
        n_sides[side - 1]++;
    }
    arena_rewind(s->arena, mark);
    return n_sides[0] >= s->threshold && n_sides[1] >= s->threshold;
}

static void
take_out_waits(
    const struct pathway_split *s, struct cp_comparison *c, bool is_whole)
{
    bool is_shown = is_whole && c->question->n_waits > 0;
    for (int32_t g = 0; g < c->groups->n; g++) {
        struct cp_answer *a = &c->answers[g];
        bool is_one = a->n_having != CP_HIDDEN && a->n_waits > 0 &&
            split_is_median_shown(s, c->question, c->groups->of_case, g);
        is_shown &= is_one || a->n_waits == 0;
        a->median_wait = is_one ? split_round(a->median_wait) : (double)NAN;
        a->n_waits = CP_HIDDEN;
    }
    c->median_wait = NAN;
    if (!is_shown) {
        c->wait = (struct cp_difference){ -1, -1, NAN, CP_TEST_NONE, NAN, NAN,
            NAN, false };
        c->superiority = NAN;
        c->logrank = NULL;
        c->is_logrank_named = false;
    } else if (c->wait.one >= 0) {
        c->wait.difference = split_round(c->answers[c->wait.one].median_wait -
            c->answers[c->wait.two].median_wait);
    }
}

static void
take_out(struct pathway_split *s, struct cp_comparison *c)
{
    int by = (int)(c->groups - s->by);
    bool is_whole = true;
    for (int32_t g = 0; g < c->groups->n; g++) {
        struct cp_answer *a = &c->answers[g];
        int64_t n_asked, n = split_shown(s, c->question, by, g, &n_asked);
        a->n_asked = n_asked;
        a->n_having = n;
        if (n >= 0 && n_asked >= 0)
            continue;
        is_whole = false;
        a->share = a->limits.low = a->limits.high = NAN;
    }
    take_out_waits(s, c, is_whole);
    if (is_whole)
        return;
    c->share = (struct cp_difference){ -1, -1, NAN, CP_TEST_NONE, NAN, NAN, NAN,
        false };
    c->limits = (struct stats_interval){ NAN, NAN };
}

void
split_take_out(struct pathway_split *s)
{
    for (int32_t i = 0; i < s->all.n; i++)
        take_out(s, &s->all.comparisons[i]);
}

/* Of --survival: shares where all before is shown, to three places. */
void
split_hide_survival(const struct pathway_split *s, int by, int32_t group,
    struct split_survival *v)
{
    const struct split_release *r = &s->release;
    int groups = by < 0 ? CP_RELEASE_ALL : r->by[by];
    bool is_shown = true;
    int64_t n_asked, n_before = 0, n_left = 0, n_came = 0;
    const struct cp_question *q = s->questions.questions;
    while (q->kind != CP_ASK_WAIT)
        q++;
    n_came = split_shown(s, q, by, group, &n_asked);
    for (int i = 0; i <= s->n_times; i++) {
        struct split_at *at = &v->at[i];
        for (int what = 0; what < 2; what++) {
            int64_t n = cp_release_count(
                r->release, r->waits, groups, group, 1 + 2 * i + what);
            is_shown &= n >= 0;
            n_before += n > 0 ? n : 0;
        }
        if (i == s->n_times)
            break;
        n_left = n_asked - n_before;
        at->n_at_risk = is_shown && n_asked >= 0 ? n_left : CP_HIDDEN;
        double *all[] = { &at->still, &at->low, &at->high };
        at->never = at->at_once = at->came = at->other = NAN;
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            *all[k] = is_shown && at->n_at_risk >= 0
                ? floor(*all[k] * 1000 + 0.5) / 1000
                : (double)NAN;
    }
    /* enough who came before the median, and enough who did not */
    int64_t n_sooner = 0, n_later = 0;
    for (ptrdiff_t i = 0; i < v->table.n; i++)
        if (v->table.rows[i].time < v->medians[0])
            n_sooner += v->table.rows[i].n_events;
        else if (v->table.rows[i].time > v->medians[0] && n_later == 0)
            n_later = v->table.rows[i].n_at_risk;
    v->n = n_asked;
    v->n_came = n_came;
    v->n_other = CP_HIDDEN;
    v->table.n = 0;
    v->has_median[1] = v->has_median[2] = false; /* who was lost says more */
    v->has_median[0] &= is_shown && n_asked >= 0 && n_sooner >= s->threshold &&
        n_later >= s->threshold;
    v->medians[0] = (int64_t)split_round((double)v->medians[0]);
}
