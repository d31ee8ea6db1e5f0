/* What is being decided now, on one page. */
#include "decide/proposal/deciding.h"

#include "base/date.h"
#include "base/key.h"
#include "decide/proposal/deciding.html.h"
#include "people/people.h"

static const char *const kinds[] = { "listed", "open", "hears", "conversations",
    "panels", NULL };

/* ?kind=open&after=2026-05-07.KEY */
struct ask {
    text kind, after;
};
static const struct input ask_inputs[] = {
    INPUT(struct ask, kind, INPUT_CHOICE, .choices = kinds),
    INPUT(struct ask, after, INPUT_TEXT, .max = 40),
};

const char *
deciding_heading(enum deciding_kind kind)
{
    switch (kind) {
    case DECIDING_LISTED: return N_("Is somebody missing?");
    case DECIDING_OPEN: return N_("Those on the list are asked");
    case DECIDING_HEARS: return N_("People can say something");
    case DECIDING_CONVERSATIONS:
        return N_("Conversations that are open to the network");
    case DECIDING_PANELS:
    case DECIDING_KINDS: break;
    }
    return N_("Panels that look for volunteers");
}

text
deciding_address(
    struct arena *a, enum deciding_kind kind, const struct deciding_row *row)
{
    char key[KEY_LENGTH];
    text id = key_print(row->id, key);
    switch (kind) {
    case DECIDING_LISTED:
        return arena_print(a, "/agree/%.*s/list#challenges", TEXT_ARG(id));
    case DECIDING_OPEN:
    case DECIDING_HEARS: return arena_print(a, "/agree/%.*s", TEXT_ARG(id));
    case DECIDING_CONVERSATIONS:
        return arena_print(a, "/conversation/%.*s", TEXT_ARG(id));
    case DECIDING_PANELS:
    case DECIDING_KINDS: break;
    }
    return arena_print(a, "/panel/%.*s", TEXT_ARG(id));
}

/* Where a page begins: behind the last row of the one before; else behind
 * yesterday, whose last day is over. */
static void
read_after(struct request *rq, text after, text *day, int64_t *id)
{
    struct date date;
    text key, given = text_cut(after, '.', &key);
    *day = day_of(rq->arena, rq->now - INT64_C(86'400));
    *id = INT64_MAX;
    if (text_is_known(key) && date_parse(given, &date) && key_parse(key, id))
        *day = given;
}

static enum err
load_part(struct request *rq, enum deciding_kind kind, text day, int64_t id,
    int64_t n_rows, struct deciding_row **rows, ptrdiff_t *n)
{
    switch (kind) {
    case DECIDING_LISTED:
        return deciding_listed(rq->db, rq->arena,
            (struct deciding_listed_in){ .before_id = id, .n_rows = n_rows },
            rows, n);
    case DECIDING_OPEN:
    case DECIDING_HEARS:
        return deciding_proposals(rq->db, rq->arena,
            (struct deciding_proposals_in){ .status = text_of(kinds[kind]),
                .after_on = day,
                .after_id = id,
                .n_rows = n_rows },
            rows, n);
    case DECIDING_CONVERSATIONS:
        return deciding_conversations(rq->db, rq->arena,
            (struct deciding_conversations_in){
                .after_on = day, .after_id = id, .n_rows = n_rows },
            rows, n);
    case DECIDING_PANELS:
    case DECIDING_KINDS: break;
    }
    return deciding_panels(rq->db, rq->arena,
        (struct deciding_panels_in){
            .after_on = day, .after_id = id, .n_rows = n_rows },
        rows, n);
}

/* What is over, or whose partnership was removed, is not asked any more. */
static bool
is_asked(const struct deciding_row *row, enum deciding_kind kind, text today)
{
    return text_is_known(row->partnership_name) &&
        (kind == DECIDING_LISTED || text_compare(row->ends_on, today) >= 0);
}

static enum err
fill(struct request *rq, struct deciding_part *part, text after, bool is_one)
{
    struct deciding_row *rows, last;
    ptrdiff_t kept = 0;
    int64_t n_rows = is_one ? DECIDING_ON_A_PAGE : DECIDING_FIRST, id;
    text day, today = day_of(rq->arena, rq->now);
    read_after(rq, after, &day, &id);
    enum err e =
        load_part(rq, part->kind, day, id, n_rows + 1, &rows, &part->n_rows);
    if (e != OK)
        return e;
    bool has_more = part->n_rows > n_rows;
    part->n_rows -= has_more;
    part->rows = rows;
    if (has_more && is_one) {
        char key[KEY_LENGTH];
        last = rows[part->n_rows - 1];
        part->next = request_with(rq, "after",
            arena_print(rq->arena, "%.*s.%.*s",
                TEXT_ARG(text_is_known(last.ends_on) ? last.ends_on : today),
                TEXT_ARG(key_print(last.id, key))));
    } else if (has_more) {
        part->all =
            arena_print(rq->arena, "/deciding?kind=%s", kinds[part->kind]);
    }
    for (ptrdiff_t i = 0; i < part->n_rows; i++)
        if (is_asked(&rows[i], part->kind, today))
            rows[kept++] = rows[i];
    part->n_rows = kept;
    return OK;
}

enum err
deciding_show(struct request *rq, struct answer *an)
{
    struct ask ask = { 0 };
    struct deciding_page p = { .is_signed_in = rq->actor.person_id != 0,
        .today = day_of(rq->arena, rq->now) };
    enum err e = OK;
    query_parse(rq, ask_inputs, 2, &ask);
    for (int i = 0; kinds[i] != NULL; i++)
        if (text_is_equal(ask.kind, text_of(kinds[i]))) {
            p.is_one = true;
            p.one = (enum deciding_kind)i;
        }
    for (int i = 0; e == OK && i < DECIDING_KINDS; i++) {
        struct deciding_part *part = &p.parts[i];
        part->kind = (enum deciding_kind)i;
        if (p.is_one && part->kind != p.one)
            continue;
        e = fill(rq, part, p.is_one ? ask.after : (text){ 0 }, p.is_one);
        p.is_any |= part->n_rows > 0;
    }
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    decide_deciding(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What is being decided")),
            .section = "deciding",
            .body = view_html(&v) });
    return OK;
}
