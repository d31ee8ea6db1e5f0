/* An open conversation over the cast of boards: Kendu Bay and Oyugis on the
 * side of Homa Bay, Liverpool; three statements, numbered from 1. */
#ifndef SUPPORT_TALK_CAST_H
#define SUPPORT_TALK_CAST_H

#include "support/board_cast.h"

struct talk {
    struct board_cast c;
    int64_t id;
    text page; /* "/en/conversation/KEY" */
};
/* opened_to: slips sides network. The lead is signed in after it. */
void talk_open(struct house *h, struct support *s, struct support_db *d,
    struct talk *t, const char *opened_to);
/* t->page + what */
text talk_at(struct house *h, const struct talk *t, const char *what);
/* The key that a question to the database gives, as addresses have it. */
text talk_key(struct house *h, const char *sql);
int64_t talk_count(struct house *h, const char *sql);
/* unit NULL: not said; how: agree disagree pass. The status. */
int talk_vote(
    struct house *h, text page, int number, const char *unit, const char *how);
/* A code of a sheet that the lead just printed; they are signed in then. */
text talk_slip(struct house *h, const struct talk *t, const char *unit);
/* "/sw/say/RECEIPT", where the first answer with a slip just led. */
text talk_receipt(struct house *h, const char *lang);

#endif
