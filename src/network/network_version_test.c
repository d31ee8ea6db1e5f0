/* Versions: what they hold, when one is written, who is said to have done it.
 */
#include "keep/version.h"

#include "keep/audit.sql.h"
#include "keep/bin.h"
#include "keep/document.h"
#include "keep/thing.h"
#include "network/organisation.sql.h"
#include "os/clock.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int network_version_test(void);

enum { ANNA = 77 };

struct change {
    text name, about;
    bool is_other;
};

static struct organisation
load(struct db *db, struct arena *a)
{
    struct organisation row;
    assert_int_equal(
        organisation_find(
            db, a, (struct organisation_find_in){ .code = TEXT("x") }, &row),
        OK);
    return row;
}

static enum err
save(struct db *writer, struct arena *a, void *arg)
{
    struct change *c = arg;
    struct organisation row = load(writer, a);
    bool changed;
    enum err e = c->is_other
        ? OK
        : version_before(writer, a, TEXT("organisation"), row.id);
    row.name = c->name;
    if (e == OK)
        e = organisation_update(writer, &row, NULL);
    if (e == OK)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("organisation"),
                .part = TEXT("about"),
                .lang = TEXT("sv"),
                .source = c->about,
                .thing_id = row.id,
                .is_original = true },
            &changed);
    if (e == OK && !c->is_other)
        e = version_note(
            writer, a, TEXT("organisation"), row.id, ANNA, TEXT("change"));
    return e;
}

static ptrdiff_t
list(struct support_db *d, struct version_list_row **rows)
{
    ptrdiff_t n;
    assert_int_equal(
        version_list(d->db, d->arena,
            (struct version_list_in){ .thing_id = load(d->db, d->arena).id,
                .before_n = INT64_MAX,
                .n_rows = 20 },
            rows, &n),
        OK);
    return n;
}

static void
bring_in(struct house *h)
{
    house_import(h, "organisation.csv",
        "code,name,kind,website\n"
        "x,\"Clinic \"\"X\"\" \xf0\x9f\x98\x80\",hospital,https://x.example\n");
}

static void
an_import_writes_no_version_and_the_first_change_two(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct version_list_row *rows;
        house_open(&h, s, d);
        bring_in(&h);
        assert_int_equal(list(d, &rows), 0);
        struct change c = { TEXT("Clinic Y"), TEXT("Om oss"), false };
        assert_int_equal(db_write(d->db, d->arena, save, &c), OK);
        assert_int_equal(list(d, &rows), 2);
        assert_int_equal(rows[1].n, 1);
        assert_false(rows[1].has_actor_id);
        assert_true(text_is_equal(rows[1].action, TEXT("import")));
        assert_int_equal(rows[0].actor_id, ANNA);
        assert_true(
            text_is_equal(rows[0].changed, TEXT("[\"name\",\"about\"]")));
        house_close(&h);
    }
}

static void
a_change_that_changes_nothing_writes_none(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct version_list_row *rows;
        house_open(&h, s, d);
        bring_in(&h);
        struct change c = { TEXT("Clinic Y"), TEXT("Om oss"), false };
        for (int i = 0; i < 3; i++)
            assert_int_equal(db_write(d->db, d->arena, save, &c), OK);
        assert_int_equal(list(d, &rows), 2);
        house_close(&h);
    }
}

static void
what_came_in_between_is_a_version_by_nobody(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct version_list_row *rows;
        struct version v;
        struct version_state was;
        house_open(&h, s, d);
        bring_in(&h);
        struct change c = { TEXT("Clinic Y"), TEXT("Om oss"), false };
        assert_int_equal(db_write(d->db, d->arena, save, &c), OK);
        struct change other = { TEXT("Clinic O"), TEXT("Annat"), true };
        assert_int_equal(db_write(d->db, d->arena, save, &other), OK);
        struct change again = { TEXT("Clinic Z"), TEXT(""), false };
        assert_int_equal(db_write(d->db, d->arena, save, &again), OK);
        assert_int_equal(list(d, &rows), 4);
        assert_true(text_is_equal(rows[1].action, TEXT("import")));
        assert_int_equal(version_find(d->db, d->arena,
                             (struct version_find_in){
                                 .thing_id = load(d->db, d->arena).id, .n = 3 },
                             &v),
            OK);
        assert_int_equal(version_read(d->arena, v.snapshot, &was), OK);
        assert_true(text_is_equal(
            version_value(&was, TEXT("name"))->cell, TEXT("Clinic O")));
        assert_true(text_is_equal(
            version_text(&was, TEXT("about"), (text){ 0 })->source,
            TEXT("Annat")));
        assert_null(version_value(&was, TEXT("name_sort")));
        house_close(&h);
    }
}

