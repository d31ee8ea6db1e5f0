/* What Polis computes, against what its production computed, and against a
 * transcription of its formulas. */
#include "engine/opinion/polis.h"

#include "support/known.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int polis_test(void);

static const char SMALL[] = "test/oracle/opinion/";

static void
moderate(struct cp_votes *v, const struct json_value *list, bool *flags)
{
    for (const struct json_value *s = list->first; s != NULL; s = s->next) {
        int32_t j = cp_votes_statement(v, s->text);
        if (j >= 0)
            flags[j] = true;
    }
}

/* ---- Formulas ---------------------------------------------------------------
 */

static void
tests_of_shares_are_those_of_polis(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    const struct json_value *all = known_json(&a, SMALL, "tests.json"), *c;
    for (c = known_member(all, "prop_test")->first; c != NULL; c = c->next)
        known_is_near(cp_polis_one(known_member(c, "n_success")->number,
                          known_member(c, "n_trials")->number),
            known_member(c, "z")->real, 1e-12);
    for (c = known_member(all, "two_prop_test")->first; c != NULL; c = c->next)
        known_is_near(cp_polis_two(known_member(c, "in_success")->number,
                          known_member(c, "out_success")->number,
                          known_member(c, "in_trials")->number,
                          known_member(c, "out_trials")->number),
            known_member(c, "z")->real, 1e-12);
    for (c = known_member(all, "priority")->first; c != NULL; c = c->next)
        known_is_near(cp_polis_priority(known_member(c, "agree")->number,
                          known_member(c, "passes")->number,
                          known_member(c, "seen")->number,
                          known_member(c, "extremity")->real,
                          known_member(c, "meta")->is_true),
            known_member(c, "priority")->real, 1e-12);
    for (c = known_member(all, "k_smoother")->first; c != NULL; c = c->next) {
        struct cp_polis_smooth s = { 0 };
        const struct json_value *used = known_member(c, "smoothed")->first;
        for (const struct json_value *k = known_member(c, "best_k")->first;
             k != NULL; k = k->next, used = used->next) {
            s = cp_polis_smooth(s, (int32_t)k->number);
            assert_int_equal(s.used, used->number);
        }
    }
    arena_close(&a);
}

/* ---- Small conversations
 * ------------------------------------------------------
 */

static void
vector_is(const struct json_value *known, const double *x, int step)
{
    double same = 0, turned = 0;
    ptrdiff_t i = 0;
    for (const struct json_value *k = known->first; k != NULL;
         k = k->next, i++) {
        same = fmax(same, fabs(k->real - x[step * i]));
        turned = fmax(turned, fabs(k->real + x[step * i]));
    }
    assert_true(fmin(same, turned) < 1e-9);
}

/* The groups that are given, put in place of ours; counts anew. */
static void
give_groups(const struct json_value *groups, struct arena *a,
    const struct cp_votes *v, struct cp_polis *p)
{
    p->k = 0;
    for (int32_t i = 0; i < v->n_people; i++)
        p->group_of[i] = -1;
    for (const struct json_value *one = groups->first; one != NULL;
         one = one->next, p->k++) {
        for (const struct json_value *m = one->first; m != NULL; m = m->next)
            p->group_of[cp_votes_person(v, m->text)] = p->k;
        cp_votes_tally(v, p->group_of, p->k,
            p->group_counts + (ptrdiff_t)p->k * v->n_statements);
    }
    for (int32_t j = 0; j < v->n_statements; j++) {
        p->group_aware[j] = 1;
        for (int32_t g = 0; g < p->k; g++) {
            const struct cp_votes_count *x =
                &p->group_counts[(ptrdiff_t)g * v->n_statements + j];
            p->group_aware[j] *= (x->agree + 1) / ((double)x->all + 2);
        }
    }
    for (int32_t g = 0; g < p->k; g++)
        cp_polis_represent(&p->groups[g], a, v, p->group_counts, g, p->k);
}

static void
told_are(const struct json_value *known, const struct cp_votes *v,
    const struct cp_polis *p)
{
    int g = 0;
    for (const struct json_value *one = known->first; one != NULL;
         one = one->next, g++) {
        int i = 0;
        assert_int_equal(p->groups[g].n_told, one->n);
        for (const struct json_value *t = one->first; t != NULL;
             t = t->next, i++) {
            const struct cp_polis_told *mine = &p->groups[g].told[i];
            assert_true(
                text_is_equal(v->statements[mine->statement], t->first->text));
            assert_int_equal(mine->is_agree,
                text_is_equal(t->first->next->text, TEXT("agree")));
        }
    }
}

