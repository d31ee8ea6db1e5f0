/* A mail that somebody sent, read: who it is to, whether a person wrote it,
 * and what they wrote above what they quoted.
 *
 * Everything in it is a stranger's. Nothing here fails: what cannot be read is
 * taken for what it looks like, and at worst there are no words.
 *
 * Shape   lines end in LF or CRLF. Of several parts the first plain text
 *         counts, in parts of parts at most MIME_DEPTH_MAX deep; without one
 *         the first page, its tags taken away
 * Memory  the arena: some ten times the mail
 * Cost    linear in the mail, for each level of parts
 * Source  RFC 5322, RFC 2045-2046, RFC 3834
 */
#ifndef KEEP_MIME_READ_H
#define KEEP_MIME_READ_H

#include "base/buf.h"

enum { MIME_DEPTH_MAX = 6, MIME_HEADERS_MAX = 400, MIME_PARTS_MAX = 100 };

struct mime_mail {
    text message_id;   /* with its <>, or not known */
    text receivers;    /* all that name one, as they stand, a blank between */
    bool is_automatic; /* a machine's answer, a list's, a bounce */
    text words;        /* UTF-8, LF, at most MIME_WORDS_MAX; may be empty */
};
enum { MIME_WORDS_MAX = 32 << 10 };

struct mime_mail mime_read(struct arena *a, text mail);

/* What stands above a quotation and a signature: for tests. */
text mime_above_quote(struct arena *a, text words);

#endif
