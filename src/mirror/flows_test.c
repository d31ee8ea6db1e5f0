/* Two sides beside each other: who sees what of a log, that nothing small can
 * be worked out, and what is made of a difference. */
#include "mirror/flows.h"

#include "base/key.h"
#include "keep/job.h"
#include "mirror/board.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int flows_test(void);

/* ---- Two sides with a log each --------------------------------------------
 */

struct cast {
    struct board_cast c;
    int64_t hb, lv;       /* pathways */
    text flows, flows_of; /* their page; and up to "=" of the first log */
};

static void
cast_open(
    struct house *h, struct support *s, struct support_db *d, struct cast *c)
{
    board_cast_open(h, s, d, &c->c);
    house_import(h, "pathway.csv",
        "code,side,series,name\nhb,hb,care,Care in Homa Bay\n"
        "lv,lv,care,Care in Liverpool\n");
    house_import(h, "text/pathway/hb.en.md",
        "# List\n\nVisit [stage: contact]\nTest [stage: test]\n"
        "Treat [stage: treatment]\n");
    house_import(h, "text/pathway/lv.en.md",
        "# List\n\nCall [stage: contact]\nNurse?\nScan [stage: test]\n"
        "Surgery [stage: treatment]\n");
    c->hb = house_key(h, "pathway", "hb");
    c->lv = house_key(h, "pathway", "lv");
    c->flows = arena_print(d->arena, "/en/partnership/%.*s/flows",
        TEXT_ARG(board_key(d->arena, house_key(h, "partnership", "p"))));
}

/* So many visit, of them so many are tested, of them so many treated; every
 * third is a man, the even ones came a year later. */
static text
journeys(
    struct arena *a, const char *const steps[3], int n, int tested, int treated)
{
    struct buf b = buf_in(a, 200 * (ptrdiff_t)n + 200);
    buf_add(&b, TEXT("case,what,time,sex\n"));
    for (int i = 0; i < n; i++) {
        int year = i % 2 == 0 ? 2024 : 2023;
        const char *sex = i % 3 == 0 ? "M" : "F";
        buf_print(&b, "p%d,%s,%d-01-01,%s\n", i, steps[0], year, sex);
        if (i < tested)
            buf_print(
                &b, "p%d,%s,%d-02-%02d,\n", i, steps[1], year, 1 + i % 20);
        if (i < treated)
            buf_print(
                &b, "p%d,%s,%d-03-%02d,\n", i, steps[2], year, 1 + i % 20);
    }
    return buf_text(&b);
}

static enum err
read_text(void *context, int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    text piece =
        text_slice(*(const text *)context, (ptrdiff_t)at, (ptrdiff_t)at + room);
    memcpy(to, piece.ptr, (size_t)piece.len);
    *n = piece.len;
    return OK;
}

static enum err
add_step(struct db *writer, struct arena *a, void *arg)
{
    struct pathway_log *row = arg;
    enum err e = pathway_log_insert(writer, row, NULL);
    return e == OK ? job_ask(writer, a, "pathway_read", row->id, 1) : e;
}

/* Its page: "/en/walked/KEY". */
static text
add_log(struct house *h, int64_t pathway, const char *name, text csv,
    const char *rows_until)
{
    struct arena *a = h->d->arena;
    struct file_source from = {
        .read = read_text, .context = &csv, .size = csv.len
    };
    struct pathway_log row = { .id = key_new(),
        .pathway_id = pathway,
        .name = text_of(name),
        .status = TEXT("sent"),
        .file_name = TEXT("x.csv"),
        .case_column = TEXT("case"),
        .activity_column = TEXT("what"),
        .time_column = TEXT("time"),
        .zone = TEXT("UTC"),
        .day_order = TEXT(""),
        .attributes = TEXT("sex"),
        .added_at = now_s(),
        .rows_until = text_of(rows_until) };
    struct kept_file file = {
        .document_id = row.id, .name = TEXT("log"), .type = TEXT("csv")
    };
    int n = 0;
    assert_int_equal(file_keep(h->d->db, a, &from, &file), OK);
    row.has_file_id = true;
    row.file_id = file.id;
    assert_int_equal(db_write(h->d->db, a, add_step, &row), OK);
    assert_int_equal(job_work(h->d->home, now_s(), &n), OK);
    return arena_print(a, "/en/walked/%.*s", TEXT_ARG(board_key(a, row.id)));
}

