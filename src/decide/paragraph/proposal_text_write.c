/* Writing a text that nobody was asked about yet, together: who saves later
 * takes in what others saved meanwhile, and nothing is lost. */
#include "decide/paragraph/proposal_text.h"

#include "decide/paragraph/proposal_text.html.h"
#include "keep/audit.h"
#include "keep/diff.h"
#include "keep/once.h"
#include "people/people.h"

/* ---- Two at once --------------------------------------------------------- */

/* A stretch of the base, and what stands there now. */
struct hunk {
    ptrdiff_t from, to;
    text words;
};

static ptrdiff_t
hunks_of(struct arena *a, text base, text now, struct hunk **to)
{
    struct diff_piece *pieces;
    ptrdiff_t n, n_hunks = 0, at = 0;
    diff_words(a, base, now, &pieces, &n);
    struct hunk *hunks = arena_new(a, struct hunk, n + 1);
    bool is_inside = false;
    for (ptrdiff_t i = 0; i < n; i++) {
        if (pieces[i].kind == DIFF_SAME) {
            at += pieces[i].words.len;
            is_inside = false;
            continue;
        }
        if (!is_inside)
            hunks[n_hunks++] =
                (struct hunk){ .from = at, .to = at, .words = TEXT("") };
        is_inside = true;
        struct hunk *h = &hunks[n_hunks - 1];
        if (pieces[i].kind == DIFF_GONE) {
            at += pieces[i].words.len;
            h->to = at;
        } else
            h->words = h->words.len == 0
                ? pieces[i].words
                : arena_join(a, 2, (text[]){ h->words, pieces[i].words });
    }
    /* a word counts with the blank behind it: "two" and a line more is "two"
     * as it was, and something behind it */
    for (ptrdiff_t i = 0; i < n_hunks; i++) {
        struct hunk *h = &hunks[i];
        text was = text_slice(base, h->from, h->to);
        if (was.len > 0 && text_starts_with(h->words, was)) {
            h->words = text_slice(h->words, was.len, h->words.len);
            h->from = h->to;
        }
    }
    *to = hunks;
    return n_hunks;
}

static bool
is_new_paragraph(const struct hunk *h)
{
    return h->from == h->to && text_has_byte(h->words, '\n');
}

bool
proposal_text_merge(
    struct arena *a, text base, text mine, text theirs, text *merged)
{
    struct hunk *m, *t;
    ptrdiff_t n_m = hunks_of(a, base, mine, &m), i = 0;
    ptrdiff_t n_t = hunks_of(a, base, theirs, &t), k = 0, at = 0;
    struct buf out = buf_in(a, mine.len + theirs.len + 1);
    while (i < n_m || k < n_t) {
        const struct hunk *next;
        bool is_mine = k == n_t || (i < n_m && m[i].from < t[k].from);
        if (i < n_m && k < n_t && m[i].from <= t[k].to &&
            t[k].from <= m[i].to) {
            bool is_same = m[i].from == t[k].from && m[i].to == t[k].to &&
                text_is_equal(m[i].words, t[k].words);
            if (is_same)
                i++; /* both wrote it: it stands there once */
            else if (!is_new_paragraph(&m[i]) || !is_new_paragraph(&t[k]))
                return false;
            is_mine = false;
        }
        next = is_mine ? &m[i++] : &t[k++];
        buf_add(&out, text_slice(base, at, next->from));
        buf_add(&out, next->words);
        at = next->to;
    }
    buf_add(&out, text_slice(base, at, base.len));
    *merged = buf_text(&out);
    return true;
}

/* ---- The page ------------------------------------------------------------ */

struct write_form {
    text body;
    int64_t base;
};
enum { N_WRITE = 2 };
static const struct input write_inputs[] = {
    INPUT(struct write_form, body, INPUT_PROSE, .is_required = true,
        .max = PROPOSAL_BODY_MAX, .label = N_("The text"),
        .hint = N_("Each line is a paragraph. Say one thing in each, in short "
                   "sentences.")),
    INPUT(struct write_form, base, INPUT_INT, .is_required = true, .min = 0,
        .max = 1'000'000),
};

/* May this reader write it, as it stands? Drafts: both sides together; after a
 * hearing: who leads. */
static bool
may_write(struct request *rq, const struct proposal *row)
{
    int64_t things[] = { row->id, row->partnership_id };
    return proposal_is_unasked(row->status)
        ? actor_may(&rq->actor, WHO_SIDE, things, 2)
        : text_is_equal(row->status, TEXT("heard")) &&
            actor_may(&rq->actor, WHO_FACILITATOR, things, 2);
}

