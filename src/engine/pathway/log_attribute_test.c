/* What of a case stands in an attribute, and what stands for its name. */
#include "engine/pathway/log.h"

#include "base/random.h"
#include "os/file.h"   /* lint: known answers are files */
#include "os/gunzip.h" /* lint: and some of them are packed */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int log_attribute_test(void);

#define LOGS "../shared/oracle/pathway/logs/"
#define SEPSIS LOGS "sepsis_full_semicolon.csv"
#define UNFAIR LOGS "hospital_log_high.xes.gz"

static void
must_read(
    struct cp_log *log, struct arena *a, text all, struct cp_log_rules rules)
{
    struct cp_log_report report;
    struct why why = { 0 };
    enum err e;
    if (text_starts_with(all, TEXT("<"))) {
        struct cp_xes_reader *r = cp_xes_begin(a, &rules);
        e = cp_xes_push(r, all, &why);
        if (e == OK)
            e = cp_xes_end(r, log, &report, &why);
    } else {
        struct cp_log_reader *r = cp_log_begin(a, &rules);
        e = cp_log_push(r, all, &why);
        if (e == OK)
            e = cp_log_end(r, log, &report, &why);
    }
    if (e != OK)
        fail_msg("%s", why.text);
}

static int32_t
case_named(const struct cp_log *log, const char *name)
{
    for (int32_t c = 0; c < log->n_cases; c++)
        if (text_is_equal(log->cases[c], text_of(name)))
            return c;
    fail_msg("no case %s", name);
    return -1;
}

/* "-" for what is not known. */
static text
value_of(const struct cp_log *log, int attribute, const char *name)
{
    const struct cp_attribute *a = &log->attributes[attribute];
    int32_t value = a->of_case[case_named(log, name)];
    return value < 0 ? TEXT("-") : a->values[value];
}

static const char csv[] =
    "case,activity,time,sex,case:town\n"
    "1,b,2024-01-02,F,\n"
    "1,a,2024-01-01,,x\n" /* the first event, and the sex not known */
    "1,c,2024-01-03,M,y\n"
    "2,a,2024-01-01,NA,0\n"
    "2,b,2024-01-02,NA,0\n"
    "3,a,2024-01-01,,\n"
    "4,a,2024-01-01\n"
    "5,a,2024-01-01,M,b\n"
    "5,b,2024-01-01,F,a\n"; /* at the same time: rows say which is first */

#define EVENT(day, values)                                                     \
    "<event><date key='time:timestamp' value='2024-01-0" day "'/>"             \
    "<string key='concept:name' value='a'/>" values "</event>"
#define SEX(is) "<string key='sex' value='" is "'/>"
#define TOWN(is) "<string key='town' value='" is "'/>"
#define NAME(is) "<string key='concept:name' value='" is "'/>"

/* clang-format off */
static const char xes[] =
    "<log><global scope='trace'>" TOWN("unsaid") "</global>"
    "<trace>" NAME("1")
    EVENT("2", SEX("F") TOWN("")) EVENT("1", SEX("") TOWN("x"))
    EVENT("3", SEX("M") TOWN("y")) "</trace>"
    "<trace>" NAME("2") EVENT("1", SEX("NA")) EVENT("2", "")
    SEX("of the trace") TOWN("&#48;") "</trace>"
    "<trace>" NAME("3") TOWN("") EVENT("1", "") "</trace>"
    "<trace>" NAME("4") EVENT("1", "<list key='l'>" SEX("no") "</list>")
    "</trace>"
    "</log>";
/* clang-format on */

static void
a_case_has_what_the_rule_says(void **state)
{
    static const struct {
        enum cp_value_rule rule;
        const char *sex[5], *town[5];
        int n_sexes;
    } wanted[] = { { CP_VALUE_FIRST_KNOWN, { "F", "NA", "-", "-", "M" },
                       { "x", "0", "-", "-", "b" }, 3 },
        { CP_VALUE_FIRST_EVENT, { "-", "NA", "-", "-", "M" },
            { "x", "0", "-", "-", "b" }, 2 },
        { CP_VALUE_LAST_KNOWN, { "M", "NA", "-", "-", "F" },
            { "y", "0", "-", "-", "a" }, 3 },
        { CP_VALUE_STEADY, { "(changes)", "NA", "-", "-", "(changes)" },
            { "(changes)", "0", "-", "-", "(changes)" }, 2 } };
    static const char *const cases[] = { "1", "2", "3", "4", "5" };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const struct cp_attribute_wish wishes[] = { { TEXT("case:sex"),
                                                        wanted[i].rule },
            { TEXT("town"), wanted[i].rule } };
        struct cp_log log;
        must_read(&log, &a, text_of(csv),
            (struct cp_log_rules){ .attributes = wishes, .n_attributes = 2 });
        assert_int_equal(log.n_attributes, 2);
        assert_true(text_is_equal(log.attributes[0].name, TEXT("case:sex")));
        assert_int_equal(log.attributes[0].n_changing, 2);
        assert_int_equal(log.attributes[0].n_values, wanted[i].n_sexes);
        for (int32_t v = 1; v < log.attributes[1].n_values; v++)
            assert_true(text_compare(log.attributes[1].values[v - 1],
                            log.attributes[1].values[v]) < 0);
        for (int c = 0; c < 5; c++) {
            assert_true(text_is_equal(
                value_of(&log, 0, cases[c]), text_of(wanted[i].sex[c])));
            assert_true(text_is_equal(
                value_of(&log, 1, cases[c]), text_of(wanted[i].town[c])));
        }
    }
    arena_close(&a);
}

