/* Assessments: answered apart, agreed together, shown when the side says so,
 * and what is weak taken up. */
#include "mirror/assess.h"

#include "base/key.h"
#include "support/assess_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int assess_test(void);

static void
three_answer(struct house *h, const struct assess_cast *c)
{
    assert_int_equal(assess_cast_answer(h, c, c->asha, 1, "Zebra"), 303);
    assert_int_equal(assess_cast_answer(h, c, c->bo, 3, "Yak"), 303);
    assert_int_equal(assess_cast_answer(h, c, c->cleo, 1, "Wasp"), 303);
}

static void
begin_meeting(struct house *h, const struct assess_cast *c)
{
    house_enter(h, c->lead);
    assert_int_equal(
        house_post(h, assess_cast_at(h, c->ours, "/meet").ptr, ""), 303);
}

static text
together_of(struct house *h, const struct assess_cast *c)
{
    text fields = arena_print(h->d->arena, "about=assessment/%.*s&together=on",
        TEXT_ARG(board_key(h->d->arena, house_key(h, "assessment", "hb"))));
    assert_int_equal(house_post(h, c->begin.ptr, fields.ptr), 303);
    return arena_copy(h->d->arena, house_header(h, "Location"));
}

static void
nobody_sees_another_s_answer_before_the_meeting(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        three_answer(&h, &c);
        int64_t all[] = { c.asha, c.bo, c.lead, c.guest };
        for (int i = 0; i < 4; i++) {
            house_enter(&h, all[i]);
            assert_int_equal(house_get(&h, c.ours.ptr), 200);
            house_says(&h, "3 of you have sent an answer.");
            house_is_silent_on(&h, "Zebra");
            house_is_silent_on(&h, "Yak");
            /* nor is anything agreed on before it */
            text fields = arena_print(d->arena,
                "about=assessment/%.*s&together=on",
                TEXT_ARG(
                    board_key(d->arena, house_key(&h, "assessment", "hb"))));
            assert_int_equal(house_post(&h, c.begin.ptr, fields.ptr), 404);
        }
        assert_int_equal(assess_cast_count(&h,
                             "SELECT count(*) FROM reply WHERE person_id = 0"),
            0);
        house_close(&h);
    }
}

static void
the_meeting_shows_what_was_answered_without_who(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        three_answer(&h, &c);
        begin_meeting(&h, &c);
        house_enter(&h, c.asha);
        text step = together_of(&h, &c);
        assert_int_equal(house_get(&h, step.ptr), 200);
        house_says(&h, "2 × 1: From day to day");
        house_says(&h, "Zebra");
        house_says(&h, "Yak");
        house_is_silent_on(&h, "asha");
        /* words stand in an order of their own, not in that of the levels */
        assert_true(
            text_find(h.body, TEXT("Wasp")) < text_find(h.body, TEXT("Yak")));
        assert_true(
            text_find(h.body, TEXT("Yak")) < text_find(h.body, TEXT("Zebra")));
        house_close(&h);
    }
}

static void
agree_without_seeing(void **state, int n)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        if (n > 0)
            assert_int_equal(
                assess_cast_answer(&h, &c, c.asha, 1, "Zebra"), 303);
        if (n > 1)
            assert_int_equal(assess_cast_answer(&h, &c, c.bo, 3, "Yak"), 303);
        begin_meeting(&h, &c);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "agree without them");
        text step = together_of(&h, &c);
        assert_int_equal(house_get(&h, step.ptr), 200);
        house_says(&h, "Fewer than 3 of you");
        house_is_silent_on(&h, "Zebra");
        house_is_silent_on(&h, "Yak");
        house_is_silent_on(&h, "×");
        house_enter(&h, c.asha);
        assert_int_equal(assess_cast_agree(&h, &c, 2, "Agreed+anyway"), 303);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "Agreed anyway");
        house_close(&h);
    }
}

static void
with_no_answer_at_all_a_side_can_still_agree(void **state)
{
    agree_without_seeing(state, 0);
}
static void
of_one_answer_nothing_is_shown(void **state)
{
    agree_without_seeing(state, 1);
}
static void
of_two_answers_nothing_is_shown(void **state)
{
    agree_without_seeing(state, 2);
}

