/* Pictures of maps, held against what a picture must be. */
#include "engine/pathway/layout.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int layout_test(void);

enum { NODES = 24, EDGES = 70 };

struct drawn {
    struct cp_map map;
    struct cp_map_node nodes[NODES];
    struct cp_map_edge edges[EDGES];
    char names[NODES][4];
};

static void
clear(struct drawn *d)
{
    memset(d, 0, sizeof *d);
    d->map = (struct cp_map){ .nodes = d->nodes,
        .edges = d->edges,
        .node_width = 120,
        .node_height = 44,
        .gap = 16,
        .rank_gap = 48 };
}

static int32_t
add_node(struct drawn *d, const char *name, int32_t row, int64_t n)
{
    int32_t at = d->map.n_nodes++;
    d->nodes[at] = (struct cp_map_node){
        .kind = CP_MAP_STEP, .name = text_of(name), .row = row, .n_cases = n
    };
    return at;
}

static void
add_edge(struct drawn *d, int32_t from, int32_t to, int64_t n)
{
    d->edges[d->map.n_edges++] =
        (struct cp_map_edge){ .from = from, .to = to, .n_cases = n };
}

static void
draw(struct random *r, struct drawn *d)
{
    clear(d);
    int32_t n = 2 + (int32_t)random_below(r, NODES - 2), row = 0;
    for (int32_t i = 0; i < n; i++) {
        d->names[i][0] = (char)('a' + i % 26);
        d->names[i][1] = (char)('a' + i / 26);
        bool is_in = random_below(r, 3) > 0;
        row += is_in && random_below(r, 4) > 0;
        add_node(
            d, d->names[i], is_in ? row : -1, (int64_t)random_below(r, 1000));
    }
    d->nodes[n - 1].kind = CP_MAP_END;
    d->nodes[n - 2].kind = CP_MAP_BEGIN;
    uint8_t has[NODES][NODES] = { { 0 } };
    int32_t n_edges = (int32_t)random_below(r, EDGES);
    for (int32_t i = 0; i < n_edges; i++) {
        int32_t from = (int32_t)random_below(r, (uint64_t)n);
        int32_t to = (int32_t)random_below(r, (uint64_t)n);
        if (from == n - 1 || to == n - 2 || has[from][to]++ > 0)
            continue;
        add_edge(d, from, to, (int64_t)random_below(r, 500));
    }
}

static void
pictures_are_in_order(void **state)
{
    struct arena a;
    struct random r = random_from(5);
    static struct drawn d;
    (void)state;
    arena_open(&a, 1 << 26);
    for (int i = 0; i < 2000; i++) {
        struct arena_mark mark = arena_mark(&a);
        draw(&r, &d);
        assert_int_equal(cp_map_layout(&d.map, &a, NULL), OK);
        assert_int_equal(cp_map_check(&d.map), 0);
        arena_rewind(&a, mark);
    }
    arena_close(&a);
}

static void
the_order_in_which_it_comes_does_not_show(void **state)
{
    struct arena a;
    struct random r = random_from(6);
    static struct drawn d, other;
    (void)state;
    arena_open(&a, 1 << 26);
    for (int i = 0; i < 300; i++) {
        struct arena_mark mark = arena_mark(&a);
        int32_t at[NODES] = { 0 }, edge_at[EDGES] = { 0 };
        draw(&r, &d);
        clear(&other);
        other.map.n_nodes = d.map.n_nodes;
        other.map.n_edges = d.map.n_edges;
        random_order(&r, d.map.n_nodes, at);
        random_order(&r, d.map.n_edges, edge_at);
        for (int32_t k = 0; k < d.map.n_nodes; k++)
            other.nodes[at[k]] = d.nodes[k];
        for (int32_t k = 0; k < d.map.n_edges; k++) {
            other.edges[edge_at[k]] = d.edges[k];
            other.edges[edge_at[k]].from = at[d.edges[k].from];
            other.edges[edge_at[k]].to = at[d.edges[k].to];
        }
        assert_int_equal(cp_map_layout(&d.map, &a, NULL), OK);
        assert_int_equal(cp_map_layout(&other.map, &a, NULL), OK);
        for (int32_t k = 0; k < d.map.n_nodes; k++) {
            assert_int_equal(d.nodes[k].x, other.nodes[at[k]].x);
            assert_int_equal(d.nodes[k].y, other.nodes[at[k]].y);
        }
        for (int32_t k = 0; k < d.map.n_edges; k++) {
            const struct cp_map_edge *x = &d.edges[k];
            const struct cp_map_edge *y = &other.edges[edge_at[k]];
            assert_int_equal(x->n_points, y->n_points);
            assert_memory_equal(
                x->points, y->points, (size_t)x->n_points * sizeof *x->points);
        }
        arena_rewind(&a, mark);
    }
    arena_close(&a);
}

