/* Conversations as CSV files: what is asked, who answers, the statements of
 * those who ask, in which languages. What people answered or wrote is in none:
 * they may take it back. */
#include "decide/conversation/conversation.h"
#include "decide/conversation/conversation_find.h"

#include "decide/conversation/made_answer.h"
#include "decide/heard/heard_count.h"
#include "network/network.h"
#include "os/entropy.h"

static const char *const openings[] = { "slips", "sides", "network", NULL };
static const char *const statuses[] = { "draft", "open", "closed", NULL };

static const struct sheet_column columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet },
    { .name = "name", .kind = SHEET_TEXT, .is_required = true, .max = 200 },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "opened_to",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = openings },
    { .name = "status",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = statuses },
    { .name = "opened_on", .kind = SHEET_DATE },
    { .name = "closes_on", .kind = SHEET_DATE, .is_required = true },
    { .name = "closed_on", .kind = SHEET_DATE },
    SHEET_ILLUSTRATIVE,
    { .name = "level", .kind = SHEET_CHOICE, .choices = conversation_levels },
    { .name = "fixed", .kind = SHEET_TEXT, .max = 600 },
    { .name = "result_use", .kind = SHEET_TEXT, .max = 600 },
    { .name = "result_by", .kind = SHEET_DATE },
};

/* Of what people were told before they answered, too. */
static bool
is_same(text a, text b)
{
    return text_is_known(a) == text_is_known(b) &&
        (!text_is_known(a) || text_is_equal(a, b));
}

/* People answered what they read: a file changes nothing of it after that, and
 * what was made up never mixes with what people said. */
static const char *
conversation_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct conversation_card *x = row;
    struct conversation old;
    bool is_draft = text_is_equal(x->status, TEXT("draft"));
    bool is_closed = text_is_equal(x->status, TEXT("closed"));
    *e = conversation_get(
        db, a, (struct conversation_get_in){ .id = x->id }, &old);
    bool is_new = *e == ERR_NOT_FOUND;
    if (is_new)
        *e = OK;
    if (*e != OK)
        return NULL;
    if (is_draft == text_is_known(x->opened_on))
        return SHEET_SAYS("opened_on",
            "what is open or closed has the day on which it was opened, a "
            "draft has none");
    if (is_closed != text_is_known(x->closed_on))
        return SHEET_SAYS("closed_on",
            "what is closed has the day on which it was closed, and nothing "
            "else has");
    if (is_new)
        return NULL;
    if (old.is_illustrative != x->is_illustrative)
        return SHEET_SAYS("is_illustrative",
            "what was made up stays that, and what people were asked too");
    if (old.partnership_id != x->partnership_id)
        return SHEET_SAYS(
            "partnership", "a conversation stays where people were asked");
    if (x->is_illustrative) {
        bool are_made_up = false;
        *e = made_answers_are_there(db, a, x->id, &are_made_up);
        return *e == OK && are_made_up && !is_closed
            ? SHEET_SAYS("status",
                  "its answers were made up: it is not opened to people")
            : NULL;
    }
    struct conversation_card was;
    *e = conversation_card_get(
        db, a, (struct conversation_card_get_in){ .id = x->id }, &was);
    if (*e != OK)
        return NULL;
    bool is_same_power = is_same(was.level, x->level) &&
        is_same(was.fixed, x->fixed) &&
        is_same(was.result_use, x->result_use) &&
        is_same(was.result_by, x->result_by);
    if (!text_is_equal(old.status, x->status))
        return SHEET_SAYS(
            "status", "a conversation is opened and closed on its own page");
    if (!is_draft &&
        (!text_is_equal(old.name, x->name) ||
            !text_is_equal(old.lang, x->lang) ||
            !text_is_equal(old.opened_to, x->opened_to) ||
            !text_is_equal(old.closes_on, x->closes_on) ||
            !text_is_equal(old.opened_on, x->opened_on) ||
            !text_is_equal(old.closed_on, x->closed_on) || !is_same_power))
        return SHEET_SAYS(
            "status", "people were asked this already: no file changes it");
    return NULL;
}

