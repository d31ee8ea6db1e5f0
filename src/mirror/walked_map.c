/* The map of a log as it is kept: places once, for all that is ever shown, and
 * what each of the ten steps of the slider shows of it. */
#include "mirror/flows.h"

#include "engine/pathway/graph.h"
#include "engine/pathway/log_filter.h"
#include "mirror/flow_svg.h"

struct step_map {
    struct cp_map map;
    struct cp_graph graph;
    struct cp_graph waits;   /* of the stretches that have times */
    int *node_set, *way_set; /* by node and edge of the map */
};
struct walked_mapping {
    struct arena *arena;
    const struct cp_log *log, *runs;
    const struct cp_pathway *pathway;
    struct cp_graph whole;
    const bool *kept_before; /* by the step before */
    struct step_map steps[CP_MAP_STEPS];
    struct flows_set *sets;
    int n_sets;
    struct cp_map all; /* the nodes of the last step, the ways of each */
};

/* Does this step show what the one before shows? Then it is counted. */
static bool
is_same(struct walked_mapping *m, int step, bool *is_kept)
{
    bool is_same = step > 1;
    for (int32_t i = 0; i < m->log->n_activities && is_same; i++)
        is_same = m->kept_before[i] == is_kept[i];
    m->kept_before = is_kept;
    return is_same;
}

static int
add_set(struct walked_mapping *m, const int32_t *having, int64_t n, bool is_way)
{
    for (int i = 0; i < m->n_sets; i++) { /* the same of another step */
        bool is_there = m->sets[i].n == n && m->sets[i].is_way == is_way;
        for (int64_t k = 0; k < n && is_there; k++)
            is_there = m->sets[i].having[k] == having[k];
        if (is_there)
            return i;
    }
    m->sets[m->n_sets] =
        (struct flows_set){ .having = having, .n = n, .is_way = is_way };
    return m->n_sets++;
}

/* Once to count, and once, where there is room, to say which. */
struct going {
    const struct cp_log *log;
    const int32_t *node_of, *way_at;
    int32_t *seen, **having;
    int64_t *counts;
    int32_t n, first, last;
};

static void
go(struct going *g)
{
    const struct cp_log *log = g->log;
    for (int32_t c = 0; c < log->n_cases; c++) {
        int32_t at = -1;
        int64_t since = 0;
        for (int64_t i = log->starts[c]; i <= log->starts[c + 1]; i++) {
            bool is_end = i == log->starts[c + 1];
            int32_t to = is_end ? g->last : g->node_of[log->events[i]];
            if (to < 0 || (is_end && at < 0))
                continue;
            int32_t from = at < 0 ? g->first : at;
            bool is_tied = log->is_any_order && at >= 0 && !is_end &&
                log->times[i] == since;
            int32_t way = from < 0 || is_tied ? 0 : g->way_at[from * g->n + to];
            int32_t took[] = { to, at < 0 ? g->first : -1,
                way > 0 ? g->n + way - 1 : -1 };
            for (int k = 0; k < 3; k++) {
                int32_t x = took[k];
                if (x < 0 || g->seen[x] == c + 1)
                    continue;
                g->seen[x] = c + 1;
                if (g->having[x] != NULL)
                    g->having[x][g->counts[x]] = c;
                g->counts[x]++;
            }
            at = to;
            since = is_end ? 0 : log->times[i];
        }
    }
}

/* Who took each step and each way that a step of the slider shows. */
static void
find_sets(struct walked_mapping *m, struct step_map *s, const bool *is_kept)
{
    struct arena *a = m->arena;
    const struct cp_log *log = m->log;
    int32_t n = s->map.n_nodes, first = -1, last = -1;
    int32_t *node_of = arena_new(a, int32_t, log->n_activities);
    int32_t *way_at = arena_new(a, int32_t, (ptrdiff_t)n * n);
    int32_t **having = arena_new(a, int32_t *, n + s->map.n_edges);
    int64_t *counts = arena_new(a, int64_t, n + s->map.n_edges);
    int32_t *seen = arena_new(a, int32_t, n + s->map.n_edges);
    for (int32_t k = 0; k < log->n_activities; k++)
        node_of[k] = -1;
    for (int32_t i = 0; i < n; i++) {
        const struct cp_map_node *node = &s->map.nodes[i];
        first = node->kind == CP_MAP_BEGIN ? i : first;
        last = node->kind == CP_MAP_END ? i : last;
        for (int32_t k = 0; k < log->n_activities; k++)
            if (node->kind == CP_MAP_STEP && is_kept[k] &&
                text_is_equal(log->activities[k], node->name))
                node_of[k] = i;
    }
    for (int32_t i = 0; i < s->map.n_edges; i++)
        way_at[s->map.edges[i].from * n + s->map.edges[i].to] = i + 1;
    struct going g = { log, node_of, way_at, seen, having, counts, n, first,
        last };
    go(&g);
    for (int32_t i = 0; i < n + s->map.n_edges; i++) {
        having[i] = arena_new(a, int32_t, counts[i]);
        counts[i] = seen[i] = 0;
    }
    go(&g);
    s->node_set = arena_new(a, int, n);
    s->way_set = arena_new(a, int, s->map.n_edges);
    for (int32_t i = 0; i < n + s->map.n_edges; i++) {
        int *to = i < n ? &s->node_set[i] : &s->way_set[i - n];
        *to = counts[i] < WALKED_LEAST
            ? -1
            : add_set(m, having[i], counts[i], i >= n);
    }
}

