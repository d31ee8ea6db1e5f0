/* One question, three ways to the answer: tables of pieces, groups written
 * out, and search. And what holds of any answer. */
#include "engine/pathway/align_inside.h"
#include "engine/pathway/tree.h"

#include "base/random.h"
#include "support/trees.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

int align_ways_test(void);

enum { WORD_MAX = 31, PARTS_MAX = 81 };
struct word {
    int32_t events[WORD_MAX + 1];
    text names[WORD_MAX + 1];
    ptrdiff_t n;
};

static const char letters[] = "abcdefghz";

static void
name_events(struct word *w, const struct cp_model *m)
{
    for (ptrdiff_t i = 0; i < w->n; i++)
        w->events[i] = cp_model_activity(m, w->names[i]);
}

static void
draw_word(struct word *w, struct random *r, const struct cp_model *m)
{
    w->n = (ptrdiff_t)random_below(r, 10);
    for (ptrdiff_t i = 0; i < w->n; i++)
        w->names[i] = (text){ letters + random_below(r, 7), 1 };
    name_events(w, m);
}

static void
must_be_way(const struct drawn_tree *d, struct arena *a, const struct word *w,
    const struct cp_alignment *path, bool is_prefix)
{
    if (!cp_align_check(path, &d->p, a, w->names, w->n, is_prefix))
        fail_msg(
            "a way of cost %d is none: %.*s", path->cost, TEXT_ARG(d->tree));
}

/* How many: more where somebody has the time. */
static int
lots(int usual)
{
    const char *more = getenv("CP_LOTS");
    return more != NULL ? usual * atoi(more) : usual;
}

static void
tables_and_groups_written_out_and_search_agree(void **state)
{
    struct arena a;
    struct random r = random_from(6);
    (void)state;
    arena_open(&a, 1 << 28);
    int n_judged = 0;
    for (int i = 0; i < lots(2000); i++) {
        struct drawn_tree d;
        struct word w;
        struct cp_end end;
        struct cp_view v;
        draw_tree(&d, &r, &a, false);
        if (d.m->is_shared) {
            arena_reset(&a, 1 << 28);
            continue;
        }
        const struct cp_model *flat = cp_model_flat(d.m, &a, NULL);
        for (int t = 0; t < 5; t++) {
            n_judged++;
            draw_word(&w, &r, d.m);
            struct cp_align_cost by_tables =
                cp_align_cost(d.m, &a, w.events, w.n);
            cp_view_make(&v, flat, &a,
                (struct cp_word){ w.events, w.events, w.n }, &cp_usual_price);
            struct cp_align_cost by_flat =
                cp_align_forward(&v, &a, 0, w.n, NULL, &end);
            struct cp_align_cost by_search = cp_align_search(
                d.m, &a, w.events, w.n, &cp_usual_price, NULL, false);
            if (by_tables.full != by_flat.full ||
                by_tables.prefix != by_flat.prefix ||
                by_tables.full != by_search.full ||
                by_tables.prefix != by_search.prefix ||
                by_search.full_gap != 0 || by_search.prefix_gap != 0)
                fail_msg("%d %d, %d %d, %d %d: %.*s", by_tables.full,
                    by_tables.prefix, by_flat.full, by_flat.prefix,
                    by_search.full, by_search.prefix, TEXT_ARG(d.tree));
            for (int is_prefix = 0; is_prefix < 2; is_prefix++) {
                struct cp_alignment path;
                struct cp_move room[200];
                cp_align(&path, d.m, &a, w.events, w.n, is_prefix);
                must_be_way(&d, &a, &w, &path, is_prefix);
                path = (struct cp_alignment){ .moves = room };
                (void)cp_align_search(
                    d.m, &a, w.events, w.n, &cp_usual_price, &path, is_prefix);
                must_be_way(&d, &a, &w, &path, is_prefix);
            }
        }
        arena_reset(&a, 1 << 28);
    }
    assert_true(n_judged > lots(5000));
    arena_close(&a);
}

/* ---- What holds of any pathway --------------------------------------------
 */

static void
make_word(struct random *r, const struct cp_pathway_item *item, struct word *w);

/* All parts at once: whoever is drawn goes on. */
static void
make_any_order(
    struct random *r, const struct cp_pathway_item *group, struct word *w)
{
    struct word parts[PARTS_MAX];
    ptrdiff_t at[PARTS_MAX] = { 0 };
    int n_left = 0, n = group->n_items;
    assert_true(n <= PARTS_MAX);
    for (int i = 0; i < n; i++) {
        parts[i].n = 0;
        make_word(r, group->items[i], &parts[i]);
        n_left += (int)parts[i].n;
    }
    while (n_left > 0 && w->n < WORD_MAX) {
        uint64_t i = random_below(r, (uint64_t)n);
        if (at[i] == parts[i].n)
            continue;
        w->names[w->n++] = parts[i].names[at[i]++];
        n_left--;
    }
    if (n_left > 0)
        w->n = WORD_MAX;
}

