/* Boards as CSV files. */
#include "mirror/board.h"

#include "network/network.h"
#include "people/people.h"

#define ILLUSTRATIVE                                                           \
    {                                                                          \
        .name = "is_illustrative", .kind = SHEET_BOOL,                         \
        .label = N_("Illustrative: made up for this example."),                \
        .is_rare = true                                                        \
    }

/* ---- board_template ------------------------------------------------------ */

static const char *const template_parts[] = { "headings", NULL };
static const char *const template_labels[] = {
    N_("The headings in words, each on a line of its own"), NULL
};

static const struct sheet_column template_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "headings",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 400,
        .label = N_("Headings"),
        .hint = N_("Two to eight short names with ; between them. :has behind "
                   "one is what others may learn from, :lacks what they may "
                   "help with: help:has; problem:lacks; cause") },
};

static const char *
template_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db, (void)a;
    const struct board_template *x = row;
    struct board_headings headings;
    *e = OK;
    return headings_read(x->headings, &headings);
}

const struct sheet board_template_sheet = {
    .table = "board_template",
    .shape = &board_template_shape,
    SHEET_COLUMNS(template_columns),
    .find = &board_template_find_query,
    .get = &board_template_get_query,
    .insert = &board_template_insert_query,
    .update = &board_template_update_query,
    .remove = &board_template_delete_query,
    .each = &board_template_each_query,
    .each_prose = &board_template_each_prose_query,
    .parts = template_parts,
    .part_labels = template_labels,
    .rule = template_rule,
};

/* ---- board --------------------------------------------------------------- */

static const struct sheet_column board_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &side_sheet,
        .label = N_("Side"),
        .holders = &board_of_side_query },
    { .name = "template",
        .field = "template_id",
        .kind = SHEET_REF,
        .ref = &board_template_sheet,
        .label = N_("Headings"),
        .hint = N_("Empty: strengths, weaknesses, opportunities and "
                   "challenges."),
        .is_rare = true,
        .holders = &board_of_template_query },
    { .name = "series",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Beside which"),
        .hint = N_("Boards of a partnership with the same word here stand "
                   "beside each other."),
        .is_rare = true },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name") },
    { .name = "is_shown",
        .kind = SHEET_BOOL,
        .label = N_("The other sides may read it") },
    { .name = "is_open",
        .kind = SHEET_BOOL,
        .label = N_("Guests of this side may add to it") },
    ILLUSTRATIVE,
};

const struct sheet board_sheet = {
    .table = "board",
    .shape = &board_shape,
    SHEET_COLUMNS(board_columns),
    .find = &board_find_query,
    .get = &board_get_query,
    .insert = &board_insert_query,
    .update = &board_update_query,
    .remove = &board_delete_query,
    .each = &board_each_query,
};

/* ---- board_theme --------------------------------------------------------- */

static const struct sheet_column theme_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "board",
        .field = "board_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &board_sheet,
        .label = N_("Board"),
        .holders = &board_theme_of_board_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Theme") },
};

const struct sheet board_theme_sheet = {
    .table = "board_theme",
    .shape = &board_theme_shape,
    SHEET_COLUMNS(theme_columns),
    .find = &board_theme_find_query,
    .get = &board_theme_get_query,
    .insert = &board_theme_insert_query,
    .update = &board_theme_update_query,
    .remove = &board_theme_delete_query,
    .each = &board_theme_each_query,
};

/* ---- board_entry --------------------------------------------------------- */

static const char *const entry_parts[] = { "words", NULL };
static const char *const entry_labels[] = { N_("What it says"), NULL };

static const struct sheet_column entry_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "board",
        .field = "board_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &board_sheet,
        .label = N_("Board"),
        .holders = &board_entry_of_board_query },
    { .name = "heading",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Heading") },
    { .name = "theme",
        .field = "theme_id",
        .kind = SHEET_REF,
        .ref = &board_theme_sheet,
        .label = N_("Theme") },
    { .name = "person",
        .field = "person_id",
        .kind = SHEET_REF,
        .ref = &person_sheet,
        .label = N_("Signed by"),
        .is_fixed = true },
    { .name = "made_on",
        .kind = SHEET_DATE,
        .is_required = true,
        .label = N_("Written on"),
        .is_rare = true },
    { .name = "link", .kind = SHEET_URL, .max = 500, .label = N_("Link") },
    { .name = "number",
        .kind = SHEET_REAL,
        .min = -1e15,
        .max = 1e15,
        .label = N_("Number") },
    { .name = "number_of",
        .kind = SHEET_TEXT,
        .label = N_("Of what, counted by whom and when") },
};

/* The heading is one of its board's, the theme too. */
static const char *
entry_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct board_entry *x = row;
    struct board board;
    struct board_template template;
    struct board_theme theme;
    struct board_headings headings;
    *e = board_get(db, a, (struct board_get_in){ .id = x->board_id }, &board);
    if (*e == OK && x->has_theme_id)
        *e = board_theme_get(
            db, a, (struct board_theme_get_in){ .id = x->theme_id }, &theme);
    if (*e == OK && board.has_template_id)
        *e = board_template_get(db, a,
            (struct board_template_get_in){ .id = board.template_id },
            &template);
    if (*e != OK)
        return NULL;
    if (x->has_theme_id && theme.board_id != x->board_id)
        return SHEET_SAYS("theme", "this theme is of another board");
    if (board.has_template_id)
        (void)headings_read(template.headings, &headings);
    else
        headings_usual(NULL, &headings);
    return heading_find(&headings, x->heading) < 0
        ? SHEET_SAYS("heading", "the board has no such heading")
        : NULL;
}

const struct sheet board_entry_sheet = {
    .table = "board_entry",
    .shape = &board_entry_shape,
    SHEET_COLUMNS(entry_columns),
    .find = &board_entry_find_query,
    .get = &board_entry_get_query,
    .insert = &board_entry_insert_query,
    .update = &board_entry_update_query,
    .remove = &board_entry_delete_query,
    .each = &board_entry_each_query,
    .each_prose = &board_entry_each_prose_query,
    .parts = entry_parts,
    .part_labels = entry_labels,
    .rule = entry_rule,
    .rule_asks = true,
};
