/* Proposals as CSV files: drafts, and what came of those that have ended: the
 * text, the list, what each is said to be and why. Nobody's answer is in them:
 * rows identify, under a number too. None goes out while people are asked,
 * for asking cannot go on elsewhere without their answers. */
#include "decide/proposal/proposal_sheet.h"

#include "decide/paragraph/paragraph.h"
#include "decide/paragraph/proposal_text.h"
#include "network/network.h"
#include "os/clock.h"
#include "people/people.h"

static const char *const levels[] = { "inform", "consult", "involve",
    "collaborate", "empower", NULL };
static const char *const statuses[] = { "draft", "ended", NULL };
static const char *const results[] = { "AGREED_FOR_NOW", "AGREED_WITHOUT",
    "AGREED", "NOT_AGREED", "WITHDRAWN", NULL };
static const char *const side_states[] = { "EMPTY", "NOT_YET", "TALKING",
    "WAITING", "STANDS_ASIDE", "NOT_HEARD", "DIVIDED", "YES_FOR_NOW", "GAPS",
    "YES", NULL };
static const char *const unit_states[] = { "OBJECTS", "STANDS_ASIDE",
    "NOT_HEARD", "CONSENTS", "UNDECIDED", NULL };
static const char *const whys[] = { "SAFETY_OBJECTION", "OBJECTION",
    "STOOD_ASIDE", "TOO_FEW_HEARD", "ONLY_UNSURE", "ENOUGH_ACCEPT",
    "MANY_OBJECT", "FEW_ACCEPT", "MANY_UNSURE", "ROLE_OBJECTS", "ROLE_SILENT",
    "ROLE_ACCEPTS", NULL };

/* The engine's own words are large letters: as in the result that is offered
 * as a file. */
static bool
is_one_of(text word, const char *const *all)
{
    for (int i = 0; all[i] != NULL; i++)
        if (text_is_equal(word, text_of(all[i])))
            return true;
    return !text_is_known(word);
}

/* Whatever has a log was asked in this network. */
static enum err
was_asked(struct db *db, struct arena *a, int64_t id, bool *was)
{
    struct proposal_event_last_row last;
    enum err e = proposal_event_last(
        db, a, (struct proposal_event_last_in){ .proposal_id = id }, &last);
    *was = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- proposal ------------------------------------------------------------ */

static const struct sheet_column columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet },
    { .name = "name", .kind = SHEET_TEXT, .is_required = true, .max = 200 },
    { .name = "level",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = levels },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "body",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = PROPOSAL_BODY_MAX },
    { .name = "fixed", .kind = SHEET_TEXT, .max = 4000 },
    { .name = "status",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = statuses },
    { .name = "version",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 10'000 },
    { .name = "round",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = CP_LIFE_ROUNDS },
    { .name = "opened_on", .kind = SHEET_DATE },
    { .name = "closes_on", .kind = SHEET_DATE },
    { .name = "result", .kind = SHEET_TEXT, .max = 40 },
    { .name = "result_version", .kind = SHEET_INT, .min = 1, .max = 10'000 },
    SHEET_ILLUSTRATIVE,
};

static const char *
proposal_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct proposal_card *x = row;
    struct proposal old = { 0 };
    bool was = false, is_ended = text_is_equal(x->status, TEXT("ended"));
    *e = was_asked(db, a, x->id, &was);
    if (*e == OK && !was) {
        *e = proposal_get(db, a, (struct proposal_get_in){ .id = x->id }, &old);
        if (*e == ERR_NOT_FOUND)
            *e = OK;
    }
    if (*e != OK)
        return NULL;
    /* laid open, or heard: what is going on here is no draft any more */
    if (was ||
        (text_is_known(old.status) &&
            !text_is_equal(old.status, TEXT("draft")) &&
            !text_is_equal(old.status, x->status)))
        return SHEET_SAYS("status",
            "people were asked about this here: what came of it is changed by "
            "no file");
    if (is_ended != text_is_known(x->result))
        return SHEET_SAYS(
            "result", "what has ended has a result, and a draft has none");
    if (!is_one_of(x->result, results))
        return SHEET_SAYS("result", "there is no such result");
    if (is_ended && !proposal_decides(x->level))
        return SHEET_SAYS("level", "of this level nothing is agreed");
    if (is_ended &&
        (!text_is_known(x->opened_on) || !text_is_known(x->closes_on)))
        return SHEET_SAYS("closes_on",
            "what has ended has a day on which asking opened and one on which "
            "it closed");
    if (x->has_result_version && x->result_version > x->version)
        return SHEET_SAYS("result_version", "there is no such version yet");
    return NULL;
}

