/* Logs in XES: what they look like, and what would harm. */
#include "engine/pathway/graph.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int xes_test(void);

struct heard {
    int64_t n, line;
    const char *phrase;
};

static void
hear(void *context, int64_t line, const char *phrase, text about, text row)
{
    struct heard *h = context;
    (void)about, (void)row;
    h->n++;
    h->line = line;
    h->phrase = phrase;
}

static enum err
read_pieces(struct cp_log *log, struct cp_log_report *report, struct arena *a,
    text all, ptrdiff_t piece, struct heard *heard, struct why *why)
{
    struct cp_log_rules rules = { .refuse = hear, .context = heard };
    struct cp_xes_reader *r = cp_xes_begin(a, &rules);
    enum err e = OK;
    *heard = (struct heard){ 0 };
    for (ptrdiff_t i = 0; e == OK && i < all.len; i += piece)
        e = cp_xes_push(r, text_slice(all, i, i + piece), why);
    return e == OK ? cp_xes_end(r, log, report, why) : e;
}

#define EVENT(name, time)                                                      \
    "<event><string key=\"concept:name\" value=\"" name                        \
    "\"/><date key='time:timestamp' value='" time "'/></event>"

/* clang-format off */
static const char whole[] =
    "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- a > comment -->\n"
    "<log xes.version=\"1.0\">\n"
    "<extension name=\"Time\" prefix=\"time\" uri=\"x\"/>\n"
    "<global scope=\"event\">"
    "<string key=\"concept:name\" value=\"unsaid\"/></global>\n"
    "<classifier name=\"a\" keys=\"concept:name\"/>\n"
    "<string key=\"concept:name\" value=\"the log's own name\"/>\n"
    "<trace>\n<string key=\"concept:name\" value=\"p&amp;1 &#233;\"/>\n"
    "<list key=\"l\"><values><string key=\"concept:name\" value=\"no\"/>"
    "</values></list>\n"
    EVENT("A > B", "2024-01-01T00:00:00Z") "\n"
    "<event><date key=\"time:timestamp\" value=\"2024-01-02T00:00:00+01:00\">"
    "<string key=\"concept:name\" value=\"nested\"/></date></event>\n"
    "</trace>\n"
    "<trace>" EVENT("X", "2024-01-05T00:00:00Z") "</trace>\n"
    /* its name behind its events, and there already */
    "<trace>" EVENT("C", "2024-01-03")
    "<string key=\"concept:name\" value=\"p&#38;1 &#xE9;\"/></trace>\n"
    "<trace><string key=\"concept:name\" value=\"3\"/>"
    "<event><string key=\"concept:name\" value=\"no time\"/></event>\n"
    EVENT("D", "yesterday") "</trace>\n</log>\n";
/* clang-format on */

static void
a_log_is_read_in_any_pieces(void **state)
{
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct heard heard;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 28);
    for (ptrdiff_t piece = 1; piece < 3000; piece = piece * 2 + 1) {
        if (read_pieces(
                &log, &report, &a, text_of(whole), piece, &heard, &why) != OK)
            fail_msg("%s", why.text);
        assert_int_equal(report.n_rows, 6);
        assert_int_equal(report.n_refused, 2);
        assert_int_equal(heard.n, 2);
        assert_int_equal(heard.line, 17);
        assert_int_equal(log.n_cases, 2);
        assert_int_equal(log.n_events, 4);
        assert_true(text_is_equal(log.cases[0], TEXT("p&1 é")));
        assert_true(text_is_equal(log.cases[1], TEXT("2")));
        assert_int_equal(log.starts[1], 3);
        assert_true(
            text_is_equal(log.activities[log.events[0]], TEXT("A > B")));
        assert_true(
            text_is_equal(log.activities[log.events[1]], TEXT("unsaid")));
        assert_true(text_is_equal(log.activities[log.events[2]], TEXT("C")));
    }
    arena_close(&a);
}

