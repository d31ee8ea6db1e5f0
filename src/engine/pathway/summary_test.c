/* Summaries: whatever the cut, the same bytes; and they say what the log says.
 */
#include "engine/pathway/graph.h"
#include "engine/pathway/journeys.h"
#include "engine/pathway/summary_inside.h"
#include "engine/pathway/target.h"

#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

int summary_test(void);

static text
journeys(struct arena *a, int n)
{
    struct buf b = buf_in(a, 1 << 18);
    struct cp_journeys j = { .state = 99 };
    cp_journeys_header(&b);
    for (int i = 0; i < n; i++)
        cp_journeys_next(&j, &b);
    return buf_text(&b);
}

/* 32 digits, another for each. */
static text
key_of(void *context, struct arena *a, text name)
{
    (void)context;
    uint64_t h = text_hash(name) * 0x9E37'79B9'7F4A'7C15u;
    return arena_print(a, "%016llx%016llx", (unsigned long long)h,
        (unsigned long long)text_hash(name));
}

struct made {
    struct cp_log log;
    struct cp_log_report report;
    struct cp_summary summary;
};

static const struct cp_attribute_wish wishes[] = { { TEXT_INIT("sex"),
                                                       CP_VALUE_FIRST_KNOWN },
    { TEXT_INIT("sub_county"), CP_VALUE_FIRST_KNOWN } };

static void
must_make(struct made *m, struct arena *a, text all, const struct cp_pathway *p,
    struct cp_log_rules rules)
{
    static const text mapping[] = { TEXT_INIT("sex: first known") };
    struct why why = { 0 };
    enum err e;
    rules.attributes = wishes;
    rules.n_attributes = 2;
    if (text_starts_with(all, TEXT("<"))) {
        struct cp_xes_reader *r = cp_xes_begin(a, &rules);
        e = cp_xes_push(r, all, &why);
        if (e == OK)
            e = cp_xes_end(r, &m->log, &m->report, &why);
    } else {
        struct cp_log_reader *r = cp_log_begin(a, &rules);
        e = cp_log_push(r, all, &why);
        if (e == OK)
            e = cp_log_end(r, &m->log, &m->report, &why);
    }
    if (e != OK)
        fail_msg("%s", why.text);
    const struct cp_summary_source source = { .log = &m->log,
        .report = &m->report,
        .zone_name = TEXT("UTC"),
        .mapping = mapping,
        .n_mapping = 1,
        .pathway = p,
        .has_keys = rules.name_case != NULL,
        .part = rules.part,
        .n_parts = rules.n_parts };
    if (cp_summary_of(&m->summary, a, &source, &why) != OK)
        fail_msg("%s", why.text);
}

static text
written(struct arena *a, const struct cp_summary *s)
{
    struct buf b = buf_in(a, 1 << 18);
    cp_summary_write(s, a, &b);
    return buf_text(&b);
}

static void
must_have_pathway(struct cp_pathway *p, struct arena *a)
{
    struct cp_pathway_fault fault;
    struct why why = { 0 };
    text list;
    if (file_read(TEXT("test/oracle/pathway/synth_intended.pathway"), a,
            1 << 16, &list, &why) != OK)
        fail_msg("%s", why.text);
    assert_int_equal(cp_pathway_parse(p, a, list, &fault), OK);
}

