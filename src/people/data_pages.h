/* What the templates of data.html are given. */
#ifndef PEOPLE_DATA_PAGES_H
#define PEOPLE_DATA_PAGES_H

#include "base/json.h"
#include "keep/consent.h"
#include "web/web.h"

enum { DATA_ROWS_MAX = 50 }; /* of a list, on the page; the file has all */

struct data_consent {
    const struct consent *row;
    html what;
    text address; /* to take it back */
};

struct data_page {
    const struct form *form;
    const struct json_value *all; /* the very export */
    text name, file, erase;
    struct data_consent *consents;
    ptrdiff_t n_consents;
    bool is_other; /* a coordinator looks */
};

struct erase_page {
    const struct form *form;
    text name, address, back;
    html backups; /* until when they still have it */
    bool is_other, is_stale;
};

/* "given_at" in the reader's words, and a value: times as they are read. */
html data_word(struct view *v, text name);
text data_plain(struct view *v, const struct json_value *x);

handler data_show, data_file, data_of_show, data_of_file;
handler consent_send;
handler erase_show, erase_send, erase_of_show, erase_of_send, left_show;

#endif
