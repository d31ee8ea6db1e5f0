#include "support/things.h"

#include "db/db_in.h"
#include "os/file.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static enum err
insert(struct db *w, struct arena *scratch, void *arg)
{
    (void)scratch;
    return db_none(w, &thing_insert, arg, NULL);
}

/* The tables of keep/ that every database has are used here: a search entry
 * that is found after the copy shows that the index was made anew. */
static void
fill(struct support *s, struct support_db *d)
{
    support_exec(s, d->url,
        "INSERT INTO search (id, kind, folded) VALUES "
        "(1, 'place', 'kindplace homa bay'), "
        "(2, 'place', 'kindplace l''iverpool \"x\"')");
    support_exec(s, d->url,
        d->dialect == DB_SQLITE
            ? "INSERT INTO search_word (rowid, folded) "
              "SELECT id, folded FROM search"
            : "INSERT INTO search_word (id, words) "
              "SELECT id, to_tsvector('simple', folded) FROM search");
}

static void
must_be_filled(struct support *s, enum db_dialect dialect, text url)
{
    const char *found = dialect == DB_SQLITE
        ? "SELECT count(*) FROM search_word WHERE search_word MATCH '\"hom\"*'"
        : "SELECT count(*) FROM search_word "
          "WHERE words @@ to_tsquery('simple', 'hom:*')";
    assert_true(text_is_equal(support_ask(s, url, found), TEXT("1")));
    assert_true(text_is_equal(
        support_ask(s, url, "SELECT folded FROM search WHERE id = 2"),
        TEXT("kindplace l'iverpool \"x\"")));
}

struct said {
    int n;
    char line[256];
};

static void
hear(void *context, const char *line)
{
    struct said *said = context;
    said->n++;
    snprintf(said->line, sizeof said->line, "%s", line);
}

static void
a_copy_holds_every_row_in_each_direction(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        fill(s, d);
        for (int i = 0; i < s->n_dbs; i++) { /* to each kind */
            enum db_dialect dialect = s->dbs[i].dialect;
            text url = support_fresh_url(s, dialect);
            struct db_home *to;
            struct why why = { 0 };
            assert_int_equal(db_open(&to, d->arena, url, true, &why), OK);
            enum err e = db_copy(d->home, to, d->arena, NULL, NULL, &why);
            if (e != OK)
                print_error("%s\n", why.text);
            assert_int_equal(e, OK);
            must_be_filled(s, dialect, url);
            struct said said = { 0 };
            int64_t n_faults;
            assert_int_equal(
                db_check(to, d->arena, hear, &said, &n_faults, &why), OK);
            assert_int_equal(n_faults, 0);
            /* whoever remembers the old one asks again */
            struct db *db;
            int64_t before, after;
            assert_int_equal(db_connect(&db, to, &why), OK);
            assert_int_equal(db_change_count(d->db, &before), OK);
            assert_int_equal(db_change_count(db, &after), OK);
            assert_true(after > before);
            db_disconnect(db);
            /* and not onto something */
            assert_int_equal(
                db_copy(d->home, to, d->arena, NULL, NULL, &why), ERR_CONFLICT);
            must_be_filled(s, dialect, url);
            db_close(to);
        }
    }
}

static void
values_of_every_kind_survive_the_round_trip(void **state)
{
    struct support *s = *state;
    if (s->n_dbs < 2)
        return;
    /* a table that no migration makes, so that each kind is there: both ends
     * are prepared by hand */
    struct support_db *lite = &s->dbs[0], *pg = &s->dbs[1];
    things_make(s, lite);
    things_make(s, pg);
    struct thing in[] = {
        { .id = 1,
            .name = TEXT("Å\n\t\\."),
            .note = TEXT(""),
            .n = INT64_MIN,
            .has_n = true,
            .is_on = true,
            .share = 0.1,
            .has_share = true,
            .body = TEXT("\0\1\xff\xfe") },
        { .id = INT64_MAX, .name = TEXT("\\N") },
        { .id = -5, .name = TEXT("minus"), .body = TEXT("") },
    };
    for (size_t i = 0; i < sizeof in / sizeof *in; i++) {
        assert_int_equal(db_write(lite->db, lite->arena, insert, &in[i]), OK);
    }
    struct why why = { 0 };
    assert_int_equal(
        db_copy(lite->home, pg->home, lite->arena, NULL, NULL, &why), OK);
    text url = support_fresh_url(s, DB_SQLITE);
    struct db_home *home;
    assert_int_equal(db_open(&home, lite->arena, url, true, &why), OK);
    assert_int_equal(db_migrate(home, NULL, &why), OK);
    struct support_db back = { .dialect = DB_SQLITE, .url = url };
    things_make(s, &back);
    assert_int_equal(
        db_copy(pg->home, home, lite->arena, NULL, NULL, &why), OK);
    struct db *db;
    assert_int_equal(db_connect(&db, home, &why), OK);
    for (size_t i = 0; i < sizeof in / sizeof *in; i++) {
        struct thing out;
        struct thing_key key = { in[i].id };
        assert_int_equal(db_one(db, lite->arena, &thing_find, &key, &out), OK);
        assert_true(text_is_equal(in[i].name, out.name));
        assert_true(text_is_equal(in[i].note, out.note));
        assert_true(text_is_equal(in[i].body, out.body));
        assert_int_equal(in[i].has_n, out.has_n);
        assert_int_equal(in[i].has_share, out.has_share);
        assert_true(!in[i].has_n || in[i].n == out.n);
        assert_true(!in[i].has_share || in[i].share == out.share);
        assert_int_equal(in[i].is_on, out.is_on);
    }
    db_disconnect(db);
    db_close(home);
}

