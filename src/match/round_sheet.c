/* Rounds and who takes part in them, as CSV files and as forms. */
#include "match/round_inside.h"

#include "base/date.h"
#include "keep/questionnaire.h"
#include "match/match_free.h"
#include "network/network.h"
#include "people/people.h"

#include <string.h>

/* ---- What stands in a list ------------------------------------------------
 */

/* sectors and interests together fill one list of 64 */
enum { LIST_ITEMS_MAX = 30 };

/* "water; births:2": words, each with a weight of 1 to 3 if it has one. */
bool
round_tags_are_good(text list)
{
    int n = 0;
    while (!text_is_empty(list)) {
        int64_t number;
        text weight, item = text_trim(text_cut(text_trim(list), ';', &list));
        text word = text_trim(text_cut(item, ':', &weight));
        if (text_is_empty(item))
            continue;
        if (text_is_empty(word) || ++n > LIST_ITEMS_MAX ||
            (text_is_known(weight) &&
                (!text_parse_int(text_trim(weight), &number) || number < 1 ||
                    number > 3)))
            return false;
    }
    return true;
}

/* As people.csv has them: days, and hours. */
bool
round_days_are_good(text list)
{
    struct match_free times[FREE_MAX];
    ptrdiff_t n;
    const char *wrong;
    return match_free_read(list, times, &n, &wrong);
}

static bool
codes_are_good(text list, int max)
{
    int n = 0;
    while (!text_is_empty(list)) {
        text code = text_trim(text_cut(list, ';', &list));
        if (!text_is_empty(code) && ++n > max)
            return false;
    }
    return true;
}

/* "nurse~midwife; teacher~trainer" */
bool
round_related_is_good(text list)
{
    int n = 0;
    while (!text_is_empty(list)) {
        text b, pair = text_trim(text_cut(list, ';', &list));
        text a = text_trim(text_cut(pair, '~', &b));
        if (text_is_empty(pair))
            continue;
        if (++n > LIST_ITEMS_MAX || text_is_empty(a) ||
            text_is_empty(text_trim(b)))
            return false;
    }
    return true;
}

/* ---- match_round ----------------------------------------------------------
 */

const char *const round_modes[] = { "fair", "total", "leximin", NULL };

const char *
round_mode_word(text mode)
{
    return text_is_equal(mode, TEXT("total")) ? N_("The best total")
        : text_is_equal(mode, TEXT("leximin"))
        ? N_("Lift the worst pair, then the second worst, and so on")
        : N_("The best worst pair, then the best total");
}

#define WEIGHT_HINT N_("From 0 to 100. Empty: as usual.")
#define WEIGHT(member, what)                                                   \
    {                                                                          \
        .name = (member), .kind = SHEET_INT, .min = 0, .max = 100,             \
        .label = (what), .hint = WEIGHT_HINT, .is_rare = true                  \
    }

