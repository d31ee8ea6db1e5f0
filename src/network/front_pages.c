/* The front page and the page about the network. */
#include "network/network_about.h"
#include "network/network_pages.h"
#include "network/network_routes.h"

#include "network/about.html.h"
#include "network/front.html.h"

/* The newest active partnerships, on the map and as a list: a fixed number,
 * so that the page does not grow with the network. */
enum { FRONT_ITEMS = 24 };

enum err
front_show(struct request *rq, struct answer *an)
{
    struct partnership_line *rows;
    ptrdiff_t n_rows;
    struct front_page p = { 0 };
    enum err e = partnership_newest(rq->db, rq->arena,
        (struct partnership_newest_in){ .status = TEXT("active"),
            .before_id = INT64_MAX,
            .n_rows = FRONT_ITEMS + 1 },
        &rows, &n_rows);
    if (e != OK)
        return e;
    partnership_gather(rq->arena, rows, n_rows, &p.items, &p.n_items);
    p.has_more = p.n_items > FRONT_ITEMS;
    p.n_items -= p.has_more;
    network_describe(rq, &p.name, &p.sentence);
    p.map = network_map(rq, p.items, p.n_items);
    struct view v = request_view(rq);
    network_front(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = p.name,
            .description = p.sentence,
            .section = "front",
            .body = view_html(&v) });
    return OK;
}

enum err
about_show(struct request *rq, struct answer *an)
{
    struct network_about p = network_about_load(rq);
    struct view v = request_view(rq);
    network_about(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("About this network")),
            .section = "about",
            .body = view_html(&v) });
    return OK;
}
