/* gzip, undone piece by piece.
 *
 *     struct gunzip *g = gunzip_open(arena, limit);
 *     while there are bytes:
 *         do
 *             e = gunzip_take(g, &in, &out, &why);
 *         while (e == OK && out.len > 0 && use(out));
 *     bool is_whole = gunzip_is_whole(g);
 *     gunzip_close(g);
 *
 * People get wrong: a kilobyte may come out as a megabyte, so what comes out is
 * what has to have a limit. Several packed one behind the other are one.
 *
 * Memory  64 KB of the arena, and 40 KB of zlib until it is closed
 * Source  RFC 1952
 */
#ifndef OS_GUNZIP_H
#define OS_GUNZIP_H

#include "base/arena.h"

struct gunzip;

/* By its first two bytes. */
bool gunzip_is(text head);
/* Of at most `limit` bytes that come out; NULL when there is no memory. */
struct gunzip *gunzip_open(struct arena *a, int64_t limit);
/* Takes from *in and lends *out, until the next call; *out is empty when *in
 * is used up.
 *
 * Errors  ERR_BAD_INPUT  it is damaged
 *         ERR_NO_ROOM    more came out than the limit */
enum err
gunzip_take(struct gunzip *g, text *in, text *out, struct why *why);
/* Nothing is missing at the end of what was taken. */
bool gunzip_is_whole(const struct gunzip *g);
void gunzip_close(struct gunzip *g); /* NULL is fine */

#endif
