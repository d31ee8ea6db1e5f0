#include "network/network.h"
#include "network/network_about.h"
#include "network/network_sheet.h"
#include "network/organisation.sql.h"
#include "network/partnership.sql.h"
#include "network/place.sql.h"

#include "keep/sheet_sort.h"
#include "os/file.h"
#include "people/people.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int network_import_test(void);

/* ---- A folder to import, and what the import says ----------------------- */

struct heard {
    struct buf refusals, others;
};

static void
hear(void *context, bool is_refusal, const char *line)
{
    struct heard *h = context;
    buf_print(is_refusal ? &h->refusals : &h->others, "%s\n", line);
}

struct given {
    const char *file, *content;
};

static text
write_folder(struct support *s, struct support_db *d, const char *name,
    const struct given *files)
{
    text dir = arena_print(d->arena, "%s/%s-%s", s->folder, name, d->label);
    assert_int_equal(file_make_folder(dir, NULL), OK);
    assert_int_equal(
        file_make_folder(
            arena_print(d->arena, "%.*s/text/place", TEXT_ARG(dir)), NULL),
        OK);
    for (; files->file != NULL; files++)
        assert_int_equal(file_write(arena_print(d->arena, "%.*s/%s",
                                        TEXT_ARG(dir), files->file),
                             text_of(files->content), NULL),
            OK);
    return dir;
}

static struct sheet_import
import_of(struct support_db *d, text dir, struct heard *h)
{
    static const struct sheet *sheets[12];
    int n = 0;
    sheets[n++] = &person_sheet;
    for (int i = 0; network_sheets[i] != NULL; i++)
        sheets[n++] = network_sheets[i];
    sheets[n] = NULL;
    h->refusals = buf_in(d->arena, 1000);
    h->others = buf_in(d->arena, 1000);
    return (struct sheet_import){
        .dir = dir, .sheets = sheets, .say = hear, .context = h
    };
}

static enum err
import_dir(
    struct support_db *d, text dir, struct sheet_import *im, struct heard *h)
{
    struct why why = { 0 };
    *im = import_of(d, dir, h);
    return sheet_import(d->db, d->arena, im, &why);
}

static bool
has(const struct buf *b, const char *what)
{
    return text_find(buf_text(b), text_of(what)) >= 0;
}

/* ---- A small network ---------------------------------------------------- */

static const struct given small[] = {
    { "place.csv",
        "code,name,kind,parent,latitude,longitude,population\n"
        "homa-bay,Homa Bay County,county,kenya,-0.5273,34.4571,\n"
        "kenya,Kenya,country,,0.1,37.9,47564296\n"
        "liverpool,Liverpool,city,,53.4,-2.98,\n" },
    { "organisation.csv",
        "code,name,kind,place,website,is_illustrative\n"
        "lvct,LVCT Health,charity,kenya,https://lvcthealth.org,no\n"
        "irhs,\"Institute, Liverpool\",university,liverpool,,no\n" },
    { "person.csv",
        "code,name,language,is_illustrative\n"
        "officer,\"Officer, Rachuonyo\",luo,yes\n" },
    { "affiliation.csv",
        "code,person,organisation,role\n"
        "a1,officer,lvct,Community health officer\n" },
    { "programme.csv",
        "code,name,funder,currency,amount_cents\n"
        "ghwp,Workforce Programme,irhs,GBP,100000\n" },
    { "partnership.csv",
        "code,name,kind,status,programme,starts_on,is_illustrative\n"
        "lhb,Liverpool – Homa Bay,exchange,active,ghwp,1.5.2024,no\n" },
    { "side.csv",
        "code,partnership,position,name,place\n"
        "lhb-1,lhb,1,Liverpool,liverpool\n"
        "lhb-2,lhb,2,Homa Bay,homa-bay\n" },
    { "side_organisation.csv",
        "code,side,organisation,role\n"
        "lhb-2-lvct,lhb-2,lvct,facilitator\n" },
    { "project.csv",
        "code,partnership,name,status\nvisit,lhb,The visit,ended\n" },
    { "text/place/homa-bay.sw.md", "# About\n\nKaunti kando ya ziwa.\n" },
    { "text/place/homa-bay.en.md",
        "# About\n\nA county at the lake.\n\n## Its people\n\nMany.\n" },
    { NULL, NULL },
};

