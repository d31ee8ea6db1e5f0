#include "support/things.h"

#include "db/db_in.h"
#include "os/file.h"
#include "os/thread.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

/* clang-format off */
#define MAKES_A \
    { 1, "0001_a", "aa", \
        "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;", \
        "CREATE TABLE a (id BIGINT PRIMARY KEY);" }
#define MAKES_B \
    { 3, "0003_b", "bb", \
        "CREATE TABLE b (id INTEGER PRIMARY KEY, " \
        "a_id INTEGER REFERENCES a (id)) STRICT; " \
        "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1)", \
        "CREATE TABLE b (id BIGINT PRIMARY KEY, " \
        "a_id BIGINT REFERENCES a (id)); " \
        "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1)" }
/* clang-format on */

static const struct db_migration first[] = { MAKES_A, MAKES_B, { 0 } };

/* The same and one more, which builds a table anew, as SQLite needs it. */
static const struct db_migration second[] = {
    MAKES_A,
    MAKES_B,
    { 4, "0004_b", "cc",
        "CREATE TABLE a_new (id INTEGER PRIMARY KEY, n INTEGER) STRICT; "
        "INSERT INTO a_new SELECT id, 7 FROM a; DROP TABLE a; "
        "ALTER TABLE a_new RENAME TO a;",
        "ALTER TABLE a ADD n BIGINT; UPDATE a SET n = 7;" },
    { 0 },
};

static struct db_home *
open_fresh(struct support *s, struct support_db *d, text *url)
{
    struct db_home *home;
    struct why why = { 0 };
    *url = support_fresh_url(s, d->dialect);
    assert_int_equal(db_open(&home, d->arena, *url, true, &why), OK);
    return home;
}

static void
migrations_run_once_and_in_order(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        text url;
        struct db_home *home = open_fresh(s, d, &url);
        int n;
        struct why why = { 0 };
        assert_int_equal(db_migrate_list(home, first, &n, &why), OK);
        assert_int_equal(n, 2);
        assert_int_equal(db_migrate_list(home, first, &n, &why), OK);
        assert_int_equal(n, 0);
        assert_int_equal(db_migrate_list(home, second, &n, &why), OK);
        assert_int_equal(n, 1);
        assert_true(
            text_is_equal(support_ask(s, url, "SELECT n FROM a"), TEXT("7")));
        assert_true(text_is_equal(
            support_ask(s, url, "SELECT count(*) FROM schema_migration"),
            TEXT("3")));
        /* foreign keys are on again */
        if (d->dialect == DB_SQLITE)
            assert_int_equal(
                lite_exec(home->writer, "INSERT INTO b VALUES (2, 404)"),
                ERR_CONFLICT);
        db_close(home);
    }
}

static void
a_file_is_copied_before_its_schema_changes(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    text url;
    struct db_home *home = open_fresh(s, d, &url);
    assert_int_equal(db_migrate_list(home, first, NULL, NULL), OK);
    text copy = arena_print(d->arena, "%s.before-0004", url.ptr);
    assert_false(file_is_there(copy));
    assert_int_equal(db_migrate_list(home, second, NULL, NULL), OK);
    assert_true(file_is_there(copy));
    assert_true(text_is_equal(
        support_ask(s, copy, "SELECT count(*) FROM schema_migration"),
        TEXT("2")));
    db_close(home);
}

static void
a_newer_database_is_refused_and_left_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        text url;
        struct db_home *home = open_fresh(s, d, &url);
        struct why why = { 0 };
        assert_int_equal(db_migrate_list(home, second, NULL, &why), OK);
        assert_int_equal(db_migrate_list(home, first, NULL, &why), ERR_NEWER);
        assert_non_null(strstr(why.text, "newer version"));
        assert_non_null(strstr(why.text, "0004_b"));
        assert_true(text_is_equal(
            support_ask(s, url, "SELECT count(*) FROM schema_migration"),
            TEXT("3")));
        db_close(home);
    }
}

static void
a_migration_changed_after_it_ran_is_refused(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        text url;
        struct db_home *home = open_fresh(s, d, &url);
        struct why why = { 0 };
        assert_int_equal(db_migrate_list(home, first, NULL, &why), OK);
        struct db_migration changed[] = { first[0], first[1], { 0 } };
        changed[1].sha256 = "other";
        assert_int_equal(
            db_migrate_list(home, changed, NULL, &why), ERR_BAD_INPUT);
        assert_non_null(strstr(why.text, "0003_b"));
        db_close(home);
    }
}

