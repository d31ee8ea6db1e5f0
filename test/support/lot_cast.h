/* A panel of four seats, two for the young, of Homa Bay and Liverpool, and all
 * that is done to one; the cast is that of board_cast.h, and `lead` acts. */
#ifndef SUPPORT_LOT_CAST_H
#define SUPPORT_LOT_CAST_H

#include "decide/panel/lot.h"
#include "support/board_cast.h"

struct lot_cast {
    struct board_cast c;
    int64_t id;
    text page; /* "/en/panel/KEY" */
};
text lot_cast_at(struct house *h, const struct lot_cast *t, const char *what);
int lot_cast_post(struct house *h, const struct lot_cast *t, const char *what,
    const char *fields);
void lot_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct lot_cast *t, const char *more);
void lot_cast_crowd_from(
    struct house *h, const struct lot_cast *t, int first, int n);
void lot_cast_crowd(struct house *h, const struct lot_cast *t, int n);
void lot_cast_work(struct house *h);
text lot_cast_today(struct house *h);
void lot_cast_say_source(struct house *h, const struct lot_cast *t);
text
lot_cast_download(struct house *h, const struct lot_cast *t, const char *what);
void lot_cast_draw(struct house *h, const struct lot_cast *t, const char *seed);
void lot_cast_drawn(struct house *h, struct support *s, struct support_db *d,
    struct lot_cast *t, int n);
text lot_cast_drawn_of(struct house *h, int number);

#endif
