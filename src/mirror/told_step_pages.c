/* A journey, one step a page: what happened, when, and, for who wishes, where,
 * what was waited for, what it cost. */
#include "mirror/told.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/once.h"
#include "mirror/told.html.h"
#include "os/entropy.h"
#include "people/people.h"

struct step_form {
    text what, words, day, month, days, where, waited, cost, then;
};
enum { N_STEP = 9, MONTHS = 48 };
static const char own[] = "-"; /* in own words: no step is called so */
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
    in[0] = (struct input)INPUT(struct step_form, what, INPUT_CHOICE,
        .choices = values, .choice_labels = values,
        .label = N_("What happened"));
    in[1] = (struct input)INPUT(struct step_form, words, INPUT_TEXT,
        .max = TOLD_WORDS_MAX, .label = N_("Or say it in your own words"),
        .hint = N_("Please write nobody's name."));
    in[2] = (struct input)INPUT(struct step_form, day, INPUT_DATE,
        .label = N_("On this day"), .hint = N_("Such as 2026-05-07"));
    in[3] = (struct input)INPUT(struct step_form, month, INPUT_CHOICE,
        .choices = months, .choice_labels = labels,
        .label = N_("Or in this month"));
    in[4] = (struct input)INPUT(struct step_form, days, INPUT_TEXT, .max = 10,
        .label = N_("Or about so many days after the step before"),
        .hint = N_("0 is the same day; a month is about 30."));
    in[5] = (struct input)INPUT(struct step_form, where, INPUT_TEXT,
        .max = TOLD_WORD_MAX, .label = N_("Where"));
    in[6] = (struct input)INPUT(struct step_form, waited, INPUT_TEXT,
        .max = TOLD_WORD_MAX, .label = N_("What was waited for"));
    in[7] = (struct input)INPUT(struct step_form, cost, INPUT_TEXT,
        .max = TOLD_WORD_MAX, .label = N_("What it cost"),
        .hint = N_("Such as: 500 shillings for the bus"));
    in[8] = (struct input)INPUT(
        struct step_form, then, INPUT_CHOICE, .choices = thens);
    return in;
}

