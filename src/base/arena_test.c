#include "base/buf.h"
#include "base/random.h"

#include <stdio.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

enum { ROOM = 1 << 20 };

static void
what_is_taken_is_zero_aligned_and_apart(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 8 << 20);
    struct random r = random_from(1);
    struct {
        unsigned char *at;
        ptrdiff_t size;
    } taken[500];
    for (int i = 0; i < 500; i++) {
        ptrdiff_t align = (ptrdiff_t)1 << random_below(&r, 5);
        ptrdiff_t size = (ptrdiff_t)random_below(&r, i % 50 == 0 ? 99999 : 99);
        taken[i].at = arena_take(&a, 1, align, size);
        taken[i].size = size;
        assert_int_equal((uintptr_t)taken[i].at % (uintptr_t)align, 0);
        for (ptrdiff_t k = 0; k < size; k++)
            assert_int_equal(taken[i].at[k], 0);
        if (size > 0)
            memset(taken[i].at, i % 255 + 1, (size_t)size);
    }
    for (int i = 0; i < 500; i++)
        for (ptrdiff_t k = 0; k < taken[i].size; k++)
            assert_int_equal(taken[i].at[k], i % 255 + 1);
    arena_close(&a);
}

static void
a_limit_is_kept_and_small_things_still_fit(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 100000);
    assert_null(arena_try(&a, 1, 1, 100001));
    assert_non_null(arena_try(&a, 1, 1, 60000));
    assert_null(arena_try(&a, 1, 1, 40000));
    assert_non_null(arena_try(&a, 1, 1, 1000));
    assert_null(arena_try(&a, PTRDIFF_MAX, 1, 2));
    assert_null(arena_try(&a, 2, 1, PTRDIFF_MAX));
    ptrdiff_t n = 0;
    while (arena_try(&a, 1, 1, 16) != NULL)
        n += 16;
    assert_in_range(n, 38000, 39000);
    arena_close(&a);
    arena_open(&a, 0);
    assert_non_null(arena_try(&a, 1, 1, 0));
    assert_null(arena_try(&a, 1, 1, 1));
    arena_close(&a);
}

static void
out_of_room_goes_to_the_boundary(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1000);
    jmp_buf boundary;
    a.no_room = &boundary;
    volatile int n_taken = 0;
    if (setjmp(boundary) == 0)
        for (;;) {
            (void)arena_new(&a, char, 100);
            n_taken++;
        }
    assert_int_equal(n_taken, 10);
    arena_close(&a);
}

static void
rewinding_gives_back_what_came_after(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, ROOM);
    struct arena_mark empty = arena_mark(&a);
    char *kept = arena_new(&a, char, 10);
    strcpy(kept, "kept");
    struct arena_mark mark = arena_mark(&a);
    for (int round = 0; round < 100; round++) {
        char *at = arena_new(&a, char, 100000);
        assert_int_equal(at[99999], 0);
        memset(at, 'x', 100000);
        (void)arena_new(&a, char, 200000);
        arena_rewind(&a, mark);
        char *small = arena_new(&a, char, 10);
        assert_int_equal(small[0], 0);
        small[0] = 'x';
        arena_rewind(&a, mark);
    }
    assert_string_equal(kept, "kept");
    arena_rewind(&a, empty);
    assert_non_null(arena_try(&a, 1, 1, ROOM));
    arena_close(&a);
}

static void
a_reset_gives_all_of_the_limit_again(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, ROOM);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 4; i++) {
            char *at = arena_new(&a, char, 200000);
            assert_int_equal(at[0] + at[199999], 0);
            at[0] = at[199999] = 'x';
        }
        char *small = arena_new(&a, char, 64);
        assert_int_equal(small[0], 0);
        small[0] = 'x';
        arena_reset(&a, ROOM);
    }
    /* smaller than the block that is kept: the ladder */
    (void)arena_new(&a, char, 64);
    arena_reset(&a, 64);
    assert_non_null(arena_try(&a, 1, 1, 64));
    assert_null(arena_try(&a, 1, 1, 1));
    arena_reset(&a, ROOM);
    assert_non_null(arena_try(&a, 1, 1, 500000));
    arena_close(&a);
}

