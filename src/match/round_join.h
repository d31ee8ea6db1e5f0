/* Inside rounds: who comes in, who goes. Within a step. */
#ifndef MATCH_ROUND_JOIN_H
#define MATCH_ROUND_JOIN_H

#include "match/round_inside.h"
#include "match/round_join.sql.h"

/* Is the round one to come into, or to leave: a draft or open? Looked at in
 * the step: somebody may have closed it. ERR_CONFLICT: no. */
enum err round_must_be_open(
    struct db *writer, struct arena *a, const struct round *r);
/* On that side, with the organisation that they work for. Who is there already
 * stays as they are: OK. */
struct round_joining {
    const struct round *round;
    int64_t person_id, side_id, actor_id;
    text today;
};
enum err round_join(
    struct db *writer, struct arena *a, const struct round_joining *what);
/* With their wishes, pins and vetoes. */
enum err round_leave(struct db *writer, struct arena *a, const struct round *r,
    const struct round_person *row, int64_t actor_id);

#endif
