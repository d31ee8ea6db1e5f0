#include "engine/pathway/fit.h"

#include "engine/pathway/align_ties.h"

#include <limits.h>

/* ---- What parts a case from it ------------------------------------------- */

static bool
takes(const struct cp_pathway_item *step, text name)
{
    const struct cp_names *logs = &step->attributes[CP_PATHWAY_LOG];
    for (int i = 0; i < logs->n; i++)
        if (text_is_equal(logs->names[i], name))
            return true;
    return logs->n == 0 && text_is_equal(step->name, name);
}

struct finder {
    struct cp_judged *to;
    const struct cp_model *m;
    const int32_t *events;
    const text *names;
    ptrdiff_t n;
    /* Moves that leave a step out, and which of them came elsewhere. */
    ptrdiff_t *left_out, n_left_out;
    bool *is_paired;
    int32_t *is_extra;            /* by activity: events */
    const struct cp_untie *untie; /* NULL: events have an order */
    const bool *is_tied;
    int n_asked, n_asked_max;
    int32_t n_nodes_max;
};

static void
add_finding(struct finder *f, enum cp_finding_kind kind,
    const struct cp_pathway_item *step, text name)
{
    for (int i = 0; i < f->to->n_findings; i++) {
        struct cp_finding *one = &f->to->findings[i];
        if (one->kind == kind && text_is_equal(one->name, name)) {
            one->n++;
            return;
        }
    }
    f->to->findings[f->to->n_findings++] =
        (struct cp_finding){ kind, step, name, 1, false };
}

/* A step left out that takes the activity; none has it as its own yet. */
static ptrdiff_t
find_left_out(const struct finder *f, text name)
{
    for (ptrdiff_t i = 0; i < f->n_left_out; i++)
        if (!f->is_paired[i] &&
            takes(f->to->path.moves[f->left_out[i]].step, name))
            return i;
    return -1;
}

static void
find_all(struct finder *f, struct arena *a)
{
    const struct cp_alignment *path = &f->to->path;
    for (ptrdiff_t i = 0; i < path->n; i++)
        f->n_left_out += path->moves[i].kind == CP_MOVE_SKIP;
    f->left_out = arena_new(a, ptrdiff_t, f->n_left_out);
    f->is_paired = arena_new(a, bool, f->n_left_out);
    f->is_extra = arena_new(a, int32_t, f->m->n_activities);
    f->n_left_out = 0;
    for (ptrdiff_t i = 0; i < path->n; i++)
        if (path->moves[i].kind == CP_MOVE_SKIP)
            f->left_out[f->n_left_out++] = i;
    for (ptrdiff_t i = 0; i < path->n; i++) {
        const struct cp_move *move = &path->moves[i];
        if (move->kind != CP_MOVE_EXTRA)
            continue;
        int32_t event = f->events[move->event];
        text name = f->names[move->event];
        ptrdiff_t left_out = -1;
        if (event < 0) {
            add_finding(f, CP_EXTRA, NULL, name);
            continue;
        }
        f->is_extra[event]++;
        left_out = find_left_out(f, name);
        if (left_out >= 0) {
            const struct cp_pathway_item *step =
                path->moves[f->left_out[left_out]].step;
            f->is_paired[left_out] = true;
            add_finding(f, CP_OUT_OF_ORDER, step, step->name);
        } else {
            const struct cp_pathway_item *step = f->m->step_of[event];
            add_finding(f, CP_EXTRA, step, step->name);
        }
    }
    for (ptrdiff_t i = 0; i < f->n_left_out; i++) {
        const struct cp_pathway_item *step = path->moves[f->left_out[i]].step;
        if (!f->is_paired[i])
            add_finding(f, CP_SKIPPED, step, step->name);
    }
}

/* When there was no time to ask: no. */
static bool
is_dearer(struct finder *f, struct arena *a, struct cp_price price)
{
    if (f->n_asked++ >= f->n_asked_max)
        return false;
    price.n_nodes_max = f->n_nodes_max;
    struct cp_align_cost cost = f->untie == NULL
        ? cp_align_priced(f->m, a, f->events, f->n, &price)
        : cp_align_untied(f->untie, a, f->events, f->is_tied, f->n, &price);
    int32_t is = f->to->is_closed ? cost.full - cost.full_gap
                                  : cost.prefix - cost.prefix_gap;
    return is > cp_judged_cost(f->to);
}

