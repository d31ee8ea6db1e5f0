/* Pathways: those of a partnership, and one. */
#include "mirror/drawn.h"

#include "base/key.h"
#include "keep/once.h"
#include "keep/version.h"
#include "mirror/drawn.html.h"
#include "mirror/told.h"
#include "mirror/walked.h"
#include "os/entropy.h"

/* ---- Those of a partnership ---------------------------------------------- */

struct make_form {
    text name, side;
};
enum { N_MAKE = 2 };

static const struct input *
make_inputs(struct request *rq, const struct drawn_list_page *p)
{
    struct arena *a = rq->arena;
    struct input *in = arena_new(a, struct input, N_MAKE);
    const char **keys = arena_new(a, const char *, p->n_sides + 1);
    const char **names = arena_new(a, const char *, p->n_sides + 1);
    for (int i = 0; i < p->n_sides; i++) {
        keys[i] = arena_c_string(
            a, key_print(p->sides[i].side.id, arena_new(a, char, KEY_LENGTH)));
        names[i] = arena_c_string(a, p->sides[i].side.name);
    }
    in[0] = (struct input)INPUT(struct make_form, name, INPUT_TEXT,
        .is_required = true, .max = 120, .label = N_("Which care it is"),
        .hint = N_("Such as: breast cancer, from first contact to "
                   "treatment"));
    in[1] = (struct input)INPUT(struct make_form, side, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("Of which side"));
    return in;
}

static enum err
load_list(struct request *rq, struct drawn_list_page *p)
{
    struct pathway_sides_row *sides;
    struct pathway_of_partnership_row *rows;
    ptrdiff_t n_sides, n;
    int64_t id = request_key(rq, 0);
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p->partnership);
    if (e == OK)
        e = pathway_sides(rq->db, rq->arena,
            (struct pathway_sides_in){
                .partnership_id = id, .n_rows = DRAWN_SIDES_MAX },
            &sides, &n_sides);
    if (e == OK)
        e = pathway_of_partnership(rq->db, rq->arena,
            (struct pathway_of_partnership_in){
                .partnership_id = id, .n_rows = PATHWAYS_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n_sides; i++) {
        struct drawn_side *s = &p->sides[p->n_sides++];
        s->side = sides[i];
        for (ptrdiff_t k = 0; k < n; k++) /* they stand in order of sides */
            if (rows[k].side_id == sides[i].id && s->n_rows++ == 0)
                s->rows = &rows[k];
    }
    p->address = thing_address(rq->arena, &p->partnership);
    p->make = arena_print(rq->arena, "/partnership/%.*s/pathways",
        TEXT_ARG(key_print(id, arena_new(rq->arena, char, KEY_LENGTH))));
    return OK;
}

