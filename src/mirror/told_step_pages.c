/* A journey, one step a page: what happened, when, and, for who wishes, where,
 * what was waited for, what it cost. */
#include "mirror/told_form.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/draft.h"
#include "keep/once.h"
#include "mirror/told.html.h"
#include "os/entropy.h"
#include "people/people.h"

enum { N_STEP = 9, MONTHS = 48 };
static const char own[] = TOLD_OWN;
static const char *const thens[] = { "next", "end", "leave", NULL };

/* The steps that the list has, each name once. */
static void
collect(const struct cp_pathway_item *item, const char **names, int *n,
    struct arena *a, int room)
{
    if (item->kind == CP_PATHWAY_STEP) {
        for (int i = 0; i < *n; i++)
            if (text_is_equal(text_of(names[i]), item->name))
                return;
        if (*n < room && !text_is_equal(item->name, TEXT("-")))
            names[(*n)++] = arena_c_string(a, item->name);
    }
    for (int i = 0; i < item->n_items; i++)
        collect(item->items[i], names, n, a, room);
}

enum { NAMES_MAX = 520 };

static void
months_of(struct request *rq, const char **values, const char **labels)
{
    struct moment now = moment_of(rq->now);
    int year = now.date.year, month = now.date.month;
    for (int i = 0; i < MONTHS; i++) {
        text day = arena_print(rq->arena, "%04d-%02d-01", year, month);
        values[i] = arena_c_string(rq->arena, day);
        labels[i] =
            arena_c_string(rq->arena, lang_month(rq->lang, rq->arena, day));
        if (--month == 0) {
            month = 12;
            year--;
        }
    }
}

static const struct input *
step_inputs(struct request *rq, const struct told_loaded *x,
    const struct told_step *was, const char ***names, int *n_names)
{
    struct arena *a = rq->arena;
    struct input *in = arena_new(a, struct input, N_STEP);
    const char **values = arena_new(a, const char *, NAMES_MAX + 3);
    const char **months = arena_new(a, const char *, MONTHS + 2);
    const char **labels = arena_new(a, const char *, MONTHS + 2);
    *n_names = 0;
    for (int i = 0; x->d.is_read && i < x->d.pathway.n_rows; i++)
        collect(x->d.pathway.rows[i], values, n_names, a, NAMES_MAX);
    if (was != NULL && !text_is_empty(was->name)) { /* a step of before */
        bool is_there = false;
        for (int i = 0; i < *n_names; i++)
            is_there |= text_is_equal(text_of(values[i]), was->name);
        if (!is_there)
            values[(*n_names)++] = arena_c_string(a, was->name);
    }
    values[*n_names] = own;
    months_of(rq, months, labels);
    if (was != NULL && text_is_equal(was->dated, TEXT("month"))) {
        bool is_there = false;
        for (int i = 0; i < MONTHS; i++)
            is_there |= text_is_equal(text_of(months[i]), was->on_day);
        if (!is_there) {
            months[MONTHS] = arena_c_string(a, was->on_day);
            labels[MONTHS] =
                arena_c_string(a, lang_month(rq->lang, a, was->on_day));
        }
    }
    *names = values;
    in[0] = (struct input)INPUT(struct told_step_form, what, INPUT_CHOICE,
        .choices = values, .choice_labels = values,
        .label = N_("What happened"));
    in[1] = (struct input)INPUT(struct told_step_form, words, INPUT_TEXT,
        .max = TOLD_WORDS_MAX, .label = N_("Or say it in your own words"),
        .hint = N_("Please write nobody's name."));
    in[2] = (struct input)INPUT(struct told_step_form, day, INPUT_DATE,
        .label = N_("On this day"), .hint = N_("Such as 2026-05-07"));
    in[3] = (struct input)INPUT(struct told_step_form, month, INPUT_CHOICE,
        .choices = months, .choice_labels = labels,
        .label = N_("Or in this month"));
    in[4] = (struct input)INPUT(struct told_step_form, days, INPUT_TEXT,
        .max = 10, .label = N_("Or about so many days after the step before"),
        .hint = N_("0 is the same day; a month is about 30."));
    in[5] = (struct input)INPUT(struct told_step_form, where, INPUT_TEXT,
        .max = TOLD_WORD_MAX, .label = N_("Where"));
    in[6] = (struct input)INPUT(struct told_step_form, waited, INPUT_TEXT,
        .max = TOLD_WORD_MAX, .label = N_("What was waited for"));
    in[7] = (struct input)INPUT(struct told_step_form, cost, INPUT_TEXT,
        .max = TOLD_WORD_MAX, .label = N_("What it cost"),
        .hint = N_("Such as: 500 shillings for the bus"));
    in[8] = (struct input)INPUT(
        struct told_step_form, then, INPUT_CHOICE, .choices = thens);
    return in;
}