static const char *const ours[] = { "Visit", "Test", "Treat" };
static const char *const theirs[] = { "Call", "Scan", "Surgery" };

static void
show(struct house *h, int64_t who, text log)
{
    house_enter(h, who);
    assert_int_equal(
        house_post(h, board_cast_at(h, log, "/show").ptr, ""), 303);
}

/* ---- Who sees what --------------------------------------------------------
 */

static void
a_log_is_shown_as_long_as_its_side_says_so(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct cast c;
        cast_open(&h, s, d, &c);
        text log = add_log(&h, c.hb, "Register <one>",
            journeys(d->arena, ours, 100, 60, 40), NULL);
        house_enter(&h, c.c.bjorn);
        assert_int_equal(house_get(&h, c.flows.ptr), 200);
        house_is_silent_on(&h, "Register");
        /* its page is nobody else's, shown or not; and theirs to show alone */
        assert_int_equal(house_get(&h, log.ptr), 404);
        house_says(&h, "or it is for others alone, such as another side");
        assert_int_equal(
            house_post(&h, board_cast_at(&h, log, "/show").ptr, ""), 404);
        house_enter(&h, c.c.other_lead);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, log, "/show").ptr, ""), 404);
        house_enter(&h, c.c.guest);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, log, "/show").ptr, ""), 403);
        assert_int_equal(house_get(&h, c.flows.ptr), 403);
        show(&h, c.c.asha, log);
        house_enter(&h, c.c.bjorn);
        assert_int_equal(house_get(&h, c.flows.ptr), 200);
        house_says(&h, "Register &lt;one&gt;");
        assert_int_equal(house_get(&h, log.ptr), 404);
        house_enter(&h, c.c.stranger);
        assert_int_not_equal(house_get(&h, c.flows.ptr), 200);
        house_enter(&h, c.c.asha);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, log, "/show").ptr, "back=on"),
            303);
        house_enter(&h, c.c.bjorn);
        assert_int_equal(house_get(&h, c.flows.ptr), 200);
        house_is_silent_on(&h, "Register");
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM audit WHERE kind = "
                             "'pathway_log' AND action IN ('show', 'hide')"),
            2);
        house_close(&h);
    }
}

static void
a_difference_between_two_sides_becomes_something(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct cast c;
        cast_open(&h, s, d, &c);
        text a = add_log(
            &h, c.hb, "Ours", journeys(d->arena, ours, 200, 120, 80), NULL);
        text b = add_log(&h, c.lv, "Theirs",
            journeys(d->arena, theirs, 200, 180, 160), NULL);
        show(&h, c.c.bjorn, b);
        show(&h, c.c.asha, a);
        assert_int_equal(house_get(&h, c.flows.ptr), 200);
        house_says(&h,
            "came to: test: 60 % in Homa Bay, 90 % in Liverpool; 30 "
            "points apart.");
        house_says(&h, "Nurse: Liverpool alone has it");
        house_says(&h, "<svg class=\"flow-map\"");
        house_says(&h, "For whom: share that came to each stage");
        assert_int_equal(house_get(&h,
                             board_cast_at(&h, c.flows,
                                 "/make?by=sex&stage=2&kind=board_entry")
                                 .ptr),
            303);
        assert_true(text_find(house_header(&h, "Location"),
                        TEXT("Homa%20Bay%2C%20F%2060%20%25")) > 0);
        assert_int_equal(
            house_get(&h,
                board_cast_at(&h, c.flows, "/make?row=2&kind=board_entry").ptr),
            303);
        text rest;
        text to = text_cut(house_header(&h, "Location"), '#', &rest);
        assert_int_equal(house_get(&h, board_cast_at(&h, to, "").ptr), 200);
        house_says(&h, "name=\"from\" value=\"pathway-");
        house_says(&h, "in Homa Bay, ");
        /* not signed: its link to what it comes from says no time and nobody */
        text from = arena_print(
            d->arena, "pathway-%.*s", TEXT_ARG(board_key(d->arena, c.hb)));
        assert_int_equal(board_cast_add(&h, c.c.ours,
                             arena_print(d->arena,
                                 "heading=weakness&words=Few+tests&lang=en"
                                 "&from=%.*s",
                                 TEXT_ARG(from))
                                 .ptr),
            303);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM thread WHERE kind = "
                             "'comes_from' AND to_kind = 'pathway' AND at % "
                             "86400 = 0"),
            1);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM audit WHERE kind = "
                             "'board_entry'"),
            0);
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h,
                             board_cast_at(&h,
                                 arena_print(d->arena, "/en%.*s",
                                     TEXT_ARG(drawn_sub(d->arena, c.hb, ""))),
                                 "")
                                 .ptr),
            200);
        house_says(&h, "Few tests");
        house_close(&h);
    }
}

