#include "people/people_routes.h"

#include "people/people.sql.h"
#include "people/person_thing.sql.h"

/* Who sees the name. */
static const char *const seens[] = { "public", "network", "partnership",
    "nobody", NULL };

static const struct sheet_column person_columns[] = {
    { .name = "code", .kind = SHEET_CODE, .is_required = true },
    { .name = "name", .kind = SHEET_NAME, .is_required = true },
    { .name = "language", .kind = SHEET_LANG },
    { .name = "is_illustrative", .kind = SHEET_BOOL },
    { .name = "seen", .kind = SHEET_CHOICE, .choices = seens },
};
static const char *const person_parts[] = { "about", NULL };

const struct sheet person_sheet = {
    .table = "person",
    .shape = &person_shape,
    SHEET_COLUMNS(person_columns),
    .find = &person_find_query,
    .get = &person_get_query,
    .insert = &person_insert_query,
    .update = &person_update_query,
    .each = &person_each_query,
    .each_prose = &person_each_prose_query,
    .parts = person_parts,
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
    { .kind = NULL },
};
