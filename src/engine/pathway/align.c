/* The cheapest way from a trace to a pathway: one column of costs for each
 * event, a number for each state. */
#include "engine/pathway/align_inside.h"

const struct cp_price cp_usual_price = { .dear_activity = -2 };

/* ---- Columns ------------------------------------------------------------- */

/* The smallest state, or group by its entry, that costs so little. */
static struct cp_end
find_end(const struct cp_model *m, const int32_t *column,
    const struct cp_gather *groups, int32_t cost)
{
    struct cp_end end = { -1, -1 };
    for (int32_t s = 0; s < m->n_states && end.state < 0; s++)
        if (column[s] == cost)
            end.state = s;
    for (int32_t g = 0; g < m->n_groups; g++)
        if (groups[g].prefix[0] == cost &&
            (end.state < 0 || m->groups[g].from < end.state))
            end = (struct cp_end){ m->groups[g].from, g };
    return end;
}

struct cp_align_cost
cp_align_forward(const struct cp_view *v, struct arena *a, ptrdiff_t x,
    ptrdiff_t y, int32_t *prefixes, struct cp_end *end)
{
    const struct cp_model *m = v->m;
    int32_t *column = arena_new(a, int32_t, m->n_states);
    int32_t *next = arena_new(a, int32_t, m->n_states);
    struct cp_gather *groups = arena_new(a, struct cp_gather, m->n_groups);
    for (int32_t g = 0; g < m->n_groups; g++) {
        const struct cp_group_view *group = &v->groups[g];
        groups[g] = cp_gather_in(
            group, v->price, a, false, group->n == 0 ? 0 : group->before[x], 1);
    }
    for (int32_t s = 1; s < m->n_states; s++)
        column[s] = CP_FAR;
    for (ptrdiff_t j = x;; j++) {
        cp_relax(m->edges, v->weights, m->n_edges, false, column);
        if (prefixes != NULL || j == y) {
            int32_t prefix = column[0];
            for (int32_t s = 1; s < m->n_states; s++)
                prefix = cp_least(prefix, column[s]);
            for (int32_t g = 0; g < m->n_groups; g++)
                prefix = cp_least(prefix, groups[g].prefix[0]);
            if (prefixes != NULL)
                prefixes[j - x] = prefix;
            if (j == y) {
                *end = find_end(m, column, groups, prefix);
                return (struct cp_align_cost){ column[m->end], prefix, 0, 0 };
            }
        }
        int32_t event = v->w.events[j], extra = cp_extra(v->price, event);
        for (int32_t g = 0; g < m->n_groups; g++)
            if (cp_part_of(&m->groups[g], event) >= 0)
                cp_gather_own(&groups[g], event, &column[m->groups[g].from], 1);
            else
                cp_gather_foreign(&groups[g], event);
        for (int32_t s = 0; s < m->n_states; s++)
            next[s] = column[s] + extra;
        if (event >= 0) {
            for (int32_t t = m->first_take[event]; t < m->first_take[event + 1];
                 t++)
                next[m->takes[t].to] =
                    cp_least(next[m->takes[t].to], column[m->takes[t].from]);
            for (int32_t g = 0; g < m->n_groups; g++)
                if (cp_part_of(&m->groups[g], event) >= 0)
                    next[m->groups[g].to] =
                        cp_least(next[m->groups[g].to], groups[g].full[0]);
        }
        int32_t *swap = column;
        column = next;
        next = swap;
    }
}

int32_t
cp_align_ended(const struct cp_model *m, const struct cp_price *price,
    const int32_t *events, ptrdiff_t n, const int32_t *prefix, ptrdiff_t *at)
{
    int32_t ended = CP_FAR;
    *at = 0;
    for (ptrdiff_t j = 1; j <= n; j++) {
        bool may_end = events[j - 1] >= 0 && m->ends[events[j - 1]] != NULL;
        if (may_end && prefix[j - 1] < ended) {
            ended = prefix[j - 1];
            *at = j - 1;
        } else if (!may_end) {
            ended += cp_extra(price, events[j - 1]);
        }
    }
    return ended;
}

bool
cp_align_planned(struct cp_align_cost *to, const struct cp_model *m,
    struct arena *a, const int32_t *events, ptrdiff_t n,
    const struct cp_price *price)
{
    struct arena_mark mark = arena_mark(a);
    struct cp_plan plan = cp_plan_for(m, a, events, n);
    struct cp_view v;
    struct cp_end end;
    ptrdiff_t at;
    if (plan.m == NULL) {
        arena_rewind(a, mark);
        return false;
    }
    int32_t *prefix = m->has_ends ? arena_new(a, int32_t, n + 1) : NULL;
    cp_view_make(&v, plan.m, a, (struct cp_word){ events, events, n }, price);
    *to = cp_align_forward(&v, a, 0, n, prefix, &end);
    if (m->has_ends) {
        int32_t ended = cp_align_ended(m, price, events, n, prefix, &at);
        to->full = cp_least(to->full, ended);
        to->prefix = cp_least(to->prefix, ended);
    }
    arena_rewind(a, mark);
    return true;
}

struct cp_align_cost
cp_align_priced(const struct cp_model *m, struct arena *a,
    const int32_t *events, ptrdiff_t n, const struct cp_price *price)
{
    struct cp_align_cost to;
    return cp_align_planned(&to, m, a, events, n, price)
        ? to
        : cp_align_search(m, a, events, n, price, NULL, false);
}

struct cp_align_cost
cp_align_cost(const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n)
{
    return cp_align_priced(m, a, events, n, &cp_usual_price);
}

bool
cp_align_check_long(const struct cp_alignment *alignment,
    const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n, bool is_prefix)
{
    struct arena_mark mark = arena_mark(a);
    int32_t *steps = arena_new(a, int32_t, alignment->n);
    int32_t cost = 0;
    ptrdiff_t at = 0, n_steps = 0;
    for (ptrdiff_t i = 0; i < alignment->n; i++) {
        const struct cp_move *move = &alignment->moves[i];
        if (move->kind == CP_MOVE_SKIP) {
            const struct cp_names *logs =
                &move->step->attributes[CP_PATHWAY_LOG];
            cost += move->step->weight;
            steps[n_steps++] = cp_model_activity(
                m, logs->n > 0 ? logs->names[0] : move->step->name);
            continue;
        }
        if (at == n || move->event != at)
            return false;
        if (move->kind == CP_MOVE_MATCH)
            steps[n_steps++] = events[at];
        else
            cost++;
        at++;
    }
    struct cp_align_cost word = cp_align_cost(m, a, steps, n_steps);
    arena_rewind(a, mark);
    return at == n && cost == alignment->cost &&
        (is_prefix ? word.prefix - word.prefix_gap
                   : word.full - word.full_gap) == 0;
}
