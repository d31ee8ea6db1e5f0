#include "text/icu.h"
#include "text/lang.h"

#include <stdio.h>
#include <threads.h>
#include <unicode/ucal.h>
#include <unicode/udatpg.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>
#include <unicode/uvernum.h>

enum { PATTERN_CAP = 64 };

static const UChar utc[] = u"Etc/UTC";

static const char *const locales[LANG_N] = { "en_GB", "sv_SE", "sw_KE",
    "luo_KE" };

/* ICU has no collation for luo, and would take that of the machine. */
static const char *const collations[LANG_N] = { "en", "sv", "sw", "root" };

/* What a date, a month and a time are made of; each language has its order. */
static const UChar *const skeletons[ICU_DATE_N] = { u"yMMMMd", u"yMMMM",
    u"yMMMMdHHmmz" };

/* Written by icu_start before there are threads, then only read. */
static bool is_started;
static UNumberFormatter *number_formats[LANG_N];
static char decimal_marks[LANG_N][8];
static UChar patterns[LANG_N][ICU_DATE_N][PATTERN_CAP];

struct per_thread {
    UDateFormat *dates[LANG_N][ICU_DATE_N];
    UCollator *collators[LANG_N + 1]; /* the last is the root collation */
    UFormattedNumber *number;
    bool is_listed;
};

static thread_local struct per_thread mine;
static tss_t at_thread_end;

static void
close_thread(void *thread)
{
    struct per_thread *t = thread;
    for (int i = 0; i < LANG_N; i++)
        for (int k = 0; k < ICU_DATE_N; k++)
            udat_close(t->dates[i][k]);
    for (int i = 0; i <= LANG_N; i++)
        ucol_close(t->collators[i]);
    unumf_closeResult(t->number);
    *t = (struct per_thread){ 0 };
}

static struct per_thread *
this_thread(void)
{
    require(is_started);
    if (!mine.is_listed)
        require(tss_set(at_thread_end, &mine) == thrd_success);
    mine.is_listed = true;
    return &mine;
}

/* ---- at start ------------------------------------------------------------ */

static void
read_patterns(int lang, UErrorCode *code)
{
    UDateTimePatternGenerator *g = udatpg_open(locales[lang], code);
    for (int k = 0; k < ICU_DATE_N; k++)
        udatpg_getBestPattern(
            g, skeletons[k], -1, patterns[lang][k], PATTERN_CAP, code);
    udatpg_close(g);
}

static void
read_numbers(int lang, UErrorCode *code)
{
    number_formats[lang] =
        unumf_openForSkeletonAndLocale(u"", 0, locales[lang], code);
    UNumberFormat *old =
        unum_open(UNUM_DECIMAL, NULL, 0, locales[lang], NULL, code);
    UChar mark[8];
    int32_t n =
        unum_getSymbol(old, UNUM_DECIMAL_SEPARATOR_SYMBOL, mark, 8, code);
    u_strToUTF8(
        decimal_marks[lang], sizeof decimal_marks[lang], NULL, mark, n, code);
    unum_close(old);
}

enum err
icu_start(struct why *why)
{
    if (is_started)
        return OK;
    UErrorCode code = U_ZERO_ERROR;
    for (int i = 0; i < LANG_N; i++) {
        read_patterns(i, &code);
        read_numbers(i, &code);
    }
    UCollator *root = ucol_open("root", &code);
    ucol_close(root);
    if (U_FAILURE(code))
        return err_say(why, ERR_IO,
            "ICU cannot read its data about languages: %s", u_errorName(code));
    if (tss_create(&at_thread_end, close_thread) != thrd_success)
        return err_say(why, ERR_NO_ROOM, "no room for one more thread key");
    is_started = true;
    return OK;
}

/* ---- parts that last ----------------------------------------------------- */

UDateFormat *
icu_date_format(int lang, enum icu_date kind)
{
    UDateFormat **f = &this_thread()->dates[lang][kind];
    if (*f == NULL) {
        UErrorCode code = U_ZERO_ERROR;
        *f = udat_open(UDAT_PATTERN, UDAT_PATTERN, locales[lang], utc, -1,
            patterns[lang][kind], -1, &code);
        require(U_SUCCESS(code));
    }
    return *f;
}

UCollator *
icu_collator(int lang)
{
    UCollator **c = &this_thread()->collators[lang < 0 ? LANG_N : lang];
    if (*c == NULL) {
        UErrorCode code = U_ZERO_ERROR;
        *c = ucol_open(lang < 0 ? "root" : collations[lang], &code);
        /* "Ward 2" before "Ward 10" */
        ucol_setAttribute(*c, UCOL_NUMERIC_COLLATION, UCOL_ON, &code);
        require(U_SUCCESS(code));
    }
    return *c;
}

const UNumberFormatter *
icu_number_format(int lang)
{
    require(is_started);
    return number_formats[lang];
}

UFormattedNumber *
icu_number_result(void)
{
    struct per_thread *t = this_thread();
    if (t->number == NULL) {
        UErrorCode code = U_ZERO_ERROR;
        t->number = unumf_openResult(&code);
        require(U_SUCCESS(code));
    }
    return t->number;
}

const char *
icu_decimal_mark(int lang)
{
    require(is_started);
    return decimal_marks[lang];
}
