/* How often somebody may be wrong.
 *
 * Each attempt counts against who tries (an address) and what is tried (an
 * account), before anything is computed; one that was right is taken back.
 * An account has two counts: one for each address that tries it, which is
 * short, and one for all together, which is long: who is attacked from one
 * address can sign in from another. A browser in which the owner signed in
 * before has a count of its own and none of the others: whatever thousands of
 * addresses do to an account, they do not lock its owner out.
 *
 * People get wrong: behind a proxy that is not trusted, all share its address.
 *
 * Shape   counts live in the memory of the process, in a table of fixed size;
 *         when it is full, who owes least is forgotten
 * Cost    a lock and some hashing
 * Source  the generic cell rate algorithm: ITU-T I.371, annex A
 */
#ifndef PEOPLE_ATTEMPT_H
#define PEOPLE_ATTEMPT_H

#include "base/text.h"

struct attempt {
    uint64_t keys[3];
    int n_keys;
    uint64_t peer, account; /* the same for the same; 0: not known */
};

/* May one more be made? `what` may be not known: then only the address
 * counts. `*wait_s` says after how long, when not. */
bool attempt_allow(
    text peer, text what, int64_t now_ms, struct attempt *at, int *wait_s);
/* The same from a browser that is known (device.h) to be the account's. */
bool attempt_allow_device(
    text device, text what, int64_t now_ms, struct attempt *at, int *wait_s);
/* A mail to that address: three at once, then one in 20 minutes, whoever asks
 * for it. *is_mailed: false when these are used up; the asker is not told. */
bool attempt_allow_mail(
    text peer, text mail, int64_t now_ms, bool *is_mailed, int *wait_s);
/* It was right: it does not count. */
void attempt_forgive(const struct attempt *at);

/* The part of an address that one household or one attacker has: the whole
 * of IPv4, the first 64 bits of IPv6. */
text attempt_peer(text peer);

/* Forget everything: for tests. */
void attempts_clear(void);

#endif
