/* What Polis computes, against what its production computed, and against a
 * transcription of its formulas. */
#include "engine/opinion/polis.h"

#include "base/json.h"
#include "engine/opinion/votes_read.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int polis_test(void);

static const char SMALL[] = "test/oracle/opinion/";
static const char SHARED[] = "../shared/oracle/opinion/";

/* ---- Known answers ----------------------------------------------------------
 */

static text
load(struct arena *a, const char *folder, const char *name)
{
    struct why why = { 0 };
    text all, path = arena_print(a, "%s%s", folder, name);
    if (file_read(path, a, 1 << 24, &all, &why) != OK)
        fail_msg("%s", why.text);
    return all;
}

static struct json_value *
load_json(struct arena *a, const char *folder, const char *name)
{
    struct json_value *all;
    struct why why = { 0 };
    assert_int_equal(json_parse(load(a, folder, name), a, &all, &why), OK);
    return all;
}

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

/* A CSV file without quotes: rows of fields. */
struct table {
    text *fields;
    int n_columns;
    ptrdiff_t n_rows; /* without the first */
};

static struct table
load_table(struct arena *a, const char *folder, const char *name)
{
    text rest = load(a, folder, name), line;
    struct table t = { 0 };
    ptrdiff_t n = 1, at = 0;
    for (ptrdiff_t i = 0; i < rest.len; i++)
        n += rest.ptr[i] == ',' || rest.ptr[i] == '\n';
    t.fields = arena_new(a, text, n);
    while (text_is_known(rest)) {
        line = text_trim(text_cut(rest, '\n', &rest));
        t.n_rows += line.len > 0;
        while (line.len > 0 && text_is_known(line))
            t.fields[at++] = text_cut(line, ',', &line);
        if (t.n_columns == 0)
            t.n_columns = (int)at;
    }
    t.n_rows--;
    return t;
}

static double
at(const struct table *t, ptrdiff_t row, const char *column)
{
    double x;
    for (int c = 0; c < t->n_columns; c++)
        if (text_is_equal(t->fields[c], text_of(column))) {
            text f = t->fields[(row + 1) * t->n_columns + c];
            if (f.len == 0)
                return -1;
            if (!text_parse_real(f, &x))
                fail_msg("%.*s is no number", TEXT_ARG(f));
            return x;
        }
    fail_msg("no column %s", column);
    return 0;
}

#define is_near(x, y, d) assert_true(fabs((x) - (y)) <= (d))

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

/* ---- Formulas ---------------------------------------------------------------
 */

