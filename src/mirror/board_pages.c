/* Boards: those of a partnership, one side's own. */
#include "mirror/board.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/version.h"
#include "mirror/board.html.h"
#include "mirror/board_form.h"
#include "os/entropy.h"

/* ---- Those of a partnership ---------------------------------------------- */

struct boards_form {
    text name, template;
};

static enum err
make_inputs(struct request *rq, struct input *inputs)
{
    struct board_template *rows;
    ptrdiff_t n;
    enum err e = board_template_list(rq->db, rq->arena,
        (struct board_template_list_in){
            .after_sort = TEXT(""), .n_rows = TEMPLATES_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    const char **codes = arena_new(rq->arena, const char *, n + 2);
    const char **words = arena_new(rq->arena, const char *, n + 2);
    codes[0] = "swoc";
    words[0] = N_("Strengths, weaknesses, opportunities, challenges");
    for (ptrdiff_t i = 0; i < n; i++) {
        codes[i + 1] =
            arena_c_string(rq->arena, board_key(rq->arena, rows[i].id));
        words[i + 1] = arena_c_string(rq->arena, rows[i].name);
    }
    inputs[0] = (struct input)INPUT(struct boards_form, name, INPUT_TEXT,
        .is_required = true, .max = 120, .label = N_("What it is about"),
        .hint = N_("Such as: maternal care, 2026"));
    inputs[1] = (struct input)INPUT(struct boards_form, template, INPUT_CHOICE,
        .is_required = true, .choices = codes, .choice_labels = words,
        .label = N_("Headings"));
    return OK;
}

static struct board_group *
group_of(struct boards_page *p, text series)
{
    for (int i = 0; i < p->n_groups; i++)
        if (text_is_equal(p->groups[i].series, series))
            return &p->groups[i];
    struct board_group *g = &p->groups[p->n_groups++];
    *g = (struct board_group){ .series = series };
    return g;
}

static enum err
answer_boards(struct request *rq, struct answer *an, struct form *form)
{
    struct boards_page p = { 0 };
    struct board_of_partnership_row *rows;
    struct input inputs[2];
    ptrdiff_t n;
    int64_t id = request_key(rq, 0);
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p.partnership);
    if (e == OK)
        e = board_of_partnership(rq->db, rq->arena,
            (struct board_of_partnership_in){
                .partnership_id = id, .n_rows = BOARDS_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    p.is_coordinator = rq->actor.is_coordinator;
    p.address = thing_address(rq->arena, &p.partnership);
    p.make = arena_print(rq->arena, "/partnership/%.*s/boards",
        TEXT_ARG(board_key(rq->arena, id)));
    p.groups = arena_new(rq->arena, struct board_group, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        struct board_group *g = group_of(&p, rows[i].series);
        if (g->n_lines == BOARD_SIDES_MAX)
            continue;
        struct board_head_row head = { .id = rows[i].id,
            .side_id = rows[i].side_id,
            .partnership_id = id,
            .is_shown = rows[i].is_shown,
            .is_open = rows[i].is_open };
        bool sees = board_rights_of(&rq->actor, &head).sees;
        if (!text_is_known(g->name) && sees)
            g->name = rows[i].name;
        g->is_illustrative |= rows[i].is_illustrative;
        g->lines[g->n_lines++] =
            (struct board_line){ .row = &rows[i], .sees = sees };
    }
    if (actor_may(&rq->actor, WHO_FACILITATOR, &id, 1)) {
        p.form = form;
        if (form == NULL) {
            e = make_inputs(rq, inputs);
            p.form = form = arena_new(rq->arena, struct form, 1);
            form_open(rq, inputs, 2, form);
            form_give(form, "template", TEXT("swoc"));
        }
        if (e != OK)
            return e;
    }
    struct view v = request_view(rq);
    mirror_board_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Boards beside each other")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
boards_show(struct request *rq, struct answer *an)
{
    return answer_boards(rq, an, NULL);
}

struct making {
    int64_t partnership_id, actor_id;
    text name, series, token, address;
    bool has_template;
    int64_t template_id;
};

static enum err
make_boards(struct db *writer, struct arena *a, void *arg)
{
    const struct making *m = arg;
    struct board_sides_row *sides;
    ptrdiff_t n;
    text first;
    enum err e = once_take(writer, a, m->token, m->address, &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: they are there */
    if (e == OK)
        e = board_sides(writer, a,
            (struct board_sides_in){ .partnership_id = m->partnership_id,
                .n_rows = BOARD_SIDES_MAX },
            &sides, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        int64_t n_new = 0;
        struct board row = { .id = key_new(),
            .side_id = sides[i].id,
            .has_template_id = m->has_template,
            .template_id = m->template_id,
            .series = m->series,
            .name = m->name,
            .name_sort = lang_sort_key(a, m->name) };
        row.code = board_key(a, row.id);
        e = board_insert(writer, &row, &n_new);
        if (e == OK && n_new == 0)
            e = ERR_BUSY;
        if (e == OK)
            e = sheet_found_save(writer, a, &board_sheet, &row);
        if (e == OK)
            e = version_note(
                writer, a, TEXT("board"), row.id, m->actor_id, TEXT("create"));
    }
    return e;
}

enum err
boards_send(struct request *rq, struct answer *an)
{
    struct input inputs[2];
    struct boards_form given = { 0 };
    struct form form;
    int64_t id = request_key(rq, 0);
    enum err e = make_inputs(rq, inputs);
    if (e == OK)
        e = form_parse(rq, inputs, 2, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_boards(rq, an, &form);
    struct making making = { .partnership_id = id,
        .actor_id = rq->actor.person_id,
        .name = given.name,
        .series = board_key(rq->arena, key_new()),
        .token = form.token,
        .address = arena_print(rq->arena, "/partnership/%.*s/boards",
            TEXT_ARG(board_key(rq->arena, id))) };
    making.has_template = key_parse(given.template, &making.template_id);
    e = db_write(rq->db, rq->arena, make_boards, &making);
    if (e == OK)
        answer_redirect(rq, an, making.address);
    return e;
}

/* ---- One side's own ------------------------------------------------------ */

enum err
board_load(struct request *rq, struct board_head_row *head)
{
    return board_head(rq->db, rq->arena,
        (struct board_head_in){ .id = request_key(rq, 0) }, head);
}

struct board_ask {
    int64_t after;
    text q;
    text words, from; /* a new entry begins with these, and comes from that */
};
static const struct input ask_inputs[] = {
    INPUT(struct board_ask, q, INPUT_TEXT, .label = N_("Search this board")),
    INPUT(struct board_ask, after, INPUT_KEY),
    INPUT(struct board_ask, words, INPUT_PROSE, .max = 1000),
    INPUT(struct board_ask, from, INPUT_TEXT),
};
enum { N_ASK = sizeof ask_inputs / sizeof *ask_inputs };

/* Does what it says hold each of the words, whatever their letters? */
bool
board_holds(struct arena *a, text source, text folded)
{
    text words = lang_fold(a, source);
    while (text_is_known(folded)) {
        text word = text_cut(folded, ' ', &folded);
        if (word.len > 0 && text_find(words, word) < 0)
            return false;
    }
    return true;
}

/* A page of them; of a search all that hold the words, up to a page. */
static enum err
load_entries(
    struct request *rq, struct board_page *p, const struct board_ask *ask)
{
    bool is_search = !text_is_empty(ask->q);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    board_themes_ask(&batch,
        (struct board_themes_in){
            .board_id = p->board->id, .n_rows = BOARD_THEMES_MAX },
        &p->themes, &p->n_themes);
    board_entries_ask(&batch,
        (struct board_entries_in){ .board_id = p->board->id,
            .after_id = ask->after,
            .viewer = rq->actor.person_id,
            .lang = lang_code(rq->lang),
            .n_rows = is_search ? BOARD_ENTRIES_MAX : BOARD_ENTRIES_SHOWN + 1 },
        &p->entries, &p->n_entries);
    enum err e = db_batch_run(&batch);
    if (e == OK && is_search) {
        text folded = lang_fold(rq->arena, ask->q);
        ptrdiff_t n = 0;
        for (ptrdiff_t i = 0; i < p->n_entries; i++)
            if (board_holds(rq->arena, p->entries[i].source, folded))
                p->entries[n++] = p->entries[i];
        p->n_entries = n;
    }
    if (e == OK && p->n_entries > BOARD_ENTRIES_SHOWN) {
        p->n_entries = BOARD_ENTRIES_SHOWN;
        p->next = request_with(rq, "after",
            board_key(rq->arena, p->entries[BOARD_ENTRIES_SHOWN - 1].id));
    }
    return e;
}

enum err
board_answer(struct request *rq, struct answer *an,
    const struct board_head_row *head, struct form *form)
{
    struct board_page p = { .board = head,
        .may = board_rights_of(&rq->actor, head),
        .viewer = rq->actor.person_id,
        .form = form };
    struct board_ask ask = { 0 };
    struct form button, search;
    query_parse(rq, ask_inputs, N_ASK, &ask);
    enum err e = headings_load(rq, head->has_template_id, head->template_id,
        head->template_headings, &p.headings);
    if (e == OK)
        e = load_entries(rq, &p, &ask);
    if (e != OK)
        return e;
    p.address = board_sub(rq->arena, head->id, "");
    p.partnership = arena_print(rq->arena, "/partnership/%.*s",
        TEXT_ARG(board_key(rq->arena, head->partnership_id)));
    if (p.may.adds && form == NULL) {
        struct form *fresh = arena_new(rq->arena, struct form, 1);
        entry_form_open(rq, &p.headings, fresh);
        if (!text_is_empty(ask.words))
            form_give(fresh, "words", ask.words);
        if (!text_is_empty(ask.from))
            form_give(fresh, "from", ask.from);
        p.form = fresh;
    }
    const struct form *sent = rq->form;
    form_open(rq, NULL, 0, &button);
    form_open(rq, ask_inputs, 1, &search);
    form_give(&search, "q", ask.q);
    p.q = ask.q;
    p.search = &search;
    if (form != NULL)
        rq->form = sent; /* the title speaks of what was sent */
    p.button = &button;
    p.from = p.form == NULL ? (text){ 0 } : entry_form_from(p.form);
    p.links = edit_links_of(rq, "board", head->name, head->id, head->side_id,
        head->partnership_id, NULL);
    struct view v = request_view(rq);
    mirror_board(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = head->name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
board_show(struct request *rq, struct answer *an)
{
    struct board_head_row head;
    enum err e = board_load(rq, &head);
    return e == OK ? board_answer(rq, an, &head, NULL) : e;
}

/* ---- Shown to the others ------------------------------------------------- */

struct showing {
    int64_t id, actor_id;
    text token, address;
};

static enum err
turn_shown(struct db *writer, struct arena *a, void *arg)
{
    const struct showing *s = arg;
    struct board row;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = board_get(writer, a, (struct board_get_in){ .id = s->id }, &row);
    if (e == OK)
        e = version_before(writer, a, TEXT("board"), s->id);
    if (e != OK)
        return e;
    row.is_shown = !row.is_shown;
    e = board_update(writer, &row, NULL);
    return e == OK ? version_note(writer, a, TEXT("board"), s->id, s->actor_id,
                         TEXT("change"))
                   : e;
}

enum err
board_shown_send(struct request *rq, struct answer *an)
{
    struct form form;
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    int64_t id = request_key(rq, 0);
    struct showing s = { .id = id,
        .actor_id = rq->actor.person_id,
        .token = form.token,
        .address = board_sub(rq->arena, id, "") };
    e = db_write(rq->db, rq->arena, turn_shown, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- Headings that boards can have --------------------------------------- */

enum err
templates_show(struct request *rq, struct answer *an)
{
    struct templates_page p = { .make =
                                    edit_new_address(rq, "board_template") };
    struct board_template *rows;
    enum err e = board_template_list(rq->db, rq->arena,
        (struct board_template_list_in){
            .after_sort = TEXT(""), .n_rows = TEMPLATES_MAX },
        &rows, &p.n_rows);
    p.rows = arena_new(rq->arena, struct template_line, p.n_rows);
    for (ptrdiff_t i = 0; e == OK && i < p.n_rows; i++) {
        struct template_line *line = &p.rows[i];
        line->row = &rows[i];
        line->links = edit_links_of(
            rq, "board_template", rows[i].name, rows[i].id, 0, 0, NULL);
        line->translate =
            arena_print(rq->arena, "/translate/board_template/%.*s",
                TEXT_ARG(board_key(rq->arena, rows[i].id)));
        e = headings_load(
            rq, true, rows[i].id, rows[i].headings, &line->headings);
    }
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    mirror_board_templates(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Headings of boards")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}
