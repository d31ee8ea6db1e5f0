/* Proposals of a partnership, and the register of what is settled. */
#include "decide/paragraph/proposal_text.h"

#include "base/csv.h"
#include "base/key.h"
#include "decide/proposal/proposal.html.h"
#include "decide/proposal/proposal_rule.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/search.h"
#include "keep/thread.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_MAKE = 5 };

/* ---- Those of a partnership ---------------------------------------------- */

struct make_form {
    text name, level, body, fixed, lang;
};
static const char *const levels[] = { "inform", "consult", "involve",
    "collaborate", "empower", NULL };
static const char *const level_labels[] = {
    N_("Inform: they are told, and can ask"),
    N_("Consult: they say what they think, and those who decide say what they "
       "did with it"),
    N_("Involve: they work along, and see what came of it"),
    N_("Collaborate: we decide together"),
    N_("Empower: those who are asked decide"),
    NULL,
};
static const struct input make_inputs[] = {
    INPUT(struct make_form, name, INPUT_TEXT, .is_required = true, .max = 200,
        .label = N_("What it is about, in a few words")),
    INPUT(struct make_form, level, INPUT_CHOICE, .is_required = true,
        .choices = levels, .choice_labels = level_labels,
        .label = N_("How much can those who are asked decide?")),
    INPUT(struct make_form, body, INPUT_PROSE, .is_required = true,
        .max = PROPOSAL_BODY_MAX, .label = N_("What is proposed"),
        .hint = N_("In plain words and short sentences.")),
    INPUT(struct make_form, fixed, INPUT_PROSE, .max = 4000,
        .label = N_("What is not up for change, and why")),
    INPUT(struct make_form, lang, INPUT_CHOICE, .choices = paragraph_langs,
        .choice_labels = paragraph_lang_names, .label = N_("Written in")),
};

struct list_ask {
    text q;
    int64_t after; /* out of which one a new one comes */
};
static const struct input list_inputs[] = {
    INPUT(struct list_ask, q, INPUT_TEXT, .max = 100, .label = N_("Search")),
    INPUT(struct list_ask, after, INPUT_KEY),
};

/* A draft is its partnership's; what is laid open is everybody's. */
static ptrdiff_t
keep_seen(struct request *rq, int64_t partnership_id,
    struct proposal_of_partnership_row *rows, ptrdiff_t n)
{
    ptrdiff_t kept = 0;
    bool is_inside = actor_may(&rq->actor, WHO_GUEST, &partnership_id, 1);
    for (ptrdiff_t i = 0; i < n; i++)
        if (is_inside || !text_is_equal(rows[i].status, TEXT("draft")))
            rows[kept++] = rows[i];
    return kept;
}

/* Those of a partnership, or of them those that have these words. */
static enum err
load_list(struct request *rq, int64_t id, struct proposal_list_page *p,
    struct proposal_of_partnership_row **rows)
{
    struct list_ask ask = { 0 };
    struct proposals_found_row *found;
    query_parse(rq, list_inputs, 2, &ask);
    text words = search_words(rq->arena, TEXT("proposal"), ask.q);
    if (!text_is_known(words)) {
        enum err e = proposal_of_partnership(rq->db, rq->arena,
            (struct proposal_of_partnership_in){
                .partnership_id = id, .n_rows = PROPOSALS_MAX },
            rows, &p->n_rows);
        if (e == OK)
            p->n_rows = keep_seen(rq, id, *rows, p->n_rows);
        return e;
    }
    enum err e = proposals_found(rq->db, rq->arena,
        (struct proposals_found_in){ .words = words,
            .partnership_id = id,
            .before_id = INT64_MAX,
            .n_rows = PROPOSALS_MAX },
        &found, &p->n_rows);
    if (e != OK)
        return e;
    *rows = arena_new(rq->arena, struct proposal_of_partnership_row, p->n_rows);
    for (ptrdiff_t i = 0; i < p->n_rows; i++)
        (*rows)[i] = (struct proposal_of_partnership_row){ .id = found[i].id,
            .name = found[i].name,
            .status = found[i].status,
            .closes_on = found[i].closes_on,
            .result = found[i].result };
    p->n_rows = keep_seen(rq, id, *rows, p->n_rows);
    return OK;
}

