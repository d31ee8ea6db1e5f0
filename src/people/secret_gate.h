/* The gate before passwords: few are hashed at a time, few wait.
 *
 * A hash takes a core and 32 MiB for 41 ms. One runs at a time, on machines
 * with four cores two; one waits, and one more who comes from a browser that
 * is known and goes first. At least one thread is always left for the others.
 *
 * Whoever had more of the last eight, by address or by the account that they
 * try, makes room for who had fewer: whoever guesses much, from one
 * address or at one account, takes one place and not all of them.
 */
#ifndef PEOPLE_SECRET_GATE_H
#define PEOPLE_SECRET_GATE_H

#include "base/err.h"

/* Who comes: numbers that are the same for the same address and the same
 * account; 0 is nobody's. */
struct gate_turn {
    uint64_t peer, account;
    bool is_known; /* comes from a browser that is known */
    /* of the gate */
    bool is_sent_away;
    int place;
};

/* How many threads answer. Two at least: `require`. 4 unless said. */
void gate_threads(int n_workers);
/* ERR_BUSY: too many are there, or for too long. */
enum err gate_enter(struct gate_turn *turn);
void gate_leave(const struct gate_turn *turn);

#endif
