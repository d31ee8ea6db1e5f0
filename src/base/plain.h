/* What others wrote, on the terminal of the person who runs the program.
 *
 * A name in a CSV file, a message in a form or a file's name may hold bytes by
 * which a terminal moves, hides, recolours or answers. Whatever of that kind
 * stands in a text comes out as '?': control characters, those of the C1 range
 * too (U+009B begins a command as ESC [ does), marks that turn the direction
 * of writing, line separators of Unicode, bytes that are no UTF-8.
 *
 */
#ifndef BASE_PLAIN_H
#define BASE_PLAIN_H

#include "base/text.h"

#include <stdio.h>

/* Line ends and tabs stay. */
void plain_put(FILE *to, text t);
/* On one line, which is ended: line ends and tabs in it become blanks, so that
 * nobody writes a second line in our name. */
void plain_put_line(FILE *to, text t);

#endif
