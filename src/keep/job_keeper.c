/* The thread that does what pages have asked for. */
#include "keep/job.h"

#include "keep/job.sql.h"
#include "keep/job_inside.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/thread.h"

#include <stdatomic.h>

#define ARENA_BYTES ((ptrdiff_t)1 << 30)
#define SECOND_NS INT64_C(1'000'000'000)
enum {
    WAIT_S = 120,
    LOOK_MS = 500,
    TROUBLE_MS = 10'000,
    SCRATCH_BYTES = 4 << 20
};

struct job_keeper {
    struct db_home *home;
    struct thread thread;
    struct mutex lock;
    struct condition wakes;
    atomic_bool is_stopping;
    _Atomic int64_t run_id, run_tries; /* what runs now; 0: nothing */
    /* of the thread alone */
    struct db *db;
    struct arena arena, scratch; /* scratch: of job_go_on */
};

/* One job, while it is done. */
struct job_run {
    struct job_keeper *keeper;
    struct job_row row;
    int64_t n_tries; /* of this try: whoever comes later has another */
    int64_t until;
    double progress;
    int64_t told_ns;
    bool is_taken, is_lost; /* lost: stopped, or another's */
    bool is_done;
    bool was_met; /* the result's step was begun: a try in vain is its answer */
    const char *status; /* what becomes of it */
    struct why why;
    db_step *step;
    void *arg;
};

/* ---- Rows ---------------------------------------------------------------- */

static enum err
claim(struct db *writer, struct arena *scratch, void *arg)
{
    struct job_run *run = arg;
    int64_t n = 0;
    (void)scratch;
    enum err e = job_claim(writer,
        (struct job_claim_in){ .id = run->row.id,
            .status = run->row.status,
            .due_at = run->row.due_at,
            .n_tries = run->row.n_tries,
            .until_at = run->until },
        &n);
    run->is_taken = n > 0;
    return e;
}

static enum err
move_on(struct db *writer, struct arena *scratch, void *arg)
{
    struct job_run *run = arg;
    int64_t n = 0;
    (void)scratch;
    enum err e = job_move_on(writer,
        (struct job_move_on_in){ .id = run->row.id,
            .n_tries = run->n_tries,
            .progress = run->progress,
            .until_at = now_s() + JOB_LEASE_S },
        &n);
    run->is_lost = e == OK && n == 0;
    return e;
}

static enum err
settle(struct db *writer, struct arena *scratch, void *arg)
{
    const struct job_run *run = arg;
    (void)scratch;
    return job_settle(writer,
        (struct job_settle_in){ .id = run->row.id,
            .n_tries = run->n_tries,
            .status = text_of(run->status),
            .said =
                run->why.text[0] == '\0' ? (text){ 0 } : text_of(run->why.text),
            .now = now_s() },
        NULL);
}

static enum err
give_back(struct db *writer, struct arena *scratch, void *arg)
{
    const struct job_run *run = arg;
    (void)scratch;
    return job_give_back(writer,
        (struct job_give_back_in){
            .id = run->row.id, .n_tries = run->n_tries, .now = now_s() },
        NULL);
}

/* ---- While it runs ------------------------------------------------------- */

bool
job_go_on(struct job_call *call, double share_frac)
{
    struct job_run *run = call->run;
    struct job_keeper *k = run->keeper;
    int64_t now = monotonic_ns();
    if (run->is_lost ||
        atomic_load_explicit(&k->is_stopping, memory_order_relaxed))
        return false;
    if (now - run->told_ns < SECOND_NS)
        return true;
    run->told_ns = now;
    if (share_frac > run->progress) /* a bar never goes back */
        run->progress = share_frac > 1 ? 1 : share_frac;
    arena_reset(&k->scratch, SCRATCH_BYTES);
    enum err e = db_write_quietly(k->db, &k->scratch, move_on, run);
    if (e != OK) { /* the lease lasts some tries */
        struct why why = { 0 };
        ignore(err_say(&why, e, "%s", db_last_why(k->db)));
        log_why("job", e, &why);
    }
    return !run->is_lost;
}

bool
job_hook(void *context, double share_frac)
{
    return job_go_on(context, share_frac);
}

static enum err
finish(struct db *writer, struct arena *scratch, void *arg)
{
    struct job_run *run = arg;
    int64_t n = 0;
    run->was_met = true;
    enum err e = job_settle(writer,
        (struct job_settle_in){ .id = run->row.id,
            .n_tries = run->n_tries,
            .status = TEXT("done"),
            .now = now_s() },
        &n);
    if (e != OK || n == 0)
        return e == OK ? ERR_BUSY : e;
    return run->step == NULL ? OK : run->step(writer, scratch, run->arg);
}

