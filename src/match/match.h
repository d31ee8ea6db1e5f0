/* match/: counterparts, found fairly and explained. Other rooms see only this
 * door. */
#ifndef MATCH_MATCH_H
#define MATCH_MATCH_H

#include "keep/door.h"

extern const struct door match_door;

#endif
