/* Keys: 63-bit integers in order of time, made by the program itself.
 *
 * The upper 42 bits are milliseconds since 1970 (enough until 2109), the
 * lower 21 are random. Two machines rarely make the same one, and the
 * database tells: draw again. A key is no secret; its time can be read.
 *
 * Shape   printed as 13 characters of Crockford's base 32 in small letters,
 *         "01hv5m2n0ck3p": order of the texts is order of the keys
 * Source  Douglas Crockford, "Base 32", crockford.com/base32.html
 */
#ifndef BASE_KEY_H
#define BASE_KEY_H

#include "base/text.h"

#include <stdatomic.h>

enum { KEY_LENGTH = 13 };

/* One a process, zeroed; any number of threads. key_new() in os/entropy.h
 * keeps one and knows clock and chance. */
struct key_maker {
    _Atomic int64_t last;
};

/* Greater than every key that this maker made before, also when the clock
 * stands still or goes back. Of `chance` the low 21 bits are used. */
int64_t key_make(struct key_maker *m, int64_t now_ms, uint64_t chance);

int64_t key_time_ms(int64_t key);

/* Writes KEY_LENGTH characters and no zero byte; key >= 0: `require`.
 * The text is `to`. */
text key_print(int64_t key, char to[KEY_LENGTH]);
/* Capital letters do; I and L are read as 1, O as 0. Whole text is a key. */
bool key_parse(text t, int64_t *key);

#endif