/* Activities of few people are taken out of the log before anything is
 * counted. */
static void
count_step(struct walked_mapping *m, int step)
{
    struct cp_log kept;
    struct step_map *s = &m->steps[step - 1];
    struct arena *a = m->arena;
    bool *is_kept = arena_new(a, bool, m->log->n_activities);
    cp_map_keep(is_kept, a, &m->whole, m->log->activities, step, CP_MAP_NODES);
    for (int32_t i = 0; i < m->whole.n_activities; i++)
        if (m->whole.activities[i].n_cases < WALKED_LEAST)
            is_kept[m->whole.activities[i].activity] = false;
    if (is_same(m, step, is_kept)) {
        s->graph = m->steps[step - 2].graph;
        s->waits = m->steps[step - 2].waits;
        cp_map_of(&s->map, a, &s->graph, m->log->activities, m->pathway, step,
            CP_MAP_EDGES);
        find_sets(m, s, is_kept);
        return;
    }
    cp_log_of_activities(&kept, a, m->log, is_kept);
    cp_graph_count(&s->graph, a, &kept);
    if (m->runs != NULL) {
        cp_log_of_activities(&kept, a, m->runs, is_kept);
        cp_graph_count(&s->waits, a, &kept);
    }
    cp_map_of(&s->map, a, &s->graph, m->log->activities, m->pathway, step,
        CP_MAP_EDGES);
    find_sets(m, s, is_kept);
}

static int32_t
node_in_all(const struct walked_mapping *m, const struct cp_map_node *n)
{
    for (int32_t i = 0; i < m->all.n_nodes; i++)
        if (m->all.nodes[i].kind == n->kind &&
            (n->kind != CP_MAP_STEP ||
                text_is_equal(m->all.nodes[i].name, n->name)))
            return i;
    return -1;
}

static int32_t
way_in_all(const struct walked_mapping *m, int32_t from, int32_t to)
{
    for (int32_t i = 0; i < m->all.n_edges; i++)
        if (m->all.edges[i].from == from && m->all.edges[i].to == to)
            return i;
    return -1;
}

static void
join_steps(struct walked_mapping *m)
{
    const struct cp_map *last = &m->steps[CP_MAP_STEPS - 1].map;
    m->all = (struct cp_map){ .nodes = last->nodes,
        .n_nodes = last->n_nodes,
        .edges = arena_new(m->arena, struct cp_map_edge, CP_MAP_EDGES_MAX),
        .node_width = FLOW_NODE_WIDTH,
        .node_height = FLOW_NODE_HEIGHT,
        .gap = FLOW_GAP,
        .rank_gap = FLOW_RANK_GAP };
    for (int s = CP_MAP_STEPS; s-- > 0;)
        for (int32_t i = 0; i < m->steps[s].map.n_edges; i++) {
            const struct cp_map_edge *e = &m->steps[s].map.edges[i];
            int32_t from = node_in_all(m, &m->steps[s].map.nodes[e->from]);
            int32_t to = node_in_all(m, &m->steps[s].map.nodes[e->to]);
            if (from < 0 || to < 0 || e->n_cases < WALKED_LEAST ||
                way_in_all(m, from, to) >= 0 ||
                m->all.n_edges == CP_MAP_EDGES_MAX)
                continue;
            struct cp_map_edge way = *e;
            way.from = from;
            way.to = to;
            m->all.edges[m->all.n_edges++] = way;
        }
}

static void
put_int(struct json *j, const char *name, int64_t n)
{
    json_name(j, name);
    json_int(j, n);
}

static void
put_nodes(struct json *j, const struct cp_map *m)
{
    json_name(j, "nodes");
    json_array(j);
    for (int32_t i = 0; i < m->n_nodes; i++) {
        json_array(j);
        json_int(j, m->nodes[i].kind);
        json_text(j, walked_name(m->nodes[i].name));
        json_int(j, m->nodes[i].row);
        json_int(j, m->nodes[i].x);
        json_int(j, m->nodes[i].y);
        json_end(j);
    }
    json_end(j);
}

