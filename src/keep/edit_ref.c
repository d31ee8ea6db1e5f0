/* What a column refers to, chosen by typing its name. */
#include "keep/edit.h"

#include "keep/search.h"
#include "keep/search.sql.h"
#include "keep/sheet_row.h"

#include <string.h>

const struct thing_kind *
edit_kind_of(const struct sheet *s)
{
    const struct thing_kind *k;
    for (int i = 0; (k = thing_kind_at(i)) != NULL; i++)
        if (k->sheet == s)
            return k;
    return NULL;
}

enum err
edit_ref_title(
    struct request *rq, const struct sheet *ref, int64_t id, text *title)
{
    struct thing t;
    *title = (text){ 0 };
    enum err e = thing_load(rq->db, rq->arena, text_of(ref->table), id, &t);
    if (e == OK && thing_may_see(&rq->actor, &t))
        *title = t.title;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- Finding ------------------------------------------------------------- */

struct finding {
    struct request *rq;
    const struct sheet *sheet;
    const struct thing_kind *kind;
    struct edit_candidate *found;
    int n;
};

/* What tells it from others of its name: its kind, its code. */
static text
say_more(struct request *rq, const struct sheet *s, const void *row)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    text code = row_text(s->shape, row, "code");
    for (int i = 0; i < s->n_columns; i++) {
        const struct sheet_column *c = &s->columns[i];
        if (c->word != NULL)
            return arena_join(rq->arena, 3,
                (text[]){ say(&v,
                              c->word(row_text(s->shape, row,
                                  c->field != NULL ? c->field : c->name))),
                    TEXT(" · "), code });
    }
    return code;
}

static enum err
take(struct finding *f, int64_t id)
{
    struct thing t;
    for (int i = 0; i < f->n; i++)
        if (f->found[i].id == id)
            return OK;
    if (f->n == EDIT_CANDIDATES_MAX)
        return OK;
    char *row = row_new(f->rq->arena, f->sheet);
    enum err e =
        thing_load(f->rq->db, f->rq->arena, text_of(f->sheet->table), id, &t);
    if (e == OK)
        e = db_one(f->rq->db, f->rq->arena, f->sheet->get, &id, row);
    if (e == ERR_NOT_FOUND || (e == OK && !thing_may_see(&f->rq->actor, &t)))
        return OK;
    if (e == OK)
        f->found[f->n++] = (struct edit_candidate){
            .id = id, .title = t.title, .more = say_more(f->rq, f->sheet, row)
        };
    return e;
}

static enum err
take_by_code(struct finding *f, text typed)
{
    if (!code_is_good(typed))
        return OK;
    char *row = row_new(f->rq->arena, f->sheet);
    enum err e = db_one(f->rq->db, f->rq->arena, f->sheet->find, &typed, row);
    if (e == ERR_NOT_FOUND)
        return OK;
    return e == OK ? take(f, row_id(f->sheet, row)) : e;
}

static enum err
take_by_words(struct finding *f, text typed)
{
    text words = search_words(f->rq->arena, text_of(f->sheet->table), typed);
    struct search_kind_row *rows;
    ptrdiff_t n;
    if (!text_is_known(words))
        return OK;
    enum err e = search_kind(f->rq->db, f->rq->arena,
        (struct search_kind_in){
            .words = words, .n_rows = EDIT_CANDIDATES_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = take(f, rows[i].id);
    return e;
}

/* The primary level of a sort key is the beginning of those of all names that
 * begin so; behind it stands a byte 1. */
static enum err
take_by_beginning(struct finding *f, text typed)
{
    struct named_in {
        text from, until;
        int64_t n_rows;
    } in = { .n_rows = EDIT_CANDIDATES_MAX };
    const struct db_query *q = f->sheet->named;
    void *rows;
    ptrdiff_t n;
    text rest;
    if (q == NULL || text_is_empty(typed))
        return OK;
    require(q->in->size == (ptrdiff_t)sizeof in);
    in.from = text_cut(lang_sort_key(f->rq->arena, typed), '\x01', &rest);
    in.until = arena_join(f->rq->arena, 2,
        (text[]){ in.from, TEXT("\xf4\x8f\xbf\xbd") /* U+10FFFD */ });
    enum err e = db_many(f->rq->db, f->rq->arena, q, &in, &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        int64_t id;
        memcpy(&id,
            (const char *)rows + i * q->out->size + q->out->fields[0].offset,
            sizeof id);
        e = take(f, id);
    }
    return e;
}

enum err
edit_ref_find(struct request *rq, const struct sheet *ref, text typed,
    struct edit_candidate **found, int *n_found)
{
    struct finding f = { .rq = rq, .sheet = ref, .kind = edit_kind_of(ref) };
    *found = NULL;
    *n_found = 0;
    if (f.kind == NULL)
        return OK;
    f.found = arena_new(rq->arena, struct edit_candidate, EDIT_CANDIDATES_MAX);
    enum err e = take_by_words(&f, typed);
    if (e == OK)
        e = take_by_beginning(&f, typed);
    if (e == OK)
        e = take_by_code(&f, typed);
    *found = f.found;
    *n_found = f.n;
    return e;
}
