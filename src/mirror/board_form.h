/* Inside boards: an entry as a form, and what its pages share. */
#ifndef MIRROR_BOARD_FORM_H
#define MIRROR_BOARD_FORM_H

#include "keep/document.h"
#include "mirror/board.h"

struct entry_form {
    text heading, words, lang, link, number, number_of;
    text from; /* KIND-KEY, or not known */
    bool is_signed;
};

/* A fresh one. */
void entry_form_open(struct request *rq, const struct board_headings *h,
    struct form *form);
/* What it says that it comes from; not known: nothing. */
text entry_form_from(const struct form *form);
/* What was sent, with what is wrong said at its field. */
enum err entry_form_parse(struct request *rq, const struct board_headings *h,
    struct form *form, struct entry_form *given);

/* With what is kept, to be changed: its theme is a field of it too. */
void entry_form_of(struct request *rq, const struct board_headings *h,
    const struct board_entry_card_row *row, const struct prose_set *prose,
    struct form *form);
/* What was given, in the row that is kept. */
void entry_form_put(
    struct arena *a, const struct entry_form *given, struct board_entry *row);
bool number_read(struct arena *a, text typed, double *to);

/* The board of the address. */
enum err board_load(struct request *rq, struct board_head_row *head);
/* Its page; with a form that was sent, or NULL. */
enum err board_answer(struct request *rq, struct answer *an,
    const struct board_head_row *head, struct form *form);

/* ---- The page of one entry ---------------------------------------------- */

struct entry_other { /* one of another side, that may answer it */
    int64_t id;
    text said; /* "Homa Bay: A choir of mothers ..." */
};
struct entry_page {
    const struct board_head_row *board;
    const struct board_entry_card_row *entry;
    struct board_rights may;
    text heading, title, address, board_address;
    struct wording words;
    struct thread_block thread;
    struct documents documents;
    bool may_change;
    const struct form *form;  /* to change it; NULL: they may not */
    const struct form *link;  /* to say what answers it; NULL: nothing could */
    const struct form *search; /* among those that could; NULL: all are there */
    text q, link_address;
    const struct form *photo; /* to add one; NULL: they may not */
    enum board_pole pole;
    const struct form *button;
    struct edit_make makes[EDIT_MAKES_MAX];
    int n_makes;
};

/* ---- Themes of a board --------------------------------------------------- */

enum { THEME_TICKS = 50 }; /* entries on a page of ticks */

struct themes_page {
    const struct board_head_row *board;
    struct board_headings headings;
    struct board_themes_row *themes;
    ptrdiff_t n_themes;
    struct board_entries_row *entries; /* of all; those without one first */
    ptrdiff_t n_entries, n_left;
    const struct form *form, *button;
    text address, board_address;
};
/* Was it ticked in a form that is shown again? */
bool theme_is_ticked(
    const struct themes_page *p, const struct board_entries_row *entry);

#endif
