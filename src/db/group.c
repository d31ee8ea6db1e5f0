/* SQLite: one writer, and those who wait for it share a commit.
 *
 * A commit costs an fsync, a step some microseconds. So whoever has run a step
 * and sees others waiting does not commit: the open transaction goes on to the
 * next, who runs a step inside a SAVEPOINT. The last one commits for all, and
 * only then is anybody told "saved". Each step runs on its own thread, with
 * its own jump boundary: nothing of a thread is ever used by another.
 *
 *     first    BEGIN, step                     -> goes on, sleeps
 *     second        SAVEPOINT, step, RELEASE   -> goes on, sleeps
 *     third         SAVEPOINT, step fails, ROLLBACK TO, told at once
 *     fourth        SAVEPOINT, step, RELEASE, COMMIT -> wakes first, second
 *
 * `lock` guards who has the turn and who waits; what belongs to the writer and
 * to the open transaction belongs to whoever has the turn.
 */
#include "db/db_in.h"

#include "os/clock.h"

enum {
    STEPS_MAX = 64,
    GROUP_NS = 20'000'000, /* then it commits, whoever waits */
    WAIT_LEAST_MS = 100,
};

/* ---- turns --------------------------------------------------------------- */

void
db_take_turn(struct db_home *home, struct db_ticket *t, bool is_alone)
{
    t->next = NULL;
    t->has_turn = t->is_done = false;
    t->is_alone = is_alone;
    mutex_lock(&home->lock);
    if (!home->is_held) {
        home->is_held = true;
        t->has_turn = true;
    } else {
        if (home->last_waiting == NULL)
            home->first_waiting = t;
        else
            home->last_waiting->next = t;
        home->last_waiting = t;
    }
    while (!t->has_turn)
        condition_wait(&t->wake, &home->lock);
    mutex_unlock(&home->lock);
}

/* With the lock. */
static void
give_turn(struct db_home *home)
{
    struct db_ticket *next = home->first_waiting;
    if (next == NULL) {
        home->is_held = false;
        return;
    }
    home->first_waiting = next->next;
    if (home->first_waiting == NULL)
        home->last_waiting = NULL;
    next->has_turn = true;
    condition_wake_one(&next->wake);
}

void
db_give_turn(struct db_home *home)
{
    mutex_lock(&home->lock);
    give_turn(home);
    mutex_unlock(&home->lock);
}

/* ---- the open transaction ------------------------------------------------ */

static enum err
open_group(struct db_home *home, int64_t asked_at_ns)
{
    struct db_group *g = &home->group;
    if (g->is_open)
        return OK;
    struct db *w = home->writer;
    /* when another process holds the file, those who waited here in line have
     * waited for it too */
    int64_t waited_ms = (monotonic_ns() - asked_at_ns) / 1'000'000;
    int64_t left_ms = home->busy_ms - waited_ms;
    sqlite3_busy_timeout(
        w->lite, (int)(left_ms < WAIT_LEAST_MS ? WAIT_LEAST_MS : left_ms));
    enum err e = lite_exec(w, "BEGIN IMMEDIATE");
    sqlite3_busy_timeout(w->lite, home->busy_ms);
    if (e == OK)
        *g =
            (struct db_group){ .is_open = true, .began_at_ns = monotonic_ns() };
    return e;
}

/* All of it is gone: an I/O error or a full disk rolls back by itself. */
static void
break_group(struct db_home *home)
{
    struct db *w = home->writer;
    if (!sqlite3_get_autocommit(w->lite))
        sqlite3_exec(w->lite, "ROLLBACK", NULL, NULL, NULL);
    home->group.is_open = false;
}

/* What this step did stays in the open transaction, or goes. False when the
 * steps before it went too. */
static bool
settle(struct db_home *home, bool is_kept)
{
    struct db_group *g = &home->group;
    struct db *w = home->writer;
    lite_reset_all(w);
    w->is_in_step = w->is_in_each = false;
    w->doomed = OK;
    if (!g->is_open)
        return true;
    bool is_first = g->n_steps == 0;
    bool is_whole = !sqlite3_get_autocommit(w->lite);
    if (is_whole && !is_first) {
        const char *sql =
            is_kept ? "RELEASE step" : "ROLLBACK TO step; RELEASE step";
        is_whole = sqlite3_exec(w->lite, sql, NULL, NULL, NULL) == SQLITE_OK;
    }
    if (!is_whole || (is_first && !is_kept))
        break_group(home);
    if (is_whole && is_kept)
        g->n_steps++;
    return is_whole;
}

