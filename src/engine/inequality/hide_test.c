/* Tables of people, and what somebody could work out from them. */
#include "engine/inequality/hide.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int hide_test(void);

enum { SIDE = 12 };

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

static void
read_table(const struct json_value *one, struct cp_hide_table *t,
    int64_t cells[SIDE * SIDE])
{
    *t = (struct cp_hide_table){ .cells = cells, .threshold = 5 };
    const struct json_value *truth = member(one, "truth");
    for (const struct json_value *r = truth->first; r != NULL; r = r->next) {
        t->n_columns = (int32_t)r->n;
        for (const struct json_value *c = r->first; c != NULL; c = c->next)
            *cells++ = c->number;
        t->n_rows++;
    }
}

static void
bounds_are_those_of_all_tables_that_agree(void **state)
{
    struct arena a;
    struct why why = { 0 };
    struct json_value *all;
    text bytes;
    int n_cells = 0, n_unsafe = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    assert_int_equal(
        file_read(TEXT("test/oracle/inequality/suppression_bounds.json"), &a,
            1 << 20, &bytes, &why),
        OK);
    assert_int_equal(json_parse(bytes, &a, &all, &why), OK);
    for (const struct json_value *one = member(all, "cases")->first;
         one != NULL; one = one->next) {
        struct cp_hide_table t;
        int64_t cells[SIDE * SIDE];
        bool is_hidden[(SIDE + 1) * (SIDE + 1)] = { false };
        const struct json_value *low = member(one, "lowest")->first;
        const struct json_value *high = member(one, "highest")->first;
        read_table(one, &t, cells);
        for (const struct json_value *h = member(one, "hidden")->first;
             h != NULL; h = h->next)
            is_hidden[cp_hide_at(&t, (int32_t)h->first->number,
                (int32_t)h->first->next->number)] = true;
        for (const struct json_value *h = member(one, "hidden")->first;
             h != NULL; h = h->next, low = low->next, high = high->next) {
            struct cp_hide_bounds b = cp_hide_bounds(&a, &t, is_hidden,
                (int32_t)h->first->number, (int32_t)h->first->next->number);
            assert_int_equal(b.least, low->number);
            assert_int_equal(b.greatest, high->number);
            n_cells++;
        }
        /* the totals of these are shown, be they small: look at cells only */
        bool is_safe = member(one, "safe")->is_true;
        int64_t wrong = cp_hide_check(&a, &t, is_hidden, 1'000'000);
        if (is_safe)
            assert_int_equal(wrong, 0);
        else
            assert_true(wrong != 0);
        n_unsafe += !is_safe;
    }
    assert_true(n_cells > 400 && n_unsafe > 50);
    arena_close(&a);
}

static void
draw(struct random *r, struct cp_hide_table *t, int64_t *cells, int32_t most)
{
    *t = (struct cp_hide_table){ .cells = cells, .threshold = 5 };
    t->n_rows = 1 + (int32_t)random_below(r, (uint64_t)most);
    t->n_columns = 2 + (int32_t)random_below(r, (uint64_t)most - 1);
    for (int32_t i = 0; i < t->n_rows * t->n_columns; i++)
        cells[i] = random_below(r, 3) == 0 ? (int64_t)random_below(r, 6)
                                           : (int64_t)random_below(r, 40);
    t->has_no_column_totals = t->n_rows == 1 || random_below(r, 4) == 0;
    t->has_no_row_totals = random_below(r, 5) == 0;
    t->has_no_total = random_below(r, 5) == 0;
}

static void
nobody_can_be_worked_out(void **state)
{
    struct arena a;
    struct random r = random_from(11);
    int n_shown = 0, n_refused = 0, n_undecided = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    for (int i = 0; i < 1500; i++) {
        struct arena_mark mark = arena_mark(&a);
        struct cp_hide_table t;
        struct cp_hidden h;
        int64_t cells[16];
        draw(&r, &t, cells, 4);
        if (cp_hide(&h, &a, &t, NULL) != OK) {
            n_refused++;
        } else {
            int64_t wrong = cp_hide_check(&a, &t, h.is_hidden, 20'000);
            assert_true(wrong <= 0);
            n_undecided += wrong < 0;
            n_shown++;
        }
        arena_rewind(&a, mark);
    }
    print_message("%d shown, %d refused, %d too many to go through\n", n_shown,
        n_refused, n_undecided);
    assert_true(n_shown > 1400 && n_undecided * 4 < n_shown);
    arena_close(&a);
}

static void
what_is_large_is_shown_and_a_small_one_takes_its_neighbours(void **state)
{
    struct arena a;
    struct cp_hidden h;
    int64_t large[] = { 10, 20, 30, 40 };
    int64_t small[] = { 10, 3, 30, 40, 20, 50, 9, 60, 70 };
    struct cp_hide_table t = {
        .cells = large, .n_rows = 2, .n_columns = 2, .threshold = 5
    };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_hide(&h, &a, &t, NULL), OK);
    assert_int_equal(h.n_primary + h.n_complementary, 0);
    t.cells = small;
    t.n_rows = t.n_columns = 3;
    assert_int_equal(cp_hide(&h, &a, &t, NULL), OK);
    assert_int_equal(h.n_primary, 1);
    assert_int_equal(h.n_complementary, 3);
    assert_true(h.is_hidden[cp_hide_at(&t, 0, 1)]);
    /* the cheapest: 10 and 20 in the first column, or 9 beside 60 */
    assert_true(h.is_hidden[cp_hide_at(&t, 0, 0)]);
    assert_true(h.is_hidden[cp_hide_at(&t, 1, 1)]);
    assert_true(h.is_hidden[cp_hide_at(&t, 1, 0)]);
    arena_close(&a);
}

