/* Steps that were made up for an example's proposal, as a CSV file: taken one
 * after another as if people had taken them, by the same functions, so that
 * states, objections and what is agreed follow from the log and from nothing
 * else. Only of what is marked illustrative, and that nobody answered. */
#include "decide/proposal/proposal_sheet.h"

#include "base/date.h"
#include "decide/paragraph/paragraph.h"
#include "decide/paragraph/proposal_text.h"
#include "decide/proposal/made_step.sql.h"
#include "decide/proposal/proposal_clock.h"
#include "decide/proposal/proposal_units.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

enum { NOON = 43'200, DAY_S = 86'400, LISTED_DAYS = 8 };

static const char *const whats[] = { "open", "hands", "position", "outreach",
    "amend", "close", NULL };

static const struct sheet_column columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "proposal",
        .field = "proposal_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &proposal_sheet },
    { .name = "position",
        .kind = SHEET_INT,
        .is_required = true,
        .min = 1,
        .max = 1'000 },
    { .name = "done_on", .kind = SHEET_DATE, .is_required = true },
    { .name = "what",
        .kind = SHEET_CHOICE,
        .is_required = true,
        .choices = whats },
    { .name = "unit",
        .field = "unit_id",
        .kind = SHEET_REF,
        .ref = &proposal_unit_sheet },
    { .name = "agree", .kind = SHEET_INT, .min = 0, .max = 100 },
    { .name = "live", .kind = SHEET_INT, .min = 0, .max = 100 },
    { .name = "object", .kind = SHEET_INT, .min = 0, .max = 100 },
    { .name = "unsure", .kind = SHEET_INT, .min = 0, .max = 100 },
    { .name = "said", .kind = SHEET_TEXT, .max = 40 },
    { .name = "words", .kind = SHEET_TEXT, .max = PROPOSAL_BODY_MAX },
    { .name = "mend", .kind = SHEET_TEXT, .max = 4000 },
    { .name = "until_on", .kind = SHEET_DATE },
};

struct step {
    struct db *writer;
    struct arena *a;
    const struct made_step *x;
    struct proposal_whole p;
    int64_t now, asking; /* the how-manieth asking, from 1 */
};

static const struct proposal_unit *
unit_of(const struct step *s)
{
    for (ptrdiff_t i = 0; i < s->p.n_units; i++)
        if (s->x->has_unit_id && s->p.units[i].id == s->x->unit_id)
            return &s->p.units[i];
    return NULL;
}

/* ---- Each kind ----------------------------------------------------------- */

/* Who says yes on one side alone agrees with nobody. */
static bool
has_two_sides(const struct proposal_whole *p)
{
    bool are_two = false;
    for (ptrdiff_t i = 1; i < p->n_units; i++)
        are_two |= p->units[i].side_id != p->units[0].side_id;
    return are_two;
}

/* As open_one of proposal_open_pages.c, without asking who leads, nor who
 * answers for an organisation: nobody does. */
static const char *
take_open(struct step *s, enum err *e)
{
    struct proposal *row = &s->p.row;
    struct proposal_asking asking;
    text today = s->x->done_on;
    bool is_first = text_is_equal(row->status, TEXT("draft"));
    if (!proposal_decides(row->level))
        return SHEET_SAYS("proposal", "of this level nothing is agreed");
    if (is_first && !has_two_sides(&s->p))
        return SHEET_SAYS(
            "proposal", "two sides or more have somebody on its list");
    if (!is_first && !text_is_equal(row->status, TEXT("closed")))
        return SHEET_SAYS("what",
            "asking opens on a draft, or between two "
            "askings");
    if (!text_is_known(s->x->until_on) ||
        text_compare(s->x->until_on, today) <= 0)
        return SHEET_SAYS("until_on", "asking has a last day, and a later one");
    if (text_compare(s->x->until_on, day_of(s->a, now_s())) >= 0)
        return SHEET_SAYS("until_on",
            "what is made up is over before today: what people are asked now "
            "is for people");
    *e = proposal_asking_load(s->writer, s->a, row->id, &asking);
    if (*e == OK && is_first) {
        row->is_made = true;
        *e = paragraphs_keep(s->writer, s->a,
            &(struct wording_given){ .proposal_id = row->id,
                .version = row->version,
                .body = row->body,
                .today = today });
        asking.listed_on = proposal_day_after(s->a, today, -LISTED_DAYS);
        asking.challenge_until = proposal_day_after(s->a, today, -1);
        if (*e == OK)
            *e = proposal_freeze(s->writer, s->a, &s->p, s->now);
        row->opened_on = today;
    }
    row->status = TEXT("open");
    row->closes_on = s->x->until_on;
    asking.asked_on = today;
    asking.n_reminded = 0;
    if (*e == OK)
        *e = proposal_update(s->writer, row, NULL);
    if (*e == OK)
        *e = proposal_asking_save(s->writer, &asking);
    return NULL;
}

