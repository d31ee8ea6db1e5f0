/* Who was there: how many of each seat, and names of those who agreed. */
#include "decide/forum/sitting.h"

#include "base/key.h"
#include "decide/forum/sitting_keep.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/version.h"
#include "os/entropy.h"
#include "people/people.h"

enum { NAMED_MAX = 40, N_THERE = 2 * SEATS_MAX + NAMED_MAX + 1 };

struct there_form {
    int64_t there[SEATS_MAX], away[SEATS_MAX], others;
    text how[NAMED_MAX];
};
static const char *const hows[] = { "there", "apology", NULL };
static const char *const how_labels[] = { N_("was there"),
    N_("sent apologies") };

/* Who of those that agreed to be named had a seat on that day. */
static int
named_of(const struct sitting_whole *m, struct sitting_named *to)
{
    int n = 0;
    for (int i = 0; i < m->g->n_seats; i++) {
        const struct forum_seat_shown *t = &m->g->seats[i];
        for (int k = 0; k < t->n_holders + t->n_gone && n < NAMED_MAX; k++) {
            const struct forum_holder_shown *h = &t->holders[k];
            if (h->is_named && text_is_known(h->name) &&
                text_compare(h->since, m->row.held_on) <= 0 &&
                (!text_is_known(h->until) ||
                    text_compare(m->row.held_on, h->until) < 0))
                to[n++] = (struct sitting_named){ t, h };
        }
    }
    return n;
}

static int
there_inputs(struct arena *a, const struct sitting_whole *m, int n_named,
    struct input *in)
{
    int n = 0;
    for (int i = 0; i < m->g->n_seats; i++) {
        in[n++] = (struct input){ .name = arena_c_string(
                                      a, arena_print(a, "there_%d", i)),
            .kind = INPUT_INT,
            .min = 0,
            .max = 1000,
            .offset = (ptrdiff_t)(offsetof(struct there_form, there) +
                (size_t)i * sizeof(int64_t)),
            .label = N_("How many were there") };
        in[n++] = (struct input){ .name = arena_c_string(
                                      a, arena_print(a, "away_%d", i)),
            .kind = INPUT_INT,
            .min = 0,
            .max = 1000,
            .offset = (ptrdiff_t)(offsetof(struct there_form, away) +
                (size_t)i * sizeof(int64_t)),
            .label = N_("How many sent apologies") };
    }
    for (int i = 0; i < n_named; i++)
        in[n++] = (struct input){ .name = arena_c_string(
                                      a, arena_print(a, "how_%d", i)),
            .kind = INPUT_CHOICE,
            .choices = hows,
            .choice_labels = how_labels,
            .offset = (ptrdiff_t)(offsetof(struct there_form, how) +
                (size_t)i * sizeof(text)),
            .label = N_("Was this person there?") };
    in[n++] = (struct input)INPUT(struct there_form, others, INPUT_INT,
        .min = 0, .max = 100'000,
        .label = N_("How many others were there, without a seat"));
    return n;
}

static void
give(struct arena *a, struct form *form, const char *name, int i, int64_t n)
{
    form_give(form, arena_c_string(a, arena_print(a, "%s_%d", name, i)),
        arena_print(a, "%d", (int)n));
}

/* What is written down already stands in the fields. */
static void
give_now(struct arena *a, struct form *form, const struct sitting_whole *m,
    const struct sitting_named *named, int n_named)
{
    for (int i = 0; m->is_said && i < m->g->n_seats; i++) {
        give(a, form, "there", i, m->seats[i].n_there);
        give(a, form, "away", i, m->seats[i].n_apologies);
    }
    for (int i = 0; i < n_named; i++)
        for (ptrdiff_t k = 0; k < m->n_there; k++)
            if (m->there[k].holder_id == named[i].holder->id)
                form_give(form, arena_c_string(a, arena_print(a, "how_%d", i)),
                    m->there[k].how);
    if (m->row.has_n_others)
        form_give(form, "others", arena_print(a, "%d", (int)m->row.n_others));
}

