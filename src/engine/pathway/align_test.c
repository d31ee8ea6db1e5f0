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
            int n = 0;
            for (const struct json_value *e = member(t, "events")->first;
                 e != NULL; e = e->next)
                events[n++] = cp_model_activity(m, e->text);
            struct cp_align_cost c = cp_align_cost(m, &a, events, n);
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
