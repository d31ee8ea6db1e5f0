/* A proposal after its close: amended, handed out, gone with its partnership;
 * and who of another side may answer. */
#include "decide/proposal/proposal_rule.h"

#include "base/key.h"
#include "keep/bin.h"
#include "os/clock.h"
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
            assert_int_equal(house_get(&h, to.ptr), 200);
            house_says(&h, "proposal,name,status,closes_on,result");
            house_is_silent_on(&h, "midwives"); /* a draft is theirs */
        }
        house_enter(&h, c.guest);
        assert_int_equal(house_get(&h, to.ptr), 200);
        house_says(&h, ",One number for all <midwives>,draft,,");
        house_close(&h);
    }
}

/* Nor is the lead whoever opens asking, nor nobody. */
static void
one_of_safety_is_closed_by_the_lead_and_who_raised_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        assert_int_equal(
            agree_post(&h, &c, "/open", "closes_on=2999-01-01"), 422);
        assert_int_equal(
            agree_post(&h, &c, "/open",
                arena_print(d->arena, "closes_on=2999-01-01&lead=%.*s",
                    TEXT_ARG(key_print(c.lead, (char[KEY_LENGTH]){ 0 })))
                    .ptr),
            422); /* not who looks after it */
        agree_open_asking(&h, &c);
        for (int i = 0; i < 3; i++)
            assert_int_equal(
                agree_answer(&h, &c, c.people[i], "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.trust, "agree", ""), 303);
        assert_int_equal(agree_answer(&h, &c, c.people[3], "object",
                             "&reason=Calls+are+<heard>&is_safety=on"),
            303);
        int64_t id = agree_count(&h, "SELECT id FROM proposal_objection");
        char key[KEY_LENGTH];
        text settle = arena_print(
            d->arena, "/objection/%.*s/settle", TEXT_ARG(key_print(id, key)));
        text own = arena_print(
            d->arena, "/objection/%.*s/withdraw", TEXT_ARG(key_print(id, key)));
        /* before the close the lead does not see it either */
        house_enter(&h, c.guest);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_is_silent_on(&h, "&lt;heard&gt;");
        assert_int_equal(agree_post(&h, &c, settle.ptr, ""), 409);
        agree_close_asking(&h, &c);
        house_says(&h, "Not yet: an objection is open.");
        /* one did not allow their words to be shown: the lead alone reads */
        int64_t others[] = { 0, c.lead, c.stranger, c.people[0] };
        for (int i = 0; i < 4; i++) {
            house_enter(&h, others[i]);
            assert_int_equal(agree_page(&h, &c, ""), 200);
            house_is_silent_on(&h, "&lt;heard&gt;");
            if (i > 0)
                assert_int_equal(agree_post(&h, &c, settle.ptr, ""), 404);
        }
        house_enter(&h, c.guest);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Calls are &lt;heard&gt;");
        house_is_silent_on(&h, "d@x.example");
        assert_int_equal(agree_post(&h, &c, settle.ptr, ""), 303);
        assert_int_equal(agree_post(&h, &c, settle.ptr, ""), 303);
        assert_int_equal(
            agree_count(&h, "SELECT is_closed FROM proposal_objection"), 0);
        agree_open_asking(&h, &c);
        house_enter(&h, c.people[3]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "It stays open until you say so, too.");
        assert_int_equal(agree_post(&h, &c, own.ptr, ""), 303);
        assert_int_equal(
            agree_count(&h, "SELECT is_closed FROM proposal_objection"), 1);
        assert_int_equal(agree_answer(&h, &c, c.people[3], "agree", ""), 303);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_close(&h);
    }
}

