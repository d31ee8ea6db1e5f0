/* What the pages of mails are given. */
#ifndef KEEP_MAIL_PAGES_H
#define KEEP_MAIL_PAGES_H

#include "keep/mail.h"
#include "keep/mail.sql.h"
#include "web/web.h"

extern const char *const mail_statuses[]; /* NULL at the end */
const char *mail_status_word(text status);
const char *mail_kind_word(text kind);

struct mail_list_view {
    struct request *rq;
    text status;
    struct mail_list_row *rows;
    ptrdiff_t n_rows;
    text next;           /* address of earlier ones, or not known */
    bool goes_by_itself; /* a mail server is set */
};

struct mail_one_view {
    struct mail_letter row;
    text handed, again; /* where the buttons go */
    struct form *form;
    text words;  /* the body and what stands under it; or not known */
    text mailto; /* what stands behind "mailto:X?": percent-encoded */
    text language;
    bool is_open; /* may be handed on, or tried again */
    bool goes_by_itself;
    bool is_secret; /* what it says is for its receiver alone */
};

struct mail_stop_view {
    struct form *form;
    text address;
    const char *word; /* of the kind */
    bool is_stopped;
};

struct my_mail_line {
    const struct mail_kind *kind;
    bool is_stopped;
};
struct my_mail_view {
    struct form *form;
    struct my_mail_line *lines;
    ptrdiff_t n_lines;
};

#endif
