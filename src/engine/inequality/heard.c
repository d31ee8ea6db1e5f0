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

struct release {
    const struct cp_heard_wish *wish;
    struct cp_heard_shown *to;
    struct arena *arena;
    bool **hidden; /* by question: lines that must be hidden so far */
};

static int32_t
n_lines(const struct release *r, int32_t question)
{
    return r->wish->questions[question].n_groups + 2;
}

/* Hides lines from..to of a question, of which the sum is known. */
static bool
hide_lines(struct release *r, int32_t question, int32_t from, int32_t to)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    struct arena_mark mark = arena_mark(r->arena);
    struct cp_hidden h;
    int32_t n = to - from;
    bool *must = arena_new(r->arena, bool, 2 * (n + 1));
    bool *hidden = r->hidden[question];
    struct cp_hide_table t = { .cells = q->counts + from,
        .n_rows = 1,
        .n_columns = n,
        .threshold = r->wish->threshold,
        .must_hide = must,
        .has_no_column_totals = true };
    memcpy(must, hidden + from, (size_t)n * sizeof *must);
    bool is_safe = cp_hide(&h, r->arena, &t, NULL) == OK;
    /* the sum is shown elsewhere: a cell less would be no help */
    for (int32_t i = 0; i < n && is_safe; i++)
        hidden[from + i] = h.is_hidden[i];
    is_safe &= !is_safe || !h.is_hidden[n];
    arena_rewind(r->arena, mark);
    return is_safe;
}

/* Of how many are the shares of this question's groups? Of those who said.
 * Where fewer than the threshold did not, of all, so that their number is not
 * known; -1, of none that may be told: few said, or what is shown of two
 * questions together would be helped by it. */
static int64_t
shares_of(const struct release *r, int32_t question)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    int64_t n_said = r->to->n_said[question];
    int64_t n_not = q->counts[q->n_groups] + q->counts[q->n_groups + 1];
    bool is_crossed = r->wish->one == question || r->wish->two == question;
    bool is_any_hidden = false;
    for (int32_t g = 0; g < q->n_groups + 2; g++)
        is_any_hidden |= r->hidden[question][g];
    if (cp_hide_count(n_said, r->wish->threshold) ||
        (is_crossed && is_any_hidden && n_not >= r->wish->threshold))
        return -1;
    return cp_hide_count(n_not, r->wish->threshold) ? n_said + n_not : n_said;
}

/* Is the sum of those who said known beside that of all? */
static bool
shows_said(const struct release *r, int32_t question)
{
    return shares_of(r, question) == r->to->n_said[question];
}

static void
hide_question(struct release *r, int32_t question)
{
    int32_t n = n_lines(r, question);
    bool *hidden = r->hidden[question];
    bool is_safe = shows_said(r, question)
        ? hide_lines(r, question, 0, n - 2) && hide_lines(r, question, n - 2, n)
        : hide_lines(r, question, 0, n);
    /* what was hidden now may keep those who said from standing apart */
    if (is_safe && !shows_said(r, question))
        is_safe = hide_lines(r, question, 0, n);
    for (int32_t g = 0; g < n && !is_safe; g++)
        hidden[g] = true;
}

/* ---- Two questions together
 * ---------------------------------------------------- */

/* The margins of the two together are the lines of each: hidden in one, hidden
 * in all, until nothing more is. */
static void
hide_cross(struct release *r)
{
    const struct cp_heard_wish *w = r->wish;
    int32_t rows = n_lines(r, w->one), columns = n_lines(r, w->two);
    ptrdiff_t n = ((ptrdiff_t)rows + 1) * (columns + 1);
    bool *must = arena_new(r->arena, bool, n);
    struct cp_hide_table t = { .cells = w->cross,
        .n_rows = rows,
        .n_columns = columns,
        .threshold = w->cross_threshold,
        .must_hide = must };
    for (bool is_more = true; is_more;) {
        struct cp_hidden h;
        is_more = false;
        for (int32_t i = 0; i < rows; i++)
            must[cp_hide_at(&t, i, columns)] |= r->hidden[w->one][i];
        for (int32_t j = 0; j < columns; j++)
            must[cp_hide_at(&t, rows, j)] |= r->hidden[w->two][j];
        if (cp_hide(&h, r->arena, &t, NULL) != OK ||
            h.is_hidden[cp_hide_at(&t, rows, columns)])
            return; /* how many took part is known: it cannot be shown */
        for (int32_t i = 0; i < rows; i++) {
            bool is = h.is_hidden[cp_hide_at(&t, i, columns)];
            is_more |= is && !r->hidden[w->one][i];
            r->hidden[w->one][i] |= is;
        }
        for (int32_t j = 0; j < columns; j++) {
            bool is = h.is_hidden[cp_hide_at(&t, rows, j)];
            is_more |= is && !r->hidden[w->two][j];
            r->hidden[w->two][j] |= is;
        }
        memcpy(must, h.is_hidden, (size_t)n * sizeof *must);
        if (is_more) {
            hide_question(r, w->one);
            hide_question(r, w->two);
        }
    }
    r->to->cross_hidden = must;
}

