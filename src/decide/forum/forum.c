/* One group: its seats, and who sits there as this reader may know it. */
#include "decide/forum/forum.h"

#include "base/key.h"
#include "people/people.h"

text
forum_key(struct arena *a, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_copy(a, key_print(id, key));
}

text
forum_sub(struct arena *a, int64_t id, const char *what)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/forum/%.*s%s", TEXT_ARG(key_print(id, key)), what);
}

text
forum_address(struct arena *a, text name, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/forum/%.*s-%.*s", TEXT_ARG(lang_slug(a, name)),
        TEXT_ARG(key_print(id, key)));
}

/* Those of one seat: who sits there now first, then who did. */
static void
seat_holders(struct arena *a, const struct forum_whole *g,
    struct forum_seat_shown *seat, const struct forum_holders_row *rows,
    ptrdiff_t n, text today)
{
    seat->holders = arena_new(a, struct forum_holder_shown, n);
    for (int gone = 0; gone < 2; gone++)
        for (ptrdiff_t i = 0; i < n; i++) {
            const struct forum_holders_row *r = &rows[i];
            bool is_gone =
                text_is_known(r->until) && text_compare(r->until, today) <= 0;
            if (r->seat_id != seat->row.id || is_gone != (gone == 1))
                continue;
            if (!is_gone && text_compare(r->since, today) > 0)
                is_gone = true; /* not yet: the seat is not taken */
            struct forum_holder_shown *h =
                &seat->holders[seat->n_holders + seat->n_gone];
            *h = (struct forum_holder_shown){ .id = r->id,
                .person_id = r->has_person_id ? r->person_id : 0,
                .since = r->since,
                .until = r->until,
                .is_named = r->is_named,
                .is_gone = is_gone };
            if (r->is_named || g->is_within)
                h->name =
                    text_is_known(r->person_name) ? r->person_name : r->name;
            if (is_gone)
                seat->n_gone++;
            else
                seat->n_holders++;
        }
    seat->n_empty = seat->row.n_seats - seat->n_holders;
    if (seat->n_empty < 0)
        seat->n_empty = 0;
}

enum err
forum_load(struct request *rq, int64_t id, struct forum_whole *to)
{
    struct arena *a = rq->arena;
    struct forum_seats_row *seats = NULL;
    struct forum_holders_row *holders = NULL;
    ptrdiff_t n_seats = 0, n_holders = 0;
    bool is_found = false;
    *to = (struct forum_whole){ 0 };
    struct db_batch batch = db_batch_open(rq->db, a);
    forum_get_ask(
        &batch, (struct forum_get_in){ .id = id }, &to->row, &is_found);
    forum_seats_ask(&batch,
        (struct forum_seats_in){ .forum_id = id, .n_rows = SEATS_MAX }, &seats,
        &n_seats);
    forum_holders_ask(&batch,
        (struct forum_holders_in){ .forum_id = id, .n_rows = HOLDERS_MAX },
        &holders, &n_holders);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    to->is_within = actor_may(
        &rq->actor, WHO_GUEST, (int64_t[]){ id, to->row.partnership_id }, 2);
    if (!to->is_within && !to->row.is_public)
        return ERR_NOT_FOUND;
    text today = day_of(a, rq->now);
    to->n_seats = (int)n_seats;
    to->seats = arena_new(a, struct forum_seat_shown, n_seats);
    for (int i = 0; i < to->n_seats; i++) {
        to->seats[i].row = seats[i];
        seat_holders(a, to, &to->seats[i], holders, n_holders, today);
        to->n_places += seats[i].n_seats;
        to->n_taken += to->seats[i].n_holders;
    }
    return OK;
}
