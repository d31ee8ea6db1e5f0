#include "os/clock.h"
#include "os/thread.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

enum { ROUNDS = 20'000 };

/* A ball between two threads, in what neither guards otherwise. */
struct court {
    struct latch here, there;
    int n_hits;
};

static void
hit_back(void *arg)
{
    struct court *c = arg;
    for (int i = 0; i < ROUNDS; i++) {
        latch_wait(&c->there);
        latch_lower(&c->there);
        c->n_hits++;
        latch_raise(&c->here);
    }
}

static void
what_was_written_before_a_raise_is_seen_after_the_wait(void **state)
{
    (void)state;
    struct court c = { 0 };
    struct thread other;
    latch_lower(&c.here);
    latch_lower(&c.there);
    assert_int_equal(thread_start(&other, "other", hit_back, &c, NULL), OK);
    for (int i = 0; i < ROUNDS; i++) {
        latch_raise(&c.there);
        latch_wait(&c.here);
        latch_lower(&c.here);
        assert_int_equal(c.n_hits, i + 1);
    }
    thread_join(&other);
}

static void
a_latch_that_is_raised_holds_nobody(void **state)
{
    (void)state;
    struct latch l;
    latch_lower(&l);
    assert_false(latch_is_raised(&l));
    latch_raise(&l);
    latch_raise(&l);
    latch_wait(&l);
    latch_wait(&l);
    assert_true(latch_is_raised(&l));
}

static void
raise_late(void *arg)
{
    sleep_ms(20);
    latch_raise(arg);
}

static void
who_sleeps_is_woken(void **state)
{
    (void)state;
    struct latch l;
    struct thread other;
    latch_lower(&l);
    int64_t from_ns = monotonic_ns();
    assert_int_equal(thread_start(&other, "late", raise_late, &l, NULL), OK);
    latch_wait(&l);
    assert_true(monotonic_ns() - from_ns >= 20'000'000);
    thread_join(&other);
}

int latch_test(void);

int
latch_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            what_was_written_before_a_raise_is_seen_after_the_wait),
        cmocka_unit_test(a_latch_that_is_raised_holds_nobody),
        cmocka_unit_test(who_sleeps_is_woken),
    };
    return cmocka_run_group_tests_name("os/latch", tests, NULL, NULL);
}
