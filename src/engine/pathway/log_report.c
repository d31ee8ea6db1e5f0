/* What every import says, also when all is well. */
#include "engine/pathway/log_columns.h"
#include "engine/pathway/log_store.h"
#include "engine/pathway/log_time.h"

#include "base/date.h"
#include "base/sort.h"

#define DAY (86'400 * INT64_C(1'000'000))

enum {
    MONDAY = 4,          /* of 1970-01-05 */
    WEEKS_BEFORE = 3653, /* 1900-01-01 is a Monday, that many weeks earlier */
    WEEKS = 20'000       /* until 2283 */
};

void
cp_report_refuse(struct cp_log_report *report, const struct cp_log_rules *rules,
    int64_t line, const char *phrase, text about, text row)
{
    int i = 0;
    report->n_refused++;
    while (i < report->n_refusals && report->refusals[i].phrase != phrase)
        i++;
    if (i < CP_REFUSALS_MAX) {
        struct cp_refusal *refusal = &report->refusals[i];
        if (i == report->n_refusals) {
            report->n_refusals++;
            *refusal = (struct cp_refusal){ phrase, 0, line };
        }
        refusal->n++;
    }
    if (rules->refuse != NULL)
        rules->refuse(rules->context, line, phrase, about, row);
}

static bool
is_word(text transition, text word)
{
    transition = text_trim(transition);
    if (transition.len != word.len)
        return false;
    for (ptrdiff_t i = 0; i < transition.len; i++)
        if ((transition.ptr[i] | ' ') != word.ptr[i])
            return false;
    return true;
}

bool
cp_is_complete(text transition)
{
    return is_word(transition, TEXT("complete"));
}

bool
cp_is_start(text transition)
{
    return is_word(transition, TEXT("start"));
}

/* ---- Days and weeks ---------------------------------------------------------
 */

static int64_t
days_of_us(int64_t us)
{
    return us / DAY - (us % DAY < 0);
}

/* The offset of the zone, and until when it holds. */
struct offset {
    int64_t us, from, until;
};

static struct offset
offset_at(const struct cp_zone *z, int64_t us)
{
    struct offset o = { 0, INT64_MIN, INT64_MAX };
    for (int i = 0; i < z->n && (i == 0 || z->instants[i] <= us); i++) {
        o.us = z->offsets[i] * INT64_C(1'000'000);
        o.from = i == 0 ? INT64_MIN : z->instants[i];
        o.until = i + 1 < z->n ? z->instants[i + 1] : INT64_MAX;
    }
    return o;
}

static int64_t
week_of(int64_t us)
{
    int64_t days = days_of_us(us) - MONDAY + 7 * WEEKS_BEFORE;
    return days / 7 - (days % 7 < 0);
}

/* A byte for each week, of those that a calendar may hold. */
static void
find_weeks(struct cp_log_report *report, struct arena *a,
    const struct cp_zone *zone, const struct cp_log *log)
{
    struct arena_mark mark = arena_mark(a);
    struct offset o = offset_at(zone, 0);
    /* a week more on either side, for the zone */
    int64_t begin = week_of(report->first) - 1, end = week_of(report->last) + 2;
    begin = begin < 0 ? 0 : begin > WEEKS ? WEEKS : begin;
    end = end < begin ? begin : end > WEEKS ? WEEKS : end;
    bool *is_there = arena_new(a, bool, end - begin);
    int64_t from = 1, until = 0, first = WEEKS, last = -1;
    for (int64_t i = 0; i < log->n_events; i++) {
        int64_t us = log->times[i];
        if (us >= from && us < until)
            continue;
        if (us < o.from || us >= o.until)
            o = offset_at(zone, us);
        int64_t week = week_of(us + o.us);
        if (week < begin || week >= end)
            continue;
        is_there[week - begin] = true;
        first = week < first ? week : first;
        last = week > last ? week : last;
        from = us - ((us + o.us) % DAY + DAY) % DAY;
        until = from + DAY;
        from = from < o.from ? o.from : from;
        until = until > o.until ? o.until : until;
    }
    int64_t run = 0;
    for (int64_t w = first; w <= last; w++) {
        report->n_weeks++;
        bool is_empty = !is_there[w - begin];
        run = is_empty ? run + 1 : 0;
        report->n_empty_weeks += is_empty;
        if (run > report->n_gap_weeks) {
            report->n_gap_weeks = run;
            report->gap_first_day = (w - run + 1 - WEEKS_BEFORE) * 7 + MONDAY;
        }
    }
    arena_rewind(a, mark);
    report->first_day =
        days_of_us(report->first + offset_at(zone, report->first).us);
    report->last_day =
        days_of_us(report->last + offset_at(zone, report->last).us);
}

