/* Slips that make no account: they lead to a thing of another room, and who
 * holds one stays unknown. And codes of that room's own. */
#include "people/slip.h"

#include "os/clock.h"
#include "people/attempt.h"
#include "people/code.h"

enum err
people_slip_typed(struct db *db, struct arena *a, text code, const char *kind,
    int64_t now, struct people_slip *slip)
{
    struct slip_find_row row = { 0 };
    text read = code_read(a, code);
    *slip = (struct people_slip){ 0 };
    if (!text_is_known(read))
        return ERR_NOT_FOUND;
    enum err e = slip_find(
        db, a, (struct slip_find_in){ .hash = code_hash(a, read) }, &row);
    if (e == OK && !text_is_equal(row.kind, text_of(kind)))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    *slip = (struct people_slip){ .id = row.id,
        .thing_id = row.thing_id,
        .sheet_id = row.sheet_id,
        .is_used = row.has_used_at,
        .is_taken_back = row.has_taken_back_at,
        .is_over = row.ends_at <= now };
    return slip->is_used || slip->is_taken_back || slip->is_over ? ERR_NOT_FOUND
                                                                 : OK;
}

enum err
people_slip_take(struct db *writer, int64_t id, int64_t now)
{
    int64_t n = 0;
    enum err e = slip_take_apart(writer,
        (struct slip_take_apart_in){
            .id = id, .day = now - now % 86400, .now = now },
        &n);
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

/* ---- Codes --------------------------------------------------------------- */

text
people_code_of(struct arena *a, text from)
{
    return code_of(a, from);
}

text
people_code_print(struct arena *a, text code)
{
    return code_print(a, code);
}

text
people_code_read(struct arena *a, text typed)
{
    return code_read(a, typed);
}

text
people_code_hash(struct arena *a, text typed)
{
    text read = code_read(a, typed);
    return text_is_known(read) ? code_hash(a, read) : read;
}

bool
people_code_try(struct request *rq, struct people_try *t, int *wait_s)
{
    struct attempt attempt;
    *wait_s = 0;
    if (!attempt_allow(rq->input->peer, (text){ 0 }, monotonic_ns() / 1000000,
            &attempt, wait_s))
        return false;
    *t = (struct people_try){ .n_keys = attempt.n_keys };
    for (int i = 0; i < attempt.n_keys; i++)
        t->keys[i] = attempt.keys[i];
    return true;
}

void
people_code_found(const struct people_try *t)
{
    struct attempt attempt = { .n_keys = t->n_keys };
    for (int i = 0; i < t->n_keys; i++)
        attempt.keys[i] = t->keys[i];
    attempt_forgive(&attempt);
}

/* ---- Good for more than once --------------------------------------------- */

enum err
people_slip_look(struct request *rq, text code, const char *kind,
    struct people_slip *slip, int *wait_s)
{
    struct people_try t;
    if (!people_code_try(rq, &t, wait_s))
        return ERR_DENIED;
    enum err e =
        people_slip_typed(rq->db, rq->arena, code, kind, rq->now, slip);
    if (e == ERR_NOT_FOUND && slip->is_used && !slip->is_taken_back)
        e = OK;
    if (e == OK)
        people_code_found(&t);
    return e;
}

enum err
people_slip_use(struct db *writer, int64_t id, int64_t now)
{
    enum err e = people_slip_take(writer, id, now);
    return e == ERR_CONFLICT ? OK : e;
}
