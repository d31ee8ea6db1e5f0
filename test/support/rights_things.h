/* For tests: every kind of thing that a route is of, twice, in two
 * partnerships that have nothing to do with each other; made in
 * rights_things.c. */
#ifndef SUPPORT_RIGHTS_THINGS_H
#define SUPPORT_RIGHTS_THINGS_H

#include "keep/thing.h"
#include "support/house.h"

void rights_make_things(struct house *h);
/* The one with the code "here", or "else". Fails the test when there is none
 * of that kind. */
struct thing rights_thing(struct house *h, const char *kind, bool is_here);

#endif
