/* The front page and the page about the network. */
#include "network/network_about.h"
#include "network/network_pages.h"
#include "network/network_routes.h"

#include "network/about.html.h"
#include "network/front.html.h"

/* The newest active partnerships, on the map and as a list: a fixed number,
 * so that the page does not grow with the network. */
enum { FRONT_ITEMS = 24 };

/* The rows of one partnership stand together. */
static void
gather(struct arena *a, const struct partnership_newest_row *rows,
    ptrdiff_t n_rows, struct front_page *p)
{
    p->items = arena_new(a, struct partnership_item, n_rows);
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        const struct partnership_newest_row *r = &rows[i];
        struct side_item *side = partnership_add(p->items, &p->n_items,
            &(struct partnership_line){ .id = r->id,
                .name = r->name,
                .kind = r->kind,
                .status = r->status,
                .has_position = r->has_position,
                .position = r->position,
                .side_name = r->side_name });
        if (side == NULL)
            continue;
        side->place_id = r->place_id;
        side->place_name = r->place_name;
        side->has_point = r->has_latitude && r->has_longitude;
        side->latitude = r->latitude;
        side->longitude = r->longitude;
    }
}

/* The map and the list: the same for whoever reads. */
static enum err
make_partnerships(struct request *rq, html *made)
{
    struct partnership_newest_row *rows;
    ptrdiff_t n_rows;
    struct front_page p = { 0 };
    enum err e = partnership_newest(rq->db, rq->arena,
        (struct partnership_newest_in){ .status = TEXT("active"),
            .before_id = INT64_MAX,
            .n_rows = FRONT_ITEMS + 1 },
        &rows, &n_rows);
    if (e != OK)
        return e;
    gather(rq->arena, rows, n_rows, &p);
    p.has_more = p.n_items > FRONT_ITEMS;
    p.n_items -= p.has_more;
    p.map = network_map(rq, p.items, p.n_items);
    struct view v = request_view(rq);
    network_front_partnerships(&v, &p);
    *made = view_html(&v);
    return OK;
}

enum err
front_show(struct request *rq, struct answer *an)
{
    struct front_page p = { 0 };
    if (!request_piece(rq, "front", false, &p.partnerships)) {
        enum err e = make_partnerships(rq, &p.partnerships);
        if (e != OK)
            return e;
        request_keep_piece(rq, "front", false, p.partnerships);
    }
    request_describe(rq, &p.name, &p.sentence);
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
    p.is_default = !p.about.is_known;
    p.links =
        edit_links_of(rq, "network", p.name.source, NETWORK_ID, 0, 0, NULL);
    struct view v = request_view(rq);
    network_about(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("About this network")),
            .section = "about",
            .body = view_html(&v) });
    return OK;
}
