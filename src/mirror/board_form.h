/* Inside boards: an entry as a form, and what its pages share. */
#ifndef MIRROR_BOARD_FORM_H
#define MIRROR_BOARD_FORM_H

#include "mirror/board.h"

struct entry_form {
    text heading, words, lang, link, number, number_of;
    bool is_signed;
};

/* A fresh one. */
void entry_form_open(struct request *rq, const struct board_headings *h,
    struct form *form);
/* What was sent, with what is wrong said at its field. */
enum err entry_form_parse(struct request *rq, const struct board_headings *h,
    struct form *form, struct entry_form *given);

/* The board of the address. */
enum err board_load(struct request *rq, struct board_head_row *head);
/* Its page; with a form that was sent, or NULL. */
enum err board_answer(struct request *rq, struct answer *an,
    const struct board_head_row *head, struct form *form);

#endif