/* Would it cost more if the step might not be left out? */
static bool
is_sure_left_out(struct finder *f, struct arena *a, text name)
{
    return is_dearer(f, a,
        (struct cp_price){ .dear_step = name,
            .step_number = cp_name_slot(&f->m->step_names, name)->number,
            .dear_activity = -2 });
}

/* Would it, if no event of one of the finding's activities might be extra? */
static bool
is_sure_extra(
    struct finder *f, struct arena *a, const struct cp_finding *finding)
{
    if (finding->step == NULL)
        return true; /* nobody takes it */
    for (int32_t i = 0; i < f->m->n_activities; i++)
        if (f->is_extra[i] > 0 && takes(finding->step, f->m->activities[i]) &&
            is_dearer(f, a, (struct cp_price){ .dear_activity = i }))
            return true;
    return false;
}

/* How often it may be asked what would be dearer: what is long has as much time
 * for that as it has for the rest. */
static void
allow(struct finder *f, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    double work = f->untie == NULL
        ? cp_plan_for(f->m, a, f->events, f->n).work
        : cp_align_untied_work(f->untie, a, f->events, f->is_tied, f->n);
    arena_rewind(a, mark);
    f->n_asked_max = work < 1000 ? INT_MAX : (int)(2 * CP_PLAN_WORK / work);
    f->n_nodes_max = CP_NODES_MAX / (1 + 2 * f->to->n_findings);
}

/* Path and cost are there. */
static void
judge(struct finder *f, struct arena *a)
{
    struct cp_judged *to = f->to;
    to->findings = arena_new(a, struct cp_finding, to->path.cost);
    struct arena_mark mark = arena_mark(a);
    find_all(f, a);
    allow(f, a);
    require(to->n_findings <= to->path.cost);
    for (int i = 0; i < to->n_findings && cp_judged_is_decided(to); i++) {
        struct cp_finding *one = &to->findings[i];
        one->is_certain = true;
        if (one->kind != CP_SKIPPED)
            one->is_certain = is_sure_extra(f, a, one);
        if (one->kind != CP_EXTRA && one->is_certain)
            one->is_certain = is_sure_left_out(f, a, one->name);
    }
    arena_rewind(a, mark);
}

void
cp_judge(struct cp_judged *to, const struct cp_model *m, struct arena *a,
    const int32_t *events, const text *names, ptrdiff_t n, bool is_closed)
{
    *to = (struct cp_judged){ .is_closed = is_closed };
    to->cost = cp_align_cost(m, a, events, n);
    cp_align(&to->path, m, a, events, n, !is_closed);
    struct finder f = {
        .to = to, .m = m, .events = events, .names = names, .n = n
    };
    judge(&f, a);
}

static bool
has_ties(const bool *is_tied, ptrdiff_t n)
{
    for (ptrdiff_t i = 1; i < n; i++)
        if (is_tied[i])
            return true;
    return false;
}

struct cp_align_cost
cp_untied_cost(const struct cp_untie *u, struct arena *a, const int32_t *events,
    const bool *is_tied, ptrdiff_t n)
{
    return has_ties(is_tied, n)
        ? cp_align_untied(u, a, events, is_tied, n, &cp_usual_price)
        : cp_align_cost(u->m, a, events, n);
}

void
cp_judge_untied(struct cp_judged *to, const struct cp_untie *u, struct arena *a,
    const int32_t *events, const text *names, const bool *is_tied, ptrdiff_t n,
    bool is_closed)
{
    if (!has_ties(is_tied, n)) {
        cp_judge(to, u->m, a, events, names, n, is_closed);
        return;
    }
    *to = (struct cp_judged){ .is_closed = is_closed };
    int32_t *order = arena_new(a, int32_t, n);
    int32_t *in_order = arena_new(a, int32_t, n);
    text *names_in_order = arena_new(a, text, n);
    to->order = order;
    to->cost = cp_align_untied(u, a, events, is_tied, n, &cp_usual_price);
    (void)cp_align_order(u, a, events, is_tied, n, !is_closed, order);
    for (ptrdiff_t i = 0; i < n; i++) {
        in_order[i] = events[order[i]];
        names_in_order[i] = names[order[i]];
    }
    cp_align(&to->path, u->m, a, in_order, n, !is_closed);
    if (!cp_judged_is_decided(to))
        to->path.least = cp_judged_cost(to) -
            (is_closed ? to->cost.full_gap : to->cost.prefix_gap);
    struct finder f = { .to = to,
        .m = u->m,
        .events = in_order,
        .names = names_in_order,
        .n = n,
        .untie = u,
        .is_tied = is_tied };
    judge(&f, a);
}

