/* Inside told journeys: a step as a form. */
#ifndef MIRROR_TOLD_FORM_H
#define MIRROR_TOLD_FORM_H

#include "mirror/told.h"

#define TOLD_OWN "-" /* in own words: no step is called so */

struct told_step_form {
    text what, words, day, month, days, where, waited, cost, then;
};
struct told_step_ask {
    int64_t step, before;
};
struct told_place {
    struct told_step_ask ask;
    ptrdiff_t at; /* among the steps; n_steps: behind the last */
    bool is_change;
    bool is_missing; /* what was asked for is not there any more */
};

/* What was typed as a row; what is wrong stands at its field. */
void told_take_step(struct request *rq, const struct told_loaded *x,
    const struct told_place *at, const struct told_step_form *given,
    struct form *form, struct told_step *to);
bool told_is_nothing(const struct told_step_form *f);

#endif
