/* What the door of this room says about one person's data. */
#ifndef NETWORK_NETWORK_DATA_H
#define NETWORK_NETWORK_DATA_H

#include "keep/door.h"
#include "network/network.h"

extern const struct door_part network_parts[];

#endif