static void
make_word(struct random *r, const struct cp_pathway_item *item, struct word *w)
{
    if (w->n >= WORD_MAX || (item->may_skip && random_below(r, 2) == 0))
        return;
    do {
        switch (item->kind) {
        case CP_PATHWAY_STEP: w->names[w->n++] = item->name; break;
        case CP_PATHWAY_IN_ORDER:
            for (int i = 0; i < item->n_items; i++)
                make_word(r, item->items[i], w);
            break;
        case CP_PATHWAY_ANY_ORDER: make_any_order(r, item, w); break;
        case CP_PATHWAY_ONE_OF:
            make_word(
                r, item->items[random_below(r, (uint64_t)item->n_items)], w);
            break;
        }
    } while (w->n < WORD_MAX && item->may_repeat && random_below(r, 2) == 0);
}

static struct cp_align_cost
cost_of(struct drawn_tree *d, struct arena *a, struct word *w)
{
    name_events(w, d->m);
    return cp_align_cost(d->m, a, w->events, w->n);
}

static void
what_a_pathway_makes_fits_it_and_each_change_costs_one(void **state)
{
    struct arena a;
    struct random r = random_from(7);
    int n_made = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    for (int i = 0; i < lots(4000); i++, arena_reset(&a, 1 << 28)) {
        struct drawn_tree d;
        struct word w = { .n = 0 }, other;
        draw_tree(&d, &r, &a, random_below(&r, 8) == 0);
        for (int k = 0; k < d.p.n_rows; k++)
            make_word(&r, d.p.rows[k], &w);
        if (w.n >= WORD_MAX - 1)
            continue; /* it was cut off */
        n_made++;
        if (cost_of(&d, &a, &w).full != 0)
            fail_msg("its own way does not fit: %.*s", TEXT_ARG(d.tree));
        other = w;
        if (w.n > 0) {
            ptrdiff_t at = (ptrdiff_t)random_below(&r, (uint64_t)w.n);
            other.n = at;
            if (cost_of(&d, &a, &other).prefix != 0)
                fail_msg("its beginning is none: %.*s", TEXT_ARG(d.tree));
            other = w;
            for (ptrdiff_t k = at; k + 1 < w.n; k++)
                other.names[k] = w.names[k + 1];
            other.n--;
            assert_true(cost_of(&d, &a, &other).full <= 1);
        }
        ptrdiff_t at = (ptrdiff_t)random_below(&r, (uint64_t)w.n + 1);
        for (ptrdiff_t k = w.n; k > at; k--)
            other.names[k] = w.names[k - 1];
        for (ptrdiff_t k = 0; k < at; k++)
            other.names[k] = w.names[k];
        other.names[at] = (text){ letters + random_below(&r, 9), 1 };
        other.n = w.n + 1;
        assert_true(cost_of(&d, &a, &other).full <= 1);
    }
    assert_true(n_made > lots(1000));
    arena_close(&a);
}

static void
turn_round(struct cp_pathway_item *item)
{
    for (int i = 0; i < item->n_items; i++)
        turn_round(item->items[i]);
    if (item->kind == CP_PATHWAY_IN_ORDER)
        return;
    for (int i = 0, k = item->n_items - 1; i < k; i++, k--) {
        struct cp_pathway_item *swap = item->items[i];
        item->items[i] = item->items[k];
        item->items[k] = swap;
    }
}

