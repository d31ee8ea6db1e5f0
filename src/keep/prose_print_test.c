#include "keep/prose.h"

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

int
prose_print_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(what_a_backup_says_is_printed_is_printed_anew),
    };
    return cmocka_run_group_tests_name("keep/prose_print", tests, NULL, NULL);
}
