/* What must hold of any proposal, tried on 200,000 drawn ones; and the rule's
 * two forms against each other. */
#include "engine/agreement/agreement.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int agreement_drawn_test(void);

enum { SIDES = 4, UNITS = 20, OBJECTIONS = 2 };
struct drawn {
    struct cp_agreement_unit units[UNITS];
    struct cp_agreement_side sides[SIDES];
    struct cp_agreement_objection objections[UNITS][OBJECTIONS];
    struct cp_agreement what;
};

/* As many of each answer as there may be, mostly few of them unhappy. */
static void
draw_answers(struct random *r, struct cp_agreement_unit *u)
{
    int64_t heard = (int64_t)random_below(r, 30);
    bool is_glad = random_below(r, 3) > 0;
    if (!u->is_open && heard > u->n_members)
        heard = u->n_members;
    for (int64_t i = 0; i < heard; i++) {
        uint64_t d = random_below(r, is_glad ? 14 : 4);
        u->n_object += d == 0;
        u->n_unsure += d == 1;
        u->n_live += d == 2;
        u->n_agree += d > 2;
    }
}

static void
draw_unit(struct random *r, struct drawn *d, int32_t i, int32_t side)
{
    struct cp_agreement_unit *u = &d->units[i];
    *u = (struct cp_agreement_unit){ .side = side };
    if (random_below(r, 3) == 0) {
        static const enum cp_position p[] = { CP_POSITION_AGREE,
            CP_POSITION_AGREE, CP_POSITION_LIVE, CP_POSITION_AGREE,
            CP_POSITION_NONE, CP_POSITION_OBJECT, CP_POSITION_STAND_ASIDE };
        u->kind = CP_UNIT_ROLE;
        u->position = p[random_below(r, 7)];
        return;
    }
    u->is_open = random_below(r, 8) == 0;
    u->n_members = u->is_open
        ? 0
        : (int64_t)random_below(r, 100) + (random_below(r, 60) > 0);
    if (u->is_open)
        u->declared = (int64_t)random_below(r, 15);
    if (random_below(r, 12) == 0) {
        u->share = 3;
        u->of = 4;
    }
    draw_answers(r, u);
    u->stands_aside = random_below(r, 15) == 0;
    u->outreach_rounds = (int64_t)random_below(r, 4);
    u->outreach_routes = (int64_t)random_below(r, 6);
    u->objections = d->objections[i];
    for (int k = 0; k < OBJECTIONS && u->n_object > 0; k++)
        if (random_below(r, 3) == 0)
            d->objections[i][u->n_objections++] =
                (struct cp_agreement_objection){
                    .n_backers =
                        1 + (int64_t)random_below(r, (uint64_t)u->n_object),
                    .has_reason = random_below(r, 4) > 0,
                    .is_safety = random_below(r, 6) == 0,
                    .is_closed = random_below(r, 2) == 0,
                };
}

/* Nobody is in two units, but for one draw in four, where some are. */
static void
count_people(struct random *r, struct drawn *d)
{
    bool are_some_twice = random_below(r, 4) == 0;
    memset(d->sides, 0, sizeof d->sides);
    for (int32_t i = 0; i < d->what.n_units; i++) {
        const struct cp_agreement_unit *u = &d->units[i];
        struct cp_agreement_side *s = &d->sides[u->side];
        s->people_agree += u->n_agree -
            (are_some_twice && u->n_agree > 0
                    ? (int64_t)random_below(r, (uint64_t)u->n_agree)
                    : 0);
        s->people_live += u->n_live;
        s->people_object += u->n_object;
    }
}

static void
draw(struct random *r, struct drawn *d)
{
    d->what = (struct cp_agreement){ d->sides, d->units,
        2 + (int32_t)random_below(r, SIDES - 1), 0 };
    for (int32_t s = 0; s < d->what.n_sides; s++)
        for (uint64_t n = random_below(r, 40) == 0 ? 0 : 1 + random_below(r, 4);
             n > 0; n--)
            draw_unit(r, d, d->what.n_units++, s);
    count_people(r, d);
}