static void
tests_of_shares_are_those_of_polis(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    const struct json_value *all = load_json(&a, SMALL, "tests.json"), *c;
    for (c = member(all, "prop_test")->first; c != NULL; c = c->next)
        is_near(cp_polis_one(member(c, "n_success")->number,
                    member(c, "n_trials")->number),
            member(c, "z")->real, 1e-12);
    for (c = member(all, "two_prop_test")->first; c != NULL; c = c->next)
        is_near(cp_polis_two(member(c, "in_success")->number,
                    member(c, "out_success")->number,
                    member(c, "in_trials")->number,
                    member(c, "out_trials")->number),
            member(c, "z")->real, 1e-12);
    for (c = member(all, "priority")->first; c != NULL; c = c->next)
        is_near(cp_polis_priority(member(c, "agree")->number,
                    member(c, "passes")->number, member(c, "seen")->number,
                    member(c, "extremity")->real, member(c, "meta")->is_true),
            member(c, "priority")->real, 1e-12);
    for (c = member(all, "k_smoother")->first; c != NULL; c = c->next) {
        struct cp_polis_smooth s = { 0 };
        const struct json_value *used = member(c, "smoothed")->first;
        for (const struct json_value *k = member(c, "best_k")->first; k != NULL;
             k = k->next, used = used->next) {
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
            s->type == JSON_OBJECT ? member(s, "statement") : s;
        assert_true(text_is_equal(v->statements[list[i].statement], key->text));
        if (s->type == JSON_OBJECT)
            is_near(list[i].p_test, member(s, "p_test")->real, 1e-9);
    }
}

static void
one_small(struct arena *a, const struct json_value *one)
{
    struct cp_votes_maker m;
    struct cp_votes v;
    struct cp_polis p;
    const struct json_value *known = member(one, "expected");
    cp_votes_begin(&m, a);
    for (const struct json_value *r = member(one, "votes")->first; r != NULL;
         r = r->next)
        assert_int_equal(cp_votes_add(&m, r->first->text, r->first->next->text,
                             r->first->next->next->number, 0, NULL),
            OK);
    cp_votes_end(&m, &v);
    moderate(&v, member(one, "moderated_out"), v.is_out);
    cp_polis_of(&p, a, &v, &(struct cp_polis_rules){ 0 });
    int32_t i = 0, c = 0;
    for (const struct json_value *x = member(known, "center")->first,
                                 *s = member(known, "statements")->first;
         x != NULL; x = x->next, s = s->next) {
        int32_t j = cp_votes_statement(&v, s->text);
        if (!v.is_out[j])
            is_near(p.map.centre[c++], x->real, 1e-9);
    }
    for (const struct json_value *x = member(known, "eigenvalues")->first;
         x != NULL && i < CP_OPINION_VECTORS; x = x->next, i++)
        is_near(p.map.values[i], x->real, 1e-9 * (1 + p.map.values[0]));
    i = 0;
    for (const struct json_value *x = member(known, "agree")->first; x != NULL;
         x = x->next)
        assert_int_equal(p.counts[i++].agree, x->number);
    i = 0;
    for (const struct json_value *x = member(known, "disagree")->first;
         x != NULL; x = x->next)
        assert_int_equal(p.counts[i++].disagree, x->number);
    assert_int_equal(p.n_in, member(known, "in_conversation")->n);
    for (const struct json_value *x = member(known, "in_conversation")->first;
         x != NULL; x = x->next)
        assert_true(p.is_in[cp_votes_person(&v, x->text)]);
    if (json_find(known, TEXT("x")) != NULL)
        vector_is(member(known, "x"), p.map.points, 2);
    if (json_find(known, TEXT("y")) != NULL)
        vector_is(member(known, "y"), p.map.points + 1, 2);
    consensus_is(
        member(member(known, "consensus"), "agree"), &v, p.agree, p.n_agree);
    consensus_is(member(member(known, "consensus"), "disagree"), &v, p.disagree,
        p.n_disagree);
    if (json_find(known, TEXT("groups")) != NULL) {
        give_groups(member(known, "groups"), a, &v, &p);
        told_are(member(known, "representative"), &v, &p);
        i = 0;
        for (const struct json_value *x = member(known, "gac")->first;
             x != NULL; x = x->next)
            is_near(p.group_aware[i++], x->real, 1e-9);
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
    const struct json_value *all = load_json(&a, SMALL, "small.json");
    for (const struct json_value *one = member(all, "conversations")->first;
         one != NULL; one = one->next, n++)
        one_small(&a, one);
    assert_int_equal(n, 11);
    arena_close(&a);
}

/* ---- Conversations that were
 * ---------------------------------------------------
 */

static void
statements_are(const struct table *t, const struct cp_votes *v,
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
                signs[k] = x * at(t, p->sheet.statements[c], components[k]) > 0
                    ? 1
                    : -1;
            }
        }
    for (int32_t c = 0; c < p->sheet.n_columns; c++) {
        int32_t j = p->sheet.statements[c];
        is_near(p->map.centre[c], at(t, j, "center"), 1e-9);
        for (int k = 0; k < 2; k++) {
            is_near(signs[k] * p->map.vectors[CP_OPINION_VECTORS * c + k],
                at(t, j, components[k]), tolerance);
            is_near(signs[k] * p->statement_points[2 * j + k],
                at(t, j, points[k]), tolerance);
        }
    }
    for (int32_t j = 0; j < v->n_statements; j++) {
        assert_int_equal(p->counts[j].agree, at(t, j, "agree"));
        assert_int_equal(p->counts[j].disagree, at(t, j, "disagree"));
        assert_int_equal(p->counts[j].all, at(t, j, "seen"));
        is_near(p->priority[j],
            cp_polis_priority(0, 0, 0, 0, v->is_meta[j]) == 49 ? 49
                                                               : p->priority[j],
            0);
    }
}

static void
people_are(const struct table *t, const struct cp_polis *p, double tolerance)
{
    static const char *const axes[] = { "x", "y" };
    for (int k = 0; k < 2; k++) {
        double same = 0, turned = 0;
        for (int32_t i = 0; i < p->sheet.n_rows; i++) {
            double x = p->map.points[2 * i + k], y = at(t, i, axes[k]);
            same = fmax(same, fabs(x - y));
            turned = fmax(turned, fabs(x + y));
        }
        assert_true(fmin(same, turned) < tolerance);
    }
}

/* The groups of production, put in place of ours; counts anew. */
static void
take_groups(struct cp_polis *p, const struct cp_votes *v, const struct table *t)
{
    p->k = 0;
    memset(p->groups, 0, sizeof p->groups);
    for (int32_t i = 0; i < v->n_people; i++) {
        p->group_of[i] = (int32_t)at(t, i, "group");
        if (p->group_of[i] >= 0)
            p->groups[p->group_of[i]].size++;
        if (p->group_of[i] >= p->k)
            p->k = p->group_of[i] + 1;
    }
}

