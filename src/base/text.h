/* Text is a pointer and a length; it is never changed and needs no zero byte.
 *
 * Shape   {ptr, len}; ptr NULL means "not known", which is not the same as
 *         empty: ptr not NULL and len 0.
 * Memory  a text lends its bytes; whoever made it says for how long.
 * Units   len counts bytes of UTF-8.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/err.h"

typedef struct text {
    const char *ptr;
    ptrdiff_t len;
} text;

/* Bytes that are safe to stand in a page as they are. Made only by templates
 * and by the Markdown printer; everything else is text and gets escaped. */
typedef struct html {
    const char *ptr;
    ptrdiff_t len;
} html;

#define TEXT(s) ((text){ (s), (ptrdiff_t)sizeof(s) - 1 })
#define TEXT_INIT(s) /* the same for static tables */                          \
    {                                                                          \
        (s), (ptrdiff_t)sizeof(s) - 1                                          \
    }
/* For printf: printf("%.*s", TEXT_ARG(t)) */
#define TEXT_ARG(t) (int)(t).len, (t).ptr == NULL ? "" : (t).ptr

text text_of(const char *c_string); /* NULL gives "not known" */
bool text_is_equal(text a, text b); /* not known equals only not known */
int text_compare(text a, text b);   /* by bytes, as memcmp; shorter first */
bool text_is_known(text t);
bool text_is_empty(text t); /* empty or not known */
bool text_starts_with(text t, text start);
bool text_ends_with(text t, text end);
bool text_has_byte(text t, char c);
ptrdiff_t text_find(text t, text what); /* the offset, or -1 */
text text_slice(text t, ptrdiff_t from, ptrdiff_t to); /* clamped */
text text_trim(text t); /* blanks, tabs, CR, LF at both ends */

/* Cut at the first `sep`: the part before it is returned, *rest is what
 * follows; with no `sep` the whole is returned and *rest is not known. */
text text_cut(text t, char sep, text *rest);

/* Is it UTF-8 (no overlong forms, no surrogates) without a NUL? What is not
 * may not go into the database: PostgreSQL refuses it. */
bool text_is_utf8(text t);
/* The bytes of the character at the head of t; 0 when it is none or t ends
 * within it. A NUL is a character here. */
ptrdiff_t text_utf8_length(text t);

/* The longest prefix of at most max bytes that does not split a character. */
text text_prefix(text t, ptrdiff_t max);

/* Whole text is a decimal integer with an optional sign, within range. */
bool text_parse_int(text t, int64_t *out);
/* Whole text is a plain decimal number such as -0.05 or 6e3; '.' only. */
bool text_parse_real(text t, double *out);

/* FNV-1a, for hash tables inside one process; never for secrets. */
uint64_t text_hash(text t);

#endif
