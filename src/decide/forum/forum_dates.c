/* When a group meets: days by a rule, times of its zone. */
#include "decide/forum/forum.h"

#include "text/zone.h"

const char *const forum_every[] = { "none", "week", "first", "second", "third",
    "fourth", "last", NULL };
const char *const forum_weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat",
    "sun", NULL };

enum { WEEK = 7, LOOKED_MAX = 1200 }; /* months or weeks that are tried */

static int
index_in(const char *const *words, text word)
{
    for (int i = 0; words[i] != NULL; i++)
        if (text_is_equal(word, text_of(words[i])))
            return i;
    return -1;
}

int
forum_minutes(text time)
{
    if (time.len != 5 || time.ptr[2] != ':')
        return -1;
    for (int i = 0; i < 5; i++)
        if (i != 2 && (time.ptr[i] < '0' || time.ptr[i] > '9'))
            return -1;
    int hour = (time.ptr[0] - '0') * 10 + time.ptr[1] - '0';
    int minute = (time.ptr[3] - '0') * 10 + time.ptr[4] - '0';
    return hour > 23 || minute > 59 ? -1 : hour * 60 + minute;
}

enum err
forum_instant(struct arena *a, text zone, text day, text time, int64_t *utc_s)
{
    struct zone z;
    struct date date;
    int minutes = text_is_known(time) ? forum_minutes(time) : 0;
    *utc_s = 0;
    if (minutes < 0 || !date_parse(day, &date))
        return ERR_BAD_INPUT;
    struct arena_mark mark = arena_mark(a);
    enum err e = zone_load(&z, a, zone);
    if (e == OK)
        *utc_s = zone_instant(&z, date_to_days(date) * 86'400 + minutes * 60);
    arena_rewind(a, mark);
    return e;
}

int
forum_paper_days(const struct forum *s)
{
    return s->has_paper_days ? (int)s->paper_days : PAPER_DAYS;
}

static bool
is_except(text list, text day)
{
    while (text_is_known(list))
        if (text_is_equal(text_trim(text_cut(list, ';', &list)), day))
            return true;
    return false;
}

/* The day of that month: the second Tuesday, the last Friday. */
static int64_t
day_in_month(int year, int month, int which, int weekday)
{
    int64_t first = date_to_days((struct date){ year, month, 1 });
    int64_t day = first + (weekday - date_weekday(first) + WEEK) % WEEK;
    if (which < 4) /* first to fourth */
        return day + (int64_t)which * WEEK;
    int64_t next = date_to_days((struct date){
        month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1 });
    while (day + WEEK < next)
        day += WEEK;
    return day;
}

int
forum_days(
    struct arena *a, const struct forum *s, struct date from, text *to, int max)
{
    struct date since;
    int every = index_in(forum_every, s->every);
    int weekday = index_in(forum_weekdays, s->weekday) + 1, n = 0;
    int64_t start = date_to_days(from);
    int step = s->has_months && s->months > 0 ? (int)s->months : 1;
    if (every <= 0 || weekday == 0)
        return 0;
    if (!text_is_known(s->since) || !date_parse(s->since, &since))
        since = from;
    int64_t begin = date_to_days(since);
    if (start < begin)
        start = begin;
    int64_t day =
        begin + (weekday - date_weekday(begin) + WEEK) % WEEK; /* of weeks */
    struct date start_date = date_of_days(start);
    int64_t months = (int64_t)(start_date.year - since.year) * 12 +
        start_date.month - since.month;
    int64_t at = every == 1
        ? (start > day ? (start - day + WEEK * step - 1) / (WEEK * step) : 0)
        : months / step;
    for (int i = 0; i < LOOKED_MAX && n < max; i++, at++) {
        int64_t x = day + at * WEEK * step;
        if (every > 1) {
            int64_t m = since.month - 1 + at * step;
            int year = since.year + (int)(m / 12);
            if (year > 9998)
                break;
            x = day_in_month(year, (int)(m % 12) + 1, every - 2, weekday);
        }
        if (x < start || date_of_days(x).year > 9998)
            continue;
        char room[DATE_LENGTH];
        text said = date_print(date_of_days(x), room);
        if (!is_except(s->except_on, said))
            to[n++] = arena_copy(a, said);
    }
    return n;
}

/* ---- Said -------------------------------------------------------------------
 */

static const char *const day_words[] = { N_("Monday"), N_("Tuesday"),
    N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday") };
static const char *const rule_words[] = { NULL, N_("Every week: %s"),
    N_("The first in the month: %s"), N_("The second in the month: %s"),
    N_("The third in the month: %s"), N_("The fourth in the month: %s"),
    N_("The last in the month: %s") };

text
forum_rule_said(struct view *v, const struct forum *s)
{
    int every = index_in(forum_every, s->every);
    int weekday = index_in(forum_weekdays, s->weekday);
    if (every <= 0 || weekday < 0)
        return (text){ 0 };
    text said = say_with(v, rule_words[every], 1,
        (struct phrase_arg[]){ arg_text(say(v, day_words[weekday])) });
    if (!s->has_months || s->months < 2)
        return said;
    text each = every == 1
        ? say_plural(v, "each %d week", "each %d weeks", s->months)
        : say_plural(v, "each %d month", "each %d months", s->months);
    return arena_print(v->arena, "%.*s, %.*s", TEXT_ARG(said), TEXT_ARG(each));
}

text
forum_times_said(struct arena *a, text starts_at, text ends_at, text zone)
{
    if (!text_is_known(starts_at))
        return (text){ 0 };
    if (!text_is_known(ends_at))
        return arena_print(
            a, "%.*s (%.*s)", TEXT_ARG(starts_at), TEXT_ARG(zone));
    return arena_print(a, "%.*s–%.*s (%.*s)", TEXT_ARG(starts_at),
        TEXT_ARG(ends_at), TEXT_ARG(zone));
}
