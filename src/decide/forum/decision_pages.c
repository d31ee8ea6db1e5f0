/* The register, and the page of a decision. */
#include "decide/forum/decision.h"

#include "base/csv.h"
#include "base/key.h"
#include "decide/forum/decision.html.h"
#include "decide/forum/sitting.h"
#include "decide/proposal/proposal.h"
#include "keep/search.h"
#include "people/people.h"

/* ---- The register ----------------------------------------------------------
 */

struct register_ask {
    int64_t within, year;
    bool due;
    text q, how, result,
        before; /* 2026-05-07.KEY: the last of the page before */
};
static const char *const how_labels[] = { N_("by mutual consent of the sides"),
    N_("settled in a meeting"), N_("by a body of its own") };
static const char *const result_labels[] = { N_("Agreed"), N_("Agreed for now"),
    N_("Agreed without a side that stands aside"), N_("Not agreed"),
    N_("Settled"), N_("Withdrawn") };
static const struct input ask_inputs[] = {
    INPUT(struct register_ask, q, INPUT_TEXT, .max = 100,
        .label = N_("Search the register")),
    INPUT(struct register_ask, year, INPUT_INT, .min = 1900, .max = 9998,
        .label = N_("Year")),
    INPUT(struct register_ask, result, INPUT_CHOICE,
        .choices = decision_results, .choice_labels = result_labels,
        .label = N_("What came of it")),
    INPUT(struct register_ask, how, INPUT_CHOICE, .choices = decision_hows,
        .choice_labels = how_labels, .label = N_("How it was decided")),
    INPUT(struct register_ask, due, INPUT_BOOL,
        .label = N_("Only what is to be looked at again")),
    INPUT(struct register_ask, within, INPUT_KEY),
    INPUT(struct register_ask, before, INPUT_TEXT, .max = 40),
};
enum { N_ASK = sizeof ask_inputs / sizeof *ask_inputs, N_FILTERS = 5 };

static enum err
load_register(struct request *rq, const struct register_ask *ask,
    int64_t n_rows, struct decision_listed **rows, ptrdiff_t *n)
{
    text from = TEXT("0000-00-00"), before = TEXT("9999-99-99");
    int64_t before_id = INT64_MAX;
    if (ask->year != 0) {
        from = arena_print(rq->arena, "%04d-01-01", (int)ask->year);
        before = arena_print(rq->arena, "%04d-01-01", (int)ask->year + 1);
        before_id = 0;
    }
    struct date date;
    int64_t last_id;
    text key, day = text_cut(ask->before, '.', &key);
    if (text_is_known(key) && date_parse(day, &date) &&
        key_parse(key, &last_id)) {
        before = day;
        before_id = last_id;
    }
    text words = text_is_empty(ask->q)
        ? (text){ 0 }
        : search_words(rq->arena, TEXT("decision"), ask->q);
    if (text_is_known(words))
        return decision_list_words(rq->db, rq->arena,
            (struct decision_list_words_in){ .words = words,
                .before_id = before_id,
                .n_rows = REGISTER_CSV_ROWS },
            rows, n);
    if (ask->due)
        return decision_list_review(rq->db, rq->arena,
            (struct decision_list_review_in){ .n_rows = REGISTER_CSV_ROWS },
            rows, n);
    bool has_how = text_is_known(ask->how),
         has_result = text_is_known(ask->result);
    if (ask->within != 0)
        return decision_list_partnership(rq->db, rq->arena,
            (struct decision_list_partnership_in){
                .partnership_id = ask->within,
                .from_on = from,
                .before_on = before,
                .before_id = before_id,
                .n_rows = has_how || has_result ? REGISTER_CSV_ROWS : n_rows },
            rows, n);
    if (has_how && has_result)
        return decision_list_both(rq->db, rq->arena,
            (struct decision_list_both_in){ .how = ask->how,
                .result = ask->result,
                .from_on = from,
                .before_on = before,
                .before_id = before_id,
                .n_rows = n_rows },
            rows, n);
    if (has_how)
        return decision_list_how(rq->db, rq->arena,
            (struct decision_list_how_in){ .how = ask->how,
                .from_on = from,
                .before_on = before,
                .before_id = before_id,
                .n_rows = n_rows },
            rows, n);
    if (has_result)
        return decision_list_result(rq->db, rq->arena,
            (struct decision_list_result_in){ .result = ask->result,
                .from_on = from,
                .before_on = before,
                .before_id = before_id,
                .n_rows = n_rows },
            rows, n);
    return decision_list(rq->db, rq->arena,
        (struct decision_list_in){ .from_on = from,
            .before_on = before,
            .before_id = before_id,
            .n_rows = n_rows },
        rows, n);
}

