#include "web/limit.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int limit_test(void);

enum { AT_ONCE = 5, MINUTE_MS = 60 * 1000 };

static struct arena a;

static struct limit *
open_limit(void)
{
    arena_close(&a);
    arena_open(&a, 1 << 20);
    return limit_open(&a, AT_ONCE, 1234);
}

static int
take_many(struct limit *l, const char *address, int64_t now_ms, int n)
{
    int n_taken = 0;
    for (int i = 0; i < n; i++)
        n_taken += limit_take(l, text_of(address), now_ms);
    return n_taken;
}

static void
some_at_once_then_one_a_minute(void **state)
{
    (void)state;
    struct limit *l = open_limit();
    int64_t now = 1000;
    assert_int_equal(take_many(l, "192.0.2.1", now, 100), AT_ONCE);
    assert_int_equal(take_many(l, "192.0.2.1", now + MINUTE_MS - 1, 9), 0);
    assert_int_equal(take_many(l, "192.0.2.1", now + MINUTE_MS, 9), 1);
    assert_int_equal(take_many(l, "192.0.2.1", now + 3 * MINUTE_MS, 9), 2);
    assert_int_equal(
        take_many(l, "192.0.2.1", now + 100 * MINUTE_MS, 100), AT_ONCE);
    limit_close(l);
}

static void
one_address_does_not_shut_out_another(void **state)
{
    (void)state;
    struct limit *l = open_limit();
    assert_int_equal(take_many(l, "192.0.2.1", 0, 100), AT_ONCE);
    assert_int_equal(take_many(l, "192.0.2.2", 0, 100), AT_ONCE);
    assert_int_equal(take_many(l, "2001:db8::1", 0, 100), AT_ONCE);
    limit_close(l);
}

static void
an_ipv6_network_is_one_address(void **state)
{
    (void)state;
    struct limit *l = open_limit();
    assert_int_equal(take_many(l, "2001:db8::1", 0, 3), 3);
    assert_int_equal(take_many(l, "2001:db8::2:3:4", 0, 9), 2);
    assert_int_equal(take_many(l, "2001:db8:0:1::1", 0, 9), AT_ONCE);
    /* IPv4 on a socket for both is not one network */
    assert_int_equal(take_many(l, "::ffff:192.0.2.1", 0, 9), AT_ONCE);
    assert_int_equal(take_many(l, "::ffff:192.0.2.2", 0, 9), AT_ONCE);
    assert_int_equal(take_many(l, "192.0.2.2", 0, 9), 0);
    limit_close(l);
}

static void
what_is_no_address_is_limited_too(void **state)
{
    (void)state;
    struct limit *l = open_limit();
    assert_int_equal(take_many(l, "", 0, 3), 3);
    assert_int_equal(take_many(l, "unix", 0, 9), 2);
    limit_close(l);
}

static void
all_together_have_a_limit_in_bounded_memory(void **state)
{
    (void)state;
    struct limit *l = open_limit();
    int n_taken = 0;
    for (int i = 0; i < 100'000; i++) {
        struct arena_mark mark = arena_mark(&a);
        text address =
            arena_print(&a, "10.%d.%d.%d", i / 65536, i / 256 % 256, i % 256);
        n_taken += limit_take(l, address, 5000);
        arena_rewind(&a, mark);
    }
    assert_int_equal(n_taken, AT_ONCE * 10);
    limit_close(l);
}

int
limit_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_at_once_then_one_a_minute),
        cmocka_unit_test(one_address_does_not_shut_out_another),
        cmocka_unit_test(an_ipv6_network_is_one_address),
        cmocka_unit_test(what_is_no_address_is_limited_too),
        cmocka_unit_test(all_together_have_a_limit_in_bounded_memory),
    };
    int n_failed = cmocka_run_group_tests_name("web/limit", tests, NULL, NULL);
    arena_close(&a);
    return n_failed;
}
