/* Who was heard, in pages: the gaps first, for everybody; counts at the close
 * and never before; no small one, and nothing that changes afterwards. */
#include "base/key.h"
#include "decide/heard/heard_count.h"
#include "os/clock.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int heard_page_test(void);

struct heard_cast {
    struct board_cast c;
    int64_t talk;
    text within, one, talk_page;
};

static text
key_text(struct house *h, int64_t id)
{
    return key_print(id, arena_new(h->d->arena, char, KEY_LENGTH));
}

static void
run(struct house *h, const char *sql)
{
    support_exec(h->s, h->d->url, sql);
}

/* A conversation of which `n` people said how old they are: 7 of them young,
 * `n_old` old, the others between; two would rather not say. */
static void
cast_open(struct house *h, struct support *s, struct support_db *d,
    struct heard_cast *c, int n, int n_old)
{
    board_cast_open(h, s, d, &c->c);
    house_import(h, "about_question.csv",
        "code,partnership,topic,name,why,position,is_on,source,year\n"
        "age,p,age,How old are you?,So that,1,yes,Census <x>,2021\n");
    house_import(h, "about_group.csv",
        "code,question,position,name,population\nyoung,age,1,Under 18,0.3\n"
        "mid,age,2,Between,0.4\nold,age,3,75 or older,0.3\n");
    house_import(h, "heard_gap.csv",
        "code,partnership,name,doing,until\n"
        "g,p,\"Nobody under 18 from \"\"B\"\" <yet>\",we ask at two schools,"
        "2099-05-03\nlate,p,Nobody from the north,we go there,2020-01-01\n");
    house_enter(h, c->c.lead);
    text p = key_text(h, house_key(h, "partnership", "p"));
    c->within =
        arena_print(d->arena, "/en/partnership/%.*s/heard", TEXT_ARG(p));
    assert_int_equal(
        house_post(h,
            arena_print(
                d->arena, "/en/partnership/%.*s/conversations", TEXT_ARG(p))
                .ptr,
            "name=Why+late%3F&lang=en&opened_to=sides&closes_on=2099-01-01&"
            "statements=The+road+is+bad&side1=&side2="),
        303);
    c->talk = board_cast_count(h, "SELECT id FROM conversation");
    c->talk_page = arena_print(
        d->arena, "/en/conversation/%.*s", TEXT_ARG(key_text(h, c->talk)));
    c->one =
        arena_print(d->arena, "/en/heard/%.*s", TEXT_ARG(key_text(h, c->talk)));
    assert_int_equal(
        house_post(h,
            arena_print(d->arena, "%.*s/open", TEXT_ARG(c->talk_page)).ptr, ""),
        303);
    for (int i = 0; i < n; i++) {
        const char *group = i < 7 ? "'young'"
            : i < 7 + n_old       ? "'old'"
                                  : "'mid'";
        run(h,
            arena_print(d->arena,
                "INSERT INTO participant (id, conversation_id, unit_id, "
                "way) SELECT %d, conversation_id, id, 'self' FROM "
                "conversation_unit WHERE position = %d",
                7001 + i, i % 2)
                .ptr);
        run(h,
            arena_print(d->arena,
                "INSERT INTO about_answer SELECT %d, 'participant', %d, "
                "(SELECT id FROM conversation), question_id, %s FROM "
                "about_group WHERE code = %s",
                9001 + i, 7001 + i, i < n - 2 ? "id" : "NULL", group)
                .ptr);
    }
}

static int
see(struct house *h, text page)
{
    return house_get(h, page.ptr);
}

static void
the_gap_stands_first_and_everybody_can_read_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        cast_open(&h, s, d, &c, 40, 0);
        house_enter(&h, 0);
        assert_int_equal(see(&h, c.within), 200);
        house_says(&h, "Nobody under 18 from &quot;B&quot; &lt;yet&gt;");
        house_says(&h, "we ask at two schools, until");
        house_says(&h, "This day is past, and nobody has said");
        house_is_silent_on(&h, "Why late");
        assert_true(text_find(h.body, TEXT("Nobody under 18")) <
            text_find(h.body, TEXT("not shown, nor")));
        text sw = arena_print(d->arena, "/sw%.*s",
            TEXT_ARG(text_slice(c.within, 3, c.within.len)));
        assert_int_equal(see(&h, sw), 200);
        house_says(&h, "Nani hayupo");
        assert_true(h.body.len < 14'000);
        house_close(&h);
    }
}

