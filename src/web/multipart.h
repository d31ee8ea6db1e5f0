/* multipart/form-data: where each part of a body stands.
 *
 * Nothing is copied: a part is an offset and a size within the body, which is
 * held in memory or in a file (struct web_input). Whoever wants a file's
 * bytes reads them there.
 *
 *     struct multipart m;
 *     struct multipart_part p;
 *     enum err e = multipart_open(&m, a, in);
 *     while (e == OK && (e = multipart_next(&m, &p)) == OK)
 *         ...
 *     ERR_NOT_FOUND is the end
 *
 * Refused: no or a strange boundary, anything before the first part, a part
 * without its name, heads of more than 4 KB, a body that stops before its
 * end is marked, anything but line ends after that.
 *
 * Memory  64 KB of the arena, and the names
 * Errors  ERR_BAD_INPUT  it is none; ERR_NOT_FOUND  there are no more parts;
 *         ERR_IO
 * Cost    linear in the bytes
 * Source  RFC 7578; RFC 2046, 5.1.1; HTML Living Standard, "Multipart form
 *         data" for how names are quoted
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "web/server.h"

struct multipart {
    struct arena *arena;
    const struct web_input *in;
    text delimiter; /* CRLF -- boundary */
    char *window;   /* bytes of the body from window_at on */
    ptrdiff_t window_len;
    int64_t window_at;
    int64_t at; /* behind the last delimiter */
    bool is_at_end;
};
struct multipart_part {
    text name, file_name; /* file_name not known: a plain field */
    int64_t at, size;     /* of the value, within the body */
};

bool is_multipart(text content_type);
enum err multipart_open(
    struct multipart *m, struct arena *a, const struct web_input *in);
enum err multipart_next(struct multipart *m, struct multipart_part *p);

/* Bytes of a body wherever it is; *n is 0 at its end. */
enum err body_read(const struct web_input *in, int64_t at, char *to,
    ptrdiff_t room, ptrdiff_t *n);

#endif
