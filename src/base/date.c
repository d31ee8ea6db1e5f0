#include "base/date.h"

#include <string.h>

enum { DAY_S = 24 * 60 * 60 };

static int
days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
        31 };
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

bool
date_is_valid(struct date d)
{
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 &&
        d.day >= 1 && d.day <= days_in_month(d.year, d.month);
}

/* Eras of 400 years; the year begins in March, so that the odd day is last. */
int64_t
date_to_days(struct date d)
{
    int64_t y = (int64_t)d.year - (d.month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t month = d.month + (d.month > 2 ? -3 : 9);
    int64_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct date
date_of_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                              day_of_era / 146096) /
        365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    struct date d;
    d.day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    d.month = (int)(month < 10 ? month + 3 : month - 9);
    d.year = (int)(year_of_era + era * 400 + (d.month <= 2));
    return d;
}

int
date_weekday(int64_t days)
{
    int64_t from_monday = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(from_monday < 0 ? from_monday + 8 : from_monday + 1);
}

struct moment
moment_of(int64_t utc_s)
{
    int64_t days = utc_s / DAY_S;
    int64_t rest = utc_s % DAY_S;
    if (rest < 0) {
        rest += DAY_S;
        days--;
    }
    return (struct moment){ date_of_days(days), (int)(rest / 3600),
        (int)(rest / 60 % 60), (int)(rest % 60) };
}

int64_t
moment_to_s(struct moment m)
{
    return date_to_days(m.date) * DAY_S + m.hour * 3600 + m.minute * 60 +
        m.second;
}

/* ---- Printing --------------------------------------------------------------
 */

static char *
put_number(char *to, int n, int n_digits)
{
    for (int i = n_digits - 1; i >= 0; i--) {
        to[i] = (char)('0' + n % 10);
        n /= 10;
    }
    return to + n_digits;
}

static char *
put_text(char *to, const char *what, size_t n)
{
    memcpy(to, what, n);
    return to + n;
}

static char *
put_time(char *to, struct moment m)
{
    to = put_number(to, m.hour, 2);
    *to++ = ':';
    to = put_number(to, m.minute, 2);
    *to++ = ':';
    return put_number(to, m.second, 2);
}

text
date_print(struct date d, char to[DATE_LENGTH])
{
    require(date_is_valid(d));
    char *at = put_number(to, d.year, 4);
    *at++ = '-';
    at = put_number(at, d.month, 2);
    *at++ = '-';
    put_number(at, d.day, 2);
    return (text){ to, DATE_LENGTH };
}

text
date_print_rfc3339(int64_t utc_s, char to[RFC3339_LENGTH])
{
    struct moment m = moment_of(utc_s);
    date_print(m.date, to);
    to[DATE_LENGTH] = 'T';
    *put_time(to + DATE_LENGTH + 1, m) = 'Z';
    return (text){ to, RFC3339_LENGTH };
}

static const char weekdays[] = "MonTueWedThuFriSatSun";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

text
date_print_http(int64_t utc_s, char to[HTTP_DATE_LENGTH])
{
    struct moment m = moment_of(utc_s);
    require(date_is_valid(m.date));
    int weekday = date_weekday(date_to_days(m.date));
    char *at = put_text(to, weekdays + 3 * (weekday - 1), 3);
    at = put_text(at, ", ", 2);
    at = put_number(at, m.date.day, 2);
    *at++ = ' ';
    at = put_text(at, months + 3 * (m.date.month - 1), 3);
    *at++ = ' ';
    at = put_number(at, m.date.year, 4);
    *at++ = ' ';
    at = put_time(at, m);
    put_text(at, " GMT", 4);
    return (text){ to, HTTP_DATE_LENGTH };
}

/* ---- Parsing ---------------------------------------------------------------
 */

/* Follows `shape`: a digit where it has '9', else the same byte. */
static bool
has_shape(text t, const char *shape)
{
    if (t.len != (ptrdiff_t)strlen(shape))
        return false;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        bool is_digit = t.ptr[i] >= '0' && t.ptr[i] <= '9';
        if (shape[i] == '9' ? !is_digit : t.ptr[i] != shape[i])
            return false;
    }
    return true;
}

static int
number_at(text t, ptrdiff_t from, ptrdiff_t n)
{
    int value = 0;
    for (ptrdiff_t i = from; i < from + n; i++)
        value = value * 10 + (t.ptr[i] - '0');
    return value;
}