static void
whoever_answers_after_the_meeting_began_is_told_so(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        three_answer(&h, &c);
        /* Dan has begun, and sends his step too late */
        house_enter(&h, c.dan);
        text fields = arena_print(d->arena, "about=assessment/%.*s",
            TEXT_ARG(board_key(d->arena, house_key(&h, "assessment", "hb"))));
        assert_int_equal(house_post(&h, c.begin.ptr, fields.ptr), 303);
        text step = arena_copy(d->arena, house_header(&h, "Location"));
        begin_meeting(&h, &c);
        house_enter(&h, c.dan);
        assert_int_equal(house_post(&h, step.ptr,
                             "has=plan&q.plan=4&has=plan_why&q.plan_why="
                             "My+long+thought&go=next"),
            409);
        house_says(&h, "Answers apart are over");
        house_says(&h, "My long thought"); /* nothing typed is lost */
        assert_int_equal(house_get(&h, step.ptr), 303);
        text mine = text_slice(step, 0, step.len - 2);
        assert_int_equal(
            house_post(&h, assess_cast_at(&h, mine, "/send").ptr, ""), 303);
        /* nor can one that was sent be changed, or another begun */
        house_enter(&h, c.asha);
        house_enter(&h, c.lead);
        assert_int_equal(house_post(&h, c.begin.ptr, fields.ptr), 303);
        assert_true(
            text_find(house_header(&h, "Location"), TEXT("/assessment/")) > 0);
        assert_int_equal(assess_cast_count(&h,
                             "SELECT count(*) FROM reply WHERE person_id > 0 "
                             "AND status = 'done'"),
            3);
        /* a second press of the button changes nothing */
        begin_meeting(&h, &c);
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM assessment_met"), 1);
        house_close(&h);
    }
}

static void
everybody_answers_once_also_where_it_is_repeated(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        assert_int_equal(assess_cast_answer(&h, &c, c.asha, 1, "Zebra"), 303);
        for (int i = 0; i < 3; i++) {
            text fields = arena_print(d->arena, "about=assessment/%.*s",
                TEXT_ARG(
                    board_key(d->arena, house_key(&h, "assessment", "hb"))));
            assert_int_equal(house_post(&h, c.begin.ptr, fields.ptr), 303);
        }
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM reply"), 1);
        house_close(&h);
    }
}

static void
the_other_side_reads_what_was_agreed_once_it_is_shown(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        three_answer(&h, &c);
        begin_meeting(&h, &c);
        /* nothing is agreed: nothing to show */
        assert_int_equal(
            house_post(&h, assess_cast_at(&h, c.ours, "/show").ptr, ""), 409);
        assert_int_equal(assess_cast_agree(&h, &c, 2, "We+met"), 303);
        int64_t out[] = { c.bjorn, c.other_lead, c.stranger };
        text csv = assess_cast_at(&h, c.ours, "/profile.csv");
        for (int i = 0; i < 3; i++) {
            house_enter(&h, out[i]);
            assert_int_equal(house_get(&h, c.ours.ptr), 404);
            assert_int_equal(house_get(&h, csv.ptr), 404);
            assert_int_equal(
                house_post(&h, assess_cast_at(&h, c.ours, "/show").ptr, ""),
                404);
            assert_int_equal(
                house_post(&h, assess_cast_at(&h, c.ours, "/meet").ptr, ""),
                404);
        }
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, c.theirs.ptr), 200);
        house_is_silent_on(&h, "We met");
        house_enter(&h, c.asha);
        assert_int_equal(
            house_post(&h, assess_cast_at(&h, c.ours, "/show").ptr, ""), 403);
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, assess_cast_at(&h, c.ours, "/show").ptr, ""), 303);
        int64_t reads[] = { c.bjorn, c.other_lead };
        for (int i = 0; i < 2; i++) {
            house_enter(&h, reads[i]);
            assert_int_equal(house_get(&h, c.ours.ptr), 200);
            house_says(&h, "We met");
            house_says(&h, "2 / 4");
            house_is_silent_on(&h, "Zebra"); /* what was said apart stays */
            house_is_silent_on(&h, "of you have sent");
            house_is_silent_on(&h, "What is weak");
            assert_int_equal(house_get(&h, csv.ptr), 200);
            house_is_silent_on(&h, "Zebra");
            /* nor do they take part in it */
            text fields = arena_print(d->arena,
                "about=assessment/%.*s&together=on",
                TEXT_ARG(
                    board_key(d->arena, house_key(&h, "assessment", "hb"))));
            assert_int_equal(house_post(&h, c.begin.ptr, fields.ptr), 404);
        }
        /* a facilitator of the partnership, of the other side: not theirs */
        assert_int_equal(
            house_post(&h, assess_cast_at(&h, c.ours, "/show").ptr, ""), 409);
        assert_int_equal(
            house_post(&h, assess_cast_at(&h, c.ours, "/meet").ptr, ""), 409);
        house_enter(&h, c.stranger);
        assert_int_equal(house_get(&h, c.ours.ptr), 404);
        house_close(&h);
    }
}