static void
a_migration_that_fails_leaves_what_was_before(void **state)
{
    struct support *s = *state;
    static const char *const bad[] = {
        "CREATE TABLE c (id INTEGER); INSERT INTO nowhere VALUES (1)",
        "DELETE FROM a", /* and b points there */
    };
    support_for_each(s, d)
    {
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            text url;
            struct db_home *home = open_fresh(s, d, &url);
            struct why why = { 0 };
            int n;
            struct db_migration list[] = { first[0], first[1],
                { 9, "0009_bad", "xx", bad[i], bad[i] }, { 0 } };
            assert_int_not_equal(db_migrate_list(home, list, &n, &why), OK);
            assert_int_equal(n, 2);
            assert_non_null(strstr(why.text, "0009_bad"));
            assert_true(text_is_equal(
                support_ask(s, url, "SELECT count(*) FROM schema_migration"),
                TEXT("2")));
            assert_true(text_is_equal(
                support_ask(s, url, "SELECT count(*) FROM a"), TEXT("1")));
            assert_int_equal(db_migrate_list(home, second, &n, &why), OK);
            assert_int_equal(n, 1);
            db_close(home);
        }
    }
}

/* ---- several at once ----------------------------------------------------- */

enum { N_STARTS = 4 };

struct start {
    struct thread thread;
    text url;
    int n_applied;
    enum err e;
    struct why why;
};

static void
start_up(void *arg)
{
    struct start *me = arg;
    struct arena a;
    arena_open(&a, 1 << 20);
    struct db_home *home;
    me->e = db_open(&home, &a, me->url, true, &me->why);
    if (me->e == OK) {
        me->e = db_migrate_list(home, second, &me->n_applied, &me->why);
        db_close(home);
    }
    arena_close(&a);
}

/* Threads with a home each: to the database they are processes. */
static void
programs_that_start_together_migrate_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        for (int round = 0; round < (d->dialect == DB_SQLITE ? 20 : 3);
             round++) {
            text url = support_fresh_url(s, d->dialect);
            struct start all[N_STARTS] = { 0 };
            for (int i = 0; i < N_STARTS; i++) {
                all[i].url = url;
                assert_int_equal(thread_start(&all[i].thread, "start", start_up,
                                     &all[i], NULL),
                    OK);
            }
            int n = 0;
            for (int i = 0; i < N_STARTS; i++) {
                thread_join(&all[i].thread);
                if (all[i].e != OK)
                    print_error("%s: %s\n", d->label, all[i].why.text);
                assert_int_equal(all[i].e, OK);
                n += all[i].n_applied;
            }
            assert_int_equal(n, 3);
        }
    }
}

static void
the_schema_is_said_to_be_ours_or_not(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct why why = { 0 };
        assert_int_equal(db_check_schema(d->home, &why), OK);
        support_exec(s, d->url,
            "DELETE FROM schema_migration WHERE version = "
            "(SELECT max(version) FROM schema_migration)");
        assert_int_equal(db_check_schema(d->home, &why), ERR_DB);
        support_exec(s, d->url,
            "INSERT INTO schema_migration (version, sha256, name, applied_at) "
            "VALUES (9999, 'x', '9999_x', 1)");
        assert_int_not_equal(db_check_schema(d->home, &why), OK);
    }
}

