/* A proposal after its close: amended, handed out, gone with its partnership.
 */
#include "decide/proposal.h"

#include "base/key.h"
#include "keep/bin.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int proposal_after_test(void);

static enum err
forget_step(struct db *writer, struct arena *a, void *arg)
{
    return bin_forget(writer, a, *(const int64_t *)arg);
}

/* Nor does another partnership lose anything by it. */
static void
a_partnership_that_is_gone_takes_its_proposals_along(void **state)
{
    static const char *const kept[] = { "proposal", "proposal_unit",
        "proposal_side", "proposal_version", "proposal_voice",
        "proposal_answer", "proposal_event", "proposal_objection" };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        char key[KEY_LENGTH];
        int64_t later = INT64_C(40'000'000'000);
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        assert_int_equal(
            agree_answer(&h, &c, c.people[0], "object", "&reason=Zebra"), 303);
        agree_close_asking(&h, &c);
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/amend", "version=1&body=Two"), 303);
        support_exec(s, d->url,
            "INSERT INTO proposal (id, partnership_id, name, level, body, "
            "fixed, status, version, round, added_at) VALUES (7, 8, 'Other', "
            "'empower', 'x', '', 'draft', 1, 1, 0)");
        for (size_t i = 1; i < sizeof kept / sizeof *kept; i++)
            assert_true(
                agree_count(&h,
                    arena_print(d->arena, "SELECT count(*) FROM %s", kept[i])
                        .ptr) > 0);
        house_enter(&h, house_coordinator(&h, "top@x.example"));
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "/en/remove/partnership/%.*s",
                    TEXT_ARG(key_print(c.partnership, key)))
                    .ptr,
                ""),
            303);
        assert_int_equal(db_write(d->db, d->arena, forget_step, &later), OK);
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
            assert_int_equal(
                agree_count(&h,
                    arena_print(d->arena, "SELECT count(*) FROM %s", kept[i])
                        .ptr),
                i == 0 ? 1 : 0);
        assert_int_equal(agree_page(&h, &c, ""), 404);
        house_close(&h);
    }
}

static void
a_result_says_of_which_version_it_is(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        agree_close_asking(&h, &c);
        house_is_silent_on(&h, "This is what came of version");
        house_is_silent_on(&h, "What is different");
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/amend", "version=1&body=One+<card>."), 303);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "This is what came of version 1");
        house_says(&h, "What is different from version 1");
        house_says(&h, "&lt;card&gt;");
        house_is_silent_on(&h, "<card>");
        agree_open_asking(&h, &c);
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "What is different from version 1");
        agree_close_asking(&h, &c);
        house_is_silent_on(&h, "This is what came of version");
        house_close(&h);
    }
}

static void
proposals_of_a_partnership_are_handed_out_to_those_of_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        char key[KEY_LENGTH];
        agree_cast_open(&h, s, d, &c);
        text to = arena_print(d->arena, "/en/partnership/%.*s/proposals.csv",
            TEXT_ARG(key_print(c.partnership, key)));
        int64_t others[] = { 0, c.stranger };
        for (int i = 0; i < 2; i++) {
            house_enter(&h, others[i]);
            assert_int_not_equal(house_get(&h, to.ptr), 200);
            house_is_silent_on(&h, "midwives");
        }
        house_enter(&h, c.guest);
        assert_int_equal(house_get(&h, to.ptr), 200);
        house_says(&h, "proposal,name,status,closes_on,result");
        house_says(&h, ",One number for all <midwives>,draft,,");
        house_close(&h);
    }
}

int
proposal_after_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_partnership_that_is_gone_takes_its_proposals_along),
        support_test(a_result_says_of_which_version_it_is),
        support_test(proposals_of_a_partnership_are_handed_out_to_those_of_it),
    };
    return cmocka_run_group_tests_name(
        "decide/proposal_after", tests, NULL, NULL);
}
