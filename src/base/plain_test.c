#include "base/plain.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

int plain_test(void);

static void
check_put(
    void (*put)(FILE *to, text t), const char *given, const char *expected)
{
    char *bytes = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&bytes, &n);
    assert_non_null(f);
    put(f, text_of(given));
    fclose(f);
    assert_string_equal(bytes, expected);
    free(bytes); /* lint: open_memstream made it */
}

static void
check(const char *given, const char *expected)
{
    check_put(plain_put, given, expected);
}

static void
what_people_write_stays(void **state)
{
    (void)state;
    check("Åsa Öberg\n\tNyang'oma – “ja” 日本 \xf0\x9f\x98\x80",
        "Åsa Öberg\n\tNyang'oma – “ja” 日本 \xf0\x9f\x98\x80");
    check("\xc2\xa0\xe2\x80\x8d", "\xc2\xa0\xe2\x80\x8d"); /* joins letters */
    check("", "");
}

static void
nothing_moves_hides_or_asks(void **state)
{
    (void)state;
    check("\x1b]0;title\x07\x1b[2J\r\x7f", "?]0;title??[2J??");
    check("a\xc2\x9b"
          "2Jb\xc2\x85",
        "a?2Jb?");
}

static void
nothing_turns_the_direction(void **state)
{
    (void)state;
    check("a\xe2\x80\xae"
          "b\xe2\x81\xa6"
          "c\xd8\x9c"
          "d\xe2\x80\x8f",
        "a?b?c?d?");
    check("a\xe2\x80\xa8"
          "b",
        "a?b");
}

static void
what_is_no_utf8_is_a_question_mark(void **state)
{
    (void)state;
    check("\xff\x9b"
          "1m\xc3",
        "??1m?");
}

static void
a_line_is_one_line(void **state)
{
    (void)state;
    check_put(plain_put_line, "a\nplace.csv:1:\tfine\r\x1b",
        "a place.csv:1: fine??\n");
    check_put(plain_put_line, "", "\n");
}

int
plain_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_write_stays),
        cmocka_unit_test(nothing_moves_hides_or_asks),
        cmocka_unit_test(nothing_turns_the_direction),
        cmocka_unit_test(what_is_no_utf8_is_a_question_mark),
        cmocka_unit_test(a_line_is_one_line),
    };
    return cmocka_run_group_tests_name("base/plain", tests, NULL, NULL);
}
