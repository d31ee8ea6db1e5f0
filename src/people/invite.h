/* Buttons on an invitation that waits: what the pages of this room share. The
 * inviting itself is behind the door (people.h). */
#ifndef PEOPLE_INVITE_H
#define PEOPLE_INVITE_H

#include "people/people.h"

/* Both parse the button. `partnership_id`: as whose facilitator, or 0. */
enum err invite_again(struct request *rq, struct answer *an, int64_t person_id,
    int64_t partnership_id, text back);
enum err invite_back(struct request *rq, struct answer *an, int64_t person_id,
    int64_t partnership_id, text back);

#endif
