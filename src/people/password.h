/* Which passwords and PINs are too weak to be taken.
 *
 * Long counts, rules about which signs do not: ten characters at least, and
 * not what others try first: one word that thousands have, with digits behind
 * it; a pattern; what everybody knows about the person. What the person chose
 * is otherwise left alone, in any script.
 *
 * A PIN is of six digits or more, and not a row, a repetition or a pattern of
 * the keys. What makes six digits enough is sign_in_lock.h.
 *
 * Cost    some 0.1 ms for the longest
 * Source  NIST SP 800-63B (2017), 5.1.1.2
 */
#ifndef PEOPLE_PASSWORD_H
#define PEOPLE_PASSWORD_H

#include "base/arena.h"

enum { PASSWORD_MIN = 10, PASSWORD_MAX = 500, PIN_MIN = 6, PIN_MAX = 12 };

enum password_fault {
    PASSWORD_IS_FINE,
    PASSWORD_IS_SHORT,   /* fewer characters than PASSWORD_MIN */
    PASSWORD_IS_COMMON,  /* one common word, and hardly more */
    PASSWORD_IS_PATTERN, /* the same sign or group again and again, a row */
    PASSWORD_IS_YOURS,   /* a name, an address, the network */
    PIN_IS_NO_NUMBER,
    PIN_IS_SHORT,
    PIN_IS_LONG,
    PIN_IS_PATTERN,
};

/* `own`: what everybody knows: the person's name, their address, the
 * network's name. */
enum password_fault
password_fault(struct arena *a, text password, const text *own, int n_own);
enum password_fault pin_fault(text pin);
/* A sentence in English, N_(); NULL when it is fine. */
const char *password_fault_said(enum password_fault fault);

bool is_digits(text t);

extern const char *const password_words[]; /* "abcde abraham ..."; NULL */

#endif
