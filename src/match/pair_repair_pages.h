/* What the template of repairs is given. */
#ifndef MATCH_PAIR_REPAIR_PAGES_H
#define MATCH_PAIR_REPAIR_PAGES_H

#include "match/pair_what_pages.h"

struct repair_page {
    struct what_page what; /* names, cost, fault */
    bool is_ready, goes_on, had_pair, was_settled;
    bool is_shared; /* somebody may have several: what stands is not moved */
    int n_pairs; /* that they had */
    const struct what_people_row *gone; /* NULL: nobody was chosen */
    struct repair_late_row *late;
    ptrdiff_t n_late;
    text mark;
    const struct form *form;
};

#endif