static enum err
answer_list(struct request *rq, struct answer *an, struct form *form)
{
    struct list_ask ask = { 0 };
    struct proposal_list_page p = { 0 };
    struct proposal_of_partnership_row *rows;
    struct thing partnership;
    int64_t id = request_key(rq, 0);
    char key[KEY_LENGTH];
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &partnership);
    if (e == OK)
        e = load_list(rq, id, &p, &rows);
    if (e != OK)
        return e;
    query_parse(rq, list_inputs, 2, &ask);
    p.q = ask.q;
    p.rows = rows;
    if (form == NULL && actor_may(&rq->actor, WHO_SIDE, &id, 1)) {
        form = arena_new(rq->arena, struct form, 1);
        form_open(rq, make_inputs, N_MAKE, form);
        form_give(form, "lang", lang_code(rq->lang));
    }
    p.form = form;
    p.title = partnership.title;
    p.address = thing_address(rq->arena, &partnership);
    p.make = arena_print(
        rq->arena, "/partnership/%.*s/proposals", TEXT_ARG(key_print(id, key)));
    p.send = ask.after == 0
        ? p.make
        : arena_print(rq->arena, "%.*s?after=%.*s", TEXT_ARG(p.make),
              TEXT_ARG(key_print(ask.after, key)));
    struct view v = request_view(rq);
    decide_proposal_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Proposals")),
            .section = "partnership",
            .body = view_html(&v),
            .csv = arena_print(rq->arena, "%.*s.csv", TEXT_ARG(p.make)) });
    return OK;
}

/* Words of the program's own, as in a proposal's own file. */
enum err
proposals_within_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "proposal", "name", "status",
        "closes_on", "result" };
    struct proposal_of_partnership_row *rows;
    ptrdiff_t n;
    enum err e = proposal_of_partnership(rq->db, rq->arena,
        (struct proposal_of_partnership_in){
            .partnership_id = request_key(rq, 0), .n_rows = PROPOSALS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    n = keep_seen(rq, request_key(rq, 0), rows, n);
    struct buf out = buf_in(rq->arena, 8192);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n; i++) {
        char key[KEY_LENGTH];
        csv_add(&w, key_print(rows[i].id, key));
        csv_add_for_people(&w, rows[i].name);
        csv_add(&w, rows[i].status);
        csv_add(&w, rows[i].closes_on);
        csv_add(&w, rows[i].result);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("proposals.csv");
    return OK;
}

enum err
proposals_within_show(struct request *rq, struct answer *an)
{
    return answer_list(rq, an, NULL);
}

struct making {
    struct proposal row;
    text token, address, lang;
    int64_t after;
};

/* What was not agreed may be taken up by another: the thread says so. */
static enum err
take_up(struct db *writer, struct arena *a, const struct making *m)
{
    struct proposal old;
    struct proposal_asking asking = {
        .id = m->row.id, .follows_id = m->after, .has_follows_id = true
    };
    enum err e = proposal_get(
        writer, a, (struct proposal_get_in){ .id = m->after }, &old);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK || old.partnership_id != m->row.partnership_id ||
        !text_is_equal(old.result, TEXT("NOT_AGREED")))
        return e;
    e = proposal_asking_save(writer, &asking);
    return e == OK ? thread_put(writer, a, m->row.added_by,
                         &(struct thread_link){ TEXT("proposal"), m->row.id,
                             TEXT("comes_from"), TEXT("proposal"), old.id },
                         NULL)
                   : e;
}

static enum err
make_one(struct db *writer, struct arena *a, void *arg)
{
    struct making *m = arg;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, m->token, m->address, &first);
    if (e == ERR_CONFLICT) {
        m->address = first; /* sent twice: it is there */
        return OK;
    }
    if (e == OK)
        e = proposal_insert(writer, &m->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = proposal_lang_set(
            writer, (struct proposal_lang_set_in){ m->row.id, m->lang }, NULL);
    if (e == OK)
        e = paragraphs_keep(writer, a,
            &(struct wording_given){ .proposal_id = m->row.id,
                .version = 1,
                .person_id = m->row.added_by,
                .body = m->row.body,
                .today = day_of(a, m->row.added_at) });
    if (e == OK && m->after != 0)
        e = take_up(writer, a, m);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = m->row.added_by,
                             .action = TEXT("create"),
                             .kind = TEXT("proposal"),
                             .thing_id = m->row.id })
                   : e;
}

enum err
proposals_within_send(struct request *rq, struct answer *an)
{
    struct make_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, make_inputs, N_MAKE, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_list(rq, an, form);
    if (paragraphs_split(given.body, NULL, 0) > PARAGRAPHS_MAX) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        form_error(
            form, "body", say(&v, N_("a text has at most 400 paragraphs")));
        return answer_list(rq, an, form);
    }
    struct making m = { .token = form->token,
        .lang = text_is_known(given.lang) ? given.lang : lang_code(rq->lang) };
    m.row = (struct proposal){ .id = key_new(),
        .partnership_id = request_key(rq, 0),
        .name = given.name,
        .level = given.level,
        .body = given.body,
        .fixed = text_is_known(given.fixed) ? given.fixed : TEXT(""),
        .status = TEXT("draft"),
        .version = 1,
        .round = 1,
        .base = 1,
        .added_by = rq->actor.person_id,
        .has_added_by = true,
        .added_at = rq->now };
    struct list_ask ask = { 0 };
    query_parse(rq, list_inputs, 2, &ask);
    m.after = ask.after;
    m.address = proposal_sub(rq->arena, m.row.id, "");
    e = db_write(rq->db, rq->arena, make_one, &m);
    if (e == OK)
        answer_redirect(rq, an, m.address);
    return e;
}
