/* Conversations: loaded, opened and closed; statements as they are typed. */
#include "decide/conversation/conversation.h"
#include "decide/conversation/conversation_find.h"

#include "base/key.h"
#include "decide/conversation/pace.h"
#include "decide/heard/heard_count.h"
#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

text
conversation_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

text
conversation_sub(struct arena *a, int64_t id, const char *what)
{
    return arena_print(
        a, "/conversation/%.*s%s", TEXT_ARG(conversation_key(a, id)), what);
}

text
conversation_said(const struct conversation_head_row *head)
{
    return text_is_known(head->said) ? head->said : head->name;
}

text
conversation_said_lang(
    const struct request *rq, const struct conversation_head_row *head)
{
    return text_is_known(head->said) ? lang_code(rq->lang) : head->lang;
}

enum err
conversation_load(
    struct request *rq, int64_t id, struct conversation_loaded *to)
{
    *to = (struct conversation_loaded){ 0 };
    bool is_there;
    struct db_batch b = db_batch_open(rq->db, rq->arena);
    conversation_head_ask(&b,
        (struct conversation_head_in){ .id = id, .lang = lang_code(rq->lang) },
        &to->head, &is_there);
    conversation_units_ask(&b,
        (struct conversation_units_in){
            .conversation_id = id, .n_rows = UNITS_MAX },
        &to->units, &to->n_units);
    enum err e = request_ask(rq, &b); /* the same for all who answer */
    if (e == OK && !is_there)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    text today = day_of(rq->arena, rq->now);
    bool is_late = text_compare(to->head.closes_on, today) < 0;
    bool is_begun = text_is_equal(to->head.status, TEXT("open"));
    to->is_open = is_begun && !is_late;
    to->is_over =
        text_is_equal(to->head.status, TEXT("closed")) || (is_begun && is_late);
    return OK;
}

enum err
conversation_load_seen(struct request *rq, struct conversation_loaded *to)
{
    struct thing t;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load(rq->db, rq->arena, TEXT("conversation"), id, &t);
    if (e == OK && !thing_may_see(&rq->actor, &t))
        e = ERR_NOT_FOUND;
    return e == OK ? conversation_load(rq, id, to) : e;
}

bool
conversation_leads(
    const struct request *rq, const struct conversation_loaded *c)
{
    return actor_may(&rq->actor, WHO_FACILITATOR,
        (int64_t[]){ c->head.id, c->head.partnership_id }, 2);
}

bool
conversation_is_theirs(
    const struct request *rq, const struct conversation_loaded *c)
{
    bool is_person = rq->actor.person_id != 0;
    return is_person &&
        (text_is_equal(c->head.opened_to, TEXT("network")) ||
            actor_may(&rq->actor, WHO_GUEST,
                (int64_t[]){ c->head.id, c->head.partnership_id }, 2));
}

text
conversation_back(const struct request *rq, const struct conversation_loaded *c)
{
    return conversation_sub(
        rq->arena, c->head.id, conversation_is_theirs(rq, c) ? "" : "/ground");
}

/* ---- Statements ---------------------------------------------------------- */

const char *const statement_reasons[] = { "names", "hurts", "off", "double",
    "two", NULL };
const char *const statement_reason_words[] = {
    N_("It names somebody, or says how to reach them"),
    N_("It hurts or threatens people"), N_("It is about something else"),
    N_("It says what another says already"), N_("It says two things at once"),
    NULL
};

const char *
statement_reason_said(text reason)
{
    for (int i = 0; statement_reasons[i] != NULL; i++)
        if (text_is_equal(reason, text_of(statement_reasons[i])))
            return statement_reason_words[i];
    return NULL;
}

enum err
statement_add(
    struct db *writer, struct arena *a, struct statement *row, int64_t now)
{
    struct statement_last_row last;
    int64_t n = 0;
    row->made_on = day_of(a, now);
    enum err e = statement_last(writer, a,
        (struct statement_last_in){ .conversation_id = row->conversation_id },
        &last);
    if (e == OK && last.number >= STATEMENTS_MAX)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    row->number = last.number + 1;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row->id = key_of_day(now);
        row->code = conversation_key(a, row->id);
        e = statement_insert(writer, row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK && text_is_equal(row->status, TEXT("in"))
        ? found_save(writer, a, row->id)
        : e;
}

/* ---- Closing ------------------------------------------------------------- */

enum err
conversation_shut(struct db *writer, struct arena *a, int64_t id,
    int64_t actor_id, text today, text reason)
{
    struct conversation row;
    enum err e = conversation_get(
        writer, a, (struct conversation_get_in){ .id = id }, &row);
    if (e == OK && !text_is_equal(row.status, TEXT("open")))
        return OK;
    if (e != OK)
        return e;
    row.status = TEXT("closed");
    row.closed_on = today;
    row.reason = reason;
    e = conversation_update(writer, &row, NULL);
    if (e == OK)
        e = heard_end(writer, a,
            &(struct heard_of){ "conversation", id, row.partnership_id });
    if (e == OK)
        e = job_ask(writer, a, "conversation_ground", id, actor_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = actor_id,
                             .action = TEXT("close"),
                             .kind = TEXT("conversation"),
                             .thing_id = id })
                   : e;
}

struct over {
    int64_t id;
    text today;
};

static enum err
shut_step(struct db *writer, struct arena *a, void *arg)
{
    const struct over *o = arg;
    return conversation_shut(writer, a, o->id, 0, o->today, (text){ 0 });
}

enum err
conversation_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct conversation_over_row *rows;
    ptrdiff_t n;
    enum err e = conversation_over(db, a,
        (struct conversation_over_in){ .today = day_of(a, now), .n_rows = 50 },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = db_write(
            db, a, shut_step, &(struct over){ rows[i].id, day_of(a, now) });
    return e == OK ? pace_sweep(db, a, now) : e;
}
