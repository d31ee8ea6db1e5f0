/* Positions that are taken in a meeting: with a quorum, by two, and for an
 * organisation by its one person. */
#include "decide/forum/sitting.h"

#include "base/key.h"
#include "support/sitting_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int sitting_position_test(void);

static text
choice_of(struct house *h, const char *label)
{
    text start = arena_print(h->d->arena, "\">%s", label);
    ptrdiff_t at = text_find(h->body, start);
    if (at < KEY_LENGTH)
        fail_msg("no choice %s", label);
    return arena_copy(h->d->arena, text_slice(h->body, at - KEY_LENGTH, at));
}

static int64_t
keeper_of(struct house *h)
{
    return agree_count(h, "SELECT keeper_id FROM sitting");
}

/* Whoever that is confirms each that waits. */
static void
confirm_all(struct house *h, struct sitting_cast *c, int64_t person, int status)
{
    while (agree_count(h, "SELECT count(*) FROM sitting_said") > 0) {
        text what = arena_print(h->d->arena, "/position/%.*s/confirm",
            TEXT_ARG(forum_key(h->d->arena,
                agree_count(h, "SELECT min(id) FROM sitting_said"))));
        house_enter(h, person);
        assert_int_equal(sitting_send(h, c->page, what.ptr, ""), status);
        if (status != 303)
            return;
    }
}

static void
hands_and_a_position_are_taken_with_a_quorum(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c.c);
        agree_open_asking(&h, &c.c);
        house_enter(&h, c.c.lead);
        assert_int_equal(sitting_look(&h, c.page, "/position"), 200);
        house_says(&h, "Write down first who was there.");
        assert_int_equal(
            sitting_send(&h, c.page, "/there", "there_0=1&there_1=0&others=30"),
            303);
        assert_int_equal(sitting_look(&h, c.page, "/position"), 200);
        house_says(&h, "Too few were there to take a position.");
        assert_int_equal(
            sitting_send(&h, c.page, "/position", "words=x&n_agree=1"), 422);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_minute"), 0);
        assert_int_equal(
            sitting_send(&h, c.page, "/there", "there_0=2&there_1=1&others=90"),
            303);
        assert_int_equal(sitting_look(&h, c.page, "/position"), 200);
        text mothers = choice_of(&h, "One number for all &lt;midwives&gt;: M");
        text trust = choice_of(&h, "One number for all &lt;midwives&gt;: T");
        text fields = arena_print(d->arena,
            "unit=%.*s&n_agree=3&n_live=1&words=By+hands", TEXT_ARG(mothers));
        /* two of its side had a seat; others are of none */
        assert_int_equal(
            sitting_send(&h, c.page, "/position", fields.ptr), 422);
        house_says(&h, "There are more hands than people of its side");
        assert_int_equal(
            sitting_send(&h, c.page, "/there", "there_0=1&there_1=1&others=90"),
            303);
        assert_int_equal(sitting_look(&h, c.page, "/position"), 200);
        fields = arena_print(d->arena, "unit=%.*s&position=stand_aside&words=x",
            TEXT_ARG(mothers));
        assert_int_equal(
            sitting_send(&h, c.page, "/position", fields.ptr), 422);
        house_says(&h, "Too few of the group were there");
        assert_int_equal(
            sitting_send(&h, c.page, "/there", "there_0=3&there_1=1&others=1"),
            303);
        assert_int_equal(sitting_look(&h, c.page, "/position"), 200);
        fields = arena_print(d->arena,
            "unit=%.*s&n_agree=2&n_live=1&words=By+<hands>", TEXT_ARG(mothers));
        assert_int_equal(
            sitting_send(&h, c.page, "/position", fields.ptr), 303);
        fields = arena_print(
            d->arena, "unit=%.*s&position=agree&words=As+one", TEXT_ARG(trust));
        assert_int_equal(
            sitting_send(&h, c.page, "/position", fields.ptr), 303);
        /* nothing counts before the other of the two says the same */
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_minute"), 0);
        assert_int_equal(
            agree_count(&h, "SELECT sum(n_heard) FROM proposal_unit"), 0);
        confirm_all(&h, &c, c.c.lead, 403);
        confirm_all(&h, &c, c.c.people[2], 403);
        house_enter(&h, 0);
        assert_int_equal(sitting_look(&h, c.page, ""), 200);
        house_says(&h, "not confirmed yet");
        house_is_silent_on(&h, "By &lt;hands&gt;");
        house_enter(&h, keeper_of(&h));
        assert_int_equal(sitting_look(&h, c.page, "/position"), 200);
        house_says(&h, "By &lt;hands&gt;");
        house_says(&h, "Hands: 2 agree, 1 can live with it");
        confirm_all(&h, &c, keeper_of(&h), 303);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM sitting_said"), 0);
        assert_int_equal(
            agree_count(&h, "SELECT sum(n_heard) FROM proposal_unit"), 4);
        house_enter(&h, 0);
        assert_int_equal(sitting_look(&h, c.page, ""), 200);
        house_is_silent_on(&h, "not confirmed yet");
        house_says(&h, "By &lt;hands&gt;");
        house_says(&h, "As one");
        house_says(&h, "What hands said is told when asking closes");
        assert_int_equal(sitting_look(&h, c.group, ""), 200);
        house_says(&h, "By &lt;hands&gt;");
        house_says(&h, "a position was taken for: The Trust");
        agree_close_asking(&h, &c.c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_close(&h);
    }
}

static void
an_organisation_speaks_by_its_one_person_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c.c);
        agree_open_asking(&h, &c.c);
        /* the trust's person neither chairs nor keeps the minute */
        support_exec(s, d->url,
            arena_print(d->arena, "UPDATE sitting SET keeper_id = %lld",
                (long long)c.c.people[0])
                .ptr);
        house_enter(&h, c.c.lead);
        assert_int_equal(
            sitting_send(&h, c.page, "/there", "there_0=3&there_1=1&others=0"),
            303);
        assert_int_equal(sitting_look(&h, c.page, "/position"), 200);
        text trust = choice_of(&h, "One number for all &lt;midwives&gt;: T");
        text fields = arena_print(
            d->arena, "unit=%.*s&position=agree&words=x", TEXT_ARG(trust));
        assert_int_equal(
            sitting_send(&h, c.page, "/position", fields.ptr), 422);
        house_says(&h, "For an organisation one named person answers.");
        /* and a facilitator who neither chairs nor keeps it writes nothing */
        support_exec(s, d->url,
            arena_print(d->arena, "UPDATE sitting SET chair_id = %lld",
                (long long)c.c.people[1])
                .ptr);
        assert_int_equal(
            sitting_send(&h, c.page, "/position", fields.ptr), 200);
        house_says(&h, "The chair or the keeper of the minute writes");
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_minute"), 0);
        house_close(&h);
    }
}

int
sitting_position_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(hands_and_a_position_are_taken_with_a_quorum),
        support_test(an_organisation_speaks_by_its_one_person_alone),
    };
    return cmocka_run_group_tests_name(
        "decide/sitting_position", tests, NULL, NULL);
}
