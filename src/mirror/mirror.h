/* mirror/: two health systems look at themselves beside each other. Other
 * rooms see only this door. */
#ifndef MIRROR_MIRROR_H
#define MIRROR_MIRROR_H

#include "keep/door.h"
#include "os/helper.h"

extern const struct door mirror_door;

/* What this room has done in the helper (os/helper.h). */
helper_work board_print_work;

#endif
