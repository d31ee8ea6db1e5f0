/* All panels of the network that have been opened: who was drawn by lot for
 * what, and how. */
#include "decide/panel/lot.h"

#include "decide/panel/lot_register.html.h"
#include "keep/search.h"

enum { SHOWN = 30 };

struct ask {
    text q;
    int64_t before;
};
static const struct input ask_inputs[] = {
    INPUT(struct ask, q, INPUT_TEXT, .max = 100),
    INPUT(struct ask, before, INPUT_KEY),
};

enum err
lots_register_show(struct request *rq, struct answer *an)
{
    struct ask ask = { 0 };
    struct lot_register_page p = { .rq = rq };
    struct view v = request_view(rq);
    query_parse(rq, ask_inputs, 2, &ask);
    text words = search_words(rq->arena, TEXT("panel"), ask.q);
    int64_t before = ask.before != 0 ? ask.before : INT64_MAX;
    enum err e = OK;
    if (text_is_known(words))
        e = panels_found(rq->db, rq->arena,
            (struct panels_found_in){ words, before, SHOWN + 1 }, &p.rows,
            &p.n_rows);
    else
        e = panels_shown(rq->db, rq->arena,
            (struct panels_shown_in){ before, SHOWN + 1 }, &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    p.q = ask.q;
    if (p.n_rows > SHOWN) {
        p.n_rows = SHOWN;
        p.next = request_with(
            rq, "before", lot_key(rq->arena, p.rows[SHOWN - 1].id));
    }
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < p.n_rows; i++)
        if (text_is_known(p.rows[i].partnership_name)) /* else: removed */
            p.rows[kept++] = p.rows[i];
    p.n_rows = kept;
    decide_lot_register(&v, &p);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Panels drawn by lot")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}