/* In another order of sides and of units: the same answer, moved along. */
static void
order_does_not_matter(struct random *r, struct arena *a, const struct drawn *d,
    const struct cp_agreed *is)
{
    int32_t units[UNITS], sides[SIDES];
    struct drawn other;
    struct cp_agreed as;
    random_order(r, d->what.n_units, units);
    random_order(r, d->what.n_sides, sides); /* sides[s]: where s comes */
    other.what = (struct cp_agreement){ other.sides, other.units,
        d->what.n_sides, d->what.n_units };
    for (int32_t i = 0; i < d->what.n_units; i++) {
        other.units[i] = d->units[units[i]];
        other.units[i].side = sides[d->units[units[i]].side];
    }
    for (int32_t s = 0; s < d->what.n_sides; s++)
        other.sides[sides[s]] = d->sides[s];
    cp_agree(&as, a, &other.what);
    assert_int_equal(as.result, is->result);
    for (int32_t i = 0; i < d->what.n_units; i++)
        assert_int_equal(as.units[i], is->units[units[i]]);
    for (int32_t s = 0; s < d->what.n_sides; s++)
        assert_int_equal(as.sides[sides[s]], is->sides[s]);
}

static bool
has_agreed(enum cp_agreement_result r)
{
    return r == CP_RESULT_AGREED;
}

/* What is agreed stays so when a unit is there twice, and no other side moves.
 */
static void
a_clone_changes_nothing(struct random *r, struct arena *a,
    const struct drawn *d, const struct cp_agreed *is)
{
    struct drawn other = *d;
    struct cp_agreed as;
    int32_t i = (int32_t)random_below(r, (uint64_t)d->what.n_units);
    int32_t s = d->units[i].side;
    if (d->what.n_units == UNITS)
        return;
    other.what.sides = other.sides;
    other.what.units = other.units;
    other.units[other.what.n_units++] = d->units[i];
    cp_agree(&as, a, &other.what);
    for (int32_t k = 0; k < d->what.n_sides; k++)
        if (k != s)
            assert_int_equal(as.sides[k], is->sides[k]);
    if (has_agreed(is->result))
        assert_int_equal(as.result, is->result);
}

/* Ten times as many people, of whom nobody objected in words. */
static void
numbers_do_not_matter_by_themselves(struct random *r, struct arena *a,
    const struct drawn *d, const struct cp_agreed *is)
{
    struct drawn other = *d;
    struct cp_agreed as;
    int32_t i = (int32_t)random_below(r, (uint64_t)d->what.n_units);
    struct cp_agreement_unit *u = &other.units[i];
    if (u->kind == CP_UNIT_ROLE || u->n_objections > 0 || u->of > 0 ||
        is->units[i] == CP_UNIT_NOT_HEARD)
        return;
    other.what.sides = other.sides;
    other.what.units = other.units;
    u->n_agree *= 10;
    u->n_live *= 10;
    u->n_object *= 10;
    u->n_unsure *= 10;
    u->n_members *= 10;
    cp_agree(&as, a, &other.what);
    assert_int_equal(as.units[i], is->units[i]);
}

/* Somebody who objected agrees: it is not lost by that. */
static void
a_yes_more_never_loses_it(struct random *r, struct arena *a,
    const struct drawn *d, const struct cp_agreed *is)
{
    struct drawn other = *d;
    struct cp_agreed as;
    int32_t i = (int32_t)random_below(r, (uint64_t)d->what.n_units);
    struct cp_agreement_unit *u = &other.units[i];
    struct cp_agreement_side *s = &other.sides[u->side];
    if (!has_agreed(is->result) || u->kind == CP_UNIT_ROLE || u->n_object == 0)
        return;
    other.what.sides = other.sides;
    other.what.units = other.units;
    u->n_object--;
    u->n_agree++;
    s->people_object--;
    s->people_agree++;
    for (ptrdiff_t k = 0; k < u->n_objections; k++)
        if (other.objections[i][k].n_backers > u->n_object)
            other.objections[i][k].n_backers = u->n_object;
    u->objections = other.objections[i];
    cp_agree(&as, a, &other.what);
    assert_int_equal(as.result, CP_RESULT_AGREED);
}

