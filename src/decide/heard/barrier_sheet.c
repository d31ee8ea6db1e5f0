/* What is offered, and what was done about what made it hard, as CSV files. */
#include "decide/heard/barrier.h"

#include "network/network.h"

static const char *const parts[] = { "name", NULL };
static const char *const labels[] = { N_("In other languages"), NULL };

static const struct sheet_column step_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &barrier_step_of_partnership_query },
    { .name = "barrier",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = barriers,
        .word = barrier_word,
        .label = N_("What made it hard") },
    { .name = "name",
        .kind = SHEET_TEXT,
        .is_required = true,
        .is_found = true,
        .max = 300,
        .label = N_("What was done"),
        .hint = N_("Such as: we meet on Saturdays now, with an "
                   "interpreter") },
    { .name = "done_on", .kind = SHEET_DATE, .label = N_("When") },
    SHEET_ILLUSTRATIVE,
};

const struct sheet barrier_step_sheet = {
    SHEET_OF(barrier_step),
    SHEET_COLUMNS(step_columns),
    .each_prose = &barrier_step_each_prose_query,
    .parts = parts,
    .part_labels = labels,
};

static const char *const whats[] = { "travel", "childcare", "interpreter",
    "paper", "payment", "data", "food", "other", NULL };

const char *
offer_word(text what)
{
    static const char *const words[] = { N_("Travel paid"), N_("Childcare"),
        N_("Interpreter"), N_("On paper"), N_("Payment for time"),
        N_("Phone data"), N_("Food"), N_("Something else") };
    for (int i = 0; i < OFFERS; i++)
        if (text_is_equal(what, text_of(whats[i])))
            return words[i];
    return N_("Something else");
}

static const struct sheet_column offer_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &support_offer_of_partnership_query },
    { .name = "what",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = whats,
        .word = offer_word,
        .label = N_("What is offered") },
    { .name = "name",
        .kind = SHEET_TEXT,
        .is_required = true,
        .is_found = true,
        .max = 300,
        .label = N_("What exactly, and how to have it"),
        .hint = N_("Such as: bus and taxi, paid in cash at the door. It is "
                   "told before people say yes.") },
    { .name = "is_on", .kind = SHEET_BOOL, .label = N_("It is offered now") },
    SHEET_ILLUSTRATIVE,
};

/* Its use goes with it only when it is gone for good. */
const struct sheet support_offer_sheet = {
    SHEET_OF(support_offer),
    SHEET_COLUMNS(offer_columns),
    .each_prose = &support_offer_each_prose_query,
    .parts = parts,
    .part_labels = labels,
};
