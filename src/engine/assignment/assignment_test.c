/* Pairs against known answers, plain enumeration, and themselves turned
 * round. */
#include "engine/assignment/assignment.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int assignment_test(void);

#define FOLDER "test/oracle/assignment/"

static const struct {
    enum cp_assign_mode mode;
    const char *name;
} modes[] = { { CP_ASSIGN_TOTAL, "best" }, { CP_ASSIGN_FAIR, "fair" },
    { CP_ASSIGN_LEXIMIN, "leximin" } };
enum { N_MODES = sizeof modes / sizeof modes[0] };

static struct json_value *
read_json(struct arena *a, const char *path)
{
    text all;
    struct json_value *value;
    struct why why = { 0 };
    assert_int_equal(file_read(text_of(path), a, 1 << 20, &all, &why), OK);
    if (json_parse(all, a, &value, &why) != OK)
        fail_msg("%s: %s", path, why.text);
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

static int64_t
number(const struct json_value *v, const char *name)
{
    return member(v, name)->number;
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
solve(
    struct cp_assign_answer *answer, struct arena *a, const struct cp_assign *p)
{
    struct why why = { 0 };
    if (cp_assign_solve(answer, a, p, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(cp_assign_check(p, answer), 0);
}

/* [[row, column], ...] are the pairs, and no others. */
static void
expect_pairs(const struct cp_assign *p, const struct cp_assign_answer *answer,
    const struct json_value *pairs)
{
    assert_int_equal(answer->n_pairs, pairs->n);
    for (const struct json_value *x = pairs->first; x != NULL; x = x->next) {
        assert_true(x->first->number < p->n_a);
        assert_int_equal(
            answer->b_of[x->first->number], x->first->next->number);
    }
}

static void
all_small_rounds_have_the_pairs_of_plain_enumeration(void **state)
{
    struct arena a, call;
    int64_t n_tried = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    arena_open(&call, 16 << 20);
    const struct json_value *cases =
        member(read_json(&a, FOLDER "small_bipartite.json"), "cases");
    for (const struct json_value *c = cases->first; c != NULL; c = c->next) {
        ptrdiff_t n_a = number(c, "n_a"), n_b = number(c, "n_b"), k = 0;
        int32_t *scores = arena_new(&a, int32_t, n_a * n_b + 1);
        for (const struct json_value *r = member(c, "score")->first; r != NULL;
             r = r->next)
            for (const struct json_value *x = r->first; x != NULL; x = x->next)
                scores[k++] = (int32_t)x->number;
        for (int m = 0; m < N_MODES; m++) {
            const struct json_value *expected = member(c, modes[m].name);
            struct cp_assign_answer answer;
            struct cp_assign p = { .scores = scores,
                .n_a = n_a,
                .n_b = n_b,
                .keys_a = keys_from(&a, number(c, "first_key_a"), n_a),
                .keys_b = keys_from(&a, number(c, "first_key_b"), n_b),
                .mode = modes[m].mode,
                .seed = (uint64_t)number(c, "seed") };
            arena_reset(&call, 16 << 20);
            solve(&answer, &call, &p);
            assert_int_equal(answer.n_pairs, number(c, "pairs"));
            assert_int_equal(answer.total, number(expected, "total"));
            expect_pairs(&p, &answer, member(expected, "pairs"));
            if (modes[m].mode == CP_ASSIGN_FAIR) {
                assert_int_equal(
                    answer.n_blocking, number(c, "fair_blocking_pairs"));
                if (answer.n_pairs > 0)
                    assert_int_equal(answer.worst, number(expected, "worst"));
            }
            n_tried++;
        }
    }
    assert_int_equal(n_tried, 720);
    arena_close(&call);
    arena_close(&a);
}

static int32_t *
read_scores(struct arena *a, const char *name, ptrdiff_t n)
{
    text all, rest;
    struct why why = { 0 };
    int32_t *scores = arena_new(a, int32_t, n);
    assert_int_equal(file_read(arena_print(a, FOLDER "%s.csv", name), a,
                         1 << 20, &all, &why),
        OK);
    ptrdiff_t k = 0;
    for (rest = all; rest.len > 0 && k < n;) {
        bool is_negative = rest.ptr[0] == '-';
        ptrdiff_t at = is_negative;
        int32_t x = 0;
        for (; at < rest.len && rest.ptr[at] >= '0' && rest.ptr[at] <= '9';
             at++)
            x = 10 * x + (rest.ptr[at] - '0');
        assert_true(at > (ptrdiff_t)is_negative);
        scores[k++] = is_negative ? -x : x;
        while (at < rest.len && rest.ptr[at] != '-' &&
            (rest.ptr[at] < '0' || rest.ptr[at] > '9'))
            at++;
        rest = text_slice(rest, at, rest.len);
    }
    assert_int_equal(k, n);
    assert_int_equal(rest.len, 0);
    return scores;
}

static void
rounds_of_up_to_200_have_the_pairs_that_others_computed(void **state)
{
    struct arena a, call;
    int64_t n_tried = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    arena_open(&call, 64 << 20);
    const struct json_value *cases =
        member(read_json(&a, FOLDER "EXPECTED.json"), "cases");
    for (const struct json_value *c = cases->first; c != NULL; c = c->next) {
        ptrdiff_t n_a = number(c, "n_a"), n_b = number(c, "n_b");
        const char *name = arena_c_string(&a, member(c, "name")->text);
        int32_t *scores = read_scores(&a, name, n_a * n_b);
        for (int m = 0; m < N_MODES; m++) {
            const struct json_value *expected = member(c, modes[m].name);
            struct cp_assign_answer answer;
            struct cp_assign p = { .scores = scores,
                .n_a = n_a,
                .n_b = n_b,
                .keys_a = keys_from(&a, number(c, "first_key_a"), n_a),
                .keys_b = keys_from(&a, number(c, "first_key_b"), n_b),
                .mode = modes[m].mode,
                .seed = (uint64_t)number(c, "seed") };
            arena_reset(&call, 64 << 20);
            solve(&answer, &call, &p);
            assert_int_equal(answer.n_pairs, number(c, "pairs"));
            assert_int_equal(answer.total, number(expected, "total"));
            const struct json_value *mate =
                member(expected, "mate_of_a")->first;
            for (ptrdiff_t i = 0; i < n_a; i++, mate = mate->next)
                assert_int_equal(answer.b_of[i], mate->number);
            n_tried++;
        }
    }
    assert_int_equal(n_tried, 27);
    arena_close(&call);
    arena_close(&a);
}

/* ---- Rounds by lot ----------------------------------------------------------
 */

struct round {
    int32_t scores[144];
    int64_t keys_a[12], keys_b[12];
    struct cp_assign p;
};

static void
draw(struct round *r, struct random *random, enum cp_assign_mode mode)
{
    uint64_t n_scores = random_below(random, 3) == 0 ? 3 : 1301;
    uint64_t n_forbidden = random_below(random, 4) * 30; /* in a hundred */
    r->p = (struct cp_assign){ .scores = r->scores,
        .n_a = (ptrdiff_t)random_below(random, 13),
        .n_b = (ptrdiff_t)random_below(random, 13),
        .keys_a = r->keys_a,
        .keys_b = r->keys_b,
        .mode = mode,
        .seed = random_bits(random) };
    for (ptrdiff_t k = 0; k < r->p.n_a * r->p.n_b; k++)
        r->scores[k] = random_below(random, 100) < n_forbidden
            ? CP_ASSIGN_FORBIDDEN
            : (int32_t)random_below(random, n_scores);
    for (int i = 0; i < 12; i++) {
        r->keys_a[i] = 1000 + i * 7;
        r->keys_b[i] = 2000 + i * 3;
    }
}

static void
each_round_drawn_by_lot_is_proved(void **state)
{
    struct arena a;
    struct random random = random_from(20'240'506);
    (void)state;
    arena_open(&a, 16 << 20);
    for (int i = 0; i < 20'000; i++) {
        struct round r;
        struct cp_assign_answer answer;
        draw(&r, &random, modes[i % N_MODES].mode);
        arena_reset(&a, 16 << 20);
        solve(&answer, &a, &r.p);
    }
    arena_close(&a);
}

/* Row i of the one is row `order_a[i]` of the other. */
static void
shuffled(struct round *to, const struct round *from, const int32_t *order_a,
    const int32_t *order_b)
{
    *to = *from;
    to->p.scores = to->scores;
    to->p.keys_a = to->keys_a;
    to->p.keys_b = to->keys_b;
    for (ptrdiff_t i = 0; i < from->p.n_a; i++) {
        to->keys_a[i] = from->keys_a[order_a[i]];
        for (ptrdiff_t j = 0; j < from->p.n_b; j++)
            to->scores[i * from->p.n_b + j] =
                from->scores[order_a[i] * from->p.n_b + order_b[j]];
    }
    for (ptrdiff_t j = 0; j < from->p.n_b; j++)
        to->keys_b[j] = from->keys_b[order_b[j]];
}

static void
order_does_not_matter(void **state)
{
    struct arena a;
    struct random random = random_from(7);
    (void)state;
    arena_open(&a, 16 << 20);
    for (int i = 0; i < 3000; i++) {
        struct round r, other;
        struct cp_assign_answer one, two;
        int32_t order_a[12], order_b[12];
        draw(&r, &random, modes[i % N_MODES].mode);
        random_order(&random, r.p.n_a, order_a);
        random_order(&random, r.p.n_b, order_b);
        shuffled(&other, &r, order_a, order_b);
        arena_reset(&a, 16 << 20);
        solve(&one, &a, &r.p);
        solve(&two, &a, &other.p);
        for (ptrdiff_t k = 0; k < r.p.n_a; k++) {
            int32_t b = two.b_of[k];
            assert_int_equal(one.b_of[order_a[k]], b < 0 ? -1 : order_b[b]);
        }
    }
    arena_close(&a);
}

static void
sides_may_be_exchanged(void **state)
{
    struct arena a;
    struct random random = random_from(8);
    (void)state;
    arena_open(&a, 16 << 20);
    for (int i = 0; i < 3000; i++) {
        struct round r, other;
        struct cp_assign_answer one, two;
        draw(&r, &random, modes[i % N_MODES].mode);
        other = r;
        other.p.scores = other.scores;
        other.p.n_a = r.p.n_b;
        other.p.n_b = r.p.n_a;
        other.p.keys_a = r.keys_b;
        other.p.keys_b = r.keys_a;
        for (ptrdiff_t x = 0; x < r.p.n_a; x++)
            for (ptrdiff_t y = 0; y < r.p.n_b; y++)
                other.scores[y * r.p.n_a + x] = r.scores[x * r.p.n_b + y];
        arena_reset(&a, 16 << 20);
        solve(&one, &a, &r.p);
        solve(&two, &a, &other.p);
        assert_int_equal(one.n_pairs, two.n_pairs);
        assert_int_equal(one.n_blocking, two.n_blocking);
        assert_int_equal(one.n_envious, two.n_envious);
        for (ptrdiff_t k = 0; k < r.p.n_a; k++)
            if (one.b_of[k] >= 0)
                assert_int_equal(two.b_of[one.b_of[k]], k);
    }
    arena_close(&a);
}

/* A checker that accepts everything proves nothing. */
static void
a_wrong_answer_is_not_proved(void **state)
{
    struct arena a;
    struct random random = random_from(9);
    int n_tried = 0;
    (void)state;
    arena_open(&a, 16 << 20);
    for (int i = 0; i < 3000; i++) {
        struct round r;
        struct cp_assign_answer an;
        draw(&r, &random, modes[i % N_MODES].mode);
        arena_reset(&a, 16 << 20);
        solve(&an, &a, &r.p);
        if (an.n_pairs < 2)
            continue;
        /* exchange two counterparts: it stands only when it is as good */
        ptrdiff_t x = 0, y;
        while (an.b_of[x] < 0)
            x++;
        for (y = x + 1; an.b_of[y] < 0;)
            y++;
        int32_t bx = an.b_of[x], by = an.b_of[y];
        int64_t before =
            r.scores[x * r.p.n_b + bx] + r.scores[y * r.p.n_b + by];
        int32_t sx = r.scores[x * r.p.n_b + by],
                sy = r.scores[y * r.p.n_b + bx];
        an.b_of[x] = by;
        an.b_of[y] = bx;
        if (sx < 0 || sy < 0 || sx + sy != before) {
            assert_true(cp_assign_check(&r.p, &an) > 0);
            n_tried++;
        }
        an.b_of[x] = bx;
        an.b_of[y] = by;
        an.b_of[x] = -1; /* one pair less */
        an.n_pairs--;
        an.total -= r.scores[x * r.p.n_b + bx];
        assert_true(cp_assign_check(&r.p, &an) > 0);
    }
    assert_true(n_tried > 1000);
    arena_close(&a);
}

static void
ties_are_mixed_as_is_written(void **state)
{
    (void)state;
    assert_true(cp_assign_tie(7, 1001, 2001) == UINT64_C(678188921766));
    assert_true(cp_assign_tie(7, 2001, 1001) == UINT64_C(678188921766));
}

static void
nonsense_gets_a_sentence(void **state)
{
    struct arena a;
    struct why why = { 0 };
    struct cp_assign_answer an;
    int32_t scores[] = { 1, -2 };
    int64_t keys[] = { 5, 5 };
    struct cp_assign p = {
        .scores = scores, .n_a = 1, .n_b = 2, .keys_a = keys, .keys_b = keys
    };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_assign_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "-2"));
    scores[1] = 1;
    assert_int_equal(cp_assign_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "same key"));
    p.n_b = 20'001;
    assert_int_equal(cp_assign_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
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
        draw(&r, &random, CP_ASSIGN_FAIR);
    while (r.p.n_a < 8 || r.p.n_b < 8);
    for (ptrdiff_t limit = 0; limit < 1 << 18; limit += 1024) {
        struct cp_assign_answer an;
        arena_open(&a, limit);
        enum err e = cp_assign_solve(&an, &a, &r.p, NULL);
        assert_true(e == OK || e == ERR_NO_ROOM);
        was_enough = was_enough || e == OK;
        arena_close(&a);
    }
    assert_true(was_enough);
}

struct patience {
    int n_asked, n_most;
    double share_frac;
    bool went_back;
};

static bool
is_patient(void *context, double share_frac)
{
    struct patience *x = context;
    x->went_back = x->went_back || share_frac < x->share_frac ||
        share_frac < 0 || share_frac > 1;
    x->share_frac = share_frac;
    return x->n_asked++ < x->n_most;
}

static void
it_says_how_far_it_is_and_can_be_stopped(void **state)
{
    enum { N = 60 };
    static int32_t scores[N * N];
    struct arena a;
    struct random random = random_from(3);
    int64_t keys[N];
    (void)state;
    arena_open(&a, 16 << 20);
    for (int k = 0; k < N * N; k++)
        scores[k] = (int32_t)random_below(&random, 1301);
    for (int k = 0; k < N; k++)
        keys[k] = k;
    for (int m = 0; m < N_MODES; m++) {
        struct patience x = { .n_most = 100'000 };
        struct cp_assign_answer an;
        struct cp_assign p = { .scores = scores,
            .n_a = N,
            .n_b = N,
            .keys_a = keys,
            .keys_b = keys,
            .mode = modes[m].mode,
            .go_on = is_patient,
            .context = &x };
        solve(&an, &a, &p);
        assert_true(x.n_asked > 0);
        assert_false(x.went_back);
        for (int most = 0; most < x.n_asked; most += 1 + x.n_asked / 7) {
            struct patience y = { .n_most = most };
            struct why why = { 0 };
            p.context = &y;
            arena_reset(&a, 16 << 20);
            assert_int_equal(cp_assign_solve(&an, &a, &p, &why), ERR_BUSY);
            assert_int_equal(y.n_asked, most + 1);
        }
    }
    arena_close(&a);
}

int
assignment_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_small_rounds_have_the_pairs_of_plain_enumeration),
        cmocka_unit_test(
            rounds_of_up_to_200_have_the_pairs_that_others_computed),
        cmocka_unit_test(each_round_drawn_by_lot_is_proved),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(sides_may_be_exchanged),
        cmocka_unit_test(a_wrong_answer_is_not_proved),
        cmocka_unit_test(ties_are_mixed_as_is_written),
        cmocka_unit_test(nonsense_gets_a_sentence),
        cmocka_unit_test(it_says_how_far_it_is_and_can_be_stopped),
        cmocka_unit_test(without_room_it_says_so),
    };
    return cmocka_run_group_tests_name("engine/assignment", tests, NULL, NULL);
}
