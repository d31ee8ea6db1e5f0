/* Panels of a partnership: listed, begun, changed while nobody sees them. */
#include "decide/panel/lot.h"

#include "base/csv.h"
#include "decide/panel/lot.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

struct make_form {
    text name, purpose, asked, lang, opened_to, quotas, closes_on, held, pay,
        travel, childcare, interpreter, contact;
    int64_t size, ceiling;
    bool has_households;
};
enum { N_MAKE = 16 };

static const char *const openings[] = { "sides", "network", "slips", NULL };
static const char *const opening_words[] = {
    N_("The people of all sides, and whoever holds a slip"),
    N_("The whole network, and whoever holds a slip"),
    N_("Whoever holds a slip of paper"), NULL
};

static const struct input *
make_inputs(struct request *rq)
{
    static const struct input fixed[N_MAKE] = {
        INPUT(struct make_form, name, INPUT_TEXT, .is_required = true,
            .max = 120, .label = N_("What the panel is called")),
        INPUT(struct make_form, purpose, INPUT_PROSE, .is_required = true,
            .max = 4'000, .label = N_("What it is for"),
            .hint = N_("What it will work on, and what comes of its words.")),
        { .name = "lang" },
        INPUT(struct make_form, size, INPUT_INT, .is_required = true, .min = 1,
            .max = LOT_SIZE_MAX, .label = N_("Seats")),
        INPUT(struct make_form, quotas, INPUT_PROSE, .max = 8'000,
            .label = N_("Quotas: how many of whom"),
            .hint = N_("None: everybody has the same chance. A line each, for "
                       "at least 5 and at most 8 of them: Age; under 30; 5; 8 "
                       "Or by the share of the people who live there, and the "
                       "least and the most are filled in: Age; under 30; 23%")),
        INPUT(struct make_form, asked, INPUT_PROSE, .is_required = true,
            .max = 4'000,
            .label = N_("What people are asked of themselves, "
                        "and why"),
            .hint = N_("They read this before they volunteer. Each question "
                       "can be answered with rather not say.")),
        INPUT(struct make_form, has_households, INPUT_BOOL,
            .label = N_("At most one person of a household")),
        INPUT(struct make_form, ceiling, INPUT_INT, .min = 1, .max = 100,
            .label = N_("Ceiling: nobody's chance is above so many percent"),
            .hint = N_("Empty: none. Without it, somebody with a rare "
                       "combination may be certain to be drawn.")),
        INPUT(struct make_form, opened_to, INPUT_CHOICE, .is_required = true,
            .choices = openings, .choice_labels = opening_words,
            .label = N_("Who may volunteer")),
        INPUT(struct make_form, closes_on, INPUT_DATE, .is_required = true,
            .label = N_("Last day to volunteer")),
        INPUT(struct make_form, held, INPUT_TEXT, .max = 300,
            .label = N_("When and where it meets")),
        INPUT(struct make_form, pay, INPUT_TEXT, .max = 300,
            .label = N_("Payment for time")),
        INPUT(struct make_form, travel, INPUT_TEXT, .max = 300,
            .label = N_("Travel")),
        INPUT(struct make_form, childcare, INPUT_TEXT, .max = 300,
            .label = N_("Childcare")),
        INPUT(struct make_form, interpreter, INPUT_TEXT, .max = 300,
            .label = N_("Interpreter")),
        INPUT(struct make_form, contact, INPUT_TEXT, .max = 300,
            .label = N_("Whom to ask")),
    };
    struct arena *a = rq->arena;
    struct input *in = arena_new(a, struct input, N_MAKE);
    const char **langs = arena_new(a, const char *, LANG_N + 1);
    const char **names = arena_new(a, const char *, LANG_N + 1);
    memcpy(in, fixed, sizeof fixed);
    for (int i = 0; i < LANG_N; i++) {
        langs[i] = arena_c_string(a, lang_code(lang_all(i)));
        names[i] = arena_c_string(a, lang_name(lang_all(i)));
    }
    for (int i = 0; i < N_MAKE; i++)
        if (strcmp(in[i].name, "lang") == 0)
            in[i] = (struct input)INPUT(struct make_form, lang, INPUT_CHOICE,
                .is_required = true, .choices = langs, .choice_labels = names,
                .label = N_("Written in"));
    return in;
}

/* ---- Those of a partnership ------------------------------------------------
 */

