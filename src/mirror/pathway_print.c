#include "mirror/pathway_cmd.h"
#include "mirror/pathway_read.h"

#include "base/csv.h"

#include <math.h>

static double
seconds(double us)
{
    return us / 1e6;
}

static text
name_of(const struct pathway_found *f, int32_t activity)
{
    return f->log.activities[activity];
}

/* {"Triage": 12}, of what is not 0 */
static void
json_counts(struct json *j, const struct pathway_found *f, const char *name,
    bool is_start)
{
    json_name(j, name);
    json_object(j);
    for (int32_t i = 0; i < f->graph.n_activities; i++) {
        const struct cp_activity_count *a = &f->graph.activities[i];
        int64_t n = is_start ? a->n_starts : a->n_ends;
        if (n > 0) {
            json_name_text(j, name_of(f, a->activity));
            json_int(j, n);
        }
    }
    json_end(j);
}

static void
json_number(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    json_int(j, n);
}

static void
json_seconds(struct json *j, const char *name, double us)
{
    json_name(j, name);
    json_real(j, seconds(us));
}

/* What comes sooner or later; on request alone. */
static void
json_follows(struct json *j, const struct pathway_found *f)
{
    json_name(j, "follows");
    json_array(j);
    for (int32_t i = 0; i < f->follows->n; i++) {
        const struct cp_follow *it = &f->follows->follows[i];
        json_object(j);
        json_name(j, "from");
        json_text(j, name_of(f, it->from));
        json_name(j, "to");
        json_text(j, name_of(f, it->to));
        json_number(j, "count", it->n_pairs);
        json_number(j, "cases", it->n_cases);
        json_seconds(j, "mean_s", it->mean);
        json_seconds(j, "min_s", (double)it->min);
        json_seconds(j, "max_s", (double)it->max);
        json_end(j);
    }
    json_end(j);
}

/* From "start" to "complete". */
static void
json_services(struct json *j, const struct pathway_found *f)
{
    json_name(j, "service");
    json_array(j);
    for (int32_t i = 0; i < f->services.n; i++) {
        const struct cp_service *it = &f->services.services[i];
        json_object(j);
        json_name(j, "activity");
        json_text(j, name_of(f, it->activity));
        json_number(j, "count", it->time.n);
        json_number(j, "completed_only", it->n_unbegun);
        json_number(j, "begun_only", it->n_uncompleted);
        if (it->time.n > 0) {
            json_seconds(j, "mean_s", it->time.mean);
            json_seconds(j, "low_s", it->time.low);
            json_seconds(j, "median_s", it->time.median);
            json_seconds(j, "high_s", it->time.high);
            json_seconds(j, "min_s", (double)it->time.min);
            json_seconds(j, "max_s", (double)it->time.max);
        }
        json_end(j);
    }
    json_end(j);
    json_number(j, "begun_elsewhere", f->services.n_elsewhere);
}

void
pathway_print_json(const struct pathway_found *f, struct buf *out)
{
    struct json j = json_write(out);
    json_object(&j);
    json_number(&j, "events", f->log.n_events);
    json_number(&j, "cases", f->log.n_cases);
    json_number(&j, "activities", f->log.n_activities);
    json_number(&j, "variants", f->variants.n);
    pathway_report_json(&f->report, &f->log, &j);
    json_name(&j, "duration");
    json_object(&j);
    json_seconds(&j, "mean_s", f->graph.duration.mean);
    json_seconds(&j, "median_s", f->graph.duration.median);
    json_seconds(&j, "min_s", (double)f->graph.duration.min);
    json_seconds(&j, "max_s", (double)f->graph.duration.max);
    json_end(&j);
    json_counts(&j, f, "starts", true);
    json_counts(&j, f, "ends", false);
    json_name(&j, "edges");
    json_array(&j);
    for (int32_t i = 0; i < f->graph.n_edges; i++) {
        const struct cp_edge_count *e = &f->graph.edges[i];
        json_object(&j);
        json_name(&j, "from");
        json_text(&j, name_of(f, e->from));
        json_name(&j, "to");
        json_text(&j, name_of(f, e->to));
        json_number(&j, "count", e->n_events);
        json_number(&j, "cases", e->n_cases);
        json_seconds(&j, "mean_s", e->wait.mean);
        json_seconds(&j, "median_s", e->wait.median);
        json_seconds(&j, "min_s", (double)e->wait.min);
        json_seconds(&j, "max_s", (double)e->wait.max);
        json_seconds(&j, "stdev_s", e->wait.stdev);
        json_end(&j);
    }
    json_end(&j);
    if (f->log.is_any_order) {
        json_name(&j, "together");
        json_array(&j);
        for (int32_t i = 0; i < f->graph.n_together; i++) {
            const struct cp_edge_count *e = &f->graph.together[i];
            json_object(&j);
            json_name(&j, "one");
            json_text(&j, name_of(f, e->from));
            json_name(&j, "other");
            json_text(&j, name_of(f, e->to));
            json_number(&j, "count", e->n_events);
            json_number(&j, "cases", e->n_cases);
            json_end(&j);
        }
        json_end(&j);
    }
    if (f->log.begun != NULL)
        json_services(&j, f);
    if (f->follows != NULL)
        json_follows(&j, f);
    json_end(&j);
    buf_byte(out, '\n');
}

