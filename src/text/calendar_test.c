#include "text/calendar.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int calendar_test(void);

static text
print(struct arena *a, text title, text words)
{
    struct buf out = buf_in(a, 1000);
    struct calendar c = calendar_begin(&out, TEXT("Asha – Björn"));
    calendar_add(&c,
        &(struct calendar_day){ .id = 1,
            .date = TEXT("2026-12-31"),
            .title = title,
            .words = words,
            .made_at = 1'700'000'000 });
    calendar_finish(&c);
    return buf_text(&out);
}

static void
a_day_ends_where_the_next_begins(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 20);
    text out = print(&a, TEXT("Visit"), (text){ 0 });
    assert_true(text_find(out, TEXT("DTSTART;VALUE=DATE:20261231\r\n")) > 0);
    assert_true(text_find(out, TEXT("DTEND;VALUE=DATE:20270101\r\n")) > 0);
    assert_true(text_find(out, TEXT("DTSTAMP:20231114T221320Z\r\n")) > 0);
    assert_true(text_find(out, TEXT("DESCRIPTION")) < 0);
    assert_true(text_ends_with(out, TEXT("END:VCALENDAR\r\n")));
    arena_close(&a);
}

static void
the_last_day_there_is_has_no_day_after_it(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 20);
    struct buf out = buf_in(&a, 1000);
    struct calendar c = calendar_begin(&out, TEXT("x"));
    calendar_add(
        &c, &(struct calendar_day){ .id = 1, .date = TEXT("9999-12-31") });
    calendar_add(
        &c, &(struct calendar_day){ .id = 2, .date = TEXT("9999-12-30") });
    calendar_finish(&c);
    text all = buf_text(&out);
    assert_true(text_find(all, TEXT("DTSTART;VALUE=DATE:99991231\r\n")) > 0);
    assert_true(text_find(all, TEXT("DTEND;VALUE=DATE:99991231\r\n")) > 0);
    assert_true(text_find(all, TEXT("DATE:1000")) < 0);
    arena_close(&a);
}

static void
no_line_is_longer_than_75_bytes_and_no_character_is_cut(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 20);
    char words[600];
    for (int i = 0; i < 600; i += 2) {
        words[i] = (char)0xc3; /* å */
        words[i + 1] = (char)0xa5;
    }
    text rest = print(&a, TEXT("x"), (text){ words, 600 });
    int n_folded = 0;
    while (!text_is_empty(rest)) {
        text line = text_cut(rest, '\n', &rest);
        assert_true(text_ends_with(line, TEXT("\r")));
        assert_true(line.len <= 76);
        assert_true(text_is_utf8(line));
        n_folded += text_starts_with(line, TEXT(" "));
    }
    assert_true(n_folded > 7);
    arena_close(&a);
}

static void
what_people_write_begins_no_line_of_its_own(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 20);
    text out =
        print(&a, TEXT("a,b;c\\d"), TEXT("x\r\nEND:VEVENT\nBEGIN:VALARM\x01y"));
    assert_true(text_find(out, TEXT("SUMMARY:a\\,b\\;c\\\\d\r\n")) > 0);
    assert_true(text_find(out, TEXT("x \\nEND:VEVENT\\nBEGIN:VALARM y")) > 0);
    assert_true(text_find(out, TEXT("\nBEGIN:VALARM")) < 0);
    arena_close(&a);
}

static void
what_is_no_date_is_left_out(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 20);
    struct buf out = buf_in(&a, 1000);
    struct calendar c = calendar_begin(&out, TEXT("x"));
    calendar_add(&c, &(struct calendar_day){ .id = 1, .date = TEXT("soon") });
    calendar_finish(&c);
    assert_true(text_find(buf_text(&out), TEXT("VEVENT")) < 0);
    arena_close(&a);
}

int
calendar_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_ends_where_the_next_begins),
        cmocka_unit_test(the_last_day_there_is_has_no_day_after_it),
        cmocka_unit_test(
            no_line_is_longer_than_75_bytes_and_no_character_is_cut),
        cmocka_unit_test(what_people_write_begins_no_line_of_its_own),
        cmocka_unit_test(what_is_no_date_is_left_out),
    };
    return cmocka_run_group_tests_name("text/calendar", tests, NULL, NULL);
}
