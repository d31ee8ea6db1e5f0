/* Inside this room: what two sides drew, row by row. */
#ifndef MIRROR_DRAWN_BESIDE_H
#define MIRROR_DRAWN_BESIDE_H

#include "engine/pathway/compare_sides.h"
#include "mirror/drawn.h"

struct drawn_beside_page {
    struct drawn one, other;
    text partnership, one_address, other_address;
    struct pathway_of_partnership_row *others; /* that may stand beside it */
    text *addresses;
    int n_others;
    struct cp_lists lists;
};
/* "first contact (Clinic visit / Emergency admission)": a name of a group says
 * little of what is in it. */
text drawn_beside_name(struct arena *a, const struct cp_list_row *row);
/* "Liverpool alone has it", or which rule is another. */
text drawn_beside_words(struct view *v, const struct drawn_beside_page *p,
    const struct cp_list_pair *pair);

handler pathway_beside;

#endif
