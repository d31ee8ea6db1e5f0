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
#include <stdlib.h>
#include <string.h>

enum deed { SAVES, SAVES_QUIETLY, REFUSES, CONFLICTS, JUMPS, REHEARSES, FILLS };

enum { MEMBERS_MAX = 16 };

struct member {
    struct thread thread;
    struct db_home *home;
    int id;
    enum deed deed;
    enum err e;
    bool has_jumped;
    struct arena small;
};

static int64_t
count_of(struct support_db *d)
{
    struct thing_count c = { -1 };
    assert_int_equal(db_one(d->db, d->arena, &thing_count, NULL, &c), OK);
    return c.n;
}

static enum err
do_deed(struct db *w, struct arena *scratch, void *arg)
{
    struct member *me = arg;
    char name[32];
    snprintf(name, sizeof name, "thing %d", me->id);
    struct thing t = { .id = me->id, .name = text_of(name) };
    enum err e = db_none(w, &thing_insert, &t, NULL);
    struct thing_key part = { me->id };
    if (e == OK)
        e = db_none(w, &part_insert, &part, NULL);
    if (e != OK)
        return e;
    switch (me->deed) {
    case REFUSES: return ERR_DENIED;
    case CONFLICTS: return db_none(w, &thing_insert, &t, NULL);
    case JUMPS: {
        /* a statement is open, as in the middle of a long list */
        sqlite3_stmt *stmt;
        require(lite_start(w, &thing_list, NULL, &stmt) == OK);
        bool is_row;
        require(lite_next(w, &thing_list, stmt, &is_row) == OK && is_row);
        arena_take(&me->small, 1, 1, 1 << 20);
        return OK;
    }
    case FILLS: {
        ptrdiff_t len = 1 << 19;
        t.id += 1000;
        t.name = TEXT("big");
        t.body = (text){ arena_new(scratch, char, len), len };
        return db_none(w, &thing_insert, &t, NULL);
    }
    case SAVES:
    case SAVES_QUIETLY:
    case REHEARSES: break;
    }
    return OK;
}

static void
run_member(void *arg)
{
    struct member *volatile me = arg;
    struct arena scratch;
    arena_open(&scratch, 1 << 20);
    arena_open(&me->small, 100);
    jmp_buf boundary;
    me->small.no_room = &boundary;
    struct db *db;
    require(db_connect(&db, me->home, NULL) == OK);
    if (setjmp(boundary) == 0)
        me->e = me->deed == REHEARSES
            ? db_write_nothing(db, &scratch, do_deed, me)
            : me->deed == SAVES_QUIETLY
            ? db_write_quietly(db, &scratch, do_deed, me)
            : db_write(db, &scratch, do_deed, me);
    else {
        me->has_jumped = true;
        db_recover(db);
    }
    db_disconnect(db);
    arena_close(&me->small);
    arena_close(&scratch);
}

static int
n_waiting(struct db_home *home)
{
    int n = 0;
    mutex_lock(&home->lock);
    for (const struct db_ticket *t = home->first_waiting; t != NULL;
         t = t->next)
        n++;
    mutex_unlock(&home->lock);
    return n;
}

/* All of them wait in line before the first begins. */
static void
run_in_line_from(struct support_db *d, struct member *m, int n, int first_id)
{
    struct db_ticket turn = { 0 };
    db_take_turn(d->home, &turn, true);
    for (int i = 0; i < n; i++) {
        m[i].home = d->home;
        m[i].id = first_id + i;
        assert_int_equal(
            thread_start(&m[i].thread, "member", run_member, &m[i], NULL), OK);
        while (n_waiting(d->home) <= i)
            sleep_ms(1);
    }
    db_give_turn(d->home);
    for (int i = 0; i < n; i++)
        thread_join(&m[i].thread);
}

/* A thread that waits for the turn, and writes down when it had it. */
struct waiter {
    struct thread thread;
    struct db_home *home;
    struct db_ticket ticket;
    atomic_int *n_had, had_at;
};

static void
run_waiter(void *arg)
{
    struct waiter *w = arg;
    db_take_turn(w->home, &w->ticket, false);
    w->had_at = ++*w->n_had;
    db_give_turn(w->home);
}

static bool
insists(struct waiter *w)
{
    mutex_lock(&w->home->lock);
    bool is_so = w->ticket.waits == TURN_INSISTS;
    mutex_unlock(&w->home->lock);
    return is_so;
}

static void
who_lost_the_turn_to_one_that_runs_has_it_next(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    atomic_int n_had = 0;
    struct db_ticket mine = { 0 };
    struct waiter w = { .home = d->home, .n_had = &n_had };
    db_take_turn(d->home, &mine, true);
    assert_int_equal(
        thread_start(&w.thread, "waiter", run_waiter, &w, NULL), OK);
    while (n_waiting(d->home) == 0)
        sleep_ms(1);
    /* given and taken again at once, until the woken one came too late */
    while (w.had_at == 0 && !insists(&w)) {
        db_give_turn(d->home);
        db_take_turn(d->home, &mine, true);
        sleep_ms(1);
    }
    bool has_lost = w.had_at == 0;
    db_give_turn(d->home);
    db_take_turn(d->home, &mine, true);
    int i_had = ++n_had;
    db_give_turn(d->home);
    thread_join(&w.thread);
    assert_true(!has_lost || w.had_at < i_had);
    assert_int_equal(w.had_at + i_had, 3);
    assert_int_equal(n_waiting(d->home), 0);
}