static enum err
commit(struct db_home *home)
{
    struct db_group *g = &home->group;
    struct db *w = home->writer;
    if (!g->is_open)
        return OK;
    w->is_in_step = true; /* of all of them */
    enum err e = g->has_changed ? db_bump_change_count(w) : OK;
    w->is_in_step = false;
    w->doomed = OK;
    if (e == OK)
        e = lite_exec(w, "COMMIT");
    lite_reset_all(w);
    break_group(home); /* after a commit there is nothing to roll back */
    return e;
}

static void
tell_members(struct db_home *home, enum err e)
{
    mutex_lock(&home->lock);
    struct db_ticket *t = home->group.members;
    home->group.members = NULL;
    while (t != NULL) {
        struct db_ticket *next = t->next;
        t->e = e;
        if (e != OK)
            t->why = home->writer->why;
        t->is_done = true;
        condition_wake_one(&t->wake); /* from here on it may be gone */
        t = next;
    }
    mutex_unlock(&home->lock);
}

/* ---- one step ------------------------------------------------------------ */

/* With the lock: does the transaction go on to the next in line? */
static bool
goes_on(const struct db_home *home)
{
    const struct db_group *g = &home->group;
    const struct db_ticket *next = home->first_waiting;
    return g->is_open && next != NULL && !next->is_alone &&
        g->n_steps < STEPS_MAX && monotonic_ns() - g->began_at_ns < GROUP_NS;
}

/* The step has ended with `e`: it goes on to the next in line, or ends for
 * all here. */
static enum err
end_turn(struct db *db, enum err e, bool is_rehearsal)
{
    struct db_home *home = db->home;
    struct db_group *g = &home->group;
    struct db_ticket *t = &db->ticket;
    bool is_kept = e == OK && !is_rehearsal;
    bool is_whole = settle(home, is_kept);
    is_kept = is_kept && is_whole;
    if (!is_whole && e == OK)
        e = db_failed(db, ERR_DB, "the transaction was lost");
    db->writer = NULL;

    mutex_lock(&home->lock);
    if (is_kept) {
        t->next = g->members;
        g->members = t;
    }
    if (goes_on(home)) {
        give_turn(home);
        while (is_kept && !t->is_done)
            condition_wait(&t->wake, &home->lock);
        mutex_unlock(&home->lock);
    } else {
        mutex_unlock(&home->lock);
        bool was_open = g->is_open;
        enum err all = is_whole ? commit(home) : ERR_DB;
        tell_members(home, all);
        if (was_open && all == OK)
            lite_checkpoint_if_due(home->writer);
        db_give_turn(home);
    }
    if (is_kept) {
        e = t->e;
        if (e != OK)
            db->why = t->why;
    }
    return e;
}

enum err
db_write_in_group(struct db *db, struct arena *scratch, db_step *step,
    void *arg, enum db_end end)
{
    bool is_rehearsal = end == DB_REHEARSED;
    require(db->writer == NULL);
    struct db_home *home = db->home;
    struct db *w = home->writer;
    int64_t asked_at_ns = monotonic_ns();
    db_take_turn(home, &db->ticket, is_rehearsal);
    db->writer = w; /* from here on db_recover ends the turn */
    enum err e = open_group(home, asked_at_ns);
    if (e == OK && home->group.n_steps > 0)
        e = lite_exec(w, "SAVEPOINT step");
    if (e == OK) {
        db_enter_step(w);
        e = step(w, scratch, arg);
        e = db_judge_step(w, e, is_rehearsal);
        if (e == OK && end == DB_COUNTED && db_has_changed(w))
            home->group.has_changed = true;
    }
    if (e != OK)
        db->why = w->why;
    return end_turn(db, e, is_rehearsal);
}

/* A jump left the step. */
void
db_recover_group(struct db *db)
{
    if (db->writer != NULL)
        ignore(end_turn(db, ERR_BUSY, false)); /* the jump is the answer */
}
