/* Lists of pairs: mine, those of a partnership. */
#include "match/pair_pages.h"

#include "base/csv.h"
#include "match/pair_list.html.h"

/* ---- Mine -------------------------------------------------------------- */

text
pair_others(
    struct view *v, const struct pair_of_viewer_row *row, int64_t viewer_id)
{
    text names[PAIR_PEOPLE] = { row->a_name, row->b_name, row->third_name };
    bool is_own[PAIR_PEOPLE] = {
        row->has_a_person && row->a_person == viewer_id,
        row->has_b_person && row->b_person == viewer_id,
        row->has_third_person && row->third_person == viewer_id,
    };
    text others[PAIR_PEOPLE] = { { 0 } };
    int n = 0;
    for (int i = 0; i < PAIR_PEOPLE; i++)
        if (!is_own[i] && text_is_known(names[i]))
            others[n++] = names[i];
    return n == 0 ? TEXT("?")
        : n == 1  ? others[0]
                  : pair_names(v->arena, others[0], others[1], others[2]);
}

/* What waits for an answer comes first, what has ended last. */
static int
rank(text status)
{
    return text_is_equal(status, TEXT("offered")) ? 0
        : text_is_equal(status, TEXT("ended"))    ? 2
                                                  : 1;
}

enum err
my_pairs_load(struct request *rq, struct my_pairs_page *p)
{
    enum err e = pair_of_viewer(rq->db, rq->arena,
        (struct pair_of_viewer_in){
            .viewer = rq->actor.person_id, .n_rows = PAIR_ROWS },
        &p->rows, &p->n_rows);
    if (e != OK)
        return e;
    struct pair_of_viewer_row *sorted =
        arena_new(rq->arena, struct pair_of_viewer_row, p->n_rows);
    ptrdiff_t n = 0;
    for (int r = 0; r < 3; r++)
        for (ptrdiff_t i = p->n_rows - 1; i >= 0; i--) /* the newest first */
            if (rank(p->rows[i].status) == r)
                sorted[n++] = p->rows[i];
    p->rows = sorted;
    return OK;
}

enum err
my_pairs_show(struct request *rq, struct answer *an)
{
    struct my_pairs_page p = { 0 };
    enum err e = my_pairs_load(rq, &p);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    match_pair_list(&v, &p, rq->actor.person_id);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("My pairs")),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}

/* ---- Of a partnership -------------------------------------------------- */

static enum err
load(struct request *rq, struct partnership_pairs_page *p)
{
    int64_t id = request_key(rq, 0);
    char key[KEY_LENGTH];
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p->partnership);
    if (e == OK)
        e = pair_of_partnership(rq->db, rq->arena,
            (struct pair_of_partnership_in){
                .partnership_id = id, .n_rows = PAIR_ROWS * 5 },
            &p->rows, &p->n_rows);
    p->csv = arena_print(
        rq->arena, "/partnership/%.*s/pairs.csv", TEXT_ARG(key_print(id, key)));
    return e;
}

enum err
partnership_pairs_show(struct request *rq, struct answer *an)
{
    struct partnership_pairs_page p = { 0 };
    enum err e = load(rq, &p);
    if (e != OK)
        return e;
    p.has_more = p.n_rows > PAIR_ROWS;
    p.n_rows = p.has_more ? PAIR_ROWS : p.n_rows;
    struct view v = request_view(rq);
    match_pair_list_partnership(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Pairs of this partnership")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
partnership_pairs_csv(struct request *rq, struct answer *an)
{
    static const char *const head[] = { "key", "round", "one", "other", "third",
        "status", "score", "meetings", "last_met", "ended_on", "visits",
        "last_visit", NULL };
    struct partnership_pairs_page p = { 0 };
    struct buf out = buf_in(rq->arena, 4096);
    char key[KEY_LENGTH];
    enum err e = load(rq, &p);
    if (e != OK)
        return e;
    struct csv_writer w = csv_write(&out);
    for (int i = 0; head[i] != NULL; i++)
        csv_add(&w, text_of(head[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < p.n_rows; i++) {
        const struct pair_of_partnership_row *r = &p.rows[i];
        csv_add(&w, key_print(r->id, key));
        csv_add_for_people(&w, r->round_name);
        csv_add_for_people(&w, r->a_name);
        csv_add_for_people(&w, r->b_name);
        csv_add_for_people(&w, r->third_name);
        csv_add(&w, r->status);
        csv_add_int(&w, r->score);
        csv_add_int(&w, r->n_meetings);
        csv_add(&w, r->last_met);
        csv_add(&w, r->ended_on);
        csv_add_int(&w, r->n_visits);
        csv_add(&w, r->last_visit);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("pairs.csv");
    return OK;
}

/* ---- Too late ---------------------------------------------------------- */

enum err
pair_too_late(struct request *rq, struct answer *an, text sentence)
{
    struct view v = request_view(rq);
    match_pair_list_late(
        &v, sentence, pair_address(rq->arena, request_key(rq, 0)));
    an->status = 409;
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("Nothing was done")), .body = view_html(&v) });
    return OK;
}
