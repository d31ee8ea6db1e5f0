/* Repairs against plain enumeration and known answers. */
#include "engine/assignment/repair.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int repair_test(void);

enum { SMALL = 6, SIDE = 40 };

struct round {
    int32_t scores[SIDE * SIDE], b_before[SIDE];
    int64_t keys_a[SIDE], keys_b[SIDE];
    struct cp_assign p;
};

/* Some of those who are there had each other, whatever came since. */
static void
draw(struct round *r, struct random *random, uint64_t side_max)
{
    uint64_t n_scores = random_below(random, 2) == 0 ? 4 : 1301;
    uint64_t n_forbidden = random_below(random, 4) * 28; /* in a hundred */
    uint64_t n_had = random_below(random, 5) * 25;
    bool is_taken[SIDE] = { false };
    r->p = (struct cp_assign){ .scores = r->scores,
        .n_a = (ptrdiff_t)random_below(random, side_max + 1),
        .n_b = (ptrdiff_t)random_below(random, side_max + 1),
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
        r->b_before[i] = -1;
    }
    for (ptrdiff_t i = 0; i < r->p.n_a && r->p.n_b > 0; i++) {
        uint64_t j = random_below(random, (uint64_t)r->p.n_b);
        if (is_taken[j] || random_below(random, 100) >= n_had)
            continue;
        is_taken[j] = true;
        r->b_before[i] = (int32_t)j;
    }
}

