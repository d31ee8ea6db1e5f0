/* Voices as CSV files: what was made up comes in and goes out; what people
 * told does not, for its rows identify. */
#include "decide/voice/voice.h"

#include "network/network.h"

static const char *const statuses[] = { "new", "read", NULL };
static const char *const shown[] = { "facilitators", "sides", "public", NULL };
static const char *const outcomes[] = { "taken", "answered", "out", NULL };

static const struct sheet_column columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet },
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &side_sheet },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "words",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 4 * VOICE_LETTERS },
    { .name = "said_on", .kind = SHEET_DATE, .is_required = true },
    { .name = "status",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = statuses },
    { .name = "shown_to",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = shown },
    { .name = "is_child", .kind = SHEET_BOOL },
    { .name = "thanks", .kind = SHEET_TEXT, .max = 2000 },
    { .name = "outcome", .kind = SHEET_CHOICE, .choices = outcomes },
    { .name = "outcome_words", .kind = SHEET_TEXT, .max = 4000 },
    { .name = "outcome_lang", .kind = SHEET_LANG },
    { .name = "outcome_on", .kind = SHEET_DATE },
    SHEET_ILLUSTRATIVE,
};

/* Did people tell the voice of that key, or is it not there any more? *e says
 * what the database did; one that is new is nobody's. */
static bool
is_told(struct db *db, struct arena *a, int64_t id, enum err *e)
{
    struct voice row;
    *e = voice_get(db, a, (struct voice_get_in){ id }, &row);
    if (*e == ERR_NOT_FOUND) {
        *e = OK;
        return false;
    }
    return *e == OK &&
        (!row.is_illustrative || text_is_equal(row.status, TEXT("withdrawn")));
}

/* A file tells for nobody: consent is a person's own. And what came in so can
 * be told from the rest. */
static const char *
voice_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct voice_card *x = row;
    struct voice_sides_row *sides;
    ptrdiff_t n;
    *e = voice_sides(db, a,
        (struct voice_sides_in){
            .partnership_id = x->partnership_id, .n_rows = VOICE_SIDES_MAX },
        &sides, &n);
    if (*e != OK)
        return NULL;
    if (!x->is_illustrative)
        return SHEET_SAYS("is_illustrative",
            "only voices that were made up come in by a file: people tell "
            "theirs themselves, or through somebody who reads it back");
    if (is_told(db, a, x->id, e))
        return SHEET_SAYS("code",
            "somebody told this voice, or took it back: no file changes it");
    if (*e != OK)
        return NULL;
    if (text_is_known(x->outcome) && !text_is_known(x->outcome_on))
        return SHEET_SAYS("outcome_on", "an outcome has a day");
    if (text_is_known(x->outcome_words) && !text_is_known(x->outcome_lang))
        return SHEET_SAYS("outcome_lang", "say in which language that is");
    for (ptrdiff_t i = 0; i < n; i++)
        if (sides[i].id == x->side_id)
            return NULL;
    return SHEET_SAYS("side", "this side is of another partnership");
}

static enum err
voice_found(struct db *writer, struct arena *a, const void *row)
{
    return voice_find_again(writer, a, ((const struct voice_card *)row)->id);
}

const struct sheet voice_sheet = {
    .table = "voice",
    .shape = &voice_card_shape,
    SHEET_COLUMNS(columns),
    .find = &voice_card_find_query,
    .get = &voice_card_get_query,
    .insert = &voice_card_insert_query,
    .update = &voice_card_update_query,
    .remove = &voice_delete_query,
    .each = &voice_each_query,
    .rule = voice_rule,
    .rule_asks = true,
    .found = voice_found,
    .is_partly_out = true,
};

/* ---- voice_words --------------------------------------------------------- */

static const struct sheet_column words_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "voice",
        .field = "voice_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &voice_sheet },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "words",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 4 * VOICE_LETTERS },
    { .name = "by_name", .kind = SHEET_TEXT, .is_required = true },
    { .name = "by_role", .kind = SHEET_TEXT, .is_required = true },
    { .name = "made_on", .kind = SHEET_DATE, .is_required = true },
};

/* One for each language: said here, for the table would only be silent. */
static const char *
words_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct voice_words_card *x = row;
    struct voice_words old;
    struct voice_words_card before = { 0 };
    *e = voice_words_card_get(
        db, a, (struct voice_words_card_get_in){ x->id }, &before);
    if (*e == ERR_NOT_FOUND)
        *e = OK;
    if (*e == OK &&
        (is_told(db, a, x->voice_id, e) ||
            (*e == OK && is_told(db, a, before.voice_id, e))))
        return SHEET_SAYS("voice",
            "somebody told this voice, or took it back: no file changes it");
    if (*e != OK)
        return NULL;
    *e = voice_words_find(db, a,
        (struct voice_words_find_in){
            .voice_id = x->voice_id, .lang = x->lang },
        &old);
    bool is_another = *e == OK && old.id != x->id;
    if (*e == ERR_NOT_FOUND)
        *e = OK;
    return is_another
        ? SHEET_SAYS("lang", "there is a translation into this language")
        : NULL;
}

static enum err
words_found(struct db *writer, struct arena *a, const void *row)
{
    return voice_find_again(
        writer, a, ((const struct voice_words_card *)row)->voice_id);
}

const struct sheet voice_words_sheet = {
    .table = "voice_words",
    .shape = &voice_words_card_shape,
    SHEET_COLUMNS(words_columns),
    .find = &voice_words_card_find_query,
    .get = &voice_words_card_get_query,
    .insert = &voice_words_card_insert_query,
    .update = &voice_words_card_update_query,
    .each = &voice_words_each_query,
    .rule = words_rule,
    .rule_asks = true,
    .found = words_found,
    .is_partly_out = true,
};

/* ---- voice_theme --------------------------------------------------------- */

static const struct sheet_column theme_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "voice",
        .field = "voice_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &voice_sheet },
    { .name = "theme",
        .field = "theme_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &theme_sheet },
};

const struct sheet voice_theme_sheet = {
    .table = "voice_theme",
    .shape = &voice_theme_shape,
    SHEET_COLUMNS(theme_columns),
    .find = &voice_theme_find_query,
    .get = &voice_theme_get_query,
    .insert = &voice_theme_insert_query,
    .update = &voice_theme_update_query,
    .each = &voice_theme_each_query,
    .is_partly_out = true,
};
