/* How a log is read: its first lines are looked at, what they seem to be is
 * offered, and what somebody said of them goes to the job. */
#include "mirror/flows.h"

#include "keep/once.h"
#include "people/people.h"
#include "text/zone.h"

/* XES' own key for it; of a table any column that has such a name. */
#define LIFECYCLE "lifecycle:transition"

struct read_form {
    text who, what, when, zone, days, also, cycle, born, names, keep;
    bool same;
};
enum { N_READ = 11, FIRST_BYTES = 256 * 1024 };
static const char *const keeps[] = { "no", "90", "365", NULL };
static const char *const keep_words[] = {
    N_("Delete them as soon as they are read"), N_("Keep them for 90 days"),
    N_("Keep them for a year"), NULL
};
static const char *const days[] = { "day", "month", NULL };
static const char *const day_words[] = { N_("03/04 is the 3rd of April"),
    N_("03/04 is March 4th"), NULL };

static void
ask_for_columns(
    struct input *in, enum input_kind kind, const char *const *names)
{
    in[0] = (struct input)INPUT(struct read_form, who, kind, .choices = names,
        .choice_labels = names, .label = N_("Who: the column with the case"));
    in[1] = (struct input)INPUT(struct read_form, what, kind, .choices = names,
        .choice_labels = names, .label = N_("What: the column with the step"));
    in[2] = (struct input)INPUT(struct read_form, when, kind, .choices = names,
        .choice_labels = names, .label = N_("When: the column with the time"));
    in[6] = (struct input)INPUT(struct read_form, cycle, kind, .choices = names,
        .choice_labels = names,
        .label = N_("The column that says start and complete"),
        .hint = N_("Then a step counts when it is complete, and it is seen "
                   "how long it took itself. Empty: each row counts."));
    in[7] = (struct input)INPUT(struct read_form, born, kind, .choices = names,
        .choice_labels = names, .label = N_("The column with the day of birth"),
        .hint = N_("It becomes the age when the way began, in bands. Empty: "
                   "there is none."));
}

static const struct input *
read_inputs(struct request *rq, const struct walked_page *p)
{
    struct arena *a = rq->arena;
    struct input *in = arena_new(a, struct input, N_READ);
    const char **columns = arena_new(a, const char *, p->n_columns + 1);
    const char **names = arena_new(a, const char *, p->n_classifiers + 1);
    for (int i = 0; i < p->n_columns; i++)
        columns[i] = arena_c_string(a, p->columns[i]);
    for (int i = 0; i < p->n_classifiers; i++)
        names[i] = arena_c_string(a, p->classifiers[i]);
    ask_for_columns(in, p->n_columns > 0 ? INPUT_CHOICE : INPUT_TEXT,
        p->n_columns > 0 ? columns : NULL);
    in[3] = (struct input)INPUT(struct read_form, days, INPUT_CHOICE,
        .choices = days, .choice_labels = day_words,
        .label = N_("How days are written, where the column does not tell"));
    in[4] = (struct input)INPUT(struct read_form, zone, INPUT_TEXT,
        .label = N_("Time zone of its clocks"),
        .hint = N_("Such as: Africa/Nairobi or Europe/Stockholm"));
    in[5] = (struct input)INPUT(struct read_form, also, INPUT_TEXT, .max = 400,
        .label = N_("Columns by which to look for differences"),
        .hint = N_("With ; between them, such as: sex; age_group. No names, "
                   "no numbers of persons, no free words."));
    in[8] = (struct input)INPUT(struct read_form, names, INPUT_CHOICE,
        .choices = names, .choice_labels = names,
        .label = N_("What names its steps"),
        .hint = N_("This file says several ways. Empty: the usual one."));
    in[9] = (struct input)INPUT(struct read_form, same, INPUT_BOOL,
        .label = N_("What has the same time came in any order"),
        .hint = N_("For a register that knows the day alone: the order of "
                   "its rows then says nothing."));
    in[10] = (struct input)INPUT(struct read_form, keep, INPUT_CHOICE,
        .choices = keeps, .choice_labels = keep_words,
        .label = N_("The rows, without anybody's name"),
        .hint = N_("With them the log is judged anew when the pathway is "
                   "drawn otherwise. Only this program reads them."));
    return in;
}

/* The first lines, and what they are when they are read as the row says. */
static enum err
look_into(struct request *rq, struct walked_page *p, struct walked_read *first,
    struct why *why)
{
    p->has_lifecycle = false;
    walked_peek(rq->db, rq->arena, &p->row, p->columns, &p->n_columns, p->rows,
        &p->n_rows, &p->has_lifecycle);
    enum err e =
        walked_read(rq->db, rq->arena, &p->row, FIRST_BYTES, NULL, first, why);
    p->classifiers = first->report.classifiers;
    p->n_classifiers = first->report.n_classifiers;
    return e;
}

/* Shown at once when it is used, or wrong. */
static bool
has_more(const struct form *form)
{
    static const char *const rare[] = { "cycle", "born", "names", "same" };
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++)
        for (int k = 0; k < form->n_inputs; k++)
            if (text_is_equal(
                    text_of(form->inputs[k].name), text_of(rare[i])) &&
                (!text_is_empty(form->given[k]) ||
                    !text_is_empty(form->error[k])))
                return true;
    return false;
}

/* "lifecycle:transition", "Lifecycle", "event_lifecycle" */
static bool
says_lifecycle(text name)
{
    text word = TEXT("lifecycle");
    for (ptrdiff_t i = 0; i + word.len <= name.len; i++) {
        ptrdiff_t k = 0;
        while (k < word.len && (name.ptr[i + k] | ' ') == word.ptr[k])
            k++;
        if (k == word.len)
            return true;
    }
    return false;
}

