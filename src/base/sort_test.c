#include "base/sort.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

int sort_test(void);

enum { N_MAX = 70 };

struct thing {
    int key, place;
};

static int n_compared;

static int
by_key(const void *context, const void *x, const void *y)
{
    assert_string_equal(context, "context");
    n_compared++;
    return ((const struct thing *)x)->key - ((const struct thing *)y)->key;
}

static void
sort_things(struct thing *things, int n)
{
    struct thing room[N_MAX];
    n_compared = 0;
    sort(things, room, n, (ptrdiff_t)sizeof *things, by_key, "context");
}

static void
what_is_alike_keeps_its_order(void **state)
{
    (void)state;
    struct random r = random_from(7);
    for (int n = 0; n <= N_MAX; n++) {
        struct thing things[N_MAX];
        int n_of[5] = { 0 }, n_seen[5] = { 0 };
        for (int i = 0; i < n; i++) {
            int key = (int)random_below(&r, 5);
            things[i] = (struct thing){ key, n_of[key]++ };
        }
        sort_things(things, n);
        for (int i = 0; i < n; i++) {
            assert_true(i == 0 || things[i - 1].key <= things[i].key);
            assert_int_equal(things[i].place, n_seen[things[i].key]++);
        }
        assert_memory_equal(n_of, n_seen, sizeof n_of);
    }
}

static void
no_more_is_compared_than_n_log_n(void **state)
{
    (void)state;
    struct thing things[64];
    for (int i = 0; i < 64; i++)
        things[i] = (struct thing){ (i * 37) % 64, i };
    sort_things(things, 64);
    assert_in_range(n_compared, 64, 64 * 6);
    for (int i = 0; i < 64; i++)
        assert_int_equal(things[i].key, i);
}

int
sort_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_alike_keeps_its_order),
        cmocka_unit_test(no_more_is_compared_than_n_log_n),
    };
    return cmocka_run_group_tests_name("base/sort", tests, NULL, NULL);
}
