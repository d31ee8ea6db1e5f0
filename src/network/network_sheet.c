/* The tables of this room as CSV files: what may stand in each column. */
#include "network/network.h"
#include "network/network_sheet.h"
#include "network/network_words.h"

#include "keep/search.h"
#include "network/organisation.sql.h"
#include "network/partnership.sql.h"
#include "network/place.sql.h"
#include "network/programme.sql.h"
#include "people/people.h"

static const char *const about_parts[] = { "about", NULL };
static const char *const about_labels[] = { N_("About"), NULL };

/* ---- place -------------------------------------------------------------- */

static const struct sheet_column place_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name") },
    { .name = "kind",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = place_kinds,
        .label = N_("Kind"),
        .word = kind_word },
    { .name = "parent",
        .field = "parent_id",
        .kind = SHEET_REF,
        .ref = &place_sheet,
        .label = N_("Lies in"),
        .hint =
            N_("The place around it: type its name or the beginning of it."),
        .holders = &place_in_place_query },
    { .name = "latitude",
        .kind = SHEET_REAL,
        .min = -90,
        .max = 90,
        .label = N_("Latitude"),
        .hint = N_("In degrees, north is positive: 59.33"),
        .is_rare = true },
    { .name = "longitude",
        .kind = SHEET_REAL,
        .min = -180,
        .max = 180,
        .label = N_("Longitude"),
        .hint = N_("In degrees, east is positive: 18.06"),
        .is_rare = true },
    { .name = "population",
        .kind = SHEET_INT,
        .min = 0,
        .max = 2e10,
        .label = N_("Population") },
    { .name = "population_year",
        .kind = SHEET_INT,
        .min = 1800,
        .max = 2200,
        .label = N_("Population: of which year") },
    { .name = "source",
        .kind = SHEET_TEXT,
        .max = 500,
        .label = N_("Population: from which source") },
};

/* A place lies in another, that in a third, and never in itself. */
static const char *
place_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    enum { DEPTH_MAX = 32 };
    const struct place *place = row;
    int64_t up = place->has_parent_id ? place->parent_id : 0;
    *e = OK;
    for (int i = 0; up != 0; i++) {
        struct place above;
        if (up == place->id)
            return i == 0 ? SHEET_SAYS("parent", "a place cannot lie in itself")
                          : SHEET_SAYS("parent",
                                "this place lies in one that lies in it");
        if (i == DEPTH_MAX)
            return SHEET_SAYS(
                "parent", "more than 32 places lie one in another");
        *e = place_get(db, a, (struct place_get_in){ .id = up }, &above);
        if (*e != OK)
            return NULL;
        up = above.has_parent_id ? above.parent_id : 0;
    }
    if (place->has_latitude != place->has_longitude)
        return SHEET_SAYS("latitude",
            "latitude and longitude go together, and one is missing");
    return NULL;
}

const struct sheet place_sheet = {
    .table = "place",
    .shape = &place_shape,
    SHEET_COLUMNS(place_columns),
    .find = &place_find_query,
    .get = &place_get_query,
    .insert = &place_insert_query,
    .update = &place_update_query,
    .remove = &place_delete_query,
    .each = &place_each_query,
    .each_prose = &place_each_prose_query,
    .parts = about_parts,
    .part_labels = about_labels,
    .rule = place_rule,
    .rule_asks = true,
};

/* ---- organisation, affiliation ------------------------------------------ */

static const struct sheet_column organisation_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name") },
    { .name = "kind",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = organisation_kinds,
        .label = N_("Kind"),
        .word = kind_word },
    { .name = "place",
        .field = "place_id",
        .kind = SHEET_REF,
        .ref = &place_sheet,
        .label = N_("Place"),
        .holders = &organisation_in_place_query },
    { .name = "website",
        .kind = SHEET_URL,
        .max = 500,
        .label = N_("Website") },
    { .name = "is_illustrative",
        .kind = SHEET_BOOL,
        .label = N_("Illustrative: made up for this example."),
        .is_rare = true },
};

const struct sheet organisation_sheet = {
    .table = "organisation",
    .shape = &organisation_shape,
    SHEET_COLUMNS(organisation_columns),
    .find = &organisation_find_query,
    .get = &organisation_get_query,
    .insert = &organisation_insert_query,
    .update = &organisation_update_query,
    .remove = &organisation_delete_query,
    .each = &organisation_each_query,
    .each_prose = &organisation_each_prose_query,
    .parts = about_parts,
    .part_labels = about_labels,
};

static const char *
dates_rule(text starts_on, text ends_on)
{
    if (text_is_known(starts_on) && text_is_known(ends_on) &&
        text_compare(ends_on, starts_on) < 0)
        return SHEET_SAYS("ends_on", "the end is before the beginning");
    return NULL;
}

