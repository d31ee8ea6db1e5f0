/* The chain over the audit log: who changes or removes a row is found out.
 *
 * Rows are written plainly, in the transaction that does what they tell
 * (keep/audit.h). The sealer, each second and before a backup or a check, gives
 * every committed row its place in a chain and the hash of the row and of the
 * hash before. The order is that in which the sealer saw them: on PostgreSQL
 * a row with a lower key may be committed later. Two that seal at once take
 * the same places: the second one's step fails and seals nothing.
 *
 * People get wrong: whoever can write the data can write the chain anew from
 * any row on. What stands against that is a head that was noted elsewhere: the
 * page of the coordinator and `check` show it, `check --head` asks for it.
 *
 * Source  BLAKE2b, RFC 7693, 32 bytes; Haber and Stornetta 1991, "How to
 *         time-stamp a digital document"
 */
#ifndef KEEP_SEAL_H
#define KEEP_SEAL_H

#include "db/db.h"

enum { SEAL_HASH_LENGTH = 32 };

/* All that is committed and not sealed yet. *n_sealed may be NULL.
 * Cost  7 us a row on SQLite, 47 on PostgreSQL (bench/seal.sh) */
enum err
seal_all(struct db *db, struct arena *scratch, int64_t *n_sealed);

/* The last place and its hash, "812-9f86d0..."; empty: nothing is sealed. */
enum err seal_head(struct db *db, struct arena *a, text *head);

/* Prove the chain from its beginning. One line to `tell` for each fault,
 * SEAL_FAULTS_MAX at most: which row was changed, after which one is missing,
 * which is there twice. `noted` is a head that somebody wrote down, or not
 * known. */
enum { SEAL_FAULTS_MAX = 20 };
enum err seal_check(struct db *db, struct arena *a, text noted,
    void (*tell)(void *context, const char *line), void *context);

/* Inside a step: sealed rows from before that time go from the beginning of
 * the chain, some thousand at once; the chain then begins where they ended. */
enum err seal_forget(struct db *writer, struct arena *a, int64_t before);

#endif
