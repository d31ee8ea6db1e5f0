/* An arena is a region of memory that is given back all at once.
 *
 * Three lifetimes: process, request, call. A function that allocates takes an
 * arena; nothing is freed singly. When an arena has no room it jumps to its
 * boundary, which only the request (or the command, or the test) sets:
 *
 *     struct arena a;
 *     arena_open(&a, 1 << 20);
 *     jmp_buf boundary;
 *     a.no_room = &boundary;
 *     if (setjmp(boundary) != 0) { ... roll back, unlock, say 503 ... }
 *
 * People get wrong: never let an arena jump across a frame of SQLite, libpq,
 * ICU, cmark, libmicrohttpd or qsort. Take the room before, or use arena_try.
 *
 * Memory  blocks from malloc, kept by the arena, of 64 KiB or as asked
 * Errors  arena_take jumps; with no boundary set it stops the process
 *         arena_try returns NULL
 * Cost    a few instructions and a memset
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/text.h"

#include <setjmp.h>

struct arena_block;

struct arena {
    char *at, *end;            /* what is free in the newest block */
    struct arena_block *block; /* newest first */
    ptrdiff_t n_left;          /* bytes that blocks may still be made of */
    jmp_buf *no_room;          /* the boundary */
};

/* `limit` bytes at most, headers of blocks not counted. */
void arena_open(struct arena *a, ptrdiff_t limit);
void arena_close(struct arena *a);
/* Everything taken is gone; the first block is kept for the next request. */
void arena_reset(struct arena *a, ptrdiff_t limit);

/* Zeroed room for `count` things of `size`; the product may not overflow. */
void *arena_take(
    struct arena *a, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
    __attribute__((malloc, returns_nonnull));
void *arena_try(
    struct arena *a, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
    __attribute__((malloc));

/* Room for bytes that are written at once: not zeroed. */
char *arena_room(struct arena *a, ptrdiff_t len)
    __attribute__((malloc, returns_nonnull));
/* The same for anything that is large, or NULL: what is never written costs no
 * memory. */
void *arena_try_room(struct arena *a, ptrdiff_t len)
    __attribute__((malloc));

/* arena_new(a, struct place, n_places) */
#define arena_new(a, type, count)                                              \
    ((type *)arena_take(                                                       \
        a, (ptrdiff_t)sizeof(type), (ptrdiff_t)_Alignof(type), count))

/* For what is needed only during a call: mark, work, rewind. What was taken
 * in between is gone. */
struct arena_mark {
    char *at, *end;
    struct arena_block *block;
    ptrdiff_t n_left;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

/* A zero byte follows what these four give: .ptr is a C string too, unless
 * there is a NUL in it. */
text arena_copy(struct arena *a, text t); /* not known stays not known */
char *arena_c_string(struct arena *a, text t);
text arena_print(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Several texts in one: arena_join(a, 3, (text[]){ x, y, z }) */
text arena_join(struct arena *a, ptrdiff_t n, const text *parts);

#endif
