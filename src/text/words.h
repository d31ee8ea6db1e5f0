/* The compiled .mo files of locale/, baked in by the build.
 *
 * Shape   ended by a row whose `lang` is NULL; `end` is one past the last
 *         byte; `start` is aligned to 16
 * Memory  the program's own constants
 */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include <stddef.h>

struct words {
    const char *lang; /* "sv" */
    const char *start, *end;
};

extern const struct words all_words[];

#endif
