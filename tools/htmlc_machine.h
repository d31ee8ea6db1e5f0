/* What htmlc_machine.c and htmlc_context.c share. */
#ifndef HTMLC_MACHINE_H
#define HTMLC_MACHINE_H

#include "htmlc.h"

enum state {
    S_TEXT,
    S_OPEN,     /* < */
    S_END_OPEN, /* </ */
    S_BANG,     /* <! */
    S_DOCTYPE,
    S_COMMENT,
    S_TAG_NAME,
    S_IN_TAG, /* after a blank: an attribute may begin */
    S_ATTR_NAME,
    S_AFTER_NAME,   /* a blank after it: '=' may come */
    S_BEFORE_VALUE, /* = */
    S_VALUE,
    S_AFTER_VALUE, /* a blank or the end must come */
    S_RAW,         /* script, style */
    S_RCDATA,      /* title, textarea */
    S_BAD,         /* in a tag that was reported, until its > */
};

bool is_name_byte(char c);
void name_add(struct name *n, char c);
bool name_is(const struct name *n, const char *what);
bool name_in(const struct name *n, const char *const *list);
/* This tag is spoilt: say so once, go on behind its end. */
enum err fail_in_tag(struct machine *m, struct why *why, const char *message);
/* The second of two attributes of one name is lost in a browser. */
bool attr_is_twice(struct machine *m, const struct name *name, bool is_maybe);
enum err attr_named(struct machine *m, struct why *why);

#endif
