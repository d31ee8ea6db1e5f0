/* Meetings, their agenda and how many were there, as CSV files and forms. */
#include "decide/forum/sitting.h"

#include "people/people.h"

static const char *const parts[] = { "access", "minutes", NULL };
static const char *const part_labels[] = {
    N_("What is offered so that people can come: interpreter, travel, "
       "childcare"),
    N_("Minutes, in plain words"), NULL
};

static const struct sheet_column sitting_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "forum",
        .field = "forum_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &forum_sheet,
        .label = N_("Group"),
        .holders = &sitting_of_forum_query },
    { .name = "held_on",
        .kind = SHEET_DATE,
        .is_required = true,
        .label = N_("Day") },
    { .name = "starts_at",
        .kind = SHEET_TEXT,
        .max = 5,
        .label = N_("Begins at"),
        .hint = N_("As 18:30, by the clocks of the group's time zone") },
    { .name = "ends_at",
        .kind = SHEET_TEXT,
        .max = 5,
        .label = N_("Ends at"),
        .hint = N_("As 18:30") },
    { .name = "place", .kind = SHEET_TEXT, .max = 200, .label = N_("Place") },
    { .name = "link",
        .kind = SHEET_URL,
        .max = 500,
        .label = N_("Link to join from elsewhere") },
    { .name = "status",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = sitting_statuses,
        .word = sitting_status_word,
        .label = N_("Status") },
    { .name = "n_others",
        .kind = SHEET_INT,
        .min = 0,
        .max = 100'000,
        .label = N_("How many others were there, without a seat"),
        .is_rare = true },
    { .name = "chair",
        .field = "chair_id",
        .kind = SHEET_REF,
        .ref = &person_sheet,
        .label = N_("Chair"),
        .is_rare = true },
    { .name = "keeper",
        .field = "keeper_id",
        .kind = SHEET_REF,
        .ref = &person_sheet,
        .label = N_("Keeper of the minute"),
        .is_rare = true },
    { .name = "called_on",
        .kind = SHEET_DATE,
        .label = N_("Invited on"),
        .is_fixed = true },
    { .name = "reminded_on",
        .kind = SHEET_DATE,
        .label = N_("Reminded on"),
        .is_fixed = true },
    { .name = "approved_on",
        .kind = SHEET_DATE,
        .label = N_("Minutes approved on"),
        .is_fixed = true },
    { .name = "approved_hash",
        .kind = SHEET_CODE,
        .label = N_("Which minutes were approved"),
        .is_fixed = true },
    SHEET_ILLUSTRATIVE,
};

static const char *
sitting_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db, (void)a;
    const struct sitting *x = row;
    *e = OK;
    if (text_is_known(x->starts_at) && forum_minutes(x->starts_at) < 0)
        return SHEET_SAYS("starts_at", "a time is written as 18:30");
    if (text_is_known(x->ends_at) && forum_minutes(x->ends_at) < 0)
        return SHEET_SAYS("ends_at", "a time is written as 18:30");
    if (text_is_known(x->ends_at) &&
        (!text_is_known(x->starts_at) ||
            forum_minutes(x->ends_at) <= forum_minutes(x->starts_at)))
        return SHEET_SAYS("ends_at", "it ends after it begins");
    return NULL;
}

const struct sheet sitting_sheet = {
    SHEET_OF(sitting),
    SHEET_COLUMNS(sitting_columns),
    .each_prose = &sitting_each_prose_query,
    .parts = parts,
    .part_labels = part_labels,
    .rule = sitting_rule,
};

/* ---- sitting_item
 * --------------------------------------------------------------- */

static const char *const item_parts[] = { "note", "settled", NULL };
static const char *const item_labels[] = { N_("What it is about"),
    N_("What was settled"), NULL };

static const struct sheet_column item_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "sitting",
        .field = "sitting_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &sitting_sheet,
        .label = N_("Meeting"),
        .holders = &sitting_item_of_sitting_query },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 999,
        .label = N_("Place in the agenda") },
    { .name = "name",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 160,
        .label = N_("Item") },
};

const struct sheet sitting_item_sheet = {
    SHEET_OF(sitting_item),
    SHEET_COLUMNS(item_columns),
    .each_prose = &sitting_item_each_prose_query,
    .parts = item_parts,
    .part_labels = item_labels,
};

/* ---- sitting_seat
 * --------------------------------------------------------------- */

static const struct sheet_column seat_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "sitting",
        .field = "sitting_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &sitting_sheet,
        .label = N_("Meeting") },
    { .name = "seat",
        .field = "seat_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &forum_seat_sheet,
        .label = N_("Seat") },
    { .name = "n_there",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 0,
        .max = 1000,
        .label = N_("How many were there") },
    { .name = "n_apologies",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 0,
        .max = 1000,
        .label = N_("How many sent apologies") },
};

const struct sheet sitting_seat_sheet = {
    SHEET_OF(sitting_seat),
    SHEET_COLUMNS(seat_columns),
};
