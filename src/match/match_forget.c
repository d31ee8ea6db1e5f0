/* A thing of this room is gone for good: what hangs on it goes too, such as the
 * pairs of a round, what they wrote, and what people said in confidence. */
#include "match/match_routes.h"

#include "keep/bin.h"
#include "match/match_forget.sql.h"

/* One after the other: a step may not hold thousands of them in memory. */
static enum err
forget_pairs_of(struct db *writer, struct arena *a, int64_t round_id)
{
    enum { AT_ONCE = 50 };
    struct forget_pairs_row *rows;
    ptrdiff_t n = AT_ONCE;
    enum err e = OK;
    while (e == OK && n == AT_ONCE) {
        e = forget_pairs(writer, a,
            (struct forget_pairs_in){ .round_id = round_id, .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            e = bin_forget_thing(writer, a, rows[i].id);
            if (e == OK)
                e = forget_pair(
                    writer, (struct forget_pair_in){ .id = rows[i].id }, NULL);
        }
    }
    return e;
}

enum err
match_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    enum err e = id == 0 ? OK : forget_pairs_of(writer, a, id);
    if (id == 0) /* the network's own */
        return e;
    if (e == OK)
        e = forget_answers(writer, (struct forget_answers_in){ id }, NULL);
    if (e == OK)
        e = forget_meetings(writer, (struct forget_meetings_in){ id }, NULL);
    if (e == OK)
        e = forget_reflections(
            writer, (struct forget_reflections_in){ id }, NULL);
    if (e == OK)
        e = forget_state(writer, (struct forget_state_in){ id }, NULL);
    if (e == OK)
        e = forget_rules(writer, (struct forget_rules_in){ id }, NULL);
    if (e == OK)
        e = forget_inputs(writer, (struct forget_inputs_in){ id }, NULL);
    if (e == OK)
        e = forget_waiting(writer, (struct forget_waiting_in){ id }, NULL);
    if (e == OK)
        e = forget_gone(writer, (struct forget_gone_in){ id }, NULL);
    if (e == OK)
        e = forget_proposer(writer, (struct forget_proposer_in){ id }, NULL);
    if (e == OK)
        e = forget_reviews(writer, (struct forget_reviews_in){ id }, NULL);
    if (e == OK)
        e = forget_apart(writer, (struct forget_apart_in){ id }, NULL);
    if (e == OK)
        e = forget_group_state(
            writer, (struct forget_group_state_in){ id }, NULL);
    if (e == OK)
        e = forget_group_people(
            writer, (struct forget_group_people_in){ id }, NULL);
    if (e == OK)
        e = forget_group_rules(
            writer, (struct forget_group_rules_in){ id }, NULL);
    if (e == OK)
        e = forget_meeting_state(
            writer, (struct forget_meeting_state_in){ id }, NULL);
    if (e == OK)
        e = forget_seats(writer, (struct forget_seats_in){ id }, NULL);
    if (e == OK)
        e = forget_first_meetings(
            writer, (struct forget_first_meetings_in){ id }, NULL);
    if (e == OK)
        e = forget_helper_asks(
            writer, (struct forget_helper_asks_in){ id }, NULL);
    return e;
}
