/* What somebody can work out about a question's hidden counts, by going through
 * all that they may be. Shares nothing with heard.c. */
#include "engine/inequality/heard.h"

#include <string.h>

struct reader {
    const struct cp_heard_question *q;
    const struct cp_heard_line *lines;
    int64_t n_of; /* of how many the shares are; -1: no ratio is shown */
    int64_t sum;  /* of the hidden lines looked at */
    int32_t from, to;
};

/* Might this line be k? Its verdict, when it is said, would be what it is. */
static bool
may_be(const struct reader *r, int32_t line, int64_t k)
{
    const struct cp_heard_line *l = &r->lines[line];
    if (line >= r->q->n_groups || !l->has_verdict || r->n_of < k)
        return line >= r->q->n_groups || !l->has_verdict;
    return cp_heard_of(k, r->n_of, r->q->shares[line]).verdict == l->is.verdict;
}

/* reached[s]: the hidden lines but `but` can add up to s. */
static void
reach(const struct reader *r, int32_t but, bool *reached, bool *room)
{
    memset(reached, 0, (size_t)(r->sum + 1) * sizeof *reached);
    reached[0] = true;
    for (int32_t g = r->from; g < r->to; g++) {
        if (g == but || !r->lines[g].is_hidden)
            continue;
        memset(room, 0, (size_t)(r->sum + 1) * sizeof *room);
        for (int64_t s = 0; s <= r->sum; s++)
            for (int64_t k = 0; reached[s] && s + k <= r->sum; k++)
                room[s + k] |= may_be(r, g, k);
        memcpy(reached, room, (size_t)(r->sum + 1) * sizeof *reached);
    }
}

static int32_t
n_found(struct arena *a, struct reader *r, int64_t threshold)
{
    struct arena_mark mark = arena_mark(a);
    int32_t n = 0;
    r->sum = 0;
    for (int32_t g = r->from; g < r->to; g++)
        r->sum += r->lines[g].is_hidden ? r->lines[g].n : 0;
    bool *reached = arena_new(a, bool, r->sum + 1);
    bool *room = arena_new(a, bool, r->sum + 1);
    for (int32_t g = r->from; g < r->to; g++) {
        int64_t n_values = 0;
        bool is_one = false, is_most = false;
        if (!r->lines[g].is_hidden)
            continue;
        reach(r, g, reached, room);
        for (int64_t k = 0; k <= r->sum; k++)
            if (may_be(r, g, k) && reached[r->sum - k]) {
                n_values++;
                is_one |= k == 1;
                is_most |= k == threshold - 1;
            }
        bool is_small = r->lines[g].n > 0 && r->lines[g].n < threshold;
        n += n_values < 2 || (is_small && !(is_one && is_most));
    }
    arena_rewind(a, mark);
    return n;
}

int32_t
cp_heard_check(struct arena *a, const struct cp_heard_wish *wish,
    const struct cp_heard_shown *shown, int32_t question)
{
    const struct cp_heard_question *q = &wish->questions[question];
    const struct cp_heard_line *lines = shown->lines[question];
    struct reader r = { q, lines, -1, 0, 0, q->n_groups + 2 };
    int32_t n = 0;
    if (shown->is_total_hidden) { /* not even the sum: nothing to go by */
        for (int32_t g = 0; g < q->n_groups + 2; g++)
            n += !lines[g].is_hidden || lines[g].has_verdict ||
                lines[g].has_ratio;
        return n;
    }
    for (int32_t g = 0; g < q->n_groups + 2; g++) {
        bool is_small = lines[g].n > 0 && lines[g].n < wish->threshold;
        n += (is_small && !lines[g].is_hidden) ||
            (lines[g].is_hidden && lines[g].has_ratio);
        if (g < q->n_groups && (lines[g].has_verdict || lines[g].has_ratio))
            r.n_of = shown->n_of[question];
    }
    if (r.n_of < 0 || r.n_of != shown->n_said[question])
        return n + n_found(a, &r, wish->threshold);
    /* a ratio or a verdict tells how many said: two sums are known */
    r.to = q->n_groups;
    n += n_found(a, &r, wish->threshold);
    r.from = q->n_groups;
    r.to = q->n_groups + 2;
    return n + n_found(a, &r, wish->threshold);
}