/* What a coordinator may see of others stops before what people answered. */
static void
what_was_answered_apart_is_in_no_result_and_no_file(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        three_answer(&h, &c);
        assert_int_equal(assess_cast_answer(&h, &c, c.dan, 2, "Viper"), 303);
        assert_int_equal(assess_cast_answer(&h, &c, c.lead, 2, "Urchin"), 303);
        int64_t boss = house_coordinator(&h, "boss@net.example");
        house_enter(&h, boss);
        text results = arena_print(d->arena, "/en/questionnaire/%.*s/results",
            TEXT_ARG(board_key(d->arena, c.questionnaire)));
        assert_int_equal(house_get(&h, results.ptr), 200);
        house_says(&h, "0 answers were sent.");
        assert_int_equal(
            house_get(&h, assess_cast_at(&h, results, ".csv").ptr), 200);
        house_is_silent_on(&h, "Zebra");
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_is_silent_on(&h, "Zebra");
        begin_meeting(&h, &c);
        text step = together_of(&h, &c);
        house_enter(&h, boss);
        assert_int_equal(house_get(&h, step.ptr), 404);
        house_close(&h);
    }
}

static void
a_weak_point_becomes_one_entry_however_often_it_is_pressed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        house_import(&h, "board.csv",
            "code,side,series,name\nhb,hb,one,Births\nlv,lv,one,Births\n");
        three_answer(&h, &c);
        begin_meeting(&h, &c);
        assert_int_equal(assess_cast_agree(&h, &c, 1, "We+met"), 303);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "A low level.");
        house_says(&h, "Put it on the board");
        text take = assess_cast_at(&h, c.ours, "/take");
        text fields =
            arena_print(d->arena, "question=plan&how=entry&board=%.*s",
                TEXT_ARG(board_key(d->arena, house_key(&h, "board", "hb"))));
        assert_int_equal(house_post(&h, take.ptr, fields.ptr), 303);
        text at = arena_copy(d->arena, house_header(&h, "Location"));
        house_enter(&h, c.bo);
        assert_int_equal(house_post(&h, take.ptr, fields.ptr), 303);
        assert_true(text_is_equal(at, house_header(&h, "Location")));
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM board_entry"), 1);
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM assessment_point"), 1);
        assert_int_equal(house_get(&h, at.ptr), 200);
        house_says(&h, "How do you &lt;plan&gt;? 1 of 4");
        house_says(&h, "Comes from");
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "Entry on a board");
        /* the other side's board is not theirs to fill */
        text wrong =
            arena_print(d->arena, "question=staff&how=entry&board=%.*s",
                TEXT_ARG(board_key(d->arena, house_key(&h, "board", "lv"))));
        assert_int_equal(house_post(&h, take.ptr, wrong.ptr), 409);
        house_says(&h, "no such board");
        assert_int_equal(
            house_post(&h, take.ptr, "question=nonsense&how=need"), 409);
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM board_entry"), 1);
        house_enter(&h, c.guest);
        assert_int_equal(house_post(&h, take.ptr, fields.ptr), 403);
        house_close(&h);
    }
}

