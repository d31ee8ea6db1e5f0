/* A step as it was typed: what is wrong with it, and where it would stand. */
#include "mirror/told_form.h"

#include "base/date.h"

static void
check_words(struct view *v, struct form *form, const char *name, text given)
{
    const char *wrong = told_names_somebody(given);
    if (wrong != NULL)
        form_error(form, name, say(v, wrong));
}

static text
what_of(struct view *v, const struct told_step *s)
{
    return !text_is_empty(s->name) ? s->name
        : text_is_empty(s->words)  ? say(v, N_("Something else"))
                                   : s->words;
}

/* Where among the others does that day stand? */
static void
check_day(struct request *rq, struct view *v, const struct told_loaded *x,
    const struct told_place *at, struct form *form, const struct told_step *s)
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
            struct phrase_arg said = arg_text(what_of(v, &all[i]));
            form_error(form, name,
                say_with(v,
                    N_("this is before \"%s\", which you told as an earlier "
                       "step"),
                    1, &said));
            return;
        }
        if (i > at->at && !text_is_equal(all[i].dated, TEXT("after")) &&
            days[i] + room < days[at->at]) {
            struct phrase_arg said = arg_text(what_of(v, &all[i]));
            form_error(form, name,
                say_with(v,
                    N_("this is after \"%s\", which you told as a later step"),
                    1, &said));
            return;
        }
    }
}

static void
take_when(struct request *rq, struct view *v,
    const struct told_step_form *given, bool is_first, struct form *form,
    struct told_step *to)
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
void
told_take_step(struct request *rq, const struct told_loaded *x,
    const struct told_place *at, const struct told_step_form *given,
    struct form *form, struct told_step *to)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    bool is_own = text_is_empty(given->what) ||
        text_is_equal(given->what, TEXT(TOLD_OWN));
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

bool
told_is_nothing(const struct told_step_form *f)
{
    return text_is_empty(f->what) && text_is_empty(f->words) &&
        text_is_empty(f->day) && text_is_empty(f->month) &&
        text_is_empty(f->days) && text_is_empty(f->where) &&
        text_is_empty(f->waited) && text_is_empty(f->cost);
}
