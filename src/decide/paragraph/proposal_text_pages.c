/* What was said of a text, its wordings, how hard it is to read, and all of it
 * on paper. */
#include "decide/paragraph/proposal_text.h"

#include "base/csv.h"
#include "base/key.h"
#include "decide/paragraph/proposal_text.html.h"

/* The one in the address, for who may see it, with the language it is in. */
static enum err
load(struct request *rq, struct proposal *row, text *lang)
{
    struct proposal_whole whole;
    struct proposal_words_get_row words;
    enum err e = proposal_read(rq, &whole);
    if (e == OK)
        e = proposal_words_get(rq->db, rq->arena,
            (struct proposal_words_get_in){ whole.row.id }, &words);
    if (e != OK)
        return e;
    *row = whole.row;
    *lang = words.lang;
    return OK;
}

static bool
has_role(struct request *rq, const struct proposal *row, enum who least)
{
    return actor_may(
        &rq->actor, least, (int64_t[]){ row->id, row->partnership_id }, 2);
}

/* ---- What was said ------------------------------------------------------- */

struct said_ask {
    int64_t after;
    bool open;
};
static const struct input said_inputs[] = {
    INPUT(struct said_ask, after, INPUT_KEY),
    INPUT(struct said_ask, open, INPUT_BOOL),
};

/* Of one kind of row the other is made: the two lists say the same. */
static enum err
load_said(struct db *db, struct arena *a, int64_t id, bool is_open_only,
    int64_t after, int64_t n_wanted,
    struct contributions_of_proposal_row **rows, ptrdiff_t *n)
{
    struct contributions_open_row *open;
    if (!is_open_only)
        return contributions_of_proposal(db, a,
            (struct contributions_of_proposal_in){
                .proposal_id = id, .after_id = after, .n_rows = n_wanted },
            rows, n);
    enum err e = contributions_open(db, a,
        (struct contributions_open_in){
            .proposal_id = id, .after_id = after, .n_rows = n_wanted },
        &open, n);
    if (e != OK)
        return e;
    *rows = arena_new(a, struct contributions_of_proposal_row, *n);
    for (ptrdiff_t i = 0; i < *n; i++)
        (*rows)[i] = (struct contributions_of_proposal_row){ .id = open[i].id,
            .paragraph_id = open[i].paragraph_id,
            .position = open[i].position,
            .has_position = open[i].has_position,
            .kind = open[i].kind,
            .place = open[i].place,
            .was = open[i].was,
            .words = open[i].words,
            .why = open[i].why,
            .lang = open[i].lang,
            .version = open[i].version,
            .status = open[i].status,
            .outcome = open[i].outcome,
            .reply = open[i].reply,
            .made_on = open[i].made_on,
            .name = open[i].name };
    return OK;
}

enum err
proposal_said_show(struct request *rq, struct answer *an)
{
    struct proposal_said_page p = { 0 };
    struct said_ask ask = { 0 };
    struct contributions_of_proposal_row *rows;
    text lang;
    query_parse(rq, said_inputs, 2, &ask);
    enum err e = load(rq, &p.p, &lang);
    if (e == OK)
        e = contributions_outcomes(rq->db, rq->arena,
            (struct contributions_outcomes_in){ p.p.id }, &p.n);
    if (e == OK)
        e = load_said(rq->db, rq->arena, p.p.id, ask.open, ask.after,
            SAID_ON_A_PAGE + 1, &rows, &p.n_rows);
    if (e != OK)
        return e;
    if (p.n_rows > SAID_ON_A_PAGE) {
        char key[KEY_LENGTH];
        p.n_rows = SAID_ON_A_PAGE;
        p.next =
            request_with(rq, "after", key_print(rows[p.n_rows - 1].id, key));
    }
    p.rows = rows;
    p.is_open_only = ask.open;
    p.may_settle = has_role(rq, &p.p, WHO_FACILITATOR);
    p.address = proposal_sub(rq->arena, p.p.id, "");
    struct view v = request_view(rq);
    decide_proposal_text_said(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What was said of it")),
            .section = "partnership",
            .body = view_html(&v),
            .csv = p.may_settle ? proposal_sub(rq->arena, p.p.id, "/said.csv")
                                : (text){ 0 } });
    return OK;
}

