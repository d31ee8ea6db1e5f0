/* Teams out of proposals: by hand, against plain enumeration, and in another
 * order. */
#include "engine/assignment/colead.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int colead_test(void);

static void
parts_add_up_as_in_the_example(void **state)
{
    const struct cp_tag themes[] = { { 1, 1 }, { 2, 1 }, { 3, 1 } };
    const struct cp_tag methods[] = { { 7, 1 }, { 8, 1 } };
    struct cp_proposal a = {
        .key = 1, .themes = { themes, 3 }, .methods = { methods, 2 }
    };
    struct cp_proposal b = {
        .key = 2, .themes = { themes + 1, 2 }, .methods = { methods + 1, 1 }
    };
    struct cp_colead_rules rules = { .prefers_known = false };
    struct cp_colead_score s;
    (void)state;
    cp_colead_pair(&s, &a, &b, &rules);
    /* themes 2 of 3: 66; methods 1 of 2 in common: 50; never before: 100 */
    assert_int_equal(s.values[CP_COLEAD_THEME], 66);
    assert_int_equal(s.values[CP_COLEAD_METHOD], 50);
    assert_int_equal(s.values[CP_COLEAD_FIRST], 100);
    assert_int_equal(s.total, (2 * 66 + 50 + 100) / 4);
    /* 33, 12 and a half, 25: the half is nobody's */
    assert_int_equal(s.points[CP_COLEAD_THEME], 33);
    assert_int_equal(s.points[CP_COLEAD_METHOD], 12);
    assert_int_equal(s.points[CP_COLEAD_FIRST], 25);
    assert_true(cp_colead_score_check(&s));
    s.points[CP_COLEAD_METHOD]++;
    assert_false(cp_colead_score_check(&s));
    b.methods.n = 0; /* silence is in the middle, and said */
    int64_t knows[] = { 1 };
    b.known = knows;
    b.n_known = 1;
    cp_colead_pair(&s, &a, &b, &rules);
    assert_true(s.is_blank[CP_COLEAD_METHOD]);
    assert_int_equal(s.values[CP_COLEAD_METHOD], 50);
    assert_int_equal(s.values[CP_COLEAD_FIRST], 0);
    rules.prefers_known = true;
    cp_colead_pair(&s, &b, &a, &rules);
    assert_int_equal(s.values[CP_COLEAD_FIRST], 100);
    assert_false(s.is_barred);
    a.organisation = b.organisation = 4;
    cp_colead_pair(&s, &a, &b, &rules);
    assert_true(s.is_barred);
}

/* ---- By lot -----------------------------------------------------------------
 */

enum { N_MAX = 16, WORDS = 6 };
struct drawn {
    struct cp_proposal proposals[N_MAX];
    struct cp_tag themes[N_MAX][WORDS], methods[N_MAX][WORDS];
    int64_t known[N_MAX][2];
    int32_t vetoes[3][2];
    struct cp_colead p;
};

static struct cp_tags
draw_words(struct random *lot, struct cp_tag *tags)
{
    struct cp_tags list = { tags, 0 };
    for (int32_t word = 1; word <= WORDS; word++)
        if (random_below(lot, 2) == 0)
            tags[list.n++] = (struct cp_tag){ word, 1 };
    return list;
}

static void
draw(struct drawn *d, struct random *lot, ptrdiff_t n, int size)
{
    d->p = (struct cp_colead){ .proposals = d->proposals,
        .n = n,
        .rules = { random_below(lot, 4) == 0, random_below(lot, 4) == 0 },
        .vetoes = (const int32_t(*)[2])d->vetoes,
        .n_vetoes = n < 2 ? 0 : (ptrdiff_t)random_below(lot, 4),
        .size = size,
        .seed = random_bits(lot) };
    for (ptrdiff_t i = 0; i < n; i++) {
        d->known[i][0] = 100 + (int64_t)random_below(lot, N_MAX);
        d->proposals[i] = (struct cp_proposal){ .key = 100 + i,
            .organisation = (int32_t)random_below(lot, 9),
            .themes = draw_words(lot, d->themes[i]),
            .methods = draw_words(lot, d->methods[i]),
            .known = d->known[i],
            .n_known = 1 };
    }
    for (ptrdiff_t k = 0; k < d->p.n_vetoes; k++) {
        d->vetoes[k][0] = (int32_t)random_below(lot, (uint64_t)n);
        d->vetoes[k][1] =
            (int32_t)((d->vetoes[k][0] + 1 +
                          (int64_t)random_below(lot, (uint64_t)n - 1)) %
                n);
    }
}

