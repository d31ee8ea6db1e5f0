/* Told journeys: how they are counted, who sees them, and that they can be
 * taken back out of everything. */
#include "mirror/told.h"

#include "base/key.h"
#include "os/clock.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int told_test(void);

/* ---- People who tell ----------------------------------------------------- */

struct cast {
    struct board_cast c;
    int64_t pathway, side;
    text tell, page;
};

static void
cast_open(
    struct house *h, struct support *s, struct support_db *d, struct cast *c)
{
    board_cast_open(h, s, d, &c->c);
    house_import(
        h, "pathway.csv", "code,side,series,name\nw,hb,care,Care & cure\n");
    house_import(h, "text/pathway/w.en.md",
        "# List\n\nClinic visit\nReferral\nDiagnosis\nTreatment\n\n"
        "within 14 days 80%: Clinic visit -> Diagnosis\n");
    c->pathway = house_key(h, "pathway", "w");
    c->side = house_key(h, "side", "hb");
    c->page = arena_print(h->d->arena, "/en%.*s",
        TEXT_ARG(drawn_sub(h->d->arena, c->pathway, "")));
    c->tell = board_cast_at(h, c->page, "/tell");
}

/* Where the last answer leads, with its language. */
static text
leads_to(struct house *h)
{
    return arena_copy(h->d->arena, house_header(h, "Location"));
}

static text
begin(struct house *h, struct cast *c, const char *uses)
{
    char fields[120];
    snprintf(fields, sizeof fields,
        "teller=self&uses=%s&lang=en&agree=on", uses);
    assert_int_equal(house_post(h, c->tell.ptr, fields), 303);
    text to = leads_to(h);
    assert_true(text_ends_with(to, TEXT("/step")));
    return to;
}

/* "/en/tell/KEY" of "/en/tell/KEY/step" */
static text
journey(struct house *h, text step)
{
    return arena_copy(h->d->arena, text_slice(step, 0, step.len - 5));
}

static text
at(struct house *h, text page, const char *what)
{
    return board_cast_at(h, page, what);
}

static const char *const way[] = {
    "what=Clinic+visit&day=2026-01-05",
    "what=Referral&days=12",
    "what=Diagnosis&days=16",
};

/* Somebody of the side tells one and sends it; the journey's own page. */
static text
tell_one(struct house *h, struct cast *c, int i, const char *uses)
{
    int64_t who =
        house_person(h, arena_print(h->d->arena, "p%d@hb.example", i).ptr);
    house_give(h, who, "guest", "side", c->side);
    house_enter(h, who);
    text step = begin(h, c, uses);
    for (int k = 0; k < 3; k++)
        assert_int_equal(house_post(h, step.ptr, way[k]), 303);
    text own = journey(h, step);
    assert_int_equal(house_post(h, at(h, own, "/send").ptr, ""), 303);
    return own;
}

static void
count_all(struct house *h)
{
    int n_done = 0;
    assert_int_equal(job_work(h->d->home, now_s(), &n_done), OK);
}

static int64_t
n_of(struct house *h, const char *sql)
{
    return board_cast_count(h, sql);
}

static text
log_page(struct house *h)
{
    return arena_print(h->d->arena, "/en/walked/%.*s",
        TEXT_ARG(told_key(h->d->arena,
            n_of(h, "SELECT id FROM pathway_log WHERE status = 'told'"))));
}

/* ---- Counting ------------------------------------------------------------ */

static void
fewer_than_five_are_not_counted_and_five_at_a_time_are(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        for (int i = 0; i < 4; i++)
            tell_one(&h, &c, i, "counts");
        count_all(&h);
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, c.page.ptr), 200);
        house_says(&h, "Nothing is shown until there are five.");
        assert_int_equal(house_get(&h, log_page(&h).ptr), 200);
        house_says(&h, "Nothing is shown until there are five.");
        house_is_silent_on(&h, "Diagnosis");
        assert_int_equal(n_of(&h, "SELECT count(*) FROM pathway_view"), 0);
        for (int i = 4; i < 7; i++)
            tell_one(&h, &c, i, "counts");
        count_all(&h);
        house_enter(&h, c.c.asha);
        assert_int_equal(house_get(&h, c.page.ptr), 200);
        house_says(&h, "What 5 told journeys have in common");
        house_is_silent_on(&h, "7 told");
        assert_int_equal(house_follow(&h, "/en/walked/"), 200);
        house_says(&h, "5 cases");
        house_says(&h, "Then: Referral, usually after 12 d");
        house_close(&h);
    }
}

int
told_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(fewer_than_five_are_not_counted_and_five_at_a_time_are),
    };
    return cmocka_run_group_tests_name("mirror/told", tests, NULL, NULL);
}
