/* Sets of groups, and groups, as CSV files and as forms. */
#include "match/group.h"

#include "match/round.h"
#include "network/network.h"

static const char *const alones[] = { "side", "role", "level", NULL };

static const char *
alone_word(text choice)
{
    return text_is_equal(choice, TEXT("side")) ? N_("their side")
        : text_is_equal(choice, TEXT("role"))  ? N_("their kind of role")
                                               : N_("their level");
}

static const struct sheet_column set_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &match_group_set_of_partnership_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "round",
        .field = "round_id",
        .kind = SHEET_REF,
        .ref = &match_round_sheet,
        .label = N_("Its people come from this round"),
        .hint = N_("Leave it empty when they come from a file."),
        .is_rare = true,
        .holders = &match_group_set_of_round_query },
    { .name = "size_min",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 2,
        .max = 50,
        .label = N_("Smallest size of a group") },
    { .name = "size_max",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 2,
        .max = 50,
        .label = N_("Largest size of a group") },
    { .name = "organisation_max",
        .kind = SHEET_INT,
        .min = 1,
        .max = 50,
        .label = N_("At most so many of one organisation") },
    { .name = "lived_min",
        .kind = SHEET_INT,
        .min = 1,
        .max = 50,
        .label = N_("At least so many with lived experience in each") },
    { .name = "alone",
        .kind = SHEET_CHOICE,
        .choices = alones,
        .label = N_("Nobody is the only one of"),
        .word = alone_word },
    { .name = "days_min",
        .kind = SHEET_INT,
        .min = 1,
        .max = 60,
        .label = N_("Days on which all of a group are free, at least") },
    { .name = "hours_min",
        .kind = SHEET_INT,
        .min = 1,
        .max = 500,
        .label = N_("Hours in which all of a group are free, at least"),
        .hint =
            N_("Instead of days. Of a week, where people named weekdays.") },
    { .name = "is_one_language",
        .kind = SHEET_BOOL,
        .label = N_("All of a group share a language") },
    SHEET_ILLUSTRATIVE,
};

static const char *
set_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db, (void)a;
    const struct match_group_set *x = row;
    *e = OK;
    return x->size_max < x->size_min
        ? SHEET_SAYS("size_max", "the largest size is below the smallest")
        : x->has_days_min && x->has_hours_min
        ? SHEET_SAYS("hours_min", "days or hours: one of the two is a rule")
        : NULL;
}

const struct sheet match_group_set_sheet = {
    SHEET_OF(match_group_set),
    SHEET_COLUMNS(set_columns),
    .rule = set_rule,
};

static const char *const group_parts[] = { "about", "ground", "disagreement",
    "agreed", NULL };
static const char *const group_labels[] = { N_("About"), N_("Common ground"),
    N_("Where we disagree"), N_("What we agreed to present"), NULL };

static const struct sheet_column group_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "group_set",
        .field = "set_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &match_group_set_sheet,
        .label = N_("Set of groups"),
        .holders = &match_group_of_set_query },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 120,
        .label = N_("Its number"),
        .is_rare = true },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
};

const struct sheet match_group_sheet = {
    SHEET_OF(match_group),
    SHEET_COLUMNS(group_columns),
    .each_prose = &match_group_each_prose_query,
    .parts = group_parts,
    .part_labels = group_labels,
};
