/* Addresses: taken apart and decoded once, strictly; and put together again.
 *
 * People get wrong: decode first and split after, or decode twice. Here the
 * path is decoded as one piece only after "%2F" and other escapes that would
 * change its segments were refused.
 *
 * Memory  results are in the arena, or lent from what was given
 */
#ifndef WEB_ADDRESS_H
#define WEB_ADDRESS_H

#include "base/arena.h"
#include "text/lang.h"

struct address {
    const struct lang *lang; /* what stood in front, or NULL */
    text path;               /* decoded, begins with '/', without language */
    text query;              /* raw; not known when there is no '?' */
    bool has_extra_slash;    /* "/place/": the path is given without it */
};

/* ERR_BAD_INPUT: does not begin with '/', holds a byte outside 0x21..0x7e or
 * a '#', a broken escape; decoded, no UTF-8, a control byte, a backslash, a
 * '/' that was escaped, "//", or "." or ".." as a segment. */
enum err address_read(struct arena *a, text target, struct address *out);

/* %XX once, '+' as a blank when is_form; false when an escape is broken. */
bool percent_decode(struct arena *a, text in, bool is_form, text *out);
/* All but letters, digits and -._~ escaped; also '/' kept when is_path. */
text percent_encode(struct arena *a, text in, bool is_path);

/* The next of "a=1&b=2", still encoded; false at the end. A name without '='
 * has a value that is not known. Empty pairs are skipped. */
bool pair_next(text *rest, text *name, text *value);

#endif