static void
a_single_row_hides_the_smallest_that_is_enough(void **state)
{
    struct arena a;
    struct cp_hidden h;
    int64_t cells[] = { 2, 0, 9, 6, 30 };
    struct cp_hide_table t = { .cells = cells,
        .n_rows = 1,
        .n_columns = 5,
        .threshold = 5,
        .has_no_column_totals = true };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_hide(&h, &a, &t, NULL), OK);
    assert_true(h.is_hidden[0] && h.is_hidden[3]);
    assert_false(h.is_hidden[1] || h.is_hidden[2] || h.is_hidden[4]);
    arena_close(&a);
}

static void
what_cannot_be_made_safe_is_refused(void **state)
{
    struct arena a;
    struct why why = { 0 };
    struct cp_hidden h;
    int64_t lone[] = { 3 }, below[] = { 3, -1 };
    struct cp_hide_table t = {
        .cells = lone, .n_rows = 1, .n_columns = 1, .threshold = 5
    };
    (void)state;
    arena_open(&a, 1 << 20);
    /* one cell, its totals hidden with it: nothing is left to show, and
     * nothing is given away */
    assert_int_equal(cp_hide(&h, &a, &t, &why), OK);
    assert_int_equal(h.n_primary, 4);
    t.must_hide = (bool[]){ true, false, false, false };
    t.cells = (int64_t[]){ 9 };
    assert_int_equal(cp_hide(&h, &a, &t, &why), OK);
    assert_int_equal(h.n_complementary, 3);
    t.cells = below;
    t.n_columns = 2;
    assert_int_equal(cp_hide(&h, &a, &t, &why), ERR_BAD_INPUT);
    arena_close(&a);
}

static void
a_share_is_hidden_with_what_it_leaves(void **state)
{
    (void)state;
    assert_true(cp_hide_share(98, 100, 5));
    assert_true(cp_hide_share(4, 100, 5));
    assert_false(cp_hide_share(0, 100, 5));
    assert_false(cp_hide_share(100, 100, 5));
    assert_false(cp_hide_share(95, 100, 5));
}

static void
large_tables_are_done_at_once(void **state)
{
    struct arena a;
    struct random r = random_from(12);
    enum { N = 120 };
    struct cp_hidden h;
    (void)state;
    arena_open(&a, 1 << 26);
    int64_t *cells = arena_new(&a, int64_t, N * N);
    for (int i = 0; i < N * N; i++)
        cells[i] = (int64_t)random_below(&r, 100);
    struct cp_hide_table t = {
        .cells = cells, .n_rows = N, .n_columns = N, .threshold = 10
    };
    assert_int_equal(cp_hide(&h, &a, &t, NULL), OK);
    for (int32_t i = 0; i < 5; i++)
        for (int32_t j = 0; j < N; j++)
            if (h.is_hidden[cp_hide_at(&t, i, j)]) {
                struct cp_hide_bounds b =
                    cp_hide_bounds(&a, &t, h.is_hidden, i, j);
                assert_true(b.least < b.greatest);
            }
    arena_close(&a);
}

int
hide_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_are_those_of_all_tables_that_agree),
        cmocka_unit_test(nobody_can_be_worked_out),
        cmocka_unit_test(
            what_is_large_is_shown_and_a_small_one_takes_its_neighbours),
        cmocka_unit_test(a_single_row_hides_the_smallest_that_is_enough),
        cmocka_unit_test(what_cannot_be_made_safe_is_refused),
        cmocka_unit_test(a_share_is_hidden_with_what_it_leaves),
        cmocka_unit_test(large_tables_are_done_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
