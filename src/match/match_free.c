#include "match/match_free.h"

#include "base/date.h"

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri",
    "sat", "sun" };
static const struct {
    const char *name;
    int32_t from, to;
} parts[] = { { "morning", 16, 24 }, { "afternoon", 24, 34 },
    { "evening", 34, 42 } };

static char
small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Takes the word off the front of the text, whatever its letters' size. */
static bool
take_word(text *t, const char *word)
{
    text w = text_of(word);
    if (t->len < w.len)
        return false;
    for (ptrdiff_t i = 0; i < w.len; i++)
        if (small(t->ptr[i]) != w.ptr[i])
            return false;
    *t = text_slice(*t, w.len, t->len);
    return true;
}

static bool
take_weekday(text *t, int32_t *day)
{
    for (int32_t d = 0; d < 7; d++)
        if (take_word(t, weekdays[d])) {
            *day = d + 1;
            return true;
        }
    return false;
}

/* "9", "09:30": minutes of the day. */
static bool
read_time(text t, int32_t *minutes)
{
    int64_t hour, minute = 0;
    text rest, first = text_cut(t, ':', &rest);
    if (first.len < 1 || first.len > 2 || !text_parse_int(first, &hour) ||
        (text_is_known(rest) &&
            (rest.len != 2 || !text_parse_int(rest, &minute))))
        return false;
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 ||
        (hour == 24 && minute > 0))
        return false;
    *minutes = (int32_t)(60 * hour + minute);
    return true;
}

/* A half hour that is begun is not free. */
static int32_t
later(int32_t minutes)
{
    return (minutes + 29) / 30;
}

static int32_t
earlier(int32_t minutes)
{
    return minutes / 30;
}

static bool
read_span(text t, struct match_free *x)
{
    int32_t from, to;
    text end, begin = text_trim(text_cut(t, '-', &end));
    if (!text_is_known(end) || !read_time(begin, &from) ||
        !read_time(text_trim(end), &to) || to <= from)
        return false;
    x->from = later(from);
    x->to = earlier(to);
    return true;
}

/* After the weekday: nothing, a part of the day, or from and to. */
static bool
read_weekly(text t, struct match_free *x)
{
    x->is_weekly = true;
    x->from = 0;
    x->to = HALF_HOURS;
    if (!take_weekday(&t, &x->first))
        return false;
    x->last = x->first;
    text rest = t;
    if (take_word(&rest, "-") && take_weekday(&rest, &x->last))
        t = rest;
    if (x->last < x->first)
        return false;
    if (t.len > 0 && t.ptr[0] != ' ' && t.ptr[0] != '_' && t.ptr[0] != '-')
        return false;
    if (text_is_empty(t))
        return true;
    t = text_trim(text_slice(t, 1, t.len));
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
        rest = t;
        if (take_word(&rest, parts[k].name) && text_is_empty(rest)) {
            x->from = parts[k].from;
            x->to = parts[k].to;
            return true;
        }
    }
    return read_span(t, x);
}

/* "2024-05-06T09:00"; minutes are -1 when it is a day. */
static bool
read_moment(text t, int32_t *day, int32_t *minutes)
{
    struct date date;
    text time, first = text_cut(t, 'T', &time);
    *minutes = -1;
    if (!date_parse(first, &date) ||
        (text_is_known(time) && !read_time(time, minutes)))
        return false;
    *day = (int32_t)date_to_days(date);
    return true;
}

/* From a moment to another: the first day from then on, whole days, the last
 * until then. How many entries; 0: it is none. */
static int
read_dated(text t, struct match_free x[3])
{
    int32_t first, last, from, to;
    text end, begin = text_trim(text_cut(t, '/', &end));
    if (!read_moment(begin, &first, &from))
        return 0;
    end = text_is_known(end) ? text_trim(end) : begin;
    if (!read_moment(end, &last, &to)) {
        /* the day may be left out the second time: .../12:00 */
        if (from < 0 || !read_time(end, &to))
            return 0;
        last = first;
    }
    if ((from < 0) != (to < 0) || last < first ||
        (last == first && from >= 0 && to <= from))
        return 0;
    int n = 0;
    if (from < 0 || first == last) {
        x[n++] = (struct match_free){ first, last, from < 0 ? 0 : later(from),
            to < 0 ? HALF_HOURS : earlier(to), false };
        return n;
    }
    x[n++] =
        (struct match_free){ first, first, later(from), HALF_HOURS, false };
    if (last > first + 1)
        x[n++] =
            (struct match_free){ first + 1, last - 1, 0, HALF_HOURS, false };
    if (to > 0)
        x[n++] = (struct match_free){ last, last, 0, earlier(to), false };
    return n;
}

bool
match_free_read(
    text list, struct match_free to[FREE_MAX], ptrdiff_t *n, const char **wrong)
{
    *n = 0;
    while (!text_is_empty(list)) {
        struct match_free x[3];
        text one = text_trim(text_cut(list, ';', &list));
        if (text_is_empty(one))
            continue;
        bool is_date = one.ptr[0] >= '0' && one.ptr[0] <= '9';
        int n_x = is_date ? read_dated(one, x) : read_weekly(one, &x[0]);
        if (n_x == 0) {
            *wrong = MATCH_FREE_SAYS;
            return false;
        }
        if (*n + n_x > FREE_MAX) {
            *wrong = "more than 64 times";
            return false;
        }
        for (int i = 0; i < n_x; i++)
            to[(*n)++] = x[i];
    }
    return true;
}

uint64_t
match_free_of_day(const struct match_free *x, ptrdiff_t n, int32_t day)
{
    const uint64_t all = (UINT64_C(1) << HALF_HOURS) - 1;
    uint64_t bits = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        int32_t d = x[i].is_weekly ? date_weekday(day) : day;
        if (d >= x[i].first && d <= x[i].last && x[i].from < x[i].to)
            bits |= all >> (HALF_HOURS - x[i].to) & all << x[i].from;
    }
    return n == 0 ? all : bits;
}