static void
group_counts_are(const struct table *t, struct arena *a,
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
            assert_int_equal(mine[j].agree, at(t, j, name));
            name[3] = 'D';
            assert_int_equal(mine[j].disagree, at(t, j, name));
            name[3] = 'S';
            assert_int_equal(mine[j].all, at(t, j, name));
            product[j] *= (mine[j].agree + 1) / (double)(mine[j].all + 2);
        }
    }
    for (int32_t g = 0; g < p->k; g++)
        cp_polis_represent(&p->groups[g], a, v, p->group_counts, g, p->k);
    for (ptrdiff_t j = 0; j < c; j++)
        is_near(product[j], at(t, j, "gac"), 1e-9);
    for (int32_t j = 0; j < c; j++) {
        struct cp_votes_count all = { 0 };
        for (int32_t g = 0; g < p->k; g++) {
            const struct cp_votes_count *x = &p->group_counts[g * c + j];
            all.agree += x->agree;
            all.disagree += x->disagree;
            all.all += x->all;
        }
        is_near(cp_polis_priority(all.agree, all.all - all.agree - all.disagree,
                    all.all, at(t, j, "extremity"), v->is_meta[j]),
            at(t, j, "priority"), 1e-9);
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
            assert_true(text_is_equal(
                v->statements[mine->statement], member(t, "statement")->text));
            assert_int_equal(mine->is_agree,
                text_is_equal(member(t, "side")->text, TEXT("agree")));
            assert_int_equal(
                mine->is_best_agree, member(t, "best_agree")->is_true);
            assert_int_equal(mine->n_success, member(t, "n_success")->number);
            assert_int_equal(mine->n_trials, member(t, "n_trials")->number);
            is_near(mine->p, member(t, "p_success")->real, 1e-9);
            is_near(mine->p_test, member(t, "p_test")->real, 1e-9);
            is_near(mine->ratio, member(t, "repness")->real, 1e-9);
            /* that one passes through 32 bits there */
            is_near(mine->ratio_test, member(t, "repness_test")->real, 1e-6);
        }
    }
}

static void
cold_start_is(
    const struct json_value *known, const struct table *t, struct arena *a)
{
    double *points = arena_new(a, double, 2 * t->n_rows);
    int32_t *members = arena_new(a, int32_t, t->n_rows);
    int32_t *of = arena_new(a, int32_t, t->n_rows), n = (int32_t)t->n_rows;
    for (int32_t b = 0; b < n; b++) {
        points[2 * b] = at(t, b, "x");
        points[2 * b + 1] = at(t, b, "y");
        members[b] = (int32_t)at(t, b, "members");
    }
    for (const struct json_value *one = known->first; one != NULL;
         one = one->next) {
        double centres[2 * CP_POLIS_GROUPS];
        int64_t wanted;
        int32_t sizes[CP_POLIS_GROUPS] = { 0 };
        assert_true(text_parse_int(one->name, &wanted));
        int32_t k = cp_polis_first(points, n, (int32_t)wanted, centres);
        k = cp_polis_means(a, points, members, n, centres, k, 20, of);
        is_near(cp_polis_silhouette(a, points, n, of, k),
            member(one, "silhouette")->real, 1e-9);
        for (int32_t b = 0; b < n; b++)
            sizes[of[b]] += members[b];
        k = 0;
        for (const struct json_value *s = member(one, "group_sizes")->first;
             s != NULL; s = s->next)
            assert_int_equal(sizes[k++], s->number);
    }
}

