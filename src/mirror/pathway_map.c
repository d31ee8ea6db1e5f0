/* counterpart pathway LOG --format svg: the map. */
#include "mirror/pathway_cmd.h"

#include "engine/pathway/log_filter.h"
#include "mirror/flow_svg.h"

enum { SHARE_USUAL = 8 };

enum err
pathway_map_share(text wanted, int *share, struct why *why)
{
    int64_t n = SHARE_USUAL;
    if (text_is_known(wanted) &&
        (!text_parse_int(wanted, &n) || n < 1 || n > CP_MAP_STEPS))
        return err_say(
            why, ERR_BAD_INPUT, "--share is 1 to %d tenths", CP_MAP_STEPS);
    *share = (int)n;
    return OK;
}

enum err
pathway_print_map(const struct cp_log *log, const struct cp_pathway *p,
    int share, struct arena *a, struct buf *out, struct why *why)
{
    struct cp_graph graph;
    struct cp_log kept;
    bool *is_kept = arena_new(a, bool, log->n_activities);
    cp_graph_count(&graph, a, log);
    cp_map_keep(is_kept, a, &graph, log->activities, share, CP_MAP_NODES);
    cp_log_of_activities(&kept, a, log, is_kept);
    cp_graph_count(&graph, a, &kept);
    require(cp_graph_check(&graph));
    struct cp_map m = { .node_width = FLOW_NODE_WIDTH,
        .node_height = FLOW_NODE_HEIGHT,
        .gap = FLOW_GAP,
        .rank_gap = FLOW_RANK_GAP };
    cp_map_of(&m, a, &graph, log->activities, p, share, CP_MAP_EDGES);
    enum err e = cp_map_layout(&m, a, why);
    if (e != OK)
        return e;
    require(cp_map_check(&m) == 0);
    int64_t *waits = arena_new(a, int64_t, m.n_edges);
    for (int32_t i = 0; i < m.n_edges; i++)
        waits[i] = m.edges[i].counted < 0
            ? -1
            : (int64_t)graph.edges[m.edges[i].counted].wait.median;
    struct view v = view_in(a, lang_all(0), 1 << 15);
    flow_svg(&v,
        &(struct flow_picture){ .map = &m,
            .waits = waits,
            .label = p != NULL && text_is_known(p->heads[CP_PATHWAY_TITLE])
                ? p->heads[CP_PATHWAY_TITLE]
                : TEXT("A pathway as it was walked"),
            .has_pathway = p != NULL,
            .is_alone = true });
    html all = view_html(&v);
    buf_add(out, (text){ all.ptr, all.len });
    buf_byte(out, '\n');
    return OK;
}
