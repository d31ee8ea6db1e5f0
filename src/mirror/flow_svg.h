/* A map of a pathway as SVG: steps as boxes, ways between them as lines.
 *
 * The wider a line the more cases; dashed: the drawn pathway does not know it.
 * Every step and every way says itself in a <title>; the page gives the table.
 *
 * Shape   colours are those of the page's style sheet (--accent, --sheet,
 *         --ink, --soft, --paper); with is_alone a file of its own
 * Memory  the view's arena
 * Cost    linear
 */
#ifndef MIRROR_FLOW_SVG_H
#define MIRROR_FLOW_SVG_H

#include "engine/pathway/map.h"
#include "text/view.h"

enum { FLOW_NODE_WIDTH = 132, FLOW_NODE_HEIGHT = 56, FLOW_GAP = 14,
    FLOW_RANK_GAP = 46 };

/* Said of a way instead of its cases: two sides beside each other. */
struct flow_mark {
    text words, title;
    int width; /* 1 to 5 */
    int hue;   /* of a side, 1 to 6; 0: none */
    bool is_dashed;
};
struct flow_picture {
    const struct cp_map *map;
    const int64_t *waits; /* microseconds, the median by edge; below 0, or
                             without them: not known */
    text label;           /* for those who do not see it */
    bool has_pathway;     /* else nothing is dashed */
    bool has_no_counts;   /* what was drawn, and nobody counted */
    const struct flow_mark *marks; /* by edge, or NULL */
    const text *node_words; /* by node, instead of its cases; or NULL */
    bool is_alone;
};

void flow_svg(struct view *v, const struct flow_picture *p);

/* A step's name, or what the begin and the end are called. */
text flow_name(struct view *v, const struct cp_map_node *n);
/* A wait as people say it: "3 h", "12 d". */
text flow_wait(struct view *v, int64_t us);

#endif
