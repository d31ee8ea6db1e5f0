/* What somebody needs so that they can take part: said once, with consent,
 * seen by few, met or not, and gone with one tap. */
#include "base/key.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int access_test(void);

static text
key_text(struct house *h, int64_t id)
{
    return key_print(id, arena_new(h->d->arena, char, KEY_LENGTH));
}

static void
a_need_is_seen_by_who_looks_after_it_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        text within = arena_print(d->arena, "/en/partnership/%.*s/access",
            TEXT_ARG(key_text(&h, house_key(&h, "partnership", "p"))));
        text met = arena_print(d->arena, "%.*s/%.*s", TEXT_ARG(within),
            TEXT_ARG(key_text(&h, c.asha)));
        const char *needs = "sign=on&quiet=on&words=A+chair+%3Cwith%3E+arms";
        house_enter(&h, c.asha);
        /* not without their consent; nothing typed is lost */
        assert_int_equal(house_post(&h, "/en/me/access", needs), 422);
        house_says(&h, "A chair &lt;with&gt; arms");
        assert_int_equal(house_post(&h, "/en/me/access",
                             arena_print(d->arena, "%s&agree=on", needs).ptr),
            303);
        assert_int_equal(house_get(&h, within.ptr), 403);
        house_enter(&h, c.stranger);
        assert_int_equal(
            house_post(&h, "/en/me/access", "large=on&agree=on"), 303);
        assert_int_equal(house_get(&h, within.ptr), 403);
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, within.ptr), 200);
        house_says(&h, "Sign language; A quiet place");
        house_says(&h, "A chair &lt;with&gt; arms");
        /* who is in no partnership of theirs is not there */
        house_is_silent_on(&h, "Large print");
        const char *note = "met_on=2026-05-07&occasion=Workshop&met=no";
        assert_int_equal(house_post(&h, met.ptr, note), 303);
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "%.*s/%.*s", TEXT_ARG(within),
                    TEXT_ARG(key_text(&h, c.stranger)))
                    .ptr,
                note),
            404);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, "/en/me/access"), 200);
        house_says(&h, "Workshop <strong>it was not met");
        assert_int_equal(house_post(&h, met.ptr, note), 403);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM audit WHERE detail LIKE '%sign%'"),
            0);
        house_close(&h);
    }
}

static void
a_need_goes_with_its_consent(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        assert_int_equal(
            house_post(&h, "/en/me/access", "large=on&agree=on"), 303);
        text consent = arena_print(d->arena, "/en/me/consent/%.*s",
            TEXT_ARG(
                key_text(&h, board_cast_count(&h, "SELECT id FROM consent"))));
        assert_int_equal(house_post(&h, consent.ptr, ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM access_need"), 0);
        assert_int_equal(
            house_post(&h, "/en/me/access", "large=on&agree=on"), 303);
        assert_int_equal(house_post(&h, "/en/me/access/remove", ""), 303);
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM access_need"), 0);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM consent WHERE withdrawn_at IS NULL"),
            0);
        house_close(&h);
    }
}

int
access_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_need_is_seen_by_who_looks_after_it_alone),
        support_test(a_need_goes_with_its_consent),
    };
    return cmocka_run_group_tests_name("decide/access", tests, NULL, NULL);
}
