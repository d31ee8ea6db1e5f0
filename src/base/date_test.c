#include "base/date.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* Day by day from year 1 to 9999, counted by hand. */
static void
every_day_goes_there_and_back(void **state)
{
    (void)state;
    static const int in_month[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
        31 };
    int64_t days = -719162; /* 0001-01-01 */
    int weekday = 1;        /* a Monday */
    for (int y = 1; y <= 9999; y++)
        for (int m = 1; m <= 12; m++) {
            bool is_leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
            int n = in_month[m - 1] + (m == 2 && is_leap);
            for (int d = 1; d <= n; d++, days++) {
                struct date date = { y, m, d };
                struct date back = date_of_days(days);
                if (date_to_days(date) != days || back.year != y ||
                    back.month != m || back.day != d || !date_is_valid(date) ||
                    date_weekday(days) != weekday)
                    fail_msg("%d-%d-%d", y, m, d);
                weekday = weekday % 7 + 1;
            }
            assert_false(date_is_valid((struct date){ y, m, n + 1 }));
            assert_false(date_is_valid((struct date){ y, m, 0 }));
        }
    assert_int_equal(days, 2932897);
    assert_int_equal(date_to_days((struct date){ 1970, 1, 1 }), 0);
}

static void
a_strict_date_has_one_form(void **state)
{
    (void)state;
    struct date d;
    assert_true(date_parse(TEXT("2024-02-29"), &d));
    assert_int_equal(d.year * 10000 + d.month * 100 + d.day, 20240229);
    const char *bad[] = { "", "2024-2-29", "2023-02-29", "2024-02-30",
        "1900-02-29", "2024-13-01", "2024-00-01", "2024-01-00", "0000-01-01",
        "2024-01-011", " 2024-01-01", "2024/01/01", "2024-01-0x", "-024-01-01",
        "２024-01" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (date_parse(text_of(bad[i]), &d))
            fail_msg("taken: %s", bad[i]);
    assert_false(date_parse((text){ NULL, 0 }, &d));
}

static void
a_loose_date_is_taken_only_when_it_has_one_reading(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        enum date_guess guess;
        int date;
    } table[] = {
        { "2026-05-07", DATE_IS_SURE, 20260507 },
        { " 2026-5-7\r", DATE_IS_SURE, 20260507 },
        { "2026/05/07", DATE_IS_SURE, 20260507 },
        { "2026.5.7", DATE_IS_SURE, 20260507 },
        { "7.5.2026", DATE_IS_SURE, 20260507 },
        { "07.05.2026", DATE_IS_SURE, 20260507 },
        { "7.13.2026", DATE_IS_BAD, 0 },
        { "13/5/2026", DATE_IS_SURE, 20260513 },
        { "5/13/2026", DATE_IS_SURE, 20260513 },
        { "7/7/2026", DATE_IS_SURE, 20260707 },
        { "7-7-2026", DATE_IS_SURE, 20260707 },
        { "7/5/2026", DATE_IS_UNSURE, 20260507 },
        { "7-5-2026", DATE_IS_UNSURE, 20260507 },
        { "31/4/2026", DATE_IS_BAD, 0 },
        { "29/2/2024", DATE_IS_SURE, 20240229 },
        { "29/2/2023", DATE_IS_BAD, 0 },
        { "7/5/26", DATE_IS_BAD, 0 },
        { "26-05-07", DATE_IS_BAD, 0 },
        { "2026-13-07", DATE_IS_BAD, 0 },
        { "7.5/2026", DATE_IS_BAD, 0 },
        { "7.5.2026.", DATE_IS_BAD, 0 },
        { "2026-05", DATE_IS_BAD, 0 },
        { "2026", DATE_IS_BAD, 0 },
        { "7. 5. 2026", DATE_IS_BAD, 0 },
        { "007/05/2026", DATE_IS_BAD, 0 },
        { "..", DATE_IS_BAD, 0 },
        { "", DATE_IS_BAD, 0 },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct date d = { 0 };
        enum date_guess g = date_parse_loose(text_of(table[i].in), &d);
        int date = d.year * 10000 + d.month * 100 + d.day;
        if (g != table[i].guess || (g != DATE_IS_BAD && date != table[i].date))
            fail_msg("%s: %d, %d", table[i].in, (int)g, date);
    }
}

