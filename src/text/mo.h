/* A reader of gettext's .mo files: phrases, contexts and plurals.
 *
 * Why our own: the C library finds translations by the process's locale, and
 * we serve four languages in many threads. A file is checked once, when it is
 * opened; after that nothing changes and nothing can fail, so that any number
 * of threads may look things up.
 *
 * People get wrong: a phrase that is there with an empty translation counts
 * as missing, and the empty phrase, which is the file's head, cannot be asked
 * for.
 *
 * Shape   `struct mo` all zero is a language without a single phrase
 * Memory  lends the file's bytes: keep them as long as the struct
 * Errors  mo_open: ERR_BAD_INPUT, with what is wrong and where; looking up
 *         has none, text "not known" says that the phrase is missing
 * Cost    opening reads the file once; a lookup is a binary search
 * Source  GNU gettext manual 0.21, "The Format of GNU MO Files" and "Plural
 *         forms"; both byte orders, revision 0; the hash table is not used
 */
#ifndef TEXT_MO_H
#define TEXT_MO_H

#include "base/text.h"

enum { MO_PLURAL_NODES = 64, MO_PLURAL_DEPTH = 32 };

/* One node of the plural expression; children stand before their parent. */
struct mo_node {
    unsigned char op;      /* see mo_plural.c */
    unsigned char a, b, c; /* children */
    uint64_t number;
};

struct mo_plural {
    struct mo_node node[MO_PLURAL_NODES]; /* the root is the last */
    int n_nodes;
    int n_forms;
};

struct mo {
    const unsigned char *bytes;
    ptrdiff_t len;
    bool is_big; /* byte order */
    uint32_t n_phrases;
    uint32_t phrases_at, translations_at; /* offsets of the two tables */
    struct mo_plural plural;
};

enum err
mo_open(struct mo *mo, const void *bytes, ptrdiff_t len, struct why *why);

/* The translation, or not known. `context` may be NULL. */
text mo_phrase(const struct mo *mo, const char *context, const char *phrase);
/* The form for a count of n; the sign does not matter. */
text mo_plural(const struct mo *mo, const char *one, int64_t n);

/* "nplurals=2; plural=(n != 1);", up to the end of the text or of its line;
 * ERR_BAD_INPUT when it is none, or larger than the limits above. */
enum err mo_plural_parse(struct mo_plural *p, text line, struct why *why);
/* Which form n takes: 0 .. n_forms-1. Dividing by zero, or a form that there
 * is not, gives 0. */
int mo_plural_form(const struct mo_plural *p, uint64_t n);

#endif