enum { TAKES = 2000 };
struct taker {
    struct thread thread;
    struct db_home *home;
    int *n; /* no atomic: the turn is what guards it */
};

static void
take_often(void *arg)
{
    struct taker *t = arg;
    struct db_ticket ticket = { 0 };
    for (int i = 0; i < TAKES; i++) {
        db_take_turn(t->home, &ticket, false);
        ++*t->n;
        db_give_turn(t->home);
    }
}

static void
the_turn_is_one_threads_at_a_time(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    struct taker t[6];
    int n = 0;
    for (int i = 0; i < 6; i++) {
        t[i].home = d->home;
        t[i].n = &n;
        assert_int_equal(
            thread_start(&t[i].thread, "taker", take_often, &t[i], NULL), OK);
    }
    for (int i = 0; i < 6; i++)
        thread_join(&t[i].thread);
    assert_int_equal(n, 6 * TAKES);
    assert_false(d->home->is_held);
}

static void
run_in_line(struct support_db *d, struct member *m, int n)
{
    run_in_line_from(d, m, n, 100);
}

static void
only_these_are_there(struct support_db *d, const struct member *m, int n)
{
    int n_saved = 0;
    for (int i = 0; i < n; i++) {
        struct thing out;
        struct thing_key key = { m[i].id };
        enum err e = db_one(d->db, d->arena, &thing_find, &key, &out);
        bool is_saved =
            m[i].e == OK && !m[i].has_jumped && m[i].deed != REHEARSES;
        if ((e == OK) != is_saved)
            print_error("member %d: told %s, found %s\n", i, err_name(m[i].e),
                err_name(e));
        assert_int_equal(e, is_saved ? OK : ERR_NOT_FOUND);
        n_saved += is_saved;
    }
    assert_int_equal(count_of(d), n_saved);
}

static void
those_who_wait_share_one_commit(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    things_make(s, d);
    int64_t before, after;
    assert_int_equal(db_change_count(d->db, &before), OK);
    struct member m[8] = { 0 };
    int n_commits = d->home->n_commits;
    run_in_line(d, m, 8);
    only_these_are_there(d, m, 8);
    for (int i = 0; i < 8; i++)
        assert_int_equal(m[i].e, OK);
    assert_int_equal(db_change_count(d->db, &after), OK);
    /* one, but on a machine that stands still for 20 ms */
    assert_in_range(after - before, 1, 4);
    assert_in_range(d->home->n_commits - n_commits, 1, 4);
}

/* The commit counts when one of those in it does. */
static void
a_commit_of_quiet_steps_alone_does_not_count(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    things_make(s, d);
    int64_t before, after;
    assert_int_equal(db_change_count(d->db, &before), OK);
    struct member m[8] = { 0 };
    for (int i = 0; i < 4; i++)
        m[i].deed = SAVES_QUIETLY;
    run_in_line(d, m, 4);
    assert_int_equal(db_change_count(d->db, &after), OK);
    assert_int_equal(after, before);
    struct member *more = m + 4;
    for (int i = 0; i < 4; i++)
        more[i].deed = i == 1 ? SAVES : SAVES_QUIETLY;
    run_in_line_from(d, more, 4, 200);
    only_these_are_there(d, m, 8);
    assert_int_equal(db_change_count(d->db, &after), OK);
    assert_true(after > before);
}

static void
whoever_fails_fails_alone(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    things_make(s, d);
    static const enum deed plans[][6] = {
        { SAVES, REFUSES, SAVES, CONFLICTS, JUMPS, SAVES },
        { REFUSES, SAVES, JUMPS, SAVES, SAVES, CONFLICTS },
        { JUMPS, JUMPS, SAVES, REFUSES, SAVES, JUMPS },
        { CONFLICTS, REFUSES, JUMPS, REFUSES, CONFLICTS, JUMPS },
        { SAVES, REHEARSES, SAVES, SAVES, REHEARSES, REFUSES },
        { REHEARSES, SAVES, SAVES, JUMPS, REHEARSES, SAVES },
    };
    for (size_t p = 0; p < sizeof plans / sizeof *plans; p++) {
        struct member m[6] = { 0 };
        for (int i = 0; i < 6; i++)
            m[i].deed = plans[p][i];
        run_in_line(d, m, 6);
        for (int i = 0; i < 6; i++) {
            assert_int_equal(m[i].has_jumped, m[i].deed == JUMPS);
            if (m[i].deed == REFUSES)
                assert_int_equal(m[i].e, ERR_DENIED);
            else if (m[i].deed == CONFLICTS)
                assert_int_equal(m[i].e, ERR_CONFLICT);
            else
                assert_int_equal(m[i].e, OK);
        }
        only_these_are_there(d, m, 6);
        support_exec(s, d->url, "DELETE FROM part; DELETE FROM thing");
    }
}

