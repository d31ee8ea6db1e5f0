/* What time it is. A function that can be handed the time as a value is
 * easier to test: ask here only at the edge. */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include <stdint.h>

int64_t now_s(void);  /* UTC seconds since 1970 */
int64_t now_ms(void); /* may go back when the clock is set */
/* For measuring and deadlines: never goes back, begins anywhere. */
int64_t monotonic_ns(void);
void sleep_ms(int64_t ms); /* at least that long, whatever signal comes */

#endif
