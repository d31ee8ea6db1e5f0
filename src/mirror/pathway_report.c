/* What an import says of the log. */
#include "mirror/pathway_read.h"

#include "base/date.h"

enum { ALIKE_SHOWN = 20 };
#define DAY (86'400 * INT64_C(1'000'000))

static const char *const precisions[CP_PRECISIONS] = { "exact", "minute", "day",
    "month", "year" };

/* A reason, without what stood there. */
static void
put_reason(struct buf *out, const char *phrase)
{
    pathway_put_sentence(out, phrase, TEXT("..."));
}

static bool
has_day(int64_t days)
{
    struct date d = date_of_days(days);
    return d.year >= 1000 && d.year <= 9999;
}

/* ---- As JSON ----------------------------------------------------------------
 */

static void
number(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    json_int(j, n);
}

static void
day(struct json *j, const char *name, int64_t days)
{
    char room[DATE_LENGTH];
    json_name(j, name);
    json_text(
        j, has_day(days) ? date_print(date_of_days(days), room) : (text){ 0 });
}

static void
moment(struct json *j, const char *name, int64_t us)
{
    char room[RFC3339_LENGTH];
    int64_t s = us / 1'000'000 - (us % 1'000'000 < 0);
    json_name(j, name);
    json_text(j, has_day(us / DAY) ? date_print_rfc3339(s, room) : (text){ 0 });
}

static void
json_refusals(const struct cp_log_report *r, struct json *j)
{
    json_name(j, "reasons");
    json_array(j);
    for (int i = 0; i < r->n_refusals; i++) {
        char room[200];
        struct arena none = { 0 };
        struct buf b = { .arena = &none, .ptr = room, .cap = sizeof room };
        put_reason(&b, r->refusals[i].phrase);
        json_object(j);
        json_name(j, "reason");
        json_text(j, buf_text(&b));
        number(j, "count", r->refusals[i].n);
        number(j, "first_line", r->refusals[i].first_line);
        json_end(j);
    }
    json_end(j);
}

static void
json_alike(
    const struct cp_log_report *r, const struct cp_log *log, struct json *j)
{
    json_name(j, "perhaps_one");
    json_array(j);
    for (int32_t i = 0; i < r->n_alike; i++) {
        json_array(j);
        json_text(j, log->activities[r->alike[i].a]);
        json_text(j, log->activities[r->alike[i].b]);
        json_end(j);
    }
    json_end(j);
}

void
pathway_report_json(
    const struct cp_log_report *r, const struct cp_log *log, struct json *j)
{
    static const char *const names[] = { "case", "activity", "time" };
    number(j, "rows", r->n_rows);
    number(j, "rejected", r->n_refused);
    number(j, "left_out", r->n_left_out);
    json_refusals(r, j);
    json_name(j, "columns");
    json_object(j);
    for (int k = 0; k < 3; k++) {
        json_name(j, names[k]);
        json_text(j, r->columns[k]);
    }
    json_end(j);
    json_name(j, "guessed");
    json_array(j);
    for (int k = 0; k < 3; k++)
        if (r->is_guessed[k])
            json_text(j, text_of(names[k]));
    json_end(j);
    if (r->n_classifiers > 0) {
        json_name(j, "classifiers");
        json_array(j);
        for (int k = 0; k < r->n_classifiers; k++)
            json_text(j, r->classifiers[k]);
        json_end(j);
    }
    json_name(j, "cut_off");
    json_bool(j, r->is_cut);
    number(j, "same_time", r->n_ties);
    number(j, "twice", r->n_again);
    number(j, "cases_out_of_order", r->n_unordered_cases);
    number(j, "cases_with_one_event", r->n_single_cases);
    number(j, "activities_once", r->n_once);
    number(j, "before_1900_or_after_tomorrow", r->n_outside);
    number(j, "births", r->n_births);
    number(j, "before_birth", r->n_before_birth);
    if (r->n_before_birth > 0)
        number(j, "before_birth_line", r->before_birth_line);
    number(j, "doubled_hours", r->n_doubled_hours);
    number(j, "missing_hours", r->n_missing_hours);
    json_name(j, "precision");
    json_object(j);
    for (int k = 0; k < CP_PRECISIONS; k++)
        number(j, precisions[k], r->n_precision[k]);
    json_end(j);
    if (r->is_shifted) {
        json_name(j, "shifted");
        json_bool(j, true);
    }
    moment(j, "first", r->first);
    moment(j, "last", r->last);
    day(j, "first_day", r->first_day);
    day(j, "last_day", r->last_day);
    number(j, "weeks", r->n_weeks);
    number(j, "weeks_without_event", r->n_empty_weeks);
    if (r->n_gap_weeks > 0) {
        day(j, "longest_gap_from", r->gap_first_day);
        number(j, "longest_gap_weeks", r->n_gap_weeks);
    }
    json_alike(r, log, j);
}

