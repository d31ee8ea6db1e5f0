/* Mended pairs against plain enumeration, and in another order. */
#include "engine/assignment/general_repair.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

int general_repair_test(void);

enum { N_MAX = 40, N_SMALL = 8 };
struct drawn {
    int32_t scores[N_MAX * N_MAX], before[N_MAX];
    int64_t keys[N_MAX];
    struct cp_general p;
};

/* Some of them had each other, whether that is still allowed or not. */
static void
draw(struct drawn *d, struct random *lot, ptrdiff_t n)
{
    static const enum cp_assign_mode modes[] = { CP_ASSIGN_FAIR,
        CP_ASSIGN_TOTAL, CP_ASSIGN_LEXIMIN };
    static const uint64_t kinds[] = { 1, 3, 30, 1301 };
    uint64_t n_scores = kinds[random_below(lot, 4)];
    uint64_t n_forbidden = random_below(lot, 4) * 25; /* in a hundred */
    int32_t order[N_MAX];
    d->p = (struct cp_general){ .scores = d->scores,
        .n = n,
        .keys = d->keys,
        .mode = modes[random_below(lot, 3)],
        .seed = random_bits(lot) };
    random_order(lot, n, order);
    for (ptrdiff_t i = 0; i < n; i++) {
        d->keys[i] = 1000 + i * 7;
        d->before[i] = -1;
        for (ptrdiff_t j = 0; j <= i; j++)
            d->scores[i * n + j] = d->scores[j * n + i] =
                random_below(lot, 100) < n_forbidden
                ? CP_ASSIGN_FORBIDDEN
                : (int32_t)random_below(lot, n_scores);
    }
    for (ptrdiff_t k = 0; k + 1 < n; k += 2)
        if (random_below(lot, 3) > 0) {
            d->before[order[k]] = order[k + 1];
            d->before[order[k + 1]] = order[k];
        }
}

