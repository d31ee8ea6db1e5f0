/* Promises of a pathway list, and whether they were kept. */
#include "mirror/pathway_split.h"

#include "base/stats.h"
#include "engine/pathway/target.h"

#include <math.h>

const char *const pathway_target_names[CP_TARGET_CLASSES] = { "no_start",
    "in_time", "late", "before", "never", "not_known" };
const char *const pathway_target_words[CP_TARGET_CLASSES] = { "never began",
    "in time", "late", "had it before", "never", "not yet known" };

/* The line by which it was written. */
text
pathway_target_line(struct arena *a, const struct cp_pathway_target *t)
{
    struct cp_pathway one = { .targets = (struct cp_pathway_target *)t,
        .n_targets = 1 };
    struct buf b = buf_in(a, 100);
    cp_pathway_write(&one, &b);
    return text_trim(buf_text(&b));
}

static int64_t
decided(const struct cp_target_result *r)
{
    return r->n[CP_TARGET_IN_TIME] + r->n[CP_TARGET_LATE] +
        r->n[CP_TARGET_NEVER];
}

static void
print_json(struct json *j, text line, const struct cp_target_result *r,
    const struct cp_pathway_target *t)
{
    int64_t n = decided(r), in_time = r->n[CP_TARGET_IN_TIME];
    struct stats_interval i = stats_share(in_time, n);
    double promised;
    json_object(j);
    json_name(j, "target");
    json_text(j, line);
    for (int c = 0; c < CP_TARGET_CLASSES; c++) {
        json_name(j, pathway_target_names[c]);
        json_int(j, r->n[c]);
    }
    json_name(j, "share");
    json_real(j, n > 0 ? (double)in_time / (double)n : (double)NAN);
    json_name(j, "low");
    json_real(j, i.low);
    json_name(j, "high");
    json_real(j, i.high);
    if (text_is_known(t->percent) && text_parse_real(t->percent, &promised)) {
        json_name(j, "promised");
        json_real(j, promised / 100);
    }
    json_end(j);
}

static void
print_text(struct buf *out, text line, const struct cp_target_result *r,
    const struct cp_pathway_target *t)
{
    int64_t n = decided(r), in_time = r->n[CP_TARGET_IN_TIME];
    int64_t unknown = r->n[CP_TARGET_UNKNOWN];
    struct stats_interval i = stats_share(in_time, n);
    buf_add(out, line);
    buf_byte(out, '\n');
    for (int c = 1; c <= CP_TARGET_CLASSES; c++)
        buf_print(out, "%10lld  %s\n", (long long)r->n[c % CP_TARGET_CLASSES],
            pathway_target_words[c % CP_TARGET_CLASSES]);
    if (n > 0)
        buf_print(out, "    kept for %.1f %% (%.1f to %.1f)",
            100 * (double)in_time / (double)n, 100 * i.low, 100 * i.high);
    if (n > 0 && unknown > 0)
        buf_print(out, "; %.1f to %.1f with those not yet known",
            100 * (double)in_time / (double)(n + unknown),
            100 * (double)(in_time + unknown) / (double)(n + unknown));
    if (n > 0 && text_is_known(t->percent))
        buf_print(out, "; %.*s %% were promised", TEXT_ARG(t->percent));
    buf_add(out, n > 0 ? TEXT("\n\n") : TEXT("\n"));
}

void
pathway_print_targets(const struct pathway_found *f, const struct cp_pathway *p,
    const struct cp_zone *zone, bool is_json, struct arena *a, struct buf *out)
{
    struct json j = json_write(out);
    if (is_json) {
        json_object(&j);
        json_name(&j, "targets");
        json_array(&j);
    }
    for (int i = 0; i < p->n_targets; i++) {
        const struct cp_pathway_target *t = &p->targets[i];
        struct arena_mark mark;
        struct cp_target_result r;
        buf_grow(out, 4096); /* so that it does not lie above the mark */
        mark = arena_mark(a);
        cp_target_judge(&r, a, p, t, &f->log, zone);
        if (is_json)
            print_json(&j, pathway_target_line(a, t), &r, t);
        else
            print_text(out, pathway_target_line(a, t), &r, t);
        arena_rewind(a, mark);
    }
    if (is_json) {
        json_end(&j);
        json_end(&j);
        buf_byte(out, '\n');
    }
}
