/* Partnerships: the directory, one partnership with its sides, a programme. */
#include "network/network_pages.h"
#include "network/network_routes.h"
#include "network/network_words.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/search.h"
#include "network/partnership.html.h"
#include "network/partnership_list.html.h"
#include "network/programme.html.h"

struct side_item *
partnership_add(struct partnership_item *items, ptrdiff_t *n_items,
    const struct partnership_line *r)
{
    if (*n_items == 0 || items[*n_items - 1].id != r->id)
        items[(*n_items)++] = (struct partnership_item){
            .id = r->id, .name = r->name, .kind = r->kind, .status = r->status
        };
    struct partnership_item *item = &items[*n_items - 1];
    if (!r->has_position || item->n_sides == SIDES_MAX)
        return NULL;
    struct side_item *side = &item->sides[item->n_sides++];
    *side = (struct side_item){ .position = (int)r->position,
        .name = r->side_name };
    return side;
}

static enum err
load_list(struct request *rq, const struct list_ask *ask, int64_t n,
    struct partnership_item **items, ptrdiff_t *n_items)
{
    struct partnership_line *rows;
    ptrdiff_t n_rows;
    enum err e;
    if (!text_is_empty(ask->q)) {
        text words = search_words(rq->arena, TEXT("partnership"), ask->q);
        e = partnership_list_words(rq->db, rq->arena,
            (struct partnership_list_words_in){ .words = words,
                .status = ask->kind,
                .after_id = ask->after,
                .n_rows = n },
            &rows, &n_rows);
    } else {
        struct partnership last = { .name_sort = TEXT_INIT("") };
        if (ask->after != 0) {
            e = partnership_get(rq->db, rq->arena,
                (struct partnership_get_in){ .id = ask->after }, &last);
            if (e != OK)
                return e;
        }
        e = !text_is_empty(ask->kind)
            ? partnership_list_status(rq->db, rq->arena,
                  (struct partnership_list_status_in){ .status = ask->kind,
                      .after_sort = last.name_sort,
                      .after_id = ask->after,
                      .n_rows = n },
                  &rows, &n_rows)
            : partnership_list(rq->db, rq->arena,
                  (struct partnership_list_in){ .after_sort = last.name_sort,
                      .after_id = ask->after,
                      .n_rows = n },
                  &rows, &n_rows);
    }
    if (e != OK)
        return e;
    *items = arena_new(rq->arena, struct partnership_item, n_rows);
    *n_items = 0;
    for (ptrdiff_t i = 0; i < n_rows; i++)
        (void)partnership_add(*items, n_items, &rows[i]);
    return OK;
}

static text
name_of(const void *context, ptrdiff_t i)
{
    return ((const struct partnership_item *)context)[i].name;
}

/* The rows and the way to the next. */
static enum err
make_rows(struct request *rq, struct partnership_list_page *p)
{
    struct list_view *l = &p->list;
    enum err e = load_list(rq, &l->ask, LIST_ROWS + 1, &p->items, &l->n_rows);
    if (e != OK)
        return e;
    bool has_more = l->n_rows > LIST_ROWS;
    l->n_rows -= has_more;
    list_close(rq, l, has_more, l->n_rows > 0 ? p->items[l->n_rows - 1].id : 0);
    p->n_items = l->n_rows;
    ptrdiff_t *order = arena_new(rq->arena, ptrdiff_t, p->n_items);
    struct partnership_item *sorted =
        arena_new(rq->arena, struct partnership_item, p->n_items);
    lang_sort(rq->lang, rq->arena, p->n_items, name_of, p->items, order);
    for (ptrdiff_t i = 0; i < p->n_items; i++)
        sorted[i] = p->items[order[i]];
    p->items = sorted;
    struct view v = request_view(rq);
    network_partnership_list_rows(&v, p);
    p->rows = view_html(&v);
    return OK;
}

enum err
partnership_list_show(struct request *rq, struct answer *an)
{
    struct partnership_list_page p = { .list = { .path = "/partnership",
                                           .filter_label = N_("Status"),
                                           .choices = partnership_statuses,
                                           .choice_word = status_word } };
    struct list_view *l = &p.list;
    list_parse(rq, partnership_statuses, &l->ask);
    if (!request_piece(rq, "rows", true, &p.rows)) {
        enum err e = make_rows(rq, &p);
        if (e == ERR_NOT_FOUND)
            return list_restart(rq, an, l, "");
        if (e != OK)
            return e;
        request_keep_piece(rq, "rows", true, p.rows);
    }
    p.make = edit_new_address(rq, "partnership");
    struct view v = request_view(rq);
    network_partnership_list(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Partnerships")),
            .section = "partnership",
            .body = view_html(&v),
            .csv = list_csv(rq, l) });
    return OK;
}

