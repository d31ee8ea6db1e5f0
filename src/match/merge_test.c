/* Bringing together many proposals: page by page, chosen by taps. */
#include "base/key.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int merge_test(void);

enum { N = 300 };

static void
open_scene(struct house *h, struct support *s, struct support_db *d)
{
    struct buf rows = buf_in(d->arena, 60'000);
    house_open(h, s, d);
    house_import(h, "match_call.csv",
        "code,name,status,is_public,themes,is_illustrative\n"
        "c,Our call,published,yes,water;births;youth,no\n");
    buf_add(&rows,
        TEXT("code,call,name,status,lang,themes,methods,organisation\n"));
    for (int i = 0; i < N; i++)
        buf_print(&rows, "p%d,c,Proposal %d of <many>,sent,en,%s,m%d,o%d\n", i,
            i,
            i % 3 == 0       ? "water"
                : i % 3 == 1 ? "births"
                             : "youth",
            i % 7, i);
    buf_byte(&rows, 0);
    house_import(h, "match_proposal.csv", buf_text(&rows).ptr);
    house_enter(h, house_coordinator(h, "boss@merge.example"));
}

static const char *
at(struct house *h, const char *after)
{
    char key[KEY_LENGTH];
    return arena_print(h->d->arena, "/en/call/%.*s/merge%s",
        TEXT_ARG(key_print(house_key(h, "match_call", "c"), key)), after)
        .ptr;
}

static int
count_of(text where, const char *what)
{
    int n = 0;
    for (ptrdiff_t i; (i = text_find(where, text_of(what))) >= 0; n++)
        where = text_slice(where, i + 1, where.len);
    return n;
}

static void
three_hundred_proposals_are_looked_at_page_by_page(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_scene(&h, s, d);
        assert_int_equal(house_get(&h, at(&h, "")), 200);
        assert_true(h.body.len < 50'000);
        assert_int_equal(count_of(h.body, "Take: Proposal"), 20);
        assert_int_equal(count_of(h.body, "Make it a session"), 8);
        house_says(&h, "team=8");
        assert_int_equal(house_get(&h, at(&h, "?team=8&choice=280")), 200);
        assert_int_equal(count_of(h.body, "Make it a session"), 8);
        assert_int_equal(count_of(h.body, "Take: Proposal"), 20);
        house_is_silent_on(&h, "choice=300");
        /* a page that is not there is the first */
        assert_int_equal(house_get(&h, at(&h, "?team=9999&choice=9999")), 200);
        assert_int_equal(count_of(h.body, "Make it a session"), 8);
        house_close(&h);
    }
}

static void
of_many_proposals_two_are_chosen_by_taps(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char one[KEY_LENGTH], two[KEY_LENGTH];
        open_scene(&h, s, d);
        key_print(house_key(&h, "match_proposal", "p17"), one);
        key_print(house_key(&h, "match_proposal", "p290"), two);
        assert_int_equal(house_get(&h, at(&h, "?q=proposal+17+of")), 200);
        assert_int_equal(count_of(h.body, "Take: Proposal"), 1);
        assert_int_equal(
            house_get(&h,
                at(&h,
                    arena_print(d->arena, "?q=290&a=%.*s", KEY_LENGTH, one)
                        .ptr)),
            200);
        house_says(&h, "<strong>Proposal 17 of &lt;many&gt;</strong>");
        house_says(&h, "Take: Proposal 290");
        /* one of them twice: said, and what was chosen stays */
        assert_int_equal(house_post(&h, at(&h, ""),
                             arena_print(d->arena, "a=%.*s&b=%.*s&name=Both",
                                 KEY_LENGTH, one, KEY_LENGTH, one)
                                 .ptr),
            422);
        house_says(&h, "Choose each proposal once");
        house_says(&h, "<strong>Proposal 17 of &lt;many&gt;</strong>");
        house_says(&h, "value=\"Both\"");
        assert_int_equal(house_post(&h, at(&h, ""),
                             arena_print(d->arena, "a=%.*s&b=%.*s&name=Both",
                                 KEY_LENGTH, one, KEY_LENGTH, two)
                                 .ptr),
            303);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT count(*) FROM match_session_part"),
            TEXT("2")));
        house_close(&h);
    }
}

int
merge_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(three_hundred_proposals_are_looked_at_page_by_page),
        support_test(of_many_proposals_two_are_chosen_by_taps),
    };
    return cmocka_run_group_tests_name("match/merge", tests, NULL, NULL);
}
