/* What the crash tests share: a table `entry` of which each write makes three
 * rows, so that half a write shows; writers in a process of their own that say
 * on a pipe what they were told was saved. */
#ifndef FAULT_FAULT_H
#define FAULT_FAULT_H

#include "db/db.h"

#include <stdio.h>
#include <stdlib.h>

enum { N_PARTS = 3, N_THREADS = 4 };

struct entry {
    int64_t id, part;
    text body;
};
struct entry_range {
    int64_t first_id, last_id;
};
struct entry_sums {
    int64_t n_ids, n_rows, n_half, last_id;
};

extern const struct db_query entry_insert; /* none: entry */
extern const struct db_query entry_sums;   /* one: entry_range, entry_sums */
extern const struct db_migration fault_migrations[];

/* Open (and migrate) or stop the program with the reason. */
struct db_home *fault_open(struct arena *a, text url);
struct db *fault_connect(struct db_home *home);

/* Write entry `id`: N_PARTS rows in one step. */
enum err fault_write(struct db *db, struct arena *scratch, int64_t id);

/* Thread t of a writer makes the ids t * FAULT_THREAD_IDS + 1, + 2, ... */
#define FAULT_THREAD_IDS INT64_C(1'000'000'000)

struct fault_writer {
    int pid;
    int acks; /* read end: an int64_t for each entry that was saved */
    int64_t acked[N_THREADS]; /* how many ids of the thread, at most */
    int64_t *ids;             /* every id that was acknowledged */
    ptrdiff_t n_ids;
};
/* Go on after last[t]. With `is_stubborn` an error is not the end: the next
 * id is tried until it is killed. */
void fault_start_writer(struct fault_writer *w, text url,
    const int64_t last[N_THREADS], bool is_stubborn);
/* Read what was acknowledged until then. */
void fault_listen(struct fault_writer *w, int64_t for_ms);
/* SIGKILL, and what it had said before. */
void fault_kill(struct fault_writer *w);

/* Every acknowledged id whole, nothing half, the file or server sound. */
bool fault_is_whole(struct db_home *home, const struct fault_writer *w,
    int64_t last[N_THREADS]);

#define check(x)                                                               \
    do {                                                                       \
        if (!(x)) {                                                            \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #x);    \
            return false;                                                      \
        }                                                                      \
    } while (0)

int64_t fault_random(int64_t below);
const char *fault_folder(void); /* removed at the end */

/* The tests: each prints why when it says no. */
bool a_killed_writer_loses_nothing_that_it_was_told_is_saved(void);
bool a_killed_backup_leaves_no_half_file(void);
bool a_server_that_dies_loses_nothing_that_was_saved(void);
bool two_processes_see_each_others_writes_at_once(void);
bool a_full_disk_is_told_and_leaves_a_sound_file(void);
bool a_file_size_limit_is_told_and_leaves_a_sound_file(void);

#endif
