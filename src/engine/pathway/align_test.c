/* Costs of alignments against known answers. */
#include "engine/pathway/align.h"

#include "base/json.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int align_test(void);

#define FOLDER "test/oracle/pathway/"

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    assert_non_null(m);
    return m;
}

static void
fail_path(const struct cp_alignment *path, const text *names, text source,
    bool is_prefix)
{
    static const char *const kinds[] = { "=", "+", "-" };
    for (ptrdiff_t i = 0; i < path->n; i++) {
        const struct cp_move *move = &path->moves[i];
        text what = move->step != NULL ? move->step->name : names[move->event];
        print_error(
            "%s%.*s@%d ", kinds[move->kind], TEXT_ARG(what), move->event);
    }
    fail_msg("%s, cost %d, in\n%.*s", is_prefix ? "prefix" : "full", path->cost,
        TEXT_ARG(source));
}

static void
drawn_pathways_cost_what_is_known(void **state)
{
    struct arena a;
    struct json_value *all;
    struct why why = { 0 };
    text bytes;
    int n_traces = 0;
    (void)state;
    arena_open(&a, 1 << 27);
    assert_int_equal(file_read(TEXT(FOLDER "pathway_alignments.json"), &a,
                         1 << 20, &bytes, &why),
        OK);
    assert_int_equal(json_parse(bytes, &a, &all, &why), OK);
    for (const struct json_value *v = all->first; v != NULL; v = v->next) {
        struct cp_pathway p;
        struct cp_pathway_fault fault;
        text source = member(v, "pathway")->text;
        assert_int_equal(cp_pathway_parse(&p, &a, source, &fault), OK);
        assert_int_equal(
            cp_pathway_shortest(&p), member(v, "shortest")->number);
        struct cp_model *m = cp_model_of(&p, &a);
        for (const struct json_value *t = member(v, "traces")->first; t != NULL;
             t = t->next, n_traces++) {
            int32_t events[100];
            text names[100];
            int n = 0;
            for (const struct json_value *e = member(t, "events")->first;
                 e != NULL; e = e->next) {
                names[n] = e->text;
                events[n++] = cp_model_activity(m, e->text);
            }
            struct cp_align_cost c = cp_align_cost(m, &a, events, n);
            for (int is_prefix = 0; is_prefix < 2; is_prefix++) {
                struct cp_alignment path;
                struct arena_mark mark = arena_mark(&a);
                cp_align(&path, m, &a, events, n, is_prefix);
                assert_int_equal(path.cost, is_prefix ? c.prefix : c.full);
                if (!cp_align_check(&path, &p, &a, names, n, is_prefix))
                    fail_path(&path, names, source, is_prefix);
                arena_rewind(&a, mark);
            }
            if (c.full != member(t, "full")->number ||
                c.prefix != member(t, "prefix")->number) {
                struct buf b = buf_in(&a, 200);
                for (const struct json_value *e = member(t, "events")->first;
                     e != NULL; e = e->next)
                    buf_print(&b, "%.*s ", TEXT_ARG(e->text));
                fail_msg("%d %d, not %d %d: %.*s in\n%.*s", c.full, c.prefix,
                    (int)member(t, "full")->number,
                    (int)member(t, "prefix")->number, TEXT_ARG(buf_text(&b)),
                    TEXT_ARG(source));
            }
        }
    }
    assert_int_equal(n_traces, 2400);
    arena_close(&a);
}

int
align_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawn_pathways_cost_what_is_known),
    };
    return cmocka_run_group_tests_name("engine/align", tests, NULL, NULL);
}
