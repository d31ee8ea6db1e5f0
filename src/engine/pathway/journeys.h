/* Journeys of made-up patients, by a rule that is written down in words: the
 * same seed gives the same bytes everywhere.
 *
 * Remote sub-counties wait longer and lose more people, people of 65 and over
 * are lost more often, women more often after a referral; what is planted can
 * be looked for.
 *
 * Cost    some 100 ns an event
 * Repeat  the same bytes for the same seed
 * Source  SplitMix64: Steele, Lea and Flood 2014
 */
#ifndef ENGINE_PATHWAY_JOURNEYS_H
#define ENGINE_PATHWAY_JOURNEYS_H

#include "base/buf.h"

struct cp_journeys {
    uint64_t state;  /* begins as the seed */
    int64_t n_cases; /* so far */
};

/* Check   digests of whole files */
void cp_journeys_header(struct buf *out);
/* The next case's rows, in order of time.
 * Check   digests of whole files */
void cp_journeys_next(struct cp_journeys *j, struct buf *out);

#endif
