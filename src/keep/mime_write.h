/* A mail as it goes over the wire: headers, a plain text, and the same text
 * as a plain page.
 *
 * What people typed becomes headers only by way of this file: line ends and
 * other control characters become blanks, and what is not ASCII is encoded.
 * The same letter gives the same bytes each time, so that one that was sent
 * twice is seen to be the same.
 *
 * Shape   lines end in CRLF and have at most 78 bytes, addresses excepted;
 *         all bytes but those of addresses are ASCII
 * Memory  the arena
 * Source  RFC 5322, RFC 2045-2047, RFC 3834, RFC 8058
 */
#ifndef KEEP_MIME_WRITE_H
#define KEEP_MIME_WRITE_H

#include "text/lang.h"
#include "text/view.h"

struct letter {
    int64_t id;     /* for the boundary and the message's own name */
    int64_t at;     /* UTC seconds */
    text host;      /* of the message's name: network.example */
    text from_name; /* may be unknown */
    text from, to;  /* bare addresses */
    text reply_to;  /* a bare address, or not known */
    text subject;
    text body;     /* plain, LF, a blank line between paragraphs */
    text foot;     /* the same, under a line: why one gets this; or not known */
    text stop_url; /* where one stops such mails; or not known */
    const struct lang *lang;
};

text mime_write(struct arena *a, const struct letter *l);

/* "<KEY@host>": what mime_write calls this message. */
text mime_message_id(struct arena *a, int64_t id, text host);

/* The pieces: for tests, and for whoever shows a letter. */
text mime_header(struct arena *a, const char *name, text value); /* folded */
text mime_quoted(struct arena *a, text body); /* quoted-printable */

/* A paragraph's words and its addresses, piece by piece. */
enum letter_piece { PIECE_END, PIECE_TEXT, PIECE_LINK, PIECE_BREAK };
enum letter_piece letter_next(text *rest, text *piece);
/* The next paragraph; not known after the last. */
text letter_paragraph(text *rest);

#endif
