/* Process trees as text, and how far traces are from them. */
#include "engine/pathway/align.h"
#include "engine/pathway/tree.h"

#include "base/random.h"
#include "os/file.h"    /* lint: known answers are files */
#include "os/gunzip.h"  /* lint: one of them is packed */
#include "os/process.h" /* lint: time */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

int tree_test(void);

#define FOLDER "test/oracle/pathway/"
enum { WORD_MAX = 400 };

static text
file_of(struct arena *a, const char *path)
{
    struct why why = { 0 };
    text bytes;
    if (file_read(text_of(path), a, 1 << 22, &bytes, &why) != OK)
        fail_msg("%s", why.text);
    return bytes;
}

/* Packed or not. */
static text
plain_file_of(struct arena *a, const char *path)
{
    struct why why = { 0 };
    text in = file_of(a, path), out;
    struct buf b = buf_in(a, 1 << 22);
    if (!gunzip_is(in))
        return in;
    struct gunzip *g = gunzip_open(a, 1 << 24);
    assert_non_null(g);
    do {
        assert_int_equal(gunzip_take(g, &in, &out, &why), OK);
        buf_add(&b, out);
    } while (out.len > 0);
    assert_true(gunzip_is_whole(g));
    gunzip_close(g);
    return buf_text(&b);
}

/* More answers, where somebody has them; NULL: nobody has. */
static const char *
more_answers(struct arena *a, const char *path)
{
    const char *folder = getenv("CP_ORACLE");
    text full = arena_print(
        a, "%s/%s", folder != NULL ? folder : "../shared/oracle/pathway", path);
    return file_is_there(full) ? full.ptr : NULL;
}

static struct cp_model *
model_of(struct arena *a, text source, struct cp_pathway *p)
{
    struct cp_pathway_fault fault;
    if (cp_tree_parse(p, a, source, &fault) != OK)
        fail_msg("line %d, column %d: %s in\n%.*s", fault.line, fault.column,
            fault.phrase, TEXT_ARG(source));
    return cp_model_of(p, a);
}

struct trace {
    int32_t events[WORD_MAX];
    text names[WORD_MAX];
    ptrdiff_t n;
};

static void
take_trace(struct trace *t, const struct cp_model *m, text words, char between)
{
    t->n = 0;
    for (text rest = words; rest.len > 0;) {
        text name = text_cut(rest, between, &rest);
        assert_true(t->n < WORD_MAX);
        t->names[t->n] = name;
        t->events[t->n++] = cp_model_activity(m, name);
    }
}

/* Both costs, and both ways looked at by the checker. */
static void
must_cost(const struct cp_pathway *p, const struct cp_model *m, struct arena *a,
    const struct trace *t, int64_t full, int64_t prefix)
{
    struct cp_align_cost is = cp_align_cost(m, a, t->events, t->n);
    if (is.full != full || (prefix >= 0 && is.prefix != prefix)) {
        struct buf b = buf_in(a, 1000);
        (void)cp_pathway_write_tree(p, &b);
        buf_byte(&b, '\n');
        for (ptrdiff_t i = 0; i < t->n; i++)
            buf_print(&b, " %.*s", TEXT_ARG(t->names[i]));
        fail_msg("%d %d, not %d %d: %.*s", is.full, is.prefix, (int)full,
            (int)prefix, TEXT_ARG(buf_text(&b)));
    }
    for (int is_prefix = 0; is_prefix < 2; is_prefix++) {
        struct arena_mark mark = arena_mark(a);
        struct cp_alignment path;
        cp_align(&path, m, a, t->events, t->n, is_prefix);
        assert_int_equal(path.cost, is_prefix ? is.prefix : is.full);
        if (!cp_align_check(&path, p, a, t->names, t->n, is_prefix))
            fail_msg("a way of cost %d is none", path.cost);
        arena_rewind(a, mark);
    }
}

/* tree, trace, cost [, prefix cost]; the trace's words parted by blanks */
static int
run_rows(struct arena *a, text rows, bool has_prefix)
{
    static struct trace t;
    struct arena_mark mark = arena_mark(a);
    text last = { 0 };
    struct cp_pathway p;
    struct cp_model *m = NULL;
    int n = 0;
    (void)text_cut(rows, '\n', &rows);
    while (rows.len > 0) {
        text line = text_cut(rows, '\n', &rows);
        text tree = text_cut(line, '\t', &line);
        text words = text_cut(line, '\t', &line);
        text full_text = text_cut(line, '\t', &line);
        int64_t full, prefix = -1;
        assert_true(text_parse_int(full_text, &full));
        assert_true(!has_prefix || text_parse_int(line, &prefix));
        if (!text_is_equal(tree, last)) {
            arena_rewind(a, mark);
            m = model_of(a, tree, &p);
            last = tree;
        }
        take_trace(&t, m, words, ' ');
        must_cost(&p, m, a, &t, full, prefix);
        n++;
    }
    arena_rewind(a, mark);
    return n;
}

