/* Conversations and statements found by their words, and a conversation's
 * statements as CSV. */
#include "decide/conversation/conversation_find.h"

#include "base/csv.h"
#include "decide/conversation/conversation_find.html.h"
#include "keep/search.h"

enum { LANGS_MAX = 20 };

enum err
found_save(struct db *writer, struct arena *a, int64_t thing_id)
{
    struct statement s;
    struct conversation c;
    struct found_words_row *rows;
    ptrdiff_t n = 0;
    text kind = TEXT("statement"), words = { 0 };
    enum err e = statement_get(
        writer, a, (struct statement_get_in){ .id = thing_id }, &s);
    if (e == OK && text_is_equal(s.status, TEXT("in")))
        words = s.words;
    if (e == ERR_NOT_FOUND) {
        kind = TEXT("conversation");
        e = conversation_get(
            writer, a, (struct conversation_get_in){ .id = thing_id }, &c);
        if (e == OK)
            words = c.name;
    }
    if (e != OK || !text_is_known(words))
        return e == OK ? search_remove(writer, thing_id) : e;
    e = found_words(writer, a,
        (struct found_words_in){ .thing_id = thing_id, .n_rows = LANGS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        words = arena_join(a, 3, (text[]){ words, TEXT(" "), rows[i].words });
    return e == OK ? search_save(writer, a, kind, thing_id, words, NULL) : e;
}

enum err
found_forget(struct db *writer, struct arena *a, int64_t conversation_id)
{
    struct found_keys_row *rows;
    ptrdiff_t n;
    enum err e = found_keys(writer, a,
        (struct found_keys_in){
            .conversation_id = conversation_id, .n_rows = STATEMENTS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = search_remove(writer, rows[i].id);
    return e == OK ? search_remove(writer, conversation_id) : e;
}

/* ---- The page ------------------------------------------------------------ */

struct ask {
    text q;
    int64_t before;
};
static const struct input ask_inputs[] = {
    INPUT(struct ask, q, INPUT_TEXT, .max = 100),
    INPUT(struct ask, before, INPUT_KEY),
};

/* The query leaves out what is for others; this asks once more, as the pages
 * do: a guest of one thing is in its partnership, and may not read this. */
static bool
may_read(const struct request *rq, int64_t partnership_id, text opened_to,
    bool is_shown)
{
    return is_shown || actor_may(&rq->actor, WHO_GUEST, &partnership_id, 1) ||
        (rq->actor.person_id != 0 && text_is_equal(opened_to, TEXT("network")));
}

static enum err
load(struct request *rq, struct conversations_find_page *p, const struct ask *q)
{
    text statement = search_words(rq->arena, TEXT("statement"), q->q);
    text question = search_words(rq->arena, TEXT("conversation"), q->q);
    text today = day_of(rq->arena, rq->now), lang = lang_code(rq->lang);
    bool sees_all = actor_may(&rq->actor, WHO_COORDINATOR, NULL, 0);
    int64_t viewer = rq->actor.person_id;
    int64_t before = q->before != 0 ? q->before : INT64_MAX;
    enum err e = OK;
    p->is_search = text_is_known(statement);
    if (!p->is_search)
        return conversations_read(rq->db, rq->arena,
            (struct conversations_read_in){ .viewer = viewer,
                .today = today,
                .sees_all = sees_all,
                .before_id = before,
                .lang = lang,
                .n_rows = CONVERSATIONS_FOUND + 1 },
            &p->rows, &p->n_rows);
    if (q->before == 0)
        e = conversations_found(rq->db, rq->arena,
            (struct conversations_found_in){ .words = question,
                .viewer = viewer,
                .today = today,
                .sees_all = sees_all,
                .lang = lang,
                .n_rows = CONVERSATIONS_FOUND },
            &p->rows, &p->n_rows);
    return e == OK ? statements_found(rq->db, rq->arena,
                         (struct statements_found_in){ .words = statement,
                             .viewer = viewer,
                             .today = today,
                             .sees_all = sees_all,
                             .before_id = before,
                             .lang = lang,
                             .n_rows = STATEMENTS_FOUND + 1 },
                         &p->statements, &p->n_statements)
                   : e;
}

enum err
conversations_find_show(struct request *rq, struct answer *an)
{
    struct ask ask = { 0 };
    struct conversations_find_page p = { .rq = rq };
    query_parse(rq, ask_inputs, 2, &ask);
    enum err e = load(rq, &p, &ask);
    if (e != OK)
        return e;
    int64_t last = 0;
    if (!p.is_search && p.n_rows > CONVERSATIONS_FOUND)
        last = p.rows[--p.n_rows - 1].id;
    if (p.n_statements > STATEMENTS_FOUND)
        last = p.statements[--p.n_statements - 1].id;
    if (last != 0)
        p.next = request_with(rq, "before", conversation_key(rq->arena, last));
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < p.n_rows; i++) /* no name: it was removed */
        if (text_is_known(p.rows[i].partnership_name) &&
            may_read(rq, p.rows[i].partnership_id, p.rows[i].opened_to,
                p.rows[i].is_shown))
            p.rows[kept++] = p.rows[i];
    p.n_rows = kept;
    kept = 0;
    for (ptrdiff_t i = 0; i < p.n_statements; i++)
        if (text_is_known(p.statements[i].partnership_name) &&
            may_read(rq, p.statements[i].partnership_id,
                p.statements[i].opened_to, p.statements[i].is_shown))
            p.statements[kept++] = p.statements[i];
    p.n_statements = kept;
    p.q = ask.q;
    struct view v = request_view(rq);
    decide_conversation_find(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Conversations")),
            .section = "deciding",
            .body = view_html(&v) });
    return OK;
}

/* ---- Statements as a file ------------------------------------------------ */

/* What is let in, in its own words and in the reader's language. No counts:
 * those that may be shown go with the result. */
enum err
conversation_statements_csv(struct request *rq, struct answer *an)
{
    static const char *const names[] = { "number", "language", "statement",
        "translation" };
    struct conversation_loaded c;
    struct statements_of_row *rows;
    ptrdiff_t n;
    struct buf b = buf_in(rq->arena, 1 << 14);
    struct csv_writer w = csv_write(&b);
    enum err e = conversation_load_seen(rq, &c);
    if (e == OK)
        e = statements_of(rq->db, rq->arena,
            (struct statements_of_in){ .conversation_id = c.head.id,
                .lang = lang_code(rq->lang),
                .n_rows = STATEMENTS_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    for (int i = 0; i < 4; i++)
        csv_add(&w, text_of(names[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n; i++) {
        if (!text_is_equal(rows[i].status, TEXT("in")))
            continue;
        csv_add_int(&w, rows[i].number);
        csv_add(&w, rows[i].lang);
        csv_add_for_people(&w, rows[i].words);
        csv_add_for_people(&w, rows[i].said);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->download_name = TEXT("statements.csv");
    an->keeping = TEXT("no-store");
    an->body = buf_text(&b);
    return OK;
}