static void
put_ways(struct json *j, const struct cp_map *m)
{
    json_name(j, "ways");
    json_array(j);
    for (int32_t i = 0; i < m->n_edges; i++) {
        const struct cp_map_edge *e = &m->edges[i];
        json_array(j);
        json_int(j, e->from);
        json_int(j, e->to);
        json_int(j,
            (e->is_back ? 1 : 0) | (e->is_flat ? 2 : 0) |
                (e->is_intended ? 4 : 0));
        for (int32_t k = 0; k < e->n_points; k++) {
            json_int(j, e->points[k].x);
            json_int(j, e->points[k].y);
        }
        json_end(j);
    }
    json_end(j);
}

/* -1: not known of enough. */
static int64_t
wait_of(
    const struct walked_mapping *m, const struct step_map *s, int32_t counted)
{
    if (counted < 0)
        return -1;
    const struct cp_edge_count *e = &s->graph.edges[counted];
    if (m->runs == NULL)
        return (int64_t)e->wait.median;
    for (int32_t i = 0; i < s->waits.n_edges; i++)
        if (s->waits.edges[i].from == e->from && s->waits.edges[i].to == e->to)
            return s->waits.edges[i].n_cases < WALKED_LEAST
                ? -1
                : (int64_t)s->waits.edges[i].wait.median;
    return -1;
}

/* -1: it would give somebody away. */
static int64_t
took(const struct flows_release *r, int set)
{
    return set < 0 ? -1 : flows_took(r, set);
}

static void
put_step(struct json *j, const struct walked_mapping *m,
    const struct step_map *s, const struct flows_release *r)
{
    json_object(j);
    json_name(j, "nodes");
    json_array(j);
    for (int32_t i = 0; i < s->map.n_nodes; i++) {
        int32_t at = node_in_all(m, &s->map.nodes[i]);
        if (at < 0)
            continue;
        json_int(j, at);
        json_int(j, took(r, s->node_set[i]));
    }
    json_end(j);
    json_name(j, "ways");
    json_array(j);
    for (int32_t i = 0; i < s->map.n_edges; i++) {
        const struct cp_map_edge *e = &s->map.edges[i];
        int32_t at = way_in_all(m, node_in_all(m, &s->map.nodes[e->from]),
            node_in_all(m, &s->map.nodes[e->to]));
        if (at < 0 || e->n_cases < WALKED_LEAST)
            continue;
        json_int(j, at);
        json_int(j, took(r, s->way_set[i]));
        json_int(j, wait_of(m, s, e->counted));
    }
    json_end(j);
    json_end(j);
}

void
walked_map(struct walked_views *to, const struct cp_log *log,
    const struct cp_pathway *p)
{
    struct walked_mapping *m = arena_new(to->arena, struct walked_mapping, 1);
    *m = (struct walked_mapping){
        .arena = to->arena, .log = log, .runs = to->runs, .pathway = p
    };
    m->sets = arena_new(to->arena, struct flows_set,
        CP_MAP_STEPS * (CP_MAP_NODES + 2 + CP_MAP_EDGES_MAX));
    cp_graph_count(&m->whole, to->arena, log);
    for (int step = 1; step <= CP_MAP_STEPS; step++)
        count_step(m, step);
    join_steps(m);
    if (cp_map_layout(&m->all, to->arena, NULL) != OK)
        return;
    require(cp_map_check(&m->all) == 0);
    to->mapping = m;
}

const struct flows_set *
walked_map_sets(const struct walked_views *to, int *n)
{
    *n = to->mapping == NULL ? 0 : to->mapping->n_sets;
    return to->mapping == NULL ? NULL : to->mapping->sets;
}

