/* Pairs inside one set against known answers, plain enumeration, and
 * themselves in another order. */
#include "engine/assignment/general.h"
#include "engine/assignment/general_inside.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

int general_test(void);

#define FOLDER "test/oracle/assignment/"

static const struct {
    enum cp_assign_mode mode;
    const char *name;
} modes[] = { { CP_ASSIGN_TOTAL, "best" }, { CP_ASSIGN_FAIR, "fair" },
    { CP_ASSIGN_LEXIMIN, "leximin" } };
enum { N_MODES = sizeof modes / sizeof modes[0] };

static void
solve(struct cp_general_answer *answer, struct arena *a,
    const struct cp_general *p)
{
    struct why why = { 0 };
    if (cp_general_solve(answer, a, p, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(cp_general_check(p, answer, a), 0);
}

static struct json_value *
read_json(struct arena *a, const char *path)
{
    text all;
    struct json_value *value;
    struct why why = { 0 };
    assert_int_equal(file_read(text_of(path), a, 1 << 20, &all, &why), OK);
    assert_int_equal(json_parse(all, a, &value, &why), OK);
    return value;
}

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *found = json_find(v, text_of(name));
    if (found == NULL)
        fail_msg("no %s", name);
    return found;
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
all_small_sets_have_the_pairs_of_plain_enumeration(void **state)
{
    struct arena a;
    int n_tried = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    const struct json_value *cases =
        member(read_json(&a, FOLDER "small_general.json"), "cases");
    for (const struct json_value *c = cases->first; c != NULL; c = c->next) {
        ptrdiff_t n = member(c, "n")->number, k = 0;
        int32_t *scores = arena_new(&a, int32_t, n * n + 1);
        for (const struct json_value *r = member(c, "score")->first; r != NULL;
             r = r->next)
            for (const struct json_value *x = r->first; x != NULL; x = x->next)
                scores[k++] = (int32_t)x->number;
        for (int m = 0; m < N_MODES; m++) {
            const struct json_value *expected = member(c, modes[m].name);
            struct cp_general_answer an;
            struct cp_general p = { .scores = scores,
                .n = n,
                .keys = keys_from(&a, member(c, "first_key")->number, n),
                .mode = modes[m].mode,
                .seed = (uint64_t)member(c, "seed")->number };
            solve(&an, &a, &p);
            assert_true(an.is_unique);
            assert_int_equal(an.n_pairs, member(c, "pairs")->number);
            assert_int_equal(an.total, member(expected, "total")->number);
            if (p.mode == CP_ASSIGN_FAIR && an.n_pairs > 0)
                assert_int_equal(an.worst, member(expected, "worst")->number);
            const struct json_value *pairs = member(expected, "pairs");
            assert_int_equal(an.n_pairs, pairs->n);
            for (const struct json_value *x = pairs->first; x != NULL;
                 x = x->next)
                assert_int_equal(
                    an.mate[x->first->number], x->first->next->number);
            n_tried++;
        }
    }
    assert_int_equal(n_tried, 360);
    arena_close(&a);
}

static int32_t *
read_scores(struct arena *a, const char *name, ptrdiff_t n)
{
    text all;
    struct why why = { 0 };
    int32_t *scores = arena_new(a, int32_t, n * n);
    assert_int_equal(file_read(arena_print(a, FOLDER "%s.csv", name), a,
                         1 << 20, &all, &why),
        OK);
    for (ptrdiff_t k = 0; k < n * n; k++) {
        char *end;
        scores[k] = (int32_t)strtol(all.ptr, &end, 10);
        assert_true(end > all.ptr);
        all = text_slice(all, end - all.ptr + 1, all.len);
    }
    assert_int_equal(all.len, 0);
    return scores;
}

static void
sets_of_up_to_101_have_the_totals_that_others_computed(void **state)
{
    struct arena a;
    int n_tried = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    const struct json_value *cases =
        member(read_json(&a, FOLDER "EXPECTED_general.json"), "cases");
    for (const struct json_value *c = cases->first; c != NULL; c = c->next) {
        ptrdiff_t n = member(c, "n")->number;
        struct cp_general_answer an;
        struct cp_general p = {
            .scores =
                read_scores(&a, arena_c_string(&a, member(c, "name")->text), n),
            .n = n,
            .keys = keys_from(&a, 1, n),
            .mode = CP_ASSIGN_TOTAL,
        };
        solve(&an, &a, &p);
        assert_int_equal(an.n_pairs, member(c, "pairs")->number);
        assert_int_equal(an.total, member(c, "best_total")->number);
        p.mode = CP_ASSIGN_FAIR;
        solve(&an, &a, &p);
        assert_int_equal(an.n_pairs, member(c, "pairs")->number);
        assert_int_equal(an.total, member(c, "fair_total")->number);
        assert_int_equal(an.worst, member(c, "fair_worst")->number);
        n_tried++;
    }
    assert_int_equal(n_tried, 6);
    arena_close(&a);
}

/* ---- Sets by lot ------------------------------------------------------------
 */

enum { N_MAX = 64 };
struct drawn {
    int32_t scores[N_MAX * N_MAX];
    int64_t keys[N_MAX];
    struct cp_general p;
};

static void
put(struct drawn *d, ptrdiff_t i, ptrdiff_t j, int32_t score)
{
    d->scores[i * d->p.n + j] = d->scores[j * d->p.n + i] = score;
}

/* Few scores or many, complete or sparse, or places in a plane, where circles
 * are in circles. */
static void
draw(struct drawn *d, struct random *lot, ptrdiff_t n)
{
    static const uint64_t kinds[] = { 1, 2, 5, 30, 1301 };
    uint64_t n_scores = kinds[random_below(lot, 5)];
    uint64_t n_forbidden = random_below(lot, 5) * 24; /* in a hundred */
    bool is_plane = random_below(lot, 4) == 0;
    int64_t x[N_MAX], y[N_MAX];
    d->p = (struct cp_general){ .scores = d->scores,
        .n = n,
        .keys = d->keys,
        .mode = modes[random_below(lot, N_MODES)].mode,
        .seed = random_bits(lot) };
    for (ptrdiff_t i = 0; i < n; i++) {
        d->keys[i] = 1000 + i * 7;
        x[i] = (int64_t)random_below(lot, 600);
        y[i] = (int64_t)random_below(lot, 600);
    }
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t j = 0; j <= i; j++) {
            int64_t far = llabs(x[i] - x[j]) + llabs(y[i] - y[j]);
            put(d, i, j,
                i == j || random_below(lot, 100) < n_forbidden
                    ? CP_ASSIGN_FORBIDDEN
                    : (int32_t)(is_plane ? 1200 - (uint64_t)far
                                         : random_below(lot, n_scores)));
        }
}

struct best {
    int64_t n, worst, total;
    uint64_t tie;
    int32_t scores[5]; /* ascending */
    int32_t mate[10];
};

static bool
is_better(const struct best *x, const struct best *y, enum cp_assign_mode mode)
{
    if (y->n != x->n)
        return y->n > x->n;
    if (mode == CP_ASSIGN_FAIR && y->worst != x->worst)
        return y->worst > x->worst;
    for (int64_t k = 0; k < x->n && mode == CP_ASSIGN_LEXIMIN; k++)
        if (y->scores[k] != x->scores[k])
            return y->scores[k] > x->scores[k];
    if (y->total != x->total)
        return y->total > x->total;
    return y->tie < x->tie;
}

/* Every set of pairs: the first who is free waits, or has each who is. */
static void
enumerate(
    const struct cp_general *p, ptrdiff_t v, struct best *x, struct best *best)
{
    while (v < p->n && x->mate[v] >= 0)
        v++;
    if (v == p->n) {
        if (is_better(best, x, p->mode))
            *best = *x;
        return;
    }
    struct best before = *x;
    enumerate(p, v + 1, x, best);
    for (ptrdiff_t w = v + 1; w < p->n; w++) {
        int32_t score = p->scores[v * p->n + w];
        if (before.mate[w] >= 0 || score < 0)
            continue;
        *x = before;
        x->mate[v] = (int32_t)w;
        x->mate[w] = (int32_t)v;
        int64_t at = x->n++;
        for (; at > 0 && x->scores[at - 1] > score; at--)
            x->scores[at] = x->scores[at - 1];
        x->scores[at] = score;
        x->total += score;
        x->worst = score < x->worst ? score : x->worst;
        x->tie += cp_assign_tie(p->seed, p->keys[v], p->keys[w]) >> 19;
        enumerate(p, v + 1, x, best);
    }
    *x = before;
}

static void
nothing_beats_the_answer_among_all_there_are(void **state)
{
    struct arena a;
    struct random lot = random_from(20'261'122);
    /* 100,000 and more: CP_TEST_LONG=1 */
    int n_cases = getenv("CP_TEST_LONG") != NULL ? 300'000 : 20'000;
    (void)state;
    arena_open(&a, 16 << 20);
    for (int k = 0; k < n_cases; k++) {
        struct drawn d;
        struct cp_general_answer an;
        struct best x = { .worst = INT64_MAX }, best = { .n = -1 };
        draw(&d, &lot, (ptrdiff_t)random_below(&lot, 9));
        arena_reset(&a, 16 << 20);
        solve(&an, &a, &d.p);
        for (int i = 0; i < 10; i++)
            x.mate[i] = -1;
        enumerate(&d.p, 0, &x, &best);
        assert_int_equal(an.n_pairs, best.n);
        assert_int_equal(an.total, best.total);
        for (ptrdiff_t i = 0; i < d.p.n && an.is_unique; i++)
            assert_int_equal(an.mate[i], best.mate[i]);
    }
    arena_close(&a);
}

static void
each_set_drawn_by_lot_is_proved(void **state)
{
    struct arena a;
    struct random lot = random_from(5);
    int n_cases = getenv("CP_TEST_LONG") != NULL ? 100'000 : 3000;
    ptrdiff_t n_sets = 0, n_nested = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    for (int k = 0; k < n_cases; k++) {
        struct drawn d;
        struct cp_general_answer an;
        draw(&d, &lot, 8 + (ptrdiff_t)random_below(&lot, N_MAX - 8));
        arena_reset(&a, 64 << 20);
        solve(&an, &a, &d.p);
        n_sets += an.n_sets;
        for (const struct cp_general_level *l = an.levels; l != NULL;
             l = l->next)
            n_sets += l->n_sets;
        for (ptrdiff_t i = 0; i < an.n_sets; i++)
            n_nested += an.sets[i].parent >= 0;
    }
    assert_true(n_sets > n_cases); /* or it was too easy */
    assert_true(n_nested > n_cases / 20);
    arena_close(&a);
}

static void
order_does_not_matter(void **state)
{
    struct arena a;
    struct random lot = random_from(7);
    (void)state;
    arena_open(&a, 64 << 20);
    for (int k = 0; k < 1000; k++) {
        struct drawn d, other;
        struct cp_general_answer one, two;
        int32_t order[N_MAX];
        draw(&d, &lot, (ptrdiff_t)random_below(&lot, 40));
        other = d;
        other.p.scores = other.scores;
        other.p.keys = other.keys;
        random_order(&lot, d.p.n, order);
        for (ptrdiff_t i = 0; i < d.p.n; i++) {
            other.keys[i] = d.keys[order[i]];
            for (ptrdiff_t j = 0; j < d.p.n; j++)
                other.scores[i * d.p.n + j] =
                    d.scores[order[i] * d.p.n + order[j]];
        }
        arena_reset(&a, 64 << 20);
        solve(&one, &a, &d.p);
        solve(&two, &a, &other.p);
        assert_int_equal(one.n_blocking, two.n_blocking);
        assert_int_equal(one.n_envious, two.n_envious);
        for (ptrdiff_t i = 0; i < d.p.n; i++) {
            int32_t mate = two.mate[i];
            assert_int_equal(one.mate[order[i]], mate < 0 ? -1 : order[mate]);
        }
    }
    arena_close(&a);
}

/* ---- Ties -------------------------------------------------------------------
 */

/* How many ways there are for all to be in a pair at the least cost. */
static void
count_best(const int64_t *costs, int n, uint32_t alone, int64_t cost,
    int64_t *best, int *n_best)
{
    if (alone == 0) {
        if (cost < *best)
            *n_best = 0;
        if (cost < *best)
            *best = cost;
        *n_best += cost == *best;
        return;
    }
    int v = __builtin_ctz(alone);
    for (int w = v + 1; w < n; w++)
        if ((alone >> w & 1) != 0 && costs[v * n + w] != BLOSSOM_ABSENT)
            count_best(costs, n,
                alone & ~(UINT32_C(1) << v) & ~(UINT32_C(1) << w),
                cost + costs[v * n + w], best, n_best);
}

static void
a_tie_that_survives_is_seen(void **state)
{
    struct arena a;
    struct random lot = random_from(8);
    int n_ties = 0, n_none = 0;
    (void)state;
    arena_open(&a, 16 << 20);
    for (int k = 0; k < 20'000; k++) {
        int64_t costs[100], best = INT64_MAX;
        int n = 2 * (int)random_below(&lot, 6), n_best = 0;
        uint64_t n_costs = 1 + random_below(&lot, 40);
        uint64_t n_forbidden = random_below(&lot, 3) * 25;
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                costs[i * n + j] = costs[j * n + i] =
                    i == j || random_below(&lot, 100) < n_forbidden
                    ? BLOSSOM_ABSENT
                    : (int64_t)random_below(&lot, n_costs);
        struct blossom b;
        bool is_unique = false;
        arena_reset(&a, 16 << 20);
        count_best(costs, n, (UINT32_C(1) << n) - 1, 0, &best, &n_best);
        enum err e = blossom_solve(&b, &a, costs, n);
        assert_int_equal(e, n_best == 0 ? ERR_BAD_INPUT : OK);
        n_none += n_best == 0;
        if (n_best == 0)
            continue;
        assert_int_equal(blossom_is_unique(&b, n, &a, &is_unique), OK);
        assert_int_equal(is_unique, n_best == 1);
        n_ties += n_best > 1;
    }
    assert_true(n_ties > 1000 && n_ties < 19'000 && n_none > 100);
    arena_close(&a);
}

/* ---- What is wrong ----------------------------------------------------------
 */

/* A checker that accepts everything proves nothing. */
static void
a_wrong_answer_is_not_proved(void **state)
{
    struct arena a;
    struct random lot = random_from(9);
    int n_tried = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    for (int k = 0; k < 2000; k++) {
        struct drawn d;
        struct cp_general_answer an;
        int32_t *mate;
        draw(&d, &lot, 4 + (ptrdiff_t)random_below(&lot, 10));
        arena_reset(&a, 64 << 20);
        solve(&an, &a, &d.p);
        if (an.n_pairs < 2)
            continue;
        mate = an.mate;
        ptrdiff_t v = 0, w;
        while (mate[v] < 0)
            v++;
        for (w = v + 1; mate[w] < 0 || mate[w] == v;)
            w++;
        int32_t x = mate[v], y = mate[w];
        int64_t score = d.scores[v * d.p.n + x];
        if (d.scores[v * d.p.n + y] >= 0 && d.scores[w * d.p.n + x] >= 0) {
            int64_t before = an.total;
            an.total += d.scores[v * d.p.n + y] + d.scores[w * d.p.n + x] -
                score - d.scores[w * d.p.n + y];
            mate[v] = y, mate[y] = (int32_t)v;
            mate[w] = x, mate[x] = (int32_t)w;
            assert_true(cp_general_check(&d.p, &an, &a) > 0);
            mate[v] = x, mate[x] = (int32_t)v;
            mate[w] = y, mate[y] = (int32_t)w;
            an.total = before;
            n_tried++;
        }
        mate[v] = mate[x] = -1; /* one pair less */
        an.n_pairs--;
        an.total -= score;
        assert_true(cp_general_check(&d.p, &an, &a) > 0);
        mate[v] = x, mate[x] = (int32_t)v;
        an.n_pairs++;
        an.total += score;
        assert_int_equal(cp_general_check(&d.p, &an, &a), 0);
        an.rates[x]--;
        assert_true(cp_general_check(&d.p, &an, &a) > 0);
    }
    assert_true(n_tried > 300);
    arena_close(&a);
}

static void
nonsense_gets_a_sentence(void **state)
{
    struct arena a;
    struct why why = { 0 };
    struct cp_general_answer an;
    int32_t scores[] = { -1, 3, 4, -1 };
    int64_t keys[] = { 5, 5 };
    struct cp_general p = { .scores = scores, .n = 2, .keys = keys };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_general_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "the other way"));
    scores[1] = scores[2] = -2;
    assert_int_equal(cp_general_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "-2"));
    scores[1] = scores[2] = 3;
    assert_int_equal(cp_general_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "same key"));
    p.n = CP_GENERAL_PEOPLE_MAX + 1;
    assert_int_equal(cp_general_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    arena_close(&a);
}

