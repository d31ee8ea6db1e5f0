/* Organisations: the directory, one organisation. */
#include "network/network_pages.h"
#include "network/network_routes.h"
#include "network/network_words.h"

#include "keep/search.h"
#include "network/organisation.html.h"
#include "people/people.h"

/* One page of organisations, and one row more when there is a next page. */
static enum err
load_list(struct request *rq, const struct list_ask *ask, int64_t n_rows,
    struct directory_line **rows, ptrdiff_t *n)
{
    if (!text_is_empty(ask->q)) {
        text words = search_words(rq->arena, TEXT("organisation"), ask->q);
        return organisation_list_words(rq->db, rq->arena,
            (struct organisation_list_words_in){ .words = words,
                .kind = ask->kind,
                .after_id = ask->after,
                .n_rows = n_rows },
            rows, n);
    }
    struct organisation last = { .name_sort = TEXT_INIT("") };
    if (ask->after != 0) {
        enum err e = organisation_get(rq->db, rq->arena,
            (struct organisation_get_in){ .id = ask->after }, &last);
        if (e != OK)
            return e;
    }
    if (!text_is_empty(ask->kind))
        return organisation_list_kind(rq->db, rq->arena,
            (struct organisation_list_kind_in){ .kind = ask->kind,
                .after_sort = last.name_sort,
                .after_id = ask->after,
                .n_rows = n_rows },
            rows, n);
    return organisation_list(rq->db, rq->arena,
        (struct organisation_list_in){ .after_sort = last.name_sort,
            .after_id = ask->after,
            .n_rows = n_rows },
        rows, n);
}

static const struct directory organisations = { .kind = "organisation",
    .title = N_("Organisations"),
    .file_name = "organisations.csv",
    .kinds = organisation_kinds,
    .load = load_list };

enum err
organisation_list_show(struct request *rq, struct answer *an)
{
    return directory_show(rq, an, &organisations);
}

enum err
organisation_list_csv(struct request *rq, struct answer *an)
{
    return directory_csv(rq, an, &organisations);
}

/* Who works here, and one more. */
static void
add_links(struct request *rq, struct organisation_page *p)
{
    static const struct edit_make makes[] = {
        { .kind = "affiliation", .label = N_("Add a person who works here") },
        { .kind = NULL },
    };
    int64_t id = p->organisation.id;
    p->links = edit_links_of(
        rq, "organisation", p->organisation.name, id, 0, 0, makes);
    p->people_links = arena_new(rq->arena, struct edit_links, p->n_people);
    for (ptrdiff_t i = 0; i < p->n_people; i++)
        p->people_links[i] = edit_links_of(rq, "affiliation", p->people[i].name,
            p->people[i].link_id, id, 0, NULL);
}

enum err
organisation_show(struct request *rq, struct answer *an)
{
    enum { N_ROWS = 50 };
    struct organisation_page p = { 0 };
    struct prose_set prose = { 0 };
    int64_t id = request_key(rq, 0);
    bool is_found = false;
    struct documents_asked documents;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    documents_ask(&batch, &rq->actor, TEXT("organisation"), id, &documents);
    organisation_get_ask(&batch, (struct organisation_get_in){ .id = id },
        &p.organisation, &is_found);
    prose_ask(&batch, id, &prose);
    thread_ask(&batch, id, &p.thread);
    organisation_partnerships_ask(&batch,
        (struct organisation_partnerships_in){
            .organisation_id = id, .n_rows = N_ROWS },
        &p.partnerships, &p.n_partnerships);
    organisation_people_ask(&batch,
        (struct organisation_people_in){
            .organisation_id = id,
            .viewer = rq->actor.person_id,
            .today = day_of(rq->arena, rq->now),
            .n_rows = N_ROWS },
        &p.people, &p.n_people);
    organisation_programmes_ask(&batch,
        (struct organisation_programmes_in){
            .funder_id = id, .n_rows = N_ROWS },
        &p.programmes, &p.n_programmes);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    p.has_place = p.organisation.has_place_id;
    if (e == OK && p.has_place)
        e = place_get(rq->db, rq->arena,
            (struct place_get_in){ .id = p.organisation.place_id }, &p.place);
    if (e != OK)
        return e;
    if (page_has_moved(rq, an, "organisation", p.organisation.name, id))
        return OK;
    e = thread_finish(rq, "organisation", id, &p.thread);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < p.n_people; i++)
        p.is_any_illustrative =
            p.is_any_illustrative || p.people[i].is_illustrative;
    p.about = prose_show(rq, &prose, "about");
    documents_take(&rq->actor, &documents, &p.documents);
    add_links(rq, &p);
    p.door_links = door_links_of(rq, "organisation", id);
    struct view v = request_view(rq);
    network_organisation(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = p.organisation.name,
            .section = "organisation",
            .body = view_html(&v) });
    return OK;
}
