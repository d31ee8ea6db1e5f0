/* The door of keep/: the pages and commands over what every room needs kept.
 * Rooms do not need it; they include the header of what they use. */
#ifndef KEEP_KEEP_H
#define KEEP_KEEP_H

#include "keep/door.h"

extern const struct door keep_door;

#endif