enum err
job_finish(struct job_call *call, db_step *step, void *arg)
{
    struct job_run *run = call->run;
    int64_t until = monotonic_ns() + WAIT_S * SECOND_NS;
    enum err e;
    run->step = step;
    run->arg = arg;
    /* a large import by another process holds a file for half a minute, and
     * more than the work itself may be lost by not waiting for that */
    do {
        run->was_met = false;
        e = db_write(call->db, call->arena, finish, run);
    } while (e == ERR_BUSY && !run->was_met && monotonic_ns() < until &&
        !atomic_load(&run->keeper->is_stopping));
    run->is_done = e == OK;
    return e;
}

/* ---- Still ours ---------------------------------------------------------- */

struct holding {
    int64_t id, n_tries;
};

static enum err
hold(struct db *writer, struct arena *scratch, void *arg)
{
    const struct holding *h = arg;
    (void)scratch;
    return job_hold(writer,
        (struct job_hold_in){ .id = h->id,
            .n_tries = h->n_tries,
            .until_at = now_s() + JOB_LEASE_S },
        NULL);
}

/* Between the two loads another job may have begun: then no row is both. */
enum err
job_keeper_pulse(struct job_keeper *k, struct db *db, struct arena *scratch)
{
    struct holding h = { .id = k == NULL ? 0 : atomic_load(&k->run_id) };
    h.n_tries = h.id == 0 ? 0 : atomic_load(&k->run_tries);
    return h.id == 0 ? OK : db_write_quietly(db, scratch, hold, &h);
}

/* ---- One job ------------------------------------------------------------- */

static enum err
find_next(struct job_keeper *k, int64_t now, struct job_row *row)
{
    static const char *const statuses[] = { "waiting", "running" };
    enum err e = ERR_NOT_FOUND;
    for (int i = 0; e == ERR_NOT_FOUND && i < 2; i++)
        e = job_next(k->db, &k->arena,
            (struct job_next_in){ .status = text_of(statuses[i]), .now = now },
            row);
    return e;
}

/* In a boundary of its own: what has no room for a job has some for a row. */
static enum err
run_kind(struct job_run *run, const struct job_kind *kind)
{
    struct job_keeper *k = run->keeper;
    jmp_buf no_room, *before = k->arena.no_room;
    struct job_call call = { .run = run,
        .db = k->db,
        .arena = &k->arena,
        .id = run->row.id,
        .thing_id = run->row.thing_id,
        .asked_by = run->row.has_asked_by ? run->row.asked_by : 0 };
    k->arena.no_room = &no_room;
    if (setjmp(no_room) != 0) {
        db_recover(k->db);
        k->arena.no_room = before;
        return err_say(
            &run->why, ERR_NO_ROOM, "there is not enough memory for this");
    }
    enum err e = kind->run(&call, &run->why);
    k->arena.no_room = before;
    return e;
}

static void
tell(const struct job_run *run, enum err e, int64_t began_ns)
{
    struct log_line line = log_open("job");
    log_text(&line, "kind", run->row.kind);
    log_text(&line, "state",
        text_of(run->is_done    ? "done"
                : e == ERR_BUSY ? "stopped"
                : e == OK       ? "nothing"
                                : err_name(e)));
    log_int(&line, "tries", run->n_tries);
    log_int(&line, "ms", (monotonic_ns() - began_ns) / 1'000'000);
    log_close(&line);
}

/* ERR_NOT_FOUND: none is due. */
static enum err
one_job(struct job_keeper *k, int64_t now)
{
    struct job_run run = {
        .keeper = k, .until = now_s() + JOB_LEASE_S, .told_ns = monotonic_ns()
    };
    int64_t began_ns = run.told_ns;
    enum err e = find_next(k, now, &run.row);
    if (e == OK)
        e = db_write_quietly(k->db, &k->arena, claim, &run);
    if (e != OK || !run.is_taken)
        return e;
    run.n_tries = run.row.n_tries + 1;
    run.progress = run.row.progress;
    const struct job_kind *kind = job_kind_find(run.row.kind);
    if (kind == NULL || run.n_tries > JOB_TRIES_MAX) {
        run.status = "failed";
        ignore(err_say(&run.why, ERR_BUSY, /* only its words are kept */
            "it stopped the program %d times", JOB_TRIES_MAX));
        return db_write(k->db, &k->arena, settle, &run);
    }
    atomic_store(&k->run_tries, run.n_tries);
    atomic_store(&k->run_id, run.row.id);
    enum err result = run_kind(&run, kind);
    atomic_store(&k->run_id, 0);
    tell(&run, result, began_ns);
    arena_reset(&k->arena, ARENA_BYTES);
    if (run.is_done || run.is_lost)
        return OK;
    if (result == ERR_BUSY)
        return db_write_quietly(k->db, &k->arena, give_back, &run);
    run.status = result == OK ? "done" : "failed";
    if (result != OK && run.why.text[0] == '\0')
        ignore(err_say(&run.why, result, "%s", err_name(result)));
    return db_write(k->db, &k->arena, settle, &run);
}

