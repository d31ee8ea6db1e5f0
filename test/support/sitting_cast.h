/* A group of both sides of proposal_cast.h with a meeting today. */
#ifndef SUPPORT_SITTING_CAST_H
#define SUPPORT_SITTING_CAST_H

#include "support/proposal_cast.h"

struct sitting_cast {
    struct agree_cast c;
    int64_t forum, meeting;
    text group, page; /* "/en/forum/KEY", "/en/meeting/KEY" */
    text residents;   /* key of a seat */
};
/* Three seats for residents, one for the trust; two must be there. The lead
 * chairs it, the trust keeps its minute. */
void sitting_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct sitting_cast *c);
/* A page behind that address; its status. */
int sitting_send(
    struct house *h, text page, const char *what, const char *fields);
int sitting_look(struct house *h, text page, const char *what);

#endif
