/* What can go wrong, as values; and the two ways to say why.
 *
 * The world's surprises are values of enum err, and the compiler makes the
 * caller look at them. Our own bugs are `require`, which is always compiled
 * in and stops the process: a wrong answer about people is worse than none.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum [[nodiscard]] err {
    OK = 0,
    ERR_NOT_FOUND, /* it is not there, or not for this reader */
    ERR_BAD_INPUT, /* what was given cannot be used; `why` says what */
    ERR_CONFLICT,  /* somebody else was first */
    ERR_DENIED,    /* this actor may not */
    ERR_BUSY,      /* too much at once: try again */
    ERR_NO_ROOM,   /* a limit was reached: memory, disk, size */
    ERR_IO,        /* a file or a socket failed */
    ERR_DB,        /* the database failed or is gone */
    ERR_NEWER,     /* made by a newer version of this program */
};

/* A sentence for the person who runs the program; English, no full stop at
 * the end, at most 500 bytes, cut if longer. Zero it before use. */
struct why {
    char text[504];
};

/* Print into `why` (which may be NULL) and return `code`, so that a failing
 * function ends in `return err_say(why, ERR_IO, "cannot open %s", path);` */
enum err err_say(struct why *why, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A short English name: "not found". Never NULL. */
const char *err_name(enum err code);

_Noreturn void require_failed(const char *file, int line, const char *what);

#define require(x)                                                             \
    ((x) ? (void)0 : require_failed(__FILE__, __LINE__, #x))

/* For the rare place where a failure changes nothing, with the reason in a
 * comment beside it. */
#define ignore(x) ((void)((x) == OK))

#endif
