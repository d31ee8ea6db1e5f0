/* Lists of panels and draws: known answers, counts, chances. */
#include "engine/panel/after.h"
#include "engine/panel/check.h"

#include "support/panel_case.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int panel_list_test(void);

static struct cp_panel_answer
solve(struct arena *a, const struct cp_panel_pool *p)
{
    struct cp_panel_answer answer;
    struct why why = { 0 };
    if (cp_panel_solve(&answer, a, p, NULL, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(answer.result, CP_PANEL_SOLVED);
    return answer;
}

static struct cp_panel_list
list_of(struct arena *a, const struct cp_panel_pool *p,
    const struct cp_panel_answer *answer, int32_t m, text seed)
{
    struct cp_panel_list list;
    struct why why = { 0 };
    if (cp_panel_list(&list, a, p, answer, m, seed, panel_case_hash, &why) !=
        OK)
        fail_msg("%s", why.text);
    assert_int_equal(
        cp_panel_list_check(p, answer, &list, panel_case_hash, a), 0);
    return list;
}

static double *
fractions(const struct json_value *v, struct arena *a)
{
    double *to = arena_new(a, double, v->n);
    int i = 0;
    for (const struct json_value *x = v->first; x != NULL; x = x->next)
        to[i++] = panel_case_fraction(x->text);
    return to;
}

static void
copies_go_to_the_largest_remainders(void **state)
{
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 16 << 20);
    const struct json_value *all = panel_case_load("draw.json", &a);
    for (const struct json_value *c =
             panel_case_member(all, "largest_remainder")->first;
         c != NULL; c = c->next, n++) {
        const struct json_value *shares = panel_case_member(c, "shares");
        const struct json_value *copies = panel_case_member(c, "copies")->first;
        int32_t to[16];
        cp_panel_round(fractions(shares, &a), (int32_t)shares->n,
            (int32_t)panel_case_member(c, "m")->number, to, &a);
        for (int i = 0; i < shares->n; i++, copies = copies->next)
            assert_int_equal(to[i], copies->number);
    }
    assert_true(n >= 7);
    arena_close(&a);
}

static void
tickets_are_dealt_as_their_hashes_say(void **state)
{
    struct arena a;
    int64_t members[64];
    int32_t from[8] = { 0 }, n_types = 0, m = 0;
    (void)state;
    arena_open(&a, 16 << 20);
    const struct json_value *c =
        panel_case_member(panel_case_load("draw.json", &a), "allocation");
    for (const struct json_value *t =
             panel_case_member(c, "type_members")->first;
         t != NULL; t = t->next, n_types++) {
        from[n_types + 1] = from[n_types];
        for (const struct json_value *x = t->first; x != NULL; x = x->next)
            members[from[n_types + 1]++] = x->number;
    }
    int32_t *seats = arena_new(&a, int32_t, 64 * n_types), size = 0;
    const struct json_value *copies = panel_case_member(c, "copies")->first;
    for (const struct json_value *k = panel_case_member(c, "columns")->first;
         k != NULL; k = k->next, copies = copies->next)
        for (int64_t i = 0; i < copies->number; i++, m++) {
            int32_t t = 0;
            for (const struct json_value *x = k->first; x != NULL; x = x->next)
                seats[m * n_types + t++] = (int32_t)x->number;
        }
    for (int32_t t = 0; t < n_types; t++)
        size += seats[t];
    int64_t *tickets = cp_panel_deal(
        &(struct cp_panel_deal){ m, n_types, size, seats, members, from,
            panel_case_member(c, "list_seed")->text, panel_case_hash },
        &a);
    text all = cp_panel_list_text(tickets, m, size, &a);
    assert_true(text_is_equal(all, panel_case_member(c, "list_text")->text));
    assert_true(text_is_equal(cp_panel_hex(all, panel_case_hash, &a),
        panel_case_member(c, "list_sha256")->text));
    arena_close(&a);
}

static void
a_seed_draws_the_same_panel_on_any_machine(void **state)
{
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 16 << 20);
    const struct json_value *all = panel_case_load("draw.json", &a);
    for (const struct json_value *c = panel_case_member(all, "draw")->first;
         c != NULL; c = c->next, n++) {
        const struct json_value *m = panel_case_member(c, "m");
        uint64_t of = 0, want = 0;
        for (int i = 0; i < m->text.len; i++)
            of = of * 10 + (uint64_t)(m->text.ptr[i] - '0');
        text index = panel_case_member(c, "index")->text;
        for (int i = 0; i < index.len; i++)
            want = want * 10 + (uint64_t)(index.ptr[i] - '0');
        int32_t tries;
        uint64_t got = cp_panel_draw(panel_case_member(c, "list_sha256")->text,
            panel_case_member(c, "seed")->text, of, panel_case_hash, &a,
            &tries);
        assert_true(got == want);
        assert_int_equal(tries, panel_case_member(c, "tries")->number);
    }
    assert_true(n >= 12);
    arena_close(&a);
}

