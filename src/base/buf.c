#include "base/buf.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buf
buf_in(struct arena *a, ptrdiff_t guess)
{
    struct buf b = { .arena = a, .cap = guess };
    b.ptr = arena_room(a, guess);
    return b;
}

void
buf_grow(struct buf *b, ptrdiff_t more)
{
    if (more <= b->cap - b->len)
        return;
    ptrdiff_t cap = b->cap < 64 ? 64 : b->cap;
    while (cap - b->len < more)
        require(!__builtin_mul_overflow(cap, 2, &cap));
    /* the newest thing in the arena grows in place */
    if (b->ptr != NULL && b->ptr + b->cap == b->arena->at &&
        cap - b->cap <= b->arena->end - b->arena->at) {
        b->arena->at += cap - b->cap;
        b->cap = cap;
        return;
    }
    char *to = arena_room(b->arena, cap);
    if (b->len > 0)
        memcpy(to, b->ptr, (size_t)b->len);
    b->ptr = to;
    b->cap = cap;
}

void
buf_add(struct buf *b, text t)
{
    if (t.len <= 0)
        return;
    buf_grow(b, t.len);
    memcpy(b->ptr + b->len, t.ptr, (size_t)t.len);
    b->len += t.len;
}

void
buf_int(struct buf *b, int64_t n)
{
    char digits[24];
    int at = (int)sizeof digits;
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n < 0)
        digits[--at] = '-';
    buf_add(b, (text){ digits + at, (ptrdiff_t)sizeof digits - at });
}

/* What was written with 15 digits or fewer comes back so; 17 are always
 * enough. Reals too small to be normal have fewer digits to tell. */
void
buf_real(struct buf *b, double x)
{
    char digits[32];
    int n = 0;
    bool is_normal = x <= -DBL_MIN || x >= DBL_MIN;
    for (int precision = is_normal ? 15 : 1; precision <= 17; precision++) {
        n = snprintf(digits, sizeof digits, "%.*g", precision, x);
        if (strtod(digits, NULL) == x)
            break;
    }
    require(n > 0 && n < (int)sizeof digits);
    buf_add(b, (text){ digits, n });
}

void
buf_print(struct buf *b, const char *format, ...)
{
    va_list args;
    /* mostly there is room already: then it is printed once */
    ptrdiff_t room = b->cap - b->len;
    char none[1];
    va_start(args, format);
    int n = vsnprintf(
        room > 0 ? b->ptr + b->len : none, (size_t)room, format, args);
    va_end(args);
    require(n >= 0);
    if (n >= room) {
        buf_grow(b, (ptrdiff_t)n + 1);
        va_start(args, format);
        vsnprintf(b->ptr + b->len, (size_t)n + 1, format, args);
        va_end(args);
    }
    b->len += n;
}

text
buf_text(const struct buf *b)
{
    return (text){ b->ptr, b->len };
}
