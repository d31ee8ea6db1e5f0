/* A database that others made: its rows may hold what no import of ours lets
 * in. */
#include "network/network_sheet.h"

#include "base/buf.h"
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

static void
hear(void *context, bool is_refusal, const char *line)
{
    if (is_refusal)
        buf_print(context, "%s\n", line);
}

static enum err
import_places(struct support *s, struct support_db *d, const char *name,
    const char *places, struct buf *heard)
{
    static const struct sheet *const only_places[] = { &place_sheet, NULL };
    static const struct sheet *const both[] = { &place_sheet,
        &organisation_sheet, NULL };
    text dir = arena_print(d->arena, "%s/%s-%s", s->folder, name, d->label);
    bool is_place = places[0] != '+'; /* else a file of organisations */
    *heard = buf_in(d->arena, 200);
    assert_int_equal(file_make_folder(dir, NULL), OK);
    assert_int_equal(
        file_write(arena_print(d->arena, "%.*s/%s.csv", TEXT_ARG(dir),
                       is_place ? "place" : "organisation"),
            text_of(places + !is_place), NULL),
        OK);
    struct sheet_import im = { .dir = dir,
        .sheets = is_place ? only_places : both,
        .say = hear,
        .context = heard };
    struct why why = { 0 };
    return sheet_import(d->db, d->arena, &im, &why);
}

/* Texts and words hang on the key. */
static void
a_key_that_another_kind_has_is_refused(void **state)
{
    static const char place[] =
        "key,code,name,kind\n38g0jmbfvxg50,p,Place,ward\n";
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct buf heard;
        assert_int_equal(import_places(s, d, "first", place, &heard), OK);
        assert_int_equal(import_places(s, d, "other",
                             "+key,code,name,kind\n38g0jmbfvxg51,a,A,charity\n"
                             "38g0jmbfvxg50,b,B,charity\n",
                             &heard),
            ERR_BAD_INPUT);
        assert_true(text_find(buf_text(&heard),
                        TEXT("organisation.csv:3: key: ")) == 0);
        /* it is one's own */
        assert_int_equal(import_places(s, d, "again", place, &heard), OK);
    }
}

static void
a_key_of_the_programs_own_is_not_given_away(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct buf heard;
        assert_int_equal(
            import_places(s, d, "own",
                "key,code,name,kind\n0000000000001,p,Place,ward\n", &heard),
            OK);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT count(*) FROM place WHERE id = 1"),
            TEXT("0")));
    }
}

int
network_hostile_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_code_is_never_a_path),
        support_test(a_good_one_is_a_file),
        support_test(a_key_that_another_kind_has_is_refused),
        support_test(a_key_of_the_programs_own_is_not_given_away),
    };
    return cmocka_run_group_tests_name("network/hostile", tests, NULL, NULL);
}
