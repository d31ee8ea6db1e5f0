/* Prices against plain enumeration, known answers, and rounds solved anew. */
#include "engine/assignment/price.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int price_test(void);

enum { SIDE = 30 };

struct round {
    int32_t scores[SIDE * SIDE];
    int64_t keys_a[SIDE], keys_b[SIDE];
    struct cp_assign p;
};

static void
draw(struct round *r, struct random *random, uint64_t side_max)
{
    uint64_t n_scores = random_below(random, 2) == 0 ? 4 : 1301;
    uint64_t n_forbidden = random_below(random, 4) * 28; /* in a hundred */
    r->p = (struct cp_assign){ .scores = r->scores,
        .n_a = 1 + (ptrdiff_t)random_below(random, side_max),
        .n_b = 1 + (ptrdiff_t)random_below(random, side_max),
        .keys_a = r->keys_a,
        .keys_b = r->keys_b,
        .mode = (enum cp_assign_mode)random_below(random, 3),
        .seed = random_bits(random) };
    for (ptrdiff_t k = 0; k < r->p.n_a * r->p.n_b; k++)
        r->scores[k] = random_below(random, 100) < n_forbidden
            ? CP_ASSIGN_FORBIDDEN
            : (int32_t)random_below(random, n_scores);
    for (int i = 0; i < SIDE; i++) {
        r->keys_a[i] = 1000 + (i * 7) % SIDE * 5;
        r->keys_b[i] = 2000 + (i * 11) % SIDE * 3;
    }
}

