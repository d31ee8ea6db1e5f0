/* Assessments: pressed by several at once, handed out and erased, gone for
 * good, named to nobody whom they are not for. */
#include "mirror/assess.h"

#include "base/key.h"
#include "keep/person_data.h"
#include "os/thread.h"
#include "support/assess_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int assess_data_test(void);

struct racing {
    struct db_home *home;
    struct taking taking;
    text address;
    char room[64];
    enum err e;
};

static enum err
take_step(struct db *writer, struct arena *a, void *arg)
{
    struct racing *r = arg;
    struct taking t = r->taking;
    enum err e = take_entry(writer, a, &t);
    r->address = arena_copy(a, t.address);
    return e;
}

static void
race(void *arg)
{
    struct racing *r = arg;
    struct arena a;
    struct db *db;
    struct why why = { 0 };
    arena_open(&a, 8 << 20);
    r->e = db_connect(&db, r->home, &why);
    if (r->e == OK) {
        r->e = db_write(db, &a, take_step, r);
        db_disconnect(db);
    }
    arena_close(&a);
}

static void
four_that_take_a_point_up_at_once_make_one_entry(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        enum { N = 4 };
        struct house h;
        struct assess_cast c;
        struct thread threads[N];
        struct racing racing[N];
        struct why why = { 0 };
        assess_cast_open(&h, s, d, &c);
        house_import(
            &h, "board.csv", "code,side,series,name\nhb,hb,one,Births\n");
        house_import(&h, "assessment_point.csv",
            "code,assessment,question,name,made_on\n"
            "x,hb,plan,Plan,2026-05-07\n");
        for (int i = 0; i < N; i++) {
            racing[i] = (struct racing){ .home = d->home,
                .taking = { .from_kind = TEXT("assessment_point"),
                    .from_id = house_key(&h, "assessment_point", "x"),
                    .side_id = c.hb,
                    .board_id = house_key(&h, "board", "hb"),
                    .actor_id = c.asha,
                    .now = 1'790'000'000,
                    .words = TEXT("Plan"),
                    .lang = TEXT("en") } };
            assert_int_equal(
                thread_start(&threads[i], "race", race, &racing[i], &why), OK);
        }
        for (int i = 0; i < N; i++)
            thread_join(&threads[i]);
        for (int i = 0; i < N; i++)
            assert_int_equal(racing[i].e, OK);
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM board_entry"), 1);
        house_close(&h);
    }
}

static text
handed_out(struct house *h, int64_t person_id)
{
    struct buf out = buf_in(h->d->arena, 4096);
    struct json j = json_write(&out);
    json_object(&j);
    assert_int_equal(
        reply_export_person(h->d->db, h->d->arena, person_id, &j), OK);
    json_end(&j);
    return buf_text(&out);
}

static enum err
erase_step(struct db *writer, struct arena *a, void *arg)
{
    return reply_erase_person(writer, a, *(int64_t *)arg);
}

static void
what_one_answered_is_handed_out_and_erased(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        assert_int_equal(assess_cast_answer(&h, &c, c.asha, 1, "Zebra"), 303);
        assert_int_equal(assess_cast_answer(&h, &c, c.bo, 3, "Yak"), 303);
        text out = handed_out(&h, c.asha);
        assert_true(text_find(out, TEXT("Zebra")) > 0);
        assert_true(text_find(out, TEXT("Yak")) < 0);
        assert_int_equal(db_write(d->db, d->arena, erase_step, &c.asha), OK);
        assert_int_equal(assess_cast_count(&h,
                             "SELECT count(*) FROM reply_value WHERE value = "
                             "'Zebra'"),
            0);
        house_enter(&h, c.bo);
        assert_int_equal(house_get(&h, c.ours.ptr), 200);
        house_says(&h, "1 of you has sent an answer.");
        house_close(&h);
    }
}

static enum err
forget_step(struct db *writer, struct arena *a, void *arg)
{
    return assess_forget_thing(writer, a, *(int64_t *)arg);
}

static void
an_assessment_that_is_gone_takes_its_answers_along(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        assert_int_equal(assess_cast_answer(&h, &c, c.asha, 1, "Zebra"), 303);
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, assess_cast_at(&h, c.ours, "/meet").ptr, ""), 303);
        int64_t id = house_key(&h, "assessment", "hb");
        assert_int_equal(db_write(d->db, d->arena, forget_step, &id), OK);
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM reply"), 0);
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM reply_value"), 0);
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM assessment_met"), 0);
        /* and 0, those about themselves, takes none along */
        id = 0;
        support_exec(s, d->url,
            "INSERT INTO reply (id, questionnaire_id, version_id, person_id, "
            "about_id, turn, status, lang, started_at, saved_at) VALUES (5, 1, "
            "1, 7, 0, 1, 'open', 'en', 0, 0)");
        assert_int_equal(db_write(d->db, d->arena, forget_step, &id), OK);
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM reply"), 1);
        house_close(&h);
    }
}

static void
what_is_not_shown_is_not_named_to_the_other_side(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        house_import(&h, "assessment.csv",
            "code,side,questionnaire,series,name,year\n"
            "hb,hb,levels,levels,Quokka counting,2026\n");
        text list = arena_print(d->arena, "/en/partnership/%.*s/assessments",
            TEXT_ARG(board_key(d->arena, house_key(&h, "partnership", "p"))));
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, list.ptr), 200);
        house_is_silent_on(&h, "Quokka");
        house_says(&h, "Homa Bay has not shown its assessment yet.");
        house_close(&h);
    }
}

/* Of a side and a year there is one; who begins it a second time gets it. */
static void
one_assessment_of_a_side_and_a_year(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        text list = arena_print(d->arena, "/en/partnership/%.*s/assessments",
            TEXT_ARG(board_key(d->arena, house_key(&h, "partnership", "p"))));
        text fields =
            arena_print(d->arena, "questionnaire=%.*s&side=%.*s&year=2027",
                TEXT_ARG(board_key(d->arena, c.questionnaire)),
                TEXT_ARG(board_key(d->arena, c.hb)));
        house_enter(&h, c.bjorn); /* not their side */
        assert_int_equal(house_post(&h, list.ptr, fields.ptr), 422);
        house_enter(&h, c.guest);
        assert_int_equal(house_post(&h, list.ptr, fields.ptr), 403);
        house_enter(&h, c.asha);
        assert_int_equal(house_post(&h, list.ptr, fields.ptr), 303);
        text at = arena_copy(d->arena, house_header(&h, "Location"));
        house_enter(&h, c.bo);
        assert_int_equal(house_post(&h, list.ptr, fields.ptr), 303);
        assert_true(text_is_equal(at, house_header(&h, "Location")));
        assert_int_equal(house_get(&h, at.ptr), 200);
        house_says(&h, "Levels, 2027");
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM assessment"), 3);
        house_close(&h);
    }
}

int
assess_data_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(four_that_take_a_point_up_at_once_make_one_entry),
        support_test(what_one_answered_is_handed_out_and_erased),
        support_test(an_assessment_that_is_gone_takes_its_answers_along),
        support_test(what_is_not_shown_is_not_named_to_the_other_side),
        support_test(one_assessment_of_a_side_and_a_year),
    };
    return cmocka_run_group_tests_name("mirror/assess_data", tests, NULL, NULL);
}
