/* Signs that answers were not each somebody's own. They are found and shown to
 * who facilitates, as a sign and a number; nothing is dropped by them.
 *
 * People get wrong: people who agree answer alike, a link in a newspaper brings
 * many at once. So a result is shown with and without what was flagged, and
 * somebody says why.
 *
 * Units   times in milliseconds
 * Memory  the arena; scratch given back
 * Repeat  to the bit
 */
#ifndef ENGINE_OPINION_SIGNS_H
#define ENGINE_OPINION_SIGNS_H

#include "engine/opinion/votes.h"

enum {
    CP_SIGNS_ANSWERS = 10, /* so many before anything is said of a person */
    CP_SIGNS_COPIES = 3,
    CP_SIGNS_FLOOD_MS = 10 * 60 * 1000
};

/* Sets of people, three or more, of whom any two have answered ten or more of
 * the same statements, all alike: the number of somebody's set, -1: in none.
 * How many sets.
 *
 * Cost    people squared, each pair until they differ
 * Source  by itself
 * Check   signs_test.c: all pairs */
int32_t
cp_signs_copied(struct arena *a, const struct cp_votes *v, int32_t *set_of);

/* Ten answers or more, of one value.
 * Source  by itself */
bool cp_signs_is_alike(const struct cp_votes *v, int32_t person);

/* That a Poisson variable of this mean is n or more.
 * Cost    up to n steps
 * Source  the law itself
 * Check   signs_test.c */
double cp_signs_poisson(int64_t n, double mean);

/* Ten minutes with more answers than one in a million would have, were they as
 * on the days before: their beginnings, in order; how many. Nothing is said of
 * the first day, nor of fewer than ten answers.
 *
 * Shape   times ascend
 * Source  by itself; the median of whole days before
 * Check   signs_test.c */
int32_t cp_signs_floods(
    struct arena *a, const int64_t *times, ptrdiff_t n, int64_t **floods);

/* The same where only sums are kept, for nobody's times are: how many a window
 * of ten minutes has on the days but this one, by their median; on the first
 * days, when others are fewer than two, what this day brought beside the window
 * `n`, over six hours of it. At least one a day.
 *
 * Cost    sorts the days
 * Source  by itself; the law of floods above, and of all other days, since
 *         whoever looks back knows these too
 * Check   signs_test.c: the median by counting */
double cp_signs_usual(struct arena *a, const int64_t *of_day, ptrdiff_t n_days,
    ptrdiff_t day, int64_t n);

/* People sleep, and come when they are free: so full windows that come every
 * day are no flood. The median of what `of_day` has on the other days; 0, when
 * others are fewer than two.
 * Source  by itself
 * Check   signs_test.c */
double cp_signs_other_days(
    struct arena *a, const int64_t *of_day, ptrdiff_t n_days, ptrdiff_t day);

/* How often a window as full as this, or fuller, would be among all that were
 * looked at: the law times their number, at most 1. Under 0.01 is a sign.
 * Source  Poisson's law; Bonferroni's inequality
 * Check   signs_test.c */
double cp_signs_window(int64_t n, double usual, int64_t n_looked);

/* Do more than 30 % of all come in the last tenth of the time? Who came then is
 * marked, so that labels can be found without them.
 *
 * Shape   when each first answered
 * Source  by itself */
bool cp_signs_is_late_swarm(const int64_t *first, ptrdiff_t n, int64_t opened,
    int64_t closed, bool *is_late);

/* Batches of slips, or helpers, within one unit: of each the least p of all
 * statements against the rest of the unit times their number, then Holm over
 * batches. Under 0.01 is a sign.
 *
 * Shape   counts by batch, then statement
 * Source  Fisher 1922; Holm 1979
 * Check   signs_test.c */
void cp_signs_batches(struct arena *a, const struct cp_votes_count *counts,
    int32_t n_batches, int32_t n_statements, double *p);

/* Ten answers or more, and half of them within 1.5 s of the one before.
 *
 * Shape   times ascend
 * Source  by itself: the median of the gaps */
bool cp_signs_is_fast(struct arena *a, const int64_t *times, ptrdiff_t n);

#endif