static void
a_list_keeps_the_lowest_chance_as_far_as_its_length_can(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 64 << 20);
    struct cp_panel_pool p = panel_case_folder("own_300_40", NULL, 40, &a);
    struct cp_panel_answer answer = solve(&a, &p);
    struct cp_panel_list list = list_of(&a, &p, &answer, 1000, TEXT("a seed"));
    int32_t low = 1000;
    for (int32_t i = 0; i < p.n_people; i++) {
        low = list.times[i] < low ? list.times[i] : low;
        assert_true(fabs(list.times[i] / 1000.0 - answer.chances[i]) < 0.005);
    }
    assert_int_equal(low, (int32_t)(1000 * answer.lowest));
    p.ceiling = 0.3;
    answer = solve(&a, &p);
    list = list_of(&a, &p, &answer, 1000, TEXT("a seed"));
    for (int32_t i = 0; i < p.n_people; i++)
        assert_true(list.times[i] <= 301);
    /* a short one breaks the ceiling for three people at most: what is left of
     * rounding */
    for (int32_t m = 20; m <= 260; m += 60) {
        int32_t most = (3 * m + 9) / 10, n_over = 0;
        list = list_of(&a, &p, &answer, m, TEXT("a seed"));
        for (int32_t i = 0; i < p.n_people; i++)
            n_over += list.times[i] > most;
        assert_true(n_over <= 3);
    }
    arena_close(&a);
}

static void
the_list_is_the_same_in_whatever_order_people_come(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 256 << 20);
    struct random r = random_from(3);
    struct cp_panel_pool p = panel_case_folder("own_120_24", NULL, 24, &a);
    struct cp_panel_answer answer = solve(&a, &p);
    struct cp_panel_list list = list_of(&a, &p, &answer, 500, TEXT("s"));
    for (int i = 0; i < 4; i++) {
        struct cp_panel_pool q = panel_case_shuffle(&p, &r, &a);
        struct cp_panel_answer same = solve(&a, &q);
        struct cp_panel_list other = list_of(&a, &q, &same, 500, TEXT("s"));
        assert_true(text_is_equal(list.hash, other.hash));
    }
    struct cp_panel_list other = list_of(&a, &p, &answer, 500, TEXT("t"));
    assert_false(text_is_equal(list.hash, other.hash));
    arena_close(&a);
}