static void
while_it_is_open_gaps_are_said_and_no_number(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        cast_open(&h, s, d, &c, 40, 0);
        house_enter(&h, 0);
        assert_int_equal(see(&h, c.one), 200);
        house_is_silent_on(&h, "75 or older");
        /* a week later */
        assert_int_equal(
            heard_sweep(d->db, d->arena, now_s() + 8 * 86'400), OK);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "Nobody, or fewer than 5, yet: 75 or older");
        house_says(&h, "The numbers are shown when it has closed");
        /* no number is kept, either */
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM heard_line WHERE n IS NOT "
                             "NULL OR ratio IS NOT NULL OR n_of > 0"),
            0);
        house_is_silent_on(&h, "7 of 38");
        house_is_silent_on(&h, "Why late");
        assert_int_equal(
            see(&h, arena_print(d->arena, "%.*s/table.csv", TEXT_ARG(c.one))),
            404);
        house_close(&h);
    }
}

static void
come(struct house *h, int from, int n, const char *group)
{
    for (int i = from; i < from + n; i++) {
        run(h,
            arena_print(h->d->arena,
                "INSERT INTO participant (id, conversation_id, unit_id, way) "
                "SELECT %d, conversation_id, id, 'self' FROM conversation_unit "
                "WHERE position = %d",
                7001 + i, i % 2)
                .ptr);
        run(h,
            arena_print(h->d->arena,
                "INSERT INTO about_answer SELECT %d, 'participant', %d, "
                "(SELECT id FROM conversation), question_id, id FROM "
                "about_group WHERE code = '%s'",
                9001 + i, 7001 + i, group)
                .ptr);
    }
}

/* Whoever reads the page each week finds nobody by what changes. */
static void
from_week_to_week_nobody_is_found(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        const int64_t day_s = 86'400;
        cast_open(&h, s, d, &c, 40, 0);
        assert_int_equal(heard_sweep(d->db, d->arena, now_s() + 8 * day_s), OK);
        house_enter(&h, 0);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "Nobody, or fewer than 5, yet: 75 or older");
        text before = arena_copy(d->arena, h.body);
        /* one comes of whom nobody had come; then four, and others */
        come(&h, 40, 1, "old");
        assert_int_equal(
            heard_sweep(d->db, d->arena, now_s() + 16 * day_s), OK);
        assert_int_equal(see(&h, c.one), 200);
        assert_true(text_is_equal(h.body, before));
        come(&h, 41, 3, "old");
        come(&h, 44, 8, "mid");
        assert_int_equal(
            heard_sweep(d->db, d->arena, now_s() + 24 * day_s), OK);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "Nobody, or fewer than 5, yet: 75 or older");
        /* six of them, but nine people: not yet; with one more it is said */
        come(&h, 52, 2, "old");
        come(&h, 54, 7, "mid");
        assert_int_equal(
            heard_sweep(d->db, d->arena, now_s() + 32 * day_s), OK);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "Nobody, or fewer than 5, yet: 75 or older");
        come(&h, 61, 1, "mid");
        assert_int_equal(
            heard_sweep(d->db, d->arena, now_s() + 40 * day_s), OK);
        assert_int_equal(see(&h, c.one), 200);
        house_is_silent_on(&h, "fewer than 5, yet: 75 or older");
        house_close(&h);
    }
}