static enum err
answer_there(struct request *rq, struct answer *an,
    const struct sitting_whole *m, struct form *form)
{
    struct sitting_there_page p = {
        .m = m, .address = sitting_sub(rq->arena, m->row.id, ""), .form = form
    };
    struct input in[N_THERE];
    enum err e = sitting_questions(rq, m, &p.questions, &p.n_questions);
    if (e != OK)
        return e;
    p.named = arena_new(rq->arena, struct sitting_named, NAMED_MAX);
    p.n_named = named_of(m, p.named);
    if (form == NULL) {
        form = arena_new(rq->arena, struct form, 1);
        form_open(rq, in, there_inputs(rq->arena, m, p.n_named, in), form);
        give_now(rq->arena, form, m, p.named, p.n_named);
        p.form = form;
    }
    struct view v = request_view(rq);
    decide_sitting_keep_there(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Who was there")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
sitting_there_show(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    enum err e = sitting_read(rq, &m);
    return e == OK ? answer_there(rq, an, &m, NULL) : e;
}

/* ---- Written down
 * ---------------------------------------------------------------- */

struct counting {
    const struct sitting_whole *m;
    const struct there_form *given;
    const struct sitting_named *named;
    int n_named;
    int64_t actor_id;
    text token;
};

static enum err
save_named(struct db *writer, const struct counting *c)
{
    enum err e = sitting_there_clear(
        writer, (struct sitting_there_clear_in){ c->m->row.id }, NULL);
    for (int i = 0; e == OK && i < c->n_named; i++)
        if (!text_is_empty(c->given->how[i]))
            e = sitting_there_put(writer,
                (struct sitting_there_put_in){ .id = key_new(),
                    .sitting_id = c->m->row.id,
                    .holder_id = c->named[i].holder->id,
                    .how = c->given->how[i] },
                NULL);
    return e;
}

static enum err
save_there(struct db *writer, struct arena *a, void *arg)
{
    const struct counting *c = arg;
    struct sitting row;
    text first;
    enum err e = once_take(writer, a, c->token, TEXT("there"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = sitting_get(
            writer, a, (struct sitting_get_in){ .id = c->m->row.id }, &row);
    if (e == OK)
        e = version_before(writer, a, TEXT("sitting"), row.id);
    for (int i = 0; e == OK && i < c->m->g->n_seats; i++) {
        int64_t id = key_new();
        e = sitting_seat_put(writer,
            (struct sitting_seat_put_in){ .id = id,
                .code = forum_key(a, id),
                .sitting_id = row.id,
                .seat_id = c->m->g->seats[i].row.id,
                .n_there = c->given->there[i],
                .n_apologies = c->given->away[i] },
            NULL);
    }
    if (e == OK)
        e = save_named(writer, c);
    row.n_others = c->given->others;
    row.has_n_others = true;
    row.status = TEXT("held");
    if (e == OK)
        e = sitting_update(writer, &row, NULL);
    if (e == OK)
        e = version_note(
            writer, a, TEXT("sitting"), row.id, c->actor_id, TEXT("change"));
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = c->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("sitting"),
                             .thing_id = row.id })
                   : e;
}

enum err
sitting_there_send(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    struct there_form given = { 0 };
    struct input in[N_THERE];
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct sitting_named *named =
        arena_new(rq->arena, struct sitting_named, NAMED_MAX);
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = sitting_read(rq, &m);
    if (e != OK)
        return e;
    int n_named = named_of(&m, named);
    e = form_parse(
        rq, in, there_inputs(rq->arena, &m, n_named, in), form, &given);
    if (e != OK)
        return e;
    if (text_compare(m.row.held_on, day_of(rq->arena, rq->now)) > 0 &&
        form->n_errors == 0)
        form_error(
            form, "others", say(&v, N_("this meeting is still to come")));
    if (form->n_errors > 0)
        return answer_there(rq, an, &m, form);
    struct counting c = { .m = &m,
        .given = &given,
        .named = named,
        .n_named = n_named,
        .actor_id = rq->actor.person_id,
        .token = form->token };
    e = db_write(rq->db, rq->arena, save_there, &c);
    if (e == OK)
        answer_redirect(rq, an, sitting_sub(rq->arena, m.row.id, "#there"));
    return e;
}