/* clang-format off */
static const char classified[] =
    "<log><global scope='event'><string key='group' value='all'/></global>\n"
    "<classifier name='Name' keys='concept:name'/>\n"
    "<classifier keys=\"concept:name  'the &lt;group&gt;' org\" "
    "name='Who &amp; what'/>\n"
    "<classifier name='By group' keys='group'/>\n"
    "<classifier name='None' keys=' '/>\n"
    "<trace><string key='concept:name' value='1'/>\n"
    "<event><string key='org' value='X'/>"
    "<string key='concept:name' value='A'/>"
    "<date key='time:timestamp' value='2024-01-01'/></event>\n"
    "<event><string key='concept:name' value='A'/>"
    "<string key='the &lt;group&gt;' value='w&amp;1'/>"
    "<string key='group' value=''/>"
    "<date key='time:timestamp' value='2024-01-02'/></event>\n"
    "</trace></log>";
/* clang-format on */

static void
steps_are_named_by_the_classifier_that_was_asked_for(void **state)
{
    static const struct {
        text classifier, first, second, column;
        int n_events;
    } cases[] = {
        { { 0 }, TEXT_INIT("A"), TEXT_INIT("A"), TEXT_INIT("concept:name"), 2 },
        { TEXT_INIT("Name"), TEXT_INIT("A"), TEXT_INIT("A"),
            TEXT_INIT("concept:name"), 2 },
        { TEXT_INIT("Who & what"), TEXT_INIT("A++X"), TEXT_INIT("A+w&1+"),
            TEXT_INIT("concept:name+the <group>+org"), 2 },
        /* what holds for all, unless the event says that it is empty */
        { TEXT_INIT("By group"), TEXT_INIT("all"), { 0 }, TEXT_INIT("group"),
            1 },
    };
    struct arena a;
    struct cp_log log;
    struct cp_log_report report;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 26);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct cp_log_rules rules = { .classifier = cases[i].classifier };
        struct cp_xes_reader *r = cp_xes_begin(&a, &rules);
        enum err e = OK;
        for (ptrdiff_t at = 0; e == OK && at < (ptrdiff_t)sizeof classified - 1;
             at += 7)
            e = cp_xes_push(
                r, text_slice(text_of(classified), at, at + 7), &why);
        if (e == OK)
            e = cp_xes_end(r, &log, &report, &why);
        if (e != OK)
            fail_msg("%s", why.text);
        assert_int_equal(log.n_events, cases[i].n_events);
        assert_true(text_is_equal(report.columns[1], cases[i].column));
        assert_true(
            text_is_equal(log.activities[log.events[0]], cases[i].first));
        if (cases[i].n_events == 2)
            assert_true(
                text_is_equal(log.activities[log.events[1]], cases[i].second));
        assert_int_equal(report.n_classifiers, 4);
        assert_true(text_is_equal(report.classifiers[1], TEXT("Who & what")));
    }
    static const char *const wrong[] = { "who & what", "None" };
    for (int i = 0; i < 2; i++) {
        const struct cp_log_rules rules = { .classifier = text_of(wrong[i]) };
        struct cp_xes_reader *r = cp_xes_begin(&a, &rules);
        assert_int_equal(
            cp_xes_push(r, text_of(classified), &why), ERR_BAD_INPUT);
        assert_non_null(strstr(why.text, "line 6: no classifier with keys"));
        assert_non_null(strstr(why.text, "\"Name\", \"Who & what\""));
    }
    arena_close(&a);
}

static void
what_is_cut_off_is_said(void **state)
{
    struct arena a;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 28);
    int64_t most = 0;
    for (ptrdiff_t n = 1; n < (ptrdiff_t)sizeof whole - 2; n++) {
        struct cp_log log;
        struct cp_log_report report;
        struct heard heard;
        struct arena_mark mark = arena_mark(&a);
        enum err e = read_pieces(
            &log, &report, &a, (text){ whole, n }, 100, &heard, &why);
        /* nothing but a whole log passes without a word */
        assert_true(e == ERR_BAD_INPUT || heard.n > 0);
        if (e == OK && log.n_events > most)
            most = log.n_events;
        arena_rewind(&a, mark);
    }
    assert_int_equal(most, 4);
    arena_close(&a);
}

