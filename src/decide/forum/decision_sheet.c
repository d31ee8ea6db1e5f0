/* The register as CSV files. */
#include "decide/forum/decision.h"
#include "decide/proposal/proposal_sheet.h"
#include "decide/forum/sitting.h"

#include "network/network.h"

static const char *const parts[] = { "words", "reasons", "dissent", NULL };
static const char *const part_labels[] = { N_("What was decided"), N_("Why"),
    N_("What stands against it"), NULL };

static const struct sheet_column decision_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership") },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("What it is about, in a few words") },
    { .name = "decided_on",
        .kind = SHEET_DATE,
        .is_required = true,
        .label = N_("Decided on") },
    { .name = "how",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = decision_hows,
        .word = decision_how_word,
        .label = N_("How it was decided") },
    { .name = "result",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = decision_results,
        .word = decision_result_word,
        .label = N_("What came of it") },
    { .name = "version",
        .kind = SHEET_INT,
        .min = 1,
        .max = 10'000,
        .label = N_("Version of the text") },
    { .name = "round",
        .kind = SHEET_INT,
        .min = 1,
        .max = 10'000,
        .label = N_("Round") },
    { .name = "item",
        .field = "item_id",
        .kind = SHEET_REF,
        .ref = &sitting_item_sheet,
        .label = N_("Item of an agenda"),
        .is_fixed = true },
    { .name = "body_name",
        .kind = SHEET_TEXT,
        .max = 160,
        .label = N_("Which body of its own") },
    { .name = "review_on",
        .kind = SHEET_DATE,
        .label = N_("To be looked at again by") },
    { .name = "reviewed_on",
        .kind = SHEET_DATE,
        .label = N_("Looked at again on"),
        .is_fixed = true },
    { .name = "why_private",
        .kind = SHEET_TEXT,
        .max = 400,
        .label = N_("Why it is not public"),
        .hint = N_("Everybody reads this reason. Empty: it is public.") },
    { .name = "n_corrections",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 0,
        .max = 10'000,
        .label = N_("How often it was corrected"),
        .is_fixed = true },
    { .name = "proposal",
        .field = "proposal_id",
        .kind = SHEET_REF,
        .ref = &proposal_sheet,
        .label = N_("Proposal between sides"),
        .is_fixed = true },
    SHEET_ILLUSTRATIVE,
};

const struct sheet decision_sheet = {
    SHEET_OF(decision),
    SHEET_COLUMNS(decision_columns),
    .each_prose = &decision_each_prose_query,
    .parts = parts,
    .part_labels = part_labels,
};

/* ---- decision_line
 * ---------------------------------------------------------------- */

static const char *const line_kinds[] = { "side", "unit", "dissent", NULL };

static const struct sheet_column line_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "decision",
        .field = "decision_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &decision_sheet,
        .label = N_("Decision") },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 10'000,
        .label = N_("Place in the list") },
    { .name = "kind",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = line_kinds,
        .label = N_("Kind") },
    { .name = "name",
        .kind = SHEET_TEXT,
        .is_required = true,
        .label = N_("Name") },
    { .name = "side_name", .kind = SHEET_TEXT, .label = N_("Side") },
    { .name = "is_role", .kind = SHEET_BOOL, .label = N_("An organisation") },
    { .name = "state", .kind = SHEET_TEXT, .label = N_("Status") },
    { .name = "why", .kind = SHEET_TEXT, .label = N_("Why") },
    { .name = "words",
        .kind = SHEET_TEXT,
        .max = 4000,
        .label = N_("Reason against it") },
    { .name = "mend",
        .kind = SHEET_TEXT,
        .max = 4000,
        .label = N_("What would mend it") },
};

const struct sheet decision_line_sheet = {
    SHEET_OF(decision_line),
    SHEET_COLUMNS(line_columns),
};

/* ---- decision_body
 * ---------------------------------------------------------------- */

static const struct sheet_column body_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "decision",
        .field = "decision_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &decision_sheet,
        .label = N_("Decision") },
    { .name = "name",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 160,
        .label = N_("Which body of which organisation") },
    { .name = "outcome",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = body_outcomes,
        .word = body_outcome_word,
        .label = N_("What it decided") },
    { .name = "decided_on", .kind = SHEET_DATE, .label = N_("Decided on") },
    { .name = "words",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 2000,
        .label = N_("In its own words") },
    { .name = "link", .kind = SHEET_URL, .max = 500, .label = N_("Link") },
};

const struct sheet decision_body_sheet = {
    SHEET_OF(decision_body),
    SHEET_COLUMNS(body_columns),
};
