#include "text/lang.h"

#include "base/buf.h"
#include "base/random.h"
#include "os/thread.h"
#include "text/mo.h"
#include "text/words.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

int lang_test(void);

static struct arena arena;

static int
start(void **state)
{
    (void)state;
    struct why why = { "" };
    if (lang_start(&why) != OK) {
        puts(why.text);
        return -1;
    }
    arena_open(&arena, 64 << 20);
    return 0;
}

static int
stop(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

#define assert_text(t, expected) assert_text_at((t), (expected), __LINE__)

static void
assert_text_at(text t, const char *expected, int line)
{
    if (text_is_equal(t, text_of(expected)))
        return;
    print_error("%d: \"%.*s\", not \"%s\"\n", line, TEXT_ARG(t), expected);
    fail();
}

static const struct lang *
lang(const char *code)
{
    const struct lang *found = lang_find(text_of(code));
    assert_non_null(found);
    return found;
}

/* ---- which language ------------------------------------------------------ */

static void
a_language_is_found_by_its_code_with_or_without_a_country(void **state)
{
    (void)state;
    assert_text(lang_code(lang("sv")), "sv");
    assert_text(lang_code(lang("SV-fi")), "sv");
    assert_text(lang_code(lang("sw_KE")), "sw");
    assert_text(lang_name(lang("luo")), "Dholuo");
    assert_null(lang_find(TEXT("lu")));
    assert_null(lang_find(TEXT("svx")));
    assert_null(lang_find(TEXT("")));
    assert_null(lang_find((text){ 0 }));
    for (int i = 0; i < LANG_N; i++)
        assert_int_equal(lang_index(lang_all(i)), i);
}

static void
the_browsers_weights_decide(void **state)
{
    (void)state;
    static const struct {
        const char *header, *code;
    } rows[] = {
        { NULL, "en" },
        { "", "en" },
        { "fr", "en" },
        { "sv-SE,sv;q=0.9,en-US;q=0.8,en;q=0.7", "sv" },
        { "en;q=0.5, sw;q=0.6", "sw" },
        { "en;q=0.6, sw;q=0.6", "en" },
        { "sw;q=0.6, en;q=0.6", "sw" },
        { "fr, luo;q=0.001", "luo" },
        { "de, fr;q=0.9, *;q=0.1", "en" },
        { "en;q=0, *", "sv" },
        { "en;q=0, sv;q=0, *;q=0.2", "sw" },
        { "sv;q=0", "en" },
        { "en, sv;q=1.5", "en" },
        { "en;q=0.2, sv;q=abc", "en" },
        { "en;q=0.2, sv;q=0.3333", "en" },
        { ",,;;q=,sw", "sw" },
        { " SW-tz ; Q=1.0 , en", "sw" },
        { "en-GB;q=0.3,sv;q=0.5,en;q=0.9", "en" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(
            lang_code(lang_negotiate(text_of(rows[i].header))), rows[i].code);
}

static void
a_header_of_16_kilobytes_costs_nothing(void **state)
{
    (void)state;
    char header[16384];
    memset(header, ',', sizeof header);
    memcpy(header + sizeof header - 2, "sv", 2);
    assert_text(
        lang_code(lang_negotiate((text){ header, sizeof header })), "en");
}

/* ---- words --------------------------------------------------------------- */

static void
a_missing_phrase_comes_in_english_and_says_so(void **state)
{
    (void)state;
    bool is_english = false;
    const char *phrase = "A phrase that no language has";
    assert_text(lang_phrase(lang("luo"), NULL, phrase, &is_english), phrase);
    assert_true(is_english);
    assert_text(lang_phrase(lang("en"), NULL, phrase, &is_english), phrase);
    assert_false(is_english);
    for (int i = 0; i < LANG_N; i++) {
        static const int64_t counts[] = { 0, 1, 2, 5, 12, 22, -1 };
        for (size_t k = 0; k < 7; k++)
            assert_text(lang_plural(lang_all(i), "%d x that is not there",
                            "%d xs that are not there", counts[k], &is_english),
                counts[k] == 1 || counts[k] == -1 ? "%d x that is not there"
                                                  : "%d xs that are not there");
        assert_int_equal(is_english, i != 0);
    }
}

static void
each_language_has_one_form_for_one_and_one_for_more(void **state)
{
    (void)state;
    int n_files = 0;
    for (const struct words *w = all_words; w->lang != NULL; w++) {
        struct mo mo;
        struct why why = { "" };
        if (mo_open(&mo, w->start, w->end - w->start, &why) != OK)
            fail_msg("%s: %s", w->lang, why.text);
        assert_int_equal((uintptr_t)w->start % 16, 0);
        static const uint64_t counts[] = { 0, 1, 2, 5, 12, 22 };
        for (size_t i = 0; i < 6; i++)
            assert_int_equal(
                mo_plural_form(&mo.plural, counts[i]), counts[i] != 1);
        n_files++;
    }
    assert_int_equal(n_files, LANG_N);
}

/* ---- dates and numbers --------------------------------------------------- */

/* Only what has been stable for years is spelt out: ICU's data moves. */
static void
dates_are_written_as_the_language_writes_them(void **state)
{
    (void)state;
    text may = TEXT("2026-05-01");
    assert_text(lang_date(lang("en"), &arena, may), "1 May 2026");
    assert_text(lang_date(lang("sv"), &arena, may), "1 maj 2026");
    assert_text(lang_date(lang("sw"), &arena, may), "1 Mei 2026");
    assert_text(lang_month(lang("sv"), &arena, may), "maj 2026");
    text luo = lang_date(lang("luo"), &arena, may);
    assert_true(text_find(luo, TEXT("2026")) > 0 && luo.ptr[0] == '1');
    assert_text(
        lang_date(lang("en"), &arena, TEXT("2000-02-29")), "29 February 2000");
    assert_text(
        lang_date(lang("en"), &arena, TEXT("1583-01-01")), "1 January 1583");
    assert_text(
        lang_date(lang("en"), &arena, TEXT("9999-12-31")), "31 December 9999");
}

static void
what_is_no_date_comes_back_as_it_is(void **state)
{
    (void)state;
    static const char *const rows[] = { "2026-02-29", "1900-02-29",
        "2026-13-01", "2026-00-10", "2026-5-1", "26-05-01", "2026-05-01x",
        "2026-05-01-", "1582-12-31", "+026-05-01", "2026-05", "soon", "" };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(lang_date(lang("sv"), &arena, text_of(rows[i])), rows[i]);
    assert_text(lang_date(lang("sv"), &arena, (text){ 0 }), "");
}

static void
a_time_is_in_utc_and_says_so(void **state)
{
    (void)state;
    text t = lang_time(lang("en"), &arena, 1777620000);
    assert_true(text_find(t, TEXT("1 May 2026")) >= 0);
    assert_true(text_find(t, TEXT("07:20")) >= 0);
    assert_true(text_ends_with(t, TEXT("UTC")));
    assert_true(text_find(lang_time(lang("sv"), &arena, 0), TEXT("1970")) >= 0);
    assert_true(lang_time(lang("sv"), &arena, INT64_MAX).len > 0);
    assert_true(lang_time(lang("sv"), &arena, INT64_MIN).len > 0);
}

static void
numbers_are_grouped_as_the_language_groups_them(void **state)
{
    (void)state;
    assert_text(lang_number(lang("en"), &arena, 1234567), "1,234,567");
    assert_text(
        lang_number(lang("sv"), &arena, 1234567), "1\u00a0234\u00a0567");
    assert_text(lang_number(lang("sv"), &arena, -5), "\u22125");
    assert_text(lang_number(lang("en"), &arena, 0), "0");
    assert_text(lang_number(lang("en"), &arena, INT64_MIN),
        "-9,223,372,036,854,775,808");
    assert_text(lang_decimal(lang("en"), &arena, 1234.5, 2), "1,234.50");
    assert_text(lang_decimal(lang("sv"), &arena, 1234.5, 2), "1\u00a0234,50");
    assert_text(lang_decimal(lang("en"), &arena, -0.25, 1), "-0.2");
    assert_text(lang_decimal(lang("en"), &arena, -0.04, 1), "0.0");
    assert_text(lang_decimal(lang("en"), &arena, 2.5, 0), "2");
}

/* ---- sorting ------------------------------------------------------------- */

static text
name_at(const void *context, ptrdiff_t i)
{
    const char *const *names = context;
    return text_of(names[i]);
}

static void
assert_sorted(const char *code, ptrdiff_t n, const char *const *sorted)
{
    const char *names[16];
    ptrdiff_t order[16];
    for (ptrdiff_t i = 0; i < n; i++)
        names[i] = sorted[(i * 7 + 3) % n];
    lang_sort(lang(code), &arena, n, name_at, names, order);
    for (ptrdiff_t i = 0; i < n; i++)
        assert_string_equal(names[order[i]], sorted[i]);
}

static void
each_language_sorts_its_own_way(void **state)
{
    (void)state;
    static const char *const sv[] = { "Ale", "Avesta", "Västerås", "Zinkgruvan",
        "Åre", "Älmhult", "Östersund", "Øvre" };
    /* in Swedish ø sorts with ö, and after it */
    assert_sorted("sv", 8, sv);
    static const char *const en[] = { "Ale", "Älmhult", "Åre", "Avesta",
        "Östersund", "Zinkgruvan" };
    assert_sorted(
        "en", 5, (const char *const[]){ en[0], en[1], en[2], en[3], en[4] });
    static const char *const wards[] = { "ward", "Ward", "Ward 2", "Ward 10",
        "Ward 10a" };
    assert_sorted("luo", 5, wards);
    assert_sorted("sw", 0, NULL);
}

static void
equal_ones_stay_as_they_were(void **state)
{
    (void)state;
    const char *names[] = { "b", "a", "b", "a", "b", "a", "a" };
    static const ptrdiff_t expected[] = { 1, 3, 5, 6, 0, 2, 4 };
    ptrdiff_t order[7];
    lang_sort(lang("sv"), &arena, 7, name_at, names, order);
    assert_memory_equal(order, expected, sizeof expected);
}

static void
sort_keys_are_text_and_sort_by_bytes(void **state)
{
    (void)state;
    static const char *const sorted[] = { "", "a", "A", "ä", "ab", "Åre",
        "Homa Bay", "Jinja", "östergötland", "Östergötland", "Uasin Gishu",
        "Ward 2", "Ward 10", "Ωμέγα", "Щука", "አዲስ", "漢字" };
    text before = { 0 };
    for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++) {
        text key = lang_sort_key(&arena, text_of(sorted[i]));
        assert_true(text_is_known(key));
        assert_true(text_is_utf8(key));
        if (i > 0 && text_compare(before, key) >= 0)
            fail_msg(
                "\"%s\" does not come after \"%s\"", sorted[i], sorted[i - 1]);
        before = key;
    }
    assert_true(lang_sort_version(&arena).len > 0);
}

static void
a_sort_key_of_a_hostile_name_is_bounded(void **state)
{
    (void)state;
    struct buf b = buf_in(&arena, 1 << 20);
    for (int i = 0; i < 100000; i++)
        buf_add(&b, TEXT("\ufdfa"));
    text key = lang_sort_key(&arena, buf_text(&b));
    assert_true(key.len <= 4096 && text_is_utf8(key));
    static const char broken[] = "\xff\xfe\x00\xc3";
    assert_true(text_is_utf8(lang_sort_key(&arena, (text){ broken, 4 })));
}

/* ---- folding ------------------------------------------------------------- */

static void
folding_keeps_what_people_type(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "Östergötland (SE)", "ostergotland se" },
        { "  Homa   Bay -- County ", "homa bay county" },
        { "COVID-19", "covid 19" },
        { "Nyang'oma", "nyangoma" },
        { "Nyang\u2019oma", "nyangoma" },
        { "Straße", "strasse" },
        { "Ørebro Łódź æ œ", "orebro lodz ae oe" },
        { "\u0130stanbul", "istanbul" },
        { "\ufb01ve \u2167 \u00bd", "five viii 1 2" },
        { "\u0663\u0664", "34" },
        { "e\u0301t\u0327e\u0301", "ete" },
        { "አዲስ አበባ", "አዲስ አበባ" },
        { "한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8" },
        { "!?", "" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(lang_fold(&arena, text_of(rows[i][0])), rows[i][1]);
    assert_text(lang_fold(&arena,
                    (text){ "a\xff"
                            "b\0c",
                        5 }),
        "a b c");
}

static void
folding_twice_is_folding_once(void **state)
{
    (void)state;
    for (int32_t c = 1; c <= 0x10ffff; c++) {
        struct arena_mark mark = arena_mark(&arena);
        char s[6] = { 'x' };
        int n = 1;
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        if (c < 0x80) {
            s[n++] = (char)c;
        } else if (c < 0x800) {
            s[n++] = (char)(0xc0 | c >> 6);
        } else {
            if (c < 0x10000) {
                s[n++] = (char)(0xe0 | c >> 12);
            } else {
                s[n++] = (char)(0xf0 | c >> 18);
                s[n++] = (char)(0x80 | (c >> 12 & 0x3f));
            }
            s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        }
        if (c >= 0x80)
            s[n++] = (char)(0x80 | (c & 0x3f));
        text once = lang_fold(&arena, (text){ s, n });
        text twice = lang_fold(&arena, once);
        if (!text_is_equal(once, twice) || !text_is_utf8(once))
            fail_msg("U+%04X folds to \"%.*s\", then to \"%.*s\"", (unsigned)c,
                TEXT_ARG(once), TEXT_ARG(twice));
        arena_rewind(&arena, mark);
    }
}

/* A letter beyond ASCII behind it takes the long way through ICU. */
static void
plain_letters_fold_alike_the_quick_and_the_long_way(void **state)
{
    (void)state;
    static const char letters[] = "aZ09 '`-_.,\t\n@[{";
    struct random r = random_from(7);
    for (int i = 0; i < 20'000; i++) {
        struct arena_mark mark = arena_mark(&arena);
        char s[24];
        int n = (int)random_below(&r, 20);
        for (int k = 0; k < n; k++)
            s[k] = letters[random_below(&r, sizeof letters - 1)];
        text quick = lang_fold(&arena, (text){ s, n });
        s[n] = ' ';
        s[n + 1] = (char)0xc3; /* å */
        s[n + 2] = (char)0xa5;
        text longer = lang_fold(&arena, (text){ s, n + 3 });
        text expected = quick.len == 0
            ? TEXT("a")
            : arena_join(&arena, 2, (text[]){ quick, TEXT(" a") });
        if (!text_is_equal(longer, expected))
            fail_msg(
                "\"%.*s\" and \"%.*s\"", TEXT_ARG(longer), TEXT_ARG(expected));
        arena_rewind(&arena, mark);
    }
}

static void
slugs_are_short_plain_and_never_empty(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "Östergötland (SE)", "ostergotland-se" },
        { "Region Östergötland – Uasin Gishu County",
            "region-ostergotland-uasin-gishu-county" },
        { "", "x" },
        { "!!!", "x" },
        { "አዲስ አበባ", "x" },
        { "አዲስ Addis", "addis" },
        { "Learning exchange between the communities of Liverpool and Homa "
          "Bay County",
            "learning-exchange-between-the-communities-of-liverpool-and" },
        { "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgg",
            "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(lang_slug(&arena, text_of(rows[i][0])), rows[i][1]);
    assert_text(lang_slug(&arena, (text){ 0 }), "x");
}

/* ---- threads ------------------------------------------------------------- */

struct worker {
    const struct lang *lang;
    const char *date, *number;
    int n_wrong;
};

static void
work(void *argument)
{
    struct worker *w = argument;
    struct arena a;
    arena_open(&a, 1 << 20);
    for (int i = 0; i < 200; i++) {
        struct arena_mark mark = arena_mark(&a);
        bool is_english;
        const char *names[] = { "b", "a" };
        ptrdiff_t order[2];
        text date = lang_date(w->lang, &a, TEXT("2026-05-01"));
        text number = lang_number(w->lang, &a, 1234567);
        lang_sort(w->lang, &a, 2, name_at, names, order);
        w->n_wrong += !text_is_equal(date, text_of(w->date)) ||
            !text_is_equal(number, text_of(w->number)) || order[0] != 1 ||
            lang_phrase(w->lang, NULL, "x", &is_english).len != 1 ||
            !text_is_equal(lang_fold(&a, TEXT("Å")), TEXT("a")) ||
            lang_sort_key(&a, TEXT("å")).len < 3;
        arena_rewind(&a, mark);
    }
    arena_close(&a);
}

static void
four_threads_read_four_languages(void **state)
{
    (void)state;
    struct worker workers[LANG_N];
    struct thread threads[LANG_N];
    for (int i = 0; i < LANG_N; i++) {
        const struct lang *l = lang_all(i);
        workers[i] = (struct worker){ .lang = l,
            .date = arena_c_string(
                &arena, lang_date(l, &arena, TEXT("2026-05-01"))),
            .number = arena_c_string(&arena, lang_number(l, &arena, 1234567)) };
        assert_int_equal(
            thread_start(&threads[i], "reader", work, &workers[i], NULL), OK);
    }
    for (int i = 0; i < LANG_N; i++) {
        thread_join(&threads[i]);
        assert_int_equal(workers[i].n_wrong, 0);
    }
}

int
lang_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_language_is_found_by_its_code_with_or_without_a_country),
        cmocka_unit_test(the_browsers_weights_decide),
        cmocka_unit_test(a_header_of_16_kilobytes_costs_nothing),
        cmocka_unit_test(a_missing_phrase_comes_in_english_and_says_so),
        cmocka_unit_test(each_language_has_one_form_for_one_and_one_for_more),
        cmocka_unit_test(dates_are_written_as_the_language_writes_them),
        cmocka_unit_test(what_is_no_date_comes_back_as_it_is),
        cmocka_unit_test(a_time_is_in_utc_and_says_so),
        cmocka_unit_test(numbers_are_grouped_as_the_language_groups_them),
        cmocka_unit_test(each_language_sorts_its_own_way),
        cmocka_unit_test(equal_ones_stay_as_they_were),
        cmocka_unit_test(sort_keys_are_text_and_sort_by_bytes),
        cmocka_unit_test(a_sort_key_of_a_hostile_name_is_bounded),
        cmocka_unit_test(folding_keeps_what_people_type),
        cmocka_unit_test(folding_twice_is_folding_once),
        cmocka_unit_test(plain_letters_fold_alike_the_quick_and_the_long_way),
        cmocka_unit_test(slugs_are_short_plain_and_never_empty),
        cmocka_unit_test(four_threads_read_four_languages),
    };
    return cmocka_run_group_tests_name("text/lang", tests, start, stop);
}
