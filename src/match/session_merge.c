/* Proposals that share a theme are suggested for one session; a facilitator
 * takes a suggestion, or chooses otherwise. */
#include "match/session_merge.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "keep/version.h"
#include "match/merge.html.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

enum { APARTS_MAX = 400, PAST_MAX = 600 };

/* ---- The page
 * ---------------------------------------------------------------------- */

/* ?team= &other= &apart= &choice=: the first of each list that is shown; a, b
 * and c are chosen so far. */
struct merge_ask {
    bool known, three;
    int64_t team, other, apart, choice, a, b, c;
    text q;
};
#define FROM(member) INPUT(struct merge_ask, member, INPUT_INT, .max = 10'000)
static const struct input ask_inputs[] = {
    INPUT(struct merge_ask, known, INPUT_BOOL),
    INPUT(struct merge_ask, three, INPUT_BOOL),
    FROM(team),
    FROM(other),
    FROM(apart),
    FROM(choice),
    INPUT(struct merge_ask, a, INPUT_KEY),
    INPUT(struct merge_ask, b, INPUT_KEY),
    INPUT(struct merge_ask, c, INPUT_KEY),
    INPUT(struct merge_ask, q, INPUT_TEXT, .max = 100),
};
enum { N_ASK = sizeof ask_inputs / sizeof ask_inputs[0] };

static text
title_of(const struct merging *m, int64_t id)
{
    for (ptrdiff_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].id == id)
            return m->rows[i].name;
    return (text){ 0 };
}

/* ---- Page by page -------------------------------------------------------- */

/* The address of the next page of a list; not known: this is its last. */
static text
next_of(struct request *rq, const char *name, int64_t from, ptrdiff_t shown,
    ptrdiff_t all)
{
    return from + shown < all
        ? request_with(
              rq, name, arena_print(rq->arena, "%d", (int)(from + shown)))
        : (text){ 0 };
}

static ptrdiff_t
shown_of(int64_t *from, ptrdiff_t most, ptrdiff_t all)
{
    if (*from < 0 || *from >= all)
        *from = 0;
    return all - *from < most ? (ptrdiff_t)(all - *from) : most;
}

/* One is chosen after the other, by taps: each keeps those before it. */
static void
make_choices(struct merging *m, const struct merge_ask *ask)
{
    static const char *const names[PARTS_MAX] = { "a", "b", "c" };
    const int64_t ids[PARTS_MAX] = { ask->a, ask->b, ask->c };
    struct request *rq = m->rq;
    struct merge_page *p = m->page;
    text words = lang_fold(rq->arena, ask->q);
    ptrdiff_t n = 0;
    int slot = -1;
    p->q = ask->q;
    p->is_tapped = p->n_loose > MERGE_IN_SELECT;
    for (int k = 0; k < PARTS_MAX; k++) {
        ptrdiff_t at = ids[k] == 0 ? -1 : merge_index(m, ids[k]);
        bool is_there = at >= 0;
        for (int i = 0; i < k; i++)
            is_there = is_there && p->chosen[i] != p->loose[at];
        p->chosen[k] = is_there ? p->loose[at] : NULL;
        p->untap[k] = request_with(rq, names[k], (text){ 0 });
        if (!is_there && slot < 0)
            slot = k;
    }
    const struct match_proposal_sent_row **meant =
        (const struct match_proposal_sent_row **)arena_new(
            rq->arena, void *, p->n_loose + 1);
    for (ptrdiff_t i = 0; p->is_tapped && slot >= 0 && i < p->n_loose; i++) {
        const struct match_proposal_sent_row *row = p->loose[i];
        if (row != p->chosen[0] && row != p->chosen[1] && row != p->chosen[2] &&
            (text_is_empty(words) ||
                text_find(lang_fold(rq->arena, row->name), words) >= 0))
            meant[n++] = row;
    }
    int64_t from = ask->choice;
    p->n_choices = (int)shown_of(&from, MERGE_CHOICES_SHOWN, n);
    for (int i = 0; i < p->n_choices; i++) {
        p->choices[i] = meant[from + i];
        p->tap[i] = arena_join(rq->arena, 2,
            (text[]){ request_with(rq, names[slot],
                          match_key(rq->arena, p->choices[i]->id)),
                TEXT("#choose") });
    }
    p->next_choices = next_of(rq, "choice", from, p->n_choices, n);
}

