/* The rounds of a partnership, and one of them. */
#include "match/round_pages.h"
#include "match/pair_pages.h"
#include "match/match_routes.h"

#include "base/key.h"
#include "keep/reply.h"
#include "match/round.html.h"
#include "people/people.h"

text
round_key_address(
    struct arena *a, const char *before, int64_t id, const char *after)
{
    char key[KEY_LENGTH];
    return arena_print(
        a, "%s%.*s%s", before, TEXT_ARG(key_print(id, key)), after);
}

text
round_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

text
round_edit_address(struct arena *a, const char *kind, int64_t id)
{
    return round_key_address(a, arena_print(a, "/edit/%s/", kind).ptr, id, "");
}

text
round_name_of(struct view *v, const struct round *r, text name, text seen)
{
    return r->is_facilitator || !text_is_equal(seen, TEXT("nobody"))
        ? name
        : say(v, N_("Somebody who is not named here"));
}

/* ---- Those of a partnership ------------------------------------------------
 */

enum err
round_list_show(struct request *rq, struct answer *an)
{
    struct round_list_page p = { 0 };
    int64_t id = request_key(rq, 0);
    bool is_found = false;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    round_partnership_ask(&batch, (struct round_partnership_in){ .id = id },
        &p.partnership, &is_found);
    round_list_ask(&batch,
        (struct round_list_in){
            .partnership_id = id, .n_rows = ROUNDS_ON_A_PAGE },
        &p.rows, &p.n_rows);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    if (actor_may(&rq->actor, WHO_FACILITATOR, &id, 1))
        p.make =
            round_key_address(rq->arena, "/new/match_round?within=", id, "");
    struct view v = request_view(rq);
    match_round_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Counterparts")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- One ------------------------------------------------------------------
 */

static enum err
load_page(struct request *rq, struct round *r, struct round_page *p,
    struct prose_set *prose)
{
    struct round_count_row counts[ROUND_SIDES_MAX];
    bool is_found[ROUND_SIDES_MAX], has_own = false;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    prose_ask(&batch, r->row.id, prose);
    match_person_own_ask(&batch,
        (struct match_person_own_in){
            .round_id = r->row.id, .person_id = rq->actor.person_id },
        &p->own, &has_own);
    for (int i = 0; i < r->n_sides; i++) {
        p->sides[i].side = &r->sides[i];
        round_count_ask(&batch,
            (struct round_count_in){ .round_id = r->row.id,
                .side_id = r->sides[i].id,
                .n_rows = PEOPLE_MAX },
            &counts[i], &is_found[i]);
        round_people_ask(&batch,
            (struct round_people_in){ .round_id = r->row.id,
                .side_id = r->sides[i].id,
                .n_rows = ROUND_PEOPLE_SHOWN },
            &p->sides[i].people, &p->sides[i].n_people);
    }
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    if (!has_own)
        p->own = (struct round_person){ .id = 0 };
    for (int i = 0; i < r->n_sides; i++) {
        p->sides[i].n = counts[i].n;
        p->n_people += counts[i].n;
    }
    return OK;
}

/* What they have answered so far, and where they go on. */
static enum err
load_said(struct request *rq, const struct round *r, struct round_page *p)
{
    struct reply *newest;
    ptrdiff_t n = 0;
    if (p->own.id == 0 || !r->row.has_questionnaire_id)
        return OK;
    enum err e = reply_newest(rq->db, rq->arena,
        (struct reply_newest_in){ .questionnaire_id = r->row.questionnaire_id,
            .about_id = REPLY_ABOUT_SELF,
            .person_id = rq->actor.person_id,
            .n_rows = 1 },
        &newest, &n);
    p->say_address = n > 0
        ? round_key_address(rq->arena, "/answer/", newest->id, "")
        : round_key_address(
              rq->arena, "/answer/new/", r->row.questionnaire_id, "");
    p->said = n == 0                                  ? ROUND_SAID_NOTHING
        : text_is_equal(newest->status, TEXT("done")) ? ROUND_SAID_ALL
                                                      : ROUND_SAID_SOME;
    return e;
}

enum err
round_answer(struct request *rq, struct answer *an, struct round *r, text fault)
{
    return round_answer_until(rq, an, r, fault, NULL);
}

enum err
round_answer_until(struct request *rq, struct answer *an, struct round *r,
    text fault, struct form *until)
{
    struct round_page *p = arena_new(rq->arena, struct round_page, 1);
    struct prose_set prose = { 0 };
    struct form form;
    enum err e = load_page(rq, r, p, &prose);
    if (e == OK)
        e = load_said(rq, r, p);
    if (e == OK && r->is_facilitator)
        e = job_of(rq->db, rq->arena, r->row.id, &p->job);
    if (e != OK)
        return e;
    p->round = r;
    for (int i = 0; i < r->n_sides; i++) {
        p->may_join[i] = round_may_join(&rq->actor, r->sides[i].id);
        p->n_may_join += p->may_join[i];
    }
    if (r->is_facilitator && r->status < ROUND_CLOSED)
        p->people = round_sub_address(rq->arena, r, "people");
    p->fault = fault;
    p->is_too_late = round_is_too_late(rq, r);
    if (until != NULL)
        p->until = until;
    else if (p->is_too_late && r->is_facilitator && r->status < ROUND_CLOSED) {
        struct form *empty = arena_new(rq->arena, struct form, 1);
        round_until_open(rq, empty);
        p->until = empty;
    }
    p->job_part = (struct job_part){
        .rq = rq, .job = &p->job, .may_stop = r->is_facilitator
    };
    if (r->is_facilitator)
        answer_job(rq, an, &p->job);
    p->form = &form;
    form_open(rq, NULL, 0, &form);
    p->about = prose_show(rq, &prose, "about");
    p->links = edit_links_of(rq, "match_round", r->row.name, r->row.id,
        r->row.partnership_id, 0, NULL);
    struct view v = request_view(rq);
    match_round(&v, p);
    an->status = text_is_known(fault) || until != NULL ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = r->row.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
round_show(struct request *rq, struct answer *an)
{
    struct round r;
    enum err e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    if (!text_is_equal(rq->path, r.address)) {
        answer_redirect(rq, an, r.address);
        return OK;
    }
    return round_answer(rq, an, &r, (text){ NULL, 0 });
}

/* ---- Mine ------------------------------------------------------------------
 */

enum err
my_match_show(struct request *rq, struct answer *an)
{
    struct my_pairs_page pairs = { 0 };
    struct my_match_page p = { .pairs = &pairs,
        .viewer_id = rq->actor.person_id };
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    round_of_person_ask(&batch,
        (struct round_of_person_in){ .person_id = rq->actor.person_id,
            .before_id = INT64_MAX,
            .n_rows = ROUND_MINE_SHOWN },
        &p.rounds, &p.n_rounds);
    round_open_for_ask(&batch,
        (struct round_open_for_in){ .person_id = rq->actor.person_id,
            .today = day_of(rq->arena, rq->now),
            .n_rows = ROUND_MINE_SHOWN },
        &p.open, &p.n_open);
    enum err e = db_batch_run(&batch);
    if (e == OK)
        e = my_pairs_load(rq, &pairs);
    if (e != OK)
        return e;
    ptrdiff_t n_open = 0;
    for (ptrdiff_t i = 0; i < p.n_open; i++) {
        ptrdiff_t k = 0;
        while (k < n_open && p.open[k].id != p.open[i].id)
            k++;
        if (k == n_open)
            p.open[n_open++] = p.open[i];
    }
    p.n_open = n_open;
    for (ptrdiff_t i = 0; i < p.n_rounds && !text_is_known(p.say_address); i++)
        if (p.rounds[i].has_questionnaire_id)
            p.say_address = round_key_address(
                rq->arena, "/answer/new/", p.rounds[i].questionnaire_id, "");
    struct view v = request_view(rq);
    match_round_mine(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("My rounds and pairs")),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}
