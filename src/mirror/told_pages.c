/* A told journey: read back before it is sent, sent, taken back; and its own
 * page for its side. */
#include "mirror/told.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "keep/search.h"
#include "keep/thread.html.h"
#include "mirror/flows.h"
#include "mirror/told.html.h"
#include "people/people.h"

/* ---- Read back ----------------------------------------------------------- */

static enum err
answer_review(
    struct request *rq, struct answer *an, struct told_loaded *x, text trouble)
{
    struct form button;
    struct view v = request_view(rq);
    struct told_review_page p = { .x = x,
        .said = told_say_all(&v, x),
        .address = told_tell_address(rq->arena, x->row.id, ""),
        .pathway_address = told_begin_address(rq->arena, x->row.pathway_id),
        .trouble = trouble };
    p.promises = told_promises(&v, x, &p.n_promises);
    form_open(rq, NULL, 0, &button);
    p.button = &button;
    mirror_told_review(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Your journey")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
told_review_show(struct request *rq, struct answer *an)
{
    struct told_loaded x;
    enum err e = told_load_own(rq, &x);
    return e == OK ? answer_review(rq, an, &x, (text){ 0 }) : e;
}

/* ---- Sent ---------------------------------------------------------------- */

struct sending {
    int64_t id;
    text today, token, address, title;
    bool is_empty, is_full;
};

/* What it is found by: for its side alone, as the thing itself. */
static enum err
save_words(struct db *writer, struct arena *a, const struct sending *s,
    const struct told_step *steps, ptrdiff_t n)
{
    struct buf words = buf_in(a, 1000);
    buf_add(&words, s->title);
    for (ptrdiff_t i = 0; i < n; i++) {
        const text said[] = { steps[i].name, steps[i].words, steps[i].at_where,
            steps[i].waited_for };
        for (int k = 0; k < 4; k++)
            if (!text_is_empty(said[k])) {
                buf_add(&words, TEXT(" "));
                buf_add(&words, said[k]);
            }
    }
    return search_save(writer, a, TEXT("told"), s->id, buf_text(&words), NULL);
}

static enum err
send_it(struct db *writer, struct arena *a, void *arg)
{
    struct sending *s = arg;
    struct told row;
    struct told_step *steps;
    struct told_count_row count;
    ptrdiff_t n;
    text first;
    s->is_empty = s->is_full = false;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = told_get(writer, a, (struct told_get_in){ .id = s->id }, &row);
    if (e != OK || text_is_known(row.sent_on))
        return e; /* another post was first: it is sent */
    e = told_steps(writer, a,
        (struct told_steps_in){ .told_id = row.id, .n_rows = TOLD_STEPS_MAX },
        &steps, &n);
    if (e == OK && (s->is_empty = n == 0))
        return ERR_CONFLICT;
    if (e == OK)
        e = told_count(writer, a,
            (struct told_count_in){
                .pathway_id = row.pathway_id, .n_max = TOLD_MAX },
            &count);
    if (e == OK && (s->is_full = count.n >= TOLD_MAX))
        return ERR_CONFLICT;
    bool is_quiet = !text_is_equal(row.uses, TEXT("words"));
    row.sent_on = s->today;
    if (e == OK)
        e = told_update(writer, &row, NULL);
    if (e == OK)
        e = is_quiet
            ? told_steps_quiet(writer,
                  (struct told_steps_quiet_in){ .told_id = row.id }, NULL)
            : save_words(writer, a, s, steps, n);
    if (e == OK)
        e = told_count_in(writer, a, row.pathway_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("pathway"),
                             .thing_id = row.pathway_id,
                             .is_nameless = true })
                   : e;
}

enum err
told_send_send(struct request *rq, struct answer *an)
{
    struct told_loaded x;
    struct form form;
    enum err e = told_load_own(rq, &x);
    if (e == OK)
        e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK && !told_may_tell(&rq->actor, &x.d))
        e = ERR_DENIED; /* who is of the side no more tells it nothing more */
    if (e != OK)
        return e;
    struct sending s = { .id = x.row.id,
        .today = day_of(rq->arena, rq->now),
        .token = form.token,
        .title = x.d.head.name,
        .address = told_tell_address(rq->arena, x.row.id, "") };
    e = db_write(rq->db, rq->arena, send_it, &s);
    if (e == ERR_CONFLICT && (s.is_empty || s.is_full)) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        an->status = 409;
        return answer_review(rq, an, &x,
            s.is_empty ? say(&v, N_("There is no step yet: tell one first."))
                       : say(&v,
                             N_("So many journeys were told of this pathway "
                                "that no more can be counted. Yours is kept "
                                "for you.")));
    }
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- Taken back ---------------------------------------------------------- */