/* The most pairs, then the lowest, then the sum, of all there are. */
static void
enumerate(const struct cp_colead *p, ptrdiff_t i, uint32_t used, int64_t n,
    int64_t lowest, int64_t sum, int64_t best[3])
{
    while (i < p->n && (used >> i & 1) != 0)
        i++;
    if (i == p->n) {
        int64_t is[3] = { n, lowest, sum };
        int k = 0;
        while (k < 2 && is[k] == best[k])
            k++;
        if (is[k] > best[k])
            memcpy(best, is, sizeof is);
        return;
    }
    enumerate(p, i + 1, used, n, lowest, sum, best);
    for (ptrdiff_t j = i + 1; j < p->n; j++) {
        struct cp_colead_score s;
        bool is_out = (used >> j & 1) != 0;
        cp_colead_pair(&s, &p->proposals[i], &p->proposals[j], &p->rules);
        for (ptrdiff_t k = 0; k < p->n_vetoes; k++)
            is_out = is_out || (p->vetoes[k][0] == i && p->vetoes[k][1] == j) ||
                (p->vetoes[k][0] == j && p->vetoes[k][1] == i);
        if (!is_out && !s.is_barred)
            enumerate(p, i + 1, used | UINT32_C(1) << j, n + 1,
                s.total < lowest ? s.total : lowest, sum + s.total, best);
    }
}

static void
no_pairs_are_better_among_all_there_are(void **state)
{
    struct arena a;
    struct random lot = random_from(31);
    (void)state;
    arena_open(&a, 16 << 20);
    for (int k = 0; k < 1000; k++) {
        struct drawn d;
        struct cp_colead_answer an;
        int64_t best[3] = { -1, -1, -1 };
        draw(&d, &lot, (ptrdiff_t)random_below(&lot, 9), 2);
        arena_reset(&a, 16 << 20);
        assert_int_equal(cp_colead_solve(&an, &a, &d.p, NULL), OK);
        assert_int_equal(cp_colead_check(&d.p, &an), 0);
        enumerate(&d.p, 0, 0, 0, INT32_MAX, 0, best);
        assert_int_equal(an.n_teams, best[0]);
        assert_int_equal(an.sum, 10 * best[2]);
        if (an.n_teams > 0)
            assert_int_equal(an.lowest, 10 * best[1]);
        assert_true(an.is_proved);
    }
    arena_close(&a);
}

static bool
may_meet(const struct cp_colead *p, ptrdiff_t i, ptrdiff_t j)
{
    struct cp_colead_score s;
    cp_colead_pair(&s, &p->proposals[i], &p->proposals[j], &p->rules);
    for (ptrdiff_t k = 0; k < p->n_vetoes; k++)
        if ((p->vetoes[k][0] == i && p->vetoes[k][1] == j) ||
            (p->vetoes[k][0] == j && p->vetoes[k][1] == i))
            return false;
    return !s.is_barred;
}

static void
threes_keep_the_rules_and_leave_nobody_over_in_vain(void **state)
{
    struct arena a;
    struct random lot = random_from(32);
    int n_solved = 0, n_waiting = 0;
    (void)state;
    arena_open(&a, 64 << 20);
    for (int k = 0; k < 200; k++) {
        struct drawn d;
        struct cp_colead_answer an;
        draw(&d, &lot, 2 + (ptrdiff_t)random_below(&lot, 14), 3);
        arena_reset(&a, 64 << 20);
        assert_int_equal(cp_colead_solve(&an, &a, &d.p, NULL), OK);
        assert_int_equal(cp_colead_check(&d.p, &an), 0);
        ptrdiff_t n_waits = 0;
        for (ptrdiff_t i = 0; i < d.p.n; i++) {
            n_waits += an.team_of[i] < 0;
            for (ptrdiff_t j = 0; j < i && an.team_of[i] < 0; j++)
                assert_false(an.team_of[j] < 0 && may_meet(&d.p, i, j));
        }
        n_solved += n_waits == 0 && an.n_teams == (d.p.n + 2) / 3;
        n_waiting += n_waits > 0;
    }
    assert_true(n_solved > 100);
    assert_true(n_waiting > 0);
    arena_close(&a);
}