enum err
proposal_said_csv(struct request *rq, struct answer *an)
{
    enum { AT_ONCE = 200 };
    static const char *const heads[] = { "kind", "paragraph", "version",
        "said_on", "name", "place", "was", "words", "why", "language", "status",
        "outcome", "taken_in", "reply", "answered_on" };
    struct contributions_of_proposal_row *rows;
    ptrdiff_t n = AT_ONCE;
    int64_t id = request_key(rq, 0), after = 0;
    struct buf out = buf_in(rq->arena, 65'536);
    struct csv_writer w = csv_write(&out);
    enum err e = OK;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    while (e == OK && n == AT_ONCE) {
        e = load_said(rq->db, rq->arena, id, false, after, AT_ONCE, &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            const struct contributions_of_proposal_row *r = &rows[i];
            after = r->id;
            csv_add(&w, r->kind);
            csv_add(&w,
                r->has_position && r->position > 0
                    ? arena_print(rq->arena, "%d", (int)r->position)
                    : TEXT(""));
            csv_add(&w, arena_print(rq->arena, "%d", (int)r->version));
            csv_add(&w, r->made_on);
            csv_add_for_people(&w, r->name);
            csv_add(&w, r->place);
            csv_add_for_people(&w, r->was);
            csv_add_for_people(&w, r->words);
            csv_add_for_people(&w, r->why);
            csv_add(&w, r->lang);
            csv_add(&w, r->status);
            csv_add(&w, r->outcome);
            csv_add(&w,
                r->has_taken_in ? arena_print(rq->arena, "%d", (int)r->taken_in)
                                : TEXT(""));
            csv_add_for_people(&w, r->reply);
            csv_add(&w, r->settled_on);
            csv_end_row(&w);
        }
    }
    if (e != OK)
        return e;
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("said.csv");
    return OK;
}

/* ---- Its wordings -------------------------------------------------------- */

struct wordings_ask {
    int64_t from, to, before;
};
static const struct input wordings_inputs[] = {
    INPUT(struct wordings_ask, from, INPUT_INT, .min = 1, .max = 1'000'000),
    INPUT(struct wordings_ask, to, INPUT_INT, .min = 1, .max = 1'000'000),
    INPUT(struct wordings_ask, before, INPUT_INT, .min = 1, .max = 1'000'000),
};

static enum err
load_wording(struct request *rq, const struct proposal *row, bool is_inside,
    int64_t number, struct proposal_wording_get_row *to)
{
    struct proposal_wordings_shown_row *rows;
    ptrdiff_t n;
    enum err e = proposal_wordings_shown(rq->db, rq->arena,
        (struct proposal_wordings_shown_in){
            .proposal_id = row->id, .before_number = number + 1, .n_rows = 1 },
        &rows, &n);
    if (e == OK &&
        (n == 0 || rows[0].number != number ||
            (!is_inside && !rows[0].is_last)))
        e = ERR_NOT_FOUND;
    return e == OK ? proposal_wording_get(rq->db, rq->arena,
                         (struct proposal_wording_get_in){
                             .proposal_id = row->id, .number = number },
                         to)
                   : e;
}

enum err
proposal_wordings_show(struct request *rq, struct answer *an)
{
    struct proposal_wordings_page p = { 0 };
    struct wordings_ask ask = { 0 };
    struct proposal_wordings_shown_row *rows;
    query_parse(rq, wordings_inputs, 3, &ask);
    enum err e = load(rq, &p.p, &p.lang);
    if (e != OK)
        return e;
    p.is_inside = has_role(rq, &p.p, WHO_GUEST);
    e = proposal_wordings_shown(rq->db, rq->arena,
        (struct proposal_wordings_shown_in){ .proposal_id = p.p.id,
            .before_number = ask.before > 0 ? ask.before : INT32_MAX,
            .n_rows = WORDINGS_ON_A_PAGE + 1 },
        &rows, &p.n_rows);
    if (e != OK)
        return e;
    if (p.n_rows > WORDINGS_ON_A_PAGE) {
        p.n_rows = WORDINGS_ON_A_PAGE;
        p.next = request_with(rq, "before",
            arena_print(rq->arena, "%d", (int)rows[p.n_rows - 1].number));
    }
    ptrdiff_t kept = 0; /* drafts are their partnership's alone */
    for (ptrdiff_t i = 0; i < p.n_rows; i++)
        if (p.is_inside || rows[i].is_last) {
            rows[kept] = rows[i];
            if (!p.is_inside)
                rows[kept].name = (text){ 0 };
            kept++;
        }
    p.rows = rows;
    p.n_rows = kept;
    p.has_two = ask.from > 0 && ask.to > 0;
    if (!p.has_two && kept > 1 && ask.before == 0) {
        ask.from = rows[1].number;
        ask.to = rows[0].number;
        p.has_two = true;
    }
    if (p.has_two)
        e = load_wording(rq, &p.p, p.is_inside, ask.from, &p.from);
    if (e == OK && p.has_two)
        e = load_wording(rq, &p.p, p.is_inside, ask.to, &p.to);
    if (e != OK)
        return e;
    p.address = proposal_sub(rq->arena, p.p.id, "");
    struct view v = request_view(rq);
    decide_proposal_text_wordings(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("How the text came about")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- Plain words --------------------------------------------------------- */

enum err
proposal_reading_show(struct request *rq, struct answer *an)
{
    struct proposal_reading_page *p =
        arena_new(rq->arena, struct proposal_reading_page, 1);
    enum err e = load(rq, &p->p, &p->lang);
    if (e != OK)
        return e;
    p->address = proposal_sub(rq->arena, p->p.id, "");
    p->reading = reading_measure(p->p.body, p->lang);
    p->n_sentences = reading_find(
        p->p.body, READING_LONG_SENTENCE, p->sentences, LONG_SENTENCES_MAX);
    for (ptrdiff_t i = 0; i < p->n_sentences; i++) {
        text before = text_slice(
            p->p.body, 0, p->sentences[i].words.ptr - p->p.body.ptr + 1);
        p->numbers[i] = (int)paragraphs_split(before, NULL, 0);
        p->places[i] = arena_print(
            rq->arena, "%.*s#p%d", TEXT_ARG(p->address), p->numbers[i]);
    }
    struct view v = request_view(rq);
    decide_proposal_text_reading(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Plain words")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- On paper ------------------------------------------------------------ */

enum err
proposal_print_show(struct request *rq, struct answer *an)
{
    struct proposal_print_page p = { 0 };
    enum err e = load(rq, &p.p, &p.lang);
    if (e == OK)
        e = paragraphs_now(rq->db, rq->arena,
            (struct paragraphs_now_in){
                .proposal_id = p.p.id, .n_rows = PARAGRAPHS_MAX },
            &p.rows, &p.n_rows);
    if (e == OK)
        e = load_said(rq->db, rq->arena, p.p.id, false, 0, PRINTED_MAX, &p.said,
            &p.n_said);
    if (e != OK)
        return e;
    p.address = proposal_sub(rq->arena, p.p.id, "");
    struct view v = request_view(rq);
    decide_proposal_text_print(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = p.p.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}