struct told_field
told_field(const struct form *form, const char *name)
{
    int i = 0;
    while (i < form->n_inputs &&
        !text_is_equal(text_of(form->inputs[i].name), text_of(name)))
        i++;
    require(i < form->n_inputs);
    return (
        struct told_field){ &form->inputs[i], form->given[i], form->error[i] };
}

bool
told_has_more(const struct form *form)
{
    static const char *const names[] = { "where", "waited", "cost" };
    for (int i = 0; i < 3; i++) {
        struct told_field f = told_field(form, names[i]);
        if (!text_is_empty(f.given) || text_is_known(f.error))
            return true;
    }
    return false;
}

/* ---- Which step ---------------------------------------------------------- */

static const struct input ask_inputs[] = {
    INPUT(struct told_step_ask, step, INPUT_KEY),
    INPUT(struct told_step_ask, before, INPUT_KEY),
};

static struct told_place
find_place(struct request *rq, const struct told_loaded *x)
{
    struct told_place p = { .at = x->n_steps };
    query_parse(rq, ask_inputs, 2, &p.ask);
    int64_t wanted = p.ask.step != 0 ? p.ask.step : p.ask.before;
    for (ptrdiff_t i = 0; i < x->n_steps && wanted != 0; i++)
        if (x->steps[i].id == wanted) {
            p.at = i;
            p.is_change = p.ask.step != 0;
            return p;
        }
    p.is_missing = wanted != 0;
    return p;
}

static const struct told_step *
step_at(const struct told_loaded *x, const struct told_place *p)
{
    return p->is_change ? &x->steps[p->at] : NULL;
}

static text
address_of(
    struct arena *a, const struct told_loaded *x, const struct told_place *p)
{
    text at = told_tell_address(a, x->row.id, "/step");
    if (p->at == x->n_steps)
        return at;
    return arena_print(a, "%.*s?%s=%.*s", TEXT_ARG(at),
        p->is_change ? "step" : "before",
        TEXT_ARG(told_key(a, x->steps[p->at].id)));
}

/* ---- The page ------------------------------------------------------------ */

static void
give_step(struct arena *a, const struct told_step *s, struct form *form)
{
    form_give(form, "what", text_is_empty(s->name) ? text_of(own) : s->name);
    form_give(form, "words", s->words);
    if (text_is_equal(s->dated, TEXT("day")))
        form_give(form, "day", s->on_day);
    if (text_is_equal(s->dated, TEXT("month")))
        form_give(form, "month", s->on_day);
    if (text_is_equal(s->dated, TEXT("after")))
        form_give(
            form, "days", arena_print(a, "%lld", (long long)s->after_days));
    form_give(form, "where", s->at_where);
    form_give(form, "waited", s->waited_for);
    form_give(form, "cost", s->cost);
}

