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

int db_park_test(void);

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

static int
refuse_commit(void *context)
{
    (void)context;
    return 1;
}

/* The next commit fails, as on a disk that is full. */
static void
break_commits(struct world *w, bool is_broken)
{
    sqlite3_commit_hook(
        w->d->home->writer->lite, is_broken ? refuse_commit : NULL, NULL);
}

/* ---- the tests ----------------------------------------------------------- */

static void
an_answer_is_told_when_it_is_committed_and_not_before(void **state)
{
    struct world w = begin(*state);
    struct told t = new_told(), u = new_told();
    int64_t before, after;
    assert_int_equal(db_change_count(w.other, &before), OK);
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    assert_true(db_is_owed(w.d->db));
    assert_int_equal(seen(&w), 0);
    db_park(w.d->db, &t.it);
    assert_false(db_is_owed(w.d->db));
    db_defer(w.d->db, true); /* the next request */
    assert_int_equal(thing_add(w.d, 2, "two"), OK);
    db_park(w.d->db, &u.it);
    assert_int_equal(n_told(&t) + n_told(&u), 0);
    assert_int_equal(seen(&w), 0);
    db_rest(w.d->db);
    assert_true(is_told_within(&t, 5000));
    assert_true(is_told_within(&u, 5000));
    assert_int_equal(t.e, OK);
    assert_int_equal(seen(&w), 2);
    assert_int_equal(db_change_count(w.other, &after), OK);
    assert_int_equal(after - before, 1); /* one commit */
    end(&w);
}

static void
who_reads_after_writing_sees_it_and_so_does_everybody(void **state)
{
    struct world w = begin(*state);
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    assert_int_equal(count_by(w.d->db, w.d->arena), 1);
    assert_false(db_is_owed(w.d->db));
    assert_int_equal(seen(&w), 1);
    /* in a batch too, and when it writes again */
    assert_int_equal(thing_add(w.d, 2, "two"), OK);
    struct db_batch batch = db_batch_open(w.d->db, w.d->arena);
    struct thing_count c = { -1 };
    bool is_found;
    db_ask_one(&batch, &thing_count, NULL, &c, &is_found);
    assert_int_equal(db_batch_run(&batch), OK);
    assert_int_equal(c.n, 2);
    assert_int_equal(thing_add(w.d, 3, "three"), OK);
    assert_int_equal(thing_add(w.d, 4, "four"), OK);
    assert_int_equal(seen(&w), 3);
    db_defer(w.d->db, false);
    assert_int_equal(seen(&w), 4);
    end(&w);
}

static void
a_commit_that_fails_is_told_to_all_and_saves_nothing(void **state)
{
    struct world w = begin(*state);
    struct told t = new_told(), u = new_told();
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    db_park(w.d->db, &t.it);
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 2, "two"), OK);
    db_park(w.d->db, &u.it);
    break_commits(&w, true);
    db_rest(w.d->db);
    break_commits(&w, false);
    assert_true(is_told_within(&t, 5000));
    assert_true(is_told_within(&u, 5000));
    assert_int_not_equal(t.e, OK);
    assert_int_not_equal(u.e, OK);
    assert_true(strlen(t.why) > 0);
    assert_int_equal(seen(&w), 0);
    db_defer(w.d->db, true); /* and the next one is well again */
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    db_defer(w.d->db, false);
    assert_int_equal(seen(&w), 1);
    end(&w);
}

/* A handler may swallow what it is told: the answer goes nowhere. */
static void
a_commit_that_fails_before_the_answer_is_made_stays_owed(void **state)
{
    struct world w = begin(*state);
    struct told t = new_told();
    struct thing_count c = { 0 };
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    break_commits(&w, true);
    enum err first = db_one(w.d->db, w.d->arena, &thing_count, NULL, &c);
    break_commits(&w, false);
    assert_int_not_equal(first, OK);
    assert_int_equal(
        db_one(w.d->db, w.d->arena, &thing_count, NULL, &c), first);
    assert_int_equal(thing_add(w.d, 2, "two"), first);
    assert_true(db_is_owed(w.d->db));
    db_park(w.d->db, &t.it);
    assert_true(is_told_within(&t, 5000));
    assert_int_equal(t.e, first);
    assert_int_equal(seen(&w), 0);
    assert_int_equal(count_by(w.d->db, w.d->arena), 0); /* the next request */
    end(&w);
}

