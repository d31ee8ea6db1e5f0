/* How many forms are taken, so that nobody fills the database with them.
 *
 * Counted in memory, for each address and for all together: `n_at_once` at
 * once, then one a minute; from all together ten times as many. A hospital or
 * a mobile network is one address, and so is everybody behind a proxy that is
 * not trusted to say otherwise: the limit is made for floods, not for people.
 *
 * Shape   an IPv6 address counts by its first 64 bits: a household has as many
 *         of the others as it likes
 * Memory  64 KiB. With more addresses at once than it remembers, those that
 *         sent least are forgotten; the limit of all together holds on
 * Cost    a lock
 */
#ifndef WEB_LIMIT_H
#define WEB_LIMIT_H

#include "base/arena.h"

struct limit;

struct limit *limit_open(struct arena *process, int n_at_once, uint64_t salt);
void limit_close(struct limit *l); /* NULL is fine */
/* One more from this address; false when it is one too many, which does not
 * count. `now_ms` never goes back. */
bool limit_take(struct limit *l, text address, int64_t now_ms);

#endif
