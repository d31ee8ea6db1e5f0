/* Somebody is handed everything that is kept about them; somebody leaves, and
 * no byte of them stays in the files. */
#include "command/command.h"

#include "base/key.h"
#include "keep/mail.h"
#include "keep/person_data.h"
#include "keep/prose.h"
#include "keep/seal.h"
#include "keep/search.h"
#include "keep/upkeep.h"
#include "keep/wipe.h"
#include "os/clock.h"
#include "os/file.h"
#include "people/people.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

int erase_test(void);

#define MARK "Zxqv"
#define NAME "Zxqvarna Zxqvdotter Zxqvelius"
#define MAIL "Zxqv.Mail@zxqv.example"

/* ---- A network with somebody in it --------------------------------------- */

struct scene {
    struct support *s;
    struct support_db *d;
    int64_t person_id, other_id;
};

static int64_t
invite(struct support_db *d, const char *mail, const char *name)
{
    struct why why = { 0 };
    struct people_invitation to = {
        .mail = text_of(mail), .name = text_of(name), .is_coordinator = true
    };
    assert_int_equal(people_invite(d->db, d->arena, &to, &why), OK);
    return to.person_id;
}

static enum err
write_about(struct db *writer, struct arena *a, void *arg)
{
    const struct scene *sc = arg;
    bool changed;
    struct mail m = { .person_id = sc->person_id,
        .to = TEXT(MAIL),
        .kind = TEXT("invitation"),
        .subject = TEXT("Dear " NAME),
        .body = TEXT("Zxqvbody of a mail") };
    enum err e = prose_save(writer, a,
        (struct prose_given){ .kind = TEXT("person"),
            .part = TEXT("about"),
            .lang = TEXT("en"),
            .source = TEXT("I am **Zxqvprose**, a nurse."),
            .thing_id = sc->person_id,
            .is_original = true },
        &changed);
    if (e == OK)
        e = search_save(
            writer, a, TEXT("person"), sc->person_id, TEXT(NAME), &changed);
    return e == OK ? mail_put(writer, a, &m) : e;
}

/* Neighbours, so that rows lie on pages with others and are moved about. */
static enum err
write_others(struct db *writer, struct arena *a, void *arg)
{
    bool changed;
    enum err e = OK;
    (void)arg;
    for (int64_t i = 1; e == OK && i <= 500; i++) {
        struct arena_mark mark = arena_mark(a);
        e = search_save(writer, a, TEXT("place"), i,
            arena_print(a, "neighbour%lld of x%lld", (long long)i,
                (long long)(i * 7919 % 1000)),
            &changed);
        arena_rewind(a, mark);
    }
    return e;
}

