/* Statements in and out, an appeal to somebody else, a translation that is sent
 * back, what came of each, and what goes with whoever takes theirs back. */
#include "decide/ground/moderation.h"
#include "support/ground_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int moderation_test(void);

static text
own(struct house *h, const struct ground_cast *t, const char *what)
{
    return arena_print(h->d->arena, "%.*s%.*s", TEXT_ARG(t->page),
        TEXT_ARG(arena_print(h->d->arena, what,
            TEXT_ARG(conversation_key(h->d->arena,
                board_cast_count(
                    h, "SELECT id FROM statement WHERE number = 4"))))));
}

/* Asha answers, and adds a fourth statement, which the lead takes out. */
static void
begin(struct house *h, struct support *s, struct support_db *d,
    struct ground_cast *t)
{
    ground_cast_make(h, s, d, t, "Kendu Bay%0AOyugis", "Toxteth", 3);
    house_enter(h, t->c.asha);
    text fields = arena_print(d->arena, "statement=%.*s&vote=agree&unit=%.*s",
        TEXT_ARG(conversation_key(d->arena, t->statements[1])),
        TEXT_ARG(conversation_key(d->arena, t->units[0])));
    assert_int_equal(
        house_post(h, ground_cast_at(h, t, "/answer").ptr, fields.ptr), 303);
    assert_int_equal(house_post(h, ground_cast_at(h, t, "/answer/add").ptr,
                         "lang=en&words=They+are+thieves"),
        200);
    house_enter(h, t->c.lead);
    assert_int_equal(house_post(h, own(h, t, "/statement/%.*s").ptr,
                         "verdict=out&reason=hurts"),
        303);
}

static void
somebody_else_looks_again_and_never_who_took_it_out(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        begin(&h, s, d, &t);
        text appeal = own(&h, &t, "/answer/appeal/%.*s");
        text settle = own(&h, &t, "/appeal/%.*s");
        house_enter(&h, t.c.bjorn);
        assert_int_equal(house_post(&h, appeal.ptr, "words=Mine"), 404);
        house_enter(&h, t.c.asha);
        assert_int_equal(house_post(&h, appeal.ptr, "words="), 422);
        assert_int_equal(
            house_post(&h, appeal.ptr, "words=It+is+%3Ctrue%3E"), 303);
        assert_int_equal(house_post(&h, appeal.ptr, "words=Again"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM statement_appeal"), 1);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/answer/own").ptr), 200);
        house_says(&h, "Nobody has yet");
        /* not who took it out, by neither button */
        house_enter(&h, t.c.lead);
        assert_int_equal(house_get(&h, ground_cast_at(&h, &t, "").ptr), 200);
        house_says(&h, "They are thieves");
        house_is_silent_on(&h, "value=\"in\"");
        assert_int_equal(
            house_post(&h, settle.ptr, "verdict=in&answer=Well"), 403);
        assert_int_equal(
            house_post(&h, own(&h, &t, "/statement/%.*s").ptr, "verdict=in"),
            409);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/moderation").ptr), 200);
        house_says(&h, "You took it out: somebody else decides this.");
        house_says(&h, "It is &lt;true&gt;");
        house_enter(&h, t.c.other_lead);
        assert_int_equal(house_post(&h, settle.ptr, "verdict=in"), 422);
        assert_int_equal(
            house_post(&h, settle.ptr, "verdict=in&answer=It+hurts+nobody"),
            303);
        house_enter(&h, t.c.asha);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/answer/own").ptr), 200);
        house_says(&h, "let it in: It hurts nobody");
        /* nor is it taken out again by the same person: it is asked once */
        house_enter(&h, t.c.lead);
        assert_int_equal(house_post(&h, own(&h, &t, "/statement/%.*s").ptr,
                             "verdict=out&reason=hurts"),
            403);
        text offered = arena_print(d->arena, "action=\"/en%.*s\"",
            TEXT_ARG(text_slice(own(&h, &t, "/statement/%.*s"), 3, 200)));
        assert_int_equal(house_get(&h, ground_cast_at(&h, &t, "").ptr), 200);
        house_is_silent_on(&h, offered.ptr);
        house_enter(&h, t.c.other_lead);
        assert_int_equal(house_get(&h, ground_cast_at(&h, &t, "").ptr), 200);
        house_says(&h, offered.ptr);
        /* the log has the reason and who, and no words */
        house_enter(&h, t.c.bjorn);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/moderation").ptr), 200);
        house_says(&h, "It hurts or threatens people");
        house_says(&h, "1 asked, 1 let in after all, 0 wait");
        house_is_silent_on(&h, "thieves");
        house_is_silent_on(&h, "It is &lt;");
        house_enter(&h, t.c.stranger);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/moderation").ptr), 404);
        house_close(&h);
    }
}