/* Is all of it read at once, and sifted here? Of one partnership, of a search
 * and of what is to be looked at again there is little. */
static bool
is_sifted(const struct register_ask *ask)
{
    return !text_is_empty(ask->q) || ask->due ||
        (ask->within != 0 &&
            (text_is_known(ask->how) || text_is_known(ask->result)));
}

static bool
sees(const struct request *rq, const struct decision_listed *r)
{
    return !text_is_known(r->why_private) ||
        actor_may(
            &rq->actor, WHO_GUEST, (int64_t[]){ r->id, r->partnership_id }, 2);
}

/* What is not for this reader is found by nothing that it says. */
static bool
is_asked(const struct request *rq, const struct register_ask *ask,
    const struct decision_listed *r)
{
    bool is_by_words = !text_is_empty(ask->q) || text_is_known(ask->how) ||
        text_is_known(ask->result);
    return text_is_known(r->partnership_name) && /* else it was removed */
        (!is_by_words || sees(rq, r)) &&
        (ask->within == 0 || r->partnership_id == ask->within) &&
        (ask->year == 0 ||
            text_starts_with(r->decided_on,
                arena_print(rq->arena, "%04d-", (int)ask->year))) &&
        (!ask->due || text_is_known(r->review_on)) &&
        (!text_is_known(ask->how) || text_is_equal(ask->how, r->how)) &&
        (!text_is_known(ask->result) || text_is_equal(ask->result, r->result));
}

static ptrdiff_t
keep_asked(const struct request *rq, const struct register_ask *ask,
    struct decision_listed *rows, ptrdiff_t n)
{
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        if (is_asked(rq, ask, &rows[i]))
            rows[kept++] = rows[i];
    return kept;
}

enum err
register_answer(struct request *rq, struct answer *an, int64_t partnership_id,
    struct form *make)
{
    struct register_page p = { .action = TEXT("/decisions"), .make = make };
    struct register_ask ask = { 0 };
    struct decision_listed *rows, last = { 0 };
    struct form form;
    struct thing partnership;
    ptrdiff_t n;
    char key[KEY_LENGTH];
    const struct form *sent = rq->form;
    query_parse(rq, ask_inputs, N_ASK, &ask);
    if (partnership_id != 0)
        ask.within = partnership_id;
    enum err e = load_register(rq, &ask, REGISTER_ROWS + 1, &rows, &n);
    if (e == OK && ask.within != 0) {
        e = thing_load_now(rq, TEXT("partnership"), ask.within, &partnership);
        if (e == OK) {
            p.partnership = thing_address(rq->arena, &partnership);
            p.partnership_name = partnership.title;
            p.action = arena_print(rq->arena, "/partnership/%.*s/decisions",
                TEXT_ARG(key_print(ask.within, key)));
        }
    }
    if (e != OK)
        return e;
    if (n > REGISTER_ROWS && !is_sifted(&ask)) {
        n = REGISTER_ROWS;
        last = rows[n - 1];
    }
    n = keep_asked(rq, &ask, rows, n);
    if (n > REGISTER_ROWS) {
        n = REGISTER_ROWS;
        last = rows[n - 1];
    }
    if (last.id != 0 && text_is_empty(ask.q) && !ask.due)
        p.next = request_with(rq, "before",
            arena_print(rq->arena, "%.*s.%.*s", TEXT_ARG(last.decided_on),
                TEXT_ARG(key_print(last.id, key))));
    p.rows = arena_new(rq->arena, struct register_line, n);
    p.n_rows = n;
    for (ptrdiff_t i = 0; i < n; i++)
        p.rows[i] = (struct register_line){ &rows[i], sees(rq, &rows[i]) };
    if (partnership_id != 0 && make == NULL &&
        actor_may(&rq->actor, WHO_FACILITATOR, &partnership_id, 1))
        p.make = register_make_form(rq);
    form_open(rq, ask_inputs, N_FILTERS, &form);
    if (ask.year != 0)
        form_give(&form, "year", arena_print(rq->arena, "%d", (int)ask.year));
    form_give(&form, "q", ask.q);
    form_give(&form, "how", ask.how);
    form_give(&form, "result", ask.result);
    if (ask.due)
        form_give(&form, "due", TEXT("on"));
    p.form = &form;
    p.is_review = ask.due;
    p.is_filtered = !text_is_empty(ask.q) || ask.due || ask.year != 0 ||
        text_is_known(ask.how) || text_is_known(ask.result);
    if (sent != NULL)
        rq->form = sent;
    p.feed = ask.within == 0
        ? TEXT("/decisions.atom")
        : arena_print(rq->arena, "/decisions.atom?within=%.*s",
              TEXT_ARG(key_print(ask.within, key)));
    struct view v = request_view(rq);
    decide_decision_register(&v, &p);
    bool is_one = partnership_id != 0;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Decisions")),
            .body = view_html(&v),
            .feed = p.feed,
            .csv = arena_print(rq->arena, "/decisions.csv%s%.*s%s%.*s",
                is_one || !text_is_empty(rq->query) ? "?" : "",
                TEXT_ARG(rq->query),
                is_one ? (text_is_empty(rq->query) ? "within=" : "&within=")
                       : "",
                TEXT_ARG(
                    is_one ? key_print(partnership_id, key) : TEXT(""))) });
    return OK;
}