static void
repair(struct cp_assign_repaired *to, struct arena *a, const struct round *r)
{
    struct why why = { 0 };
    if (cp_assign_repair(to, a, &r->p, r->b_before, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(cp_assign_repair_check(&r->p, r->b_before, to), 0);
    assert_int_equal(
        to->changes.n_kept + to->changes.n_changed + to->changes.n_new,
        to->n_pairs);
}

/* ---- Plain enumeration: it shares no code ---------------------------------
 */

struct set {
    int8_t b_of[SMALL];
    int count, n_kept;
    int64_t scores[SMALL]; /* the lowest first */
    int64_t total, tie;
};

static int
compare(const struct set *x, const struct set *y, enum cp_assign_mode mode)
{
    int n = mode == CP_ASSIGN_LEXIMIN            ? x->count
        : mode == CP_ASSIGN_FAIR && x->count > 0 ? 1
                                                 : 0;
    if (x->count != y->count)
        return x->count > y->count ? 1 : -1;
    if (x->n_kept != y->n_kept)
        return x->n_kept > y->n_kept ? 1 : -1;
    for (int i = 0; i < n; i++)
        if (x->scores[i] != y->scores[i])
            return x->scores[i] > y->scores[i] ? 1 : -1;
    if (x->total != y->total)
        return x->total > y->total ? 1 : -1;
    return x->tie < y->tie ? 1 : x->tie > y->tie ? -1 : 0;
}

struct enumerating {
    const struct round *r;
    struct set best;
    bool is_there;
};

static void
try_all(struct enumerating *e, int8_t *b_of, int i, int taken)
{
    const struct cp_assign *p = &e->r->p;
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
    struct set s = { 0 };
    memcpy(s.b_of, b_of, SMALL);
    for (int x = 0; x < p->n_a; x++) {
        int j = b_of[x];
        if (j < 0)
            continue;
        int64_t score = p->scores[x * p->n_b + j];
        int at = s.count++;
        for (; at > 0 && s.scores[at - 1] > score; at--)
            s.scores[at] = s.scores[at - 1];
        s.scores[at] = score;
        s.total += score;
        s.n_kept += e->r->b_before[x] == j;
        s.tie += (int64_t)cp_assign_tie(p->seed, p->keys_a[x], p->keys_b[j]);
    }
    if (!e->is_there || compare(&s, &e->best, p->mode) > 0) {
        e->best = s;
        e->is_there = true;
    }
}

static void
expect_enumerated(struct arena *a, const struct round *r)
{
    struct enumerating e = { .r = r };
    struct cp_assign_repaired to;
    int8_t b_of[SMALL];
    memset(b_of, -1, sizeof b_of);
    arena_reset(a, 16 << 20);
    repair(&to, a, r);
    try_all(&e, b_of, 0, 0);
    assert_int_equal(to.n_pairs, e.best.count);
    assert_int_equal(to.changes.n_kept, e.best.n_kept);
    assert_int_equal(to.total, e.best.total);
    assert_int_equal(to.worst, e.best.count == 0 ? -1 : e.best.scores[0]);
    for (ptrdiff_t i = 0; i < r->p.n_a; i++)
        assert_int_equal(to.b_of[i], e.best.b_of[i]);
}

static void
repairs_are_those_of_plain_enumeration(void **state)
{
    struct arena a;
    struct random random = random_from(31);
    (void)state;
    arena_open(&a, 16 << 20);
    for (int i = 0; i < 30'000; i++) {
        struct round r;
        draw(&r, &random, 4);
        expect_enumerated(&a, &r);
    }
    for (int i = 0; i < 400; i++) {
        struct round r;
        draw(&r, &random, SMALL);
        expect_enumerated(&a, &r);
    }
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

/* A case of the file, less the one who drops out; `rows` and `columns` are
 * who is left, as the file counts. */
static void
take_out(struct round *r, const struct json_value *c,
    const struct json_value *drop, ptrdiff_t *rows, ptrdiff_t *columns)
{
    bool is_a = text_is_equal(member(drop, "side")->text, TEXT("a"));
    ptrdiff_t out = (ptrdiff_t)member(drop, "index")->number, i = 0;
    struct cp_assign *p = &r->p;
    *p = (struct cp_assign){ .scores = r->scores,
        .keys_a = r->keys_a,
        .keys_b = r->keys_b,
        .mode = CP_ASSIGN_FAIR,
        .seed = (uint64_t)member(c, "seed")->number };
    for (ptrdiff_t x = 0; x < member(c, "n_a")->number; x++)
        if (!is_a || x != out) {
            rows[p->n_a] = x;
            r->keys_a[p->n_a++] = member(c, "first_key_a")->number + x;
        }
    for (ptrdiff_t y = 0; y < member(c, "n_b")->number; y++)
        if (is_a || y != out) {
            columns[p->n_b] = y;
            r->keys_b[p->n_b++] = member(c, "first_key_b")->number + y;
        }
    for (const struct json_value *row = member(c, "score")->first; row != NULL;
         row = row->next, i++) {
        ptrdiff_t j = 0, at_a = 0, at_b = 0;
        while (at_a < p->n_a && rows[at_a] < i)
            at_a++;
        for (const struct json_value *x = row->first; x != NULL;
             x = x->next, j++)
            if (at_b < p->n_b && columns[at_b] == j && at_a < p->n_a &&
                rows[at_a] == i)
                r->scores[at_a * p->n_b + at_b++] = (int32_t)x->number;
            else if (at_b < p->n_b && columns[at_b] == j)
                at_b++;
    }
    for (ptrdiff_t x = 0; x < SIDE; x++)
        r->b_before[x] = -1;
    for (const struct json_value *pair =
             member(member(c, "fair"), "pairs")->first;
         pair != NULL; pair = pair->next)
        for (ptrdiff_t x = 0; x < p->n_a; x++)
            for (ptrdiff_t y = 0; y < p->n_b; y++)
                if (rows[x] == pair->first->number &&
                    columns[y] == pair->first->next->number)
                    r->b_before[x] = (int32_t)y;
}

static void
drop_outs_are_mended_as_others_computed(void **state)
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
        const struct json_value *drops =
            json_find(c, TEXT("dropout_from_fair"));
        for (const struct json_value *drop = drops == NULL ? NULL
                                                           : drops->first;
             drop != NULL; drop = drop->next) {
            struct round r;
            struct cp_assign_repaired to;
            ptrdiff_t rows[SIDE] = { 0 }, columns[SIDE] = { 0 };
            take_out(&r, c, drop, rows, columns);
            arena_reset(&call, 16 << 20);
            repair(&to, &call, &r);
            assert_int_equal(to.n_pairs, member(drop, "pairs")->number);
            assert_int_equal(to.changes.n_kept, member(drop, "kept")->number);
            assert_int_equal(to.total, member(drop, "total")->number);
            if (to.n_pairs > 0)
                assert_int_equal(to.worst, member(drop, "worst")->number);
            const struct json_value *pair = member(drop, "result")->first;
            for (ptrdiff_t x = 0; x < r.p.n_a; x++) {
                if (to.b_of[x] < 0)
                    continue;
                assert_non_null(pair);
                assert_int_equal(rows[x], pair->first->number);
                assert_int_equal(
                    columns[to.b_of[x]], pair->first->next->number);
                pair = pair->next;
            }
            assert_null(pair);
            n_tried++;
        }
    }
    assert_true(n_tried > 500);
    arena_close(&call);
    arena_close(&a);
}

/* ---- The proof ------------------------------------------------------------
 */

static void
each_repair_drawn_by_lot_is_proved(void **state)
{
    struct arena a;
    struct random random = random_from(5);
    (void)state;
    arena_open(&a, 16 << 20);
    for (int i = 0; i < 6000; i++) {
        struct round r;
        struct cp_assign_repaired to;
        draw(&r, &random, i % 10 == 0 ? SIDE : 12);
        arena_reset(&a, 16 << 20);
        repair(&to, &a, &r);
    }
    arena_close(&a);
}

static void
a_repair_that_is_none_is_found_out(void **state)
{
    struct arena a;
    struct random random = random_from(6);
    int n_tried = 0;
    (void)state;
    arena_open(&a, 16 << 20);
    for (int i = 0; i < 6000; i++) {
        struct round r;
        struct cp_assign_repaired to;
        draw(&r, &random, 12);
        arena_reset(&a, 16 << 20);
        repair(&to, &a, &r);
        if (to.n_pairs < 2)
            continue;
        /* exchange two counterparts: it stands only when it is as good */
        ptrdiff_t x = 0, y;
        while (to.b_of[x] < 0)
            x++;
        for (y = x + 1; to.b_of[y] < 0;)
            y++;
        int32_t bx = to.b_of[x], by = to.b_of[y];
        const int32_t *s = r.scores;
        ptrdiff_t n = r.p.n_b;
        int64_t sx = s[x * n + by], sy = s[y * n + bx];
        int64_t before = s[x * n + bx] + s[y * n + by];
        int had = (r.b_before[x] == bx) + (r.b_before[y] == by);
        int has = (r.b_before[x] == by) + (r.b_before[y] == bx);
        if (sx < 0 || sy < 0 || (sx + sy == before && had == has) ||
            (r.p.mode == CP_ASSIGN_LEXIMIN && had == has))
            continue;
        to.b_of[x] = by;
        to.b_of[y] = bx;
        to.total += sx + sy - before;
        to.changes.n_kept += has - had;
        to.worst = -1;
        for (ptrdiff_t k = 0; k < r.p.n_a; k++)
            if (to.b_of[k] >= 0 &&
                (to.worst < 0 || s[k * n + to.b_of[k]] < to.worst))
                to.worst = s[k * n + to.b_of[k]];
        assert_true(cp_assign_repair_check(&r.p, r.b_before, &to) > 0);
        n_tried++;
    }
    assert_true(n_tried > 500);
    arena_close(&a);
}

/* ---- What one does with it ------------------------------------------------
 */

static void
one_who_comes_late_takes_from_nobody_without_need(void **state)
{
    struct arena a;
    int32_t scores[] = { 500, 10, 400, 500, 900, 900 };
    int32_t b_before[] = { 0, 1, -1 };
    int64_t keys[] = { 1, 2, 3, 4, 5 };
    struct cp_assign p = {
        .scores = scores, .n_a = 3, .n_b = 2, .keys_a = keys, .keys_b = keys + 3
    };
    struct cp_assign_repaired to;
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_assign_repair(&to, &a, &p, b_before, NULL), OK);
    assert_int_equal(to.changes.n_kept, 2);
    assert_int_equal(to.changes.of_a[2], CP_ASSIGN_WAITS);
    p.n_b = 1; /* whom the second had is gone */
    int32_t less[] = { 500, 400, 900 };
    p.scores = less;
    b_before[1] = -1;
    assert_int_equal(cp_assign_repair(&to, &a, &p, b_before, NULL), OK);
    assert_int_equal(to.b_of[0], 0);
    assert_int_equal(to.changes.of_a[0], CP_ASSIGN_KEPT);
    arena_close(&a);
}

