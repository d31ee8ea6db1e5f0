/* Where everything on the map goes; map.c prints it.
 *
 * Units   the plane: those of land.h, y downwards. An inset: pixels of a
 *         phone, MAP_INSET_WIDTH by MAP_INSET_HEIGHT.
 */
#ifndef TEXT_MAP_LAYOUT_H
#define TEXT_MAP_LAYOUT_H

#include "text/map.h"

enum {
    MAP_PHONE_WIDTH = 328, /* pixels that a map has on a phone of 360 */
    MAP_TARGET = 24,       /* pixels between the middles of two links */
    MAP_INSET_WIDTH = MAP_PHONE_WIDTH,
    MAP_INSET_HEIGHT = 230,
    MAP_FONT = 12, /* pixels, in an inset */
};

struct map_xy {
    double x, y;
};

struct map_box {
    double x0, y0, x1, y1;
};

struct map_place {
    struct map_xy at; /* on the plane */
    bool is_shown;    /* it is on earth */
    bool is_link;     /* on the world or, with an inset, in that */
    int inset;        /* -1: none */
    struct map_xy true_at, inset_at; /* there: its place; moved aside */
    struct map_xy label_at;
    enum { LABEL_NONE, LABEL_START, LABEL_MIDDLE, LABEL_END } label;
};

/* u = a x + c y + e, v = b x + d y + f: as SVG's matrix(a b c d e f). True to
 * shape in the middle of the inset, whatever the projection does there. */
struct map_inset {
    double a, b, c, d, e, f;
    double px_per_km;
    struct map_xy corners[4]; /* of the frame, on the plane */
};

struct map_layout {
    struct map_place *places; /* one for each point */
    int n_insets;
    struct map_inset insets[MAP_INSETS_MAX];
    struct map_box view; /* what of the plane is seen */
    double unit_per_px;  /* on a phone */
};

struct map_xy map_project(double latitude, double longitude);
struct map_layout map_lay_out(struct arena *a, const struct map *map);

#endif
