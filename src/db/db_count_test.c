#include "support/things.h"

#include "db/db_in.h"
#include "os/clock.h"
#include "os/thread.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdatomic.h>

int db_count_test(void);

static int64_t
since(struct support_db *d, int64_t since_ns)
{
    struct db_counts counts = { 0 };
    assert_int_equal(db_counts_since(d->db, since_ns, &counts), OK);
    return counts.n_changes;
}

static void
an_answer_serves_those_who_came_before_its_question(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        int64_t came_ns = monotonic_ns();
        int64_t n = since(d, came_ns);
        assert_int_equal(thing_add(d, 1, "one"), OK);
        /* nobody is asked again for one who had come already */
        assert_int_equal(since(d, came_ns), n);
        /* and whoever came after the change sees it, all of them */
        assert_true(since(d, monotonic_ns()) > n);
        assert_true(since(d, came_ns) > n);
    }
}

static void
a_failed_question_is_nobody_elses(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        struct db_counts none;
        int64_t n = since(d, monotonic_ns());
        support_exec(s, d->url, "ALTER TABLE change_counter RENAME TO away");
        for (int i = 0; i < 2; i++)
            assert_int_not_equal(
                db_counts_since(d->db, monotonic_ns(), &none), OK);
        support_exec(s, d->url, "ALTER TABLE away RENAME TO change_counter");
        assert_int_equal(since(d, monotonic_ns()), n);
    }
}

/* ---- many at once -------------------------------------------------------- */

enum { READERS = 6, WRITERS = 2, QUESTIONS = 400, WRITES = 40 };

struct crowd {
    struct db_home *home;
    _Atomic int64_t least; /* what is committed and known to be */
    atomic_int n_reading, n_writing, n_stale, n_failed, n_more;
};

static void
ask_once(struct crowd *c, struct db *db, int64_t *last)
{
    int64_t least = c->least;
    struct db_counts counts = { 0 };
    if (db_counts_since(db, monotonic_ns(), &counts) != OK)
        c->n_failed++;
    int64_t n = counts.n_changes;
    c->n_stale += n < least;
    c->n_more += n > *last;
    *last = n;
}

static void
read_often(void *arg)
{
    struct crowd *c = arg;
    struct db *db;
    int64_t last = 0;
    if (db_connect(&db, c->home, NULL) != OK) {
        c->n_failed++;
        c->n_reading++;
        return;
    }
    ask_once(c, db, &last);
    c->n_reading++;
    for (int i = 0; i < QUESTIONS || c->n_writing > 0; i++)
        ask_once(c, db, &last);
    ask_once(c, db, &last);
    db_disconnect(db);
}

static enum err
touch(struct db *w, struct arena *scratch, void *arg)
{
    struct thing_count n;
    return db_one(w, scratch, &thing_touch, arg, &n);
}

static void
write_often(void *arg)
{
    struct crowd *c = arg;
    struct db *db;
    struct arena scratch;
    struct thing_key key = { 1 };
    arena_open(&scratch, 1 << 20);
    if (db_connect(&db, c->home, NULL) != OK) {
        c->n_failed++;
        c->n_writing--;
        return;
    }
    while (c->n_reading < READERS) /* or all is written before they look */
        sleep_ms(1);
    for (int i = 0; i < WRITES; i++) {
        enum err e = db_write(db, &scratch, touch, &key);
        int64_t n = 0, least = c->least;
        if (e == OK)
            e = db_change_count(db, &n);
        /* two who write the same row on PostgreSQL may collide too often */
        c->n_failed += e != OK && e != ERR_BUSY;
        while (e == OK && n > least &&
            !atomic_compare_exchange_weak(&c->least, &least, n))
            ;
    }
    c->n_writing--;
    db_disconnect(db);
    arena_close(&scratch);
}

static void
what_was_written_shows_in_each_answer_that_is_asked_for_after_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        assert_int_equal(thing_add(d, 1, "one"), OK);
        struct crowd c = { .home = d->home, .n_writing = WRITERS };
        struct thread threads[READERS + WRITERS];
        for (int i = 0; i < READERS + WRITERS; i++)
            assert_int_equal(
                thread_start(&threads[i], "crowd",
                    i < READERS ? read_often : write_often, &c, NULL),
                OK);
        for (int i = 0; i < READERS + WRITERS; i++)
            thread_join(&threads[i]);
        assert_int_equal(c.n_failed, 0);
        assert_int_equal(c.n_stale, 0);
        /* each saw it at first, and that it had moved */
        assert_true(c.n_more >= 2 * READERS);
    }
}

int
db_count_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(an_answer_serves_those_who_came_before_its_question),
        support_test(a_failed_question_is_nobody_elses),
        support_test(
            what_was_written_shows_in_each_answer_that_is_asked_for_after_it),
    };
    return cmocka_run_group_tests_name("db/count", tests, NULL, NULL);
}
