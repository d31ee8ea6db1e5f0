/* What stands at one time has no order: against all orders, one by one. */
#include "engine/pathway/align_ties.h"
#include "support/trees.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int align_ties_test(void);

enum { N_MAX = 8 };
static const char letters[] = "abcdefgh";

struct trace {
    int32_t events[N_MAX];
    text names[N_MAX];
    bool is_tied[N_MAX];
    ptrdiff_t n;
};

static void
draw_trace(struct trace *t, struct random *r, const struct cp_model *m)
{
    t->n = (ptrdiff_t)random_below(r, 7);
    for (ptrdiff_t i = 0; i < t->n; i++) {
        t->names[i] = (text){ letters + random_below(r, 7), 1 };
        t->events[i] = cp_model_activity(m, t->names[i]);
        t->is_tied[i] = i > 0 && random_below(r, 3) > 0;
    }
}

/* All orders of what is tied, from event i on. */
struct orders {
    const struct cp_model *m;
    struct arena *a;
    const struct cp_price *price;
    struct trace t;
    struct cp_align_cost least;
};
static void
try_orders(struct orders *o, ptrdiff_t i)
{
    if (i == o->t.n) {
        struct cp_align_cost c =
            cp_align_priced(o->m, o->a, o->t.events, o->t.n, o->price);
        o->least.full = cp_least(o->least.full, c.full);
        o->least.prefix = cp_least(o->least.prefix, c.prefix);
        return;
    }
    for (ptrdiff_t k = i; k == i || (k < o->t.n && o->t.is_tied[k]); k++) {
        int32_t event = o->t.events[k];
        o->t.events[k] = o->t.events[i];
        o->t.events[i] = event;
        try_orders(o, i + 1);
        o->t.events[i] = o->t.events[k];
        o->t.events[k] = event;
    }
}

static struct cp_align_cost
least_of_orders(const struct cp_model *m, struct arena *a,
    const struct trace *t, const struct cp_price *price)
{
    struct orders o = { m, a, price, *t, { CP_FAR, CP_FAR, 0, 0 } };
    try_orders(&o, 0);
    return o.least;
}

/* The events in that order, if it is one: each once, within its own time. */
static void
put_in_order(int32_t *to, const struct trace *t, const int32_t *order)
{
    bool has_come[N_MAX] = { false };
    ptrdiff_t from = 0;
    for (ptrdiff_t i = 0; i < t->n; i++) {
        ptrdiff_t until = i + 1;
        if (!t->is_tied[i])
            from = i;
        while (until < t->n && t->is_tied[until])
            until++;
        assert_in_range(order[i], from, until - 1);
        assert_false(has_come[order[i]]);
        has_come[order[i]] = true;
        to[i] = t->events[order[i]];
    }
}

static void
must_agree(const struct cp_untie *u, struct arena *a, const struct trace *t)
{
    struct cp_align_cost is =
        cp_align_untied(u, a, t->events, t->is_tied, t->n, &cp_usual_price);
    struct cp_align_cost must = least_of_orders(u->m, a, t, &cp_usual_price);
    assert_int_equal(is.full, must.full);
    assert_int_equal(is.prefix, must.prefix);
    assert_int_equal(is.full_gap + is.prefix_gap, 0);
    for (int is_prefix = 0; is_prefix < 2; is_prefix++) {
        int32_t order[N_MAX], in_order[N_MAX];
        assert_true(cp_align_order(
            u, a, t->events, t->is_tied, t->n, is_prefix, order));
        put_in_order(in_order, t, order);
        struct cp_align_cost c = cp_align_cost(u->m, a, in_order, t->n);
        assert_int_equal(
            is_prefix ? c.prefix : c.full, is_prefix ? must.prefix : must.full);
    }
}

static void
costs_are_those_of_the_cheapest_order(void **state)
{
    struct arena a;
    struct random r = random_from(41);
    int n_less = 0, n_large = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    for (int i = 0; i < 700; i++, arena_reset(&a, 1 << 28)) {
        struct drawn_tree d;
        draw_tree(&d, &r, &a, random_below(&r, 4) == 0);
        struct cp_untie u = cp_untie_in(d.m, &a);
        n_large += u.flat == NULL;
        for (int k = 0; k < 4 && u.flat != NULL; k++) {
            struct trace t;
            draw_trace(&t, &r, d.m);
            must_agree(&u, &a, &t);
            n_less += cp_align_untied(
                          &u, &a, t.events, t.is_tied, t.n, &cp_usual_price)
                          .full < cp_align_cost(d.m, &a, t.events, t.n).full;
        }
    }
    assert_true(n_less > 40);
    assert_true(n_large < 20); /* many parts that share what they take */
    arena_close(&a);
}

/* A list with what may end it at any time. */
static const char mortal[] =
    "Come\nScan?\nTalk\none of: Home | Died\nends any time: Died";

