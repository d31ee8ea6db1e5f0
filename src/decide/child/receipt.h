/* Inside this room: codes of sixteen letters and digits, on paper, by which
 * somebody finds what is theirs: who told a voice, a child's guardian.
 *
 * Memory  the arena */
#ifndef DECIDE_RECEIPT_H
#define DECIDE_RECEIPT_H

#include "base/arena.h"

enum { RECEIPT_LETTERS = 16 };

/* The code of a receipt, out of a form's token, so that the same form sent
 * twice gives the same; and its hash. Not known when it is no code. */
text receipt_of(struct arena *a, const char *use, text token);
text receipt_read(struct arena *a, text typed);
text receipt_hash(struct arena *a, text code);
text receipt_print(struct arena *a, text code); /* "ABCD-EFGH-JKMN-PQRS" */

#endif