enum err
decisions_show(struct request *rq, struct answer *an)
{
    return register_answer(rq, an, 0, NULL);
}

enum err
decisions_within_show(struct request *rq, struct answer *an)
{
    return register_answer(rq, an, request_key(rq, 0), NULL);
}

/* What is not for this reader has its day and the reason, as on the page. */
enum err
decisions_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "decision", "name", "partnership",
        "decided_on", "how", "result", "review_on", "why_private" };
    struct register_ask ask = { 0 };
    struct decision_listed *rows;
    ptrdiff_t n;
    query_parse(rq, ask_inputs, N_ASK, &ask);
    enum err e = load_register(rq, &ask, REGISTER_CSV_ROWS, &rows, &n);
    if (e != OK)
        return e;
    n = keep_asked(rq, &ask, rows, n);
    struct buf out = buf_in(rq->arena, 8192);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n; i++) {
        const struct decision_listed *r = &rows[i];
        bool is_seen = sees(rq, r);
        char key[KEY_LENGTH];
        csv_add(&w, is_seen ? key_print(r->id, key) : TEXT(""));
        csv_add_for_people(&w, is_seen ? r->name : TEXT(""));
        csv_add_for_people(&w, r->partnership_name);
        csv_add(&w, r->decided_on);
        csv_add(&w, r->how);
        csv_add(&w, is_seen ? r->result : TEXT(""));
        csv_add(&w, r->review_on);
        csv_add_for_people(&w, r->why_private);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("decisions.csv");
    return OK;
}

/* ---- One --------------------------------------------------------------------
 */

/* What may be made of it, for who may make one there. */
static void
load_makes(struct request *rq, struct decision_page *p)
{
    static const struct {
        const char *kind, *label;
    } kinds[] = {
        { "project", N_("Make a project of it") },
        { "need", N_("Ask for help with it") },
    };
    char one[KEY_LENGTH], two[KEY_LENGTH];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct thing_kind *k = thing_kind_find(text_of(kinds[i].kind));
        if (k == NULL || k->sheet == NULL ||
            !actor_may(&rq->actor, k->maker, &p->row.partnership_id, 1))
            continue;
        struct view v = view_in(rq->arena, rq->lang, 0);
        out_percent(&v, text_prefix(p->row.name, 150));
        html name = view_html(&v);
        p->makes[p->n_makes++] = (struct edit_make){ .label = kinds[i].label,
            .kind = kinds[i].kind,
            .address = arena_print(rq->arena,
                "/new/%s?within=%.*s&from=decision-%.*s&words=%.*s",
                kinds[i].kind, TEXT_ARG(key_print(p->row.partnership_id, one)),
                TEXT_ARG(key_print(p->row.id, two)), (int)name.len, name.ptr) };
    }
}

