/* A buffer grows at its end, in an arena; what it holds is lent as text.
 *
 * Memory  its arena; growing leaves the old copy behind, so guess the size
 * Errors  none: no room jumps, as the arena does
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
    struct arena *arena;
    char *ptr;
    ptrdiff_t len, cap;
};

struct buf buf_in(struct arena *a, ptrdiff_t guess);
void buf_grow(struct buf *b, ptrdiff_t more); /* room for `more` bytes */
void buf_add(struct buf *b, text t);
void buf_int(struct buf *b, int64_t n);
/* The fewest digits that read back as the same bits: "0.1", "6e+30". */
void buf_real(struct buf *b, double x);
void buf_print(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
text buf_text(const struct buf *b); /* lent until the next change */

static inline void
buf_byte(struct buf *b, char c)
{
    if (b->len == b->cap)
        buf_grow(b, 1);
    b->ptr[b->len++] = c;
}

#endif
