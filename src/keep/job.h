/* Work behind a page: what takes longer than a request may.
 *
 * A page's step asks for it; a thread of `serve` does it; the page of the
 * thing shows how far it is, and who may change the thing can stop it. What
 * was waiting or half done when the program stopped, or was killed, is taken
 * up again. Several processes in front of one database: one of them does it.
 *
 *     in the door:  .jobs = (const struct job_kind[]){
 *                       { "match_solve", N_("Finding pairs"),
 *                           "match_round", solve_run },
 *                       { NULL } }
 *     in a step:    job_ask(writer, a, "match_solve", round_id, person_id)
 *     on a page:    job_of(rq->db, rq->arena, round_id, &job)
 *                   keep_job(&v, &job_part); answer_job(rq, an, &job);
 *
 *     static enum err
 *     solve_run(struct job_call *call, struct why *why)
 *     {
 *         ... read by call->db; compute in call->arena; in long loops
 *             if (!job_go_on(call, share_frac)) return ERR_BUSY; ...
 *         return job_finish(call, write_result, &result);
 *     }
 *
 * People get wrong: writing a result outside job_finish. A job may have been
 * stopped meanwhile, or, after a pause of this machine, be another's.
 */
#ifndef KEEP_JOB_H
#define KEEP_JOB_H

#include "base/json.h"
#include "db/db.h"
#include "text/view.h"
#include "web/web.h"

enum {
    JOB_LEASE_S = 20,   /* whose process says nothing so long has died */
    JOB_TRIES_MAX = 3,  /* what stops the program so often is given up */
    JOB_REFRESH_S = 2   /* a page that shows a job asks again */
};

struct job_run; /* the thread's own */

struct job_call {
    struct job_run *run;
    struct db *db;       /* of the thread alone */
    struct arena *arena; /* given back after the job; 1 GiB */
    int64_t id, thing_id, asked_by;
};

struct job_kind {
    const char *kind;       /* "match_solve" */
    const char *word;       /* N_("Finding pairs"): above the bar */
    const char *thing_kind; /* of thing_id: who may change that, may stop it */
    /* ERR_BUSY after job_go_on was false. Any other error ends the job as
     * failed, and `why` is kept for whoever asked: it says what to change. */
    enum err (*run)(struct job_call *call, struct why *why);
};

/* Inside a step. One that waits or runs for the same thing already is not
 * asked for twice, and that is OK. `kind` that no door has: require. */
enum err job_ask(struct db *writer, struct arena *a, const char *kind,
    int64_t thing_id, int64_t person_id);
/* Inside a step: whatever waits or runs for that thing ends, without a
 * result. *n_stopped may be NULL. */
enum err job_stop(
    struct db *writer, struct arena *a, int64_t thing_id, int64_t *n_stopped);

/* ---- While it runs ------------------------------------------------------- */

/* How far it is, 0 to 1. False: stop. Call it as often as you like: it looks
 * at the clock, and at the database once a second.
 *
 * Cost  30 ns; a write of one row each second */
bool job_go_on(struct job_call *call, double share_frac);
/* The same as a hook of an engine: `context` is the struct job_call. */
bool job_hook(void *context, double share_frac);
/* The result's own step; in its transaction the job is done. Waits two minutes
 * for a file that another process holds. ERR_BUSY, and nothing is written: it
 * was stopped, or is another's. */
enum err job_finish(struct job_call *call, db_step *step, void *arg);

/* ---- Showing ------------------------------------------------------------- */

enum job_status {
    JOB_NONE, /* nobody asked */
    JOB_WAITING,
    JOB_RUNNING,
    JOB_DONE,
    JOB_FAILED,
    JOB_STOPPED
};
struct job {
    enum job_status status;
    int64_t id, thing_id;
    const struct job_kind *kind; /* NULL: no room has it any more */
    double progress_frac;
    text said; /* of one that failed; English */
    int64_t asked_at, settled_at;
};
/* The newest of that thing.
 *
 * Cost  one query */
enum err job_of(
    struct db *db, struct arena *a, int64_t thing_id, struct job *job);
bool job_is_open(const struct job *job); /* it waits or runs */

/* A bar with how far it is, a sentence when it failed or was stopped, a button
 * that stops it: the part `keep_job` of keep/job.html. Nothing is shown of one
 * that is done. */
struct job_part {
    struct request *rq;
    const struct job *job;
    bool may_stop; /* show the button */
    text said;     /* why it failed, in the reader's language; not known: as
                    * the job said it */
};
/* A page that shows an open job is asked for again by the browser itself,
 * until the reader says on it that it shall not. */
void answer_job(
    const struct request *rq, struct answer *an, const struct job *job);
/* Did they? */
bool job_is_still(const struct request *rq);

/* ---- The thread ---------------------------------------------------------- */

struct job_keeper;
enum err job_keeper_start(struct job_keeper **keeper, struct arena *process,
    struct db_home *home, struct why *why);
/* What runs is told to stop, and waits for the next start. */
void job_keeper_stop(struct job_keeper *keeper);
/* By another thread, each second or so, on its own connection: what runs is
 * still ours, also while it says nothing. */
enum err job_keeper_pulse(
    struct job_keeper *keeper, struct db *db, struct arena *scratch);
/* For tests: do what is due, in this thread. *n_done counts. */
enum err job_work(struct db_home *home, int64_t now, int *n_done);

/* ---- Keeping the law ----------------------------------------------------- */

enum err job_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
job_erase_person(struct db *writer, struct arena *a, int64_t person_id);
/* Settled long ago: gone. */
enum err job_forget(struct db *writer, int64_t now);

#endif
