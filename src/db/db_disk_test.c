/* The disk is waited for without the turn: who is told what, and when. */
#include "support/things.h"
#include "support/told.h"

#include "db/db_in.h"
#include "os/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

int db_disk_test(void);

static int64_t
count_by(struct db *db, struct arena *a)
{
    struct thing_count c = { -1 };
    assert_int_equal(db_one(db, a, &thing_count, NULL, &c), OK);
    return c.n;
}

struct world {
    struct support_db *d;
    struct db *other; /* what everybody else sees */
};

static struct world
begin(struct support *s)
{
    struct world w = { .d = &s->dbs[0] };
    things_make(s, w.d);
    assert_int_equal(db_connect(&w.other, w.d->home, NULL), OK);
    assert_int_equal(db_defer_open(w.d->home, NULL), OK);
    w.d->home->open_ns = INT64_C(60'000'000'000); /* however slow we are */
    w.d->home->due_ns = w.d->home->open_ns;
    return w;
}

static void
end(struct world *w)
{
    db_disconnect(w->other);
}

static int64_t
seen(struct world *w)
{
    return count_by(w->other, w->d->arena);
}

/* A disk that says when it has what was written, or that it has not. */
struct disk {
    sqlite3_file file; /* first: SQLite hands it to the method */
    sqlite3_io_methods methods;
    struct mutex lock;
    int n_asked;
    bool is_slow, is_broken;
};

static int
sync_slowly(sqlite3_file *file, int flags)
{
    struct disk *disk = (struct disk *)file;
    (void)flags;
    mutex_lock(&disk->lock);
    disk->n_asked++;
    for (int i = 0; disk->is_slow && i < 3000; i++) {
        mutex_unlock(&disk->lock);
        sleep_ms(1);
        mutex_lock(&disk->lock);
    }
    int code = disk->is_broken ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    mutex_unlock(&disk->lock);
    return code;
}

static void
use_disk(struct world *w, struct disk *disk)
{
    *disk = (struct disk){ .methods.xSync = sync_slowly };
    disk->file.pMethods = &disk->methods;
    mutex_open(&disk->lock);
    struct db_home *home = w->d->home;
    mutex_lock(&home->lock);
    assert_non_null(home->committer.wal);
    home->committer.wal = &disk->file;
    mutex_unlock(&home->lock);
}

static void
set_disk(struct disk *disk, bool is_slow, bool is_broken)
{
    mutex_lock(&disk->lock);
    disk->is_slow = is_slow;
    disk->is_broken = is_broken;
    mutex_unlock(&disk->lock);
}

static bool
is_asked_within(struct disk *disk, int n, int ms)
{
    int n_asked = 0;
    for (int i = 0; i < ms && n_asked < n; i++) {
        mutex_lock(&disk->lock);
        n_asked = disk->n_asked;
        mutex_unlock(&disk->lock);
        sleep_ms(1);
    }
    return n_asked == n;
}

static void
park_thing(struct world *w, int key, struct told *t)
{
    char name[16];
    snprintf(name, sizeof name, "thing %d", key);
    db_defer(w->d->db, true);
    assert_int_equal(thing_add(w->d, key, name), OK);
    assert_true(db_is_owed(w->d->db));
    db_park(w->d->db, &t->it);
    db_defer(w->d->db, false);
    db_rest(w->d->db);
}

/* ---- the tests ----------------------------------------------------------- */

/* What comes while it writes is saved together, after it. */
static void
nobody_is_told_before_the_disk_has_it(void **state)
{
    struct world w = begin(*state);
    static struct disk disk;
    static struct told t, u, v; /* a test that fails leaves before them */
    t = u = v = new_told();
    use_disk(&w, &disk);
    set_disk(&disk, true, false);
    park_thing(&w, 1, &t);
    assert_true(is_asked_within(&disk, 1, 5000));
    park_thing(&w, 2, &u);
    park_thing(&w, 3, &v);
    sleep_ms(20);
    assert_int_equal(seen(&w), 1);
    assert_int_equal(n_told(&t) + n_told(&u) + n_told(&v), 0);
    set_disk(&disk, false, false);
    assert_true(is_told_within(&t, 5000));
    assert_true(is_told_within(&u, 5000));
    assert_true(is_told_within(&v, 5000));
    assert_int_equal(disk.n_asked, 2);
    assert_int_equal(seen(&w), 3);
    /* and who does not defer waits for it as well */
    assert_int_equal(thing_add(w.d, 4, "four"), OK);
    assert_int_equal(disk.n_asked, 3);
    end(&w);
}

static void
who_asks_again_waits_for_the_disk(void **state)
{
    struct world w = begin(*state);
    static struct disk disk;
    use_disk(&w, &disk);
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    assert_int_equal(disk.n_asked, 0);
    assert_int_equal(count_by(w.d->db, w.d->arena), 1);
    assert_int_equal(disk.n_asked, 1);
    db_defer(w.d->db, false);
    assert_int_equal(disk.n_asked, 1);
    end(&w);
}

/* The kernel says once that it failed, and forgets. */
static void
a_disk_that_failed_is_not_believed_before_all_is_written_anew(void **state)
{
    struct world w = begin(*state);
    static struct disk disk;
    static struct told t, u, v; /* a test that fails leaves before them */
    t = u = v = new_told();
    use_disk(&w, &disk);
    set_disk(&disk, false, true);
    park_thing(&w, 1, &t);
    assert_true(is_told_within(&t, 5000));
    assert_int_equal(t.e, ERR_DB);
    assert_non_null(strstr(t.why, "not known"));
    set_disk(&disk, false, false);
    park_thing(&w, 2, &u);
    assert_true(is_told_within(&u, 5000));
    assert_int_equal(u.e, OK);
    assert_int_equal(disk.n_asked, 1); /* a checkpoint was made, not a sync */
    park_thing(&w, 3, &v);
    assert_true(is_told_within(&v, 5000));
    assert_int_equal(v.e, OK);
    assert_int_equal(disk.n_asked, 2);
    assert_int_equal(seen(&w), 3);
    end(&w);
}

int
db_disk_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(nobody_is_told_before_the_disk_has_it),
        support_test(who_asks_again_waits_for_the_disk),
        support_test(
            a_disk_that_failed_is_not_believed_before_all_is_written_anew),
    };
    return cmocka_run_group_tests_name("db/disk", tests, NULL, NULL);
}
