#include "os/clock.h"

#include <errno.h>
#include <time.h>

static int64_t
read_clock(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t
now_s(void)
{
    return read_clock(CLOCK_REALTIME) / 1000000000;
}

int64_t
now_ms(void)
{
    return read_clock(CLOCK_REALTIME) / 1000000;
}

int64_t
monotonic_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

void
sleep_ms(int64_t ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
    while (ms > 0 && clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &t) == EINTR)
        ;
}