static enum err
answer_write(struct request *rq, struct answer *an,
    struct proposal_write_page *p, struct form *form)
{
    struct proposal_wording_last_row last = { 0 };
    enum err e = proposal_get(rq->db, rq->arena,
        (struct proposal_get_in){ request_key(rq, 0) }, &p->p);
    if (e == OK && form == NULL) {
        e = proposal_wording_last(rq->db, rq->arena,
            (struct proposal_wording_last_in){ p->p.id }, &last);
        if (e == ERR_NOT_FOUND)
            e = OK;
        form = arena_new(rq->arena, struct form, 1);
        form_open(rq, write_inputs, N_WRITE, form);
        form_give(form, "body", p->p.body);
        p->base = last.number;
    }
    if (e != OK)
        return e;
    p->form = form;
    p->address = proposal_sub(rq->arena, p->p.id, "");
    struct view v = request_view(rq);
    decide_proposal_text_write(&v, p);
    if (p->is_clash)
        an->status = 409;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Write the text")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
proposal_write_show(struct request *rq, struct answer *an)
{
    struct proposal_write_page p = { 0 };
    struct proposal_whole whole;
    enum err e = proposal_read(rq, &whole);
    if (e == OK && !may_write(rq, &whole.row))
        return proposal_say(rq, an,
            N_("The text is fixed while people are asked or heard. Offer other "
               "words for a paragraph instead."));
    return e == OK ? answer_write(rq, an, &p, NULL) : e;
}

struct writing {
    int64_t id, actor_id, base, now_number;
    text body, today, token, theirs;
    bool may_ask, may_after, is_clash;
    const char *fault;
};

static enum err
write_it(struct db *writer, struct arena *a, void *arg)
{
    struct writing *w = arg;
    struct proposal row;
    struct proposal_wording_last_row last = { 0 };
    struct proposal_wording_get_row base = { 0 };
    text first, body = w->body;
    w->fault = NULL;
    w->is_clash = false;
    enum err e = once_take(writer, a, w->token, TEXT("write"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_get(writer, a, (struct proposal_get_in){ w->id }, &row);
    if (e == OK)
        e = proposal_wording_last(
            writer, a, (struct proposal_wording_last_in){ w->id }, &last);
    if (e == ERR_NOT_FOUND)
        e = OK;
    if (e != OK)
        return e;
    if (proposal_is_unasked(row.status)
            ? !w->may_ask
            : !text_is_equal(row.status, TEXT("heard")) || !w->may_after) {
        w->fault = N_("Asking began meanwhile, so the text is fixed. What you "
                      "wrote stands below: offer it for its paragraphs.");
        return ERR_CONFLICT;
    }
    if (last.number != w->base && last.number > 0) {
        e = proposal_wording_get(writer, a,
            (struct proposal_wording_get_in){
                .proposal_id = w->id, .number = w->base },
            &base);
        if (e == ERR_NOT_FOUND)
            e = OK;
        if (e != OK)
            return e;
        if (!text_is_known(base.body) ||
            !proposal_text_merge(a, base.body, w->body, row.body, &body)) {
            w->is_clash = true;
            w->now_number = last.number;
            w->theirs = row.body;
            return ERR_CONFLICT;
        }
    }
    if (body.len > PROPOSAL_BODY_MAX ||
        paragraphs_split(body, NULL, 0) > PARAGRAPHS_MAX) {
        w->fault = N_("With what others wrote meanwhile it is too long.");
        return ERR_CONFLICT;
    }
    e = proposal_body_set(writer,
        (struct proposal_body_set_in){ .id = w->id, .body = body }, NULL);
    if (e == OK)
        e = paragraphs_keep(writer, a,
            &(struct wording_given){ .proposal_id = w->id,
                .version = row.version,
                .person_id = w->actor_id,
                .body = body,
                .today = w->today });
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = w->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("proposal"),
                             .thing_id = w->id })
                   : e;
}

enum err
proposal_write_send(struct request *rq, struct answer *an)
{
    struct write_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct proposal_write_page p = { 0 };
    struct proposal_whole whole;
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = proposal_read(rq, &whole);
    if (e == OK)
        e = form_parse(rq, write_inputs, N_WRITE, form, &given);
    if (e != OK)
        return e;
    p.base = given.base;
    text body = text_is_known(given.body) ? given.body : TEXT("");
    ptrdiff_t n = paragraphs_split(body, NULL, 0);
    if (form->n_errors == 0 && n == 0)
        form_error(form, "body", say(&v, N_("write the words")));
    else if (n > PARAGRAPHS_MAX)
        form_error(
            form, "body", say(&v, N_("a text has at most 400 paragraphs")));
    if (form->n_errors > 0)
        return answer_write(rq, an, &p, form);
    int64_t things[] = { whole.row.id, whole.row.partnership_id };
    struct writing w = { .id = whole.row.id,
        .actor_id = rq->actor.person_id,
        .base = given.base,
        .body = body,
        .may_ask = actor_may(&rq->actor, WHO_SIDE, things, 2),
        .may_after = actor_may(&rq->actor, WHO_FACILITATOR, things, 2),
        .today = day_of(rq->arena, rq->now),
        .token = form->token };
    e = db_write(rq->db, rq->arena, write_it, &w);
    if (e == ERR_CONFLICT && w.fault != NULL) {
        form_error(form, "body", say(&v, w.fault));
        return answer_write(rq, an, &p, form);
    }
    if (e == ERR_CONFLICT && w.is_clash) {
        /* the next time it is saved knowing what it goes over */
        struct form *again = arena_new(rq->arena, struct form, 1);
        form_open(rq, write_inputs, N_WRITE, again);
        form_give(again, "body", body);
        p.is_clash = true;
        p.base = w.now_number;
        p.theirs = arena_copy(rq->arena, w.theirs);
        return answer_write(rq, an, &p, again);
    }
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, w.id, "/wordings"));
    return e;
}