/* "It is there already" is true only when the first is there. */
static void
who_is_refused_because_of_another_waits_for_the_other(void **state)
{
    struct world w = begin(*state);
    struct told t = new_told(), u = new_told();
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    db_park(w.d->db, &t.it);
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "again"), ERR_CONFLICT);
    assert_true(db_is_owed(w.d->db));
    db_park(w.d->db, &u.it);
    assert_int_equal(n_told(&u), 0);
    break_commits(&w, true);
    db_rest(w.d->db);
    break_commits(&w, false);
    assert_true(is_told_within(&t, 5000));
    assert_true(is_told_within(&u, 5000));
    assert_int_not_equal(t.e, OK);
    assert_int_not_equal(u.e, OK);
    assert_int_equal(seen(&w), 0);
    /* alone it is told at once */
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "again"), ERR_CONFLICT);
    assert_false(db_is_owed(w.d->db));
    end(&w);
}

static void
whoever_goes_on_to_something_else_is_committed_for(void **state)
{
    struct world w = begin(*state);
    struct told t = new_told();
    w.d->home->due_ns = 1'000'000;
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    if (db_is_owed(w.d->db))
        db_park(w.d->db, &t.it);
    else
        t.n = 1;
    assert_true(is_told_within(&t, 5000));
    assert_int_equal(t.e, OK);
    assert_int_equal(seen(&w), 1);
    end(&w);
}

/* Another process may write, and everybody sees it, though no answer is made
 * yet. */
static void
who_takes_long_after_writing_keeps_nobody_from_the_file(void **state)
{
    struct world w = begin(*state);
    struct told t = new_told();
    w.d->home->due_ns = 1'000'000;
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    for (int i = 0; seen(&w) == 0 && i < 5000; i++)
        sleep_ms(1);
    assert_int_equal(seen(&w), 1);
    assert_true(db_is_owed(w.d->db)); /* it has not looked */
    db_park(w.d->db, &t.it);
    assert_true(is_told_within(&t, 5000));
    assert_int_equal(t.e, OK);
    end(&w);
}

static void
many_in_one_transaction_do_not_wait_for_more(void **state)
{
    struct world w = begin(*state);
    enum { N = 64 };
    struct told t[N];
    for (int i = 0; i < N; i++) {
        char name[16];
        snprintf(name, sizeof name, "thing %d", i);
        t[i] = new_told();
        db_defer(w.d->db, true);
        assert_int_equal(seen(&w), 0);
        assert_int_equal(thing_add(w.d, i + 1, name), OK);
        assert_true(db_is_owed(w.d->db));
        db_park(w.d->db, &t[i].it);
    }
    assert_int_equal(seen(&w), N);
    for (int i = 0; i < N; i++)
        assert_true(is_told_within(&t[i], 5000));
    /* nor does one that comes late */
    struct told u = new_told();
    w.d->home->open_ns = 1'000'000;
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, N + 1, "early"), OK);
    db_park(w.d->db, &u.it);
    sleep_ms(2);
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, N + 2, "late"), OK);
    assert_true(is_told_within(&u, 5000));
    assert_true(seen(&w) >= N + 1);
    end(&w);
}

static enum err
look_around(struct db *writer, struct arena *scratch, void *arg)
{
    (void)writer, (void)scratch;
    struct world *w = arg;
    assert_int_equal(seen(w), 1); /* the first is committed already */
    return OK;
}

/* A job may take long: no page waits for it. */
static void
who_does_not_defer_shares_no_transaction_with_who_does(void **state)
{
    struct world w = begin(*state);
    struct told t = new_told();
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 1, "one"), OK);
    db_park(w.d->db, &t.it);
    assert_int_equal(db_write(w.d->db, w.d->arena, look_around, &w), OK);
    assert_true(is_told_within(&t, 5000));
    struct told u = new_told();
    db_defer(w.d->db, true);
    assert_int_equal(thing_add(w.d, 2, "two"), OK);
    db_park(w.d->db, &u.it);
    assert_int_equal(db_wipe(w.d->home, w.d->arena, NULL), OK);
    assert_true(is_told_within(&u, 5000));
    end(&w);
}

static void
nothing_is_owed_on_postgresql_or_without_a_committer(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        if (d->dialect == DB_POSTGRESQL)
            assert_int_equal(db_defer_open(d->home, NULL), OK);
        db_defer(d->db, true);
        assert_int_equal(thing_add(d, 1, "one"), OK);
        assert_false(db_is_owed(d->db));
    }
}

