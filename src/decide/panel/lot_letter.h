/* Inside panels: letters in plain words and the reader's language: to ask
 * people, to those who were drawn, to those who were not, to reserves.
 *
 * People get wrong: a letter to one person says their chance, and is for them
 * alone; the one that asks says nothing about anybody. */
#ifndef DECIDE_LOT_LETTER_H
#define DECIDE_LOT_LETTER_H

#include "decide/panel/lot.h"
#include "os/helper.h"

enum { LETTER_LINES_MAX = 24 };
struct lot_letter {
    const struct lang *lang;
    text title;
    text lines[LETTER_LINES_MAX]; /* paragraphs */
    int n;
};

/* "asked" "chosen" "not" "reserve": which is for somebody who stands so; NULL:
 * none now. */
const char *lot_letter_kind(const struct lot *l, text standing);
/* `who` and `list` NULL for "asked"; times: of the list's panels. */
void lot_letter_write(struct arena *a, const struct lang *lang,
    const struct lot *l, const char *kind, const struct panel_volunteer *who,
    const struct panel_list *list, int64_t times, struct lot_letter *to);
text lot_letter_text(struct arena *a, const struct lot_letter *letter);

/* lot_letter_work of decide.h: JSON to a page of A4 as PDF. What does not fit
 * is set in smaller type, 7 points at least.
 * Errors  ERR_BAD_INPUT  that is no such JSON */
text
lot_letter_json(struct arena *a, const struct lot_letter *letter, int64_t at);

struct lot_letter_page {
    const struct lot_letter *letter;
    text back;
    bool is_busy;
};

#endif
