/* The cheapest way from a trace to a pathway: one column of costs for each
 * event, a number for each state. */
#include "engine/pathway/align_inside.h"

/* What leaving a group costs, and being in it, by column. */
struct spread {
    struct cp_group_run run;
    int32_t *full, *prefix;
};

/* A group that is entered after i events at that cost. */
static void
spread(struct spread *s, const int32_t *events, ptrdiff_t i, ptrdiff_t n,
    int32_t cost)
{
    cp_group_enter(&s->run);
    for (ptrdiff_t j = i + 1; j <= n; j++) {
        cp_group_take(&s->run, events[j - 1]);
        s->full[j] = cp_least(s->full[j], cost + s->run.full);
        s->prefix[j] = cp_least(s->prefix[j], cost + s->run.prefix);
    }
}

/* ---- Columns ------------------------------------------------------------- */

/* Within a column: steps left out, silent edges, groups of which nothing is
 * there; until nothing changes. */
static void
relax(const struct cp_model *m, int32_t *column)
{
    bool is_changed;
    do {
        is_changed = false;
        int32_t g = 0;
        for (int32_t i = 0; i <= m->n_edges; i++) {
            /* groups stand in order of `from` too */
            while (g < m->n_groups &&
                (i == m->n_edges || m->groups[g].from <= m->edges[i].from)) {
                int32_t cost =
                    column[m->groups[g].from] + m->groups[g].shortest;
                if (cost < column[m->groups[g].to])
                    column[m->groups[g].to] = cost;
                g++;
            }
            if (i == m->n_edges)
                break;
            const struct cp_edge *e = &m->edges[i];
            int32_t cost = column[e->from] + e->weight;
            if (cost < column[e->to]) {
                column[e->to] = cost;
                is_changed |= e->to < e->from;
            }
        }
    } while (is_changed);
}

void
cp_align_run(const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n, const struct cp_costs *costs)
{
    int32_t *column = arena_new(a, int32_t, m->n_states);
    int32_t *before = arena_new(a, int32_t, m->n_states);
    struct spread *groups = arena_new(a, struct spread, m->n_groups);
    for (int32_t g = 0; g < m->n_groups; g++) {
        groups[g].run = cp_group_begin(&m->groups[g], a, events, n);
        groups[g].full = arena_new(a, int32_t, n + 1);
        groups[g].prefix = arena_new(a, int32_t, n + 1);
        for (ptrdiff_t j = 0; j <= n; j++)
            groups[g].full[j] = groups[g].prefix[j] = CP_FAR;
    }
    for (int32_t s = 1; s < m->n_states; s++)
        column[s] = CP_FAR;
    for (ptrdiff_t j = 0;; j++) {
        for (int32_t g = 0; g < m->n_groups; g++)
            column[m->groups[g].to] =
                cp_least(column[m->groups[g].to], groups[g].full[j]);
        relax(m, column);
        int32_t prefix = column[0];
        for (int32_t s = 1; s < m->n_states; s++)
            prefix = cp_least(prefix, column[s]);
        for (int32_t g = 0; g < m->n_groups; g++)
            prefix = cp_least(prefix, groups[g].prefix[j]);
        costs->full[j] = column[m->end];
        costs->prefix[j] = prefix;
        if (j == n)
            break;
        int32_t event = events[j];
        for (int32_t g = 0; g < m->n_groups; g++) {
            spread(&groups[g], events, j, n, column[m->groups[g].from]);
            int32_t part = cp_part_of(&m->groups[g], event);
            if (part >= 0)
                groups[g].run.a[part]++;
        }
        for (int32_t s = 0; s < m->n_states; s++) {
            before[s] = column[s];
            column[s]++;
        }
        if (event >= 0)
            for (int32_t t = m->first_take[event]; t < m->first_take[event + 1];
                 t++)
                column[m->takes[t].to] =
                    cp_least(column[m->takes[t].to], before[m->takes[t].from]);
    }
}

int32_t
cp_align_ended(const struct cp_model *m, const int32_t *events, ptrdiff_t n,
    const int32_t *prefix, ptrdiff_t *at)
{
    int32_t ended = CP_FAR;
    *at = 0;
    for (ptrdiff_t j = 1; j <= n; j++) {
        bool may_end = events[j - 1] >= 0 && m->ends[events[j - 1]] != NULL;
        if (may_end && prefix[j - 1] < ended) {
            ended = prefix[j - 1];
            *at = j - 1;
        } else if (!may_end) {
            ended++;
        }
    }
    return ended;
}

struct cp_align_cost
cp_align_cost(const struct cp_model *m, struct arena *a, const int32_t *events,
    ptrdiff_t n)
{
    struct arena_mark mark = arena_mark(a);
    struct cp_costs costs = { arena_new(a, int32_t, n + 1),
        arena_new(a, int32_t, n + 1) };
    ptrdiff_t at;
    cp_align_run(m, a, events, n, &costs);
    int32_t ended = cp_align_ended(m, events, n, costs.prefix, &at);
    struct cp_align_cost to = { cp_least(costs.full[n], ended),
        cp_least(costs.prefix[n], ended) };
    arena_rewind(a, mark);
    return to;
}
