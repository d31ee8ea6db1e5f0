/* What is found in a log, as it is kept: how well cases fit what was meant,
 * where people are lost, which promises were kept, the usual ways, and for
 * whom it is otherwise. Counts of few people are in none of it. */
#include "mirror/walked.h"

#include "base/sort.h"
#include "engine/inequality/hide.h"
#include "engine/pathway/compare_groups.h"
#include "mirror/flows.h"
#include "mirror/pathway_cmd.h"
#include "mirror/pathway_split.h"

enum { WAYS_KEPT = 10, GROUPS_KEPT = 12, OTHERS_KEPT = 60 };

struct finding {
    struct walked_views *to;
    struct arena *arena;
    const struct cp_log *log;
    const struct cp_zone *zone;
    const struct cp_pathway *pathway;
    struct pathway_found found;
    struct pathway_meant meant;
    struct cp_stages stages;
    struct cp_staged staged;
    struct cp_target_result *targets; /* of the pathway */
    struct flows_release *release;    /* what of it may be shown */
    text zone_name;
};

static void
put_int(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    json_int(j, n);
}

static void
put_real(struct json *j, const char *name, double x)
{
    json_name(j, name);
    json_real(j, x);
}

static void
put_text(struct json *j, const char *name, text t)
{
    json_name(j, name);
    json_text(j, t);
}

/* So few are nobody's business: 0 of them or many. */
static void
put_few(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    if (cp_hide_count(n, WALKED_LEAST))
        json_null(j);
    else
        json_int(j, n);
}

/* And of those that the release shows. */
static void
put_shown(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    if (n == CP_HIDDEN)
        json_null(j);
    else
        json_int(j, n);
}

/* ---- The usual ways ------------------------------------------------------ */

