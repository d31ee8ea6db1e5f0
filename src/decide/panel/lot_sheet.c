/* Panels as CSV files: what people are asked to volunteer for, and the quotas.
 * Once somebody has volunteered no file changes what they agreed to. */
#include "decide/panel/lot.h"

#include "decide/heard/heard_count.h"
#include "keep/search.h"
#include "network/network.h"

static const char *const openings[] = { "sides", "network", "slips", NULL };

static const struct sheet_column panel_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet },
    { .name = "name", .kind = SHEET_TEXT, .is_required = true, .max = 120 },
    { .name = "purpose",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 4'000 },
    { .name = "asked", .kind = SHEET_TEXT, .is_required = true, .max = 4'000 },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "opened_to",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = openings },
    { .name = "is_open", .kind = SHEET_BOOL },
    { .name = "size",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = LOT_SIZE_MAX },
    { .name = "ceiling", .kind = SHEET_INT, .min = 1, .max = 100 },
    { .name = "has_households", .kind = SHEET_BOOL },
    { .name = "closes_on", .kind = SHEET_DATE, .is_required = true },
    { .name = "held", .kind = SHEET_TEXT, .max = 300 },
    { .name = "pay", .kind = SHEET_TEXT, .max = 300 },
    { .name = "travel", .kind = SHEET_TEXT, .max = 300 },
    { .name = "childcare", .kind = SHEET_TEXT, .max = 300 },
    { .name = "interpreter", .kind = SHEET_TEXT, .max = 300 },
    { .name = "contact", .kind = SHEET_TEXT, .max = 300 },
    { .name = "seed_source", .kind = SHEET_TEXT, .max = 300 },
    { .name = "seed_on", .kind = SHEET_DATE },
    SHEET_ILLUSTRATIVE,
};

/* Is there still nobody who read it and volunteered? */
static enum err
may_change(
    struct db *db, struct arena *a, const struct panel *row, bool *may_change)
{
    struct panel_volunteer_number_row some;
    enum err e = panel_volunteer_number(db, a,
        (struct panel_volunteer_number_in){ .panel_id = row->id, .n_max = 1 },
        &some);
    *may_change = e == OK && some.n == 0 &&
        (lot_is(row->status, "draft") || lot_is(row->status, "open"));
    return e;
}

static const char *
panel_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct panel_card *x = row;
    struct panel old;
    bool may = true;
    *e = panel_get(db, a, (struct panel_get_in){ x->id }, &old);
    if (*e == ERR_NOT_FOUND) {
        *e = OK;
        return NULL;
    }
    if (*e == OK)
        *e = may_change(db, a, &old, &may);
    if (*e != OK)
        return NULL;
    if (!may)
        return SHEET_SAYS("code",
            "people have volunteered for this panel as it stands: "
            "a file does not change it any more");
    if (!x->is_open && !lot_is(old.status, "draft"))
        return SHEET_SAYS("is_open", "this panel has been opened already");
    return NULL;
}

/* Who is open is found, and who is heard by it is counted. */
static enum err
panel_found(struct db *writer, struct arena *a, const void *row)
{
    const struct panel_card *x = row;
    if (!x->is_open)
        return OK;
    enum err e = search_save(writer, a, TEXT("panel"), x->id,
        arena_join(a, 3, (text[]){ x->name, TEXT(" "), x->purpose }), NULL);
    return e == OK
        ? heard_begin(writer, a,
              &(struct heard_of){ "panel", x->id, x->partnership_id })
        : e;
}

const struct sheet panel_sheet = {
    .table = "panel",
    .shape = &panel_card_shape,
    SHEET_COLUMNS(panel_columns),
    .find = &panel_card_find_query,
    .get = &panel_card_get_query,
    .insert = &panel_card_insert_query,
    .update = &panel_card_update_query,
    .each = &panel_each_query,
    .rule = panel_rule,
    .rule_asks = true,
    .found = panel_found,
    .is_partly_out = true,
};

/* ---- panel_line ---------------------------------------------------------- */

static const struct sheet_column line_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "panel",
        .field = "panel_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &panel_sheet },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .max = LOT_LINES_MAX - 1 },
    { .name = "feature", .kind = SHEET_TEXT, .is_required = true, .max = 60 },
    { .name = "value", .kind = SHEET_TEXT, .is_required = true, .max = 60 },
    { .name = "low",
        .kind = SHEET_INT,
        .is_required = true,
        .max = LOT_SIZE_MAX },
    { .name = "high",
        .kind = SHEET_INT,
        .is_required = true,
        .max = LOT_SIZE_MAX },
    { .name = "share", .kind = SHEET_REAL, .max = 1 },
};

/* Lines of a feature stand together, in the order of the file: what pages do
 * for whoever types them. */
static const char *
place_trouble(const struct lot *l, const struct panel_line *x)
{
    const struct panel_line *old = NULL, *last = NULL;
    bool is_known = false;
    int64_t low = x->low;
    for (ptrdiff_t i = 0; i < l->n_lines; i++) {
        const struct panel_line *at = &l->lines[i];
        bool is_like = text_is_equal(at->feature, x->feature);
        if (at->id == x->id) {
            old = at;
            continue;
        }
        if (is_like && text_is_equal(at->value, x->value))
            return SHEET_SAYS(
                "value", "this value of this feature stands above already");
        is_known = is_known || is_like;
        low += is_like ? at->low : 0;
        last = at;
    }
    if (low > l->row.size)
        return SHEET_SAYS(
            "low", "what is wanted at least is more than the seats");
    if (old != NULL)
        return old->position == x->position &&
                text_is_equal(old->feature, x->feature)
            ? NULL
            : SHEET_SAYS(
                  "position", "a line keeps its position and its feature");
    if (x->position != l->n_lines)
        return SHEET_SAYS("position",
            "the lines of a panel are numbered from 0, in the order of the "
            "file, without a gap");
    if (last == NULL || text_is_equal(last->feature, x->feature))
        return NULL;
    if (is_known)
        return SHEET_SAYS(
            "feature", "the lines of a feature stand one behind the other");
    return l->n_features < LOT_FEATURES_MAX
        ? NULL
        : SHEET_SAYS("feature", "there are at most 8 features");
}

static const char *
line_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct panel_line *x = row;
    struct lot *l = arena_new(a, struct lot, 1);
    bool may = true;
    if (x->low > x->high)
        return SHEET_SAYS("low", "the least is more than the most");
    if (lot_feature_is_taken(x->feature))
        return SHEET_SAYS("feature", "call this feature by another name");
    *e = lot_load(db, a, x->panel_id, 0, l);
    if (*e == OK)
        *e = may_change(db, a, &l->row, &may);
    if (*e != OK)
        return NULL;
    if (!may)
        return SHEET_SAYS("panel",
            "people have volunteered for this panel as it stands: "
            "a file does not change it any more");
    return place_trouble(l, x);
}

const struct sheet panel_line_sheet = {
    .table = "panel_line",
    .shape = &panel_line_shape,
    SHEET_COLUMNS(line_columns),
    .find = &panel_line_find_query,
    .get = &panel_line_get_query,
    .insert = &panel_line_insert_query,
    .update = &panel_line_update_query,
    .each = &panel_line_each_query,
    .rule = line_rule,
    .rule_asks = true,
    .is_partly_out = true,
};
