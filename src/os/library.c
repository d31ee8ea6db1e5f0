#include "os/library.h"

#include <dlfcn.h>
#include <string.h>

enum err
library_open(struct library *l, const char *name)
{
    l->handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    return l->handle == NULL ? ERR_NOT_FOUND : OK;
}

bool
library_find(
    const struct library *l, const char *name, void *to, ptrdiff_t size)
{
    void *found = dlsym(l->handle, name);
    require(size == (ptrdiff_t)sizeof found);
    memcpy(to, &found, sizeof found); /* C knows no such conversion */
    return found != NULL;
}