/* ---- Names that may be one --------------------------------------------------
 */

struct folded {
    text name;
    int32_t activity;
};

static int
by_folded(const void *context, const void *x, const void *y)
{
    const struct folded *a = x, *b = y;
    const text *names = context;
    int order = text_compare(a->name, b->name);
    return order != 0 ? order
                      : text_compare(names[a->activity], names[b->activity]);
}

static void
find_alike(
    struct cp_log_report *report, struct arena *a, const struct cp_log *log)
{
    int32_t n = log->n_activities;
    struct cp_alike *alike = arena_new(a, struct cp_alike, n);
    struct arena_mark mark = arena_mark(a);
    struct folded *all = arena_new(a, struct folded, n);
    struct folded *room = arena_new(a, struct folded, n);
    for (int32_t i = 0; i < n; i++)
        all[i] = (struct folded){ cp_name_folded(a, log->activities[i]), i };
    sort(all, room, n, sizeof *all, by_folded, log->activities);
    for (int32_t i = 1; i < n; i++)
        if (text_is_equal(all[i - 1].name, all[i].name))
            alike[report->n_alike++] =
                (struct cp_alike){ all[i - 1].activity, all[i].activity };
    arena_rewind(a, mark);
    report->alike = alike;
}

/* ---- Births -----------------------------------------------------------------
 */

static int64_t
day_of_zone(const struct cp_zone *zone, int64_t us)
{
    return days_of_us(us + offset_at(zone, us).us);
}

static int64_t
shift_of(const struct cp_store *s, int32_t c)
{
    return s->shifts == NULL ? 0 : s->shifts[c];
}

enum { UNKNOWN_BIRTH = INT32_MIN, BANDS = 5 };
static const struct {
    int from;
    text name;
} bands[BANDS] = { { 0, TEXT_INIT("0-14") }, { 15, TEXT_INIT("15-24") },
    { 25, TEXT_INIT("25-49") }, { 50, TEXT_INIT("50-64") },
    { 65, TEXT_INIT("65+") } };

/* Days of the births, by value; 13/04 in one of them settles all. */
static const int32_t *
births_of(
    struct arena *a, const struct cp_attribute *births, enum cp_day_order order)
{
    int32_t *days = arena_new(a, int32_t, births->n_values);
    bool has_month_first = false;
    for (int32_t v = 0; v < births->n_values; v++)
        has_month_first |= cp_time_read(text_trim(births->values[v])).form ==
            CP_TIME_MONTH_FIRST;
    has_month_first =
        order == CP_DAYS_SETTLE ? has_month_first : order == CP_MONTH_FIRST;
    for (int32_t v = 0; v < births->n_values; v++) {
        struct cp_time t = cp_time_read(text_trim(births->values[v]));
        int64_t us = t.form == CP_TIME_UNSURE && has_month_first
            ? cp_time_exchanged(t.us)
            : t.us;
        days[v] =
            t.form == CP_TIME_BAD ? UNKNOWN_BIRTH : (int32_t)days_of_us(us);
    }
    return days;
}

static int
age_at(int64_t birth, int64_t day)
{
    struct date b = date_of_days(birth), d = date_of_days(day);
    return d.year - b.year -
        (d.month < b.month || (d.month == b.month && d.day < b.day));
}

