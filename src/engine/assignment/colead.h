/* Proposals whose people could lead one session together: themes in common,
 * methods that differ, and people who have not worked together yet.
 *
 * People get wrong: two proposals that say the same in the same way are not
 * the best pair; they are one proposal.
 *
 *     struct cp_colead_score s;
 *     cp_colead_pair(&s, &one, &other, &rules);
 *     ... s.total, s.points[CP_COLEAD_THEME] ...
 *
 *     struct cp_colead p = { .proposals = proposals, .n = 40, .size = 2,
 *         .seed = seed };
 *     struct cp_colead_answer answer;
 *     enum err e = cp_colead_solve(&answer, a, &p, &why);
 */
#ifndef ENGINE_ASSIGNMENT_COLEAD_H
#define ENGINE_ASSIGNMENT_COLEAD_H

#include "base/arena.h"
#include "engine/assignment/score.h"

enum cp_colead_item {
    CP_COLEAD_THEME,  /* themes in common */
    CP_COLEAD_METHOD, /* methods that differ */
    CP_COLEAD_FIRST,  /* never worked together; or have, if that is wished */
    CP_COLEAD_ITEMS
};
enum { CP_COLEAD_MAX = 400 }; /* proposals */

struct cp_proposal {
    int64_t key;
    int32_t organisation; /* 0: none */
    struct cp_tags themes, methods;
    const int64_t *known; /* keys of proposals whose people they have worked
                             with; one of the two saying so is enough */
    ptrdiff_t n_known;
};
struct cp_colead_rules {
    bool prefers_known;          /* turned round: who has worked together */
    bool may_share_organisation; /* else two of one organisation are no team */
};

struct cp_colead_score {
    bool is_barred; /* of the same organisation */
    int32_t values[CP_COLEAD_ITEMS]; /* 0 to 100; 50 when is_blank */
    bool is_blank[CP_COLEAD_ITEMS];  /* one of the two did not answer */
    int32_t points[CP_COLEAD_ITEMS]; /* add up to the total: 50, 25, 25 */
    int32_t total;                   /* 0 to 100 */
};

/* total = floor((2 theme + method + first) / 4)
 *
 * Cost    the lengths of both lists
 * Repeat  the same for (a, b) and (b, a); whole numbers only
 * Source  Jaccard 1901; parts rounded by the largest remainder (Hamilton 1792)
 * Check   cp_colead_score_check
 */
void cp_colead_pair(struct cp_colead_score *score, const struct cp_proposal *a,
    const struct cp_proposal *b, const struct cp_colead_rules *rules);
/* Do the parts add up, each within a point of what it is worth?
 * Source  the definition above */
bool cp_colead_score_check(const struct cp_colead_score *score);

/* ---- Teams of all proposals --------------------------------------------- */

struct cp_colead {
    const struct cp_proposal *proposals;
    ptrdiff_t n;
    struct cp_colead_rules rules;
    const int32_t (*vetoes)[2]; /* indices of two that are no team */
    ptrdiff_t n_vetoes;
    int size; /* 2: pairs; 3: threes, and twos where that does not come out */
    uint64_t seed;
};
struct cp_colead_answer {
    int32_t *team_of; /* n: 0 to n_teams - 1, or -1: waits */
    ptrdiff_t n_teams;
    /* A team is worth ten times the mean score of its pairs: 0 to 1000. */
    int64_t *values;     /* n_teams */
    int64_t lowest, sum; /* lowest: -1 without a team */
    bool is_proved;      /* nothing is better; else the best that was found */
    int64_t points, points_bound; /* of pairs that are in a team; no teams have
                                     more than the bound */
};

/* The lowest team first, then the sum. Pairs: as many as there can be before
 * either, and who has nobody waits. Threes: all are in a team where a way was
 * found; else who could not be brought into one waits. Teams are numbered in
 * the order of the lowest key in them.
 *
 * Shape   n <= CP_COLEAD_MAX; keys differ; size 2 or 3
 * Memory  that of cp_general_solve, or of cp_groups_solve
 * Errors  ERR_BAD_INPUT  a key twice
 *         ERR_NO_ROOM
 * Cost    O(n^3); threes: a second
 * Repeat  same proposals, same seed: the same teams, in whatever order they
 *         come
 * Source  pairs by cp_general_solve, threes by cp_groups_solve
 * Check   cp_colead_check
 */
enum err cp_colead_solve(struct cp_colead_answer *answer, struct arena *a,
    const struct cp_colead *problem, struct why *why);

/* How many things contradict the answer: teams too small or too large, two
 * together that may not be, values that are not theirs. That nothing is better
 * is proved within, by the engines named above.
 *
 * Cost    O(n^2)
 * Source  the definitions above
 */
int64_t cp_colead_check(
    const struct cp_colead *problem, const struct cp_colead_answer *answer);

#endif
