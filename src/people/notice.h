/* Telling people by mail what happened to their account, in their language.
 * Who has no address there is told nothing.
 *
 * Inside a db_write step: when it is rolled back, nobody hears of it. */
#ifndef PEOPLE_NOTICE_H
#define PEOPLE_NOTICE_H

#include "people/account.sql.h"
#include "web/web.h"

enum notice {
    NOTICE_PASSWORD, /* another one was chosen */
    NOTICE_TWO_STEP_ON,
    NOTICE_TWO_STEP_OFF,
    NOTICE_CODE_USED,      /* one of the ten */
    NOTICE_RECOVERY_ASKED, /* another coordinator wants to let them in anew */
    NOTICE_RECOVERY_GIVEN, /* a link was handed out */
};

enum err notice_of(
    struct db *writer, struct arena *a, int64_t person_id, enum notice what);

/* A link of 20 minutes, by which they sign in; for who never opened their
 * account, by which they open it. `address` is whole. */
enum err notice_sign_in_link(struct db *writer, struct arena *a,
    const struct account *to, text address, int64_t ends_at);
/* A link to choose another password, from the coordinators. */
enum err notice_recovery_link(struct db *writer, struct arena *a,
    const struct account *to, text address, int64_t ends_at);

#endif
