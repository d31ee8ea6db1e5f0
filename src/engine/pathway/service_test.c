/* How long an activity takes itself: by hand, from CSV and from XES, and made
 * up logs against pairing one by one. */
#include "engine/pathway/service.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int service_test(void);

struct row {
    const char *of, *activity, *time, *step;
};

static struct cp_log
log_of(struct arena *a, const struct row *rows, int n, bool is_xes,
    struct cp_log_report *report)
{
    struct buf b = buf_in(a, 1000);
    struct cp_log log = { 0 };
    struct why why = { 0 };
    const struct cp_log_rules rules = { .lifecycle_column =
                                            TEXT("lifecycle:transition") };
    buf_add(&b,
        is_xes ? TEXT("<log>")
               : TEXT("case,activity,time,lifecycle:transition"
                      "\n"));
    for (int i = 0; i < n; i++)
        if (!is_xes)
            buf_print(&b, "%s,%s,%s,%s\n", rows[i].of, rows[i].activity,
                rows[i].time, rows[i].step);
        else
            buf_print(&b,
                "<trace><string key=\"concept:name\" value=\"%s\"/><event>"
                "<string key=\"concept:name\" value=\"%s\"/>"
                "<string key=\"lifecycle:transition\" value=\"%s\"/>"
                "<date key=\"time:timestamp\" value=\"%s\"/>"
                "</event></trace>",
                rows[i].of, rows[i].activity, rows[i].step, rows[i].time);
    if (is_xes) {
        buf_add(&b, TEXT("</log>"));
        struct cp_xes_reader *x = cp_xes_begin(a, &rules);
        assert_int_equal(cp_xes_push(x, buf_text(&b), &why), OK);
        assert_int_equal(cp_xes_end(x, &log, report, &why), OK);
    } else {
        struct cp_log_reader *c = cp_log_begin(a, &rules);
        assert_int_equal(cp_log_push(c, buf_text(&b), &why), OK);
        assert_int_equal(cp_log_end(c, &log, report, &why), OK);
    }
    return log;
}

#define MINUTE (60 * INT64_C(1'000'000))

static void
what_was_begun_first_is_completed_first(void **state)
{
    static const struct row rows[] = {
        { "1", "Operation", "2024-03-01T10:00Z", "start" },
        { "1", "Operation", "2024-03-01T11:30Z", "complete" },
        { "1", "Scan", "2024-03-01T09:00Z", "complete" }, /* nothing begun */
        { "2", "Operation", "2024-03-02T08:00Z", "Start" },
        { "2", "Operation", "2024-03-02T08:10Z", "start" },
        { "2", "Operation", "2024-03-02T08:30Z", "suspend" },
        { "2", "Operation", "2024-03-02T09:00Z", "complete" },
        { "2", "Operation", "2024-03-02T09:05Z", "complete" },
        { "2", "Operation", "2024-03-02T20:00Z", "start" }, /* goes on */
        { "2", "Scan", "2024-03-02T07:00Z", "start" },
        { "2", "Scan", "2024-03-02T07:00Z", "complete" },
        { "2", "Never", "2024-03-02T07:00Z", "start" },
        { "3", "Operation", "2024-03-02T07:00Z", "start" },
        { "4", "Scan", "whenever", "start" },
        { "4", "", "2024-03-02T07:00Z", "start" },
    };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int is_xes = 0; is_xes < 2; is_xes++) {
        struct cp_log_report report = { 0 };
        struct cp_services s;
        struct cp_log log =
            log_of(&a, rows, sizeof rows / sizeof *rows, is_xes, &report);
        /* starts are no events, and make neither cases nor activities */
        assert_int_equal(log.n_events, 5);
        assert_int_equal(log.n_cases, 2);
        assert_int_equal(log.n_activities, 2);
        assert_int_equal(report.n_rows, 15);
        assert_int_equal(report.n_left_out, 10);
        assert_int_equal(report.n_refused, 0);
        cp_service_count(&s, &a, &log);
        assert_true(cp_service_check(&s, &log));
        assert_int_equal(s.n, 2);
        assert_true(text_is_equal(
            log.activities[s.services[0].activity], TEXT("Operation")));
        assert_int_equal(s.services[0].time.n, 3);
        assert_int_equal(s.services[0].time.min, 55 * MINUTE);
        assert_int_equal(s.services[0].time.max, 90 * MINUTE);
        assert_true(s.services[0].time.median > 59.99 * MINUTE &&
            s.services[0].time.median < 60.01 * MINUTE);
        assert_int_equal(s.services[0].n_uncompleted, 1);
        assert_int_equal(s.services[0].n_unbegun, 0);
        assert_int_equal(s.services[1].time.n, 1);
        assert_int_equal(s.services[1].time.max, 0);
        assert_int_equal(s.services[1].n_unbegun, 1);
        assert_int_equal(s.n_elsewhere, 2); /* Never, and case 3 */
    }
    arena_close(&a);
}

static void
a_log_without_a_life_cycle_has_no_service_times(void **state)
{
    static const struct row rows[] = { { "1", "Operation", "2024-03-01T11:30Z",
        "complete" } };
    struct arena a;
    struct cp_log_report report;
    struct cp_services s;
    (void)state;
    arena_open(&a, 1 << 20);
    struct cp_log log = log_of(&a, rows, 1, false, &report);
    assert_null(log.begun);
    cp_service_count(&s, &a, &log);
    assert_int_equal(s.n, 0);
    assert_true(cp_service_check(&s, &log));
    arena_close(&a);
}

static void
made_up_logs_agree_with_pairing_one_by_one(void **state)
{
    static const char *const steps[] = { "start", "complete", "complete",
        "schedule" };
    static const char *const activities[] = { "A", "B", "C", "D" };
    static const char *const cases[] = { "1", "2", "3", "4", "5" };
    struct arena a;
    struct random random = random_from(20'261'122);
    int64_t n_pairs = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    for (int round = 0; round < 300; round++) {
        struct row rows[60];
        int n = 2 + (int)random_below(&random, 58);
        struct arena_mark mark = arena_mark(&a);
        for (int i = 0; i < n; i++) {
            text time = arena_print(&a, "2024-03-01T%02d:%02dZ",
                (int)random_below(&random, 24), (int)random_below(&random, 3));
            rows[i] = (struct row){ cases[random_below(&random, 5)],
                activities[random_below(&random, 4)], time.ptr,
                steps[random_below(&random, 4)] };
        }
        rows[0].step = "complete";
        struct cp_log_report report;
        struct cp_services s[2];
        for (int is_xes = 0; is_xes < 2; is_xes++) {
            struct cp_log log = log_of(&a, rows, n, is_xes, &report);
            cp_service_count(&s[is_xes], &a, &log);
            assert_true(cp_service_check(&s[is_xes], &log));
            for (int32_t k = 0; k < s[is_xes].n; k++)
                n_pairs += s[is_xes].services[k].time.n;
            if (s[is_xes].n > 0) { /* a fault is seen */
                s[is_xes].services[0].n_uncompleted++;
                assert_false(cp_service_check(&s[is_xes], &log));
            }
        }
        assert_int_equal(s[0].n, s[1].n);
        assert_int_equal(s[0].n_elsewhere, s[1].n_elsewhere);
        arena_rewind(&a, mark);
    }
    assert_true(n_pairs > 1000);
    arena_close(&a);
}

int
service_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_begun_first_is_completed_first),
        cmocka_unit_test(a_log_without_a_life_cycle_has_no_service_times),
        cmocka_unit_test(made_up_logs_agree_with_pairing_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
