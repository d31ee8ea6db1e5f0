/* One meeting: its group, its agenda, who was there. */
#include "decide/forum/sitting.h"

#include "base/key.h"
#include "people/people.h"

const char *const sitting_statuses[] = { "planned", "held", "off", NULL };
static const char *const words[] = { N_("to come"), N_("was held"),
    N_("called off") };

const char *
sitting_status_word(text status)
{
    for (int i = 0; sitting_statuses[i] != NULL; i++)
        if (text_is_equal(status, text_of(sitting_statuses[i])))
            return words[i];
    return "?";
}

text
sitting_sub(struct arena *a, int64_t id, const char *what)
{
    char key[KEY_LENGTH];
    return arena_print(
        a, "/meeting/%.*s%s", TEXT_ARG(key_print(id, key)), what);
}

static void
count_seats(
    struct sitting_whole *to, const struct sitting_seats_row *rows, ptrdiff_t n)
{
    for (int i = 0; i < to->g->n_seats; i++) {
        struct sitting_seat_count *c = &to->seats[i];
        c->seat = &to->g->seats[i];
        for (ptrdiff_t k = 0; k < n; k++)
            if (rows[k].seat_id == c->seat->row.id) {
                c->n_there = rows[k].n_there;
                c->n_apologies = rows[k].n_apologies;
                c->is_said = true;
            }
        to->is_said |= c->is_said;
        /* more than there are seats for are guests at the table */
        to->n_at_table += c->n_there < c->seat->row.n_seats
            ? c->n_there
            : c->seat->row.n_seats;
        to->n_apologies += c->n_apologies;
    }
    to->has_quorum = to->g->row.has_quorum && to->is_said &&
        to->n_at_table >= to->g->row.quorum;
}

enum err
sitting_load(struct request *rq, int64_t id, struct sitting_whole *to)
{
    struct arena *a = rq->arena;
    struct sitting_seats_row *seats = NULL;
    ptrdiff_t n_seats = 0;
    bool is_found = false;
    *to = (struct sitting_whole){ 0 };
    struct db_batch batch = db_batch_open(rq->db, a);
    sitting_get_ask(
        &batch, (struct sitting_get_in){ .id = id }, &to->row, &is_found);
    sitting_items_ask(&batch,
        (struct sitting_items_in){ .sitting_id = id,
            .lang = lang_code(rq->lang),
            .n_rows = ITEMS_MAX },
        &to->items, &to->n_items);
    sitting_seats_ask(&batch,
        (struct sitting_seats_in){ .sitting_id = id, .n_rows = SEATS_MAX },
        &seats, &n_seats);
    sitting_there_of_ask(&batch,
        (struct sitting_there_of_in){ .sitting_id = id, .n_rows = HOLDERS_MAX },
        &to->there, &to->n_there);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    to->g = arena_new(a, struct forum_whole, 1);
    e = forum_load(rq, to->row.forum_id, to->g);
    if (e != OK)
        return e;
    to->seats = arena_new(a, struct sitting_seat_count, to->g->n_seats);
    count_seats(to, seats, n_seats);
    return OK;
}

enum err
sitting_read(struct request *rq, struct sitting_whole *to)
{
    return sitting_load(rq, request_key(rq, 0), to);
}
