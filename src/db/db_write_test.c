#include "support/things.h"

#include "db/db_in.h"
#include "os/clock.h"
#include "os/thread.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static int64_t
count_of(struct support_db *d)
{
    struct thing_count c = { -1 };
    assert_int_equal(db_one(d->db, d->arena, &thing_count, NULL, &c), OK);
    return c.n;
}

static int64_t
changes_of(struct support_db *d)
{
    int64_t n;
    assert_int_equal(db_change_count(d->db, &n), OK);
    return n;
}

static enum err
insert_part(struct db *w, struct arena *scratch, void *arg)
{
    (void)scratch;
    return db_none(w, &part_insert, arg, NULL);
}

static enum err
insert_thing(struct db *w, struct arena *scratch, void *arg)
{
    (void)scratch;
    return db_none(w, &thing_insert, arg, NULL);
}

/* ---- what a step leaves -------------------------------------------------- */

struct plan {
    int64_t first;
    int n;
    enum err then;
    bool is_caught; /* it says OK after an error */
};

static enum err
follow(struct db *w, struct arena *scratch, void *arg)
{
    const struct plan *plan = arg;
    enum err e = OK;
    for (int i = 0; i < plan->n && e == OK; i++) {
        struct thing t = { .id = plan->first + i,
            .name = arena_print(scratch, "t%d", (int)plan->first + i) };
        e = db_none(w, &thing_insert, &t, NULL);
    }
    if (plan->is_caught) {
        assert_int_equal(e, ERR_CONFLICT);
        return OK;
    }
    return e == OK ? plan->then : e;
}

static void
a_step_is_saved_whole_or_not_at_all(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        struct plan plan = { .first = 1, .n = 3 };
        assert_int_equal(db_write(d->db, d->arena, follow, &plan), OK);
        assert_int_equal(count_of(d), 3);
        plan = (struct plan){ .first = 10, .n = 3, .then = ERR_DENIED };
        assert_int_equal(db_write(d->db, d->arena, follow, &plan), ERR_DENIED);
        assert_int_equal(count_of(d), 3);
        plan = (struct plan){ .first = 2, .n = 1 };
        assert_int_equal(
            db_write(d->db, d->arena, follow, &plan), ERR_CONFLICT);
        assert_non_null(strstr(db_last_why(d->db), "thing_insert"));
        assert_int_equal(count_of(d), 3);
    }
}

static void
an_error_that_a_step_swallows_rolls_back_all_the_same(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        assert_int_equal(thing_add(d, 5, "five"), OK);
        struct plan plan = { .first = 4, .n = 2, .is_caught = true };
        assert_int_equal(
            db_write(d->db, d->arena, follow, &plan), ERR_CONFLICT);
        assert_int_equal(count_of(d), 1);
    }
}

static void
a_row_that_points_at_nothing_is_a_conflict(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        assert_int_equal(thing_add(d, 1, "one"), OK);
        assert_int_equal(thing_add(d, 2, "one"), ERR_CONFLICT);
        struct thing_key key = { 404 };
        assert_int_equal(
            db_write(d->db, d->arena, insert_part, &key), ERR_CONFLICT);
    }
}

static void
a_rehearsal_leaves_no_trace(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        int64_t before = changes_of(d);
        struct plan plan = { .first = 1, .n = 3 };
        assert_int_equal(db_write_nothing(d->db, d->arena, follow, &plan), OK);
        assert_int_equal(count_of(d), 0);
        assert_int_equal(changes_of(d), before);
        assert_int_equal(db_write(d->db, d->arena, follow, &plan), OK);
        assert_int_equal(count_of(d), 3);
    }
}

/* ---- the change counter -------------------------------------------------- */

static enum err
touch_nothing(struct db *w, struct arena *scratch, void *arg)
{
    struct thing_count c;
    enum err e = db_one(w, scratch, &thing_count, NULL, &c);
    int64_t n = -1;
    if (e == OK)
        e = db_none(w, &thing_rename, arg, &n);
    assert_int_equal(n, 0);
    return e;
}

static enum err
touch(struct db *w, struct arena *scratch, void *arg)
{
    struct thing_count n;
    return db_one(w, scratch, &thing_touch, arg, &n);
}

