/* A calendar file (.ics) of days, whole or from one time to another: what
 * people open in their telephone.
 *
 *     struct calendar c = calendar_begin(&out, TEXT("Asha – Björn"));
 *     calendar_add(&c, &(struct calendar_day){ .id = meeting, .date = day,
 *         .title = TEXT("..."), .words = note, .made_at = at });
 *     calendar_finish(&c);
 *
 * Shape   lines end in CRLF and have 75 bytes at most, folded between
 *         characters; a control character of a text becomes a blank
 * Source  RFC 5545, sections 3.1, 3.3.5, 3.3.11, 3.6.1, 3.8.1.11
 */
#ifndef TEXT_CALENDAR_H
#define TEXT_CALENDAR_H

#include "base/buf.h"

struct calendar {
    struct buf *out;
};
struct calendar_day {
    int64_t id; /* a key: the same day again replaces it */
    text date;  /* 2026-05-07 */
    text last;  /* the last of several whole days; not known: it is one */
    text title, words, address, place;
    int64_t made_at;
    /* UTC seconds; 0: a whole day. Without an end it is an hour. */
    int64_t begins_at, ends_at;
    bool is_off; /* it was to be, and is not */
};

struct calendar calendar_begin(struct buf *out, text name);
void calendar_add(struct calendar *c, const struct calendar_day *day);
void calendar_finish(struct calendar *c);

#endif