/* ---- Small numbers ---------------------------------------------------------
 */

static void
a_side_with_three_patients_is_told_why_nothing_is_shown(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct cast c;
        cast_open(&h, s, d, &c);
        text few =
            add_log(&h, c.hb, "Few", journeys(d->arena, ours, 3, 2, 1), NULL);
        text many = add_log(
            &h, c.lv, "Many", journeys(d->arena, theirs, 100, 60, 40), NULL);
        show(&h, c.c.asha, few);
        show(&h, c.c.bjorn, many);
        assert_int_equal(house_get(&h, c.flows.ptr), 200);
        house_says(&h, "It has fewer than five people");
        house_is_silent_on(&h, "3 cases");
        house_is_silent_on(&h, "2024-01-01");
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, few.ptr), 200);
        house_says(&h, "This log has fewer than five people.");
        house_is_silent_on(&h, "3 cases");
        house_is_silent_on(&h, "<svg class=\"flow-map\"");
        house_close(&h);
    }
}

/* 100 came, 98 were tested: that two were not is nobody's to know. */
static void
what_few_left_out_cannot_be_worked_out(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct cast c;
        cast_open(&h, s, d, &c);
        text log = add_log(&h, c.hb, "Nearly all",
            journeys(d->arena, ours, 100, 98, 60), NULL);
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, log.ptr), 200);
        house_says(&h, "100 cases");
        house_is_silent_on(&h, ">98<");
        house_is_silent_on(&h, "98 cases");
        text side = support_ask(
            s, d->url, "SELECT content FROM pathway_view WHERE kind = 'side'");
        assert_true(text_find(side, TEXT("stage\tcontact\t100")) > 0);
        assert_true(text_find(side, TEXT("stage\ttest\t-")) > 0);
        assert_true(text_find(side, TEXT("98")) < 0);
        text map = support_ask(
            s, d->url, "SELECT content FROM pathway_view WHERE kind = 'map'");
        assert_true(text_find(map, TEXT("98")) < 0);
        house_close(&h);
    }
}

static void
stages_that_do_not_match_are_said_with_a_way_to_align_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct cast c;
        cast_open(&h, s, d, &c);
        house_import(&h, "text/pathway/lv.en.md",
            "# List\n\nCall [stage: first call]\nScan [stage: scan]\n");
        text a = add_log(
            &h, c.hb, "Ours", journeys(d->arena, ours, 50, 30, 20), NULL);
        text b = add_log(
            &h, c.lv, "Theirs", journeys(d->arena, theirs, 50, 30, 20), NULL);
        show(&h, c.c.bjorn, b);
        show(&h, c.c.asha, a);
        assert_int_equal(house_get(&h, c.flows.ptr), 200);
        house_says(&h, "No stage is called alike on the two sides");
        house_says(&h, "first call");
        house_says(&h, "Give steps the stages of the other side");
        house_close(&h);
    }
}

/* ---- Coming back ------------------------------------------------------------
 */