static enum err
answer_list(struct request *rq, struct answer *an, struct drawn_list_page *p,
    struct form *form)
{
    int64_t id = p->partnership.id;
    if (form == NULL && actor_may(&rq->actor, WHO_SIDE, &id, 1)) {
        form = arena_new(rq->arena, struct form, 1);
        form_open(rq, make_inputs(rq, p), N_MAKE, form);
    }
    p->form = form;
    p->sees_flows = actor_may(&rq->actor, WHO_SIDE, &id, 1);
    p->flows = arena_print(rq->arena, "/partnership/%.*s/flows",
        TEXT_ARG(key_print(id, arena_new(rq->arena, char, KEY_LENGTH))));
    struct view v = request_view(rq);
    mirror_drawn_list(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Pathways beside each other")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
pathways_show(struct request *rq, struct answer *an)
{
    struct drawn_list_page p = { 0 };
    enum err e = load_list(rq, &p);
    return e == OK ? answer_list(rq, an, &p, NULL) : e;
}

struct making {
    struct pathway row;
    text token, address;
    int64_t actor_id;
};

static enum err
make_pathway(struct db *writer, struct arena *a, void *arg)
{
    struct making *m = arg;
    int64_t n = 0;
    text first;
    enum err e = once_take(writer, a, m->token, m->address, &first);
    if (e == ERR_CONFLICT) {
        m->address = first; /* sent twice: it is there */
        return OK;
    }
    if (e == OK)
        e = pathway_insert(writer, &m->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = sheet_found_save(writer, a, &pathway_sheet, &m->row);
    return e == OK ? version_note(writer, a, TEXT("pathway"), m->row.id,
                         m->actor_id, TEXT("create"))
                   : e;
}

enum err
pathways_send(struct request *rq, struct answer *an)
{
    struct drawn_list_page p = { 0 };
    struct make_form given = { 0 };
    struct form form;
    int64_t side = 0, id = request_key(rq, 0);
    enum err e = load_list(rq, &p);
    if (e == OK)
        e = form_parse(rq, make_inputs(rq, &p), N_MAKE, &form, &given);
    if (e != OK)
        return e;
    if (key_parse(given.side, &side)) {
        int64_t things[] = { side, id };
        struct view v = view_in(rq->arena, rq->lang, 0);
        if (!actor_may(&rq->actor, WHO_MEMBER, things, 2))
            form_error(&form, "side",
                say(&v, N_("draw for your own side: the other draws its own")));
    }
    if (form.n_errors > 0)
        return answer_list(rq, an, &p, &form);
    struct making m = { .token = form.token, .actor_id = rq->actor.person_id };
    m.row = (struct pathway){ .id = key_new(),
        .side_id = side,
        .name = given.name,
        .name_sort = lang_sort_key(rq->arena, given.name) };
    m.row.code = key_print(m.row.id, arena_new(rq->arena, char, KEY_LENGTH));
    /* Of the same name: beside each other. */
    m.row.series = lang_slug(rq->arena, given.name);
    m.address = drawn_sub(rq->arena, m.row.id, "/draw");
    e = db_write(rq->db, rq->arena, make_pathway, &m);
    if (e == OK)
        answer_redirect(rq, an, m.address);
    return e;
}

/* ---- One ----------------------------------------------------------------- */

enum err
drawn_answer(struct request *rq, struct answer *an, struct drawn *d,
    const struct form *form)
{
    struct form fresh;
    struct told_block told;
    struct drawn_step_page p = { .d = d,
        .address = drawn_address(rq->arena, d->head.name, d->head.id),
        .base = drawn_sub(rq->arena, d->head.id, ""),
        .draw = drawn_sub(rq->arena, d->head.id, "/draw"),
        .written = drawn_sub(rq->arena, d->head.id, "/pathway.txt"),
        .partnership = arena_print(rq->arena, "/partnership/%.*s",
            TEXT_ARG(key_print(d->head.partnership_id,
                arena_new(rq->arena, char, KEY_LENGTH)))),
        .may_draw = drawn_may_draw(&rq->actor, &d->head),
        .links = edit_links_of(rq, "pathway", d->head.name, d->head.id,
            d->head.side_id, d->head.partnership_id, NULL) };
    int64_t own[] = { d->head.id, d->head.side_id };
    p.sees_logs = actor_may(&rq->actor, WHO_MEMBER, own, 2);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    thread_ask(&batch, d->head.id, &p.thread);
    enum err e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, "pathway", d->head.id, &p.thread);
    if (e == OK && p.sees_logs)
        e = pathway_logs(rq->db, rq->arena,
            (struct pathway_logs_in){
                .pathway_id = d->head.id, .n_rows = WALKED_LOGS_MAX },
            &p.logs, &p.n_logs);
    if (e != OK)
        return e;
    ptrdiff_t n_logs = 0; /* that of told journeys has its own place */
    for (ptrdiff_t i = 0; i < p.n_logs; i++)
        if (!text_is_equal(p.logs[i].status, TEXT("told")))
            p.logs[n_logs++] = p.logs[i];
    p.n_logs = n_logs;
    e = told_block_load(rq, d, &told);
    if (e != OK)
        return e;
    p.told = &told;
    p.send = form;
    if (p.may_draw && p.sees_logs && form == NULL) {
        walked_send_form(rq, &fresh);
        p.send = &fresh;
    }
    struct view v = request_view(rq);
    if (d->is_read) {
        drawn_words(&v, &d->pathway, &p);
        p.picture = drawn_picture(rq, &d->pathway, d->head.name);
    }
    mirror_drawn(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = d->head.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
pathway_show(struct request *rq, struct answer *an)
{
    struct drawn d;
    enum err e = drawn_load(rq, request_key(rq, 0), &d);
    return e == OK ? drawn_answer(rq, an, &d, NULL) : e;
}

/* As it is written, to be kept or sent on. */
enum err
pathway_text(struct request *rq, struct answer *an)
{
    struct drawn d;
    enum err e = drawn_load(rq, request_key(rq, 0), &d);
    if (e == OK && text_is_empty(d.source))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    an->type = TEXT("text/plain; charset=utf-8");
    an->body = d.source;
    an->download_name = arena_print(rq->arena, "%.*s.pathway.txt",
        TEXT_ARG(lang_slug(rq->arena, d.head.name)));
    return OK;
}
