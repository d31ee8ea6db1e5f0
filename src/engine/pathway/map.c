/* What a map shows: activities, then ways between them. */
#include "engine/pathway/map.h"

#include "base/sort.h"

/* ---- Activities ---------------------------------------------------------- */

struct kept {
    const struct cp_activity_count *count;
    text name;
};

static int
by_cases(const void *context, const void *x, const void *y)
{
    const struct kept *a = x, *b = y;
    (void)context;
    if (a->count->n_cases != b->count->n_cases)
        return a->count->n_cases > b->count->n_cases ? -1 : 1;
    return text_compare(a->name, b->name);
}

void
cp_map_keep(bool *is_kept, struct arena *a, const struct cp_graph *g,
    const text *names, int step, int32_t most)
{
    struct arena_mark mark = arena_mark(a);
    struct kept *all = arena_new(a, struct kept, g->n_activities);
    struct kept *room = arena_new(a, struct kept, g->n_activities);
    int64_t n_all = 0, n = 0;
    for (int32_t i = 0; i < g->n_activities; i++) {
        all[i] = (struct kept){ &g->activities[i],
            names[g->activities[i].activity] };
        is_kept[g->activities[i].activity] = false;
        n_all += g->activities[i].n_cases;
    }
    sort(all, room, g->n_activities, sizeof *all, by_cases, NULL);
    for (int32_t i = 0; i < g->n_activities && i < most; i++) {
        if (i > 0 && n * CP_MAP_STEPS >= n_all * step)
            break;
        is_kept[all[i].count->activity] = true;
        n += all[i].count->n_cases;
    }
    arena_rewind(a, mark);
}

/* ---- Ways ---------------------------------------------------------------- */

struct ways {
    struct cp_map_edge *all; /* most cases first */
    bool *is_chosen;
    int32_t n, n_chosen, n_nodes;
    bool *is_reached;
};