static void
a_trace_speaks_for_its_events(void **state)
{
    const struct cp_attribute_wish wishes[] = { { TEXT("sex"), 0 },
        { TEXT("town"), CP_VALUE_FIRST_EVENT }, { TEXT("case:sex"), 0 },
        { TEXT("sex"), CP_VALUE_STEADY } };
    struct arena a;
    struct cp_log log;
    (void)state;
    arena_open(&a, 1 << 26);
    must_read(&log, &a, text_of(xes),
        (struct cp_log_rules){ .attributes = wishes, .n_attributes = 4 });
    static const char *const wanted[4][4] = { { "F", "x", "-", "(changes)" },
        { "NA", "0", "of the trace", "(changes)" }, { "-", "-", "-", "-" },
        { "-", "unsaid", "-", "-" } };
    static const char *const cases[] = { "1", "2", "3", "4" };
    for (int c = 0; c < 4; c++)
        for (int k = 0; k < 4; k++)
            if (!text_is_equal(
                    value_of(&log, k, cases[c]), text_of(wanted[c][k])))
                fail_msg("case %s, wish %d: %.*s", cases[c], k,
                    TEXT_ARG(value_of(&log, k, cases[c])));
    arena_close(&a);
}

static void
a_column_that_is_not_there_is_said(void **state)
{
    const struct cp_attribute_wish wish = { TEXT("age"), 0 };
    struct cp_log_rules rules = { .attributes = &wish, .n_attributes = 1 };
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 26);
    struct cp_log_reader *r = cp_log_begin(&a, &rules);
    enum err e = cp_log_push(r, text_of(csv), &why);
    if (e == OK)
        e = cp_log_end(r, &log, &report, &why);
    assert_int_equal(e, ERR_BAD_INPUT);
    assert_string_equal(why.text, "there is no column \"age\"");
    arena_close(&a);
}

/* Rows of a hundred cases by lot, against a count that keeps them all. */
static void
any_rows_agree_with_a_slow_count(void **state)
{
    enum { ROWS = 400, CASES = 60 };
    struct random lot = random_from(5);
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    for (int round = 0; round < 40; round++) {
        struct buf b = buf_in(&a, ROWS * 40);
        int of[ROWS], day[ROWS], value[ROWS]; /* 0: empty */
        buf_add(&b, TEXT("case,activity,time,v\n"));
        for (int i = 0; i < ROWS; i++) {
            of[i] = (int)random_below(&lot, CASES);
            day[i] = 10 + (int)random_below(&lot, 9);
            value[i] = (int)random_below(&lot, 4);
            buf_print(&b, "c%d,x,2024-01-%d,", of[i], day[i]);
            if (value[i] > 0)
                buf_int(&b, value[i]);
            buf_byte(&b, '\n');
        }
        for (int rule = 0; rule <= CP_VALUE_STEADY; rule++) {
            struct cp_attribute_wish wish = { TEXT("v"),
                (enum cp_value_rule)rule };
            struct cp_log log;
            int n_changing = 0;
            must_read(&log, &a, buf_text(&b),
                (struct cp_log_rules){
                    .attributes = &wish, .n_attributes = 1 });
            for (int c = 0; c < CASES; c++) {
                int first = 0, last = 0, at_first = 0, n = 0, any = 0;
                bool is_steady = true;
                for (int d = 10; d < 20; d++)
                    for (int i = 0; i < ROWS; i++) {
                        if (of[i] != c || day[i] != d)
                            continue;
                        if (n++ == 0)
                            at_first = value[i];
                        if (value[i] == 0)
                            continue;
                        first = first == 0 ? value[i] : first;
                        last = value[i];
                        is_steady &= any == 0 || any == value[i];
                        any = value[i];
                    }
                if (n == 0)
                    continue;
                n_changing += !is_steady;
                int wanted = rule == CP_VALUE_FIRST_EVENT ? at_first
                    : rule == CP_VALUE_LAST_KNOWN         ? last
                                                          : first;
                char name[16], says[16];
                snprintf(name, sizeof name, "c%d", c);
                snprintf(says, sizeof says, wanted == 0 ? "-" : "%d", wanted);
                if (rule == CP_VALUE_STEADY && !is_steady)
                    strcpy(says, "(changes)");
                assert_true(
                    text_is_equal(value_of(&log, 0, name), text_of(says)));
            }
            assert_int_equal(log.attributes[0].n_changing, n_changing);
        }
        arena_reset(&a, 1 << 26);
    }
    arena_close(&a);
}

