/* Asha of Homa Bay and Björn of Östergötland, proposed as a pair by a round of
 * their partnership; Cleo beside Björn, in none; who facilitates, and who has
 * nothing to do with it. Names hold what pages have to escape.
 */
#ifndef SUPPORT_CAST_H
#define SUPPORT_CAST_H

#include "support/house.h"

enum {
    CAST_ROUND = 2001,
    CAST_ASHA = 2011, /* as rows of match_person */
    CAST_BJORN = 2012,
    CAST_CLEO = 2013,
    CAST_PAIR = 3001,
    CAST_OTHER_PAIR = 3002
};

struct cast {
    int64_t asha, bjorn, cleo, lead, boss, neighbour, stranger; /* persons */
    char page[80]; /* "/en/pair/KEY" */
};
void cast_open(
    struct house *h, struct support *s, struct support_db *d, struct cast *c);
/* The pair's page with this behind it. */
const char *cast_at(const struct cast *c, struct house *h, const char *what);
/* One more proposed pair; third 0: none. */
void cast_pair(
    struct house *h, int64_t id, int64_t a, int64_t b, int64_t third);

void cast_offer(struct house *h, const struct cast *c);
void cast_yes(struct house *h, const struct cast *c, int64_t who);
/* Who of the round is gone: the repair as its page shows it. */
void cast_drop_out(struct house *h, const struct cast *c, int64_t id);

/* Fails the test unless the pair has this status. */
void cast_is(struct house *h, const char *status);
int cast_count(struct house *h, const char *sql);

#endif
