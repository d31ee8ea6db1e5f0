/* Short codes that people type: from a join slip, from a list in a drawer.
 *
 * Twelve characters of 31, in groups of four: "7K2M-QF9X-WBHD". 0, 1, I, L and
 * O are not among them, for they are read as one another. Eleven are drawn at
 * random, the last follows from them: one wrong character and two that changed
 * places are always noticed, before the database is asked.
 *
 * Units   11 * log2(31) = 54 bits. Whoever guesses at a million open codes, ten
 *         times a minute from each of a thousand addresses, finds one in some
 *         five thousand years
 * Memory  the arena's; the database holds code_hash alone
 * Check   the sum of i times character i, from 1, is a multiple of 31
 */
#ifndef PEOPLE_CODE_H
#define PEOPLE_CODE_H

#include "base/arena.h"

enum { CODE_LENGTH = 12 };

text code_new(struct arena *a); /* CODE_LENGTH characters, no hyphens */
/* One that follows from a secret: the same gives the same. */
text code_of(struct arena *a, text secret);
text code_print(struct arena *a, text code); /* "7K2M-QF9X-WBHD" */
/* As it was typed or scanned: small letters, blanks and hyphens do not matter.
 * Not known: it is misspelt, or no code. */
text code_read(struct arena *a, text typed);
/* BLAKE2b-256. */
text code_hash(struct arena *a, text code);

#endif
