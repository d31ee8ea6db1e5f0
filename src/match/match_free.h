/* Inside match/: when somebody is free. Whole days, hours of one day, hours of
 * a weekday.
 *
 *     2024-05-06; 2024-05-13/2024-05-17        days
 *     2024-05-06T09:00/2024-05-06T12:00        hours of a day
 *     mon 09:00-12:00; tue-thu afternoon; sat  each week
 *
 * In the morning is from 8 to 12, in the afternoon from 12 to 17, in the
 * evening from 17 to 21; "mon_morning" is what a form sends.
 *
 * People get wrong: clocks. Hours are those of one clock, the same for
 * everybody who is asked: whoever asks says which.
 *
 * Units  half hours; what begins or ends within one is not free in it */
#ifndef MATCH_MATCH_FREE_H
#define MATCH_MATCH_FREE_H

#include "base/text.h"

enum { FREE_MAX = 64, HALF_HOURS = 48 };

struct match_free {
    int32_t first, last; /* days since 1970, both included; is_weekly: weekdays
                            from 1, Monday, to 7 */
    int32_t from, to;    /* half hours of each: 0 to 48, the last not in it */
    bool is_weekly;
};

/* False: that is none, or more than FREE_MAX; *wrong says what is. */
bool match_free_read(text list, struct match_free to[FREE_MAX], ptrdiff_t *n,
    const char **wrong);
/* In which half hours of that day somebody is free: a bit each. Who named
 * nothing is free in all. */
uint64_t match_free_of_day(
    const struct match_free *x, ptrdiff_t n, int32_t day);

/* What stands in the help of commands. */
#define MATCH_FREE_SAYS                                                        \
    "dates are written 2024-05-06/2024-05-17, hours "                          \
    "2024-05-06T09:00/2024-05-06T12:00 or mon 09:00-12:00"

#endif