static void
one_log_shows_a_year_beside_another(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct cast c;
        cast_open(&h, s, d, &c);
        house_import(&h, "text/pathway/hb.en.md",
            "# List\n\nVisit [stage: contact]\nTest [stage: test]\n"
            "Treat [stage: treatment]\n\n"
            "within 40 days 80%: Visit -> Test\n");
        (void)add_log(&h, c.hb, "Two years",
            journeys(d->arena, ours, 200, 120, 80), NULL);
        house_enter(&h, c.c.asha);
        text sv = arena_print(d->arena, "/sv%.*s",
            TEXT_ARG(text_slice(c.flows, 3, c.flows.len)));
        assert_int_equal(house_get(&h, sv.ptr), 200);
        house_says(&h,
            "Från Visit till Test inom 40 dagar, för 80 av 100 personer");
        house_is_silent_on(&h, "within 40 days");
        assert_int_equal(house_get(&h, c.flows.ptr), 200);
        house_says(&h, "2023");
        house_says(&h, "100 cases");
        house_says(&h, "Who came how far");
        house_close(&h);
    }
}

static void
rows_that_are_kept_have_no_names_and_go_on_their_day(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct cast c;
        int n = 0;
        cast_open(&h, s, d, &c);
        text log = add_log(&h, c.hb, "Kept",
            journeys(d->arena, ours, 60, 40, 20), "2090-01-01");
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM file WHERE is_whole = 1"),
            1);
        show(&h, c.c.asha, log);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, log, "/again").ptr, ""), 303);
        assert_int_equal(job_work(d->home, now_s(), &n), OK);
        assert_int_equal(house_get(&h, log.ptr), 200);
        house_says(&h, "60 cases");
        house_says(&h, "For now your side alone sees it."); /* other numbers */
        /* a file that comes in is no form: the sweep sees it */
        assert_int_equal(flows_sweep(d->db, d->arena, now_s()), OK);
        assert_int_equal(job_work(d->home, now_s(), &n), OK);
        assert_int_equal(n, 0);
        house_import(&h, "text/pathway/hb.en.md",
            "# List\n\nVisit [stage: contact]\nTest [stage: scan]\n");
        assert_int_equal(flows_sweep(d->db, d->arena, now_s()), OK);
        assert_int_equal(job_work(d->home, now_s(), &n), OK);
        assert_int_equal(n, 1);
        assert_int_equal(house_get(&h, log.ptr), 200);
        house_says(&h, "<th scope=\"row\">scan</th>");
        assert_int_equal(
            flows_sweep(d->db, d->arena, INT64_C(4'000'000'000)), OK);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM file"), 0);
        assert_int_equal(
            house_post(&h, board_cast_at(&h, log, "/again").ptr, ""), 409);
        house_close(&h);
    }
}

static void
what_was_not_read_in_time_is_said_to_be_gone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h = { .s = s, .d = d };
        struct cast c;
        cast_open(&h, s, d, &c);
        text log = add_log(&h, c.hb, "Late", TEXT("no,table\n"), NULL);
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, log.ptr), 200);
        house_says(&h, "How to read it");
        assert_int_equal(
            file_sweep(d->db, d->arena, INT64_C(4'000'000'000)), OK);
        assert_int_equal(house_get(&h, log.ptr), 200);
        house_is_silent_on(&h, "How to read it");
        house_says(&h, "Send it again");
        assert_int_equal(
            house_post(&h, board_cast_at(&h, log, "/read").ptr, "who=a"), 409);
        house_close(&h);
    }
}

int
flows_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_log_is_shown_as_long_as_its_side_says_so),
        support_test(a_difference_between_two_sides_becomes_something),
        support_test(a_side_with_three_patients_is_told_why_nothing_is_shown),
        support_test(what_few_left_out_cannot_be_worked_out),
        support_test(
            stages_that_do_not_match_are_said_with_a_way_to_align_them),
        support_test(one_log_shows_a_year_beside_another),
        support_test(rows_that_are_kept_have_no_names_and_go_on_their_day),
        support_test(what_was_not_read_in_time_is_said_to_be_gone),
    };
    return cmocka_run_group_tests_name("mirror/flows", tests, NULL, NULL);
}
