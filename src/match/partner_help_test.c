/* Experts and volunteers: who may be found, who fits, asking. */
#include "support/house.h"

#include "base/key.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int partner_help_test(void);

static void
make_need(struct house *h)
{
    house_import(h, "partnership.csv",
        "code,name,kind,status\np,Pair <P>,exchange,active\n");
    house_import(h, "need.csv",
        "code,partnership,name,skills,languages,level,free,days_needed\n"
        "n,p,Train midwives,newborn care:3; training of staff,en,3,"
        "2026-05-01/2026-05-20,5\n");
}

static const char *
path(struct house *h, const char *format, const char *table, const char *code)
{
    char *room = arena_new(h->d->arena, char, KEY_LENGTH + 1);
    key_print(house_key(h, table, code), room);
    return arena_print(h->d->arena, format, room).ptr;
}

static int64_t
facilitator(struct house *h)
{
    int64_t id = house_person(h, "f@p.example");
    house_give(
        h, id, "facilitator", "partnership", house_key(h, "partnership", "p"));
    return id;
}

static void
who_may_be_found_is_ranked_and_nobody_else(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_need(&h);
        int64_t nurse = house_person(&h, "nurse@x.example");
        int64_t hidden = house_person(&h, "hidden@x.example");
        house_enter(&h, hidden);
        assert_int_equal(house_post(&h, "/en/me/help",
                             "skills=newborn+care%3B+secret+thing"),
            303);
        house_enter(&h, nurse);
        assert_int_equal(
            house_post(&h, "/en/me/help", "skills=newborn+care:8"), 422);
        house_says(&h, "newborn care:8");
        assert_int_equal(house_post(&h, "/sv/me/help",
                             "skills=V%C3%A5rd+av+nyf%C3%B6dda&languages=en&"
                             "level=3&days=2026-05-18/2026-06-01&is_found=on&"
                             "about=I+%3Clove%3E+this"),
            303);
        assert_int_equal(house_get(&h, "/en/me/help"), 200);
        house_says(&h, "You can be found.");
        house_enter(&h, facilitator(&h));
        const char *helpers = path(&h, "/en/need/%s/helpers", "need", "n");
        assert_int_equal(house_get(&h, helpers), 200);
        /* 3 of 4, English, the same level, 3 of 5 days: 75 100 100 60 */
        house_says(&h, "800 of 1,000 points");
        house_says(&h, "Knows: Newborn care");
        house_says(&h, "I &lt;love&gt; this");
        house_is_silent_on(&h, "secret thing");
        house_is_silent_on(&h, "nurse@x.example");
        /* who takes it back is found no more, from that moment on */
        house_enter(&h, nurse);
        assert_int_equal(
            house_post(&h, "/en/me/help", "skills=newborn+care"), 303);
        house_enter(&h, facilitator(&h));
        assert_int_equal(house_get(&h, helpers), 200);
        house_says(&h, "Nobody who may be found");
        /* nor is it for guests to look */
        int64_t guest = house_person(&h, "g@p.example");
        house_give(&h, guest, "guest", "partnership",
            house_key(&h, "partnership", "p"));
        house_enter(&h, guest);
        assert_int_equal(house_get(&h, helpers), 403);
        house_close(&h);
    }
}