static void
random_trees_cost_what_is_known(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 27);
    text rows = file_of(&a, FOLDER "tree_alignments.tsv");
    assert_int_equal(run_rows(&a, rows, false), 4800);
    rows = file_of(&a, FOLDER "tree_prefix_alignments.tsv");
    assert_int_equal(run_rows(&a, rows, true), 3000);
    arena_close(&a);
}

static void
an_activity_in_two_parts_costs_what_is_known(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 28);
    text rows = file_of(&a, FOLDER "duplicate_labels.tsv");
    assert_int_equal(run_rows(&a, rows, true), 400);
    arena_close(&a);
}

/* case_count, cost, prefix cost, activities; with or without a head */
static int
run_variants(struct arena *a, text tree, text rows)
{
    static struct trace t;
    struct cp_pathway p;
    struct cp_model *m = model_of(a, tree, &p);
    int n = 0;
    while (rows.len > 0) {
        text line = text_cut(rows, '\n', &rows);
        int64_t numbers[3];
        bool is_head = false;
        for (int i = 0; i < 3; i++)
            is_head |=
                !text_parse_int(text_cut(line, '\t', &line), &numbers[i]);
        if (is_head)
            continue;
        take_trace(&t, m, line, '\t');
        struct arena_mark mark = arena_mark(a);
        must_cost(&p, m, a, &t, numbers[1], numbers[2]);
        arena_rewind(a, mark);
        n++;
    }
    return n;
}

static void
logs_cost_what_is_known_against_trees(void **state)
{
    static const struct {
        const char *log, *model;
        int n;
    } pairs[] = { { "running-example", "running_im", 6 },
        { "running-example", "running_intended", 6 },
        { "roadtraffic100traces", "roadtraffic_imf", 10 },
        { "receipt", "receipt_imf", 116 }, { "receipt", "receipt_im", 116 },
        { "sepsis", "sepsis_intended", 846 }, { "sepsis", "sepsis_imf", 846 },
        { "sepsis", "sepsis_im", 846 },
        { "synth_c100000", "synth_intended", 33'096 },
        { "fair_hospital_high", "fair_hospital_intended", 80 } };
    struct arena a;
    (void)state;
    arena_open(&a, (ptrdiff_t)1 << 31);
    text tree = file_of(&a, FOLDER "synth_intended.tree");
    text rows = file_of(&a, FOLDER "synth_c1000__synth_intended.tsv");
    assert_int_equal(run_variants(&a, tree, rows), 763);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct arena_mark mark = arena_mark(&a);
        const char *model = more_answers(
            &a, arena_print(&a, "models/%s.tree", pairs[i].model).ptr);
        const char *known = more_answers(&a,
            arena_print(
                &a, "expected/align/%s__%s.tsv", pairs[i].log, pairs[i].model)
                .ptr);
        if (known == NULL)
            known = more_answers(&a,
                arena_print(&a, "expected/align/%s__%s.tsv.gz", pairs[i].log,
                    pairs[i].model)
                    .ptr);
        if (model != NULL && known != NULL)
            assert_int_equal(
                run_variants(&a, file_of(&a, model), plain_file_of(&a, known)),
                pairs[i].n);
        arena_rewind(&a, mark);
    }
    arena_close(&a);
}

static void
wrong_trees_are_refused_where_they_are_wrong(void **state)
{
    static const struct {
        const char *tree;
        int line, column;
        const char *says;
    } wrong[] = { { "", 1, 1, "here should stand" },
        { "->( 'A', 'B'", 1, 13, "add )" },
        { "->( 'A' 'B' )", 1, 9, "a comma or )" },
        { "->( 'A',\n  B )", 2, 3, "no part of a tree" },
        { "->( 'A', )", 1, 10, "no part of a tree" },
        { "X()", 1, 3, "no part of a tree" },
        { "->( 'Å', O( 'B', 'C' ) )", 1, 10, "no part of a tree" },
        { "*( 'A' )", 1, 1, "two parts or three" },
        { "*( 'A', 'B', 'C', 'D' )", 1, 1, "two parts or three" },
        { "->( 'A', 'B\n' )", 1, 10, "no quotation mark" },
        { "'A' 'B'", 1, 5, "one operator holds all" },
        { "''", 1, 1, "write tau" }, { "->( 'A\xff' )", 1, 7, "UTF-8" } };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct cp_pathway p;
        struct cp_pathway_fault fault;
        assert_int_equal(cp_tree_parse(&p, &a, text_of(wrong[i].tree), &fault),
            ERR_BAD_INPUT);
        if (strstr(fault.phrase, wrong[i].says) == NULL ||
            fault.line != wrong[i].line || fault.column != wrong[i].column)
            fail_msg("%d:%d: %s, of %s", fault.line, fault.column, fault.phrase,
                wrong[i].tree);
    }
    arena_close(&a);
}

