#include "base/random.h"

#include "base/err.h"

uint64_t
random_split(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

struct random
random_from(uint64_t seed)
{
    struct random r;
    for (int i = 0; i < 4; i++)
        r.state[i] = random_split(&seed);
    return r;
}

static uint64_t
rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

uint64_t
random_bits(struct random *r)
{
    uint64_t *s = r->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

__extension__ typedef unsigned __int128 wide;

uint64_t
random_below(struct random *r, uint64_t bound)
{
    require(bound > 0);
    wide m = (wide)random_bits(r) * bound;
    if ((uint64_t)m < bound) {
        uint64_t too_few = -bound % bound;
        while ((uint64_t)m < too_few)
            m = (wide)random_bits(r) * bound;
    }
    return (uint64_t)(m >> 64);
}

double
random_real(struct random *r)
{
    return (double)(random_bits(r) >> 11) * 0x1p-53;
}

void
random_order(struct random *r, ptrdiff_t n, int32_t *at)
{
    require(n >= 0 && n <= INT32_MAX);
    for (int32_t i = 0; i < n; i++) {
        uint64_t j = random_below(r, (uint64_t)i + 1);
        at[i] = at[j];
        at[j] = i;
    }
}
