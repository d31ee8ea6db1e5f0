/* What is laid open and asked now reaches who does not know its address; what
 * is not public stays hidden. */
#include "decide/proposal/deciding.h"

#include "base/key.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int deciding_test(void);

static int
within(struct house *h, const struct agree_cast *c, const char *what)
{
    char key[KEY_LENGTH];
    text to = arena_print(h->d->arena, "/en/partnership/%.*s%s",
        TEXT_ARG(key_print(c->partnership, key)), what);
    return house_get(h, to.ptr);
}

static void
a_list_that_is_laid_open_is_found_by_whoever_comes_by(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        int64_t others[] = { 0, c.stranger };
        static const char *const lists[] = { "/proposals", "/proposals.csv",
            "/proposals?q=midwives" };
        for (int i = 0; i < 2; i++) {
            house_enter(&h, others[i]);
            for (size_t k = 0; k < 3; k++) {
                assert_int_equal(within(&h, &c, lists[k]), 200);
                house_is_silent_on(&h, "One number for all");
            }
            assert_int_equal(house_get(&h, "/en/deciding"), 200);
            house_is_silent_on(&h, "One number for all");
            house_says(&h, "Nobody is asked anything now.");
        }
        house_enter(&h, c.guest);
        assert_int_equal(within(&h, &c, "/proposals"), 200);
        house_says(&h, "One number for all");
        house_enter(&h, c.lead);
        assert_int_equal(agree_post(&h, &c, "/lay-open", ""), 303);
        for (int i = 0; i < 2; i++) {
            house_enter(&h, others[i]);
            for (size_t k = 0; k < 3; k++) {
                assert_int_equal(within(&h, &c, lists[k]), 200);
                house_says(&h, "One number for all");
            }
            assert_int_equal(within(&h, &c, "/proposals"), 200);
            assert_int_equal(
                house_follow(&h, "/en/partnership/mother-child-"), 200);
            house_says(&h, "/proposals\">Proposals</a>");
            assert_int_equal(house_get(&h, "/en/deciding"), 200);
            house_says(&h, "One number for all");
            house_says(&h, "the list is open to challenge until ");
            house_says(&h, "Mother &amp; Child");
            house_says(&h, "/list#challenges\"");
            house_says(&h, "href=\"/en/deciding\"");
        }
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, "/list"), 200);
        house_says(&h, "Sign in to say that somebody is missing");
        house_enter(&h, c.stranger);
        assert_int_equal(agree_page(&h, &c, "/list"), 200);
        house_is_silent_on(&h, "Sign in to say that somebody is missing");
        house_says(&h, "Say what is not right with the list");
        house_close(&h);
    }
}

static void
what_is_asked_stands_there_until_its_last_day(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, "/en/deciding"), 200);
        house_says(&h, "Those on the list are asked");
        house_says(&h, "One number for all");
        house_is_silent_on(&h, "the list is open to challenge until");
        assert_int_equal(house_get(&h, "/sw/deciding?kind=open"), 200);
        house_says(&h, "One number for all");
        assert_int_equal(house_get(&h, "/en/deciding?kind=listed"), 200);
        house_is_silent_on(&h, "One number for all");
        agree_days_pass(&h);
        assert_int_equal(house_get(&h, "/en/deciding"), 200);
        house_is_silent_on(&h, "One number for all");
        house_close(&h);
    }
}

static void
many_are_turned_over_page_by_page_and_none_twice(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        for (int i = 0; i < 22; i++)
            support_exec(s, d->url,
                arena_print(d->arena,
                    "INSERT INTO conversation (id, partnership_id, name, lang, "
                    "opened_to, status, closes_on, is_illustrative) VALUES "
                    "(%d, %lld, 'Question no. %02d', 'en', 'network', 'open', "
                    "'2999-01-%02d', 0)",
                    100 + i, (long long)c.partnership, i, 1 + i / 2)
                    .ptr);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, "/en/deciding"), 200);
        house_says(&h, "Question no. 05");
        house_is_silent_on(&h, "Question no. 06");
        assert_int_equal(house_follow(&h, "/en/deciding?kind=conv"), 200);
        house_says(&h, "Question no. 19");
        house_is_silent_on(&h, "Question no. 20");
        assert_true(h.body.len < 14'000);
        char key[KEY_LENGTH];
        house_says(&h, "rel=\"next\"");
        text next = arena_print(d->arena,
            "/en/deciding?kind=conversations&after=2999-01-10.%.*s",
            TEXT_ARG(key_print(119, key)));
        house_says(&h, arena_c_string(d->arena, key_print(119, key)));
        assert_int_equal(house_get(&h, next.ptr), 200);
        house_says(&h, "Question no. 20");
        house_says(&h, "Question no. 21");
        house_is_silent_on(&h, "Question no. 19");
        house_close(&h);
    }
}

/* One of each kind and who may see that it is there. */
static void
of_conversations_visitors_see_what_is_for_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        static const char *const conversations[][3] = {
            { "draft of all", "network", "draft" },
            { "for all", "network", "open" },
            { "for sides", "sides", "open" },
            { "for slips", "slips", "closed" },
            { "shown since", "sides", "closed" },
        };
        agree_cast_open(&h, s, d, &c);
        for (int i = 0; i < 5; i++)
            support_exec(s, d->url,
                arena_print(d->arena,
                    "INSERT INTO conversation (id, partnership_id, name, lang, "
                    "opened_to, status, closes_on, is_illustrative) VALUES "
                    "(%d, %lld, '%s', 'en', '%s', '%s', '2999-01-01', 0)",
                    200 + i, (long long)c.partnership, conversations[i][0],
                    conversations[i][1], conversations[i][2])
                    .ptr);
        support_exec(s, d->url,
            "INSERT INTO ground_open (id, conversation_id, opened_by, "
            "opened_on) VALUES (900, 204, NULL, '2026-01-01')");
        house_enter(&h, 0);
        assert_int_equal(within(&h, &c, "/conversations"), 200);
        house_says(&h, "for all");
        house_says(&h, "shown since");
        house_says(&h, "/ground\">shown since");
        house_is_silent_on(&h, "draft of all");
        house_is_silent_on(&h, "for sides");
        house_is_silent_on(&h, "for slips");
        assert_int_equal(house_get(&h, "/en/deciding"), 200);
        house_says(&h, "for all");
        house_is_silent_on(&h, "draft of all");
        house_is_silent_on(&h, "for sides");
        house_enter(&h, c.guest);
        assert_int_equal(within(&h, &c, "/conversations"), 200);
        house_says(&h, "for sides");
        house_is_silent_on(&h, "draft of all");
        house_enter(&h, c.lead);
        assert_int_equal(within(&h, &c, "/conversations"), 200);
        house_says(&h, "draft of all");
        house_close(&h);
    }
}

int
deciding_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_list_that_is_laid_open_is_found_by_whoever_comes_by),
        support_test(what_is_asked_stands_there_until_its_last_day),
        support_test(many_are_turned_over_page_by_page_and_none_twice),
        support_test(of_conversations_visitors_see_what_is_for_them),
    };
    return cmocka_run_group_tests_name("decide/deciding", tests, NULL, NULL);
}
