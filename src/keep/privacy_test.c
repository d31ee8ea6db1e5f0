/* What is kept about people is said of every table, and on one page. */
#include "keep/privacy.h"

#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

int privacy_test(void);

static const char tables_lite[] =
    "SELECT coalesce(group_concat(name, ' '), '') FROM pragma_table_list "
    "WHERE schema = 'main' AND type IN ('table', 'virtual') "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
static const char tables_pg[] =
    "SELECT string_agg(table_name, ' ') FROM information_schema.tables "
    "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'";

static void
every_table_says_what_it_keeps_about_people(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int n = 0, n_missing = 0;
        text all = support_ask(
            s, d->url, d->dialect == DB_SQLITE ? tables_lite : tables_pg);
        while (text_is_known(all)) {
            text table = text_cut(all, ' ', &all);
            n++;
            if (privacy_of_table(table) == PRIVACY_N) {
                print_error(
                    "%.*s is not in src/keep/privacy.c\n", TEXT_ARG(table));
                n_missing++;
            }
        }
        assert_true(n > 20);
        assert_int_equal(n_missing, 0);
    }
}

static void
no_line_is_of_a_table_that_is_gone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        for (const struct privacy_table *t = privacy_tables; t->table != NULL;
             t++)
            support_exec(s, d->url,
                arena_print(d->arena, "SELECT * FROM \"%s\" LIMIT 0", t->table)
                    .ptr);
    }
}

static void
the_page_says_all_of_it_in_each_language(void **state)
{
    static const char *const targets[] = { "/en/privacy", "/sv/privacy",
        "/sw/privacy", "/luo/privacy" };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        for (int i = 0; i < LANG_N; i++) {
            struct view v = view_in(d->arena, lang_all(i), 4000);
            assert_int_equal(house_get(&h, targets[i]), 200);
            for (int k = PRIVACY_NONE + 1; k < PRIVACY_N; k++) {
                v.out.len = 0;
                out_html(&v, say_html(&v, privacy_kinds[k].what));
                house_says(&h, arena_c_string(d->arena, buf_text(&v.out)));
            }
        }
        house_get(&h, "/en/privacy");
        house_says(&h, "365 days after it was answered.");
        support_exec(s, d->url,
            "INSERT INTO setting (name, value) "
            "VALUES ('keep_requests_days', '14')");
        house_get(&h, "/en/privacy?anew");
        house_says(&h, "14 days after it was answered.");
        house_close(&h);
    }
}

int
privacy_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(every_table_says_what_it_keeps_about_people),
        support_test(no_line_is_of_a_table_that_is_gone),
        support_test(the_page_says_all_of_it_in_each_language),
    };
    return cmocka_run_group_tests_name("keep/privacy", tests, NULL, NULL);
}
