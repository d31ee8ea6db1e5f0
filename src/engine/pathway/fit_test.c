/* Findings against all cheapest ways there are, and fitness against known
 * numbers. */
#include "engine/pathway/fit.h"
#include "engine/pathway/tree.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

int fit_test(void);

#define FOLDER "test/oracle/pathway/"

/* ---- All ways, one by one -------------------------------------------------
 *
 * The meaning of a list spelt out: its words, as many as there are when what
 * may repeat comes four times at most. */

enum { WORD_MAX = 12, WORDS_MAX = 1000, REPEATS = 4 };

struct way {
    const struct cp_pathway_item *steps[WORD_MAX];
    int n;
};
struct ways {
    struct way *all;
    int n;
    bool is_full; /* there are more */
};

static void
add_way(struct ways *to, const struct way *w)
{
    if (to->n == WORDS_MAX)
        to->is_full = true;
    else
        to->all[to->n++] = *w;
}

static struct ways
new_ways(struct arena *a)
{
    return (struct ways){ arena_new(a, struct way, WORDS_MAX), 0, false };
}

/* Each of x with each of y behind it. */
static struct ways
behind(struct arena *a, const struct ways *x, const struct ways *y)
{
    struct ways to = new_ways(a);
    to.is_full = x->is_full || y->is_full;
    for (int i = 0; i < x->n; i++)
        for (int k = 0; k < y->n; k++) {
            struct way w = x->all[i];
            if (w.n + y->all[k].n > WORD_MAX)
                continue; /* no short trace is nearest to it */
            for (int s = 0; s < y->all[k].n; s++)
                w.steps[w.n++] = y->all[k].steps[s];
            add_way(&to, &w);
        }
    return to;
}

static void
mix(struct ways *to, struct way w, const struct way *x, int i,
    const struct way *y, int k)
{
    if (i == x->n && k == y->n) {
        add_way(to, &w);
        return;
    }
    if (w.n == WORD_MAX)
        return;
    for (int is_y = 0; is_y < 2; is_y++) {
        if (is_y ? k == y->n : i == x->n)
            continue;
        struct way next = w;
        next.steps[next.n++] = is_y ? y->steps[k] : x->steps[i];
        mix(to, next, x, i + !is_y, y, k + is_y);
    }
}

static struct ways
words_of(struct arena *a, const struct cp_pathway_item *item);

static struct ways
words_once(struct arena *a, const struct cp_pathway_item *item)
{
    struct ways to = new_ways(a), mixed;
    struct way one = { .steps = { item }, .n = 1 }, none = { .n = 0 };
    if (item->kind == CP_PATHWAY_STEP)
        add_way(&to, &one);
    else if (item->kind != CP_PATHWAY_ONE_OF)
        add_way(&to, &none);
    for (int i = 0; i < item->n_items; i++) {
        struct ways part = words_of(a, item->items[i]);
        to.is_full |= part.is_full;
        if (item->kind == CP_PATHWAY_ONE_OF) {
            for (int k = 0; k < part.n; k++)
                add_way(&to, &part.all[k]);
        } else if (item->kind == CP_PATHWAY_IN_ORDER) {
            to = behind(a, &to, &part);
        } else {
            mixed = new_ways(a);
            mixed.is_full = to.is_full;
            for (int x = 0; x < to.n && !mixed.is_full; x++)
                for (int y = 0; y < part.n; y++)
                    mix(&mixed, none, &to.all[x], 0, &part.all[y], 0);
            to = mixed;
        }
    }
    return to;
}

static struct ways
words_of(struct arena *a, const struct cp_pathway_item *item)
{
    struct ways once = words_once(a, item), all = once, last = once;
    for (int i = 1; item->may_repeat && i < REPEATS && !all.is_full; i++) {
        last = behind(a, &last, &once);
        all.is_full |= last.is_full;
        for (int k = 0; k < last.n; k++)
            add_way(&all, &last.all[k]);
    }
    if (item->may_skip)
        add_way(&all, &(struct way){ .n = 0 });
    return all;
}

/* The cheapest alignment of a trace and a word, some moves forbidden. */
static int
cheapest(const text *names, int n, const struct way *w, bool is_prefix,
    text no_skip, text no_extra)
{
    int cost[WORD_MAX + 2][WORD_MAX + 2], best = 1000;
    for (int i = 0; i <= n; i++)
        for (int k = 0; k <= w->n; k++) {
            int c = i + k == 0 ? 0 : 1000;
            if (i > 0 && cost[i - 1][k] + 1 < c &&
                !text_is_equal(names[i - 1], no_extra))
                c = cost[i - 1][k] + 1;
            if (k > 0 && cost[i][k - 1] + 1 < c &&
                !text_is_equal(w->steps[k - 1]->name, no_skip))
                c = cost[i][k - 1] + 1;
            if (i > 0 && k > 0 && cost[i - 1][k - 1] < c &&
                text_is_equal(w->steps[k - 1]->name, names[i - 1]))
                c = cost[i - 1][k - 1];
            cost[i][k] = c;
            if (i == n && (is_prefix || k == w->n) && c < best)
                best = c;
        }
    return best;
}