struct withdrawing {
    struct told row;
    int64_t now;
};

static enum err
withdraw(struct db *writer, struct arena *a, void *arg)
{
    const struct withdrawing *w = arg;
    struct told row;
    bool is_words = text_is_equal(w->row.uses, TEXT("words"));
    enum err e = consent_withdraw(writer, a,
        (struct consent_of){ .person_id = w->row.person_id,
            .kind = is_words ? TEXT("told.words") : TEXT("told.counts"),
            .thing_id = w->row.id },
        w->now);
    if (e == OK)
        e = told_get(writer, a, (struct told_get_in){ .id = w->row.id }, &row);
    if (e == ERR_NOT_FOUND)
        return OK; /* it went with the consent */
    return e == OK ? told_forget_one(writer, a, &row) : e;
}

enum err
told_withdraw_send(struct request *rq, struct answer *an)
{
    struct told_loaded x;
    enum err e = told_load_own(rq, &x);
    if (e == OK)
        e = button_parse(rq);
    if (e != OK)
        return e;
    struct withdrawing w = { .row = x.row, .now = rq->now };
    e = db_write(rq->db, rq->arena, withdraw, &w);
    if (e == OK)
        answer_redirect(
            rq, an, told_begin_address(rq->arena, x.row.pathway_id));
    return e;
}

/* ---- Its own page -------------------------------------------------------- */

static void
add_make(struct request *rq, struct told_story_page *p, const char *kind,
    int64_t within, int64_t above, const char *label)
{
    const struct thing_kind *k = thing_kind_find(text_of(kind));
    int64_t things[] = { within, above };
    struct arena *a = rq->arena;
    if (k == NULL || k->sheet == NULL || p->n_makes > EDIT_MAKES_MAX ||
        !actor_may(&rq->actor, k->maker, things, 2))
        return;
    p->makes[p->n_makes++] = (struct edit_make){ .label = label,
        .kind = kind,
        .address = arena_print(a, "/new/%s?within=%.*s&from=told-%.*s", kind,
            TEXT_ARG(told_key(a, within)),
            TEXT_ARG(told_key(a, p->x->row.id))) };
}

/* On the newest board of its side. */
static enum err
add_entry_make(struct request *rq, struct told_story_page *p)
{
    struct flows_board_row *rows;
    ptrdiff_t n = 0;
    struct arena *a = rq->arena;
    enum err e = flows_board(rq->db, a,
        (struct flows_board_in){ .side_id = p->x->d.head.side_id, .n_rows = 1 },
        &rows, &n);
    if (e == OK && n > 0)
        p->makes[p->n_makes++] =
            (struct edit_make){ .label = N_("Make an entry on the board of it"),
                .kind = "board_entry",
                .address = arena_print(a, "/board/%.*s?from=told-%.*s#add",
                    TEXT_ARG(told_key(a, rows[0].id)),
                    TEXT_ARG(told_key(a, p->x->row.id))) };
    return e;
}

enum err
told_show(struct request *rq, struct answer *an)
{
    struct told_loaded x;
    struct told_story_page p = { .x = &x };
    enum err e = told_load(rq, request_key(rq, 0), &x);
    if (e == OK &&
        (!text_is_known(x.row.sent_on) ||
            !text_is_equal(x.row.uses, TEXT("words"))))
        e = ERR_NOT_FOUND; /* its teller's alone */
    if (e != OK)
        return e;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    thread_ask(&batch, x.row.id, &p.thread);
    e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, "told", x.row.id, &p.thread);
    if (e == OK)
        e = add_entry_make(rq, &p);
    if (e != OK)
        return e;
    int64_t within = x.d.head.partnership_id;
    add_make(rq, &p, "need", within, 0, N_("Ask for help with it"));
    add_make(rq, &p, "project", within, 0, N_("Make a project of it"));
    add_make(
        rq, &p, "match_call", within, 0, N_("Call for workshops about it"));
    struct view v = request_view(rq);
    p.said = told_say_all(&v, &x);
    p.promises = told_promises(&v, &x, &p.n_promises);
    p.pathway_address = drawn_address(rq->arena, x.d.head.name, x.d.head.id);
    mirror_told_story(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("A told journey")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}