static void
without_room_it_says_so(void **state)
{
    struct arena a;
    struct drawn d;
    struct random lot = random_from(11);
    bool was_enough = false;
    (void)state;
    draw(&d, &lot, 12);
    for (ptrdiff_t limit = 0; limit < 1 << 18; limit += 512) {
        struct cp_general_answer an;
        arena_open(&a, limit);
        enum err e = cp_general_solve(&an, &a, &d.p, NULL);
        assert_true(e == OK || e == ERR_NO_ROOM);
        was_enough = was_enough || e == OK;
        arena_close(&a);
    }
    assert_true(was_enough);
}

int
general_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_small_sets_have_the_pairs_of_plain_enumeration),
        cmocka_unit_test(
            sets_of_up_to_101_have_the_totals_that_others_computed),
        cmocka_unit_test(nothing_beats_the_answer_among_all_there_are),
        cmocka_unit_test(each_set_drawn_by_lot_is_proved),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(a_tie_that_survives_is_seen),
        cmocka_unit_test(a_wrong_answer_is_not_proved),
        cmocka_unit_test(nonsense_gets_a_sentence),
        cmocka_unit_test(without_room_it_says_so),
    };
    return cmocka_run_group_tests_name(
        "engine/assignment/general", tests, NULL, NULL);
}
