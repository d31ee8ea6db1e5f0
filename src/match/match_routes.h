/* The handlers of this room's routes: the table stands in match_routes.c. */
#ifndef MATCH_MATCH_ROUTES_H
#define MATCH_MATCH_ROUTES_H

#include "keep/door.h"

/* rounds */
handler round_list_show, round_show, my_match_show;

#endif
