/* What those who take part need: for whoever prepares the meeting. */
#include "match/match_routes.h"
#include "match/round_pages.h"

#include "base/key.h"
#include "match/round_needs.html.h"
#include "people/people.h"

enum { NEEDS_SHOWN = 100 };

/* ?after= behind the last of the needs, &speaks= of the interpreters */
struct needs_ask {
    int64_t after, speaks;
};
static const struct input ask_inputs[] = {
    INPUT(struct needs_ask, after, INPUT_KEY),
    INPUT(struct needs_ask, speaks, INPUT_KEY),
};

/* A question that is there to be shown, or NULL. */
static const struct question *
shown(const struct asked *asked, const char *code)
{
    int q = asked == NULL ? -1 : question_find(&asked->set, text_of(code));
    return q < 0 || asked->set.questions[q].is_private
        ? NULL
        : &asked->set.questions[q];
}

/* "an interpreter, access", in the questionnaire's words. */
static text
words_of(struct request *rq, const struct asked *asked,
    const struct question *q, text value)
{
    struct value_item items[VALUE_ITEMS_MAX];
    struct buf b = buf_in(rq->arena, 200);
    int n = value_items(q, value, items);
    for (int i = 0; i < n; i++) {
        buf_add(&b, i > 0 ? TEXT(", ") : TEXT(""));
        buf_add(&b,
            asked_word(asked, rq->lang,
                word_key(rq->arena, q->code, ":", items[i].code), NULL));
    }
    return buf_text(&b);
}

static enum err
load(struct request *rq, const struct round *r, const char *code, int64_t after,
    const char *pager, struct round_needs_list *to)
{
    struct asked *asked;
    struct round_needs_row *rows;
    char key[KEY_LENGTH];
    ptrdiff_t n;
    enum err e = round_asked(rq->db, rq->arena, &r->row, &asked);
    const struct question *q = e == OK ? shown(asked, code) : NULL;
    if (q == NULL)
        return e;
    e = round_needs(rq->db, rq->arena,
        (struct round_needs_in){ .round_id = r->row.id,
            .questionnaire_id = r->row.questionnaire_id,
            .question = q->code,
            .after_id = after,
            .today = day_of(rq->arena, rq->now),
            .n_rows = NEEDS_SHOWN + 1 },
        &rows, &n);
    if (e != OK)
        return e;
    if (n > NEEDS_SHOWN) {
        n = NEEDS_SHOWN;
        to->next = request_with(rq, pager,
            arena_copy(rq->arena, key_print(rows[n - 1].person_id, key)));
    }
    to->is_later = after != 0;
    to->rows = arena_new(rq->arena, struct round_needed, n);
    for (ptrdiff_t i = 0; i < n; i++)
        to->rows[to->n++] = (struct round_needed){ .row = &rows[i],
            .words = words_of(rq, asked, q, rows[i].value) };
    return OK;
}

enum err
round_needs_show(struct request *rq, struct answer *an)
{
    struct round r;
    struct round_needs_page p = { .round = &r };
    struct needs_ask ask = { 0 };
    query_parse(rq, ask_inputs, 2, &ask);
    enum err e = round_of_address(rq, &r);
    if (e == OK)
        e = load(rq, &r, "needs", ask.after, "after", &p.needs);
    if (e == OK)
        e = load(rq, &r, "interpreter", ask.speaks, "speaks", &p.languages);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    match_round_needs(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("What people need: %s"), 1,
                           (struct phrase_arg[]){ arg_text(r.row.name) }),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}