enum err
partnership_list_csv(struct request *rq, struct answer *an)
{
    struct list_view l = { .path = "/partnership" };
    struct partnership_item *items;
    ptrdiff_t n_items;
    list_parse(rq, partnership_statuses, &l.ask);
    enum err e = load_list(rq, &l.ask, LIST_CSV_ROWS, &items, &n_items);
    if (e == ERR_NOT_FOUND)
        return list_restart(rq, an, &l, ".csv");
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&out);
    csv_add(&w, TEXT("key"));
    csv_add(&w, TEXT("name"));
    csv_add(&w, TEXT("kind"));
    csv_add(&w, TEXT("status"));
    csv_add(&w, TEXT("sides"));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n_items; i++) {
        char key[KEY_LENGTH];
        struct buf sides = buf_in(rq->arena, 100);
        for (int s = 0; s < items[i].n_sides; s++) {
            buf_add(&sides, s > 0 ? TEXT(" | ") : TEXT(""));
            buf_add(&sides, items[i].sides[s].name);
        }
        csv_add(&w, key_print(items[i].id, key));
        csv_add_for_people(&w, items[i].name);
        csv_add(&w, items[i].kind);
        csv_add(&w, items[i].status);
        csv_add_for_people(&w, buf_text(&sides));
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("partnerships.csv");
    an->may_cache = true;
    return OK;
}

/* Give each side its organisations: the rows of one side stand together. */
static void
spread_organisations(struct partnership_page *p,
    struct partnership_organisations_row *rows, ptrdiff_t n_rows)
{
    for (ptrdiff_t r = 0; r < n_rows; r++)
        for (int i = 0; i < p->n_sides; i++) {
            struct side_view *s = &p->sides[i];
            if (rows[r].side_id != s->side->id)
                continue;
            if (s->n_organisations++ == 0)
                s->organisations = &rows[r];
        }
}

/* Those of one thing, out of those of many. */
static struct prose_set
prose_set_of(struct request *rq, const struct part_prose *rows,
    ptrdiff_t n_rows, int64_t thing_id)
{
    struct prose_set set = { .thing_id = thing_id };
    ptrdiff_t first = 0;
    while (first < n_rows && rows[first].thing_id != thing_id)
        first++;
    while (first + set.n_rows < n_rows &&
        rows[first + set.n_rows].thing_id == thing_id)
        set.n_rows++;
    set.rows = arena_new(rq->arena, struct prose_of_thing_row, set.n_rows);
    for (ptrdiff_t i = 0; i < set.n_rows; i++) {
        const struct part_prose *r = &rows[first + i];
        set.rows[i] = (struct prose_of_thing_row){ .part = r->part,
            .lang = r->lang,
            .is_original = r->is_original,
            .source = r->source,
            .printed = r->printed,
            .kind = r->kind,
            .updated_at = r->updated_at,
            .hash = r->hash,
            .translator_id = r->translator_id,
            .has_translator_id = r->has_translator_id,
            .of_hash = r->of_hash };
    }
    return set;
}

/* What the sides and projects of one partnership are, and say. */
struct parts {
    struct partnership_sides_row *sides;
    struct partnership_organisations_row *organisations;
    struct partnership_projects_row *projects;
    struct part_prose *side_prose, *project_prose;
    ptrdiff_t n_sides, n_organisations, n_projects, n_side_prose,
        n_project_prose;
};

static void
ask_parts(struct db_batch *batch, int64_t id, struct parts *parts)
{
    enum { N_ORGANISATIONS = 120, N_PROJECTS = 30 };
    partnership_sides_ask(batch,
        (struct partnership_sides_in){
            .partnership_id = id, .n_rows = SIDES_MAX },
        &parts->sides, &parts->n_sides);
    partnership_sides_prose_ask(batch,
        (struct partnership_sides_prose_in){
            .partnership_id = id, .n_rows = SIDES_MAX * PROSE_ROWS_MAX },
        &parts->side_prose, &parts->n_side_prose);
    partnership_organisations_ask(batch,
        (struct partnership_organisations_in){
            .partnership_id = id, .n_rows = N_ORGANISATIONS },
        &parts->organisations, &parts->n_organisations);
    partnership_projects_ask(batch,
        (struct partnership_projects_in){
            .partnership_id = id, .n_rows = N_PROJECTS },
        &parts->projects, &parts->n_projects);
    partnership_projects_prose_ask(batch,
        (struct partnership_projects_prose_in){
            .partnership_id = id, .n_rows = N_PROJECTS * PROSE_ROWS_MAX },
        &parts->project_prose, &parts->n_project_prose);
}