static void
warm_start_is(
    const struct json_value *centres, const struct table *t, struct arena *a)
{
    double *points = arena_new(a, double, 2 * t->n_rows);
    double from[2 * CP_POLIS_GROUPS];
    int32_t *members = arena_new(a, int32_t, t->n_rows), k = 0;
    int32_t *of = arena_new(a, int32_t, t->n_rows), n = (int32_t)t->n_rows;
    for (const struct json_value *c = centres->first; c != NULL; c = c->next) {
        from[2 * k] = member(c, "x")->real;
        from[2 * k++ + 1] = member(c, "y")->real;
    }
    for (int32_t b = 0; b < n; b++) {
        points[2 * b] = at(t, b, "x");
        points[2 * b + 1] = at(t, b, "y");
        members[b] = (int32_t)at(t, b, "members");
    }
    assert_int_equal(cp_polis_means(a, points, members, n, from, k, 20, of), k);
    for (int32_t b = 0; b < n; b++)
        assert_int_equal(of[b], at(t, b, "group"));
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
    const struct json_value *known = load_json(&a, folder, "expected.json");
    struct table people = load_table(&a, folder, "expected_participants.csv");
    struct table statements = load_table(&a, folder, "expected_statements.csv");
    struct table base = load_table(&a, folder, "expected_base_clusters.csv");
    read_votes(&v, &a, load(&a, folder, "votes.csv"));
    moderate(&v, member(known, "moderated_out"), v.is_out);
    moderate(&v, member(known, "meta"), v.is_meta);
    bool *was_in = arena_new(&a, bool, v.n_people);
    for (int32_t i = 0; i < v.n_people; i++)
        was_in[i] = at(&people, i, "in_conversation") == 1;
    cp_polis_of(&p, &a, &v, &(struct cp_polis_rules){ .was_in = was_in });
    assert_int_equal(p.n_in, member(known, "in_conversation")->number);
    assert_int_equal(p.base.n, member(known, "base_clusters")->number);
    statements_are(&statements, &v, &p, 1e-9);
    people_are(&people, &p, 1e-9);
    is_near(p.map.values[0], member(known, "eigenvalues")->first->real, 1e-7);
    take_groups(&p, &v, &people);
    group_counts_are(&statements, &a, &v, &p);
    represented_are(member(known, "representative"), &v, &p);
    consensus_is(
        member(member(known, "consensus"), "agree"), &v, p.agree, p.n_agree);
    consensus_is(member(member(known, "consensus"), "disagree"), &v, p.disagree,
        p.n_disagree);
    cold_start_is(member(known, "cold_start_from_base_clusters"), &base, &a);
    warm_start_is(member(known, "group_centers"), &base, &a);
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
        arena_c_string(&a, arena_print(&a, "%svtaiwan.uberx/", SHARED));
    if (!is_there(&a, folder)) {
        arena_close(&a);
        skip();
    }
    const struct json_value *known = load_json(&a, folder, "expected.json");
    read_votes(&v, &a, load(&a, folder, "votes.csv"));
    read_votes(&table, &a, load(&a, folder, "participants-votes.csv"));
    assert_int_equal(v.n_rows, member(known, "vote_rows")->number);
    assert_int_equal(v.starts[v.n_people], member(known, "cells")->number);
    assert_int_equal(v.n_people, member(known, "participants")->number);
    assert_int_equal(
        cp_statements_read(&s, &a, load(&a, folder, "comments.csv"), &why), OK);
    assert_int_equal(s.n, 197);
    cp_statements_apply(&s, &v, &unseen);
    struct table people = load_table(&a, folder, "expected_participants.csv");
    struct table statements = load_table(&a, folder, "expected_statements.csv");
    for (int32_t j = 0; j < v.n_statements; j++)
        assert_int_equal(v.is_out[j], at(&statements, j, "moderated_out"));
    cp_polis_of(&p, &a, &v, &(struct cp_polis_rules){ 0 });
    assert_int_equal(p.n_in, member(known, "in_conversation")->number);
    assert_int_equal(p.base.n, member(known, "base_clusters")->number);
    statements_are(&statements, &v, &p, 1e-6);
    people_are(&people, &p, 1e-6);
    const struct json_value *l = member(known, "eigenvalues")->first;
    is_near(p.map.values[0], l->real, 1e-6 * l->real);
    is_near(p.map.values[1], l->next->real, 1e-6 * l->real);
    assert_int_equal(p.k, member(known, "k")->number);
    int64_t k = 2, g = 0;
    for (l = member(known, "silhouette")->first; l != NULL; l = l->next)
        is_near(p.silhouettes[k++], l->real, 1e-6);
    for (l = member(known, "group_sizes")->first; l != NULL; l = l->next)
        assert_int_equal(p.groups[g++].size, l->number);
    group_counts_are(&statements, &a, &v, &p);
    represented_are(member(known, "representative"), &v, &p);
    for (int32_t j = 0; j < v.n_statements; j++)
        is_near(p.priority[j], at(&statements, j, "priority"), 1e-6);
    /* the table and the rows are the same votes */
    assert_int_equal(table.starts[table.n_people], v.starts[v.n_people]);
    assert_memory_equal(table.values, v.values, (size_t)v.starts[v.n_people]);
    arena_close(&a);
}

int
polis_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tests_of_shares_are_those_of_polis),
        cmocka_unit_test(small_conversations_come_out_as_known),
        cmocka_unit_test(a_conversation_of_267_is_as_production_had_it),
        cmocka_unit_test(a_conversation_of_27_is_as_production_had_it),
        cmocka_unit_test(an_export_is_read_and_grouped_cold),
    };
    return cmocka_run_group_tests_name(
        "engine/opinion/polis", tests, NULL, NULL);
}
