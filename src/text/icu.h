/* What only text/ sees of ICU: the start, and the parts that last.
 *
 * A number formatter and what was read about a language serve all threads. A
 * date formatter and a collator belong to one thread; they are opened when
 * first asked for and closed when the thread ends.
 *
 * People get wrong: nothing may jump inside ICU. Its functions get arrays of
 * a fixed size on the stack, never room that an arena gives in between.
 *
 * Errors  ICU not finding its data is reported by icu_start; after that a
 *         failing call is our bug, or memory is out: `require`
 * Source  ICU 72 C API, CLDR 42
 */
#ifndef TEXT_ICU_H
#define TEXT_ICU_H

#include "base/text.h"

#include <unicode/ucol.h>
#include <unicode/udat.h>
#include <unicode/unumberformatter.h>

enum icu_date { ICU_DATE, ICU_MONTH, ICU_TIME, ICU_DATE_N };

enum err icu_start(struct why *why);

UDateFormat *icu_date_format(int lang, enum icu_date kind);
UCollator *icu_collator(int lang); /* -1 is the root collation */
const UNumberFormatter *icu_number_format(int lang);
UFormattedNumber *icu_number_result(void); /* this thread's, to be reused */
const char *icu_decimal_mark(int lang);    /* "," */

#endif
