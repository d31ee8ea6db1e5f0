/* decide/: what sides decide together. Other rooms see only this door. */
#ifndef DECIDE_DECIDE_H
#define DECIDE_DECIDE_H

#include "keep/door.h"

extern const struct door decide_door;

#endif