static void
consensus_is(const struct json_value *known, const struct cp_votes *v,
    const struct cp_polis_consensus *list, int n)
{
    int i = 0;
    assert_int_equal(n, known->n);
    for (const struct json_value *s = known->first; s != NULL;
         s = s->next, i++) {
        const struct json_value *key =
            s->type == JSON_OBJECT ? known_member(s, "statement") : s;
        assert_true(text_is_equal(v->statements[list[i].statement], key->text));
        if (s->type == JSON_OBJECT)
            known_is_near(
                list[i].p_test, known_member(s, "p_test")->real, 1e-9);
    }
}

static void
one_small(struct arena *a, const struct json_value *one)
{
    struct cp_votes_maker m;
    struct cp_votes v;
    struct cp_polis p;
    const struct json_value *known = known_member(one, "expected");
    cp_votes_begin(&m, a);
    for (const struct json_value *r = known_member(one, "votes")->first;
         r != NULL; r = r->next)
        assert_int_equal(cp_votes_add(&m, r->first->text, r->first->next->text,
                             r->first->next->next->number, 0, NULL),
            OK);
    cp_votes_end(&m, &v);
    moderate(&v, known_member(one, "moderated_out"), v.is_out);
    cp_polis_of(&p, a, &v, &(struct cp_polis_rules){ 0 });
    int32_t i = 0, c = 0;
    for (const struct json_value *x = known_member(known, "center")->first,
                                 *s = known_member(known, "statements")->first;
         x != NULL; x = x->next, s = s->next) {
        int32_t j = cp_votes_statement(&v, s->text);
        if (!v.is_out[j])
            known_is_near(p.map.centre[c++], x->real, 1e-9);
    }
    for (const struct json_value *x = known_member(known, "eigenvalues")->first;
         x != NULL && i < CP_OPINION_VECTORS; x = x->next, i++)
        known_is_near(p.map.values[i], x->real, 1e-9 * (1 + p.map.values[0]));
    i = 0;
    for (const struct json_value *x = known_member(known, "agree")->first;
         x != NULL; x = x->next)
        assert_int_equal(p.counts[i++].agree, x->number);
    i = 0;
    for (const struct json_value *x = known_member(known, "disagree")->first;
         x != NULL; x = x->next)
        assert_int_equal(p.counts[i++].disagree, x->number);
    assert_int_equal(p.n_in, known_member(known, "in_conversation")->n);
    for (const struct json_value *x =
             known_member(known, "in_conversation")->first;
         x != NULL; x = x->next)
        assert_true(p.is_in[cp_votes_person(&v, x->text)]);
    if (json_find(known, TEXT("x")) != NULL)
        vector_is(known_member(known, "x"), p.map.points, 2);
    if (json_find(known, TEXT("y")) != NULL)
        vector_is(known_member(known, "y"), p.map.points + 1, 2);
    consensus_is(known_member(known_member(known, "consensus"), "agree"), &v,
        p.agree, p.n_agree);
    consensus_is(known_member(known_member(known, "consensus"), "disagree"), &v,
        p.disagree, p.n_disagree);
    if (json_find(known, TEXT("groups")) != NULL) {
        give_groups(known_member(known, "groups"), a, &v, &p);
        told_are(known_member(known, "representative"), &v, &p);
        i = 0;
        for (const struct json_value *x = known_member(known, "gac")->first;
             x != NULL; x = x->next)
            known_is_near(p.group_aware[i++], x->real, 1e-9);
    }
    assert_true(cp_opinion_map_check(a, &p.map, &p.sheet, NULL) < 1e-9);
}

static void
small_conversations_come_out_as_known(void **state)
{
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    const struct json_value *all = known_json(&a, SMALL, "small.json");
    for (const struct json_value *one =
             known_member(all, "conversations")->first;
         one != NULL; one = one->next, n++)
        one_small(&a, one);
    assert_int_equal(n, 11);
    arena_close(&a);
}

int
polis_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tests_of_shares_are_those_of_polis),
        cmocka_unit_test(small_conversations_come_out_as_known),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/polis", tests, NULL, NULL);
}
