/* Answers that go out, that come back late, and whose questions are gone. */
#include "keep/reply.h"

#include "base/key.h"
#include "os/file.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int reply_carry_test(void);

static const char sheet[] =
    "code,name,kind,language,answered_by,is_repeated,is_open\n"
    "us,About us,assessment,en,side,no,yes\n";
static const char questions[] =
    "code,section,kind,required,may_skip,private,choices,min,max,show_if\n"
    "who,a,choice,yes,yes,,nurse;doctor,,,\n"
    "why,a,long,,,,,,,\n"
    "tags,a,several,,,,red;blue,,,\n"
    "secret,a,short,,,yes,,,,\n";
static const char words[] =
    "key,text\ntitle,About us\nwho,Who?\nwho:nurse,Nurse\nwho:doctor,Doctor\n"
    "why,Why?\ntags,Which?\ntags:red,Red\ntags:blue,Blue\nsecret,Secret?\n";

static void
make_house(struct house *h)
{
    struct why why = { 0 };
    text dir = arena_print(h->d->arena, "%s/us-%s", h->s->folder, h->d->label);
    const struct {
        const char *name, *content;
    } files[] = {
        { "partnership.csv", "code,name,kind,status\np,P,exchange,active\n" },
        { "side.csv", "code,partnership,position,name\ns,p,1,Here\n" },
        { "questionnaire.csv", sheet },
        { "questionnaire/us.csv", questions },
        { "questionnaire/us.en.csv", words },
    };
    assert_int_equal(file_make_folder(arena_print(h->d->arena,
                                          "%.*s/questionnaire", TEXT_ARG(dir)),
                         &why),
        OK);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_int_equal(file_write(arena_print(h->d->arena, "%.*s/%s",
                                        TEXT_ARG(dir), files[i].name),
                             text_of(files[i].content), &why),
            OK);
    house_import_folder(h, arena_c_string(h->d->arena, dir));
}

static const char *
ask(struct house *h, const char *sql)
{
    return arena_c_string(h->d->arena, support_ask(h->s, h->d->url, sql));
}

static text
export_answers(struct house *h, int n)
{
    struct why why = { 0 };
    text all,
        dir = arena_print(
            h->d->arena, "%s/out-%s-%d", h->s->folder, h->d->label, n);
    assert_int_equal(file_make_folder(dir, &why), OK);
    assert_int_equal(reply_export(h->d->db, h->d->arena, dir, &why), OK);
    assert_int_equal(file_read_plain(arena_print(h->d->arena, "%.*s/answer.csv",
                                         TEXT_ARG(dir)),
                         h->d->arena, 1 << 20, &all, &why),
        OK);
    return all;
}

#define HEAD                                                                   \
    "questionnaire,about_kind,about,question,value,turn,lang,done_at,"         \
    "is_skipped\n"
#define DONE ",1,sv,2026-02-03T04:05:06Z,"

static void
what_a_side_agreed_on_goes_out_and_comes_in(void **state)
{
    static const char file[] =
        HEAD "us,side,s,who," DONE "yes\n"
             "us,side,s,why,\"Because, \"\"so\"\"\"" DONE "no\n"
             "us,side,s,tags,\"red;blue\"" DONE "no\n";
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_house(&h);
        house_import(&h, "answer.csv", file);
        text out = export_answers(&h, 1);
        if (!text_is_equal(out, TEXT(file)))
            fail_msg("%.*s", TEXT_ARG(out));
        const char *n = ask(&h, "SELECT count(*) FROM audit");
        house_import(&h, "answer.csv", file);
        assert_string_equal(ask(&h, "SELECT count(*) FROM audit"), n);
        assert_string_equal(ask(&h, "SELECT count(*) FROM reply"), "1");
        /* what one person answered, what is private, what is not sent: no */
        support_exec(
            s, d->url, "UPDATE reply SET person_id = 4711 WHERE person_id = 0");
        assert_true(text_is_equal(export_answers(&h, 2), TEXT(HEAD)));
        support_exec(
            s, d->url, "UPDATE reply SET person_id = 0, status = 'open'");
        assert_true(text_is_equal(export_answers(&h, 3), TEXT(HEAD)));
        house_close(&h);
    }
}

static void
answers_that_are_none_are_refused_with_their_line(void **state)
{
    static const struct {
        const char *row, *said;
    } cases[] = {
        { "gone,side,s,who,nurse" DONE "no\n",
            "answer.csv:2: questionnaire: " },
        { "us,side,t,who,nurse" DONE "no\n", "answer.csv:2: about: " },
        { "us,person,s,who,nurse" DONE "no\n", "answer.csv:2: about: " },
        { "us,side,s,who,king" DONE "no\n", "answer.csv:2: value: " },
        { "us,side,s,secret,hush" DONE "no\n", "answer.csv:2: question: " },
        { "us,side,s,who,nurse,0,sv,,no\n", "answer.csv:2: turn: " },
        { "us,side,s,who,nurse,1,sv,soon,no\n", "answer.csv:2: done_at: " },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_house(&h);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            text said = house_refusals(&h, "answer.csv",
                arena_print(d->arena, HEAD "%s", cases[i].row).ptr);
            if (!text_starts_with(said, text_of(cases[i].said)))
                fail_msg("%s%.*s", cases[i].row, TEXT_ARG(said));
        }
        assert_string_equal(ask(&h, "SELECT count(*) FROM reply"), "0");
        house_close(&h);
    }
}

