/* Inside this part: how many took part in something, by side, and how many of
 * them said what of themselves. Nothing of it may be shown as it is:
 * heard_count.c decides what may.
 *
 * Memory  the arena
 * Errors  those of the database; ERR_NOT_FOUND: no such kind of thing */
#ifndef DECIDE_HEARD_COUNTED_H
#define DECIDE_HEARD_COUNTED_H

#include "decide/heard/about_inside.h"
#include "decide/heard/heard_count.h"

enum { HEARD_SIDES = 6, HEARD_LINES = ABOUT_GROUPS_MAX + 2 };

struct heard_people {
    int64_t n, side_ids[HEARD_SIDES], n_of_side[HEARD_SIDES];
    int n_sides;
    bool are_sides_told; /* no side has so few that it is not told */
};
enum err heard_people_of(struct db *db, struct arena *a, text kind, int64_t id,
    struct heard_people *to);

struct heard_counted {
    const struct about_questions_row *question;
    const struct about_groups_row *groups;
    int n_groups;
    bool has_shares;
    int64_t counts[HEARD_LINES]; /* groups, rather not say, not asked */
    int64_t n_said;              /* all but the last */
    double shares[ABOUT_GROUPS_MAX];
};
/* Into counts and shares; question, groups and n_groups are filled in. */
enum err heard_count_question(struct db *db, struct arena *a,
    const struct heard_release *of, int64_t n_people, struct heard_counted *c);
/* All that were asked of those people. */
enum err
heard_count_all(struct db *db, struct arena *a, const struct heard_release *of,
    const struct heard_people *people, struct heard_counted **to, int *n);
/* Shape  cross: (groups + 2) of one by (groups + 2) of two */
enum err heard_count_pair(struct db *db, struct arena *a, int64_t thing_id,
    const struct heard_counted *one, const struct heard_counted *two,
    int64_t *cross);

#endif
