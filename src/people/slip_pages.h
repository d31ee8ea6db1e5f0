/* What the templates of slips are given. */
#ifndef PEOPLE_SLIP_PAGES_H
#define PEOPLE_SLIP_PAGES_H

#include "people/slip.h"
#include "text/qr.h"

struct slip_ask_page {
    const struct form *form;
};

struct slip_page {
    const struct form *form;
    text address;        /* to be posted to */
    text network, title; /* what it leads into; title may be unknown */
    const char *role;    /* N_() */
    text person;         /* who is signed in, or not known */
};

struct sheets_page {
    const struct form *form;
    text address;     /* of the list; forms below it */
    text title, back; /* of the thing, and its page; or not known */
    struct slip_sheet_of_thing_row *rows;
    ptrdiff_t n_rows;
    int64_t now;
    int64_t n_days;
};

struct print_page {
    struct request *rq;
    const struct slip_order *order;
    text network, title, back;
    text within; /* of what leads elsewhere: what it is a part of */
    text host;   /* as people type it: "network.example/slip" */
    text leads;  /* whole, but for the code: "https://network.example/slip/" */
};

struct slip_name_page {
    text name, sign_name, host;
};

#endif
