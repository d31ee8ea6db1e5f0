/* Text of another character set as UTF-8.
 *
 * Only sets that mails come in are known, by a list: the names are a
 * stranger's, and the system would load code for each of its own many.
 */
#ifndef OS_CHARSET_H
#define OS_CHARSET_H

#include "base/arena.h"

/* What is no text of that set, or of a set that is not known, has U+FFFD for
 * each byte that is not ASCII. Zero bytes go. Always UTF-8. */
text charset_to_utf8(struct arena *a, text charset, text bytes);

#endif
