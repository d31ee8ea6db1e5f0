/* What was said of a text, taken out of sight: for a reason, counted in
 * public, and looked at again by somebody else. */
#include "decide/paragraph/said_care.h"

#include "base/key.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int said_care_test(void);

struct care_cast {
    struct house h;
    struct agree_cast c;
    text page, said; /* of the paragraph; of the comment */
    int64_t second;  /* another who facilitates */
};

static void
cast(struct support *s, struct support_db *d, struct care_cast *t)
{
    agree_cast_open(&t->h, s, d, &t->c);
    t->second = t->c.people[2];
    house_give(
        &t->h, t->second, "facilitator", "partnership", t->c.partnership);
    house_enter(&t->h, t->c.people[1]);
    t->page = arena_print(d->arena, "/en/paragraph/%.*s",
        TEXT_ARG(conversation_key(d->arena,
            agree_count(
                &t->h, "SELECT id FROM paragraph WHERE position = 1"))));
    assert_int_equal(
        house_post(&t->h,
            arena_print(d->arena, "%.*s/comment", TEXT_ARG(t->page)).ptr,
            "words=Ask+Dr+Otieno+%3Cb%3E&lang=en"),
        303);
    t->said = arena_print(d->arena, "%.*s/said/%.*s", TEXT_ARG(t->page),
        TEXT_ARG(conversation_key(
            d->arena, agree_count(&t->h, "SELECT id FROM contribution"))));
}

static int
send_to(struct care_cast *t, const char *what, const char *fields)
{
    return house_post(&t->h,
        arena_print(t->h.d->arena, "%.*s%s", TEXT_ARG(t->said), what).ptr,
        fields);
}

static text
settle_at(struct care_cast *t)
{
    return arena_print(t->h.d->arena, "%.*s/moderation/%.*s",
        TEXT_ARG(t->c.page),
        TEXT_ARG(text_slice(t->said, t->page.len + 6, t->said.len)));
}

static void
what_is_taken_out_is_seen_by_nobody_and_counted_for_all(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct care_cast t;
        cast(s, d, &t);
        /* whoever facilitates, with a reason of the list; nobody else */
        assert_int_equal(send_to(&t, "/out", "reason=names"), 403);
        house_enter(&t.h, t.c.lead);
        assert_int_equal(send_to(&t, "/out", "reason=boring"), 400);
        assert_int_equal(house_get(&t.h, t.said.ptr), 200);
        house_says(&t.h, "Take it out of sight");
        assert_int_equal(send_to(&t, "/out", "reason=names"), 303);
        assert_int_equal(send_to(&t, "/out", "reason=names"), 303);
        assert_int_equal(
            agree_count(&t.h, "SELECT count(*) FROM said_care"), 1);
        assert_int_equal(house_get(&t.h, t.page.ptr), 200);
        house_is_silent_on(&t.h, "Otieno");
        assert_int_equal(house_get(&t.h, t.said.ptr), 404);
        house_enter(&t.h, t.c.people[0]);
        assert_int_equal(agree_page(&t.h, &t.c, "/said"), 200);
        house_is_silent_on(&t.h, "Otieno");
        house_says(&t.h, "Taken out of sight, with a reason.");
        assert_int_equal(agree_page(&t.h, &t.c, "/moderation"), 200);
        house_is_silent_on(&t.h, "Otieno");
        house_says(&t.h, "Something said of paragraph 1");
        house_says(&t.h, "It names somebody, or says how to reach them");
        assert_int_equal(send_to(&t, "/in", ""), 403);
        assert_int_equal(send_to(&t, "/appeal", "words=Mine"), 404);
        house_close(&t.h);
    }
}

