/* One proposal: its page, its list of who must say yes, opening it. */
#include "decide/paragraph/paragraph.h"
#include "decide/proposal/proposal_answer.h"

#include "base/csv.h"
#include "base/key.h"
#include "decide/proposal/proposal.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

/* Whether they may answer, and if not, why. */
static enum err
look_who_answers(struct request *rq, struct proposal_page *p)
{
    struct proposal_theirs theirs;
    p->is_visitor = rq->actor.person_id == 0;
    if (!p->is_open || p->is_visitor)
        return OK;
    enum err e = proposal_theirs_find(rq, p->p, &theirs);
    p->may_answer = e == OK && theirs.n_units > 0;
    p->why_not = theirs.fault;
    return e;
}

static enum err
answer_one(struct request *rq, struct answer *an, const char *fault,
    struct form *hear, struct form *tell, struct form *withdraw)
{
    struct arena *a = rq->arena;
    struct proposal_page p = { .p = arena_new(a, struct proposal_whole, 1) };
    struct proposal_sides_there_row *sides = NULL;
    struct proposal_objections_shown_row *objections;
    struct proposal_versions_row *versions = NULL;
    struct thing partnership;
    int64_t id = request_key(rq, 0);
    text today = day_of(a, rq->now);
    enum err e = proposal_read(rq, p.p);
    const struct proposal *row = &p.p->row;
    if (e == OK)
        e = thing_load(
            rq->db, a, TEXT("partnership"), row->partnership_id, &partnership);
    if (e == OK)
        e = proposal_sides_there(rq->db, a,
            (struct proposal_sides_there_in){
                .partnership_id = row->partnership_id,
                .n_rows = PROPOSAL_SIDES_MAX },
            &sides, &p.n_sides);
    if (e == OK && text_is_known(row->result))
        e = proposal_objections_shown(rq->db, a,
            (struct proposal_objections_shown_in){ .proposal_id = id,
                .base = row->base,
                .n_rows = PROPOSAL_SHOWN_MAX },
            &objections, &p.n_objections);
    if (e == OK && row->version > 1)
        e = proposal_versions(rq->db, a,
            (struct proposal_versions_in){
                .proposal_id = id, .n_rows = PROPOSAL_VERSIONS_MAX },
            &versions, &p.n_versions);
    if (e != OK)
        return e;
    if (p.n_objections > 0)
        p.objections = objections;
    p.sides = sides;
    p.versions = versions;
    p.address = proposal_sub(a, id, "");
    p.partnership = thing_address(a, &partnership);
    p.partnership_name = partnership.title;
    p.n_heard = proposal_n_heard(p.p);
    p.is_open = proposal_is_open(row, today);
    int64_t things[] = { id, row->partnership_id };
    p.may_lead = actor_may(&rq->actor, WHO_FACILITATOR, things, 2);
    for (ptrdiff_t i = 0; i < p.p->n_units; i++)
        p.is_of_them |= proposal_may_answer(&rq->actor, &p.p->units[i]);
    e = proposal_asking_load(rq->db, a, id, &p.asking);
    if (e == OK)
        e = look_who_answers(rq, &p);
    if (e != OK)
        return e;
    bool is_closed = text_is_equal(row->status, TEXT("closed"));
    p.round =
        (int)(is_closed && p.asking.has_result_round ? p.asking.result_round
                                                     : row->round);
    p.is_draft = text_is_equal(row->status, TEXT("draft"));
    p.may_remove = p.is_draft &&
        (p.may_lead ||
            (row->has_added_by && row->added_by == rq->actor.person_id));
    if (p.may_lead)
        p.withdraw_form =
            withdraw != NULL ? withdraw : proposal_withdraw_form(rq, row);
    struct form *button = arena_new(a, struct form, 1);
    form_open(rq, NULL, 0, button);
    p.button = button;
    p.may_close = p.may_lead && text_is_equal(row->status, TEXT("open")) &&
        text_compare(today, row->closes_on) > 0;
    if (p.may_lead && !row->is_made && (is_closed || p.is_open))
        e = proposal_amend_form(rq, p.p, &p.amend_form);
    struct paragraphs_shown *shown = arena_new(a, struct paragraphs_shown, 1);
    if (e == OK)
        e = paragraphs_show(rq, row, shown);
    if (e != OK)
        return e;
    p.text = shown;
    struct proposal_text_head *head =
        arena_new(a, struct proposal_text_head, 1);
    e = proposal_text_head_load(rq, row, shown, hear, tell, head);
    if (e != OK)
        return e;
    p.head = head;
    e = heard_brief_load(rq, id, row->partnership_id, &p.heard);
    if (e != OK)
        return e;
    p.decides = proposal_decides(row->level);
    p.is_lead = proposal_is_lead(row, rq->actor.person_id);
    if (p.is_lead && is_closed) {
        struct proposal_objections_safety_row *safety;
        e = proposal_objections_safety(rq->db, a,
            (struct proposal_objections_safety_in){
                .proposal_id = id, .n_rows = PROPOSAL_SHOWN_MAX },
            &safety, &p.n_safety);
        if (e != OK)
            return e;
        p.safety = safety;
    }
    rq->form = hear != NULL ? hear
        : tell != NULL      ? tell
                            : withdraw; /* the wrong one says the status */
    struct view v = request_view(rq);
    if (fault != NULL) {
        p.fault = say(&v, fault);
        an->status = 409;
    }
    decide_proposal(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = row->name,
            .section = "partnership",
            .body = view_html(&v),
            .csv = text_is_known(row->result)
                ? proposal_sub(a, id, "/result.csv")
                : (text){ 0 } });
    return e;
}

enum err
proposal_show(struct request *rq, struct answer *an)
{
    return answer_one(rq, an, NULL, NULL, NULL, NULL);
}

enum err
proposal_say(struct request *rq, struct answer *an, const char *fault)
{
    return answer_one(rq, an, fault, NULL, NULL, NULL);
}

enum err
proposal_show_text(
    struct request *rq, struct answer *an, struct form *hear, struct form *tell)
{
    return answer_one(rq, an, NULL, hear, tell, NULL);
}

enum err
proposal_show_withdraw(struct request *rq, struct answer *an, struct form *form)
{
    return answer_one(rq, an, NULL, NULL, NULL, form);
}

/* ---- As a file ----------------------------------------------------------- */

enum err
proposal_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "side", "who", "kind", "state",
        "why" };
    struct proposal_whole p;
    enum err e = proposal_read(rq, &p);
    if (e == OK && !text_is_known(p.row.result))
        e = ERR_NOT_FOUND; /* nothing is said before the close */
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 8192);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t s = 0; s < p.n_sides; s++)
        for (ptrdiff_t i = 0; i < p.n_units; i++) {
            const struct proposal_unit *u = &p.units[i];
            if (u->side_id != p.sides[s].side_id)
                continue;
            csv_add_for_people(&w, p.sides[s].name);
            csv_add_for_people(&w, u->name);
            csv_add(&w, u->is_role ? TEXT("role") : TEXT("members"));
            csv_add(&w, u->state);
            csv_add(&w, u->why);
            csv_end_row(&w);
        }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("result.csv");
    return OK;
}
