/* Groups, their seats and who sits there, as CSV files and forms. */
#include "decide/forum/forum.h"

#include "network/network.h"
#include "people/people.h"
#include "text/zone.h"

static const char *const parts[] = { "purpose", NULL };
static const char *const part_labels[] = { N_("What it is for"), NULL };

static const char *const every_words[] = { N_("No dates that come back"),
    N_("Every week"), N_("The first in the month"),
    N_("The second in the month"), N_("The third in the month"),
    N_("The fourth in the month"), N_("The last in the month") };
static const char *const weekday_words[] = { N_("Monday"), N_("Tuesday"),
    N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday") };

static const char *
word_of(const char *const *codes, const char *const *words, text code)
{
    for (int i = 0; codes[i] != NULL; i++)
        if (text_is_equal(code, text_of(codes[i])))
            return words[i];
    return "?";
}

static const char *
every_word(text code)
{
    return word_of(forum_every, every_words, code);
}

static const char *
weekday_word(text code)
{
    return word_of(forum_weekdays, weekday_words, code);
}

/* ---- forum
 * ---------------------------------------------------------------- */

static const struct sheet_column forum_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &forum_of_partnership_query },
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .is_found = true,
        .label = N_("Name"),
        .hint = N_("Such as: People's partnership, Steering group") },
    { .name = "is_public",
        .kind = SHEET_BOOL,
        .label = N_("Everybody may read its page") },
    { .name = "quorum",
        .kind = SHEET_INT,
        .min = 1,
        .max = 1000,
        .label = N_("How many seats must be taken up at a meeting"),
        .hint = N_("With fewer there, no position can be taken. Empty: none "
                   "can be taken in a meeting.") },
    { .name = "zone",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 59,
        .label = N_("Time zone"),
        .hint = N_("Such as Europe/London, Europe/Stockholm, "
                   "Africa/Nairobi") },
    { .name = "every",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = forum_every,
        .word = every_word,
        .label = N_("Meets") },
    { .name = "weekday",
        .kind = SHEET_CHOICE,
        .choices = forum_weekdays,
        .word = weekday_word,
        .label = N_("On which day of the week") },
    { .name = "months",
        .kind = SHEET_INT,
        .min = 1,
        .max = 24,
        .label = N_("Each so many months, or weeks"),
        .hint = N_("Empty: each"),
        .is_rare = true },
    { .name = "since",
        .kind = SHEET_DATE,
        .label = N_("First day from which it is counted"),
        .is_rare = true },
    { .name = "starts_at",
        .kind = SHEET_TEXT,
        .max = 5,
        .label = N_("Begins at"),
        .hint = N_("As 18:30") },
    { .name = "ends_at",
        .kind = SHEET_TEXT,
        .max = 5,
        .label = N_("Ends at"),
        .hint = N_("As 18:30") },
    { .name = "except_on",
        .kind = SHEET_TEXT,
        .max = 400,
        .label = N_("Days on which it does not meet"),
        .hint = N_("With ; between them: 2026-12-24; 2026-12-31"),
        .is_rare = true },
    { .name = "paper_days",
        .kind = SHEET_INT,
        .min = 0,
        .max = 60,
        .label = N_("Papers come so many days before"),
        .hint = N_("Later ones are said to be late. Empty: 7"),
        .is_rare = true },
    SHEET_ILLUSTRATIVE,
};

static const char *
forum_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db;
    const struct forum *x = row;
    struct zone zone;
    struct date date;
    *e = OK;
    struct arena_mark mark = arena_mark(a);
    bool is_zone = zone_load(&zone, a, x->zone) == OK;
    arena_rewind(a, mark);
    if (!is_zone)
        return SHEET_SAYS("zone", "there is no such time zone");
    if (!text_is_equal(x->every, TEXT("none")) && !text_is_known(x->weekday))
        return SHEET_SAYS("weekday", "say on which day of the week");
    if (text_is_known(x->starts_at) && forum_minutes(x->starts_at) < 0)
        return SHEET_SAYS("starts_at", "a time is written as 18:30");
    if (text_is_known(x->ends_at) && forum_minutes(x->ends_at) < 0)
        return SHEET_SAYS("ends_at", "a time is written as 18:30");
    if (text_is_known(x->ends_at) &&
        (!text_is_known(x->starts_at) ||
            forum_minutes(x->ends_at) <= forum_minutes(x->starts_at)))
        return SHEET_SAYS("ends_at", "it ends after it begins");
    for (text rest = x->except_on; text_is_known(rest);) {
        text day = text_trim(text_cut(rest, ';', &rest));
        if (!text_is_empty(day) && !date_parse(day, &date))
            return SHEET_SAYS("except_on", "a day is written as 2026-05-07");
    }
    return NULL;
}

const struct sheet forum_sheet = {
    SHEET_OF(forum),
    SHEET_COLUMNS(forum_columns),
    .each_prose = &forum_each_prose_query,
    .parts = parts,
    .part_labels = part_labels,
    .rule = forum_rule,
};

/* ---- forum_seat
 * ------------------------------------------------------------ */

static const struct sheet_column seat_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "forum",
        .field = "forum_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &forum_sheet,
        .label = N_("Group"),
        .holders = &forum_seat_of_forum_query },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 999,
        .label = N_("Place in the list") },
    { .name = "name",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 120,
        .label = N_("For whom"),
        .hint = N_("A community, an organisation, a role: Carers in the north "
                   "of the borough") },
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .ref = &side_sheet,
        .label = N_("Side"),
        .holders = &forum_seat_of_side_query },
    { .name = "n_seats",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 200,
        .label = N_("How many seats") },
};

const struct sheet forum_seat_sheet = {
    SHEET_OF(forum_seat),
    SHEET_COLUMNS(seat_columns),
};

/* ---- forum_holder
 * ------------------------------------------------------------ */

static const struct sheet_column holder_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "seat",
        .field = "seat_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &forum_seat_sheet,
        .label = N_("Seat") },
    { .name = "person",
        .field = "person_id",
        .kind = SHEET_REF,
        .ref = &person_sheet,
        .label = N_("Person") },
    { .name = "name", .kind = SHEET_TEXT, .max = 120, .label = N_("Name") },
    { .name = "since",
        .kind = SHEET_DATE,
        .is_required = true,
        .label = N_("Since") },
    { .name = "until",
        .kind = SHEET_DATE,
        .label = N_("Until, that day not included") },
    { .name = "is_named",
        .kind = SHEET_BOOL,
        .label = N_("They agreed that everybody may read their name") },
};

static const char *
holder_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    (void)db, (void)a;
    const struct forum_holder *x = row;
    *e = OK;
    return text_is_known(x->until) && text_compare(x->until, x->since) < 0
        ? SHEET_SAYS("until", "it ends before it begins")
        : NULL;
}

const struct sheet forum_holder_sheet = {
    SHEET_OF(forum_holder),
    SHEET_COLUMNS(holder_columns),
    .rule = holder_rule,
};
