/* Inside keep: what the templates of removing and bringing back are given. */
#ifndef KEEP_BIN_PAGES_H
#define KEEP_BIN_PAGES_H

#include "keep/bin.h"
#include "keep/edit_pages.h"

struct bin_line {
    text title, kind; /* kind: said */
    text address;     /* of its page, or not known */
};
struct remove_page {
    const struct edit *ed;
    struct form *form;
    text address;
    struct bin_line *along, *holders;
    int n_along, n_holders;     /* as many as are listed */
    int n_more_along, n_hidden; /* and besides; not to be seen */
    bool is_forbidden, is_too_much;
    int days; /* of its way back */
    text trouble;
};

struct bin_row {
    text title, kind, who, address;
    int64_t at, until;
    bool may_restore;
};
struct bin_page {
    struct form *form;
    struct bin_row *rows;
    ptrdiff_t n_rows;
    bool is_all; /* of everybody */
    int days;    /* of the way back */
    text next, trouble;
};

#endif
