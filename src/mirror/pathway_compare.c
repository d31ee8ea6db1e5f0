/* counterpart pathway compare S1 S2: two sides beside each other. */
#include "mirror/pathway_summary.h"

#include "engine/pathway/compare_sides.h"
#include "os/file.h"

#include <math.h>

#define SUMMARY_MAX ((ptrdiff_t)4 << 30)

static const char *const kinds[CP_SHARED_KINDS] = { [CP_SHARED_STAGE] = "stage",
    [CP_SHARED_STEP] = "from_stage_before",
    [CP_SHARED_LOST] = "lost_after",
    [CP_SHARED_FLOW] = "straight_on",
    [CP_SHARED_TARGET] = "target" };
static const char *const pairs[] = { [CP_PAIR_BOTH] = "both",
    [CP_PAIR_OTHER_RULE] = "other_rule",
    [CP_PAIR_FIRST] = "only_first",
    [CP_PAIR_SECOND] = "only_second" };

/* Of either form. */
static enum err
read_side(struct cp_side *to, struct arena *a, text path, struct why *why)
{
    text source;
    struct why inner = { 0 };
    enum err e = file_read(path, a, SUMMARY_MAX, &source, why);
    if (e != OK)
        return e;
    if (cp_side_is(source)) {
        e = cp_side_read(to, a, source, &inner);
    } else {
        struct cp_summary s;
        e = cp_summary_read(&s, a, source, &inner);
        if (e == OK)
            e = cp_side_of(to, a, &s, &inner);
    }
    if (e == OK && text_is_empty(to->list))
        return err_say(why, ERR_BAD_INPUT,
            "%.*s has no pathway to compare by: summarise with --intended",
            TEXT_ARG(path));
    return e == OK ? OK
                   : err_say(why, e, "%.*s, %s", TEXT_ARG(path), inner.text);
}

struct compared {
    struct cp_side sides[2];
    text names[2];
    struct cp_sides stages;
    struct cp_lists lists;
};

/* ---- As JSON ----------------------------------------------------------------
 */

static void
both(struct json *j, const char *name, const double values[2], double unit)
{
    json_name(j, name);
    json_array(j);
    for (int s = 0; s < 2; s++)
        json_real(j, values[s] / unit);
    json_end(j);
}

static void
counts(struct json *j, const char *name, const int64_t values[2])
{
    json_name(j, name);
    json_array(j);
    for (int s = 0; s < 2; s++)
        if (values[s] == CP_SIDE_HIDDEN)
            json_null(j);
        else
            json_int(j, values[s]);
    json_end(j);
}

static void
real(struct json *j, const char *name, double x)
{
    json_name(j, name);
    json_real(j, x);
}

static void
json_shared(struct json *j, const struct cp_shared *r)
{
    json_object(j);
    json_name(j, "kind");
    json_text(j, text_of(kinds[r->kind]));
    if (text_is_known(r->from)) {
        json_name(j, "from");
        json_text(j, r->from);
    }
    json_name(j, "of");
    json_text(j, r->to);
    counts(j, "cases", r->x);
    counts(j, "of_cases", r->n);
    both(j, "share", r->share, 1);
    real(j, "difference", r->difference);
    real(j, "low", r->limits.low);
    real(j, "high", r->limits.high);
    real(j, "p", r->p);
    real(j, "q", r->q);
    json_name(j, "test");
    json_text(j, TEXT("fisher"));
    both(j, "median_s", r->median_wait, 1e6);
    real(j, "median_difference_s", r->wait_difference / 1e6);
    json_end(j);
}

static void
json_row(struct json *j, const struct cp_list_row *r)
{
    if (r == NULL) {
        json_null(j);
        return;
    }
    json_object(j);
    json_name(j, "name");
    json_text(j, r->name);
    json_name(j, "may_skip");
    json_bool(j, r->may_skip);
    json_name(j, "may_repeat");
    json_bool(j, r->may_repeat);
    if (!text_is_empty(r->promise)) {
        json_name(j, "promise");
        json_text(j, r->promise);
    }
    json_end(j);
}

