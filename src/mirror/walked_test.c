/* Logs on pages: that what a reader of logs says is said in every language. */
#include "mirror/pathway_read.h"
#include "mirror/walked.h"

#include "text/lang.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int walked_test(void);

struct told {
    struct arena *arena;
    struct view v;
    int n;
};

static void
must_be_said(struct told *t, text english)
{
    text said = walked_say(&t->v, english);
    t->n++;
    if (!text_is_known(said))
        fail_msg("on a page English stays: %.*s", TEXT_ARG(english));
}

static void
refused(void *context, int64_t line, const char *phrase, text about, text row)
{
    struct told *t = context;
    struct buf b = buf_in(t->arena, 100);
    (void)line, (void)about, (void)row;
    pathway_put_sentence(&b, phrase, TEXT("..."));
    must_be_said(t, buf_text(&b));
}

static void
read_log(struct told *t, text all)
{
    struct cp_log_rules rules = { .refuse = refused, .context = t };
    struct pathway_bytes bytes = { .arena = t->arena, .rules = &rules };
    struct cp_log log;
    struct cp_log_report report;
    struct why why = { 0 };
    enum err e = pathway_bytes_push(&bytes, all, &why);
    if (e == OK)
        e = pathway_bytes_end(&bytes, false, &log, &report, &why);
    if (e != OK)
        must_be_said(t, text_of(why.text));
}

static void
what_a_reader_of_logs_says_is_said_in_the_language_of_the_page(void **state)
{
    static const char head[] = "case,activity,time\n1,a,2024-01-02\n";
    static const char *const rows[] = { ",a,2024-01-02\n", "1,,2024-01-02\n",
        "1,a,\n", "1,a,yesterday\n", "1,a,2024-01-02,b\n", "1,a\n",
        "1,\"a\"b,2024-01-02\n", "1,a\"b,2024-01-02\n", "1,\"a,2024-01-02\n" };
    static const char two_bytes[] = "\xff\xfe" /* or \xfea were one */
                                    "a,b,c\n";
    static const char *const logs[] = { two_bytes, "nothing\n",
        "case,activity,time\n", "case,activity,time\n1,a,soon\n", "\"a,b,c",
        "a,b,c\n1,2,3\n", "case,b,c\nx,x,x\n",
        "case,activity,time\n1,a,03/04/2024\n",
        "case,activity,time\n1,a,13/04/2024\n1,a,04/13/2024\n", "<x/>",
        "<log/>", "<log><trace><event/></trace></log>",
        "<log><trace><event><date key=\"time:timestamp\" value=\"x\"/></event>",
        "<log><trace><event><string key=\"concept:name\" value=\"x\"/></event>",
        "<!DOCTYPE x>", "<log>< x>", "<log><x / y>", "<log><x y>",
        "<log><x y=1>", "<log><x y=\"1>",
        "<log><string key=\"a\" value=\"&no;\"/>" };
    static const char *const others[] = { "there is no column \"<b>\"",
        "two columns are called \"x\"", "there is no time zone \"Africa/X\"",
        "more than 400 columns", "the file is empty",
        "line 7: elements lie too deep", "line 9: a tag of more than 1 MB",
        "a row of more than 1 MB",
        "the packed file is damaged, about 12 bytes from its beginning",
        "more than 4000 MB come out of the packed file",
        "no row could be used; line 3: \"...\" is no time",
        "nothing in the column \"<b>\" says complete",
        "no classifier with keys is called \"a\"; there is \"b\", \"c\"",
        "there is not enough memory for this" };
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    struct told t = { .arena = &a, .v = view_in(&a, lang_find(TEXT("sv")), 0) };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int n = t.n;
        read_log(&t, arena_print(&a, "%s%s", head, rows[i]));
        if (t.n == n)
            fail_msg("nothing was wrong with %s", rows[i]);
    }
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        int n = t.n;
        read_log(&t, text_of(logs[i]));
        if (t.n == n)
            fail_msg("nothing was wrong with %s", logs[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        must_be_said(&t, text_of(others[i]));
    assert_string_equal(
        arena_c_string(&a,
            walked_say(&t.v, TEXT("no row could be used; line 3: no time"))),
        "ingen rad kunde användas; rad 3: där står ingen tid");
    assert_false(
        text_is_known(walked_say(&t.v, TEXT("line 3: no such thing"))));
    assert_false(text_is_known(walked_say(&t.v, TEXT("line x: no time"))));
    assert_false(text_is_known(walked_say(&t.v, TEXT(""))));
    assert_string_equal(
        arena_c_string(&a,
            walked_say_rows(&t.v,
                TEXT(
                    "line,reason\n2,no case\n3,\"\"\"...\"\" is no time\"\n"))),
        "line,reason\n2,där står inget fall\n3,\"\"\"...\"\" är ingen tid\"\n");
    arena_close(&a);
}

int
walked_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            what_a_reader_of_logs_says_is_said_in_the_language_of_the_page),
    };
    return cmocka_run_group_tests_name("mirror/walked", tests, NULL, NULL);
}
