/* A log by groups, for people: differences as sentences, then tables. */
#include "mirror/pathway_split.h"

#include <math.h>

enum { FINDINGS_SHOWN = 30 };

void
split_put_duration(struct buf *out, double us)
{
    double s = fabs(us) / 1e6;
    if (s >= 86'400 * 2)
        buf_print(out, "%.1f days", s / 86'400);
    else if (s >= 3600 * 2)
        buf_print(out, "%.1f hours", s / 3600);
    else if (s >= 120)
        buf_print(out, "%.0f minutes", s / 60);
    else
        buf_print(out, "%.0f seconds", s);
}

static void
put_q(struct buf *out, double q)
{
    if (q < 0.0001)
        buf_add(out, TEXT("q < 0.0001"));
    else
        buf_print(out, "q = %.2g", q);
}

/* "where sex is F" */
static void
put_group(struct buf *out, const struct cp_groups *by, int32_t g, bool is_first)
{
    buf_add(out, TEXT(" where "));
    buf_add(out, is_first ? by->name : TEXT("it"));
    buf_add(out, TEXT(" is "));
    buf_add(out, text_is_empty(by->values[g]) ? TEXT("empty") : by->values[g]);
}

/* What the share is of, up to the share: "Referral -> Specialist review: " */
static void
put_subject(struct buf *out, const struct cp_question *q)
{
    switch (q->kind) {
    case CP_ASK_EDGE:
        buf_add(out, q->to);
        buf_add(out, TEXT(" straight after "));
        buf_add(out, q->from);
        break;
    case CP_ASK_STEP:
        buf_add(out, TEXT("The step "));
        buf_add(out, q->to);
        break;
    case CP_ASK_STAGE:
        buf_add(out, TEXT("The stage "));
        buf_add(out, q->to);
        buf_add(out, TEXT(" is reached"));
        break;
    case CP_ASK_CLOSED: buf_add(out, TEXT("Cases that are closed")); break;
    case CP_ASK_LOST: buf_add(out, TEXT("Cases that are lost")); break;
    case CP_ASK_FIT:
        buf_add(out, TEXT("Cases that fit the whole pathway"));
        break;
    case CP_ASK_FIT_SO_FAR:
        buf_add(out, TEXT("Cases that fit as far as they came"));
        break;
    case CP_ASK_TARGET:
        buf_add(out, TEXT("In time ("));
        buf_add(out, q->to);
        buf_add(out, TEXT(")"));
        break;
    case CP_ASK_WAIT:
        buf_add(out, q->from);
        buf_add(out, TEXT(" is followed by "));
        buf_add(out, q->to);
        break;
    case CP_ASK_KINDS: break;
    }
}

bool
split_put_share(struct buf *out, const struct cp_comparison *c)
{
    const struct cp_difference *d = &c->share;
    if (!d->is_named)
        return false;
    bool is_more = d->difference > 0;
    put_subject(out, c->question);
    buf_print(out, ": %.1f %%", 100 * c->answers[d->one].share);
    put_group(out, c->groups, d->one, true);
    buf_print(out, ", %.1f %%", 100 * c->answers[d->two].share);
    put_group(out, c->groups, d->two, false);
    buf_print(out, ": %.1f points %s (%.1f to %.1f), ",
        100 * fabs(d->difference), is_more ? "more" : "fewer",
        100 * (is_more ? c->limits.low : -c->limits.high),
        100 * (is_more ? c->limits.high : -c->limits.low));
    put_q(out, d->q);
    if (isfinite(c->standard))
        buf_print(out, "; with one mix of cases %.1f points %s",
            100 * fabs(c->standard), c->standard > 0 ? "more" : "fewer");
    buf_add(out, TEXT(".\n"));
    return true;
}

bool
split_put_wait(struct buf *out, const struct cp_comparison *c)
{
    const struct cp_difference *d = &c->wait;
    if (!d->is_named && !c->is_logrank_named)
        return false;
    buf_add(out, TEXT("Wait"));
    if (c->question->kind == CP_ASK_TARGET) {
        buf_add(out, TEXT(" ("));
        buf_add(out, c->question->to);
        buf_add(out, TEXT(")"));
    } else {
        buf_add(out, TEXT(" from "));
        buf_add(out, c->question->from);
        buf_add(out, TEXT(" to "));
        buf_add(out, c->question->to);
    }
    buf_add(out, TEXT(", median of those who came: "));
    split_put_duration(out, c->answers[d->one].median_wait);
    put_group(out, c->groups, d->one, true);
    buf_add(out, TEXT(", "));
    split_put_duration(out, c->answers[d->two].median_wait);
    put_group(out, c->groups, d->two, false);
    buf_add(out, TEXT(": "));
    split_put_duration(out, d->difference);
    buf_add(out, d->difference > 0 ? TEXT(" longer, ") : TEXT(" shorter, "));
    put_q(out, d->is_named ? d->q : c->logrank_q);
    if (!d->is_named)
        buf_add(out, TEXT(" with those who have not come"));
    if (isfinite(c->superiority))
        buf_print(out, "; the longer wait in %.0f of 100 pairs",
            100 * c->superiority);
    buf_add(out, TEXT(".\n"));
    return true;
}

/* ---- Tables -----------------------------------------------------------------
 */

static const struct cp_comparison *
asked(const struct pathway_split *s, const struct cp_groups *by,
    enum cp_question_kind kind, int32_t number)
{
    for (int32_t i = 0; i < s->all.n; i++) {
        const struct cp_comparison *c = &s->all.comparisons[i];
        if (c->groups == by && c->question->kind == kind &&
            c->question->number == number)
            return c;
    }
    return NULL;
}

static void
put_share(const struct pathway_split *s, struct buf *out,
    const struct cp_comparison *c, int32_t g)
{
    if (c == NULL && !s->is_release) /* nobody, so it was not asked */
        buf_add(out, TEXT("   0.0 %"));
    else if (c == NULL || !isfinite(c->answers[g].share))
        buf_add(out, s->is_release ? TEXT("       *") : TEXT("       -"));
    else
        buf_print(out, " %5.1f %%", 100 * c->answers[g].share);
}

static void
put_groups(const struct pathway_split *s, int which, struct buf *out)
{
    const struct cp_groups *by = &s->by[which];
    static const struct {
        const char *name;
        enum cp_question_kind kind;
    } columns[] = { { "closed", CP_ASK_CLOSED }, { "lost", CP_ASK_LOST },
        { "fit", CP_ASK_FIT }, { "so far", CP_ASK_FIT_SO_FAR } };
    buf_add(out, TEXT("   cases"));
    for (int k = 0; s->pathway != NULL && k < 4; k++)
        buf_print(out, " %7s", columns[k].name);
    buf_byte(out, '\n');
    for (int32_t g = 0; g < by->n; g++) {
        int64_t n = split_group_size(s, which, g);
        if (n < 0)
            buf_add(out, TEXT("       *"));
        else
            buf_print(out, "%8lld", (long long)n);
        for (int k = 0; s->pathway != NULL && k < 4; k++)
            put_share(s, out, asked(s, by, columns[k].kind, 0), g);
        buf_add(out, TEXT("  "));
        buf_add(out, by->values[g]);
        buf_byte(out, '\n');
    }
}

static void
put_stages(
    const struct pathway_split *s, const struct cp_groups *by, struct buf *out)
{
    if (s->stages.n == 0)
        return;
    buf_add(out, TEXT("\nReached, by stage and group in the order above:\n"));
    for (int32_t k = 0; k < s->stages.n; k++) {
        const struct cp_comparison *c = asked(s, by, CP_ASK_STAGE, k);
        for (int32_t g = 0; g < by->n; g++)
            put_share(s, out, c, g);
        buf_add(out, TEXT("  "));
        buf_add(out, s->stages.stages[k].name);
        buf_byte(out, '\n');
    }
}

static void
put_findings(const struct pathway_split *s, struct buf *out)
{
    int n = 0;
    for (int32_t i = 0; i < s->all.n; i++) {
        struct buf one = buf_in(s->arena, 400);
        const struct cp_comparison *c = &s->all.comparisons[i];
        for (int which = 0; which < 2; which++) {
            one.len = 0;
            if (!(which == 0 ? split_put_share(&one, c)
                             : split_put_wait(&one, c)) ||
                ++n > FINDINGS_SHOWN)
                continue;
            buf_add(out, TEXT("- "));
            buf_add(out, buf_text(&one));
        }
    }
    if (n > FINDINGS_SHOWN)
        buf_print(out, "... and %d more: --format json has all\n",
            n - FINDINGS_SHOWN);
    if (n == 0)
        buf_add(out, TEXT("No difference is large and sure enough to name.\n"));
}

static void
put_cascade(const struct pathway_split *s, struct buf *out)
{
    struct cp_cascade c;
    if (s->stages.n == 0)
        return;
    cp_cascade_count(&c, s->arena, &s->stages, &s->staged, NULL, -1);
    buf_print(out,
        "\n%lld closed (%lld of them early), %lld open, %lld lost: nothing "
        "for %d days\n"
        " reached      of all             of before   lost after\n",
        (long long)(c.n[CP_CASE_CLOSED] + c.n[CP_CASE_EARLY]),
        (long long)c.n[CP_CASE_EARLY], (long long)c.n[CP_CASE_OPEN],
        (long long)c.n[CP_CASE_LOST], s->staged.lost_after_days);
    for (int32_t k = 0; k < c.n_rows; k++) {
        const struct cp_cascade_row *r = &c.rows[k];
        buf_print(out,
            "%8lld %5.1f %% (%.1f-%.1f) %5.1f %% (%.1f-%.1f) %8lld  ",
            (long long)r->n_reached, 100 * r->share, 100 * r->of_all.low,
            100 * r->of_all.high, 100 * r->share_of_before,
            100 * r->of_before.low, 100 * r->of_before.high,
            (long long)r->n_lost);
        buf_add(out, s->stages.stages[k].name);
        if (r->n_waits > 0) {
            buf_add(out, TEXT("; median wait "));
            split_put_duration(out, r->median_wait);
        }
        if (r->n_jumped > 0)
            buf_print(out, "; %lld went on without it", (long long)r->n_jumped);
        buf_byte(out, '\n');
    }
    if (c.n_lost_nowhere > 0)
        buf_print(out, "%lld were lost before the first stage\n",
            (long long)c.n_lost_nowhere);
}

/* ---- Waits ------------------------------------------------------------------
 */

static void
put_median(const struct pathway_split *s, struct buf *out,
    const struct split_survival *v, int which)
{
    if (v->has_median[which])
        split_put_duration(out, (double)v->medians[which]);
    else
        buf_add(out, s->is_release ? TEXT("*") : TEXT("not reached"));
}

static void
put_many(struct buf *out, int64_t n, const char *words)
{
    if (n < 0)
        buf_print(out, "* %s", words);
    else
        buf_print(out, "%lld %s", (long long)n, words);
}

static void
put_survival(
    const struct pathway_split *s, struct buf *out, int which, int32_t group)
{
    struct split_survival v;
    const struct cp_groups *by = which < 0 ? NULL : &s->by[which];
    struct arena scratch;
    arena_open(&scratch, s->arena->n_left);
    scratch.no_room = s->arena->no_room;
    split_survival_of(s, by, group, &scratch, &v);
    if (s->is_release)
        split_hide_survival(s, which, group, &v);
    buf_byte(out, '\n');
    if (group >= 0) {
        buf_add(out, TEXT("Where "));
        buf_add(out, by->name);
        buf_add(out, TEXT(" is "));
        buf_add(out, by->values[group]);
        buf_add(out, TEXT(": "));
    }
    put_many(out, v.n, "began, ");
    put_many(out, v.n_came, "came; median ");
    put_median(s, out, &v, 0);
    if (group < 0 && !s->is_release) {
        buf_add(out, TEXT("; if all who were lost never come "));
        put_median(s, out, &v, 1);
        buf_add(out, TEXT(", if they came at once "));
        put_median(s, out, &v, 2);
    }
    buf_byte(out, '\n');
    for (int i = 0; i < s->n_times; i++) {
        const struct split_at *at = &v.at[i];
        buf_print(out, "%10.*s  not yet: ", TEXT_ARG(s->times[i].name));
        if (!isfinite(at->still)) {
            buf_add(out, TEXT("    *\n"));
            continue;
        }
        buf_print(out, "%5.1f %%", 100 * at->still);
        if (isfinite(at->low))
            buf_print(out, " (%.1f to %.1f)", 100 * at->low, 100 * at->high);
        if (!s->is_release)
            buf_print(out, "; %.1f if the lost never come, %.1f if at once",
                100 * at->never, 100 * at->at_once);
        if (!text_is_empty(s->other) && !s->is_release) {
            buf_print(out, "; came %.1f %%, ", 100 * at->came);
            buf_add(out, s->other);
            buf_print(out, " first %.1f %%", 100 * at->other);
        }
        buf_add(out, TEXT("; "));
        put_many(out, at->n_at_risk, "at risk\n");
    }
    arena_close(&scratch);
}

static void
put_waits(const struct pathway_split *s, struct buf *out)
{
    if (!s->has_survival)
        return;
    buf_add(out, TEXT("\nFrom "));
    buf_add(out, s->from);
    buf_add(out, TEXT(" to "));
    buf_add(out, s->to);
    buf_print(out, ". Who did not come is cut off at %s.", s->cut_words);
    if (s->waits.n_before > 0 && !s->is_release)
        buf_print(out, " %lld had it before, and not again.",
            (long long)s->waits.n_before);
    put_survival(s, out, -1, -1);
    for (int k = 0; k < s->n_groups; k++) {
        for (int32_t g = 0; g < s->by[k].n; g++)
            put_survival(s, out, k, g);
        const struct cp_comparison *c = asked(s, &s->by[k], CP_ASK_WAIT, 0);
        if (c != NULL && c->logrank != NULL && isfinite(c->logrank->p))
            buf_print(out,
                "log-rank: chi-square %.2f on %.0f, p = %.3g, q = %.3g\n",
                c->logrank->statistic, c->logrank->df, c->logrank->p,
                c->logrank_q);
    }
}

void
split_print_text(const struct pathway_split *s, struct buf *out)
{
    const struct cp_log *log = &s->found->log;
    if (!s->is_release)
        buf_print(out, "%lld events of %d cases\n", (long long)log->n_events,
            log->n_cases);
    if (s->n_groups > 0) {
        buf_byte(out, '\n');
        put_findings(s, out);
    }
    if (s->is_release)
        split_put_public_text(s, out);
    else
        put_cascade(s, out);
    for (int k = 0; k < s->n_groups; k++) {
        buf_add(out, TEXT("\nBy "));
        buf_add(out, s->by[k].name);
        buf_byte(out, '\n');
        put_groups(s, k, out);
        if (s->n_unknown[k] > 0)
            buf_print(out, "%8lld  in no group\n", (long long)s->n_unknown[k]);
        if (!s->is_together && s->n_changing[k] > 0)
            buf_print(out, "%8lld  whose events say several\n",
                (long long)s->n_changing[k]);
        put_stages(s, &s->by[k], out);
    }
    put_waits(s, out);
    if (s->n_groups > 0)
        buf_print(out,
            "\n%d comparisons; q is over all of them (Benjamini-Hochberg), "
            "and a difference\nis named from q < 0.05, %lld cases a group, "
            "%g points or %g %% of the median.\n",
            s->all.n,
            (long long)(s->rules.least_cases > 0 ? s->rules.least_cases : 20),
            s->rules.least_points > 0 ? 100 * s->rules.least_points : 5.0,
            s->rules.least_of_median > 0 ? 100 * s->rules.least_of_median
                                         : 10.0);
}
