/* Who did what to which: one plain row, in the transaction that did it.
 *
 * People get wrong: what somebody answered or said never goes into `detail`.
 */
#ifndef KEEP_AUDIT_H
#define KEEP_AUDIT_H

#include "db/db.h"

struct audit {
    int64_t actor_id; /* 0: nobody signed in, or a command */
    text action;      /* create change remove request invite erase ... */
    text kind;        /* the thing's table */
    int64_t thing_id;
    text detail;      /* JSON or not known */
    bool is_nameless; /* nothing says who it was: no actor, and no time finer
                         than the day */
};

/* Errors  those of the database
 * Cost    one insert; the sealer (keep/seal.h) comes back to it once */
enum err audit_add(struct db *writer, struct audit what);
/* The same beside other writes of the step, in one round trip. When *n is 0
 * after the batch ran, its key was another's: then the step ends with ERR_BUSY
 * and undoes it. */
void audit_ask(struct db_batch *batch, struct audit what, int64_t *n);

#endif