static void
what_would_harm_is_refused(void **state)
{
    static const struct {
        const char *all, *why;
    } cases[] = {
        { "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>"
          "<log/>",
            "line 1: a document type" },
        { "<log>\n<trace>\n<string key=\"concept:name\" value=\"&lol;\"/>",
            "line 3: an entity" },
        { "<log><trace><string key=concept:name value=\"x\"/>",
            "no quotation marks" },
        { "<log><trace><string key=\"a\" value/>", "has no value" },
        { "<log><trace>< x>", "a tag has no name" },
        { "<html></html>", "there is no <log>" },
        { "<log></log>", "there is no event" },
    };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_log log;
        struct cp_log_report report;
        struct heard heard;
        struct why why = { 0 };
        assert_int_equal(read_pieces(&log, &report, &a, text_of(cases[i].all),
                             7, &heard, &why),
            ERR_BAD_INPUT);
        if (strstr(why.text, cases[i].why) == NULL)
            fail_msg("%s: %s", cases[i].all, why.text);
    }
    /* lists a hundred thousand deep cost nothing but time */
    struct buf b = buf_in(&a, 1 << 22);
    struct cp_log log;
    struct cp_log_report report;
    struct heard heard;
    struct why why = { 0 };
    buf_add(&b, TEXT("<log><trace>"));
    for (int i = 0; i < 100'000; i++)
        buf_add(&b, TEXT("<list key='a'>"));
    for (int i = 0; i < 100'000; i++)
        buf_add(&b, TEXT("</list>"));
    buf_add(&b, TEXT(EVENT("A", "2024-01-01") "</trace></log>"));
    assert_int_equal(
        read_pieces(&log, &report, &a, buf_text(&b), 9999, &heard, &why), OK);
    assert_int_equal(log.n_events, 1);
    arena_close(&a);
}

static void
whatever_stands_there_does_no_harm(void **state)
{
    static const char *const bits[] = { "<log>", "</log>", "<trace>",
        "</trace>", "<event>", "</event>", "<string key=\"concept:name\"",
        " value=\"A\"", "/>", ">", "<", "&amp;", "<!--", "-->", "<![CDATA[",
        "]]>", "<?", "?>", "\n", "'", "\"", " ", "&#x110000;",
        "<date key='time:timestamp' value='2024-01-01'/>", "=", "/",
        "<global scope=\"event\">", "</global>" };
    struct arena a;
    struct random r = random_from(11);
    int n_good = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int i = 0; i < 30'000; i++) {
        struct buf b = buf_in(&a, 2000);
        struct cp_log log;
        struct cp_log_report report = { 0 };
        struct heard heard;
        struct why why = { 0 };
        uint64_t n = random_below(&r, 30);
        if (random_below(&r, 2) == 0)
            buf_add(&b, TEXT("<log><trace>" EVENT("A", "2024-01-01")));
        for (uint64_t k = 0; k < n; k++)
            buf_add(&b,
                text_of(bits[random_below(&r, sizeof bits / sizeof *bits)]));
        if (read_pieces(&log, &report, &a, buf_text(&b),
                1 + (ptrdiff_t)random_below(&r, 50), &heard, &why) == OK) {
            n_good++;
            assert_int_equal(report.n_refused, heard.n);
            assert_true(log.n_events <= report.n_rows);
        }
        arena_reset(&a, 1 << 24);
    }
    assert_true(n_good > 1000);
    arena_close(&a);
}

int
xes_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_is_read_in_any_pieces),
        cmocka_unit_test(steps_are_named_by_the_classifier_that_was_asked_for),
        cmocka_unit_test(what_is_cut_off_is_said),
        cmocka_unit_test(what_would_harm_is_refused),
        cmocka_unit_test(whatever_stands_there_does_no_harm),
    };
    return cmocka_run_group_tests_name("engine/xes", tests, NULL, NULL);
}
