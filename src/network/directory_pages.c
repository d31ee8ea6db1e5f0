/* What every directory does: a page of lines, and the same as CSV. */
#include "network/network_pages.h"

#include "base/csv.h"
#include "base/key.h"
#include "network/directory.html.h"

static text
name_of(const void *context, ptrdiff_t i)
{
    return ((const struct directory_line *)context)[i].name;
}

/* The lines and the way to the next. */
static enum err
make_lines(struct request *rq, struct directory_page *p)
{
    struct list_view *l = &p->list;
    /* one row more tells whether there is a next page */
    enum err e =
        p->directory->load(rq, &l->ask, LIST_ROWS + 1, &p->rows, &l->n_rows);
    if (e != OK)
        return e;
    bool has_more = l->n_rows > LIST_ROWS;
    l->n_rows -= has_more;
    list_close(rq, l, has_more, l->n_rows > 0 ? p->rows[l->n_rows - 1].id : 0);
    p->order = arena_new(rq->arena, ptrdiff_t, l->n_rows);
    lang_sort(rq->lang, rq->arena, l->n_rows, name_of, p->rows, p->order);
    struct view v = request_view(rq);
    network_directory_lines(&v, p);
    p->lines = view_html(&v);
    return OK;
}

enum err
directory_show(struct request *rq, struct answer *an, const struct directory *d)
{
    struct directory_page p = { .directory = d,
        .list = { .path = arena_print(rq->arena, "/%s", d->kind).ptr,
            .filter_label = N_("Kind"),
            .choices = d->kinds,
            .choice_word = kind_word } };
    struct list_view *l = &p.list;
    list_parse(rq, d->kinds, &l->ask);
    if (!request_piece(rq, "lines", true, &p.lines)) {
        enum err e = make_lines(rq, &p);
        if (e == ERR_NOT_FOUND)
            return list_restart(rq, an, l, "");
        if (e != OK)
            return e;
        request_keep_piece(rq, "lines", true, p.lines);
    }
    p.make = edit_new_address(rq, d->kind);
    struct view v = request_view(rq);
    network_directory(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = say(&v, d->title),
            .section = d->kind,
            .body = view_html(&v),
            .csv = list_csv(rq, l) });
    return OK;
}

enum err
directory_csv(struct request *rq, struct answer *an, const struct directory *d)
{
    struct list_view l = { .path = arena_print(rq->arena, "/%s", d->kind).ptr };
    struct directory_line *rows;
    ptrdiff_t n_rows;
    list_parse(rq, d->kinds, &l.ask);
    enum err e = d->load(rq, &l.ask, LIST_CSV_ROWS, &rows, &n_rows);
    if (e == ERR_NOT_FOUND)
        return list_restart(rq, an, &l, ".csv");
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&out);
    csv_add(&w, TEXT("key"));
    csv_add(&w, TEXT("name"));
    csv_add(&w, TEXT("kind"));
    csv_add(&w, TEXT("within"));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        char key[KEY_LENGTH];
        csv_add(&w, key_print(rows[i].id, key));
        csv_add_for_people(&w, rows[i].name);
        csv_add(&w, rows[i].kind);
        csv_add_for_people(&w, rows[i].within);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = text_of(d->file_name);
    an->may_cache = true;
    return OK;
}