static void
a_name_that_is_not_shown_is_told_with_a_yes(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_need(&h);
        int64_t nurse = house_person(&h, "nurse@x.example");
        support_exec(s, d->url,
            arena_print(d->arena,
                "UPDATE person SET name = 'Shy Nurse', seen = 'nobody' WHERE "
                "id = %lld",
                (long long)nurse)
                .ptr);
        house_enter(&h, nurse);
        assert_int_equal(
            house_post(&h, "/en/me/help", "skills=newborn+care&is_found=on"),
            303);
        int64_t lead = facilitator(&h);
        house_enter(&h, lead);
        const char *helpers = path(&h, "/en/need/%s/helpers", "need", "n");
        assert_int_equal(house_get(&h, helpers), 200);
        house_says(&h, "Somebody in this network");
        house_is_silent_on(&h, "Shy Nurse");
        const char *start = path(&h, "/en/need/%s/ask/", "need", "n");
        assert_int_equal(house_follow(&h, start), 200);
        house_is_silent_on(&h, "Shy Nurse");
        int64_t id;
        char key[KEY_LENGTH + 1] = "";
        assert_true(text_parse_int(
            support_ask(s, d->url, "SELECT id FROM helper"), &id));
        key_print(id, key);
        const char *ask = arena_print(d->arena, "%s%s", start, key).ptr;
        assert_int_equal(house_post(&h, ask, "words="), 422);
        assert_int_equal(house_post(&h, ask, "words=Please+come"), 303);
        assert_int_equal(house_post(&h, ask, "words=Please+come"), 422);
        house_says(&h, "They were asked for this already.");
        /* somebody who may not be found is not asked by a guessed key */
        const char *guessed =
            arena_print(d->arena, "%s0000000000001", start).ptr;
        assert_int_equal(house_post(&h, guessed, "words=Hello"), 404);
        assert_string_equal(support_ask(s, d->url,
                                "SELECT count(*) FROM mail WHERE kind = "
                                "'help'")
                                .ptr,
            "1");
        assert_true(text_parse_int(
            support_ask(s, d->url, "SELECT id FROM helper_ask"), &id));
        key_print(id, key);
        const char *asked = arena_print(d->arena, "/en/me/help/%s", key).ptr;
        /* another's request is not there */
        assert_int_equal(house_get(&h, asked), 404);
        assert_int_equal(house_post(&h, asked, "answer=yes"), 404);
        house_enter(&h, nurse);
        assert_int_equal(house_get(&h, asked), 200);
        house_says(&h, "Please come");
        assert_int_equal(
            house_post(&h, asked, "answer=yes&reason=Call+me"), 303);
        house_enter(&h, lead);
        assert_int_equal(house_get(&h, helpers), 200);
        house_says(&h, "Shy Nurse said yes");
        house_says(&h, "Call me");
        house_close(&h);
    }
}

static void
what_an_organisation_seeks_is_a_need_too(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(
            &h, "organisation.csv", "code,name,kind\no,Region O,authority\n");
        house_import(&h, "listing.csv",
            "code,organisation,needs,offers,languages,seen\n"
            "o,o,newborn care,song,en,public\n");
        house_enter(&h, house_person(&h, "nurse@x.example"));
        assert_int_equal(house_post(&h, "/en/me/help",
                             "skills=newborn+care&languages=sw&is_found=on"),
            303);
        int64_t member = house_person(&h, "m@o.example");
        house_give(&h, member, "member", "organisation",
            house_key(&h, "organisation", "o"));
        house_enter(&h, member);
        const char *helpers =
            path(&h, "/en/listing/%s/helpers", "listing", "o");
        assert_int_equal(house_get(&h, helpers), 200);
        house_says(&h, "Nobody who may be found"); /* no common language */
        house_import(&h, "listing.csv",
            "code,organisation,languages,seen,has_interpreter\n"
            "o,o,en,public,yes\n");
        assert_int_equal(house_get(&h, helpers), 200);
        house_says(&h, "Knows: Newborn care");
        assert_int_equal(
            house_get(
                &h, path(&h, "/en/listing/%s/helpers.csv", "listing", "o")),
            200);
        house_says(&h, "1,");
        house_close(&h);
    }
}

int
partner_help_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(who_may_be_found_is_ranked_and_nobody_else),
        support_test(a_name_that_is_not_shown_is_told_with_a_yes),
        support_test(what_an_organisation_seeks_is_a_need_too),
    };
    return cmocka_run_group_tests_name("match/help", tests, NULL, NULL);
}
