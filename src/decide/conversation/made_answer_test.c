/* Answers that a file made up: for what is illustrative alone, counted as if
 * they had been given, and never beside what people said. */
#include "decide/conversation/made_answer.h"
#include "os/clock.h"
#include "support/board_cast.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int made_answer_test(void);

#define HEAD "code,partnership,name,lang,opened_to,status,opened_on,closes_on,"
#define CONVERSATIONS                                                          \
    HEAD                                                                       \
        "closed_on,is_illustrative\n"                                          \
        "c,p,What now?,en,sides,closed,2026-03-01,2026-04-01,2026-04-02,yes\n" \
        "o,p,What else?,en,network,open,2026-03-01,2099-04-01,,yes\n"          \
        "r,p,What really?,en,sides,closed,2026-03-01,2026-04-01,2026-04-02,"   \
        "no\n"
#define ANSWERS "code,conversation,unit,answers,about,barriers\n"

static void
bring(struct house *h, const char *statements)
{
    house_import(
        h, "partnership.csv", "code,name,kind,status\np,Talk,borough,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name\np-1,p,1,North\np-2,p,2,South\n");
    house_import(h, "about_question.csv",
        "code,partnership,topic,name,why,position,is_on,is_illustrative\n"
        "q,p,own,Do you work nights?,So that we see it.,1,yes,yes\n");
    house_import(h, "about_group.csv",
        "code,question,position,name,population,is_illustrative\n"
        "q-1,q,1,Yes,0.5,yes\nq-2,q,2,No,0.5,yes\n");
    house_import(h, "conversation.csv", CONVERSATIONS);
    house_import(h, "conversation_unit.csv",
        "code,conversation,side,position,name\n"
        "c-0,c,p-1,0,Uphill\nc-1,c,p-2,1,Downhill\n"
        "o-0,o,p-1,0,Uphill\nr-0,r,p-1,0,Uphill\n");
    house_import(h, "statement.csv", statements);
}

#define STATEMENTS                                                             \
    "code,conversation,number,lang,words,made_on\n"                            \
    "s1,c,1,en,It is far.,2026-03-01\ns2,c,2,en,It is late.,2026-03-01\n"      \
    "t1,o,1,en,It is near.,2026-03-01\nu1,r,1,en,It is so.,2026-03-01\n"

static void
say_of(struct house *h, const char *row, const char *sentence)
{
    text said = house_refusals(
        h, "made_answer.csv", arena_print(&h->arena, ANSWERS "%s\n", row).ptr);
    if (text_find(said, text_of(sentence)) < 0)
        fail_msg("%s: %.*s", row, TEXT_ARG(said));
    assert_int_equal(
        board_cast_count(h, "SELECT count(*) FROM participant"), 0);
}

static void
a_file_answers_only_for_what_is_made_up_and_closed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring(&h, STATEMENTS);
        say_of(&h, "a,r,r-0,1a,,", "illustrative alone");
        say_of(&h, "a,o,o-0,1a,,", "closed alone");
        say_of(&h, "a,c,o-0,1a,,", "another conversation");
        say_of(&h, "a,c,c-0,1a 9d,,", "numbers of statements");
        say_of(&h, "a,c,c-0,1a 2x,,", "numbers of statements");
        say_of(&h, "a,c,c-0,1a,q-9,", "about_group.csv");
        say_of(&h, "a,c,c-0,1a,,boredom", "language, money");
        house_close(&h);
    }
}

static void
what_a_file_made_up_is_counted_once_and_may_be_mended(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char rows[4000], *to = rows;
        int n_done;
        house_open(&h, s, d);
        bring(&h, STATEMENTS);
        to += sprintf(to, ANSWERS);
        for (int i = 0; i < 24; i++)
            to += sprintf(to, "a%d,c,c-%d,1a 2%c,q-%d,%s\n", i, i % 2,
                i % 2 == 0 ? 'd' : 'a', 1 + i % 2, i < 12 ? "time" : "");
        for (int twice = 0; twice < 2; twice++) {
            house_import(&h, "made_answer.csv", rows);
            assert_int_equal(
                board_cast_count(&h, "SELECT count(*) FROM answer"), 48);
            assert_int_equal(
                board_cast_count(&h, "SELECT count(*) FROM about_answer"), 24);
        }
        assert_int_equal(job_work(d->home, now_s() + 60, &n_done), OK);
        /* a visitor reads what comes of it, and who was missing */
        text key =
            conversation_key(&s->arena, house_key(&h, "conversation", "c"));
        assert_int_equal(house_get(&h,
                             arena_print(&s->arena,
                                 "/en/conversation/%.*s/ground", TEXT_ARG(key))
                                 .ptr),
            200);
        house_says(&h, "24 people have answered");
        house_says(&h, "It is far.");
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM heard_line WHERE n = 12 AND n_of = 24"),
            2);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM heard_barrier WHERE n = 12"),
            1);
        /* one row is another: that one's answers are these now */
        house_import(&h, "made_answer.csv", ANSWERS "a0,c,c-0,2p,,\n");
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM answer"), 47);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM participant"), 24);
        house_close(&h);
    }
}

static void
nothing_made_up_comes_beside_what_people_said(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring(&h, STATEMENTS);
        house_import(&h, "made_answer.csv", ANSWERS "a,c,c-0,1a 2d,,\n");
        /* not opened to people any more, on its page and by no file */
        house_enter(&h, house_coordinator(&h, "lead@x.example"));
        text key =
            conversation_key(&s->arena, house_key(&h, "conversation", "c"));
        text at = arena_print(
            &s->arena, "/en/conversation/%.*s/reopen", TEXT_ARG(key));
        at = arena_copy(&s->arena, at);
        assert_int_equal(
            house_post(&h, at.ptr, "closes_on=2099-01-01&reason=More"), 422);
        house_says(&h, "made up for an example");
        text said = house_refusals(&h, "conversation.csv",
            HEAD "closed_on,is_illustrative\n"
                 "c,p,What now?,en,sides,open,2026-03-01,2099-04-01,,yes\n");
        assert_true(text_find(said, TEXT("made up")) >= 0);
        /* somebody answered the other one while it was open */
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM participant"), 1);
        support_exec(s, d->url,
            "INSERT INTO participant (id, conversation_id, unit_id, way) "
            "SELECT 4096, c.id, u.id, 'self' FROM conversation c JOIN "
            "conversation_unit u ON u.conversation_id = c.id WHERE c.code = "
            "'o'");
        house_import(&h, "conversation.csv",
            HEAD "closed_on,is_illustrative\n"
                 "o,p,What else?,en,network,closed,2026-03-01,2026-04-01,"
                 "2026-04-02,yes\n");
        said = house_refusals(&h, "made_answer.csv", ANSWERS "b,o,o-0,1a,,\n");
        assert_true(text_find(said, TEXT("people have answered this")) >= 0);
        house_close(&h);
    }
}

int
made_answer_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_file_answers_only_for_what_is_made_up_and_closed),
        support_test(what_a_file_made_up_is_counted_once_and_may_be_mended),
        support_test(nothing_made_up_comes_beside_what_people_said),
    };
    return cmocka_run_group_tests_name("decide/made_answer", tests, NULL, NULL);
}