static void
any_cut_and_any_order_give_the_same_bytes(void **state)
{
    struct random lot = random_from(8);
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 30);
    for (int has_keys = 0; has_keys < 2; has_keys++)
        for (int32_t n = 1; n <= 16; n += n < 4 ? 1 : 6) {
            struct cp_pathway p;
            struct made whole, part;
            struct cp_summary parts[16];
            struct why why = { 0 };
            must_have_pathway(&p, &a);
            text all = journeys(&a, 120);
            struct cp_log_rules rules = { .name_case =
                                              has_keys ? key_of : NULL };
            must_make(&whole, &a, all, &p, rules);
            rules.n_parts = n;
            for (rules.part = 1; rules.part <= n; rules.part++) {
                must_make(&part, &a, all, &p, rules);
                /* by way of its text, as they are sent about */
                text sent = written(&a, &part.summary);
                if (cp_summary_read(&parts[rules.part - 1], &a, sent, &why) !=
                    OK)
                    fail_msg("%s", why.text);
                assert_true(
                    text_is_equal(written(&a, &parts[rules.part - 1]), sent));
            }
            for (int32_t i = n - 1; i > 0; i--) {
                int32_t k = (int32_t)random_below(&lot, (uint64_t)i + 1);
                struct cp_summary one = parts[i];
                parts[i] = parts[k];
                parts[k] = one;
            }
            /* some first, and what came of it with the rest */
            int n_first = 1 + (int)random_below(&lot, (uint64_t)n);
            struct cp_summary some[17], end;
            if (cp_summary_merge(&some[0], &a, parts, n_first, &why) != OK)
                fail_msg("%s", why.text);
            for (int i = n_first; i < n; i++)
                some[i - n_first + 1] = parts[i];
            if (cp_summary_merge(&end, &a, some, n - n_first + 1, &why) != OK)
                fail_msg("%s", why.text);
            assert_true(
                text_is_equal(written(&a, &end), written(&a, &whole.summary)));
            arena_reset(&a, 1 << 30);
        }
    arena_close(&a);
}

