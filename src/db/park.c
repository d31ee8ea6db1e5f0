/* SQLite: answers that wait for the commit, while nobody does.
 *
 * A worker whose step is in the open transaction goes on; its answer is put
 * aside, and given when the transaction is committed: by whoever ends it.
 *
 *     who                                commits
 *     a worker that finds nothing to do  at once (db_rest)
 *     who asks the database again        at once: nothing is told that others
 *                                        cannot see yet (db_settle)
 *     a step that is the 64th, or comes
 *     20 ms after the first, or before
 *     one that shares no transaction     at its end (group.c)
 *     the committer, a thread of its own due_ns after it was left open
 *
 * So one post alone is committed by the worker that took it, an answer waits
 * for others no longer than due_ns and a step, and no handler that takes long
 * after it wrote keeps others from the file.
 */
#include "db/db_in.h"

#include "os/clock.h"

/* ---- what is owed -------------------------------------------------------- */

bool
db_is_owed(const struct db *db)
{
    return db->is_owed;
}

/* What failed stays owed, so that no answer is given that goes on as if
 * nothing had happened. */
enum err
db_settle(struct db *db)
{
    struct db_ticket *t = &db->ticket;
    struct db_home *home = db->home;
    if (!db->is_owed)
        return OK;
    mutex_lock(&home->lock);
    bool is_done = t->is_done;
    mutex_unlock(&home->lock);
    if (!is_done) {
        db_take_turn(home, t, true); /* which ends what is open */
        require(t->is_done);
        db_give_turn(home);
    }
    db->is_owed = t->e != OK;
    if (db->is_owed)
        db->why = t->why;
    return t->e;
}

void
db_defer(struct db *db, bool may_defer)
{
    if (!may_defer) {
        ignore(db_settle(db)); /* whoever asks for this has no answer */
        db->is_owed = false;
    }
    db->may_defer = may_defer && db->home->committer.is_running;
}

static void
leave_members(struct db_group *g, struct db_ticket *t)
{
    struct db_ticket **at = &g->members;
    while (*at != t)
        at = &(*at)->next_member;
    *at = t->next_member;
}

void
db_park(struct db *db, struct db_parked *parked)
{
    struct db_ticket *t = &db->ticket;
    struct db_group *g = &db->home->group;
    require(db->is_owed);
    mutex_lock(&db->home->lock);
    bool is_done = t->is_done;
    if (!is_done) {
        leave_members(g, t);
        parked->next = g->parked;
        g->parked = parked;
    }
    mutex_unlock(&db->home->lock);
    db->is_owed = db->may_defer = false;
    if (is_done)
        parked->told(parked, t->e, t->e == OK ? "" : t->why.text);
}

/* ---- the commit ---------------------------------------------------------- */

void
db_rest(struct db *db)
{
    struct db_home *home = db->home;
    mutex_lock(&home->lock);
    bool is_mine = home->group.parked != NULL && !home->is_held;
    if (is_mine)
        home->is_held = true;
    mutex_unlock(&home->lock);
    if (is_mine)
        db_end_group(home, true);
}

void
db_committer_expect(struct db_home *home)
{
    struct db_committer *k = &home->committer;
    if (k->due_at_ns != 0)
        return;
    k->due_at_ns = monotonic_ns() + home->due_ns;
    condition_wake_one(&k->changed);
}

static void
commit_late_ones(void *arg)
{
    struct db_home *home = arg;
    struct db_committer *k = &home->committer;
    mutex_lock(&home->lock);
    while (!k->is_stopping) {
        if (k->due_at_ns == 0) {
            condition_wait(&k->changed, &home->lock);
        } else if (monotonic_ns() < k->due_at_ns) {
            condition_wait_until(&k->changed, &home->lock, k->due_at_ns);
        } else if (home->is_held) { /* who has the turn may commit, or not */
            k->due_at_ns = monotonic_ns() + home->due_ns;
        } else if (!home->group.is_open) {
            k->due_at_ns = 0;
        } else {
            k->due_at_ns = 0;
            home->is_held = true;
            mutex_unlock(&home->lock);
            db_end_group(home, true);
            mutex_lock(&home->lock);
        }
    }
    mutex_unlock(&home->lock);
}

enum err
db_defer_open(struct db_home *home, struct why *why)
{
    struct db_committer *k = &home->committer;
    enum err e = OK;
    if (home->dialect != DB_SQLITE)
        return OK;
    mutex_lock(&home->lock);
    if (!k->is_running)
        e = thread_start(&k->thread, "db-commit", commit_late_ones, home, why);
    k->is_running = e == OK;
    mutex_unlock(&home->lock);
    return e;
}

void
db_committer_stop(struct db_home *home)
{
    struct db_committer *k = &home->committer;
    if (!k->is_running)
        return;
    mutex_lock(&home->lock);
    k->is_stopping = true;
    condition_wake_one(&k->changed);
    mutex_unlock(&home->lock);
    thread_join(&k->thread);
    k->is_running = false;
    require(home->group.parked == NULL);
}