static void
keep(struct cp_assign_kept **kept, struct cp_assign_answer *answer,
    struct arena *a, const struct cp_assign *p)
{
    struct why why = { 0 };
    if (cp_assign_solve(answer, a, p, &why) != OK ||
        cp_assign_keep(kept, a, p, answer, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(cp_assign_check(p, answer), 0);
}

/* ---- Plain enumeration: it shares no code ---------------------------------
 */

enum { SMALL = 6 };
struct set {
    int8_t b_of[SMALL];
    int count;             /* of pairs that count: without one settled */
    int64_t scores[SMALL]; /* theirs, the lowest first */
    int64_t total, tie;
};
struct best {
    struct set set;
    bool is_there;
};

static int
compare(const struct set *x, const struct set *y, enum cp_assign_mode mode)
{
    if (x->count != y->count)
        return x->count > y->count ? 1 : -1;
    int n = mode == CP_ASSIGN_LEXIMIN            ? x->count
        : mode == CP_ASSIGN_FAIR && x->count > 0 ? 1
                                                 : 0;
    for (int i = 0; i < n; i++)
        if (x->scores[i] != y->scores[i])
            return x->scores[i] > y->scores[i] ? 1 : -1;
    if (x->total != y->total)
        return x->total > y->total ? 1 : -1;
    return x->tie < y->tie ? 1 : x->tie > y->tie ? -1 : 0;
}

/* The set without the pair of row i, when it is settled. */
static struct set
measure(const struct cp_assign *p, const int8_t *b_of, int settled)
{
    struct set s = { 0 };
    memcpy(s.b_of, b_of, SMALL);
    for (int i = 0; i < p->n_a; i++) {
        int j = b_of[i];
        if (j < 0 || i == settled)
            continue;
        int64_t score = p->scores[i * p->n_b + j];
        int at = s.count++;
        for (; at > 0 && s.scores[at - 1] > score; at--)
            s.scores[at] = s.scores[at - 1];
        s.scores[at] = score;
        s.total += score;
        s.tie += (int64_t)cp_assign_tie(p->seed, p->keys_a[i], p->keys_b[j]);
    }
    return s;
}

struct enumerating {
    const struct cp_assign *p;
    struct best together[SMALL][SMALL], apart[SMALL][SMALL];
};

static void
offer(struct best *best, const struct set *s, enum cp_assign_mode mode)
{
    if (!best->is_there || compare(s, &best->set, mode) > 0)
        *best = (struct best){ *s, true };
}

static void
try_all(struct enumerating *e, int8_t *b_of, int i, int taken)
{
    const struct cp_assign *p = e->p;
    if (i < p->n_a) {
        b_of[i] = -1;
        try_all(e, b_of, i + 1, taken);
        for (int j = 0; j < p->n_b; j++) {
            if ((taken >> j & 1) != 0 || p->scores[i * p->n_b + j] < 0)
                continue;
            b_of[i] = (int8_t)j;
            try_all(e, b_of, i + 1, taken | 1 << j);
        }
        b_of[i] = -1;
        return;
    }
    struct set all = measure(p, b_of, -1);
    for (int x = 0; x < p->n_a; x++) {
        for (int y = 0; y < p->n_b; y++)
            if (b_of[x] != y)
                offer(&e->apart[x][y], &all, p->mode);
        if (b_of[x] < 0)
            continue;
        struct set others = measure(p, b_of, x);
        offer(&e->together[x][b_of[x]], &others, p->mode);
    }
}

static void
expect_best(const struct cp_assign *p, const struct cp_assign_answer *answer,
    const struct cp_assign_price *price, const struct best *best)
{
    int64_t total = 0, worst = -1;
    ptrdiff_t n_pairs = 0;
    assert_true(price->is_possible);
    for (int i = 0; i < p->n_a; i++) {
        assert_int_equal(price->b_of[i], best->set.b_of[i]);
        if (price->b_of[i] < 0)
            continue;
        int64_t score = p->scores[i * p->n_b + price->b_of[i]];
        total += score;
        worst = worst < 0 || score < worst ? score : worst;
        n_pairs++;
    }
    assert_int_equal(price->total, total);
    assert_int_equal(price->worst, worst);
    assert_int_equal(price->n_pairs, n_pairs);
    assert_int_equal(
        price->worst_others, best->set.count == 0 ? -1 : best->set.scores[0]);
    assert_int_equal(price->pairs_change, n_pairs - answer->n_pairs);
    assert_int_equal(price->total_change, total - answer->total);
}

static void
ask_all(struct arena *a, const struct cp_assign *p, int64_t *n_asked)
{
    struct cp_assign_kept *kept;
    struct cp_assign_answer answer;
    struct enumerating e = { .p = p };
    int8_t b_of[SMALL];
    memset(b_of, -1, sizeof b_of);
    arena_reset(a, 16 << 20);
    keep(&kept, &answer, a, p);
    try_all(&e, b_of, 0, 0);
    for (int i = 0; i < p->n_a; i++)
        for (int j = 0; j < p->n_b; j++) {
            struct cp_assign_price price;
            assert_int_equal(cp_assign_price(&price, a, kept,
                                 CP_ASSIGN_TOGETHER, i, j, NULL),
                OK);
            if (e.together[i][j].is_there)
                expect_best(p, &answer, &price, &e.together[i][j]);
            else
                assert_false(price.is_possible);
            assert_int_equal(
                cp_assign_price(&price, a, kept, CP_ASSIGN_APART, i, j, NULL),
                OK);
            expect_best(p, &answer, &price, &e.apart[i][j]);
            *n_asked += 2;
        }
}

static void
prices_are_those_of_plain_enumeration(void **state)
{
    struct arena a;
    struct random random = random_from(4711);
    int64_t n_asked = 0;
    (void)state;
    arena_open(&a, 16 << 20);
    for (int i = 0; i < 20'000; i++) {
        struct round r;
        draw(&r, &random, 4);
        ask_all(&a, &r.p, &n_asked);
    }
    for (int i = 0; i < 150; i++) {
        struct round r;
        draw(&r, &random, SMALL);
        ask_all(&a, &r.p, &n_asked);
    }
    assert_true(n_asked > 200'000);
    arena_close(&a);
}

/* ---- Known answers --------------------------------------------------------
 */

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *found = json_find(v, text_of(name));
    if (found == NULL)
        fail_msg("no %s", name);
    return found;
}

static void
forced_pairs_cost_what_others_computed(void **state)
{
    struct arena a, call;
    text all;
    struct json_value *file;
    struct why why = { 0 };
    int64_t n_tried = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    arena_open(&call, 16 << 20);
    assert_int_equal(
        file_read(TEXT("test/oracle/assignment/small_bipartite.json"), &a,
            1 << 20, &all, &why),
        OK);
    assert_int_equal(json_parse(all, &a, &file, &why), OK);
    for (const struct json_value *c = member(file, "cases")->first; c != NULL;
         c = c->next) {
        struct round r;
        struct cp_assign_kept *kept;
        struct cp_assign_answer answer;
        ptrdiff_t k = 0, i = 0;
        const struct json_value *forced = json_find(c, TEXT("forced_best"));
        if (forced == NULL)
            continue;
        r.p = (struct cp_assign){ .scores = r.scores,
            .n_a = (ptrdiff_t)member(c, "n_a")->number,
            .n_b = (ptrdiff_t)member(c, "n_b")->number,
            .keys_a = r.keys_a,
            .keys_b = r.keys_b,
            .mode = CP_ASSIGN_TOTAL,
            .seed = (uint64_t)member(c, "seed")->number };
        for (int x = 0; x < SIDE; x++) {
            r.keys_a[x] = member(c, "first_key_a")->number + x;
            r.keys_b[x] = member(c, "first_key_b")->number + x;
        }
        for (const struct json_value *row = member(c, "score")->first;
             row != NULL; row = row->next)
            for (const struct json_value *x = row->first; x != NULL;
                 x = x->next)
                r.scores[k++] = (int32_t)x->number;
        arena_reset(&call, 16 << 20);
        keep(&kept, &answer, &call, &r.p);
        for (const struct json_value *row = forced->first; row != NULL;
             row = row->next, i++) {
            ptrdiff_t j = 0;
            for (const struct json_value *x = row->first; x != NULL;
                 x = x->next, j++) {
                struct cp_assign_price price;
                assert_int_equal(cp_assign_price(&price, &call, kept,
                                     CP_ASSIGN_TOGETHER, i, j, NULL),
                    OK);
                assert_int_equal(price.is_possible, x->first != NULL);
                if (x->first == NULL)
                    continue;
                assert_int_equal(price.n_pairs, x->first->number);
                assert_int_equal(price.total, x->first->next->number);
                n_tried++;
            }
        }
    }
    assert_true(n_tried > 1000);
    arena_close(&call);
    arena_close(&a);
}

/* ---- Rounds solved anew ---------------------------------------------------
 */

/* The round with the question answered. Gives the indices back in b_of. */
static void
solve_anew(struct arena *a, const struct round *r, enum cp_assign_if what,
    ptrdiff_t i, ptrdiff_t j, int32_t *b_of)
{
    struct round less = *r;
    struct cp_assign_answer answer;
    ptrdiff_t n_a = 0, n_b = 0, rows[SIDE], columns[SIDE], k = 0;
    bool is_out = what == CP_ASSIGN_TOGETHER;
    for (ptrdiff_t x = 0; x < r->p.n_a; x++)
        if (!is_out || x != i)
            rows[n_a++] = x;
    for (ptrdiff_t y = 0; y < r->p.n_b; y++)
        if (!is_out || y != j)
            columns[n_b++] = y;
    for (ptrdiff_t x = 0; x < n_a; x++) {
        less.keys_a[x] = r->keys_a[rows[x]];
        for (ptrdiff_t y = 0; y < n_b; y++)
            less.scores[k++] = rows[x] == i && columns[y] == j
                ? CP_ASSIGN_FORBIDDEN
                : r->scores[rows[x] * r->p.n_b + columns[y]];
    }
    for (ptrdiff_t y = 0; y < n_b; y++)
        less.keys_b[y] = r->keys_b[columns[y]];
    less.p.scores = less.scores;
    less.p.keys_a = less.keys_a;
    less.p.keys_b = less.keys_b;
    less.p.n_a = n_a;
    less.p.n_b = n_b;
    assert_int_equal(cp_assign_solve(&answer, a, &less.p, NULL), OK);
    assert_int_equal(cp_assign_check(&less.p, &answer), 0);
    for (ptrdiff_t x = 0; x < r->p.n_a; x++)
        b_of[x] = -1;
    for (ptrdiff_t x = 0; x < n_a; x++)
        if (answer.b_of[x] >= 0)
            b_of[rows[x]] = (int32_t)columns[answer.b_of[x]];
    if (is_out)
        b_of[i] = (int32_t)j;
}

static void
a_price_is_what_the_round_would_be_solved_anew(void **state)
{
    struct arena a;
    struct random random = random_from(815);
    int64_t n_changed = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    for (int n = 0; n < 3600; n++) {
        struct round r;
        struct cp_assign_kept *kept;
        struct cp_assign_answer answer;
        draw(&r, &random, n % 6 == 0 ? SIDE : 12);
        arena_reset(&a, 64 << 20);
        keep(&kept, &answer, &a, &r.p);
        for (int k = 0; k < 8; k++) {
            ptrdiff_t i = (ptrdiff_t)random_below(&random, (uint64_t)r.p.n_a);
            ptrdiff_t j = (ptrdiff_t)random_below(&random, (uint64_t)r.p.n_b);
            enum cp_assign_if what =
                k % 2 == 0 ? CP_ASSIGN_TOGETHER : CP_ASSIGN_APART;
            struct cp_assign_price price;
            int32_t b_of[SIDE];
            if (what == CP_ASSIGN_APART && answer.b_of[i] >= 0)
                j = answer.b_of[i];
            assert_int_equal(
                cp_assign_price(&price, &a, kept, what, i, j, NULL), OK);
            if (!price.is_possible)
                continue;
            solve_anew(&a, &r, what, i, j, b_of);
            for (ptrdiff_t x = 0; x < r.p.n_a; x++)
                assert_int_equal(price.b_of[x], b_of[x]);
            n_changed += price.total_change != 0;
        }
    }
    assert_true(n_changed > 10'000);
    arena_close(&a);
}

/* In a fair round one who fits nobody holds all down: a pair of theirs that
 * somebody settles lets the others rise. */
static void
settling_the_lowest_pair_lets_the_others_rise(void **state)
{
    struct arena a;
    struct cp_assign_kept *kept;
    struct cp_assign_answer answer;
    struct cp_assign_price price;
    int32_t scores[] = { 10, 9, 8, 90, 50, 95, 20, 60, 55 };
    int64_t keys[] = { 1, 2, 3, 4, 5, 6 };
    struct cp_assign p = { .scores = scores,
        .n_a = 3,
        .n_b = 3,
        .keys_a = keys,
        .keys_b = keys + 3,
        .mode = CP_ASSIGN_FAIR };
    (void)state;
    arena_open(&a, 1 << 20);
    keep(&kept, &answer, &a, &p);
    assert_int_equal(answer.worst, 10);
    assert_int_equal(answer.total, 165);
    assert_int_equal(
        cp_assign_price(&price, &a, kept, CP_ASSIGN_TOGETHER, 0, 2, NULL), OK);
    assert_int_equal(price.worst, 8);
    assert_int_equal(price.worst_change, -2);
    assert_int_equal(price.worst_others, 60);
    assert_int_equal(price.total_change, 8 + 90 + 60 - 165);
    arena_close(&a);
}

static void
large_scores_have_a_price_too(void **state)
{
    struct arena a;
    struct random random = random_from(12);
    (void)state;
    arena_open(&a, 64 << 20);
    for (int n = 0; n < 60; n++) {
        enum { N = 150 }; /* with a million a score: 32 bits, 64, or anew */
        static int32_t scores[N * N];
        int64_t keys[N];
        struct cp_assign_kept *kept;
        struct cp_assign_answer answer, other;
        struct cp_assign_price price;
        int32_t most = n % 3 == 0 ? 1000 : n % 3 == 1 ? 1'000'000 : 500'000;
        ptrdiff_t side = n % 2 == 0 ? 40 : N;
        for (ptrdiff_t k = 0; k < side * side; k++)
            scores[k] = (int32_t)random_below(&random, (uint64_t)most + 1);
        for (int k = 0; k < N; k++)
            keys[k] = k;
        struct cp_assign p = { .scores = scores,
            .n_a = side,
            .n_b = side,
            .keys_a = keys,
            .keys_b = keys,
            .mode = CP_ASSIGN_FAIR,
            .seed = 3 };
        arena_reset(&a, 64 << 20);
        keep(&kept, &answer, &a, &p);
        assert_int_equal(cp_assign_price(&price, &a, kept, CP_ASSIGN_APART, 3,
                             answer.b_of[3], NULL),
            OK);
        scores[3 * side + answer.b_of[3]] = CP_ASSIGN_FORBIDDEN;
        assert_int_equal(cp_assign_solve(&other, &a, &p, NULL), OK);
        for (ptrdiff_t i = 0; i < side; i++)
            assert_int_equal(price.b_of[i], other.b_of[i]);
    }
    arena_close(&a);
}

static void
what_is_no_answer_is_not_kept(void **state)
{
    struct arena a;
    struct round r;
    struct why why = { 0 };
    struct cp_assign_kept *kept;
    struct cp_assign_answer answer;
    struct cp_assign_price price;
    struct random random = random_from(2);
    (void)state;
    arena_open(&a, 1 << 20);
    do
        draw(&r, &random, SIDE);
    while (r.p.n_a < 3 || r.p.n_b < 3);
    r.scores[0] = 7;
    keep(&kept, &answer, &a, &r.p);
    assert_int_equal(
        cp_assign_price(&price, &a, kept, CP_ASSIGN_APART, r.p.n_a, 0, &why),
        ERR_BAD_INPUT);
    answer.total++;
    assert_int_equal(
        cp_assign_keep(&kept, &a, &r.p, &answer, &why), ERR_BAD_INPUT);
    arena_close(&a);
}

static void
without_room_it_says_so(void **state)
{
    struct arena a;
    struct round r;
    struct random random = random_from(11);
    bool was_enough = false;
    (void)state;
    do
        draw(&r, &random, 12);
    while (r.p.n_a < 8 || r.p.n_b < 8 || r.p.mode != CP_ASSIGN_FAIR);
    for (ptrdiff_t limit = 0; limit < 1 << 18; limit += 1024) {
        struct cp_assign_answer answer;
        struct cp_assign_kept *kept;
        struct cp_assign_price price;
        arena_open(&a, limit);
        enum err e = cp_assign_solve(&answer, &a, &r.p, NULL);
        if (e == OK)
            e = cp_assign_keep(&kept, &a, &r.p, &answer, NULL);
        if (e == OK)
            e = cp_assign_price(
                &price, &a, kept, CP_ASSIGN_APART, 0, answer.b_of[0], NULL);
        assert_true(e == OK || e == ERR_NO_ROOM || answer.b_of[0] < 0);
        was_enough = was_enough || e == OK;
        arena_close(&a);
    }
    assert_true(was_enough);
}

int
price_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_are_those_of_plain_enumeration),
        cmocka_unit_test(forced_pairs_cost_what_others_computed),
        cmocka_unit_test(a_price_is_what_the_round_would_be_solved_anew),
        cmocka_unit_test(settling_the_lowest_pair_lets_the_others_rise),
        cmocka_unit_test(large_scores_have_a_price_too),
        cmocka_unit_test(what_is_no_answer_is_not_kept),
        cmocka_unit_test(without_room_it_says_so),
    };
    return cmocka_run_group_tests_name("engine/price", tests, NULL, NULL);
}
