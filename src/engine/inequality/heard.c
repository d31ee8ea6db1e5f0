/* Representation of groups, and what of it may be shown. */
#include "engine/inequality/heard.h"

#include "base/stats.h"
#include "engine/inequality/hide.h"

#include <math.h>
#include <string.h>

struct cp_heard
cp_heard_of(int64_t k, int64_t n, double share)
{
    require(k >= 0 && k <= n && share > 0 && share <= 1);
    if (n == 0)
        return (struct cp_heard){ NAN, 0, 1 / share, CP_HEARD_NOBODY };
    struct stats_interval of = stats_share(k, n);
    struct cp_heard is = { (double)k / (double)n / share, of.low / share,
        of.high / share, CP_HEARD_ABOUT_RIGHT };
    if (k == 0)
        is.low = 0; /* and not 1e-18 */
    if (k == n)
        is.high = 1 / share;
    if (is.high < 1)
        is.verdict = CP_HEARD_UNDER;
    else if (is.low > 1)
        is.verdict = CP_HEARD_OVER;
    else if ((double)n * share < 5)
        is.verdict = CP_HEARD_TOO_FEW;
    return is;
}

/* ---- One question
 * -------------------------------------------------------------- */

/* What may be hidden, from little to all. What of it was chosen follows from
 * which lines are small and from what is shown, and from no hidden value: so
 * whoever knows these lines of code learns nothing more from the choice. */
enum level {
    LEVEL_NOTHING,  /* no line is small */
    LEVEL_SMALL,    /* small lines that hide each other */
    LEVEL_WITH_ONE, /* and one large enough to take up what they may be */
    LEVEL_SOME,     /* all lines that are not 0 */
    LEVEL_ALL
};

struct release {
    const struct cp_heard_wish *wish;
    struct cp_heard_shown *to;
    struct arena *arena;
    bool **hidden;   /* by question, by line */
    int32_t *takers; /* the large one; -1: none */
};

static int32_t
n_lines(const struct release *r, int32_t question)
{
    return r->wish->questions[question].n_groups + 2;
}

/* The first that is not small nor 0, in an order that nobody's answer changes:
 * groups of whom many would be expected among so many people, the smallest
 * first; then the largest of the others; then the last two lines. */
static int32_t
taker_of(const struct release *r, int32_t question, int64_t n_all)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    double many = 4 * (double)r->wish->threshold / (double)n_all;
    int32_t best = -1;
    for (int32_t g = 0; g < q->n_groups; g++) {
        if (q->counts[g] < r->wish->threshold)
            continue;
        bool is_roomy = q->shares[g] >= many;
        bool is_best_roomy = best >= 0 && q->shares[best] >= many;
        if (best < 0 || (is_roomy && !is_best_roomy) ||
            (is_roomy && q->shares[g] < q->shares[best]) ||
            (!is_best_roomy && q->shares[g] > q->shares[best]))
            best = g;
    }
    for (int32_t g = q->n_groups; best < 0 && g < q->n_groups + 2; g++)
        if (q->counts[g] >= r->wish->threshold)
            best = g;
    return best;
}

static enum level
level_of(const struct release *r, int32_t question, int32_t *taker)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    int64_t t = r->wish->threshold, n_small = 0, sum = 0, all = 0;
    int32_t n = n_lines(r, question);
    for (int32_t g = 0; g < n; g++) {
        bool is_small = cp_hide_count(q->counts[g], t);
        n_small += is_small;
        sum += is_small ? q->counts[g] : 0;
        all += q->counts[g];
    }
    *taker = -1;
    if (n_small == 0)
        return LEVEL_NOTHING;
    /* of so few the zeros would say how many the others can be at most; and
     * what is 1 at most is known as soon as somebody knows that it is small */
    if (all < n + t - 2 || t == 2)
        return LEVEL_ALL;
    /* each could be 1, and each threshold - 1, given their sum */
    if (n_small >= 2 && sum >= n_small + t - 2 &&
        sum <= n_small * (t - 1) - (t - 2))
        return LEVEL_SMALL;
    *taker = taker_of(r, question, all);
    /* whatever the small ones are, the large one stays large */
    if (*taker >= 0 && sum + q->counts[*taker] >= n_small * (t - 1) + t)
        return LEVEL_WITH_ONE;
    *taker = -1;
    return LEVEL_SOME;
}