static text
find_lifecycle(const struct walked_page *p)
{
    if (p->n_columns == 0)
        return p->has_lifecycle ? TEXT(LIFECYCLE) : (text){ 0 };
    for (int i = 0; i < p->n_columns; i++)
        if (says_lifecycle(p->columns[i]))
            return p->columns[i];
    return (text){ 0 };
}

void
walked_give_columns(
    struct request *rq, struct walked_page *p, struct form *form)
{
    struct walked_read *first = arena_new(rq->arena, struct walked_read, 1);
    struct why why = { 0 };
    const struct pathway_log *row = &p->row;
    enum err e = look_into(rq, p, first, &why);
    form_open(rq, read_inputs(rq, p), N_READ, form);
    text found[3] = { row->case_column, row->activity_column,
        row->time_column };
    static const char *const names[3] = { "who", "what", "when" };
    bool is_new = text_is_empty(found[0]);
    for (int i = 0; i < 3; i++) {
        if (text_is_empty(found[i]) && e == OK)
            found[i] = first->report.columns[i];
        if (!text_is_empty(found[i]))
            form_give(form, names[i], found[i]);
    }
    form_give(form, "zone", row->zone);
    form_give(form, "also", row->attributes);
    form_give(form, "days", row->day_order);
    form_give(
        form, "cycle", is_new ? find_lifecycle(p) : row->lifecycle_column);
    form_give(form, "born", row->birth_column);
    form_give(form, "names", row->classifier);
    form_give(form, "same", row->is_any_order ? TEXT("on") : TEXT(""));
    form_give(form, "keep", TEXT("no"));
    p->has_more = has_more(form);
    if (e == ERR_BAD_INPUT)
        p->trouble = arena_copy(rq->arena, text_of(why.text));
}

struct rules {
    struct pathway_log row;
    text token, address;
    int64_t actor_id;
};

static enum err
ask_reading(struct db *writer, struct arena *a, void *arg)
{
    struct rules *r = arg;
    struct pathway_log now;
    text first;
    int64_t n;
    enum err e = once_take(writer, a, r->token, r->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = pathway_log_get(
            writer, a, (struct pathway_log_get_in){ .id = r->row.id }, &now);
    if (e == OK && !now.has_file_id)
        e = ERR_CONFLICT; /* it was read meanwhile: what was found stands */
    if (e == OK)
        e = pathway_log_update(writer, &r->row, &n);
    return e == OK ? job_ask(writer, a, "pathway_read", r->row.id, r->actor_id)
                   : e;
}

/* Of a table it is known at once which columns there are; "case:sex" may be
 * called "sex" there, and back. */
static void
find_columns(
    struct view *v, const struct walked_page *p, struct form *form, text also)
{
    struct cp_names names = drawn_names(v->arena, also);
    for (int i = 0; i < names.n && p->n_columns > 0; i++) {
        text name = text_starts_with(names.names[i], TEXT("case:"))
            ? text_slice(names.names[i], 5, names.names[i].len)
            : names.names[i];
        bool is_there = p->n_columns == WALKED_COLUMNS_MAX; /* or more */
        for (int c = 0; c < p->n_columns; c++) {
            text column = p->columns[c];
            if (text_starts_with(column, TEXT("case:")))
                column = text_slice(column, 5, column.len);
            is_there |= text_is_equal(text_trim(column), name);
        }
        struct phrase_arg arg = arg_text(names.names[i]);
        if (!is_there && !text_is_equal(name, TEXT("age")))
            form_error(form, "also",
                say_with(v, N_("there is no column \"%s\""), 1, &arg));
    }
}

enum err
walked_read_send(struct request *rq, struct answer *an)
{
    struct walked_page *p = arena_new(rq->arena, struct walked_page, 1);
    struct read_form given = { 0 };
    struct form form;
    struct zone zone;
    struct why why = { 0 };
    enum err e = walked_load(rq, p);
    if (e == OK && !p->may_change)
        e = ERR_DENIED;
    if (e == OK && p->is_gone) {
        an->status = 409; /* the page says what to do */
        return walked_answer(rq, an, p, NULL);
    }
    if (e == OK && !p->row.has_file_id)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    ignore(look_into(rq, p, arena_new(rq->arena, struct walked_read, 1), &why));
    e = form_parse(rq, read_inputs(rq, p), N_READ, &form, &given);
    if (e != OK)
        return e;
    struct view v = view_in(rq->arena, rq->lang, 0);
    if (!text_is_empty(given.zone) &&
        zone_load(&zone, rq->arena, given.zone) != OK)
        form_error(&form, "zone",
            say(&v, N_("there is no such time zone; one is Africa/Nairobi")));
    find_columns(&v, p, &form, given.also);
    p->has_more = has_more(&form);
    if (form.n_errors > 0)
        return walked_answer(rq, an, p, &form);
    struct rules r = { .row = p->row,
        .token = form.token,
        .address = p->address,
        .actor_id = rq->actor.person_id };
    r.row.case_column = given.who;
    r.row.activity_column = given.what;
    r.row.time_column = given.when;
    r.row.zone = given.zone;
    r.row.day_order = text_is_empty(given.days) ? TEXT("") : given.days;
    r.row.attributes = given.also;
    r.row.lifecycle_column = given.cycle;
    r.row.birth_column = given.born;
    r.row.classifier = given.names;
    r.row.is_any_order = given.same;
    int64_t kept_days;
    r.row.rows_until = text_parse_int(given.keep, &kept_days)
        ? flows_rows_day(rq->arena, rq->now, kept_days)
        : (text){ 0 };
    e = db_write(rq->db, rq->arena, ask_reading, &r);
    if (e == OK)
        answer_redirect(rq, an, p->address);
    return e;
}