/* ---- As text ----------------------------------------------------------------
 */

/* Where there is one at all. */
static void
line(struct buf *out, int64_t n, const char *what)
{
    if (n > 0)
        buf_print(out, "%10lld  %s\n", (long long)n, what);
}

static void
put_day(struct buf *out, int64_t days)
{
    char room[DATE_LENGTH];
    buf_add(out,
        has_day(days) ? date_print(date_of_days(days), room)
                      : TEXT("a day that no calendar has"));
}

static void
text_rows(
    const struct cp_log_report *r, const struct cp_log *log, struct buf *out)
{
    buf_print(out, "%lld rows: %lld events, %lld refused", (long long)r->n_rows,
        (long long)log->n_events, (long long)r->n_refused);
    if (r->n_left_out > 0)
        buf_print(out, ", %lld not complete, and not counted",
            (long long)r->n_left_out);
    buf_print(out, "; columns %.*s, %.*s, %.*s%s\n", TEXT_ARG(r->columns[0]),
        TEXT_ARG(r->columns[1]), TEXT_ARG(r->columns[2]),
        r->is_latin1 ? "; not all was UTF-8, that was read as Latin-1" : "");
    if (r->is_guessed[0] || r->is_guessed[1] || r->is_guessed[2])
        buf_add(out,
            TEXT("some column was taken for what stands in it: say --case, "
                 "--activity, --time if it is another\n"));
    if (r->n_classifiers > 0) {
        buf_print(out, "steps are named by %.*s; --classifier can be",
            TEXT_ARG(r->columns[1]));
        for (int i = 0; i < r->n_classifiers; i++)
            buf_print(out, "%s \"%.*s\"", i == 0 ? "" : ",",
                TEXT_ARG(r->classifiers[i]));
        buf_byte(out, '\n');
    }
    for (int i = 0; i < r->n_refusals; i++) {
        buf_print(out, "%10lld  refused: ", (long long)r->refusals[i].n);
        put_reason(out, r->refusals[i].phrase);
        buf_print(out, ", first in line %lld\n",
            (long long)r->refusals[i].first_line);
    }
}

void
pathway_report_text(
    const struct cp_log_report *r, const struct cp_log *log, struct buf *out)
{
    static const char *const written[CP_PRECISIONS] = { NULL,
        "written to the minute", "written to the day", "written to the month",
        "written to the year" };
    text_rows(r, log, out);
    if (r->is_shifted)
        buf_add(out,
            TEXT("each case was moved by whole days: waits are true, dates "
                 "are not\n"));
    buf_add(out, TEXT("from "));
    put_day(out, r->first_day);
    buf_add(out, TEXT(" to "));
    put_day(out, r->last_day);
    if (r->n_empty_weeks > 0) {
        buf_print(out,
            "; %lld of %lld weeks without an event, %lld on end from ",
            (long long)r->n_empty_weeks, (long long)r->n_weeks,
            (long long)r->n_gap_weeks);
        put_day(out, r->gap_first_day);
    }
    buf_byte(out, '\n');
    if (r->is_cut)
        buf_add(
            out, TEXT("the file ended too early: what came before counts\n"));
    if (log->n_events > log->n_cases)
        buf_print(out, "%.1f %% of neighbours have one time\n",
            100 * (double)r->n_ties / (double)(log->n_events - log->n_cases));
    for (int k = 1; k < CP_PRECISIONS; k++)
        line(out, r->n_precision[k], written[k]);
    line(out, r->n_again, "there again: the same case, activity and time");
    line(out, r->n_single_cases, "with one event, of cases");
    line(out, r->n_unordered_cases,
        "with rows in another order than times, of cases");
    line(out, r->n_once, "seen once, of activities");
    line(out, r->n_outside, "before 1900 or after tomorrow, of events");
    if (r->n_before_birth > 0)
        buf_print(out, "%10lld  before birth, of events, first in line %lld\n",
            (long long)r->n_before_birth, (long long)r->before_birth_line);
    line(out, r->n_doubled_hours,
        "in an hour that the clock had twice: the first was taken");
    line(out, r->n_missing_hours,
        "in an hour that the clock left out: moved forward");
    for (int32_t i = 0; i < r->n_alike && i < ALIKE_SHOWN; i++) {
        buf_add(out, TEXT("perhaps one: \""));
        buf_add(out, log->activities[r->alike[i].a]);
        buf_add(out, TEXT("\" and \""));
        buf_add(out, log->activities[r->alike[i].b]);
        buf_add(out, TEXT("\"\n"));
    }
}
