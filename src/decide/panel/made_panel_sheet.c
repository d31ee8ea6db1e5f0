/* Made-up volunteers of an example's panel and what was done with them, as CSV
 * files: a row a volunteer, a row a step. */
#include "decide/panel/made_panel.h"

#include "base/date.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

enum { NOON = 43'200, DAY_S = 86'400, TICKET_MIN = 10'000 };

static int64_t
key_of_chance(void)
{
    return (int64_t)(entropy_bits() >> 1 | 1);
}

enum err
made_panel_forget(
    struct db *writer, [[maybe_unused]] struct arena *a, int64_t panel_id)
{
    enum err e = made_volunteers_remove(
        writer, (struct made_volunteers_remove_in){ panel_id }, NULL);
    return e == OK ? made_draws_remove(writer,
                         (struct made_draws_remove_in){ panel_id }, NULL)
                   : e;
}

/* May what is made up come in here at all? */
static const char *
may_be_made(struct db *db, struct arena *a, const struct lot *l, enum err *e)
{
    struct made_panel_people_row people;
    *e = made_panel_people(
        db, a, (struct made_panel_people_in){ l->row.id }, &people);
    if (*e != OK)
        return NULL;
    if (!l->row.is_illustrative)
        return SHEET_SAYS("panel",
            "volunteers are made up for what is marked illustrative alone: "
            "who volunteers comes in by no file");
    if (people.n > 0)
        return SHEET_SAYS("panel",
            "people have volunteered for this: nothing that was made up comes "
            "beside them");
    return NULL;
}

/* ---- made_volunteer ------------------------------------------------------ */

static const struct sheet_column volunteer_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "panel",
        .field = "panel_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &panel_sheet },
    { .name = "ticket",
        .kind = SHEET_INT,
        .is_required = true,
        .min = TICKET_MIN,
        .max = LOT_TICKET_MAX },
    { .name = "said", .kind = SHEET_TEXT, .max = 1'000 },
    { .name = "household", .kind = SHEET_TEXT, .max = 60 },
    { .name = "lang", .kind = SHEET_LANG, .is_required = true },
    { .name = "name", .kind = SHEET_TEXT, .max = 120 },
};

/* "Area: North; Age: 16 to 29" into the values of a step; what is not named
 * was rather not said. */
static const char *
read_said(const struct lot *l, text said, text values[LOT_FEATURES_MAX])
{
    for (int f = 0; f < LOT_FEATURES_MAX; f++)
        values[f] = TEXT("");
    while (text_is_known(said)) {
        text value, part = text_trim(text_cut(said, ';', &said));
        text name = text_trim(text_cut(part, ':', &value));
        int at = 0;
        if (text_is_empty(part))
            continue;
        value = text_trim(value);
        while (at < l->n_features && !text_is_equal(l->features[at].name, name))
            at++;
        for (ptrdiff_t i = 0; at < l->n_features && i < l->features[at].n_lines;
             i++)
            if (text_is_equal(l->features[at].lines[i].value, value))
                values[at] = l->features[at].lines[i].value;
        if (at == l->n_features || text_is_empty(values[at]))
            return SHEET_SAYS("said",
                "features and values of panel_line.csv: Area: North; Age: 16 "
                "to 29");
    }
    return NULL;
}

/* As if they had volunteered: `old_ticket` is what the row was before, or 0. */
static enum err
volunteer(struct db *writer, struct arena *a, const struct made_volunteer *x,
    const struct lot *l, const text *values, int64_t old_ticket)
{
    struct panel_volunteer old,
        v = { .id = key_of_chance(),
            .panel_id = x->panel_id,
            .ticket = x->ticket,
            .way = TEXT("file"),
            .lang = x->lang,
            .household = x->household,
            .standing = TEXT("in") };
    int64_t n = 0;
    enum err e = panel_volunteer_with(writer, a,
        (struct panel_volunteer_with_in){ x->panel_id, old_ticket }, &old);
    if (e == OK)
        e = lot_leave(writer, a, old.id, 0);
    if (e == OK || e == ERR_NOT_FOUND)
        e = panel_volunteer_insert(writer, &v, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    for (int i = 0; e == OK && i < l->n_features; i++)
        e = panel_answer_insert(writer,
            (struct panel_answer_insert_in){ .id = key_of_chance(),
                .panel_id = x->panel_id,
                .volunteer_id = v.id,
                .feature = l->features[i].name,
                .value = values[i] },
            NULL);
    return e;
}

/* They are made here, so that the steps of made_draw.csv find them. */
static const char *
volunteer_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    const struct made_volunteer *x = row;
    struct lot *l = arena_new(a, struct lot, 1);
    struct panel_volunteer other;
    struct made_volunteer old = { 0 };
    text values[LOT_FEATURES_MAX];
    *e = lot_load(db, a, x->panel_id, 0, l);
    const char *broken = *e == OK ? may_be_made(db, a, l, e) : NULL;
    if (*e != OK || broken != NULL)
        return broken;
    if (!lot_is(l->row.status, "open"))
        return SHEET_SAYS("panel",
            "people volunteer while it is open: after that no file changes who "
            "did");
    if (l->n_volunteers >= LOT_POOL_MAX)
        return SHEET_SAYS("panel", "more cannot volunteer");
    broken = read_said(l, x->said, values);
    if (broken != NULL)
        return broken;
    *e = made_volunteer_get(
        db, a, (struct made_volunteer_get_in){ .id = x->id }, &old);
    if (*e == OK && old.panel_id != x->panel_id)
        return SHEET_SAYS("panel", "it stays where it is");
    if (*e == OK || *e == ERR_NOT_FOUND)
        *e = panel_volunteer_with(db, a,
            (struct panel_volunteer_with_in){ x->panel_id, x->ticket }, &other);
    if (*e == OK && x->ticket != old.ticket)
        return SHEET_SAYS("ticket", "somebody else has this ticket");
    if (*e == OK || *e == ERR_NOT_FOUND)
        *e = volunteer(db, a, x, l, values, old.ticket);
    return NULL;
}

const struct sheet made_volunteer_sheet = {
    .table = "made_volunteer",
    .shape = &made_volunteer_shape,
    SHEET_COLUMNS(volunteer_columns),
    .find = &made_volunteer_find_query,
    .get = &made_volunteer_get_query,
    .insert = &made_volunteer_insert_query,
    .update = &made_volunteer_update_query,
    .each = &made_volunteer_each_query,
    .rule = volunteer_rule,
    .rule_asks = true,
};

/* ---- made_draw ----------------------------------------------------------- */

static const char *const whats[] = { "source", "freeze", "draw", "confirm",
    "accept", "decline", "leave", "replace", "reserves", "end", NULL };

static const struct sheet_column draw_columns[] = {
    SHEET_CODE_OF_ITS_OWN,
    { .name = "panel",
        .field = "panel_id",
        .kind = SHEET_REF,
        .is_required = true,
        .ref = &panel_sheet },
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
    { .name = "said", .kind = SHEET_TEXT, .max = 2'000 },
    { .name = "words", .kind = SHEET_TEXT, .max = 1'000 },
};

struct drawing {
    struct db *writer;
    struct arena *a;
    const struct made_draw *x;
    struct lot lot;
    int64_t now;
};

static const char *
take_step(struct drawing *d, db_step *step, enum err *e)
{
    struct lot_turning t = { .id = d->x->panel_id,
        .now = d->now,
        .today = d->x->done_on,
        .a = text_is_known(d->x->words) ? d->x->words : d->x->said };
    struct why why = { 0 };
    int64_t n = 0;
    if (step == lot_source_step)
        t.b = d->x->said;
    if (step == lot_draw_step)
        t.a = d->x->said;
    if (step == lot_replace_step)
        t.is_wide = text_is_equal(d->x->said, TEXT("wide"));
    if (step == lot_reserves_step) {
        if (!text_parse_int(d->x->said, &n) || n < 1 || n > LOT_SIZE_MAX)
            return SHEET_SAYS("said", "how many");
        t.way = n;
    }
    *e = step(d->writer, d->a, &t);
    if (*e == ERR_CONFLICT && t.fault != NULL) {
        *e = OK;
        return SHEET_SAYS("what",
            "this cannot be done now; its page says which steps come before");
    }
    if (*e == OK &&
        (step == lot_freeze_step || step == lot_replace_step ||
            step == lot_reserves_step))
        *e = lot_list_now(d->writer, d->a, d->x->panel_id, d->now, &why);
    if (*e != ERR_BAD_INPUT && *e != ERR_CONFLICT)
        return NULL;
    *e = OK;
    return SHEET_SAYS("what", "no list of panels comes of this");
}

/* "12345 23456", or "all" who are asked. */
static const char *
take_replies(struct drawing *d, const char *standing, enum err *e)
{
    struct panel_volunteer *rows;
    ptrdiff_t n, n_done = 0;
    bool are_all = text_is_equal(d->x->said, TEXT("all"));
    const char *was =
        text_is_equal(text_of(standing), TEXT("left")) ? "accepted" : "asked";
    *e = panel_standing(d->writer, d->a,
        (struct panel_standing_in){ .panel_id = d->x->panel_id,
            .standing = text_of(was),
            .n_rows = LOT_SIZE_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; *e == OK && i < n; i++) {
        struct made_volunteer_with_row who;
        if (!are_all && !lot_has_ticket(d->x->said, rows[i].ticket))
            continue;
        *e = made_volunteer_with(d->writer, d->a,
            (struct made_volunteer_with_in){ d->x->panel_id, rows[i].ticket },
            &who);
        struct lot_reply reply = { .panel_id = d->x->panel_id,
            .volunteer_id = rows[i].id,
            .now = d->now,
            .standing = text_of(standing),
            .name = who.name,
            .is_named = text_is_known(who.name) };
        if (*e == OK)
            *e = lot_reply_step(d->writer, d->a, &reply);
        n_done++;
    }
    if (*e == OK && n_done == 0)
        return SHEET_SAYS("said",
            "tickets of those who are asked, with a space between, or all");
    return NULL;
}

static const char *
take(struct drawing *d, enum err *e)
{
    static const struct {
        const char *what;
        db_step *step;
        const char *standing;
    } ways[] = {
        { "source", lot_source_step, NULL },
        { "freeze", lot_freeze_step, NULL },
        { "draw", lot_draw_step, NULL },
        { "confirm", lot_confirm_step, NULL },
        { "accept", NULL, "accepted" },
        { "decline", NULL, "declined" },
        { "leave", NULL, "left" },
        { "replace", lot_replace_step, NULL },
        { "reserves", lot_reserves_step, NULL },
        { "end", lot_end_step, NULL },
    };
    size_t i = 0;
    while (!lot_is(d->x->what, ways[i].what))
        i++; /* the column allows no other */
    bool has_words = text_is_known(d->x->words);
    struct date day;
    if (lot_is(d->x->what, "source") &&
        (!has_words || !date_parse(d->x->said, &day)))
        return SHEET_SAYS("said",
            "the day of the public number, as 2026-05-07; words: where it "
            "comes from");
    if (lot_is(d->x->what, "draw") && !text_is_known(d->x->said))
        return SHEET_SAYS("said", "the public number, as it was seen");
    return ways[i].step != NULL ? take_step(d, ways[i].step, e)
                                : take_replies(d, ways[i].standing, e);
}

static const char *
may_take(struct drawing *d, enum err *e)
{
    const struct made_draw *x = d->x;
    struct made_draw old;
    struct made_draw_last_row last = { 0 };
    *e = made_draw_get(
        d->writer, d->a, (struct made_draw_get_in){ .id = x->id }, &old);
    if (*e == OK)
        return SHEET_SAYS("code", "a step that was taken stays as it was");
    if (*e == ERR_NOT_FOUND)
        *e = lot_load(d->writer, d->a, x->panel_id, d->now, &d->lot);
    const char *broken =
        *e == OK ? may_be_made(d->writer, d->a, &d->lot, e) : NULL;
    if (*e != OK || broken != NULL)
        return broken;
    *e = made_draw_last(
        d->writer, d->a, (struct made_draw_last_in){ x->panel_id }, &last);
    if (*e == ERR_NOT_FOUND)
        *e = OK;
    if (*e == OK && text_compare(x->done_on, day_of(d->a, now_s())) > 0)
        return SHEET_SAYS("done_on", "this day is still to come");
    if (*e == OK && x->position != last.position + 1)
        return SHEET_SAYS("position", "steps come in their order, from 1");
    if (*e == OK && text_is_known(last.done_on) &&
        text_compare(x->done_on, last.done_on) < 0)
        return SHEET_SAYS("done_on", "this day is before the step before it");
    return NULL;
}

/* The step is taken here, where what is wrong can be said of its row. */
static const char *
draw_rule(struct db *db, struct arena *a, const void *row, enum err *e)
{
    struct drawing *d = arena_new(a, struct drawing, 1);
    struct date day;
    *d = (struct drawing){ .writer = db, .a = a, .x = row };
    if (!date_parse(d->x->done_on, &day))
        return NULL;
    d->now = date_to_days(day) * (int64_t)DAY_S + NOON;
    const char *broken = may_take(d, e);
    return *e == OK && broken == NULL ? take(d, e) : broken;
}

const struct sheet made_draw_sheet = {
    .table = "made_draw",
    .shape = &made_draw_shape,
    SHEET_COLUMNS(draw_columns),
    .find = &made_draw_find_query,
    .get = &made_draw_get_query,
    .insert = &made_draw_insert_query,
    .update = &made_draw_update_query,
    .each = &made_draw_each_query,
    .rule = draw_rule,
    .rule_asks = true,
};
