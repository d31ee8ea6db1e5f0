/* Inside match/: groups out of people, one way for pages and the command.
 *
 *     struct group_problem g = { .people = people, .rules = rules,
 *         .least = 3, .most = 5 };
 *     enum err e = group_problem_make(&g, a, &why);
 *     if (e == OK)
 *         e = cp_groups_solve(&g.answer, a, &g.problem, &why);
 *
 * Errors  ERR_BAD_INPUT  `why` says in English what to change */
#ifndef MATCH_GROUP_PROBLEM_H
#define MATCH_GROUP_PROBLEM_H

#include "engine/assignment/groups.h"
#include "match/match_inside.h"

enum group_alone { /* nobody is the only one of their kind */
    GROUP_ALONE_MAY_BE,
    GROUP_ALONE_SIDE,
    GROUP_ALONE_ROLE,
    GROUP_ALONE_LEVEL
};

struct group_problem {
    struct match_people people;
    struct match_rules rules; /* pins: together; vetoes: apart */
    int64_t least, most;
    enum group_alone alone;
    struct cp_groups problem;
    struct cp_groups_answer answer;
    /* the rules that people set, without what somebody said in private */
    const int32_t (*apart_said)[2];
    ptrdiff_t n_apart_said;
};

/* Everything of `problem` but its seed and effort. */
enum err group_problem_make(
    struct group_problem *g, struct arena *a, struct why *why);

/* What groups chosen by hand are worth, as the engine counts: values, lowest,
 * sum and pairs of an answer whose group_of is set. */
void group_problem_value(
    const struct cp_groups *problem, struct cp_groups_answer *answer);

#endif
