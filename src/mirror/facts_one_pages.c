/* One fact: its years, its source, what was made of the difference; and the
 * kinds of facts. */
#include "mirror/facts.h"

#include "base/key.h"
#include "mirror/facts.html.h"

/* Boards on which this reader may put an entry: of their own sides. */
static enum err
load_boards(struct request *rq, struct fact_page *p)
{
    const struct facts *f = p->f;
    p->boards = arena_new(rq->arena, struct assessment_boards_row,
        ASSESS_BOARDS_MAX * f->n_sides);
    enum err e = OK;
    for (ptrdiff_t s = 0; e == OK && s < f->n_sides; s++) {
        struct assessment_boards_row *rows;
        ptrdiff_t n;
        struct actor plain = rq->actor;
        plain.is_coordinator = false;
        if (!fact_may_enter(&plain, f->sides[s].id))
            continue;
        e = assessment_boards(rq->db, rq->arena,
            (struct assessment_boards_in){
                .side_id = f->sides[s].id, .n_rows = ASSESS_BOARDS_MAX },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            p->boards[p->n_boards++] = rows[i];
    }
    return e;
}

static enum err
load_fact(struct request *rq, struct facts *f, struct fact_page *p)
{
    enum err e = fact_head(rq->db, rq->arena,
        (struct fact_head_in){ .id = request_key(rq, 0) }, &p->head);
    if (e == OK)
        e = facts_load(rq, p->head.partnership_id, f);
    if (e != OK)
        return e;
    p->f = f;
    p->line = facts_line_of(f, p->head.kind_id);
    for (ptrdiff_t i = 0; i < f->n_rows; i++)
        if (f->rows[i].id == p->head.id)
            p->row = &f->rows[i];
    return p->line == NULL || p->row == NULL ? ERR_NOT_FOUND : OK;
}

static enum err
answer_fact(struct request *rq, struct answer *an, struct fact_page *p)
{
    struct form button;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    thread_ask(&batch, p->head.id, &p->thread);
    enum err e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, "fact", p->head.id, &p->thread);
    if (e == OK)
        e = load_boards(rq, p);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &button);
    p->button = &button;
    p->address = fact_address(rq->arena, p->head.id);
    p->partnership = arena_print(rq->arena, "/partnership/%.*s",
        TEXT_ARG(board_key(rq->arena, p->head.partnership_id)));
    p->base = arena_print(rq->arena, "%.*s/facts", TEXT_ARG(p->partnership));
    struct view v = request_view(rq);
    p->n_makes = take_makes(rq, p->head.partnership_id, TEXT("fact"),
        p->head.id, fact_words(&v, p->f, p->line), p->makes);
    p->links = edit_links_of(rq, "fact", p->line->name, p->head.id,
        p->head.side_id, p->head.partnership_id, NULL);
    mirror_facts_one(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->line->name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
fact_show(struct request *rq, struct answer *an)
{
    struct facts f;
    struct fact_page *p = arena_new(rq->arena, struct fact_page, 1);
    enum err e = load_fact(rq, &f, p);
    return e == OK ? answer_fact(rq, an, p) : e;
}

/* ---- An entry of it ------------------------------------------------------ */

struct take_form {
    text board;
};
static const struct input take_inputs[] = {
    INPUT(struct take_form, board, INPUT_TEXT, .is_required = true, .max = 20),
};

static enum err
take_step(struct db *writer, struct arena *a, void *arg)
{
    return take_entry(writer, a, arg);
}

enum err
fact_take_send(struct request *rq, struct answer *an)
{
    struct facts f;
    struct take_form given = { 0 };
    struct form form;
    struct board board = { 0 };
    int64_t board_id = 0;
    struct fact_page *p = arena_new(rq->arena, struct fact_page, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = form_parse(rq, take_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = load_fact(rq, &f, p);
    if (e == OK)
        e = load_boards(rq, p);
    if (e != OK)
        return e;
    bool is_mine = false;
    (void)key_parse(given.board, &board_id);
    for (ptrdiff_t i = 0; i < p->n_boards; i++)
        is_mine = is_mine || p->boards[i].id == board_id;
    p->n_boards = 0;
    if (!is_mine) {
        an->status = 409;
        p->fault =
            say(&v, N_("Your side has no such board: choose one of yours."));
        return answer_fact(rq, an, p);
    }
    e = board_get(
        rq->db, rq->arena, (struct board_get_in){ .id = board_id }, &board);
    if (e != OK)
        return e;
    struct taking t = { .from_kind = TEXT("fact"),
        .from_id = p->head.id,
        .side_id = board.side_id,
        .board_id = board_id,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .words = fact_words(&v, &f, p->line),
        .lang = lang_code(rq->lang) };
    e = db_write(rq->db, rq->arena, take_step, &t);
    if (e == OK)
        answer_redirect(rq, an, t.address);
    return e;
}

/* ---- Kinds --------------------------------------------------------------- */

enum err
fact_kinds_show(struct request *rq, struct answer *an)
{
    struct fact_kinds_page p = { .make = edit_new_address(rq, "fact_kind") };
    enum err e = fact_kinds(rq->db, rq->arena,
        (struct fact_kinds_in){ .after_position = -1,
            .lang = lang_code(rq->lang),
            .n_rows = FACT_KINDS_MAX },
        &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    p.links = arena_new(rq->arena, struct edit_links, p.n_rows);
    p.translate = arena_new(rq->arena, text, p.n_rows);
    for (ptrdiff_t i = 0; i < p.n_rows; i++) {
        p.links[i] = edit_links_of(
            rq, "fact_kind", p.rows[i].name, p.rows[i].id, 0, 0, NULL);
        p.translate[i] = arena_print(rq->arena, "/translate/fact_kind/%.*s",
            TEXT_ARG(board_key(rq->arena, p.rows[i].id)));
    }
    struct view v = request_view(rq);
    mirror_facts_kinds(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What is counted about the sides")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}
