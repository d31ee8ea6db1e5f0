/* Facts and their kinds as CSV files. */
#include "mirror/facts.h"

#include "network/network.h"

static const char *const topics[] = { "population", "staff", "facilities",
    "burden", "money", NULL };

const char *
fact_topic_word(text topic)
{
    static const char *const words[] = { N_("Population"), N_("Staff"),
        N_("Facilities"), N_("Burden of disease"), N_("Money") };
    for (int i = 0; topics[i] != NULL; i++)
        if (text_is_equal(topic, text_of(topics[i])))
            return words[i];
    return N_("Other");
}

static const char *const kind_parts[] = { "name", "definition", NULL };
static const char *const kind_labels[] = { N_("Its name, in other languages"),
    N_("What exactly is counted"), NULL };

static const struct sheet_column kind_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "name",
        .kind = SHEET_NAME,
        .is_required = true,
        .label = N_("Name") },
    { .name = "topic",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = topics,
        .label = N_("About what"),
        .word = fact_topic_word },
    { .name = "unit",
        .kind = SHEET_TEXT,
        .max = 60,
        .label = N_("Unit"),
        .hint = N_("Such as: beds, US dollars a year. Empty for plain "
                   "numbers.") },
    { .name = "per",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 0,
        .max = 1'000'000,
        .label = N_("For how many inhabitants"),
        .hint = N_("1000 or 100000. 0: values stand beside each other as they "
                   "are, such as shares and money for a person.") },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 0,
        .max = 10'000,
        .label = N_("Position"),
        .is_rare = true },
    { .name = "is_population",
        .kind = SHEET_BOOL,
        .label = N_("It counts the inhabitants, by whom others are divided"),
        .is_rare = true },
};

const struct sheet fact_kind_sheet = {
    SHEET_OF(fact_kind),
    SHEET_COLUMNS(kind_columns),
    .each_prose = &fact_kind_each_prose_query,
    .parts = kind_parts,
    .part_labels = kind_labels,
};

static const struct sheet_column fact_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &side_sheet,
        .label = N_("Side"),
        .holders = &fact_of_side_query },
    { .name = "kind",
        .field = "kind_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &fact_kind_sheet,
        .label = N_("What is counted"),
        .holders = &fact_of_kind_query },
    { .name = "year",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1900,
        .max = 2100,
        .label = N_("Year") },
    { .name = "value",
        .kind = SHEET_REAL,
        .is_required = true,
        .min = 0,
        .max = 1e15,
        .label = N_("Number") },
    { .name = "defined_as",
        .kind = SHEET_TEXT,
        .max = 300,
        .label = N_("Counted otherwise: how"),
        .hint = N_("Empty when it is counted just as the definition says.") },
    { .name = "source",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 300,
        .is_found = true,
        .label = N_("Source") },
    { .name = "link", .kind = SHEET_URL, .max = 500, .label = N_("Link") },
    SHEET_ILLUSTRATIVE,
};

const struct sheet fact_sheet = {
    SHEET_OF(fact),
    SHEET_COLUMNS(fact_columns),
};
