/* Civil dates, days and UTC seconds, in the Gregorian calendar throughout.
 *
 * In the database a date is text, "2026-05-07"; a time is UTC seconds.
 * How a date looks to a reader is text/lang.h's matter.
 *
 * Units   days since 1970-01-01; seconds since 1970-01-01T00:00:00Z, leap
 *         seconds not counted
 * Shape   years 1 to 9999 in text
 * Source  Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
 *         days_from_civil, civil_from_days; RFC 3339; RFC 9110 section 5.6.7
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/text.h"

struct date {
    int year, month, day;
};

bool date_is_valid(struct date d); /* also: year 1 to 9999 */
int64_t date_to_days(struct date d);
struct date date_of_days(int64_t days);
int date_weekday(int64_t days); /* 1 Monday to 7 Sunday */

/* "2026-05-07" and nothing else. */
bool date_parse(text t, struct date *d);

/* As people write: 2026-5-7, 2026/05/07, 7.5.2026 (day first, as everywhere
 * where dots are used), and 13/5/2026, 5/13/2026, 7-7-2026 where only one
 * reading is a date. 7/5/2026 is unsure: ask. A year has four digits. */
enum date_guess { DATE_IS_BAD, DATE_IS_SURE, DATE_IS_UNSURE };
enum date_guess date_parse_loose(text t, struct date *d);

/* A moment, taken apart and put together. */
struct moment {
    struct date date;
    int hour, minute, second;
};
struct moment moment_of(int64_t utc_s);
int64_t moment_to_s(struct moment m);

/* Into the caller's room; the text is `to`. The moment's year must have four
 * digits: `require`. */
enum { DATE_LENGTH = 10, RFC3339_LENGTH = 20, HTTP_DATE_LENGTH = 29 };
text date_print(struct date d, char to[DATE_LENGTH]);
text date_print_rfc3339(int64_t utc_s, char to[RFC3339_LENGTH]);
text date_print_http(int64_t utc_s, char to[HTTP_DATE_LENGTH]);

/* "2026-05-07T09:30:00Z", "2026-05-07T12:30:00.25+03:00": to UTC seconds,
 * parts of a second dropped; a leap second is the second after. */
bool date_parse_rfc3339(text t, int64_t *utc_s);
/* "Thu, 07 May 2026 09:30:00 GMT", the one form that is written today. */
bool date_parse_http(text t, int64_t *utc_s);

#endif
