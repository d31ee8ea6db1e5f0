/* Statements that say nearly the same. */
#include "engine/opinion/near.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int near_test(void);

static bool
near_words(const char *a, const char *b)
{
    return cp_near(text_of(a), text_of(b));
}

static void
the_same_with_a_slip_of_the_pen_is_near(void **state)
{
    (void)state;
    assert_true(near_words("the clinic should be open in the evening",
        "the clinic should be open in the evening"));
    assert_true(near_words("the clinic should be open in the evening",
        "the clinic should be open in the evenings"));
    assert_true(near_words("kliniken ska vara oppen pa kvallen varje dag",
        "klinken ska vara oppen pa kvallen varje dag"));
    assert_true(near_words("a", "a"));
}

static void
something_else_is_not_near(void **state)
{
    (void)state;
    assert_false(near_words("the clinic should be open in the evening",
        "buses to the clinic should run in the evening"));
    assert_false(near_words("open at night", "closed at night"));
    assert_false(near_words("", ""));
    assert_false(near_words("", "a"));
    assert_false(cp_near((text){ 0 }, TEXT("a")));
    /* four fifths are enough, and not less: " abcd " has four, one less */
    struct cp_near_parts p = cp_near_parts(TEXT("abcd"), TEXT("abce"));
    assert_int_equal(p.n_both, 2);
    assert_int_equal(p.n_either, 6);
    p = cp_near_parts(TEXT("aabb"), TEXT("aabbb"));
    assert_true(5 * p.n_both == 4 * p.n_either);
    assert_true(near_words("aabb", "aabbb"));
}

/* Has this text, with its blanks, the run at `at` before as well? */
static bool
is_run_of(const char *padded, size_t n, const char *run)
{
    for (size_t i = 0; i + 3 <= n; i++)
        if (memcmp(padded + i, run, 3) == 0)
            return true;
    return false;
}

static struct cp_near_parts
spelt_out(const char *a, const char *b)
{
    struct cp_near_parts p = { 0, 0 };
    size_t n_a = strlen(a), n_b = strlen(b);
    for (size_t i = 0; i + 3 <= n_a; i++)
        if (!is_run_of(a, i + 2, a + i)) {
            p.n_either++;
            p.n_both += is_run_of(b, n_b, a + i);
        }
    for (size_t i = 0; i + 3 <= n_b; i++)
        p.n_either += !is_run_of(b, i + 2, b + i) && !is_run_of(a, n_a, b + i);
    return p;
}

static void
parts_are_those_of_all_runs(void **state)
{
    struct random r = random_from(9);
    (void)state;
    for (int round = 0; round < 2'000; round++) {
        char words[2][44] = { " ", " " };
        for (int w = 0; w < 2; w++) {
            size_t n = 1 + (size_t)random_below(&r, 40);
            for (size_t i = 1; i <= n; i++)
                words[w][i] = "ab c"[random_below(&r, 4)];
            words[w][n + 1] = ' ';
        }
        text a = { words[0] + 1, (ptrdiff_t)strlen(words[0]) - 2 };
        text b = { words[1] + 1, (ptrdiff_t)strlen(words[1]) - 2 };
        struct cp_near_parts is = cp_near_parts(a, b);
        struct cp_near_parts back = cp_near_parts(b, a);
        struct cp_near_parts known = spelt_out(words[0], words[1]);
        assert_int_equal(is.n_both, known.n_both);
        assert_int_equal(is.n_either, known.n_either);
        assert_memory_equal(&is, &back, sizeof is);
    }
}

static void
long_texts_are_looked_at_so_far(void **state)
{
    char words[2 * CP_NEAR_BYTES];
    (void)state;
    memset(words, 'x', sizeof words);
    for (size_t i = 0; i < sizeof words; i++)
        words[i] = (char)('a' + (i * i + i / 7) % 26);
    text all = { words, (ptrdiff_t)sizeof words };
    assert_true(cp_near(all, all));
}

int
near_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_with_a_slip_of_the_pen_is_near),
        cmocka_unit_test(something_else_is_not_near),
        cmocka_unit_test(parts_are_those_of_all_runs),
        cmocka_unit_test(long_texts_are_looked_at_so_far),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/near", tests, NULL, NULL);
}