static void
the_change_count_moves_when_a_row_changed_and_only_then(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        int64_t before = changes_of(d);
        assert_int_equal(thing_add(d, 1, "one"), OK);
        int64_t after = changes_of(d);
        assert_true(after > before);
        struct thing_key none = { 404 }, one = { 1 };
        assert_int_equal(db_write(d->db, d->arena, touch_nothing, &none), OK);
        assert_int_equal(changes_of(d), after);
        assert_int_equal(thing_add(d, 1, "two"), ERR_CONFLICT);
        assert_int_equal(changes_of(d), after);
        /* RETURNING counts as well */
        assert_int_equal(db_write(d->db, d->arena, touch, &one), OK);
        assert_true(changes_of(d) > after);
    }
}

/* What is quiet is saved all the same; and whoever shares its commit counts. */
static void
a_quiet_step_is_saved_and_the_change_count_stays(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        int64_t before = changes_of(d);
        struct thing one = { .id = 1, .name = TEXT("one") }, found;
        assert_int_equal(
            db_write_quietly(d->db, d->arena, insert_thing, &one), OK);
        assert_int_equal(changes_of(d), before);
        struct thing_key key = { 1 };
        assert_int_equal(
            db_one(d->db, d->arena, &thing_find, &key, &found), OK);
        assert_int_equal(db_write_quietly(d->db, d->arena, insert_thing, &one),
            ERR_CONFLICT);
        assert_int_equal(db_write(d->db, d->arena, touch, &key), OK);
        assert_true(changes_of(d) > before);
    }
}

static void
what_one_home_writes_another_sees_at_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        struct db_home *home;
        struct support_db other = *d;
        assert_int_equal(db_open(&home, d->arena, d->url, false, NULL), OK);
        assert_int_equal(db_connect(&other.db, home, NULL), OK);
        for (int i = 1; i <= 20; i++) {
            int64_t before = changes_of(&other);
            char name[16];
            snprintf(name, sizeof name, "n%d", i);
            assert_int_equal(thing_add(i % 2 == 0 ? d : &other, i, name), OK);
            assert_true(changes_of(&other) > before);
            assert_int_equal(changes_of(&other), changes_of(d));
            assert_int_equal(count_of(&other), i);
            assert_int_equal(count_of(d), i);
        }
        db_disconnect(other.db);
        db_close(home);
    }
}

/* ---- jumps --------------------------------------------------------------- */

static enum err
write_and_jump(struct db *w, struct arena *scratch, void *arg)
{
    struct arena *small = arg;
    struct plan plan = { .first = 1, .n = 3 };
    enum err e = follow(w, scratch, &plan);
    arena_take(small, 1, 1, 1 << 20);
    return e;
}

static void
a_jump_out_of_a_step_saves_nothing_and_frees_the_writer(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        struct arena small;
        jmp_buf boundary;
        arena_open(&small, 100);
        small.no_room = &boundary;
        volatile bool has_jumped = false;
        if (setjmp(boundary) == 0)
            ignore(db_write(d->db, d->arena, write_and_jump, &small));
        else {
            has_jumped = true;
            db_recover(d->db);
        }
        arena_close(&small);
        assert_true(has_jumped);
        assert_int_equal(count_of(d), 0);
        struct db *other;
        assert_int_equal(db_connect(&other, d->home, NULL), OK);
        struct plan plan = { .first = 1, .n = 2 };
        assert_int_equal(db_write(other, d->arena, follow, &plan), OK);
        db_disconnect(other);
        assert_int_equal(count_of(d), 2);
    }
}

/* ---- writers that meet --------------------------------------------------- */

enum { N_WRITERS = 6, N_WRITES = 40 };

struct writer {
    struct thread thread;
    struct db_home *home;
    int i;
    int n_runs, n_failed;
};

/* Reads a sum over all rows and writes it: two of these at once are not
 * serialisable. */
static enum err
collide(struct db *w, struct arena *scratch, void *arg)
{
    struct writer *me = arg;
    me->n_runs++;
    struct thing_count c;
    enum err e = db_one(w, scratch, &thing_read_twice, NULL, &c);
    if (e != OK)
        return e;
    struct thing_key key = { 1 + me->i };
    return db_one(w, scratch, &thing_touch, &key, &c);
}

static void
write_often(void *arg)
{
    struct writer *me = arg;
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db *db;
    require(db_connect(&db, me->home, NULL) == OK);
    for (int i = 0; i < N_WRITES; i++) {
        /* after five tries it may still be in conflict: that is an answer */
        enum err e;
        do {
            e = db_write(db, &a, collide, me);
            me->n_failed += e == ERR_BUSY;
        } while (e == ERR_BUSY);
        if (e != OK)
            fprintf(stderr, "%s: %s\n", err_name(e), db_last_why(db));
        require(e == OK);
    }
    db_disconnect(db);
    arena_close(&a);
}