bool
date_parse(text t, struct date *d)
{
    if (!has_shape(t, "9999-99-99"))
        return false;
    struct date read = { number_at(t, 0, 4), number_at(t, 5, 2),
        number_at(t, 8, 2) };
    if (!date_is_valid(read))
        return false;
    *d = read;
    return true;
}

/* One to four digits. */
static bool
parse_part(text t, int *n)
{
    if (t.len < 1 || t.len > 4)
        return false;
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    *n = number_at(t, 0, t.len);
    return true;
}

enum date_guess
date_parse_loose(text t, struct date *d)
{
    t = text_trim(t);
    char sep = text_has_byte(t, '-') ? '-' : text_has_byte(t, '/') ? '/' : '.';
    text part[3];
    int n[3];
    part[0] = text_cut(t, sep, &t);
    part[1] = text_cut(t, sep, &t);
    part[2] = t;
    for (int i = 0; i < 3; i++)
        if (!parse_part(part[i], &n[i]))
            return DATE_IS_BAD;
    if (part[0].len == 4 && part[1].len <= 2 && part[2].len <= 2) {
        *d = (struct date){ n[0], n[1], n[2] };
        return date_is_valid(*d) ? DATE_IS_SURE : DATE_IS_BAD;
    }
    if (part[0].len > 2 || part[1].len > 2 || part[2].len != 4)
        return DATE_IS_BAD;
    struct date day_first = { n[2], n[1], n[0] };
    struct date month_first = { n[2], n[0], n[1] };
    if (date_is_valid(day_first)) {
        *d = day_first;
        bool has_other =
            sep != '.' && n[0] != n[1] && date_is_valid(month_first);
        return has_other ? DATE_IS_UNSURE : DATE_IS_SURE;
    }
    *d = month_first;
    return sep != '.' && date_is_valid(month_first) ? DATE_IS_SURE
                                                    : DATE_IS_BAD;
}

static bool
parse_time(text t, struct moment *m)
{
    if (!has_shape(t, "99:99:99"))
        return false;
    m->hour = number_at(t, 0, 2);
    m->minute = number_at(t, 3, 2);
    m->second = number_at(t, 6, 2);
    return m->hour < 24 && m->minute < 60 && m->second <= 60;
}

static bool
parse_offset(text t, int64_t *offset_s)
{
    *offset_s = 0;
    if (t.len == 1)
        return t.ptr[0] == 'Z' || t.ptr[0] == 'z';
    if (!has_shape(t, "+99:99") && !has_shape(t, "-99:99"))
        return false;
    int hour = number_at(t, 1, 2), minute = number_at(t, 4, 2);
    *offset_s = (hour * 60 + minute) * (t.ptr[0] == '-' ? -60 : 60);
    return hour < 24 && minute < 60;
}

bool
date_parse_rfc3339(text t, int64_t *utc_s)
{
    struct moment m;
    int64_t offset_s;
    ptrdiff_t at = DATE_LENGTH + 9;
    if (t.len <= at || !date_parse(text_slice(t, 0, DATE_LENGTH), &m.date) ||
        memchr("Tt ", t.ptr[DATE_LENGTH], 3) == NULL ||
        !parse_time(text_slice(t, DATE_LENGTH + 1, at), &m))
        return false;
    if (t.ptr[at] == '.') {
        ptrdiff_t from = ++at;
        while (at < t.len && t.ptr[at] >= '0' && t.ptr[at] <= '9')
            at++;
        if (at == from)
            return false;
    }
    if (!parse_offset(text_slice(t, at, t.len), &offset_s))
        return false;
    *utc_s = moment_to_s(m) - offset_s;
    return true;
}

bool
date_parse_http(text t, int64_t *utc_s)
{
    struct moment m;
    if (t.len != HTTP_DATE_LENGTH || !has_shape(text_slice(t, 3, 8), ", 99 ") ||
        !has_shape(text_slice(t, 11, 17), " 9999 ") ||
        !parse_time(text_slice(t, 17, 25), &m) ||
        !has_shape(text_slice(t, 25, t.len), " GMT"))
        return false;
    m.date = (struct date){ number_at(t, 12, 4), 0, number_at(t, 5, 2) };
    for (int i = 0; i < 12; i++)
        if (memcmp(months + 3 * i, t.ptr + 8, 3) == 0)
            m.date.month = i + 1;
    if (!date_is_valid(m.date))
        return false;
    /* a weekday that is not this date's makes it somebody's mistake */
    int weekday = date_weekday(date_to_days(m.date));
    if (memcmp(weekdays + 3 * (weekday - 1), t.ptr, 3) != 0)
        return false;
    *utc_s = moment_to_s(m);
    return true;
}