static void
opened_again_a_few_are_not_the_difference(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        cast_open(&h, s, d, &c, 47, 6);
        run(&h,
            "UPDATE about_answer SET group_id = (SELECT id FROM "
            "about_group WHERE code = 'mid') WHERE id IN (9046, 9047)");
        text close = arena_print(d->arena, "%.*s/close", TEXT_ARG(c.talk_page));
        assert_int_equal(house_post(&h, close.ptr, "reason=Done"), 303);
        int64_t was =
            board_cast_count(&h, "SELECT n FROM heard_line WHERE place = 0");
        assert_int_equal(was, 7);
        /* forty more, of whom one is young: 7 becomes 8, and is not said */
        run(&h, "UPDATE conversation SET status = 'open'");
        come(&h, 47, 1, "young");
        come(&h, 48, 39, "mid");
        assert_int_equal(house_post(&h, close.ptr, "reason=Done"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT n FROM heard_line WHERE place = 0"),
            7);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_people FROM heard_release"), 47);
        /* and with five more it is */
        run(&h, "UPDATE conversation SET status = 'open'");
        come(&h, 87, 5, "young");
        assert_int_equal(house_post(&h, close.ptr, "reason=Done"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT n FROM heard_line WHERE place = 0"),
            13);
        house_close(&h);
    }
}

static void
helpers_are_compared_with_those_who_came_by_themselves(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        cast_open(&h, s, d, &c, 40, 0);
        run(&h, "UPDATE participant SET way = 'helped' WHERE id < 7009");
        run(&h, "UPDATE participant SET way = 'paper' WHERE id > 7038");
        text close = arena_print(d->arena, "%.*s/close", TEXT_ARG(c.talk_page));
        assert_int_equal(house_post(&h, close.ptr, "reason=Done"), 303);
        /* two on paper are not shown, nor what would give them away */
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM heard_way WHERE n < 5"),
            0);
        assert_true(board_cast_count(&h,
                        "SELECT count(*) FROM heard_way WHERE n IS NULL") >= 2);
        house_enter(&h, 0);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "on paper: not shown");
        house_says(&h, "with somebody who wrote it down for them: ");
        house_close(&h);
    }
}

static void
at_the_close_it_is_counted_once_and_for_all(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        cast_open(&h, s, d, &c, 47, 0);
        text close = arena_print(d->arena, "%.*s/close", TEXT_ARG(c.talk_page));
        run(&h,
            "UPDATE about_answer SET group_id = (SELECT id FROM "
            "about_group WHERE code = 'mid') WHERE id IN (9046, 9047)");
        assert_int_equal(house_post(&h, close.ptr, "reason=Done"), 303);
        house_enter(&h, 0);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "7 of 47");
        house_says(&h, "0.5 (0.2 to 0.9)");
        house_says(&h, "heard too little");
        house_says(&h, "Nobody yet: 75 or older");
        house_says(&h, "Who lives there: Census &lt;x&gt;, 2021");
        /* who goes now is not found by what changes */
        run(&h, "DELETE FROM about_answer WHERE id < 9006");
        assert_int_equal(
            heard_sweep(d->db, d->arena, now_s() + 80 * 86'400), OK);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "7 of 47");
        assert_int_equal(
            see(&h, arena_print(d->arena, "%.*s/table.csv", TEXT_ARG(c.one))),
            200);
        house_says(&h, "How old are you?,Under 18,7,47,0.3000,0.4965");
        /* and beside it the next time */
        assert_int_equal(see(&h, c.within), 200);
        house_says(&h, "Over time");
        house_close(&h);
    }
}

static void
where_nobody_said_anything_nobody_is_missing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        cast_open(&h, s, d, &c, 40, 0);
        run(&h, "UPDATE about_answer SET group_id = NULL");
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "not looked at yet");
        assert_int_equal(
            heard_sweep(d->db, d->arena, now_s() + 8 * 86'400), OK);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "Nothing can be said of this yet:");
        house_is_silent_on(&h, "Nobody yet");
        house_is_silent_on(&h, "40 people");
        text close = arena_print(d->arena, "%.*s/close", TEXT_ARG(c.talk_page));
        assert_int_equal(house_post(&h, close.ptr, "reason=Done"), 303);
        assert_int_equal(see(&h, c.one), 200);
        house_says(
            &h, "40 people took part; nobody has said this about themselves");
        house_is_silent_on(&h, "Nobody yet");
        house_is_silent_on(&h, "0 of 0");
        house_is_silent_on(&h, "nobody was heard");
        assert_int_equal(see(&h, c.within), 200);
        house_is_silent_on(&h, "Nobody yet");
        house_is_silent_on(&h, "nobody was heard");
        assert_int_equal(
            see(&h, arena_print(d->arena, "%.*s/table.csv", TEXT_ARG(c.one))),
            200);
        house_is_silent_on(&h, "nobody_heard");
        house_close(&h);
    }
}

