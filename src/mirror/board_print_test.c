/* The spread of boards on one A3 page, few or very many entries on it. */
#include "mirror/board_print.h"

#include "os/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int board_print_test(void);

static text
spread_of(struct arena *a, int n_sides, int n_entries, int n_words)
{
    static const char *const codes[] = { "strength", "weakness", "opportunity",
        "challenge" };
    struct buf out = buf_in(a, 1 << 20);
    buf_print(&out,
        "{\"title\":\"Mothers <& children>\",\"partnership\":\"A – B\","
        "\"note\":null,\"language\":\"sw\",\"at\":1790000000,\"headings\":[");
    for (int i = 0; i < 4; i++)
        buf_print(&out, "%s{\"code\":\"%s\",\"name\":\"%s\"}", i > 0 ? "," : "",
            codes[i], codes[i]);
    buf_print(&out, "],\"pairs\":[");
    for (int i = 0; i < n_entries / 5; i++)
        buf_print(&out,
            "%s{\"lacks_side\":\"A\",\"lacks\":\"Maji ni machache\","
            "\"has_side\":\"B\",\"has\":\"Pipor som håller\"}",
            i > 0 ? "," : "");
    buf_print(&out, "],\"sides\":[");
    for (int k = 0; k < n_sides; k++) {
        buf_print(&out,
            "%s{\"name\":\"Side %d\",\"position\":%d,\"has_more\":false,"
            "\"entries\":[",
            k > 0 ? "," : "", k + 1, k + 1);
        for (int i = 0; i < n_entries; i++) {
            buf_print(&out,
                "%s{\"heading\":\"%s\",\"lang\":\"sw\",\"theme\":\"Wauguzi\","
                "\"marks\":%d,\"words\":\"",
                i > 0 ? "," : "", codes[i % 4], i % 3);
            for (int w = 0; w < n_words; w++)
                buf_print(&out, "%s ",
                    w % 7 == 0       ? "Ängslan"
                        : w % 7 == 3 ? "صحة"
                                     : "wauguzi");
            buf_print(&out, "\"}");
        }
        buf_print(&out, "]}");
    }
    buf_print(&out, "]}");
    return buf_text(&out);
}

static int
pages_of(text pdf)
{
    int n = 0;
    text what = TEXT("/Type /Page ");
    for (ptrdiff_t i; (i = text_find(pdf, what)) >= 0; n++)
        pdf = text_slice(pdf, i + what.len, pdf.len);
    return n;
}

static void
few_or_many_entries_are_one_page(void **state)
{
    (void)state;
    static const struct {
        int n_sides, n_entries, n_words;
    } cases[] = { { 1, 0, 0 }, { 2, 1, 3 }, { 2, 20, 12 }, { 2, 100, 14 },
        { 3, 60, 14 }, { 4, 100, 10 }, { 2, 100, 150 } };
    int64_t slowest = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a;
        text made;
        arena_open(&a, 64 << 20);
        text asked = spread_of(
            &a, cases[i].n_sides, cases[i].n_entries, cases[i].n_words);
        int64_t began = monotonic_ns();
        assert_int_equal(board_print_work(&a, asked, &made), OK);
        int64_t ms = (monotonic_ns() - began) / 1'000'000;
        assert_int_equal(pages_of(made), 1);
        slowest = ms > slowest ? ms : slowest;
        print_message("%d sides of %d entries of %d words: %lld ms, %lld KB\n",
            cases[i].n_sides, cases[i].n_entries, cases[i].n_words,
            (long long)ms, (long long)made.len / 1024);
        arena_close(&a);
    }
    assert_true(slowest < 2000); /* bench/board.sh has the figure */
}

static void
what_is_no_spread_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "{", "[]", "{}", "null",
        "{\"sides\":[]}", "{\"sides\":1,\"headings\":2}",
        "{\"sides\":[{\"position\":99}],\"headings\":[]}" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena a;
        text made;
        arena_open(&a, 1 << 20);
        assert_int_equal(
            board_print_work(&a, text_of(bad[i]), &made), ERR_BAD_INPUT);
        arena_close(&a);
    }
    /* wrong kinds of values are left out */
    struct arena a;
    text made;
    arena_open(&a, 8 << 20);
    assert_int_equal(
        board_print_work(&a,
            TEXT("{\"title\":3,\"headings\":[{\"code\":\"a\"}],\"sides\":"
                 "[{\"position\":99,\"entries\":[{\"heading\":\"a\"},{"
                 "\"heading\":\"b\"},7]}],\"pairs\":[1,{}]}"),
            &made),
        OK);
    assert_int_equal(pages_of(made), 1);
    arena_close(&a);
}

int
board_print_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_or_many_entries_are_one_page),
        cmocka_unit_test(what_is_no_spread_is_refused),
    };
    return cmocka_run_group_tests_name("mirror/board_print", tests, NULL, NULL);
}