static const struct sheet_column round_columns[] = {
    { .name = "code",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Short name"),
        .hint = N_("For files and addresses. Made from the name when you leave "
                   "it empty."),
        .is_rare = true },
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &match_round_in_partnership_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "closes_on",
        .kind = SHEET_DATE,
        .label = N_("Last day to join") },
    { .name = "questionnaire",
        .field = "questionnaire_id",
        .kind = SHEET_REF,
        .ref = &questionnaire_sheet,
        .label = N_("Questionnaire in which people say who they are"),
        .holders = &match_round_of_questionnaire_query },
    { .name = "mode",
        .kind = SHEET_CHOICE,
        .choices = round_modes,
        .label = N_("What is aimed for"),
        .hint = N_("As many pairs as possible always come first."),
        .word = round_mode_word },
    { .name = "has_interpreter",
        .kind = SHEET_BOOL,
        .label = N_("An interpreter is paid for: people without a language in "
                    "common can be paired") },
    { .name = "may_share_organisation",
        .kind = SHEET_BOOL,
        .label = N_("People of one organisation can be paired") },
    { .name = "has_wishes",
        .kind = SHEET_BOOL,
        .label = N_("People may name up to five whom they would like") },
    { .name = "counterparts",
        .kind = SHEET_INT,
        .min = 1,
        .max = CAPACITY_MAX,
        .label = N_("How many counterparts one person may have"),
        .hint = N_("At most, for those who say that they would take them. "
                   "Empty: one. With more than two sides it is always one.") },
    WEIGHT("weight_role", N_("Weight: what they work as (3)")),
    WEIGHT("weight_level", N_("Weight: how close to daily life (2)")),
    WEIGHT("weight_interests", N_("Weight: fields and interests (2)")),
    WEIGHT("weight_language", N_("Weight: language (1)")),
    WEIGHT(
        "weight_give", N_("Weight: what one offers and the other wants (4)")),
    WEIGHT("weight_goals", N_("Weight: goals (1)")),
    WEIGHT("weight_time", N_("Weight: free days in common (1)")),
    { .name = "days_needed",
        .kind = SHEET_INT,
        .min = 1,
        .max = 365,
        .label = N_("Days in common that are enough (5)"),
        .is_rare = true },
    { .name = "related",
        .kind = SHEET_TEXT,
        .max = 1000,
        .label = N_("Work that is near to each other"),
        .hint = N_("Such as clinical~community; policy~management."),
        .is_rare = true },
};
static const char *const round_parts[] = { "about", NULL };
static const char *const round_part_labels[] = { N_("About"), NULL };

/* Has anything changed that the answer hangs on? */
static bool
is_same_input(const struct round_row *x, const struct round_row *y)
{
    return round_weights_are_same(x, y) &&
        x->partnership_id == y->partnership_id &&
        (x->has_questionnaire_id ? x->questionnaire_id : 0) ==
        (y->has_questionnaire_id ? y->questionnaire_id : 0) &&
        text_is_equal(x->mode, y->mode) &&
        text_is_equal(x->related, y->related) &&
        x->has_interpreter == y->has_interpreter &&
        x->may_share_organisation == y->may_share_organisation &&
        x->has_wishes == y->has_wishes &&
        (x->has_counterparts ? x->counterparts : 1) ==
        (y->has_counterparts ? y->counterparts : 1);
}

static enum err
status_of(struct db *db, struct arena *a, int64_t id, enum round_status *s)
{
    struct round_state state;
    enum err e =
        round_state_get(db, a, (struct round_state_get_in){ .id = id }, &state);
    *s = e == OK ? round_status_of(state.status) : ROUND_DRAFT;
    return e == ERR_NOT_FOUND ? OK : e;
}

static const char *
round_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct round_row *x = row;
    struct round_row was;
    enum round_status status = ROUND_DRAFT;
    int64_t weights[CP_ITEMS], all = 0;
    *e = status_of(db, a, x->id, &status);
    if (*e != OK)
        return NULL;
    if (status >= ROUND_CLOSED) {
        *e = match_round_get(
            db, a, (struct match_round_get_in){ .id = x->id }, &was);
        if (*e == OK && !is_same_input(x, &was))
            return N_("This round is closed. Its weights and rules are part of "
                      "the result and change no more.");
        if (*e == ERR_NOT_FOUND)
            *e = OK;
        if (*e != OK)
            return NULL;
    }
    round_weights(x, weights);
    for (int i = 0; i < CP_ITEMS; i++)
        all += weights[i];
    if (all == 0)
        return SHEET_SAYS("weight_give",
            "all weights are 0: at least one thing has to count");
    if (!round_related_is_good(x->related))
        return SHEET_SAYS(
            "related", "two words with ~ between them, and ; between pairs");
    return NULL;
}

const struct sheet match_round_sheet = {
    .table = "match_round",
    .shape = &round_row_shape,
    SHEET_COLUMNS(round_columns),
    .find = &match_round_find_query,
    .get = &match_round_get_query,
    .insert = &match_round_insert_query,
    .update = &match_round_update_query,
    .remove = &match_round_remove_query,
    .each = &match_round_each_query,
    .each_prose = &match_round_each_prose_query,
    .parts = round_parts,
    .part_labels = round_part_labels,
    .rule = round_rule,
    .rule_asks = true,
};

