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
 *     third         SAVEPOINT, step fails, ROLLBACK TO -> goes on, sleeps
 *     fourth        SAVEPOINT, step, RELEASE, COMMIT -> wakes all three
 *
 * The third sleeps too: what it was refused for may be what the first wrote.
 * Where pages are served, COMMIT does not wait for the disk: the committer
 * does (park.c), while the next transaction fills, and wakes all then.
 * Who may defer (park.c) does not sleep, and leaves the transaction open also
 * when nobody waits: then nobody has the turn, and park.c sees to the commit.
 *
 * The turn is not handed to who sleeps, as long as somebody runs who wants it:
 * or each step waits for a thread to wake. Who was woken in vain once has it
 * next.
 *
 * `lock` guards who has the turn and who waits; what belongs to the writer and
 * to the open transaction belongs to whoever has the turn.
 */
#include "db/db_in.h"

#include "os/clock.h"

enum {
    STEPS_MAX = 64,
    WAIT_LEAST_MS = 100,
};

/* ---- turns --------------------------------------------------------------- */

/* With the lock: the first has the turn. */
static void
leave_line(struct db_home *home)
{
    struct db_ticket *t = home->first_waiting;
    home->first_waiting = t->next;
    if (home->first_waiting == NULL)
        home->last_waiting = NULL;
    t->waits = TURN_TAKEN;
}

static void
take_turn(struct db_home *home, struct db_ticket *t, bool is_alone)
{
    t->next = NULL;
    t->is_alone = is_alone;
    t->waits = TURN_ASLEEP;
    latch_lower(&t->turn);
    mutex_lock(&home->lock);
    if (!home->is_held) {
        home->is_held = true;
        t->waits = TURN_TAKEN;
    } else {
        if (home->last_waiting == NULL)
            home->first_waiting = t;
        else
            home->last_waiting->next = t;
        home->last_waiting = t;
    }
    while (t->waits != TURN_TAKEN) {
        mutex_unlock(&home->lock);
        latch_wait(&t->turn);
        mutex_lock(&home->lock);
        if (t->waits == TURN_TAKEN)
            break;
        latch_lower(&t->turn);
        if (home->is_held) {
            t->waits = TURN_INSISTS;
        } else {
            home->is_held = true;
            leave_line(home);
        }
    }
    mutex_unlock(&home->lock);
}

/* With the lock, which it gives away: who is woken does not wait for it. */
static void
give_turn_unlock(struct db_home *home)
{
    struct db_ticket *next = home->first_waiting;
    bool is_woken = next != NULL && next->waits != TURN_TRIES;
    home->is_held = next != NULL && next->waits == TURN_INSISTS;
    if (home->is_held)
        leave_line(home);
    else if (is_woken)
        next->waits = TURN_TRIES;
    mutex_unlock(&home->lock);
    if (is_woken)
        latch_raise(&next->turn);
}

void
db_give_turn(struct db_home *home)
{
    mutex_lock(&home->lock);
    give_turn_unlock(home);
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
    if (e == OK) {
        g->is_open = true;
        g->has_changed = g->has_counted = g->has_deferred = false;
        g->n_steps = 0;
        g->began_at_ns = monotonic_ns();
    }
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
    enum err e = g->has_changed ? db_bump_change_count(w, g->has_counted) : OK;
    w->is_in_step = false;
    w->doomed = OK;
    if (e == OK)
        e = lite_exec(w, "COMMIT");
    lite_reset_all(w);
    break_group(home); /* after a commit there is nothing to roll back */
    return e;
}

struct db_parked *
db_tell_members(struct db_owed *owed, enum err e, const struct why *why)
{
    struct db_ticket *t = owed->members;
    struct db_parked *parked = owed->parked;
    *owed = (struct db_owed){ 0 };
    while (t != NULL) {
        struct db_ticket *next = t->next_member;
        t->e = e;
        if (e != OK)
            t->why = *why;
        latch_raise(&t->done); /* from here on it may be gone */
        t = next;
    }
    return parked;
}

void
db_tell_parked(struct db_parked *parked, enum err e, const char *why)
{
    while (parked != NULL) {
        struct db_parked *next = parked->next;
        parked->told(parked, e, why);
        parked = next;
    }
}

