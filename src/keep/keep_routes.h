/* The handlers of this floor's routes: the table stands in keep_routes.c. */
#ifndef KEEP_KEEP_ROUTES_H
#define KEEP_KEEP_ROUTES_H

#include "keep/keep.h"

#endif
