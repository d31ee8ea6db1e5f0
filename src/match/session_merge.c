/* Proposals that share a theme are suggested for one session; a facilitator
 * takes a suggestion, or chooses otherwise. */
#include "match/call.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "keep/version.h"
#include "match/match_inside.h"
#include "match/merge.html.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

enum { APARTS_MAX = 400, PAST_MAX = 600 };

/* ---- What is suggested
 * ---------------------------------------------------------- */

struct merging {
    struct request *rq;
    struct merge_page *page;
    struct match_proposal_sent_row *rows; /* all; those free are in page */
    ptrdiff_t n_rows;
    struct cp_proposal *nodes; /* of those that are free */
    struct match_session_part_all_row *past;
    ptrdiff_t n_past;
    int32_t (*vetoes)[2];
    ptrdiff_t n_vetoes;
};

static struct cp_tags
tags_of(struct arena *a, struct match_words *words, text list)
{
    struct cp_tag *tags = arena_new(a, struct cp_tag, 64);
    ptrdiff_t n = 0;
    text one;
    while (n < 64 && text_is_known(one = match_list_next(&list))) {
        struct cp_tag x = { match_word(words, lang_fold(a, one)), 1 };
        ptrdiff_t at = n;
        bool is_there = false;
        for (ptrdiff_t i = 0; i < n; i++)
            is_there = is_there || tags[i].word == x.word;
        if (is_there || x.word == 0)
            continue;
        for (n++; at > 0 && tags[at - 1].word > x.word; at--)
            tags[at] = tags[at - 1];
        tags[at] = x;
    }
    return (struct cp_tags){ tags, n };
}

/* Which organisation's proposals were in one session with this one's: whoever
 * presented together has worked together. */
static bool
have_worked(const struct merging *m, const int32_t *past_organisation,
    int32_t one, int32_t other)
{
    if (one == 0 || other == 0)
        return false;
    for (ptrdiff_t i = 0; i < m->n_past; i++)
        for (ptrdiff_t k = 0; past_organisation[i] == one && k < m->n_past; k++)
            if (past_organisation[k] == other &&
                m->past[k].session_id == m->past[i].session_id &&
                !text_is_equal(m->past[k].status, TEXT("refused")))
                return true;
    return false;
}

static void
make_nodes(struct merging *m)
{
    struct arena *a = m->rq->arena;
    struct merge_page *p = m->page;
    struct match_words words = match_words(a, 1 << 14);
    int32_t *past = arena_new(a, int32_t, m->n_past + 1);
    m->nodes = arena_new(a, struct cp_proposal, p->n_free + 1);
    for (ptrdiff_t i = 0; i < m->n_past; i++)
        past[i] = text_is_empty(m->past[i].organisation)
            ? 0
            : match_word(&words, lang_fold(a, m->past[i].organisation));
    for (ptrdiff_t i = 0; i < p->n_free; i++) {
        const struct match_proposal_sent_row *r = p->free[i];
        m->nodes[i] = (struct cp_proposal){ .key = r->id,
            .organisation = text_is_empty(r->organisation)
                ? 0
                : match_word(&words, lang_fold(a, r->organisation)),
            .themes = tags_of(a, &words, r->themes),
            .methods = tags_of(a, &words, r->methods) };
    }
    for (ptrdiff_t i = 0; i < p->n_free; i++) {
        int64_t *known = arena_new(a, int64_t, p->n_free);
        ptrdiff_t n = 0;
        for (ptrdiff_t k = 0; m->n_past > 0 && k < p->n_free; k++)
            if (k != i &&
                have_worked(m, past, m->nodes[i].organisation,
                    m->nodes[k].organisation))
                known[n++] = m->nodes[k].key;
        m->nodes[i].known = known;
        m->nodes[i].n_known = n;
    }
}

static ptrdiff_t
index_of(const struct merging *m, int64_t id)
{
    for (ptrdiff_t i = 0; i < m->page->n_free; i++)
        if (m->page->free[i]->id == id)
            return i;
    return -1;
}