static const char *
take_hands(struct step *s, enum err *e)
{
    const struct made_step *x = s->x;
    const char *fault;
    *e = proposal_take_hands(s->writer, s->a,
        &(struct proposal_hands){ .proposal_id = x->proposal_id,
            .unit_id = x->unit_id,
            .words = TEXT(""),
            .n_agree = x->agree,
            .n_live = x->live,
            .n_object = x->object,
            .n_unsure = x->unsure,
            .reason = text_is_known(x->words) ? x->words : TEXT(""),
            .mend = x->mend,
            .is_shown = true,
            .is_made = true,
            .now = s->now },
        &fault);
    if (*e != ERR_CONFLICT || fault == NULL)
        return NULL;
    *e = OK;
    return SHEET_SAYS("what", "no hands can be counted of this one now");
}

static const char *
take_position(struct step *s, enum err *e)
{
    static const char *const said[] = { "", "agree", "live", "object",
        "stand_aside", NULL };
    const char *fault;
    int value = 1;
    while (
        said[value] != NULL && !text_is_equal(s->x->said, text_of(said[value])))
        value++;
    if (said[value] == NULL)
        return SHEET_SAYS("said", "agree, live, object or stand_aside");
    *e = proposal_take_position(s->writer, s->a,
        &(struct proposal_position){ .proposal_id = s->x->proposal_id,
            .unit_id = s->x->unit_id,
            .words = text_is_known(s->x->words) ? s->x->words : TEXT(""),
            .position = (enum cp_position)value,
            .ground =
                value == CP_POSITION_OBJECT ? CP_GROUND_MONEY : CP_GROUND_NONE,
            .is_made = true,
            .now = s->now },
        &fault);
    if (*e != ERR_CONFLICT || fault == NULL)
        return NULL;
    *e = OK;
    return SHEET_SAYS("what", "this one can say nothing as one now");
}

static const char *
take_outreach(struct step *s, enum err *e)
{
    const struct proposal_unit *unit = unit_of(s);
    int64_t n = 0;
    int route = proposal_route_number(s->x->said);
    bool is_on = text_is_equal(s->p.row.status, TEXT("open")) ||
        text_is_equal(s->p.row.status, TEXT("closed"));
    if (route < 0)
        return SHEET_SAYS("said",
            "a way of reaching people: letter, visit, "
            "school, ...");
    if (unit == NULL || !is_on)
        return SHEET_SAYS("what", "nobody can be reached out to now");
    struct cp_event event = { .kind = CP_EVENT_OUTREACH,
        .day = (int32_t)(s->now / DAY_S),
        .unit = (int32_t)unit->number,
        .number = (int32_t)s->asking,
        .route = route };
    *e = proposal_outreach_add(s->writer,
        (struct proposal_outreach_add_in){ .id = key_new(),
            .proposal_id = s->x->proposal_id,
            .unit = unit->number,
            .round = s->asking,
            .route = s->x->said,
            .note = text_is_known(s->x->words) ? s->x->words : TEXT(""),
            .done_on = s->x->done_on },
        &n);
    if (*e == OK && n == 0)
        return SHEET_SAYS("said", "this way is on record already");
    if (*e == OK)
        *e = proposal_log_add(
            s->writer, s->a, s->x->proposal_id, &event, s->now);
    return NULL;
}