static void
who_took_it_out_does_not_settle_the_appeal(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct care_cast t;
        cast(s, d, &t);
        house_enter(&t.h, t.c.lead);
        assert_int_equal(send_to(&t, "/out", "reason=hurts"), 303);
        /* whoever wrote it is told, and asks */
        house_enter(&t.h, t.c.people[1]);
        assert_int_equal(house_get(&t.h, t.page.ptr), 200);
        house_says(&t.h, "What you said was taken out");
        house_says(&t.h, "Ask Dr Otieno &lt;b&gt;");
        assert_int_equal(send_to(&t, "/appeal", "words="), 422);
        assert_int_equal(
            send_to(&t, "/appeal", "words=He+agreed+%22so%22"), 303);
        assert_int_equal(send_to(&t, "/appeal", "words=Again"), 303);
        assert_int_equal(
            agree_count(&t.h, "SELECT count(*) FROM said_appeal"), 1);
        /* nobody is named by that */
        assert_int_equal(
            agree_count(&t.h,
                "SELECT count(*) FROM audit WHERE action = 'appeal' AND "
                "actor_id IS NOT NULL"),
            0);
        house_enter(&t.h, t.c.lead);
        assert_int_equal(agree_page(&t.h, &t.c, "/moderation"), 200);
        house_says(&t.h, "You took it out: somebody else decides this.");
        assert_int_equal(
            house_post(&t.h, settle_at(&t).ptr, "verdict=kept&answer=No"), 403);
        assert_int_equal(send_to(&t, "/in", ""), 409);
        house_enter(&t.h, t.second);
        assert_int_equal(agree_page(&t.h, &t.c, "/moderation"), 200);
        house_says(&t.h, "He agreed &quot;so&quot;");
        assert_int_equal(
            house_post(&t.h, settle_at(&t).ptr, "verdict=in&answer="), 422);
        assert_int_equal(
            house_post(&t.h, settle_at(&t).ptr, "verdict=in&answer=Fine"), 303);
        house_enter(&t.h, t.c.people[0]);
        assert_int_equal(house_get(&t.h, t.page.ptr), 200);
        house_says(&t.h, "Otieno");
        assert_int_equal(agree_page(&t.h, &t.c, "/moderation"), 200);
        house_says(&t.h, "1 asked, 1 let in after all, 0 wait");
        /* and who took it out does not do so again, for it is asked once */
        house_enter(&t.h, t.c.lead);
        assert_int_equal(send_to(&t, "/out", "reason=hurts"), 403);
        assert_int_equal(house_get(&t.h, t.said.ptr), 200);
        house_is_silent_on(&t.h, "Take it out");
        house_enter(&t.h, t.second);
        assert_int_equal(house_get(&t.h, t.said.ptr), 200);
        house_says(&t.h, "Take it out");
        assert_int_equal(
            agree_count(
                &t.h, "SELECT count(*) FROM contribution WHERE status = 'in'"),
            1);
        /* their words go with what hangs on them */
        house_enter(&t.h, t.c.people[1]);
        assert_int_equal(send_to(&t, "/withdraw", ""), 303);
        assert_int_equal(
            agree_count(&t.h, "SELECT count(*) FROM said_appeal"), 0);
        house_close(&t.h);
    }
}

static void
who_wrote_it_does_not_settle_the_appeal_either(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct care_cast t;
        cast(s, d, &t);
        house_give(
            &t.h, t.c.people[1], "facilitator", "partnership", t.c.partnership);
        house_enter(&t.h, t.c.lead);
        assert_int_equal(send_to(&t, "/out", "reason=hurts"), 303);
        house_enter(&t.h, t.c.people[1]);
        assert_int_equal(send_to(&t, "/appeal", "words=Mine"), 303);
        assert_int_equal(
            house_post(&t.h, settle_at(&t).ptr, "verdict=in&answer=Good"), 403);
        assert_int_equal(
            agree_count(
                &t.h, "SELECT count(*) FROM contribution WHERE status = 'in'"),
            0);
        house_enter(&t.h, t.second);
        assert_int_equal(
            house_post(&t.h, settle_at(&t).ptr, "verdict=in&answer=Good"), 303);
        house_close(&t.h);
    }
}

int
said_care_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_is_taken_out_is_seen_by_nobody_and_counted_for_all),
        support_test(who_took_it_out_does_not_settle_the_appeal),
        support_test(who_wrote_it_does_not_settle_the_appeal_either),
    };
    return cmocka_run_group_tests_name("decide/said_care", tests, NULL, NULL);
}
