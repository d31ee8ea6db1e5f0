/* A shared library that is looked for when it is needed, and may be missing:
 * what a process that runs for years needs once a week costs it nothing until
 * then. */
#ifndef OS_LIBRARY_H
#define OS_LIBRARY_H

#include "base/text.h"

struct library {
    void *handle;
};
/* By the name under which Debian installs it: "libcairo.so.2". It is never
 * closed. ERR_NOT_FOUND: there is none. */
enum err library_open(struct library *l, const char *name);
/* The address of a function into *to, a pointer to that kind of function. */
bool library_find(
    const struct library *l, const char *name, void *to, ptrdiff_t size);

#endif
