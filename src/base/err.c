#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>

enum err
err_say(struct why *why, enum err code, const char *format, ...)
{
    if (why != NULL) {
        va_list args;
        va_start(args, format);
        vsnprintf(why->text, sizeof why->text, format, args);
        va_end(args);
    }
    return code;
}

const char *
err_name(enum err code)
{
    switch (code) {
    case OK: return "ok";
    case ERR_NOT_FOUND: return "not found";
    case ERR_BAD_INPUT: return "bad input";
    case ERR_CONFLICT: return "conflict";
    case ERR_DENIED: return "not allowed";
    case ERR_BUSY: return "busy";
    case ERR_NO_ROOM: return "no room";
    case ERR_IO: return "input or output failed";
    case ERR_DB: return "the database failed";
    case ERR_NEWER: return "made by a newer version";
    }
    return "unknown error";
}

void
require_failed(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: required: %s\n", file, line, what);
    abort();
}