static void
costs_have_bounds_and_keep_them(void **state)
{
    struct arena a;
    struct random r = random_from(8);
    (void)state;
    arena_open(&a, 1 << 28);
    for (int i = 0; i < lots(3000); i++, arena_reset(&a, 1 << 28)) {
        struct drawn_tree d, optional;
        struct word w;
        struct cp_pathway_fault fault;
        draw_tree(&d, &r, &a, random_below(&r, 8) == 0);
        draw_word(&w, &r, d.m);
        struct cp_align_cost c = cost_of(&d, &a, &w);
        assert_true(c.prefix >= 0 && c.prefix <= c.full);
        assert_true(c.full <= w.n + cp_pathway_shortest(&d.p));
        for (ptrdiff_t n = w.n; n-- > 0;) {
            struct word shorter = w;
            shorter.n = n;
            assert_true(cost_of(&d, &a, &shorter).prefix <= c.prefix);
        }
        text tree = arena_print(&a, "X( tau, %.*s )", TEXT_ARG(d.tree));
        assert_int_equal(cp_tree_parse(&optional.p, &a, tree, &fault), OK);
        optional.m = cp_model_of(&optional.p, &a);
        assert_true(cost_of(&optional, &a, &w).full <= c.full);
        for (int k = 0; k < d.p.n_rows; k++)
            turn_round(d.p.rows[k]);
        d.m = cp_model_of(&d.p, &a);
        struct cp_align_cost turned = cost_of(&d, &a, &w);
        if (turned.full != c.full || turned.prefix != c.prefix)
            fail_msg("%d %d, turned round %d %d: %.*s", c.full, c.prefix,
                turned.full, turned.prefix, TEXT_ARG(d.tree));
    }
    arena_close(&a);
}

/* Groups in groups, repeated: columns are made again from blocks, and the way
 * leaves whole blocks in one step. */
static void
long_traces_have_ways(void **state)
{
    static const char *const trees[] = {
        "*( +( ->( 'a', 'b' ), *( 'c', tau ), 'd' ), tau )",
        "->( 'a', +( *( X( 'b', 'c' ), 'd' ), *( 'e', 'f' ) ) )",
        "*( ->( +( 'a', 'b', 'c' ), X( tau, 'd' ) ), 'e' )",
        "*( +( 'a', ->( 'b', +( 'c', ->( 'd', X( tau, 'e' ) ) ) ) ), tau )"
    };
    struct arena a;
    struct random r = random_from(9);
    (void)state;
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++) {
        struct cp_pathway p;
        struct cp_pathway_fault fault;
        enum { LONG = 120'000 };
        arena_open(&a, 1 << 29);
        assert_int_equal(cp_tree_parse(&p, &a, text_of(trees[i]), &fault), OK);
        struct cp_model *m = cp_model_of(&p, &a);
        int32_t *events = arena_new(&a, int32_t, LONG);
        for (int k = 0; k < LONG; k++)
            events[k] = (int32_t)random_below(
                            &r, (uint64_t)cp_model_n_activities(m) + 1) -
                1;
        struct cp_align_cost c = cp_align_cost(m, &a, events, LONG);
        assert_int_equal(c.full_gap, 0);
        for (int is_prefix = 0; is_prefix < 2; is_prefix++) {
            struct cp_alignment path;
            cp_align(&path, m, &a, events, LONG, is_prefix);
            assert_int_equal(path.cost, is_prefix ? c.prefix : c.full);
            assert_true(
                cp_align_check_long(&path, m, &a, events, LONG, is_prefix));
        }
        arena_close(&a);
    }
}

/* Six hundred steps in six parts that share them: nobody can tell in time. */
static void
what_cannot_be_decided_says_between_what_it_lies(void **state)
{
    struct arena a;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    struct random r = random_from(10);
    enum { LONG = 3000 };
    int32_t events[LONG];
    (void)state;
    arena_open(&a, 1 << 29);
    struct buf b = buf_in(&a, 1 << 16);
    buf_add(&b, TEXT("+( "));
    for (int i = 0; i < 60; i++)
        buf_print(&b, "%s*( ->( 'x%d', 'x%d' ), 'x%d' )", i > 0 ? ", " : "",
            i % 20, (i + 7) % 20, (i + 3) % 20);
    buf_add(&b, TEXT(" )"));
    assert_int_equal(cp_tree_parse(&p, &a, buf_text(&b), &fault), OK);
    struct cp_model *m = cp_model_of(&p, &a);
    for (int i = 0; i < LONG; i++)
        events[i] = (int32_t)random_below(&r, 20);
    struct cp_align_cost c = cp_align_cost(m, &a, events, LONG);
    assert_true(c.full_gap > 0 && c.full - c.full_gap >= 0);
    assert_true(c.full <= LONG + cp_pathway_shortest(&p));
    struct cp_alignment path;
    cp_align(&path, m, &a, events, LONG, false);
    assert_int_equal(path.cost, c.full);
    assert_int_equal(path.least, c.full - c.full_gap);
    arena_close(&a);
}

