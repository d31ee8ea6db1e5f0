/* What the templates of recovery are given. */
#ifndef PEOPLE_RECOVER_PAGES_H
#define PEOPLE_RECOVER_PAGES_H

#include "people/recover.h"
#include "web/web.h"

struct recover_page {
    const struct form *form;
    struct recovery_waiting_row *rows;
    ptrdiff_t n_rows;
    int64_t reader_id;
    int n_coordinators; /* that can sign in; 3: three or more */
};

struct recover_given_page {
    text name, address;
};

#endif
