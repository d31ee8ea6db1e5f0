/* Costs, and what parts cases from what was meant. */
#include "mirror/pathway_cmd.h"

static const char *const kind_names[CP_FINDINGS] = {
    [CP_SKIPPED] = "skipped",
    [CP_EXTRA] = "extra",
    [CP_OUT_OF_ORDER] = "out_of_order",
};
static const char *const kind_words[CP_FINDINGS] = {
    [CP_SKIPPED] = "left out",
    [CP_EXTRA] = "extra",
    [CP_OUT_OF_ORDER] = "out of order",
};
static const char *const move_names[] = { [CP_MOVE_MATCH] = "match",
    [CP_MOVE_EXTRA] = "extra",
    [CP_MOVE_SKIP] = "skip" };

/* ---- A line a variant -----------------------------------------------------
 */

/* One line, one step: what would part them becomes a blank. */
static void
put_step(struct buf *out, char before, const char *mark, text name)
{
    buf_byte(out, before);
    buf_add(out, text_of(mark));
    for (ptrdiff_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        buf_byte(out, c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
    }
}

/* "3", or "2-5" when it was not decided. */
static void
put_cost(struct buf *out, int32_t cost, int32_t gap)
{
    buf_byte(out, '\t');
    if (gap > 0) {
        buf_int(out, cost - gap);
        buf_byte(out, '-');
    }
    buf_int(out, cost);
}

static text
name_of(const struct pathway_found *f, const struct cp_variant *v,
    const struct cp_judged *j, const struct cp_move *m)
{
    if (m->kind == CP_MOVE_SKIP)
        return m->step->name;
    int32_t event = j->order == NULL ? m->event : j->order[m->event];
    return f->log.activities[v->events[event]];
}

/* Is what the move says certain? A match says nothing. */
static bool
is_certain(const struct pathway_meant *meant, const struct cp_judged *j,
    const struct cp_move *m, text name)
{
    enum cp_finding_kind kind = m->kind == CP_MOVE_SKIP ? CP_SKIPPED : CP_EXTRA;
    if (m->kind == CP_MOVE_MATCH)
        return true;
    if (kind == CP_EXTRA)
        name = cp_model_step_name(meant->model, name);
    for (int i = 0; i < j->n_findings; i++) {
        const struct cp_finding *one = &j->findings[i];
        if (one->is_certain && text_is_equal(one->name, name) &&
            (one->kind == kind || one->kind == CP_OUT_OF_ORDER))
            return true;
    }
    return false;
}

void
pathway_print_costs(const struct pathway_found *f,
    const struct pathway_meant *meant, struct buf *out)
{
    static const char *const marks[][2] = { [CP_MOVE_MATCH] = { "=", "=" },
        [CP_MOVE_EXTRA] = { "+?", "+" },
        [CP_MOVE_SKIP] = { "-?", "-" } };
    buf_add(out, TEXT("cases\tcost\tprefix_cost\tsteps\n"));
    for (int64_t i = 0; i < f->variants.n; i++) {
        const struct cp_variant *v = &f->variants.variants[i];
        const struct cp_align_cost *c = &meant->costs[i];
        buf_int(out, v->n_cases);
        put_cost(out, c->full, c->full_gap);
        put_cost(out, c->prefix, c->prefix_gap);
        if (meant->judged == NULL) {
            for (int64_t k = 0; k < v->n; k++)
                put_step(out, cp_variant_is_tied(v, k) ? '+' : '\t', "",
                    f->log.activities[v->events[k]]);
        } else {
            const struct cp_judged *j = &meant->judged[i];
            for (ptrdiff_t k = 0; k < j->path.n; k++) {
                const struct cp_move *m = &j->path.moves[k];
                text name = name_of(f, v, j, m);
                put_step(out, '\t',
                    marks[m->kind][is_certain(meant, j, m, name)], name);
            }
        }
        buf_byte(out, '\n');
    }
}

/* ---- All of them ----------------------------------------------------------
 */

static const struct cp_fit *
fit_all(const struct pathway_found *f, const struct pathway_meant *meant,
    struct arena *a)
{
    struct cp_fit *fit = cp_fit_begin(meant->model, a, f->log.n_activities);
    for (int64_t i = 0; i < f->variants.n; i++)
        cp_fit_add(fit, &meant->judged[i], f->variants.variants[i].n,
            f->variants.variants[i].n_cases);
    cp_fit_end(fit);
    return fit;
}

static bool
has_departure(const struct cp_fit_step *s)
{
    return s->n[CP_SKIPPED] + s->n[CP_EXTRA] + s->n[CP_OUT_OF_ORDER] > 0;
}

static void
number(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    json_int(j, n);
}

static void
fitness(struct json *j, const char *name, double mean, double all)
{
    json_name(j, name);
    json_object(j);
    json_name(j, "mean");
    json_real(j, mean);
    json_name(j, "log");
    json_real(j, all);
    json_end(j);
}

static void
departures_json(struct json *j, const struct cp_fit *fit)
{
    json_name(j, "departures");
    json_array(j);
    for (int i = 0; i < fit->n_steps; i++) {
        const struct cp_fit_step *s = &fit->steps[i];
        if (!has_departure(s))
            continue;
        json_object(j);
        json_name(j, "step");
        json_text(j, s->name);
        json_name(j, "meant");
        json_bool(j, s->step != NULL);
        for (int k = 0; k < CP_FINDINGS; k++) {
            json_name(j, kind_names[k]);
            json_object(j);
            number(j, "cases", s->n[k]);
            number(j, "certain", s->n_certain[k]);
            json_end(j);
        }
        json_end(j);
    }
    json_end(j);
    json_name(j, "stopped_after");
    json_array(j);
    for (int i = 0; i < fit->n_steps; i++) {
        if (fit->steps[i].n_stopped == 0)
            continue;
        json_object(j);
        json_name(j, "step");
        json_text(j, fit->steps[i].name);
        number(j, "cases", fit->steps[i].n_stopped);
        json_end(j);
    }
    json_end(j);
    number(j, "stopped_before_the_first", fit->n_stopped_before);
}

static void
way_json(struct json *j, const struct pathway_found *f,
    const struct cp_variant *v, const struct cp_judged *is)
{
    json_object(j);
    number(j, "cases", v->n_cases);
    json_name(j, "closed");
    json_bool(j, is->is_closed);
    number(j, "cost", is->cost.full);
    number(j, "prefix_cost", is->cost.prefix);
    if (!cp_judged_is_decided(is))
        number(j, "at_least", is->path.least);
    json_name(j, "moves");
    json_array(j);
    for (ptrdiff_t i = 0; i < is->path.n; i++) {
        const struct cp_move *m = &is->path.moves[i];
        json_object(j);
        json_name(j, move_names[m->kind]);
        json_text(j, name_of(f, v, is, m));
        json_end(j);
    }
    json_end(j);
    json_name(j, "findings");
    json_array(j);
    for (int i = 0; i < is->n_findings; i++) {
        const struct cp_finding *one = &is->findings[i];
        json_object(j);
        json_name(j, kind_names[one->kind]);
        json_text(j, one->name);
        number(j, "times", one->n);
        json_name(j, "certain");
        json_bool(j, one->is_certain);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void
pathway_print_fit_json(const struct pathway_found *f,
    const struct pathway_meant *meant, bool has_ways, struct arena *a,
    struct buf *out)
{
    const struct cp_fit *fit = fit_all(f, meant, a);
    struct json j = json_write(out);
    json_object(&j);
    number(&j, "cases", fit->n_cases);
    number(&j, "events", fit->n_events);
    number(&j, "variants", f->variants.n);
    number(&j, "closed", fit->n_closed);
    number(&j, "shortest", fit->shortest);
    number(&j, "fit", fit->n_fit);
    number(&j, "prefix_fit", fit->n_prefix_fit);
    number(&j, "judged_fit", fit->n_judged_fit);
    number(&j, "not_decided", fit->n_undecided);
    number(&j, "cost", fit->cost);
    number(&j, "prefix_cost", fit->prefix_cost);
    fitness(&j, "fitness", fit->mean_fitness, fit->log_fitness);
    fitness(&j, "prefix_fitness", fit->mean_prefix, fit->log_prefix);
    departures_json(&j, fit);
    if (has_ways) {
        json_name(&j, "ways");
        json_array(&j);
        for (int64_t i = 0; i < f->variants.n; i++)
            way_json(&j, f, &f->variants.variants[i], &meant->judged[i]);
        json_end(&j);
    }
    json_end(&j);
    buf_byte(out, '\n');
}

static void
put_share(struct buf *out, int64_t n, int64_t of)
{
    if (of > 0)
        buf_print(out, " (%.1f %%)", 100 * (double)n / (double)of);
}

void
pathway_print_fit(const struct pathway_found *f,
    const struct pathway_meant *meant, struct arena *a, struct buf *out)
{
    const struct cp_fit *fit = fit_all(f, meant, a);
    buf_print(out, "%lld cases went %lld ways; %lld came to an end\n",
        (long long)fit->n_cases, (long long)f->variants.n,
        (long long)fit->n_closed);
    buf_print(out, "%10lld went as it was meant", (long long)fit->n_judged_fit);
    put_share(out, fit->n_judged_fit, fit->n_cases);
    buf_print(out,
        ", those not at their end as far as they came\n"
        "%10lld from first to last",
        (long long)fit->n_fit);
    put_share(out, fit->n_fit, fit->n_cases);
    buf_print(out, "; %lld as a beginning", (long long)fit->n_prefix_fit);
    put_share(out, fit->n_prefix_fit, fit->n_cases);
    if (fit->n_undecided > 0)
        buf_print(out, "\n%10lld could not be decided in time",
            (long long)fit->n_undecided);
    buf_print(out,
        "\nfitness %.4f a case, %.4f of all; as beginnings %.4f and %.4f\n",
        fit->mean_fitness, fit->log_fitness, fit->mean_prefix, fit->log_prefix);
    buf_add(out,
        TEXT("\nWhere they part, by cases; certain in so many, else it was "
             "this or something else:\n"));
    for (int i = 0; i < fit->n_steps; i++) {
        const struct cp_fit_step *s = &fit->steps[i];
        if (!has_departure(s))
            continue;
        buf_add(out, s->name);
        if (s->step == NULL)
            buf_add(out, TEXT(" (not in the pathway)"));
        buf_byte(out, '\n');
        for (int k = 0; k < CP_FINDINGS; k++)
            if (s->n[k] > 0)
                buf_print(out, "%10lld  %s, certain in %lld\n",
                    (long long)s->n[k], kind_words[k],
                    (long long)s->n_certain[k]);
    }
    if (fit->n_closed == fit->n_cases)
        return;
    buf_add(out, TEXT("\nCases that came to no end stopped after:\n"));
    for (int i = 0; i < fit->n_steps; i++)
        if (fit->steps[i].n_stopped > 0)
            buf_print(out, "%10lld  %.*s\n", (long long)fit->steps[i].n_stopped,
                TEXT_ARG(fit->steps[i].name));
    if (fit->n_stopped_before > 0)
        buf_print(out, "%10lld  nothing: no step of the pathway was found\n",
            (long long)fit->n_stopped_before);
}
