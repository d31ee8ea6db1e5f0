/* Common ground over declared units: known answers, and what must hold of any
 * answers. */
#include "engine/opinion/ground.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int ground_test(void);

enum { UNITS = 8, STATEMENTS = 40 };
struct conversation {
    text units[UNITS], sides[UNITS];
    int32_t of_side[UNITS];
    int64_t sizes[UNITS];
    struct cp_votes_count counts[UNITS * STATEMENTS];
    struct cp_ground_line lines[STATEMENTS];
    struct cp_ground_units of;
    ptrdiff_t n_statements;
};

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

static void
read_conversation(struct conversation *c, const struct json_value *v)
{
    *c = (struct conversation){ 0 };
    c->of = (struct cp_ground_units){ .sides = c->of_side, .sizes = c->sizes };
    for (const struct json_value *s = member(v, "sides")->first; s != NULL;
         s = s->next)
        c->sides[c->of.n_sides++] = s->text;
    for (const struct json_value *u = member(v, "units")->first; u != NULL;
         u = u->next) {
        int32_t i = c->of.n_units++;
        c->units[i] = member(u, "id")->text;
        while (!text_is_equal(c->sides[c->of_side[i]], member(u, "side")->text))
            c->of_side[i]++;
        const struct json_value *size = member(u, "size");
        c->sizes[i] = size->type == JSON_NULL ? -1 : size->number;
    }
    c->n_statements = member(v, "counts")->n;
    ptrdiff_t s = 0;
    for (const struct json_value *row = member(v, "counts")->first; row != NULL;
         row = row->next, s++) {
        int32_t u = 0;
        for (const struct json_value *n = row->first; n != NULL;
             n = n->next, u++) {
            int32_t yes = (int32_t)n->first->number;
            int32_t no = (int32_t)n->first->next->number;
            int32_t pass = (int32_t)n->first->next->next->number;
            c->counts[u * c->n_statements + s] =
                (struct cp_votes_count){ yes, no, yes + no + pass };
        }
    }
}

static void
is_real(const struct json_value *v, const char *name, double x)
{
    const struct json_value *m = member(v, name);
    if (m->type == JSON_NULL ? !isnan(x) : !(fabs(x - m->real) <= 1e-12))
        fail_msg("statement %lld: %s is %.17g, not %.17g",
            (long long)member(v, "statement")->number, name, m->real, x);
}

static bool
has_text(const struct json_value *list, text what)
{
    for (const struct json_value *t = list->first; t != NULL; t = t->next)
        if (text_is_equal(t->text, what))
            return true;
    return false;
}

static void
is_as_known(const struct conversation *c, const struct json_value *v)
{
    static const char *const labels[CP_GROUND_LABELS] = { "NOT_ASKED",
        "COMMON_AGREE", "COMMON_DISAGREE", "DISAGREEMENT", "LEANING_AGREE",
        "LEANING_DISAGREE", "MIXED" };
    ptrdiff_t s = member(v, "statement")->number;
    const struct cp_ground_line *l = &c->lines[s];
    const struct json_value *pair = member(v, "pair");
    assert_true(
        text_is_equal(member(v, "label")->text, text_of(labels[l->label])));
    is_real(v, "common_ground", l->score);
    is_real(v, "common_ground_against", l->against);
    is_real(v, "gap", l->gap);
    is_real(v, "p_pairs", l->p);
    is_real(v, "p_adjusted", l->p_adjusted);
    if (pair->type == JSON_ARRAY) {
        assert_true(text_is_equal(pair->first->text, c->units[l->one]));
        assert_true(text_is_equal(pair->first->next->text, c->units[l->two]));
        assert_true(text_is_equal(member(v, "pair_kind")->text,
            l->is_between_sides ? TEXT("between sides")
                                : TEXT("inside a side")));
    } else {
        assert_int_equal(l->one, -1);
    }
    for (int32_t u = 0; u < c->of.n_units; u++) {
        const struct cp_votes_count *n = &c->counts[u * c->n_statements + s];
        assert_int_equal(cp_ground_is_counted(n, c->sizes[u]),
            has_text(member(v, "counted"), c->units[u]));
        if (!cp_ground_is_counted(n, c->sizes[u]))
            continue;
        assert_int_equal(cp_ground_is_divided(n),
            has_text(member(v, "divided"), c->units[u]));
        assert_int_equal(cp_ground_is_uncertain(n),
            has_text(member(v, "uncertain"), c->units[u]));
    }
    for (int32_t i = 0; i < c->of.n_sides; i++) {
        const struct json_value *yes =
            json_find(member(v, "side_agree"), c->sides[i]);
        double is =
            cp_ground_side(&c->of, c->counts, c->n_statements, s, i, false);
        assert_true(yes == NULL ? isnan(is) : fabs(is - yes->real) <= 1e-12);
        assert_int_equal(
            isnan(is), has_text(member(v, "not_asked_on"), c->sides[i]));
    }
}

