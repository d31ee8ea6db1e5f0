#include "os/entropy.h"

#include "base/random.h"
#include "os/clock.h"

#include <errno.h>
#include <sys/random.h>

void
entropy(void *to, ptrdiff_t n)
{
    char *at = to;
    while (n > 0) {
        ssize_t got = getrandom(at, (size_t)n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        require(got > 0);
        at += got;
        n -= got;
    }
}

uint64_t
entropy_bits(void)
{
    uint64_t bits;
    entropy(&bits, sizeof bits);
    return bits;
}

/* Keys are no secret, so they need not ask the kernel each time. After a fork
 * two processes may draw alike: the database tells, as with any other two. */
int64_t
key_new(void)
{
    static struct key_maker maker;
    static _Thread_local struct random random;
    static _Thread_local bool is_seeded;
    if (!is_seeded)
        random = random_from(entropy_bits());
    is_seeded = true;
    return key_make(&maker, now_ms(), random_bits(&random));
}

int64_t
key_of_day(int64_t utc_s)
{
    enum { DAY_S = 86400, CHANCE_BITS = 21 };
    uint64_t chance = entropy_bits();
    uint64_t ms = (uint64_t)(utc_s - utc_s % DAY_S) * 1000 +
        (chance >> CHANCE_BITS) % ((uint64_t)DAY_S * 1000);
    return (int64_t)(ms << CHANCE_BITS |
        (chance & (((uint64_t)1 << CHANCE_BITS) - 1)));
}
