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
    static const struct db_query *const all[] = {
        &forget_answers_query,
        &forget_meetings_query,
        &forget_reflections_query,
        &forget_state_query,
        &forget_rules_query,
        &forget_inputs_query,
        &forget_waiting_query,
        &forget_gone_query,
        &forget_proposer_query,
        &forget_reviews_query,
        &forget_apart_query,
        &forget_group_state_query,
        &forget_group_people_query,
        &forget_group_rules_query,
        &forget_meeting_state_query,
        &forget_seats_query,
        &forget_first_meetings_query,
        &forget_helper_asks_query,
    };
    if (id == 0) /* the network's own */
        return OK;
    enum err e = forget_pairs_of(writer, a, id);
    return e == OK ? DB_NONE_EACH(writer, all, id) : e;
}