static void
a_copy_of_parts_and_of_parents_after_children_holds(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        /* places point at places: here a child's key comes first */
        support_exec(s, d->url,
            d->dialect == DB_SQLITE
                ? "CREATE TABLE branch (id INTEGER PRIMARY KEY, parent_id "
                  "INTEGER REFERENCES branch (id)) STRICT;"
                  "INSERT INTO branch VALUES (9, NULL), (1, 9), (5, 1);"
                : "CREATE TABLE branch (id BIGINT PRIMARY KEY, parent_id "
                  "BIGINT REFERENCES branch (id));"
                  "INSERT INTO branch VALUES (9, NULL), (1, 9), (5, 1);");
        things_make(s, d);
        support_exec(s, d->url,
            "INSERT INTO thing (id, name, is_on) VALUES (1, 'a', 0);"
            "INSERT INTO part VALUES (1), (1)");
        for (int i = 0; i < s->n_dbs; i++) {
            struct support_db to = { .dialect = s->dbs[i].dialect };
            struct why why = { 0 };
            to.url = support_fresh_url(s, to.dialect);
            assert_int_equal(
                db_open(&to.home, d->arena, to.url, true, &why), OK);
            assert_int_equal(db_migrate(to.home, NULL, &why), OK);
            things_make(s, &to);
            support_exec(s, to.url,
                to.dialect == DB_SQLITE
                    ? "CREATE TABLE branch (id INTEGER PRIMARY KEY, parent_id "
                      "INTEGER REFERENCES branch (id)) STRICT"
                    : "CREATE TABLE branch (id BIGINT PRIMARY KEY, parent_id "
                      "BIGINT REFERENCES branch (id))");
            enum err e = db_copy(d->home, to.home, d->arena, NULL, NULL, &why);
            if (e != OK)
                print_error("%s\n", why.text);
            assert_int_equal(e, OK);
            assert_true(text_is_equal(
                support_ask(s, to.url, "SELECT count(*) FROM part"),
                TEXT("2")));
            assert_true(
                text_is_equal(support_ask(s, to.url,
                                  "SELECT parent_id FROM branch WHERE id = 1"),
                    TEXT("9")));
            db_close(to.home);
        }
    }
}

static void
a_copy_that_fails_leaves_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        fill(s, d);
        things_make(s, d);
        support_exec(s, d->url,
            "INSERT INTO thing (id, name, is_on) VALUES (1, 'a', 0)");
        for (int i = 0; i < s->n_dbs; i++) {
            struct support_db to = { .dialect = s->dbs[i].dialect };
            struct why why = { 0 };
            to.url = support_fresh_url(s, to.dialect);
            assert_int_equal(
                db_open(&to.home, d->arena, to.url, true, &why), OK);
            assert_int_equal(db_migrate(to.home, NULL, &why), OK);
            /* the same table, but it takes no 'a' */
            support_exec(s, to.url,
                to.dialect == DB_SQLITE
                    ? "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT "
                      "CHECK (name <> 'a')) STRICT"
                    : "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT "
                      "CHECK (name <> 'a'))");
            assert_int_not_equal(
                db_copy(d->home, to.home, d->arena, NULL, NULL, &why), OK);
            assert_true(strlen(why.text) > 10);
            assert_true(text_is_equal(
                support_ask(s, to.url, "SELECT count(*) FROM search"),
                TEXT("0")));
            db_close(to.home);
        }
    }
}

