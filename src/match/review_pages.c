/* What was proposed: listed, read, and said about by reviewers, apart. */
#include "match/call.h"

#include "base/csv.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "match/review.html.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

/* ---- The list
 * ----------------------------------------------------------------- */

struct list_ask {
    text theme, method;
    bool open;
};
static const struct input ask_inputs[] = {
    INPUT(struct list_ask, theme, INPUT_TEXT, .max = 200),
    INPUT(struct list_ask, method, INPUT_TEXT, .max = 200),
    INPUT(struct list_ask, open, INPUT_BOOL),
};

static enum err
load_call(struct request *rq, struct match_call *call, text *base)
{
    int64_t id = request_key(rq, 0);
    *base = arena_print(
        rq->arena, "/call/%.*s", TEXT_ARG(match_key(rq->arena, id)));
    return match_call_get(
        rq->db, rq->arena, (struct match_call_get_in){ .id = id }, call);
}

static void
add_words(struct request *rq, text list, text *to, int *n, int max)
{
    text one;
    while (*n < max && text_is_known(one = match_list_next(&list))) {
        bool is_there = false;
        for (int i = 0; i < *n; i++)
            is_there = is_there ||
                text_is_equal(
                    lang_fold(rq->arena, to[i]), lang_fold(rq->arena, one));
        if (!is_there)
            to[(*n)++] = one;
    }
}

static enum err
load_list(struct request *rq, struct proposals_page *p)
{
    struct list_ask ask = { 0 };
    struct match_proposal_sent_row *rows;
    ptrdiff_t n;
    query_parse(rq, ask_inputs, 3, &ask);
    enum err e = load_call(rq, &p->call, &p->base);
    if (e == OK)
        e = match_proposal_sent(rq->db, rq->arena,
            (struct match_proposal_sent_in){
                .call_id = p->call.id, .n_rows = PROPOSALS_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    p->q_theme = ask.theme;
    p->q_method = ask.method;
    p->only_free = ask.open;
    p->themes = arena_new(rq->arena, text, 40);
    p->methods = arena_new(rq->arena, text, 40);
    add_words(rq, p->call.themes, p->themes, &p->n_themes, 40);
    add_words(rq, p->call.methods, p->methods, &p->n_methods, 40);
    p->lines = arena_new(rq->arena, struct proposal_line, n);
    p->n_all = n;
    for (ptrdiff_t i = 0; i < n; i++) {
        struct match_proposal_sent_row *r = &rows[i];
        add_words(rq, r->themes, p->themes, &p->n_themes, 40);
        add_words(rq, r->methods, p->methods, &p->n_methods, 40);
        if ((!text_is_empty(ask.theme) &&
                !match_list_has(rq->arena, r->themes, ask.theme)) ||
            (!text_is_empty(ask.method) &&
                !match_list_has(rq->arena, r->methods, ask.method)) ||
            (ask.open && r->has_session_id))
            continue;
        p->lines[p->n_lines++] = (struct proposal_line){ .row = r,
            .address = match_address(rq->arena, "/proposal", r->name, r->id) };
    }
    p->may_lead = actor_may(&rq->actor, WHO_FACILITATOR,
        (int64_t[]){ p->call.id,
            p->call.has_partnership_id ? p->call.partnership_id : 0 },
        2);
    return OK;
}

/* Has this reviewer given one? Only then others' marks are shown. */
static enum err
look_at_own(struct request *rq, struct proposals_page *p)
{
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < p->n_lines; i += DB_BATCH_MAX) {
        struct match_review_own_row own[DB_BATCH_MAX];
        bool is_found[DB_BATCH_MAX] = { false };
        struct db_batch batch = db_batch_open(rq->db, rq->arena);
        ptrdiff_t n =
            p->n_lines - i < DB_BATCH_MAX ? p->n_lines - i : DB_BATCH_MAX;
        for (ptrdiff_t k = 0; k < n; k++)
            match_review_own_ask(&batch,
                (struct match_review_own_in){
                    .proposal_id = p->lines[i + k].row->id,
                    .person_id = rq->actor.person_id },
                &own[k], &is_found[k]);
        e = db_batch_run(&batch);
        for (ptrdiff_t k = 0; e == OK && k < n; k++) {
            struct proposal_line *l = &p->lines[i + k];
            l->is_reviewed = is_found[k];
            if ((is_found[k] || p->may_lead) && l->row->n_reviews > 0)
                l->score = lang_decimal(rq->lang, rq->arena,
                    (double)l->row->score_sum / (double)l->row->n_reviews, 1);
        }
    }
    return e;
}

enum err
proposals_show(struct request *rq, struct answer *an)
{
    struct proposals_page *p = arena_new(rq->arena, struct proposals_page, 1);
    enum err e = load_list(rq, p);
    if (e == OK)
        e = look_at_own(rq, p);
    if (e != OK)
        return e;
    p->rq = rq;
    struct view v = request_view(rq);
    match_review_list_page(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("Proposals for %s"), 1,
                           (struct phrase_arg[]){ phrase_arg(p->call.name) }),
            .section = "call",
            .body = view_html(&v),
            .csv = arena_print(rq->arena, "%.*s/proposal.csv%s%.*s",
                TEXT_ARG(p->base), text_is_empty(rq->query) ? "" : "?",
                TEXT_ARG(rq->query)) });
    return OK;
}

