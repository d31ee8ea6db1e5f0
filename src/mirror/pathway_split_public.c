/* What a release says of all cases: how far they came, steps, what follows
 * what, and the ways of enough of them. */
#include "mirror/pathway_split.h"

#include <math.h>

static const char *const statuses[] = { "closed", "open", "lost" };

void
split_name_count(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    if (n < 0)
        json_null(j);
    else
        json_int(j, n);
}

static void
put_count(struct buf *out, int64_t n)
{
    if (n < 0)
        buf_add(out, TEXT("       *"));
    else
        buf_print(out, "%8lld", (long long)n);
}

/* The median wait of all, or NAN. */
static double
median_of(const struct pathway_split *s, const struct cp_question *q)
{
    int64_t n = q->n_waits;
    if (n == 0 || !split_is_median_shown(s, q, NULL, -1))
        return NAN;
    double low = (double)q->waits[(n - 1) / 2].wait;
    return split_round(low + ((double)q->waits[n / 2].wait - low) / 2);
}

static const struct cp_question *
stage_of(const struct pathway_split *s, int32_t number)
{
    for (int32_t i = 0; i < s->questions.n; i++)
        if (s->questions.questions[i].kind == CP_ASK_STAGE &&
            s->questions.questions[i].number == number)
            return &s->questions.questions[i];
    return NULL;
}

static bool
is_way(const struct cp_question *q)
{
    return q->kind == CP_ASK_EDGE || q->kind == CP_ASK_STEP;
}

static int64_t
lost_after(const struct pathway_split *s, int32_t stage)
{
    const struct split_release *r = &s->release;
    return cp_release_count(
        r->release, r->furthest, r->by_status, 2, stage + 1);
}

/* ---- Text -------------------------------------------------------------------
 */

static void
put_stages_text(const struct pathway_split *s, struct buf *out)
{
    const struct split_release *r = &s->release;
    for (int k = 0; k < 3; k++) {
        put_count(
            out, cp_release_count(r->release, r->status, CP_RELEASE_ALL, 0, k));
        buf_print(out, "  %s\n", statuses[k]);
    }
    buf_print(out,
        "%d days with nothing: lost\n\ncame as far       lost after\n",
        s->staged.lost_after_days);
    for (int32_t k = 0; k < s->stages.n; k++) {
        int64_t n_all;
        const struct cp_question *q = stage_of(s, k);
        int64_t n = split_shown(s, q, -1, -1, &n_all);
        put_count(out, n);
        if (n >= 0 && n_all > 0)
            buf_print(out, " %5.1f %%", 100 * (double)n / (double)n_all);
        else
            buf_add(out, TEXT("       *"));
        put_count(out, lost_after(s, k));
        buf_add(out, TEXT("  "));
        buf_add(out, q->to);
        double median = median_of(s, q);
        if (isfinite(median) && n >= 0) {
            buf_add(out, TEXT("; median wait "));
            split_put_duration(out, median);
        }
        buf_byte(out, '\n');
    }
}

static void
put_targets_text(const struct pathway_split *s, struct buf *out)
{
    for (int i = 0; s->pathway != NULL && i < s->pathway->n_targets; i++) {
        buf_byte(out, '\n');
        buf_add(out, pathway_target_line(s->arena, &s->pathway->targets[i]));
        buf_byte(out, '\n');
        for (int k = 0; k < CP_TARGET_CLASSES; k++) {
            put_count(
                out, split_target_count(s, i, -1, 0, (enum cp_target_class)k));
            buf_print(out, "  %s\n", pathway_target_words[k]);
        }
    }
}

void
split_put_public_text(const struct pathway_split *s, struct buf *out)
{
    const struct split_release *r = &s->release;
    put_count(out, cp_release_count(r->release, r->size, CP_RELEASE_ALL, 0, 0));
    buf_add(out, TEXT("  cases\n"));
    if (s->pathway != NULL)
        put_stages_text(s, out);
    put_targets_text(s, out);
    buf_byte(out, '\n');
    for (int32_t i = 0; i < s->questions.n; i++) {
        const struct cp_question *q = &s->questions.questions[i];
        int64_t n_all, n;
        if (!is_way(q) || (n = split_shown(s, q, -1, -1, &n_all)) == CP_HIDDEN)
            continue;
        put_count(out, n);
        buf_add(out, TEXT("  "));
        if (q->kind == CP_ASK_EDGE) {
            buf_add(out, q->from);
            buf_add(out, TEXT(" -> "));
        }
        buf_add(out, q->to);
        double median = median_of(s, q);
        if (isfinite(median)) {
            buf_add(out, TEXT(", median "));
            split_put_duration(out, median);
        }
        buf_byte(out, '\n');
    }
    buf_byte(out, '\n');
    for (int32_t k = 0; k <= r->n_variants; k++) {
        int64_t n =
            cp_release_count(r->release, r->variants, CP_RELEASE_ALL, 0, k);
        if (k < r->n_variants && n == CP_HIDDEN)
            continue;
        put_count(out, n);
        const struct cp_variant *v = &s->found->variants.variants[k];
        for (int64_t i = 0; k < r->n_variants && i < v->n; i++) {
            buf_add(out,
                i == 0                         ? TEXT("  ")
                    : cp_variant_is_tied(v, i) ? TEXT(" + ")
                                               : TEXT(", "));
            buf_add(out, s->found->log.activities[v->events[i]]);
        }
        buf_add(out, k == r->n_variants ? TEXT("  other ways\n") : TEXT("\n"));
    }
    buf_print(out,
        "\n* 1 to %lld cases, or what would give them away. A release is safe "
        "by itself:\nanother of this log with other groups can be subtracted "
        "from it.\n",
        (long long)s->threshold - 1);
}

