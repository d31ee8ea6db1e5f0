/* Questions to begin with, so that nobody has to think them up; and the sheets
 * of questions and groups. */
#include "decide/heard/about_inside.h"

#include "network/network.h"

const struct about_house about_house[ABOUT_TOPICS] = {
    { "age", N_("Age"), N_("How old are you?"),
        N_("So that we see whether young and old are heard."),
        { N_("Under 18"), N_("18 to 29"), N_("30 to 44"), N_("45 to 59"),
            N_("60 to 74"), N_("75 or older") } },
    { "area", N_("Where people live"), N_("Where do you live?"),
        N_("So that we see which places are not heard yet."), { NULL } },
    { "sex", N_("Sex and gender"), N_("Which of these are you?"),
        N_("So that we see whether women and men are heard alike."),
        { N_("A woman or a girl"), N_("A man or a boy"),
            N_("In another way") } },
    { "language", N_("Language"), N_("Which language do you speak at home?"),
        N_("So that we know in which languages to ask."), { NULL } },
    { "disability", N_("Disability"),
        N_("Does an illness or a disability make your days harder?"),
        N_("So that we see whether it is made easy enough to take part."),
        { N_("Yes, a lot"), N_("Yes, a little"), N_("No") } },
    { "ethnicity", N_("Ethnic group"),
        N_("Which ethnic group do you feel part of?"),
        N_("So that we see whether people of all backgrounds are heard."),
        { NULL } },
    { "own", N_("A question of our own"), NULL, NULL, { NULL } },
};

const char *
about_house_phrase(text words)
{
    for (int i = 0; i < ABOUT_TOPICS - 1; i++) {
        const struct about_house *h = &about_house[i];
        if (text_is_equal(words, text_of(h->name)))
            return h->name;
        if (text_is_equal(words, text_of(h->why)))
            return h->why;
        for (int g = 0; g < ABOUT_HOUSE_GROUPS && h->groups[g] != NULL; g++)
            if (text_is_equal(words, text_of(h->groups[g])))
                return h->groups[g];
    }
    return NULL;
}

const char *
about_topic_word(text topic)
{
    for (int i = 0; i < ABOUT_TOPICS; i++)
        if (text_is_equal(topic, text_of(about_house[i].topic)))
            return about_house[i].word;
    return N_("A question of our own");
}

/* ---- Questions as a CSV file --------------------------------------------- */

static const char *const topics[] = { "age", "area", "sex", "language",
    "disability", "ethnicity", "own", NULL };
static const char *const question_parts[] = { "name", "why", NULL };
static const char *const question_labels[] = {
    N_("The question, in other languages"),
    N_("What it is asked for, in other languages"), NULL
};

static const struct sheet_column question_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "partnership",
        .field = "partnership_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &partnership_sheet,
        .label = N_("Partnership"),
        .holders = &about_question_of_partnership_query },
    { .name = "side",
        .field = "side_id",
        .kind = SHEET_REF,
        .ref = &side_sheet,
        .label = N_("Of which side people are asked"),
        .hint = N_("Empty: of all. Where people live, for one, differs from "
                   "side to side."),
        .holders = &about_question_of_side_query },
    { .name = "topic",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = topics,
        .word = about_topic_word,
        .label = N_("What it is about") },
    { .name = "name",
        .kind = SHEET_TEXT,
        .is_required = true,
        .is_found = true,
        .label = N_("The question") },
    { .name = "why",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = 300,
        .label = N_("What it is asked for"),
        .hint = N_("It stands beside the question. What nobody needs to know "
                   "is not asked.") },
    { .name = "source",
        .kind = SHEET_TEXT,
        .max = 300,
        .label = N_("Who counted how many live there"),
        .hint = N_("Such as: census, table TS007. The numbers stand with each "
                   "group.") },
    { .name = "year",
        .kind = SHEET_INT,
        .min = 1900,
        .max = 2100,
        .label = N_("In which year") },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 0,
        .max = 10'000,
        .label = N_("Position"),
        .is_rare = true },
    { .name = "is_on", .kind = SHEET_BOOL, .label = N_("It is asked now") },
    { .name = "is_crossed",
        .kind = SHEET_BOOL,
        .label = N_("Show it together with another that has this mark"),
        .hint = N_("Two questions of one partnership, such as age and place: "
                   "who is missing is often found only so."),
        .is_rare = true },
    SHEET_ILLUSTRATIVE,
};

