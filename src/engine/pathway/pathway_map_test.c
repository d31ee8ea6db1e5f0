/* What a map shows of a log. */
#include "engine/pathway/map.h"

#include "engine/pathway/align.h"
#include "engine/pathway/journeys.h"

#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int pathway_map_test(void);

static void
read_journeys(struct cp_log *log, struct arena *a, int n)
{
    struct buf b = buf_in(a, 1 << 20);
    struct cp_journeys j = { .state = 20250101 };
    struct cp_log_rules rules = { 0 };
    struct cp_log_report report;
    struct why why = { 0 };
    cp_journeys_header(&b);
    for (int i = 0; i < n; i++)
        cp_journeys_next(&j, &b);
    struct cp_log_reader *r = cp_log_begin(a, &rules);
    assert_int_equal(cp_log_push(r, buf_text(&b), &why), OK);
    assert_int_equal(cp_log_end(r, log, &report, &why), OK);
}

static void
read_pathway(struct cp_pathway *p, struct arena *a)
{
    struct cp_pathway_fault fault;
    struct why why = { 0 };
    text source;
    assert_int_equal(
        file_read(TEXT("test/oracle/pathway/synth_intended.pathway"), a,
            1 << 20, &source, &why),
        OK);
    assert_int_equal(cp_pathway_parse(p, a, source, &fault), OK);
}

static int32_t
node_named(const struct cp_map *m, const char *name)
{
    for (int32_t i = 0; i < m->n_nodes; i++)
        if (text_is_equal(m->nodes[i].name, text_of(name)))
            return i;
    fail_msg("no %s", name);
    return -1;
}

static bool
is_on_a_way(const struct cp_map *m, bool is_ahead)
{
    bool seen[64] = { false };
    int n = 1;
    seen[is_ahead ? 0 : m->n_nodes - 1] = true;
    for (int32_t turn = 0; turn < m->n_nodes; turn++)
        for (int32_t i = 0; i < m->n_edges; i++) {
            int32_t from = is_ahead ? m->edges[i].from : m->edges[i].to;
            int32_t to = is_ahead ? m->edges[i].to : m->edges[i].from;
            if (seen[from] && !seen[to])
                seen[to] = ++n > 0;
        }
    return n == m->n_nodes;
}

static void
every_step_lies_on_a_way_from_begin_to_end(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_graph g;
    int32_t n_before = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    read_journeys(&log, &a, 1000);
    cp_graph_count(&g, &a, &log);
    for (int step = 1; step <= CP_MAP_STEPS; step++) {
        struct cp_map m = { 0 };
        cp_map_of(&m, &a, &g, log.activities, NULL, step, CP_MAP_EDGES);
        assert_true(is_on_a_way(&m, true) && is_on_a_way(&m, false));
        assert_true(m.n_edges >= n_before);
        assert_true(m.n_edges <= CP_MAP_EDGES + m.n_nodes);
        n_before = m.n_edges;
    }
    assert_true(n_before >= CP_MAP_EDGES);
    arena_close(&a);
}

/* Two steps that go round between each other have no stronger way than that;
 * what leads to them and away from them is shown all the same. */
static void
steps_that_go_round_hang_on_the_rest(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct cp_log_rules rules = { 0 };
    struct cp_graph g;
    struct why why = { 0 };
    struct cp_map m = { 0 };
    (void)state;
    arena_open(&a, 1 << 24);
    struct buf b = buf_in(&a, 4000);
    buf_add(&b, TEXT("case,activity,time\n"));
    for (int i = 0; i < 13; i++) {
        static const char *const ways[2][4] = { { "Z", "B", NULL },
            { "Z", "C", "D", "C" } };
        for (int k = 0; k < 4 && ways[i >= 10][k] != NULL; k++)
            buf_print(&b, "%d,%s,2024-05-0%d\n", i, ways[i >= 10][k], k + 1);
    }
    struct cp_log_reader *r = cp_log_begin(&a, &rules);
    assert_int_equal(cp_log_push(r, buf_text(&b), &why), OK);
    assert_int_equal(cp_log_end(r, &log, &report, &why), OK);
    cp_graph_count(&g, &a, &log);
    cp_map_of(&m, &a, &g, log.activities, NULL, 1, CP_MAP_EDGES);
    assert_true(is_on_a_way(&m, true) && is_on_a_way(&m, false));
    arena_close(&a);
}

