#include "keep/sheet_stage.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

int sheet_stage_test(void);

static int
open_arena(void **state)
{
    static struct arena a;
    arena_open(&a, 16 << 20);
    *state = &a;
    return 0;
}

static int
close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static text
code_of(char *to, size_t size, int i)
{
    return (text){ to, snprintf(to, size, "code-%d", i) };
}

static void
add(struct stage *s, int sheet, int i)
{
    char code[32];
    struct record r = { .kind = RECORD_CREATE,
        .sheet = sheet,
        .line = i + 2,
        .id = 1000 + i,
        .code = code_of(code, sizeof code, i),
        .detail = TEXT("[\"name\"]"),
        .row = TEXT("the row") };
    assert_int_equal(stage_add(s, &r), OK);
}

static void
check_found(struct stage *s, int sheet, int i, bool is_there)
{
    char code[32];
    struct record r;
    bool is_found;
    assert_int_equal(
        stage_find(s, sheet, code_of(code, sizeof code, i), &r, &is_found), OK);
    assert_int_equal(is_found, is_there);
    if (is_there)
        assert_int_equal(r.id, 1000 + i);
}

/* From a few that are held to many whose index is in its file. */
static void
each_code_of_many_is_found_and_no_other(void **state)
{
    static const int sizes[] = { 0, 1, 511, 513, 30000, 100000 };
    struct stage *s;
    int n = 0;
    assert_int_equal(stage_open(&s, TEXT("/var/tmp"), *state, NULL), OK);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        while (n < sizes[k])
            add(s, 3, n++);
        for (int i = 0; i < n; i += n / 500 + 1)
            check_found(s, 3, i, true);
        check_found(s, 3, n, false);
        check_found(s, 2, 0, false);
    }
    stage_close(s);
}

static void
records_come_back_in_order_and_whole(void **state)
{
    struct stage *s;
    struct record r;
    char code[32];
    int64_t at = 0;
    enum { N = 9000 };
    assert_int_equal(stage_open(&s, TEXT("/var/tmp"), *state, NULL), OK);
    for (int i = 0; i < N; i++)
        add(s, i / 1000, i);
    for (int i = 0; i < N; i++) {
        assert_int_equal(stage_next(s, &at, &r), OK);
        assert_int_equal(r.line, i + 2);
        assert_int_equal(r.sheet, i / 1000);
        assert_true(text_is_equal(r.code, code_of(code, sizeof code, i)));
        assert_true(text_is_equal(r.detail, TEXT("[\"name\"]")));
        assert_true(text_is_equal(r.row, TEXT("the row")));
    }
    assert_int_equal(stage_next(s, &at, &r), ERR_NOT_FOUND);
    assert_int_equal(at, stage_size(s));
    stage_close(s);
}

/* Larger than what is read or written at once. */
static void
a_large_row_comes_back(void **state)
{
    enum { LARGE = 700 * 1000 };
    struct stage *s;
    struct record r = { .kind = RECORD_CREATE, .code = TEXT("large") };
    char *bytes = arena_new(*state, char, LARGE);
    bool is_found;
    int64_t at = 0;
    text row;
    for (int i = 0; i < LARGE; i++)
        bytes[i] = (char)(i % 251);
    r.row = (text){ bytes, LARGE };
    assert_int_equal(stage_open(&s, TEXT("/var/tmp"), *state, NULL), OK);
    add(s, 0, 1);
    assert_int_equal(stage_add(s, &r), OK);
    add(s, 0, 2);
    assert_int_equal(stage_find(s, 0, TEXT("large"), &r, &is_found), OK);
    assert_true(is_found);
    assert_int_equal(stage_row(s, &r, *state, &row), OK);
    assert_true(text_is_equal(row, (text){ bytes, LARGE }));
    assert_int_equal(stage_next(s, &at, &r), OK);
    assert_int_equal(stage_next(s, &at, &r), OK);
    assert_true(text_is_equal(r.row, (text){ bytes, LARGE }));
    assert_int_equal(stage_next(s, &at, &r), OK);
    assert_true(text_is_equal(r.row, TEXT("the row")));
    stage_close(s);
}

static void
an_emptied_stage_has_nothing(void **state)
{
    struct stage *s;
    struct record r;
    int64_t at = 0;
    assert_int_equal(stage_open(&s, TEXT("/var/tmp"), *state, NULL), OK);
    for (int i = 0; i < 40000; i++)
        add(s, 0, i);
    stage_empty(s);
    check_found(s, 0, 7, false);
    assert_int_equal(stage_next(s, &at, &r), ERR_NOT_FOUND);
    for (int i = 50000; i < 90000; i++)
        add(s, 0, i);
    check_found(s, 0, 7, false);
    check_found(s, 0, 50007, true);
    stage_close(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)

int
sheet_stage_test(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_code_of_many_is_found_and_no_other),
        TEST(records_come_back_in_order_and_whole),
        TEST(a_large_row_comes_back),
        TEST(an_emptied_stage_has_nothing),
    };
    return cmocka_run_group_tests_name("keep/sheet_stage", tests, NULL, NULL);
}