static void
a_network_comes_in_whole(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        struct sheet_import im;
        text dir = write_folder(s, d, "small", small);
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        assert_int_equal(im.count.n_created, 13);
        assert_int_equal(im.count.n_texts, 2);
        struct place homa, kenya;
        assert_int_equal(place_find(d->db, d->arena,
                             (struct place_find_in){ TEXT("homa-bay") }, &homa),
            OK);
        assert_int_equal(place_find(d->db, d->arena,
                             (struct place_find_in){ TEXT("kenya") }, &kenya),
            OK);
        assert_true(homa.has_parent_id);
        assert_int_equal(homa.parent_id, kenya.id);
        assert_false(homa.has_population);
        assert_int_equal(kenya.population, 47564296);
        struct partnership p;
        assert_int_equal(partnership_find(d->db, d->arena,
                             (struct partnership_find_in){ TEXT("lhb") }, &p),
            OK);
        assert_true(text_is_equal(p.starts_on, TEXT("2024-05-01")));
    }
}

static void
the_same_import_twice_writes_not_one_row(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        struct sheet_import im;
        int64_t before = 0, after = 0;
        text dir = write_folder(s, d, "small", small);
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        assert_int_equal(db_change_count(d->db, &before), OK);
        text audits = support_ask(s, d->url, "SELECT count(*) FROM audit");
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        assert_int_equal(db_change_count(d->db, &after), OK);
        assert_int_equal(before, after);
        assert_int_equal(im.count.n_created + im.count.n_changed, 0);
        assert_int_equal(h.others.len, 0);
        text again = support_ask(s, d->url, "SELECT count(*) FROM audit");
        assert_true(text_is_equal(audits, again));
    }
}

static void
a_dry_run_says_all_and_writes_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        struct why why = { 0 };
        text dir = write_folder(s, d, "small", small);
        struct sheet_import im = import_of(d, dir, &h);
        im.is_dry_run = true;
        assert_int_equal(sheet_import(d->db, d->arena, &im, &why), OK);
        assert_int_equal(im.count.n_created, 13);
        assert_true(has(&h.others, "place.csv:2: created homa-bay"));
        struct place p;
        assert_int_equal(place_find(d->db, d->arena,
                             (struct place_find_in){ TEXT("kenya") }, &p),
            ERR_NOT_FOUND);
    }
}

static void
a_changed_cell_changes_one_row_and_its_words(void **state)
{
    struct support *s = *state;
    static const struct given change[] = {
        { "organisation.csv", "code,name,kind\nlvct,LVCT Afya,charity\n" },
        { NULL, NULL },
    };
    support_for_each(s, d)
    {
        struct heard h;
        struct sheet_import im;
        text dir = write_folder(s, d, "small", small);
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        dir = write_folder(s, d, "change", change);
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        assert_int_equal(im.count.n_changed, 1);
        assert_true(has(&h.others, "changed lvct [\"name\",\"name_sort\"]"));
        struct organisation o;
        assert_int_equal(organisation_find(d->db, d->arena,
                             (struct organisation_find_in){ TEXT("lvct") }, &o),
            OK);
        /* a column that the file has not leaves what was known */
        assert_true(text_is_known(o.website));
        struct directory_line *rows;
        ptrdiff_t n_rows;
        struct organisation_list_words_in ask = {
            .words = TEXT("kindorganisation afy"), .n_rows = 5
        };
        assert_int_equal(
            organisation_list_words(d->db, d->arena, ask, &rows, &n_rows), OK);
        assert_int_equal(n_rows, 1);
        ask.words = TEXT("kindorganisation health");
        assert_int_equal(
            organisation_list_words(d->db, d->arena, ask, &rows, &n_rows), OK);
        assert_int_equal(n_rows, 0);
    }
}

/* ---- Bad input gets a sentence ------------------------------------------ */

