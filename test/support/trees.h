/* Pathways by lot, as trees. */
#ifndef TEST_SUPPORT_TREES_H
#define TEST_SUPPORT_TREES_H

#include "base/random.h"
#include "engine/pathway/align.h"

struct drawn_tree {
    struct cp_pathway p;
    struct cp_model *m;
    text tree;
};
/* Of the activities a to f. Parts of what comes in any order share none,
 * unless is_shared. */
void draw_tree(
    struct drawn_tree *d, struct random *r, struct arena *a, bool is_shared);

#endif