static enum err
answer_step(struct request *rq, struct answer *an, const struct told_loaded *x,
    const struct told_place *at, const struct form *form)
{
    struct form fresh;
    const char **names;
    struct told_step_page p = { .x = x,
        .is_change = at->is_change,
        .is_first = at->at == 0,
        .number = (int)at->at + 1,
        .for_whom = told_key(rq->arena, rq->actor.person_id),
        .address = address_of(rq->arena, x, at),
        .review = told_tell_address(rq->arena, x->row.id, "") };
    const struct input *inputs =
        step_inputs(rq, x, step_at(x, at), &names, &p.n_names);
    if (form == NULL) {
        form_open(rq, inputs, N_STEP, &fresh);
        form = &fresh;
        if (at->is_change)
            give_step(rq->arena, step_at(x, at), &fresh);
        else if (told_lost_give(rq, an, x->row.id, &fresh, &p.lost_at) != OK)
            p.lost_at = 0;
    }
    p.form = form;
    p.names = arena_new(rq->arena, text, p.n_names + 1);
    for (int i = 0; i < p.n_names; i++)
        p.names[i] = text_of(names[i]);
    struct view v = request_view(rq);
    if (at->at > 0) {
        struct told_said said =
            told_say(&v, x, &x->steps[at->at - 1], at->at == 1);
        p.before = arena_join(
            rq->arena, 3, (text[]){ said.what, TEXT(" "), said.when });
    }
    mirror_told_step(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Tell a journey")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
told_step_show(struct request *rq, struct answer *an)
{
    struct told_loaded x;
    enum err e = told_load_own(rq, &x);
    if (e != OK)
        return e;
    struct told_place at = find_place(rq, &x);
    if (at.is_missing || text_is_known(x.row.sent_on)) {
        answer_redirect(rq, an, told_tell_address(rq->arena, x.row.id, ""));
        return OK;
    }
    return answer_step(rq, an, &x, &at, NULL);
}

/* ---- Saving -------------------------------------------------------------- */

struct saving {
    struct told_step row;
    int64_t now, before;
    bool is_change, is_full, is_sent, is_gone;
    text token, address;
};

/* Room before one: what is behind it moves on, the last first. */
static enum err
make_room(
    struct db *writer, struct told_step *steps, ptrdiff_t n, struct saving *s)
{
    enum err e = OK;
    ptrdiff_t at = n;
    for (ptrdiff_t i = 0; i < n; i++)
        if (steps[i].id == s->before)
            at = i;
    s->row.position = n == 0 ? 1
        : at < n             ? steps[at].position
                             : steps[n - 1].position + 1;
    for (ptrdiff_t i = n; e == OK && i-- > at;) {
        steps[i].position++;
        e = told_step_update(writer, &steps[i], NULL);
    }
    return e;
}

static enum err
save_step(struct db *writer, struct arena *a, void *arg)
{
    struct saving *s = arg;
    struct told row;
    struct told_step *steps, old;
    ptrdiff_t n;
    int64_t n_rows = 0;
    text first;
    s->is_full = s->is_sent = s->is_gone = false;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it stands */
    if (e == OK)
        e = told_get(
            writer, a, (struct told_get_in){ .id = s->row.told_id }, &row);
    if (e == OK)
        e = draft_drop(writer, row.person_id, TEXT("told"), row.id);
    if (e != OK)
        return e;
    if ((s->is_sent = text_is_known(row.sent_on)))
        return ERR_CONFLICT;
    e = told_steps(writer, a,
        (struct told_steps_in){
            .told_id = row.id, .n_rows = TOLD_STEPS_MAX + 1 },
        &steps, &n);
    if (e != OK)
        return e;
    if (s->is_change) {
        e = told_step_get(
            writer, a, (struct told_step_get_in){ .id = s->row.id }, &old);
        s->is_gone = e == ERR_NOT_FOUND || (e == OK && old.told_id != row.id);
        if (s->is_gone)
            return ERR_CONFLICT;
        s->row.position = old.position;
        s->row.code = old.code;
        return e == OK ? told_step_update(writer, &s->row, NULL) : e;
    }
    if ((s->is_full = n >= TOLD_STEPS_MAX))
        return ERR_CONFLICT;
    e = make_room(writer, steps, n, s);
    if (e == OK)
        e = told_step_insert(writer, &s->row, &n_rows);
    return e == OK && n_rows == 0 ? ERR_BUSY : e;
}

static enum err
say_late(struct request *rq, struct answer *an, struct told_loaded *x,
    struct told_place *at, struct form *form, const struct saving *s)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = OK;
    an->status = 409;
    if (s->is_sent) {
        answer_redirect(rq, an, told_tell_address(rq->arena, x->row.id, ""));
        return OK;
    }
    if (s->is_gone) {
        e = told_load_own(rq, x);
        at->is_change = false;
        at->at = x->n_steps;
        form->error_all = say(&v,
            N_("That step was taken away meanwhile. What you wrote is still "
               "here: save it as a new step."));
    } else {
        form->error_all = say(&v,
            N_("A journey has room for so many steps and no more. Take one "
               "away, or bring two together."));
    }
    return e == OK ? answer_step(rq, an, x, at, form) : e;
}

enum err
told_step_send(struct request *rq, struct answer *an)
{
    struct told_loaded x;
    struct told_step_form given = { 0 };
    struct form form;
    const char **names;
    int n_names;
    enum err e = told_load_own(rq, &x);
    if (e != OK)
        return e;
    struct told_place at = find_place(rq, &x);
    e = form_parse(rq, step_inputs(rq, &x, step_at(&x, &at), &names, &n_names),
        N_STEP, &form, &given);
    if (e != OK)
        return e;
    text review = told_tell_address(rq->arena, x.row.id, "");
    bool is_end = text_is_equal(given.then, TEXT("end"));
    bool is_leaving = text_is_equal(given.then, TEXT("leave"));
    text next = is_end ? review
        : is_leaving   ? told_begin_address(rq->arena, x.row.pathway_id)
                       : told_tell_address(rq->arena, x.row.id, "/step");
    if ((is_end || is_leaving) && !at.is_change && form.n_errors == 0 &&
        told_is_nothing(&given)) {
        answer_redirect(rq, an, next);
        return OK;
    }
    struct saving s = { .now = rq->now,
        .is_change = at.is_change,
        .before = at.ask.before,
        .token = form.token,
        .address = next };
    s.row = (struct told_step){ .told_id = x.row.id };
    s.row.id = at.is_change ? x.steps[at.at].id : key_of_day(rq->now);
    s.row.code = told_key(rq->arena, s.row.id);
    told_take_step(rq, &x, &at, &given, &form, &s.row);
    s.is_gone = at.is_missing && at.ask.step != 0;
    if (s.is_gone)
        return say_late(rq, an, &x, &at, &form, &s);
    if (form.n_errors > 0)
        return answer_step(rq, an, &x, &at, &form);
    e = db_write(rq->db, rq->arena, save_step, &s);
    if (e == ERR_CONFLICT && (s.is_full || s.is_sent || s.is_gone))
        return say_late(rq, an, &x, &at, &form, &s);
    if (e == OK)
        answer_redirect(rq, an, next);
    return e;
}

/* ---- Taken away ---------------------------------------------------------- */

struct removing {
    int64_t told_id, step_id;
};

static enum err
remove_step(struct db *writer, struct arena *a, void *arg)
{
    const struct removing *r = arg;
    struct told row;
    struct told_step step;
    enum err e =
        told_get(writer, a, (struct told_get_in){ .id = r->told_id }, &row);
    if (e == OK)
        e = told_step_get(
            writer, a, (struct told_step_get_in){ .id = r->step_id }, &step);
    if (e == ERR_NOT_FOUND)
        return OK; /* it is gone already */
    if (e == OK && (step.told_id != row.id || text_is_known(row.sent_on)))
        return OK;
    return e == OK ? told_step_delete(writer,
                         (struct told_step_delete_in){ .id = step.id }, NULL)
                   : e;
}

enum err
told_step_remove_send(struct request *rq, struct answer *an)
{
    struct told_loaded x;
    enum err e = told_load_own(rq, &x);
    if (e == OK)
        e = button_parse(rq);
    if (e != OK)
        return e;
    struct removing r = { .told_id = x.row.id, .step_id = request_key(rq, 1) };
    e = db_write(rq->db, rq->arena, remove_step, &r);
    if (e == OK)
        answer_redirect(rq, an, told_tell_address(rq->arena, x.row.id, ""));
    return e;
}