static void
what_is_no_snapshot_is_refused(void **state)
{
    static const char *const bad[] = { "", "[]", "{}", "{\"row\":{}}",
        "{\"row\":[],\"text\":[]}", "{\"row\":{\"a\":1},\"text\":[]}",
        "{\"row\":{},\"text\":[[]]}", "{\"row\":{},\"text\":[[1,2,true,3]]}",
        "{\"row\":{},\"text\":[[\"a\",\"b\",\"c\",\"d\"]]}" };
    struct support *s = *state;
    struct version_state v;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(
            version_read(&s->arena, text_of(bad[i]), &v), ERR_BAD_INPUT);
    assert_int_equal(version_read(&s->arena,
                         TEXT("{\"row\":{\"a\":null},\"text\":[[\"aim\",\"en\","
                              "false,\"x\"]]}"),
                         &v),
        OK);
    assert_false(text_is_known(version_value(&v, TEXT("a"))->cell));
    assert_null(version_text(&v, TEXT("aim"), (text){ 0 }));
}

/* ---- Removed, and for ever ------------------------------------------------
 */

struct removal {
    struct thing thing;
    int64_t now, person_id;
};

static enum err
remove_it(struct db *writer, struct arena *a, void *arg)
{
    struct removal *r = arg;
    return bin_remove(writer, a, &r->thing, ANNA);
}

static enum err
forget(struct db *writer, struct arena *a, void *arg)
{
    struct removal *r = arg;
    return bin_forget(writer, a, r->now);
}

static enum err
erase(struct db *writer, struct arena *a, void *arg)
{
    struct removal *r = arg;
    enum err e = bin_erase_person(writer, a, r->person_id);
    return e == OK ? version_erase_person(writer, a, r->person_id) : e;
}

static int64_t
count(struct support *s, struct support_db *d, const char *sql)
{
    int64_t n = -1;
    assert_true(text_parse_int(support_ask(s, d->url, sql), &n));
    return n;
}

static struct thing
thing_by_code(
    struct support *s, struct support_db *d, const char *kind, const char *code)
{
    struct thing t;
    int64_t id;
    char sql[100];
    snprintf(
        sql, sizeof sql, "SELECT id FROM %s WHERE code = '%s'", kind, code);
    assert_true(text_parse_int(support_ask(s, d->url, sql), &id));
    assert_int_equal(thing_load(d->db, d->arena, text_of(kind), id, &t), OK);
    return t;
}

static void
what_was_removed_goes_for_ever_after_30_days_and_not_before(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct removal r = { 0 };
        house_open(&h, s, d);
        bring_in(&h);
        r.thing = thing_by_code(s, d, "organisation", "x");
        assert_int_equal(db_write(d->db, d->arena, remove_it, &r), OK);
        assert_int_equal(count(s, d, "SELECT count(*) FROM organisation"), 0);
        assert_int_equal(count(s, d, "SELECT count(*) FROM search"), 0);
        r.now = now_s() + 29 * 86'400;
        assert_int_equal(db_write(d->db, d->arena, forget, &r), OK);
        assert_int_equal(count(s, d, "SELECT count(*) FROM removed"), 1);
        assert_int_equal(count(s, d, "SELECT count(*) FROM version"), 2);
        r.now = now_s() + 31 * 86'400;
        assert_int_equal(db_write(d->db, d->arena, forget, &r), OK);
        assert_int_equal(count(s, d, "SELECT count(*) FROM removed"), 0);
        assert_int_equal(count(s, d, "SELECT count(*) FROM version"), 0);
        house_close(&h);
    }
}

static void
nothing_of_a_person_stays_in_versions_or_among_what_was_removed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct removal r = { 0 };
        house_open(&h, s, d);
        bring_in(&h);
        house_import(&h, "person.csv", "code,name\np,Per Person\nq,Q\n");
        house_import(
            &h, "affiliation.csv", "code,person,organisation\na,p,x\nb,q,x\n");
        struct thing person = thing_by_code(s, d, "person", "p");
        r.thing = thing_by_code(s, d, "affiliation", "a");
        assert_int_equal(db_write(d->db, d->arena, remove_it, &r), OK);
        r.thing = thing_by_code(s, d, "affiliation", "b");
        assert_int_equal(db_write(d->db, d->arena, remove_it, &r), OK);
        r.thing = person;
        assert_int_equal(db_write(d->db, d->arena, remove_it, &r), OK);
        assert_int_equal(count(s, d, "SELECT count(*) FROM removed"), 3);
        r.person_id = person.id;
        assert_int_equal(db_write(d->db, d->arena, erase, &r), OK);
        assert_int_equal(count(s, d, "SELECT count(*) FROM removed"), 1);
        assert_int_equal(count(s, d, "SELECT count(*) FROM version"), 2);
        assert_int_equal(count(s, d,
                             "SELECT count(*) FROM version WHERE snapshot LIKE "
                             "'%Per Person%'"),
            0);
        house_close(&h);
    }
}

