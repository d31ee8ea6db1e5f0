/* Themes as a CSV file, and as the form by which they are edited. */
#include "decide/voice/theme.h"

#include "network/network.h"

static const char *const parts[] = { "about", "done", NULL };
static const char *const labels[] = { N_("What people said"),
    N_("What was done"), NULL };

static const struct sheet_column columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &theme_of_partnership_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Theme") },
    { .name = "lang",
        .kind = SHEET_LANG,
        .is_required = true,
        .label = N_("Written in"),
        .hint = N_("The code of a language, such as en, sv, sw.") },
    SHEET_ILLUSTRATIVE,
};

const struct sheet theme_sheet = {
    SHEET_OF(theme),
    SHEET_COLUMNS(columns),
    .each_prose = &theme_each_prose_query,
    .parts = parts,
    .part_labels = labels,
};