/* What comes in open is as if it was opened here: its number of chance is
 * drawn, and who is heard begins to be counted. */
static enum err
conversation_found(struct db *writer, struct arena *a, const void *row)
{
    const struct conversation_card *x = row;
    enum err e = found_save(writer, a, x->id);
    if (e != OK || text_is_equal(x->status, TEXT("draft")))
        return e;
    e = conversation_card_seed(writer,
        (struct conversation_card_seed_in){ .id = x->id,
            .seed = (int64_t)(entropy_bits() >> 1),
            .has_seed = true },
        NULL);
    return e == OK && text_is_equal(x->status, TEXT("open"))
        ? heard_begin(writer, a,
              &(struct heard_of){ "conversation", x->id, x->partnership_id })
        : e;
}

const struct sheet conversation_sheet = {
    .table = "conversation",
    .shape = &conversation_card_shape,
    SHEET_COLUMNS(columns),
    .find = &conversation_card_find_query,
    .get = &conversation_card_get_query,
    .insert = &conversation_card_insert_query,
    .update = &conversation_card_update_query,
    .each = &conversation_each_query,
    .rule = conversation_rule,
    .rule_asks = true,
    .found = conversation_found,
    .is_partly_out = true,
};

/* ---- conversation_unit --------------------------------------------------- */

static const struct sheet_column unit_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "conversation",
        .field = "conversation_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &conversation_sheet },
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &side_sheet },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 0,
        .max = UNITS_MAX - 1 },
    { .name = "name", .kind = SHEET_TEXT, .is_required = true, .max = 120 },
    { .name = "size", .kind = SHEET_INT, .min = 1, .max = 100'000'000 },
    { .name = "is_for_all", .kind = SHEET_BOOL },
};

static const char *
unit_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct conversation_unit_card *x = row;
    struct conversation c;
    struct conversation_unit_card old;
    struct conversation_units_row *units;
    struct conversation_sides_row *sides;
    ptrdiff_t n, n_sides;
    *e = conversation_get(
        db, a, (struct conversation_get_in){ .id = x->conversation_id }, &c);
    if (*e == OK)
        *e = conversation_units(db, a,
            (struct conversation_units_in){
                .conversation_id = x->conversation_id, .n_rows = UNITS_MAX },
            &units, &n);
    if (*e == OK)
        *e = conversation_sides(db, a,
            (struct conversation_sides_in){
                .partnership_id = c.partnership_id, .n_rows = UNIT_SIDES_MAX },
            &sides, &n_sides);
    if (*e != OK)
        return NULL;
    bool is_ours = false;
    for (ptrdiff_t i = 0; i < n_sides; i++)
        is_ours |= sides[i].id == x->side_id;
    if (!is_ours)
        return SHEET_SAYS("side", "this side is of another partnership");
    for (ptrdiff_t i = 0; i < n; i++)
        if (units[i].position == x->position && units[i].id != x->id)
            return SHEET_SAYS("position", "another has this place");
    *e = conversation_unit_card_get(
        db, a, (struct conversation_unit_card_get_in){ .id = x->id }, &old);
    bool is_new = *e == ERR_NOT_FOUND;
    if (is_new)
        *e = OK;
    if (*e != OK || is_new)
        return NULL;
    bool is_moved = old.conversation_id != x->conversation_id ||
        old.side_id != x->side_id || !text_is_equal(old.name, x->name);
    return is_moved && !text_is_equal(c.status, TEXT("draft"))
        ? SHEET_SAYS("conversation",
              "people were asked this already: no file changes it")
        : NULL;
}

const struct sheet conversation_unit_sheet = {
    .table = "conversation_unit",
    .shape = &conversation_unit_card_shape,
    SHEET_COLUMNS(unit_columns),
    .find = &conversation_unit_card_find_query,
    .get = &conversation_unit_card_get_query,
    .insert = &conversation_unit_card_insert_query,
    .update = &conversation_unit_card_update_query,
    .each = &conversation_unit_each_query,
    .rule = unit_rule,
    .rule_asks = true,
    .is_partly_out = true,
};

