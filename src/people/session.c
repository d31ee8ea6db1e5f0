#include "people/session.h"

#include "keep/tally.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/account.sql.h"
#include "people/membership.h"
#include "people/secret.h"
#include "people/sign_in_lock.sql.h"
#include "people/slip.h"
#include "people/two_step.h"

static int64_t
earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---- Who acts ------------------------------------------------------------ */

static enum err
save_seen(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct session_set_seen_in *seen = arg;
    return session_set_seen(writer, *seen, NULL);
}

static void
note_seen(struct request *rq, const struct session_find_row *s)
{
    struct session_set_seen_in seen = { .id = s->id,
        .seen_at = rq->now,
        .ends_at =
            earlier(rq->now + SESSION_IDLE_S, s->made_at + SESSION_WHOLE_S) };
    /* when it cannot be noted now, then with a later request */
    ignore(db_write_quietly(rq->db, rq->arena, save_seen, &seen));
}

struct actor
people_who_acts(struct request *rq)
{
    struct session_find_row s;
    struct membership_standings_row *rows;
    ptrdiff_t n_rows;
    bool is_found = false;
    text token = request_session(rq);
    text hash =
        text_is_known(token) ? token_hash(rq->arena, token) : (text){ 0 };
    if (!text_is_known(hash) || rq->db == NULL ||
        text_starts_with(rq->path, TEXT("/static/")))
        return (struct actor){ 0 };
    text today = day_of(rq->arena, rq->now);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    session_find_ask(&batch,
        (struct session_find_in){ .hash = hash, .today = today }, &s,
        &is_found);
    membership_standings_ask(&batch,
        (struct membership_standings_in){
            .hash = hash, .today = today, .n_rows = STANDINGS_MAX },
        &rows, &n_rows);
    enum err e = request_ask_now(rq, &batch);
    /* ended; or the database is away: nobody then */
    if (e != OK || !is_found || s.ends_at <= rq->now)
        return (struct actor){ 0 };
    if (rq->now - s.seen_at >= SESSION_SEEN_S)
        note_seen(rq, &s);
    struct actor actor = { .person_id = s.person_id,
        .name = s.name,
        .lang = text_is_known(s.language) ? lang_find(s.language) : NULL,
        .session_id = s.id,
        .form_key = token_form_key(rq->arena, token) };
    standings_of(rq->arena, rows, n_rows, &actor);
    if (actor.is_coordinator && !s.has_two_step_at && two_step_is_due(rq))
        actor.must_go = "/me/two-step";
    return actor;
}

/* ---- Beginning ----------------------------------------------------------- */

static text
word_of(struct request *rq)
{
    return device_word(rq->arena, web_header(rq->input, TEXT("User-Agent")));
}

enum err
session_prepare(struct request *rq, int64_t person_id, bool is_proven,
    struct session_start *start)
{
    struct two_step_get_row two_step;
    struct membership_is_over_row left = { 0 };
    enum err e = ERR_NOT_FOUND;
    *start = (struct session_start){ .person_id = person_id,
        .now = rq->now,
        .old_id = rq->actor.session_id,
        .old_person_id = rq->actor.person_id,
        .token = token_new(rq->arena),
        .word = word_of(rq) };
    start->hash = token_hash(rq->arena, start->token);
    if (person_id != 0) {
        e = membership_is_over(rq->db, rq->arena,
            (struct membership_is_over_in){
                .person_id = person_id, .today = day_of(rq->arena, rq->now) },
            &left);
        if (e != OK || left.is_over)
            return e == OK ? ERR_DENIED : e;
        e = ERR_NOT_FOUND;
    }
    if (person_id != 0 && !is_proven)
        e = two_step_get(rq->db, rq->arena,
            (struct two_step_get_in){ .person_id = person_id }, &two_step);
    start->waits = e == OK && two_step.has_confirmed_at;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    /* a browser is known when somebody was wholly signed in there */
    return start->waits ? OK : device_prepare(rq, person_id, &start->device);
}

void
session_is_for(struct session_start *start, int64_t person_id)
{
    start->person_id = start->device.person_id = person_id;
}

enum err
session_save(struct db *writer, struct session_start *start)
{
    struct session_insert_in row = { .hash = start->hash,
        .person_id = start->person_id,
        .made_at = start->now,
        .seen_at = start->now,
        .ends_at =
            start->now + (start->waits ? SESSION_WAITS_S : SESSION_IDLE_S),
        .device = start->word,
        .waits_for = start->waits ? TEXT("code") : (text){ 0 } };
    int64_t n = 0;
    enum err e = OK;
    if (start->old_id != 0)
        e = session_end(writer,
            (struct session_end_in){
                .id = start->old_id, .person_id = start->old_person_id },
            NULL);
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = session_insert(writer, row, &n);
    }
    start->id = row.id;
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    return e == OK ? device_save(writer, &start->device) : e;
}

void
session_answer(
    struct request *rq, struct answer *an, const struct session_start *start)
{
    if (!start->waits)
        tally_count(TALLY_SIGNED_IN);
    answer_session(
        rq, an, start->token, start->waits ? SESSION_WAITS_S : SESSION_WHOLE_S);
    device_answer(rq, an, &start->device);
}

static enum err
save_begin(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    return session_save(writer, arg);
}

enum err
session_begin(
    struct request *rq, struct answer *an, int64_t person_id, bool *waits)
{
    struct session_start start;
    enum err e = session_prepare(rq, person_id, false, &start);
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, save_begin, &start);
    if (e == OK)
        session_answer(rq, an, &start);
    *waits = start.waits;
    return e;
}

enum err
session_waiting_for(struct request *rq, int64_t *session_id, int64_t *person_id)
{
    struct session_waiting_row row;
    text token = request_session(rq);
    text hash =
        text_is_known(token) ? token_hash(rq->arena, token) : (text){ 0 };
    if (!text_is_known(hash))
        return ERR_NOT_FOUND;
    enum err e = session_waiting(rq->db, rq->arena,
        (struct session_waiting_in){ .hash = hash, .now = rq->now }, &row);
    if (e == OK) {
        *session_id = row.id;
        *person_id = row.person_id;
    }
    return e;
}

enum err
people_begin_session(
    struct db *db, struct arena *a, int64_t person_id, text *token)
{
    *token = token_new(a);
    struct session_start start = {
        .person_id = person_id, .now = now_s(), .hash = token_hash(a, *token)
    };
    return db_write_quietly(db, a, save_begin, &start);
}

void
people_threads(int n_workers)
{
    gate_threads(n_workers);
}

enum err
people_forget(struct db *writer, struct arena *a, int64_t now)
{
    enum err e = session_forget(
        writer, (struct session_forget_in){ .before = now }, NULL);
    if (e == OK)
        e = link_forget(writer, (struct link_forget_in){ .before = now }, NULL);
    if (e == OK)
        e = device_forget(writer,
            (struct device_forget_in){ .before = now - DEVICE_S }, NULL);
    if (e == OK) /* nobody guessed for a week */
        e = sign_in_lock_forget(writer,
            (struct sign_in_lock_forget_in){ .before = now - 7 * 86400 }, NULL);
    return e == OK ? slip_forget_old(writer, a, now) : e;
}