static const struct bad {
    const char *name, *file, *content, *says;
} bads[] = {
    { "a place that is its own parent", "place.csv",
        "code,name,kind,parent\nx,X,county,x\n",
        "place.csv:2: parent: a place cannot lie in itself" },
    { "two places in each other", "place.csv",
        "code,name,kind,parent\nx,X,county,y\ny,Y,county,x\n",
        "lies in one that lies in it" },
    { "a parent that is not there", "place.csv",
        "code,name,kind,parent\nx,X,county,nowhere\n",
        "place.csv:2: parent: there is no place with the code 'nowhere'" },
    { "a missing column", "place.csv", "code,name\nx,X\n",
        "place.csv:1: the column 'kind' is missing" },
    { "an unknown column", "place.csv",
        "code,name,kind,populaton\nx,X,county,1\n",
        "place.csv:1: the column 'populaton' is not known; known are: code" },
    { "a separator that is none", "place.csv", "code|name|kind\nx|X|county\n",
        "the columns seem to be separated by |" },
    { "a quote never closed", "place.csv",
        "code,name,kind\nx,\"X,county\ny,Y,county\n", "line 2" },
    { "too few columns", "place.csv", "code,name,kind\nx,X\n",
        "place.csv:2: 2 columns, but the first line has 3" },
    { "a kind that is none", "place.csv", "code,name,kind\nx,X,planet\n",
        "place.csv:2: kind: 'planet' is not one of: country region" },
    { "a number with a comma", "place.csv",
        "code;name;kind;population\nx;X;county;1,000\n",
        "population: '1,000' is not a whole number" },
    { "a latitude too far", "place.csv",
        "code,name,kind,latitude,longitude\nx,X,county,91,0\n",
        "latitude: 91 is not between -90 and 90" },
    { "half a point", "place.csv", "code,name,kind,latitude\nx,X,county,9\n",
        "one is missing" },
    { "the same code twice", "place.csv",
        "code,name,kind\nx,X,county\nx,Y,county\n",
        "place.csv:3: the code 'x' stands twice in this file" },
    { "a code that is a path", "place.csv", "code,name,kind\n../x,X,county\n",
        "place.csv:2: code: a code is" },
    { "no name", "place.csv", "code,name,kind\nx,,county\n",
        "place.csv:2: name: is empty, but is needed" },
    { "an address that is a script", "organisation.csv",
        "code,name,kind,website\nx,X,charity,javascript:alert(1)\n",
        "organisation.csv:2: website: an address begins with https://" },
    { "a date that may be two", "programme.csv",
        "code,name,starts_on\nx,X,7/5/2026\n", "may be two dates" },
    { "an end before the beginning", "programme.csv",
        "code,name,starts_on,ends_on\nx,X,2026-05-07,2026-05-06\n",
        "ends_on: the end is before the beginning" },
    { "a text of a thing that is not there", "text/place/y.en.md",
        "# About\n\nText\n", "text/place/y.en.md: there is no row" },
};

static void
bad_input_gets_a_sentence_and_nothing_is_written(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
            struct given files[] = { { bads[i].file, bads[i].content },
                { "person.csv", "code,name\nsomebody,Somebody\n" },
                { NULL, NULL } };
            struct heard h;
            struct sheet_import im;
            char name[16];
            snprintf(name, sizeof name, "bad%zu", i);
            text dir = write_folder(s, d, name, files);
            enum err e = import_dir(d, dir, &im, &h);
            if (e != ERR_BAD_INPUT || !has(&h.refusals, bads[i].says))
                fail_msg("%s: %s: %s, said:\n%.*s", d->label, bads[i].name,
                    err_name(e), TEXT_ARG(buf_text(&h.refusals)));
            text n = support_ask(s, d->url, "SELECT count(*) FROM person");
            assert_true(text_is_equal(n, TEXT("0")));
        }
    }
}

