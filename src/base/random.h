/* Random numbers that can be drawn again: for engines, generators and tests.
 *
 * The same seed gives the same draws on every machine. Never for secrets,
 * tokens or keys: those come from os/entropy.h.
 *
 * Cost    about a nanosecond a draw
 * Repeat  to the bit; the seed belongs into whatever result is kept
 * Source  xoshiro256** 1.0 and splitmix64: Blackman and Vigna 2018,
 *         prng.di.unimi.it; drawing below a bound: Lemire 2019, "Fast random
 *         integer generation in an interval", algorithm 5
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};

/* Any seed will do, 0 too: splitmix64 spreads it over the state. */
struct random random_from(uint64_t seed);
uint64_t random_bits(struct random *r);
/* 0 to bound - 1, each equally likely; bound > 0: `require`. */
uint64_t random_below(struct random *r, uint64_t bound);
/* 0 <= x < 1, in steps of 2^-53. */
double random_real(struct random *r);
/* Order n numbers 0 to n - 1 in `at`, every order equally likely. */
void random_order(struct random *r, ptrdiff_t n, int32_t *at);

/* One step of splitmix64: also a good way to mix an integer. */
uint64_t random_split(uint64_t *state);

#endif