/* Begin to answer for the side: "/en/answer/KEY/1". */
static const char *
begin(struct house *h, int64_t anna)
{
    char key[KEY_LENGTH];
    struct arena *a = h->d->arena;
    int64_t side = house_key(h, "side", "s");
    house_give(h, anna, "member", "side", side);
    house_enter(h, anna);
    text about =
        arena_print(a, "about=side/%.*s", TEXT_ARG(key_print(side, key)));
    text at = arena_print(a, "/en/answer/new/%.*s",
        TEXT_ARG(key_print(house_key(h, "questionnaire", "us"), key)));
    assert_int_equal(house_post(h, at.ptr, about.ptr), 303);
    return arena_c_string(a, arena_copy(a, house_header(h, "Location")));
}

static void
a_step_that_came_after_its_session_had_ended_is_shown_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char key[KEY_LENGTH];
        text rest;
        house_open(&h, s, d);
        make_house(&h);
        int64_t anna = house_person(&h, "a@x.example");
        int64_t bo = house_person(&h, "b@x.example");
        const char *step = begin(&h, anna);
        assert_int_equal(house_get(&h, step), 200);
        text whose =
            arena_print(d->arena, "for=%.*s", TEXT_ARG(key_print(anna, key)));
        house_says(&h,
            arena_print(d->arena, "name=\"for\" value=\"%.*s\"",
                TEXT_ARG(key_print(anna, key)))
                .ptr);
        const char *fields = arena_print(d->arena,
            "%.*s&has=who&q.who=doctor&has=why&q.why=Too+%%3Clate%%3E&has=tags&"
            "q.tags=red&q.tags=blue&go=next",
            TEXT_ARG(whose))
                                 .ptr;
        house_enter(&h, 0);
        assert_int_equal(house_post(&h, step, fields), 303);
        assert_true(text_starts_with(
            house_header(&h, "Location"), TEXT("/en/sign-in?then=/answer/")));
        text cookie = text_cut(
            arena_copy(d->arena, house_header(&h, "Set-Cookie")), ';', &rest);
        assert_true(text_starts_with(cookie, TEXT("__Host-cp-form=")));
        assert_string_equal(ask(&h, "SELECT count(*) FROM reply_value"), "0");
        /* it is for whom it was made, and nobody else */
        house_enter(&h, bo);
        assert_int_equal(house_get(&h, step), 404);
        house_enter(&h, anna);
        h.session = arena_print(
            d->arena, "%.*s; %.*s", TEXT_ARG(h.session), TEXT_ARG(cookie));
        assert_int_equal(house_get(&h, step), 200);
        house_says(&h, "when you were not signed in any more");
        house_says(&h, "value=\"doctor\" checked");
        house_says(&h, "Too &lt;late&gt;</textarea>");
        house_says(&h, "value=\"blue\" checked");
        /* there until it is saved */
        house_enter(&h, anna);
        assert_int_equal(house_get(&h, step), 200);
        house_says(&h, "Too &lt;late&gt;");
        assert_int_equal(house_post(&h, step, fields), 303);
        assert_string_equal(ask(&h, "SELECT count(*) FROM draft"), "0");
        assert_string_equal(ask(&h, "SELECT count(*) FROM reply_value"), "3");
        assert_int_equal(house_get(&h, step), 200);
        house_is_silent_on(&h, "not signed in any more");
        house_close(&h);
    }
}

static void
a_late_step_that_says_nobody_or_no_step_is_refused(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_house(&h);
        static const char *const tries[][2] = {
            { "/en/answer/0000000000001/1", "has=who&q.who=doctor" },
            { "/en/answer/0000000000001/1", "for=me&has=who&q.who=doctor" },
            { "/en/answer/0000000000001/99999", "for=0000000000001&has=who" },
            { "/en/answer/0000000000001/x", "for=0000000000001&has=who" },
        };
        for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
            assert_int_equal(house_post(&h, tries[i][0], tries[i][1]), 403);
        assert_string_equal(ask(&h, "SELECT count(*) FROM lost_draft"), "0");
        house_close(&h);
    }
}

/* One gone questionnaire does not keep the rest from its owner. */
static void
answers_whose_questions_are_gone_are_still_handed_out(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        make_house(&h);
        const char *step = begin(&h, house_person(&h, "a@x.example"));
        assert_int_equal(
            house_post(&h, step, "has=why&q.why=Because+so&go=next"), 303);
        support_exec(s, d->url,
            "DELETE FROM questionnaire_words; DELETE FROM "
            "questionnaire_version; DELETE FROM questionnaire");
        assert_int_equal(house_get(&h, "/en/me/data.json"), 200);
        house_says(&h, "Because so");
        assert_int_equal(house_get(&h, "/en/me/data"), 200);
        house_close(&h);
    }
}

int
reply_carry_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_a_side_agreed_on_goes_out_and_comes_in),
        support_test(answers_that_are_none_are_refused_with_their_line),
        support_test(
            a_step_that_came_after_its_session_had_ended_is_shown_again),
        support_test(a_late_step_that_says_nobody_or_no_step_is_refused),
        support_test(answers_whose_questions_are_gone_are_still_handed_out),
    };
    return cmocka_run_group_tests_name("keep/reply_carry", tests, NULL, NULL);
}