static void
a_moment_prints_as_the_standards_say(void **state)
{
    (void)state;
    static const struct {
        int64_t utc_s;
        const char *rfc3339, *http;
    } table[] = {
        { 0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT" },
        { -1, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT" },
        { 784111777, "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT" },
        { 951782400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT" },
        { 253402300799, "9999-12-31T23:59:59Z",
            "Fri, 31 Dec 9999 23:59:59 GMT" },
        { -62135596800, "0001-01-01T00:00:00Z",
            "Mon, 01 Jan 0001 00:00:00 GMT" },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char rfc3339[RFC3339_LENGTH], http[HTTP_DATE_LENGTH];
        text r = date_print_rfc3339(table[i].utc_s, rfc3339);
        text h = date_print_http(table[i].utc_s, http);
        assert_true(text_is_equal(r, text_of(table[i].rfc3339)));
        assert_true(text_is_equal(h, text_of(table[i].http)));
        int64_t back = 7;
        assert_true(date_parse_rfc3339(r, &back));
        assert_true(back == table[i].utc_s);
        back = 7;
        assert_true(date_parse_http(h, &back));
        assert_true(back == table[i].utc_s);
    }
}

static void
a_moment_is_read_with_its_offset(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        int64_t utc_s; /* INT64_MIN: refused */
    } table[] = {
        { "1970-01-01T03:00:00+03:00", 0 },
        { "1969-12-31T19:00:00.999-05:00", 0 },
        { "1970-01-01t00:00:01z", 1 },
        { "1970-01-01 00:00:01Z", 1 },
        { "1990-12-31T23:59:60Z", 662688000 },
        { "1970-01-01T24:00:00Z", INT64_MIN },
        { "1970-01-01T00:60:00Z", INT64_MIN },
        { "1970-01-01T00:00:00", INT64_MIN },
        { "1970-01-01T00:00:00.Z", INT64_MIN },
        { "1970-01-01T00:00:00+0300", INT64_MIN },
        { "1970-01-01T00:00:00+24:00", INT64_MIN },
        { "1970-01-01T00:00:00Zz", INT64_MIN },
        { "1970-02-30T00:00:00Z", INT64_MIN },
        { "1970-01-01", INT64_MIN },
        { "", INT64_MIN },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        int64_t s = INT64_MIN;
        bool is_read = date_parse_rfc3339(text_of(table[i].in), &s);
        if (is_read != (table[i].utc_s != INT64_MIN) || s != table[i].utc_s)
            fail_msg("%s: %lld", table[i].in, (long long)s);
    }
    int64_t s;
    assert_false(date_parse_http(TEXT("Mon, 06 Nov 1994 08:49:37 GMT"), &s));
    assert_false(date_parse_http(TEXT("Sun, 06 Nov 1994 08:49:37 UTC"), &s));
    assert_false(date_parse_http(TEXT("Sunday, 06-Nov-94 08:49:37 GMT"), &s));
    assert_false(date_parse_http(TEXT("Sun, 31 Nov 1994 08:49:37 GMT"), &s));
    assert_false(date_parse_http(TEXT(""), &s));
}

int date_test(void);

int
date_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_goes_there_and_back),
        cmocka_unit_test(a_strict_date_has_one_form),
        cmocka_unit_test(a_loose_date_is_taken_only_when_it_has_one_reading),
        cmocka_unit_test(a_moment_prints_as_the_standards_say),
        cmocka_unit_test(a_moment_is_read_with_its_offset),
    };
    return cmocka_run_group_tests_name("base/date", tests, NULL, NULL);
}