static void
deep_and_growing_trees_are_sentences(void **state)
{
    struct arena a;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    (void)state;
    arena_open(&a, 1 << 26);
    struct buf b = buf_in(&a, 1 << 20);
    for (int i = 0; i < 100'000; i++)
        buf_add(&b, TEXT("->( "));
    assert_int_equal(
        cp_tree_parse(&p, &a, buf_text(&b), &fault), ERR_BAD_INPUT);
    assert_non_null(strstr(fault.phrase, "200 levels"));
    /* each loop writes what is in it twice */
    b.len = 0;
    for (int i = 0; i < 40; i++)
        buf_add(&b, TEXT("*( "));
    buf_add(&b, TEXT("'A'"));
    for (int i = 0; i < 40; i++)
        buf_add(&b, TEXT(", 'B' )"));
    assert_int_equal(
        cp_tree_parse(&p, &a, buf_text(&b), &fault), ERR_BAD_INPUT);
    assert_non_null(strstr(fault.phrase, "loops within loops"));
    arena_close(&a);
}

static void
a_tree_is_written_as_a_list(void **state)
{
    static const struct {
        const char *tree, *list;
    } known[] = {
        { "->( 'A', X( tau, 'B' ), *( 'C', tau ), X( tau, *( 'D', tau ) ) )",
            "A\nB?\nC+\nD*\n" },
        { "->( 'A', ->( 'B', +( 'C', +( 'D', 'E' ) ) ) )",
            "A\nB\nany order: C ; D ; E\n" },
        { "*( 'A', 'B' )", "A\n( B, A )*\n" },
        { "*( ->( 'A', 'B' ), 'C', 'D' )", "A\nB\n( C, A, B )*\nD\n" },
        { "*( tau, 'B' )", "B*\n" },
        { "X( 'it''s', \"x \"\"y\"\"\" )", "one of: it's | \"x \"\"y\"\"\"\n" },
        { "X( 'A', X( 'B', X( tau, 'C' ) ) )", "one of: A | B | C?\n" },
        { "\xef\xbb\xbf X(tau,->('A','B'))\n", "( A, B )?\n" },
    };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct cp_pathway p;
        struct cp_pathway_fault fault;
        struct buf b = buf_in(&a, 200);
        assert_true(cp_tree_is(text_of(known[i].tree)));
        assert_false(cp_tree_is(text_of(known[i].list)));
        (void)model_of(&a, text_of(known[i].tree), &p);
        assert_true(cp_tree_has_list(&p, &a, &fault));
        cp_pathway_write(&p, &b);
        buf_byte(&b, '\0');
        assert_string_equal(b.ptr, known[i].list);
    }
    arena_close(&a);
}

static void
what_no_list_can_say_is_said(void **state)
{
    static const char *const trees[] = { "tau", "X( tau, tau )",
        "+( 'A', 'A' )", "+( 'A', ->( 'B', 'A' ) )" };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++) {
        struct cp_pathway p;
        struct cp_pathway_fault fault;
        (void)model_of(&a, text_of(trees[i]), &p);
        assert_false(cp_tree_has_list(&p, &a, &fault));
        assert_true(strlen(fault.phrase) > 10);
    }
    arena_close(&a);
}

/* Each event may be any of them, so that a search is soon at its end, and what
 * it costs at least was looked for once a part in all of it: minutes. */
static void
very_many_parts_alike_are_soon_judged(void **state)
{
    enum { PARTS = 19'000, EVENTS = 20 };
    struct arena a;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    int32_t events[EVENTS] = { 0 };
    (void)state;
    arena_open(&a, 1 << 30);
    struct buf b = buf_in(&a, 8 * PARTS);
    buf_add(&b, TEXT("+( 'a'"));
    for (int i = 1; i < PARTS; i++)
        buf_add(&b, TEXT(", 'a'"));
    buf_add(&b, TEXT(" )"));
    assert_int_equal(cp_tree_parse(&p, &a, buf_text(&b), &fault), OK);
    const struct cp_model *m = cp_model_of(&p, &a);
    int64_t began = cpu_ns();
    struct cp_align_cost c = cp_align_cost(m, &a, events, EVENTS);
    assert_true(c.full - c.full_gap <= PARTS - EVENTS && c.prefix_gap >= 0);
    assert_true(c.full >= PARTS - EVENTS && c.prefix >= 0);
    assert_true(cpu_ns() - began < 20 * INT64_C(1'000'000'000));
    arena_close(&a);
}

int
tree_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_trees_are_refused_where_they_are_wrong),
        cmocka_unit_test(deep_and_growing_trees_are_sentences),
        cmocka_unit_test(a_tree_is_written_as_a_list),
        cmocka_unit_test(what_no_list_can_say_is_said),
        cmocka_unit_test(random_trees_cost_what_is_known),
        cmocka_unit_test(an_activity_in_two_parts_costs_what_is_known),
        cmocka_unit_test(logs_cost_what_is_known_against_trees),
        cmocka_unit_test(very_many_parts_alike_are_soon_judged),
    };
    return cmocka_run_group_tests_name("engine/tree", tests, NULL, NULL);
}
