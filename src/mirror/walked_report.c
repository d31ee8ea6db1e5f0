/* What an import says of a log, also when all is well; and how long its steps
 * took themselves, where it says when they began. */
#include "mirror/walked.h"

#include "base/date.h"
#include "engine/pathway/service.h"

enum { ALIKE_KEPT = 10, SERVICES_KEPT = 60, DAYS_MAX = 3'000'000 };

static void
put_int(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    json_int(j, n);
}

static void
put_day(struct arena *a, struct json *j, const char *name, int64_t day)
{
    if (day < -DAYS_MAX || day > DAYS_MAX)
        return;
    json_name(j, name);
    json_text(j, date_print(date_of_days(day), arena_room(a, DATE_LENGTH + 1)));
}

/* ---- Kept ---------------------------------------------------------------- */

/* Of two spellings the one that more rows have; a name that few cases have may
 * be somebody's. */
static void
put_alike(const struct walked_views *to, struct json *j,
    const struct cp_log *log, const struct cp_log_report *r)
{
    struct arena *a = to->arena;
    int32_t *n_cases = arena_new(a, int32_t, log->n_activities);
    int32_t *last = arena_new(a, int32_t, log->n_activities);
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++) {
            int32_t is = log->events[i];
            n_cases[is] += last[is] != c + 1;
            last[is] = c + 1;
        }
    json_name(j, "alike");
    json_array(j);
    for (int32_t i = 0, n = 0; i < r->n_alike && n < ALIKE_KEPT; i++) {
        int32_t one = r->alike[i].a, two = r->alike[i].b;
        int32_t more = n_cases[two] > n_cases[one] ? two : one;
        if (n_cases[more] < WALKED_LEAST)
            continue;
        json_text(j, walked_name(log->activities[more]));
        n++;
    }
    json_end(j);
}

/* In how many cases something so called was begun. */
static int32_t
cases_begun(const struct cp_log *begun, text name)
{
    int32_t n = 0;
    for (int32_t c = 0; c < begun->n_cases; c++) {
        bool is_in = false;
        for (int64_t i = begun->starts[c]; i < begun->starts[c + 1]; i++)
            is_in |= text_is_equal(begun->activities[begun->events[i]], name);
        n += is_in;
    }
    return n;
}

void
walked_service(struct walked_views *to, const struct cp_log *log)
{
    struct cp_services s;
    struct buf b = buf_in(to->arena, 1000);
    struct json j = json_write(&b);
    int n = 0;
    if (log->begun == NULL)
        return;
    cp_service_count(&s, to->arena, log);
    json_array(&j);
    for (int32_t i = 0; i < s.n && n < SERVICES_KEPT; i++) {
        const struct cp_service *one = &s.services[i];
        text name = log->activities[one->activity];
        if (one->time.n < 2 * WALKED_LEAST ||
            cases_begun(log->begun, name) < 2 * WALKED_LEAST)
            continue;
        json_object(&j);
        json_name(&j, "name");
        json_text(&j, walked_name(name));
        put_int(&j, "wait_us", (int64_t)one->time.median);
        json_end(&j);
        n++;
    }
    json_end(&j);
    if (n > 0)
        walked_keep(to, TEXT("service"), buf_text(&b));
}

void
walked_report(struct walked_views *to, const struct cp_log *log,
    const struct cp_log_report *r)
{
    struct buf b = buf_in(to->arena, 2000);
    struct json j = json_write(&b);
    json_object(&j);
    put_int(&j, "rows", r->n_rows);
    put_int(&j, "refused", r->n_refused);
    put_int(&j, "left_out", r->n_left_out);
    put_int(&j, "neighbours", log->n_events - log->n_cases);
    put_int(&j, "ties", r->n_ties);
    put_int(&j, "again", r->n_again);
    put_int(&j, "single", r->n_single_cases);
    put_int(&j, "unordered", r->n_unordered_cases);
    put_int(&j, "once", r->n_once);
    put_int(&j, "outside", r->n_outside);
    put_int(&j, "before_birth", r->n_before_birth);
    put_int(&j, "doubled_hours", r->n_doubled_hours);
    put_int(&j, "missing_hours", r->n_missing_hours);
    put_int(&j, "days_only", r->n_precision[CP_PRECISION_DAY]);
    put_int(&j, "months_only",
        r->n_precision[CP_PRECISION_MONTH] + r->n_precision[CP_PRECISION_YEAR]);
    put_int(&j, "gap_weeks", r->n_gap_weeks);
    if (r->n_gap_weeks > 0)
        put_day(to->arena, &j, "gap_from", r->gap_first_day);
    json_name(&j, "is_any_order");
    json_bool(&j, log->is_any_order);
    json_name(&j, "is_latin1");
    json_bool(&j, r->is_latin1);
    json_name(&j, "is_cut");
    json_bool(&j, r->is_cut);
    put_alike(to, &j, log, r);
    json_name(&j, "reasons");
    json_array(&j);
    for (int i = 0; i < r->n_refusals; i++) {
        json_object(&j);
        json_name(&j, "phrase");
        json_text(&j, text_of(r->refusals[i].phrase));
        put_int(&j, "n", r->refusals[i].n);
        put_int(&j, "line", r->refusals[i].first_line);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    walked_keep(to, TEXT("report"), buf_text(&b));
}