static void
a_request_for_help_is_named_after_the_point(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        begin_meeting(&h, &c);
        assert_int_equal(assess_cast_agree(&h, &c, 1, "We+met"), 303);
        text take = assess_cast_at(&h, c.ours, "/take");
        assert_int_equal(
            house_post(&h, take.ptr, "question=plan&how=project"), 303);
        text at = arena_copy(d->arena, house_header(&h, "Location"));
        assert_true(text_find(at, TEXT("from=assessment_point-")) > 0);
        assert_int_equal(house_get(&h, at.ptr), 200);
        house_says(&h, "value=\"How do you &lt;plan&gt;? 1 of 4\"");
        /* also for a member, wherever they are offered it */
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        if (text_find(h.body, TEXT("value=\"project\"")) > 0) {
            assert_int_equal(
                house_post(&h, take.ptr, "question=plan&how=project"), 303);
            at = arena_copy(d->arena, house_header(&h, "Location"));
            assert_int_equal(house_get(&h, at.ptr), 200);
        }
        house_close(&h);
    }
}

static void
weak_is_low_or_far_below_or_less_than_before(void **state)
{
    (void)state;
    const struct question four = { .min = 1, .max = 4 },
                          ten = { .min = 0, .max = 10 };
    const struct assess_level none = { 0 };
    const struct {
        const struct question *q;
        struct assess_level own, before, other;
        unsigned weak;
    } cases[] = {
        { &four, { true, 1 }, none, none, WEAK_LOW },
        { &four, { true, 2 }, none, none, WEAK_LOW },
        { &four, { true, 3 }, none, none, 0 },
        { &four, { true, 3 }, { true, 4 }, none, WEAK_LATER },
        { &four, { true, 3 }, { true, 3 }, { true, 4 }, 0 },
        { &four, { true, 2 }, { true, 1 }, { true, 4 },
            WEAK_LOW | WEAK_BESIDE },
        { &ten, { true, 4 }, none, { true, 9 }, WEAK_BESIDE },
        { &ten, { true, 5 }, none, { true, 9 }, 0 },
        { &ten, none, { true, 4 }, { true, 9 }, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(assess_weak(cases[i].q, cases[i].own, cases[i].before,
                             &cases[i].other, 1),
            cases[i].weak);
}

static void
long_words_in_a_fourth_script_are_kept_or_refused_with_a_sentence(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        char *words = arena_new(d->arena, char, 90'001);
        ptrdiff_t n = 0;
        for (int i = 0; i < 10'000; i++) /* Amharic, three bytes each */
            for (const char *p = "%E1%88%80"; *p != '\0'; p++)
                words[n++] = *p;
        /* ten thousand letters are more than an answer holds: it is said, and
           they are on the page again */
        assert_int_equal(assess_cast_answer(&h, &c, c.asha, 1, words), 422);
        house_says(&h, "\xE1\x88\x80\xE1\x88\x80\xE1\x88\x80");
        /* two thousand are kept */
        words[2000 * 9] = '\0';
        assert_int_equal(assess_cast_answer(&h, &c, c.asha, 1, words), 303);
        house_close(&h);
    }
}

int
assess_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(nobody_sees_another_s_answer_before_the_meeting),
        support_test(the_meeting_shows_what_was_answered_without_who),
        support_test(with_no_answer_at_all_a_side_can_still_agree),
        support_test(of_one_answer_nothing_is_shown),
        support_test(of_two_answers_nothing_is_shown),
        support_test(whoever_answers_after_the_meeting_began_is_told_so),
        support_test(everybody_answers_once_also_where_it_is_repeated),
        support_test(the_other_side_reads_what_was_agreed_once_it_is_shown),
        support_test(what_was_answered_apart_is_in_no_result_and_no_file),
        support_test(
            a_weak_point_becomes_one_entry_however_often_it_is_pressed),
        support_test(a_request_for_help_is_named_after_the_point),
        support_test(weak_is_low_or_far_below_or_less_than_before),
        support_test(
            long_words_in_a_fourth_script_are_kept_or_refused_with_a_sentence),
    };
    return cmocka_run_group_tests_name("mirror/assess", tests, NULL, NULL);
}
