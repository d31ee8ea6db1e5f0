/* Groups against proved answers, and the search against them. */
#include "engine/assignment/groups_inside.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int groups_test(void);

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *found = json_find(v, text_of(name));
    if (found == NULL)
        fail_msg("no %s", name);
    return found;
}

static int32_t *
numbers(struct arena *a, const struct json_value *list)
{
    int32_t *to = arena_new(a, int32_t, list->n + 1);
    ptrdiff_t k = 0;
    for (const struct json_value *x = list->first; x != NULL; x = x->next)
        to[k++] = (int32_t)x->number;
    return to;
}

/* [[1, 2], [4, 5]] */
static const int32_t (*twos(struct arena *a, const struct json_value *list))[2]
{
    int32_t *to = arena_new(a, int32_t, 2 * list->n + 1);
    ptrdiff_t k = 0;
    for (const struct json_value *x = list->first; x != NULL; x = x->next) {
        to[k++] = (int32_t)x->first->number;
        to[k++] = (int32_t)x->first->next->number;
    }
    return (const int32_t(*)[2])to;
}

static struct cp_groups
problem_of(struct arena *a, const struct json_value *c)
{
    ptrdiff_t n = member(c, "n")->number, k = 0;
    int32_t *scores = arena_new(a, int32_t, n * n);
    int32_t *lived = numbers(a, member(c, "lived_experience"));
    int32_t *organisation = numbers(a, member(c, "organisation"));
    uint8_t *has_lived = arena_new(a, uint8_t, n);
    for (const struct json_value *r = member(c, "score")->first; r != NULL;
         r = r->next)
        for (const struct json_value *x = r->first; x != NULL; x = x->next)
            scores[k++] = (int32_t)x->number;
    for (ptrdiff_t i = 0; i < n; i++) {
        has_lived[i] = lived[i] != 0;
        organisation[i]++; /* 0 is none here */
    }
    return (struct cp_groups){ .n = n,
        .n_groups = member(c, "groups")->number,
        .scores = scores,
        .lower = numbers(a, member(c, "lower")),
        .upper = numbers(a, member(c, "upper")),
        .seed = 1,
        .together = twos(a, member(c, "must")),
        .n_together = member(c, "must")->n,
        .apart = twos(a, member(c, "must_not")),
        .n_apart = member(c, "must_not")->n,
        .organisation = organisation,
        .organisation_max = (int32_t)member(c, "max_per_organisation")->number,
        .lived = has_lived,
        .lived_min = (int32_t)member(c, "min_lived_experience")->number };
}

static const struct json_value *
read_cases(struct arena *a)
{
    text all;
    struct json_value *value;
    struct why why = { 0 };
    assert_int_equal(file_read(TEXT("test/oracle/assignment/small_groups.json"),
                         a, 1 << 20, &all, &why),
        OK);
    assert_int_equal(json_parse(all, a, &value, &why), OK);
    return member(value, "cases");
}

static void
small_groups_are_those_that_were_proved(void **state)
{
    struct arena a;
    int n_impossible = 0, n_tried = 0;
    (void)state;
    arena_open(&a, 256 << 20);
    for (const struct json_value *c = read_cases(&a)->first; c != NULL;
         c = c->next, n_tried++) {
        struct cp_groups p = problem_of(&a, c);
        struct cp_groups_answer an;
        enum err e = cp_groups_solve(&an, &a, &p, NULL);
        if (!member(c, "feasible")->is_true) {
            assert_int_equal(e, ERR_CONFLICT);
            assert_true(an.is_proved && an.n_broken > 0);
            n_impossible++;
            continue;
        }
        assert_int_equal(e, OK);
        assert_int_equal(cp_groups_check(&p, &an), 0);
        assert_true(an.is_proved);
        assert_int_equal(an.lowest, member(c, "fair_lowest")->number);
        assert_int_equal(an.sum, member(c, "fair_sum")->number);
        p.aim = CP_GROUPS_SUM;
        assert_int_equal(cp_groups_solve(&an, &a, &p, NULL), OK);
        assert_int_equal(cp_groups_check(&p, &an), 0);
        assert_int_equal(an.sum, member(c, "best_sum")->number);
    }
    assert_int_equal(n_tried, 60);
    assert_int_equal(n_impossible, 8);
    arena_close(&a);
}