static void
a_step_more_keeps_all_that_the_one_before_kept(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_graph g;
    (void)state;
    arena_open(&a, 1 << 28);
    read_journeys(&log, &a, 1000);
    cp_graph_count(&g, &a, &log);
    bool *before = arena_new(&a, bool, log.n_activities);
    bool *now = arena_new(&a, bool, log.n_activities);
    int n_before = 0;
    for (int step = 1; step <= CP_MAP_STEPS; step++) {
        int n = 0;
        cp_map_keep(now, &a, &g, log.activities, step, CP_MAP_NODES);
        for (int32_t i = 0; i < log.n_activities; i++) {
            assert_true(now[i] || !before[i]);
            n += now[i];
        }
        assert_true(n > 0 && n >= n_before);
        n_before = n;
        memcpy(before, now, (size_t)log.n_activities);
    }
    assert_int_equal(n_before, log.n_activities);
    cp_map_keep(now, &a, &g, log.activities, CP_MAP_STEPS, 3);
    n_before = 0;
    for (int32_t i = 0; i < log.n_activities; i++)
        n_before += now[i];
    assert_int_equal(n_before, 3);
    arena_close(&a);
}

static void
what_fits_the_pathway_takes_only_its_ways(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_variants v;
    struct cp_pathway p;
    int n_fit = 0, n_outside = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    read_journeys(&log, &a, 1000);
    read_pathway(&p, &a);
    cp_variants_count(&v, &a, &log);
    struct cp_model *model = cp_model_of(&p, &a);
    int32_t n = log.n_activities;
    const bool *follows = cp_map_follows(&a, &p, log.activities, n);
    for (int64_t i = 0; i < v.n; i++) {
        int32_t events[512], before = n;
        bool is_within = true;
        if (v.variants[i].n > 512)
            continue;
        for (int64_t k = 0; k < v.variants[i].n; k++) {
            int32_t now = v.variants[i].events[k];
            events[k] = cp_model_activity(model, log.activities[now]);
            is_within = is_within && follows[before * (n + 2) + now];
            before = now;
        }
        is_within = is_within && follows[before * (n + 2) + n + 1];
        if (cp_align_cost(model, &a, events, v.variants[i].n).full == 0) {
            assert_true(is_within);
            n_fit++;
        } else if (!is_within) {
            n_outside++;
        }
    }
    assert_true(n_fit > 100 && n_outside > 100);
    arena_close(&a);
}

static void
the_rows_of_the_pathway_go_down_the_page(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_graph g;
    struct cp_pathway p;
    struct cp_map m = {
        .node_width = 120, .node_height = 44, .gap = 16, .rank_gap = 48
    };
    (void)state;
    arena_open(&a, 1 << 28);
    read_journeys(&log, &a, 1000);
    read_pathway(&p, &a);
    cp_graph_count(&g, &a, &log);
    cp_map_of(&m, &a, &g, log.activities, &p, 8, CP_MAP_EDGES);
    assert_int_equal(cp_map_layout(&m, &a, NULL), OK);
    assert_int_equal(cp_map_check(&m), 0);
    const struct cp_map_node *blood = &m.nodes[node_named(&m, "Blood test")];
    assert_int_equal(blood->y, m.nodes[node_named(&m, "Imaging")].y);
    assert_true(blood->y > m.nodes[node_named(&m, "Triage")].y);
    assert_true(blood->y < m.nodes[node_named(&m, "Diagnosis")].y);
    bool is_any = false;
    for (int32_t i = 0; i < m.n_edges; i++) {
        const struct cp_map_edge *e = &m.edges[i];
        if (e->from == node_named(&m, "Registration") &&
            e->to == node_named(&m, "Triage"))
            assert_true(is_any = e->is_intended);
        if (e->from == node_named(&m, "Diagnosis"))
            assert_true(!e->is_intended || e->to != node_named(&m, "Triage"));
    }
    assert_true(is_any);
    arena_close(&a);
}

int
pathway_map_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_lies_on_a_way_from_begin_to_end),
        cmocka_unit_test(steps_that_go_round_hang_on_the_rest),
        cmocka_unit_test(a_step_more_keeps_all_that_the_one_before_kept),
        cmocka_unit_test(what_fits_the_pathway_takes_only_its_ways),
        cmocka_unit_test(the_rows_of_the_pathway_go_down_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