struct told_field
told_field(const struct form *form, const char *name)
{
    for (int i = 0; i < form->n_inputs; i++)
        if (text_is_equal(text_of(form->inputs[i].name), text_of(name)))
            return (struct told_field){ &form->inputs[i], form->given[i],
                form->error[i] };
    require(!"a field that the form has");
    return (struct told_field){ 0 };
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

struct step_ask {
    int64_t step, before;
};
static const struct input ask_inputs[] = {
    INPUT(struct step_ask, step, INPUT_KEY),
    INPUT(struct step_ask, before, INPUT_KEY),
};

struct place {
    struct step_ask ask;
    ptrdiff_t at; /* among the steps; n_steps: behind the last */
    bool is_change;
    bool is_missing; /* what was asked for is not there any more */
};

static struct place
find_place(struct request *rq, const struct told_loaded *x)
{
    struct place p = { .at = x->n_steps };
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
step_at(const struct told_loaded *x, const struct place *p)
{
    return p->is_change ? &x->steps[p->at] : NULL;
}

static text
address_of(struct arena *a, const struct told_loaded *x, const struct place *p)
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
    const struct place *at, const struct form *form)
{
    struct form fresh;
    const char **names;
    struct told_step_page p = { .x = x,
        .is_change = at->is_change,
        .is_first = at->at == 0,
        .number = (int)at->at + 1,
        .address = address_of(rq->arena, x, at),
        .review = told_tell_address(rq->arena, x->row.id, "") };
    const struct input *inputs =
        step_inputs(rq, x, step_at(x, at), &names, &p.n_names);
    if (form == NULL) {
        form_open(rq, inputs, N_STEP, &fresh);
        if (at->is_change)
            give_step(rq->arena, step_at(x, at), &fresh);
        form = &fresh;
    }
    p.form = form;
    p.names = arena_new(rq->arena, text, p.n_names + 1);
    for (int i = 0; i < p.n_names; i++)
        p.names[i] = text_of(names[i]);
    struct view v = request_view(rq);
    if (at->at > 0) {
        struct told_said said =
            told_say(&v, &x->steps[at->at - 1], at->at == 1);
        p.before = arena_join(
            rq->arena, 3, (text[]){ said.what, TEXT(". "), said.when });
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
    struct place at = find_place(rq, &x);
    if (at.is_missing || text_is_known(x.row.sent_on)) {
        answer_redirect(rq, an, told_tell_address(rq->arena, x.row.id, ""));
        return OK;
    }
    return answer_step(rq, an, &x, &at, NULL);
}

/* ---- What was typed ------------------------------------------------------ */

static void
check_words(struct view *v, struct form *form, const char *name, text given)
{
    const char *wrong = told_names_somebody(given);
    if (wrong != NULL)
        form_error(form, name, say(v, wrong));
}

/* Where among the others does that day stand? */
static void
check_day(struct request *rq, struct view *v, const struct told_loaded *x,
    const struct place *at, struct form *form, const struct told_step *s)
{
    ptrdiff_t n = x->n_steps + (at->is_change ? 0 : 1);
    struct told_step *all = arena_new(rq->arena, struct told_step, n);
    int64_t *days;
    for (ptrdiff_t i = 0, k = 0; i < n; i++)
        all[i] = i == at->at ? *s : x->steps[k++];
    if (at->is_change)
        for (ptrdiff_t i = 0; i < n; i++)
            all[i] = i == at->at ? *s : x->steps[i];
    told_days(rq->arena, all, n, &days);
    int64_t today = rq->now / 86'400, slack = 0;
    const char *name = text_is_equal(s->dated, TEXT("month")) ? "month"
        : text_is_equal(s->dated, TEXT("after"))              ? "days"
                                                              : "day";
    if (text_is_equal(s->dated, TEXT("month")))
        slack = 31;
    if (days[at->at] == TOLD_NO_DAY)
        return;
    if (days[at->at] > today + 1 + slack) {
        form_error(form, name, say(v, N_("that day has not come yet")));
        return;
    }
    for (ptrdiff_t i = 0; i < n; i++) {
        int64_t room =
            slack + (text_is_equal(all[i].dated, TEXT("month")) ? 31 : 0);
        if (days[i] == TOLD_NO_DAY || i == at->at)
            continue;
        if (i < at->at && days[i] > days[at->at] + room) {
            struct phrase_arg said =
                arg_text(told_say(v, &all[i], i == 0).what);
            form_error(form, name,
                say_with(v,
                    N_("this is before \"%s\", which you told as an earlier "
                       "step"),
                    1, &said));
            return;
        }
        if (i > at->at && !text_is_equal(all[i].dated, TEXT("after")) &&
            days[i] + room < days[at->at]) {
            struct phrase_arg said =
                arg_text(told_say(v, &all[i], i == 0).what);
            form_error(form, name,
                say_with(v,
                    N_("this is after \"%s\", which you told as a later step"),
                    1, &said));
            return;
        }
    }
}

static void
take_when(struct request *rq, struct view *v, const struct step_form *given,
    bool is_first, struct form *form, struct told_step *to)
{
    int n = !text_is_empty(given->day) + !text_is_empty(given->month) +
        !text_is_empty(given->days);
    to->dated = TEXT("unknown");
    (void)rq;
    if (n > 1) {
        form_error(form, "day",
            say(v,
                N_("a day, a month or a number of days: one of the three is "
                   "enough")));
        return;
    }
    if (!text_is_empty(given->day)) {
        to->dated = TEXT("day");
        to->on_day = given->day;
    }
    if (!text_is_empty(given->month)) {
        to->dated = TEXT("month");
        to->on_day = given->month;
    }
    if (text_is_empty(given->days))
        return;
    if (is_first)
        form_error(form, "days",
            say(v, N_("this is the first step: nothing is before it")));
    else if (!text_parse_int(given->days, &to->after_days) ||
        to->after_days < 0 || to->after_days > TOLD_DAYS_MAX)
        form_error(form, "days",
            say(v, N_("write a whole number of days, such as 14")));
    to->dated = TEXT("after");
    to->has_after_days = true;
}

static text
or_none(text t)
{
    return text_is_empty(t) ? (text){ 0 } : t;
}

/* What was typed as a row; what is wrong stands at its field. */
static void
take_step(struct request *rq, const struct told_loaded *x,
    const struct place *at, const struct step_form *given, struct form *form,
    struct told_step *to)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    bool is_own =
        text_is_empty(given->what) || text_is_equal(given->what, text_of(own));
    to->name = is_own ? (text){ 0 } : given->what;
    to->words = or_none(given->words);
    if (is_own && text_is_empty(given->words) && form->n_errors == 0)
        form_error(form, "what",
            say(&v, N_("choose what happened, or say it in your own words")));
    to->at_where = or_none(given->where);
    to->waited_for = or_none(given->waited);
    to->cost = or_none(given->cost);
    check_words(&v, form, "words", given->words);
    check_words(&v, form, "where", given->where);
    check_words(&v, form, "waited", given->waited);
    check_words(&v, form, "cost", given->cost);
    take_when(rq, &v, given, at->at == 0, form, to);
    if (form->n_errors == 0)
        check_day(rq, &v, x, at, form, to);
}

static bool
is_nothing(const struct step_form *f)
{
    return text_is_empty(f->what) && text_is_empty(f->words) &&
        text_is_empty(f->day) && text_is_empty(f->month) &&
        text_is_empty(f->days) && text_is_empty(f->where) &&
        text_is_empty(f->waited) && text_is_empty(f->cost);
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
    struct place *at, struct form *form, const struct saving *s)
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
    struct step_form given = { 0 };
    struct form form;
    const char **names;
    int n_names;
    enum err e = told_load_own(rq, &x);
    if (e != OK)
        return e;
    struct place at = find_place(rq, &x);
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
        is_nothing(&given)) {
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
    take_step(rq, &x, &at, &given, &form, &s.row);
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