static void
put_ages(struct cp_attribute *to, const struct cp_store *s,
    const int32_t *births, const struct cp_log *log)
{
    struct arena *a = s->arena;
    int32_t *of_case = arena_new(a, int32_t, log->n_cases);
    int32_t numbers[BANDS], n = 0;
    bool is_there[BANDS] = { false };
    text *values = arena_new(a, text, BANDS);
    for (int32_t c = 0; c < log->n_cases; c++) {
        int32_t value = to->of_case[c];
        int64_t first = log->times[log->starts[c]] - shift_of(s, c);
        int64_t day = day_of_zone(&s->rules.zone, first);
        of_case[c] = -1;
        if (value < 0 || births[value] == UNKNOWN_BIRTH || births[value] > day)
            continue;
        int age = age_at(births[value], day), band = BANDS - 1;
        while (age < bands[band].from)
            band--;
        of_case[c] = band;
        is_there[band] = true;
    }
    for (int i = 0; i < BANDS; i++)
        if (is_there[i]) {
            numbers[i] = n;
            values[n++] = bands[i].name;
        }
    for (int32_t c = 0; c < log->n_cases; c++)
        if (of_case[c] >= 0)
            of_case[c] = numbers[of_case[c]];
    to->name = TEXT("age");
    to->values = values;
    to->n_values = n;
    to->of_case = of_case;
}

/* The line of the first event in the file that was before its case's birth. */
static int64_t
first_before(const struct cp_store *s, const struct cp_attribute *births,
    const int32_t *days)
{
    for (const struct cp_store_block *b = s->first; b != NULL; b = b->next)
        for (int32_t i = 0; i < b->n; i++) {
            int32_t v = births->of_case[b->cases[i]];
            if (v >= 0 && days[v] != UNKNOWN_BIRTH &&
                day_of_zone(&s->rules.zone, b->times[i]) < days[v])
                return b->lines[i];
        }
    return 0;
}

static void
find_births(struct cp_log_report *report, struct cp_store *s,
    struct cp_log *log, struct cp_attribute *attributes)
{
    const struct cp_zone *zone = &s->rules.zone;
    bool is_counted = false;
    for (int k = 0; k < s->n_attributes; k++) {
        struct cp_attribute *births = &attributes[k];
        if (!text_is_equal(births->name, s->rules.birth_column))
            continue;
        const int32_t *days = births_of(s->arena, births, s->rules.day_order);
        for (int32_t c = 0; !is_counted && c < log->n_cases; c++) {
            int32_t v = births->of_case[c];
            if (v < 0 || days[v] == UNKNOWN_BIRTH)
                continue;
            report->n_births++;
            for (int64_t i = log->starts[c]; i < log->starts[c + 1] &&
                 day_of_zone(zone, log->times[i] - shift_of(s, c)) < days[v];
                 i++)
                report->n_before_birth++;
        }
        if (!is_counted && report->n_before_birth > 0)
            report->before_birth_line = first_before(s, births, days);
        is_counted = true;
        put_ages(births, s, days, log);
    }
    if (!s->has_births)
        log->n_attributes--;
}

/* ---- The whole --------------------------------------------------------------
 */

void
cp_report_log(struct cp_log_report *report, struct cp_store *s,
    struct cp_log *log, struct cp_attribute *attributes)
{
    const struct cp_log_rules *rules = &s->rules;
    struct arena *a = s->arena;
    int64_t latest = rules->now_us == 0 ? INT64_MAX : rules->now_us + DAY;
    int64_t earliest = date_to_days((struct date){ 1900, 1, 1 }) * DAY;
    struct arena_mark mark = arena_mark(a);
    int64_t *n_events = arena_new(a, int64_t, log->n_activities);
    for (int32_t c = 0; c < log->n_cases; c++) {
        int64_t shift = shift_of(s, c);
        for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++) {
            int64_t us = log->times[i] - shift;
            n_events[log->events[i]]++;
            report->n_outside += us < earliest || us > latest;
        }
    }
    for (int32_t i = 0; i < log->n_activities; i++)
        report->n_once += n_events[i] == 1;
    arena_rewind(a, mark);
    if (log->n_events > 0)
        find_weeks(report, a, &rules->zone, log);
    find_alike(report, a, log);
    if (text_is_known(rules->birth_column))
        find_births(report, s, log, attributes);
}
