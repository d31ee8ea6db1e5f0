/* The helper: a process for what large foreign libraries do with people's
 * words (a PDF), forked before threads, database and sandbox, with no rights
 * of its own. Each job is done in a child of it, with little time and memory,
 * which ends with the job: what it leaked or broke is gone with it.
 *
 * People get wrong: a job gets bytes and gives bytes. It opens no database
 * and no file but fonts, and is the same function in both processes.
 *
 * Errors  ERR_BAD_INPUT  what the job itself said
 *         ERR_NOT_FOUND  a library that it needs is not installed
 *         ERR_BUSY       it took too long, or so many wait already
 *         ERR_IO         it died
 * Cost    a fork and the job, ms; nothing while nobody asks but some hundred
 *         KB of memory of its own
 */
#ifndef OS_HELPER_H
#define OS_HELPER_H

#include "base/arena.h"

typedef enum err helper_work(struct arena *a, text asked, text *made);

enum {
    HELPER_BYTES_MAX = 16 << 20, /* that it is asked with, and answers */
    HELPER_WAIT_MS = 15'000,
    HELPER_WAITING_MAX = 4 /* each holds a worker: whoever comes next is told */
};

/* Before the first thread. `works` ends with NULL and lives on. */
enum err helper_open(helper_work *const *works, struct why *why);
void helper_close(void); /* it ends, and is waited for */

/* From any thread. Where none was opened (a command, a test) the work is done
 * here and now. */
enum err
helper_ask(helper_work *work, struct arena *a, text asked, text *made);

#endif