/* ---- match_person ---------------------------------------------------------
 */

static const char *const safeguards[] = { "protected", "cleared", NULL };

const char *
round_safeguard_word(text word)
{
    return text_is_equal(word, TEXT("cleared"))
        ? N_("Cleared: may be paired with who is protected")
        : N_("Protected: only with somebody who is cleared");
}

#define LIST_HINT                                                              \
    N_("Words with ; between them; a weight of 1 to 3 may follow: "            \
       "water; births:2")
#define LIST(member, what)                                                     \
    {                                                                          \
        .name = (member), .kind = SHEET_TEXT, .max = 1000, .label = (what),    \
        .hint = LIST_HINT                                                      \
    }

static const struct sheet_column person_columns[] = {
    { .name = "code",
        .kind = SHEET_CODE,
        .is_required = true,
        .label = N_("Short name"),
        .hint = N_("For files and addresses. Made from the name when you leave "
                   "it empty."),
        .is_rare = true },
    { .name = "round",
        .field = "round_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &match_round_sheet,
        .label = N_("Round"),
        .holders = &match_person_in_round_query },
    { .name = "person",
        .field = "person_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &person_sheet,
        .label = N_("Person"),
        .holders = &match_person_by_person_query },
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &side_sheet,
        .label = N_("Side"),
        .holders = &match_person_of_side_query },
    { .name = "organisation",
        .field = "organisation_id",
        .kind = SHEET_REF,
        .ref = &organisation_sheet,
        .label = N_("Organisation"),
        .holders = &match_person_of_organisation_query },
    { .name = "role_family",
        .kind = SHEET_TEXT,
        .max = 60,
        .label = N_("What they work as"),
        .hint = N_("One word, the same for all who do the same: clinical.") },
    { .name = "level",
        .kind = SHEET_INT,
        .min = 0,
        .max = 4,
        .label = N_("How close to daily life"),
        .hint = N_("From 0, policy, to 4, the front line.") },
    LIST("sectors", N_("Fields")),
    LIST("interests", N_("Interests")),
    { .name = "languages",
        .kind = SHEET_TEXT,
        .max = 300,
        .label = N_("Languages"),
        .hint = N_("Such as en:3; sw:2. 1 is only just, 3 is well.") },
    LIST("offers", N_("What they offer")),
    LIST("wants", N_("What they want to learn")),
    LIST("goals", N_("Goals")),
    { .name = "free",
        .kind = SHEET_TEXT,
        .max = 1000,
        .label = N_("Free days"),
        .hint = N_("Such as 2026-05-06/2026-05-17; 2026-09-02.") },
    { .name = "wishes",
        .kind = SHEET_TEXT,
        .max = 500,
        .label = N_("Wishes"),
        .hint = N_("Short names of up to five in this round, the dearest "
                   "first. Only facilitators see them."),
        .is_rare = true },
    { .name = "safeguard",
        .kind = SHEET_CHOICE,
        .choices = safeguards,
        .label = N_("Safeguarding"),
        .word = round_safeguard_word,
        .is_rare = true },
    { .name = "capacity",
        .kind = SHEET_INT,
        .min = 1,
        .max = CAPACITY_MAX,
        .label = N_("How many counterparts"),
        .hint = N_("At most. Empty: as they say themselves, and as many as the "
                   "round allows.") },
    { .name = "may_trio",
        .kind = SHEET_BOOL,
        .label = N_("May be one of three, when a side has more people") },
    { .name = "has_lived",
        .kind = SHEET_BOOL,
        .label = N_("Is here with their own experience") },
};

#define TAGS_FAULT(column)                                                     \
    SHEET_SAYS(column,                                                         \
        "words with ; between them, a weight of 1, 2 or 3 behind a colon")

