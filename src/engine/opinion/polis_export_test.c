/* What its formulas make of an export of Polis; and what its production
 * computed of two conversations, where these files are: they state no licence.
 */
#include "engine/opinion/polis.h"

#include "engine/opinion/votes_read.h"
#include "os/file.h" /* lint: known answers are files */
#include "support/known.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int polis_export_test(void);

static const char OWN[] = "test/oracle/opinion/";
static const char SHARED[] = "../shared/oracle/opinion/";

static void
moderate(struct cp_votes *v, const struct json_value *list, bool *flags)
{
    for (const struct json_value *s = list->first; s != NULL; s = s->next) {
        int32_t j = cp_votes_statement(v, s->text);
        if (j >= 0)
            flags[j] = true;
    }
}

static void
read_votes(struct cp_votes *v, struct arena *a, text all)
{
    struct cp_votes_reader r;
    struct why why = { 0 };
    cp_votes_open(&r, a);
    if (cp_votes_feed(&r, all, &why) != OK ||
        cp_votes_finish(&r, v, &why) != OK)
        fail_msg("%s", why.text);
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

/* ---- What was computed
 * ---------------------------------------------------
 */

static void
statements_are(const struct known_table *t, const struct cp_votes *v,
    const struct cp_polis *p, double tolerance)
{
    double signs[2] = { 1, 1 }, most[2] = { 0 };
    static const char *const components[] = { "pc1", "pc2" };
    static const char *const points[] = { "comment_x", "comment_y" };
    for (int32_t c = 0; c < p->sheet.n_columns; c++)
        for (int k = 0; k < 2; k++) {
            double x = p->map.vectors[CP_OPINION_VECTORS * c + k];
            if (fabs(x) > most[k]) {
                most[k] = fabs(x);
                signs[k] =
                    x * known_at(t, p->sheet.statements[c], components[k]) > 0
                    ? 1
                    : -1;
            }
        }
    for (int32_t c = 0; c < p->sheet.n_columns; c++) {
        int32_t j = p->sheet.statements[c];
        known_is_near(p->map.centre[c], known_at(t, j, "center"), 1e-9);
        for (int k = 0; k < 2; k++) {
            known_is_near(signs[k] * p->map.vectors[CP_OPINION_VECTORS * c + k],
                known_at(t, j, components[k]), tolerance);
            known_is_near(signs[k] * p->statement_points[2 * j + k],
                known_at(t, j, points[k]), tolerance);
        }
    }
    for (int32_t j = 0; j < v->n_statements; j++) {
        assert_int_equal(p->counts[j].agree, known_at(t, j, "agree"));
        assert_int_equal(p->counts[j].disagree, known_at(t, j, "disagree"));
        assert_int_equal(p->counts[j].all, known_at(t, j, "seen"));
        known_is_near(p->priority[j],
            cp_polis_priority(0, 0, 0, 0, v->is_meta[j]) == 49 ? 49
                                                               : p->priority[j],
            0);
    }
}

static void
people_are(
    const struct known_table *t, const struct cp_polis *p, double tolerance)
{
    static const char *const axes[] = { "x", "y" };
    for (int k = 0; k < 2; k++) {
        double same = 0, turned = 0;
        for (int32_t i = 0; i < p->sheet.n_rows; i++) {
            double x = p->map.points[2 * i + k], y = known_at(t, i, axes[k]);
            same = fmax(same, fabs(x - y));
            turned = fmax(turned, fabs(x + y));
        }
        assert_true(fmin(same, turned) < tolerance);
    }
}

/* The groups of production, put in place of ours; counts anew. */
static void
take_groups(
    struct cp_polis *p, const struct cp_votes *v, const struct known_table *t)
{
    p->k = 0;
    memset(p->groups, 0, sizeof p->groups);
    for (int32_t i = 0; i < v->n_people; i++) {
        p->group_of[i] = (int32_t)known_at(t, i, "group");
        if (p->group_of[i] >= 0)
            p->groups[p->group_of[i]].size++;
        if (p->group_of[i] >= p->k)
            p->k = p->group_of[i] + 1;
    }
}

static void
group_counts_are(const struct known_table *t, struct arena *a,
    const struct cp_votes *v, struct cp_polis *p)
{
    ptrdiff_t c = v->n_statements;
    double *product = arena_new(a, double, c);
    for (ptrdiff_t j = 0; j < c; j++)
        product[j] = 1;
    for (int32_t g = 0; g < p->k; g++) {
        struct cp_votes_count *mine = p->group_counts + g * c;
        cp_votes_tally(v, p->group_of, g, mine);
        for (ptrdiff_t j = 0; j < c; j++) {
            char name[8] = { 'g', (char)('0' + g), '_', 'A', 0 };
            assert_int_equal(mine[j].agree, known_at(t, j, name));
            name[3] = 'D';
            assert_int_equal(mine[j].disagree, known_at(t, j, name));
            name[3] = 'S';
            assert_int_equal(mine[j].all, known_at(t, j, name));
            product[j] *= (mine[j].agree + 1) / (double)(mine[j].all + 2);
        }
    }
    for (int32_t g = 0; g < p->k; g++)
        cp_polis_represent(&p->groups[g], a, v, p->group_counts, g, p->k);
    for (ptrdiff_t j = 0; j < c; j++)
        known_is_near(product[j], known_at(t, j, "gac"), 1e-9);
    for (int32_t j = 0; j < c; j++) {
        struct cp_votes_count all = { 0 };
        for (int32_t g = 0; g < p->k; g++) {
            const struct cp_votes_count *x = &p->group_counts[g * c + j];
            all.agree += x->agree;
            all.disagree += x->disagree;
            all.all += x->all;
        }
        known_is_near(
            cp_polis_priority(all.agree, all.all - all.agree - all.disagree,
                all.all, known_at(t, j, "extremity"), v->is_meta[j]),
            known_at(t, j, "priority"), 1e-9);
    }
}

static void
represented_are(const struct json_value *known, const struct cp_votes *v,
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
            assert_true(text_is_equal(v->statements[mine->statement],
                known_member(t, "statement")->text));
            assert_int_equal(mine->is_agree,
                text_is_equal(known_member(t, "side")->text, TEXT("agree")));
            assert_int_equal(
                mine->is_best_agree, known_member(t, "best_agree")->is_true);
            assert_int_equal(
                mine->n_success, known_member(t, "n_success")->number);
            assert_int_equal(
                mine->n_trials, known_member(t, "n_trials")->number);
            known_is_near(mine->p, known_member(t, "p_success")->real, 1e-9);
            known_is_near(mine->p_test, known_member(t, "p_test")->real, 1e-9);
            known_is_near(mine->ratio, known_member(t, "repness")->real, 1e-9);
            /* that one passes through 32 bits there */
            known_is_near(
                mine->ratio_test, known_member(t, "repness_test")->real, 1e-6);
        }
    }
}

