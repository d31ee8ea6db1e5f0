/* Whom somebody would like as a counterpart: a short ranked list. */
#include "match/match_routes.h"
#include "match/round_join.h"
#include "match/round_pages.h"

#include "keep/audit.h"
#include "match/round_people.html.h"

#include <string.h>

enum { WISHABLE_SHOWN = 40 };

bool
round_is_wished(const struct round_wishes_page *p, int64_t id)
{
    for (int i = 0; i < p->n_chosen; i++)
        if (p->chosen[i].id == id)
            return true;
    return false;
}

static bool
may_wish(const struct round *r)
{
    return r->row.has_wishes && r->status < ROUND_CLOSED;
}

/* The rows that a list of codes names; who left is not among them. */
static enum err
load_chosen(struct db *db, struct arena *a, const struct round_person *own,
    struct round_person chosen[ROUND_WISHES_MAX], int *n)
{
    text list = own->wishes;
    enum err e = OK;
    *n = 0;
    while (e == OK && !text_is_empty(list) && *n < ROUND_WISHES_MAX) {
        text code = text_trim(text_cut(list, ';', &list));
        e = match_person_find(
            db, a, (struct match_person_find_in){ .code = code }, &chosen[*n]);
        if (e == OK && chosen[*n].round_id == own->round_id)
            ++*n;
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    return e;
}

struct wishes_ask {
    int64_t side, after;
};
static const struct input ask_inputs[] = {
    INPUT(struct wishes_ask, side, INPUT_KEY),
    INPUT(struct wishes_ask, after, INPUT_KEY),
};

static enum err
load_wishable(struct request *rq, const struct round *r,
    const struct round_person *own, struct round_wishes_page *p)
{
    struct wishes_ask ask = { 0 };
    struct view v = request_view(rq);
    query_parse(rq, ask_inputs, 2, &ask);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    for (int i = 0; i < r->n_sides; i++) {
        if (r->sides[i].id == own->side_id)
            continue;
        struct round_wishes_side *s = &p->sides[p->n_sides++];
        s->side = &r->sides[i];
        round_wishable_ask(&batch,
            (struct round_wishable_in){ .round_id = r->row.id,
                .side_id = s->side->id,
                .after_id = ask.side == s->side->id ? ask.after : 0,
                .n_rows = WISHABLE_SHOWN + 1 },
            &s->rows, &s->n);
    }
    enum err e = db_batch_run(&batch);
    for (int i = 0; e == OK && i < p->n_sides; i++) {
        struct round_wishes_side *s = &p->sides[i];
        if (s->n > WISHABLE_SHOWN) {
            s->n = WISHABLE_SHOWN;
            s->next = arena_print(rq->arena, "%.*s/wishes?side=%.*s&after=%.*s",
                TEXT_ARG(r->address),
                TEXT_ARG(round_key(rq->arena, s->side->id)),
                TEXT_ARG(round_key(rq->arena, s->rows[s->n - 1].id)));
        }
        for (ptrdiff_t k = 0; k < s->n; k++)
            s->rows[k].name =
                round_name_of(&v, r, s->rows[k].name, s->rows[k].seen);
    }
    return e;
}

static enum err
load_names(struct request *rq, const struct round *r,
    const struct round_person *chosen, struct round_wishes_page *p)
{
    struct view v = request_view(rq);
    enum err e = OK;
    for (int i = 0; e == OK && i < p->n_chosen; i++) {
        struct round_name_row name;
        e = round_name(rq->db, rq->arena,
            (struct round_name_in){ .person_id = chosen[i].person_id }, &name);
        p->chosen[i].id = chosen[i].id;
        if (e == OK)
            p->chosen[i].name = round_name_of(&v, r, name.name, name.seen);
    }
    return e;
}

/* Their own row. ERR_NOT_FOUND: they do not take part, or nobody wishes. */
static enum err
load_own(struct request *rq, struct round *r, struct round_person *own)
{
    enum err e = round_of_address(rq, r);
    if (e == OK && !may_wish(r))
        e = ERR_NOT_FOUND;
    return e == OK ? match_person_own(rq->db, rq->arena,
                         (struct match_person_own_in){ .round_id = r->row.id,
                             .person_id = rq->actor.person_id },
                         own)
                   : e;
}

enum err
round_wishes_show(struct request *rq, struct answer *an)
{
    struct round r;
    struct round_person own, chosen[ROUND_WISHES_MAX];
    struct round_wishes_page *p =
        arena_new(rq->arena, struct round_wishes_page, 1);
    struct form form;
    enum err e = load_own(rq, &r, &own);
    if (e == OK)
        e = load_chosen(rq->db, rq->arena, &own, chosen, &p->n_chosen);
    if (e == OK)
        e = load_names(rq, &r, chosen, p);
    if (e == OK)
        e = load_wishable(rq, &r, &own, p);
    if (e != OK)
        return e;
    p->round = &r;
    p->form = &form;
    form_open(rq, NULL, 0, &form);
    struct view v = request_view(rq);
    match_round_people_wishes(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Whom you would like")),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}

/* ---- Choosing
 * ----------------------------------------------------------------
 */

static const char *const whats[] = { "add", "remove", "up", NULL };
struct wish_form {
    text what;
    int64_t who;
};
static const struct input wish_inputs[] = {
    INPUT(struct wish_form, what, INPUT_CHOICE, .is_required = true,
        .choices = whats),
    INPUT(struct wish_form, who, INPUT_KEY, .is_required = true),
};

struct wishing {
    const struct round *round;
    int64_t person_id;
    struct wish_form given;
};

static int
find(const struct round_person *chosen, int n, int64_t id)
{
    for (int i = 0; i < n; i++)
        if (chosen[i].id == id)
            return i;
    return -1;
}

static enum err
wish_step(struct db *writer, struct arena *a, void *arg)
{
    const struct wishing *w = arg;
    struct round_person own, who, chosen[ROUND_WISHES_MAX + 1];
    int n = 0;
    enum err e = round_must_be_open(writer, a, w->round);
    if (e == OK)
        e = match_person_own(writer, a,
            (struct match_person_own_in){
                .round_id = w->round->row.id, .person_id = w->person_id },
            &own);
    if (e == OK)
        e = match_person_get(writer, a,
            (struct match_person_get_in){ .id = w->given.who }, &who);
    if (e == OK && (who.round_id != own.round_id || who.side_id == own.side_id))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = load_chosen(writer, a, &own, chosen, &n);
    if (e != OK)
        return e;
    int at = find(chosen, n, who.id);
    if (text_is_equal(w->given.what, TEXT("add")) && at < 0 &&
        n < ROUND_WISHES_MAX) {
        chosen[n++] = who;
    } else if (text_is_equal(w->given.what, TEXT("remove")) && at >= 0) {
        memmove(
            chosen + at, chosen + at + 1, (size_t)(--n - at) * sizeof *chosen);
    } else if (text_is_equal(w->given.what, TEXT("up")) && at > 0) {
        struct round_person x = chosen[at];
        chosen[at] = chosen[at - 1];
        chosen[at - 1] = x;
    }
    struct buf b = buf_in(a, 100);
    for (int i = 0; i < n; i++) {
        buf_add(&b, i > 0 ? TEXT(";") : TEXT(""));
        buf_add(&b, chosen[i].code);
    }
    text list = n > 0 ? buf_text(&b) : (text){ NULL, 0 };
    if (text_is_equal(list, own.wishes))
        return OK;
    e = round_set_wishes(writer,
        (struct round_set_wishes_in){ .id = own.id, .wishes = list }, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = w->person_id,
                             .action = TEXT("change"),
                             .kind = TEXT("match_person"),
                             .thing_id = own.id })
                   : e;
}

enum err
round_wishes_send(struct request *rq, struct answer *an)
{
    struct round r;
    struct round_person own;
    struct form form;
    struct wishing w = { .round = &r, .person_id = rq->actor.person_id };
    enum err e = load_own(rq, &r, &own);
    if (e == OK)
        e = form_parse(rq, wish_inputs, 2, &form, &w.given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e == OK)
        e = db_write(rq->db, rq->arena, wish_step, &w);
    if (e == OK)
        answer_redirect(rq, an, round_sub_address(rq->arena, &r, "wishes"));
    return e;
}
