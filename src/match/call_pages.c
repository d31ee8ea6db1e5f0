/* Calls for workshops: the list, one call with its sessions. */
#include "match/call.h"

#include "base/csv.h"
#include "keep/edit_links.h"
#include "match/call.html.h"

struct call_list_ask {
    bool ended;
    int64_t before;
};
static const struct input list_inputs[] = {
    INPUT(struct call_list_ask, ended, INPUT_BOOL),
    INPUT(struct call_list_ask, before, INPUT_KEY),
};

enum err
call_list_show(struct request *rq, struct answer *an)
{
    struct call_list_ask ask = { 0 };
    struct call_list_page p = { .make = edit_new_address(rq, "match_call"),
        .is_signed_in = rq->actor.person_id != 0 };
    query_parse(rq, list_inputs, 2, &ask);
    text status = ask.ended ? TEXT("ended") : TEXT("published");
    int64_t before = ask.before > 0 ? ask.before : INT64_MAX;
    enum err e = rq->actor.person_id != 0
        ? match_call_list(rq->db, rq->arena,
              (struct match_call_list_in){ .status = status,
                  .before_id = before,
                  .n_rows = CALL_ROWS + 1 },
              &p.rows, &p.n_rows)
        : match_call_list_public(rq->db, rq->arena,
              (struct match_call_list_public_in){ .status = status,
                  .before_id = before,
                  .n_rows = CALL_ROWS + 1 },
              &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    if (p.n_rows > CALL_ROWS) {
        p.n_rows = CALL_ROWS;
        p.next = request_with(
            rq, "before", match_key(rq->arena, p.rows[CALL_ROWS - 1].id));
    }
    p.is_ended = ask.ended;
    p.now = arena_new(rq->arena, enum call_now, p.n_rows);
    for (ptrdiff_t i = 0; i < p.n_rows; i++) {
        struct match_call call = { .status = p.rows[i].status,
            .opens_on = p.rows[i].opens_on,
            .closes_on = p.rows[i].closes_on };
        p.now[i] = call_now(rq->arena, &call, rq->now);
    }
    struct view v = request_view(rq);
    match_call_list_page(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Calls for workshops")),
            .description = say(&v,
                N_("Propose a workshop, and be brought "
                   "together with others who care about the "
                   "same.")),
            .section = "call",
            .body = view_html(&v) });
    return OK;
}

/* Those of one status behind those that are there. */
static enum err
add_sessions(struct request *rq, struct call_page *p, text status)
{
    struct match_session_list_row *rows;
    ptrdiff_t n;
    enum err e = match_session_list(rq->db, rq->arena,
        (struct match_session_list_in){
            .call_id = p->call.id, .status = status, .n_rows = SESSIONS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < n; i++)
        p->sessions[p->n_sessions++] = rows[i];
    return OK;
}

static bool
is_of(const struct request *rq, const struct match_call *call, enum who least)
{
    return actor_may(&rq->actor, least,
        (int64_t[]){
            call->id, call->has_partnership_id ? call->partnership_id : 0 },
        2);
}

enum err
call_show(struct request *rq, struct answer *an)
{
    struct call_page p = { 0 };
    struct prose_set prose = { 0 };
    bool is_found = false;
    int64_t id = request_key(rq, 0);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    match_call_get_ask(
        &batch, (struct match_call_get_in){ .id = id }, &p.call, &is_found);
    prose_ask(&batch, id, &prose);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = match_see(rq, "match_call");
    if (e != OK)
        return e;
    if (match_has_moved(rq, an, "/call", p.call.name, id))
        return OK;
    p.now = call_now(rq->arena, &p.call, rq->now);
    p.may_review = is_of(rq, &p.call, WHO_MEMBER);
    p.may_lead = is_of(rq, &p.call, WHO_FACILITATOR);
    p.sessions =
        arena_new(rq->arena, struct match_session_list_row, 3 * SESSIONS_MAX);
    e = add_sessions(rq, &p, TEXT("agreed"));
    if (e == OK)
        e = add_sessions(rq, &p, TEXT("held"));
    if (e == OK && is_of(rq, &p.call, WHO_GUEST))
        e = add_sessions(rq, &p, TEXT("proposed"));
    if (e != OK)
        return e;
    p.about = prose_show(rq, &prose, "about");
    p.wanted = prose_show(rq, &prose, "wanted");
    p.base = arena_print(
        rq->arena, "/call/%.*s", TEXT_ARG(match_key(rq->arena, id)));
    static const struct edit_make makes[] = {
        { .kind = "match_session", .label = N_("Add a session") },
        { .kind = NULL },
    };
    p.links = edit_links_of(rq, "match_call", p.call.name, id,
        p.call.has_partnership_id ? p.call.partnership_id : 0, 0, makes);
    struct view v = request_view(rq);
    match_call(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = p.call.name,
            .section = "call",
            .body = view_html(&v),
            .csv =
                arena_print(rq->arena, "%.*s/session.csv", TEXT_ARG(p.base)) });
    return OK;
}

/* Sessions as a file; what is only proposed, for its own people alone. */
enum err
sessions_csv(struct request *rq, struct answer *an)
{
    struct call_page p = { 0 };
    int64_t id = request_key(rq, 0);
    enum err e = match_see(rq, "match_call");
    if (e == OK)
        e = match_call_get(
            rq->db, rq->arena, (struct match_call_get_in){ .id = id }, &p.call);
    if (e != OK)
        return e;
    p.sessions =
        arena_new(rq->arena, struct match_session_list_row, 3 * SESSIONS_MAX);
    e = add_sessions(rq, &p, TEXT("agreed"));
    if (e == OK)
        e = add_sessions(rq, &p, TEXT("held"));
    if (e == OK && is_of(rq, &p.call, WHO_GUEST))
        e = add_sessions(rq, &p, TEXT("proposed"));
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&out);
    csv_add(&w, TEXT("key"));
    csv_add(&w, TEXT("name"));
    csv_add(&w, TEXT("status"));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < p.n_sessions; i++) {
        csv_add(&w, match_key(rq->arena, p.sessions[i].id));
        csv_add_for_people(&w, p.sessions[i].name);
        csv_add(&w, p.sessions[i].status);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("sessions.csv");
    return OK;
}

/* Of one partnership: drafts are shown to who may read them. */
enum err
call_within_show(struct request *rq, struct answer *an)
{
    struct call_within_page p = { 0 };
    int64_t id = request_key(rq, 0);
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p.partnership);
    if (e != OK)
        return e;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    match_call_within_ask(&batch,
        (struct match_call_within_in){ .partnership_id = id, .n_rows = 100 },
        &p.calls, &p.n_calls);
    match_group_set_within_ask(&batch,
        (struct match_group_set_within_in){
            .partnership_id = id, .n_rows = 100 },
        &p.sets, &p.n_sets);
    e = db_batch_run(&batch);
    if (e != OK)
        return e;
    p.address = thing_address(rq->arena, &p.partnership);
    p.may_lead = actor_may(&rq->actor, WHO_FACILITATOR, &id, 1);
    if (p.may_lead) {
        text key = match_key(rq->arena, id);
        p.make_call = arena_print(
            rq->arena, "/new/match_call?within=%.*s", TEXT_ARG(key));
        p.make_set = arena_print(
            rq->arena, "/new/match_group_set?within=%.*s", TEXT_ARG(key));
    }
    struct view v = request_view(rq);
    match_call_within_page(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Workshops and groups")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}