static void
writers_that_meet_run_again_and_lose_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        struct plan plan = { .first = 1, .n = N_WRITERS };
        assert_int_equal(db_write(d->db, d->arena, follow, &plan), OK);
        int64_t before = changes_of(d);
        struct writer w[N_WRITERS] = { 0 };
        for (int i = 0; i < N_WRITERS; i++) {
            w[i].home = d->home;
            w[i].i = i;
            assert_int_equal(
                thread_start(&w[i].thread, "writer", write_often, &w[i], NULL),
                OK);
        }
        int n_runs = 0;
        for (int i = 0; i < N_WRITERS; i++) {
            thread_join(&w[i].thread);
            n_runs += w[i].n_runs;
        }
        struct thing_count sum;
        assert_int_equal(
            db_one(d->db, d->arena, &thing_read_twice, NULL, &sum), OK);
        assert_int_equal(sum.n, N_WRITERS * N_WRITES);
        /* those who share a commit share its number */
        assert_true(changes_of(d) - before <= N_WRITERS * N_WRITES);
        assert_true(changes_of(d) - before >= N_WRITES);
        if (d->dialect == DB_POSTGRESQL)
            assert_true(n_runs > N_WRITERS * N_WRITES); /* they did meet */
    }
}

static enum err
fail_with_40001(struct db *w, struct arena *scratch, void *arg)
{
    int *n_runs = arg;
    ++*n_runs;
    /* the scratch is as it was at the first run */
    assert_true(
        scratch->n_left == (1 << 20) || scratch->n_left == (1 << 20) - 65536);
    arena_take(scratch, 1, 1, 100);
    if (w->dialect == DB_SQLITE || *n_runs == 3)
        return OK;
    return pg_exec(w,
        "DO $$ BEGIN RAISE SQLSTATE '40001' USING MESSAGE = 'forced'; END $$");
}

static void
a_step_that_met_another_runs_again_from_a_clean_scratch(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct arena scratch;
        arena_open(&scratch, 1 << 20);
        int n_runs = 0;
        assert_int_equal(
            db_write(d->db, &scratch, fail_with_40001, &n_runs), OK);
        assert_int_equal(n_runs, d->dialect == DB_SQLITE ? 1 : 3);
        n_runs = 100; /* never 3: always in conflict */
        enum err e = db_write(d->db, &scratch, fail_with_40001, &n_runs);
        if (d->dialect == DB_POSTGRESQL) {
            assert_int_equal(e, ERR_BUSY);
            assert_int_equal(n_runs, 106);
        }
        arena_close(&scratch);
    }
}

/* ---- a connection that is gone ------------------------------------------- */

static void
end_all_sessions(struct support *s, struct support_db *d)
{
    support_ask(s, d->url,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

struct cut {
    struct support *s;
    struct support_db *d;
    int n_runs;
};

static enum err
write_and_cut(struct db *w, struct arena *scratch, void *arg)
{
    struct cut *cut = arg;
    cut->n_runs++;
    struct plan plan = { .first = 50, .n = 1 };
    enum err e = follow(w, scratch, &plan);
    if (e != OK)
        return e;
    end_all_sessions(cut->s, cut->d);
    return OK;
}

static void
a_lost_connection_is_told_and_opened_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        if (d->dialect == DB_SQLITE)
            continue;
        things_make(s, d);
        assert_int_equal(thing_add(d, 1, "one"), OK);
        assert_int_equal(count_of(d), 1);
        /* while idle: nobody notices */
        end_all_sessions(s, d);
        assert_int_equal(count_of(d), 1);
        end_all_sessions(s, d);
        assert_int_equal(thing_add(d, 2, "two"), OK);
        end_all_sessions(s, d);
        struct db_batch batch = db_batch_open(d->db, d->arena);
        struct thing_count c = { 0 };
        bool is_found;
        db_ask_one(&batch, &thing_count, NULL, &c, &is_found);
        assert_int_equal(db_batch_run(&batch), OK);
        assert_int_equal(c.n, 2);
        /* inside a step: it is not run again, for nobody knows */
        struct cut cut = { s, d, 0 };
        assert_int_equal(
            db_write(d->db, d->arena, write_and_cut, &cut), ERR_DB);
        assert_int_equal(cut.n_runs, 1);
        assert_int_equal(count_of(d), 2);
        assert_int_equal(thing_add(d, 3, "three"), OK);
        assert_int_equal(count_of(d), 3);
    }
}

