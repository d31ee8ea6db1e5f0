#include "engine/pathway/log_time.h"

#include "base/date.h"

#define SECOND INT64_C(1'000'000)
#define DAY (86'400 * SECOND)

struct cursor {
    const char *at, *end;
};

/* Up to `most` digits; how many there were. */
static int
digits(struct cursor *c, int most, int64_t *value)
{
    int n = 0;
    *value = 0;
    while (n < most && c->at < c->end && *c->at >= '0' && *c->at <= '9') {
        *value = *value * 10 + (*c->at++ - '0');
        n++;
    }
    return n;
}

static bool
take(struct cursor *c, char what)
{
    if (c->at == c->end || *c->at != what)
        return false;
    c->at++;
    return true;
}

/* Days of a civil date; INT64_MIN: there is none. */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
    struct date d = { (int)year, (int)month, (int)day };
    return date_is_valid(d) ? date_to_days(d) : INT64_MIN;
}

/* "07:08:09.123", "07:08", "7:08 PM"; microseconds of the day, or -1. */
static int64_t
clock_read(struct cursor *c, enum cp_precision *precision)
{
    int64_t hour, minute, second = 0, part = 0;
    int n = digits(c, 2, &hour);
    *precision = CP_PRECISION_MINUTE;
    if (n == 0)
        return -1;
    if (take(c, ':')) {
        if (digits(c, 2, &minute) != 2)
            return -1;
        if (take(c, ':')) {
            if (digits(c, 2, &second) != 2)
                return -1;
            *precision = CP_PRECISION_EXACT;
            if (take(c, '.') || take(c, ',')) {
                int64_t rest;
                int n_part = digits(c, 6, &part);
                if (n_part == 0)
                    return -1;
                for (; n_part < 6; n_part++)
                    part *= 10;
                digits(c, 12, &rest); /* finer than we keep */
            }
        }
    } else { /* 070809 */
        if (n != 2 || digits(c, 2, &minute) != 2)
            return -1;
        int n_second = digits(c, 2, &second);
        if (n_second == 1)
            return -1;
        if (n_second == 2)
            *precision = CP_PRECISION_EXACT;
    }
    if (c->end - c->at >= 2) {
        const char *p = c->at + (*c->at == ' ');
        if (c->end - p == 2 && (p[1] == 'M' || p[1] == 'm')) {
            bool is_pm = *p == 'P' || *p == 'p';
            if ((is_pm || *p == 'A' || *p == 'a') && hour >= 1 && hour <= 12) {
                hour = hour % 12 + (is_pm ? 12 : 0);
                c->at = c->end;
            }
        }
    }
    bool is_midnight = hour == 24 && minute == 0 && second == 0 && part == 0;
    if ((hour > 23 && !is_midnight) || minute > 59 || second > 60)
        return -1;
    return ((hour * 60 + minute) * 60 + second) * SECOND + part;
}

/* "Z", "+03:00", "+0300", "+03"; false: there is something else. */
static bool
offset_read(struct cursor *c, bool *has_offset, int64_t *offset)
{
    int64_t hours, minutes = 0;
    take(c, ' ');
    *offset = 0;
    if (c->at == c->end)
        return true;
    *has_offset = true;
    if (take(c, 'Z') || take(c, 'z'))
        return c->at == c->end;
    if (c->end - c->at == 3 && c->at[0] == 'U' && c->at[1] == 'T' &&
        c->at[2] == 'C')
        return true;
    bool is_west = *c->at == '-';
    if (!take(c, '-') && !take(c, '+'))
        return false;
    if (digits(c, 2, &hours) != 2)
        return false;
    take(c, ':');
    int n = digits(c, 2, &minutes);
    if ((n != 0 && n != 2) || hours > 18 || minutes > 59 || c->at != c->end)
        return false;
    *offset = (hours * 60 + minutes) * 60 * SECOND * (is_west ? -1 : 1);
    return true;
}