static void
end_group(struct db_home *home, bool is_whole, bool gives_turn)
{
    struct why why = { 0 };
    bool was_open = home->group.is_open;
    enum err e = is_whole ? commit(home) : ERR_DB;
    if (e != OK)
        why = home->writer->why;
    struct db_parked *parked = NULL;
    mutex_lock(&home->lock);
    if (e == OK && home->committer.wal != NULL)
        db_committer_owe(home);
    else
        parked = db_tell_members(&home->group.owed, e, &why);
    mutex_unlock(&home->lock);
    if (was_open && e == OK)
        lite_checkpoint_if_due(home->writer);
    if (gives_turn)
        db_give_turn(home);
    db_tell_parked(parked, e, why.text);
}

void
db_end_group(struct db_home *home, bool is_whole)
{
    end_group(home, is_whole, true);
}

void
db_take_turn(struct db_home *home, struct db_ticket *t, bool is_alone)
{
    take_turn(home, t, is_alone);
    if (is_alone && home->group.is_open)
        end_group(home, true, false);
}

/* ---- one step ------------------------------------------------------------ */

/* With the lock: may the transaction stay open for the next? */
static bool
may_stay_open(const struct db_home *home)
{
    const struct db_group *g = &home->group;
    const struct db_ticket *next = home->first_waiting;
    return g->is_open && (next == NULL || !next->is_alone) &&
        g->n_steps < STEPS_MAX &&
        monotonic_ns() - g->began_at_ns < home->open_ns;
}

/* With the lock: is what this step was told true only with the others? */
static void
join_group(struct db_home *home, struct db_ticket *t)
{
    struct db_owed *owed = &home->group.owed;
    latch_lower(&t->done);
    t->in = owed;
    t->next_member = owed->members;
    owed->members = t;
}

/* The step has ended with `e`: the transaction goes on to the next in line,
 * or stays open, or ends for all here. */
static enum err
end_turn(struct db *db, enum err e, bool is_rehearsal, bool has_jumped)
{
    struct db_home *home = db->home;
    struct db_group *g = &home->group;
    struct db_ticket *t = &db->ticket;
    bool is_kept = e == OK && !is_rehearsal;
    bool is_whole = settle(home, is_kept);
    if (!is_whole && e == OK)
        e = db_failed(db, ERR_DB, "the transaction was lost");
    db->writer = NULL;
    bool is_member = g->is_open && g->n_steps > 0 && !has_jumped;

    mutex_lock(&home->lock);
    if (is_member)
        join_group(home, t);
    bool is_deferred = is_member && db->may_defer;
    db->is_owed = is_deferred;
    if (may_stay_open(home) && (home->first_waiting != NULL || is_deferred)) {
        g->has_deferred = g->has_deferred || is_deferred;
        if (is_deferred)
            db_committer_expect(home);
        give_turn_unlock(home);
    } else {
        mutex_unlock(&home->lock);
        db_end_group(home, is_whole);
    }
    if (is_deferred)
        return e;
    if (is_member)
        latch_wait(&t->done);
    if (is_member && t->e != OK) {
        db->why = t->why;
        e = t->e;
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
    enum err owed = db_settle(db);
    if (owed != OK)
        return owed;
    db_take_turn(home, &db->ticket, is_rehearsal);
    if (home->group.has_deferred && home->group.is_open && !db->may_defer)
        end_group(home, true, false); /* no page waits for a long job */
    db->writer = w; /* from here on db_recover ends the turn */
    enum err e = open_group(home, asked_at_ns);
    if (e == OK && home->group.n_steps > 0)
        e = lite_exec(w, "SAVEPOINT step");
    if (e == OK) {
        db_enter_step(w);
        e = step(w, scratch, arg);
        e = db_judge_step(w, e, is_rehearsal);
        if (e == OK && end != DB_REHEARSED && db_has_changed(w)) {
            home->group.has_changed = true;
            home->group.has_counted |= end == DB_COUNTED;
        }
    }
    if (e != OK)
        db->why = w->why;
    return end_turn(db, e, is_rehearsal, false);
}

/* A jump left the step. */
void
db_recover_group(struct db *db)
{
    if (db->writer != NULL)
        ignore(end_turn(db, ERR_BUSY, false, true)); /* it is the answer */
}
