/* Letting somebody in anew who lost password, PIN or phone.
 *
 * Any coordinator makes a link for a member: a new password is chosen with it,
 * the second step is off, every session ends. It goes to the person's address,
 * or is handed over. Whoever may do everything is let in anew by two: one
 * coordinator asks, another agrees; the person hears of it at once. On the
 * machine itself `counterpart user invite` makes such a link for anybody.
 *
 * docs/decisions says why it is so simple.
 */
#ifndef PEOPLE_RECOVER_H
#define PEOPLE_RECOVER_H

#include "people/account.h"
#include "people/recover.sql.h"

enum { RECOVERY_WAITS_S = 7 * 86400, RECOVERIES_MAX = 20 };

struct recover_link {
    struct account to;
    int64_t actor_id, now;
    int64_t recovery_id; /* that is agreed to; 0: none is needed */
    bool is_mailed;      /* else whoever made it hands it over */
    text form_token, hash, address, back;
};
/* ERR_CONFLICT: sent twice. ERR_NOT_FOUND: it is settled already. */
enum err
recover_make_link(struct db *db, struct arena *a, struct recover_link *link);

/* Ask the other coordinators. ERR_CONFLICT: it was asked already. */
enum err recover_ask(struct db *db, struct arena *a, int64_t person_id,
    int64_t actor_id, int64_t now);
/* ERR_NOT_FOUND: it is settled already. */
enum err recover_refuse(struct db *db, struct arena *a, int64_t recovery_id,
    int64_t actor_id, int64_t now);

/* Is it a coordinator of the network today? */
enum err recover_is_coordinator(struct db *db, struct arena *a,
    int64_t person_id, int64_t now, bool *is_one);
/* Coordinators who can sign in: 3 stands for three or more. */
enum err
recover_count_coordinators(struct db *db, struct arena *a, int64_t now, int *n);

#endif