/* Digits alone, with a point or a comma perhaps: since 1970, or a sheet's. */
static bool
number_read(text t, struct cp_time *to)
{
    struct cursor c = { t.ptr, t.ptr + t.len };
    int64_t whole, part = 0;
    int n = digits(&c, 16, &whole), n_part = 0;
    if (take(&c, '.') || take(&c, ','))
        n_part = digits(&c, 9, &part);
    if (c.at != c.end || n == 0)
        return false;
    to->form = CP_TIME_SURE;
    if (n == 8 && n_part == 0) { /* 20240506 */
        int64_t days = days_of(whole / 10'000, whole / 100 % 100, whole % 100);
        if (days == INT64_MIN)
            return false;
        to->us = days * DAY;
        to->precision = CP_PRECISION_DAY;
        return true;
    }
    if (n == 4 && c.at - t.ptr == 4 && whole >= 1800 && whole < 2200) {
        to->us = days_of(whole, 1, 1) * DAY; /* a year */
        to->precision = CP_PRECISION_YEAR;
        return true;
    }
    for (int i = n_part; i < 9; i++)
        part *= 10;
    if (n == 5) { /* days since the end of 1899 */
        to->precision = n_part == 0 ? CP_PRECISION_DAY : CP_PRECISION_EXACT;
        to->us = (whole - 25'569) * DAY + part * 864 / 10;
        /* to the second: a spreadsheet has no more */
        to->us = (to->us + SECOND / 2) / SECOND * SECOND;
        return true;
    }
    to->has_offset = true;
    if (n >= 9 && n <= 10)
        to->us = whole * SECOND + part / 1000;
    else if (n >= 12 && n <= 13)
        to->us = whole * 1000 + part / 1'000'000;
    else if (n >= 15)
        to->us = whole;
    else
        return false;
    return true;
}

/* The date at the cursor's head, in whichever order. */
static bool
date_read(struct cursor *c, int64_t *days, enum cp_time_form *form)
{
    int64_t a, b, d;
    int n = digits(c, 4, &a);
    if (c->at == c->end)
        return false;
    char mark = *c->at;
    if (n == 0 || (mark != '-' && mark != '/' && mark != '.'))
        return false;
    c->at++;
    if (digits(c, 2, &b) == 0 || !take(c, mark))
        return false;
    int n_last = digits(c, 4, &d);
    if (n == 4 && n_last <= 2 && n_last > 0) {
        *form = CP_TIME_SURE;
        *days = days_of(a, b, d);
        return *days != INT64_MIN;
    }
    if (n > 2 || n_last != 4)
        return false;
    int64_t by_day = days_of(d, b, a), by_month = days_of(d, a, b);
    if (mark == '.') {
        *form = CP_TIME_SURE;
        *days = by_day;
    } else if (by_day != INT64_MIN && by_month != INT64_MIN) {
        *form = a == b ? CP_TIME_SURE : CP_TIME_UNSURE;
        *days = by_day;
    } else {
        *form = by_day != INT64_MIN ? CP_TIME_DAY_FIRST : CP_TIME_MONTH_FIRST;
        *days = by_day != INT64_MIN ? by_day : by_month;
    }
    return *days != INT64_MIN;
}

struct cp_time
cp_time_read(text t)
{
    struct cp_time to = { .form = CP_TIME_BAD };
    struct cursor c = { t.ptr, t.ptr + t.len };
    enum cp_time_form form;
    int64_t days, offset = 0;
    if (t.len > 40)
        return to;
    if (t.len == 7 && t.ptr[4] == '-') { /* 2024-05 */
        int64_t year, month;
        if (digits(&c, 4, &year) != 4 || !take(&c, '-') ||
            digits(&c, 2, &month) != 2 ||
            (days = days_of(year, month, 1)) == INT64_MIN)
            return to;
        return (struct cp_time){ .us = days * DAY,
            .form = CP_TIME_SURE,
            .precision = CP_PRECISION_MONTH };
    }
    if (!date_read(&c, &days, &form)) {
        if (!number_read(t, &to))
            to.form = CP_TIME_BAD;
        return to;
    }
    to.us = days * DAY;
    if (c.at == c.end) {
        to.precision = CP_PRECISION_DAY;
        to.form = form;
        return to;
    }
    if (!take(&c, 'T') && !take(&c, ' ') && !take(&c, 't'))
        return to;
    take(&c, ' ');
    int64_t clock = clock_read(&c, &to.precision);
    if (clock < 0 || !offset_read(&c, &to.has_offset, &offset))
        return to;
    to.us += clock - offset;
    to.form = form;
    return to;
}

int64_t
cp_time_exchanged(int64_t us)
{
    int64_t days = us / DAY;
    if (us % DAY < 0)
        days--;
    struct date d = date_of_days(days);
    if (d.day > 12)
        return us;
    return us + (days_of(d.year, d.day, d.month) - days) * DAY;
}

int64_t
cp_time_of_zone(const struct cp_zone *z, int64_t us, int *what)
{
    *what = 0;
    if (z->n == 0)
        return us;
    /* the last change that this clock may already have seen */
    int low = 0, high = z->n - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (us - z->offsets[middle] * SECOND >= z->instants[middle])
            low = middle;
        else
            high = middle - 1;
    }
    int64_t to = us - z->offsets[low] * SECOND;
    if (low > 0) {
        int64_t earlier = us - z->offsets[low - 1] * SECOND;
        if (earlier < z->instants[low]) { /* the hour is there twice */
            *what = 1;
            return earlier;
        }
    }
    if (low + 1 < z->n && to >= z->instants[low + 1]) {
        *what = -1; /* between: clocks jumped over it */
    }
    return to;
}
