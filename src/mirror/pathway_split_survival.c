/* Waits of those who were not all watched to the end: --survival. */
#include "mirror/pathway_split.h"

#include <math.h>

static bool
is_any(const bool *set, const struct cp_log *log)
{
    for (int32_t k = 0; k < log->n_activities; k++)
        if (set[k])
            return true;
    return false;
}

/* A step or label of the list, else an activity of the log. */
static bool *
named(const struct pathway_split *s, text name)
{
    const struct cp_log *log = &s->found->log;
    bool *set = s->pathway != NULL
        ? cp_activities_named(s->arena, s->pathway, name, log)
        : arena_new(s->arena, bool, log->n_activities);
    for (int32_t k = 0; k < log->n_activities && !is_any(set, log); k++)
        set[k] = text_is_equal(log->activities[k], name);
    return set;
}

/* Times at which shares are shown, unless said: those that cover the waits. */
static void
suit_times(struct pathway_split *s)
{
    static const struct {
        const char *name;
        int64_t us;
    } all[] = { { "15 min", 900'000'000 }, { "30 min", 1'800'000'000 },
        { "1 h", 3'600'000'000 }, { "3 h", 10'800'000'000 },
        { "6 h", 21'600'000'000 }, { "12 h", 43'200'000'000 },
        { "1 d", 86'400'000'000 }, { "3 d", 259'200'000'000 },
        { "7 d", 604'800'000'000 }, { "14 d", 1'209'600'000'000 },
        { "30 d", 2'592'000'000'000 }, { "60 d", 5'184'000'000'000 },
        { "90 d", 7'776'000'000'000 }, { "180 d", 15'552'000'000'000 },
        { "365 d", 31'536'000'000'000 }, { "730 d", 63'072'000'000'000 },
        { "1825 d", 157'680'000'000'000 } };
    int64_t low = 0, high = 0;
    if (s->waits.n > 0) {
        low = s->waits.waits[s->waits.n / 20].wait;
        high = s->waits.waits[s->waits.n - 1 - s->waits.n / 50].wait;
    }
    for (size_t i = 0; s->n_times < 6 && i < sizeof all / sizeof *all; i++)
        if (all[i].us >= low && (s->n_times == 0 || all[i].us <= high))
            s->times[s->n_times++] =
                (struct split_time){ text_of(all[i].name), all[i].us };
}

enum err
split_waits(struct pathway_split *s, struct why *why)
{
    const struct cp_log *log = &s->found->log;
    struct cp_waits_rules rules = { .is_from = named(s, s->from),
        .is_to = named(s, s->to),
        .cut = s->cut,
        .extract = s->cascade.extract };
    if (!is_any(rules.is_from, log) || !is_any(rules.is_to, log))
        return err_say(why, ERR_BAD_INPUT,
            "no event of the log is \"%.*s\": names stand as in the log or "
            "the list",
            TEXT_ARG(is_any(rules.is_from, log) ? s->to : s->from));
    if (s->cut == CP_CUT_CLOSING && s->pathway == NULL)
        return err_say(why, ERR_BAD_INPUT,
            "--censor closing wants --intended, which says what closes a "
            "case");
    if (s->pathway != NULL)
        rules.is_closing = cp_activities_closing(s->arena, s->pathway, log);
    if (!text_is_empty(s->other)) {
        rules.is_other = named(s, s->other);
        if (!is_any(rules.is_other, log))
            return err_say(why, ERR_BAD_INPUT,
                "no event of the log is \"%.*s\"", TEXT_ARG(s->other));
    }
    s->cut_words = s->cut == CP_CUT_LAST ? "the last event of the case"
        : s->cut == CP_CUT_CLOSING
        ? "the event that closed the case, else its last event"
        : rules.is_closing != NULL
        ? "the event that closed the case, else the day the log was taken"
        : "the day the log was taken";
    cp_waits_between(&s->waits, s->arena, log, &rules);
    if (s->n_times == 0)
        suit_times(s);
    cp_questions_of_waits(&s->questions, log, s->from, s->to, &s->waits);
    return OK;
}

/* Was the case lost: cut off, and nothing of it within so many days of the
 * end of the log? */
static bool *
find_lost(const struct pathway_split *s, struct arena *a)
{
    const struct cp_log *log = &s->found->log;
    bool *is_lost = arena_new(a, bool, log->n_cases);
    int64_t end = INT64_MIN;
    for (int32_t c = 0; c < log->n_cases; c++)
        if (log->times[log->starts[c + 1] - 1] > end)
            end = log->times[log->starts[c + 1] - 1];
    if (s->cascade.has_extract)
        end = s->cascade.extract;
    end -= s->cascade.lost_after_days * INT64_C(86'400'000'000);
    for (int32_t c = 0; c < log->n_cases; c++)
        is_lost[c] = s->staged.status != NULL
            ? s->staged.status[c] == CP_CASE_LOST
            : log->times[log->starts[c + 1] - 1] < end;
    return is_lost;
}

static double
still_at(const struct cp_survival *t, int64_t us)
{
    double still = 1;
    for (ptrdiff_t i = 0; i < t->n && t->rows[i].time <= us; i++)
        still = t->rows[i].still;
    return still;
}

/* One of the two ends. */
static struct cp_survival
bound(struct arena *a, const struct cp_wait *waits, int64_t n,
    const bool *is_lost, bool is_at_once)
{
    struct cp_survival t;
    struct cp_wait *own = arena_new(a, struct cp_wait, n);
    for (int64_t i = 0; i < n; i++) {
        own[i] = waits[i];
        if (waits[i].cause != 0 || !is_lost[waits[i].group])
            continue;
        if (is_at_once)
            own[i].cause = 1;
        else
            own[i].time = INT64_MAX;
    }
    cp_survival(&t, a, own, n, -1);
    return t;
}

void
split_survival_of(const struct pathway_split *s, const struct cp_groups *by,
    int32_t group, struct arena *a, struct split_survival *to)
{
    const bool *is_lost = find_lost(s, a);
    struct cp_wait *waits = arena_new(a, struct cp_wait, s->waits.n);
    struct cp_causes causes;
    int64_t n = 0;
    *to = (struct split_survival){ 0 };
    for (int64_t i = 0; i < s->waits.n; i++) {
        const struct cp_timed *w = &s->waits.waits[i];
        if (group >= 0 && by->of_case[w->of_case] != group)
            continue;
        waits[n++] = (struct cp_wait){ w->wait, w->of_case, w->cause };
        to->n_came += w->cause == 1;
        to->n_other += w->cause == 2;
    }
    to->n = n;
    cp_survival(&to->table, a, waits, n, -1);
    cp_survival_causes(&causes, a, waits, n);
    struct cp_survival ends[2] = { bound(a, waits, n, is_lost, false),
        bound(a, waits, n, is_lost, true) };
    const struct cp_survival *all[3] = { &to->table, &ends[0], &ends[1] };
    for (int k = 0; k < 3; k++) {
        to->has_median[k] = all[k]->has_median && all[k]->median != INT64_MAX;
        to->medians[k] = all[k]->median;
    }
    for (int i = 0; i < s->n_times; i++) {
        struct split_at *at = &to->at[i];
        int64_t us = s->times[i].us;
        *at = (struct split_at){ .still = still_at(&to->table, us),
            .low = NAN,
            .high = NAN,
            .never = still_at(&ends[0], us),
            .at_once = still_at(&ends[1], us) };
        for (ptrdiff_t k = 0; k < to->table.n && to->table.rows[k].time <= us;
             k++) {
            at->low = to->table.rows[k].low;
            at->high = to->table.rows[k].high;
        }
        for (int64_t k = 0; k < n; k++)
            at->n_at_risk += waits[k].time >= us;
        for (ptrdiff_t k = 0; k < causes.n && causes.rows[k].time <= us; k++) {
            at->came = causes.rows[k].target;
            at->other = causes.rows[k].other;
        }
    }
}
