/* The difference of two wordings, against the table of longest common
 * subsequences that every textbook has. */
#include "keep/diff.h"

#include "base/buf.h"
#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int diff_test(void);

enum { WORDS_MAX = 40 };

static struct arena arena;

static int
open_arena(void **state)
{
    (void)state;
    arena_open(&arena, 64 << 20);
    return 0;
}

static int
close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

/* Do the pieces make both texts, and does each kind stand once in a row? */
static void
must_hold(text old, text now, const struct diff_piece *p, ptrdiff_t n)
{
    struct buf x = buf_in(&arena, 100), y = buf_in(&arena, 100);
    for (ptrdiff_t i = 0; i < n; i++) {
        assert_true(p[i].words.len > 0);
        if (p[i].kind != DIFF_NEW)
            buf_add(&x, p[i].words);
        if (p[i].kind != DIFF_GONE)
            buf_add(&y, p[i].words);
    }
    assert_int_equal(x.len, old.len);
    assert_int_equal(y.len, now.len);
    assert_true(old.len == 0 || memcmp(x.ptr, old.ptr, (size_t)x.len) == 0);
    assert_true(now.len == 0 || memcmp(y.ptr, now.ptr, (size_t)y.len) == 0);
}

/* "a b c ": every word one letter and a blank. */
static text
some_words(struct random *r, int n_letters)
{
    struct buf b = buf_in(&arena, 100);
    int n = (int)random_below(r, WORDS_MAX);
    for (int i = 0; i < n; i++) {
        buf_byte(&b, (char)('a' + (int)random_below(r, (uint64_t)n_letters)));
        buf_byte(&b, ' ');
    }
    return b.len == 0 ? TEXT("") : buf_text(&b);
}

static int
longest_common(text x, text y)
{
    static int table[WORDS_MAX + 1][WORDS_MAX + 1];
    ptrdiff_t n_x = x.len / 2, n_y = y.len / 2;
    for (ptrdiff_t i = n_x; i >= 0; i--)
        for (ptrdiff_t k = n_y; k >= 0; k--) {
            int skip = 0;
            if (i < n_x && table[i + 1][k] > skip)
                skip = table[i + 1][k];
            if (k < n_y && table[i][k + 1] > skip)
                skip = table[i][k + 1];
            table[i][k] = i == n_x || k == n_y ? 0
                : x.ptr[2 * i] == y.ptr[2 * k] ? table[i + 1][k + 1] + 1
                                               : skip;
        }
    return table[0][0];
}

static void
it_is_the_shortest_that_makes_both_texts(void **state)
{
    struct random r = random_from(1);
    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct arena_mark mark = arena_mark(&arena);
        struct diff_piece *p;
        ptrdiff_t n, n_same = 0;
        int n_letters = 1 + (int)random_below(&r, 6);
        text x = some_words(&r, n_letters), y = some_words(&r, n_letters);
        diff_words(&arena, x, y, &p, &n);
        must_hold(x, y, p, n);
        for (ptrdiff_t k = 0; k < n; k++)
            n_same += p[k].kind == DIFF_SAME ? p[k].words.len : 0;
        assert_int_equal(n_same, 2 * longest_common(x, y));
        arena_rewind(&arena, mark);
    }
}

static void
words_stand_whole(void **state)
{
    struct diff_piece *p;
    ptrdiff_t n;
    (void)state;
    diff_words(&arena, TEXT("we meet in May soon"),
        TEXT("we meet in March soon"), &p, &n);
    assert_int_equal(n, 4);
    assert_true(text_is_equal(p[0].words, TEXT("we meet in ")));
    assert_int_equal(p[1].kind, DIFF_GONE);
    assert_true(text_is_equal(p[1].words, TEXT("May ")));
    assert_int_equal(p[2].kind, DIFF_NEW);
    assert_true(text_is_equal(p[2].words, TEXT("March ")));
    diff_words(&arena, TEXT(""), TEXT(""), &p, &n);
    assert_int_equal(n, 0);
    diff_words(&arena, TEXT("one"), (text){ 0 }, &p, &n);
    assert_int_equal(n, 1);
    assert_int_equal(p[0].kind, DIFF_GONE);
}

/* More differences than are followed at once: still right. */
static void
two_long_texts_without_a_word_in_common_are_one_piece_each(void **state)
{
    struct buf x = buf_in(&arena, 1 << 15), y = buf_in(&arena, 1 << 15);
    struct diff_piece *p;
    ptrdiff_t n, n_same = 0;
    (void)state;
    for (int i = 0; x.len < 32'000; i++) {
        buf_print(&x, "old%d ", i);
        buf_print(&y, i % 500 == 0 ? "old%d " : "new%d ", i);
    }
    diff_words(&arena, buf_text(&x), buf_text(&y), &p, &n);
    must_hold(buf_text(&x), buf_text(&y), p, n);
    for (ptrdiff_t k = 0; k < n; k++)
        n_same += p[k].kind == DIFF_SAME ? 1 : 0;
    assert_true(n_same > 0);
}

int
diff_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_shortest_that_makes_both_texts),
        cmocka_unit_test(words_stand_whole),
        cmocka_unit_test(
            two_long_texts_without_a_word_in_common_are_one_piece_each),
    };
    return cmocka_run_group_tests_name(
        "keep/diff", tests, open_arena, close_arena);
}
