/* A database that others made: its rows may hold what no import of ours lets
 * in. */
#include "network/network_sheet.h"

#include "os/file.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int network_hostile_test(void);

static void
put_place(struct support *s, struct support_db *d, int id, const char *code,
    const char *lang)
{
    text sql = arena_print(d->arena,
        "INSERT INTO place (id, code, name, name_sort, kind) "
        "VALUES (%d, '%s', 'P', 'p', 'ward'); "
        "INSERT INTO prose (id, kind, thing_id, part, lang, is_original, "
        "source, printed, printer, updated_at) "
        "VALUES (%d, 'place', %d, 'about', '%s', 1, 'x', 'x', 1, 1)",
        id, code, id, id, lang);
    support_exec(s, d->url, sql.ptr);
}

static void
a_code_is_never_a_path(void **state)
{
    static const struct {
        const char *code, *lang;
    } hostile[] = { { "../../out", "en" }, { "/tmp/out", "en" }, { "..", "en" },
        { ".hidden", "en" }, { "a/b", "en" }, { "", "en" }, { "good", "../en" },
        { "good", "en/../../x" }, { "good", "" } };
    struct support *s = *state;
    support_for_each(s, d)
    {
        for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
            struct why why = { 0 };
            text dir = arena_print(
                d->arena, "%s/%s/%d/in", s->folder, d->label, (int)i);
            support_exec(s, d->url, "DELETE FROM prose; DELETE FROM place");
            put_place(s, d, 1, hostile[i].code, hostile[i].lang);
            assert_int_equal(
                sheet_export(d->db, d->arena, dir, network_sheets, &why),
                ERR_BAD_INPUT);
            assert_non_null(strstr(why.text, "no name for a file"));
            struct file_entry *entries;
            ptrdiff_t n;
            assert_int_equal(
                file_list(file_folder_of(dir), d->arena, 9, &entries, &n, NULL),
                OK);
            assert_int_equal(n, 1); /* nothing beside "in" */
        }
    }
}

static void
a_good_one_is_a_file(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct why why = { 0 };
        text dir = arena_print(d->arena, "%s/%s", s->folder, d->label);
        put_place(s, d, 1, "a.b_C-1", "pt-BR");
        assert_int_equal(
            sheet_export(d->db, d->arena, dir, network_sheets, &why), OK);
        assert_true(file_is_there(arena_print(d->arena,
            "%.*s/text/place/a.b_C-1.pt-BR.original.md", TEXT_ARG(dir))));
    }
}

int
network_hostile_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_code_is_never_a_path),
        support_test(a_good_one_is_a_file),
    };
    return cmocka_run_group_tests_name("network/hostile", tests, NULL, NULL);
}