static void
is_list(struct arena *a, const struct conversation *c,
    const struct json_value *list, enum cp_ground_label label)
{
    int32_t at[STATEMENTS];
    ptrdiff_t n = cp_ground_list(at, a, c->lines, c->n_statements, label);
    assert_int_equal(n, list->n);
    n = 0;
    for (const struct json_value *v = list->first; v != NULL; v = v->next)
        assert_int_equal(at[n++], v->number);
}

static void
known_conversations_have_their_labels_and_lists(void **state)
{
    struct arena a;
    struct why why = { 0 };
    struct json_value *all;
    text bytes;
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    assert_int_equal(file_read(TEXT("test/oracle/opinion/common_ground.json"),
                         &a, 1 << 20, &bytes, &why),
        OK);
    assert_int_equal(json_parse(bytes, &a, &all, &why), OK);
    for (const struct json_value *v = member(all, "conversations")->first;
         v != NULL; v = v->next, n++) {
        struct conversation c;
        read_conversation(&c, v);
        cp_ground(c.lines, &a, &c.of, c.counts, NULL, c.n_statements);
        const struct json_value *expected = member(v, "expected");
        for (const struct json_value *s = member(expected, "statements")->first;
             s != NULL; s = s->next)
            is_as_known(&c, s);
        is_list(&a, &c, member(expected, "list_common_ground"),
            CP_GROUND_COMMON_AGREE);
        is_list(&a, &c, member(expected, "list_disagreement"),
            CP_GROUND_DISAGREEMENT);
        if (!cp_ground_check(
                &a, c.lines, &c.of, c.counts, NULL, c.n_statements, &why))
            fail_msg("%s", why.text);
    }
    assert_int_equal(n, 4);
    arena_close(&a);
}

/* ---- Drawn answers
 * ------------------------------------------------------------- */

static void
draw(struct random *r, struct conversation *c)
{
    *c = (struct conversation){ .n_statements = STATEMENTS };
    c->of = (struct cp_ground_units){ c->of_side, c->sizes,
        2 + (int32_t)random_below(r, UNITS - 2),
        1 + (int32_t)random_below(r, 3) };
    for (int32_t u = 0; u < c->of.n_units; u++) {
        c->of_side[u] = u % c->of.n_sides;
        c->sizes[u] =
            random_below(r, 3) == 0 ? -1 : 2 + (int64_t)random_below(r, 200);
        for (ptrdiff_t s = 0; s < c->n_statements; s++) {
            struct cp_votes_count *n = &c->counts[u * c->n_statements + s];
            uint64_t most = c->sizes[u] < 0 ? 90 : (uint64_t)c->sizes[u];
            int64_t all = (int64_t)random_below(r, most + 1);
            uint64_t glad = random_below(r, 10);
            if (random_below(r, 4) == 0 && c->sizes[u] > 0)
                all = c->sizes[u];
            n->all = (int32_t)all;
            for (int64_t i = 0; i < all; i++) {
                if (random_below(r, 8) == 0)
                    continue;
                if (random_below(r, 10) <= glad)
                    n->agree++;
                else
                    n->disagree++;
            }
        }
    }
}

static bool
is_same(double x, double y)
{
    return (isnan(x) && isnan(y)) || x == y;
}