/* Its paragraphs, which pages show and people write to. */
static enum err
proposal_found(struct db *writer, struct arena *a, const void *row)
{
    const struct proposal_card *x = row;
    bool was = false;
    enum err e = was_asked(writer, a, x->id, &was);
    if (e != OK || was) /* made-up steps have gone on from this text */
        return e;
    e = paragraphs_keep(writer, a,
        &(struct wording_given){ .proposal_id = x->id,
            .version = x->version,
            .body = x->body,
            .today = text_is_known(x->closes_on) ? x->closes_on
                                                 : day_of(a, now_s()) });
    return e == ERR_BAD_INPUT ? OK : e; /* too many: shown as they are */
}

const struct sheet proposal_sheet = {
    .table = "proposal",
    .shape = &proposal_card_shape,
    SHEET_COLUMNS(columns),
    .find = &proposal_card_find_query,
    .get = &proposal_card_get_query,
    .insert = &proposal_card_insert_query,
    .update = &proposal_card_update_query,
    .each = &proposal_card_each_query,
    .rule = proposal_rule,
    .rule_asks = true,
    .found = proposal_found,
    .is_partly_out = true,
};

/* ---- proposal_side ------------------------------------------------------- */

#define OF_PROPOSAL                                                            \
    {                                                                          \
        .name = "proposal", .field = "proposal_id", .kind = SHEET_REF,         \
        .is_required = true, .ref = &proposal_sheet                            \
    }
#define NUMBER(least, most)                                                    \
    {                                                                          \
        .name = "number", .kind = SHEET_INT, .is_required = true,              \
        .min = (least), .max = (most)                                          \
    }
#define OF_SIDE                                                                \
    {                                                                          \
        .name = "side", .field = "side_id", .kind = SHEET_REF,                 \
        .is_required = true, .ref = &side_sheet                                \
    }

static const struct sheet_column side_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    OF_PROPOSAL,
    NUMBER(0, PROPOSAL_SIDES_MAX - 1),
    OF_SIDE,
    { .name = "state", .kind = SHEET_TEXT, .max = 40 },
};

/* What is of a proposal that was asked here stays; and a side is of its
 * partnership. */
static const char *
part_rule(struct db *db, struct arena *a, int64_t proposal_id, int64_t side_id,
    enum err *e)
{
    struct proposal p;
    struct proposal_sides_there_row *sides;
    ptrdiff_t n;
    bool was;
    *e = was_asked(db, a, proposal_id, &was);
    if (*e == OK && was)
        return SHEET_SAYS("proposal",
            "people were asked about this here: what came of it is changed by "
            "no file");
    if (*e == OK)
        *e = proposal_get(
            db, a, (struct proposal_get_in){ .id = proposal_id }, &p);
    if (*e == OK)
        *e = proposal_sides_there(db, a,
            (struct proposal_sides_there_in){
                .partnership_id = p.partnership_id,
                .n_rows = PROPOSAL_SIDES_MAX },
            &sides, &n);
    if (*e != OK || side_id == 0)
        return NULL;
    for (ptrdiff_t i = 0; i < n; i++)
        if (sides[i].id == side_id)
            return NULL;
    return SHEET_SAYS("side", "this side is of another partnership");
}