void
walked_map_keep(struct walked_views *to, const struct flows_release *release)
{
    const struct walked_mapping *m = to->mapping;
    struct buf b = buf_in(to->arena, 20'000);
    struct json j = json_write(&b);
    if (m == NULL)
        return;
    json_object(&j);
    put_int(&j, "width", m->all.width);
    put_int(&j, "height", m->all.height);
    json_name(&j, "has_pathway");
    json_bool(&j, m->pathway != NULL);
    put_nodes(&j, &m->all);
    put_ways(&j, &m->all);
    json_name(&j, "steps");
    json_array(&j);
    for (int s = 0; s < CP_MAP_STEPS; s++)
        put_step(&j, m, &m->steps[s], release);
    json_end(&j);
    json_end(&j);
    walked_keep(to, TEXT("map"), buf_text(&b));
}

/* ---- And back ------------------------------------------------------------ */

static const struct json_value *
nth(const struct json_value *array, int n)
{
    const struct json_value *v = array == NULL ? NULL : array->first;
    while (v != NULL && n-- > 0)
        v = v->next;
    return v;
}

static int64_t
number(const struct json_value *array, int n)
{
    const struct json_value *v = nth(array, n);
    return v == NULL ? 0 : v->number;
}

static void
read_all(struct arena *a, const struct json_value *view, struct cp_map *m)
{
    const struct json_value *nodes = json_find(view, TEXT("nodes"));
    const struct json_value *ways = json_find(view, TEXT("ways"));
    int i = 0;
    m->width = (int32_t)walked_int(view, "width");
    m->height = (int32_t)walked_int(view, "height");
    m->node_width = FLOW_NODE_WIDTH;
    m->node_height = FLOW_NODE_HEIGHT;
    m->nodes = arena_new(a, struct cp_map_node, nodes == NULL ? 0 : nodes->n);
    m->edges = arena_new(a, struct cp_map_edge, ways == NULL ? 0 : ways->n);
    for (const struct json_value *v = nodes == NULL ? NULL : nodes->first;
         v != NULL; v = v->next)
        m->nodes[m->n_nodes++] =
            (struct cp_map_node){ .kind = (enum cp_map_kind)number(v, 0),
                .name = nth(v, 1) == NULL ? (text){ 0 } : nth(v, 1)->text,
                .row = (int32_t)number(v, 2),
                .x = (int32_t)number(v, 3),
                .y = (int32_t)number(v, 4) };
    for (const struct json_value *v = ways == NULL ? NULL : ways->first;
         v != NULL; v = v->next, i++) {
        int64_t flags = number(v, 2);
        struct cp_map_edge *e = &m->edges[m->n_edges++];
        *e = (struct cp_map_edge){ .from = (int32_t)number(v, 0),
            .to = (int32_t)number(v, 1),
            .is_back = (flags & 1) != 0,
            .is_flat = (flags & 2) != 0,
            .is_intended = (flags & 4) != 0,
            .n_points = (int32_t)((v->n - 3) / 2) };
        e->points = arena_new(a, struct cp_map_point, e->n_points);
        const struct json_value *x = nth(v, 3);
        for (int32_t k = 0; k < e->n_points && x != NULL; k++) {
            e->points[k].x = (int32_t)x->number;
            x = x->next;
            e->points[k].y = x == NULL ? 0 : (int32_t)x->number;
            x = x == NULL ? NULL : x->next;
        }
    }
}

html
walked_picture(struct request *rq, const struct json_value *view, int step,
    text label, struct walked_way **table, int *n_table)
{
    struct arena *a = rq->arena;
    struct cp_map all = { 0 }, shown;
    const struct json_value *s = nth(json_find(view, TEXT("steps")), step - 1);
    const struct json_value *has = json_find(view, TEXT("has_pathway"));
    read_all(a, view, &all);
    shown = all;
    shown.n_nodes = shown.n_edges = 0;
    shown.nodes = arena_new(a, struct cp_map_node, all.n_nodes);
    shown.edges = arena_new(a, struct cp_map_edge, all.n_edges);
    int32_t *place = arena_new(a, int32_t, all.n_nodes);
    int64_t *waits = arena_new(a, int64_t, all.n_edges);
    const struct json_value *nodes = json_find(s, TEXT("nodes"));
    const struct json_value *ways = json_find(s, TEXT("ways"));
    struct view v = request_view(rq);
    *table = arena_new(a, struct walked_way, all.n_edges);
    *n_table = 0;
    for (const struct json_value *n = nodes == NULL ? NULL : nodes->first;
         n != NULL && n->next != NULL; n = n->next->next) {
        if (n->number < 0 || n->number >= all.n_nodes)
            continue;
        place[n->number] = shown.n_nodes;
        shown.nodes[shown.n_nodes] = all.nodes[n->number];
        shown.nodes[shown.n_nodes++].n_cases = n->next->number;
    }
    for (const struct json_value *w = ways == NULL ? NULL : ways->first;
         w != NULL && w->next != NULL && w->next->next != NULL;
         w = w->next->next->next) {
        if (w->number < 0 || w->number >= all.n_edges)
            continue;
        struct cp_map_edge e = all.edges[w->number];
        e.n_cases = w->next->number;
        int64_t wait = w->next->next->number;
        (*table)[(*n_table)++] =
            (struct walked_way){ .from = flow_name(&v, &all.nodes[e.from]),
                .to = flow_name(&v, &all.nodes[e.to]),
                .wait = wait < 0 ? (text){ 0 } : flow_wait(&v, wait),
                .n_cases = e.n_cases,
                .is_outside = has != NULL && has->is_true && !e.is_intended };
        e.from = place[e.from];
        e.to = place[e.to];
        waits[shown.n_edges] = wait;
        shown.edges[shown.n_edges++] = e;
    }
    flow_svg(&v,
        &(struct flow_picture){ .map = &shown,
            .waits = waits,
            .label = label,
            .has_pathway = has != NULL && has->is_true });
    return view_html(&v);
}