/* Its side is one of its partnership; a partnership has a limit. */
static const char *
question_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct about_question *q = row;
    struct about_question_of_partnership_row *rows;
    struct about_side_row side = { 0 };
    ptrdiff_t n = 0;
    bool is_there = false;
    *e = OK;
    if (q->has_side_id)
        *e = about_side(db, a, (struct about_side_in){ q->side_id }, &side);
    if (*e == OK)
        *e = about_question_of_partnership(db, a,
            (struct about_question_of_partnership_in){
                .id = q->partnership_id, .n_rows = ABOUT_ROWS_MAX + 1 },
            &rows, &n);
    if (*e != OK)
        return NULL;
    for (ptrdiff_t i = 0; i < n; i++)
        is_there |= rows[i].id == q->id;
    if (q->has_side_id && side.partnership_id != q->partnership_id)
        return SHEET_SAYS("side", "this side is of another partnership");
    return !is_there && n >= ABOUT_ROWS_MAX
        ? SHEET_SAYS("partnership", "it has 24 questions already")
        : NULL;
}

/* What was answered is not taken from under the answers. */
static const char *
question_stays(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct about_question *q = row;
    struct about_question_answered_row *rows;
    ptrdiff_t n = 0;
    *e = about_question_answered(db, a,
        (struct about_question_answered_in){
            .question_id = q->id, .n_rows = 1 },
        &rows, &n);
    return *e == OK && n > 0
        ? N_("People have answered it. It can be turned off instead: then it "
             "is asked no more.")
        : NULL;
}

const struct sheet about_question_sheet = {
    SHEET_OF(about_question),
    SHEET_COLUMNS(question_columns),
    .each_prose = &about_question_each_prose_query,
    .parts = question_parts,
    .part_labels = question_labels,
    .rule = question_rule,
    .rule_asks = true,
    .stays = question_stays,
};

/* ---- Groups -------------------------------------------------------------- */

static const char *const group_parts[] = { "name", NULL };
static const char *const group_labels[] = { N_("The group, in other languages"),
    NULL };

static const struct sheet_column group_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "question",
        .field = "question_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &about_question_sheet,
        .label = N_("The question"),
        .holders = &about_group_of_question_query },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 0,
        .max = 10'000,
        .label = N_("Position"),
        .is_rare = true },
    { .name = "name",
        .kind = SHEET_TEXT,
        .is_required = true,
        .max = ABOUT_LETTERS,
        .is_found = true,
        .label = N_("The group") },
    { .name = "population",
        .kind = SHEET_REAL,
        .min = 0,
        .max = 1e10,
        .label = N_("How many live there"),
        .hint = N_("A number of people, or a share such as 0.21; for all "
                   "groups of a question the same.") },
    SHEET_ILLUSTRATIVE,
    { .name = "is_child",
        .kind = SHEET_BOOL,
        .label = N_("Under 18"),
        .hint = N_("Whoever chooses it is asked for the yes of a parent or "
                   "guardian, and for their own."),
        .is_rare = true },
};

static const char *
group_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct about_group *g = row;
    struct about_group_of_question_row *rows;
    ptrdiff_t n = 0;
    bool is_there = false;
    *e = about_group_of_question(db, a,
        (struct about_group_of_question_in){
            .id = g->question_id, .n_rows = ABOUT_GROUPS_MAX + 1 },
        &rows, &n);
    for (ptrdiff_t i = 0; *e == OK && i < n; i++)
        is_there |= rows[i].id == g->id;
    return *e == OK && !is_there && n >= ABOUT_GROUPS_MAX
        ? SHEET_SAYS("question", "it has 40 groups already")
        : NULL;
}

static const char *
group_stays(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct about_group *g = row;
    struct about_group_answered_row *rows;
    ptrdiff_t n = 0;
    *e = about_group_answered(db, a,
        (struct about_group_answered_in){ .question_id = g->question_id,
            .group_id = g->id,
            .has_group_id = true,
            .n_rows = 1 },
        &rows, &n);
    return *e == OK && n > 0
        ? N_("People have chosen it. Its name can be changed, and a new group "
             "added beside it.")
        : NULL;
}

const struct sheet about_group_sheet = {
    SHEET_OF(about_group),
    SHEET_COLUMNS(group_columns),
    .each_prose = &about_group_each_prose_query,
    .parts = group_parts,
    .part_labels = group_labels,
    .rule = group_rule,
    .rule_asks = true,
    .stays = group_stays,
};