static enum err
load_list(struct request *rq, struct lots_page *p)
{
    int64_t id = request_key(rq, 0);
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p->partnership);
    if (e == OK)
        e = panels_of(rq->db, rq->arena,
            (struct panels_of_in){ .partnership_id = id, .n_rows = LOTS_MAX },
            &p->rows, &p->n_rows);
    if (e != OK)
        return e;
    bool leads = actor_may(&rq->actor, WHO_FACILITATOR, &id, 1);
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < p->n_rows; i++)
        if (leads || !lot_is(p->rows[i].status, "draft"))
            p->rows[kept++] = p->rows[i];
    p->n_rows = kept;
    p->address = thing_address(rq->arena, &p->partnership);
    p->today = day_of(rq->arena, rq->now);
    p->make = arena_print(rq->arena, "/partnership/%.*s/panels",
        TEXT_ARG(lot_key(rq->arena, id)));
    return OK;
}

static enum err
answer_list(struct request *rq, struct answer *an, struct form *form)
{
    struct lots_page p = { .form = form };
    struct view v = request_view(rq);
    int64_t id = request_key(rq, 0);
    enum err e = load_list(rq, &p);
    if (e != OK)
        return e;
    if (form == NULL && actor_may(&rq->actor, WHO_FACILITATOR, &id, 1)) {
        form = arena_new(rq->arena, struct form, 1);
        form_open(rq, make_inputs(rq), N_MAKE, form);
        form_give(form, "lang", lang_code(rq->lang));
        form_give(form, "opened_to", TEXT("sides"));
        p.form = form;
    }
    decide_lot_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Panels drawn by lot")),
            .section = "partnership",
            .body = view_html(&v),
            .csv = arena_print(rq->arena, "%.*s.csv", TEXT_ARG(p.make)) });
    return OK;
}

enum err
lots_show(struct request *rq, struct answer *an)
{
    return answer_list(rq, an, NULL);
}

