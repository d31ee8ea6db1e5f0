#include "web/cache.h"

#include "base/random.h"
#include "os/thread.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

int cache_test(void);

enum { ROOM = 1 << 20 };

static text
make_body(struct arena *a, int which, ptrdiff_t len)
{
    char *to = arena_new(a, char, len);
    for (ptrdiff_t i = 0; i < len; i++)
        to[i] = (char)(which * 31 + i * 7);
    return (text){ to, len };
}

static void
put(struct cache *c, struct arena *a, int which, int64_t count, ptrdiff_t len)
{
    struct kept kept = { .route = c,
        .type = TEXT("text/html"),
        .etag = arena_print(a, "\"%d\"", which),
        .body = make_body(a, which, len) };
    cache_put(c, arena_print(a, "key %d", which), count, &kept);
}

static bool
has(struct cache *c, struct arena *a, int which, int64_t count, ptrdiff_t len)
{
    struct kept kept;
    if (!cache_get(c, arena_print(a, "key %d", which), count, a, &kept))
        return false;
    assert_true(text_is_equal(kept.body, make_body(a, which, len)));
    assert_true(text_is_equal(kept.type, TEXT("text/html")));
    assert_true(text_is_equal(kept.etag, arena_print(a, "\"%d\"", which)));
    assert_true(text_is_empty(kept.encoding));
    assert_ptr_equal(kept.route, c);
    return true;
}

static void
what_was_kept_comes_back_whole(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 64 << 20);
    struct cache *c = cache_open(ROOM);
    static const ptrdiff_t lens[] = { 0, 1, 1000, 1023, 1024, 1025, 5000,
        60000 };
    for (int i = 0; i < 8; i++)
        put(c, &a, i, 1, lens[i]);
    for (int i = 0; i < 8; i++)
        assert_true(has(c, &a, i, 1, lens[i]));
    assert_false(has(c, &a, 8, 1, 0));
    put(c, &a, 3, 1, 77);
    assert_true(has(c, &a, 3, 1, 77));
    cache_close(c);
    arena_close(&a);
}

static void
a_change_empties_it(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 64 << 20);
    struct cache *c = cache_open(ROOM);
    put(c, &a, 1, 1, 3000);
    assert_false(has(c, &a, 1, 2, 3000));
    assert_true(has(c, &a, 1, 1, 3000));
    put(c, &a, 2, 2, 3000);
    assert_false(has(c, &a, 1, 1, 3000));
    assert_false(has(c, &a, 1, 2, 3000));
    assert_true(has(c, &a, 2, 2, 3000));
    assert_int_equal(cache_bytes(c), 3 * 1024);
    cache_close(c);
    arena_close(&a);
}

static void
the_least_asked_for_goes_first(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 256 << 20);
    struct cache *c = cache_open(ROOM);
    int n = 0;
    for (; n < 2000; n++) {
        put(c, &a, n, 1, 2000);
        assert_true(has(c, &a, 0, 1, 2000));
        assert_true(cache_bytes(c) <= ROOM);
    }
    assert_true(has(c, &a, n - 1, 1, 2000));
    assert_false(has(c, &a, 1, 1, 2000));
    cache_close(c);
    arena_close(&a);
}

static void
what_is_too_large_is_not_kept(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 64 << 20);
    struct cache *c = cache_open(ROOM);
    put(c, &a, 1, 1, 2000);
    put(c, &a, 2, 1, ROOM / 2);
    assert_false(has(c, &a, 2, 1, ROOM / 2));
    assert_true(has(c, &a, 1, 1, 2000));
    char key[CACHE_KEY_MAX + 1];
    memset(key, 'k', sizeof key);
    struct kept kept = { .body = TEXT("b") };
    cache_put(c, (text){ key, sizeof key }, 1, &kept);
    assert_false(cache_get(c, (text){ key, sizeof key }, 1, &a, &kept));
    cache_put(c, (text){ key, CACHE_KEY_MAX }, 1, &kept);
    assert_true(cache_get(c, (text){ key, CACHE_KEY_MAX }, 1, &a, &kept));
    cache_close(c);
    arena_close(&a);
}

/* Against a model that only remembers what was put last under each key. */
static void
whatever_the_order_what_comes_back_is_what_was_put(void **state)
{
    (void)state;
    enum { KEYS = 400, STEPS = 20000 };
    struct random random = random_from(7);
    struct arena a;
    struct cache *c = cache_open(ROOM);
    ptrdiff_t len[KEYS] = { 0 };
    int64_t count = 1;
    int n_had = 0;
    arena_open(&a, 1 << 30);
    for (int step = 0; step < STEPS; step++) {
        int which = (int)random_below(&random, KEYS);
        uint64_t what = random_below(&random, 100);
        arena_reset(&a, 1 << 20);
        if (what == 0) {
            count++;
        } else if (what < 40) {
            len[which] = (ptrdiff_t)random_below(&random, 9000);
            put(c, &a, which, count, len[which]);
        } else {
            n_had += has(c, &a, which, count, len[which]);
        }
    }
    assert_true(n_had > STEPS / 50);
    cache_close(c);
    arena_close(&a);
}

struct runner {
    struct thread thread;
    struct cache *cache;
    uint64_t seed;
};

static void
run(void *arg)
{
    struct runner *r = arg;
    struct random random = random_from(r->seed);
    struct arena a;
    arena_open(&a, 1 << 20);
    for (int i = 0; i < 3000; i++) {
        int which = (int)random_below(&random, 50);
        arena_reset(&a, 1 << 20);
        struct kept kept;
        text key = arena_print(&a, "key %d", which);
        if (random_below(&random, 4) == 0)
            put(r->cache, &a, which, 1 + i / 1000, 500 + which * 37);
        else if (cache_get(r->cache, key, 1 + i / 1000, &a, &kept))
            require(text_is_equal(
                kept.body, make_body(&a, which, 500 + which * 37)));
    }
    arena_close(&a);
}

static void
threads_do_not_mix_pages(void **state)
{
    (void)state;
    struct cache *c = cache_open(ROOM);
    struct runner runners[4];
    struct why why = { 0 };
    for (int i = 0; i < 4; i++) {
        runners[i] = (struct runner){ .cache = c, .seed = (uint64_t)i };
        assert_int_equal(
            thread_start(&runners[i].thread, "cache", run, &runners[i], &why),
            OK);
    }
    for (int i = 0; i < 4; i++)
        thread_join(&runners[i].thread);
    cache_close(c);
}

int
cache_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_kept_comes_back_whole),
        cmocka_unit_test(a_change_empties_it),
        cmocka_unit_test(the_least_asked_for_goes_first),
        cmocka_unit_test(what_is_too_large_is_not_kept),
        cmocka_unit_test(whatever_the_order_what_comes_back_is_what_was_put),
        cmocka_unit_test(threads_do_not_mix_pages),
    };
    return cmocka_run_group_tests_name("web/cache", tests, NULL, NULL);
}