static const char *
lists_fault(const struct round_person *x)
{
    return !round_tags_are_good(x->sectors)  ? TAGS_FAULT("sectors")
        : !round_tags_are_good(x->interests) ? TAGS_FAULT("interests")
        : !round_tags_are_good(x->languages) ? TAGS_FAULT("languages")
        : !round_tags_are_good(x->offers)    ? TAGS_FAULT("offers")
        : !round_tags_are_good(x->wants)     ? TAGS_FAULT("wants")
        : !round_tags_are_good(x->goals)     ? TAGS_FAULT("goals")
        : !round_days_are_good(x->free)
        ? SHEET_SAYS("free",
              "dates are written 2026-05-06/2026-05-17, with ; between them")
        : !codes_are_good(x->wishes, ROUND_WISHES_MAX)
        ? SHEET_SAYS("wishes", "at most five")
        : NULL;
}

static bool
is_there(struct db *db, struct arena *a, int64_t id, enum err *e)
{
    struct round_person row;
    enum err found =
        match_person_get(db, a, (struct match_person_get_in){ .id = id }, &row);
    if (found != OK && found != ERR_NOT_FOUND)
        *e = found;
    return found == OK;
}

/* What was removed with its round comes back with it: frozen, and gone. */
static bool
is_back(
    struct db *db, struct arena *a, const struct round_person *x, enum err *e)
{
    struct round_input_get_row input;
    if (*e != OK || is_there(db, a, x->id, e) || *e != OK)
        return false;
    *e = round_input_get(
        db, a, (struct round_input_get_in){ .id = x->id }, &input);
    bool is_frozen = *e == OK && input.round_id == x->round_id;
    *e = *e == ERR_NOT_FOUND ? OK : *e;
    return is_frozen;
}

static const char *
person_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct round_person *x = row;
    struct round_row round;
    struct round_person other;
    struct round_side_get_row side;
    enum round_status status;
    *e = match_round_get(
        db, a, (struct match_round_get_in){ .id = x->round_id }, &round);
    if (*e == OK)
        *e = round_side_get(
            db, a, (struct round_side_get_in){ .id = x->side_id }, &side);
    if (*e == OK && side.partnership_id != round.partnership_id)
        return SHEET_SAYS("side", "this side is of another partnership");
    if (*e == OK)
        *e = status_of(db, a, x->round_id, &status);
    /* once pairs are offered somebody may still come late */
    if (*e == OK && status >= ROUND_CLOSED &&
        (status < ROUND_OFFERED || status == ROUND_ENDED ||
            is_there(db, a, x->id, e)) &&
        !is_back(db, a, x, e))
        return N_("This round is closed. Who takes part and what they said "
                  "changes no more.");
    if (*e == OK)
        *e = match_person_own(db, a,
            (struct match_person_own_in){
                .round_id = x->round_id, .person_id = x->person_id },
            &other);
    if (*e == OK && other.id != x->id)
        return SHEET_SAYS("person",
            "this person takes part already: nobody is there twice, or on two "
            "sides");
    if (*e == ERR_NOT_FOUND)
        *e = OK;
    return *e == OK ? lists_fault(x) : NULL;
}

/* With its round it goes; by itself no pair is left with half its people. */
static const char *
person_stays(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct round_person *x = row;
    enum round_status status = ROUND_DRAFT;
    *e = status_of(db, a, x->round_id, &status);
    return *e == OK && status >= ROUND_CLOSED
        ? N_("This round is closed. Who takes part and what they said "
             "changes no more.")
        : NULL;
}

const struct sheet match_person_sheet = {
    .table = "match_person",
    .shape = &round_person_shape,
    SHEET_COLUMNS(person_columns),
    .find = &match_person_find_query,
    .get = &match_person_get_query,
    .insert = &match_person_insert_query,
    .update = &match_person_update_query,
    .remove = &match_person_remove_query,
    .each = &match_person_each_query,
    .rule = person_rule,
    .stays = person_stays,
    .rule_asks = true,
};
