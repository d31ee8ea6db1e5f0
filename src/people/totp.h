/* Codes of six digits that a phone shows, anew every 30 seconds.
 *
 * People get wrong: clocks differ. A code counts in its own step and in the
 * one before and behind it, and once: whoever saw one over a shoulder cannot
 * use it again.
 *
 * Source  RFC 6238 (TOTP: M'Raihi, Machani, Pei, Rydell 2011) over RFC 4226
 *         (HOTP), with HMAC-SHA-1 by OpenSSL: what every app knows
 */
#ifndef PEOPLE_TOTP_H
#define PEOPLE_TOTP_H

#include "base/arena.h"

enum { TOTP_STEP_S = 30, TOTP_DIGITS = 6, TOTP_SECRET_LENGTH = 20 };

int64_t totp_step(int64_t now); /* UTC seconds */
/* The code of a step, as a number of so many digits at most. */
int64_t totp_code(text secret, int64_t step, int n_digits);
/* The step whose code was typed: now, before or behind, and later than
 * `last`; 0 when there is none. */
int64_t totp_match(text secret, text typed, int64_t now, int64_t last);

/* RFC 4648's base 32, in groups of four: "JBSW Y3DP ..." */
text totp_print(struct arena *a, text secret);
/* What the QR code holds: "otpauth://totp/..." */
text totp_address(struct arena *a, text network, text name, text secret);

#endif