static void
the_pathway_is_a_straight_line_and_a_detour_stands_beside_it(void **state)
{
    struct arena a;
    static struct drawn d;
    (void)state;
    arena_open(&a, 1 << 20);
    clear(&d);
    int32_t first = add_node(&d, "First contact", 0, 100);
    int32_t test = add_node(&d, "Test", 1, 90);
    int32_t found = add_node(&d, "Diagnosis", 2, 80);
    int32_t other = add_node(&d, "Traditional healer", -1, 30);
    add_edge(&d, first, test, 60);
    add_edge(&d, test, found, 80);
    add_edge(&d, first, other, 30);
    add_edge(&d, other, test, 30);
    add_edge(&d, found, test, 5);
    assert_int_equal(cp_map_layout(&d.map, &a, NULL), OK);
    assert_int_equal(cp_map_check(&d.map), 0);
    assert_int_equal(d.nodes[first].x, d.nodes[test].x);
    assert_int_equal(d.nodes[test].x, d.nodes[found].x);
    assert_true(d.nodes[other].y > d.nodes[first].y);
    assert_true(d.nodes[other].y < d.nodes[test].y);
    assert_true(d.edges[4].is_back && !d.edges[1].is_back);
    arena_close(&a);
}

static void
a_row_of_several_stands_side_by_side(void **state)
{
    struct arena a;
    static struct drawn d;
    (void)state;
    arena_open(&a, 1 << 20);
    clear(&d);
    int32_t steps[3] = { add_node(&d, "Blood test", 0, 9),
        add_node(&d, "Imaging", 0, 5), add_node(&d, "Culture", 0, 7) };
    int32_t found = add_node(&d, "Diagnosis", 1, 80);
    for (int i = 0; i < 3; i++) {
        add_edge(&d, steps[i], steps[(i + 1) % 3], 3);
        add_edge(&d, steps[i], found, 3);
    }
    add_edge(&d, found, found, 2);
    assert_int_equal(cp_map_layout(&d.map, &a, NULL), OK);
    assert_int_equal(cp_map_check(&d.map), 0);
    assert_int_equal(d.nodes[steps[0]].y, d.nodes[steps[2]].y);
    assert_true(d.edges[0].is_flat);
    assert_int_equal(d.edges[6].n_points, 4);
    arena_close(&a);
}

static void
what_is_no_map_is_refused(void **state)
{
    struct arena a;
    struct why why = { 0 };
    static struct drawn d;
    (void)state;
    arena_open(&a, 1 << 20);
    clear(&d);
    assert_int_equal(cp_map_layout(&d.map, &a, &why), OK);
    add_node(&d, "Test", 0, 1);
    add_node(&d, "Test", 1, 1);
    assert_int_equal(cp_map_layout(&d.map, &a, &why), ERR_BAD_INPUT);
    assert_string_equal(why.text, "Test is on the map twice");
    d.nodes[1].name = TEXT("Diagnosis");
    add_edge(&d, 0, 2, 1);
    assert_int_equal(cp_map_layout(&d.map, &a, &why), ERR_BAD_INPUT);
    d.edges[0].to = 1;
    assert_int_equal(cp_map_layout(&d.map, &a, &why), OK);
    d.map.n_edges = CP_MAP_EDGES_MAX + 1;
    assert_int_equal(cp_map_layout(&d.map, &a, &why), ERR_NO_ROOM);
    arena_close(&a);
}

int
layout_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_are_in_order),
        cmocka_unit_test(the_order_in_which_it_comes_does_not_show),
        cmocka_unit_test(
            the_pathway_is_a_straight_line_and_a_detour_stands_beside_it),
        cmocka_unit_test(a_row_of_several_stands_side_by_side),
        cmocka_unit_test(what_is_no_map_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
