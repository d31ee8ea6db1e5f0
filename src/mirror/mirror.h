/* mirror/: two health systems look at themselves beside each other. Other
 * rooms see only this door. */
#ifndef MIRROR_MIRROR_H
#define MIRROR_MIRROR_H

#include "keep/door.h"

extern const struct door mirror_door;

#endif
