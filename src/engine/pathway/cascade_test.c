/* Who was lost where, against a slow count; parts of a log; groups by hand. */
#include "engine/pathway/cascade.h"
#include "engine/pathway/compare_groups.h"
#include "engine/pathway/log_filter.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int cascade_test(void);

static void
read_all(struct cp_log *log, struct arena *a, text all)
{
    static const struct cp_attribute_wish wishes[] = { { TEXT_INIT("sex"),
        CP_VALUE_FIRST_KNOWN } };
    bool has_sex = text_find(all, TEXT("sex")) >= 0;
    struct cp_log_rules rules = { .attributes = wishes,
        .n_attributes = has_sex };
    struct cp_log_report report;
    struct why why = { 0 };
    struct cp_log_reader *r = cp_log_begin(a, &rules);
    enum err e = cp_log_push(r, all, &why);
    if (e == OK)
        e = cp_log_end(r, log, &report, &why);
    if (e != OK)
        fail_msg("%s", why.text);
}

static void
parse(struct cp_pathway *p, struct arena *a, const char *source)
{
    struct cp_pathway_fault fault;
    if (cp_pathway_parse(p, a, text_of(source), &fault) != OK)
        fail_msg("line %d: %s", fault.line, fault.phrase);
}

static const char list[] = "Visit\n"
                           "any order: Blood ; Scan?\n"
                           "Talk?\n"
                           "Diagnosis\n"
                           "one of: Well | Died\n"
                           "ends any time: Died\n";

static const char csv[] = "case,activity,time\n"
                          "whole,Visit,2024-01-01\n"
                          "whole,Blood,2024-01-02\n"
                          "whole,Diagnosis,2024-01-05\n"
                          "whole,Well,2024-02-01\n"
                          "early,Visit,2024-01-01\n"
                          "early,Died,2024-01-03\n"
                          "late,Visit,2024-01-01\n"
                          "late,Blood,2024-01-04\n"
                          "late,Diagnosis,2024-01-08\n"
                          "late,Died,2024-03-01\n"
                          "jumped,Visit,2024-01-01\n"
                          "jumped,Diagnosis,2024-01-03\n"
                          "turned,Scan,2024-01-01\n"
                          "turned,Visit,2024-01-02\n"
                          "open,Visit,2024-05-01\n"
                          "nowhere,Talk,2024-01-01\n"
                          "end,Visit,2024-06-01\n";