/* ---- a storm ------------------------------------------------------------- */

enum { N_WORKERS = 6, N_EACH = 150 };

struct worker {
    struct thread thread;
    struct db_home *home;
    int id;
    struct told told[N_EACH];
    enum err said[N_EACH];
};

struct deed {
    int id;
    bool fails;
    struct arena *small;
};

static enum err
do_deed(struct db *w, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct deed *deed = arg;
    char name[16];
    snprintf(name, sizeof name, "thing %d", deed->id);
    struct thing t = { .id = deed->id, .name = text_of(name) };
    enum err e = db_none(w, &thing_insert, &t, NULL);
    if (e == OK && deed->small != NULL)
        arena_take(deed->small, 1, 1, 1 << 20); /* jumps */
    return e == OK && deed->fails ? ERR_DENIED : e;
}

static void
run_worker(void *arg)
{
    struct worker *volatile me = arg;
    struct arena scratch, small;
    struct db *db;
    jmp_buf boundary;
    arena_open(&scratch, 1 << 20);
    arena_open(&small, 100);
    small.no_room = &boundary;
    require(db_connect(&db, me->home, NULL) == OK);
    for (volatile int i = 0; i < N_EACH; i++) {
        volatile int way = (me->id * 7 + i) % 10;
        struct deed deed = { me->id * 1000 + i, way == 3,
            way == 4 ? &small : NULL };
        db_defer(db, way != 5);
        if (setjmp(boundary) == 0) {
            me->said[i] = db_write(db, &scratch, do_deed, &deed);
        } else {
            me->said[i] = ERR_NO_ROOM;
            db_recover(db);
        }
        if (way == 6 && me->said[i] == OK) /* it reads what it wrote */
            require(count_by(db, &scratch) > 0);
        if (db_is_owed(db)) {
            db_park(db, &me->told[i].it);
        } else {
            me->told[i].n = 1;
            me->told[i].e = OK;
        }
        db_defer(db, false);
        if (way < 2)
            db_rest(db);
        arena_reset(&scratch, 1 << 20);
    }
    db_rest(db);
    db_disconnect(db);
    arena_close(&scratch);
    arena_close(&small);
}

static void
in_a_storm_each_is_told_once_what_is_there(void **state)
{
    static struct worker all[N_WORKERS];
    struct world w = begin(*state);
    w.d->home->due_ns = DB_DUE_NS;
    for (int i = 0; i < N_WORKERS; i++) {
        all[i] = (struct worker){ .home = w.d->home, .id = i + 1 };
        for (int k = 0; k < N_EACH; k++)
            all[i].told[k] = new_told();
        assert_int_equal(
            thread_start(&all[i].thread, "worker", run_worker, &all[i], NULL),
            OK);
    }
    for (int i = 0; i < N_WORKERS; i++)
        thread_join(&all[i].thread);
    int n_saved = 0;
    for (int i = 0; i < N_WORKERS; i++)
        for (int k = 0; k < N_EACH; k++) {
            n_saved += all[i].said[k] == OK;
            struct told *t = &all[i].told[k];
            assert_true(is_told_within(t, 5000));
            assert_int_equal(t->e, OK);
            struct thing out;
            struct thing_key key = { all[i].id * 1000 + k };
            assert_int_equal(
                db_one(w.other, w.d->arena, &thing_find, &key, &out),
                all[i].said[k] == OK ? OK : ERR_NOT_FOUND);
        }
    assert_int_equal(n_saved, N_WORKERS * N_EACH * 8 / 10);
    end(&w);
}

int
db_park_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(an_answer_is_told_when_it_is_committed_and_not_before),
        support_test(who_reads_after_writing_sees_it_and_so_does_everybody),
        support_test(a_commit_that_fails_is_told_to_all_and_saves_nothing),
        support_test(a_commit_that_fails_before_the_answer_is_made_stays_owed),
        support_test(who_is_refused_because_of_another_waits_for_the_other),
        support_test(whoever_goes_on_to_something_else_is_committed_for),
        support_test(who_takes_long_after_writing_keeps_nobody_from_the_file),
        support_test(many_in_one_transaction_do_not_wait_for_more),
        support_test(who_does_not_defer_shares_no_transaction_with_who_does),
        support_test(nothing_is_owed_on_postgresql_or_without_a_committer),
        support_test(in_a_storm_each_is_told_once_what_is_there),
    };
    return cmocka_run_group_tests_name("db/park", tests, NULL, NULL);
}