enum err
proposals_csv(struct request *rq, struct answer *an)
{
    struct proposals_page *p = arena_new(rq->arena, struct proposals_page, 1);
    enum err e = load_list(rq, p);
    if (e == OK)
        e = look_at_own(rq, p);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&out);
    static const char *const heads[] = { "key", "title", "organisation",
        "themes", "methods", "language", "reviews", "score", "session" };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < p->n_lines; i++) {
        const struct match_proposal_sent_row *r = p->lines[i].row;
        csv_add(&w, match_key(rq->arena, r->id));
        csv_add_for_people(&w, r->name);
        csv_add_for_people(&w, r->organisation);
        csv_add_for_people(&w, r->themes);
        csv_add_for_people(&w, r->methods);
        csv_add(&w, r->lang);
        csv_add_int(&w, r->n_reviews);
        csv_add(&w, p->lines[i].score);
        csv_add(&w,
            r->has_session_id ? match_key(rq->arena, r->session_id)
                              : (text){ 0 });
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("proposals.csv");
    return OK;
}

/* ---- One
 * ------------------------------------------------------------------------ */

enum err
proposal_view_load(struct request *rq, int64_t id, struct proposal_view *view)
{
    struct prose_set prose = { 0 };
    bool is_found = false;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    match_proposal_get_ask(&batch, (struct match_proposal_get_in){ .id = id },
        &view->row, &is_found);
    prose_ask(&batch, id, &prose);
    match_lead_of_proposal_ask(&batch,
        (struct match_lead_of_proposal_in){
            .proposal_id = id, .n_rows = LEADS_MAX },
        &view->leads, &view->n_leads);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    view->about = prose_show(rq, &prose, "about");
    view->lived = prose_show(rq, &prose, "lived");
    view->needs = prose_show(rq, &prose, "needs");
    return OK;
}

static const char *const scores[] = { "5", "4", "3", "2", "1", NULL };
static const char *const score_words[] = { N_("5: it must be there"),
    N_("4: good"), N_("3: could be"), N_("2: rather not"), N_("1: no"), NULL };

struct review_form {
    text score, comment;
};
static const struct input review_inputs[] = {
    INPUT(struct review_form, score, INPUT_CHOICE, .is_required = true,
        .choices = scores, .choice_labels = score_words,
        .label = N_("What do you think?")),
    INPUT(struct review_form, comment, INPUT_PROSE, .max = 4000,
        .label = N_("Why"),
        .hint = N_("Seen by those who review and lead this call.")),
};
enum { N_INPUTS = sizeof review_inputs / sizeof review_inputs[0] };

static enum err
load_review(
    struct request *rq, struct review_page *p, struct match_review_own_row *own)
{
    int64_t id = request_key(rq, 0);
    enum err e = proposal_view_load(rq, id, &p->proposal);
    if (e == OK)
        e = match_call_get(rq->db, rq->arena,
            (struct match_call_get_in){ .id = p->proposal.row.call_id },
            &p->call);
    if (e != OK)
        return e;
    p->address =
        match_address(rq->arena, "/proposal", p->proposal.row.name, id);
    p->base = arena_print(
        rq->arena, "/call/%.*s", TEXT_ARG(match_key(rq->arena, p->call.id)));
    p->list = arena_print(rq->arena, "%.*s/proposal", TEXT_ARG(p->base));
    struct match_proposer_own_row theirs;
    e = match_proposer_own(rq->db, rq->arena,
        (struct match_proposer_own_in){
            .id = id, .viewer = rq->actor.person_id },
        &theirs);
    p->is_theirs = e == OK;
    if (e != ERR_NOT_FOUND)
        return e;
    e = match_review_own(rq->db, rq->arena,
        (struct match_review_own_in){
            .proposal_id = id, .person_id = rq->actor.person_id },
        own);
    p->has_own = e == OK;
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    return match_review_list(rq->db, rq->arena,
        (struct match_review_list_in){
            .proposal_id = id, .n_rows = REVIEWS_MAX },
        &p->others, &p->n_others);
}

static enum err
answer_review(struct request *rq, struct answer *an, struct review_page *p,
    struct form *form)
{
    struct view v = request_view(rq);
    p->form = form;
    p->viewer_id = rq->actor.person_id;
    match_review(&v, p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = p->proposal.row.name,
            .section = "call",
            .body = view_html(&v) });
    return OK;
}

