/* Sessions: who signed in on which browser, until when.
 *
 * A session ends 30 days after it was last seen and 180 after it began. It is
 * noted once an hour that it was seen, not with each request. Nothing of this
 * is shown to visitors, so it is written quietly: to sign in does not empty
 * the cache of pages.
 */
#ifndef PEOPLE_SESSION_H
#define PEOPLE_SESSION_H

#include "people/people.h"

enum {
    SESSION_IDLE_S = 30 * 86400,
    SESSION_WHOLE_S = 180 * 86400,
    SESSION_SEEN_S = 3600,
    SESSIONS_MAX = 50 /* that a page lists */
};

/* Inside a db_write step; *id receives its key. */
enum err session_add(
    struct db *writer, int64_t person_id, text hash, int64_t now, int64_t *id);

/* In an answer to a person who has shown who they are: a new session, with
 * a new cookie. The one that the browser had, if any, ends. */
enum err
session_begin(struct request *rq, struct answer *an, int64_t person_id);

#endif
