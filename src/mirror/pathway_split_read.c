/* What the options of a split ask for. */
#include "mirror/pathway_split.h"

#include "base/date.h"

static enum err
add_wish(struct pathway_split *s, text column, enum cp_value_rule rule,
    struct why *why)
{
    if (s->n_by + s->n_adjust == 2 * SPLIT_BY_MAX)
        return err_say(why, ERR_BAD_INPUT, "too many columns at once");
    if (text_is_empty(column))
        return err_say(
            why, ERR_BAD_INPUT, "--by and --adjust want a column's name");
    s->wishes[s->n_by + s->n_adjust] =
        (struct cp_attribute_wish){ column, rule };
    return OK;
}

static enum err
read_columns(
    struct command_call *call, struct pathway_split *s, struct why *why)
{
    static const struct {
        const char *name;
        enum cp_value_rule rule;
    } rules[] = { { "first-known", CP_VALUE_FIRST_KNOWN },
        { "first-event", CP_VALUE_FIRST_EVENT },
        { "last-known", CP_VALUE_LAST_KNOWN }, { "steady", CP_VALUE_STEADY } };
    text rest = options_text(call->options, "by");
    text value = options_text(call->options, "value");
    enum cp_value_rule rule = CP_VALUE_FIRST_KNOWN;
    bool is_rule = text_is_empty(value);
    enum err e = OK;
    for (int i = 0; i < 4; i++)
        if (text_is_equal(value, text_of(rules[i].name))) {
            rule = rules[i].rule;
            is_rule = true;
        }
    if (!is_rule)
        return err_say(why, ERR_BAD_INPUT,
            "--value is first-known, first-event, last-known or steady");
    while (e == OK && text_is_known(rest)) {
        text values, column = text_cut(rest, '\n', &rest);
        column = text_cut(column, '=', &values);
        if (s->n_by == SPLIT_BY_MAX)
            return err_say(
                why, ERR_BAD_INPUT, "at most %d times --by", (int)SPLIT_BY_MAX);
        e = add_wish(s, column, rule, why);
        s->values[s->n_by++] = values;
    }
    rest = options_text(call->options, "adjust");
    while (e == OK && text_is_known(rest)) {
        e = add_wish(s, text_cut(rest, '\n', &rest), rule, why);
        s->n_adjust++;
    }
    s->is_together = options_is_on(call->options, "together");
    return e;
}