/* The objector's word alone leaves it open; nor has the lead a second one. */
static void
one_of_safety_is_open_while_one_of_them_says_nothing(void **state)
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
        support_exec(s, d->url,
            arena_print(d->arena, "UPDATE proposal SET lead_person_id = %lld",
                (long long)c.people[0])
                .ptr);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "object",
                             "&reason=Zebra&is_safety=on"),
            303);
        int64_t id = agree_count(&h, "SELECT id FROM proposal_objection");
        text settle = arena_print(
            d->arena, "/objection/%.*s/settle", TEXT_ARG(key_print(id, key)));
        text own = arena_print(
            d->arena, "/objection/%.*s/withdraw", TEXT_ARG(key_print(id, key)));
        assert_int_equal(agree_post(&h, &c, own.ptr, ""), 303);
        assert_int_equal(agree_page(&h, &c, "/answer"), 200);
        house_says(&h, "You have said that it is met.");
        agree_close_asking(&h, &c);
        house_says(&h, "Not yet: an objection is open.");
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_post(&h, &c, settle.ptr, ""), 404);
        assert_int_equal(
            agree_count(&h, "SELECT is_closed FROM proposal_objection"), 0);
        house_close(&h);
    }
}

static void
staff_of_another_side_answer_only_where_it_is_accepted(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_import(
            &h, "organisation.csv", "code,name,kind\nnhs,The Trust,hospital\n");
        house_import(&h, "side_organisation.csv",
            "code,side,organisation,role\nx,lv,nhs,host\n");
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        support_exec(s, d->url,
            arena_print(d->arena,
                "INSERT INTO affiliation (id, code, person_id, "
                "organisation_id, role) SELECT 77, 'f', %lld, id, 'nurse' "
                "FROM organisation WHERE code = 'nhs'",
                (long long)c.people[0])
                .ptr);
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, "/answer"), 409);
        house_says(&h, "You work for an organisation on another side.");
        support_exec(s, d->url,
            "UPDATE proposal_unit SET takes_staff = 1 WHERE number = 0");
        assert_int_equal(agree_answer(&h, &c, c.people[0], "agree", ""), 303);
        house_close(&h);
    }
}

struct raising {
    int64_t proposal_id, unit_id, now;
};

static enum err
raise_ten(struct db *writer, struct arena *a, void *arg)
{
    const struct raising *r = arg;
    const char *fault;
    return proposal_take_hands(writer, a,
        &(struct proposal_hands){ .proposal_id = r->proposal_id,
            .unit_id = r->unit_id,
            .words = TEXT("By hands"),
            .n_agree = 10,
            .now = r->now },
        &fault);
}

/* Ten and more are counted in public; asked again about the same text, one
 * more would be the difference. */
static void
counts_that_differ_by_few_are_not_said_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        support_exec(s, d->url,
            "UPDATE proposal_unit SET n_members = 40 WHERE is_role = 0");
        agree_open_asking(&h, &c);
        struct raising r = { .now = now_s(),
            .proposal_id = agree_count(&h, "SELECT id FROM proposal"),
            .unit_id = agree_count(
                &h, "SELECT id FROM proposal_unit WHERE is_role = 0") };
        assert_int_equal(db_write(d->db, d->arena, raise_ten, &r), OK);
        agree_close_asking(&h, &c);
        const char *said =
            "SELECT count(*) FROM proposal_unit WHERE n_agree = 10";
        assert_int_equal(agree_count(&h, said), 1);
        for (int again = 0; again < 2; again++) {
            house_enter(&h, c.lead);
            text fields = arena_print(d->arena, "closes_on=%.*s",
                TEXT_ARG(proposal_day_after(d->arena, c.today, 20)));
            assert_int_equal(agree_post(&h, &c, "/open", fields.ptr), 303);
            assert_int_equal(
                agree_answer(&h, &c, c.people[again], "live", ""), 303);
            agree_close_asking(&h, &c);
            assert_int_equal(
                agree_count(&h,
                    "SELECT count(*) FROM proposal_unit WHERE is_role = 0 AND "
                    "n_agree IS NULL AND n_live IS NULL AND n_object IS NULL"),
                1);
        }
        house_close(&h);
    }
}

int
proposal_after_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(counts_that_differ_by_few_are_not_said_again),
        support_test(a_partnership_that_is_gone_takes_its_proposals_along),
        support_test(a_result_says_of_which_version_it_is),
        support_test(proposals_of_a_partnership_are_handed_out_to_those_of_it),
        support_test(one_of_safety_is_closed_by_the_lead_and_who_raised_it),
        support_test(one_of_safety_is_open_while_one_of_them_says_nothing),
        support_test(staff_of_another_side_answer_only_where_it_is_accepted),
    };
    return cmocka_run_group_tests_name(
        "decide/proposal_after", tests, NULL, NULL);
}