/* ---- The thread ---------------------------------------------------------- */

/* True when it is to stop. */
static bool
rest(struct job_keeper *k, int64_t ms)
{
    int64_t until = monotonic_ns() + ms * 1'000'000;
    mutex_lock(&k->lock);
    while (!atomic_load(&k->is_stopping) &&
        condition_wait_until(&k->wakes, &k->lock, until))
        ;
    mutex_unlock(&k->lock);
    return atomic_load(&k->is_stopping);
}

static enum err
connect_db(struct job_keeper *k)
{
    struct why why = { 0 };
    if (k->db != NULL)
        return OK;
    enum err e = db_connect(&k->db, k->home, &why);
    if (e != OK)
        log_why("job", e, &why);
    return e;
}

/* One look; how long to wait before the next. */
static int64_t
look(struct job_keeper *k)
{
    jmp_buf no_room;
    arena_reset(&k->arena, ARENA_BYTES);
    k->arena.no_room = k->scratch.no_room = &no_room;
    if (setjmp(no_room) != 0) {
        if (k->db != NULL)
            db_recover(k->db);
        log_why("job", ERR_NO_ROOM, NULL);
        return TROUBLE_MS;
    }
    enum err e = connect_db(k);
    if (e == OK)
        e = one_job(k, now_s());
    if (e == ERR_NOT_FOUND)
        return LOOK_MS;
    if (e == OK)
        return 0;
    if (k->db != NULL) {
        struct why why = { 0 };
        ignore(err_say(&why, e, "%s", db_last_why(k->db)));
        log_why("job", e, &why);
    }
    return TROUBLE_MS;
}

static void
run(void *arg)
{
    struct job_keeper *k = arg;
    int64_t wait_ms = 0;
    while (!rest(k, wait_ms))
        wait_ms = look(k);
    if (k->db != NULL)
        db_disconnect(k->db);
}

enum err
job_keeper_start(struct job_keeper **keeper, struct arena *process,
    struct db_home *home, struct why *why)
{
    struct job_keeper *k = arena_new(process, struct job_keeper, 1);
    *keeper = k;
    k->home = home;
    atomic_init(&k->is_stopping, false);
    atomic_init(&k->run_id, 0);
    atomic_init(&k->run_tries, 0);
    mutex_open(&k->lock);
    condition_open(&k->wakes);
    arena_open(&k->arena, ARENA_BYTES);
    arena_open(&k->scratch, SCRATCH_BYTES);
    return thread_start(&k->thread, "job", run, k, why);
}

void
job_keeper_stop(struct job_keeper *k)
{
    mutex_lock(&k->lock);
    atomic_store(&k->is_stopping, true);
    condition_wake_all(&k->wakes);
    mutex_unlock(&k->lock);
    thread_join(&k->thread);
    arena_close(&k->scratch);
    arena_close(&k->arena);
    condition_close(&k->wakes);
    mutex_close(&k->lock);
}

enum err
job_work(struct db_home *home, int64_t now, int *n_done)
{
    struct job_keeper k = { .home = home };
    jmp_buf no_room;
    arena_open(&k.arena, ARENA_BYTES);
    arena_open(&k.scratch, SCRATCH_BYTES);
    enum err e = ERR_NO_ROOM;
    *n_done = 0;
    k.arena.no_room = k.scratch.no_room = &no_room;
    if (setjmp(no_room) == 0) {
        e = connect_db(&k);
        while (e == OK) {
            e = one_job(&k, now);
            *n_done += e == OK;
            arena_reset(&k.arena, ARENA_BYTES);
        }
    }
    if (k.db != NULL)
        db_disconnect(k.db);
    arena_close(&k.scratch);
    arena_close(&k.arena);
    return e == ERR_NOT_FOUND ? OK : e;
}