/* ---- Verdicts of what is hidden
 * ------------------------------------------------ */

/* The counts at which a line's verdict would be the same: from low to high,
 * since more of a group are never less heard. */
static void
same_verdict(const struct cp_heard_line *line, int64_t n, double share,
    int64_t *low, int64_t *high)
{
    int64_t from = 0, to = line->n;
    while (from < to) {
        int64_t k = from + (to - from) / 2;
        if (cp_heard_of(k, n, share).verdict == line->is.verdict)
            to = k;
        else
            from = k + 1;
    }
    *low = from;
    from = line->n;
    to = n;
    while (from < to) {
        int64_t k = to - (to - from) / 2;
        if (cp_heard_of(k, n, share).verdict == line->is.verdict)
            from = k;
        else
            to = k - 1;
    }
    *high = from;
}

/* May the verdicts of hidden lines be said? Each hidden count is what all the
 * others leave of the sum; within that a small one must still be able to be 1
 * and threshold - 1, and none may be known. */
static bool
are_verdicts_safe(struct release *r, int32_t question, int64_t n)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    const struct cp_heard_line *lines = r->to->lines[question];
    int64_t sum = 0, lows = 0, highs = 0;
    /* what is known is the sum of those who said, or of all lines */
    int32_t n_known = q->n_groups + (shows_said(r, question) ? 0 : 2);
    for (int pass = 0; pass < 2; pass++)
        for (int32_t g = 0; g < n_known; g++) {
            int64_t low = 0, high = n;
            if (!lines[g].is_hidden)
                continue;
            if (g < q->n_groups)
                same_verdict(&lines[g], n, q->shares[g], &low, &high);
            if (pass == 0) {
                sum += lines[g].n;
                lows += low;
                highs += high;
                continue;
            }
            int64_t least = sum - (highs - high), most = sum - (lows - low);
            least = least > low ? least : low;
            most = most < high ? most : high;
            if (least == most ||
                (cp_hide_count(lines[g].n, r->wish->threshold) &&
                    (least > 1 || most < r->wish->threshold - 1)))
                return false;
        }
    return true;
}

static void
fill_lines(struct release *r, int32_t question)
{
    const struct cp_heard_question *q = &r->wish->questions[question];
    struct cp_heard_line *lines = r->to->lines[question];
    int64_t n_of = shares_of(r, question);
    bool has_ratios = n_of >= 0, is_any_hidden = false;
    bool is_crossed = r->wish->one == question || r->wish->two == question;
    for (int32_t g = 0; g < q->n_groups + 2; g++) {
        lines[g] = (struct cp_heard_line){ .n = q->counts[g],
            .is_hidden = r->hidden[question][g] };
        is_any_hidden |= lines[g].is_hidden;
        if (g >= q->n_groups)
            continue;
        lines[g].is = cp_heard_of(q->counts[g],
            has_ratios ? n_of : r->to->n_said[question], q->shares[g]);
        lines[g].has_ratio = has_ratios && !lines[g].is_hidden;
    }
    bool are_said = !r->to->is_total_hidden && has_ratios &&
        (!is_any_hidden ||
            (!is_crossed && are_verdicts_safe(r, question, n_of)));
    r->to->n_of[question] = r->to->is_total_hidden ? -1 : n_of;
    for (int32_t g = 0; g < q->n_groups; g++)
        lines[g].has_verdict =
            are_said || (lines[g].has_ratio && !r->to->is_total_hidden);
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
    struct release r = { wish, to, a, arena_new(a, bool *, wish->n_questions) };
    for (int32_t d = 0; d < wish->n_questions; d++) {
        const struct cp_heard_question *q = &wish->questions[d];
        int32_t n = n_lines(&r, d);
        r.hidden[d] = arena_new(a, bool, n);
        to->lines[d] = arena_new(a, struct cp_heard_line, n);
        to->n_said[d] = n_people - q->counts[n - 2] - q->counts[n - 1];
        if (to->is_total_hidden)
            memset(r.hidden[d], true, (size_t)n * sizeof *r.hidden[d]);
        else
            hide_question(&r, d);
    }
    if (wish->one >= 0 && !to->is_total_hidden)
        hide_cross(&r);
    for (int32_t d = 0; d < wish->n_questions; d++)
        fill_lines(&r, d);
    return e;
}