/* "14d", "90 min" */
static bool
read_time(text t, int64_t *us)
{
    static const struct {
        const char *name;
        int64_t us;
    } units[] = { { "s", 1'000'000 }, { "min", 60'000'000 },
        { "h", 3'600'000'000 }, { "d", 86'400'000'000 },
        { "w", 604'800'000'000 } };
    ptrdiff_t n = 0;
    int64_t number;
    while (n < t.len && t.ptr[n] >= '0' && t.ptr[n] <= '9')
        n++;
    text unit = text_trim(text_slice(t, n, t.len));
    if (n > 6 || !text_parse_int(text_slice(t, 0, n), &number))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (text_is_equal(unit, text_of(units[i].name))) {
            *us = number * units[i].us;
            return true;
        }
    return false;
}

static enum err
read_survival(
    struct command_call *call, struct pathway_split *s, struct why *why)
{
    text cut = options_text(call->options, "censor");
    text rest = options_text(call->options, "at");
    s->survival = options_text(call->options, "survival");
    s->other = options_text(call->options, "other");
    s->has_survival = !text_is_empty(s->survival);
    ptrdiff_t arrow = text_find(s->survival, TEXT("->"));
    if (s->has_survival && arrow < 0)
        return err_say(why, ERR_BAD_INPUT,
            "--survival wants two steps: \"Triage -> Diagnosis\"");
    if (s->has_survival) {
        s->from = text_trim(text_slice(s->survival, 0, arrow));
        s->to = text_trim(text_slice(s->survival, arrow + 2, s->survival.len));
    }
    s->cut = CP_CUT_LAST;
    if (text_is_equal(cut, TEXT("closing")))
        s->cut = CP_CUT_CLOSING;
    else if (text_is_equal(cut, TEXT("extract")))
        s->cut = CP_CUT_EXTRACT;
    else if (!text_is_empty(cut) && !text_is_equal(cut, TEXT("last")))
        return err_say(
            why, ERR_BAD_INPUT, "--censor is last, closing or extract");
    if (s->cut == CP_CUT_EXTRACT && !s->cascade.has_extract)
        return err_say(why, ERR_BAD_INPUT,
            "--censor extract wants --extract, the day the log was taken");
    while (text_is_known(rest)) {
        text one = text_trim(text_cut(rest, ',', &rest));
        if (text_is_empty(one))
            continue;
        if (s->n_times == SPLIT_TIMES_MAX)
            return err_say(why, ERR_BAD_INPUT, "too many times in --at");
        struct split_time *t = &s->times[s->n_times++];
        t->name = one;
        if (!read_time(one, &t->us) || (s->n_times > 1 && t->us <= t[-1].us))
            return err_say(why, ERR_BAD_INPUT,
                "--at is times that rise: 1h,2d,14d; not \"%.*s\"",
                TEXT_ARG(one));
    }
    return OK;
}

static enum err
read_extract(
    struct command_call *call, struct pathway_split *s, struct why *why)
{
    text t = options_text(call->options, "extract");
    struct date date;
    int64_t seconds;
    if (text_is_empty(t))
        return OK;
    s->cascade.has_extract = true;
    if (date_parse(t, &date)) /* the end of that day, in UTC */
        s->cascade.extract = (date_to_days(date) + 1) * INT64_C(86'400'000'000);
    else if (date_parse_rfc3339(t, &seconds))
        s->cascade.extract = seconds * 1'000'000;
    else
        return err_say(why, ERR_BAD_INPUT,
            "--extract is a day, 2024-12-31, or a time with its offset");
    return OK;
}

/* "20,5,10": cases, points, percent of the median */
static enum err
read_naming(struct command_call *call, struct pathway_split *s, struct why *why)
{
    text rest = options_text(call->options, "name-from");
    double numbers[3];
    int n = 0;
    if (text_is_empty(rest))
        return OK;
    while (n < 3 && text_is_known(rest) &&
        text_parse_real(text_trim(text_cut(rest, ',', &rest)), &numbers[n]) &&
        numbers[n] > 0 && numbers[n] <= 1e6)
        n++;
    if (n < 3 || text_is_known(rest))
        return err_say(why, ERR_BAD_INPUT,
            "--name-from is cases, points and percent: 20,5,10");
    s->rules.least_cases = (int64_t)numbers[0];
    if (s->rules.least_cases < 1)
        s->rules.least_cases = 1;
    s->rules.least_points = numbers[1] / 100;
    s->rules.least_of_median = numbers[2] / 100;
    return OK;
}

enum err
pathway_split_read(
    struct command_call *call, struct pathway_split *s, struct why *why)
{
    text format = options_text(call->options, "format");
    int64_t days = 0, seed = 0;
    *s = (struct pathway_split){ .arena = call->arena };
    enum err e = read_columns(call, s, why);
    if (e == OK)
        e = read_extract(call, s, why);
    if (e == OK)
        e = read_survival(call, s, why);
    if (e == OK)
        e = read_naming(call, s, why);
    if (e == OK)
        e = options_int(call->options, "lost-after", 1, 36'500, &days, why);
    if (e == OK)
        e = options_int(call->options, "threshold", 2, 10, &s->threshold, why);
    if (e == OK)
        e = options_int(
            call->options, "seed", INT64_MIN, INT64_MAX, &seed, why);
    if (e != OK)
        return e;
    s->cascade.lost_after_days = (int)days;
    s->rules.seed = (uint64_t)seed;
    s->is_release = options_is_on(call->options, "release");
    s->is_asked = s->n_by > 0 || s->has_survival || s->is_release;
    s->format = text_is_equal(format, TEXT("json")) ? SPLIT_JSON
        : text_is_equal(format, TEXT("csv"))        ? SPLIT_CSV
                                                    : SPLIT_TEXT;
    if (s->is_asked &&
        (text_is_equal(format, TEXT("tsv")) ||
            text_is_equal(format, TEXT("svg"))))
        return err_say(why, ERR_BAD_INPUT,
            "with --by, --survival and --release the format is text, json or "
            "csv");
    if (s->is_release && s->n_adjust > 0)
        return err_say(why, ERR_BAD_INPUT,
            "--release shows no shares of --adjust: they are made of small "
            "cells");
    if (s->is_release && s->format == SPLIT_CSV && s->n_by == 0)
        return err_say(why, ERR_BAD_INPUT,
            "--release --format csv wants --by: it is a line for each group");
    if (s->n_adjust > 0 && s->n_by == 0)
        return err_say(why, ERR_BAD_INPUT, "--adjust wants --by");
    return OK;
}
