/* Projects of a partnership: made and changed by its sides. */
#include "support/house.h"

#include "base/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int project_test(void);

static void
make_two(struct house *h)
{
    house_import(h, "partnership.csv",
        "code,name,kind,status\np1,One Way,exchange,active\n"
        "p2,Another,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name\ns1,p1,1,Here\ns2,p1,2,There\n"
        "s3,p2,1,Else\n");
    house_import(h, "project.csv",
        "code,partnership,name,status\nold,p1,The Old Project,active\n"
        "theirs,p2,Not Ours,active\n");
}

static const char *
address(struct house *h, const char *before, const char *table,
    const char *code, const char *after)
{
    char key[KEY_LENGTH];
    return arena_print(h->d->arena, "%s%.*s%s", before,
        TEXT_ARG(key_print(house_key(h, table, code), key)), after)
        .ptr;
}

/* What the form that was shown says of the values it began with. */
static text
was_of(struct house *h)
{
    text mark = TEXT("name=\"was\" value=\""), rest;
    ptrdiff_t at = text_find(h->body, mark);
    assert_true(at >= 0);
    return arena_copy(h->d->arena,
        text_cut(text_slice(h->body, at + mark.len, h->body.len), '"', &rest));
}

static int64_t
somebody(struct house *h, const char *mail, const char *role, const char *kind,
    const char *code)
{
    int64_t id = house_person(h, mail);
    house_give(h, id, role, kind, house_key(h, kind, code));
    return id;
}

static void
a_member_of_a_side_makes_and_edits_its_partnerships_projects(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_two(&h);
        house_enter(&h, somebody(&h, "a@x.example", "member", "side", "s1"));
        const char *page =
            address(&h, "/en/partnership/one-way-", "partnership", "p1", "");
        const char *make =
            address(&h, "/en/new/project?within=", "partnership", "p1", "");
        const char *edit =
            address(&h, "/en/edit/project/", "project", "old", "");
        assert_int_equal(house_get(&h, page), 200);
        house_says(&h, "Add a project");
        house_says(&h, arena_print(d->arena, "href=\"%s\"", edit).ptr);
        house_is_silent_on(&h, "Add a side");
        assert_int_equal(house_get(&h, make), 200);
        assert_int_equal(
            house_post(&h, make, "name=A+%3CNew%3E+Project&status=active"),
            303);
        assert_int_equal(house_get(&h, page), 200);
        house_says(&h, "A &lt;New&gt; Project");
        assert_int_equal(house_get(&h, edit), 200);
        assert_int_equal(house_post(&h, edit,
                             arena_print(d->arena,
                                 "name=The+Changed+One&status=active&was=%.*s",
                                 TEXT_ARG(was_of(&h)))
                                 .ptr),
            303);
        assert_int_equal(house_get(&h, page), 200);
        house_says(&h, "The Changed One");
        /* what lies in the whole otherwise stays as it was */
        assert_int_equal(
            house_get(&h,
                address(&h, "/en/edit/partnership/", "partnership", "p1", "")),
            403);
        assert_int_equal(
            house_get(&h, address(&h, "/en/edit/side/", "side", "s2", "")),
            403);
        assert_int_equal(
            house_get(&h,
                address(&h, "/en/new/side?within=", "partnership", "p1", "")),
            403);
        assert_int_equal(
            house_get(
                &h, address(&h, "/en/attach/project/", "project", "old", "")),
            403);
        house_close(&h);
    }
}

static void
guests_and_other_partnerships_make_and_edit_none(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_two(&h);
        const struct {
            const char *mail, *role, *kind, *code;
        } readers[] = {
            { "g@x.example", "guest", "side", "s1" },
            { "w@x.example", "guest", "partnership", "p1" },
            { "e@x.example", "member", "side", "s3" },
            { "p@x.example", "member", "project", "theirs" },
        };
        for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
            house_enter(&h,
                somebody(&h, readers[i].mail, readers[i].role, readers[i].kind,
                    readers[i].code));
            assert_int_equal(house_get(&h,
                                 address(&h, "/en/partnership/one-way-",
                                     "partnership", "p1", "")),
                200);
            house_is_silent_on(&h, "Add a project");
            const char *make =
                address(&h, "/en/new/project?within=", "partnership", "p1", "");
            const char *edit =
                address(&h, "/en/edit/project/", "project", "old", "");
            assert_int_equal(house_get(&h, make), 403);
            assert_int_equal(house_post(&h, make, "name=X&status=active"), 403);
            assert_int_equal(house_get(&h, edit), 403);
            assert_int_equal(house_post(&h, edit, "name=X&status=active"), 403);
        }
        house_close(&h);
    }
}

int
project_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            a_member_of_a_side_makes_and_edits_its_partnerships_projects),
        support_test(guests_and_other_partnerships_make_and_edit_none),
    };
    return cmocka_run_group_tests_name("network/project", tests, NULL, NULL);
}