static void
changes_are_told_apart(void **state)
{
    struct arena a;
    int32_t before[] = { 0, 1, 2, -1, -1 }, now[] = { 0, 2, -1, 3, -1 };
    struct cp_assign_changes c;
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_assign_compare(&c, &a, 5, 5, before, now, NULL), OK);
    assert_int_equal(c.of_a[0], CP_ASSIGN_KEPT);
    assert_int_equal(c.of_a[1], CP_ASSIGN_CHANGED);
    assert_int_equal(c.of_a[2], CP_ASSIGN_LOST);
    assert_int_equal(c.of_a[3], CP_ASSIGN_NEW);
    assert_int_equal(c.of_a[4], CP_ASSIGN_WAITS);
    assert_int_equal(c.of_b[1], CP_ASSIGN_LOST);
    assert_int_equal(c.of_b[2], CP_ASSIGN_CHANGED);
    assert_int_equal(c.of_b[3], CP_ASSIGN_NEW);
    assert_int_equal(c.of_b[4], CP_ASSIGN_WAITS);
    assert_int_equal(c.n_kept, 1);
    assert_int_equal(c.n_changed, 1);
    assert_int_equal(c.n_new, 1);
    assert_int_equal(c.n_lost, 2);
    arena_close(&a);
}

static void
nonsense_gets_a_sentence(void **state)
{
    struct arena a;
    struct why why = { 0 };
    int32_t scores[] = { 1, 2, 3, 4 }, twice[] = { 1, 1 }, far[] = { 2, -1 };
    int64_t keys[] = { 1, 2 };
    struct cp_assign p = {
        .scores = scores, .n_a = 2, .n_b = 2, .keys_a = keys, .keys_b = keys
    };
    struct cp_assign_repaired to;
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_assign_repair(&to, &a, &p, twice, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "twice"));
    assert_int_equal(cp_assign_repair(&to, &a, &p, far, &why), ERR_BAD_INPUT);
    scores[0] = -3;
    far[0] = 0;
    assert_int_equal(cp_assign_repair(&to, &a, &p, far, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "-3"));
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
        struct cp_assign_repaired to;
        arena_open(&a, limit);
        enum err e = cp_assign_repair(&to, &a, &r.p, r.b_before, NULL);
        assert_true(e == OK || e == ERR_NO_ROOM);
        was_enough = was_enough || e == OK;
        arena_close(&a);
    }
    assert_true(was_enough);
}

int
repair_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repairs_are_those_of_plain_enumeration),
        cmocka_unit_test(drop_outs_are_mended_as_others_computed),
        cmocka_unit_test(each_repair_drawn_by_lot_is_proved),
        cmocka_unit_test(a_repair_that_is_none_is_found_out),
        cmocka_unit_test(one_who_comes_late_takes_from_nobody_without_need),
        cmocka_unit_test(changes_are_told_apart),
        cmocka_unit_test(nonsense_gets_a_sentence),
        cmocka_unit_test(without_room_it_says_so),
    };
    return cmocka_run_group_tests_name("engine/repair", tests, NULL, NULL);
}
