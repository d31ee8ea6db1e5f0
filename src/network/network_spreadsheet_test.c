/* Files as spreadsheets of many countries save them. */
#include "network/organisation.sql.h"
#include "network/place.sql.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int network_spreadsheet_test(void);

static struct place
find_place(struct house *h, text code)
{
    struct place place = { 0 };
    assert_int_equal(place_find(h->d->db, h->d->arena,
                         (struct place_find_in){ code }, &place),
        OK);
    return place;
}

static void
numbers_may_have_a_decimal_comma_and_groups(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(&h, "place.csv",
            "code;name;kind;latitude;longitude;population\n"
            "a;A;region;69,65;-18,955;169 610\n"
            "b;B;region;-2.51;32,9;3\u00a0699\u202f872\n");
        struct place a = find_place(&h, TEXT("a"));
        assert_true(a.latitude == 69.65 && a.longitude == -18.955);
        assert_int_equal(a.population, 169610);
        assert_int_equal(find_place(&h, TEXT("b")).population, 3699872);
        house_close(&h);
    }
}

static void
a_number_that_may_be_two_is_refused(void **state)
{
    static const char *const numbers[] = { "1,234", "1.234", "12 34", "1 2345",
        "1  234", "1,5", "12-3", "1 234 5" };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            text file = arena_print(d->arena,
                "code;name;kind;population\na;A;region;%s\n", numbers[i]);
            text said = house_refusals(&h, "place.csv", file.ptr);
            assert_true(
                text_starts_with(said, TEXT("place.csv:2: population: ")));
        }
        static const char *const degrees[] = { "1,2,3", "1.2,3", "1,2.3", ",",
            "5 9,3" };
        for (size_t i = 0; i < sizeof degrees / sizeof degrees[0]; i++) {
            text file = arena_print(d->arena,
                "code;name;kind;latitude\na;A;region;%s\n", degrees[i]);
            text said = house_refusals(&h, "place.csv", file.ptr);
            assert_true(
                text_starts_with(said, TEXT("place.csv:2: latitude: ")));
        }
        house_close(&h);
    }
}

static void
rows_of_nothing_but_separators_are_no_rows(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(
            &h, "place.csv", "code;name;kind\r\na;A;region\r\n;;\r\n ; ;\r\n");
        assert_true(text_is_equal(find_place(&h, TEXT("a")).name, TEXT("A")));
        house_close(&h);
    }
}

static void
the_case_of_a_columns_name_does_not_matter(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(&h, "place.csv", "Code, NAME ,kInd,Key\na,A,region,\n");
        assert_true(text_is_equal(find_place(&h, TEXT("a")).name, TEXT("A")));
        text said = house_refusals(
            &h, "place.csv", "code,name,kind,Kinds\na,A,region,x\n");
        assert_true(text_starts_with(said, TEXT("place.csv:1: the column")));
        house_close(&h);
    }
}

static void
words_that_a_spreadsheet_put_in_capitals_are_the_same(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct organisation o;
        house_open(&h, s, d);
        house_import(&h, "organisation.csv",
            "code,name,kind,is_illustrative\na,A,Community_Group,TRUE\n");
        assert_int_equal(organisation_find(d->db, d->arena,
                             (struct organisation_find_in){ TEXT("a") }, &o),
            OK);
        assert_true(text_is_equal(o.kind, TEXT("community_group")));
        assert_true(o.is_illustrative);
        house_close(&h);
    }
}

static void
a_heading_that_was_translated_is_told_the_ones_that_count(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(&h, "place.csv", "code,name,kind\na,A,region\n");
        text said = house_refusals(
            &h, "text/place/a.sv.md", "# Utmaning\n\nEn text.\n");
        assert_true(text_find(said, TEXT("'# About'")) > 0);
        house_close(&h);
    }
}

int
network_spreadsheet_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(numbers_may_have_a_decimal_comma_and_groups),
        support_test(a_number_that_may_be_two_is_refused),
        support_test(rows_of_nothing_but_separators_are_no_rows),
        support_test(the_case_of_a_columns_name_does_not_matter),
        support_test(words_that_a_spreadsheet_put_in_capitals_are_the_same),
        support_test(a_heading_that_was_translated_is_told_the_ones_that_count),
    };
    return cmocka_run_group_tests_name(
        "network/spreadsheet", tests, NULL, NULL);
}