/* ---- statement ----------------------------------------------------------- */

static const struct sheet_column statement_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "conversation",
        .field = "conversation_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &conversation_sheet },
    { .name = "number",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = STATEMENTS_MAX },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "words",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 4 * STATEMENT_LETTERS },
    { .name = "made_on", .kind = SHEET_DATE, .is_required = true },
};

static const char *
statement_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct statement_card *x = row;
    struct statement_find_row same;
    struct statement old;
    struct conversation c;
    if (statement_trouble(x->words) != NULL)
        return SHEET_SAYS(
            "words", "a statement has one thing, in at most 140 letters");
    *e = statement_find(db, a,
        (struct statement_find_in){
            .conversation_id = x->conversation_id, .number = x->number },
        &same);
    if (*e == OK && same.id != x->id)
        return SHEET_SAYS("number", "another statement has this number");
    if (*e == OK || *e == ERR_NOT_FOUND)
        *e = statement_get(
            db, a, (struct statement_get_in){ .id = x->id }, &old);
    if (*e == ERR_NOT_FOUND) {
        *e = OK;
        return NULL;
    }
    if (*e == OK)
        *e = conversation_get(db, a,
            (struct conversation_get_in){ .id = old.conversation_id }, &c);
    if (*e != OK)
        return NULL;
    if (old.has_participant_id || text_is_equal(old.status, TEXT("withdrawn")))
        return SHEET_SAYS("code", "this statement is of somebody who answers");
    bool is_other = old.conversation_id != x->conversation_id ||
        old.number != x->number || !text_is_equal(old.words, x->words) ||
        !text_is_equal(old.lang, x->lang);
    return is_other && !text_is_equal(c.status, TEXT("draft"))
        ? SHEET_SAYS(
              "words", "people were asked this already: no file changes it")
        : NULL;
}

static enum err
statement_found_words(struct db *writer, struct arena *a, const void *row)
{
    return found_save(writer, a, ((const struct statement_card *)row)->id);
}

const struct sheet statement_sheet = {
    .table = "statement",
    .shape = &statement_card_shape,
    SHEET_COLUMNS(statement_columns),
    .find = &statement_card_find_query,
    .get = &statement_card_get_query,
    .insert = &statement_card_insert_query,
    .update = &statement_card_update_query,
    .each = &statement_each_query,
    .rule = statement_rule,
    .rule_asks = true,
    .found = statement_found_words,
    .is_partly_out = true,
};

/* ---- statement_words ----------------------------------------------------- */

static const struct sheet_column words_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "conversation",
        .field = "conversation_id",
        .kind = SHEET_REF,
        .ref = &conversation_sheet },
    { .name = "statement",
        .field = "statement_id",
        .kind = SHEET_REF,
        .ref = &statement_sheet },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "words", .kind = SHEET_TEXT, .is_required = true, .max = 800 },
};

static const char *
words_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct statement_words_card *x = row;
    struct statement_words_find_row old;
    if (x->has_conversation_id == x->has_statement_id)
        return SHEET_SAYS("statement",
            "say whose words these are: of the question, then name the "
            "conversation, or of a statement, then that alone");
    *e = statement_words_find(db, a,
        (struct statement_words_find_in){ .thing_id = x->has_statement_id
                ? x->statement_id
                : x->conversation_id,
            .lang = x->lang },
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
    const struct statement_words_card *x = row;
    return found_save(writer, a,
        x->has_statement_id ? x->statement_id : x->conversation_id);
}

const struct sheet statement_words_sheet = {
    .table = "statement_words",
    .shape = &statement_words_card_shape,
    SHEET_COLUMNS(words_columns),
    .find = &statement_words_card_find_query,
    .get = &statement_words_card_get_query,
    .insert = &statement_words_card_insert_query,
    .update = &statement_words_card_update_query,
    .each = &statement_words_each_query,
    .rule = words_rule,
    .rule_asks = true,
    .found = words_found,
    .is_partly_out = true,
};
