/* Told journeys as a log: what is counted of them, and what is never made up.
 */
#include "mirror/told.h"

#include "os/clock.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

int told_count_test(void);

static int64_t
open_with(struct house *h, struct support *s, struct support_db *d,
    struct board_cast *c, const char *told, const char *steps)
{
    board_cast_open(h, s, d, c);
    house_import(h, "pathway.csv", "code,side,series,name\nw,hb,care,Care\n");
    house_import(h, "text/pathway/w.en.md",
        "# List\n\nVisit [log: Clinic visit, \"Visit\"]\nReferral\nDiagnosis\n"
        "\nwithin 14 days 80%: Visit -> Diagnosis\n");
    house_import(h, "told.csv", told);
    house_import(h, "told_step.csv", steps);
    return house_key(h, "pathway", "w");
}

/* Twelve journeys alike; the second step's day is known, or not. */
static void
twelve(struct buf *told, struct buf *steps, bool is_known)
{
    buf_print(told, "code,pathway,teller,uses,lang,sent_on\n");
    buf_print(steps, "code,told,position,name,words,dated,on_day,after_days\n");
    for (int i = 0; i < 12; i++) {
        buf_print(told, "t%d,w,self,counts,en,2026-02-%02d\n", i, i + 1);
        buf_print(steps, "a%d,t%d,1,Visit,,day,2026-01-05,\n", i, i);
        buf_print(steps,
            is_known ? "b%d,t%d,2,Referral,,after,,20\n"
                     : "b%d,t%d,2,Referral,,unknown,,\n",
            i, i);
        buf_print(steps, "c%d,t%d,3,Diagnosis,,day,2026-02-05,\n", i, i);
    }
}

static text
count_now(struct house *h, int64_t pathway, const char *kind)
{
    char sql[200];
    int n_done;
    assert_int_equal(told_sweep(h->d->db, h->d->arena, now_s()), OK);
    assert_int_equal(job_work(h->d->home, now_s(), &n_done), OK);
    snprintf(sql, sizeof sql,
        "SELECT v.content FROM pathway_view v JOIN told_book b ON b.log_id = "
        "v.log_id WHERE b.pathway_id = %lld AND v.kind = '%s'",
        (long long)pathway, kind);
    return support_ask(h->s, h->d->url, sql);
}

static void
must_hold(text whole, const char *part, bool is_there)
{
    if ((text_find(whole, text_of(part)) >= 0) != is_there)
        fail_msg("%s is %s in: %.*s", part, is_there ? "not" : "there",
            TEXT_ARG(whole));
}

static void
look_at_waits(struct support *s, struct support_db *d, bool is_known)
{
    struct house h;
    struct board_cast c;
    struct buf told = buf_in(d->arena, 2000), steps = buf_in(d->arena, 4000);
    twelve(&told, &steps, is_known);
    int64_t w =
        open_with(&h, s, d, &c, arena_c_string(d->arena, buf_text(&told)),
            arena_c_string(d->arena, buf_text(&steps)));
    text waits = count_now(&h, w, "waits");
    must_hold(waits, "\"late\":10", is_known);
    must_hold(waits, "\"wait_us\":2678400000000", is_known);
    must_hold(waits, "\"never\":0", true);
    text map = count_now(&h, w, "map");
    /* 20 days after the visit; 11 after the referral */
    must_hold(map, "1728000000000", is_known);
    must_hold(map, "950400000000", is_known);
    /* the order is known all the same, and fits */
    must_hold(count_now(&h, w, "ways"),
        "[\"Visit\",\"Referral\",\"Diagnosis\"]", true);
    must_hold(count_now(&h, w, "fit"), "\"fit_frac\":1", true);
    house_close(&h);
}

static void
a_wait_is_of_days_that_are_known(void **state)
{
    struct support *s = *state;
    support_for_each(s, d) look_at_waits(s, d, true);
}

static void
a_wait_that_nobody_knows_is_not_made_up(void **state)
{
    struct support *s = *state;
    support_for_each(s, d) look_at_waits(s, d, false);
}

