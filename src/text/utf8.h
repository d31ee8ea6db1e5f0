/* Characters of UTF-8 and UTF-16, one at a time.
 *
 * ICU's macros for this do not pass our warnings, and jumping is not at
 * stake: these only compute.
 *
 * Errors  what is no UTF-8 counts byte by byte as U+FFFD, half a pair of
 *         UTF-16 likewise
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/text.h"

/* The character at *at, which moves behind it; *at must be inside. */
int32_t utf8_next(text t, ptrdiff_t *at);
int utf8_put(int32_t c, char out[static 4]); /* how many bytes */

/* The same for an array of n units. */
int32_t utf16_next(const uint16_t *units, int32_t n, int32_t *at);
int utf16_put(int32_t c, uint16_t out[static 2]); /* how many units */

#endif