static void
show_parts(
    struct request *rq, const struct parts *parts, struct partnership_page *p)
{
    p->n_sides = (int)parts->n_sides;
    for (int i = 0; i < p->n_sides; i++) {
        struct prose_set set = prose_set_of(
            rq, parts->side_prose, parts->n_side_prose, parts->sides[i].id);
        p->sides[i].side = &parts->sides[i];
        p->sides[i].about = prose_show(rq, &set, "about");
    }
    spread_organisations(p, parts->organisations, parts->n_organisations);
    p->n_projects = parts->n_projects;
    p->projects = arena_new(rq->arena, struct project_view, p->n_projects);
    for (ptrdiff_t i = 0; i < p->n_projects; i++) {
        struct prose_set set = prose_set_of(rq, parts->project_prose,
            parts->n_project_prose, parts->projects[i].id);
        p->projects[i] = (struct project_view){ .project = &parts->projects[i],
            .aim = prose_show(rq, &set, "aim"),
            .about = prose_show(rq, &set, "about") };
    }
}

/* For those who may change the whole, a side, or a project. */
static void
add_links(struct request *rq, struct partnership_page *p)
{
    static const struct edit_make makes[] = {
        { .kind = "side", .label = N_("Add a side") },
        { .kind = "project", .label = N_("Add a project") },
        { .kind = NULL },
    };
    static const struct edit_make side_makes[] = {
        { .kind = "side_organisation", .label = N_("Add an organisation") },
        { .kind = NULL },
    };
    int64_t id = p->partnership.id;
    p->links =
        edit_links_of(rq, "partnership", p->partnership.name, id, 0, 0, makes);
    for (int i = 0; i < p->n_sides; i++) {
        struct side_view *s = &p->sides[i];
        s->links = edit_links_of(
            rq, "side", s->side->name, s->side->id, id, 0, side_makes);
        s->organisation_links =
            arena_new(rq->arena, struct edit_links, s->n_organisations);
        for (ptrdiff_t k = 0; k < s->n_organisations; k++)
            s->organisation_links[k] =
                edit_links_of(rq, "side_organisation", s->organisations[k].name,
                    s->organisations[k].link_id, s->side->id, id, NULL);
    }
    for (ptrdiff_t i = 0; i < p->n_projects; i++)
        p->projects[i].links =
            edit_links_of(rq, "project", p->projects[i].project->name,
                p->projects[i].project->id, id, 0, NULL);
}

enum err
partnership_show(struct request *rq, struct answer *an)
{
    struct partnership_page p = { 0 };
    struct prose_set prose = { 0 };
    struct parts parts = { 0 };
    int64_t id = request_key(rq, 0);
    bool is_found = false;
    struct documents_asked documents;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    documents_ask(&batch, &rq->actor, TEXT("partnership"), id, &documents);
    partnership_get_ask(&batch, (struct partnership_get_in){ .id = id },
        &p.partnership, &is_found);
    partnership_programme_ask(&batch,
        (struct partnership_programme_in){ .id = id }, &p.programme,
        &p.has_programme);
    prose_ask(&batch, id, &prose);
    thread_ask(&batch, id, &p.thread);
    ask_parts(&batch, id, &parts);
    enum err e = request_ask(rq, &batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    if (page_has_moved(rq, an, "partnership", p.partnership.name, id))
        return OK;
    show_parts(rq, &parts, &p);
    e = thread_finish(rq, "partnership", id, &p.thread);
    if (e != OK)
        return e;
    p.challenge = prose_show(rq, &prose, "challenge");
    p.aim = prose_show(rq, &prose, "aim");
    p.objectives = prose_show(rq, &prose, "objectives");
    p.about = prose_show(rq, &prose, "about");
    documents_take(&rq->actor, &documents, &p.documents);
    add_links(rq, &p);
    p.door_links = door_links_of(rq, "partnership", id);
    p.may_see_people = actor_may(&rq->actor, WHO_FACILITATOR, &id, 1);
    struct view v = request_view(rq);
    network_partnership(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = p.partnership.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
programme_show(struct request *rq, struct answer *an)
{
    enum { N_ROWS = 100 };
    struct programme_page p = { 0 };
    struct prose_set prose = { 0 };
    int64_t id = request_key(rq, 0);
    bool is_found = false;
    struct documents_asked documents;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    documents_ask(&batch, &rq->actor, TEXT("programme"), id, &documents);
    programme_get_ask(
        &batch, (struct programme_get_in){ .id = id }, &p.programme, &is_found);
    prose_ask(&batch, id, &prose);
    programme_partnerships_ask(&batch,
        (struct programme_partnerships_in){
            .programme_id = id, .n_rows = N_ROWS },
        &p.partnerships, &p.n_partnerships);
    enum err e = request_ask(rq, &batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e == OK && p.programme.has_funder_id)
        e = organisation_get(rq->db, rq->arena,
            (struct organisation_get_in){ .id = p.programme.funder_id },
            &p.funder);
    if (e != OK)
        return e;
    if (page_has_moved(rq, an, "programme", p.programme.name, id))
        return OK;
    p.about = prose_show(rq, &prose, "about");
    documents_take(&rq->actor, &documents, &p.documents);
    p.links = edit_links_of(rq, "programme", p.programme.name, id, 0, 0, NULL);
    struct view v = request_view(rq);
    network_programme(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = p.programme.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}