static void
a_list_that_is_drawn_anew_is_counted_anew(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        struct buf told = buf_in(d->arena, 2000);
        struct buf steps = buf_in(d->arena, 4000);
        twelve(&told, &steps, true);
        int64_t w =
            open_with(&h, s, d, &c, arena_c_string(d->arena, buf_text(&told)),
                arena_c_string(d->arena, buf_text(&steps)));
        must_hold(count_now(&h, w, "fit"), "\"fit_frac\":1", true);
        assert_int_equal(
            board_cast_count(&h, "SELECT n_counted FROM told_book"), 10);
        /* nothing new: nothing is asked for */
        assert_int_equal(told_sweep(d->db, d->arena, 0), OK);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM job WHERE status = "
                             "'waiting'"),
            0);
        /* by a form that knows of no journeys */
        house_import(&h, "text/pathway/w.en.md",
            "# List\n\nVisit\nTriage\nReferral\nDiagnosis\n");
        must_hold(count_now(&h, w, "fit"), "\"fit_frac\":0", true);
        /* and by the one that does, in its step */
        struct drawing mine = { .id = w,
            .actor_id = c.asha,
            .was = TEXT("Visit\nTriage\nReferral\nDiagnosis"),
            .source = TEXT("Visit\nReferral\nDiagnosis\n"),
            .lang = TEXT("en"),
            .token = TEXT("a token of mine"),
            .address = TEXT("/") };
        assert_int_equal(db_write(d->db, d->arena, drawn_save, &mine), OK);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM job WHERE status = "
                             "'waiting'"),
            1);
        house_close(&h);
    }
}

static void
what_somebody_told_is_handed_out_to_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        struct buf told = buf_in(d->arena, 2000), all = buf_in(d->arena, 4000);
        struct buf steps = buf_in(d->arena, 4000);
        struct json out = json_write(&all);
        twelve(&told, &steps, true);
        int64_t w =
            open_with(&h, s, d, &c, arena_c_string(d->arena, buf_text(&told)),
                arena_c_string(d->arena, buf_text(&steps)));
        assert_true(count_now(&h, w, "ways").len > 0);
        support_exec(s, d->url,
            arena_print(d->arena,
                "UPDATE told SET person_id = %lld WHERE code = 't3'",
                (long long)c.asha)
                .ptr);
        json_object(&out);
        assert_int_equal(told_export_person(d->db, d->arena, c.asha, &out), OK);
        json_end(&out);
        must_hold(buf_text(&all), "\"what\":\"Referral\"", true);
        must_hold(buf_text(&all), "\"days_after\":20", true);
        house_close(&h);
    }
}

static enum err
erase_step(struct db *writer, struct arena *a, void *arg)
{
    return told_erase_person(writer, a, *(const int64_t *)arg);
}

static void
who_is_erased_is_in_no_view_any_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        struct buf told = buf_in(d->arena, 2000);
        struct buf steps = buf_in(d->arena, 4000);
        twelve(&told, &steps, true);
        int64_t w =
            open_with(&h, s, d, &c, arena_c_string(d->arena, buf_text(&told)),
                arena_c_string(d->arena, buf_text(&steps)));
        assert_true(count_now(&h, w, "ways").len > 0);
        support_exec(s, d->url,
            arena_print(d->arena,
                "UPDATE told SET person_id = %lld WHERE code = 't3'",
                (long long)c.asha)
                .ptr);
        assert_int_equal(db_write(d->db, d->arena, erase_step, &c.asha), OK);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM pathway_view"), 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told WHERE code = 't3'"),
            0);
        /* nor anybody whom the difference would then show alone */
        must_hold(count_now(&h, w, "ways"), "\"cases\":5", true);
        house_close(&h);
    }
}

static enum err
forget_step(struct db *writer, struct arena *a, void *arg)
{
    enum err e = told_forget_thing(writer, a, *(const int64_t *)arg);
    return e == OK ? told_forget_old(writer, a, now_s()) : e;
}

static void
what_goes_with_its_pathway_or_with_time_is_gone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        struct buf told = buf_in(d->arena, 2000);
        struct buf steps = buf_in(d->arena, 4000);
        twelve(&told, &steps, true);
        int64_t w =
            open_with(&h, s, d, &c, arena_c_string(d->arena, buf_text(&told)),
                arena_c_string(d->arena, buf_text(&steps)));
        support_exec(s, d->url,
            "UPDATE told SET pathway_id = 7, sent_on = NULL, begun_on = "
            "'2020-01-01' WHERE code = 't1'");
        assert_int_equal(db_write(d->db, d->arena, forget_step, &w), OK);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM told"), 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_step"), 0);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM told_book"), 0);
        house_close(&h);
    }
}

int
told_count_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_wait_is_of_days_that_are_known),
        support_test(a_wait_that_nobody_knows_is_not_made_up),
        support_test(a_list_that_is_drawn_anew_is_counted_anew),
        support_test(what_somebody_told_is_handed_out_to_them),
        support_test(who_is_erased_is_in_no_view_any_more),
        support_test(what_goes_with_its_pathway_or_with_time_is_gone),
    };
    return cmocka_run_group_tests_name("mirror/told_count", tests, NULL, NULL);
}
