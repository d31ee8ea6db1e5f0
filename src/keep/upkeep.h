/* What the program notes of its own care: backups, how large the data is, who
 * was erased. */
#ifndef KEEP_UPKEEP_H
#define KEEP_UPKEEP_H

#include "db/db.h"
#include "keep/upkeep.sql.h"

/* A backup was made just now. */
enum err backup_note(
    struct db *db, struct arena *a, int64_t n_bytes, int64_t now);

/* Once a day: the size of each table and of what is left of the disk that
 * `folder` is on (not known: it is another machine's). */
enum err storage_note(struct db_home *home, struct db *db, struct arena *a,
    text folder, int64_t now, struct why *why);

/* Who was erased, as lines "KEY DATE" for a file beside the data: a backup
 * from before does not know, and gives it back with them. */
enum err erased_print(struct db *db, struct arena *a, text *all);
enum err erased_save(
    struct db *db, struct arena *a, text file, struct why *why);
/* Erase again whom such a file names and who is there. No such file: OK. */
enum err erased_apply(struct db *db, struct arena *a, text file, int *n_erased,
    struct why *why);

/* The file beside the data: "network.db.erased"; not known on PostgreSQL. */
text erased_file(struct db_home *home, struct arena *a, text url);

#endif