static void
a_backup_is_one_whole_file_from_either(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        fill(s, d);
        struct why why = { 0 };
        text file =
            arena_print(d->arena, "%s/backup-%s.db", s->folder, d->label);
        enum err e = db_backup(d->home, d->arena, file, false, &why);
        if (e != OK)
            print_error("%s\n", why.text);
        assert_int_equal(e, OK);
        must_be_filled(s, DB_SQLITE, file);
        assert_false(file_is_there(arena_print(d->arena, "%s-wal", file.ptr)));
        assert_int_equal(
            db_backup(d->home, d->arena, file, false, &why), ERR_CONFLICT);
        assert_int_equal(db_backup(d->home, d->arena, file, true, &why), OK);
        /* it serves as it is */
        struct db_home *home;
        struct support_db copy = { .arena = d->arena };
        int n;
        assert_int_equal(db_open(&home, d->arena, file, false, &why), OK);
        assert_int_equal(db_migrate(home, &n, &why), OK);
        assert_int_equal(n, 0);
        assert_int_equal(db_connect(&copy.db, home, &why), OK);
        int64_t count;
        assert_int_equal(db_change_count(copy.db, &count), OK);
        db_disconnect(copy.db);
        db_close(home);
        assert_int_equal(
            db_backup(d->home, d->arena, TEXT("/nowhere/x.db"), true, &why),
            ERR_NOT_FOUND);
        struct file_entry *entries;
        ptrdiff_t n_entries;
        assert_int_equal(file_list(text_of(s->folder), d->arena, 1000, &entries,
                             &n_entries, &why),
            OK);
        for (ptrdiff_t i = 0; i < n_entries; i++) /* no half ones */
            assert_true(text_find(entries[i].name, TEXT(".new")) < 0);
    }
}

static void
a_backup_never_takes_the_place_of_a_database_in_use(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct why why = { 0 };
        if (d->dialect == DB_SQLITE) {
            const char *file = d->home->file;
            text name = text_slice(text_of(file),
                file_folder_of(text_of(file)).len + 1, PTRDIFF_MAX);
            text others[] = { text_of(file),
                arena_print(d->arena, "%s-wal", file),
                arena_print(d->arena, "%s-shm", file),
                arena_print(d->arena, "%.*s/.//%.*s",
                    TEXT_ARG(file_folder_of(text_of(file))), TEXT_ARG(name)) };
            for (int i = 0; i < 4; i++)
                assert_int_equal(
                    db_backup(d->home, d->arena, others[i], true, &why),
                    ERR_BAD_INPUT);
        }
        struct db_home *other;
        text file = arena_print(d->arena, "%s/used-%s.db", s->folder, d->label);
        assert_int_equal(db_open(&other, d->arena, file, true, &why), OK);
        assert_int_equal(db_migrate(other, NULL, &why), OK);
        assert_int_equal(
            db_backup(d->home, d->arena, file, true, &why), ERR_CONFLICT);
        db_close(other);
        assert_int_equal(db_backup(d->home, d->arena, file, true, &why), OK);
    }
}

static void
check_finds_rows_that_point_at_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        things_make(s, d);
        struct said said = { 0 };
        struct why why = { 0 };
        int64_t n_faults = -1;
        assert_int_equal(
            db_check(d->home, d->arena, hear, &said, &n_faults, &why), OK);
        if (n_faults != 0)
            print_error("%s\n", said.line);
        assert_int_equal(n_faults, 0);
        support_exec(s, d->url,
            d->dialect == DB_SQLITE
                ? "PRAGMA foreign_keys = OFF; INSERT INTO part VALUES (404)"
                : "SET session_replication_role = replica; "
                  "INSERT INTO part VALUES (404)");
        assert_int_equal(
            db_check(d->home, d->arena, hear, &said, &n_faults, &why), OK);
        assert_int_equal(n_faults, 1);
        assert_non_null(strstr(said.line, "part"));
        support_exec(s, d->url,
            "DELETE FROM schema_migration "
            "WHERE version = 1");
        assert_int_equal(
            db_check(d->home, d->arena, hear, &said, &n_faults, &why), OK);
        assert_int_equal(n_faults, 2);
    }
}

static void
check_finds_a_spoilt_page(void **state)
{
    struct support *s = *state;
    struct support_db *d = &s->dbs[0];
    things_make(s, d);
    for (int i = 1; i <= 300; i++) {
        char name[64];
        snprintf(name, sizeof name, "a name of some length, number %d", i);
        assert_int_equal(thing_add(d, i, name), OK);
    }
    db_disconnect(d->db);
    db_close(d->home);
    d->db = NULL;
    d->home = NULL;
    FILE *f = fopen(d->url.ptr, "r+b");
    assert_non_null(f);
    fseek(f, -6000, SEEK_END);
    for (int i = 0; i < 3000; i++)
        fputc(0x5a, f);
    fclose(f);
    struct said said = { 0 };
    struct why why = { 0 };
    int64_t n_faults = 0;
    assert_int_equal(db_open(&d->home, d->arena, d->url, false, &why), OK);
    enum err e = db_check(d->home, d->arena, hear, &said, &n_faults, &why);
    assert_true(e != OK || n_faults > 0);
}

int db_copy_test(void);

int
db_copy_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_copy_holds_every_row_in_each_direction),
        support_test(values_of_every_kind_survive_the_round_trip),
        support_test(a_copy_of_parts_and_of_parents_after_children_holds),
        support_test(a_copy_that_fails_leaves_nothing),
        support_test(a_backup_is_one_whole_file_from_either),
        support_test(a_backup_never_takes_the_place_of_a_database_in_use),
        support_test(check_finds_rows_that_point_at_nothing),
        support_test(check_finds_a_spoilt_page),
    };
    return cmocka_run_group_tests_name("db/copy", tests, NULL, NULL);
}
