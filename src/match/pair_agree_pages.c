/* Where a facilitator stands by pairs, and sees who said what. */
#include "match/pair_agree.h"

#include "keep/once.h"
#include "match/pair_agree.html.h"

static const struct agree_list lists[AGREE_LISTS] = {
    [AGREE_PROPOSED] = { .status = "proposed", .word = N_("Proposed") },
    [AGREE_OFFERED] = { .status = "offered",
        .word = N_("Offered, waiting for answers") },
    [AGREE_DECLINED] = { .status = "declined", .word = N_("Declined") },
    [AGREE_AGREED] = { .status = "agreed", .word = N_("Agreed") },
    [AGREE_RUNNING] = { .status = "running", .word = N_("Under way") },
    [AGREE_ENDED] = { .status = "ended", .word = N_("Ended") },
};

/* ---- The page ---------------------------------------------------------- */

static enum err
load(struct request *rq, const struct round *r, struct agree_page *p)
{
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    p->round = r;
    for (int i = 0; i < AGREE_LISTS; i++) {
        p->lists[i] = lists[i];
        pair_of_round_ask(&batch,
            (struct pair_of_round_in){ .round_id = r->row.id,
                .status = text_of(lists[i].status),
                .n_rows = PAIR_ROWS + 1 },
            &p->lists[i].rows, &p->lists[i].n_rows);
    }
    for (int i = AGREE_OFFERED; i <= AGREE_DECLINED; i++)
        pair_answers_of_round_ask(&batch,
            (struct pair_answers_of_round_in){ .round_id = r->row.id,
                .status = text_of(lists[i].status),
                .viewer = rq->actor.person_id,
                .n_rows = AGREE_ANSWERS },
            &p->lists[i].answers, &p->lists[i].n_answers);
    for (int i = AGREE_RUNNING; i <= AGREE_ENDED; i++)
        pair_met_of_round_ask(&batch,
            (struct pair_met_of_round_in){ .round_id = r->row.id,
                .status = text_of(lists[i].status),
                .n_rows = PAIR_ROWS },
            &p->lists[i].met, &p->lists[i].n_met);
    agree_waiting_ask(&batch,
        (struct agree_waiting_in){ .round_id = r->row.id, .n_rows = PAIR_ROWS },
        &p->waiting, &p->n_waiting);
    agree_next_ask(&batch, (struct agree_next_in){ .id = r->row.id }, &p->next,
        &p->has_next);
    enum err e = db_batch_run(&batch);
    for (int i = 0; i < AGREE_LISTS; i++) {
        p->lists[i].has_more = p->lists[i].n_rows > PAIR_ROWS;
        p->lists[i].n_rows -= p->lists[i].has_more;
    }
    return e;
}

enum err
round_agree_show(struct request *rq, struct answer *an)
{
    struct round r;
    struct agree_page *p = arena_new(rq->arena, struct agree_page, 1);
    struct form button;
    enum err e = round_of_address(rq, &r);
    if (e == OK)
        e = load(rq, &r, p);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &button);
    p->button = &button;
    struct view v = request_view(rq);
    match_pair_agree(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("Agreeing on the pairs of %s"),
                           1, (struct phrase_arg[]){ arg_text(r.row.name) }),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- Offering all of them ---------------------------------------------- */

struct offering {
    struct pair_acting by;
    int64_t round_id;
    ptrdiff_t n;
};

/* Some of them a step: the writer is not held for long. What somebody else
 * offered meanwhile is done. */
static enum err
offer_some(struct db *writer, struct arena *a, void *arg)
{
    struct offering *s = arg;
    struct agree_proposed_keys_row *rows;
    enum err e = agree_proposed_keys(writer, a,
        (struct agree_proposed_keys_in){
            .round_id = s->round_id, .n_rows = OFFER_AT_ONCE },
        &rows, &s->n);
    for (ptrdiff_t i = 0; e == OK && i < s->n; i++)
        e = pair_offer_step(writer, a, &s->by, rows[i].id);
    return e;
}

enum err
round_offer_send(struct request *rq, struct answer *an)
{
    struct round r;
    enum err e = button_parse(rq);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    struct offering s = {
        .by = pair_acting(rq), .round_id = r.row.id, .n = OFFER_AT_ONCE
    };
    while (e == OK && s.n == OFFER_AT_ONCE) {
        struct arena_mark mark = arena_mark(rq->arena);
        e = db_write(rq->db, rq->arena, offer_some, &s);
        arena_rewind(rq->arena, mark);
    }
    if (e != OK && e != ERR_CONFLICT)
        return e;
    answer_redirect(rq, an, round_sub_address(rq->arena, &r, "agree"));
    return OK;
}

/* ---- The next round ---------------------------------------------------- */

/* "Spring" is followed by "Spring (2)", that by "Spring (3)". */
static text
next_name(struct arena *a, text name)
{
    int64_t n = 1;
    ptrdiff_t at = name.len - 1;
    if (at > 0 && name.ptr[at] == ')') {
        while (at > 0 && name.ptr[at] != '(')
            at--;
        if (at < 2 || name.ptr[at - 1] != ' ' ||
            !text_parse_int(text_slice(name, at + 1, name.len - 1), &n) ||
            n < 1 || n > 9998)
            n = 1;
        else
            name = text_slice(name, 0, at - 1);
    }
    return arena_print(
        a, "%.*s (%d)", TEXT_ARG(text_prefix(name, 180)), (int)n + 1);
}

static enum err
save_next(struct db *writer, struct arena *a, void *arg)
{
    return pair_next_step(writer, a, arg);
}

enum err
round_next_send(struct request *rq, struct answer *an)
{
    struct round r;
    enum err e = button_parse(rq);
    if (e == OK)
        e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    struct pair_next next = { .from_id = r.row.id,
        .actor_id = rq->actor.person_id,
        .name = next_name(rq->arena, r.row.name) };
    e = r.status >= ROUND_PROPOSED
        ? db_write(rq->db, rq->arena, save_next, &next)
        : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND) { /* nobody waits: the page says so */
        answer_redirect(rq, an, round_sub_address(rq->arena, &r, "agree"));
        return OK;
    }
    if (e != OK)
        return e;
    answer_redirect(rq, an, round_address(rq->arena, next.name, next.id));
    return OK;
}
