#include "support/told_cast.h"

#include "mirror/told.h"
#include "os/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

void
told_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct told_cast *c)
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
text
told_leads_to(struct house *h)
{
    return arena_copy(h->d->arena, house_header(h, "Location"));
}

text
told_begin(struct house *h, struct told_cast *c, const char *uses)
{
    char fields[120];
    snprintf(
        fields, sizeof fields, "teller=self&uses=%s&lang=en&agree=on", uses);
    assert_int_equal(house_post(h, c->tell.ptr, fields), 303);
    text to = told_leads_to(h);
    assert_true(text_ends_with(to, TEXT("/step")));
    return to;
}

/* "/en/tell/KEY" of "/en/tell/KEY/step" */
text
told_journey(struct house *h, text step)
{
    return arena_copy(h->d->arena, text_slice(step, 0, step.len - 5));
}

const char *const told_way[3] = {
    "what=Clinic+visit&day=2026-01-05",
    "what=Referral&days=12",
    "what=Diagnosis&days=16",
};

/* Somebody of the side tells one and sends it; the journey's own page. */
text
told_tell_one(struct house *h, struct told_cast *c, int i, const char *uses)
{
    int64_t who =
        house_person(h, arena_print(h->d->arena, "p%d@hb.example", i).ptr);
    house_give(h, who, "guest", "side", c->side);
    house_enter(h, who);
    text step = told_begin(h, c, uses);
    for (int k = 0; k < 3; k++)
        assert_int_equal(house_post(h, step.ptr, told_way[k]), 303);
    text own = told_journey(h, step);
    assert_int_equal(
        house_post(h, board_cast_at(h, own, "/send").ptr, ""), 303);
    return own;
}

void
told_count_all(struct house *h)
{
    int n_done = 0;
    assert_int_equal(job_work(h->d->home, now_s(), &n_done), OK);
}

text
told_log_page(struct house *h)
{
    return arena_print(h->d->arena, "/en/walked/%.*s",
        TEXT_ARG(told_key(h->d->arena,
            board_cast_count(
                h, "SELECT id FROM pathway_log WHERE status = 'told'"))));
}
