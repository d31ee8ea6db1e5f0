/* Communities: who is in them, and what is wrong with a file of them. */
#include "engine/opinion/units.h"

#include "base/buf.h"
#include "engine/opinion/votes_read.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int units_test(void);

static void
some_votes(struct cp_votes *v, struct arena *a)
{
    struct cp_votes_reader r;
    struct why why = { 0 };
    cp_votes_open(&r, a);
    assert_int_equal(
        cp_votes_feed(&r,
            TEXT("participant,statement,vote\n1,1,1\n2,1,-1\n3,1,0\n3,2,1\n"),
            &why),
        OK);
    assert_int_equal(cp_votes_finish(&r, v, &why), OK);
}

static void
each_unit_has_the_answers_of_its_people(void **state)
{
    struct arena a;
    struct cp_votes v;
    struct cp_units u;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 24);
    some_votes(&v, &a);
    assert_int_equal(cp_units_read(&u, &a,
                         TEXT("side,participant,community,size\n"
                              "south,3,b,2\nnorth,1,a,\nnorth,9,a,\n"
                              "south,1,b,2\n"),
                         &v, &why),
        OK);
    assert_int_equal(u.n, 2);
    assert_int_equal(u.n_sides, 2);
    assert_int_equal(u.n_in_none, 1);
    assert_int_equal(u.units[0].size, -1);
    assert_int_equal(u.units[1].size, 2);
    assert_int_equal(u.units[0].side, 0);
    assert_true(text_is_equal(u.sides[1], TEXT("south")));
    struct cp_votes_count *c = cp_units_tally(&a, &u, &v);
    assert_int_equal(c[0].agree, 1);
    assert_int_equal(c[0].all, 1);
    assert_int_equal(c[2].agree, 1);
    assert_int_equal(c[2].all, 2);
    assert_int_equal(c[3].agree, 1);
    cp_units_of_all(&u, &a, &v);
    c = cp_units_tally(&a, &u, &v);
    assert_int_equal(c[0].all, 3);
    assert_int_equal(c[0].disagree, 1);
    arena_close(&a);
}

static void
what_is_wrong_with_communities_is_said(void **state)
{
    static const struct {
        const char *all, *why;
    } bad[] = {
        { "", "nobody is in any community" },
        { "participant,community\n1,a\n", "there is no side" },
        { "participant,community,side\n1,a,n\n2,a,s\n", "line 3: community a" },
        { "participant,community,side\n1,a,n\n1,a,n\n",
            "line 3: 1 is in community a already, by line 2" },
        { "participant,community,side\n1,,n\n", "line 2: participant" },
        { "participant,community,side,size\n1,a,n,0\n", "line 2: the size" },
        { "participant,community,side,size\n1,a,n,1\n2,a,n,1\n",
            "community a has 1 people, and 2 are named" },
        { "participant,community,side,size\n1,a,n,5\n2,a,n,\n",
            "line 3: community a has another size than in line 2" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena a;
        struct cp_votes v;
        struct cp_units u;
        struct why why = { 0 };
        arena_open(&a, 1 << 24);
        some_votes(&v, &a);
        assert_int_equal(cp_units_read(&u, &a, text_of(bad[i].all), &v, &why),
            ERR_BAD_INPUT);
        if (text_find(text_of(why.text), text_of(bad[i].why)) < 0)
            fail_msg("\"%s\" has no \"%s\"", why.text, bad[i].why);
        arena_close(&a);
    }
}

static void
a_hundred_thousand_sides_are_in_order_and_each_has_its_units(void **state)
{
    enum { SIDES = 100'000 };
    struct arena a;
    struct cp_votes v;
    struct cp_units u;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 28);
    some_votes(&v, &a);
    struct buf b = buf_in(&a, 40 * SIDES);
    buf_add(&b, TEXT("participant,community,side\n"));
    for (int i = 0; i < SIDES; i++)
        buf_print(&b, "%d,c%d,%d\n", i, i, (i * 7919 + 5) % SIDES);
    assert_int_equal(cp_units_read(&u, &a, buf_text(&b), &v, &why), OK);
    assert_int_equal(u.n_sides, SIDES);
    for (int32_t s = 1; s < u.n_sides; s++)
        assert_true(cp_votes_key_compare(u.sides[s - 1], u.sides[s]) < 0);
    for (int32_t i = 0; i < u.n; i++) {
        int64_t key, side;
        text digits = text_slice(u.units[i].key, 1, u.units[i].key.len);
        assert_true(text_parse_int(digits, &key));
        assert_true(text_parse_int(u.sides[u.units[i].side], &side));
        assert_int_equal(side, (key * 7919 + 5) % SIDES);
    }
    arena_close(&a);
}

int
units_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_unit_has_the_answers_of_its_people),
        cmocka_unit_test(what_is_wrong_with_communities_is_said),
        cmocka_unit_test(
            a_hundred_thousand_sides_are_in_order_and_each_has_its_units),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/units", tests, NULL, NULL);
}