static void
open_scene(struct scene *sc, struct support *s, struct support_db *d)
{
    char key[KEY_LENGTH];
    text token;
    *sc = (struct scene){ .s = s, .d = d };
    sc->other_id = invite(d, "other@stays.example", "Other Who Stays");
    sc->person_id = invite(d, MAIL, NAME);
    assert_int_equal(
        people_begin_session(d->db, d->arena, sc->person_id, &token), OK);
    assert_int_equal(db_write(d->db, d->arena, write_about, sc), OK);
    assert_int_equal(db_write(d->db, d->arena, write_others, sc), OK);
    long long id = (long long)sc->person_id;
    text k = key_print(sc->person_id, key);
    support_exec(s, d->url,
        arena_print(d->arena,
            "INSERT INTO organisation (id, code, name, name_sort, kind, "
            "is_illustrative) VALUES (5, 'o', 'Clinic', 'c', 'hospital', 0);"
            "INSERT INTO affiliation (id, code, person_id, organisation_id, "
            "role) VALUES (6, 'zxqv-aff', %lld, 5, 'Zxqvrole');"
            "INSERT INTO join_request (id, at, name, mail, place_name, "
            "organisation, message, lang, status, reason) VALUES (7, 1, '" NAME
            "', 'ZXQV.mail@Zxqv.example', 'Zxqvplace', 'Zxqvorg', 'Zxqvmsg', "
            "'en', 'answered', 'Dear Zxqv');"
            "INSERT INTO consent (id, person_id, kind, thing_id, wording, "
            "lang, given_at) VALUES (8, %lld, 'gone.kind', 0, 1, 'en', 1);"
            "INSERT INTO once (token, at, result) VALUES ('t', 1, "
            "'/person/zxqvarna-zxqvdotter-%.*s');"
            "INSERT INTO audit (id, at, actor_id, action, kind, thing_id) "
            "VALUES (9, 9, %lld, 'change', 'place', 77)",
            id, id, TEXT_ARG(k), id)
            .ptr);
    support_exec(s, d->url,
        arena_print(d->arena,
            "INSERT INTO draft (id, person_id, kind, thing_id, within_id, "
            "fields, at) VALUES (1, %lld, 'place', 5, 0, "
            "'{\"a\":\"Zxqvdraft\"}', "
            "1);"
            "INSERT INTO version (id, kind, thing_id, n, at, actor_id, action, "
            "snapshot) VALUES (2, 'person', %lld, 1, 1, %lld, 'change', "
            "'{\"row\":{\"name\":\"Zxqvold\"},\"texts\":[]}');"
            "INSERT INTO removed (id, kind, thing_id, within_id, title, "
            "actor_id, at, bundle) VALUES (3, 'person', %lld, 0, 'Zxqvtitle', "
            "1, 1, '{\"who\":\"%lld\",\"x\":\"Zxqvbundle\"}');"
            "INSERT INTO profile (id, person_id, part, seen, value) "
            "VALUES (4, %lld, 'contact', 'public', 'Zxqvphone');"
            "INSERT INTO person_language (id, person_id, lang, level) "
            "VALUES (5, %lld, 'zxqv', 'well')",
            id, id, id, id, id, id, id)
            .ptr);
}

/* ---- Looking for bytes --------------------------------------------------- */

static int
count_in(text bytes, const char *what, bool any_case)
{
    ptrdiff_t n = (ptrdiff_t)strlen(what);
    int n_found = 0;
    for (ptrdiff_t i = 0; i + n <= bytes.len; i++) {
        ptrdiff_t k = 0;
        while (k < n &&
            (bytes.ptr[i + k] == what[k] ||
                (any_case && (bytes.ptr[i + k] | 0x20) == (what[k] | 0x20))))
            k++;
        n_found += k == n;
    }
    return n_found;
}

/* All files of the data: the file and its log; those of PostgreSQL's tables,
 * indexes and samples. */
static int
count_in_files(struct scene *sc, const char *what)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    struct support_db *d = sc->d;
    struct arena_mark mark = arena_mark(d->arena);
    struct why why = { 0 };
    int n = 0;
    text all, files, folder = TEXT("");
    if (d->dialect == DB_SQLITE)
        files = arena_print(d->arena, "%.*s", TEXT_ARG(d->url));
    else {
        support_exec(sc->s, d->url, "CHECKPOINT");
        folder = support_ask(sc->s, d->url, "SHOW data_directory");
        files = support_ask(sc->s, d->url,
            "SELECT string_agg(pg_relation_filepath(oid), ' ') FROM pg_class "
            "WHERE pg_relation_filepath(oid) LIKE 'base/%'");
    }
    while (text_is_known(files)) {
        text file = text_cut(files, ' ', &files);
        for (int i = 0; i < (d->dialect == DB_SQLITE ? 3 : 1); i++) {
            struct arena_mark one = arena_mark(d->arena);
            text path = arena_print(d->arena, "%.*s%s%.*s%s", TEXT_ARG(folder),
                folder.len > 0 ? "/" : "", TEXT_ARG(file), ends[i]);
            if (file_is_there(path)) {
                assert_int_equal(
                    file_read(path, d->arena, 32 << 20, &all, &why), OK);
                n += count_in(all, what, true);
            }
            arena_rewind(d->arena, one);
        }
    }
    arena_rewind(d->arena, mark);
    return n;
}

/* ---- Tests --------------------------------------------------------------- */

