#include "network/network_pages.h"

html
network_map(struct request *rq, const struct partnership_item *items,
    ptrdiff_t n_items)
{
    (void)rq, (void)items, (void)n_items;
    return (html){ "", 0 };
}
