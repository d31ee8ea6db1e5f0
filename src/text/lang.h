/* Languages: the words of the interface, plurals, dates, numbers, sorting.
 *
 * The four languages are read once at start from .mo files that are baked in,
 * checked then, and never change: any number of threads may read them. A
 * phrase that a language lacks comes in English, and the view marks it so.
 * Dates, numbers and sorting come from ICU, which knows all four; ICU's
 * formatters are kept per thread and language inside text/lang.c.
 */
#ifndef TEXT_LANG_H
#define TEXT_LANG_H

#include "base/arena.h"

struct lang;

enum { LANG_N = 4 };
/* en sv sw luo, in this order; `lang_all(0)` is English. */
const struct lang *lang_all(int i);
/* By its code, or NULL: "sv". Case does not matter; "sv-SE" is Swedish. */
const struct lang *lang_find(text code);
/* The best of ours for an Accept-Language header; English if none. */
const struct lang *lang_negotiate(text accept_language);
/* Which of them the network offers, a bit each; English always is. One that
 * is not offered stands in no switch and is chosen for nobody; an address
 * that names it still works. Of the whole process; all unless said. */
void lang_offer(unsigned languages);
unsigned lang_offered(void);
bool lang_is_offered(const struct lang *lang);
text lang_code(const struct lang *lang); /* "luo" */
text lang_name(const struct lang *lang); /* "Dholuo": its own name */
int lang_index(const struct lang *lang); /* 0 .. LANG_N-1 */

/* At start, before threads. Stops with a sentence when a file is broken. */
enum err lang_start(struct why *why);

/* The phrase, or English with *is_english set. `context` may be NULL. */
text lang_phrase(const struct lang *lang, const char *context,
    const char *phrase, bool *is_english);
text lang_plural(const struct lang *lang, const char *one, const char *many,
    int64_t n, bool *is_english);

/* What fills a phrase's marks: %s %d and %1$s. Made by phrase_arg(). */
struct phrase_arg {
    enum { ARG_TEXT, ARG_HTML, ARG_INT } kind;
    text text;
    html html;
    int64_t number;
};

/* A calendar date "2026-05-01" as that language writes it: "1 maj 2026".
 * A date that cannot be read comes back as it is. Not known: empty. */
text lang_date(const struct lang *lang, struct arena *a, text date);
text lang_month(const struct lang *lang, struct arena *a, text date);
/* UTC seconds as date and time. */
text lang_time(const struct lang *lang, struct arena *a, int64_t at);
/* 1234567 as "1,234,567" or "1 234 567". */
text lang_number(const struct lang *lang, struct arena *a, int64_t n);
text
lang_decimal(const struct lang *lang, struct arena *a, double x, int n_digits);

/* Sort as that language does (å ä ö after z in Swedish). `key` gives the text
 * of element i; `order` receives the indices 0..n-1 sorted, equal ones as
 * they were. */
void lang_sort(const struct lang *lang, struct arena *a, ptrdiff_t n,
    text (*key)(const void *context, ptrdiff_t i), const void *context,
    ptrdiff_t *order);
/* The root collation's sort key, stored beside a name so that SQL sorts long
 * lists: text that compares by bytes as ICU's key does. Byte b of the key is
 * the character U+00b here, so it is UTF-8 without a zero byte, and mostly as
 * long. At most 100 characters of the name count. */
text lang_sort_key(struct arena *a, text name);
/* Which collation made such keys: keys of two versions do not compare, so
 * when this changes (a newer ICU) the stored ones are made again. */
text lang_sort_version(struct arena *a);

/* Folded words for search: NFKD, marks off, case folded, only letters and
 * digits, single blanks: "Östergötland (SE)" -> "ostergotland se". */
text lang_fold(struct arena *a, text t);
/* Nothing that anybody sees: blanks of all kinds, joiners, marks. */
bool lang_is_blank(text t);
/* A piece of an address: "ostergotland-se", at most 60 bytes; "x" if empty */
text lang_slug(struct arena *a, text t);

#endif