/* Agree and disagree change places: so do labels and scores. */
static void
turned_answers_turn_the_labels(struct arena *a, const struct conversation *c)
{
    static const enum cp_ground_label other[CP_GROUND_LABELS] = {
        CP_GROUND_NOT_ASKED, CP_GROUND_COMMON_DISAGREE, CP_GROUND_COMMON_AGREE,
        CP_GROUND_DISAGREEMENT, CP_GROUND_LEANING_DISAGREE,
        CP_GROUND_LEANING_AGREE, CP_GROUND_MIXED
    };
    struct conversation t = *c;
    t.of.sides = t.of_side;
    t.of.sizes = t.sizes;
    for (ptrdiff_t i = 0; i < t.of.n_units * t.n_statements; i++) {
        t.counts[i].agree = c->counts[i].disagree;
        t.counts[i].disagree = c->counts[i].agree;
    }
    cp_ground(t.lines, a, &t.of, t.counts, NULL, t.n_statements);
    for (ptrdiff_t s = 0; s < t.n_statements; s++) {
        assert_int_equal(t.lines[s].label, other[c->lines[s].label]);
        assert_true(is_same(t.lines[s].score, c->lines[s].against));
    }
}

/* One who disagreed agrees: no score falls, and no common ground is lost. */
static void
one_who_turns_never_harms(
    struct random *r, struct arena *a, const struct conversation *c)
{
    struct conversation t = *c;
    t.of.sides = t.of_side;
    t.of.sizes = t.sizes;
    int32_t u = (int32_t)random_below(r, (uint64_t)t.of.n_units);
    for (ptrdiff_t s = 0; s < t.n_statements; s++) {
        struct cp_votes_count *n = &t.counts[u * t.n_statements + s];
        n->agree += n->disagree > 0;
        n->disagree -= n->disagree > 0;
    }
    cp_ground(t.lines, a, &t.of, t.counts, NULL, t.n_statements);
    for (ptrdiff_t s = 0; s < t.n_statements; s++) {
        if (!isnan(c->lines[s].score))
            assert_true(t.lines[s].score >= c->lines[s].score);
        if (c->lines[s].label == CP_GROUND_COMMON_AGREE)
            assert_int_equal(t.lines[s].label, CP_GROUND_COMMON_AGREE);
    }
}

/* A statement that is out is as if it had never been there. */
static void
what_is_out_was_never_there(
    struct random *r, struct arena *a, const struct conversation *c)
{
    static struct conversation less;
    struct cp_ground_line lines[STATEMENTS];
    bool is_out[STATEMENTS];
    ptrdiff_t n = 0, at[STATEMENTS];
    for (ptrdiff_t s = 0; s < c->n_statements; s++) {
        is_out[s] = random_below(r, 3) == 0;
        if (!is_out[s])
            at[n++] = s;
    }
    less = *c;
    for (int32_t u = 0; u < c->of.n_units; u++)
        for (ptrdiff_t s = 0; s < n; s++)
            less.counts[u * n + s] = c->counts[u * c->n_statements + at[s]];
    cp_ground(lines, a, &c->of, c->counts, is_out, c->n_statements);
    cp_ground(less.lines, a, &c->of, less.counts, NULL, n);
    for (ptrdiff_t s = 0; s < n; s++) {
        assert_int_equal(less.lines[s].label, lines[at[s]].label);
        assert_true(is_same(less.lines[s].p_adjusted, lines[at[s]].p_adjusted));
    }
}

static void
drawn_answers_break_nothing(void **state)
{
    static struct conversation c;
    struct random r = random_from(3);
    struct arena a;
    int64_t n_of[CP_GROUND_LABELS] = { 0 };
    (void)state;
    arena_open(&a, 1 << 24);
    for (int i = 0; i < 150; i++) {
        struct why why = { 0 };
        draw(&r, &c);
        cp_ground(c.lines, &a, &c.of, c.counts, NULL, c.n_statements);
        if (!cp_ground_check(
                &a, c.lines, &c.of, c.counts, NULL, c.n_statements, &why))
            fail_msg("%d: %s", i, why.text);
        for (ptrdiff_t s = 0; s < c.n_statements; s++) {
            assert_true(isnan(c.lines[s].score) ||
                (c.lines[s].score >= 0 && c.lines[s].score <= 1));
            n_of[c.lines[s].label]++;
        }
        turned_answers_turn_the_labels(&a, &c);
        one_who_turns_never_harms(&r, &a, &c);
        what_is_out_was_never_there(&r, &a, &c);
    }
    for (int i = 0; i < CP_GROUND_LABELS; i++)
        assert_true(n_of[i] > 20);
    arena_close(&a);
}

/* People who toss a coin, at every number of answers from 1 to 50, a unit on
 * each of two sides: common ground is claimed at most one time in ten. */
