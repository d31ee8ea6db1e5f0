/* What the house asks of a pair as a thing. Somebody's role of it ends, on the
 * page of their roles or by who looks after roles: what that means for the
 * others of it. A role that ends on a later day is seen to by the keeper. */
#include "match/pair_mail.h"

#include "match/match_routes.h"
#include "match/pair_repair.h"
#include "people/people.h"

/* From the day on which all said yes. */
enum err
pair_may_hold(struct db *db, struct arena *a, int64_t id)
{
    struct pair pair;
    enum err e = pair_load(db, a, id, 0, &pair);
    if (e != OK)
        return e;
    return pair_is(&pair, "agreed") || pair_is(&pair, "running") ||
            pair_is(&pair, "ended")
        ? OK
        : ERR_CONFLICT;
}

/* Who is left of three; false: they are of one side, or too few. */
static bool
goes_on(const struct pair *pair, int gone, int64_t left[2])
{
    const struct pair_people_row *two[2] = { NULL, NULL };
    for (int i = 0, n = 0; i < (int)pair->n_people && n < 2; i++)
        if (i != gone)
            two[n++] = &pair->people[i];
    if (two[1] == NULL || two[0]->position == two[1]->position)
        return false;
    bool is_swapped = two[0]->position > two[1]->position;
    left[0] = two[is_swapped]->id;
    left[1] = two[!is_swapped]->id;
    return true;
}

static enum err
go_on(struct db *writer, struct arena *a, const struct pair_acting *by,
    const struct pair *pair, int gone, const int64_t left[2])
{
    enum err e = repair_answer_remove(writer,
        (struct repair_answer_remove_in){
            .pair_id = pair->row.id, .match_person_id = pair->people[gone].id },
        NULL);
    struct round r;
    if (e == OK)
        e = round_load(writer, a, pair->row.round_id, &r);
    if (e == OK)
        e = repair_go_on(writer, a, &r, pair->row.id,
            pair->row.has_third_id &&
                pair->row.third_id == pair->people[gone].id,
            left[0], left[1]);
    return e == OK ? pair_leave_step(writer, a, by, pair->row.id,
                         pair->people[gone].person_id)
                   : e;
}

static enum err
leave(struct db *writer, struct arena *a, const struct pair_acting *by,
    int64_t id, int64_t person_id)
{
    struct pair pair;
    int64_t left[2];
    int gone = -1;
    enum err e = pair_load(writer, a, id, by->person_id, &pair);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    for (int i = 0; i < (int)pair.n_people; i++)
        if (pair.people[i].person_id == person_id)
            gone = i;
    bool is_offered = pair_is(&pair, "offered");
    if (gone < 0 ||
        (!is_offered && !pair_is(&pair, "agreed") &&
            !pair_is(&pair, "running")))
        return OK;
    if (goes_on(&pair, gone, left))
        return go_on(writer, a, by, &pair, gone, left);
    if (is_offered)
        return pair.own == gone
            ? pair_answer_step(writer, a, by, id, false, (text){ 0 })
            : pair_withdraw_step(writer, a, by, id, (text){ 0 });
    e = pair_end_step(writer, a, by, id, day_of(a, by->now));
    return e == OK
        ? pair_tell_people(writer, a, by, &pair, PAIR_ENDED, person_id)
        : e;
}

enum err
pair_left(struct db *writer, struct arena *a, struct request *rq, int64_t id,
    int64_t person_id)
{
    const struct pair_acting by = pair_acting(rq);
    return leave(writer, a, &by, id, person_id);
}

/* ---- Whose role ended by a day that was named before ----------------------
 */

struct parting {
    struct pair_acting by; /* nobody: it was settled before */
    int64_t pair_id, person_id;
};

static enum err
part(struct db *writer, struct arena *a, void *arg)
{
    const struct parting *p = arg;
    return leave(writer, a, &p->by, p->pair_id, p->person_id);
}

static enum err
sweep_round(struct db *db, struct arena *a, int64_t round_id, int64_t now)
{
    static const char *const open[] = { "offered", "agreed", "running" };
    enum { AT_ONCE = 50 };
    for (int s = 0; s < 3; s++) {
        struct pairs_left_row *rows;
        ptrdiff_t n = AT_ONCE;
        int64_t after = 0;
        while (n == AT_ONCE) {
            enum err e = pairs_left(db, a,
                (struct pairs_left_in){ .round_id = round_id,
                    .status = text_of(open[s]),
                    .today = day_of(a, now),
                    .after_id = after,
                    .n_rows = AT_ONCE },
                &rows, &n);
            for (ptrdiff_t i = 0; e == OK && i < n; i++) {
                struct parting p = { { NULL, 0, now }, rows[i].id,
                    rows[i].person_id };
                after = rows[i].id;
                e = db_write(db, a, part, &p);
                if (e == ERR_CONFLICT) /* somebody was faster */
                    e = OK;
            }
            if (e != OK)
                return e;
        }
    }
    return OK;
}

enum err
pair_sweep(struct db *db, struct arena *a, int64_t now)
{
    enum { AT_ONCE = 200 };
    struct rounds_after_row *rows;
    ptrdiff_t n = AT_ONCE;
    int64_t after = 0;
    while (n == AT_ONCE) {
        struct arena_mark mark = arena_mark(a);
        enum err e = rounds_after(db, a,
            (struct rounds_after_in){ .after_id = after, .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            if (text_is_equal(rows[i].status, TEXT("offered")) ||
                text_is_equal(rows[i].status, TEXT("running")))
                e = sweep_round(db, a, rows[i].id, now);
        }
        if (e != OK)
            return e;
        arena_rewind(a, mark);
    }
    return OK;
}
