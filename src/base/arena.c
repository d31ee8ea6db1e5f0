#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *next;
    ptrdiff_t size; /* of `bytes` */
    _Alignas(max_align_t) char bytes[];
};

enum { BLOCK_SIZE = 64 * 1024 };

void
arena_open(struct arena *a, ptrdiff_t limit)
{
    *a = (struct arena){ .n_left = limit };
}

static void
drop_until(struct arena *a, const struct arena_block *keep)
{
    while (a->block != keep) {
        struct arena_block *next = a->block->next;
        free(a->block);
        a->block = next;
    }
}

void
arena_close(struct arena *a)
{
    drop_until(a, NULL);
    *a = (struct arena){ 0 };
}

void
arena_reset(struct arena *a, ptrdiff_t limit)
{
    struct arena_block *first = a->block;
    while (first != NULL && first->next != NULL)
        first = first->next;
    /* a small first block is not worth keeping: a ladder made it so */
    if (first != NULL && first->size != BLOCK_SIZE)
        first = NULL;
    if (first != NULL && limit < first->size)
        first = NULL;
    drop_until(a, first);
    *a = (struct arena){ .n_left = limit, .block = first };
    if (first != NULL) {
        a->at = first->bytes;
        a->end = first->bytes + first->size;
        a->n_left -= first->size;
    }
}

static bool
grow(struct arena *a, ptrdiff_t size)
{
    ptrdiff_t room = size < BLOCK_SIZE ? BLOCK_SIZE : size;
    if (room > a->n_left)
        room = a->n_left;
    if (room < size)
        return false;
    struct arena_block *b = malloc(sizeof *b + (size_t)room);
    if (b == NULL)
        return false;
    b->next = a->block;
    b->size = room;
    a->block = b;
    a->at = b->bytes;
    a->end = b->bytes + room;
    a->n_left -= room;
    return true;
}

static ptrdiff_t
padding(const char *at, ptrdiff_t align)
{
    return (ptrdiff_t)(-(uintptr_t)at & (uintptr_t)(align - 1));
}

static char *
find_room(struct arena *a, ptrdiff_t want, ptrdiff_t align)
{
    bool fits =
        a->block != NULL && want <= a->end - a->at - padding(a->at, align);
    if (!fits && !grow(a, want))
        return NULL;
    char *at = a->at + padding(a->at, align);
    a->at = at + want;
    return at;
}

_Noreturn static void
leave(struct arena *a)
{
    if (a->no_room != NULL)
        longjmp(*a->no_room, 1);
    fputs("counterpart: out of memory\n", stderr);
    abort();
}

void *
arena_try(struct arena *a, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
{
    ptrdiff_t want;
    require(size >= 0 && count >= 0);
    require(align > 0 && align <= (ptrdiff_t) _Alignof(max_align_t));
    if (__builtin_mul_overflow(size, count, &want))
        return NULL;
    char *at = find_room(a, want, align);
    return at != NULL && want > 0 ? memset(at, 0, (size_t)want) : at;
}

void *
arena_take(struct arena *a, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
{
    void *at = arena_try(a, size, align, count);
    if (at == NULL)
        leave(a);
    return at;
}

char *
arena_room(struct arena *a, ptrdiff_t len)
{
    require(len >= 0);
    char *at = find_room(a, len, 1);
    if (at == NULL)
        leave(a);
    return at;
}

void *
arena_try_room(struct arena *a, ptrdiff_t len)
{
    require(len >= 0);
    return find_room(a, len, (ptrdiff_t) _Alignof(max_align_t));
}

struct arena_mark
arena_mark(const struct arena *a)
{
    return (struct arena_mark){ a->at, a->end, a->block, a->n_left };
}

void
arena_rewind(struct arena *a, struct arena_mark mark)
{
    drop_until(a, mark.block);
    a->at = mark.at;
    a->end = mark.end;
    a->block = mark.block;
    a->n_left = mark.n_left;
}

text
arena_copy(struct arena *a, text t)
{
    if (t.ptr == NULL)
        return t;
    char *to = arena_room(a, t.len + 1);
    if (t.len > 0)
        memcpy(to, t.ptr, (size_t)t.len);
    to[t.len] = '\0';
    return (text){ to, t.len };
}

char *
arena_c_string(struct arena *a, text t)
{
    char *to = arena_room(a, t.len + 1);
    to[t.len] = '\0';
    if (t.len > 0)
        memcpy(to, t.ptr, (size_t)t.len);
    return to;
}

text
arena_print(struct arena *a, const char *format, ...)
{
    va_list args;
    require(format != NULL);
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    require(n >= 0);
    char *to = arena_room(a, (ptrdiff_t)n + 1);
    va_start(args, format);
    vsnprintf(to, (size_t)n + 1, format, args);
    va_end(args);
    return (text){ to, n };
}

text
arena_join(struct arena *a, ptrdiff_t n, const text *parts)
{
    ptrdiff_t len = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        len += parts[i].len;
    char *to = arena_room(a, len + 1);
    ptrdiff_t at = 0;
    to[len] = '\0';
    for (ptrdiff_t i = 0; i < n; i++) {
        if (parts[i].len > 0)
            memcpy(to + at, parts[i].ptr, (size_t)parts[i].len);
        at += parts[i].len;
    }
    return (text){ to, len };
}
