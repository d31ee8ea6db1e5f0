#include "command/keeper.h"

#include "keep/seal.h"
#include "keep/settings.h"
#include "keep/tally.h"
#include "keep/upkeep.h"
#include "keep/wipe.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/process.h"

#define SECONDS INT64_C(1'000'000'000)
enum {
    ROUND_S = 1,
    TALLY_S = 60,
    FORGET_S = 6 * 3600,
    ROOM = 64 << 20,
    QUIET_CPU_NS = 20'000'000,
    WORK_CPU_NS = 50'000'000,
};

struct round {
    struct keeper *keeper;
    struct db *db;
    struct arena arena;
    int64_t sealed_ns, counted_ns, forgot_ns; /* when last */
    int64_t cpu_ns, kept_cpu_ns; /* at the last round; at the last trim */
};

/* One line in the log for a trouble that lasts, not one a second. */
static void
tell(const char *what, enum err e, struct why *why, const struct db *db)
{
    static _Atomic int64_t told_at;
    int64_t now = now_s();
    if (now - told_at < 60)
        return;
    told_at = now;
    if (why->text[0] == '\0')
        ignore(err_say(why, e, "%s", db_last_why(db)));
    log_why(what, e, why);
}

/* ---- Each second --------------------------------------------------------- */

static void
seal(struct round *r)
{
    struct why why = { 0 };
    enum err e = seal_all(r->db, &r->arena, NULL);
    if (e != OK)
        tell("sealing", e, &why, r->db);
}

/* First the list of who was erased: whatever happens then, a restore knows. */
static void
wipe_if_due(struct round *r)
{
    struct why why = { 0 };
    struct keeper *k = r->keeper;
    bool is_due = false;
    enum err e = wipe_ask(r->db, &r->arena, &is_due);
    text list = erased_file(k->home, &r->arena, k->url);
    if (e != OK || !is_due || !text_is_known(list))
        return;
    e = erased_save(r->db, &r->arena, list, &why);
    if (e == OK)
        e = wipe(k->home, r->db, &r->arena, false, &why);
    if (e != OK)
        tell("wiping", e, &why, r->db);
}

/* ---- Now and then -------------------------------------------------------- */

static void
count(struct round *r)
{
    struct why why = { 0 };
    enum err e = tally_save(r->db, &r->arena, now_s());
    if (e != OK)
        tell("counting", e, &why, r->db);
}

static enum err
forget_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)arg;
    return doors_forget(writer, scratch, now_s());
}

static void
forget(struct round *r)
{
    struct why why = { 0 };
    struct keeper *k = r->keeper;
    enum err e = db_write_quietly(r->db, &r->arena, forget_step, NULL);
    if (e == OK)
        e = doors_sweep(r->db, &r->arena, now_s());
    if (e != OK)
        tell("forgetting", e, &why, r->db);
    arena_reset(&r->arena, ROOM);
    e = storage_note(k->home, r->db, &r->arena, k->folder, now_s(), &why);
    if (e != OK)
        tell("measuring", e, &why, r->db);
}

static bool
is_due(int64_t *last_ns, int64_t every_s, int64_t now_ns)
{
    if (*last_ns != 0 && now_ns - *last_ns < every_s * SECONDS)
        return false;
    *last_ns = now_ns;
    return true;
}

static void
hold_jobs(struct round *r)
{
    struct why why = { 0 };
    enum err e = job_keeper_pulse(r->keeper->jobs, r->db, &r->arena);
    if (e != OK)
        tell("holding a job", e, &why, r->db);
}

/* Work leaves memory behind that the next would use: so it goes when a second
 * was quiet, or after a minute. What only the start reads goes too. */
static void
give_back(struct round *r, bool is_minute)
{
    int64_t used = cpu_ns();
    bool is_first = r->cpu_ns == 0;
    bool is_quiet = used - r->cpu_ns < QUIET_CPU_NS;
    bool has_worked = used - r->kept_cpu_ns > WORK_CPU_NS;
    r->cpu_ns = used;
    if (is_first)
        memory_forget_program();
    if (is_minute || (is_quiet && has_worked)) {
        db_give_back(r->db);
        memory_give_back();
        r->kept_cpu_ns = cpu_ns();
    }
}

static void
do_round(struct round *r)
{
    int64_t now = monotonic_ns();
    if (is_due(&r->sealed_ns, ROUND_S, now)) {
        seal(r);
        hold_jobs(r);
        wipe_if_due(r);
        settings_offer_languages(r->db, &r->arena); /* another process's too */
    }
    bool is_minute = is_due(&r->counted_ns, TALLY_S, now);
    if (is_minute)
        count(r);
    if (is_due(&r->forgot_ns, FORGET_S, now))
        forget(r);
    arena_reset(&r->arena, ROOM);
    give_back(r, is_minute);
}

static void
keep_on(struct keeper *k, struct round *r)
{
    bool is_stopping = false;
    while (!is_stopping) {
        do_round(r);
        int64_t until = monotonic_ns() + ROUND_S * SECONDS;
        mutex_lock(&k->lock);
        while (
            !k->is_stopping && condition_wait_until(&k->wake, &k->lock, until))
            ;
        is_stopping = k->is_stopping;
        mutex_unlock(&k->lock);
    }
    seal(r);
    count(r);
}

static void
run(void *arg)
{
    struct keeper *k = arg;
    struct why why = { 0 };
    struct round r = { .keeper = k };
    enum err e = db_connect(&r.db, k->home, &why);
    if (e != OK) {
        log_why("keeping", e, &why);
        return;
    }
    arena_open(&r.arena, ROOM);
    keep_on(k, &r);
    arena_close(&r.arena);
    db_disconnect(r.db);
}

enum err
keeper_start(struct keeper *k, struct why *why)
{
    mutex_open(&k->lock);
    condition_open(&k->wake);
    k->is_stopping = false;
    return thread_start(&k->thread, "keeper", run, k, why);
}

void
keeper_stop(struct keeper *k)
{
    mutex_lock(&k->lock);
    k->is_stopping = true;
    condition_wake_all(&k->wake);
    mutex_unlock(&k->lock);
    thread_join(&k->thread);
    condition_close(&k->wake);
    mutex_close(&k->lock);
}