/* ---- All of them --------------------------------------------------------- */

struct fitting {
    struct cp_fit it; /* first: that is what the caller has */
    struct cp_name_set names;
    double sum, prefix_sum; /* of fitness */
    int64_t room;           /* of events and shortest ways */
};

static struct cp_fit_step *
step_of(struct fitting *f, text name, const struct cp_pathway_item *step)
{
    struct cp_name *slot = cp_name_slot(&f->names, name);
    if (slot->number == 0) {
        *slot = (struct cp_name){ name, ++f->it.n_steps };
        f->it.steps[slot->number - 1] =
            (struct cp_fit_step){ .name = name, .step = step };
    }
    return &f->it.steps[slot->number - 1];
}

static int
count_steps(const struct cp_pathway_item *item)
{
    int n = item->kind == CP_PATHWAY_STEP;
    for (int i = 0; i < item->n_items; i++)
        n += count_steps(item->items[i]);
    return n;
}

static void
add_steps(struct fitting *f, const struct cp_pathway_item *item)
{
    if (item->kind == CP_PATHWAY_STEP)
        (void)step_of(f, item->name, item);
    for (int i = 0; i < item->n_items; i++)
        add_steps(f, item->items[i]);
}

struct cp_fit *
cp_fit_begin(const struct cp_model *m, struct arena *a, int32_t n_activities)
{
    struct fitting *f = arena_new(a, struct fitting, 1);
    int n = n_activities;
    for (int i = 0; i < m->pathway->n_rows; i++)
        n += count_steps(m->pathway->rows[i]);
    f->names = cp_name_set_in(a, n);
    f->it.steps = arena_new(a, struct cp_fit_step, n);
    f->it.shortest = cp_pathway_shortest(m->pathway);
    for (int i = 0; i < m->pathway->n_rows; i++)
        add_steps(f, m->pathway->rows[i]);
    return &f->it;
}

void
cp_fit_add(struct cp_fit *fit, const struct cp_judged *j, ptrdiff_t n_events,
    int64_t n_cases)
{
    struct fitting *f = (struct fitting *)(void *)fit;
    const struct cp_align_cost *c = &j->cost;
    int64_t room = n_events + fit->shortest;
    bool is_decided = cp_judged_is_decided(j);
    fit->n_cases += n_cases;
    fit->n_closed += j->is_closed ? n_cases : 0;
    fit->n_events += n_events * n_cases;
    fit->n_undecided += is_decided ? 0 : n_cases;
    fit->n_fit += c->full == 0 ? n_cases : 0;
    fit->n_prefix_fit += c->prefix == 0 ? n_cases : 0;
    fit->n_judged_fit += cp_judged_cost(j) == 0 ? n_cases : 0;
    fit->cost += c->full * n_cases;
    fit->prefix_cost += c->prefix * n_cases;
    f->room += room * n_cases;
    f->sum += (double)n_cases *
        (room == 0 ? 1 : (double)(room - c->full) / (double)room);
    f->prefix_sum += (double)n_cases *
        (n_events == 0 ? 1 : (double)(n_events - c->prefix) / (double)n_events);
    for (int i = 0; i < j->n_findings; i++) {
        const struct cp_finding *one = &j->findings[i];
        struct cp_fit_step *step = step_of(f, one->name, one->step);
        step->n[one->kind] += n_cases;
        step->n_certain[one->kind] += one->is_certain ? n_cases : 0;
    }
    if (j->is_closed)
        return;
    if (j->path.last == NULL)
        fit->n_stopped_before += n_cases;
    else
        step_of(f, j->path.last->name, j->path.last)->n_stopped += n_cases;
}

void
cp_fit_end(struct cp_fit *fit)
{
    const struct fitting *f = (const struct fitting *)(const void *)fit;
    double cases = (double)fit->n_cases;
    fit->mean_fitness = fit->n_cases == 0 ? 1 : f->sum / cases;
    fit->mean_prefix = fit->n_cases == 0 ? 1 : f->prefix_sum / cases;
    fit->log_fitness =
        f->room == 0 ? 1 : (double)(f->room - fit->cost) / (double)f->room;
    fit->log_prefix = fit->n_events == 0
        ? 1
        : (double)(fit->n_events - fit->prefix_cost) / (double)fit->n_events;
}