static void
an_end_at_any_time_takes_what_stands_at_its_time_first(void **state)
{
    static const char *const names[] = { "Come", "Scan", "Talk", "Home", "Died",
        "Else" };
    struct arena a;
    struct random r = random_from(42);
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    (void)state;
    arena_open(&a, 1 << 26);
    assert_int_equal(cp_pathway_parse(&p, &a, TEXT(mortal), &fault), OK);
    struct cp_untie u = cp_untie_in(cp_model_of(&p, &a), &a);
    for (int i = 0; i < 2000; i++) {
        struct trace t = { .n = (ptrdiff_t)random_below(&r, 7) };
        for (ptrdiff_t k = 0; k < t.n; k++) {
            t.names[k] = text_of(names[random_below(&r, 6)]);
            t.events[k] = cp_model_activity(u.m, t.names[k]);
            t.is_tied[k] = k > 0 && random_below(&r, 3) > 0;
        }
        must_agree(&u, &a, &t);
    }
    arena_close(&a);
}

/* Not in an order of its own when all are at one time. */
static void
a_finding_is_certain_when_no_order_does_without_it(void **state)
{
    static const text names[] = { TEXT_INIT("Talk"), TEXT_INIT("Scan"),
        TEXT_INIT("Come"), TEXT_INIT("Home") };
    static const bool is_tied[] = { false, true, true, true };
    struct arena a;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    struct cp_judged j;
    int32_t events[4];
    (void)state;
    arena_open(&a, 1 << 26);
    assert_int_equal(cp_pathway_parse(&p, &a, TEXT(mortal), &fault), OK);
    struct cp_untie u = cp_untie_in(cp_model_of(&p, &a), &a);
    for (int i = 0; i < 4; i++)
        events[i] = cp_model_activity(u.m, names[i]);
    cp_judge(&j, u.m, &a, events, names, 4, true);
    assert_int_equal(j.cost.full, 3); /* Come comes after Scan and Talk */
    assert_null(j.order);
    cp_judge_untied(&j, &u, &a, events, names, is_tied, 4, true);
    assert_int_equal(j.cost.full, 0);
    assert_int_equal(j.n_findings, 0);
    assert_int_equal(j.order[0], 2);
    assert_int_equal(j.order[3], 3);
    /* Talk twice at one time: one of them is extra whatever the order */
    events[1] = events[0];
    const text twice[] = { names[0], names[0], names[2], names[3] };
    cp_judge_untied(&j, &u, &a, events, twice, is_tied, 4, true);
    assert_int_equal(j.cost.full, 1);
    assert_int_equal(j.findings[0].kind, CP_EXTRA);
    assert_true(j.findings[0].is_certain);
    arena_close(&a);
}

/* The definition itself: a move is in each cheapest way of each order when all
 * of them get dearer with it. */
static void
findings_agree_with_all_orders(void **state)
{
    struct arena a;
    struct random r = random_from(43);
    int n_certain = 0, n_open = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    for (int i = 0; i < 500; i++, arena_reset(&a, 1 << 28)) {
        struct drawn_tree d;
        struct trace t;
        struct cp_judged j;
        draw_tree(&d, &r, &a, false);
        draw_trace(&t, &r, d.m);
        struct cp_untie u = cp_untie_in(d.m, &a);
        cp_judge_untied(&j, &u, &a, t.events, t.names, t.is_tied, t.n, true);
        for (int k = 0; k < j.n_findings; k++) {
            const struct cp_finding *one = &j.findings[k];
            if (one->kind != CP_SKIPPED)
                continue;
            struct cp_price dear = { .dear_step = one->name,
                .step_number =
                    cp_name_slot(&d.m->step_names, one->name)->number,
                .dear_activity = -2 };
            bool must = least_of_orders(d.m, &a, &t, &dear).full > j.cost.full;
            assert_int_equal(one->is_certain, must);
            n_certain += must;
            n_open += !must;
        }
    }
    assert_true(n_certain > 50 && n_open > 5);
    arena_close(&a);
}

static void
what_cannot_be_decided_says_so(void **state)
{
    enum { N = 20 };
    struct arena a;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    struct cp_judged j;
    int32_t events[N];
    text names[N];
    bool is_tied[N];
    (void)state;
    arena_open(&a, 1 << 26);
    struct buf list = buf_in(&a, 1000);
    for (int i = 0; i < N; i++) {
        buf_print(&list, "Step %d\n", i);
        names[i] = arena_print(&a, "Step %d", N - 1 - i);
        is_tied[i] = i > 0;
    }
    assert_int_equal(cp_pathway_parse(&p, &a, buf_text(&list), &fault), OK);
    struct cp_untie u = cp_untie_in(cp_model_of(&p, &a), &a);
    for (int i = 0; i < N; i++)
        events[i] = cp_model_activity(u.m, names[i]);
    cp_judge_untied(&j, &u, &a, events, names, is_tied, N, true);
    assert_false(cp_judged_is_decided(&j));
    assert_int_equal(j.path.least, 0);
    assert_int_equal(j.cost.full, j.path.cost);
    assert_int_equal(j.findings[0].is_certain, false);
    /* sixteen of them are */
    cp_judge_untied(&j, &u, &a, events + 4, names + 4, is_tied, 16, false);
    assert_true(cp_judged_is_decided(&j));
    assert_int_equal(j.cost.prefix, 0);
    arena_close(&a);
}

int
align_ties_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_are_those_of_the_cheapest_order),
        cmocka_unit_test(
            an_end_at_any_time_takes_what_stands_at_its_time_first),
        cmocka_unit_test(a_finding_is_certain_when_no_order_does_without_it),
        cmocka_unit_test(findings_agree_with_all_orders),
        cmocka_unit_test(what_cannot_be_decided_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