static void
take_page(struct merging *m, const struct merge_ask *ask)
{
    struct request *rq = m->rq;
    struct merge_page *p = m->page;
    ptrdiff_t n = p->n_teams;
    p->from_team = ask->team;
    p->from_other = ask->other;
    p->from_apart = ask->apart;
    p->n_teams = shown_of(&p->from_team, MERGE_SHOWN, n);
    p->next_teams = next_of(rq, "team", p->from_team, p->n_teams, n);
    n = p->n_others_all = p->n_others;
    p->n_others = shown_of(&p->from_other, MERGE_SHOWN, n);
    p->next_others = next_of(rq, "other", p->from_other, p->n_others, n);
    p->n_aparts_shown =
        shown_of(&p->from_apart, MERGE_APARTS_SHOWN, p->n_aparts);
    p->next_aparts =
        next_of(rq, "apart", p->from_apart, p->n_aparts_shown, p->n_aparts);
    p->teams += p->n_teams > 0 ? p->from_team : 0;
    p->others += p->n_others > 0 ? p->from_other : 0;
    make_choices(m, ask);
}

static enum err
load(struct merging *m)
{
    struct request *rq = m->rq;
    struct merge_page *p = m->page;
    int64_t id = request_key(rq, 0);
    struct merge_ask ask = { 0 };
    bool is_found = false;
    query_parse(rq, ask_inputs, N_ASK, &ask);
    p->is_known = ask.known;
    p->is_three = ask.three;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    match_call_get_ask(
        &batch, (struct match_call_get_in){ .id = id }, &p->call, &is_found);
    match_proposal_sent_ask(&batch,
        (struct match_proposal_sent_in){
            .call_id = id, .n_rows = PROPOSALS_MAX },
        &m->rows, &m->n_rows);
    match_apart_list_ask(&batch,
        (struct match_apart_list_in){ .call_id = id, .n_rows = APARTS_MAX },
        &p->aparts, &p->n_aparts);
    match_session_part_all_ask(&batch,
        (struct match_session_part_all_in){ .call_id = id, .n_rows = PAST_MAX },
        &m->past, &m->n_past);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    p->loose = (const struct match_proposal_sent_row **)arena_new(
        rq->arena, void *, m->n_rows + 1);
    for (ptrdiff_t i = 0; i < m->n_rows; i++)
        if (!m->rows[i].has_session_id)
            p->loose[p->n_loose++] = &m->rows[i];
    p->apart_names =
        (text(*)[2])arena_new(rq->arena, text, 2 * p->n_aparts + 1);
    for (ptrdiff_t i = 0; i < p->n_aparts; i++) {
        p->apart_names[i][0] = title_of(m, p->aparts[i].a_id);
        p->apart_names[i][1] = title_of(m, p->aparts[i].b_id);
    }
    p->base = arena_print(
        rq->arena, "/call/%.*s", TEXT_ARG(match_key(rq->arena, id)));
    p->address = arena_print(rq->arena, "%.*s/merge", TEXT_ARG(p->base));
    p->apart = arena_print(rq->arena, "%.*s/apart", TEXT_ARG(p->base));
    e = merge_suggest(m);
    if (e == OK)
        take_page(m, &ask);
    return e;
}

struct merge_form {
    int64_t a, b, c;
    text name;
};
static const struct input merge_inputs[] = {
    INPUT(struct merge_form, a, INPUT_KEY, .is_required = true,
        .label = N_("First proposal")),
    INPUT(struct merge_form, b, INPUT_KEY, .label = N_("Second proposal")),
    INPUT(struct merge_form, c, INPUT_KEY, .label = N_("Third proposal")),
    INPUT(struct merge_form, name, INPUT_TEXT, .max = 200,
        .label = N_("Name of the session")),
};
enum { N_INPUTS = sizeof merge_inputs / sizeof merge_inputs[0] };