static void
a_translation_that_changes_the_meaning_is_shown_no_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        begin(&h, s, d, &t);
        text key = conversation_key(d->arena, t.statements[2]);
        text write = arena_print(
            d->arena, "%.*s/words/%.*s", TEXT_ARG(t.page), TEXT_ARG(key));
        assert_int_equal(
            house_post(&h, write.ptr, "lang=sw&words=Vibaya"), 303);
        text asked = arena_print(d->arena, "/sw%.*s/answer?s=%.*s",
            TEXT_ARG(conversation_sub(d->arena, t.id, "")), TEXT_ARG(key));
        text back = arena_print(d->arena, "/sw%.*s/answer/back/%.*s",
            TEXT_ARG(conversation_sub(d->arena, t.id, "")), TEXT_ARG(key));
        /* who answers nothing sends nothing back */
        house_enter(&h, t.c.bjorn);
        assert_int_equal(house_post(&h, back.ptr, ""), 403);
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, asked.ptr), 200);
        house_says(&h, "Vibaya");
        /* one person alone marks it, however often */
        assert_int_equal(house_post(&h, back.ptr, ""), 303);
        assert_int_equal(house_post(&h, back.ptr, ""), 303);
        assert_int_equal(house_get(&h, asked.ptr), 200);
        house_says(&h, "Vibaya");
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM statement_back_mark"),
            1);
        text settle = arena_print(
            d->arena, "%.*s/back/%.*s", TEXT_ARG(t.page), TEXT_ARG(key));
        assert_int_equal(
            house_post(&h, settle.ptr, "verdict=back&lang=sw"), 403);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/moderation").ptr), 200);
        house_says(&h, "Does this translation change the meaning?");
        assert_int_equal(
            house_post(&h, settle.ptr, "verdict=right&lang=sw"), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM statement_back_mark"),
            0);
        /* two do */
        house_enter(&h, t.c.asha);
        assert_int_equal(house_post(&h, back.ptr, ""), 303);
        house_enter(&h, t.c.bjorn);
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "%.*s/answer", TEXT_ARG(t.page)).ptr,
                arena_print(d->arena, "statement=%.*s&unit=%.*s&vote=agree",
                    TEXT_ARG(conversation_key(d->arena, t.statements[1])),
                    TEXT_ARG(conversation_key(d->arena, t.units[1])))
                    .ptr),
            303);
        assert_int_equal(house_post(&h, back.ptr, ""), 303);
        assert_int_equal(house_get(&h, asked.ptr), 200);
        house_is_silent_on(&h, "Vibaya");
        house_says(&h, "Statement 2");
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM statement_back_mark"),
            0);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/moderation").ptr), 200);
        house_says(&h, "Vibaya");
        assert_int_equal(
            house_post(&h, write.ptr, "lang=sw&words=Vizuri"), 303);
        house_enter(&h, t.c.asha);
        assert_int_equal(house_get(&h, asked.ptr), 200);
        house_says(&h, "Vizuri");
        house_close(&h);
    }
}

static void
each_statement_has_an_outcome_or_it_is_said_that_it_has_none(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct ground_cast t;
        begin(&h, s, d, &t);
        text outcome = ground_cast_at(&h, &t, "/outcome");
        assert_int_equal(house_get(&h, outcome.ptr), 404); /* still open */
        ground_cast_close(&h, &t);
        assert_int_equal(house_get(&h, outcome.ptr), 200);
        house_says(&h, "Of 3 statements nothing has been said yet.");
        house_is_silent_on(&h, "thieves");
        text one = arena_print(d->arena, "%.*s/outcome/%.*s", TEXT_ARG(t.page),
            TEXT_ARG(conversation_key(d->arena, t.statements[1])));
        house_enter(&h, t.c.bjorn);
        assert_int_equal(
            house_post(&h, one.ptr, "kind=answered&words=No"), 403);
        house_enter(&h, t.c.lead);
        assert_int_equal(
            house_post(&h, one.ptr,
                "kind=taken&words=In&address=/conversation/0000000000000"),
            422);
        house_says(&h, "There is no such page here.");
        text fields = arena_print(d->arena,
            "kind=taken&words=It+is+in+%%3Cthe+plan%%3E&address=/conversation/"
            "%.*s",
            TEXT_ARG(conversation_key(d->arena, t.id)));
        assert_int_equal(house_post(&h, one.ptr, fields.ptr), 303);
        assert_int_equal(house_post(&h, own(&h, &t, "/outcome/%.*s").ptr,
                             "kind=scope&words=Not+here"),
            303);
        assert_int_equal(house_get(&h, outcome.ptr), 200);
        house_says(&h, "Of 2 statements nothing has been said yet.");
        house_says(&h, "It is in &lt;the plan&gt;");
        /* whoever wrote it is told, and takes it all back */
        house_enter(&h, t.c.asha);
        assert_int_equal(
            house_get(&h, ground_cast_at(&h, &t, "/answer/own").ptr), 200);
        house_says(&h, "Not here");
        assert_int_equal(
            house_post(&h, ground_cast_at(&h, &t, "/answer/withdraw").ptr, ""),
            303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT (SELECT count(*) FROM statement_outcome) * 10 + "
                "(SELECT count(*) FROM statement WHERE words LIKE '%thie%')"),
            10);
        /* what was counted stays */
        assert_int_equal(
            board_cast_count(&h, "SELECT sum(agree) FROM answer_count"), 1);
        house_close(&h);
    }
}

int
moderation_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(somebody_else_looks_again_and_never_who_took_it_out),
        support_test(a_translation_that_changes_the_meaning_is_shown_no_more),
        support_test(
            each_statement_has_an_outcome_or_it_is_said_that_it_has_none),
    };
    return cmocka_run_group_tests_name("decide/moderation", tests, NULL, NULL);
}