static void
everything_is_handed_out_as_json(void **state)
{
    static const char *const all_of_it[] = { NAME, "zxqv.mail@zxqv.example",
        "Zxqvrole", "Zxqvmsg", "gone.kind", "Zxqvbody", "\"done\"", "Zxqvdraft",
        "Zxqvphone", "\"sessions\"", "\"memberships\"" };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct scene sc;
        struct why why = { 0 };
        struct json_value *tree;
        text all;
        open_scene(&sc, s, d);
        assert_int_equal(
            person_export(d->db, d->arena, sc.person_id, &all), OK);
        assert_int_equal(json_parse(all, d->arena, &tree, &why), OK);
        for (size_t i = 0; i < sizeof all_of_it / sizeof *all_of_it; i++)
            if (count_in(all, all_of_it[i], false) == 0)
                fail_msg("%s: %s is not handed out", d->label, all_of_it[i]);
        /* and nothing of anybody else */
        if (count_in(all, "Other Who", false) > 0)
            fail_msg("%s: %.*s", d->label, TEXT_ARG(all));
        assert_int_equal(count_in(all, "argon2", true), 0);
        assert_int_equal(person_export(d->db, d->arena, sc.other_id, &all), OK);
        if (count_in(all, MARK, true) > 0)
            fail_msg("%s: %.*s", d->label, TEXT_ARG(all));
    }
}

static enum err
erase(struct db *writer, struct arena *scratch, void *arg)
{
    const struct scene *sc = arg;
    return person_erase(writer, scratch, sc->person_id, sc->other_id);
}

static void
not_one_byte_of_who_left_stays_in_the_files(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct scene sc;
        struct why why = { 0 };
        open_scene(&sc, s, d);
        support_exec(s, d->url,
            arena_print(d->arena,
                "INSERT INTO reply (id, questionnaire_id, version_id, "
                "person_id, "
                "about_id, turn, status, lang, started_at, saved_at) "
                "VALUES (6, 1, 1, %lld, 0, 1, 'done', 'en', 1, 1);"
                "INSERT INTO reply_value (id, reply_id, question, value, "
                "saved_at) "
                "VALUES (7, 6, 'q', 'Zxqvanswer', 1)",
                (long long)sc.person_id)
                .ptr);
        text sort_key = lang_sort_key(d->arena, TEXT(NAME));
        char *sort = arena_c_string(d->arena, text_slice(sort_key, 0, 12));
        if (d->dialect == DB_POSTGRESQL)
            support_exec(s, d->url, "ANALYZE");
        assert_int_equal(wipe(d->home, d->db, d->arena, true, &why), OK);
        /* the test can fail: it finds what is there */
        if (count_in_files(&sc, MARK) < 10)
            fail_msg("%s: only %d", d->label, count_in_files(&sc, MARK));
        assert_true(count_in_files(&sc, sort) > 0);
        assert_int_equal(db_write(d->db, d->arena, erase, &sc), OK);
        assert_int_equal(wipe(d->home, d->db, d->arena, true, &why), OK);
        assert_int_equal(count_in_files(&sc, MARK), 0);
        assert_int_equal(count_in_files(&sc, sort), 0);
        /* others are as they were */
        assert_true(count_in_files(&sc, "Other Who Stays") > 0);
        text n = support_ask(
            s, d->url, "SELECT count(*) FROM search WHERE kind = 'place'");
        assert_true(text_is_equal(n, TEXT("500")));
    }
}

static void
hear(void *context, const char *line)
{
    print_error("%s\n", line);
    ++*(int64_t *)context;
}

