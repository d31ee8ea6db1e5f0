/* The world map: land, places as points, partnerships as lines between sides.
 *
 * Printed as SVG by the server; no script, no style attribute. Places that
 * lie too close together on a phone are magnified in up to three insets,
 * which the layout chooses by itself; the same input gives the same bytes. A
 * point is a link where its target of 24 pixels (on a map of 328) meets no
 * other; the rest are dots, so the page lists the places beside the map.
 *
 * People get wrong: this prints the <svg> elements only. The page puts them
 * into `<figure class="map">`, once on a page, for the ids are fixed.
 *
 * Shape   classes: map-world, map-inset, insets; land, frame, link, point,
 *         each link and point with side-1 .. side-6 when it has a side, and
 *         with its own dash or shape, so that colour is never the only sign
 * Units   degrees, north and east positive; longitudes may go round
 * Memory  the view's arena, a few hundred bytes a point
 * Errors  none: what is not a place on earth (not finite) is left out
 * Cost    n_points squared, 2 ms for 500; the land is 8 KB of each page,
 *         2.6 to 3.5 KB compressed
 * Source  Equal Earth, Savric et al. (2018); clusters by single linkage
 */
#ifndef TEXT_MAP_H
#define TEXT_MAP_H

#include "text/view.h"

enum { MAP_INSETS_MAX = 3 };

struct map_point {
    double latitude, longitude;
    text label;   /* "Homa Bay County" */
    text address; /* a local path; not known: no link */
    int side;     /* 1 .. 6; 0 for a place that is no side here */
};

struct map_end {
    int point; /* into map.points; outside: the end is left out */
    int side;  /* 1 .. 6, or 0 */
};

struct map_line {
    text label; /* shown while a mouse rests on it */
    int n_ends; /* the sides: two or more; they meet in the middle */
    const struct map_end *ends;
};

struct map {
    text label; /* says what the map shows, for those who do not see it */
    ptrdiff_t n_points, n_lines;
    const struct map_point *points;
    const struct map_line *lines;
};

void map_svg(struct view *v, const struct map *map);

#endif
