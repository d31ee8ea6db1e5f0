/* Sessions: who signed in on which browser, until when.
 *
 * A session ends 30 days after it was last seen and 180 after it began. It is
 * noted once an hour that it was seen, not with each request. Nothing of this
 * is shown to visitors, so it is written quietly: to sign in does not empty
 * the cache of pages.
 */
#ifndef PEOPLE_SESSION_H
#define PEOPLE_SESSION_H

#include "people/device.h"
#include "people/people.h"

enum {
    SESSION_IDLE_S = 30 * 86400,
    SESSION_WHOLE_S = 180 * 86400,
    SESSION_SEEN_S = 3600,
    SESSION_WAITS_S = 600,
    SESSIONS_MAX = 50 /* that a page lists */
};

/* A new session: prepared before a step, saved in it, told in the answer.
 * The one that the browser had, if any, ends. */
struct session_start {
    int64_t person_id, now;
    int64_t old_id, old_person_id; /* the session that this one follows */
    int64_t id;                    /* the answer of session_save */
    text token, hash;
    text word;  /* device_word */
    bool waits; /* a code is asked for next: until then it gives no right */
    struct device_note device;
};

/* For a person who has shown who they are. With two steps set up it waits for
 * the second, unless `is_proven`. A person who is made in the step: 0, and
 * session_is_for in the step. */
enum err session_prepare(struct request *rq, int64_t person_id, bool is_proven,
    struct session_start *start);
void session_is_for(struct session_start *start, int64_t person_id);
enum err session_save(struct db *writer, struct session_start *start);
void session_answer(
    struct request *rq, struct answer *an, const struct session_start *start);

/* All of it, in a quiet step of its own. *waits: go on to /sign-in/code. */
enum err session_begin(
    struct request *rq, struct answer *an, int64_t person_id, bool *waits);

/* Of whom a code is asked, by the session's cookie. ERR_NOT_FOUND: nobody. */
enum err session_waiting_for(
    struct request *rq, int64_t *session_id, int64_t *person_id);

#endif