/* The search is for more people; on these it can be told how good it is. */
static void
the_search_finds_what_is_proved_and_breaks_no_rule(void **state)
{
    struct arena a;
    int n_equal = 0, n_tried = 0;
    (void)state;
    arena_open(&a, 256 << 20);
    for (const struct json_value *c = read_cases(&a)->first; c != NULL;
         c = c->next) {
        struct cp_groups p = problem_of(&a, c);
        struct cp_groups_answer an = { .pairs_bound = INT64_MAX };
        int64_t sum = 0, lowest = INT64_MAX;
        if (!member(c, "feasible")->is_true)
            continue;
        an.group_of = arena_new(&a, int32_t, p.n);
        an.values = arena_new(&a, int64_t, p.n_groups);
        assert_int_equal(groups_search(&an, &a, &p), OK);
        assert_int_equal(an.n_broken, 0);
        for (ptrdiff_t g = 0; g < p.n_groups; g++) {
            int64_t points = 0, n = 0;
            for (ptrdiff_t i = 0; i < p.n; i++)
                for (ptrdiff_t k = 0; k <= i; k++)
                    if (an.group_of[i] == g && an.group_of[k] == g) {
                        points += k < i ? p.scores[i * p.n + k] : 0;
                        n += k == i;
                    }
            int64_t value = group_value(points, n);
            sum += value;
            lowest = value < lowest ? value : lowest;
        }
        int64_t best = member(c, "fair_lowest")->number;
        assert_true(lowest <= best);
        n_equal += lowest == best && sum == member(c, "fair_sum")->number;
        n_tried++;
    }
    assert_int_equal(n_tried, 52);
    assert_true(n_equal >= 50);
    arena_close(&a);
}

static void
draw(struct cp_groups *p, struct arena *a, struct random *random, ptrdiff_t n)
{
    ptrdiff_t n_groups = n < 20 ? 2 : 2 + (ptrdiff_t)random_below(random, 3);
    int32_t *scores = arena_new(a, int32_t, n * n);
    int32_t *lower = arena_new(a, int32_t, n_groups);
    int32_t *upper = arena_new(a, int32_t, n_groups);
    uint64_t *languages = arena_new(a, uint64_t, n);
    uint64_t *slots = arena_new(a, uint64_t, n);
    int32_t *kind = arena_new(a, int32_t, n);
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t k = 0; k < i; k++)
            scores[i * n + k] = scores[k * n + i] =
                (int32_t)random_below(random, 101);
    for (ptrdiff_t g = 0; g < n_groups; g++) {
        lower[g] = (int32_t)(n / n_groups) - 1;
        upper[g] = (int32_t)(n / n_groups) + 2;
    }
    for (ptrdiff_t i = 0; i < n; i++) {
        languages[i] = random_below(random, 4) | 4; /* all speak one */
        slots[i] = random_bits(random) | 0xFF;
        kind[i] = (int32_t)(i % 3);
    }
    *p = (struct cp_groups){ .n = n,
        .n_groups = n_groups,
        .scores = scores,
        .lower = lower,
        .upper = upper,
        .seed = random_bits(random),
        .effort = 200'000,
        .languages = languages,
        .slots = slots,
        .n_words = 1,
        .slots_min = 8,
        .kind = kind };
}

static void
rules_are_kept_by_groups_of_any_size(void **state)
{
    struct random random = random_from(12);
    (void)state;
    for (int i = 0; i < 40; i++) {
        struct arena a;
        struct cp_groups p;
        struct cp_groups_answer one, two;
        arena_open(&a, 64 << 20);
        draw(&p, &a, &random, i % 2 == 0 ? 30 : 11);
        assert_int_equal(cp_groups_solve(&one, &a, &p, NULL), OK);
        assert_int_equal(cp_groups_check(&p, &one), 0);
        assert_int_equal(cp_groups_solve(&two, &a, &p, NULL), OK);
        assert_memory_equal(
            one.group_of, two.group_of, (size_t)p.n * sizeof(int32_t));
        one.group_of[0] = one.group_of[0] == 0 ? 1 : 0;
        assert_true(cp_groups_check(&p, &one) > 0);
        arena_close(&a);
    }
}

