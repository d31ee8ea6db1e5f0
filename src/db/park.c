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
 * A commit that waits for the disk holds the turn, and 40 % of the machine
 * sleeps. So COMMIT only writes, and the committer asks the disk, about all
 * that was committed till then, while the next transaction fills; only then is
 * anybody told. Others may read meanwhile what a power cut would still undo:
 * nobody was told that it stands, and what is written on top of it comes after
 * it in the WAL.
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
    bool is_open = !latch_is_raised(&t->done) && t->in == &home->group.owed;
    mutex_unlock(&home->lock);
    if (is_open) {
        db_take_turn(home, t, true); /* which ends what is open */
        db_give_turn(home);
    }
    latch_wait(&t->done);
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
leave_members(struct db_ticket *t)
{
    struct db_ticket **at = &t->in->members;
    while (*at != t)
        at = &(*at)->next_member;
    *at = t->next_member;
}

void
db_park(struct db *db, struct db_parked *parked)
{
    struct db_ticket *t = &db->ticket;
    require(db->is_owed);
    mutex_lock(&db->home->lock);
    bool is_done = latch_is_raised(&t->done);
    if (!is_done) {
        leave_members(t);
        parked->next = t->in->parked;
        t->in->parked = parked;
    }
    mutex_unlock(&db->home->lock);
    db->is_owed = db->may_defer = false;
    if (is_done)
        parked->told(parked, t->e, t->e == OK ? "" : t->why.text);
}

/* ---- the disk ------------------------------------------------------------ */

/* COMMIT waits for the disk at "FULL". At "NORMAL" it writes, and we wait, for
 * the same bytes of the same file, but without the turn. (At both SQLite waits
 * by itself before the WAL is read into the file and before it begins anew.)
 * NULL: this SQLite does not show its WAL. */
static enum err
take_over_sync(struct db_home *home, sqlite3_file **wal)
{
    struct db *w = home->writer;
    enum err e = lite_exec(w, "BEGIN IMMEDIATE; COMMIT"); /* the WAL is open */
    *wal = NULL;
    if (e != OK)
        return e;
    int code = sqlite3_file_control(
        w->lite, "main", SQLITE_FCNTL_JOURNAL_POINTER, (void *)wal);
    if (code != SQLITE_OK || *wal == NULL || (*wal)->pMethods == NULL) {
        *wal = NULL;
        return OK;
    }
    return lite_exec(w, "PRAGMA synchronous = NORMAL");
}

/* After a sync that failed nobody knows what of the WAL is on the disk, and
 * the kernel may not say it twice. What SQLite reads there is whole: once all
 * of it stands in the file, which is synced too, the WAL begins anew. */
static bool
mend(struct db_home *home)
{
    struct db_committer *k = &home->committer;
    db_take_turn(home, &k->ticket, true);
    int code = sqlite3_wal_checkpoint_v2(
        home->writer->lite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    db_give_turn(home);
    return code == SQLITE_OK;
}

static enum err
sync_wal(struct db_home *home)
{
    struct db_committer *k = &home->committer;
    int code = SQLITE_OK;
    if (!k->is_broken)
        code = k->wal->pMethods->xSync(
            k->wal, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
    else if (!mend(home))
        code = SQLITE_IOERR_FSYNC;
    k->is_broken = code != SQLITE_OK;
    return code == SQLITE_OK
        ? OK
        : err_say(&k->why, ERR_DB,
              "the disk did not take it (%d): it is not known whether this "
              "was saved",
              code);
}

void
db_committer_owe(struct db_home *home)
{
    struct db_committer *k = &home->committer;
    struct db_owed *from = &home->group.owed, *to = &k->owed[k->at];
    while (from->members != NULL) {
        struct db_ticket *t = from->members;
        from->members = t->next_member;
        t->in = to;
        t->next_member = to->members;
        to->members = t;
    }
    while (from->parked != NULL) {
        struct db_parked *p = from->parked;
        from->parked = p->next;
        p->next = to->parked;
        to->parked = p;
    }
    if (!k->is_syncing)
        condition_wake_one(&k->changed);
}

static bool
owes(const struct db_committer *k)
{
    return k->owed[k->at].members != NULL || k->owed[k->at].parked != NULL;
}

/* With the lock, which is given away meanwhile. */
static void
sync_and_tell(struct db_home *home)
{
    struct db_committer *k = &home->committer;
    struct db_owed *owed = &k->owed[k->at];
    k->at = !k->at;
    k->is_syncing = true;
    mutex_unlock(&home->lock);
    enum err e = sync_wal(home);
    mutex_lock(&home->lock);
    k->is_syncing = false;
    struct db_parked *parked = db_tell_members(owed, e, &k->why);
    mutex_unlock(&home->lock);
    db_tell_parked(parked, e, e == OK ? "" : k->why.text);
    mutex_lock(&home->lock);
}

/* ---- the commit ---------------------------------------------------------- */

/* While the disk is asked, more may come: the committer commits after that. */
void
db_rest(struct db *db)
{
    struct db_home *home = db->home;
    mutex_lock(&home->lock);
    bool is_mine = home->group.owed.parked != NULL && !home->is_held &&
        home->first_waiting == NULL && !home->committer.is_syncing;
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

/* With the lock, which is given away meanwhile. */
static void
commit_open(struct db_home *home)
{
    struct db_committer *k = &home->committer;
    k->due_at_ns = 0;
    mutex_unlock(&home->lock);
    db_take_turn(home, &k->ticket, false);
    db_end_group(home, true);
    mutex_lock(&home->lock);
}

static void
commit_late_ones(void *arg)
{
    struct db_home *home = arg;
    struct db_committer *k = &home->committer;
    mutex_lock(&home->lock);
    while (!k->is_stopping || owes(k)) {
        if (owes(k)) {
            sync_and_tell(home);
            if (home->group.owed.parked != NULL && !owes(k))
                commit_open(home);
        } else if (k->due_at_ns == 0) {
            condition_wait(&k->changed, &home->lock);
        } else if (monotonic_ns() < k->due_at_ns) {
            condition_wait_until(&k->changed, &home->lock, k->due_at_ns);
        } else if (home->is_held) { /* who has the turn may commit, or not */
            k->due_at_ns = monotonic_ns() + home->due_ns;
        } else if (!home->group.is_open) {
            k->due_at_ns = 0;
        } else {
            commit_open(home);
        }
    }
    mutex_unlock(&home->lock);
}

static enum err
start_committer(struct db_home *home, struct why *why)
{
    struct db_committer *k = &home->committer;
    sqlite3_file *wal;
    enum err e = take_over_sync(home, &wal);
    if (e != OK)
        return err_say(why, e, "%s: %s", home->file, home->writer->why.text);
    mutex_lock(&home->lock);
    e = thread_start(&k->thread, "db-commit", commit_late_ones, home, why);
    k->is_running = e == OK;
    k->wal = e == OK ? wal : NULL;
    mutex_unlock(&home->lock);
    return e;
}

enum err
db_defer_open(struct db_home *home, struct why *why)
{
    struct db_ticket t = { 0 };
    enum err e = OK;
    if (home->dialect != DB_SQLITE)
        return OK;
    db_take_turn(home, &t, true);
    if (!home->committer.is_running)
        e = start_committer(home, why);
    db_give_turn(home);
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
    k->wal = NULL;
    k->is_running = false;
    require(home->group.owed.parked == NULL);
}
