/* What was removed: out of every table, whole in one bundle, for as many days
 * as is set (keep_removed_days, 30).
 *
 * What lies in a thing goes with it. What names it otherwise forbids that it
 * is removed: a place that others lie in.
 */
#ifndef KEEP_BIN_H
#define KEEP_BIN_H

#include "base/json.h"
#include "keep/bin.sql.h"
#include "keep/thing.h"

enum {
    BIN_MAX = 2'500, /* that go along: a board has 2,000 entries */
    BIN_HOLDERS_MAX = 500
};

struct bin_set {
    struct thing *things; /* the thing first, then what goes along */
    int n_things;
    struct thing *holders; /* what forbids it */
    int n_holders;
    bool is_too_much; /* more than that */
};
enum err bin_collect(
    struct db *db, struct arena *a, const struct thing *t, struct bin_set *set);

/* In a step. ERR_CONFLICT: something forbids it. */
enum err bin_remove(struct db *writer, struct arena *a, const struct thing *t,
    int64_t actor_id);
/* In a step: all of a bundle with its keys. ERR_CONFLICT: something that it
 * needs is gone; ERR_BAD_INPUT: *broken, an English phrase, says what is in
 * its way. *root is the thing itself. */
enum err bin_restore(struct db *writer, struct arena *a,
    const struct removed *removed, int64_t actor_id, const char **broken);

/* For the house: what is older than that goes for ever, with its versions, its
 * links, its documents, and what each room keeps of it (door.h, forget_thing);
 * and what holds somebody's row or name. */
enum err bin_forget(struct db *writer, struct arena *a, int64_t now);
/* In a step: what hangs on a thing that is gone for good. */
enum err bin_forget_thing(struct db *writer, struct arena *a, int64_t thing_id);
enum err
bin_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