static void
a_few_are_not_shown_on_page_or_in_file(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        cast_open(&h, s, d, &c, 40, 3);
        text close = arena_print(d->arena, "%.*s/close", TEXT_ARG(c.talk_page));
        assert_int_equal(house_post(&h, close.ptr, "reason=Done"), 303);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM heard_line WHERE n BETWEEN 1 AND 4"),
            0);
        /* three are old, two did not say: neither can be subtracted */
        assert_true(
            board_cast_count(
                &h, "SELECT count(*) FROM heard_line WHERE n IS NULL") >= 2);
        house_enter(&h, 0);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "not shown");
        house_is_silent_on(&h, "3 of");
        house_close(&h);
    }
}

static void
what_made_it_hard_is_told_when_many_name_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        cast_open(&h, s, d, &c, 40, 0);
        for (int i = 0; i < 9; i++)
            run(&h,
                arena_print(d->arena,
                    "INSERT INTO barrier_mark VALUES (%d, %d, (SELECT id FROM "
                    "conversation), '%s', NULL)",
                    100 + i, 7001 + i, i < 6 ? "money" : "time")
                    .ptr);
        run(&h,
            "INSERT INTO barrier_mark VALUES (200, 7001, (SELECT id FROM "
            "conversation), 'other', 'The <door> was shut')");
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "%.*s/close", TEXT_ARG(c.talk_page)).ptr,
                "reason=Done"),
            303);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "named by 6 people");
        house_says(&h, "named by a few");
        /* in words to facilitators alone */
        house_says(&h, "The &lt;door&gt; was shut");
        house_enter(&h, c.c.asha);
        assert_int_equal(see(&h, c.one), 200);
        house_says(&h, "named by 6 people");
        house_is_silent_on(&h, "was shut");
        house_close(&h);
    }
}

static void
what_is_used_is_counted_in_fives(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct heard_cast c;
        cast_open(&h, s, d, &c, 0, 0);
        house_import(&h, "support_offer.csv",
            "code,partnership,what,name,is_on\nt,p,travel,Bus <paid>,yes\n");
        house_import(&h, "barrier_step.csv",
            "code,partnership,barrier,name\ns,p,time,Saturdays now\n");
        text use = arena_print(d->arena, "%.*s/offer/%.*s", TEXT_ARG(c.within),
            TEXT_ARG(key_text(&h, house_key(&h, "support_offer", "t"))));
        assert_int_equal(
            house_post(&h, use.ptr, "used_on=2026-05-07&n=3"), 303);
        house_enter(&h, 0);
        assert_int_equal(see(&h, c.within), 200);
        house_says(&h, "Bus &lt;paid&gt;");
        house_says(&h, "used by fewer than 5 people");
        house_says(&h, "Saturdays now");
        house_enter(&h, c.c.asha);
        assert_int_equal(
            house_post(&h, use.ptr, "used_on=2026-05-07&n=9"), 403);
        house_enter(&h, c.c.lead);
        assert_int_equal(
            house_post(&h, use.ptr, "used_on=2199-05-07&n=9"), 422);
        assert_int_equal(
            house_post(&h, use.ptr, "used_on=2026-05-07&n=9"), 303);
        house_enter(&h, 0);
        assert_int_equal(see(&h, c.within), 200);
        house_says(&h, "used by at least 10 people");
        /* told before people say yes */
        house_enter(&h, c.c.asha);
        assert_int_equal(see(&h,
                             arena_print(d->arena, "%.*s/answer/about",
                                 TEXT_ARG(c.talk_page))),
            200);
        house_says(&h, "Bus &lt;paid&gt;");
        house_close(&h);
    }
}

int
heard_page_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(the_gap_stands_first_and_everybody_can_read_it),
        support_test(while_it_is_open_gaps_are_said_and_no_number),
        support_test(from_week_to_week_nobody_is_found),
        support_test(opened_again_a_few_are_not_the_difference),
        support_test(helpers_are_compared_with_those_who_came_by_themselves),
        support_test(at_the_close_it_is_counted_once_and_for_all),
        support_test(where_nobody_said_anything_nobody_is_missing),
        support_test(a_few_are_not_shown_on_page_or_in_file),
        support_test(what_made_it_hard_is_told_when_many_name_it),
        support_test(what_is_used_is_counted_in_fives),
    };
    return cmocka_run_group_tests_name("decide/heard_page", tests, NULL, NULL);
}