/* Rules of every sort over 14 people, drawn by lot. */
static struct cp_groups
draw_rules(struct arena *a, struct random *lot, int32_t n, int32_t n_groups)
{
    int32_t *together = arena_new(a, int32_t, 2 * 5);
    int32_t *apart = arena_new(a, int32_t, 2 * 6);
    int32_t *organisation = arena_new(a, int32_t, n);
    int32_t *kind = arena_new(a, int32_t, n);
    uint8_t *lived = arena_new(a, uint8_t, n);
    uint64_t *languages = arena_new(a, uint64_t, n);
    uint64_t *slots = arena_new(a, uint64_t, 2 * n);
    for (int k = 0; k < 11; k++) {
        int32_t *pair = k < 5 ? together + 2 * k : apart + 2 * (k - 5);
        pair[0] = (int32_t)random_below(lot, (uint64_t)n);
        pair[1] = (int32_t)random_below(lot, (uint64_t)n);
    }
    for (int32_t i = 0; i < n; i++) {
        organisation[i] = 3 * (int32_t)random_below(lot, 4);
        kind[i] = (int32_t)random_below(lot, 5);
        lived[i] = random_below(lot, 3) == 0;
        languages[i] = random_below(lot, 15) + 1;
        slots[2 * i] = random_below(lot, 256);
        slots[2 * i + 1] = random_below(lot, 4) << 62;
    }
    return (struct cp_groups){ .n = n,
        .n_groups = n_groups,
        .together = (const int32_t(*)[2])together,
        .n_together = (ptrdiff_t)random_below(lot, 6),
        .apart = (const int32_t(*)[2])apart,
        .n_apart = (ptrdiff_t)random_below(lot, 7),
        .organisation = random_below(lot, 3) > 0 ? organisation : NULL,
        .organisation_max = (int32_t)random_below(lot, 3),
        .kind = random_below(lot, 3) > 0 ? kind : NULL,
        .lived = random_below(lot, 3) > 0 ? lived : NULL,
        .lived_min = (int32_t)random_below(lot, 3),
        .languages = random_below(lot, 3) > 0 ? languages : NULL,
        .slots = random_below(lot, 3) > 0 ? slots : NULL,
        .n_words = 2,
        .slots_min = (int32_t)random_below(lot, 4) };
}

/* How often somebody of a group would still have to have a bit, so that all
 * have so many in common. */
static int64_t
lacking(const uint64_t *bits, ptrdiff_t n_words, int32_t n_min,
    const int32_t *members, int32_t n)
{
    int32_t have[128] = { 0 };
    int64_t n_lacking = 0;
    for (int32_t i = 0; i < n; i++)
        for (ptrdiff_t b = 0; b < 64 * n_words; b++)
            have[b] +=
                (int32_t)(bits[members[i] * n_words + b / 64] >> b % 64 & 1);
    for (int32_t k = 0; k < n_min; k++) {
        ptrdiff_t best = 0;
        for (ptrdiff_t b = 1; b < 64 * n_words; b++)
            best = have[b] > have[best] ? b : best;
        n_lacking += n - have[best];
        have[best] = 0;
    }
    return n_lacking;
}

/* What a group would break, asked of each rule anew. */
static int64_t
recount(const struct groups_rules *rules, const int32_t *group_of, int32_t g,
    int32_t without, int32_t with)
{
    int32_t members[20], n = 0;
    for (int32_t i = 0; i < rules->p->n; i++)
        if ((group_of[i] == g && i != without) || i == with)
            members[n++] = i;
    const struct cp_groups *p = rules->p;
    struct cp_groups counted = *p;
    struct groups_rules rest = *rules;
    rest.p = &counted;
    counted.languages = counted.slots = NULL;
    return groups_broken(&rest, members, n) +
        (p->languages == NULL ? 0 : lacking(p->languages, 1, 1, members, n)) +
        (p->slots == NULL
                ? 0
                : lacking(p->slots, p->n_words, p->slots_min, members, n));
}