static void
cold_start_is(const struct json_value *known, const struct known_table *t,
    struct arena *a)
{
    double *points = arena_new(a, double, 2 * t->n_rows);
    int32_t *members = arena_new(a, int32_t, t->n_rows);
    int32_t *of = arena_new(a, int32_t, t->n_rows), n = (int32_t)t->n_rows;
    for (int32_t b = 0; b < n; b++) {
        points[2 * b] = known_at(t, b, "x");
        points[2 * b + 1] = known_at(t, b, "y");
        members[b] = (int32_t)known_at(t, b, "members");
    }
    for (const struct json_value *one = known->first; one != NULL;
         one = one->next) {
        double centres[2 * CP_POLIS_GROUPS];
        int64_t wanted;
        int32_t sizes[CP_POLIS_GROUPS] = { 0 };
        assert_true(text_parse_int(one->name, &wanted));
        int32_t k = cp_polis_first(points, n, (int32_t)wanted, centres);
        k = cp_polis_means(a, points, members, n, centres, k, 20, of);
        known_is_near(cp_polis_silhouette(a, points, n, of, k),
            known_member(one, "silhouette")->real, 1e-9);
        for (int32_t b = 0; b < n; b++)
            sizes[of[b]] += members[b];
        k = 0;
        for (const struct json_value *s =
                 known_member(one, "group_sizes")->first;
             s != NULL; s = s->next)
            assert_int_equal(sizes[k++], s->number);
    }
}

static void
warm_start_is(const struct json_value *centres, const struct known_table *t,
    struct arena *a)
{
    double *points = arena_new(a, double, 2 * t->n_rows);
    double from[2 * CP_POLIS_GROUPS];
    int32_t *members = arena_new(a, int32_t, t->n_rows), k = 0;
    int32_t *of = arena_new(a, int32_t, t->n_rows), n = (int32_t)t->n_rows;
    for (const struct json_value *c = centres->first; c != NULL; c = c->next) {
        from[2 * k] = known_member(c, "x")->real;
        from[2 * k++ + 1] = known_member(c, "y")->real;
    }
    for (int32_t b = 0; b < n; b++) {
        points[2 * b] = known_at(t, b, "x");
        points[2 * b + 1] = known_at(t, b, "y");
        members[b] = (int32_t)known_at(t, b, "members");
    }
    assert_int_equal(cp_polis_means(a, points, members, n, from, k, 20, of), k);
    for (int32_t b = 0; b < n; b++)
        assert_int_equal(of[b], known_at(t, b, "group"));
}

static bool
is_there(struct arena *a, const char *folder)
{
    return file_is_there(arena_print(a, "%svotes.csv", folder));
}

