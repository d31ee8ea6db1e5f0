#include "os/entropy.h"
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

int64_t
key_new(void)
{
    static struct key_maker maker;
    return key_make(&maker, now_ms(), entropy_bits());
}
