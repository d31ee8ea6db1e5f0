/* Pages about the network: shown, listed, and linked in the foot. */
#include "keep/page.h"
#include "keep/keep_routes.h"

#include "base/key.h"
#include "keep/document.h"
#include "keep/page.html.h"
#include "keep/thing.h"

static const char *const seens[] = { "public", "network", "nobody", NULL };
static const char *const parts[] = { "title", "about", NULL };
static const char *const part_labels[] = { N_("Title"), N_("Text"), NULL };

static const struct sheet_column columns[] = {
    { .name = "code",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("The last part of its address"),
        .hint = N_("Such as how-we-work: small letters, digits and hyphens.") },
    { .name = "seen",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = seens,
        .label = N_("Who may see it"),
        .word = seen_word },
    { .name = "is_in_foot",
        .kind = SHEET_BOOL,
        .label = N_("It stands in the foot of every page"),
        .hint = N_("Only what everybody may see does.") },
};

const struct sheet page_sheet = {
    .table = "page",
    .shape = &page_row_shape,
    SHEET_COLUMNS(columns),
    .find = &page_find_query,
    .get = &page_get_query,
    .insert = &page_insert_query,
    .update = &page_update_query,
    .remove = &page_remove_query,
    .each = &page_each_query,
    .each_prose = &page_each_prose_query,
    .parts = parts,
    .part_labels = part_labels,
};

/* A title is one line, and not too long for a link. */
static text
title_line(text source)
{
    text rest;
    return text_trim(
        text_prefix(text_cut(text_trim(source), '\n', &rest), 100));
}

static text
address_with(struct arena *a, const char *what, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/%s/page/%.*s", what, TEXT_ARG(key_print(id, key)));
}

enum err
page_show(struct request *rq, struct answer *an)
{
    struct page_view p = { 0 };
    struct prose_set set = { 0 };
    struct thing t;
    enum err e = page_find(rq->db, rq->arena,
        (struct page_find_in){ .code = rq->params[0] }, &p.row);
    if (e == ERR_NOT_FOUND && request_key(rq, 0) > 0) /* by its key */
        e = page_get(rq->db, rq->arena,
            (struct page_get_in){ .id = request_key(rq, 0) }, &p.row);
    if (e == OK)
        e = thing_load(rq->db, rq->arena, TEXT("page"), p.row.id, &t);
    if (e == OK && !thing_may_see(&rq->actor, &t))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = prose_load(rq->db, rq->arena, p.row.id, &set);
    if (e != OK)
        return e;
    if (!text_is_equal(rq->params[0], p.row.code)) {
        answer_redirect(rq, an,
            arena_join(rq->arena, 2, (text[]){ TEXT("/page/"), p.row.code }));
        return OK;
    }
    struct wording title = prose_pick(&set, "title", rq->lang);
    p.title = title.is_known ? title_line(title.source) : p.row.code;
    p.title_lang = title.is_known ? title.lang : lang_code(rq->lang);
    p.about = prose_show(rq, &set, "about");
    p.links = edit_links_of(rq, "page", p.title, p.row.id, 0, 0, NULL);
    p.translate = address_with(rq->arena, "translate", p.row.id);
    struct view v = request_view(rq);
    keep_page(&v, &p);
    an->may_cache = t.seen == SEEN_BY_ALL;
    if (t.seen != SEEN_BY_ALL)
        an->keeping = TEXT("no-store");
    answer_page(
        rq, an, (struct page){ .title = p.title, .body = view_html(&v) });
    return OK;
}

/* ---- For coordinators ---------------------------------------------------- */

struct list_ask {
    int64_t after;
};
static const struct input list_inputs[] = {
    INPUT(struct list_ask, after, INPUT_KEY),
};

enum err
page_list_show(struct request *rq, struct answer *an)
{
    enum { N_ROWS = 30 };
    struct page_list_view p = { 0 };
    struct list_ask ask = { 0 };
    struct page_row *rows;
    query_parse(rq, list_inputs, 1, &ask);
    enum err e = page_list(rq->db, rq->arena,
        (struct page_list_in){ .after_id = ask.after, .n_rows = N_ROWS + 1 },
        &rows, &p.n_lines);
    if (e != OK)
        return e;
    if (p.n_lines > N_ROWS) {
        char key[KEY_LENGTH];
        p.n_lines = N_ROWS;
        p.next = arena_print(rq->arena, "/admin/page?after=%.*s",
            TEXT_ARG(key_print(rows[N_ROWS - 1].id, key)));
    }
    p.lines = arena_new(rq->arena, struct page_line_view, p.n_lines);
    for (ptrdiff_t i = 0; i < p.n_lines; i++) {
        struct thing t;
        e = thing_load(rq->db, rq->arena, TEXT("page"), rows[i].id, &t);
        if (e != OK)
            return e;
        p.lines[i] = (struct page_line_view){ .title = title_line(t.title),
            .address = arena_join(
                rq->arena, 2, (text[]){ TEXT("/page/"), rows[i].code }),
            .edit = address_with(rq->arena, "edit", rows[i].id),
            .seen = rows[i].seen,
            .is_in_foot = rows[i].is_in_foot };
    }
    struct view v = request_view(rq);
    keep_page_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Pages about the network")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

/* ---- In the foot --------------------------------------------------------- */

/* Its title in the reader's language, else as it was written, else any. */
static int
rank_of(const struct request *rq, const struct page_in_foot_row *row)
{
    return text_is_equal(row->lang, lang_code(rq->lang)) ? 3
        : row->is_original                               ? 2
                                                         : 1;
}

html
page_foot(struct request *rq)
{
    struct page_in_foot_row *rows;
    struct foot_view f = { 0 };
    ptrdiff_t n_rows;
    int best = 0;
    int64_t last = 0;
    html made;
    if (request_piece(rq, "foot", false, &made))
        return made;
    if (page_in_foot(rq->db, rq->arena,
            (struct page_in_foot_in){ .n_rows = FOOT_LINKS * LANG_N }, &rows,
            &n_rows) != OK)
        return (html){ "", 0 };
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        const struct page_in_foot_row *row = &rows[i];
        if (row->id != last && f.n_links == FOOT_LINKS)
            break;
        if (row->id != last) {
            f.n_links++;
            best = 0;
            last = row->id;
        }
        if (rank_of(rq, row) <= best)
            continue;
        best = rank_of(rq, row);
        f.links[f.n_links - 1] =
            (struct foot_link){ .title = title_line(row->title),
                .lang = row->lang,
                .path = arena_join(
                    rq->arena, 2, (text[]){ TEXT("/page/"), row->code }) };
    }
    struct view v = request_view(rq);
    keep_page_foot(&v, &f);
    made = view_html(&v);
    request_keep_piece(rq, "foot", false, made);
    return made;
}