static void
find_ways(struct finding *f)
{
    const struct cp_variants *v = &f->found.variants;
    struct buf b = buf_in(f->arena, 4000);
    struct json j = json_write(&b);
    json_object(&j);
    put_int(&j, "n", v->n);
    json_name(&j, "ways");
    json_array(&j);
    for (int64_t i = 0; i < v->n && i < WAYS_KEPT; i++) {
        const struct cp_variant *one = &v->variants[i];
        int64_t n = one->n_cases < WALKED_LEAST
            ? CP_HIDDEN
            : flows_usual(f->release, (int)i);
        if (n == CP_HIDDEN)
            continue;
        json_object(&j);
        put_int(&j, "cases", n);
        json_name(&j, "steps");
        json_array(&j);
        struct buf step = buf_in(f->arena, 200);
        for (int64_t k = 0; k < one->n && k < 40; k++) {
            if (k > 0 && cp_variant_is_tied(one, k)) {
                buf_add(&step, TEXT(" + "));
            } else if (k > 0) {
                json_text(&j, buf_text(&step));
                step = buf_in(f->arena, 200);
            }
            buf_add(&step, walked_name(f->log->activities[one->events[k]]));
        }
        json_text(&j, buf_text(&step));
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    walked_keep(f->to, TEXT("ways"), buf_text(&b));
}

/* ---- Against what was meant ---------------------------------------------- */

/* And so few of whom it is not said: all but two left a step out is two who
 * did not. */
static void
put_apart(
    struct json *j, const char *name, int64_t n, const struct cp_fit *fit)
{
    bool is_hidden = cp_hide_share(n, fit->n_cases, WALKED_LEAST) ||
        cp_hide_count(fit->n_closed - n, WALKED_LEAST);
    json_name(j, name);
    if (is_hidden)
        json_null(j);
    else
        json_int(j, n);
}

static void
find_fit(struct finding *f)
{
    struct cp_fit *fit =
        cp_fit_begin(f->meant.model, f->arena, f->log->n_activities);
    struct buf b = buf_in(f->arena, 4000);
    struct json j = json_write(&b);
    for (int64_t i = 0; i < f->found.variants.n; i++)
        cp_fit_add(fit, &f->meant.judged[i], f->found.variants.variants[i].n,
            f->found.variants.variants[i].n_cases);
    cp_fit_end(fit);
    json_object(&j);
    put_int(&j, "cases", fit->n_cases);
    put_few(&j, "closed", fit->n_closed);
    put_few(&j, "fit", fit->n_judged_fit);
    if (fit->n_cases > 0 &&
        !cp_hide_share(fit->n_judged_fit, fit->n_cases, WALKED_LEAST))
        put_real(
            &j, "fit_frac", (double)fit->n_judged_fit / (double)fit->n_cases);
    put_few(&j, "undecided", fit->n_undecided);
    put_few(&j, "stopped_before", fit->n_stopped_before);
    json_name(&j, "steps");
    json_array(&j);
    for (int i = 0, n_others = 0; i < fit->n_steps; i++) {
        const struct cp_fit_step *s = &fit->steps[i];
        /* What is no step is called as the register calls it, and what few
         * people had may name one of them. */
        if (s->step == NULL &&
            (s->n[CP_EXTRA] < WALKED_LEAST || n_others++ >= OTHERS_KEPT))
            continue;
        json_object(&j);
        put_text(&j, "name", walked_name(s->name));
        json_name(&j, "is_step");
        json_bool(&j, s->step != NULL);
        put_apart(&j, "skipped", s->n[CP_SKIPPED], fit);
        put_apart(&j, "extra", s->n[CP_EXTRA], fit);
        put_apart(&j, "out_of_order", s->n[CP_OUT_OF_ORDER], fit);
        put_apart(&j, "sure_skipped", s->n_certain[CP_SKIPPED], fit);
        put_apart(&j, "stopped", s->n_stopped, fit);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    walked_keep(f->to, TEXT("fit"), buf_text(&b));
}

static void
find_lost(struct finding *f)
{
    struct cp_cascade c, timed;
    struct buf b = buf_in(f->arena, 4000);
    struct json j = json_write(&b);
    cp_cascade_count(&c, f->arena, &f->stages, &f->staged, NULL, -1);
    timed = c;
    if (f->to->dated != NULL) {
        struct cp_staged staged;
        cp_staged_of(&staged, f->arena, f->pathway, &f->stages, f->to->dated,
            &(struct cp_cascade_rules){ 0 });
        cp_cascade_count(&timed, f->arena, &f->stages, &staged, NULL, -1);
    }
    json_object(&j);
    put_int(&j, "cases", c.n_cases);
    put_int(&j, "lost_after_days", f->staged.lost_after_days);
    json_name(&j, "stages");
    json_array(&j);
    for (int32_t i = 0; i < c.n_rows; i++) {
        const struct cp_cascade_row *r = &c.rows[i];
        json_object(&j);
        put_text(&j, "name", f->stages.stages[i].name);
        int64_t n_came = flows_came(f->release, i);
        int64_t n_lost = flows_lost(f->release, i);
        put_shown(&j, "reached", n_came);
        if (n_came >= 0) {
            put_real(&j, "share", r->share);
            put_real(&j, "low", r->of_all.low);
            put_real(&j, "high", r->of_all.high);
        }
        put_shown(&j, "lost", n_lost);
        if (timed.rows[i].n_waits >= 2 * WALKED_LEAST)
            put_int(&j, "wait_us", (int64_t)timed.rows[i].median_wait);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    walked_keep(f->to, TEXT("lost"), buf_text(&b));
}

static int
by_size(const void *context, const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    (void)context;
    return (a > b) - (a < b);
}

/* Of those who came to its end, in time or late. */
static int64_t
median_of(struct arena *a, const struct cp_target_result *r)
{
    int64_t n = r->n_waits;
    int64_t *waits = arena_new(a, int64_t, n), *room = arena_new(a, int64_t, n);
    for (int64_t i = 0; i < n; i++)
        waits[i] = r->waits[i];
    sort(waits, room, n, sizeof *waits, by_size, NULL);
    return n % 2 == 1 ? waits[n / 2] : waits[n / 2 - 1] / 2 + waits[n / 2] / 2;
}

/* Of told journeys promises are judged by other cases than are released. */
static void
put_class(struct finding *f, struct json *j, const char *name, int target,
    enum cp_target_class is)
{
    int64_t n = f->targets[target].n[is];
    if (f->to->dated == NULL)
        put_shown(j, name, flows_kept(f->release, target, is));
    else
        put_few(j, name, n);
}

static void
find_promises(struct finding *f, struct cp_questions *questions)
{
    const struct cp_pathway *p = f->pathway;
    struct buf b = buf_in(f->arena, 2000);
    struct json j = json_write(&b);
    json_array(&j);
    for (int i = 0; i < p->n_targets; i++) {
        const struct cp_pathway_target *t = &p->targets[i];
        const struct cp_target_result *r = &f->targets[i];
        if (f->to->dated == NULL)
            cp_questions_of_target(
                questions, f->log, pathway_target_line(f->arena, t), i, r);
        int64_t kept = r->n[CP_TARGET_IN_TIME];
        int64_t all = kept + r->n[CP_TARGET_LATE] + r->n[CP_TARGET_NEVER];
        json_object(&j);
        put_text(&j, "from", t->start);
        put_text(&j, "to", t->end);
        put_int(&j, "value", t->value);
        put_int(&j, "unit", t->unit);
        put_text(&j, "promised", t->percent);
        put_class(f, &j, "in_time", i, CP_TARGET_IN_TIME);
        put_class(f, &j, "late", i, CP_TARGET_LATE);
        put_class(f, &j, "never", i, CP_TARGET_NEVER);
        put_class(f, &j, "before", i, CP_TARGET_BEFORE);
        put_class(f, &j, "unknown", i, CP_TARGET_UNKNOWN);
        if (all > 0 && !cp_hide_share(kept, all, WALKED_LEAST))
            put_real(&j, "share", (double)kept / (double)all);
        if (r->n_waits >= 2 * WALKED_LEAST)
            put_int(&j, "wait_us", median_of(f->arena, r));
        json_end(&j);
    }
    json_end(&j);
    walked_keep(f->to, TEXT("waits"), buf_text(&b));
}

/* ---- For whom ------------------------------------------------------------ */

/* Groups of few are one with the next smallest, so that nobody is what is left
 * of all. False: fewer than two remain. */
static bool
join_small(struct finding *f, struct cp_groups *by, int32_t *of_case)
{
    int64_t *n = arena_new(f->arena, int64_t, by->n + 1);
    int32_t *to = arena_new(f->arena, int32_t, by->n + 1);
    bool *is_rest = arena_new(f->arena, bool, by->n + 1);
    int64_t n_rest = 0;
    for (int32_t c = 0; c < f->log->n_cases; c++)
        n[by->of_case[c] < 0 ? by->n : by->of_case[c]]++;
    for (int32_t g = 0; g <= by->n; g++)
        if (g == by->n || n[g] < WALKED_LEAST) {
            is_rest[g] = true;
            n_rest += n[g];
        }
    while (cp_hide_count(n_rest, WALKED_LEAST)) {
        int32_t least = -1;
        for (int32_t g = 0; g < by->n; g++)
            if (!is_rest[g] && (least < 0 || n[g] < n[least]))
                least = g;
        if (least < 0)
            return false;
        is_rest[least] = true;
        n_rest += n[least];
    }
    text *values = arena_new(f->arena, text, by->n + 1);
    int32_t n_to = 0;
    for (int32_t g = 0; g < by->n; g++)
        if (!is_rest[g]) {
            values[n_to] = by->values[g];
            to[g] = n_to++;
        }
    bool has_rest = n_rest > 0;
    if (has_rest)
        values[n_to] = TEXT("");
    for (int32_t c = 0; c < f->log->n_cases; c++) {
        int32_t g = by->of_case[c] < 0 ? by->n : by->of_case[c];
        of_case[c] = is_rest[g] ? n_to : to[g];
    }
    by->values = values;
    by->n = n_to + (has_rest ? 1 : 0);
    by->of_case = of_case;
    return by->n >= 2 && by->n <= GROUPS_KEPT;
}

static const char *
word_of(enum cp_question_kind kind)
{
    return kind == CP_ASK_STAGE     ? "stage"
        : kind == CP_ASK_CLOSED     ? "closed"
        : kind == CP_ASK_LOST       ? "lost"
        : kind == CP_ASK_FIT_SO_FAR ? "fit"
        : kind == CP_ASK_TARGET     ? "promise"
                                    : "other";
}

static void
put_comparison(struct finding *f, struct json *j, const struct cp_comparison *c)
{
    int32_t n = c->groups->n;
    int64_t *cells = arena_new(f->arena, int64_t, 2 * n);
    struct cp_hidden hidden;
    for (int32_t g = 0; g < n; g++) {
        cells[2 * g] = c->answers[g].n_having;
        cells[2 * g + 1] = c->answers[g].n_asked - c->answers[g].n_having;
    }
    struct cp_hide_table t = {
        .cells = cells, .n_rows = n, .n_columns = 2, .threshold = WALKED_LEAST
    };
    bool is_safe = cp_hide(&hidden, f->arena, &t, NULL) == OK;
    json_object(j);
    put_text(j, "kind", text_of(word_of(c->question->kind)));
    put_text(j, "about", c->question->to);
    json_name(j, "groups");
    json_array(j);
    bool is_any_hidden = !is_safe;
    for (int32_t g = 0; g < n; g++) {
        bool is_hidden = !is_safe || hidden.is_hidden[cp_hide_at(&t, g, 0)] ||
            hidden.is_hidden[cp_hide_at(&t, g, 1)];
        is_any_hidden |= is_hidden;
        if (is_hidden || c->answers[g].n_asked == 0)
            json_null(j);
        else
            json_real(j, c->answers[g].share);
    }
    json_end(j);
    json_name(j, "is_named");
    json_bool(j, c->share.is_named && !is_any_hidden);
    if (c->share.is_named && !is_any_hidden) {
        put_int(j, "one", c->share.one);
        put_int(j, "two", c->share.two);
        put_real(j, "difference", c->share.difference);
        put_real(j, "low", c->limits.low);
        put_real(j, "high", c->limits.high);
    }
    json_end(j);
}

static void
find_groups(struct finding *f, struct cp_questions *questions)
{
    struct cp_comparisons all = { 0 };
    struct cp_compare_rules rules = { 0 };
    struct cp_groups *by =
        arena_new(f->arena, struct cp_groups, f->log->n_attributes);
    for (int i = 0; i < f->log->n_attributes; i++) {
        int32_t *of_case = arena_new(f->arena, int32_t, f->log->n_cases);
        if (f->log->attributes[i].n_values > 255)
            continue; /* no groups: everybody is their own */
        by[i] = cp_groups_by(&f->log->attributes[i]);
        if (!join_small(f, &by[i], of_case))
            by[i].n = 0;
        else
            cp_compare(&all, f->arena, f->log, questions, &by[i], &rules);
    }
    cp_compare_settle(&all, f->arena, &rules);
    for (int i = 0; i < f->log->n_attributes; i++) {
        struct buf b = buf_in(f->arena, 4000);
        struct json j = json_write(&b);
        json_object(&j);
        put_text(&j, "name", f->log->attributes[i].name);
        json_name(&j, "groups");
        json_array(&j);
        for (int32_t g = 0; g < by[i].n; g++)
            json_text(&j, walked_name(by[i].values[g]));
        json_end(&j);
        json_name(&j, "rows");
        json_array(&j);
        for (int32_t c = 0; c < all.n; c++)
            if (all.comparisons[c].groups == &by[i])
                put_comparison(f, &j, &all.comparisons[c]);
        json_end(&j);
        json_end(&j);
        walked_keep(f->to,
            arena_print(
                f->arena, "by:%.*s", TEXT_ARG(f->log->attributes[i].name)),
            buf_text(&b));
    }
}

/* ---- All of it ----------------------------------------------------------- */

/* What may be shown of it, all together. */
static void
find_release(struct finding *f, const struct cp_pathway *p)
{
    struct flows_source *source = arena_new(f->arena, struct flows_source, 1);
    const struct cp_variants *v = &f->found.variants;
    uint8_t *usual = arena_new(f->arena, uint8_t, f->log->n_cases);
    int32_t n = 0;
    while (n < v->n && n < WAYS_KEPT && v->variants[n].n_cases >= WALKED_LEAST)
        n++;
    for (int32_t c = 0; c < f->log->n_cases; c++)
        usual[c] = (uint8_t)(v->of_case[c] < n ? v->of_case[c] : n);
    *source = (struct flows_source){ .arena = f->arena,
        .log = f->log,
        .zone = f->zone,
        .zone_name = f->zone_name,
        .pathway = p,
        .stages = &f->stages,
        .staged = &f->staged,
        .targets = f->targets,
        .usual = usual,
        .n_usual = n };
    source->sets = walked_map_sets(f->to, &source->n_sets);
    f->release = flows_hide(source);
}

static void
judge(struct finding *f)
{
    struct why why = { 0 };
    f->meant.pathway = *f->pathway;
    f->meant.model = cp_model_of(f->pathway, f->arena);
    f->meant.n_threads = 1;
    require(pathway_judge(
                f->arena, &f->found, &f->meant, PATHWAY_JUDGED, &why) == OK);
    cp_stages_of(&f->stages, f->arena, f->pathway, f->log);
    cp_staged_of(&f->staged, f->arena, f->pathway, &f->stages, f->log,
        &(struct cp_cascade_rules){ 0 });
    int n = f->pathway->n_targets;
    const struct cp_log *timed = f->to->dated;
    f->targets = arena_new(f->arena, struct cp_target_result, n);
    for (int i = 0; i < n; i++)
        cp_target_judge(&f->targets[i], f->arena, f->pathway,
            &f->pathway->targets[i], timed == NULL ? f->log : timed, f->zone);
    struct cp_pathway *released = arena_new(f->arena, struct cp_pathway, 1);
    *released = *f->pathway;
    if (timed != NULL)
        released->n_targets = 0; /* they are of some of the cases only */
    find_release(f, released);
    if (timed == NULL) /* what was told is for its side alone */
        flows_keep(f->to, f->release);
}

void
walked_find(struct walked_views *to, const struct cp_log *log,
    const struct cp_log_report *report, const struct cp_zone *zone,
    text zone_name, const struct cp_pathway *p)
{
    struct finding f = { .to = to,
        .arena = to->arena,
        .log = log,
        .zone = zone,
        .zone_name = zone_name,
        .pathway = p };
    struct cp_questions questions = cp_questions_begin(to->arena);
    f.found.log = *log;
    walked_report(to, log, report);
    walked_service(to, log);
    cp_variants_count(&f.found.variants, to->arena, log);
    if (p != NULL)
        judge(&f);
    else
        find_release(&f, NULL);
    walked_map_keep(to, f.release);
    find_ways(&f);
    if (p != NULL) {
        find_fit(&f);
        find_lost(&f);
        cp_questions_of_stages(&questions, log, &f.stages, &f.staged);
        find_promises(&f, &questions);
        find_groups(&f, &questions);
    }
}