static void
print_json(const struct compared *c, struct buf *out)
{
    struct json j = json_write(out);
    json_object(&j);
    json_name(&j, "sides");
    json_array(&j);
    for (int s = 0; s < 2; s++) {
        json_object(&j);
        json_name(&j, "name");
        json_text(&j, c->names[s]);
        json_name(&j, "cases");
        json_int(&j, c->sides[s].n_cases);
        json_name(&j, "zone");
        json_text(&j, c->sides[s].zone);
        json_name(&j, "threshold");
        json_int(&j, c->sides[s].threshold);
        json_name(&j, "medians_in_bins");
        json_bool(&j, c->sides[s].has_bins);
        json_name(&j, "only_here");
        json_array(&j);
        for (int32_t i = 0; i < c->stages.n_only[s]; i++)
            json_text(&j, c->stages.only[s][i]);
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    json_name(&j, "other_zone");
    json_bool(&j, c->stages.has_other_zone);
    json_name(&j, "other_lost_after");
    json_bool(&j, c->stages.has_other_lost_after);
    json_name(&j, "other_rules");
    json_bool(&j, c->stages.has_other_rules);
    json_name(&j, "other_order");
    json_bool(&j, c->stages.has_other_order);
    json_name(&j, "shared");
    json_array(&j);
    for (int32_t i = 0; i < c->stages.n; i++)
        json_shared(&j, &c->stages.rows[i]);
    json_end(&j);
    json_name(&j, "lists");
    json_array(&j);
    for (int32_t i = 0; i < c->lists.n; i++) {
        const struct cp_list_pair *p = &c->lists.pairs[i];
        json_object(&j);
        json_name(&j, "relation");
        json_text(&j, text_of(pairs[p->kind]));
        json_name(&j, "first");
        json_row(&j, p->rows[0]);
        json_name(&j, "second");
        json_row(&j, p->rows[1]);
        json_name(&j, "elsewhere");
        json_bool(&j, p->is_elsewhere);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    buf_byte(out, '\n');
}

/* ---- As text ----------------------------------------------------------------
 */

static void
put_wait(struct buf *out, double us)
{
    double s = fabs(us) / 1e6;
    const char *sign = us < 0 ? "-" : "";
    if (s >= 2 * 86'400)
        buf_print(out, "%s%.1f days", sign, s / 86'400);
    else if (s >= 2 * 3600)
        buf_print(out, "%s%.1f h", sign, s / 3600);
    else
        buf_print(out, "%s%.0f min", sign, s / 60);
}

static void
put_share(struct buf *out, const struct cp_shared *r, int s)
{
    if (isfinite(r->share[s]))
        buf_print(out, "%8.1f %%", 100 * r->share[s]);
    else
        buf_add(out,
            r->x[s] == CP_SIDE_HIDDEN ? TEXT("    hidden")
                                      : TEXT("         -"));
}

static void
put_shared(struct buf *out, const struct cp_shared *r)
{
    for (int s = 0; s < 2; s++)
        put_share(out, r, s);
    if (isfinite(r->difference))
        buf_print(out, "  %+6.1f (%+.1f to %+.1f)", 100 * r->difference,
            100 * r->limits.low, 100 * r->limits.high);
    if (isfinite(r->q))
        buf_print(out, r->q < 0.001 ? " q < 0.001" : " q %.3f", r->q);
    buf_add(out, TEXT("  "));
    if (text_is_known(r->from)) {
        buf_add(out, r->from);
        buf_add(out, TEXT(" -> "));
    }
    buf_add(out, r->to);
    if (isfinite(r->wait_difference)) {
        buf_add(out, TEXT("; median "));
        put_wait(out, r->median_wait[0]);
        buf_add(out, TEXT(" and "));
        put_wait(out, r->median_wait[1]);
        buf_add(out, TEXT(", difference "));
        put_wait(out, r->wait_difference);
    }
    buf_byte(out, '\n');
}

/* A sentence. */
static void
put_pair(
    struct buf *out, const struct compared *c, const struct cp_list_pair *p)
{
    const struct cp_list_row *x = p->rows[0], *y = p->rows[1];
    buf_add(out, x != NULL ? x->name : y->name);
    if (p->kind == CP_PAIR_FIRST || p->kind == CP_PAIR_SECOND)
        buf_print(out,
            p->is_elsewhere ? ": stands here in %.*s, and elsewhere in the "
                              "other list"
                            : ": only in %.*s",
            TEXT_ARG(c->names[p->kind == CP_PAIR_SECOND]));
    else
        buf_add(out, TEXT(": in both"));
    for (int s = 0; p->kind == CP_PAIR_OTHER_RULE && s < 2; s++) {
        const struct cp_list_row *r = p->rows[s];
        if (p->differs_skip && r->may_skip)
            buf_print(
                out, "; may be left out in %.*s alone", TEXT_ARG(c->names[s]));
        if (p->differs_repeat && r->may_repeat)
            buf_print(
                out, "; may come again in %.*s alone", TEXT_ARG(c->names[s]));
        if (p->differs_kind && s == 0)
            buf_add(out, TEXT("; in another order among its parts"));
        if (p->differs_promise && !text_is_empty(r->promise)) {
            buf_print(out, "; %.*s promises: ", TEXT_ARG(c->names[s]));
            buf_add(out, r->promise);
        }
    }
    buf_byte(out, '\n');
}

static void
print_text(const struct compared *c, struct buf *out)
{
    static const char *const heads[CP_SHARED_KINDS] = {
        [CP_SHARED_STAGE] = "Came to the stage, of all cases",
        [CP_SHARED_STEP] = "Came on from the stage before",
        [CP_SHARED_LOST] = "Lost after the stage, of who came to it",
        [CP_SHARED_FLOW] = "Went straight from stage to stage, of all cases",
        [CP_SHARED_TARGET] = "Promises kept"
    };
    for (int s = 0; s < 2; s++)
        buf_print(out, "%s side: %.*s, %lld cases\n",
            s == 0 ? "First" : "Second", TEXT_ARG(c->names[s]),
            (long long)c->sides[s].n_cases);
    for (int s = 0; s < 2; s++)
        if (c->sides[s].has_bins)
            buf_print(out,
                "Medians of %.*s are known to 4.5 per cent: its summary is "
                "compact.\n",
                TEXT_ARG(c->names[s]));
    if (c->stages.has_other_zone)
        buf_add(out, TEXT("The sides are in two time zones.\n"));
    if (c->stages.has_other_lost_after)
        buf_add(out,
            TEXT("Beware: a case is lost after another number of days.\n"));
    if (c->stages.has_other_rules)
        buf_add(out, TEXT("Beware: the logs were read by other rules.\n"));
    if (c->stages.has_other_order)
        buf_add(out, TEXT("Beware: stages stand in another order.\n"));
    for (int s = 0; s < 2; s++)
        for (int32_t i = 0; i < c->stages.n_only[s]; i++)
            buf_print(out,
                "Only %.*s has the stage \"%.*s\"; who goes by it "
                "is not seen at the other.\n",
                TEXT_ARG(c->names[s]), TEXT_ARG(c->stages.only[s][i]));
    if (c->stages.n_shared_stages == 0)
        buf_add(out,
            TEXT("No stage is called alike: give both lists the same [stage: "
                 "...].\n"));
    for (int k = 0; k < CP_SHARED_KINDS; k++) {
        bool has_head = false;
        for (int32_t i = 0; i < c->stages.n; i++) {
            if (c->stages.rows[i].kind != (enum cp_shared_kind)k)
                continue;
            if (!has_head)
                buf_print(out, "\n%s:\n", heads[k]);
            has_head = true;
            put_shared(out, &c->stages.rows[i]);
        }
    }
    buf_add(out,
        TEXT("\nq: Fisher's exact test, corrected for all of these "
             "(Benjamini and Hochberg).\n"));
    buf_add(out, TEXT("\nThe two lists:\n"));
    for (int32_t i = 0; i < c->lists.n; i++)
        put_pair(out, c, &c->lists.pairs[i]);
}

enum err
pathway_compare(struct command_call *call, struct buf *out, struct why *why)
{
    struct arena *a = call->arena;
    struct compared *c = arena_new(a, struct compared, 1);
    text format = options_text(call->options, "format");
    bool is_json = text_is_equal(format, TEXT("json"));
    if (call->n_args != 3)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart pathway compare SUMMARY SUMMARY [--format json]");
    if (!is_json && !text_is_empty(format) &&
        !text_is_equal(format, TEXT("text")))
        return err_say(why, ERR_BAD_INPUT, "--format is text or json");
    for (int s = 0; s < 2; s++) {
        enum err e = read_side(&c->sides[s], a, call->args[1 + s], why);
        if (e != OK)
            return e;
        c->names[s] = c->sides[s].pathway.heads[CP_PATHWAY_SIDE];
        if (text_is_empty(c->names[s]))
            c->names[s] = s == 0 ? TEXT("the first") : TEXT("the second");
    }
    cp_sides_compare(&c->stages, a, &c->sides[0], &c->sides[1]);
    cp_lists_compare(&c->lists, a, &c->sides[0].pathway, &c->sides[1].pathway);
    if (is_json)
        print_json(c, out);
    else
        print_text(c, out);
    return OK;
}