static void
repair(struct cp_general_repaired *r, struct arena *a, const struct drawn *d)
{
    struct why why = { 0 };
    if (cp_general_repair(r, a, &d->p, d->before, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(cp_general_repair_check(&d->p, d->before, r, a), 0);
}

struct best {
    int64_t n, kept, total;
    uint64_t tie;
    int32_t scores[N_SMALL / 2]; /* ascending */
    int32_t mate[N_SMALL];
};

static bool
is_better(const struct best *x, const struct best *y, enum cp_assign_mode mode)
{
    if (y->n != x->n)
        return y->n > x->n;
    if (y->kept != x->kept)
        return y->kept > x->kept;
    int64_t n_looked = mode == CP_ASSIGN_LEXIMIN ? x->n
        : mode == CP_ASSIGN_FAIR                 ? x->n > 0
                                                 : 0;
    for (int64_t k = 0; k < n_looked; k++)
        if (y->scores[k] != x->scores[k])
            return y->scores[k] > x->scores[k];
    if (y->total != x->total)
        return y->total > x->total;
    return y->tie < x->tie;
}

static void
enumerate(const struct drawn *d, ptrdiff_t v, struct best *x, struct best *best)
{
    const struct cp_general *p = &d->p;
    while (v < p->n && x->mate[v] >= 0)
        v++;
    if (v == p->n) {
        if (is_better(best, x, p->mode))
            *best = *x;
        return;
    }
    struct best was = *x;
    enumerate(d, v + 1, x, best);
    for (ptrdiff_t w = v + 1; w < p->n; w++) {
        int32_t score = p->scores[v * p->n + w];
        if (was.mate[w] >= 0 || score < 0)
            continue;
        *x = was;
        x->mate[v] = (int32_t)w;
        x->mate[w] = (int32_t)v;
        int64_t at = x->n++;
        for (; at > 0 && x->scores[at - 1] > score; at--)
            x->scores[at] = x->scores[at - 1];
        x->scores[at] = score;
        x->kept += d->before[v] == w;
        x->total += score;
        x->tie += cp_assign_tie(p->seed, p->keys[v], p->keys[w]) >> 19;
        enumerate(d, v + 1, x, best);
    }
    *x = was;
}

static void
nothing_beats_the_repair_among_all_there_are(void **state)
{
    struct arena a;
    struct random lot = random_from(41);
    int n_cases = getenv("CP_TEST_LONG") != NULL ? 100'000 : 5000;
    (void)state;
    arena_open(&a, 16 << 20);
    for (int k = 0; k < n_cases; k++) {
        struct drawn d;
        struct cp_general_repaired r;
        struct best x = { .n = 0 }, best = { .n = -1 };
        draw(&d, &lot, (ptrdiff_t)random_below(&lot, N_SMALL + 1));
        arena_reset(&a, 16 << 20);
        repair(&r, &a, &d);
        for (int i = 0; i < N_SMALL; i++)
            x.mate[i] = -1;
        enumerate(&d, 0, &x, &best);
        assert_int_equal(r.answer.n_pairs, best.n);
        assert_int_equal(r.n_kept, best.kept);
        assert_int_equal(r.answer.total, best.total);
        for (ptrdiff_t i = 0; i < d.p.n && r.answer.is_unique; i++)
            assert_int_equal(r.answer.mate[i], best.mate[i]);
    }
    arena_close(&a);
}

/* Solved, one of them gone: nobody else changes who need not. */
static void
a_round_without_a_change_stays_as_it_is(void **state)
{
    struct arena a;
    struct random lot = random_from(42);
    (void)state;
    arena_open(&a, 64 << 20);
    for (int k = 0; k < 300; k++) {
        struct drawn d;
        struct cp_general_answer an;
        struct cp_general_repaired r;
        draw(&d, &lot, (ptrdiff_t)random_below(&lot, N_MAX));
        arena_reset(&a, 64 << 20);
        assert_int_equal(cp_general_solve(&an, &a, &d.p, NULL), OK);
        memcpy(d.before, an.mate, (size_t)d.p.n * sizeof *d.before);
        repair(&r, &a, &d);
        assert_int_equal(r.n_kept, an.n_pairs);
        assert_int_equal(r.n_changed + r.n_new + r.n_lost, 0);
        for (ptrdiff_t i = 0; i < d.p.n; i++)
            assert_int_equal(r.answer.mate[i], an.mate[i]);
    }
    arena_close(&a);
}

static void
order_does_not_matter(void **state)
{
    struct arena a;
    struct random lot = random_from(43);
    (void)state;
    arena_open(&a, 64 << 20);
    for (int k = 0; k < 300; k++) {
        struct drawn d, other;
        struct cp_general_repaired one, two;
        int32_t order[N_MAX], place[N_MAX];
        draw(&d, &lot, (ptrdiff_t)random_below(&lot, N_MAX));
        other = d;
        other.p.scores = other.scores;
        other.p.keys = other.keys;
        random_order(&lot, d.p.n, order);
        for (ptrdiff_t i = 0; i < d.p.n; i++)
            place[order[i]] = (int32_t)i;
        for (ptrdiff_t i = 0; i < d.p.n; i++) {
            int32_t had = d.before[order[i]];
            other.keys[i] = d.keys[order[i]];
            other.before[i] = had < 0 ? -1 : place[had];
            for (ptrdiff_t j = 0; j < d.p.n; j++)
                other.scores[i * d.p.n + j] =
                    d.scores[order[i] * d.p.n + order[j]];
        }
        arena_reset(&a, 64 << 20);
        repair(&one, &a, &d);
        repair(&two, &a, &other);
        for (ptrdiff_t i = 0; i < d.p.n; i++) {
            int32_t mate = two.answer.mate[i];
            assert_int_equal(
                one.answer.mate[order[i]], mate < 0 ? -1 : order[mate]);
            assert_int_equal(one.of[order[i]], two.of[i]);
        }
    }
    arena_close(&a);
}

/* A checker that accepts everything proves nothing. */
static void
a_wrong_repair_is_not_proved(void **state)
{
    struct arena a;
    struct random lot = random_from(44);
    int n_tried = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    for (int k = 0; k < 500; k++) {
        struct drawn d;
        struct cp_general_repaired r;
        struct cp_general_answer an;
        draw(&d, &lot, 4 + (ptrdiff_t)random_below(&lot, 12));
        arena_reset(&a, 64 << 20);
        repair(&r, &a, &d);
        assert_int_equal(cp_general_solve(&an, &a, &d.p, NULL), OK);
        if (memcmp(an.mate, r.answer.mate, (size_t)d.p.n * sizeof *an.mate) !=
            0) {
            /* what is best without those of before is not what mends */
            struct cp_general_repaired other = r;
            other.answer.mate = an.mate;
            other.answer.nobody_of = an.nobody_of;
            other.answer.total = an.total;
            other.answer.worst = an.worst;
            assert_true(
                cp_general_repair_check(&d.p, d.before, &other, &a) > 0);
            n_tried++;
        }
        r.n_kept++;
        assert_true(cp_general_repair_check(&d.p, d.before, &r, &a) > 0);
        r.n_kept--;
        r.answer.levels->potentials[0]++;
        assert_true(cp_general_repair_check(&d.p, d.before, &r, &a) > 0);
    }
    assert_true(n_tried > 200);
    arena_close(&a);
}

static void
nonsense_gets_a_sentence(void **state)
{
    struct arena a;
    struct why why = { 0 };
    struct cp_general_repaired r;
    int32_t scores[] = { -1, 3, 3, -1 }, before[] = { 1, -1 };
    int64_t keys[] = { 5, 6 };
    struct cp_general p = { .scores = scores, .n = 2, .keys = keys };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(
        cp_general_repair(&r, &a, &p, before, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "who had somebody"));
    p.mode = CP_ASSIGN_LEXIMIN;
    p.n = CP_GENERAL_LEXIMIN_MAX + 1;
    assert_int_equal(
        cp_general_repair(&r, &a, &p, before, &why), ERR_BAD_INPUT);
    arena_close(&a);
}

/* As many as a page asks for: one leaves, and who waited comes in. */
static void
many_people_on_three_sides_are_mended(void **state)
{
    enum { N = 901 };
    struct arena a;
    struct random lot = random_from(901);
    struct cp_general_answer an;
    struct cp_general_repaired r;
    (void)state;
    arena_open(&a, 256 << 20);
    int32_t *scores = arena_new(&a, int32_t, N * N);
    int32_t *before = arena_new(&a, int32_t, N);
    int64_t *keys = arena_new(&a, int64_t, N);
    for (int i = 0; i < N; i++) {
        keys[i] = i;
        scores[i * N + i] = CP_ASSIGN_FORBIDDEN;
        for (int j = 0; j < i; j++)
            scores[i * N + j] = scores[j * N + i] = i % 3 == j % 3
                ? CP_ASSIGN_FORBIDDEN
                : (int32_t)random_below(&lot, 1000);
    }
    for (int mode = CP_ASSIGN_FAIR; mode <= CP_ASSIGN_TOTAL; mode++) {
        struct cp_general p = { .scores = scores,
            .n = N,
            .keys = keys,
            .mode = (enum cp_assign_mode)mode,
            .seed = 1 };
        struct arena_mark mark = arena_mark(&a);
        assert_int_equal(cp_general_solve(&an, &a, &p, NULL), OK);
        assert_int_equal(an.n_pairs, N / 2);
        /* the last of all is gone */
        p.n = N - 1;
        int32_t *rows = arena_new(&a, int32_t, (N - 1) * (N - 1));
        for (int i = 0; i < N - 1; i++) {
            before[i] = an.mate[i] == N - 1 ? -1 : an.mate[i];
            for (int j = 0; j < N - 1; j++)
                rows[i * (N - 1) + j] = scores[i * N + j];
        }
        p.scores = rows;
        assert_int_equal(cp_general_repair(&r, &a, &p, before, NULL), OK);
        assert_int_equal(cp_general_repair_check(&p, before, &r, &a), 0);
        assert_int_equal(r.answer.n_pairs, (N - 1) / 2);
        assert_true(r.n_kept >= (N - 1) / 2 - 3);
        arena_rewind(&a, mark);
    }
    arena_close(&a);
}

static void
without_room_it_says_so(void **state)
{
    struct arena a;
    struct drawn d;
    struct random lot = random_from(45);
    bool was_enough = false;
    (void)state;
    draw(&d, &lot, 12);
    for (ptrdiff_t limit = 0; limit < 1 << 18; limit += 512) {
        struct cp_general_repaired r;
        arena_open(&a, limit);
        enum err e = cp_general_repair(&r, &a, &d.p, d.before, NULL);
        assert_true(e == OK || e == ERR_NO_ROOM);
        was_enough = was_enough || e == OK;
        arena_close(&a);
    }
    assert_true(was_enough);
}

int
general_repair_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_beats_the_repair_among_all_there_are),
        cmocka_unit_test(a_round_without_a_change_stays_as_it_is),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(a_wrong_repair_is_not_proved),
        cmocka_unit_test(nonsense_gets_a_sentence),
        cmocka_unit_test(many_people_on_three_sides_are_mended),
        cmocka_unit_test(without_room_it_says_so),
    };
    return cmocka_run_group_tests_name(
        "engine/assignment/general_repair", tests, NULL, NULL);
}
