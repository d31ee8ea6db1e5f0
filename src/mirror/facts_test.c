/* Facts beside each other: on one scale, or with a warning; from a file, tried
 * before anything is written. */
#include "mirror/facts.h"

#include "base/key.h"
#include "support/assess_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

int facts_test(void);

/* ---- Without a database -------------------------------------------------- */

static const struct fact_sides_row sides[] = {
    { .id = 1, .code = TEXT_INIT("a"), .name = TEXT_INIT("A") },
    { .id = 2,
        .code = TEXT_INIT("b"),
        .name = TEXT_INIT("B"),
        .has_population = true,
        .population = 2000,
        .has_population_year = true,
        .population_year = 2010 },
};
static const struct fact_kinds_row kinds[] = {
    { .id = 10, .name = TEXT_INIT("People"), .is_population = true },
    { .id = 11, .name = TEXT_INIT("Beds"), .per = 1000 },
    { .id = 12, .name = TEXT_INIT("Share") },
};

static struct fact_line
line_of(struct arena *a, const struct fact_of_partnership_row *facts,
    ptrdiff_t n, int kind)
{
    static struct fact_line lines[3];
    facts_beside(a, kinds, 3, facts, n, sides, 2, lines);
    return lines[kind];
}

#define FACT(side, kind, of_year, number)                                      \
    {                                                                          \
        .side_id = (side), .kind_id = (kind), .year = (of_year),               \
        .value = (number)                                                      \
    }

static void
a_number_is_divided_by_the_people_of_its_time(void **state)
{
    struct support *s = *state;
    const struct fact_of_partnership_row facts[] = {
        FACT(1, 10, 2025, 4000),
        FACT(1, 10, 2015, 1000),
        FACT(1, 11, 2025, 8),
        FACT(1, 11, 2015, 5),
        FACT(2, 11, 2025, 3),
    };
    support_for_each(s, d)
    {
        struct fact_line line = line_of(d->arena, facts, 5, 1);
        assert_true(fabs(line.now[0].rate - 2) < 1e-9);
        assert_true(fabs(line.before[0].rate - 5) < 1e-9);
        /* the other has no count of its own: its place says one, of long ago */
        assert_true(fabs(line.now[1].rate - 1.5) < 1e-9);
        assert_int_equal(line.warns, FACT_OLD_PEOPLE);
        assert_true(fabs(line.most - 5) < 1e-9);
    }
}

static void
what_is_not_the_same_says_so(void **state)
{
    struct support *s = *state;
    const struct {
        struct fact_of_partnership_row one, other;
        int kind;
        unsigned warns;
    } cases[] = {
        { FACT(1, 12, 2025, 8), FACT(2, 12, 2025, 3), 2, 0 },
        { FACT(1, 12, 2025, 8), FACT(2, 12, 2023, 3), 2, 0 },
        { FACT(1, 12, 2025, 8), FACT(2, 12, 2022, 3), 2, FACT_YEARS },
        { FACT(1, 12, 2025, 8), FACT(2, 10, 2025, 3), 2, FACT_ALONE },
        /* of the first nobody knows how many live there */
        { FACT(1, 11, 2010, 8), FACT(2, 11, 2010, 3), 1, FACT_NO_PEOPLE },
        { { .side_id = 1,
              .kind_id = 12,
              .year = 2025,
              .value = 8,
              .defined_as = TEXT_INIT("public alone") },
            FACT(2, 12, 2025, 3), 2, FACT_OTHERWISE },
        { { .side_id = 1,
              .kind_id = 12,
              .year = 2025,
              .value = 8,
              .defined_as = TEXT_INIT("public alone") },
            { .side_id = 2,
                .kind_id = 12,
                .year = 2025,
                .value = 3,
                .defined_as = TEXT_INIT("public alone") },
            2, 0 },
    };
    support_for_each(s, d)
    {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            const struct fact_of_partnership_row both[] = { cases[i].one,
                cases[i].other };
            struct fact_line line = line_of(d->arena, both, 2, cases[i].kind);
            assert_int_equal(line.warns, cases[i].warns);
        }
    }
}

static void
a_number_is_read_in_one_way_or_refused(void **state)
{
    struct support *s = *state;
    static const struct {
        const char *typed;
        bool is_good;
        double is;
    } cases[] = {
        { "1163186", true, 1163186 },
        { "1 163 186", true, 1163186 },
        { "1\xC2\xA0"
          "163\xE2\x80\xAF"
          "186",
            true, 1163186 },
        { "1,163,186", true, 1163186 },
        { "12.5", true, 12.5 },
        { "12,5", true, 12.5 },
        { "0,25", true, 0.25 },
        { "1,234.5", true, 1234.5 },
        { "3,500", false, 0 },
        { "many", false, 0 },
        { "", false, 0 },
        { "1e999", false, 0 },
        { "nan", false, 0 },
    };
    support_for_each(s, d)
    {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            double x = 0;
            assert_int_equal(
                fact_number_read(d->arena, text_of(cases[i].typed), &x),
                cases[i].is_good);
            if (cases[i].is_good)
                assert_true(fabs(x - cases[i].is) < 1e-9);
        }
    }
}