/* ---- JSON -------------------------------------------------------------------
 */

static void
name_real(struct json *j, const char *name, double x)
{
    json_name(j, name);
    json_real(j, x);
}

static void
put_share(struct json *j, int64_t n, int64_t n_all)
{
    bool is_shown = n >= 0 && n_all > 0;
    struct stats_interval i = stats_share(n, is_shown ? n_all : 0);
    name_real(j, "share", is_shown ? (double)n / (double)n_all : (double)NAN);
    name_real(j, "low", i.low);
    name_real(j, "high", i.high);
}

void
split_put_targets(
    const struct pathway_split *s, struct json *j, int by, int32_t group)
{
    json_name(j, "targets");
    json_array(j);
    for (int i = 0; i < s->pathway->n_targets; i++) {
        json_object(j);
        json_name(j, "target");
        json_text(j, pathway_target_line(s->arena, &s->pathway->targets[i]));
        for (int k = 0; k < CP_TARGET_CLASSES; k++)
            split_name_count(j, pathway_target_names[k],
                split_target_count(s, i, by, group, (enum cp_target_class)k));
        json_end(j);
    }
    json_end(j);
}

void
split_put_public_stages(
    const struct pathway_split *s, struct json *j, int by, int32_t group)
{
    const struct split_release *r = &s->release;
    int groups = by < 0 ? CP_RELEASE_ALL : r->by[by];
    for (int k = 0; k < 3; k++)
        split_name_count(j, statuses[k],
            cp_release_count(r->release, r->status, groups, group, k));
    json_name(j, "stages");
    json_array(j);
    for (int32_t k = 0; k < s->stages.n; k++) {
        const struct cp_question *q = stage_of(s, k);
        int64_t n_all, n = split_shown(s, q, by, group, &n_all);
        json_object(j);
        json_name(j, "stage");
        json_text(j, q->to);
        split_name_count(j, "came_so_far", n);
        put_share(j, n, n_all);
        if (by < 0) {
            split_name_count(j, "lost_after", lost_after(s, k));
            name_real(j, "median_wait_s",
                n < 0 ? (double)NAN : median_of(s, q) / 1e6);
        }
        json_end(j);
    }
    json_end(j);
    split_put_targets(s, j, by, group);
}

void
split_put_public_json(const struct pathway_split *s, struct json *j)
{
    const struct split_release *r = &s->release;
    split_name_count(j, "hidden_below", s->threshold);
    split_name_count(j, "cases",
        cp_release_count(r->release, r->size, CP_RELEASE_ALL, 0, 0));
    if (s->pathway != NULL) {
        json_name(j, "cascade");
        json_object(j);
        split_put_public_stages(s, j, -1, -1);
        json_end(j);
    }
    json_name(j, "ways");
    json_array(j);
    for (int32_t i = 0; i < s->questions.n; i++) {
        const struct cp_question *q = &s->questions.questions[i];
        int64_t n_all, n;
        if (!is_way(q) || (n = split_shown(s, q, -1, -1, &n_all)) == CP_HIDDEN)
            continue;
        json_object(j);
        if (q->kind == CP_ASK_EDGE) {
            json_name(j, "from");
            json_text(j, q->from);
        }
        json_name(j, q->kind == CP_ASK_EDGE ? "to" : "step");
        json_text(j, q->to);
        split_name_count(j, "cases", n);
        put_share(j, n, n_all);
        if (q->kind == CP_ASK_EDGE)
            name_real(j, "median_s", median_of(s, q) / 1e6);
        json_end(j);
    }
    json_end(j);
    json_name(j, "variants");
    json_array(j);
    for (int32_t k = 0; k < r->n_variants; k++) {
        const struct cp_variant *v = &s->found->variants.variants[k];
        int64_t n =
            cp_release_count(r->release, r->variants, CP_RELEASE_ALL, 0, k);
        if (n == CP_HIDDEN)
            continue;
        json_object(j);
        split_name_count(j, "cases", n);
        json_name(j, "steps");
        json_array(j);
        for (int64_t i = 0, next; i < v->n;) {
            for (next = i + 1; next < v->n && cp_variant_is_tied(v, next);)
                next++;
            bool is_list = next > i + 1;
            if (is_list) /* what stands at one time */
                json_array(j);
            for (; i < next; i++)
                json_text(j, s->found->log.activities[v->events[i]]);
            if (is_list)
                json_end(j);
        }
        json_end(j);
        json_end(j);
    }
    json_end(j);
    split_name_count(j, "other_ways",
        cp_release_count(
            r->release, r->variants, CP_RELEASE_ALL, 0, r->n_variants));
}
