#include "people/people_routes.h"

#include "people/membership.sql.h"
#include "people/people.sql.h"
#include "people/person_thing.sql.h"
#include "people/profile.h"

/* Who sees the name. */
static const char *const seens[] = { "public", "network", "partnership",
    "nobody", NULL };

static const struct sheet_column person_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name") },
    { .name = "language", .kind = SHEET_LANG, .label = N_("Language") },
    { .name = "is_illustrative",
        .kind = SHEET_BOOL,
        .label = N_("Illustrative: made up for this example."),
        .is_rare = true },
    { .name = "seen",
        .kind = SHEET_CHOICE,
        .choices = seens,
        .label = N_("Who may see the name"),
        .word = seen_said,
        .is_rare = true },
};
static const char *const person_parts[] = { "about", NULL };
static const char *const person_labels[] = { N_("About"), NULL };

const struct sheet person_sheet = {
    .table = "person",
    .shape = &person_shape,
    SHEET_COLUMNS(person_columns),
    .find = &person_find_query,
    .get = &person_get_query,
    .insert = &person_insert_query,
    .update = &person_update_query,
    .remove = &person_delete_query,
    .named = &person_named_query,
    .each = &person_each_query,
    .each_prose = &person_each_prose_query,
    .parts = person_parts,
    .part_labels = person_labels,
};

const struct sheet *const people_sheets[] = { &person_sheet, NULL };

const struct thing_kind people_things[] = {
    { .kind = "person",
        .word = N_("Person"),
        .path = "/person",
        .line = &person_line_query,
        .sheet = &person_sheet,
        .editor = WHO_COORDINATOR,
        .maker = WHO_COORDINATOR },
    { .kind = "membership",
        .word = N_("Role"),
        .path = "/membership",
        .line = &membership_line_query,
        .editor = WHO_FACILITATOR,
        .maker = WHO_FACILITATOR },
    { .kind = NULL },
};