static int
cheapest_of_all(const struct ways *all, const text *names, int n,
    bool is_prefix, text no_skip, text no_extra)
{
    int best = 1000;
    for (int i = 0; i < all->n; i++) {
        int c = cheapest(names, n, &all->all[i], is_prefix, no_skip, no_extra);
        best = c < best ? c : best;
    }
    return best;
}

static void
by_lot(struct random *r, struct buf *b, int depth)
{
    static const char *const operators[] = { "->( ", "X( ", "+( ", "*( " };
    if (depth == 0 || random_below(r, 4) == 0) {
        if (random_below(r, 6) == 0)
            buf_add(b, TEXT("tau"));
        else
            buf_print(b, "'%c'", 'a' + (int)random_below(r, 4));
        return;
    }
    uint64_t kind = random_below(r, 4);
    buf_add(b, text_of(operators[kind]));
    for (int i = 0; i < 2; i++) {
        if (i > 0)
            buf_add(b, TEXT(", "));
        by_lot(r, b, depth - 1);
    }
    buf_add(b, TEXT(" )"));
}

static void
check_findings(const struct cp_judged *j, const struct ways *all,
    const text *names, int n, text tree)
{
    text none = { 0 };
    int best = cheapest_of_all(all, names, n, !j->is_closed, none, none);
    if (best != cp_judged_cost(j))
        fail_msg("%d, not %d: %.*s", cp_judged_cost(j), best, TEXT_ARG(tree));
    for (int i = 0; i < j->n_findings; i++) {
        const struct cp_finding *f = &j->findings[i];
        bool is_certain = true;
        if (f->kind != CP_SKIPPED)
            is_certain = cheapest_of_all(all, names, n, !j->is_closed, none,
                             f->name) > best;
        if (f->kind != CP_EXTRA)
            is_certain &= cheapest_of_all(all, names, n, !j->is_closed, f->name,
                              none) > best;
        if (f->is_certain != is_certain)
            fail_msg("%.*s is %scertain: %.*s", TEXT_ARG(f->name),
                is_certain ? "" : "not ", TEXT_ARG(tree));
    }
}

static void
what_is_certain_is_in_all_cheapest_ways(void **state)
{
    struct arena a;
    struct random r = random_from(11);
    int n_judged = 0, n_certain = 0, n_found = 0;
    (void)state;
    arena_open(&a, 1 << 29);
    for (int i = 0; i < 700; i++, arena_reset(&a, 1 << 29)) {
        struct cp_pathway p;
        struct cp_pathway_fault fault;
        struct buf b = buf_in(&a, 200);
        by_lot(&r, &b, 3);
        text tree = buf_text(&b);
        assert_int_equal(cp_tree_parse(&p, &a, tree, &fault), OK);
        struct cp_model *m = cp_model_of(&p, &a);
        struct cp_pathway_item whole = {
            .kind = CP_PATHWAY_IN_ORDER, .items = p.rows, .n_items = p.n_rows
        };
        struct ways all = words_of(&a, &whole);
        if (all.is_full)
            continue; /* too many to look at */
        for (int t = 0; t < 6; t++) {
            text names[3];
            int32_t events[3];
            int n = (int)random_below(&r, 4);
            for (int k = 0; k < n; k++) {
                names[k] = (text){ &"abcdz"[random_below(&r, 5)], 1 };
                events[k] = cp_model_activity(m, names[k]);
            }
            struct cp_judged j;
            cp_judge(&j, m, &a, events, names, n, t % 2 == 0);
            check_findings(&j, &all, names, n, tree);
            n_judged++;
            for (int k = 0; k < j.n_findings; k++) {
                n_found++;
                n_certain += j.findings[k].is_certain;
            }
        }
    }
    assert_true(n_judged > 1500 && n_certain > 500);
    assert_true(n_found > n_certain + 200);
    arena_close(&a);
}

static void
two_that_changed_places_are_one_or_the_other(void **state)
{
    struct arena a;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    struct cp_judged j;
    text names[] = { TEXT_INIT("B"), TEXT_INIT("A"), TEXT_INIT("C"),
        TEXT_INIT("x") };
    int32_t events[4];
    (void)state;
    arena_open(&a, 1 << 24);
    assert_int_equal(
        cp_pathway_parse(&p, &a, TEXT("A\nB\nC [log: C, D]\nE\n"), &fault), OK);
    struct cp_model *m = cp_model_of(&p, &a);
    for (int i = 0; i < 4; i++)
        events[i] = cp_model_activity(m, names[i]);
    cp_judge(&j, m, &a, events, names, 4, true);
    assert_int_equal(j.cost.full, 4);
    assert_int_equal(j.n_findings, 3);
    int n_certain = 0;
    for (int i = 0; i < 3; i++)
        if (j.findings[i].kind == CP_OUT_OF_ORDER)
            assert_false(j.findings[i].is_certain);
        else
            n_certain += j.findings[i].is_certain;
    assert_int_equal(n_certain, 2); /* x is extra, and E was left out */
    cp_judge(&j, m, &a, events, names, 4, false);
    assert_int_equal(j.cost.prefix, 3);
    /* the first place where so little is lost */
    assert_true(text_is_equal(j.path.last->name, TEXT("A")));
    arena_close(&a);
}

