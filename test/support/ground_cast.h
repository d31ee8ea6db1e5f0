/* A conversation between the two sides of board_cast.h, and votes in it. */
#ifndef SUPPORT_GROUND_CAST_H
#define SUPPORT_GROUND_CAST_H

#include "base/random.h"
#include "support/board_cast.h"

struct ground_cast {
    struct board_cast c;
    int64_t id, units[8], statements[64];
    text page; /* "/en/conversation/KEY" */
};
/* Opened, with the units of the two sides as a form sends them and so many
 * statements: "Statement 1" and so on. */
void ground_cast_make(struct house *h, struct support *s, struct support_db *d,
    struct ground_cast *t, const char *ours, const char *theirs, int n_statements);
text ground_cast_at(struct house *h, const struct ground_cast *t, const char *what);
/* Somebody of that number answers, of the unit in that place. */
void ground_cast_vote(struct house *h, struct ground_cast *t, int who, int unit,
    int statement, int vote);
/* It is closed, and counted. */
void ground_cast_close(struct house *h, struct ground_cast *t);

#endif