/* Who shares no theme, and who is not to be together, is no team. */
static void
make_vetoes(struct merging *m)
{
    struct arena *a = m->rq->arena;
    struct merge_page *p = m->page;
    ptrdiff_t most = p->n_free * (p->n_free - 1) / 2 + p->n_aparts + 1;
    m->vetoes = (int32_t(*)[2])arena_new(a, int32_t, 2 * most);
    for (ptrdiff_t i = 0; i < p->n_aparts; i++) {
        ptrdiff_t x = index_of(m, p->aparts[i].a_id);
        ptrdiff_t y = index_of(m, p->aparts[i].b_id);
        if (x < 0 || y < 0)
            continue;
        m->vetoes[m->n_vetoes][0] = (int32_t)x;
        m->vetoes[m->n_vetoes++][1] = (int32_t)y;
    }
    for (ptrdiff_t i = 0; i < p->n_free; i++)
        for (ptrdiff_t k = i + 1; k < p->n_free; k++) {
            bool is_shared = false;
            struct cp_tags x = m->nodes[i].themes, y = m->nodes[k].themes;
            for (ptrdiff_t c = 0, d = 0; c < x.n && d < y.n && !is_shared;) {
                is_shared = x.tags[c].word == y.tags[d].word;
                if (x.tags[c].word < y.tags[d].word)
                    c++;
                else
                    d++;
            }
            if (is_shared)
                continue;
            m->vetoes[m->n_vetoes][0] = (int32_t)i;
            m->vetoes[m->n_vetoes++][1] = (int32_t)k;
        }
}

static text
words_of(struct arena *a, text one, text other, bool is_shared)
{
    struct buf b = buf_in(a, 100);
    text word;
    while (text_is_known(word = match_list_next(&one)))
        if (match_list_has(a, other, word) == is_shared) {
            buf_add(&b, b.len > 0 ? TEXT(", ") : TEXT(""));
            buf_add(&b, word);
        }
    return buf_text(&b);
}

static struct merge_pair
pair_of(const struct merging *m, ptrdiff_t x, ptrdiff_t y)
{
    struct arena *a = m->rq->arena;
    const struct cp_colead_rules rules = { .prefers_known = m->page->is_known };
    struct merge_pair pair = { .a = m->page->free[x], .b = m->page->free[y] };
    cp_colead_pair(&pair.score, &m->nodes[x], &m->nodes[y], &rules);
    pair.shared = words_of(a, pair.a->themes, pair.b->themes, true);
    text mine = words_of(a, pair.a->methods, pair.b->methods, false);
    text theirs = words_of(a, pair.b->methods, pair.a->methods, false);
    pair.differing = arena_join(a, 3,
        (text[]){ mine,
            text_is_empty(mine) || text_is_empty(theirs) ? TEXT("")
                                                         : TEXT(" ↔ "),
            theirs });
    for (ptrdiff_t i = 0; i < m->nodes[x].n_known; i++)
        pair.is_known = pair.is_known || m->nodes[x].known[i] == pair.b->id;
    return pair;
}

static void
add_team(struct merging *m, const struct cp_colead_answer *answer, ptrdiff_t t)
{
    struct merge_page *p = m->page;
    struct merge_team team = { .value = answer->values[t] };
    ptrdiff_t at[PARTS_MAX];
    for (ptrdiff_t i = 0; i < p->n_free && team.n_rows < PARTS_MAX; i++)
        if (answer->team_of[i] == t) {
            for (int k = 0; k < team.n_rows; k++)
                team.pairs[team.n_pairs++] = pair_of(m, at[k], i);
            at[team.n_rows] = i;
            team.rows[team.n_rows++] = p->free[i];
        }
    ptrdiff_t to = p->n_teams++; /* the best first */
    for (; to > 0 && p->teams[to - 1].value < team.value; to--)
        p->teams[to] = p->teams[to - 1];
    p->teams[to] = team;
}

