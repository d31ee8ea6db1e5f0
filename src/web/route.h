/* The table of routes, flat and in one place: which handler answers a path.
 *
 * A segment of a route is literal ("place"), a parameter (":key") or a
 * parameter with a literal end (":key.csv"). What is more literal wins,
 * looked at from the left: "/place/new" before "/place/:key.csv" before
 * "/place/:key", whatever their order in the tables.
 *
 * Cost    linear in the number of routes: 1 µs for 100
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "web/web.h"

struct route_match {
    const struct route *route; /* NULL: none */
    text params[4];
    bool is_path_known; /* a route has this path for another method */
    bool allows_get, allows_post;
};

/* HEAD is answered by the routes of GET. */
struct route_match route_find(
    const struct route *const *tables, enum web_method method, text path);

#endif
