/* What bench/view/rows.html prints. */
#ifndef VIEW_ROWS_H
#define VIEW_ROWS_H

#include "base/text.h"

struct bench_row {
    text name, address, country, organisation, website;
    int64_t n_people;
};

#endif
