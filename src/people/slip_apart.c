/* Slips that make no account: they lead to a thing of another room, and who
 * holds one stays unknown. */
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
    if (!text_is_known(read))
        return ERR_NOT_FOUND;
    enum err e = slip_find(
        db, a, (struct slip_find_in){ .hash = code_hash(a, read) }, &row);
    if (e == OK &&
        (!text_is_equal(row.kind, text_of(kind)) || row.has_taken_back_at ||
            (!row.has_used_at && row.ends_at <= now)))
        e = ERR_NOT_FOUND;
    *slip = (struct people_slip){ .id = row.id,
        .thing_id = row.thing_id,
        .sheet_id = row.sheet_id,
        .is_used = row.has_used_at };
    return e;
}

enum err
people_slip_look(struct request *rq, text code, const char *kind,
    struct people_slip *slip, int *wait_s)
{
    struct attempt attempt;
    *wait_s = 0;
    if (!attempt_allow(rq->input->peer, (text){ 0 }, monotonic_ns() / 1000000,
            &attempt, wait_s))
        return ERR_DENIED;
    enum err e =
        people_slip_typed(rq->db, rq->arena, code, kind, rq->now, slip);
    if (e == OK)
        attempt_forgive(&attempt);
    return e;
}

enum err
people_slip_use(struct db *writer, int64_t id, int64_t now)
{
    return slip_take_apart(writer,
        (struct slip_take_apart_in){ .id = id, .day = now - now % 86400 },
        NULL);
}
