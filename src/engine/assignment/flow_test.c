/* Many to many against plain enumeration, against pairs of one each, and
 * against itself turned round. */
#include "engine/assignment/flow.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int flow_test(void);

static void
solve(struct cp_flow_answer *answer, struct arena *a, const struct cp_flow *p)
{
    struct why why = { 0 };
    if (cp_flow_solve(answer, a, p, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(cp_flow_check(p, answer), 0);
}

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *found = json_find(v, text_of(name));
    if (found == NULL)
        fail_msg("no %s", name);
    return found;
}

static int32_t *
read_list(struct arena *a, const struct json_value *v)
{
    int32_t *list = arena_new(a, int32_t, v->n + 1);
    ptrdiff_t k = 0;
    for (const struct json_value *x = v->first; x != NULL; x = x->next)
        list[k++] = (int32_t)x->number;
    return list;
}

static int64_t *
keys_from(struct arena *a, int64_t first, ptrdiff_t n)
{
    int64_t *keys = arena_new(a, int64_t, n + 1);
    for (ptrdiff_t i = 0; i < n; i++)
        keys[i] = first + i;
    return keys;
}

static void
all_small_cases_have_the_pairs_of_plain_enumeration(void **state)
{
    struct arena a;
    text all;
    struct json_value *root;
    struct why why = { 0 };
    int n_tried = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    assert_int_equal(
        file_read(TEXT("test/oracle/assignment/small_capacity.json"), &a,
            1 << 20, &all, &why),
        OK);
    assert_int_equal(json_parse(all, &a, &root, &why), OK);
    for (const struct json_value *c = member(root, "cases")->first; c != NULL;
         c = c->next) {
        ptrdiff_t n_a = member(c, "cap_a")->n, n_b = member(c, "cap_b")->n;
        int32_t *scores = arena_new(&a, int32_t, n_a * n_b);
        ptrdiff_t k = 0;
        for (const struct json_value *r = member(c, "score")->first; r != NULL;
             r = r->next)
            for (const struct json_value *x = r->first; x != NULL; x = x->next)
                scores[k++] = (int32_t)x->number;
        for (int is_fair = 0; is_fair < 2; is_fair++) {
            const struct json_value *expected =
                member(c, is_fair ? "fair" : "best");
            struct cp_flow p = { .scores = scores,
                .n_a = n_a,
                .n_b = n_b,
                .capacities_a = read_list(&a, member(c, "cap_a")),
                .capacities_b = read_list(&a, member(c, "cap_b")),
                .keys_a = keys_from(&a, member(c, "first_key_a")->number, n_a),
                .keys_b = keys_from(&a, member(c, "first_key_b")->number, n_b),
                .mode = is_fair ? CP_ASSIGN_FAIR : CP_ASSIGN_TOTAL,
                .seed = (uint64_t)member(c, "seed")->number };
            struct cp_flow_answer an;
            solve(&an, &a, &p);
            assert_int_equal(an.n_pairs, member(c, "pairs")->number);
            assert_int_equal(an.total, member(expected, "total")->number);
            if (is_fair && an.n_pairs > 0)
                assert_int_equal(an.worst, member(expected, "worst")->number);
            const struct json_value *pair = member(expected, "pairs")->first;
            for (ptrdiff_t i = 0; i < an.n_pairs; i++, pair = pair->next) {
                assert_int_equal(an.pairs[i].a, pair->first->number);
                assert_int_equal(an.pairs[i].b, pair->first->next->number);
            }
            n_tried++;
        }
    }
    assert_int_equal(n_tried, 160);
    arena_close(&a);
}

/* ---- Cases by lot -----------------------------------------------------------
 */

enum { N_MAX = 8 };
struct drawn {
    int32_t scores[N_MAX * N_MAX], at_most_a[N_MAX], at_most_b[N_MAX];
    int64_t keys_a[N_MAX], keys_b[N_MAX];
    struct cp_flow p;
};

static void
point(struct drawn *d)
{
    d->p.scores = d->scores;
    d->p.capacities_a = d->at_most_a;
    d->p.capacities_b = d->at_most_b;
    d->p.keys_a = d->keys_a;
    d->p.keys_b = d->keys_b;
}

static void
draw(struct drawn *d, struct random *lot, uint64_t n_max, uint64_t room_max)
{
    static const uint64_t kinds[] = { 1, 3, 30, 1301 };
    uint64_t n_scores = kinds[random_below(lot, 4)];
    uint64_t n_forbidden = random_below(lot, 4) * 25; /* in a hundred */
    d->p = (struct cp_flow){ .n_a = (ptrdiff_t)random_below(lot, n_max + 1),
        .n_b = (ptrdiff_t)random_below(lot, n_max + 1),
        .mode = random_below(lot, 2) == 0 ? CP_ASSIGN_FAIR : CP_ASSIGN_TOTAL,
        .seed = random_bits(lot),
        .spread =
            random_below(lot, 2) == 0 ? 0 : (int32_t)random_below(lot, 60) };
    point(d);
    for (ptrdiff_t k = 0; k < d->p.n_a * d->p.n_b; k++)
        d->scores[k] = random_below(lot, 100) < n_forbidden
            ? CP_ASSIGN_FORBIDDEN
            : (int32_t)random_below(lot, n_scores);
    for (int i = 0; i < N_MAX; i++) {
        bool is_one = room_max == 1;
        d->at_most_a[i] = is_one ? 1 : (int32_t)random_below(lot, room_max + 1);
        d->at_most_b[i] = is_one ? 1 : (int32_t)random_below(lot, room_max + 1);
        d->keys_a[i] = 1000 + i * 7;
        d->keys_b[i] = 2000 + i * 3;
    }
}

struct best {
    int64_t n, worst, total;
    uint64_t tie;
    uint32_t set;
};

/* Does the second come before the first, aim by aim? */
static bool
is_better(const struct best *x, const struct best *y, enum cp_assign_mode mode)
{
    if (y->n != x->n)
        return y->n > x->n;
    if (mode == CP_ASSIGN_FAIR && y->worst != x->worst)
        return y->worst > x->worst;
    if (y->total != x->total)
        return y->total > x->total;
    return y->tie < x->tie;
}

/* Every set of pairs, one by one. */
static struct best
enumerate(const struct cp_flow *p)
{
    struct best best = { .n = -1 };
    ptrdiff_t n_cells = p->n_a * p->n_b;
    for (uint32_t set = 0; set < UINT32_C(1) << n_cells; set++) {
        int32_t used_a[3] = { 0 }, used_b[3] = { 0 };
        struct best x = { .worst = INT64_MAX, .set = set };
        bool is_allowed = true;
        for (ptrdiff_t k = 0; k < n_cells; k++) {
            if ((set >> k & 1) == 0)
                continue;
            ptrdiff_t i = k / p->n_b, j = k % p->n_b;
            used_a[i]++;
            used_b[j]++;
            is_allowed = is_allowed && p->scores[k] >= 0 &&
                used_a[i] <= p->capacities_a[i] &&
                used_b[j] <= p->capacities_b[j];
            x.n++;
            x.total += p->scores[k];
            x.total -= p->spread * (used_a[i] - 1 + used_b[j] - 1);
            x.worst = p->scores[k] < x.worst ? p->scores[k] : x.worst;
            x.tie += cp_assign_tie(p->seed, p->keys_a[i], p->keys_b[j]);
        }
        if (is_allowed && is_better(&best, &x, p->mode))
            best = x;
    }
    return best;
}

static void
nothing_beats_the_answer_among_all_there_are(void **state)
{
    struct arena a;
    struct random lot = random_from(20'261'122);
    (void)state;
    arena_open(&a, 16 << 20);
    for (int k = 0; k < 20'000; k++) {
        struct drawn d;
        struct cp_flow_answer an;
        draw(&d, &lot, 3, 3);
        arena_reset(&a, 16 << 20);
        solve(&an, &a, &d.p);
        struct best best = enumerate(&d.p);
        uint32_t set = 0;
        for (ptrdiff_t i = 0; i < an.n_pairs; i++)
            set |= UINT32_C(1) << (an.pairs[i].a * d.p.n_b + an.pairs[i].b);
        assert_int_equal(an.n_pairs, best.n);
        assert_int_equal(set, best.set);
    }
    arena_close(&a);
}

static void
one_counterpart_each_gives_the_pairs_of_a_round(void **state)
{
    struct arena a;
    struct random lot = random_from(2);
    (void)state;
    arena_open(&a, 16 << 20);
    for (int k = 0; k < 5000; k++) {
        struct drawn d;
        struct cp_flow_answer an;
        struct cp_assign_answer one;
        draw(&d, &lot, N_MAX, 1);
        struct cp_assign p = { .scores = d.scores,
            .n_a = d.p.n_a,
            .n_b = d.p.n_b,
            .keys_a = d.keys_a,
            .keys_b = d.keys_b,
            .mode = d.p.mode,
            .seed = d.p.seed };
        arena_reset(&a, 16 << 20);
        solve(&an, &a, &d.p);
        assert_int_equal(cp_assign_solve(&one, &a, &p, NULL), OK);
        assert_int_equal(an.n_pairs, one.n_pairs);
        for (ptrdiff_t i = 0; i < an.n_pairs; i++)
            assert_int_equal(one.b_of[an.pairs[i].a], an.pairs[i].b);
    }
    arena_close(&a);
}

static void
neither_order_nor_side_matters(void **state)
{
    struct arena a;
    struct random lot = random_from(3);
    (void)state;
    arena_open(&a, 16 << 20);
    for (int k = 0; k < 3000; k++) {
        struct drawn d, other;
        struct cp_flow_answer one, two;
        int32_t order_a[N_MAX], order_b[N_MAX];
        uint8_t is_pair[N_MAX][N_MAX] = { { 0 } };
        draw(&d, &lot, N_MAX, 3);
        other = d;
        point(&other);
        other.p.n_a = d.p.n_b;
        other.p.n_b = d.p.n_a;
        random_order(&lot, d.p.n_a, order_a);
        random_order(&lot, d.p.n_b, order_b);
        for (ptrdiff_t i = 0; i < d.p.n_a; i++) {
            other.keys_b[i] = d.keys_a[order_a[i]];
            other.at_most_b[i] = d.at_most_a[order_a[i]];
            for (ptrdiff_t j = 0; j < d.p.n_b; j++)
                other.scores[j * d.p.n_a + i] =
                    d.scores[order_a[i] * d.p.n_b + order_b[j]];
        }
        for (ptrdiff_t j = 0; j < d.p.n_b; j++) {
            other.keys_a[j] = d.keys_b[order_b[j]];
            other.at_most_a[j] = d.at_most_b[order_b[j]];
        }
        arena_reset(&a, 16 << 20);
        solve(&one, &a, &d.p);
        solve(&two, &a, &other.p);
        assert_int_equal(one.n_pairs, two.n_pairs);
        for (ptrdiff_t i = 0; i < one.n_pairs; i++)
            is_pair[one.pairs[i].a][one.pairs[i].b] = 1;
        for (ptrdiff_t i = 0; i < two.n_pairs; i++)
            assert_int_equal(
                is_pair[order_a[two.pairs[i].b]][order_b[two.pairs[i].a]], 1);
    }
    arena_close(&a);
}

/* A checker that accepts everything proves nothing. */
static void
a_wrong_answer_is_not_proved(void **state)
{
    struct arena a;
    struct random lot = random_from(4);
    int n_tried = 0;
    (void)state;
    arena_open(&a, 16 << 20);
    for (int k = 0; k < 3000; k++) {
        struct drawn d;
        struct cp_flow_answer an;
        draw(&d, &lot, N_MAX, 3);
        arena_reset(&a, 16 << 20);
        solve(&an, &a, &d.p);
        if (an.n_pairs == 0)
            continue;
        struct cp_flow_pair last = an.pairs[an.n_pairs - 1];
        int64_t score = d.scores[last.a * d.p.n_b + last.b];
        an.n_pairs--; /* one less */
        an.total -= score;
        assert_true(cp_flow_check(&d.p, &an) > 0);
        an.n_pairs++;
        an.total += score;
        assert_int_equal(cp_flow_check(&d.p, &an), 0);
        an.total++;
        assert_true(cp_flow_check(&d.p, &an) > 0);
        an.total--;
        d.at_most_a[last.a] = 0; /* whom they have, they may not */
        assert_true(cp_flow_check(&d.p, &an) > 0);
        n_tried++;
    }
    assert_true(n_tried > 1000);
    arena_close(&a);
}

static void
nonsense_gets_a_sentence(void **state)
{
    struct arena a;
    struct why why = { 0 };
    struct cp_flow_answer an;
    int32_t scores[] = { 1, -2 }, rooms[] = { 1, 1001 };
    int64_t keys[] = { 5, 5 };
    struct cp_flow p = { .scores = scores,
        .n_a = 1,
        .n_b = 2,
        .capacities_a = rooms,
        .capacities_b = rooms,
        .keys_a = keys,
        .keys_b = keys };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_flow_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "-2"));
    scores[1] = 1;
    assert_int_equal(cp_flow_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "1001"));
    rooms[1] = 1;
    assert_int_equal(cp_flow_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "same key"));
    p.mode = CP_ASSIGN_LEXIMIN;
    assert_int_equal(cp_flow_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    p.n_b = CP_FLOW_PEOPLE_MAX + 1;
    assert_int_equal(cp_flow_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    arena_close(&a);
}

static void
without_room_it_says_so(void **state)
{
    struct arena a;
    struct drawn d;
    struct random lot = random_from(5);
    bool was_enough = false;
    (void)state;
    do
        draw(&d, &lot, N_MAX, 3);
    while (d.p.n_a < 6 || d.p.n_b < 6);
    for (ptrdiff_t limit = 0; limit < 1 << 18; limit += 1024) {
        struct cp_flow_answer an;
        arena_open(&a, limit);
        enum err e = cp_flow_solve(&an, &a, &d.p, NULL);
        assert_true(e == OK || e == ERR_NO_ROOM);
        was_enough = was_enough || e == OK;
        arena_close(&a);
    }
    assert_true(was_enough);
}

int
flow_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_small_cases_have_the_pairs_of_plain_enumeration),
        cmocka_unit_test(nothing_beats_the_answer_among_all_there_are),
        cmocka_unit_test(one_counterpart_each_gives_the_pairs_of_a_round),
        cmocka_unit_test(neither_order_nor_side_matters),
        cmocka_unit_test(a_wrong_answer_is_not_proved),
        cmocka_unit_test(nonsense_gets_a_sentence),
        cmocka_unit_test(without_room_it_says_so),
    };
    return cmocka_run_group_tests_name(
        "engine/assignment/flow", tests, NULL, NULL);
}