static void
text_is_copied_printed_and_joined(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, ROOM);
    text t = arena_copy(&a, TEXT("a\0b"));
    assert_true(text_is_equal(t, TEXT("a\0b")));
    assert_false(text_is_known(arena_copy(&a, (text){ NULL, 0 })));
    assert_true(text_is_known(arena_copy(&a, TEXT(""))));
    assert_string_equal(arena_c_string(&a, TEXT("abc")), "abc");
    assert_string_equal(arena_c_string(&a, (text){ NULL, 0 }), "");
    t = arena_print(&a, "%s %d", "x", 7);
    assert_true(text_is_equal(t, TEXT("x 7")));
    assert_string_equal(t.ptr, "x 7");
    t = arena_print(&a, "%300000d", 7);
    assert_int_equal(t.len, 300000);
    text parts[] = { TEXT("a"), { NULL, 0 }, TEXT(""), TEXT("bc") };
    assert_true(text_is_equal(arena_join(&a, 4, parts), TEXT("abc")));
    assert_true(text_is_known(arena_join(&a, 0, NULL)));
    arena_close(&a);
}

/* ---- Buffers
 * -------------------------------------------------------------------- */

static void
a_buffer_grows_and_keeps_what_it_holds(void **state)
{
    (void)state;
    for (int other = 0; other < 3; other++) {
        struct arena a;
        arena_open(&a, 16 << 20);
        struct buf b = buf_in(&a, other == 2 ? 1000 : 0);
        for (int i = 0; i < 100000; i++) {
            buf_byte(&b, (char)('a' + i % 26));
            /* something else in between: it cannot grow in place */
            if (other == 1 && i % 1000 == 0)
                memset(arena_new(&a, char, 10), 'Z', 10);
        }
        assert_int_equal(b.len, 100000);
        for (int i = 0; i < 100000; i++)
            assert_int_equal(b.ptr[i], 'a' + i % 26);
        arena_close(&a);
    }
}

static void
what_grew_in_place_is_not_given_away(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, ROOM);
    struct buf b = buf_in(&a, 64);
    char *start = b.ptr;
    for (int i = 0; i < 1000; i++)
        buf_byte(&b, 'x');
    assert_ptr_equal(b.ptr, start);
    char *next = arena_new(&a, char, 100);
    memset(next, 'y', 100);
    for (ptrdiff_t i = b.len; i < b.cap; i++)
        buf_byte(&b, 'x');
    for (int i = 0; i < 100; i++)
        assert_int_equal(next[i], 'y');
    arena_close(&a);
}

static void
numbers_and_forms_are_added(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, ROOM);
    struct buf b = buf_in(&a, 4);
    buf_int(&b, 0);
    buf_byte(&b, ' ');
    buf_int(&b, INT64_MIN);
    buf_byte(&b, ' ');
    buf_int(&b, INT64_MAX);
    buf_add(&b, (text){ NULL, 0 });
    buf_print(&b, " %05d", 42);
    buf_print(&b, "%s", "");
    buf_real(&b, -0.25);
    assert_true(text_is_equal(buf_text(&b),
        TEXT("0 -9223372036854775808 9223372036854775807 00042-0.25")));
    arena_close(&a);
}

int arena_test(void);

int
arena_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_zero_aligned_and_apart),
        cmocka_unit_test(a_limit_is_kept_and_small_things_still_fit),
        cmocka_unit_test(out_of_room_goes_to_the_boundary),
        cmocka_unit_test(rewinding_gives_back_what_came_after),
        cmocka_unit_test(a_reset_gives_all_of_the_limit_again),
        cmocka_unit_test(text_is_copied_printed_and_joined),
        cmocka_unit_test(a_buffer_grows_and_keeps_what_it_holds),
        cmocka_unit_test(what_grew_in_place_is_not_given_away),
        cmocka_unit_test(numbers_and_forms_are_added),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
