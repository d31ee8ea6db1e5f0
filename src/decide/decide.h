/* decide/: what sides decide together. Other rooms see only this door. */
#ifndef DECIDE_DECIDE_H
#define DECIDE_DECIDE_H

#include "keep/door.h"
#include "os/helper.h"

extern const struct door decide_door;
/* Letters of panels: for the helper. */
helper_work lot_letter_work;

#endif