static void
rules_counted_as_people_come_and_go_are_the_rules(void **state)
{
    enum { N = 14, GROUPS = 3 };
    struct random lot = random_from(27);
    int64_t n_broken = 0;
    (void)state;
    for (int k = 0; k < 400; k++) {
        struct arena a;
        struct groups_rules rules;
        int32_t group_of[N];
        arena_open(&a, 1 << 20);
        struct cp_groups p = draw_rules(&a, &lot, N, GROUPS);
        assert_true(groups_rules_take(&rules, &a, &p));
        struct groups_counts *c = groups_counts_take(&a, &rules, group_of);
        assert_non_null(c);
        for (int32_t i = 0; i < N; i++)
            group_of[i] = -1;
        for (int step = 0; step < 60; step++) {
            int32_t who = (int32_t)random_below(&lot, N);
            int32_t to = (int32_t)random_below(&lot, GROUPS);
            if (group_of[who] >= 0)
                groups_counts_drop(c, who, group_of[who]);
            group_of[who] = to;
            groups_counts_add(c, who, to);
            int32_t other = (int32_t)random_below(&lot, N);
            int32_t with = group_of[other] == to ? -1 : other;
            int32_t without = random_below(&lot, 2) == 0 ? -1 : who;
            assert_int_equal(groups_counts_broken(c, to, without, with),
                recount(&rules, group_of, to, without, with));
            n_broken += groups_counts_broken(c, to, -1, -1);
        }
        arena_close(&a);
    }
    assert_true(n_broken > 10'000);
}

/* People drawn so that groups which keep every rule are known to exist: just
 * enough lived experience, kinds in twos, most speak the one language of their
 * group alone. */
static struct cp_groups
draw_kept(struct arena *a, struct random *lot, int32_t n, int32_t size)
{
    int32_t n_groups = n / size, n_apart = 0, n_together = 0;
    int32_t *scores = arena_new(a, int32_t, n * n);
    int32_t *sizes = arena_new(a, int32_t, n_groups);
    int32_t *together = arena_new(a, int32_t, 2 * n);
    int32_t *apart = arena_new(a, int32_t, 2 * n);
    int32_t *organisation = arena_new(a, int32_t, n);
    int32_t *kind = arena_new(a, int32_t, n), *at = arena_new(a, int32_t, n);
    uint8_t *lived = arena_new(a, uint8_t, n);
    uint64_t *languages = arena_new(a, uint64_t, n);
    uint64_t *slots = arena_new(a, uint64_t, 2 * n);
    random_order(lot, n, at);
    for (int32_t k = 0; k < n; k++) {
        int32_t i = at[k], g = k / size, place = k % size;
        sizes[g] = size;
        lived[i] = place == 0;
        organisation[i] = 1 + place + size * (g % 3);
        kind[i] = 1 + (place / 2 * 2 + 1 < size ? place / 2 : 0);
        languages[i] = UINT64_C(1) << (g % 5 < 3 ? 0 : g % 5 - 2);
        if (random_below(lot, 3) == 0)
            languages[i] |= UINT64_C(1) << random_below(lot, 5);
        slots[2 * i] = UINT64_C(3) << (8 * (g % 4));
        slots[2 * i + 1] = random_below(lot, 2) << 7;
        if (random_below(lot, 2) == 0)
            slots[2 * i] |= random_bits(lot) & random_bits(lot);
        int32_t other = (int32_t)random_below(lot, (uint64_t)n);
        if (place == 1 && g % 2 == 0) {
            together[2 * n_together] = i;
            together[2 * n_together++ + 1] = at[k - 1];
        }
        if (k % 4 == 0 && other / size != g) {
            apart[2 * n_apart] = i;
            apart[2 * n_apart++ + 1] = at[other];
        }
        for (int32_t l = 0; l < i; l++)
            scores[i * n + l] = scores[l * n + i] =
                (int32_t)random_below(lot, 101);
    }
    return (struct cp_groups){ .n = n,
        .n_groups = n_groups,
        .scores = scores,
        .lower = sizes,
        .upper = sizes,
        .together = (const int32_t(*)[2])together,
        .n_together = n_together,
        .apart = (const int32_t(*)[2])apart,
        .n_apart = n_apart,
        .organisation = organisation,
        .organisation_max = 1,
        .kind = random_below(lot, 2) == 0 ? kind : NULL,
        .lived = lived,
        .lived_min = 1,
        .languages = languages,
        .slots = random_below(lot, 2) == 0 ? slots : NULL,
        .n_words = 2,
        .slots_min = 2 };
}

static void
groups_that_are_known_to_exist_are_found(void **state)
{
    static const int32_t sizes[][2] = { { 20, 4 }, { 30, 3 }, { 30, 10 },
        { 60, 20 }, { 120, 6 }, { 240, 20 } };
    struct random lot = random_from(31);
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        for (uint64_t seed = 1; seed <= (k < 5 ? 2 : 1); seed++) {
            struct arena a;
            struct cp_groups_answer an;
            arena_open(&a, 64 << 20);
            struct cp_groups p = draw_kept(&a, &lot, sizes[k][0], sizes[k][1]);
            p.seed = seed;
            p.effort = k < 5 ? 30'000'000 : 200'000'000;
            assert_int_equal(cp_groups_solve(&an, &a, &p, NULL), OK);
            assert_int_equal(cp_groups_check(&p, &an), 0);
            arena_close(&a);
        }
}

static void
sizes_that_do_not_add_up_get_a_sentence(void **state)
{
    struct arena a;
    struct why why = { 0 };
    int32_t scores[9] = { 0 }, one[] = { 1, 1 }, two[] = { 1, 1 };
    struct cp_groups p = {
        .n = 3, .n_groups = 2, .scores = scores, .lower = one, .upper = two
    };
    struct cp_groups_answer an;
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_groups_solve(&an, &a, &p, &why), ERR_BAD_INPUT);
    assert_string_equal(
        why.text, "3 people do not fit 2 groups of these sizes: 2 to 2 do");
    arena_close(&a);
}

int
groups_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_groups_are_those_that_were_proved),
        cmocka_unit_test(the_search_finds_what_is_proved_and_breaks_no_rule),
        cmocka_unit_test(rules_are_kept_by_groups_of_any_size),
        cmocka_unit_test(rules_counted_as_people_come_and_go_are_the_rules),
        cmocka_unit_test(groups_that_are_known_to_exist_are_found),
        cmocka_unit_test(sizes_that_do_not_add_up_get_a_sentence),
    };
    return cmocka_run_group_tests_name("engine/groups", tests, NULL, NULL);
}