static void
hide_question(struct release *r, int32_t question)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    enum level level = level_of(r, question, &r->takers[question]);
    for (int32_t g = 0; g < n_lines(r, question); g++)
        r->hidden[question][g] = level == LEVEL_ALL ||
            (level == LEVEL_SOME && q->counts[g] > 0) ||
            (level != LEVEL_NOTHING &&
                cp_hide_count(q->counts[g], r->wish->threshold)) ||
            (level == LEVEL_WITH_ONE && g == r->takers[question]);
}

static bool
shows_some(const struct release *r, int32_t question, int32_t n)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    for (int32_t g = 0; g < n; g++)
        if (!r->hidden[question][g] && q->counts[g] > 0)
            return true;
    return false;
}

/* Of how many are the shares of this question's groups? Of all but those who
 * did not say, as far as their numbers are shown: a few who did not are
 * counted among those who did. -1: of none that may be told. It follows from
 * what is shown, and from nothing else. */
static int64_t
shares_of(const struct release *r, int32_t question)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    const bool *hidden = r->hidden[question];
    int32_t g = q->n_groups;
    int64_t n = r->to->n_said[question];
    if ((hidden[g] || hidden[g + 1]) && !shows_some(r, question, g))
        return -1;
    n +=
        (hidden[g] ? q->counts[g] : 0) + (hidden[g + 1] ? q->counts[g + 1] : 0);
    return cp_hide_count(n, r->wish->threshold) ? -1 : n;
}

/* ---- Two questions together
 * ---------------------------------------------------- */

/* All of it or nothing: what is hidden of a table is found, now and then, by
 * who knows by which rule it is hidden; of a table that is not there, that it
 * is not says nothing that the lines do not
 * (docs/decisions/0032-two-together-whole-or-not.md). */
static void
show_cross(struct release *r)
{
    const struct cp_heard_wish *w = r->wish;
    int32_t rows = n_lines(r, w->one), columns = n_lines(r, w->two);
    for (int32_t i = 0; i < rows; i++)
        if (r->hidden[w->one][i])
            return;
    for (int32_t j = 0; j < columns; j++)
        if (r->hidden[w->two][j])
            return;
    for (ptrdiff_t i = 0; i < (ptrdiff_t)rows * columns; i++)
        if (cp_hide_count(w->cross[i], w->cross_threshold))
            return;
    r->to->cross_hidden =
        arena_new(r->arena, bool, ((ptrdiff_t)rows + 1) * (columns + 1));
}

/* ---- Verdicts of what is hidden
 * ------------------------------------------------ */

/* Is the verdict the same whatever a hidden line is? Then it says nothing that
 * the page does not. More of a group are never less heard: so the ends of what
 * it may be are enough. */
static bool
is_verdict_told(const struct release *r, int32_t question, int32_t g, int64_t n)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    int64_t t = r->wish->threshold, low = 1, high = t - 1, sum = 0, small = 0;
    if (!shows_some(r, question, q->n_groups + 2))
        return false;
    for (int32_t i = 0; i < q->n_groups + 2; i++) {
        sum += r->hidden[question][i] ? q->counts[i] : 0;
        small += cp_hide_count(q->counts[i], t);
    }
    if (g == r->takers[question]) {
        low = sum - small * (t - 1);
        high = sum - small;
    }
    return high <= n &&
        cp_heard_of(low, n, q->shares[g]).verdict ==
        cp_heard_of(high, n, q->shares[g]).verdict;
}

static void
fill_lines(struct release *r, int32_t question)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    struct cp_heard_line *lines = r->to->lines[question];
    int64_t n_of = r->to->is_total_hidden ? -1 : shares_of(r, question);
    for (int32_t g = 0; g < q->n_groups + 2; g++) {
        lines[g] = (struct cp_heard_line){ .n = q->counts[g],
            .is_hidden = r->hidden[question][g] };
        if (g >= q->n_groups)
            continue;
        lines[g].is = cp_heard_of(q->counts[g],
            n_of >= 0 ? n_of : r->to->n_said[question], q->shares[g]);
        lines[g].has_ratio = n_of >= 0 && !lines[g].is_hidden;
        lines[g].has_verdict = lines[g].has_ratio ||
            (n_of >= 0 && is_verdict_told(r, question, g, n_of));
    }
    r->to->n_of[question] = n_of;
}