void
pathway_print_csv(const struct pathway_found *f, struct buf *out)
{
    static const char *const heads[] = { "from", "to", "count", "cases",
        "mean_s", "median_s", "min_s", "max_s", "stdev_s" };
    struct csv_writer w = csv_write(out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (int32_t i = 0; i < f->graph.n_edges; i++) {
        const struct cp_edge_count *e = &f->graph.edges[i];
        csv_add(&w, name_of(f, e->from));
        csv_add(&w, name_of(f, e->to));
        csv_add_int(&w, e->n_events);
        csv_add_int(&w, e->n_cases);
        csv_add_real(&w, seconds(e->wait.mean));
        csv_add_real(&w, seconds(e->wait.median));
        csv_add_real(&w, seconds((double)e->wait.min));
        csv_add_real(&w, seconds((double)e->wait.max));
        if (isfinite(e->wait.stdev))
            csv_add_real(&w, seconds(e->wait.stdev));
        else
            csv_add(&w, (text){ 0 });
        csv_end_row(&w);
    }
}

/* "3 d 4 h", "12 min" */
static void
put_wait(struct buf *out, double us)
{
    double s = seconds(us);
    if (s >= 86'400 * 2)
        buf_print(out, "%.1f days", s / 86'400);
    else if (s >= 3600 * 2)
        buf_print(out, "%.1f h", s / 3600);
    else if (s >= 120)
        buf_print(out, "%.0f min", s / 60);
    else
        buf_print(out, "%.0f s", s);
}

void
pathway_print_text(const struct pathway_found *f, struct buf *out)
{
    buf_print(out, "%lld events of %d cases, %d activities, %lld ways to go\n",
        (long long)f->log.n_events, f->log.n_cases, f->log.n_activities,
        (long long)f->variants.n);
    pathway_report_text(&f->report, &f->log, out);
    for (int32_t i = 0; i < f->graph.n_edges; i++) {
        const struct cp_edge_count *e = &f->graph.edges[i];
        buf_print(out, "%8lld of %8lld cases  ", (long long)e->n_events,
            (long long)e->n_cases);
        buf_add(out, name_of(f, e->from));
        buf_add(out, TEXT(" -> "));
        buf_add(out, name_of(f, e->to));
        buf_add(out, TEXT(", median "));
        put_wait(out, e->wait.median);
        buf_byte(out, '\n');
    }
    for (int32_t i = 0; i < f->services.n; i++) {
        const struct cp_service *it = &f->services.services[i];
        buf_add(out, name_of(f, it->activity));
        buf_print(out, " itself, %lld times", (long long)it->time.n);
        if (it->time.n > 0) {
            buf_add(out, TEXT(": median "));
            put_wait(out, it->time.median);
            buf_add(out, TEXT(", half between "));
            put_wait(out, it->time.low);
            buf_add(out, TEXT(" and "));
            put_wait(out, it->time.high);
        }
        if (it->n_uncompleted > 0)
            buf_print(out, "; %lld begun and not completed",
                (long long)it->n_uncompleted);
        if (it->n_unbegun > 0)
            buf_print(
                out, "; %lld without a beginning", (long long)it->n_unbegun);
        buf_byte(out, '\n');
    }
}