/* ---- Known numbers --------------------------------------------------------
 */

static const char *
more_answers(struct arena *a, text path)
{
    const char *folder = getenv("CP_ORACLE");
    text full = arena_print(a, "%s/%.*s",
        folder != NULL ? folder : "../shared/oracle/pathway", TEXT_ARG(path));
    return file_is_there(full) ? full.ptr : NULL;
}

static text
file_of(struct arena *a, const char *path)
{
    struct why why = { 0 };
    text bytes;
    if (file_read(text_of(path), a, 1 << 22, &bytes, &why) != OK)
        fail_msg("%s", why.text);
    return bytes;
}

static double
number_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    assert_non_null(m);
    return m->is_int ? (double)m->number : m->real;
}

static void
fit_pair(struct arena *a, const struct json_value *known, text tree, text rows)
{
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    assert_int_equal(cp_tree_parse(&p, a, tree, &fault), OK);
    struct cp_model *m = cp_model_of(&p, a);
    struct cp_fit *fit = cp_fit_begin(m, a, 1000);
    while (rows.len > 0) {
        text line = text_cut(rows, '\n', &rows);
        int64_t n_cases;
        text names[400];
        int32_t events[400];
        int n = 0;
        if (!text_parse_int(text_cut(line, '\t', &line), &n_cases))
            continue;
        (void)text_cut(line, '\t', &line);
        (void)text_cut(line, '\t', &line);
        while (line.len > 0) {
            names[n] = text_cut(line, '\t', &line);
            events[n] = cp_model_activity(m, names[n]);
            n++;
        }
        struct cp_judged j;
        cp_judge(&j, m, a, events, names, n, true);
        cp_fit_add(fit, &j, n, n_cases);
    }
    cp_fit_end(fit);
    assert_int_equal(fit->n_cases, (int64_t)number_of(known, "cases"));
    assert_int_equal(fit->n_fit, (int64_t)number_of(known, "fitting_cases"));
    assert_int_equal(fit->cost, (int64_t)number_of(known, "sum_cost"));
    assert_int_equal(
        fit->n_prefix_fit, (int64_t)number_of(known, "prefix_fitting_cases"));
    assert_int_equal(
        fit->prefix_cost, (int64_t)number_of(known, "sum_prefix_cost"));
    assert_int_equal(fit->shortest, (int64_t)number_of(known, "shortest_run"));
    assert_true(fabs(fit->mean_fitness -
                    number_of(known, "average_trace_fitness")) < 1e-9);
    assert_true(fabs(fit->log_fitness -
                    number_of(known, "log_fitness_integer")) < 1e-9);
}

static void
fitness_of_logs_is_what_is_known(void **state)
{
    struct arena a;
    struct json_value *all;
    struct why why = { 0 };
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 29);
    assert_int_equal(json_parse(file_of(&a, FOLDER "alignments_summary.json"),
                         &a, &all, &why),
        OK);
    for (const struct json_value *v = all->first; v != NULL; v = v->next) {
        text log = json_find(v, TEXT("log"))->text;
        text model = json_find(v, TEXT("model"))->text;
        bool is_own = text_is_equal(log, TEXT("synth_c1000"));
        const char *rows = is_own
            ? FOLDER "synth_c1000__synth_intended.tsv"
            : more_answers(&a,
                  arena_print(&a, "expected/align/%.*s__%.*s.tsv",
                      TEXT_ARG(log), TEXT_ARG(model)));
        const char *tree = is_own
            ? FOLDER "synth_intended.tree"
            : more_answers(
                  &a, arena_print(&a, "models/%.*s.tree", TEXT_ARG(model)));
        if (rows == NULL || tree == NULL)
            continue;
        struct arena_mark mark = arena_mark(&a);
        fit_pair(&a, v, file_of(&a, tree), file_of(&a, rows));
        arena_rewind(&a, mark);
        n++;
    }
    assert_true(n >= 1);
    arena_close(&a);
}

int
fit_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_certain_is_in_all_cheapest_ways),
        cmocka_unit_test(two_that_changed_places_are_one_or_the_other),
        cmocka_unit_test(fitness_of_logs_is_what_is_known),
    };
    return cmocka_run_group_tests_name("engine/fit", tests, NULL, NULL);
}