static void
keys_counts_and_the_log_stay_and_are_sound(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct scene sc;
        struct why why = { 0 };
        int64_t n_faults = 0;
        text all;
        open_scene(&sc, s, d);
        assert_int_equal(seal_all(d->db, d->arena, NULL), OK);
        assert_int_equal(db_write(d->db, d->arena, erase, &sc), OK);
        assert_int_equal(db_write(d->db, d->arena, erase, &sc), OK);
        assert_int_equal(seal_all(d->db, d->arena, NULL), OK);
        assert_int_equal(
            seal_check(d->db, d->arena, (text){ 0 }, hear, &n_faults), OK);
        assert_int_equal(
            db_check(d->home, d->arena, hear, &n_faults, &n_faults, &why), OK);
        assert_int_equal(n_faults, 0);
        all = support_ask(
            s, d->url, "SELECT name FROM person WHERE code LIKE 'left-%'");
        assert_true(text_is_equal(all, TEXT("Somebody who left")));
        all = support_ask(
            s, d->url, "SELECT count(*) FROM audit WHERE action = 'erase'");
        assert_true(text_is_equal(all, TEXT("2")));
        all = support_ask(s, d->url, "SELECT count(*) FROM mail");
        assert_true(text_is_equal(all, TEXT("1")));
        all = support_ask(
            s, d->url, "SELECT count(*) FROM consent WHERE withdrawn_at > 0");
        assert_true(text_is_equal(all, TEXT("1")));
        assert_int_equal(
            people_find(d->db, d->arena, TEXT(MAIL), &n_faults), ERR_NOT_FOUND);
        /* what is still handed out says nothing any more */
        assert_int_equal(
            person_export(d->db, d->arena, sc.person_id, &all), OK);
        assert_int_equal(count_in(all, MARK, true), 0);
    }
}

static enum err
erase_other_too(struct db *writer, struct arena *scratch, void *arg)
{
    const struct scene *sc = arg;
    return person_erase(writer, scratch, sc->other_id, 0);
}

static void
the_last_coordinator_is_not_erased(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct scene sc;
        open_scene(&sc, s, d);
        support_exec(s, d->url, "UPDATE account SET password = 'x'");
        assert_int_equal(db_write(d->db, d->arena, erase, &sc), OK);
        assert_int_equal(
            db_write(d->db, d->arena, erase_other_too, &sc), ERR_DENIED);
        text n = support_ask(s, d->url, "SELECT count(*) FROM account");
        assert_true(text_is_equal(n, TEXT("1")));
    }
}

/* A backup from before gives them back; the list beside it takes them away. */
static void
who_was_erased_is_erased_again_after_an_old_backup(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct scene sc;
        struct why why = { 0 };
        int n = 0;
        text list = arena_print(d->arena, "%s/erased", s->folder);
        text all;
        open_scene(&sc, s, d);
        ignore(file_remove(list, &why));
        assert_int_equal(erased_apply(d->db, d->arena, list, &n, &why), OK);
        assert_int_equal(n, 0);
        assert_int_equal(db_write(d->db, d->arena, erase, &sc), OK);
        assert_int_equal(erased_save(d->db, d->arena, list, &why), OK);
        /* as if an older backup had been put back */
        support_exec(s, d->url,
            arena_print(d->arena,
                "DELETE FROM erasure; UPDATE person SET name = '" NAME
                "' WHERE id = %lld",
                (long long)sc.person_id)
                .ptr);
        assert_int_equal(erased_apply(d->db, d->arena, list, &n, &why), OK);
        assert_int_equal(n, 1);
        all = support_ask(
            s, d->url, "SELECT count(*) FROM person WHERE name LIKE 'Zxqv%'");
        assert_true(text_is_equal(all, TEXT("0")));
        assert_int_equal(erased_apply(d->db, d->arena, list, &n, &why), OK);
        assert_int_equal(n, 0);
        assert_int_equal(
            file_write(list, TEXT("01hv5m2n0ck3p 2026-01-01\nnone\n"), &why),
            OK);
        assert_int_equal(
            erased_apply(d->db, d->arena, list, &n, &why), ERR_BAD_INPUT);
    }
}

int
erase_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(everything_is_handed_out_as_json),
        support_test(not_one_byte_of_who_left_stays_in_the_files),
        support_test(keys_counts_and_the_log_stay_and_are_sound),
        support_test(the_last_coordinator_is_not_erased),
        support_test(who_was_erased_is_erased_again_after_an_old_backup),
    };
    return cmocka_run_group_tests_name("command/erase", tests, NULL, NULL);
}