/* ---- Pages --------------------------------------------------------------- */

static text
bring_kinds(struct house *h)
{
    char key[KEY_LENGTH];
    house_import(h, "fact_kind.csv",
        "code,name,topic,unit,per,position,is_population\n"
        "people,People,population,,0,1,yes\n"
        "beds,Beds & cots,facilities,,1000,2,no\n");
    return arena_print(h->d->arena, "/en/partnership/%.*s/facts",
        TEXT_ARG(key_print(house_key(h, "partnership", "p"), key)));
}

static text
with(struct house *h, text page, const char *more)
{
    return arena_print(h->d->arena, "%.*s%s", TEXT_ARG(page), more);
}

static void
a_side_enters_its_own_numbers(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        text page = bring_kinds(&h);
        text fields = arena_print(d->arena,
            "side=%.*s&kind=%.*s&year=2025&value=1%%20500&source=%s",
            TEXT_ARG(board_key(d->arena, c.hb)),
            TEXT_ARG(board_key(d->arena, house_key(&h, "fact_kind", "beds"))),
            "%3Cb%3ERegister");
        house_enter(&h, c.bjorn); /* of the other side */
        assert_int_equal(house_post(&h, page.ptr, fields.ptr), 422);
        house_enter(&h, c.guest);
        assert_int_equal(house_post(&h, page.ptr, fields.ptr), 403);
        house_enter(&h, c.stranger);
        assert_int_equal(house_post(&h, page.ptr, fields.ptr), 403);
        house_enter(&h, c.asha);
        assert_int_equal(house_post(&h, page.ptr, fields.ptr), 303);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Beds &amp; cots");
        house_says(&h, "1,500");
        house_says(&h, "&lt;b&gt;Register");
        house_says(&h, "it is not known how many live there");
        house_says(&h, "One side alone has a number.");
        /* the other side reads it, strangers do not */
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "1,500");
        house_enter(&h, c.stranger);
        assert_int_equal(house_get(&h, page.ptr), 403);
        house_enter(&h, c.asha);
        fields = arena_print(d->arena,
            "side=%.*s&kind=%.*s&year=2025&value=3%%2C500&source=R&link="
            "javascript:1",
            TEXT_ARG(board_key(d->arena, c.hb)),
            TEXT_ARG(board_key(d->arena, house_key(&h, "fact_kind", "beds"))));
        assert_int_equal(house_post(&h, page.ptr, fields.ptr), 422);
        house_says(&h, "no number that can be read in one way");
        house_says(&h, "It begins with https://");
        house_says(&h, "value=\"3,500\"");
        assert_int_equal(assess_cast_count(&h, "SELECT count(*) FROM fact"), 1);
        house_close(&h);
    }
}

static text
as_field(struct arena *a, const char *name, const char *csv)
{
    struct view v = view_in(a, lang_all(0), 0);
    out_percent(&v, text_of(csv));
    html percent = view_html(&v);
    return arena_print(a, "%s=%.*s", name, (int)percent.len, percent.ptr);
}

static void
a_file_is_tried_before_it_is_written(void **state)
{
    struct support *s = *state;
    static const char file[] = "Side,KIND,year,value,source,link\n"
                               "Homa Bay,people,2025,\"1,163,186\",Census,\n"
                               "hb,Beds & cots,2025,1500,Register,\n";
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        text page = bring_kinds(&h), bring = with(&h, page, "/bring");
        text rows = as_field(d->arena, "rows", file);
        house_enter(&h, c.asha);
        assert_int_equal(house_post(&h, bring.ptr, rows.ptr), 200);
        house_says(&h, "New: 2. Different from what is there: 0.");
        house_says(&h, "Write them");
        assert_int_equal(assess_cast_count(&h, "SELECT count(*) FROM fact"), 0);
        text go = with(&h, rows, "&go=write");
        assert_int_equal(house_post(&h, bring.ptr, go.ptr), 303);
        assert_int_equal(assess_cast_count(&h, "SELECT count(*) FROM fact"), 2);
        /* the same again is nothing new, and a changed number one change */
        assert_int_equal(house_post(&h, bring.ptr, rows.ptr), 200);
        house_says(&h, "New: 0. Different from what is there: 0. The same: 2.");
        house_is_silent_on(&h, "Write them");
        go = as_field(d->arena, "go=write&rows",
            "side,kind,year,value,source\nhb,beds,2025,1400,Register\n");
        assert_int_equal(house_post(&h, bring.ptr, go.ptr), 303);
        assert_int_equal(assess_cast_count(&h,
                             "SELECT count(*) FROM fact WHERE value = 1400"),
            1);
        assert_int_equal(assess_cast_count(&h, "SELECT count(*) FROM fact"), 2);
        /* what goes out comes in, as nothing new; also what a spreadsheet
           would run */
        go = as_field(d->arena, "go=write&rows",
            "side,kind,year,value,source,defined_as\n"
            "hb,people,2025,1163186,=HYPERLINK(1),-half\n");
        assert_int_equal(house_post(&h, bring.ptr, go.ptr), 303);
        assert_int_equal(house_get(&h, with(&h, page, ".csv").ptr), 200);
        house_says(&h, "'=HYPERLINK(1)");
        text out = arena_copy(d->arena, h.body);
        rows = as_field(d->arena, "rows", arena_c_string(d->arena, out));
        assert_int_equal(house_post(&h, bring.ptr, rows.ptr), 200);
        house_says(&h, "The same: 2. Refused: 0.");
        house_close(&h);
    }
}

