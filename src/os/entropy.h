/* Chance from the kernel: for keys, tokens and seeds. */
#ifndef OS_ENTROPY_H
#define OS_ENTROPY_H

#include "base/key.h"

void entropy(void *to, ptrdiff_t n); /* never fails: getrandom */
uint64_t entropy_bits(void);

/* A new key of this process, greater than every one before; any thread.
 * Cost  under a microsecond */
int64_t key_new(void);
/* One that says no more of its time than the day (UTC): for what is kept
 * without who it was. Order of these keys is chance within their day. */
int64_t key_of_day(int64_t utc_s);

#endif