static void
files_as_people_have_them_are_understood(void **state)
{
    static const struct given odd[] = {
        { "place.csv",
            "\xef\xbb\xbf"
            "code;name;kind;population\r\n"
            "x;\"Östergötland; län\";region;469704\r\n\r\n"
            "nowhere;Nowhere;other;\r\n" },
        { "organisation.csv", "code\tname\tkind\ny\t\xd6rebro\tcharity\n" },
        { "side.csv",
            "code,partnership,position,name\nz-1,z,1,Without a place\n" },
        { "partnership.csv", "code,name,kind,status\nz,Z,other,proposed\n" },
        { NULL, NULL },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        struct sheet_import im;
        text dir = write_folder(s, d, "odd", odd);
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        assert_true(has(&h.others, "organisation.csv:2: not UTF-8: read as"));
        struct place p;
        assert_int_equal(place_find(d->db, d->arena,
                             (struct place_find_in){ TEXT("x") }, &p),
            OK);
        assert_true(text_is_equal(p.name, TEXT("Östergötland; län")));
        struct organisation o;
        assert_int_equal(organisation_find(d->db, d->arena,
                             (struct organisation_find_in){ TEXT("y") }, &o),
            OK);
        assert_true(text_is_equal(o.name, TEXT("Örebro")));
    }
}

/* ---- Somebody else at the same rows -------------------------------------- */

/* Once, when the only file was read and nothing is written yet. */
struct meddling {
    struct heard heard; /* first: the same context */
    struct support *s;
    struct support_db *d;
    const char *sql;
    int n_calls;
};

static void
meddle(void *context, bool is_writing, int64_t n_rows, double share)
{
    (void)n_rows, (void)share;
    struct meddling *m = context;
    if (!is_writing && ++m->n_calls == 2)
        support_exec(m->s, m->d->url, m->sql);
}

static enum err
import_and_meddle(struct support *s, struct support_db *d, text dir,
    const char *sql, struct sheet_import *im)
{
    struct meddling m = { .s = s, .d = d, .sql = sql };
    struct why why = { 0 };
    *im = import_of(d, dir, &m.heard);
    im->context = &m;
    im->progress = meddle;
    enum err e = sheet_import(d->db, d->arena, im, &why);
    assert_true(m.n_calls >= 2);
    return e;
}

static void
what_somebody_changed_meanwhile_is_compared_again(void **state)
{
    static const struct given change[] = {
        { "organisation.csv", "code,name,kind\nlvct,LVCT Afya,charity\n" },
        { NULL, NULL },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        struct sheet_import im;
        text dir = write_folder(s, d, "small", small);
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        dir = write_folder(s, d, "change", change);
        enum err e = import_and_meddle(s, d, dir,
            "UPDATE organisation SET name = 'Other', website = 'https://x.org'"
            " WHERE code = 'lvct';"
            "UPDATE change_counter SET n_changes = n_changes + 1",
            &im);
        assert_int_equal(e, OK);
        assert_int_equal(im.count.n_changed, 1);
        struct organisation o;
        assert_int_equal(organisation_find(d->db, d->arena,
                             (struct organisation_find_in){ TEXT("lvct") }, &o),
            OK);
        assert_true(text_is_equal(o.name, TEXT("LVCT Afya")));
        assert_true(text_is_equal(o.website, TEXT("https://x.org")));
    }
}

static void
what_somebody_made_meanwhile_is_not_made_twice(void **state)
{
    static const struct given one[] = {
        { "person.csv", "code,name\nofficer,Officer\n" },
        { NULL, NULL },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct sheet_import im;
        text dir = write_folder(s, d, "one", one);
        enum err e = import_and_meddle(s, d, dir,
            "INSERT INTO person (id, code, name, name_sort, is_illustrative)"
            " VALUES (7, 'officer', 'Nurse', 'nurse', 1);"
            "UPDATE change_counter SET n_changes = n_changes + 1",
            &im);
        assert_int_equal(e, OK);
        assert_int_equal(im.count.n_created, 0);
        assert_int_equal(im.count.n_changed, 1);
        text name = support_ask(s, d->url, "SELECT name FROM person");
        assert_true(text_is_equal(name, TEXT("Officer")));
    }
}

/* ---- Out and in again --------------------------------------------------- */

