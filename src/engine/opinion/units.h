/* Declared communities and organisations: who is in which, on which side, and
 * what each of them answered.
 *
 * Shape   a file of columns participant, community, side and, where it is
 *         known, size: how many people the community has. A participant may
 *         be in several; somebody who never answered may stand in it
 * Memory  the arena
 * Repeat  units in the order of their keys, sides in that of their names
 */
#ifndef ENGINE_OPINION_UNITS_H
#define ENGINE_OPINION_UNITS_H

#include "engine/opinion/votes.h"

struct cp_unit {
    text key;
    int32_t side;
    int64_t size; /* -1: not known */
};
struct cp_units {
    struct cp_unit *units;
    int32_t n;
    text *sides;
    int32_t n_sides;
    /* Who is in them, by row of the file. */
    int32_t *people, *unit_of; /* people: -1: never answered */
    ptrdiff_t n_rows;
    int32_t n_in_none; /* people with votes who are in no unit */
};

/* Errors  ERR_BAD_INPUT, `why` begins with "line 3: ": a community on two
 *         sides or of two sizes, somebody twice in one, more who answer than
 *         there are people
 * Source  by itself
 * Check   units_test.c */
enum err cp_units_read(struct cp_units *to, struct arena *a, text all,
    const struct cp_votes *v, struct why *why);
/* Everybody in one unit, on one side.
 * Source  by itself */
void
cp_units_of_all(struct cp_units *to, struct arena *a, const struct cp_votes *v);

/* By unit, then statement.
 * Source  by itself
 * Check   units_test.c */
struct cp_votes_count *cp_units_tally(
    struct arena *a, const struct cp_units *u, const struct cp_votes *v);

#endif