/* What a search that has hardly any room says, and shares of activities. */
static void
bounds_lie_around_what_it_costs(void **state)
{
    struct arena a;
    struct random r = random_from(11);
    const struct cp_price narrow = { .dear_activity = -2, .n_nodes_max = 3 };
    text ends[1] = { TEXT("f") };
    int n_tight = 0, n_open = 0, n_all = lots(4000);
    (void)state;
    arena_open(&a, 1 << 28);
    for (int i = 0; i < n_all; i++, arena_reset(&a, 1 << 28)) {
        struct drawn_tree d;
        struct word w;
        draw_tree(&d, &r, &a, random_below(&r, 4) == 0);
        if (random_below(&r, 3) == 0) {
            d.p.ends_any_time = (struct cp_names){ ends, 1 };
            d.m = cp_model_of(&d.p, &a);
        }
        draw_word(&w, &r, d.m);
        int n_known = 0;
        for (ptrdiff_t k = 0; k < w.n; k++)
            n_known += w.events[k] >= 0;
        struct cp_align_cost is = cp_align_search(
            d.m, &a, w.events, w.n, &cp_usual_price, NULL, false);
        struct cp_align_cost least = cp_align_least(d.m, &a, w.events, w.n);
        int unknown = (int)w.n - n_known;
        if (least.full + unknown > is.full ||
            least.prefix + unknown > is.prefix)
            fail_msg("%d %d, and no less than %d %d: %.*s", is.full, is.prefix,
                least.full + unknown, least.prefix + unknown, TEXT_ARG(d.tree));
        n_tight += least.full + unknown == is.full;
        for (int is_prefix = 0; is_prefix < 2; is_prefix++) {
            struct cp_move room[200];
            struct cp_alignment path = { .moves = room };
            struct cp_align_cost c = cp_align_search(
                d.m, &a, w.events, w.n, &narrow, &path, is_prefix);
            must_be_way(&d, &a, &w, &path, is_prefix);
            int32_t exact = is_prefix ? is.prefix : is.full;
            if (path.cost < exact || path.least > exact)
                fail_msg("%d, and not from %d to %d: %.*s", exact, path.least,
                    path.cost, TEXT_ARG(d.tree));
            n_open += path.cost > path.least;
            assert_true(c.full - c.full_gap <= is.full && c.full >= is.full);
        }
    }
    assert_true(n_tight > n_all / 2 && n_open > 0 && n_open < n_all);
    arena_close(&a);
}

/* Ten parts of a way each, and one that nobody looked at in time: hundreds of
 * thousands of events are known to some hundreds. */
static void
long_ones_that_cannot_be_decided_have_near_bounds(void **state)
{
    struct arena a;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    struct random r = random_from(13);
    enum { LONG = 100'000, PARTS = 10, STEPS = 5 };
    int at[PARTS] = { 0 };
    (void)state;
    arena_open(&a, 1 << 30);
    struct buf b = buf_in(&a, 1 << 12);
    for (int i = 0; i < PARTS; i++) {
        buf_add(&b, i == 0 ? TEXT("any order: ( ") : TEXT(" ; ( "));
        for (int k = 0; k < STEPS; k++)
            buf_print(&b, "%sx%d", k == 0 ? "" : ", ", STEPS * i + k);
        buf_add(&b, TEXT(" )+"));
    }
    buf_byte(&b, '\n');
    assert_int_equal(cp_pathway_parse(&p, &a, buf_text(&b), &fault), OK);
    struct cp_model *m = cp_model_of(&p, &a);
    int32_t *events = arena_new(&a, int32_t, LONG);
    for (int i = 0; i < LONG; i++) { /* as meant, but for one in 500 */
        int part = (int)random_below(&r, PARTS);
        events[i] = random_below(&r, 500) == 0
            ? (int32_t)random_below(&r, PARTS * STEPS)
            : STEPS * part + at[part]++ % STEPS;
    }
    struct cp_align_cost c = cp_align_cost(m, &a, events, LONG);
    struct cp_alignment path;
    cp_align(&path, m, &a, events, LONG, false);
    assert_int_equal(path.cost, c.full);
    assert_true(cp_align_check_long(&path, m, &a, events, LONG, false));
    print_message("%d to %d\n", c.full - c.full_gap, c.full);
    assert_true(c.full_gap < 300 && c.full < 1000);
    arena_close(&a);
}

int
align_ways_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_and_groups_written_out_and_search_agree),
        cmocka_unit_test(
            what_a_pathway_makes_fits_it_and_each_change_costs_one),
        cmocka_unit_test(costs_have_bounds_and_keep_them),
        cmocka_unit_test(long_traces_have_ways),
        cmocka_unit_test(what_cannot_be_decided_says_between_what_it_lies),
        cmocka_unit_test(bounds_lie_around_what_it_costs),
        cmocka_unit_test(long_ones_that_cannot_be_decided_have_near_bounds),
    };
    return cmocka_run_group_tests_name("engine/align_ways", tests, NULL, NULL);
}
