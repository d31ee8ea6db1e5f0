/* Inside keep: what the templates of the history are given. */
#ifndef KEEP_VERSION_PAGES_H
#define KEEP_VERSION_PAGES_H

#include "keep/edit_pages.h"

struct history_line {
    int64_t n, at;
    text who, what; /* who: not known when nobody of us; what: labels */
    text action;    /* said */
    text address;
};
struct history_page {
    const struct edit *ed;
    struct history_line *lines;
    ptrdiff_t n_lines;
    text next; /* earlier ones, or not known */
};

struct version_change {
    text label, old, now;
};
struct version_page {
    const struct edit *ed;
    struct form *form;
    struct history_line line;
    struct version_change *cells, *texts;
    int n_cells, n_texts;
    bool can_restore;
    text trouble; /* why it could not be, or not known */
    text address; /* of this page */
    text older, newer;
};

#endif
