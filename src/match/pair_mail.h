/* What people are told of their pair by mail, each in their language; within
 * a step. Who has no address there sees it when they sign in. */
#ifndef MATCH_PAIR_MAIL_H
#define MATCH_PAIR_MAIL_H

#include "keep/mail.h"
#include "match/pair.h"

enum pair_notice {
    PAIR_OFFERED,   /* to one of them: look, and say yes or no */
    PAIR_AGREED,    /* to one of them: all said yes */
    PAIR_NOT_FOUND, /* to one of them: it did not come about */
    PAIR_WITHDRAWN, /* to one of them: a facilitator took it back */
    PAIR_ENDED,     /* to the others: somebody ended it */
    PAIR_PARTED,    /* to those left: somebody of it is gone */
    PAIR_ALL_YES,   /* to its facilitators */
    PAIR_SAID_NO    /* to its facilitators */
};

enum err pair_tell_people(struct db *writer, struct arena *a,
    const struct pair_acting *by, const struct pair *pair,
    enum pair_notice what, int64_t but_person_id);
enum err pair_tell_facilitators(struct db *writer, struct arena *a,
    const struct pair_acting *by, const struct pair *pair,
    enum pair_notice what);

#endif