static enum err
load_one(struct request *rq, int64_t id, struct decision_page *p)
{
    struct prose_set prose = { 0 };
    struct thing partnership;
    struct decision_proposal_row of = { 0 };
    struct decision_after_row after = { 0 };
    bool is_found = false, is_after;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    decision_get_ask(
        &batch, (struct decision_get_in){ .id = id }, &p->row, &is_found);
    decision_proposal_ask(
        &batch, (struct decision_proposal_in){ id }, &of, &is_found);
    decision_after_ask(
        &batch, (struct decision_after_in){ id }, &after, &is_after);
    decision_earlier_ask(&batch,
        (struct decision_earlier_in){
            .later_id = id, .has_later_id = true, .n_rows = CORRECTIONS_MAX },
        &p->earlier, &p->n_earlier);
    prose_ask(&batch, id, &prose);
    thread_ask(&batch, id, &p->thread);
    decision_lines_ask(&batch,
        (struct decision_lines_in){
            .decision_id = id, .n_rows = DECISION_LINES_MAX },
        &p->lines, &p->n_lines);
    decision_bodies_ask(&batch,
        (struct decision_bodies_in){ .decision_id = id, .n_rows = BODIES_MAX },
        &p->bodies, &p->n_bodies);
    decision_corrections_ask(&batch,
        (struct decision_corrections_in){
            .decision_id = id, .n_rows = CORRECTIONS_MAX },
        &p->corrections, &p->n_corrections);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = thread_finish(rq, "decision", id, &p->thread);
    if (e == OK)
        e = decision_has_voice(rq->db, rq->arena, id, &p->has_voice);
    if (e == OK)
        e = thing_load_now(
            rq, TEXT("partnership"), p->row.partnership_id, &partnership);
    if (e != OK)
        return e;
    p->address = decision_sub(rq->arena, id, "");
    p->partnership = thing_address(rq->arena, &partnership);
    p->partnership_name = partnership.title;
    p->words = prose_show(rq, &prose, "words");
    p->reasons = prose_show(rq, &prose, "reasons");
    p->dissent = prose_show(rq, &prose, "dissent");
    const struct prose_of_thing_row *words =
        prose_original(&prose, TEXT("words"));
    p->original = words != NULL ? words->source : TEXT("");
    if (after.has_later_id)
        p->later = decision_sub(rq->arena, after.later_id, "");
    if (after.has_was_proposal_id && !of.has_proposal_id) {
        of.has_proposal_id = true;
        of.proposal_id = after.was_proposal_id;
    }
    if (of.has_proposal_id)
        p->proposal = proposal_sub(rq->arena, of.proposal_id, "");
    return OK;
}

enum err
decision_answer(struct request *rq, struct answer *an, struct form *body_form,
    struct form *correct_form)
{
    struct decision_page *p = arena_new(rq->arena, struct decision_page, 1);
    const struct form *sent = rq->form;
    struct thing t;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load_now(rq, TEXT("decision"), id, &t);
    if (e == OK && !thing_may_see(&rq->actor, &t))
        e = ERR_NOT_FOUND; /* not public: for its partnership alone */
    if (e == OK)
        e = load_one(rq, id, p);
    if (e != OK)
        return e;
    p->may_lead =
        actor_may(&rq->actor, WHO_FACILITATOR, &p->row.partnership_id, 1);
    if (p->may_lead) {
        e = decision_mending_get(rq->db, rq->arena,
            (struct decision_mending_get_in){ id }, &p->mending);
        if (e == ERR_NOT_FOUND)
            p->mending = (struct decision_mending){ 0 };
        else if (e != OK)
            return e;
        p->is_own_mending = p->mending.has_written_by &&
            p->mending.written_by == rq->actor.person_id;
    }
    p->body_form = body_form;
    p->correct_form = correct_form;
    if (p->may_lead)
        decision_forms(rq, p, sent);
    load_makes(rq, p);
    struct view v = request_view(rq);
    decide_decision(&v, p);
    answer_page(
        rq, an, (struct page){ .title = p->row.name, .body = view_html(&v) });
    return OK;
}

enum err
decision_show(struct request *rq, struct answer *an)
{
    return decision_answer(rq, an, NULL, NULL);
}
