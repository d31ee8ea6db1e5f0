/* What somebody is here: coordinator or member of the network; facilitator,
 * member or guest of one thing. From one day until another; what ended stays
 * as history.
 *
 * People get wrong: the day on which it ends is the first without it.
 * Of one thing a person is one at a time: who becomes something else stops to
 * be what they were.
 */
#ifndef PEOPLE_MEMBERSHIP_H
#define PEOPLE_MEMBERSHIP_H

#include "people/membership.sql.h"
#include "people/people.h"

enum { STANDINGS_MAX = 64, MEMBERSHIPS_MAX = 200 };

/* Is it in force on that day? */
bool membership_is_on(const struct membership *m, text today);

/* For people_who_acts: what the rows say, who has a role of something in a
 * partnership being its guest too, and a side's member its WHO_SIDE. The
 * network's coordinator is *is_coordinator. */
void standings_of(struct arena *a, const struct membership_standings_row *rows,
    ptrdiff_t n_rows, struct actor *actor);

/* Can that role be had of it? NULL: the network. */
bool membership_is_had(enum who role, const struct thing *t);
/* The partnership that a thing is, or lies in; 0: none. */
int64_t membership_partnership(const struct thing *t);

/* membership.csv, in and out: for the door. */
enum err membership_import(struct sheet_texts *t);
enum err membership_export(
    struct db *db, struct arena *a, text dir, struct why *why);

/* Where somebody goes who comes in for the first time: to the page of what
 * they were last made a part of, else to their own. */
text membership_home(struct request *rq, int64_t person_id);

#endif
