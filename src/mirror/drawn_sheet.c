/* Pathways as a CSV file, and as texts beside it. */
#include "mirror/drawn.h"

#include "network/network.h"

static const char *const parts[] = { "list", "about", NULL };
static const char *const labels[] = {
    N_("The steps, a row each, in the signs of pathway lists"),
    N_("About it, and where it comes from"), NULL
};

static const struct sheet_column columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &side_sheet,
        .label = N_("Side"),
        .holders = &pathway_of_side_query },
    { .name = "series",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Beside which"),
        .hint = N_("Pathways of a partnership with the same word here stand "
                   "beside each other."),
        .is_rare = true },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name") },
    { .name = "is_illustrative",
        .kind = SHEET_BOOL,
        .label = N_("Illustrative: made up for this example."),
        .is_rare = true },
};

const struct sheet pathway_sheet = {
    .table = "pathway",
    .shape = &pathway_shape,
    SHEET_COLUMNS(columns),
    .find = &pathway_find_query,
    .get = &pathway_get_query,
    .insert = &pathway_insert_query,
    .update = &pathway_update_query,
    .remove = &pathway_delete_query,
    .each = &pathway_each_query,
    .each_prose = &pathway_each_prose_query,
    .parts = parts,
    .part_labels = labels,
};