static enum err
answer_page_of(struct merging *m, struct answer *an, struct form *form)
{
    struct view v = request_view(m->rq);
    m->page->form = form;
    match_merge(&v, m->page);
    an->status =
        form->n_errors > 0 || text_is_known(form->error_all) ? 422 : 200;
    answer_page(m->rq, an,
        (struct page){ .title = say(&v, N_("Bring proposals together")),
            .section = "call",
            .body = view_html(&v) });
    return OK;
}

enum err
merge_show(struct request *rq, struct answer *an)
{
    struct merging *m = arena_new(rq->arena, struct merging, 1);
    struct form form;
    m->rq = rq;
    m->page = arena_new(rq->arena, struct merge_page, 1);
    enum err e = load(m);
    if (e != OK)
        return e;
    form_open(rq, merge_inputs, N_INPUTS, &form);
    return answer_page_of(m, an, &form);
}

/* ---- A session out of proposals
 * ------------------------------------------------------ */

struct merge_step {
    const struct merging *m;
    struct inviter from;
    const struct match_proposal_sent_row *rows[PARTS_MAX];
    int n_rows;
    text name, ground, prior, lang, token, then, first;
    bool is_taken; /* one of them is in a session meanwhile */
    struct match_session row;
};

/* Whoever proposed leads it, and may write on its page. */
static enum err
add_lead(struct db *writer, struct arena *a, const struct merge_step *step,
    const struct thing *session, int64_t proposal_id)
{
    struct match_proposer_get_row who;
    struct invitation to = { .role = WHO_MEMBER, .thing = session };
    struct inviter from = step->from;
    enum err e = match_proposer_get(
        writer, a, (struct match_proposer_get_in){ .id = proposal_id }, &who);
    if (e == ERR_NOT_FOUND) /* it came in a file */
        return OK;
    if (e != OK)
        return e;
    to.mail = who.mail;
    to.name = text_is_empty(who.name) ? TEXT("-") : who.name;
    to.lang = lang_find(who.lang);
    if (who.has_person_id)
        e = people_mail_of(writer, a, who.person_id, &to.mail);
    if (e != OK || !text_is_known(to.mail))
        return e;
    e = people_invite_in(writer, a, &from, &to);
    if (e != OK || who.has_person_id)
        return e;
    return match_proposer_is(writer,
        (struct match_proposer_is_in){
            .id = proposal_id, .person_id = to.person_id },
        NULL);
}

static enum err
add_part(struct db *writer, struct arena *a, struct merge_step *step,
    const struct thing *session, int64_t proposal_id)
{
    struct match_session_part_live_row live;
    struct match_proposal row;
    enum err e = match_session_part_live(writer, a,
        (struct match_session_part_live_in){ .proposal_id = proposal_id },
        &live);
    if (e == OK)
        e = match_proposal_get(writer, a,
            (struct match_proposal_get_in){ .id = proposal_id }, &row);
    if (e == OK &&
        (live.has_session_id || !text_is_equal(row.status, TEXT("sent")))) {
        step->is_taken = true;
        return ERR_DENIED;
    }
    struct match_session_part part = {
        .id = key_new(), .session_id = session->id, .proposal_id = proposal_id
    };
    part.code = match_key(a, part.id);
    if (e == OK)
        e = match_session_part_insert(writer, &part, NULL);
    if (e == OK)
        e = thread_put(writer, a, step->from.person_id,
            &(struct thread_link){ .from_kind = TEXT("match_session"),
                .from_id = session->id,
                .kind = TEXT("comes_from"),
                .to_kind = TEXT("match_proposal"),
                .to_id = proposal_id },
            NULL);
    return e == OK ? add_lead(writer, a, step, session, proposal_id) : e;
}