static const char *
take_amend(struct step *s, enum err *e)
{
    const char *fault;
    if (!text_is_known(s->x->words))
        return SHEET_SAYS("words", "the text as it reads from now on");
    *e = proposal_next_version(s->writer, s->a, &s->p,
        &(struct proposal_next){ .amend = CP_AMEND_SUBSTANCE,
            .body = s->x->words,
            .is_made = true,
            .now = s->now },
        &fault);
    if (*e != ERR_CONFLICT || fault == NULL)
        return NULL;
    *e = OK;
    return SHEET_SAYS("what", "the text is changed between two askings");
}

static const char *
take_close(struct step *s, enum err *e)
{
    const char *fault;
    *e = proposal_close(s->writer, s->a, s->x->proposal_id, 0, s->now, &fault);
    if (*e != ERR_CONFLICT || fault == NULL)
        return NULL;
    *e = OK;
    return SHEET_SAYS("what", "asking closes on the day after its last");
}

/* ---- May it be taken? ---------------------------------------------------- */

static const char *
may_take(struct step *s, enum err *e)
{
    const struct made_step *x = s->x;
    struct made_step old;
    struct made_step_last_row last = { 0 };
    struct made_step_of_proposal_row of;
    bool is_draft = text_is_equal(s->p.row.status, TEXT("draft"));
    *e = made_step_get(
        s->writer, s->a, (struct made_step_get_in){ .id = x->id }, &old);
    if (*e == OK)
        return SHEET_SAYS("code", "a step that was taken stays as it was");
    if (*e == ERR_NOT_FOUND)
        *e = made_step_of_proposal(s->writer, s->a,
            (struct made_step_of_proposal_in){ x->proposal_id }, &of);
    if (*e != OK)
        return NULL;
    if (!s->p.row.is_illustrative)
        return SHEET_SAYS("proposal",
            "steps are made up for what is marked illustrative alone");
    if (of.has_people || (!of.is_made && !is_draft))
        return SHEET_SAYS("proposal",
            "people were asked about this here: what came of it is changed by "
            "no file");
    *e = made_step_last(
        s->writer, s->a, (struct made_step_last_in){ x->proposal_id }, &last);
    if (*e == ERR_NOT_FOUND)
        *e = OK;
    s->asking = last.n_closed + 1;
    if (*e == OK && text_compare(x->done_on, day_of(s->a, now_s())) > 0)
        return SHEET_SAYS("done_on", "this day is still to come");
    if (*e == OK && x->position != last.position + 1)
        return SHEET_SAYS("position", "steps come in their order, from 1");
    if (*e == OK && text_is_known(last.done_on) &&
        text_compare(x->done_on, last.done_on) < 0)
        return SHEET_SAYS("done_on", "this day is before the step before it");
    if (*e == OK && x->has_unit_id && unit_of(s) == NULL)
        return SHEET_SAYS("unit", "this one is not on its list");
    return NULL;
}

/* The step is taken here, where what is wrong can be said of its row. */
static const char *
step_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    static const char *(*const takes[])(
        struct step *, enum err *) = { take_open, take_hands, take_position,
        take_outreach, take_amend, take_close };
    struct step s = { .writer = db, .a = a, .x = row };
    struct date day;
    if (!date_parse(s.x->done_on, &day))
        return NULL;
    s.now = date_to_days(day) * (int64_t)DAY_S + NOON;
    *e = proposal_whole_load(db, a, s.x->proposal_id, &s.p);
    if (*e != OK)
        return NULL;
    const char *broken = may_take(&s, e);
    for (int i = 0; *e == OK && broken == NULL && whats[i] != NULL; i++)
        if (text_is_equal(s.x->what, text_of(whats[i])))
            broken = takes[i](&s, e);
    return broken;
}

const struct sheet made_step_sheet = {
    .table = "made_step",
    .shape = &made_step_shape,
    SHEET_COLUMNS(columns),
    .find = &made_step_find_query,
    .get = &made_step_get_query,
    .insert = &made_step_insert_query,
    .update = &made_step_update_query,
    .each = &made_step_each_query,
    .rule = step_rule,
    .rule_asks = true,
};
