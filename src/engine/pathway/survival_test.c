/* Waits against what R says. */
#include "engine/pathway/survival.h"

#include "base/json.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

int survival_test(void);

enum { WAITS_MAX = 400 };

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

static const struct json_value *
known(struct arena *a, const char *path)
{
    struct why why = { 0 };
    struct json_value *all;
    text bytes;
    assert_int_equal(file_read(text_of(path), a, 1 << 20, &bytes, &why), OK);
    assert_int_equal(json_parse(bytes, a, &all, &why), OK);
    return all->first;
}

static void
near(const struct json_value *wanted, double is)
{
    if (wanted->type == JSON_NULL)
        return;
    if (!(fabs(is - wanted->real) <= 1e-9 * fabs(wanted->real) + 1e-12))
        fail_msg("%.15g, not %.15g", is, wanted->real);
}

static ptrdiff_t
read_waits(const struct json_value *v, const char *cause,
    struct cp_wait waits[WAITS_MAX])
{
    ptrdiff_t n = 0, i = 0;
    for (const struct json_value *t = member(v, "time")->first; t != NULL;
         t = t->next)
        waits[n++] = (struct cp_wait){ .time = t->number };
    for (const struct json_value *c = member(v, cause)->first; c != NULL;
         c = c->next)
        waits[i++].cause = (int32_t)c->number;
    const struct json_value *groups = json_find(v, TEXT("group"));
    i = 0;
    for (const struct json_value *g = groups == NULL ? NULL : groups->first;
         g != NULL; g = g->next)
        waits[i++].group = *g->text.ptr - 'A';
    return n;
}

static void
survivors_and_their_limits_are_known(void **state)
{
    struct arena a;
    int n_rows = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    for (const struct json_value *v =
             known(&a, "test/oracle/pathway/survival.json");
         v != NULL; v = v->next) {
        struct cp_wait waits[WAITS_MAX];
        struct cp_survival s[26] = { 0 };
        ptrdiff_t n = read_waits(v, "event", waits);
        for (int32_t g = 0; g < 26; g++)
            cp_survival(&s[g], &a, waits, n, g);
        for (const struct json_value *k = member(v, "km")->first; k != NULL;
             k = k->next, n_rows++) {
            const struct cp_survival *own =
                &s[*member(k, "group")->text.ptr - 'A'];
            ptrdiff_t i = 0;
            while (i < own->n && own->rows[i].time != member(k, "time")->number)
                i++;
            assert_true(i < own->n);
            const struct cp_survival_row *row = &own->rows[i];
            assert_int_equal(row->n_at_risk, member(k, "at_risk")->number);
            assert_int_equal(row->n_events, member(k, "events")->number);
            near(member(k, "surv"), row->still);
            near(member(k, "se"), row->error);
            near(member(k, "lower"), row->low);
            near(member(k, "upper"), row->high);
            assert_int_equal(
                isnan(row->low), member(k, "lower")->type == JSON_NULL);
        }
    }
    assert_true(n_rows > 100);
    arena_close(&a);
}

static void
groups_are_compared_as_is_known(void **state)
{
    struct arena a;
    int n_sets = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    for (const struct json_value *v =
             known(&a, "test/oracle/pathway/survival.json");
         v != NULL; v = v->next, n_sets++) {
        struct cp_wait waits[WAITS_MAX];
        struct cp_logrank rank;
        ptrdiff_t n = read_waits(v, "event", waits);
        int32_t n_groups = 0;
        for (ptrdiff_t i = 0; i < n; i++)
            if (waits[i].group >= n_groups)
                n_groups = waits[i].group + 1;
        cp_survival_compare(&rank, &a, waits, n, n_groups);
        const struct json_value *lr = member(v, "logrank");
        if (lr->type == JSON_NULL)
            continue;
        double observed = 0, expected = 0;
        const struct json_value *o = member(lr, "observed")->first;
        const struct json_value *e = member(lr, "expected")->first;
        for (const struct json_value *name = member(lr, "groups")->first;
             name != NULL; name = name->next, o = o->next, e = e->next) {
            near(o, rank.observed[*name->text.ptr - 'A']);
            near(e, rank.expected[*name->text.ptr - 'A']);
        }
        const struct json_value *chi = member(lr, "chisq");
        near(chi->type == JSON_ARRAY ? chi->first : chi, rank.statistic);
        for (int32_t g = 0; g < n_groups; g++) {
            observed += rank.observed[g];
            expected += rank.expected[g];
        }
        assert_true(fabs(observed - expected) < 1e-9);
    }
    assert_int_equal(n_sets, 40);
    arena_close(&a);
}

static void
causes_add_up_to_what_is_known(void **state)
{
    struct arena a;
    int n_sets = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    for (const struct json_value *v =
             known(&a, "test/oracle/pathway/competing_events.json");
         v != NULL; v = v->next, n_sets++) {
        struct cp_wait waits[WAITS_MAX];
        struct cp_causes causes;
        ptrdiff_t n = read_waits(v, "cause", waits);
        cp_survival_causes(&causes, &a, waits, n);
        for (const struct json_value *k = member(v, "at")->first; k != NULL;
             k = k->next) {
            const struct cp_cause_row *last = NULL;
            for (ptrdiff_t i = 0; i < causes.n; i++)
                if (causes.rows[i].time <= member(k, "time")->number)
                    last = &causes.rows[i];
            near(member(k, "target"), last == NULL ? 0 : last->target);
            near(member(k, "other"), last == NULL ? 0 : last->other);
        }
    }
    assert_int_equal(n_sets, 15);
    arena_close(&a);
}

int
survival_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survivors_and_their_limits_are_known),
        cmocka_unit_test(groups_are_compared_as_is_known),
        cmocka_unit_test(causes_add_up_to_what_is_known),
    };
    return cmocka_run_group_tests_name("engine/survival", tests, NULL, NULL);
}