static enum err
save_session(struct db *writer, struct arena *a, void *arg)
{
    struct merge_step *step = arg;
    struct thing session;
    bool has_changed;
    int64_t n = 0;
    step->is_taken = false;
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        step->row.id = key_new();
        step->row.code = match_key(a, step->row.id);
        e = match_session_insert(writer, &step->row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK && !text_is_empty(step->prior))
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("match_session"),
                .thing_id = step->row.id,
                .part = TEXT("prior"),
                .lang = step->lang,
                .source = step->prior,
                .is_original = true },
            &has_changed);
    if (e == OK && !text_is_empty(step->ground))
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("match_session"),
                .thing_id = step->row.id,
                .part = TEXT("ground"),
                .lang = step->lang,
                .source = step->ground,
                .is_original = true },
            &has_changed);
    if (e == OK)
        e = thing_load(
            writer, a, TEXT("match_session"), step->row.id, &session);
    for (int i = 0; e == OK && i < step->n_rows; i++)
        e = add_part(writer, a, step, &session, step->rows[i]->id);
    return e == OK ? version_note(writer, a, TEXT("match_session"),
                         step->row.id, step->from.person_id, TEXT("create"))
                   : e;
}

static const struct match_proposal_sent_row *
find_free(const struct merging *m, int64_t id)
{
    ptrdiff_t i = id == 0 ? -1 : merge_index(m, id);
    return i < 0 ? NULL : m->page->loose[i];
}

/* The proposals that the form names: each once, none in a session. */
static bool
take_rows(const struct merging *m, const struct merge_form *given,
    struct merge_step *step)
{
    const int64_t ids[PARTS_MAX] = { given->a, given->b, given->c };
    for (int i = 0; i < PARTS_MAX; i++) {
        if (ids[i] == 0)
            continue;
        const struct match_proposal_sent_row *row = find_free(m, ids[i]);
        for (int k = 0; k < step->n_rows; k++)
            if (step->rows[k] == row)
                return false;
        if (row == NULL)
            return false;
        step->rows[step->n_rows++] = row;
    }
    return step->n_rows > 0;
}

static void
name_it(struct request *rq, struct merge_step *step, text given)
{
    struct buf name = buf_in(rq->arena, 200), ground = buf_in(rq->arena, 200);
    text rest = step->rows[0]->themes, word;
    for (int i = 0; i < step->n_rows; i++) {
        buf_add(&name, i > 0 ? TEXT(" + ") : TEXT(""));
        buf_add(&name, step->rows[i]->name);
    }
    while (step->n_rows > 1 && text_is_known(word = match_list_next(&rest))) {
        bool is_shared = true;
        for (int i = 1; i < step->n_rows; i++)
            is_shared = is_shared &&
                match_list_has(rq->arena, step->rows[i]->themes, word);
        if (!is_shared)
            continue;
        buf_add(&ground, ground.len > 0 ? TEXT(", ") : TEXT(""));
        buf_add(&ground, word);
    }
    step->name =
        text_is_empty(given) ? text_prefix(buf_text(&name), 200) : given;
    step->ground = buf_text(&ground);
    struct view v = request_view(rq);
    bool is_known = false;
    for (int i = 0; i < step->n_rows; i++)
        for (int k = 0; k < i; k++)
            is_known = is_known ||
                merge_is_known(step->m, step->rows[i]->id, step->rows[k]->id);
    if (step->n_rows > 1)
        step->prior = say(&v,
            is_known ? N_("Have worked together before.")
                     : N_("Never worked together, as far as is known here."));
}

