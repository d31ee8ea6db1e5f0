/* What was found for a round: pairs with their reasons, who waits, the proof;
 * and the round as files, by which anybody finds the same. */
#include "match/match_routes.h"
#include "match/round_pages.h"
#include "match/round_work.h"

#include "base/csv.h"
#include "base/key.h"
#include "match/round_proposal.html.h"

enum { PAIRS_SHOWN = 20, WAITING_SHOWN = 200 };

/* ?score=&after=: behind the last pair of the page before. */
struct proposal_ask {
    int64_t score, after;
};
static const struct input ask_inputs[] = {
    INPUT(struct proposal_ask, score, INPUT_INT, .max = 1'000'000),
    INPUT(struct proposal_ask, after, INPUT_KEY),
};

text
round_command(struct arena *a, const struct round *r)
{
    struct buf b = buf_in(a, 200);
    static const char *const modes[] = { [CP_ASSIGN_FAIR] = "fair",
        [CP_ASSIGN_TOTAL] = "total",
        [CP_ASSIGN_LEXIMIN] = "leximin" };
    buf_add(&b, TEXT("counterpart match people.csv --between "));
    for (int i = 0; i < r->n_sides; i++) {
        buf_add(&b, i > 0 ? TEXT(",") : TEXT(""));
        buf_add(&b, r->sides[i].code);
    }
    buf_print(&b, " --mode %s --rules rules.txt --seed %.*s",
        modes[round_mode_of(&r->row)], TEXT_ARG(r->state.seed));
    return buf_text(&b);
}

const char *
round_wait_word(text reason)
{
    return text_is_equal(reason, TEXT("language"))
        ? N_("No language in common with anybody there.")
        : text_is_equal(reason, TEXT("time"))
        ? N_("No day in common with anybody there.")
        : text_is_equal(reason, TEXT("organisation"))
        ? N_("Everybody there is of the same organisation.")
        : text_is_equal(reason, TEXT("rule"))
        ? N_("The rules of this round allow nobody there.")
        : N_("Nobody is left whom the rules allow.");
}

static enum err
load(struct request *rq, const struct round *r, struct round_proposal_page *p)
{
    struct proposal_ask ask = { .score = -1 };
    struct asked *asked;
    struct round_proposal_row *rows;
    ptrdiff_t n = 0;
    query_parse(rq, ask_inputs, 2, &ask);
    p->is_first = ask.after == 0;
    if (p->is_first)
        ask.score = -1;
    enum err e = round_asked(rq->db, rq->arena, &r->row, &asked);
    if (e != OK)
        return e;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    round_proposal_ask(&batch,
        (struct round_proposal_in){ .round_id = r->row.id,
            .after_score = ask.score,
            .after_id = ask.after,
            .n_rows = PAIRS_SHOWN + 1 },
        &rows, &n);
    round_waiting_ask(&batch,
        (struct round_waiting_in){
            .round_id = r->row.id, .n_rows = p->is_first ? WAITING_SHOWN : 0 },
        &p->waiting, &p->n_waiting);
    e = db_batch_run(&batch);
    if (e != OK)
        return e;
    p->n_pairs = n > PAIRS_SHOWN ? PAIRS_SHOWN : n;
    if (n > PAIRS_SHOWN) {
        const struct round_proposal_row *last = &rows[PAIRS_SHOWN - 1];
        char key[KEY_LENGTH];
        p->next = arena_print(rq->arena, "%.*s/proposal?score=%d&after=%.*s",
            TEXT_ARG(r->address), (int)last->score,
            TEXT_ARG(key_print(last->id, key)));
    }
    struct view v = request_view(rq);
    p->pairs = arena_new(rq->arena, struct round_proposed, p->n_pairs);
    for (ptrdiff_t i = 0; i < p->n_pairs; i++) {
        struct round_proposal_row *row = &rows[i];
        p->pairs[i] = (struct round_proposed){ .row = row,
            .explained = { .round = &r->row,
                .asked = asked,
                .a_name = text_is_known(row->a_name) ? row->a_name : TEXT("?"),
                .b_name = text_is_known(row->b_name) ? row->b_name : TEXT("?"),
                .a_line = row->a_line,
                .b_line = row->b_line,
                .points = row->points,
                .fits = row->fits } };
        round_explain(&v, &p->pairs[i].explained);
    }
    return OK;
}

enum err
round_proposal_show(struct request *rq, struct answer *an)
{
    struct round r;
    struct round_proposal_page p = { .round = &r };
    struct form form;
    enum err e = round_of_address(rq, &r);
    if (e == OK && r.status < ROUND_PROPOSED) {
        answer_redirect(rq, an, r.address);
        return OK;
    }
    if (e == OK)
        e = load(rq, &r, &p);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &form);
    p.form = &form;
    p.command = round_command(rq->arena, &r);
    struct view v = request_view(rq);
    match_round_proposal(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("Proposed pairs: %s"), 1,
                           (struct phrase_arg[]){ arg_text(r.row.name) }),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- Files
 * -------------------------------------------------------------------
 */

static enum err
load_work(struct request *rq, struct arena *own, const struct round *r,
    struct round_work *w)
{
    struct why why = { .text = "" };
    round_arena(rq, own);
    enum err e = r->status < ROUND_CLOSED
        ? round_work_try(rq->db, own, r, w, &why)
        : round_work_load(rq->db, own, r, w, &why);
    return e;
}

/* All but the private lists. */
static text
without_private(struct arena *a, text csv)
{
    enum { NOT_WITH = 13 };
    struct csv_reader *reader = arena_new(a, struct csv_reader, 1);
    struct csv_row row;
    struct buf b = buf_in(a, csv.len + 100);
    struct csv_writer w = csv_write(&b);
    bool is_fed = false;
    csv_open(reader, a);
    for (;;) {
        switch (csv_next(reader, &row)) {
        case CSV_WANTS_MORE:
            if (is_fed)
                csv_finish(reader);
            else
                csv_feed(reader, csv);
            is_fed = true;
            continue;
        case CSV_HAS_ROW:
            for (int i = 0; i < row.n_fields; i++)
                if (i != NOT_WITH)
                    csv_add(&w, row.fields[i]);
            csv_end_row(&w);
            continue;
        case CSV_AT_END:
        case CSV_IS_BAD: return buf_text(&b);
        }
    }
}

enum err
round_people_csv(struct request *rq, struct answer *an)
{
    struct round r;
    struct round_work w;
    struct arena own;
    enum err e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    e = load_work(rq, &own, &r, &w);
    if (e == OK)
        an->body = without_private(rq->arena, w.csv);
    else if (e == ERR_BAD_INPUT) { /* nobody is there yet */
        an->body = without_private(rq->arena, text_of(round_line_head));
        e = OK;
    }
    arena_close(&own);
    an->type = TEXT("text/csv; charset=utf-8");
    an->download_name = TEXT("people.csv");
    return e;
}

enum err
round_rules_txt(struct request *rq, struct answer *an)
{
    struct round r;
    struct round_work w;
    struct arena own;
    enum err e = round_of_address(rq, &r);
    if (e != OK)
        return e;
    e = load_work(rq, &own, &r, &w);
    if (e == OK || e == ERR_BAD_INPUT) {
        an->body = arena_copy(rq->arena, w.rules_text);
        e = OK;
    }
    arena_close(&own);
    an->type = TEXT("text/plain; charset=utf-8");
    an->download_name = TEXT("rules.txt");
    return e;
}
