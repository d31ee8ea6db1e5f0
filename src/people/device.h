/* The browser that somebody has in their hands.
 *
 * Of what it says it is, two coarse words are kept beside its session:
 * "Firefox/Android". And a cookie makes it known again after its session is
 * over: for whom it is known, passwords are counted apart from what strangers
 * try (attempt.h, sign_in_lock.h). The cookie gives no right.
 */
#ifndef PEOPLE_DEVICE_H
#define PEOPLE_DEVICE_H

#include "web/web.h"

enum { DEVICE_S = 400 * 86400, DEVICE_SEEN_S = 7 * 86400 };

/* "Firefox/Android" of a User-Agent; not known when it says neither. */
text device_word(struct arena *a, text user_agent);
/* "Firefox on Android", in the reader's language; of a word that is not known
 * "A browser". */
text device_said(struct view *v, text word);

/* Is this browser known to be that person's? *hash is the cookie's then. */
struct device {
    text hash; /* not known: it is not */
    int64_t id, person_id, seen_at;
};
enum err device_load(struct request *rq, struct device *device);
bool device_is_of(const struct device *device, int64_t person_id);

/* The person signed in here, in full: it is known from now on. A new cookie,
 * unless it is known already. Inside a db_write step, and in the answer. */
struct device_note {
    int64_t person_id, now, id; /* id 0: it is new */
    text hash, token;
};
/* Before the step: what it will write; nothing when it was written lately. */
enum err
device_prepare(struct request *rq, int64_t person_id, struct device_note *note);
enum err device_save(struct db *writer, const struct device_note *note);
void device_answer(
    struct request *rq, struct answer *an, const struct device_note *note);

#endif
