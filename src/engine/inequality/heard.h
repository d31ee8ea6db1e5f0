/* Who was heard: each group's share of those who took part against its share
 * of those who live there, and what of it may be shown.
 *
 *     struct cp_heard is = cp_heard_of(3, 120, 0.27);     is.verdict
 *     enum err e = cp_heard_release(&shown, arena, &wish, &why);
 *     ... shown.lines[d][g].is_hidden ...
 *
 * Who would rather not say and who was not asked are lines of their own, and
 * not among those of whom the shares are; but where these are few, so that
 * their number may not be told.
 *
 * People get wrong: a ratio gives its count back, so it is hidden with it; and
 * so may a verdict, or the number of those who said. All of these are kept
 * back together where they would. And what is hidden beside a small number is
 * chosen by the population and by what is shown, never by a hidden value: or
 * whoever knows this program could work it out from the choice
 * (docs/decisions/0027-hidden-by-a-rule.md).
 *
 * Units   shares of the population above 0, at most 1
 */
#ifndef ENGINE_INEQUALITY_HEARD_H
#define ENGINE_INEQUALITY_HEARD_H

#include "base/arena.h"

enum { CP_HEARD_CROSS_THRESHOLD = 10, CP_HEARD_LINES_MOST = 400 };

enum cp_heard_verdict { /* the first that holds */
    CP_HEARD_NOBODY,    /* nobody at all was */
    CP_HEARD_UNDER,
    CP_HEARD_OVER,
    CP_HEARD_TOO_FEW,   /* to say: fewer than 5 would be its part */
    CP_HEARD_ABOUT_RIGHT,
};
struct cp_heard {
    double ratio; /* NAN: nobody was heard */
    double low, high; /* of 95 % */
    enum cp_heard_verdict verdict;
};

/* k of n who were heard are of a group that has this share of the people.
 *
 * Shape   0 <= k <= n, 0 < share <= 1: `require`
 * Source  Wilson 1927, of k / n, over the share
 * Check   known intervals, to 1e-9 */
struct cp_heard cp_heard_of(int64_t k, int64_t n, double share);

/* One question, such as age: counts of its groups, then of those who would
 * rather not say, then of those who were not asked. */
struct cp_heard_question {
    const int64_t *counts; /* n_groups + 2 */
    const double *shares;  /* n_groups */
    int32_t n_groups;
};
struct cp_heard_wish {
    const struct cp_heard_question *questions; /* of the same people */
    int32_t n_questions;
    int64_t threshold; /* 1 to threshold - 1 are few */
    /* Two of the questions together, with a threshold of its own; -1: none.
     * counts: (groups + 2) of one by (groups + 2) of two. */
    int32_t one, two;
    const int64_t *cross;
    int64_t cross_threshold;
};

struct cp_heard_line {
    int64_t n;
    struct cp_heard is;
    bool is_hidden;   /* the count */
    bool has_ratio;   /* and its interval */
    bool has_verdict;
};
struct cp_heard_shown {
    struct cp_heard_line **lines; /* by question: n_groups + 2 */
    int64_t *n_said; /* by question: all but the last two lines */
    int64_t *n_of; /* of how many its shares are; -1: none may be told */
    bool is_total_hidden;         /* so few took part that nothing is shown */
    /* (groups + 3) by (groups + 3), totals last, none of them hidden; NULL: not
     * asked for, or a line of one is hidden, or a number of the two together
     * is small: then nothing of it is shown */
    bool *cross_hidden;
};

/* Shape   at most CP_HEARD_LINES_MOST groups a question
 * Memory  the arena
 * Errors  ERR_BAD_INPUT  questions of different numbers of people, a table that
 *                        does not add up, a threshold below 2
 *         ERR_NO_ROOM    more groups than that
 * Cost    of a question its lines; of two together its numbers
 * Source  by itself (0027): of all tables that come out as one page, a hidden
 *         line is at least two numbers, and a small one 1 and threshold - 1;
 *         two questions together are shown whole or not at all (0032)
 * Check   all tables of up to 5 lines, and of 3 by 3; cp_heard_check */
enum err cp_heard_release(struct cp_heard_shown *to, struct arena *a,
    const struct cp_heard_wish *wish, struct why *why);

/* How many hidden counts of this question can be solved for from its shown
 * counts, its totals and its verdicts: those that have one value only, and
 * small ones that cannot be both 1 and threshold - 1. By going through all
 * that counts may be.
 *
 * Memory  scratch in the arena, given back
 * Cost    lines squared times people squared: for tests
 * Source  the definition spelt out */
int32_t cp_heard_check(struct arena *a, const struct cp_heard_wish *wish,
    const struct cp_heard_shown *shown, int32_t question);

#endif