/* ---- All
 * ----------------------------------------------------------------------- */

static enum err
look_at(const struct cp_heard_wish *w, int64_t *n_people, struct why *why)
{
    if (w->threshold < 2 || (w->one >= 0 && w->cross_threshold < 2))
        return err_say(why, ERR_BAD_INPUT, "a threshold is 2 or more");
    *n_people = -1;
    for (int32_t d = 0; d < w->n_questions; d++) {
        const struct cp_heard_question *q = &w->questions[d];
        int64_t n = 0;
        if (q->n_groups > CP_HEARD_LINES_MOST)
            return err_say(
                why, ERR_NO_ROOM, "more than %d groups", CP_HEARD_LINES_MOST);
        for (int32_t g = 0; g < q->n_groups + 2; g++) {
            if (q->counts[g] < 0 ||
                (g < q->n_groups && !(q->shares[g] > 0 && q->shares[g] <= 1)))
                return err_say(why, ERR_BAD_INPUT,
                    "a count is below 0, or a share not above 0 and at most "
                    "1");
            n += q->counts[g];
        }
        if (*n_people >= 0 && n != *n_people)
            return err_say(why, ERR_BAD_INPUT,
                "one question has %lld people, another %lld",
                (long long)*n_people, (long long)n);
        *n_people = n;
    }
    return OK;
}

static enum err
look_at_cross(const struct cp_heard_wish *w, struct why *why)
{
    const struct cp_heard_question *one = &w->questions[w->one];
    const struct cp_heard_question *two = &w->questions[w->two];
    int32_t rows = one->n_groups + 2, columns = two->n_groups + 2;
    bool adds_up = w->one != w->two;
    for (int32_t i = 0; i < rows; i++) {
        int64_t n = 0;
        for (int32_t j = 0; j < columns; j++)
            n += w->cross[(ptrdiff_t)i * columns + j];
        adds_up &= n == one->counts[i];
    }
    for (int32_t j = 0; j < columns; j++) {
        int64_t n = 0;
        for (int32_t i = 0; i < rows; i++)
            n += w->cross[(ptrdiff_t)i * columns + j];
        adds_up &= n == two->counts[j];
    }
    return adds_up ? OK
                   : err_say(why, ERR_BAD_INPUT,
                         "the two together do not add up to each by itself");
}

enum err
cp_heard_release(struct cp_heard_shown *to, struct arena *a,
    const struct cp_heard_wish *wish, struct why *why)
{
    int64_t n_people = 0;
    enum err e = look_at(wish, &n_people, why);
    if (e == OK && wish->one >= 0)
        e = look_at_cross(wish, why);
    if (e != OK)
        return e;
    *to = (struct cp_heard_shown){
        .lines = arena_new(a, struct cp_heard_line *, wish->n_questions),
        .n_said = arena_new(a, int64_t, wish->n_questions),
        .n_of = arena_new(a, int64_t, wish->n_questions),
        .is_total_hidden = cp_hide_count(n_people, wish->threshold),
    };
    struct release r = { wish, to, a, arena_new(a, bool *, wish->n_questions),
        arena_new(a, int32_t, wish->n_questions) };
    for (int32_t d = 0; d < wish->n_questions; d++) {
        const struct cp_heard_question *q = &wish->questions[d];
        int32_t n = n_lines(&r, d);
        r.hidden[d] = arena_new(a, bool, n);
        to->lines[d] = arena_new(a, struct cp_heard_line, n);
        to->n_said[d] = n_people - q->counts[n - 2] - q->counts[n - 1];
        if (to->is_total_hidden) {
            memset(r.hidden[d], true, (size_t)n * sizeof *r.hidden[d]);
        } else
            hide_question(&r, d);
    }
    if (wish->one >= 0 && !to->is_total_hidden)
        show_cross(&r);
    for (int32_t d = 0; d < wish->n_questions; d++)
        fill_lines(&r, d);
    return e;
}
