/* One question, three ways to the answer: tables of pieces, groups written
 * out, and search. And what holds of any answer. */
#include "engine/pathway/align_inside.h"
#include "engine/pathway/tree.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int align_ways_test(void);

/* A tree by lot, of activities first to first + n - 1. Parts of what comes in
 * any order share none, unless is_shared. */
static void
by_lot(struct random *r, struct buf *b, int first, int n, int depth,
    bool is_shared)
{
    static const char *const operators[] = { "->( ", "X( ", "+( ", "+( ",
        "*( " };
    if (n == 1 || depth == 0) {
        if (random_below(r, 8) == 0)
            buf_add(b, TEXT("tau"));
        else
            buf_print(
                b, "'%c'", 'a' + first + (int)random_below(r, (uint64_t)n));
        return;
    }
    uint64_t kind = random_below(r, 5);
    int n_parts = kind == 4 ? 2 : 2 + (int)random_below(r, 2);
    if (n_parts > n)
        n_parts = n;
    buf_add(b, text_of(operators[kind]));
    for (int i = 0; i < n_parts; i++) {
        int from = first + n * i / n_parts, to = first + n * (i + 1) / n_parts;
        bool is_own = kind == 2 || kind == 3 || random_below(r, 3) > 0;
        if (is_shared && random_below(r, 2) == 0)
            is_own = false;
        if (i > 0)
            buf_add(b, TEXT(", "));
        by_lot(r, b, is_own ? from : first, is_own ? to - from : n, depth - 1,
            is_shared);
    }
    buf_add(b, TEXT(" )"));
}

struct drawn {
    struct cp_pathway p;
    struct cp_model *m;
    text tree;
};

static void
draw_model(struct drawn *d, struct random *r, struct arena *a, bool is_shared)
{
    struct cp_pathway_fault fault;
    struct buf b = buf_in(a, 200);
    by_lot(r, &b, 0, 6, 1 + (int)random_below(r, 4), is_shared);
    d->tree = buf_text(&b);
    if (cp_tree_parse(&d->p, a, d->tree, &fault) != OK)
        fail_msg("%s: %.*s", fault.phrase, TEXT_ARG(d->tree));
    d->m = cp_model_of(&d->p, a);
}

struct word {
    int32_t events[32];
    text names[32];
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
must_be_way(const struct drawn *d, struct arena *a, const struct word *w,
    const struct cp_alignment *path, bool is_prefix)
{
    if (!cp_align_check(path, &d->p, a, w->names, w->n, is_prefix))
        fail_msg(
            "a way of cost %d is none: %.*s", path->cost, TEXT_ARG(d->tree));
}

static void
tables_and_groups_written_out_and_search_agree(void **state)
{
    struct arena a;
    struct random r = random_from(6);
    (void)state;
    arena_open(&a, 1 << 28);
    for (int i = 0; i < 4000; i++) {
        struct drawn d;
        struct word w;
        struct cp_end end;
        struct cp_view v;
        draw_model(&d, &r, &a, false);
        if (d.m->is_shared) {
            arena_reset(&a, 1 << 28);
            continue;
        }
        const struct cp_model *flat = cp_model_flat(d.m, &a, NULL);
        for (int t = 0; t < 5; t++) {
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
    arena_close(&a);
}

int
align_ways_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_and_groups_written_out_and_search_agree),
    };
    return cmocka_run_group_tests_name("engine/align_ways", tests, NULL, NULL);
}