enum err
merge_send(struct request *rq, struct answer *an)
{
    struct merging *m = arena_new(rq->arena, struct merging, 1);
    struct merge_form given = { 0 };
    struct form form;
    struct view v = request_view(rq);
    m->rq = rq;
    m->page = arena_new(rq->arena, struct merge_page, 1);
    enum err e = load(m);
    if (e == OK)
        e = form_parse(rq, merge_inputs, N_INPUTS, &form, &given);
    if (e != OK)
        return e;
    make_choices(
        m, &(struct merge_ask){ .a = given.a, .b = given.b, .c = given.c });
    if (form.n_errors > 0)
        return answer_page_of(m, an, &form);
    struct merge_step *step = arena_new(rq->arena, struct merge_step, 1);
    *step = (struct merge_step){ .m = m,
        .from = people_inviter(rq),
        .token = form.token,
        .then =
            arena_print(rq->arena, "%.*s#sessions", TEXT_ARG(m->page->address)),
        .lang = lang_code(rq->lang) };
    bool is_again = false;
    if (!take_rows(m, &given, step)) {
        e = once_look(rq->db, rq->arena, form.token, &is_again);
        if (e == OK && is_again) {
            answer_redirect(rq, an, m->page->base);
            return OK;
        }
        form.error_all = say(&v,
            N_("Choose each proposal once, and none that is in a session "
               "already."));
        return e == OK ? answer_page_of(m, an, &form) : e;
    }
    step->from.partnership_id =
        m->page->call.has_partnership_id ? m->page->call.partnership_id : 0;
    name_it(rq, step, given.name);
    step->row = (struct match_session){ .call_id = m->page->call.id,
        .name = step->name,
        .name_sort = lang_sort_key(rq->arena, step->name),
        .status = TEXT("proposed") };
    e = db_write(rq->db, rq->arena, save_session, step);
    if (e == ERR_CONFLICT && text_is_known(step->first)) {
        answer_redirect(rq, an, m->page->base);
        return OK;
    }
    if (e == ERR_DENIED && step->is_taken) {
        form.error_all = say(&v,
            N_("Somebody else has put one of these into a session in the "
               "meantime."));
        return answer_page_of(m, an, &form);
    }
    if (e == OK)
        answer_redirect(rq, an,
            match_address(rq->arena, "/session", step->row.name, step->row.id));
    return e;
}

/* ---- Not together
 * --------------------------------------------------------------------- */

struct apart_step {
    struct match_apart_insert_in row;
    int64_t remove_id;
    text token, then, first;
};

static enum err
save_apart(struct db *writer, struct arena *a, void *arg)
{
    struct apart_step *step = arg;
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK && step->remove_id != 0)
        e = match_apart_remove(writer,
            (struct match_apart_remove_in){
                .id = step->remove_id, .call_id = step->row.call_id },
            NULL);
    else if (e == OK)
        e = match_apart_insert(writer, step->row, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = step->row.made_by,
                             .action = TEXT("change"),
                             .kind = TEXT("match_call"),
                             .thing_id = step->row.call_id })
                   : e;
}

struct apart_form {
    int64_t a, b, end;
};
static const struct input apart_inputs[] = {
    INPUT(struct apart_form, a, INPUT_KEY),
    INPUT(struct apart_form, b, INPUT_KEY),
    INPUT(struct apart_form, end, INPUT_KEY),
};

enum err
apart_send(struct request *rq, struct answer *an)
{
    struct apart_form given = { 0 };
    struct form form;
    int64_t call_id = request_key(rq, 0);
    struct match_proposal x, y;
    enum err e = form_parse(rq, apart_inputs, 3, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0 ||
        (given.end == 0 &&
            (given.a == 0 || given.b == 0 || given.a == given.b)))
        return ERR_BAD_INPUT;
    if (given.end == 0) {
        e = match_proposal_get(rq->db, rq->arena,
            (struct match_proposal_get_in){ .id = given.a }, &x);
        if (e == OK)
            e = match_proposal_get(rq->db, rq->arena,
                (struct match_proposal_get_in){ .id = given.b }, &y);
        if (e == OK && (x.call_id != call_id || y.call_id != call_id))
            e = ERR_NOT_FOUND;
    }
    struct apart_step step = { .token = form.token,
        .then = arena_print(rq->arena, "/call/%.*s/merge",
            TEXT_ARG(match_key(rq->arena, call_id))),
        .remove_id = given.end,
        .row = { .id = key_new(),
            .call_id = call_id,
            .a_id = given.a < given.b ? given.a : given.b,
            .b_id = given.a < given.b ? given.b : given.a,
            .made_at = rq->now,
            .made_by = rq->actor.person_id,
            .has_made_by = true } };
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_apart, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first))
        e = OK;
    if (e == OK)
        answer_redirect(rq, an, step.then);
    return e;
}