/* Whatever one side says, the others are what they were. */
static void
no_side_moves_another(struct random *r, struct arena *a, const struct drawn *d,
    const struct cp_agreed *is)
{
    struct drawn other = *d;
    struct cp_agreed as;
    int32_t s = (int32_t)random_below(r, (uint64_t)d->what.n_sides);
    other.what.sides = other.sides;
    other.what.units = other.units;
    for (int32_t i = 0; i < d->what.n_units; i++)
        if (d->units[i].side == s)
            draw_unit(r, &other, i, s);
    other.sides[s].people_object += 40;
    cp_agree(&as, a, &other.what);
    for (int32_t k = 0; k < d->what.n_sides; k++)
        if (k != s)
            assert_int_equal(as.sides[k], is->sides[k]);
}

/* Nobody answers: it is never agreed in any way. */
static void
silence_is_never_consent(struct arena *a, const struct drawn *d)
{
    struct drawn other = *d;
    struct cp_agreed as;
    memset(other.sides, 0, sizeof other.sides);
    other.what.sides = other.sides;
    other.what.units = other.units;
    for (int32_t i = 0; i < d->what.n_units; i++) {
        struct cp_agreement_unit *u = &other.units[i];
        u->n_agree = u->n_live = u->n_object = u->n_unsure = 0;
        u->position = CP_POSITION_NONE;
        u->n_objections = 0;
        u->stands_aside = false;
    }
    cp_agree(&as, a, &other.what);
    assert_true(as.result == CP_RESULT_NOT_READY ||
        as.result == CP_RESULT_WAITING || as.result == CP_RESULT_STILL_TALKING);
}

static void
two_hundred_thousand_proposals_break_nothing(void **state)
{
    struct random r = random_from(20260301);
    struct arena a;
    int64_t n_of[CP_RESULTS] = { 0 }, n_sides[CP_SIDE_STATES] = { 0 };
    (void)state;
    arena_open(&a, 1 << 20);
    for (int n = 0; n < 200'000; n++) {
        struct arena_mark mark = arena_mark(&a);
        struct drawn d;
        struct cp_agreed is;
        struct why why = { 0 };
        int32_t at;
        draw(&r, &d);
        if (cp_agreement_valid(&d.what, &at, &why) != OK)
            fail_msg("%d: unit %d: %s", n, at, why.text);
        cp_agree(&is, &a, &d.what);
        if (!cp_agree_check(&d.what, &is, &why))
            fail_msg("%d: %s", n, why.text);
        n_of[is.result]++;
        for (int32_t s = 0; s < d.what.n_sides; s++)
            n_sides[is.sides[s]]++;
        if (d.what.n_units > 0) {
            order_does_not_matter(&r, &a, &d, &is);
            a_clone_changes_nothing(&r, &a, &d, &is);
            numbers_do_not_matter_by_themselves(&r, &a, &d, &is);
            a_yes_more_never_loses_it(&r, &a, &d, &is);
            no_side_moves_another(&r, &a, &d, &is);
            silence_is_never_consent(&a, &d);
        }
        arena_rewind(&a, mark);
    }
    /* all that can come out did */
    for (int i = 0; i <= CP_RESULT_AGREED; i++)
        assert_true(n_of[i] > 20);
    for (int i = 0; i < CP_SIDE_STATES; i++)
        assert_true(n_sides[i] > 20);
    arena_close(&a);
}

int
agreement_drawn_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_hundred_thousand_proposals_break_nothing),
    };
    return cmocka_run_group_tests_name(
        "engine/agreement_drawn", tests, NULL, NULL);
}
