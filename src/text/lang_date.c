#include "text/icu.h"
#include "text/lang.h"

#include <math.h>
#include <stdio.h>
#include <unicode/ustring.h>

/* Room for any date or number of ours in any language, in ICU's units and in
 * UTF-8. */
enum { UNITS_CAP = 128, BYTES_CAP = UNITS_CAP * 3 };

static text
copy_units(struct arena *a, const UChar *units, int32_t n)
{
    char bytes[BYTES_CAP];
    int32_t len = 0;
    UErrorCode code = U_ZERO_ERROR;
    u_strToUTF8(bytes, BYTES_CAP, &len, units, n, &code);
    require(U_SUCCESS(code));
    return arena_copy(a, (text){ bytes, len });
}

/* ---- dates --------------------------------------------------------------- */

static bool
is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in(int64_t year, int64_t month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
        31 };
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01. Years before 1583 are none of ours: there ICU counts
 * by the Julian calendar. */
static bool
parse_date(text date, int64_t *days)
{
    int64_t part[3];
    text rest = date;
    for (int i = 0; i < 3; i++) {
        text t = text_cut(rest, '-', &rest);
        if (t.len != (i == 0 ? 4 : 2) || !text_parse_int(t, &part[i]))
            return false;
    }
    if (text_is_known(rest) || part[0] < 1583 || part[1] < 1 || part[1] > 12 ||
        part[2] < 1 || part[2] > days_in(part[0], part[1]))
        return false;
    int64_t before = part[0] - 1; /* whole years since the year 1 */
    *days = before * 365 + before / 4 - before / 100 + before / 400 - 719162;
    for (int64_t m = 1; m < part[1]; m++)
        *days += days_in(part[0], m);
    *days += part[2] - 1;
    return true;
}

static text
print_time(
    const struct lang *lang, struct arena *a, enum icu_date kind, int64_t at)
{
    UChar units[UNITS_CAP];
    UErrorCode code = U_ZERO_ERROR;
    int32_t n = udat_format(icu_date_format(lang_index(lang), kind),
        (double)at * 1000, units, UNITS_CAP, NULL, &code);
    require(U_SUCCESS(code));
    return copy_units(a, units, n);
}

static text
print_date(
    const struct lang *lang, struct arena *a, enum icu_date kind, text date)
{
    int64_t days;
    if (!parse_date(date, &days))
        return text_is_known(date) ? date : TEXT("");
    return print_time(lang, a, kind, days * 86400);
}

text
lang_date(const struct lang *lang, struct arena *a, text date)
{
    return print_date(lang, a, ICU_DATE, date);
}

text
lang_month(const struct lang *lang, struct arena *a, text date)
{
    return print_date(lang, a, ICU_MONTH, date);
}

text
lang_time(const struct lang *lang, struct arena *a, int64_t at)
{
    /* the years 1583 to 9999 */
    if (at < -INT64_C(12212553600) || at >= INT64_C(253402300800))
        return arena_print(a, "%lld", (long long)at);
    return print_time(lang, a, ICU_TIME, at);
}

/* ---- numbers ------------------------------------------------------------- */

static text
copy_number(struct arena *a, const UFormattedNumber *number)
{
    UChar units[UNITS_CAP];
    UErrorCode code = U_ZERO_ERROR;
    int32_t n = unumf_resultToString(number, units, UNITS_CAP, &code);
    require(U_SUCCESS(code));
    return copy_units(a, units, n);
}

text
lang_number(const struct lang *lang, struct arena *a, int64_t n)
{
    UErrorCode code = U_ZERO_ERROR;
    UFormattedNumber *result = icu_number_result();
    unumf_formatInt(icu_number_format(lang_index(lang)), n, result, &code);
    require(U_SUCCESS(code));
    return copy_number(a, result);
}

text
lang_decimal(const struct lang *lang, struct arena *a, double x, int n_digits)
{
    if (!isfinite(x) || fabs(x) >= 1e18)
        return arena_print(a, "%g", x);
    n_digits = n_digits < 0 ? 0 : n_digits > 9 ? 9 : n_digits;
    char digits[40];
    int len = snprintf(digits, sizeof digits, "%.*f", n_digits, x);
    require(len > 0 && len < (int)sizeof digits);
    text whole = { digits, len }, part = { NULL, 0 };
    if (n_digits > 0)
        whole = text_cut(whole, '.', &part);
    bool is_zero = true;
    for (int i = 0; i < len; i++)
        is_zero = is_zero && (digits[i] < '1' || digits[i] > '9');
    if (is_zero && whole.ptr[0] == '-') /* no "-0.0" */
        whole = text_slice(whole, 1, whole.len);
    UErrorCode code = U_ZERO_ERROR;
    UFormattedNumber *result = icu_number_result();
    unumf_formatDecimal(icu_number_format(lang_index(lang)), whole.ptr,
        (int32_t)whole.len, result, &code); /* keeps the sign of "-0" */
    require(U_SUCCESS(code));
    text front = copy_number(a, result);
    if (n_digits == 0)
        return front;
    return arena_join(a, 3,
        (text[]){ front, text_of(icu_decimal_mark(lang_index(lang))), part });
}