static const struct sheet_column affiliation_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "person",
        .field = "person_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &person_sheet,
        .label = N_("Person"),
        .holders = &affiliation_by_person_query },
    { .name = "organisation",
        .field = "organisation_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &organisation_sheet,
        .label = N_("Organisation"),
        .holders = &affiliation_of_organisation_query },
    { .name = "role",
        .kind = SHEET_TEXT,
        .label = N_("Role"),
        .hint = N_("Such as midwife, or head of the maternity ward.") },
    { .name = "starts_on", .kind = SHEET_DATE, .label = N_("Begins") },
    { .name = "ends_on", .kind = SHEET_DATE, .label = N_("Ends") },
};

static const char *
affiliation_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db, (void)a;
    const struct affiliation *x = row;
    *e = OK;
    return dates_rule(x->starts_on, x->ends_on);
}

const struct sheet affiliation_sheet = {
    .table = "affiliation",
    .shape = &affiliation_shape,
    SHEET_COLUMNS(affiliation_columns),
    .find = &affiliation_find_query,
    .get = &affiliation_get_query,
    .insert = &affiliation_insert_query,
    .update = &affiliation_update_query,
    .remove = &affiliation_delete_query,
    .each = &affiliation_each_query,
    .rule = affiliation_rule,
};

/* ---- programme ---------------------------------------------------------- */

static const struct sheet_column programme_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name") },
    { .name = "funder",
        .field = "funder_id",
        .kind = SHEET_REF,
        .ref = &organisation_sheet,
        .label = N_("Paid by"),
        .holders = &programme_of_organisation_query },
    { .name = "currency",
        .kind = SHEET_TEXT,
        .max = 3,
        .label = N_("Currency"),
        .hint = N_("Three letters, such as SEK or KES.") },
    { .name = "amount_cents",
        .kind = SHEET_INT,
        .min = 0,
        .max = 1e15,
        .label = N_("Amount") },
    { .name = "starts_on", .kind = SHEET_DATE, .label = N_("Begins") },
    { .name = "ends_on", .kind = SHEET_DATE, .label = N_("Ends") },
    { .name = "website",
        .kind = SHEET_URL,
        .max = 500,
        .label = N_("Website") },
};

static const char *
programme_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db, (void)a;
    const struct programme *x = row;
    *e = OK;
    if (x->has_amount_cents && !text_is_known(x->currency))
        return SHEET_SAYS(
            "amount_cents", "an amount needs a currency, such as SEK");
    return dates_rule(x->starts_on, x->ends_on);
}

const struct sheet programme_sheet = {
    .table = "programme",
    .shape = &programme_shape,
    SHEET_COLUMNS(programme_columns),
    .find = &programme_find_query,
    .get = &programme_get_query,
    .insert = &programme_insert_query,
    .update = &programme_update_query,
    .remove = &programme_delete_query,
    .each = &programme_each_query,
    .each_prose = &programme_each_prose_query,
    .parts = about_parts,
    .part_labels = about_labels,
    .rule = programme_rule,
};

/* ---- partnership, side, side_organisation, project ---------------------- */

static const char *const partnership_parts[] = { "challenge", "aim",
    "objectives", "about", NULL };
static const char *const partnership_labels[] = { N_("The challenge we share"),
    N_("What we aim for"), N_("Objectives"), N_("About"), NULL };

static const struct sheet_column partnership_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "kind",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = partnership_kinds,
        .label = N_("Kind"),
        .word = kind_word },
    { .name = "status",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = partnership_statuses,
        .label = N_("Status"),
        .word = status_word },
    { .name = "programme",
        .field = "programme_id",
        .kind = SHEET_REF,
        .ref = &programme_sheet,
        .label = N_("Paid by"),
        .hint = N_("The programme: type its name or the beginning of it."),
        .holders = &partnership_of_programme_query },
    { .name = "starts_on", .kind = SHEET_DATE, .label = N_("Begins") },
    { .name = "ends_on", .kind = SHEET_DATE, .label = N_("Ends") },
    { .name = "is_illustrative",
        .kind = SHEET_BOOL,
        .label = N_("Illustrative: made up for this example."),
        .is_rare = true },
};

static const char *
partnership_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db, (void)a;
    const struct partnership *x = row;
    *e = OK;
    return dates_rule(x->starts_on, x->ends_on);
}