enum err
review_show(struct request *rq, struct answer *an)
{
    struct review_page p = { 0 };
    struct match_review_own_row own = { 0 };
    struct form form;
    enum err e = load_review(rq, &p, &own);
    if (e != OK)
        return e;
    if (match_has_moved(
            rq, an, "/proposal", p.proposal.row.name, p.proposal.row.id))
        return OK;
    form_open(rq, review_inputs, N_INPUTS, &form);
    if (p.has_own) {
        form_give(&form, "score", arena_print(rq->arena, "%d", (int)own.score));
        form_give(&form, "comment", own.comment);
    }
    return answer_review(rq, an, &p, &form);
}

struct review_step {
    struct match_review_save_in row;
    text token, then, first;
};

static enum err
save_review(struct db *writer, struct arena *a, void *arg)
{
    struct review_step *step = arg;
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK)
        e = match_review_save(writer, step->row, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = step->row.person_id,
                             .action = TEXT("review"),
                             .kind = TEXT("match_proposal"),
                             .thing_id = step->row.proposal_id })
                   : e;
}

enum err
review_send(struct request *rq, struct answer *an)
{
    struct review_page p = { 0 };
    struct match_review_own_row own;
    struct review_form given = { 0 };
    struct form form;
    int64_t score = 0;
    enum err e = load_review(rq, &p, &own);
    if (e == OK)
        e = form_parse(rq, review_inputs, N_INPUTS, &form, &given);
    if (e == OK && p.is_theirs)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    if (form.n_errors > 0 || !text_parse_int(given.score, &score))
        return answer_review(rq, an, &p, &form);
    struct review_step step = { .token = form.token,
        .then = p.address,
        .row = { .id = key_new(),
            .proposal_id = p.proposal.row.id,
            .person_id = rq->actor.person_id,
            .score = score,
            .comment = given.comment,
            .at = rq->now } };
    e = db_write(rq->db, rq->arena, save_review, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first))
        e = OK;
    if (e == OK)
        answer_redirect(rq, an, p.address);
    return e;
}

/* ---- Who reviews
 * ------------------------------------------------------------------ */

struct reviewer_form {
    text name, mail;
};
static const struct input reviewer_inputs[] = {
    INPUT(struct reviewer_form, name, INPUT_TEXT, .is_required = true,
        .max = 120, .label = N_("Name")),
    INPUT(struct reviewer_form, mail, INPUT_MAIL, .is_required = true,
        .max = 200, .label = N_("E-mail address")),
};

static enum err
answer_reviewers(struct request *rq, struct answer *an,
    struct reviewers_page *p, struct form *form)
{
    struct view v = request_view(rq);
    p->form = form;
    match_review_people(&v, p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Reviewers")),
            .section = "call",
            .body = view_html(&v) });
    return OK;
}

enum err
reviewers_show(struct request *rq, struct answer *an)
{
    struct reviewers_page p = { 0 };
    struct form form;
    enum err e = load_call(rq, &p.call, &p.base);
    if (e != OK)
        return e;
    p.address = arena_print(rq->arena, "%.*s/reviewer", TEXT_ARG(p.base));
    form_open(rq, reviewer_inputs, 2, &form);
    return answer_reviewers(rq, an, &p, &form);
}

struct ask_in_step {
    struct inviter from;
    struct invitation to;
    text token, then, first;
};

static enum err
ask_in(struct db *writer, struct arena *a, void *arg)
{
    struct ask_in_step *step = arg;
    struct invitation to = step->to; /* a step may run again */
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK)
        e = people_invite_in(writer, a, &step->from, &to);
    if (e == OK)
        step->to = to;
    return e;
}

enum err
reviewers_send(struct request *rq, struct answer *an)
{
    struct reviewers_page p = { 0 };
    struct reviewer_form given = { 0 };
    struct form form;
    struct thing thing;
    enum err e = load_call(rq, &p.call, &p.base);
    p.address = arena_print(rq->arena, "%.*s/reviewer", TEXT_ARG(p.base));
    if (e == OK)
        e = form_parse(rq, reviewer_inputs, 2, &form, &given);
    if (e == OK && form.n_errors > 0)
        return answer_reviewers(rq, an, &p, &form);
    if (e == OK)
        e = thing_load(
            rq->db, rq->arena, TEXT("match_call"), p.call.id, &thing);
    if (e != OK)
        return e;
    struct ask_in_step *step = arena_new(rq->arena, struct ask_in_step, 1);
    *step = (struct ask_in_step){ .from = people_inviter(rq),
        .token = form.token,
        .then = p.address,
        .to = { .mail = given.mail,
            .name = given.name,
            .lang = rq->lang,
            .role = WHO_MEMBER,
            .thing = &thing } };
    step->from.partnership_id =
        p.call.has_partnership_id ? p.call.partnership_id : 0;
    e = db_write(rq->db, rq->arena, ask_in, step);
    if (e == ERR_CONFLICT && text_is_known(step->first)) {
        answer_redirect(rq, an, p.address);
        return OK;
    }
    if (e == OK)
        people_answer_invited(rq, an, &step->to, 1, p.address);
    return e;
}
