/* Is this request's head one that every reader reads alike?
 *
 * The strict half of the seam, without sockets: server.h lists what it
 * refuses. People get wrong: what the library accepts is not what a proxy in
 * front of it read, so a doubtful head is refused, never mended.
 *
 * Memory  lends; allocates nothing
 * Cost    linear in the bytes of the head
 * Source  RFC 9110 (tokens, Expect), RFC 9112 (framing), RFC 3986 (target)
 */
#ifndef WEB_SERVER_CHECK_H
#define WEB_SERVER_CHECK_H

#include "web/server.h"

struct head {
    text method, version; /* as sent: "GET", "HTTP/1.1" */
    text target;          /* as sent, the query included */
    const struct web_header *headers;
    ptrdiff_t n_headers;
};

enum { BODY_IS_CHUNKED = -1 };

struct head_verdict {
    int status;         /* 0: it may pass */
    const char *reason; /* English, for whoever wrote the client */
    enum web_method method;
    int64_t body_size; /* 0 without a body, or BODY_IS_CHUNKED */
};
struct head_verdict head_check(const struct head *head);

/* The one value of a header; not known when there is none or are several. */
text head_value(const struct head *head, text name, ptrdiff_t *n_found);

/* Are two words of ASCII the same but for capitals? */
bool word_is_same(text a, text b);

#endif