/* As many as a call takes. */
static void
threes_of_three_hundred_are_near_the_most_there_could_be(void **state)
{
    enum { N = 300, THEMES = 12 };
    struct arena a;
    struct random lot = random_from(300);
    struct cp_colead_answer an;
    (void)state;
    arena_open(&a, 64 << 20);
    struct cp_proposal *proposals = arena_new(&a, struct cp_proposal, N);
    for (int i = 0; i < N; i++) {
        struct cp_tag *tags = arena_new(&a, struct cp_tag, THEMES);
        ptrdiff_t n = 0;
        for (int32_t word = 1; word <= THEMES; word++)
            if (random_below(&lot, 5) == 0)
                tags[n++] = (struct cp_tag){ word, 1 };
        proposals[i] = (struct cp_proposal){ .key = i + 1,
            .organisation = 1 + (int32_t)random_below(&lot, 60),
            .themes = { tags, n } };
    }
    struct cp_colead p = {
        .proposals = proposals, .n = N, .size = 3, .seed = 1
    };
    assert_int_equal(cp_colead_solve(&an, &a, &p, NULL), OK);
    assert_int_equal(cp_colead_check(&p, &an), 0);
    assert_int_equal(an.n_teams, N / 3);
    assert_false(an.is_proved);
    assert_true(an.points * 10 >= an.points_bound * 9);
    an.points_bound = an.points - 1;
    assert_true(cp_colead_check(&p, &an) > 0);
    arena_close(&a);
}

static void
order_does_not_matter(void **state)
{
    struct arena a;
    struct random lot = random_from(33);
    (void)state;
    arena_open(&a, 64 << 20);
    for (int k = 0; k < 400; k++) {
        struct drawn d, other;
        struct cp_colead_answer one, two;
        int32_t order[N_MAX], place[N_MAX];
        draw(&d, &lot, 2 + (ptrdiff_t)random_below(&lot, 8), 2 + k % 2);
        other = d;
        other.p.proposals = other.proposals;
        other.p.vetoes = (const int32_t(*)[2])other.vetoes;
        random_order(&lot, d.p.n, order);
        for (ptrdiff_t i = 0; i < d.p.n; i++) {
            other.proposals[i] = d.proposals[order[i]];
            place[order[i]] = (int32_t)i;
        }
        for (ptrdiff_t v = 0; v < d.p.n_vetoes; v++) {
            other.vetoes[v][0] = place[d.vetoes[v][1]];
            other.vetoes[v][1] = place[d.vetoes[v][0]];
        }
        arena_reset(&a, 64 << 20);
        enum err e = cp_colead_solve(&one, &a, &d.p, NULL);
        assert_int_equal(cp_colead_solve(&two, &a, &other.p, NULL), e);
        for (ptrdiff_t i = 0; e == OK && i < d.p.n; i++)
            assert_int_equal(one.team_of[order[i]], two.team_of[i]);
    }
    arena_close(&a);
}

static void
a_wrong_answer_is_seen(void **state)
{
    struct arena a;
    struct random lot = random_from(34);
    struct drawn d;
    struct cp_colead_answer an;
    (void)state;
    arena_open(&a, 16 << 20);
    do {
        draw(&d, &lot, 8, 2);
        arena_reset(&a, 16 << 20);
        assert_int_equal(cp_colead_solve(&an, &a, &d.p, NULL), OK);
    } while (an.n_teams < 3);
    assert_int_equal(cp_colead_check(&d.p, &an), 0);
    an.sum++;
    assert_true(cp_colead_check(&d.p, &an) > 0);
    an.sum--;
    an.lowest--;
    assert_true(cp_colead_check(&d.p, &an) > 0);
    an.lowest++;
    ptrdiff_t i = 0;
    while (an.team_of[i] < 0)
        i++;
    an.team_of[i] = -1;
    assert_true(cp_colead_check(&d.p, &an) > 0);
    d.p.n = CP_COLEAD_MAX + 1;
    assert_int_equal(cp_colead_solve(&an, &a, &d.p, NULL), ERR_BAD_INPUT);
    arena_close(&a);
}

int
colead_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up_as_in_the_example),
        cmocka_unit_test(no_pairs_are_better_among_all_there_are),
        cmocka_unit_test(threes_keep_the_rules_and_leave_nobody_over_in_vain),
        cmocka_unit_test(
            threes_of_three_hundred_are_near_the_most_there_could_be),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(a_wrong_answer_is_seen),
    };
    return cmocka_run_group_tests_name(
        "engine/assignment/colead", tests, NULL, NULL);
}
