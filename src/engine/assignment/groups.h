/* Groups of people: workshop teams, tables, breakouts. The lowest group
 * first, then the sum, within hard rules.
 *
 * People get wrong: a good sum hides one bad table.
 *
 *     struct cp_groups p = { .n = 40, .n_groups = 8, .scores = scores,
 *         .lower = lower, .upper = upper, .seed = seed };
 *     struct cp_groups_answer answer;
 *     enum err e = cp_groups_solve(&answer, a, &p, &why);
 *
 * A group's value is floor(10 s / m), for s points over its m pairs of people;
 * 0 for somebody alone.
 */
#ifndef ENGINE_ASSIGNMENT_GROUPS_H
#define ENGINE_ASSIGNMENT_GROUPS_H

#include "base/arena.h"

enum { CP_GROUPS_PEOPLE_MAX = 2000, CP_GROUPS_EXACT_MAX = 12 };

enum cp_groups_aim {
    CP_GROUPS_FAIR,  /* the lowest value, then the sum of values */
    CP_GROUPS_SUM,   /* the sum of values */
    CP_GROUPS_PAIRS, /* the points of all pairs that are together */
};

struct cp_groups {
    ptrdiff_t n, n_groups;
    const int32_t *scores; /* n by n, symmetric, 0 to 1,000,000 */
    const int32_t *lower, *upper; /* sizes of each group */
    enum cp_groups_aim aim;
    uint64_t seed;
    int64_t effort; /* exchanges that are tried, asking whether one keeps the
                       rules counts as two more; 0: some seconds at most */
    /* NULL, or asked now and then while it works, with how far it is from 0 to
     * 1: false stops it, with ERR_BUSY. */
    bool (*go_on)(void *context, double share_frac);
    void *context;

    /* Hard rules; NULL or 0 where there is none. */
    const int32_t (*together)[2], (*apart)[2];
    ptrdiff_t n_together, n_apart;
    const int32_t *organisation; /* 0: none */
    int32_t organisation_max;    /* of one organisation in a group */
    const uint8_t *lived;        /* has lived experience */
    int32_t lived_min;           /* in each group */
    const int32_t *kind; /* 0: none; nobody is the only one of their kind */
    const uint64_t *slots; /* n_words words each: when they are free */
    ptrdiff_t n_words;
    int32_t slots_min;         /* at which all of a group are free */
    const uint64_t *languages; /* a bit each; all of a group share one */
};

struct cp_groups_answer {
    int32_t *group_of; /* n */
    int64_t *values;   /* n_groups */
    int64_t lowest, sum, pairs;
    int64_t pairs_bound; /* no answer has more points of pairs */
    bool is_proved;      /* nothing is better; else the best that was found */
    int64_t n_broken;    /* 0 unless no answer was found at all */
};

/* Shape   1 <= n_groups <= n <= CP_GROUPS_PEOPLE_MAX
 * Memory  8 n n_groups bytes and the answer, with rules up to 20 n n_groups,
 *         512 a group and as much for each word of slots; up to
 *         CP_GROUPS_EXACT_MAX people 2^n times 24 bytes instead
 * Errors  ERR_BAD_INPUT  sizes that do not add up
 *         ERR_CONFLICT   no way to keep all rules was found; the answer breaks
 *                        few of them. Up to CP_GROUPS_EXACT_MAX people there
 *                        is none, and is_proved says so
 *         ERR_BUSY       go_on was false
 *         ERR_NO_ROOM
 * Cost    O(3^n n_groups) up to CP_GROUPS_EXACT_MAX people; above, the effort
 * Repeat  same problem, same seed, same effort: the same groups
 * Source  exact: dynamic programming over subsets; else a start that breaks few
 *         rules, mended by tabu search (Glover 1989), then local search by
 *         moves and exchanges, with a matrix of what each person would add to
 *         each group, and kicks
 * Check   cp_groups_check
 */
enum err cp_groups_solve(struct cp_groups_answer *answer, struct arena *a,
    const struct cp_groups *problem, struct why *why);

/* How many things contradict the answer: rules broken, values and sums that
 * are not theirs.
 *
 * Cost    O(n^2)
 * Source  the definitions above
 */
int64_t cp_groups_check(
    const struct cp_groups *problem, const struct cp_groups_answer *answer);

#endif