static void
a_coin_makes_no_common_ground(void **state)
{
    struct random r = random_from(4);
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int32_t n = 1; n <= 50; n++) {
        enum { TOSSES = 400 };
        static struct cp_votes_count counts[2 * TOSSES];
        static struct cp_ground_line lines[TOSSES];
        int32_t sides[] = { 0, 1 };
        int64_t sizes[] = { -1, -1 };
        struct cp_ground_units of = { sides, sizes, 2, 2 };
        int n_claims = 0;
        for (ptrdiff_t i = 0; i < 2 * TOSSES; i++) {
            counts[i] = (struct cp_votes_count){ 0, 0, n };
            for (int32_t k = 0; k < n; k++)
                counts[i].agree += (int32_t)random_below(&r, 2);
            counts[i].disagree = n - counts[i].agree;
        }
        cp_ground(lines, &a, &of, counts, NULL, TOSSES);
        for (ptrdiff_t s = 0; s < TOSSES; s++)
            n_claims += lines[s].label == CP_GROUND_COMMON_AGREE ||
                lines[s].label == CP_GROUND_COMMON_DISAGREE ||
                lines[s].label == CP_GROUND_DISAGREEMENT;
        assert_true(n_claims * 10 <= TOSSES);
    }
    arena_close(&a);
}

/* In small and large units, all of them, half of them, and nobody. */
static void
units_of_one_share_differ_by_chance_alone(void **state)
{
    enum { FOUR = 4 };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 22);
    for (int32_t n = 10; n < 5'000; n *= 3)
        for (int half = 0; half <= 2; half++) {
            struct cp_votes_count counts[FOUR];
            int32_t sides[FOUR] = { 0, 0, 1, 1 };
            int64_t sizes[FOUR] = { -1, -1, -1, -1 };
            struct cp_ground_units of = { sides, sizes, FOUR, 2 };
            struct cp_ground_line line;
            struct why why;
            for (int32_t u = 0; u < FOUR; u++) {
                int32_t yes = n * (u + 1) * half, no = n * (u + 1) * (2 - half);
                counts[u] = (struct cp_votes_count){ yes, no, yes + no };
            }
            cp_ground(&line, &a, &of, counts, NULL, 1);
            assert_true(line.gap == 0 && line.p == 1);
            assert_int_equal(line.one, 0);
            assert_int_equal(line.two, 1);
            assert_int_equal(line.label,
                half == 2       ? CP_GROUND_COMMON_AGREE
                    : half == 0 ? CP_GROUND_COMMON_DISAGREE
                                : CP_GROUND_MIXED);
            assert_true(cp_ground_check(&a, &line, &of, counts, NULL, 1, &why));
        }
    arena_close(&a);
}

static void
nothing_to_ask_is_no_fault(void **state)
{
    struct arena a;
    int32_t sides[] = { 0 };
    int64_t sizes[] = { 1 };
    struct cp_ground_units none = { sides, sizes, 0, 0 };
    struct cp_ground_units one = { sides, sizes, 1, 1 };
    struct cp_votes_count counts[] = { { 1, 0, 1 }, { 0, 0, 0 }, { 0, 0, 1 } };
    struct cp_ground_line lines[3];
    (void)state;
    arena_open(&a, 1 << 20);
    cp_ground(lines, &a, &none, counts, NULL, 3);
    assert_int_equal(lines[0].label, CP_GROUND_NOT_ASKED);
    cp_ground(lines, &a, &one, counts, NULL, 0);
    cp_ground(lines, &a, &one, counts, NULL, 3);
    assert_int_equal(lines[0].label, CP_GROUND_COMMON_AGREE);
    assert_int_equal(lines[1].label, CP_GROUND_NOT_ASKED);
    assert_int_equal(lines[2].label, CP_GROUND_MIXED);
    arena_close(&a);
}

int
ground_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_conversations_have_their_labels_and_lists),
        cmocka_unit_test(drawn_answers_break_nothing),
        cmocka_unit_test(a_coin_makes_no_common_ground),
        cmocka_unit_test(units_of_one_share_differ_by_chance_alone),
        cmocka_unit_test(nothing_to_ask_is_no_fault),
    };
    return cmocka_run_group_tests_name("opinion/ground", tests, NULL, NULL);
}
