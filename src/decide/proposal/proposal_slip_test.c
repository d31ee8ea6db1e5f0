/* A proposal answered with a slip of paper: no account, no name; the slip is
 * the receipt. */
#include "decide/proposal/proposal_answer.h"

#include "base/key.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int proposal_slip_test(void);

static text
fields(struct house *h, const char *more)
{
    return arena_print(h->d->arena, "version=1&unit=%.*s%s",
        TEXT_ARG(agree_behind(h, "name=\"unit\" value=\"")), more);
}

static void
whoever_holds_a_slip_answers_changes_and_takes_back(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        const char *heard =
            "SELECT n_heard FROM proposal_unit WHERE is_role = 0";
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        text at = agree_slip(&h, &c);
        assert_int_equal(house_get(&h, "/en/agree-slip/WRONGONE2"), 410);
        assert_int_equal(house_get(&h, at.ptr), 200);
        house_says(&h, "Your slip is your receipt");
        text one = fields(&h, "&value=agree&way=paper&read_back=Twice");
        assert_int_equal(house_post(&h, at.ptr, one.ptr), 303);
        assert_int_equal(agree_count(&h, heard), 1);
        assert_int_equal(house_get(&h, at.ptr), 200);
        house_says(&h, "<strong>I agree</strong>");
        /* a second post of one slip changes, and is no second voice */
        text two = fields(&h, "&value=object&reason=The+<nets>&is_shown=on");
        assert_int_equal(house_post(&h, at.ptr, two.ptr), 303);
        assert_int_equal(agree_count(&h, heard), 1);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_holder"), 1);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_voice"), 0);
        assert_int_equal(house_get(&h, at.ptr), 200);
        house_says(&h, "The &lt;nets&gt;");
        text away = arena_print(d->arena, "%.*s/withdraw", TEXT_ARG(at));
        assert_int_equal(house_post(&h, away.ptr, ""), 303);
        assert_int_equal(agree_count(&h, heard), 0);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_answer"), 0);
        /* and what they objected with it: closed, and its words gone */
        assert_int_equal(
            agree_count(&h,
                "SELECT count(*) FROM proposal_objection WHERE is_closed = 0 "
                "OR reason <> '' OR is_shown <> 0"),
            0);
        assert_int_equal(house_get(&h, at.ptr), 200);
        house_is_silent_on(&h, "The &lt;nets&gt;");
        text last = fields(&h, "&value=live");
        assert_int_equal(house_post(&h, at.ptr, last.ptr), 303);
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        assert_int_equal(house_get(&h, at.ptr), 200);
        house_says(&h, "Your answer was:");
        assert_int_equal(house_post(&h, away.ptr, ""), 200);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_answer"), 4);
        /* its partnership was removed: the slip leads nowhere */
        support_exec(s, d->url, "UPDATE proposal SET partnership_id = 1");
        assert_int_equal(house_get(&h, at.ptr), 410);
        house_close(&h);
    }
}

/* Several forms with one slip, of several tokens. */
static void
of_one_slip_one_answers_even_in_one_instant(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        enum { AT_ONCE = 6 };
        struct house_beside posts[AT_ONCE];
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        for (int round = 0; round < 2; round++) {
            text at = agree_slip(&h, &c);
            house_enter(&h, 0);
            h.peer = round == 0 ? TEXT("192.0.2.7") : TEXT("192.0.2.8");
            assert_int_equal(house_get(&h, at.ptr), 200);
            text one = fields(&h, "&value=agree");
            for (int i = 0; i < AT_ONCE; i++)
                posts[i] = (struct house_beside){ .target = at,
                    .fields = arena_print(d->arena,
                        "token=abcdefghijklmnopqrst%d%05d&%.*s", round, i,
                        TEXT_ARG(one)) };
            house_post_beside(&h, posts, AT_ONCE);
            assert_int_equal(
                agree_count(&h, "SELECT count(*) FROM proposal_holder"),
                round + 1);
            assert_int_equal(agree_count(&h,
                                 "SELECT n_heard FROM proposal_unit WHERE "
                                 "is_role = 0"),
                round + 1);
        }
        house_close(&h);
    }
}

static void
nobody_prints_slips_for_a_proposal_who_does_not_look_after_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        char key[KEY_LENGTH];
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        text to = arena_print(d->arena, "/en/slips/proposal_unit/%.*s",
            TEXT_ARG(key_print(agree_count(&h,
                                   "SELECT id FROM proposal_unit WHERE "
                                   "is_role = 0"),
                key)));
        int64_t others[] = { c.people[0], c.guest, c.trust };
        for (int i = 0; i < 3; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(
                house_post(&h, to.ptr, "role=guest&n_slips=1"), 403);
        }
        house_enter(&h, c.stranger);
        assert_int_not_equal(
            house_post(&h, to.ptr, "role=guest&n_slips=1"), 200);
        house_close(&h);
    }
}

int
proposal_slip_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(of_one_slip_one_answers_even_in_one_instant),
        support_test(whoever_holds_a_slip_answers_changes_and_takes_back),
        support_test(
            nobody_prints_slips_for_a_proposal_who_does_not_look_after_it),
    };
    return cmocka_run_group_tests_name(
        "decide/proposal_slip", tests, NULL, NULL);
}
