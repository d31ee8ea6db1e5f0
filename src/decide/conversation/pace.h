/* Inside this room: how many began and answered within ten minutes, so that a
 * flood is found though no answer has a time.
 *
 * It is counted in memory, and what leaves it is a number of a community or of
 * the whole conversation: a window in which ten people and more answered, and
 * the sum of a day. What is less goes into the sum alone. Thirty days after
 * the close the sums of all days stay and nothing else.
 *
 * People get wrong: to write it in the step of an answer. The order of writes
 * would say whose row it is, and all who answer would wait for one row. A
 * process that ends takes with it what it counted since the last ten minutes
 * were over: a sign may be missed, no answer is. */
#ifndef DECIDE_CONVERSATION_PACE_H
#define DECIDE_CONVERSATION_PACE_H

#include "decide/conversation/conversation.h"
#include "decide/conversation/pace.sql.h"

enum {
    PACE_WINDOW_S = 600,
    PACE_LEAST = 10, /* people, or a window is not told */
    PACE_SLOTS = 400,
    PACE_QUICK_MS = 2'000, /* nobody has read a statement by then */
    PACE_KEPT_DAYS = 30
};

struct pace_note {
    int64_t conversation_id, unit_id;
    int64_t participant_id; /* forgotten with the window */
    bool is_new;            /* they began */
    bool is_timed, is_quick;
};
/* After an answer was kept. True: ten minutes are over, and pace_flush has
 * something to write.
 * Cost  a lock and a look at each community that answers in these minutes */
bool pace_note(const struct pace_note *what, int64_t now);
/* Windows that are over are written; of the conversation `all_of` (0: of none)
 * also those that are not. */
enum err
pace_flush(struct db *db, struct arena *a, int64_t now, int64_t all_of);
/* Once a conversation has closed: from here the thirty days run. */
enum err pace_close(
    struct db *writer, struct arena *a, int64_t conversation_id, int64_t now);
/* What is thirty days past the close goes. */
enum err pace_sweep(struct db *db, struct arena *a, int64_t now);
/* Inside a step: all of it. */
enum err pace_forget(struct db *writer, int64_t conversation_id);

/* When a statement was shown, in the form that answers it, so that it cannot
 * be changed: nothing is kept of it. */
text pace_shown(struct request *rq, int64_t statement_id, int64_t now_ms);
/* False: that was not written by this process for this statement. */
bool pace_read(struct request *rq, int64_t statement_id, text shown,
    int64_t now_ms, bool *is_quick);

#endif