/* Roles in it, links to it, its documents and slips for it: with those of what
 * went along; those of others stay. */
static void
what_hangs_on_what_is_gone_for_good_goes_too(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct removal r = { 0 };
        house_open(&h, s, d);
        house_import(&h, "person.csv", "code,name\na,Anna\n");
        house_import(&h, "partnership.csv",
            "code,name,kind,status\np,P,exchange,active\n"
            "q,Q,exchange,active\n");
        house_import(&h, "side.csv",
            "code,partnership,position,name\ns,p,1,S\nt,q,1,T\n");
        house_import(&h, "membership.csv",
            "code,person,role,kind,of\nm1,a,guest,partnership,p\n"
            "m2,a,member,side,s\nm3,a,member,side,t\n");
        house_import(&h, "thread.csv",
            "from_kind,from,kind,to_kind,to\nside,s,supports,side,t\n"
            "side,t,supports,partnership,q\n");
        support_exec(s, d->url,
            "INSERT INTO document (id, code, name, name_sort, seen, "
            "within_kind, within_id, file_id, created_at) SELECT 1001, 'd1', "
            "'D', 'd', 'public', 'side', id, 0, 0 FROM side WHERE code = 's';"
            "INSERT INTO document (id, code, name, name_sort, seen, "
            "within_kind, within_id, file_id, created_at) SELECT 1002, 'd2', "
            "'D', 'd', 'public', 'side', id, 0, 0 FROM side WHERE code = 't';"
            "INSERT INTO slip_sheet (id, kind, thing_id, role, made_at, "
            "ends_at, n_slips) SELECT 1003, 'side', id, 'member', 0, 0, 1 FROM "
            "side WHERE code = 's'");
        r.thing = thing_by_code(s, d, "partnership", "p");
        assert_int_equal(db_write(d->db, d->arena, remove_it, &r), OK);
        r.now = now_s() + 29 * 86'400;
        assert_int_equal(db_write(d->db, d->arena, forget, &r), OK);
        assert_int_equal(count(s, d, "SELECT count(*) FROM membership"), 3);
        r.now = now_s() + 31 * 86'400;
        assert_int_equal(db_write(d->db, d->arena, forget, &r), OK);
        assert_int_equal(count(s, d, "SELECT count(*) FROM membership"), 1);
        assert_int_equal(count(s, d, "SELECT count(*) FROM thread"), 1);
        assert_int_equal(count(s, d, "SELECT count(*) FROM slip_sheet"), 0);
        assert_int_equal(
            document_sweep(d->db, d->arena, now_s() - 86'400), OK);
        assert_int_equal(count(s, d, "SELECT id FROM document"), 1002);
        house_close(&h);
    }
}

/* Who has roles or an account is erased, not removed. */
static void
a_person_with_roles_is_not_removed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct removal r = { 0 };
        house_open(&h, s, d);
        house_import(&h, "person.csv", "code,name\na,Anna\n");
        house_import(&h, "membership.csv",
            "code,person,role,kind\nm1,a,member,network\n");
        r.thing = thing_by_code(s, d, "person", "a");
        assert_int_equal(
            db_write(d->db, d->arena, remove_it, &r), ERR_CONFLICT);
        assert_int_equal(count(s, d, "SELECT count(*) FROM person"), 1);
        house_close(&h);
    }
}

/* What others name stays; nothing is half done. */
static void
what_is_named_is_not_removed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct removal r = { 0 };
        house_open(&h, s, d);
        house_import(&h, "place.csv",
            "code,name,kind,parent\na,A,county,\nb,B,county,a\n");
        r.thing = thing_by_code(s, d, "place", "a");
        assert_int_equal(
            db_write(d->db, d->arena, remove_it, &r), ERR_CONFLICT);
        assert_int_equal(count(s, d, "SELECT count(*) FROM place"), 2);
        assert_int_equal(count(s, d, "SELECT count(*) FROM removed"), 0);
        house_close(&h);
    }
}

int
network_version_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(an_import_writes_no_version_and_the_first_change_two),
        support_test(a_change_that_changes_nothing_writes_none),
        support_test(what_came_in_between_is_a_version_by_nobody),
        support_test(what_is_no_snapshot_is_refused),
        support_test(
            what_was_removed_goes_for_ever_after_30_days_and_not_before),
        support_test(
            nothing_of_a_person_stays_in_versions_or_among_what_was_removed),
        support_test(what_hangs_on_what_is_gone_for_good_goes_too),
        support_test(a_person_with_roles_is_not_removed),
        support_test(what_is_named_is_not_removed),
    };
    return cmocka_run_group_tests_name("network/version", tests, NULL, NULL);
}