enum err
lots_csv(struct request *rq, struct answer *an)
{
    struct lots_page p = { 0 };
    enum err e = load_list(rq, &p);
    if (e != OK)
        return e;
    struct buf b = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&b);
    static const char *const head[] = { "panel", "status", "seats",
        "volunteers_until", "ended_on", "illustrative" };
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        csv_add(&w, text_of(head[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < p.n_rows; i++) {
        csv_add_for_people(&w, p.rows[i].name);
        csv_add(&w, p.rows[i].status);
        csv_add_int(&w, p.rows[i].size);
        csv_add(&w, p.rows[i].closes_on);
        csv_add(&w, p.rows[i].ended_on);
        csv_add(&w, p.rows[i].is_illustrative ? TEXT("yes") : TEXT("no"));
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->download_name = TEXT("panels.csv");
    an->body = buf_text(&b);
    return OK;
}

/* ---- Made, and changed ------------------------------------------------------
 */

struct making {
    struct panel row;
    struct lot_quotas quotas;
    text token, address;
    int64_t actor_id;
    bool is_new;
};

static enum err
make_step(struct db *writer, struct arena *a, void *arg)
{
    struct making *m = arg;
    struct panel was;
    int64_t n = 0;
    text first;
    enum err e;
    if (m->is_new) {
        m->row.id = key_new();
        m->row.code = lot_key(a, m->row.id);
    }
    m->address = lot_sub(a, m->row.id, "");
    e = once_take(writer, a, m->token, m->address, &first);
    if (e == ERR_CONFLICT) {
        m->address = first;
        return OK;
    }
    if (e == OK && m->is_new) {
        e = panel_insert(writer, &m->row, &n);
        if (e == OK && n == 0)
            e = ERR_BUSY;
    } else if (e == OK) {
        e = panel_get(writer, a, (struct panel_get_in){ m->row.id }, &was);
        if (e == OK && !lot_is(was.status, "draft"))
            e = ERR_CONFLICT; /* somebody opened it meanwhile */
        if (e == OK)
            e = panel_update(writer, &m->row, NULL);
        if (e == OK)
            e = panel_lines_delete(
                writer, (struct panel_lines_delete_in){ m->row.id }, NULL);
    }
    for (ptrdiff_t i = 0; e == OK && i < m->quotas.n_lines; i++) {
        struct panel_line *l = &m->quotas.lines[i];
        l->id = key_new();
        l->code = lot_key(a, l->id);
        l->panel_id = m->row.id;
        e = panel_line_insert(writer, l, NULL);
    }
    return e == OK
        ? audit_add(writer,
              (struct audit){ .actor_id = m->actor_id,
                  .action = m->is_new ? TEXT("create") : TEXT("change"),
                  .kind = TEXT("panel"),
                  .thing_id = m->row.id })
        : e;
}

/* What was typed, into the row; what is wrong beside its field. */
static void
read_row(struct request *rq, struct form *form, const struct make_form *g,
    struct making *m)
{
    struct view v = request_view(rq);
    text trouble;
    if (text_is_known(g->closes_on) &&
        text_compare(g->closes_on, day_of(rq->arena, rq->now)) < 0)
        form_error(form, "closes_on", say(&v, N_("This day is past.")));
    if (text_is_known(g->quotas) && g->size > 0 &&
        lot_quotas_parse(&v, g->quotas, g->size, &m->quotas, &trouble) != OK)
        form_error(form, "quotas", trouble);
    m->row.name = g->name;
    m->row.purpose = g->purpose;
    m->row.asked = g->asked;
    m->row.lang = g->lang;
    m->row.opened_to = g->opened_to;
    m->row.size = g->size;
    m->row.ceiling = g->ceiling;
    m->row.has_ceiling = g->ceiling > 0;
    m->row.has_households = g->has_households;
    m->row.closes_on = g->closes_on;
    m->row.held = g->held;
    m->row.pay = g->pay;
    m->row.travel = g->travel;
    m->row.childcare = g->childcare;
    m->row.interpreter = g->interpreter;
    m->row.contact = g->contact;
}

enum err
lots_send(struct request *rq, struct answer *an)
{
    struct make_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct making *m = arena_new(rq->arena, struct making, 1);
    enum err e = form_parse(rq, make_inputs(rq), N_MAKE, form, &given);
    if (e != OK)
        return e;
    m->row = (struct panel){ .partnership_id = request_key(rq, 0),
        .status = TEXT("draft") };
    read_row(rq, form, &given, m);
    if (form->n_errors > 0)
        return answer_list(rq, an, form);
    m->is_new = true;
    m->token = form->token;
    m->actor_id = rq->actor.person_id;
    e = db_write(rq->db, rq->arena, make_step, m);
    if (e == OK)
        answer_redirect(rq, an, m->address);
    return e;
}

static enum err
answer_edit(struct request *rq, struct answer *an, const struct lot *l,
    struct form *form)
{
    struct view v = request_view(rq);
    struct lots_page p = { .form = form, .is_edit = true };
    p.address = lot_sub(rq->arena, l->row.id, "");
    p.make = lot_sub(rq->arena, l->row.id, "/edit");
    decide_lot_edit(&v, &p, l->row.name);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Change this panel")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

static void
give(struct request *rq, struct form *form, const struct lot *l)
{
    const struct panel *r = &l->row;
    form_give(form, "name", r->name);
    form_give(form, "purpose", r->purpose);
    form_give(form, "asked", r->asked);
    form_give(form, "lang", r->lang);
    form_give(form, "opened_to", r->opened_to);
    form_give(form, "size", arena_print(rq->arena, "%d", (int)r->size));
    if (r->has_ceiling)
        form_give(
            form, "ceiling", arena_print(rq->arena, "%d", (int)r->ceiling));
    if (r->has_households)
        form_give(form, "has_households", TEXT("1"));
    form_give(form, "quotas", lot_quotas_print(rq->arena, l));
    form_give(form, "closes_on", r->closes_on);
    form_give(form, "held", r->held);
    form_give(form, "pay", r->pay);
    form_give(form, "travel", r->travel);
    form_give(form, "childcare", r->childcare);
    form_give(form, "interpreter", r->interpreter);
    form_give(form, "contact", r->contact);
}

enum err
lot_edit_show(struct request *rq, struct answer *an)
{
    struct lot *l = arena_new(rq->arena, struct lot, 1);
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = lot_load(rq->db, rq->arena, request_key(rq, 0), rq->now, l);
    if (e == OK && !lot_is(l->row.status, "draft"))
        e = ERR_NOT_FOUND; /* it is not changed any more */
    if (e != OK)
        return e;
    form_open(rq, make_inputs(rq), N_MAKE, form);
    give(rq, form, l);
    return answer_edit(rq, an, l, form);
}

enum err
lot_edit_send(struct request *rq, struct answer *an)
{
    struct make_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct making *m = arena_new(rq->arena, struct making, 1);
    struct lot *l = arena_new(rq->arena, struct lot, 1);
    enum err e = lot_load(rq->db, rq->arena, request_key(rq, 0), rq->now, l);
    if (e == OK && !lot_is(l->row.status, "draft"))
        e = ERR_CONFLICT;
    if (e == OK)
        e = form_parse(rq, make_inputs(rq), N_MAKE, form, &given);
    if (e != OK)
        return e;
    m->row = l->row;
    read_row(rq, form, &given, m);
    if (form->n_errors > 0)
        return answer_edit(rq, an, l, form);
    m->token = form->token;
    m->actor_id = rq->actor.person_id;
    e = db_write(rq->db, rq->arena, make_step, m);
    if (e == OK)
        answer_redirect(rq, an, m->address);
    return e;
}