/* A partnership is found by its own name and by those of its sides. */
static enum err
save_partnership_words(struct db *db, struct arena *a, int64_t id)
{
    struct partnership_words_row *rows;
    ptrdiff_t n_rows;
    enum err e = partnership_words(db, a,
        (struct partnership_words_in){ .id = id, .n_rows = SIDES_MAX }, &rows,
        &n_rows);
    if (e != OK || n_rows == 0)
        return e;
    struct buf words = buf_in(a, 200);
    buf_add(&words, rows[0].name);
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        buf_byte(&words, ' ');
        buf_add(&words, rows[i].side_name);
        buf_byte(&words, ' ');
        buf_add(&words, rows[i].place_name);
    }
    return search_save(db, a, TEXT("partnership"), id, buf_text(&words), NULL);
}

static enum err
partnership_found(struct db *db, struct arena *a, const void *row)
{
    return save_partnership_words(db, a, ((const struct partnership *)row)->id);
}

const struct sheet partnership_sheet = {
    .table = "partnership",
    .shape = &partnership_shape,
    SHEET_COLUMNS(partnership_columns),
    .find = &partnership_find_query,
    .get = &partnership_get_query,
    .insert = &partnership_insert_query,
    .update = &partnership_update_query,
    .remove = &partnership_delete_query,
    .each = &partnership_each_query,
    .each_prose = &partnership_each_prose_query,
    .parts = partnership_parts,
    .part_labels = partnership_labels,
    .rule = partnership_rule,
    .found = partnership_found,
};

static const struct sheet_column side_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &side_of_partnership_query },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = SIDES_MAX,
        .label = N_("Position"),
        .hint = N_("From 1 to 6. Its colour and pattern hang on it: choose one "
                   "that no other side has.") },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "place",
        .field = "place_id",
        .kind = SHEET_REF,
        .ref = &place_sheet,
        .label = N_("Place"),
        .holders = &side_in_place_query },
};

static const char *
side_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct side *side = row;
    struct side_at_row there;
    *e = side_at(db, a,
        (struct side_at_in){ .partnership_id = side->partnership_id,
            .position = side->position },
        &there);
    if (*e == ERR_NOT_FOUND) {
        *e = OK;
        return NULL;
    }
    if (*e == OK && there.id != side->id)
        return SHEET_SAYS(
            "position", "another side of this partnership has it");
    return NULL;
}

static enum err
side_found(struct db *db, struct arena *a, const void *row)
{
    return save_partnership_words(
        db, a, ((const struct side *)row)->partnership_id);
}

const struct sheet side_sheet = {
    .table = "side",
    .shape = &side_shape,
    SHEET_COLUMNS(side_columns),
    .find = &side_find_query,
    .get = &side_get_query,
    .insert = &side_insert_query,
    .update = &side_update_query,
    .remove = &side_delete_query,
    .each = &side_each_query,
    .each_prose = &side_each_prose_query,
    .parts = about_parts,
    .part_labels = about_labels,
    .rule = side_rule,
    .rule_asks = true,
    .found = side_found,
};

static const struct sheet_column side_organisation_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &side_sheet,
        .label = N_("Side"),
        .holders = &organisation_of_side_query },
    { .name = "organisation",
        .field = "organisation_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &organisation_sheet,
        .label = N_("Organisation"),
        .holders = &side_of_organisation_query },
    { .name = "role",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = organisation_roles,
        .label = N_("Role"),
        .word = role_word },
};

const struct sheet side_organisation_sheet = {
    .table = "side_organisation",
    .shape = &side_organisation_shape,
    SHEET_COLUMNS(side_organisation_columns),
    .find = &side_organisation_find_query,
    .get = &side_organisation_get_query,
    .insert = &side_organisation_insert_query,
    .update = &side_organisation_update_query,
    .remove = &side_organisation_delete_query,
    .each = &side_organisation_each_query,
};

static const struct sheet_column project_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &project_of_partnership_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "status",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = partnership_statuses,
        .label = N_("Status"),
        .word = status_word },
    { .name = "starts_on", .kind = SHEET_DATE, .label = N_("Begins") },
    { .name = "ends_on", .kind = SHEET_DATE, .label = N_("Ends") },
};

static const char *
project_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db, (void)a;
    const struct project *x = row;
    *e = OK;
    return dates_rule(x->starts_on, x->ends_on);
}

const struct sheet project_sheet = {
    .table = "project",
    .shape = &project_shape,
    SHEET_COLUMNS(project_columns),
    .find = &project_find_query,
    .get = &project_get_query,
    .insert = &project_insert_query,
    .update = &project_update_query,
    .remove = &project_delete_query,
    .each = &project_each_query,
    .each_prose = &project_each_prose_query,
    .parts = partnership_parts,
    .part_labels = partnership_labels,
    .rule = project_rule,
};

/* What another names comes before it. */
const struct sheet *const network_sheets[] = { &place_sheet,
    &organisation_sheet, &affiliation_sheet, &programme_sheet,
    &partnership_sheet, &side_sheet, &side_organisation_sheet, &project_sheet,
    NULL };
