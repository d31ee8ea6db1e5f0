/* What a unit of a proposal says in its own way: hands counted in a meeting,
 * a position, that it stands aside. */
#include "decide/proposal/proposal_rule.h"

#include "base/key.h"
#include "os/clock.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int proposal_minute_test(void);

struct said {
    struct proposal_hands hands;
    struct proposal_position position;
    const char *fault;
};

static enum err
hands_step(struct db *writer, struct arena *a, void *arg)
{
    struct said *s = arg;
    return proposal_take_hands(writer, a, &s->hands, &s->fault);
}

static enum err
position_step(struct db *writer, struct arena *a, void *arg)
{
    struct said *s = arg;
    return proposal_take_position(writer, a, &s->position, &s->fault);
}

static struct said
said_of(struct house *h)
{
    struct said s = { 0 };
    int64_t id = agree_count(h, "SELECT id FROM proposal");
    s.hands = (struct proposal_hands){ .proposal_id = id,
        .unit_id =
            agree_count(h, "SELECT id FROM proposal_unit WHERE is_role = 0"),
        .words = TEXT("Counted by Mary at the well"),
        .now = now_s() };
    s.position = (struct proposal_position){ .proposal_id = id,
        .unit_id =
            agree_count(h, "SELECT id FROM proposal_unit WHERE is_role = 1"),
        .words = TEXT("The board, item 4"),
        .now = now_s() };
    return s;
}

static void
hands_counted_in_a_meeting_are_a_communitys_answers(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        struct said w = said_of(&h);
        w.hands.n_agree = 4;
        assert_int_equal(
            db_write(d->db, d->arena, hands_step, &w), ERR_CONFLICT);
        assert_non_null(w.fault); /* nobody is asked yet */
        agree_open_asking(&h, &c);
        w.hands.n_agree = 9;
        w.hands.n_live = 1; /* ten hands of nine people */
        assert_int_equal(
            db_write(d->db, d->arena, hands_step, &w), ERR_CONFLICT);
        w.hands.n_agree = 2;
        assert_int_equal(db_write(d->db, d->arena, hands_step, &w), OK);
        assert_int_equal(agree_answer(&h, &c, c.people[0], "agree", ""), 303);
        assert_int_equal(
            agree_count(
                &h, "SELECT n_heard FROM proposal_unit WHERE is_role = 0"),
            4);
        /* counted anew: the first count falls away */
        w.hands.n_agree = 1;
        w.hands.n_live = 5;
        assert_int_equal(db_write(d->db, d->arena, hands_step, &w), OK);
        assert_int_equal(
            agree_count(
                &h, "SELECT n_heard FROM proposal_unit WHERE is_role = 0"),
            7);
        w.position.position = CP_POSITION_LIVE;
        assert_int_equal(db_write(d->db, d->arena, position_step, &w), OK);
        agree_close_asking(&h, &c);
        house_says(&h, "Agreed: every side says yes to the same version.");
        house_close(&h);
    }
}

static void
hands_that_object_stand_behind_the_reason_of_their_meeting(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        struct said w = said_of(&h);
        w.hands.n_agree = 6;
        w.hands.n_object = 2; /* of eight: a quarter */
        w.hands.reason = TEXT("Zebra <airtime>");
        w.hands.is_shown = true;
        assert_int_equal(db_write(d->db, d->arena, hands_step, &w), OK);
        w.position.position = CP_POSITION_AGREE;
        assert_int_equal(db_write(d->db, d->arena, position_step, &w), OK);
        agree_close_asking(&h, &c);
        house_says(&h, "Not yet: an objection is open.");
        house_says(&h, "Zebra &lt;airtime&gt;");
        house_close(&h);
    }
}

static void
a_community_stands_aside_only_with_its_minute(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        struct said w = said_of(&h);
        w.position.unit_id = w.hands.unit_id;
        w.position.position = CP_POSITION_AGREE; /* only by its people */
        assert_int_equal(
            db_write(d->db, d->arena, position_step, &w), ERR_CONFLICT);
        w.position.position = CP_POSITION_STAND_ASIDE;
        w.position.words = TEXT("");
        assert_int_equal(
            db_write(d->db, d->arena, position_step, &w), ERR_CONFLICT);
        w.position.words = TEXT("Baraza of the third of May");
        w.position.n_present = 2;
        w.position.n_of = 9;
        assert_int_equal(
            db_write(d->db, d->arena, position_step, &w), ERR_CONFLICT);
        w.position.n_present = 3;
        assert_int_equal(db_write(d->db, d->arena, position_step, &w), OK);
        agree_close_asking(&h, &c);
        house_says(&h, "It stands aside");
        house_close(&h);
    }
}

/* A hand that is lowered takes its reason along; what somebody stands behind
 * by themselves stays. */
static void
count_anew(struct support *s, bool is_backed)
{
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        struct said w = said_of(&h);
        w.hands.n_agree = 5;
        w.hands.n_object = 2;
        w.hands.reason = TEXT("Zebra <airtime>");
        w.hands.is_shown = true;
        assert_int_equal(db_write(d->db, d->arena, hands_step, &w), OK);
        if (is_backed) {
            text back = arena_print(d->arena, "&back=%.*s",
                TEXT_ARG(key_print(
                    agree_count(&h, "SELECT id FROM proposal_objection"),
                    (char[KEY_LENGTH]){ 0 })));
            assert_int_equal(
                agree_answer(&h, &c, c.people[0], "object", back.ptr), 303);
        }
        w.hands.n_agree = 7;
        w.hands.n_object = 0;
        w.hands.reason = (text){ 0 };
        assert_int_equal(db_write(d->db, d->arena, hands_step, &w), OK);
        w.position.position = CP_POSITION_AGREE;
        assert_int_equal(db_write(d->db, d->arena, position_step, &w), OK);
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) FROM proposal_objection "
                             "WHERE is_closed = 1 AND reason = ''"),
            !is_backed);
        agree_close_asking(&h, &c);
        assert_int_equal(agree_page(&h, &c, "/objections"), 200);
        if (is_backed)
            house_says(&h, "Zebra");
        else
            house_is_silent_on(&h, "Zebra");
        house_close(&h);
    }
}

static void
hands_counted_anew_take_their_objection_along(void **state)
{
    count_anew(*state, false);
}

static void
what_others_stand_behind_stays_when_hands_are_counted_anew(void **state)
{
    count_anew(*state, true);
}

int
proposal_minute_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(hands_counted_anew_take_their_objection_along),
        support_test(
            what_others_stand_behind_stays_when_hands_are_counted_anew),
        support_test(hands_counted_in_a_meeting_are_a_communitys_answers),
        support_test(
            hands_that_object_stand_behind_the_reason_of_their_meeting),
        support_test(a_community_stands_aside_only_with_its_minute),
    };
    return cmocka_run_group_tests_name(
        "decide/proposal_minute", tests, NULL, NULL);
}
