/* Places: the directory, one place. */
#include "network/network_pages.h"
#include "network/network_routes.h"
#include "network/network_words.h"

#include "keep/search.h"
#include "network/place.html.h"

/* One page of places, and one row more when there is a next page. */
static enum err
load_list(struct request *rq, const struct list_ask *ask, int64_t n_rows,
    struct directory_line **rows, ptrdiff_t *n)
{
    if (!text_is_empty(ask->q)) {
        text words = search_words(rq->arena, TEXT("place"), ask->q);
        return place_list_words(rq->db, rq->arena,
            (struct place_list_words_in){ .words = words,
                .kind = ask->kind,
                .after_id = ask->after,
                .n_rows = n_rows },
            rows, n);
    }
    struct place last = { .name_sort = TEXT_INIT("") };
    if (ask->after != 0) {
        enum err e = place_get(rq->db, rq->arena,
            (struct place_get_in){ .id = ask->after }, &last);
        if (e != OK)
            return e;
    }
    if (!text_is_empty(ask->kind))
        return place_list_kind(rq->db, rq->arena,
            (struct place_list_kind_in){ .kind = ask->kind,
                .after_sort = last.name_sort,
                .after_id = ask->after,
                .n_rows = n_rows },
            rows, n);
    return place_list(rq->db, rq->arena,
        (struct place_list_in){ .after_sort = last.name_sort,
            .after_id = ask->after,
            .n_rows = n_rows },
        rows, n);
}

static const struct directory places = { .kind = "place",
    .title = N_("Places"),
    .file_name = "places.csv",
    .kinds = place_kinds,
    .load = load_list };

enum err
place_list_show(struct request *rq, struct answer *an)
{
    return directory_show(rq, an, &places);
}

enum err
place_list_csv(struct request *rq, struct answer *an)
{
    return directory_csv(rq, an, &places);
}

enum err
place_show(struct request *rq, struct answer *an)
{
    enum { N_ROWS = 50 };
    struct place_page p = { 0 };
    struct prose_set prose = { 0 };
    int64_t id = request_key(rq, 0);
    bool is_found = false;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    place_get_ask(
        &batch, (struct place_get_in){ .id = id }, &p.place, &is_found);
    prose_ask(&batch, id, &prose);
    place_children_ask(&batch,
        (struct place_children_in){ .place_id = id, .n_rows = N_ROWS },
        &p.children, &p.n_children);
    place_organisations_ask(&batch,
        (struct place_organisations_in){ .place_id = id, .n_rows = N_ROWS },
        &p.organisations, &p.n_organisations);
    place_partnerships_ask(&batch,
        (struct place_partnerships_in){ .place_id = id, .n_rows = N_ROWS },
        &p.partnerships, &p.n_partnerships);
    enum err e = request_ask(rq, &batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e == OK && p.place.has_parent_id)
        e = place_get(rq->db, rq->arena,
            (struct place_get_in){ .id = p.place.parent_id }, &p.parent);
    if (e != OK)
        return e;
    if (page_has_moved(rq, an, "place", p.place.name, id))
        return OK;
    p.about = prose_show(rq, &prose, "about");
    p.links = edit_links_of(rq, "place", p.place.name, id, 0, 0, NULL);
    struct view v = request_view(rq);
    network_place(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){
            .title = p.place.name, .section = "place", .body = view_html(&v) });
    return OK;
}
