/* Conversations and statements are found by whoever may read them, and by
 * nobody else; what is taken out or back is found no more. */
#include "decide/conversation/conversation_find.h"
#include "support/talk_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int conversation_find_test(void);

static void
finds(struct house *h, const char *address, const char *words, bool does)
{
    assert_int_equal(house_get(h, address), 200);
    if (does)
        house_says(h, words);
    else
        house_is_silent_on(h, words);
}

static void
what_is_for_its_sides_is_found_by_them_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "sides");
        finds(&h, "/en/conversations", "Why &lt;late&gt;?", true);
        house_enter(&h, t.c.asha);
        finds(&h, "/en/conversations?q=late", "Why &lt;late&gt;?", true);
        finds(&h, "/sw/conversations?q=road+bad", "The road is bad", true);
        house_enter(&h, t.c.stranger);
        finds(&h, "/en/conversations", "late", false);
        finds(&h, "/en/conversations?q=road", "The road is bad", false);
        house_enter(&h, 0);
        finds(&h, "/en/conversations", "late", false);
        finds(&h, "/en/conversations?q=road", "The road is bad", false);
        house_says(&h, "Nothing was found");
        /* quotes and marks of the index are words like others */
        finds(&h, "/en/conversations?q=%22road%22+OR+%2A%3A", "is bad", false);
        house_close(&h);
    }
}

static void
what_the_network_is_asked_is_found_by_whoever_is_signed_in(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "network");
        house_enter(&h, t.c.stranger);
        finds(&h, "/en/conversations?q=road", "The road is bad", true);
        assert_int_equal(
            house_get(&h, talk_at(&h, &t, "/statements.csv").ptr), 200);
        house_says(&h, "number,language,statement,translation");
        house_says(&h, "The road is bad");
        house_enter(&h, 0);
        finds(&h, "/en/conversations?q=road", "The road is bad", false);
        assert_int_not_equal(
            house_get(&h, talk_at(&h, &t, "/statements.csv").ptr), 200);
        house_close(&h);
    }
}

static void
what_was_taken_out_or_back_is_found_no_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        talk_open(&h, s, d, &t, "network");
        text at = talk_at(&h, &t,
            arena_print(d->arena, "/statement/%.*s",
                TEXT_ARG(talk_key(
                    &h, "SELECT id FROM statement WHERE words LIKE '%road%'")))
                .ptr);
        assert_int_equal(house_post(&h, at.ptr, "verdict=out&reason=off"), 303);
        finds(&h, "/en/conversations?q=road", "is bad", false);
        assert_int_equal(
            house_get(&h, talk_at(&h, &t, "/statements.csv").ptr), 200);
        house_is_silent_on(&h, "The road is bad");
        assert_int_equal(house_post(&h, at.ptr, "verdict=in"), 303);
        finds(&h, "/en/conversations?q=road", "is bad", true);
        /* of who answers: let in, and taken back */
        house_enter(&h, t.c.asha);
        assert_int_equal(
            talk_vote(&h, talk_at(&h, &t, "/answer"), 1, "Oyugis", "agree"),
            303);
        assert_int_equal(house_post(&h, talk_at(&h, &t, "/answer/add").ptr,
                             "words=Zebras+wait+too+long+here&lang=en"),
            200);
        finds(&h, "/en/conversations?q=zebras", "wait too long", false);
        house_enter(&h, t.c.lead);
        at = talk_at(&h, &t,
            arena_print(d->arena, "/statement/%.*s",
                TEXT_ARG(talk_key(
                    &h, "SELECT id FROM statement WHERE words LIKE 'Zebras%'")))
                .ptr);
        assert_int_equal(house_post(&h, at.ptr, "verdict=in"), 303);
        finds(&h, "/en/conversations?q=zebras", "wait too long", true);
        house_enter(&h, t.c.asha);
        assert_int_equal(
            house_post(&h, talk_at(&h, &t, "/answer/withdraw").ptr, ""), 303);
        finds(&h, "/en/conversations?q=zebras", "wait too long", false);
        assert_int_equal(talk_count(&h,
                             "SELECT count(*) FROM search WHERE folded LIKE "
                             "'%zebra%'"),
            0);
        house_close(&h);
    }
}

int
conversation_find_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_is_for_its_sides_is_found_by_them_alone),
        support_test(
            what_the_network_is_asked_is_found_by_whoever_is_signed_in),
        support_test(what_was_taken_out_or_back_is_found_no_more),
    };
    return cmocka_run_group_tests_name(
        "decide/conversation_find", tests, NULL, NULL);
}
