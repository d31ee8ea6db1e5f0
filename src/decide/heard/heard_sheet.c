/* Gaps and what is done about them, as a CSV file. */
#include "decide/heard/heard_count.h"

#include "network/network.h"

static const char *const parts[] = { "name", "doing", NULL };
static const char *const labels[] = { N_("Who is missing, in other languages"),
    N_("What is done, in other languages"), NULL };

static const struct sheet_column columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &heard_gap_of_partnership_query },
    { .name = "name",
        .kind = SHEET_TEXT,
        .is_required = true,
        .is_found = true,
        .label = N_("Who is missing"),
        .hint = N_("Such as: nobody under 18 from Bellingham yet. Everybody "
                   "can read it; name no person.") },
    { .name = "doing",
        .kind = SHEET_TEXT,
        .is_required = true,
        .is_found = true,
        .max = 400,
        .label = N_("What is done about it"),
        .hint = N_("Such as: we ask at two schools") },
    { .name = "until", .kind = SHEET_DATE, .label = N_("Until when") },
    { .name = "came",
        .kind = SHEET_TEXT,
        .max = 400,
        .label = N_("What came of it"),
        .hint = N_("Empty as long as it goes on.") },
    SHEET_ILLUSTRATIVE,
};

const struct sheet heard_gap_sheet = {
    SHEET_OF(heard_gap),
    SHEET_COLUMNS(columns),
    .each_prose = &heard_gap_each_prose_query,
    .parts = parts,
    .part_labels = labels,
};
