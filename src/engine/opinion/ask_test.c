/* Which statement comes next: how often, for whom, always the same. */
#include "engine/opinion/ask.h"

#include "engine/opinion/polis.h"
#include "support/known.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int ask_test(void);

static void
weights_are_the_priority_by_the_units_own_answers(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    const struct json_value *all =
        known_json(&a, "test/oracle/opinion/", "tests.json");
    for (const struct json_value *c = known_member(all, "priority")->first;
         c != NULL; c = c->next) {
        struct cp_ask s = { .agree = known_member(c, "agree")->number,
            .passes = known_member(c, "passes")->number,
            .all = known_member(c, "seen")->number,
            .all_of_unit = known_member(c, "seen")->number,
            .least_of_side = 5,
            .extremity = known_member(c, "extremity")->real };
        if (!known_member(c, "meta")->is_true)
            known_is_near(
                cp_ask_weight(&s), known_member(c, "priority")->real, 1e-12);
        double before = cp_ask_weight(&s);
        s.all_of_unit += 10; /* its unit has seen it more often */
        assert_true(cp_ask_weight(&s) < before);
        s.is_shut = true;
        assert_true(cp_ask_weight(&s) == 0);
    }
    arena_close(&a);
}

static void
a_new_statement_does_not_fall_behind(void **state)
{
    struct cp_ask unseen = { .key = 1 };
    struct cp_ask s = { .key = 2,
        .agree = 0,
        .passes = 30,
        .all = 40,
        .all_of_unit = 40,
        .least_of_side = 4 };
    (void)state;
    assert_true(cp_ask_weight(&s) >= cp_ask_weight(&unseen));
    s.least_of_side = 5;
    assert_true(cp_ask_weight(&s) < cp_ask_weight(&unseen));
}

static void
each_comes_first_as_often_as_its_weight_says(void **state)
{
    enum { N = 6, PEOPLE = 60'000 };
    struct cp_ask all[N] = { { 0 } };
    double sum = 0;
    int first[N] = { 0 };
    (void)state;
    for (int i = 0; i < N; i++) {
        all[i] = (struct cp_ask){ .key = 100 + i,
            .agree = 3 * i,
            .passes = 2,
            .all = 20,
            .all_of_unit = 4 * i,
            .least_of_side = 9,
            .is_shut = i == 2 };
        sum += cp_ask_weight(&all[i]);
    }
    for (int64_t p = 0; p < PEOPLE; p++) {
        int32_t order[3], again[3];
        assert_int_equal(cp_ask_first(all, N, 7, p, order, 3), 3);
        assert_int_equal(cp_ask_first(all, N, 7, p, again, 3), 3);
        assert_memory_equal(order, again, sizeof order);
        assert_true(order[0] != order[1] && order[1] != order[2]);
        first[order[0]]++;
    }
    assert_int_equal(first[2], 0);
    for (int i = 0; i < N; i++) {
        double p = cp_ask_weight(&all[i]) / sum;
        assert_true(fabs(first[i] - p * PEOPLE) <=
            4 * sqrt(PEOPLE * p * (1 - p)) + 1e-9);
    }
}

static void
when_all_is_answered_nothing_comes(void **state)
{
    struct cp_ask all[2] = { { .is_shut = true }, { .is_shut = true } };
    int32_t first[CP_ASK_AT_ONCE];
    (void)state;
    assert_int_equal(cp_ask_first(all, 2, 1, 1, first, CP_ASK_AT_ONCE), 0);
    assert_int_equal(cp_ask_first(all, 0, 1, 1, first, CP_ASK_AT_ONCE), 0);
}

int
ask_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_the_priority_by_the_units_own_answers),
        cmocka_unit_test(a_new_statement_does_not_fall_behind),
        cmocka_unit_test(each_comes_first_as_often_as_its_weight_says),
        cmocka_unit_test(when_all_is_answered_nothing_comes),
    };
    return cmocka_run_group_tests_name("engine/opinion/ask", tests, NULL, NULL);
}
