/* A log by groups: what is asked of each case, and how the groups answer. */
#include "mirror/pathway_split.h"

/* Two or more of the values: "Ugenya|Kisumu East". */
static enum err
keep_values(
    struct pathway_split *s, struct cp_groups *by, text wanted, struct why *why)
{
    int32_t n_cases = s->found->log.n_cases, n = 0;
    int32_t *of_case = arena_new(s->arena, int32_t, n_cases);
    text *values = arena_new(s->arena, text, by->n);
    int32_t *to = arena_new(s->arena, int32_t, by->n);
    for (int32_t g = 0; g < by->n; g++)
        to[g] = -1;
    while (text_is_known(wanted)) {
        text value = text_cut(wanted, '|', &wanted);
        int32_t g = 0;
        while (g < by->n && !text_is_equal(by->values[g], value))
            g++;
        if (g == by->n)
            return err_say(why, ERR_BAD_INPUT,
                "no case has %.*s in the column %.*s", TEXT_ARG(value),
                TEXT_ARG(by->name));
        if (to[g] >= 0)
            continue;
        to[g] = n;
        values[n++] = by->values[g];
    }
    for (int32_t c = 0; c < n_cases; c++)
        of_case[c] = by->of_case[c] < 0 ? -1 : to[by->of_case[c]];
    *by = (struct cp_groups){ by->name, values, n, of_case };
    return OK;
}

/* Of all --adjust but what the groups are of themselves. */
static bool
find_strata(struct pathway_split *s, int which)
{
    const struct cp_log *log = &s->found->log;
    const struct cp_attribute *attributes[2 * SPLIT_BY_MAX];
    int n = 0;
    for (int k = 0; k < s->n_adjust; k++) {
        const struct cp_attribute *one = &log->attributes[s->n_by + k];
        bool is_own = false;
        for (int i = 0; i < s->n_by; i++)
            is_own |= (s->is_together || i == which) &&
                text_is_equal(one->name, log->attributes[i].name);
        if (!is_own)
            attributes[n++] = one;
    }
    s->has_strata[which] = n > 0;
    return n == 0 ||
        cp_groups_of_cells(&s->strata[which], s->arena, log, attributes, n);
}

static enum err
find_groups(struct pathway_split *s, struct why *why)
{
    const struct cp_log *log = &s->found->log;
    const struct cp_attribute *attributes[SPLIT_BY_MAX];
    require(log->n_attributes == s->n_by + s->n_adjust);
    for (int k = 0; k < s->n_by; k++) {
        const struct cp_attribute *one = &log->attributes[k];
        attributes[k] = one;
        s->by[k] = cp_groups_by(one);
        s->n_changing[k] = one->n_changing;
        if (text_is_known(s->values[k])) {
            enum err e = keep_values(s, &s->by[k], s->values[k], why);
            if (e != OK)
                return e;
        }
        if (s->by[k].n > CP_GROUPS_MAX && !s->is_together)
            return err_say(why, ERR_BAD_INPUT,
                "the column %.*s has %d values; a split takes up to %d: put "
                "them into bands first",
                TEXT_ARG(one->name), s->by[k].n, (int)CP_GROUPS_MAX);
    }
    s->n_groups = s->n_by;
    if (s->is_together && s->n_by > 1) {
        if (!cp_groups_of_cells(&s->by[0], s->arena, log, attributes, s->n_by))
            return err_say(why, ERR_BAD_INPUT,
                "together they have more than %d cells", (int)CP_GROUPS_MAX);
        s->n_groups = 1;
    }
    for (int k = 0; k < s->n_groups; k++)
        if (!find_strata(s, k))
            return err_say(why, ERR_BAD_INPUT,
                "--adjust has more than %d cells", (int)CP_GROUPS_MAX);
    for (int k = 0; k < s->n_groups; k++)
        for (int32_t c = 0; c < log->n_cases; c++)
            s->n_unknown[k] += s->by[k].of_case[c] < 0;
    return OK;
}

static void
ask_meant(struct pathway_split *s, struct pathway_found *f,
    struct pathway_meant *meant, const struct cp_zone *zone)
{
    struct arena *a = s->arena;
    const struct cp_log *log = &f->log;
    const struct cp_pathway *p = &meant->pathway;
    cp_stages_of(&s->stages, a, p, log);
    cp_staged_of(&s->staged, a, p, &s->stages, log, &s->cascade);
    cp_questions_of_stages(&s->questions, log, &s->stages, &s->staged);
    ignore(pathway_judge(a, f, meant, PATHWAY_COSTS, NULL)); /* one thread */
    int32_t *prefix = arena_new(a, int32_t, log->n_cases);
    s->full = arena_new(a, int32_t, log->n_cases);
    for (int32_t c = 0; c < log->n_cases; c++) {
        s->full[c] = meant->costs[f->variants.of_case[c]].full;
        prefix[c] = meant->costs[f->variants.of_case[c]].prefix;
    }
    cp_questions_of_fit(&s->questions, log, s->full, prefix, &s->staged);
    s->targets = arena_new(a, struct cp_target_result, p->n_targets);
    for (int i = 0; i < p->n_targets; i++) {
        cp_target_judge(&s->targets[i], a, p, &p->targets[i], log, zone);
        cp_questions_of_target(&s->questions, log,
            pathway_target_line(a, &p->targets[i]), i, &s->targets[i]);
    }
}

enum err
pathway_split(struct pathway_split *s, struct pathway_found *f,
    struct pathway_meant *meant, const struct cp_zone *zone, struct buf *out,
    struct why *why)
{
    s->found = f;
    s->pathway = meant->model != NULL ? &meant->pathway : NULL;
    s->questions = cp_questions_begin(s->arena);
    enum err e = find_groups(s, why);
    if (e == OK && s->is_release)
        split_merge_groups(s);
    if (e == OK && s->has_survival)
        e = split_waits(s, why);
    if (e != OK)
        return e;
    if (s->pathway != NULL || s->is_release)
        cp_variants_count(&f->variants, s->arena, &f->log);
    if (s->pathway != NULL)
        ask_meant(s, f, meant, zone);
    cp_questions_of_steps(&s->questions, &f->log);
    cp_graph_count(&f->graph, s->arena, &f->log);
    cp_questions_of_edges(&s->questions, &f->log, &f->graph);
    if (s->is_release) {
        split_shorten_questions(s);
        e = split_hide(s, why);
        if (e != OK)
            return e;
    }
    for (int k = 0; k < s->n_groups; k++) {
        s->rules.strata = s->has_strata[k] ? &s->strata[k] : NULL;
        cp_compare(
            &s->all, s->arena, &f->log, &s->questions, &s->by[k], &s->rules);
    }
    cp_compare_settle(&s->all, s->arena, &s->rules);
    if (s->is_release)
        split_take_out(s);
    switch (s->format) {
    case SPLIT_TEXT: split_print_text(s, out); break;
    case SPLIT_JSON: split_print_json(s, out); break;
    case SPLIT_CSV: split_print_csv(s, out); break;
    }
    return OK;
}