static void
production(const char *name)
{
    struct arena a;
    struct cp_votes v;
    struct cp_polis p;
    arena_open(&a, 1 << 28);
    const char *folder =
        arena_c_string(&a, arena_print(&a, "%s%s/", SHARED, name));
    if (!is_there(&a, folder)) {
        arena_close(&a);
        skip();
    }
    const struct json_value *known = known_json(&a, folder, "expected.json");
    struct known_table people =
        known_table(&a, folder, "expected_participants.csv");
    struct known_table statements =
        known_table(&a, folder, "expected_statements.csv");
    struct known_table base =
        known_table(&a, folder, "expected_base_clusters.csv");
    read_votes(&v, &a, known_text(&a, folder, "votes.csv"));
    moderate(&v, known_member(known, "moderated_out"), v.is_out);
    moderate(&v, known_member(known, "meta"), v.is_meta);
    bool *was_in = arena_new(&a, bool, v.n_people);
    for (int32_t i = 0; i < v.n_people; i++)
        was_in[i] = known_at(&people, i, "in_conversation") == 1;
    cp_polis_of(&p, &a, &v, &(struct cp_polis_rules){ .was_in = was_in });
    assert_int_equal(p.n_in, known_member(known, "in_conversation")->number);
    assert_int_equal(p.base.n, known_member(known, "base_clusters")->number);
    statements_are(&statements, &v, &p, 1e-9);
    people_are(&people, &p, 1e-9);
    known_is_near(
        p.map.values[0], known_member(known, "eigenvalues")->first->real, 1e-7);
    take_groups(&p, &v, &people);
    group_counts_are(&statements, &a, &v, &p);
    represented_are(known_member(known, "representative"), &v, &p);
    consensus_is(known_member(known_member(known, "consensus"), "agree"), &v,
        p.agree, p.n_agree);
    consensus_is(known_member(known_member(known, "consensus"), "disagree"), &v,
        p.disagree, p.n_disagree);
    cold_start_is(
        known_member(known, "cold_start_from_base_clusters"), &base, &a);
    warm_start_is(known_member(known, "group_centers"), &base, &a);
    arena_close(&a);
}

static void
a_conversation_of_267_is_as_production_had_it(void **state)
{
    (void)state;
    production("above-100-ptpts");
}

static void
a_conversation_of_27_is_as_production_had_it(void **state)
{
    (void)state;
    production("25ptpt-3gp-no-strict-with-meta");
}

static void
an_export_is_read_and_grouped_cold(void **state)
{
    struct arena a;
    struct cp_votes v, table;
    struct cp_statements s;
    struct cp_polis p;
    struct why why = { 0 };
    text unseen;
    (void)state;
    arena_open(&a, 1 << 28);
    const char *folder =
        arena_c_string(&a, arena_print(&a, "%svtaiwan.uberx/", OWN));
    const struct json_value *known = known_json(&a, folder, "expected.json");
    read_votes(&v, &a, known_text(&a, folder, "votes.csv"));
    read_votes(&table, &a, known_text(&a, folder, "participants-votes.csv"));
    assert_int_equal(v.n_rows, known_member(known, "vote_rows")->number);
    assert_int_equal(
        v.starts[v.n_people], known_member(known, "cells")->number);
    assert_int_equal(v.n_people, known_member(known, "participants")->number);
    assert_int_equal(cp_statements_read(
                         &s, &a, known_text(&a, folder, "comments.csv"), &why),
        OK);
    assert_int_equal(s.n, 197);
    cp_statements_apply(&s, &v, &unseen);
    struct known_table people =
        known_table(&a, folder, "expected_participants.csv");
    struct known_table statements =
        known_table(&a, folder, "expected_statements.csv");
    for (int32_t j = 0; j < v.n_statements; j++)
        assert_int_equal(
            v.is_out[j], known_at(&statements, j, "moderated_out"));
    cp_polis_of(&p, &a, &v, &(struct cp_polis_rules){ 0 });
    assert_int_equal(p.n_in, known_member(known, "in_conversation")->number);
    assert_int_equal(p.base.n, known_member(known, "base_clusters")->number);
    statements_are(&statements, &v, &p, 1e-6);
    people_are(&people, &p, 1e-6);
    const struct json_value *l = known_member(known, "eigenvalues")->first;
    known_is_near(p.map.values[0], l->real, 1e-6 * l->real);
    known_is_near(p.map.values[1], l->next->real, 1e-6 * l->real);
    assert_int_equal(p.k, known_member(known, "k")->number);
    int64_t k = 2, g = 0;
    for (l = known_member(known, "silhouette")->first; l != NULL; l = l->next)
        known_is_near(p.silhouettes[k++], l->real, 1e-6);
    for (l = known_member(known, "group_sizes")->first; l != NULL; l = l->next)
        assert_int_equal(p.groups[g++].size, l->number);
    group_counts_are(&statements, &a, &v, &p);
    represented_are(known_member(known, "representative"), &v, &p);
    for (int32_t j = 0; j < v.n_statements; j++)
        known_is_near(
            p.priority[j], known_at(&statements, j, "priority"), 1e-6);
    /* the table and the rows are the same votes */
    assert_int_equal(table.starts[table.n_people], v.starts[v.n_people]);
    assert_memory_equal(table.values, v.values, (size_t)v.starts[v.n_people]);
    arena_close(&a);
}

int
polis_export_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conversation_of_267_is_as_production_had_it),
        cmocka_unit_test(a_conversation_of_27_is_as_production_had_it),
        cmocka_unit_test(an_export_is_read_and_grouped_cold),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/polis_export", tests, NULL, NULL);
}