static int
by_strength(const void *context, const void *x, const void *y)
{
    const struct cp_map_edge *a = x, *b = y;
    (void)context;
    if (a->n_cases != b->n_cases)
        return a->n_cases > b->n_cases ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static void
choose(struct ways *w, int32_t i)
{
    if (!w->is_chosen[i]) {
        w->is_chosen[i] = true;
        w->n_chosen++;
    }
}

/* What is come to from the begin (or from where the end is come to) by the
 * ways that are chosen. */
static void
reach(struct ways *w, bool is_ahead)
{
    for (int32_t i = 0; i < w->n_nodes; i++)
        w->is_reached[i] = false;
    w->is_reached[is_ahead ? 0 : w->n_nodes - 1] = true;
    for (bool is_more = true; is_more;) {
        is_more = false;
        for (int32_t i = 0; i < w->n; i++) {
            int32_t from = is_ahead ? w->all[i].from : w->all[i].to;
            int32_t to = is_ahead ? w->all[i].to : w->all[i].from;
            if (w->is_chosen[i] && w->is_reached[from] && !w->is_reached[to])
                w->is_reached[to] = is_more = true;
        }
    }
}

/* The strongest ways that lead on to what is not come to. */
static void
lead_on(struct ways *w, bool is_ahead)
{
    for (;;) {
        int32_t best = -1;
        reach(w, is_ahead);
        for (int32_t i = 0; i < w->n && best < 0; i++) {
            int32_t from = is_ahead ? w->all[i].from : w->all[i].to;
            int32_t to = is_ahead ? w->all[i].to : w->all[i].from;
            if (w->is_reached[from] && !w->is_reached[to])
                best = i;
        }
        if (best < 0)
            return;
        choose(w, best);
    }
}

/* Begin is the first node and end the last one: the graph's names are in
 * order, and so are the nodes. */
static void
list_ways(struct ways *w, struct arena *a, const struct cp_graph *g,
    const struct cp_activity_count **shown, int32_t n, const int32_t *node_of)
{
    int32_t most = g->n_edges + 2 * n;
    w->n_nodes = n + 2;
    w->all = arena_new(a, struct cp_map_edge, most);
    for (int32_t i = 0; i < g->n_edges; i++)
        w->all[w->n++] =
            (struct cp_map_edge){ .from = node_of[g->edges[i].from],
                .to = node_of[g->edges[i].to],
                .n_cases = g->edges[i].n_cases,
                .counted = i };
    for (int32_t i = 0; i < n; i++) {
        if (shown[i]->n_starts > 0)
            w->all[w->n++] = (struct cp_map_edge){ .from = 0,
                .to = i + 1,
                .n_cases = shown[i]->n_starts,
                .counted = -1 };
        if (shown[i]->n_ends > 0)
            w->all[w->n++] = (struct cp_map_edge){ .from = i + 1,
                .to = n + 1,
                .n_cases = shown[i]->n_ends,
                .counted = -1 };
    }
    w->is_chosen = arena_new(a, bool, w->n);
    w->is_reached = arena_new(a, bool, w->n_nodes);
    sort(w->all, arena_new(a, struct cp_map_edge, w->n), w->n, sizeof *w->all,
        by_strength, NULL);
}

static void
choose_ways(struct ways *w, struct arena *a, int step, int32_t most)
{
    bool *has_in = arena_new(a, bool, w->n_nodes);
    bool *has_out = arena_new(a, bool, w->n_nodes);
    int64_t n_all = 0, n = 0;
    for (int32_t i = 0; i < w->n; i++) {
        const struct cp_map_edge *e = &w->all[i];
        n_all += e->n_cases;
        if (e->from == e->to || (has_out[e->from] && has_in[e->to]))
            continue;
        has_out[e->from] = has_in[e->to] = true;
        choose(w, i);
    }
    for (int32_t i = 0; i < w->n; i++)
        n += w->is_chosen[i] ? w->all[i].n_cases : 0;
    for (int32_t i = 0; i < w->n && w->n_chosen < most; i++) {
        if (w->is_chosen[i])
            continue;
        if (n * CP_MAP_STEPS >= n_all * step)
            break;
        n += w->all[i].n_cases;
        choose(w, i);
    }
    lead_on(w, true);
    lead_on(w, false);
}

/* Activities that were taken out of the log count nothing. */
static int32_t
list_shown(struct arena *a, const struct cp_graph *g,
    const struct cp_activity_count ***to)
{
    int32_t n = 0;
    *to = arena_new(a, const struct cp_activity_count *, g->n_activities);
    for (int32_t i = 0; i < g->n_activities; i++)
        if (g->activities[i].n_events > 0)
            (*to)[n++] = &g->activities[i];
    return n;
}

static void
mark_intended(
    struct cp_map *m, struct arena *a, const struct cp_pathway *pathway)
{
    int32_t n = m->n_nodes - 2;
    text *names = arena_new(a, text, n);
    int32_t *rows = arena_new(a, int32_t, n);
    for (int32_t i = 0; i < n; i++)
        names[i] = m->nodes[i + 1].name;
    cp_map_rows(rows, pathway, names, n);
    const bool *follows = cp_map_follows(a, pathway, names, n);
    for (int32_t i = 0; i < n; i++)
        m->nodes[i + 1].row = rows[i];
    for (int32_t i = 0; i < m->n_edges; i++) {
        struct cp_map_edge *e = &m->edges[i];
        ptrdiff_t from = e->from == 0 ? n : e->from - 1;
        ptrdiff_t to = e->to == n + 1 ? n + 1 : e->to - 1;
        e->is_intended = follows[from * (n + 2) + to];
    }
}

void
cp_map_of(struct cp_map *m, struct arena *a, const struct cp_graph *g,
    const text *names, const struct cp_pathway *pathway, int step, int32_t most)
{
    const struct cp_activity_count **shown;
    int32_t n = list_shown(a, g, &shown), n_log = 0;
    struct ways w = { 0 };
    for (int32_t i = 0; i < g->n_activities; i++)
        if (g->activities[i].activity >= n_log)
            n_log = g->activities[i].activity + 1;
    int32_t *node_of = arena_new(a, int32_t, n_log);
    m->nodes = arena_new(a, struct cp_map_node, n + 2);
    m->n_nodes = n + 2;
    int64_t n_cases = 0;
    for (int32_t i = 0; i < n; i++) {
        m->nodes[i + 1] = (struct cp_map_node){ .kind = CP_MAP_STEP,
            .name = names[shown[i]->activity],
            .n_cases = shown[i]->n_cases,
            .row = -1 };
        node_of[shown[i]->activity] = i + 1;
        n_cases += shown[i]->n_starts;
    }
    m->nodes[0] =
        (struct cp_map_node){ .kind = CP_MAP_BEGIN, .n_cases = n_cases };
    m->nodes[n + 1] =
        (struct cp_map_node){ .kind = CP_MAP_END, .n_cases = n_cases };
    list_ways(&w, a, g, shown, n, node_of);
    choose_ways(&w, a, step, most);
    m->edges = arena_new(a, struct cp_map_edge, w.n_chosen);
    m->n_edges = 0;
    for (int32_t i = 0; i < w.n; i++)
        if (w.is_chosen[i])
            m->edges[m->n_edges++] = w.all[i];
    if (pathway != NULL)
        mark_intended(m, a, pathway);
}
