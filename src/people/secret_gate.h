/* The gate before passwords: few are hashed at a time, few wait.
 *
 * A hash takes a core and 32 MiB for 41 ms. One runs at a time, on machines
 * with four cores two; one waits, and one more who comes from a browser that
 * is known and goes first. At least one thread is always left for the others.
 *
 * Whoever had more of the last eight, by address or by the account that they
 * try, makes room for who had fewer: whoever guesses much, from one
 * address or at one account, takes one place and not all of them. Among
 * those who had as few, who comes back goes before who comes for the first
 * time, and who comes for the third before the second: each refusal of the
 * same account from the same address counts, until it is computed. Whoever
 * guesses from ever new addresses at ever new accounts is always new; and if
 * they come back for each guess as well, they guess that many times less.
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
    unsigned n_refused; /* in a row, before this time */
};

/* A turn that is refused counts from its second second on: twice at once is
 * once. It is forgotten after ten minutes; for tests. */
enum { GATE_APART_S = 1, GATE_AGAIN_S = 600 };

/* How many threads answer. Two at least: `require`. 4 unless said. */
void gate_threads(int n_workers);
/* ERR_BUSY: too many are there, or for too long. */
enum err gate_enter(struct gate_turn *turn);
void gate_leave(const struct gate_turn *turn);

#endif
