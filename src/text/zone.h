/* When the clocks of a place changed, out of ICU's tables: for whoever counts
 * days there. */
#ifndef TEXT_ZONE_H
#define TEXT_ZONE_H

#include "base/arena.h"

/* From instants[i] on clocks stand offsets[i] seconds east of UTC; the first
 * also holds before. */
struct zone {
    int64_t *instants; /* microseconds since 1970-01-01T00:00:00Z, ascending */
    int32_t *offsets;
    int n; /* one at least */
};

/* "Africa/Nairobi", from 1900 to 2100.
 *
 * Memory  the arena: some 3 KB
 * Errors  ERR_NOT_FOUND  there is no such zone
 * Cost    some 100 us */
enum err zone_load(struct zone *z, struct arena *a, text name);

/* What the clocks there show, as seconds since 1970-01-01T00:00:00 by them, to
 * UTC seconds. An hour that comes twice is the first; one that is left out is
 * as much later as the clocks were put on.
 *
 * Cost    a walk over the changes */
int64_t zone_instant(const struct zone *z, int64_t local_s);

#endif