static void
times_are_within_their_bins(void **state)
{
    struct random lot = random_from(12);
    (void)state;
    for (int64_t b = 0; b < CP_BINS; b++)
        assert_int_equal(
            cp_bin_of_time(CP_RECORD_WAIT, cp_time_of_bin(CP_RECORD_WAIT, b)),
            b);
    assert_int_equal(cp_bin_of_time(CP_RECORD_WAIT, 999'999), 0);
    assert_int_equal(cp_bin_of_time(CP_RECORD_WAIT, 1'000'000), 1);
    assert_int_equal(cp_bin_of_time(CP_RECORD_WAIT, 2'000'000), 9);
    assert_int_equal(cp_bin_of_time(CP_RECORD_WAIT, 1'999'999), 8);
    for (int i = 0; i < 100'000; i++) {
        int64_t us =
            (int64_t)(random_bits(&lot) >> (3 + random_below(&lot, 40)));
        int64_t bin = cp_bin_of_time(CP_RECORD_WAIT, us);
        double is = (double)cp_time_of_bin(CP_RECORD_WAIT, bin);
        if (us < 1'000'000 || us > INT64_C(1) << 60)
            continue;
        assert_true(fabs(is / (double)us - 1) < 0.045);
        assert_true(cp_bin_of_time(CP_RECORD_WAIT, us - us / 10) < bin);
    }
    int64_t day = INT64_C(86'400'000'000);
    assert_int_equal(cp_bin_of_time(CP_RECORD_STAGE_LAST, -1), -1);
    assert_int_equal(cp_bin_of_time(CP_RECORD_STAGE_LAST, day), 1);
    assert_int_equal(cp_time_of_bin(CP_RECORD_STAGE_LAST, -1), -day);
}

static void
compact_and_merged_is_merged_and_compact(void **state)
{
    struct arena a;
    struct cp_pathway p;
    struct made part;
    struct cp_summary exact[4], compact[4], one, other, again;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 30);
    must_have_pathway(&p, &a);
    text all = journeys(&a, 400);
    struct cp_log_rules rules = { .n_parts = 4 };
    for (rules.part = 1; rules.part <= 4; rules.part++) {
        must_make(&part, &a, all, &p, rules);
        exact[rules.part - 1] = compact[rules.part - 1] = part.summary;
        cp_summary_compact(&compact[rules.part - 1], &a);
    }
    assert_int_equal(cp_summary_merge(&one, &a, exact, 4, &why), OK);
    assert_int_equal(cp_summary_merge(&other, &a, compact, 4, &why), OK);
    struct cp_summary_graph g;
    cp_summary_graph(&g, &a, &one, NULL);
    for (int32_t i = 0; i < g.n_edges; i++) {
        struct cp_runs x, y;
        cp_summary_values(
            &x, &a, &one, CP_RECORD_WAIT, g.edges[i].from, g.edges[i].to, NULL);
        cp_summary_values(&y, &a, &other, CP_RECORD_WAIT, g.edges[i].from,
            g.edges[i].to, NULL);
        assert_int_equal(x.n, y.n);
        if (cp_runs_median(&x) >= 1e6)
            assert_true(
                fabs(cp_runs_median(&y) / cp_runs_median(&x) - 1) < 0.045);
    }
    ptrdiff_t length = written(&a, &one).len;
    cp_summary_compact(&one, &a);
    text text_of_it = written(&a, &one);
    assert_true(text_is_equal(text_of_it, written(&a, &other)));
    assert_true(text_of_it.len < length * 9 / 10);
    assert_int_equal(cp_summary_read(&again, &a, text_of_it, &why), OK);
    assert_true(text_is_equal(written(&a, &again), text_of_it));
    cp_summary_compact(&again, &a); /* is compact already */
    assert_true(text_is_equal(written(&a, &again), text_of_it));
    /* and what is exact is no more added to it */
    compact[0] = exact[0];
    assert_int_equal(
        cp_summary_merge(&one, &a, compact, 4, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "make both --compact"));
    arena_close(&a);
}

static void
a_summary_says_what_the_log_says(void **state)
{
    struct arena a;
    struct cp_pathway p;
    struct made m;
    struct cp_graph g;
    struct cp_summary_graph s;
    (void)state;
    arena_open(&a, 1 << 28);
    must_have_pathway(&p, &a);
    must_make(&m, &a, journeys(&a, 300), &p, (struct cp_log_rules){ 0 });
    cp_graph_count(&g, &a, &m.log);
    cp_summary_graph(&s, &a, &m.summary, NULL);
    assert_int_equal(s.n_edges, g.n_edges);
    for (int32_t i = 0; i < g.n_edges; i++) {
        struct cp_runs waits;
        assert_true(text_is_equal(m.summary.activities[s.edges[i].from],
            m.log.activities[g.edges[i].from]));
        assert_int_equal(s.edges[i].n_events, g.edges[i].n_events);
        assert_int_equal(s.edges[i].n_cases, g.edges[i].n_cases);
        cp_summary_values(&waits, &a, &m.summary, CP_RECORD_WAIT,
            s.edges[i].from, s.edges[i].to, NULL);
        assert_int_equal(waits.n, g.edges[i].n_events);
        assert_true(cp_runs_median(&waits) == g.edges[i].wait.median);
    }
    for (int32_t i = 0; i < g.n_activities; i++) {
        assert_int_equal(s.n_events[i], g.activities[i].n_events);
        assert_int_equal(s.n_cases[i], g.activities[i].n_cases);
        assert_int_equal(s.n_starts[i], g.activities[i].n_starts);
        assert_int_equal(s.n_ends[i], g.activities[i].n_ends);
    }
    /* promises, by class; stages, and who was lost after each */
    for (int t = 0; t < p.n_targets; t++) {
        struct cp_target_result r;
        struct cp_runs classes;
        int64_t n[CP_TARGET_CLASSES] = { 0 };
        cp_target_judge(
            &r, &a, &p, &p.targets[t], &m.log, &(struct cp_zone){ 0 });
        cp_summary_values(
            &classes, &a, &m.summary, CP_RECORD_TARGET, t, 0, NULL);
        for (int64_t i = 0; i < classes.n_runs; i++)
            n[classes.runs[i].value] = classes.runs[i].n;
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            assert_int_equal(n[c], r.n[c]);
    }
    struct cp_stages stages;
    struct cp_staged staged;
    struct cp_cascade cascade;
    cp_stages_of(&stages, &a, &p, &m.log);
    cp_staged_of(
        &staged, &a, &p, &stages, &m.log, &(struct cp_cascade_rules){ 0 });
    for (int32_t sex = -1; sex < 2; sex++) {
        bool is_cell[100];
        cp_cascade_count(
            &cascade, &a, &stages, &staged, m.log.attributes[0].of_case, sex);
        for (int32_t c = 0; c < m.summary.n_cells; c++)
            is_cell[c] = sex < 0 ||
                text_is_equal(
                    m.summary.cells[2 * c], m.log.attributes[0].values[sex]);
        for (int32_t k = 0; k < stages.n; k++) {
            struct cp_runs at, waits, last;
            int64_t n[4] = { 0 }, n_lost = 0;
            cp_summary_values(
                &at, &a, &m.summary, CP_RECORD_STAGE, k, 0, is_cell);
            for (int64_t i = 0; i < at.n_runs; i++)
                n[at.runs[i].value] = at.runs[i].n;
            assert_int_equal(n[CP_AT_STAGE], cascade.rows[k].n_reached);
            assert_int_equal(n[CP_AT_STAGE_JUMP], cascade.rows[k].n_jumped);
            if (k > 0)
                assert_int_equal(
                    n[CP_AT_STAGE_BOTH], cascade.rows[k].n_of_before);
            cp_summary_values(
                &waits, &a, &m.summary, CP_RECORD_STAGE_WAIT, k, 0, is_cell);
            assert_int_equal(waits.n, cascade.rows[k].n_waits);
            if (waits.n > 0)
                assert_true(
                    cp_runs_median(&waits) == cascade.rows[k].median_wait);
            /* lost: the last event so long before the end of all */
            cp_summary_values(
                &last, &a, &m.summary, CP_RECORD_STAGE_LAST, k + 1, 0, is_cell);
            for (int64_t i = 0; i < last.n_runs; i++)
                if (last.runs[i].value < m.summary.last -
                        m.summary.lost_after_days * INT64_C(86'400'000'000))
                    n_lost += last.runs[i].n;
            assert_int_equal(n_lost, cascade.rows[k].n_lost);
        }
    }
    arena_close(&a);
}

static text
as_xes(struct arena *a, text csv)
{
    struct buf b = buf_in(a, 4 * csv.len);
    text line, last = { 0 };
    buf_add(&b, TEXT("<log>"));
    text_cut(csv, '\n', &csv);
    while (!text_is_empty(csv)) {
        line = text_cut(csv, '\n', &csv);
        text name = text_cut(line, ',', &line);
        text what = text_cut(line, ',', &line);
        text when = text_cut(line, ',', &line);
        text sex = text_cut(line, ',', &line);
        text_cut(line, ',', &line);
        text town = text_cut(line, ',', &line);
        if (!text_is_equal(name, last)) {
            buf_add(&b, text_is_known(last) ? TEXT("</trace>") : TEXT(""));
            buf_print(&b,
                "<trace><string key='concept:name' value='%.*s'/><string "
                "key='sub_county' value='%.*s'/>",
                TEXT_ARG(name), TEXT_ARG(town));
            last = name;
        }
        buf_print(&b,
            "<event><string key='concept:name' value='%.*s'/><date "
            "key='time:timestamp' value='%.*s'/><string key='sex' "
            "value='%.*s'/></event>",
            TEXT_ARG(what), TEXT_ARG(when), TEXT_ARG(sex));
    }
    buf_add(&b, TEXT("</trace></log>"));
    return buf_text(&b);
}

static void
the_form_of_the_log_does_not_show(void **state)
{
    struct arena a;
    struct cp_pathway p;
    struct made csv, xes;
    (void)state;
    arena_open(&a, 1 << 28);
    must_have_pathway(&p, &a);
    text all = journeys(&a, 80);
    must_make(&csv, &a, all, &p, (struct cp_log_rules){ 0 });
    must_make(&xes, &a, as_xes(&a, all), &p, (struct cp_log_rules){ 0 });
    assert_true(
        text_is_equal(written(&a, &csv.summary), written(&a, &xes.summary)));
    arena_close(&a);
}

static void
what_cannot_be_merged_is_said(void **state)
{
    static const struct {
        const char *from, *to, *why;
    } changes[] = { { "zone\tUTC", "zone\tAfrica/Nairobi", "two zones" },
        { "mapping\tsex: first known", "mapping\tsex: last known",
            "other rules" },
        { "lost-after\t90", "lost-after\t60", "called" },
        { "part\t1/1", "part\t1/1", "part 1/1 is in two" },
        { "part\t1/1", "part\t2/3", "in 1 parts and another in 3" } };
    struct arena a;
    struct made m;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 28);
    must_make(&m, &a, journeys(&a, 20), NULL, (struct cp_log_rules){ 0 });
    text all = written(&a, &m.summary);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        ptrdiff_t at = text_find(all, text_of(changes[i].from));
        struct cp_summary two[2] = { m.summary }, sum;
        assert_true(at >= 0);
        text other = arena_join(&a, 3,
            (text[]){ text_prefix(all, at), text_of(changes[i].to),
                text_slice(all, at + text_of(changes[i].from).len, all.len) });
        if (cp_summary_read(&two[1], &a, other, &why) != OK)
            fail_msg("%s", why.text);
        assert_int_equal(
            cp_summary_merge(&sum, &a, two, 2, &why), ERR_BAD_INPUT);
        if (i != 2 && strstr(why.text, changes[i].why) == NULL)
            fail_msg("%s: %s", changes[i].to, why.text);
    }
    /* another pathway, and a case that is in both */
    struct cp_pathway p;
    struct made x, y;
    struct cp_summary two[2], sum;
    must_have_pathway(&p, &a);
    must_make(&x, &a, journeys(&a, 20), &p, (struct cp_log_rules){ 0 });
    two[0] = m.summary;
    two[1] = x.summary;
    assert_int_equal(cp_summary_merge(&sum, &a, two, 2, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "two pathways"));
    struct cp_log_rules rules = { .name_case = key_of };
    must_make(&x, &a, journeys(&a, 20), NULL, rules);
    must_make(&y, &a,
        TEXT("case,activity,time,sex,sub_county\nP0000001,a,2024-01-01,,\n"),
        NULL, rules);
    two[0] = x.summary;
    two[1] = y.summary;
    assert_int_equal(cp_summary_merge(&sum, &a, two, 2, &why), ERR_BAD_INPUT);
    assert_non_null(strstr(why.text, "counted twice"));
    must_make(&y, &a,
        TEXT("case,activity,time,sex,sub_county\nX,a,2024-01-01,,\n"), NULL,
        rules);
    two[1] = y.summary;
    assert_int_equal(cp_summary_merge(&sum, &a, two, 2, &why), OK);
    assert_int_equal(sum.sums[CP_SUM_CASES], 21);
    arena_close(&a);
}

static void
whatever_stands_there_is_refused_or_the_same_again(void **state)
{
    struct random lot = random_from(21);
    struct arena a;
    struct cp_pathway p;
    struct made m;
    int n_good = 0;
    (void)state;
    arena_open(&a, 1 << 28);
    must_have_pathway(&p, &a);
    must_make(&m, &a, journeys(&a, 6), &p,
        (struct cp_log_rules){ .name_case = key_of });
    text all = written(&a, &m.summary);
    char *bytes = arena_room(&a, all.len);
    for (int i = 0; i < 20'000; i++) {
        struct cp_summary s;
        struct why why = { 0 };
        struct arena_mark mark = arena_mark(&a);
        ptrdiff_t n = random_below(&lot, 10) == 0
            ? (ptrdiff_t)random_below(&lot, (uint64_t)all.len)
            : all.len;
        memcpy(bytes, all.ptr, (size_t)all.len);
        for (uint64_t k = random_below(&lot, 3); k > 0; k--)
            bytes[random_below(&lot, (uint64_t)all.len)] =
                "\t\n 0123456789*-/\\aeg"[random_below(&lot, 20)];
        text source = { bytes, n };
        enum err e = cp_summary_read(&s, &a, source, &why);
        assert_true(e == OK || why.text[0] != '\0');
        if (e == OK) {
            n_good++;
            assert_true(text_is_equal(written(&a, &s), source));
        }
        arena_rewind(&a, mark);
    }
    assert_true(n_good > 1000);
    arena_close(&a);
}

int
summary_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_within_their_bins),
        cmocka_unit_test(compact_and_merged_is_merged_and_compact),
        cmocka_unit_test(any_cut_and_any_order_give_the_same_bytes),
        cmocka_unit_test(a_summary_says_what_the_log_says),
        cmocka_unit_test(the_form_of_the_log_does_not_show),
        cmocka_unit_test(what_cannot_be_merged_is_said),
        cmocka_unit_test(whatever_stands_there_is_refused_or_the_same_again),
    };
    return cmocka_run_group_tests_name("engine/summary", tests, NULL, NULL);
}
