/* Who is what, as a file: in, out, and in again. */
#include "people/membership.h"

#include "keep/sheet.h"
#include "os/file.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int membership_carry_test(void);

#define HEAD "code,person,role,kind,of,starts_on,ends_on,reason\n"

static void
make_house(struct house *h)
{
    house_import(h, "person.csv", "code,name\nanna,Anna\nbo,Bo\n");
    house_import(
        h, "partnership.csv", "code,name,kind,status\np,P,exchange,active\n");
    house_import(h, "side.csv", "code,partnership,position,name\ns,p,1,Here\n");
}

static const char *
ask(struct house *h, const char *sql)
{
    return arena_c_string(h->d->arena, support_ask(h->s, h->d->url, sql));
}

static void
memberships_come_in_once_and_go_out_as_they_came(void **state)
{
    static const char file[] =
        HEAD "a1,anna,member,side,s,2026-01-01,,\n"
             "a2,anna,coordinator,network,,2026-01-02,,\n"
             "b1,bo,guest,partnership,p,2025-01-01,2025-06-01,\"Went, "
             "\"\"home\"\"\"\n";
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct why why = { 0 };
        text all;
        house_open(&h, s, d);
        make_house(&h);
        house_import(&h, "membership.csv", file);
        assert_string_equal(ask(&h, "SELECT count(*) FROM membership"), "3");
        assert_string_equal(
            ask(&h,
                "SELECT count(*) FROM membership m JOIN partnership p ON p.id "
                "= m.partnership_id WHERE m.code IN ('a1', 'b1')"),
            "2");
        const char *n = ask(&h, "SELECT count(*) FROM audit");
        house_import(&h, "membership.csv", file); /* not one row more */
        assert_string_equal(ask(&h, "SELECT count(*) FROM audit"), n);
        text dir = arena_print(d->arena, "%s/out-%s", s->folder, d->label);
        assert_int_equal(file_make_folder(dir, &why), OK);
        assert_int_equal(membership_export(d->db, d->arena, dir, &why), OK);
        assert_int_equal(
            file_read_plain(
                arena_print(d->arena, "%.*s/membership.csv", TEXT_ARG(dir)),
                d->arena, 1 << 20, &all, &why),
            OK);
        if (!text_is_equal(all, TEXT(file)))
            fail_msg("%.*s", TEXT_ARG(all));
        /* a change is a change of that row */
        house_import(&h, "membership.csv",
            "code,person,role,kind,of,ends_on\n"
            "a1,anna,member,side,s,2026-03-01\n");
        assert_string_equal(ask(&h,
                                "SELECT ends_on FROM membership WHERE code = "
                                "'a1' AND starts_on = '2026-01-01'"),
            "2026-03-01");
        house_close(&h);
    }
}

/* What was made on a page has no name of its own: files have its key. */
static void
one_made_on_a_page_goes_by_its_key(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct why why = { 0 };
        text all;
        house_open(&h, s, d);
        make_house(&h);
        int64_t anna = house_key(&h, "person", "anna");
        house_give(&h, anna, "member", "side", house_key(&h, "side", "s"));
        text dir = arena_print(d->arena, "%s/out-%s", s->folder, d->label);
        assert_int_equal(file_make_folder(dir, &why), OK);
        assert_int_equal(membership_export(d->db, d->arena, dir, &why), OK);
        assert_int_equal(
            file_read_plain(
                arena_print(d->arena, "%.*s/membership.csv", TEXT_ARG(dir)),
                d->arena, 1 << 20, &all, &why),
            OK);
        const char *file = arena_c_string(d->arena, all);
        const char *id = ask(&h, "SELECT id FROM membership");
        house_import(&h, "membership.csv", file);
        assert_string_equal(ask(&h, "SELECT count(*) FROM membership"), "1");
        /* into a network where it is not yet: the same key again */
        support_exec(s, d->url, "DELETE FROM membership");
        house_import(&h, "membership.csv", file);
        assert_string_equal(ask(&h, "SELECT id FROM membership"), id);
        assert_string_equal(
            ask(&h, "SELECT count(*) FROM membership WHERE code IS NULL"), "1");
        house_close(&h);
    }
}

static void
what_is_wrong_with_a_membership_is_said_with_its_line(void **state)
{
    static const struct {
        const char *row, *said;
    } cases[] = {
        { "x,nobody,member,side,s,,,\n", "membership.csv:2: person: " },
        { "x,anna,king,side,s,,,\n", "membership.csv:2: role: one of" },
        { "x,anna,coordinator,side,s,,,\n", "membership.csv:2: role: is none" },
        { "x,anna,facilitator,side,s,,,\n", "membership.csv:2: role: is none" },
        { "x,anna,guest,network,,,,\n", "membership.csv:2: role: is none" },
        { "x,anna,member,network,s,,,\n", "membership.csv:2: of: " },
        { "x,anna,member,side,t,,,\n", "membership.csv:2: of: there is no" },
        { "x,anna,member,castle,s,,,\n", "membership.csv:2: kind: " },
        { "x,anna,member,side,s,2026-02-30,,\n",
            "membership.csv:2: starts_on: is a day" },
        { "x,anna,member,side,s,2026-02-03,2026-02-01,\n",
            "membership.csv:2: ends_on: is before" },
        { "../x,anna,member,side,s,,,\n", "membership.csv:2: code: " },
        { "x,anna,member,side,s,2026-01-01,,\ny,anna,guest,side,s,2026-02-01,,"
          "\n",
            "membership.csv:3: starts_on: in that time they are member" },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_house(&h);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            text said = house_refusals(&h, "membership.csv",
                arena_print(d->arena, HEAD "%s", cases[i].row).ptr);
            if (!text_starts_with(said, text_of(cases[i].said)))
                fail_msg("%s%.*s", cases[i].row, TEXT_ARG(said));
        }
        assert_string_equal(ask(&h, "SELECT count(*) FROM membership"), "0");
        text said = house_refusals(
            &h, "membership.csv", "code,person,role,kind,of,sarts_on\n");
        assert_true(text_find(said, TEXT("'sarts_on' is not known")) > 0);
        house_close(&h);
    }
}

static void
no_file_leaves_a_network_without_a_coordinator(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_coordinator(&h, "co@x.example");
        const char *row = ask(&h,
            "SELECT p.code FROM membership m JOIN person p ON p.id = "
            "m.person_id WHERE m.role = 'coordinator'");
        support_exec(s, d->url,
            "UPDATE membership SET code = 'c', starts_on = '2026-01-01'");
        text said = house_refusals(&h, "membership.csv",
            arena_print(d->arena,
                HEAD "c,%s,coordinator,network,,2026-01-01,2026-02-01,\n", row)
                .ptr);
        assert_true(text_find(said, TEXT("no coordinator")) > 0);
        assert_string_equal(
            ask(&h,
                "SELECT count(*) FROM membership WHERE ends_on IS NOT NULL"),
            "0");
        house_close(&h);
    }
}

int
membership_carry_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(memberships_come_in_once_and_go_out_as_they_came),
        support_test(one_made_on_a_page_goes_by_its_key),
        support_test(what_is_wrong_with_a_membership_is_said_with_its_line),
        support_test(no_file_leaves_a_network_without_a_coordinator),
    };
    return cmocka_run_group_tests_name(
        "people/membership_carry", tests, NULL, NULL);
}
