/* A page of paper: real text, in the scripts that people here write. */
#include "text/paper.h"

#include "os/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int paper_test(void);

static int
count_of(text all, const char *what)
{
    int n = 0;
    for (ptrdiff_t i; (i = text_find(all, text_of(what))) >= 0; n++)
        all = text_slice(all, i + 1, all.len);
    return n;
}

static void
words_of_many_scripts_are_text_on_one_page(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *words;
    } lines[] = { { "en", "Mothers' groups save together." },
        { "sv", "Åsa möter Örjan på Ängen" },
        { "sw", "Watu wa mtaa wangependa kusaidia" },
        { "luo", "Onge yath e kilinik" }, { "ar", "صحة الأم والطفل" },
        { "he", "בריאות לכולם" }, { "en", "Well done \xF0\x9F\x98\x80" },
        { "en", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } };
    struct arena a;
    struct paper *p;
    text pdf;
    arena_open(&a, 32 << 20);
    int64_t began = monotonic_ns();
    assert_int_equal(paper_open(&p, &a, PAPER_A3_LANDSCAPE,
                         TEXT("Boards <beside> each other"), 1'790'000'000),
        OK);
    double y = 10;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct paper_words w = { .words = text_of(lines[i].words),
            .lang = text_of(lines[i].lang),
            .size_pt = 11 };
        double height = paper_height(p, &w, 60);
        assert_true(height > 3 && height < 40);
        assert_true(height == paper_draw(p, &w, 10, y, 60));
        y += height;
    }
    paper_box(p, 100, 10, 50, 5, 0x1b6a86, PAPER_HATCHED);
    assert_int_equal(paper_unknown(p), 0);
    assert_int_equal(paper_finish(p, &pdf), OK);
    print_message("a page in %lld ms, %lld bytes\n",
        (long long)((monotonic_ns() - began) / 1'000'000), (long long)pdf.len);
    assert_true(text_starts_with(pdf, TEXT("%PDF-1.")));
    assert_int_equal(count_of(pdf, "/Type /Page "), 1);
    assert_true(text_find(pdf, TEXT("/MediaBox [ 0 0 1190")) >= 0);
    /* what it says can be read back out of it */
    assert_true(count_of(pdf, "/ToUnicode") >= 1);
    arena_close(&a);
}

static void
the_same_page_twice_is_the_same(void **state)
{
    (void)state;
    text made[2];
    struct arena a;
    arena_open(&a, 32 << 20);
    for (int i = 0; i < 2; i++) {
        struct paper *p;
        struct paper_words w = { .words = TEXT("Once more"), .size_pt = 20 };
        assert_int_equal(
            paper_open(&p, &a, PAPER_A3_LANDSCAPE, TEXT("x"), 1'790'000'000),
            OK);
        paper_draw(p, &w, 10, 10, 100);
        assert_int_equal(paper_finish(p, &made[i]), OK);
    }
    assert_true(text_is_equal(made[0], made[1]));
    arena_close(&a);
}

static void
a_page_without_room_is_an_error_and_no_jump(void **state)
{
    (void)state;
    struct arena a;
    struct paper *p;
    text pdf;
    arena_open(&a, 66'000); /* no room for the PDF's bytes */
    struct paper_words w = { .words = TEXT("Words"), .size_pt = 20 };
    assert_int_equal(paper_open(&p, &a, PAPER_A3_LANDSCAPE, TEXT("x"), 0), OK);
    paper_draw(p, &w, 10, 10, 100);
    assert_int_equal(paper_finish(p, &pdf), ERR_NO_ROOM);
    arena_close(&a);
}

int
paper_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_many_scripts_are_text_on_one_page),
        cmocka_unit_test(the_same_page_twice_is_the_same),
        cmocka_unit_test(a_page_without_room_is_an_error_and_no_jump),
    };
    return cmocka_run_group_tests_name("text/paper", tests, NULL, NULL);
}