static void
a_full_disk_is_told_to_all_whose_step_it_took(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    things_make(s, d);
    char sql[64];
    text n_pages = support_ask(s, d->url, "PRAGMA page_count");
    snprintf(
        sql, sizeof sql, "PRAGMA max_page_count = %d", atoi(n_pages.ptr) + 20);
    assert_int_equal(lite_exec(d->home->writer, sql), OK);
    for (int at = 0; at < 6; at++) {
        struct member m[6] = { 0 };
        m[at].deed = FILLS;
        run_in_line(d, m, 6);
        assert_int_equal(m[at].e, ERR_NO_ROOM);
        only_these_are_there(d, m, 6);
        support_exec(s, d->url, "DELETE FROM part; DELETE FROM thing");
    }
    assert_int_equal(
        lite_exec(d->home->writer, "PRAGMA max_page_count = 100000"), OK);
    assert_int_equal(thing_add(d, 1, "one"), OK);
}

static void
a_file_that_another_process_holds_is_busy_for_all_alike(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    things_make(s, d);
    sqlite3 *other;
    assert_int_equal(sqlite3_open(d->url.ptr, &other), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    d->home->busy_ms = 400; /* in place of 5000 */
    struct member m[4] = { 0 };
    int64_t began = monotonic_ns();
    run_in_line(d, m, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(m[i].e, ERR_BUSY);
    /* 400 ms for the first; the others have waited as long */
    assert_true(monotonic_ns() - began < 1'500'000'000);
    sqlite3_close(other);
    struct member again[4] = { 0 };
    run_in_line(d, again, 4);
    only_these_are_there(d, again, 4);
}

static void
a_storm_of_writers_loses_nothing(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    things_make(s, d);
    for (int round = 0; round < 10; round++) {
        struct member m[MEMBERS_MAX] = { 0 };
        for (int i = 0; i < MEMBERS_MAX; i++) {
            m[i].home = d->home;
            m[i].id = 1 + i;
            m[i].deed = (enum deed)((i * 7 + round * 3) % 5);
            assert_int_equal(
                thread_start(&m[i].thread, "member", run_member, &m[i], NULL),
                OK);
        }
        for (int i = 0; i < MEMBERS_MAX; i++)
            thread_join(&m[i].thread);
        only_these_are_there(d, m, MEMBERS_MAX);
        support_exec(s, d->url, "DELETE FROM part; DELETE FROM thing");
    }
}

static void
a_database_is_far_when_it_is_on_another_machine(void **state)
{
    static const char *const near[] = { "", "/var/run/postgresql", "@abstract",
        "127.0.0.1", "127.8.8.8", "::1", "localhost" };
    static const char *const far[] = { "192.0.2.7", "2001:db8::1",
        "db.example.org" };
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        assert_false(pg_is_far_at(text_of(near[i])));
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        assert_true(pg_is_far_at(text_of(far[i])));
    struct support *s = *state;
    support_for_each(s, d) assert_false(db_home_is_far(d->home));
}

static int
pages_kept_by(struct db *db)
{
    int now = 0, high = 0;
    assert_int_equal(
        sqlite3_db_status(db->lite, SQLITE_DBSTATUS_CACHE_USED, &now, &high, 0),
        SQLITE_OK);
    return now;
}

static void
whoever_rests_keeps_no_pages_and_finds_them_again(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    things_make(s, d);
    assert_int_equal(thing_add(d, 1, "one"), OK);
    assert_int_equal(count_of(d), 1);
    int mine = pages_kept_by(d->db), writers = pages_kept_by(d->home->writer);
    db_give_back(d->db);
    assert_true(pages_kept_by(d->db) < mine);
    assert_true(pages_kept_by(d->home->writer) < writers);
    assert_int_equal(thing_add(d, 2, "two"), OK);
    assert_int_equal(count_of(d), 2);
}

int db_group_test(void);

int
db_group_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(those_who_wait_share_one_commit),
        support_test(who_lost_the_turn_to_one_that_runs_has_it_next),
        support_test(the_turn_is_one_threads_at_a_time),
        support_test(a_commit_of_quiet_steps_alone_does_not_count),
        support_test(whoever_fails_fails_alone),
        support_test(a_full_disk_is_told_to_all_whose_step_it_took),
        support_test(a_file_that_another_process_holds_is_busy_for_all_alike),
        support_test(a_storm_of_writers_loses_nothing),
        support_test(a_database_is_far_when_it_is_on_another_machine),
        support_test(whoever_rests_keeps_no_pages_and_finds_them_again),
    };
    return cmocka_run_group_tests_name("db/group", tests, NULL, NULL);
}
