/* What a side shows of itself, and two sides beside each other. */
#include "engine/pathway/compare_sides.h"
#include "engine/pathway/journeys.h"

#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

int side_test(void);

static void
must_parse(struct cp_pathway *p, struct arena *a, text list)
{
    struct cp_pathway_fault fault;
    if (cp_pathway_parse(p, a, list, &fault) != OK)
        fail_msg("line %d: %s", fault.line, fault.phrase);
}

static void
must_summarise(
    struct cp_summary *to, struct arena *a, int n, uint64_t seed, text list)
{
    struct buf b = buf_in(a, 1 << 16);
    struct cp_journeys j = { .state = seed };
    struct cp_log_rules rules = { 0 };
    struct cp_log *log = arena_new(a, struct cp_log, 1);
    struct cp_log_report report;
    struct cp_pathway p;
    struct why why = { 0 };
    cp_journeys_header(&b);
    for (int i = 0; i < n; i++)
        cp_journeys_next(&j, &b);
    struct cp_log_reader *r = cp_log_begin(a, &rules);
    assert_int_equal(cp_log_push(r, buf_text(&b), &why), OK);
    assert_int_equal(cp_log_end(r, log, &report, &why), OK);
    must_parse(&p, a, list);
    const struct cp_summary_source source = {
        .log = log, .report = &report, .zone_name = TEXT("UTC"), .pathway = &p
    };
    assert_int_equal(cp_summary_of(to, a, &source, &why), OK);
}

static text
intended(struct arena *a)
{
    struct why why = { 0 };
    text list;
    if (file_read(TEXT("test/oracle/pathway/synth_intended.pathway"), a,
            1 << 16, &list, &why) != OK)
        fail_msg("%s", why.text);
    return list;
}

static void
no_small_number_is_released(void **state)
{
    struct arena a;
    int n_released = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    for (int n = 3; n < 200; n += n / 4 + 1)
        for (int64_t threshold = 3; threshold <= 10; threshold += 7) {
            struct cp_summary s;
            struct cp_side side, again;
            struct why why = { 0 };
            must_summarise(&s, &a, n, (uint64_t)n, intended(&a));
            assert_int_equal(cp_side_of(&side, &a, &s, &why), OK);
            enum err e = cp_side_release(&side, &a, threshold, &why);
            if (n < threshold)
                assert_int_equal(e, ERR_CONFLICT);
            if (e != OK)
                continue;
            assert_true(cp_side_check(&side));
            n_released++;
            struct buf b = buf_in(&a, 10'000), c = buf_in(&a, 10'000);
            cp_side_write(&side, &b);
            if (cp_side_read(&again, &a, buf_text(&b), &why) != OK)
                fail_msg("%s", why.text);
            cp_side_write(&again, &c);
            assert_true(text_is_equal(buf_text(&b), buf_text(&c)));
            assert_true(cp_side_check(&again));
            /* what was released is not merged */
            assert_int_equal(
                cp_summary_read(&s, &a, buf_text(&b), &why), ERR_BAD_INPUT);
            assert_non_null(strstr(why.text, "was released"));
            arena_reset(&a, 1 << 28);
        }
    assert_true(n_released > 10);
    arena_close(&a);
}