/* ---- SQLite's own -------------------------------------------------------- */

static text
pragma(struct db *db, struct arena *a, const char *name)
{
    sqlite3_stmt *stmt;
    text sql = arena_print(a, "PRAGMA %s", name);
    assert_int_equal(
        sqlite3_prepare_v2(db->lite, sql.ptr, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    text answer =
        arena_copy(a, text_of((const char *)sqlite3_column_text(stmt, 0)));
    sqlite3_finalize(stmt);
    return answer;
}

static void
every_connection_has_its_pragmas(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    static const struct {
        const char *name, *value;
    } table[] = {
        { "journal_mode", "wal" },
        { "synchronous", "2" },
        { "foreign_keys", "1" },
        { "busy_timeout", "5000" },
        { "cache_size", "-2000" },
        { "journal_size_limit", "67108864" },
        { "secure_delete", "1" },
        { "trusted_schema", "0" },
        { "temp_store", "2" },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        text want = text_of(table[i].value);
        assert_true(
            text_is_equal(pragma(d->db, d->arena, table[i].name), want));
        assert_true(text_is_equal(
            pragma(d->home->writer, d->arena, table[i].name), want));
    }
    int flag = -1;
    sqlite3_db_config(d->db->lite, SQLITE_DBCONFIG_DEFENSIVE, -1, &flag);
    assert_int_equal(flag, 1);
    sqlite3_db_config(d->db->lite, SQLITE_DBCONFIG_DQS_DML, -1, &flag);
    assert_int_equal(flag, 0);
}

static void
the_wal_stays_small_while_a_reader_sleeps_now_and_then(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    things_make(s, d);
    d->home->pages_due = 100; /* in place of 4096 */
    char *body = arena_new(d->arena, char, 20'000);
    memset(body, 'x', 20'000);
    struct db *sleeper;
    assert_int_equal(db_connect(&sleeper, d->home, NULL), OK);
    for (int i = 1; i <= 200; i++) {
        if (i == 60) /* its snapshot holds the WAL */
            assert_int_equal(
                sqlite3_exec(sleeper->lite, "BEGIN; SELECT count(*) FROM thing",
                    NULL, NULL, NULL),
                SQLITE_OK);
        if (i == 90)
            assert_int_equal(
                sqlite3_exec(sleeper->lite, "COMMIT", NULL, NULL, NULL),
                SQLITE_OK);
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        struct thing t = {
            .id = i, .name = text_of(name), .body = { body, 20'000 }
        };
        int64_t began = monotonic_ns();
        assert_int_equal(db_write(d->db, d->arena, insert_thing, &t), OK);
        assert_true(monotonic_ns() - began < 2'000'000'000);
    }
    assert_true(d->home->n_wal_pages < 4096);
    db_disconnect(sleeper);
    db_disconnect(d->db);
    db_close(d->home);
    d->db = NULL;
    d->home = NULL;
    char wal[256];
    snprintf(wal, sizeof wal, "%.*s-wal", TEXT_ARG(d->url));
    FILE *f = fopen(wal, "r");
    if (f != NULL) { /* gone, or empty */
        assert_int_equal(fgetc(f), EOF);
        fclose(f);
    }
}

int db_write_test(void);

int
db_write_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_step_is_saved_whole_or_not_at_all),
        support_test(an_error_that_a_step_swallows_rolls_back_all_the_same),
        support_test(a_row_that_points_at_nothing_is_a_conflict),
        support_test(a_rehearsal_leaves_no_trace),
        support_test(the_change_count_moves_when_a_row_changed_and_only_then),
        support_test(a_quiet_step_is_saved_and_the_change_count_stays),
        support_test(what_one_home_writes_another_sees_at_once),
        support_test(a_jump_out_of_a_step_saves_nothing_and_frees_the_writer),
        support_test(writers_that_meet_run_again_and_lose_nothing),
        support_test(a_step_that_met_another_runs_again_from_a_clean_scratch),
        support_test(a_lost_connection_is_told_and_opened_again),
        support_test(every_connection_has_its_pragmas),
        support_test(the_wal_stays_small_while_a_reader_sleeps_now_and_then),
    };
    return cmocka_run_group_tests_name("db/write", tests, NULL, NULL);
}