static void
ten_thousand_draws_come_as_often_as_they_should(void **state)
{
    enum { DRAWS = 10'000 };
    struct arena a;
    (void)state;
    arena_open(&a, 64 << 20);
    struct cp_panel_pool p = panel_case_folder("own_120_24", NULL, 24, &a);
    struct cp_panel_answer answer = solve(&a, &p);
    struct cp_panel_list list = list_of(&a, &p, &answer, 1000, TEXT("s"));
    int32_t drawn[1000] = { 0 };
    for (int i = 0; i < DRAWS; i++) {
        struct arena_mark mark = arena_mark(&a);
        text seed = arena_print(&a, "draw %d", i);
        drawn[cp_panel_draw(
            list.hash, seed, 1000, panel_case_hash, &a, NULL)]++;
        arena_rewind(&a, mark);
    }
    for (int32_t i = 0; i < p.n_people; i++) {
        double f = 0, c = list.times[i] / 1000.0;
        for (int32_t k = 0; k < 1000; k++)
            for (int32_t s = 0; s < 24; s++)
                if (list.tickets[k * 24 + s] == p.people[i].ticket)
                    f += drawn[k];
        assert_true(
            fabs(f / DRAWS - c) <= 4 * sqrt(c * (1 - c) / DRAWS) + 1e-12);
    }
    arena_close(&a);
}

static void
who_was_told_stays_when_others_leave(void **state)
{
    struct arena a;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 64 << 20);
    struct cp_panel_pool p =
        panel_case_folder("own_200_24_households", "household", 24, &a);
    struct cp_panel_answer answer = solve(&a, &p);
    struct cp_panel_list list = list_of(&a, &p, &answer, 100, TEXT("s"));
    const int64_t *told = list.tickets;
    struct cp_panel_pool next;
    struct cp_panel_gone gone = { told, 24, told + 3, 2, NULL, 0 };
    assert_int_equal(cp_panel_after(&next, &a, &p, &gone, &why), OK);
    answer = solve(&a, &next);
    list = list_of(&a, &next, &answer, 100, TEXT("t"));
    for (int32_t i = 0; i < p.n_people; i++)
        for (int32_t s = 0; s < 24; s++)
            if (p.people[i].ticket == told[s])
                assert_int_equal(list.times[i], s == 3 || s == 4 ? 0 : 100);
    /* reserves are others, and within their quotas */
    assert_int_equal(cp_panel_reserves(&next, &a, &p, told, 24, 12, &why), OK);
    answer = solve(&a, &next);
    list = list_of(&a, &next, &answer, 100, TEXT("t"));
    for (int32_t s = 0; s < 24; s++)
        for (int32_t k = 0; k < 100 * 12; k++)
            assert_true(list.tickets[k] != told[s]);
    /* nor anybody who is in without a draw */
    struct cp_panel_pool with = p;
    struct cp_panel_person *people =
        arena_new(&a, struct cp_panel_person, p.n_people);
    memcpy(people, p.people, sizeof *people * (size_t)p.n_people);
    with.people = people;
    for (int32_t i = 0; i < p.n_people; i++)
        if (p.people[i].ticket == told[0])
            people[i].standing = CP_PANEL_MUST;
    assert_int_equal(
        cp_panel_reserves(&with, &a, &with, told + 1, 23, 12, &why), OK);
    for (int32_t i = 0; i < p.n_people; i++)
        if (p.people[i].ticket == told[0])
            assert_int_equal(with.people[i].standing, CP_PANEL_MAY_NOT);
    /* and only they may be asked */
    struct cp_panel_gone asked = { told, 24, told, 1, list.tickets, 12 };
    assert_int_equal(cp_panel_after(&next, &a, &p, &asked, &why), OK);
    int32_t n_free = 0;
    for (int32_t i = 0; i < next.n_people; i++)
        n_free += next.people[i].standing == CP_PANEL_FREE;
    assert_int_equal(n_free, 12);
    int64_t nobody = 999'999;
    asked.left = &nobody;
    assert_int_equal(
        cp_panel_after(&next, &a, &p, &asked, &why), ERR_BAD_INPUT);
    arena_close(&a);
}

static void
a_list_that_was_changed_is_found(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 64 << 20);
    struct cp_panel_pool p = panel_case_folder("own_120_24", NULL, 24, &a);
    struct cp_panel_answer answer = solve(&a, &p);
    struct cp_panel_list list = list_of(&a, &p, &answer, 100, TEXT("s"));
    struct cp_panel_list bad = list;
    char *bytes = arena_c_string(&a, list.text);
    bytes[20] = bytes[20] == '1' ? '2' : '1';
    bad.text.ptr = bytes;
    assert_true(
        cp_panel_list_check(&p, &answer, &bad, panel_case_hash, &a) > 0);
    bad = list;
    bad.times = arena_new(&a, int32_t, p.n_people);
    memcpy(bad.times, list.times, sizeof *bad.times * (size_t)p.n_people);
    bad.times[0]++;
    assert_true(
        cp_panel_list_check(&p, &answer, &bad, panel_case_hash, &a) > 0);
    list.tickets[0] = list.tickets[1];
    assert_true(
        cp_panel_list_check(&p, &answer, &list, panel_case_hash, &a) > 0);
    arena_close(&a);
}

int
panel_list_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_go_to_the_largest_remainders),
        cmocka_unit_test(tickets_are_dealt_as_their_hashes_say),
        cmocka_unit_test(a_seed_draws_the_same_panel_on_any_machine),
        cmocka_unit_test(
            a_list_keeps_the_lowest_chance_as_far_as_its_length_can),
        cmocka_unit_test(the_list_is_the_same_in_whatever_order_people_come),
        cmocka_unit_test(ten_thousand_draws_come_as_often_as_they_should),
        cmocka_unit_test(who_was_told_stays_when_others_leave),
        cmocka_unit_test(a_list_that_was_changed_is_found),
    };
    return cmocka_run_group_tests_name("engine/panel/list", tests, NULL, NULL);
}