static void
a_wrong_line_is_named_and_nothing_is_written(void **state)
{
    struct support *s = *state;
    static const struct {
        const char *file, *said;
    } cases[] = {
        { "side,kind,year,value,source\nlv,beds,2025,1,R\n",
            "Line 2: Members of Liverpool enter" },
        { "side,kind,year,value,source\nnowhere,beds,2025,1,R\n",
            "no side called nowhere" },
        { "side,kind,year,value,source\nhb,<b>x,2025,1,R\n",
            "Nothing called &lt;b&gt;x" },
        { "side,kind,year,value,source\nhb,beds,soon,1,R\n", "is no year" },
        { "side,kind,year,value,source\nhb,beds,2025,\"3,500\",R\n",
            "no number that can be read in one way" },
        { "side,kind,year,value,source\nhb,beds,2025,-1,R\n", "no number" },
        { "side,kind,year,value,source\nhb,beds,2025,1,\n", "no source" },
        { "side,kind,year,value,source,link\nhb,beds,2025,1,R,ftp://x\n",
            "It begins with https://" },
        { "side,kind,year,value,source\nhb,beds,2025,1,R\nhb,beds,2025,2,R\n",
            "Line 3: A line before it says the same" },
        { "kind,year,value\nbeds,2025,1\n", "There is no column side." },
        { "side,kind,year,value,source\nhb,beds,2025,\"1\n",
            "The file cannot be read" },
        { "", "There is nothing in it." },
    };
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        text page = bring_kinds(&h), bring = with(&h, page, "/bring");
        house_enter(&h, c.asha);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            text go = as_field(d->arena, "go=write&rows", cases[i].file);
            assert_int_equal(house_post(&h, bring.ptr, go.ptr), 422);
            house_says(&h, cases[i].said);
            house_is_silent_on(&h, "Write them");
        }
        assert_int_equal(assess_cast_count(&h, "SELECT count(*) FROM fact"), 0);
        house_enter(&h, c.guest);
        assert_int_equal(house_post(&h, bring.ptr, "rows=x"), 403);
        house_close(&h);
    }
}

static void
a_difference_becomes_an_entry_on_ones_own_board(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct assess_cast c;
        assess_cast_open(&h, s, d, &c);
        bring_kinds(&h);
        house_import(&h, "fact.csv",
            "code,side,kind,year,value,source\n"
            "a,hb,people,2025,1000,Census\nb,lv,people,2025,500,Census\n"
            "c,hb,beds,2025,1,R\nd,lv,beds,2025,2,R\n");
        house_import(&h, "board.csv",
            "code,side,series,name\nhb,hb,one,Births\nlv,lv,one,Births\n");
        text take = arena_print(d->arena, "/en%.*s",
            TEXT_ARG(fact_sub(d->arena, house_key(&h, "fact", "d"), "/take")));
        text ours = arena_print(d->arena, "board=%.*s",
            TEXT_ARG(board_key(d->arena, house_key(&h, "board", "hb"))));
        text theirs = arena_print(d->arena, "board=%.*s",
            TEXT_ARG(board_key(d->arena, house_key(&h, "board", "lv"))));
        house_enter(&h, c.asha);
        assert_int_equal(house_post(&h, take.ptr, theirs.ptr), 409);
        assert_int_equal(house_post(&h, take.ptr, ours.ptr), 303);
        text at = arena_copy(d->arena, house_header(&h, "Location"));
        assert_int_equal(house_post(&h, take.ptr, ours.ptr), 303);
        assert_true(text_is_equal(at, house_header(&h, "Location")));
        assert_int_equal(house_get(&h, at.ptr), 200);
        house_says(&h, "Homa Bay 1 (2025), Liverpool 4 (2025)");
        /* the other side makes its own of it, and does not get ours */
        house_enter(&h, c.bjorn);
        assert_int_equal(house_post(&h, take.ptr, theirs.ptr), 303);
        assert_false(text_is_equal(at, house_header(&h, "Location")));
        assert_int_equal(
            assess_cast_count(&h, "SELECT count(*) FROM board_entry"), 2);
        house_close(&h);
    }
}

int
facts_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_number_is_divided_by_the_people_of_its_time),
        support_test(what_is_not_the_same_says_so),
        support_test(a_number_is_read_in_one_way_or_refused),
        support_test(a_side_enters_its_own_numbers),
        support_test(a_file_is_tried_before_it_is_written),
        support_test(a_wrong_line_is_named_and_nothing_is_written),
        support_test(a_difference_becomes_an_entry_on_ones_own_board),
    };
    return cmocka_run_group_tests_name("mirror/facts", tests, NULL, NULL);
}