static void
add_others(struct merging *m, const struct cp_colead_answer *answer)
{
    struct merge_page *p = m->page;
    p->others = arena_new(m->rq->arena, struct merge_pair, OTHERS_MAX + 1);
    uint8_t *is_barred =
        arena_new(m->rq->arena, uint8_t, p->n_free * p->n_free + 1);
    for (ptrdiff_t i = 0; i < m->n_vetoes; i++) {
        ptrdiff_t x = m->vetoes[i][0], y = m->vetoes[i][1];
        is_barred[x * p->n_free + y] = is_barred[y * p->n_free + x] = 1;
    }
    const struct cp_colead_rules rules = { .prefers_known = p->is_known };
    for (ptrdiff_t i = 0; i < p->n_free; i++)
        for (ptrdiff_t k = i + 1; k < p->n_free; k++) {
            struct cp_colead_score s;
            bool is_together = answer->team_of != NULL &&
                answer->team_of[i] >= 0 &&
                answer->team_of[i] == answer->team_of[k];
            if (is_together || is_barred[i * p->n_free + k] != 0)
                continue;
            cp_colead_pair(&s, &m->nodes[i], &m->nodes[k], &rules);
            ptrdiff_t n = p->n_others;
            if (s.is_barred ||
                (n == OTHERS_MAX && p->others[n - 1].score.total >= s.total))
                continue;
            ptrdiff_t to = n < OTHERS_MAX ? p->n_others++ : n - 1;
            for (; to > 0 && p->others[to - 1].score.total < s.total; to--)
                p->others[to] = p->others[to - 1];
            p->others[to] = pair_of(m, i, k);
        }
}

static enum err
suggest(struct merging *m)
{
    struct merge_page *p = m->page;
    struct cp_colead_answer answer = { .team_of = NULL };
    struct why why;
    make_nodes(m);
    make_vetoes(m);
    struct cp_colead problem = { .proposals = m->nodes,
        .n = p->n_free,
        .rules = { .prefers_known = p->is_known },
        .vetoes = (const int32_t(*)[2])m->vetoes,
        .n_vetoes = m->n_vetoes,
        .size = p->is_three ? 3 : 2,
        .seed = (uint64_t)p->call.id };
    enum err e = p->n_free < 2
        ? OK
        : cp_colead_solve(&answer, m->rq->arena, &problem, &why);
    if ((e == ERR_CONFLICT || e == ERR_BAD_INPUT) && p->is_three) {
        p->has_no_threes = true; /* then twos */
        problem.size = 2;
        e = cp_colead_solve(&answer, m->rq->arena, &problem, &why);
    }
    if (e != OK)
        return e;
    if (p->n_free >= 2)
        require(cp_colead_check(&problem, &answer) == 0);
    p->is_proved = answer.is_proved;
    p->teams = arena_new(m->rq->arena, struct merge_team, answer.n_teams + 1);
    for (ptrdiff_t t = 0; t < answer.n_teams; t++)
        add_team(m, &answer, t);
    add_others(m, &answer);
    return OK;
}

/* ---- The page
 * ---------------------------------------------------------------------- */

struct merge_ask {
    bool known, three;
};
static const struct input ask_inputs[] = {
    INPUT(struct merge_ask, known, INPUT_BOOL),
    INPUT(struct merge_ask, three, INPUT_BOOL),
};

static text
title_of(const struct merging *m, int64_t id)
{
    for (ptrdiff_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].id == id)
            return m->rows[i].name;
    return (text){ 0 };
}

static enum err
load(struct merging *m)
{
    struct request *rq = m->rq;
    struct merge_page *p = m->page;
    int64_t id = request_key(rq, 0);
    struct merge_ask ask = { 0 };
    bool is_found = false;
    query_parse(rq, ask_inputs, 2, &ask);
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
    p->free = (const struct match_proposal_sent_row **)arena_new(
        rq->arena, void *, m->n_rows + 1);
    for (ptrdiff_t i = 0; i < m->n_rows; i++)
        if (!m->rows[i].has_session_id)
            p->free[p->n_free++] = &m->rows[i];
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
    return suggest(m);
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
    text name, ground, lang, token, then, first;
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
    ptrdiff_t i = id == 0 ? -1 : index_of(m, id);
    return i < 0 ? NULL : m->page->free[i];
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
    if (e == OK && form.n_errors > 0)
        return answer_page_of(m, an, &form);
    if (e != OK)
        return e;
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