static void
what_goes_out_comes_in_the_same(void **state)
{
    static const char *const files[] = { "place.csv", "organisation.csv",
        "person.csv", "partnership.csv", "side.csv", "project.csv",
        "text/place/homa-bay.sw.md", "text/place/homa-bay.en.md" };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        struct sheet_import im;
        struct why why = { 0 };
        text dir = write_folder(s, d, "small", small);
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        text out1 = arena_print(d->arena, "%s/o1%s", s->folder, d->label);
        text out2 = arena_print(d->arena, "%s/o2%s", s->folder, d->label);
        assert_int_equal(
            sheet_export(d->db, d->arena, out1, im.sheets, &why), OK);

        struct db_home *home;
        struct db *db;
        struct support_db other = *d;
        assert_int_equal(db_open(&home, d->arena,
                             support_fresh_url(s, d->dialect), true, &why),
            OK);
        assert_int_equal(db_migrate(home, NULL, &why), OK);
        assert_int_equal(db_connect(&db, home, &why), OK);
        other.db = db;
        assert_int_equal(import_dir(&other, out1, &im, &h), OK);
        assert_int_equal(im.count.n_created, 13);
        assert_int_equal(sheet_export(db, d->arena, out2, im.sheets, &why), OK);
        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
            text a, b;
            assert_int_equal(file_read(arena_print(d->arena, "%.*s/%s",
                                           TEXT_ARG(out1), files[i]),
                                 d->arena, 100000, &a, NULL),
                OK);
            assert_int_equal(file_read(arena_print(d->arena, "%.*s/%s",
                                           TEXT_ARG(out2), files[i]),
                                 d->arena, 100000, &b, NULL),
                OK);
            assert_true(a.len > 0 && text_is_equal(a, b));
        }
        db_disconnect(db);
        db_close(home);
    }
}

static void
names_sorted_by_another_library_are_sorted_anew(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        struct sheet_import im;
        struct db *other;
        struct why why = { 0 };
        bool is_current = false;
        int64_t n = 0;
        text dir = write_folder(s, d, "small", small);
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        assert_int_equal(sheet_sort_check(d->db, d->arena, &is_current), OK);
        assert_true(is_current);
        support_exec(s, d->url,
            "UPDATE setting SET value = 'older'; "
            "UPDATE place SET name_sort = 'x' WHERE code = 'kenya'");
        assert_int_equal(sheet_sort_check(d->db, d->arena, &is_current), OK);
        assert_false(is_current);
        assert_int_equal(db_connect(&other, d->home, &why), OK);
        assert_int_equal(
            sheet_sort_again(other, d->db, d->arena, im.sheets, &n), OK);
        db_disconnect(other);
        assert_int_equal(n, 1);
        assert_int_equal(sheet_sort_check(d->db, d->arena, &is_current), OK);
        assert_true(is_current);
    }
}

static void
count_line(void *context, const char *line)
{
    (void)line;
    ++*(int *)context;
}

static void
texts_and_words_of_what_is_gone_are_found(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct heard h;
        struct sheet_import im;
        int n = 0;
        text dir = write_folder(s, d, "small", small);
        assert_int_equal(import_dir(d, dir, &im, &h), OK);
        assert_int_equal(
            network_door.check(d->db, d->arena, count_line, &n), OK);
        assert_int_equal(n, 0);
        support_exec(s, d->url,
            "DELETE FROM side_organisation; DELETE FROM side; "
            "DELETE FROM project; "
            "DELETE FROM partnership; UPDATE prose SET thing_id = 7");
        assert_int_equal(
            network_door.check(d->db, d->arena, count_line, &n), OK);
        assert_int_equal(n, 3);
    }
}

int
network_import_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_network_comes_in_whole),
        support_test(the_same_import_twice_writes_not_one_row),
        support_test(a_dry_run_says_all_and_writes_nothing),
        support_test(a_changed_cell_changes_one_row_and_its_words),
        support_test(bad_input_gets_a_sentence_and_nothing_is_written),
        support_test(files_as_people_have_them_are_understood),
        support_test(what_somebody_changed_meanwhile_is_compared_again),
        support_test(what_somebody_made_meanwhile_is_not_made_twice),
        support_test(what_goes_out_comes_in_the_same),
        support_test(names_sorted_by_another_library_are_sorted_anew),
        support_test(texts_and_words_of_what_is_gone_are_found),
    };
    return cmocka_run_group_tests_name("network/import", tests, NULL, NULL);
}