static void
each_case_is_lost_open_or_closed(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_pathway p;
    struct cp_stages stages;
    struct cp_staged staged;
    struct cp_cascade c;
    struct cp_cascade_rules rules = { 0 };
    (void)state;
    arena_open(&a, 1 << 24);
    read_all(&log, &a, text_of(csv));
    parse(&p, &a, list);
    cp_stages_of(&stages, &a, &p, &log);
    assert_int_equal(stages.n, 4); /* what may be left out is none */
    assert_true(text_is_equal(stages.stages[1].name, TEXT("Blood, Scan")));
    assert_true(text_is_equal(stages.stages[3].name, TEXT("Well / Died")));
    cp_staged_of(&staged, &a, &p, &stages, &log, &rules);
    assert_int_equal(staged.lost_after_days, 90);
    cp_cascade_count(&c, &a, &stages, &staged, NULL, -1);
    assert_int_equal(c.n_cases, 8);
    assert_int_equal(c.n[CP_CASE_CLOSED], 2); /* who died after diagnosis too */
    assert_int_equal(c.n[CP_CASE_EARLY], 1);
    assert_int_equal(c.n[CP_CASE_OPEN], 2);
    assert_int_equal(c.n[CP_CASE_LOST], 3);
    assert_int_equal(c.n_nowhere, 1);
    assert_int_equal(c.n_lost_nowhere, 1);
    assert_int_equal(c.rows[0].n_reached, 7);
    assert_int_equal(c.rows[1].n_reached, 3);
    assert_int_equal(c.rows[1].n_of_before, 3);
    assert_int_equal(c.rows[1].n_before, 7);
    assert_int_equal(c.rows[1].n_jumped, 2); /* early, by its end, and jumped */
    assert_int_equal(c.rows[1].n_other_way, 1);
    assert_int_equal(c.rows[1].n_waits, 2);
    assert_true(c.rows[1].median_wait == 2 * 86'400e6);
    assert_int_equal(c.rows[1].n_lost, 1);
    assert_int_equal(c.rows[2].n_reached, 3);
    assert_int_equal(c.rows[2].n_of_before, 2);
    assert_int_equal(c.rows[2].n_lost, 1);
    assert_int_equal(c.rows[3].n_early, 1);
    /* taken two months later, who was open is lost; in 10 days all are */
    rules = (struct cp_cascade_rules){ .has_extract = true,
        .extract = staged.end + 60 * INT64_C(86'400'000'000) };
    cp_staged_of(&staged, &a, &p, &stages, &log, &rules);
    cp_cascade_count(&c, &a, &stages, &staged, NULL, -1);
    assert_int_equal(c.n[CP_CASE_OPEN], 1);
    rules = (struct cp_cascade_rules){ .lost_after_days = 10 };
    cp_staged_of(&staged, &a, &p, &stages, &log, &rules);
    cp_cascade_count(&c, &a, &stages, &staged, NULL, -1);
    assert_int_equal(c.n[CP_CASE_LOST], 4);
    arena_close(&a);
}

static void
a_pathway_may_say_its_stages(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_pathway p;
    struct cp_stages stages;
    (void)state;
    arena_open(&a, 1 << 24);
    read_all(&log, &a, text_of(csv));
    parse(&p, &a,
        "Visit [stage: contact]\n"
        "any order: Blood [stage: tests] ; Scan? [stage: tests]\n"
        "Talk? [stage: support]\n"
        "Diagnosis [log: Diagnosis, DX] [stage: diagnosis]\n");
    cp_stages_of(&stages, &a, &p, &log);
    assert_int_equal(stages.n, 4);
    assert_true(text_is_equal(stages.stages[1].name, TEXT("tests")));
    assert_true(stages.stages[1].is_needed);
    assert_false(stages.stages[2].is_needed);
    int n = 0;
    for (int32_t k = 0; k < log.n_activities; k++)
        n += stages.stages[1].takes[k];
    assert_int_equal(n, 2);
    arena_close(&a);
}

/* ---- Logs by lot ------------------------------------------------------------
 */

static void
random_log(struct cp_log *log, struct arena *a, struct random *random)
{
    static const char *const names[] = { "Visit", "Blood", "Scan", "Talk",
        "Diagnosis", "Well", "Died", "Other" };
    struct buf b = buf_in(a, 10'000);
    buf_add(&b, TEXT("case,activity,time,sex\n"));
    int n_cases = 1 + (int)random_below(random, 40);
    for (int c = 0; c < n_cases; c++) {
        int n = 1 + (int)random_below(random, 7);
        int month = 1 + (int)random_below(random, 12);
        for (int i = 0; i < n; i++)
            buf_print(&b, "%d,%s,2024-%02d-%02d,%s\n", c,
                names[random_below(random, 8)], month,
                1 + (int)random_below(random, 28),
                c % 5 == 0       ? ""
                    : c % 2 == 0 ? "F"
                                 : "M");
    }
    read_all(log, a, buf_text(&b));
}

static bool
takes_case(const struct cp_log *log, int32_t c, const struct cp_stage *stage)
{
    for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++)
        if (stage->takes[log->events[i]])
            return true;
    return false;
}

static void
a_cascade_is_what_a_slow_count_says(void **state)
{
    struct random random = random_from(4);
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct arena a;
        struct cp_log log;
        struct cp_pathway p;
        struct cp_stages stages;
        struct cp_staged staged;
        struct cp_cascade all, parts[3];
        struct cp_cascade_rules rules = { 0 };
        arena_open(&a, 1 << 24);
        random_log(&log, &a, &random);
        parse(&p, &a, list);
        cp_stages_of(&stages, &a, &p, &log);
        cp_staged_of(&staged, &a, &p, &stages, &log, &rules);
        cp_cascade_count(&all, &a, &stages, &staged, NULL, -1);
        int32_t *of_case = arena_new(&a, int32_t, log.n_cases);
        for (int32_t c = 0; c < log.n_cases; c++)
            of_case[c] = log.attributes[0].of_case[c] + 1;
        for (int32_t g = 0; g < 3; g++)
            cp_cascade_count(&parts[g], &a, &stages, &staged, of_case, g);
        int64_t n_lost = all.n_lost_nowhere;
        for (int32_t s = 0; s < stages.n; s++) {
            const struct cp_cascade_row *row = &all.rows[s];
            int64_t n = 0, n_both = 0, n_jumped = 0, n_parts = 0;
            for (int32_t c = 0; c < log.n_cases; c++) {
                bool is_here = takes_case(&log, c, &stages.stages[s]);
                bool is_later = false;
                n += is_here;
                n_both += is_here &&
                    (s == 0 || takes_case(&log, c, &stages.stages[s - 1]));
                for (int32_t k = s + 1; k < stages.n; k++)
                    is_later |= takes_case(&log, c, &stages.stages[k]);
                n_jumped += !is_here && is_later;
            }
            for (int g = 0; g < 3; g++)
                n_parts += parts[g].rows[s].n_reached;
            assert_int_equal(row->n_reached, n);
            assert_int_equal(row->n_of_before, n_both);
            assert_int_equal(row->n_jumped, n_jumped);
            assert_int_equal(n_parts, n);
            n_lost += row->n_lost;
        }
        assert_int_equal(n_lost, all.n[CP_CASE_LOST]);
        int64_t n_status = 0;
        for (int k = 0; k < CP_CASE_STATUSES; k++)
            n_status += all.n[k];
        assert_int_equal(n_status, log.n_cases);
        arena_close(&a);
    }
}

static void
parts_of_a_log_add_up_and_are_counted_anew(void **state)
{
    struct random random = random_from(5);
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct arena a;
        struct cp_log log, one, other, few;
        struct cp_graph g;
        arena_open(&a, 1 << 24);
        random_log(&log, &a, &random);
        bool *is_in = arena_new(&a, bool, log.n_cases);
        bool *is_out = arena_new(&a, bool, log.n_cases);
        for (int32_t c = 0; c < log.n_cases; c++) {
            is_in[c] = random_below(&random, 2);
            is_out[c] = !is_in[c];
        }
        cp_log_of_cases(&one, &a, &log, is_in);
        cp_log_of_cases(&other, &a, &log, is_out);
        assert_int_equal(one.n_cases + other.n_cases, log.n_cases);
        assert_int_equal(one.n_events + other.n_events, log.n_events);
        for (int32_t c = 0, k = 0; c < log.n_cases; c++)
            if (is_in[c]) {
                assert_true(text_is_equal(one.cases[k], log.cases[c]));
                assert_int_equal(
                    one.attributes[0].of_case[k], log.attributes[0].of_case[c]);
                k++;
            }
        bool *is_kept = arena_new(&a, bool, log.n_activities);
        for (int32_t k = 0; k < log.n_activities; k++)
            is_kept[k] = random_below(&random, 3) > 0;
        cp_log_of_activities(&few, &a, &log, is_kept);
        if (few.n_cases > 0) {
            cp_graph_count(&g, &a, &few);
            assert_true(cp_graph_check(&g));
        }
        int64_t n = 0, n_cases = 0;
        for (int32_t c = 0; c < log.n_cases; c++) {
            int64_t own = 0;
            for (int64_t i = log.starts[c]; i < log.starts[c + 1]; i++)
                own += is_kept[log.events[i]];
            n += own;
            n_cases += own > 0;
        }
        assert_int_equal(few.n_events, n);
        assert_int_equal(few.n_cases, n_cases);
        arena_close(&a);
    }
}

/* ---- Groups by hand ---------------------------------------------------------
 */

/* All ways to say yes, one by one. */
static void
what_is_drawn_comes_near_all_ways_to_draw(void **state)
{
    static const struct {
        int64_t yes[3], all[3];
    } cases[] = { { { 4, 0, 1 }, { 5, 4, 6 } }, { { 2, 2, 2 }, { 5, 5, 5 } },
        { { 5, 5, 0 }, { 6, 6, 3 } }, { { 0, 1, 0 }, { 4, 9, 2 } } };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int64_t *yes = cases[i].yes, *all = cases[i].all;
        int64_t n = all[0] + all[1] + all[2];
        int n_yes = (int)(yes[0] + yes[1] + yes[2]);
        double share = (double)n_yes / (double)n, seen = 0, n_ways = 0;
        double n_as_great = 0;
        for (int g = 0; g < 3; g++) {
            double away = (double)yes[g] - (double)all[g] * share;
            seen += away * away / ((double)all[g] * share * (1 - share));
        }
        for (int way = 0; way < 1 << n; way++) {
            double is = 0;
            int from = 0;
            if (__builtin_popcount((unsigned)way) != n_yes)
                continue;
            n_ways++;
            for (int g = 0; g < 3; g++) {
                int own = __builtin_popcount(
                    (unsigned)way >> from & ((1u << all[g]) - 1));
                double away = own - (double)all[g] * share;
                is += away * away / ((double)all[g] * share * (1 - share));
                from += (int)all[g];
            }
            n_as_great += is >= seen * (1 - 1e-9);
        }
        double p = n_as_great / n_ways;
        double drawn = cp_drawn_p(&a, yes, all, 3, 100'000, 7);
        double error = 5 * p * sqrt((1 - p) / 99 + 1e-5) + 1e-3;
        if (fabs(drawn - p) > error)
            fail_msg("case %d: %g, not %g", (int)i, drawn, p);
        assert_true(cp_drawn_p(&a, yes, all, 3, 999, 1) ==
            cp_drawn_p(&a, yes, all, 3, 999, 1));
    }
    arena_close(&a);
}

/* Of 40 and 40: old people say yes more rarely, and most of the first group
 * are old; within each age both groups are alike. */
static void
one_mix_of_cases_takes_away_what_age_made(void **state)
{
    struct arena a;
    int32_t of_case[80], age[80], having[80];
    text sexes[] = { TEXT("F"), TEXT("M") },
         ages[] = { TEXT("old"), TEXT("young") };
    int64_t n = 0;
    (void)state;
    arena_open(&a, 1 << 20);
    for (int32_t c = 0; c < 80; c++) {
        of_case[c] = c / 40;
        age[c] = c % 40 < (c < 40 ? 10 : 30); /* 1: young */
        int32_t place = age[c] ? c % 40 : c % 40 - (c < 40 ? 10 : 30);
        if (age[c] ? place % 10 < 8 : place % 10 < 2)
            having[n++] = c;
    }
    struct cp_groups by = { TEXT("sex"), sexes, 2, of_case };
    struct cp_groups strata = { TEXT("age"), ages, 2, age };
    struct cp_question one = {
        .kind = CP_ASK_STEP, .to = TEXT("Scan"), .having = having, .n_having = n
    };
    struct cp_questions q = { .arena = &a, .questions = &one, .n = 1 };
    struct cp_log log = { .n_cases = 80 };
    struct cp_compare_rules rules = { .strata = &strata };
    struct cp_comparisons all = { 0 };
    cp_compare(&all, &a, &log, &q, &by, &rules);
    cp_compare_settle(&all, &a, &rules);
    const struct cp_comparison *c = all.comparisons;
    assert_true(fabs(c->answers[0].share - 14.0 / 40) < 1e-12);
    assert_true(fabs(c->answers[1].share - 26.0 / 40) < 1e-12);
    assert_true(fabs(c->answers[0].standard - 0.5) < 1e-12);
    assert_true(fabs(c->answers[1].standard - 0.5) < 1e-12);
    assert_true(fabs(c->standard) < 1e-12);
    assert_true(c->standard_covers == 1);
    assert_true(c->share.is_named); /* 30 points, p 0.013 */
    arena_close(&a);
}

/* Many cases make everything sure; only what is large is named. */
static void
a_difference_is_named_when_it_is_large_too(void **state)
{
    static const struct {
        int n, yes[2];
        bool is_named;
    } cases[] = { { 10'000, { 5000, 4600 }, false }, /* 4 points, p 1e-8 */
        { 10'000, { 5000, 4400 }, true }, { 19, { 19, 0 }, false },
        { 20, { 20, 0 }, true }, { 100, { 50, 44 }, false } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a;
        int n = cases[i].n;
        int64_t n_having = 0;
        text values[] = { TEXT("F"), TEXT("M") };
        arena_open(&a, 1 << 22);
        int32_t *of_case = arena_new(&a, int32_t, 2 * n);
        int32_t *having = arena_new(&a, int32_t, 2 * n);
        for (int32_t c = 0; c < 2 * n; c++) {
            of_case[c] = c / n;
            if (c % n < cases[i].yes[c / n])
                having[n_having++] = c;
        }
        struct cp_groups by = { TEXT("sex"), values, 2, of_case };
        struct cp_question one = {
            .kind = CP_ASK_STEP, .having = having, .n_having = n_having
        };
        struct cp_questions q = { .arena = &a, .questions = &one, .n = 1 };
        struct cp_log log = { .n_cases = 2 * n };
        struct cp_compare_rules rules = { 0 };
        struct cp_comparisons all = { 0 };
        cp_compare(&all, &a, &log, &q, &by, &rules);
        cp_compare_settle(&all, &a, &rules);
        if (all.comparisons[0].share.is_named != cases[i].is_named)
            fail_msg("case %d", (int)i);
        arena_close(&a);
    }
}

static void
waits_are_put_in_order_as_merging_does(void **state)
{
    struct random random = random_from(6);
    struct cp_timed v[500], room[500], old[500];
    (void)state;
    for (int round = 0; round < 300; round++) {
        int n = (int)random_below(&random, 500);
        uint64_t most = UINT64_C(1) << random_below(&random, 62);
        for (int i = 0; i < n; i++)
            v[i] =
                (struct cp_timed){ (int64_t)random_below(&random, most), i, 1 };
        memcpy(old, v, sizeof v);
        cp_waits_sort(v, room, n);
        for (int i = 1; i < n; i++)
            assert_true(v[i - 1].wait < v[i].wait ||
                (v[i - 1].wait == v[i].wait &&
                    v[i - 1].of_case < v[i].of_case));
        for (int i = 0; i < n; i++)
            assert_true(old[v[i].of_case].wait == v[i].wait);
    }
}

int
cascade_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_is_lost_open_or_closed),
        cmocka_unit_test(a_pathway_may_say_its_stages),
        cmocka_unit_test(a_cascade_is_what_a_slow_count_says),
        cmocka_unit_test(parts_of_a_log_add_up_and_are_counted_anew),
        cmocka_unit_test(what_is_drawn_comes_near_all_ways_to_draw),
        cmocka_unit_test(one_mix_of_cases_takes_away_what_age_made),
        cmocka_unit_test(a_difference_is_named_when_it_is_large_too),
        cmocka_unit_test(waits_are_put_in_order_as_merging_does),
    };
    return cmocka_run_group_tests_name("engine/cascade", tests, NULL, NULL);
}