static text
masked(void *context, struct arena *a, text name)
{
    int *n = context;
    ++*n;
    return arena_print(a, "#%d", (int)name.len + (int)name.ptr[0]);
}

static void
who_they_are_stays_at_the_door(void **state)
{
    static const char all[] =
        "case,activity,time\n"
        "19450101-1234,a,2024-01-01\n\"NA\",a,2024-01-01\n"
        "19450101-1234,b,2024-01-02\n";
    static const char traces[] = "<log><trace>" NAME("19450101-1234")
        EVENT("1", "") "</trace><trace>" NAME("NA")
            EVENT("1", "") "</trace><trace>" NAME("19450101-1234")
                EVENT("2", "") "</trace></log>";
    struct arena a;
    struct cp_log log;
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    for (int i = 0; i < 2; i++) {
        n = 0;
        must_read(&log, &a, text_of(i == 0 ? all : traces),
            (struct cp_log_rules){ .name_case = masked, .context = &n });
        assert_int_equal(n, 2); /* a case, not a row */
        assert_int_equal(log.n_cases, 2);
        assert_int_equal(log.starts[case_named(&log, "#62") + 1] -
                log.starts[case_named(&log, "#62")],
            2);
        case_named(&log, "#80");
    }
    arena_close(&a);
}

static void
the_hospital_loses_no_patient(void **state)
{
    const struct cp_attribute_wish wishes[] = { { TEXT("Age"),
                                                    CP_VALUE_FIRST_KNOWN },
        { TEXT("Hypotensie"), CP_VALUE_FIRST_EVENT } };
    struct arena a;
    struct cp_log log;
    struct why why = { 0 };
    text all;
    (void)state;
    if (!file_is_there(TEXT(SEPSIS)))
        skip();
    arena_open(&a, 1 << 28);
    if (file_read(TEXT(SEPSIS), &a, 1 << 24, &all, &why) != OK)
        fail_msg("%s", why.text);
    must_read(&log, &a, all,
        (struct cp_log_rules){ .attributes = wishes, .n_attributes = 2 });
    int n_unknown[2] = { 0 };
    for (int k = 0; k < 2; k++)
        for (int32_t c = 0; c < log.n_cases; c++)
            n_unknown[k] += log.attributes[k].of_case[c] < 0;
    assert_int_equal(log.n_cases, 1050);
    assert_int_equal(n_unknown[1] - n_unknown[0], 55);
    arena_close(&a);
}

static void
who_is_protected_changes_within_a_case(void **state)
{
    const struct cp_attribute_wish wishes[] = { { TEXT("protected"),
                                                    CP_VALUE_FIRST_EVENT },
        { TEXT("protected"), CP_VALUE_STEADY } };
    const struct cp_log_rules rules = { .attributes = wishes,
        .n_attributes = 2 };
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct why why = { 0 };
    text all, out;
    (void)state;
    if (!file_is_there(TEXT(UNFAIR)))
        skip();
    arena_open(&a, 1 << 28);
    if (file_read(TEXT(UNFAIR), &a, 1 << 24, &all, &why) != OK)
        fail_msg("%s", why.text);
    struct cp_xes_reader *r = cp_xes_begin(&a, &rules);
    struct gunzip *g = gunzip_open(&a, 1 << 28);
    do {
        assert_int_equal(gunzip_take(g, &all, &out, &why), OK);
        assert_int_equal(cp_xes_push(r, out, &why), OK);
    } while (out.len > 0);
    assert_true(gunzip_is_whole(g));
    gunzip_close(g);
    assert_int_equal(cp_xes_end(r, &log, &report, &why), OK);
    assert_int_equal(log.n_cases, 10'000);
    assert_int_equal(log.attributes[0].n_changing, 819);
    const struct cp_attribute *is = &log.attributes[0];
    int n_protected = 0, n_changing = 0;
    for (int32_t c = 0; c < log.n_cases; c++) {
        n_protected += is->of_case[c] >= 0 &&
            (is->values[is->of_case[c]].ptr[0] | ' ') == 't';
        n_changing +=
            log.attributes[1].of_case[c] == 0; /* "(" stands before letters */
    }
    assert_int_equal(n_protected, 3039);
    assert_int_equal(n_changing, 819);
    arena_close(&a);
}

int
log_attribute_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_has_what_the_rule_says),
        cmocka_unit_test(a_trace_speaks_for_its_events),
        cmocka_unit_test(a_column_that_is_not_there_is_said),
        cmocka_unit_test(any_rows_agree_with_a_slow_count),
        cmocka_unit_test(who_they_are_stays_at_the_door),
        cmocka_unit_test(the_hospital_loses_no_patient),
        cmocka_unit_test(who_is_protected_changes_within_a_case),
    };
    return cmocka_run_group_tests_name(
        "engine/log_attribute", tests, NULL, NULL);
}
