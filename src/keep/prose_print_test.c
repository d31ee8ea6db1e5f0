#include "keep/prose.h"

#include "text/markdown.h"

#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int prose_print_test(void);

static void
what_a_backup_says_is_printed_is_printed_anew(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        /* more than go into one step */
        support_exec(s, d->url,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
            "SELECT i + 1 FROM n WHERE i < 250) "
            "INSERT INTO prose (id, kind, thing_id, part, lang, is_original,"
            " source, printed, printer, updated_at) "
            "SELECT i, 'place', i, 'about', 'en', 1, '*so*',"
            " CASE WHEN i % 3 = 0 THEN '<script>alert(1)</script>'"
            " ELSE '<p><em>so</em></p>' || '\n' END, 1, 1 FROM n");
        int64_t n = 0;
        assert_int_equal(prose_print_again(d->db, d->arena, &n), OK);
        assert_int_equal(n, 83);
        assert_true(text_is_equal(TEXT("0"),
            support_ask(s, d->url,
                "SELECT CAST(count(*) AS TEXT) FROM prose "
                "WHERE printed LIKE '%script%'")));
        assert_true(text_is_equal(TEXT("1"),
            support_ask(s, d->url,
                "SELECT CAST(count(DISTINCT printed) AS TEXT) FROM prose")));
        assert_int_equal(prose_print_again(d->db, d->arena, &n), OK);
        assert_int_equal(n, 0);
    }
}

/* Whatever somebody typed, a page's outline has no hole. */
static void
headings_begin_under_the_pages_own_and_skip_no_level(void **state)
{
    static const struct {
        const char *typed;
        int top;
        const char *shown;
    } cases[] = {
        { "## a\n\n## b", 3, "<h3>a</h3>\n<h3>b</h3>\n" },
        { "# a\n\n### b\n\n## c", 2, "<h2>a</h2>\n<h3>b</h3>\n<h3>c</h3>\n" },
        { "### a\n\n# b\n\n## c", 4, "<h4>a</h4>\n<h4>b</h4>\n<h5>c</h5>\n" },
        { "# a\n## b\n### c\n#### d", 5,
            "<h5>a</h5>\n<h6>b</h6>\n<h6>c</h6>\n<h6>d</h6>\n" },
        { "a\n\n---", 2, "<p>a</p>\n<hr>\n" },
        { "`<h3>` \\<h3> <h3>x</h3>", 2,
            "<p><code>&lt;h3&gt;</code> &lt;h3&gt; &lt;h3&gt;x&lt;/h3&gt;"
            "</p>\n" },
        { "", 2, "" },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            html h = prose_under(d->arena,
                markdown_html(d->arena, text_of(cases[i].typed)), cases[i].top);
            if (!text_is_equal((text){ h.ptr, h.len }, text_of(cases[i].shown)))
                fail_msg("%s: %.*s", cases[i].typed, (int)h.len, h.ptr);
        }
    }
}

int
prose_print_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(headings_begin_under_the_pages_own_and_skip_no_level),
        support_test(what_a_backup_says_is_printed_is_printed_anew),
    };
    return cmocka_run_group_tests_name("keep/prose_print", tests, NULL, NULL);
}
