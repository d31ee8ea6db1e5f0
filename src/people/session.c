#include "people/session.h"

#include "os/clock.h"
#include "os/entropy.h"
#include "people/account.sql.h"
#include "people/membership.h"
#include "people/secret.h"

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
        (struct session_find_in){
            .hash = hash, .now = rq->now, .today = today },
        &s, &is_found);
    membership_standings_ask(&batch,
        (struct membership_standings_in){
            .hash = hash, .today = today, .n_rows = STANDINGS_MAX },
        &rows, &n_rows);
    enum err e = db_batch_run(&batch);
    if (e != OK || !is_found) /* ended; or the database is away: nobody then */
        return (struct actor){ 0 };
    if (rq->now - s.seen_at >= SESSION_SEEN_S)
        note_seen(rq, &s);
    struct actor actor = { .person_id = s.person_id,
        .name = s.name,
        .lang = text_is_known(s.language) ? lang_find(s.language) : NULL,
        .session_id = s.id,
        .form_key = token_form_key(rq->arena, token) };
    standings_of(rq->arena, rows, n_rows, &actor);
    return actor;
}

/* ---- Beginning ----------------------------------------------------------- */

enum err
session_add(
    struct db *writer, int64_t person_id, text hash, int64_t now, int64_t *id)
{
    struct session_insert_in row = { .hash = hash,
        .person_id = person_id,
        .made_at = now,
        .seen_at = now,
        .ends_at = now + SESSION_IDLE_S };
    int64_t n = 0;
    enum err e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = session_insert(writer, row, &n);
    }
    *id = row.id;
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

struct begin_step {
    int64_t person_id, now;
    int64_t old_id, old_person_id; /* the session that this one follows */
    text hash;
};

static enum err
save_begin(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct begin_step *step = arg;
    int64_t id;
    enum err e = OK;
    if (step->old_id != 0)
        e = session_end(writer,
            (struct session_end_in){
                .id = step->old_id, .person_id = step->old_person_id },
            NULL);
    if (e == OK)
        e = session_add(writer, step->person_id, step->hash, step->now, &id);
    return e;
}

enum err
session_begin(struct request *rq, struct answer *an, int64_t person_id)
{
    text token = token_new(rq->arena);
    struct begin_step step = { .person_id = person_id,
        .now = rq->now,
        .old_id = rq->actor.session_id,
        .old_person_id = rq->actor.person_id,
        .hash = token_hash(rq->arena, token) };
    enum err e = db_write_quietly(rq->db, rq->arena, save_begin, &step);
    if (e == OK)
        answer_session(rq, an, token, SESSION_WHOLE_S);
    return e;
}

enum err
people_begin_session(
    struct db *db, struct arena *a, int64_t person_id, text *token)
{
    *token = token_new(a);
    struct begin_step step = {
        .person_id = person_id, .now = now_s(), .hash = token_hash(a, *token)
    };
    return db_write_quietly(db, a, save_begin, &step);
}

enum err
people_forget(struct db *writer, struct arena *a, int64_t now)
{
    (void)a;
    enum err e = session_forget(
        writer, (struct session_forget_in){ .before = now }, NULL);
    if (e == OK)
        e = link_forget(writer, (struct link_forget_in){ .before = now }, NULL);
    return e;
}
