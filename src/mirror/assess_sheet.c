/* Assessments and the points taken up from them, as CSV files. */
#include "mirror/assess.h"

#include "network/network.h"

static const struct sheet_column assessment_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &side_sheet,
        .label = N_("Side"),
        .holders = &assessment_of_side_query },
    { .name = "questionnaire",
        .field = "questionnaire_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &questionnaire_sheet,
        .label = N_("Questions"),
        .is_rare = true,
        .holders = &assessment_of_questionnaire_query },
    { .name = "series",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Beside which"),
        .hint = N_("Assessments of a partnership with the same word here "
                   "stand beside each other, and year beside year."),
        .is_rare = true },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name") },
    { .name = "year",
        .kind = SHEET_INT,
        .is_required = true,
        .min = ASSESS_YEAR_MIN,
        .max = ASSESS_YEAR_MAX,
        .label = N_("Year") },
    { .name = "is_shown",
        .kind = SHEET_BOOL,
        .label = N_("The other sides may read it"),
        .is_fixed = true },
    SHEET_ILLUSTRATIVE,
};

const struct sheet assessment_sheet = {
    SHEET_OF(assessment),
    SHEET_COLUMNS(assessment_columns),
};

static const struct sheet_column point_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "assessment",
        .field = "assessment_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &assessment_sheet,
        .label = N_("Assessment"),
        .holders = &assessment_point_of_assessment_query },
    { .name = "question",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Question"),
        .is_rare = true },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "made_on",
        .kind = SHEET_DATE,
        .is_required = true,
        .label = N_("Written on"),
        .is_rare = true },
};

const struct sheet assessment_point_sheet = {
    SHEET_OF(assessment_point),
    SHEET_COLUMNS(point_columns),
};
