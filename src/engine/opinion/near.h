/* Do two statements say nearly the same in the same words?
 *
 *     if (cp_near(folded_new, folded_old)) ... offer the old one for answers
 *
 * Folded means: small letters, marks off, words with one blank between them
 * (lang_fold in text/ does so). Only statements in one language are compared.
 *
 * People get wrong: words say little about meaning. "We need a bus" and "we
 * need no bus" are near; so it is a question to the writer, never a refusal.
 */
#ifndef ENGINE_OPINION_NEAR_H
#define ENGINE_OPINION_NEAR_H

#include "base/text.h"

enum { CP_NEAR_BYTES = 700 }; /* what is longer is looked at so far */

/* How many different runs of three bytes both have, and how many one of them
 * has at least; with a blank before and behind each text. Both 0: neither has
 * any.
 *
 * Errors  none: any bytes are compared
 * Cost    n log n of the bytes, no memory
 * Source  Jaccard 1901: parts in common by parts of either
 * Check   near_test.c: all pairs of runs */
struct cp_near_parts {
    int32_t n_both, n_either;
};
struct cp_near_parts cp_near_parts(text a, text b);

/* Is at least four fifths in common?
 * Source  by itself: 5 n_both >= 4 n_either, in whole numbers
 * Check   near_test.c */
bool cp_near(text a, text b);

#endif
