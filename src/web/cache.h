/* Pages that were made once and are the same for every visitor, kept until
 * the database changes.
 *
 * A page is kept under a key (language, address, encoding) together with the
 * change count of the database that was read BEFORE it was made; it counts
 * while a request sees that same number. Another number empties everything.
 *
 * Memory  at most `max` bytes, in chunks that are taken when first needed and
 *         then used again; what was not asked for longest goes first
 * Errors  none: what does not fit is not kept
 * Cost    a lock, a hash, a copy
 */
#ifndef WEB_CACHE_H
#define WEB_CACHE_H

#include "base/arena.h"

struct cache;

struct kept {
    const void *route; /* whose page it is, for the log */
    text type, etag, encoding, body;
};

enum { CACHE_KEY_MAX = 512 };

/* NULL when there is no memory. */
struct cache *cache_open(ptrdiff_t max);
void cache_close(struct cache *c);

/* Copies into the arena. */
bool cache_get(struct cache *c, text key, int64_t change_count, struct arena *a,
    struct kept *kept);
void cache_put(
    struct cache *c, text key, int64_t change_count, const struct kept *kept);
int64_t cache_bytes(struct cache *c); /* in use now */

#endif
