/* Two sides, Homa Bay and Liverpool, each with a board of the same series, not
 * shown; of each a member and a facilitator, a guest, somebody of neither. */
#ifndef SUPPORT_BOARD_CAST_H
#define SUPPORT_BOARD_CAST_H

#include "support/house.h"

struct board_cast {
    int64_t asha, bjorn, guest, lead, other_lead, stranger;
    text ours, theirs; /* pages of their boards: "/en/board/KEY" */
};
void board_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct board_cast *c);
/* page + what */
text board_cast_at(struct house *h, text page, const char *what);
text board_cast_page(struct house *h, const char *code);
int board_cast_add(struct house *h, text page, const char *fields);
int64_t board_cast_count(struct house *h, const char *sql);
/* "/en/entry/KEY" of the one entry whose words begin so. */
text board_cast_entry(struct house *h, const char *words);

#endif