static const char *
side_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct proposal_side_card *x = row;
    const char *broken = part_rule(db, a, x->proposal_id, x->side_id, e);
    return broken != NULL ? broken
        : !is_one_of(x->state, side_states)
        ? SHEET_SAYS("state", "there is no such state")
        : NULL;
}

const struct sheet proposal_side_sheet = {
    .table = "proposal_side",
    .shape = &proposal_side_card_shape,
    SHEET_COLUMNS(side_columns),
    .find = &proposal_side_card_find_query,
    .get = &proposal_side_card_get_query,
    .insert = &proposal_side_card_insert_query,
    .update = &proposal_side_card_update_query,
    .each = &proposal_side_card_each_query,
    .rule = side_rule,
    .rule_asks = true,
    .is_partly_out = true,
};

/* ---- proposal_unit ------------------------------------------------------- */

static const struct sheet_column unit_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    OF_PROPOSAL,
    NUMBER(0, PROPOSAL_UNITS_MAX - 1),
    OF_SIDE,
    { .name = "name", .kind = SHEET_TEXT, .is_required = true, .max = 200 },
    { .name = "is_role", .kind = SHEET_BOOL },
    { .name = "n_members", .kind = SHEET_INT, .min = 1, .max = 1'000'000'000 },
    { .name = "own_quorum", .kind = SHEET_INT, .min = 0, .max = 1'000'000 },
    { .name = "share", .kind = SHEET_INT, .min = 0, .max = 1'000 },
    { .name = "share_of", .kind = SHEET_INT, .min = 0, .max = 1'000 },
    { .name = "takes_staff", .kind = SHEET_BOOL },
    { .name = "aside", .kind = SHEET_INT, .min = 0, .max = ASIDE_CARVED },
    { .name = "state", .kind = SHEET_TEXT, .max = 40 },
    { .name = "why", .kind = SHEET_TEXT, .max = 40 },
};

static const char *
unit_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct proposal_unit_card *x = row;
    const char *broken = part_rule(db, a, x->proposal_id, x->side_id, e);
    if (*e != OK || broken != NULL)
        return broken;
    if (!is_one_of(x->state, unit_states))
        return SHEET_SAYS("state", "there is no such state");
    if (!is_one_of(x->why, whys))
        return SHEET_SAYS("why", "there is no such reason");
    if (text_is_known(x->state) != text_is_known(x->why))
        return SHEET_SAYS("why", "a state and why it is so stand together");
    return x->is_role && x->has_n_members
        ? SHEET_SAYS("n_members", "an organisation answers as one")
        : NULL;
}

const struct sheet proposal_unit_sheet = {
    .table = "proposal_unit",
    .shape = &proposal_unit_card_shape,
    SHEET_COLUMNS(unit_columns),
    .find = &proposal_unit_card_find_query,
    .get = &proposal_unit_card_get_query,
    .insert = &proposal_unit_card_insert_query,
    .update = &proposal_unit_card_update_query,
    .each = &proposal_unit_card_each_query,
    .rule = unit_rule,
    .rule_asks = true,
    .is_partly_out = true,
};

/* ---- proposal_version ---------------------------------------------------- */

static const struct sheet_column version_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    OF_PROPOSAL,
    NUMBER(1, 10'000),
    { .name = "body",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = PROPOSAL_BODY_MAX },
    { .name = "ended_on", .kind = SHEET_DATE, .is_required = true },
};

static const char *
version_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct proposal_version_card *x = row;
    return part_rule(db, a, x->proposal_id, 0, e);
}

const struct sheet proposal_version_sheet = {
    .table = "proposal_version",
    .shape = &proposal_version_card_shape,
    SHEET_COLUMNS(version_columns),
    .find = &proposal_version_card_find_query,
    .get = &proposal_version_card_get_query,
    .insert = &proposal_version_card_insert_query,
    .update = &proposal_version_card_update_query,
    .each = &proposal_version_card_each_query,
    .rule = version_rule,
    .rule_asks = true,
    .is_partly_out = true,
};