static void
another_programs_database_is_left_as_it_is(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    struct db_home *home;
    struct why why = { 0 };
    text path = arena_print(d->arena, "%s/bookmarks.db", s->folder), before,
         after;
    sqlite3 *theirs;
    assert_int_equal(sqlite3_open(path.ptr, &theirs), SQLITE_OK);
    assert_int_equal(sqlite3_exec(theirs, "CREATE TABLE bookmark (url TEXT)",
                         NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(theirs);
    assert_int_equal(file_read(path, d->arena, 1 << 20, &before, &why), OK);
    assert_int_equal(db_open(&home, d->arena, path, true, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "another program"));
    assert_int_equal(file_read(path, d->arena, 1 << 20, &after, &why), OK);
    assert_true(text_is_equal(before, after));
}

static void
a_file_that_is_no_database_is_refused_with_a_sentence(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    struct db_home *home;
    struct why why = { 0 };
    text path = arena_print(d->arena, "%s/letter.txt", s->folder);
    assert_int_equal(file_write(path,
                         TEXT("Dear Sir or Madam, this is not a database, it "
                              "is a letter of more than a hundred bytes, as "
                              "letters should be"),
                         &why),
        OK);
    assert_int_equal(db_open(&home, d->arena, path, true, &why), ERR_DB);
    assert_non_null(strstr(why.text, "letter.txt"));
    static const struct {
        const char *url;
        enum err e;
    } table[] = {
        { "", ERR_BAD_INPUT },
        { ":memory:", ERR_BAD_INPUT },
        { "mysql://host/name", ERR_BAD_INPUT },
        { "/", ERR_BAD_INPUT },
        { "/nowhere/at/all.db", ERR_IO },
        { "postgresql://%zz", ERR_BAD_INPUT },
        { "postgresql://127.0.0.1:1/x", ERR_DB },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        why = (struct why){ 0 };
        assert_int_equal(
            db_open(&home, d->arena, text_of(table[i].url), true, &why),
            table[i].e);
        assert_true(strlen(why.text) > 10);
    }
    path = arena_print(d->arena, "%s/none.db", s->folder);
    assert_int_equal(
        db_open(&home, d->arena, path, false, &why), ERR_NOT_FOUND);
    assert_false(file_is_there(path));
}

static text
with_option(struct arena *a, text url, const char *option)
{
    bool has_some = text_find(url, TEXT("?")) >= 0;
    return arena_print(
        a, "%.*s%c%s", TEXT_ARG(url), has_some ? '&' : '?', option);
}

static void
the_servers_url_may_carry_options_but_not_undo_ours(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        if (d->dialect == DB_SQLITE)
            continue;
        struct db_home *home;
        struct db *db;
        struct why why = { 0 };
        text url = with_option(d->arena, d->url,
            "application_name=mine&options=-c%20work_mem%3D5MB");
        assert_int_equal(db_open(&home, d->arena, url, false, &why), OK);
        assert_int_equal(db_connect(&db, home, &why), OK);
        static const struct {
            const char *name, *value;
        } table[] = {
            { "work_mem", "5MB" },
            { "application_name", "mine" },
            { "statement_timeout", "10s" },
            { "idle_in_transaction_session_timeout", "30s" },
            { "default_transaction_read_only", "on" },
            { "default_transaction_isolation", "repeatable read" },
            { "client_encoding", "UTF8" },
        };
        for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
            char sql[96];
            snprintf(sql, sizeof sql, "SHOW %s", table[i].name);
            PGresult *r = PQexec(db->pg, sql);
            assert_string_equal(PQgetvalue(r, 0, 0), table[i].value);
            PQclear(r);
        }
        db_disconnect(db);
        db_close(home);
    }
}

static void
a_server_that_would_sort_or_spell_otherwise_is_refused(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        if (d->dialect == DB_SQLITE)
            continue;
        char sql[256];
        text other = support_fresh_url(s, DB_POSTGRESQL);
        /* the name is what stands between the last '/' and '?' */
        text name = text_slice(
            other, text_find(other, TEXT("/cp_test")) + 1, other.len);
        name = text_cut(name, '?', &(text){ 0 });
        snprintf(sql, sizeof sql, "DROP DATABASE %.*s", TEXT_ARG(name));
        support_exec(s, d->url, sql);
        snprintf(sql, sizeof sql,
            "CREATE DATABASE %.*s ENCODING 'SQL_ASCII' LOCALE 'C' "
            "TEMPLATE template0",
            TEXT_ARG(name));
        support_exec(s, d->url, sql);
        struct db_home *home;
        struct why why = { 0 };
        assert_int_equal(
            db_open(&home, d->arena, other, false, &why), ERR_BAD_INPUT);
        assert_non_null(strstr(why.text, "SQL_ASCII"));
    }
}

int db_migrate_test(void);

int
db_migrate_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(migrations_run_once_and_in_order),
        support_test(a_file_is_copied_before_its_schema_changes),
        support_test(a_newer_database_is_refused_and_left_alone),
        support_test(a_migration_changed_after_it_ran_is_refused),
        support_test(a_migration_that_fails_leaves_what_was_before),
        support_test(programs_that_start_together_migrate_once),
        support_test(the_schema_is_said_to_be_ours_or_not),
        support_test(a_file_that_is_no_database_is_refused_with_a_sentence),
        support_test(another_programs_database_is_left_as_it_is),
        support_test(the_servers_url_may_carry_options_but_not_undo_ours),
        support_test(a_server_that_would_sort_or_spell_otherwise_is_refused),
    };
    return cmocka_run_group_tests_name("db/migrate", tests, NULL, NULL);
}
