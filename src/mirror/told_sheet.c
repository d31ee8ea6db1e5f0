/* Told journeys as CSV files: what was made up goes out, what people told does
 * not, for its rows identify. */
#include "mirror/told.h"

static const char *const tellers[] = { "self", "other", NULL };
static const char *const uses[] = { "words", "counts", NULL };
static const char *const dated[] = { "day", "month", "after", "unknown", NULL };

static const struct sheet_column columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "pathway",
        .field = "pathway_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &pathway_sheet },
    { .name = "teller",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = tellers },
    { .name = "uses",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = uses },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "sent_on", .kind = SHEET_DATE, .is_required = true },
    SHEET_ILLUSTRATIVE,
};

const struct sheet told_sheet = {
    .table = "told",
    .shape = &told_card_shape,
    SHEET_COLUMNS(columns),
    .find = &told_card_find_query,
    .get = &told_card_get_query,
    .insert = &told_card_insert_query,
    .update = &told_card_update_query,
    .remove = &told_delete_query,
    .each = &told_each_query,
    .is_partly_out = true,
};

static const struct sheet_column step_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "told",
        .field = "told_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &told_sheet },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 1'000'000 },
    { .name = "name", .kind = SHEET_TEXT },
    { .name = "words", .kind = SHEET_TEXT, .max = TOLD_WORDS_MAX },
    { .name = "dated",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = dated },
    { .name = "on_day", .kind = SHEET_DATE },
    { .name = "after_days", .kind = SHEET_INT, .min = 0, .max = TOLD_DAYS_MAX },
    { .name = "at_where", .kind = SHEET_TEXT, .max = TOLD_WORD_MAX },
    { .name = "waited_for", .kind = SHEET_TEXT, .max = TOLD_WORD_MAX },
    { .name = "cost", .kind = SHEET_TEXT, .max = TOLD_WORD_MAX },
};

static const char *
step_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct told_step *s = row;
    (void)db, (void)a;
    *e = OK;
    bool has_day = text_is_known(s->on_day);
    bool wants_day = text_is_equal(s->dated, TEXT("day")) ||
        text_is_equal(s->dated, TEXT("month"));
    if (text_is_empty(s->name) && text_is_empty(s->words))
        return SHEET_SAYS("name", "say what happened, here or in words");
    if (has_day != wants_day)
        return SHEET_SAYS("on_day", "a day belongs to day and month alone");
    if (s->has_after_days != text_is_equal(s->dated, TEXT("after")))
        return SHEET_SAYS("after_days", "days belong to after alone");
    return NULL;
}

const struct sheet told_step_sheet = {
    .table = "told_step",
    .shape = &told_step_shape,
    SHEET_COLUMNS(step_columns),
    .find = &told_step_find_query,
    .get = &told_step_get_query,
    .insert = &told_step_insert_query,
    .update = &told_step_update_query,
    .remove = &told_step_delete_query,
    .each = &told_step_each_query,
    .is_partly_out = true,
    .rule = step_rule,
};
