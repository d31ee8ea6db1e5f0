/* The documents of a thing: as a page, and as CSV. */
#include "keep/document_pages.h"
#include "keep/keep_routes.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/key.h"
#include "keep/document.html.h"

struct list_ask {
    int64_t before;
};
static const struct input list_inputs[] = {
    INPUT(struct list_ask, before, INPUT_KEY),
};

/* Those that the reader may see, newest first. */
static enum err
load(struct request *rq, int64_t n_rows, struct documents *d)
{
    struct list_ask ask = { 0 };
    query_parse(rq, list_inputs, 1, &ask);
    enum err e = thing_load(
        rq->db, rq->arena, rq->params[0], request_key(rq, 1), &d->thing);
    if (e == OK && !thing_may_see(&rq->actor, &d->thing))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = document_of_thing(rq->db, rq->arena,
            (struct document_of_thing_in){ .within_id = d->thing.id,
                .is_person = rq->actor.person_id != 0,
                .is_within = documents_are_for(&rq->actor, &d->thing),
                .is_all = rq->actor.is_coordinator,
                .before_id = ask.before > 0 ? ask.before : INT64_MAX,
                .n_rows = n_rows },
            &d->rows, &d->n_rows);
    return e;
}

enum err
documents_show(struct request *rq, struct answer *an)
{
    struct document_list_page p = { 0 };
    struct documents *d = &p.documents;
    enum err e = load(rq, DOCUMENT_ROWS + 1, d);
    if (e != OK)
        return e;
    d->has_more = d->n_rows > DOCUMENT_ROWS;
    d->n_rows -= d->has_more;
    d->may_add = document_may_add(&rq->actor, &d->thing);
    text address = documents_address(rq->arena, "documents", &d->thing);
    if (d->has_more) {
        char key[KEY_LENGTH];
        p.next = arena_print(rq->arena, "%.*s?before=%.*s", TEXT_ARG(address),
            TEXT_ARG(key_print(d->rows[d->n_rows - 1].id, key)));
    }
    struct view v = request_view(rq);
    keep_document_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Documents")),
            .csv =
                arena_print(rq->arena, "%.*s/list.csv%s%.*s", TEXT_ARG(address),
                    text_is_empty(rq->query) ? "" : "?", TEXT_ARG(rq->query)),
            .body = view_html(&v) });
    return OK;
}

enum err
documents_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "key", "name", "language", "seen",
        "type", "bytes", "at" };
    struct documents d = { 0 };
    enum err e = load(rq, DOCUMENT_CSV_ROWS, &d);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 150 * (d.n_rows + 1));
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < d.n_rows; i++) {
        const struct document_line_of *r = &d.rows[i];
        char key[KEY_LENGTH], at[RFC3339_LENGTH];
        csv_add(&w, key_print(r->id, key));
        csv_add_for_people(&w, r->name);
        csv_add(&w, r->lang);
        csv_add(&w, r->seen);
        csv_add(&w, r->type);
        csv_add_int(&w, r->size);
        csv_add(&w, date_print_rfc3339(r->uploaded_at, at));
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->download_name = TEXT("documents.csv");
    an->keeping = TEXT("no-store");
    an->body = buf_text(&out);
    return OK;
}