static void
whatever_stands_there_does_no_harm(void **state)
{
    struct random lot = random_from(3);
    struct arena a;
    struct cp_summary s;
    struct cp_side side;
    struct why why = { 0 };
    int n_good = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    must_summarise(&s, &a, 60, 1, intended(&a));
    assert_int_equal(cp_side_of(&side, &a, &s, &why), OK);
    assert_int_equal(cp_side_release(&side, &a, 5, &why), OK);
    struct buf b = buf_in(&a, 10'000);
    cp_side_write(&side, &b);
    char *bytes = arena_room(&a, b.len);
    for (int i = 0; i < 20'000; i++) {
        struct cp_side again;
        struct cp_sides sides;
        struct arena_mark mark = arena_mark(&a);
        memcpy(bytes, b.ptr, (size_t)b.len);
        for (int k = 0; k < 2; k++)
            bytes[random_below(&lot, (uint64_t)b.len)] =
                "\t\n-01239a"[random_below(&lot, 9)];
        if (cp_side_read(&again, &a, (text){ bytes, b.len }, &why) == OK) {
            n_good++;
            cp_sides_compare(&sides, &a, &again, &side);
            cp_sides_compare(&sides, &a, &side, &again);
        }
        arena_rewind(&a, mark);
    }
    assert_true(n_good > 100);
    arena_close(&a);
}

static void
shared_stages_are_compared_and_no_others(void **state)
{
    struct arena a;
    struct cp_summary s[2];
    struct cp_side sides[2];
    struct cp_sides c;
    struct why why = { 0 };
    static const char other[] =
        "first contact = one of: Community screening | Clinic visit | "
        "Emergency admission\nTriage\nany order: Blood test+ ; Imaging* ; "
        "Specimen culture*\nDiagnosis\nCounselling\nTreatment start\n"
        "within 7 days: first contact -> Diagnosis\n"
        "within 14 days 80%: first contact -> Diagnosis\n";
    (void)state;
    arena_open(&a, 1 << 28);
    must_summarise(&s[0], &a, 400, 1, intended(&a));
    must_summarise(&s[1], &a, 300, 2, text_of(other));
    for (int i = 0; i < 2; i++)
        assert_int_equal(cp_side_of(&sides[i], &a, &s[i], &why), OK);
    cp_sides_compare(&c, &a, &sides[0], &sides[1]);
    assert_int_equal(c.n_shared_stages, 5);
    assert_int_equal(c.n_only[0], 2); /* Registration, the outcome */
    assert_int_equal(c.n_only[1], 1);
    assert_true(text_is_equal(c.only[1][0], TEXT("Counselling")));
    int n[CP_SHARED_KINDS] = { 0 };
    for (int32_t i = 0; i < c.n; i++) {
        const struct cp_shared *r = &c.rows[i];
        n[r->kind]++;
        assert_true(r->q >= r->p);
        assert_true(
            r->limits.low <= r->difference && r->difference <= r->limits.high);
        /* where one list has a stage of its own between, nothing is said */
        if (r->kind == CP_SHARED_FLOW)
            assert_false(text_is_equal(r->from, TEXT("first contact")) &&
                text_is_equal(r->to, TEXT("Triage")));
        if (r->kind == CP_SHARED_LOST)
            assert_false(text_is_equal(r->to, TEXT("Diagnosis")));
    }
    assert_int_equal(n[CP_SHARED_STAGE], 5);
    assert_int_equal(n[CP_SHARED_TARGET], 1);
    assert_int_equal(n[CP_SHARED_STEP], 2);
    assert_int_equal(n[CP_SHARED_LOST], 2);
    assert_true(n[CP_SHARED_FLOW] >= 2);
    /* who is compared with themselves does not differ */
    cp_sides_compare(&c, &a, &sides[0], &sides[0]);
    for (int32_t i = 0; i < c.n; i++)
        assert_true(c.rows[i].difference == 0 && c.rows[i].p > 0.999);
    arena_close(&a);
}

/* ---- Lists ------------------------------------------------------------------
 */

/* The longest that both have in common, by trying all. */
static int
longest(const char *x, const char *y)
{
    if (*x == '\0' || *y == '\0')
        return 0;
    if (*x == *y)
        return 1 + longest(x + 1, y + 1);
    int a = longest(x + 1, y), b = longest(x, y + 1);
    return a > b ? a : b;
}

static text
list_of(struct arena *a, const char *letters)
{
    struct buf b = buf_in(a, 100);
    for (; *letters != '\0'; letters++)
        buf_print(&b, "%c\n", *letters);
    return buf_text(&b);
}

static void
lists_have_the_most_in_common(void **state)
{
    struct random lot = random_from(9);
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int round = 0; round < 300; round++) {
        char x[9] = "", y[9] = "";
        struct cp_pathway p, q;
        struct cp_lists l;
        for (int s = 0; s < 2; s++) {
            uint64_t n = 1 + random_below(&lot, 8);
            for (uint64_t i = 0; i < n; i++)
                (s == 0 ? x : y)[i] = (char)('A' + random_below(&lot, 5));
        }
        must_parse(&p, &a, list_of(&a, x));
        must_parse(&q, &a, list_of(&a, y));
        cp_lists_compare(&l, &a, &p, &q);
        size_t at[2] = { 0, 0 };
        int n_both = 0;
        for (int32_t i = 0; i < l.n; i++) {
            const struct cp_list_pair *pair = &l.pairs[i];
            n_both += pair->kind == CP_PAIR_BOTH;
            if (pair->rows[0] != NULL)
                assert_int_equal(*pair->rows[0]->name.ptr, x[at[0]++]);
            if (pair->rows[1] != NULL)
                assert_int_equal(*pair->rows[1]->name.ptr, y[at[1]++]);
        }
        assert_int_equal(at[0], strlen(x));
        assert_int_equal(at[1], strlen(y));
        assert_int_equal(n_both, longest(x, y));
        arena_reset(&a, 1 << 24);
    }
    arena_close(&a);
}

static void
the_same_step_may_have_another_rule(void **state)
{
    struct arena a;
    struct cp_pathway p, q;
    struct cp_lists l;
    (void)state;
    arena_open(&a, 1 << 24);
    must_parse(&p, &a,
        TEXT("Come [stage: in]\nany order: X ; Y\nTalk?\nTreat\n"
             "within 7 days: Come -> Treat\n"));
    must_parse(&q, &a,
        TEXT("Arrive [stage: in]\nany order: Y ; X\nTalk+\nTreat\nGo\n"));
    cp_lists_compare(&l, &a, &p, &q);
    assert_int_equal(l.n, 5);
    assert_int_equal(l.pairs[0].kind, CP_PAIR_BOTH); /* by its stage */
    assert_int_equal(l.pairs[1].kind, CP_PAIR_BOTH); /* as a set */
    assert_int_equal(l.pairs[2].kind, CP_PAIR_OTHER_RULE);
    assert_true(l.pairs[2].differs_skip && l.pairs[2].differs_repeat);
    assert_int_equal(l.pairs[3].kind, CP_PAIR_OTHER_RULE);
    assert_true(l.pairs[3].differs_promise);
    assert_int_equal(l.pairs[4].kind, CP_PAIR_SECOND);
    arena_close(&a);
}

int
side_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_small_number_is_released),
        cmocka_unit_test(whatever_stands_there_does_no_harm),
        cmocka_unit_test(shared_stages_are_compared_and_no_others),
        cmocka_unit_test(lists_have_the_most_in_common),
        cmocka_unit_test(the_same_step_may_have_another_rule),
    };
    return cmocka_run_group_tests_name("engine/side", tests, NULL, NULL);
}
