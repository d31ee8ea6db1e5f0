/* What the templates of the second step are given. */
#ifndef PEOPLE_TWO_STEP_PAGES_H
#define PEOPLE_TWO_STEP_PAGES_H

#include "people/code.h"
#include "people/two_step.h"
#include "text/qr.h"

struct two_step_page {
    const struct form *form;
    bool must;            /* the network asks it of this reader */
    text address, secret; /* for the app: as a QR code, and to type */
    int n_codes;          /* that are left */
    const text *codes;
};

#endif
