/* What was found in a log, in words. */
#include "mirror/flow_svg.h"
#include "mirror/flows.h"

bool
walked_is(const struct json_value *of, const char *name)
{
    const struct json_value *v = json_find(of, text_of(name));
    return v != NULL && v->is_true;
}

int64_t
walked_int(const struct json_value *of, const char *name)
{
    const struct json_value *v = json_find(of, text_of(name));
    return v == NULL || v->type != JSON_NUMBER ? -1
        : v->is_int                            ? v->number
                                               : (int64_t)v->real;
}

bool
walked_is_still(const struct json_value *step)
{
    static const char *const parts[] = { "skipped", "extra", "out_of_order",
        "stopped" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (walked_int(step, parts[i]) != 0)
            return false;
    return true;
}

text
walked_percent(struct view *v, const struct json_value *of, const char *name)
{
    const struct json_value *x =
        name == NULL ? of : json_find(of, text_of(name));
    if (x == NULL || x->type != JSON_NUMBER)
        return TEXT("\u2026");
    return arena_print(v->arena, "%.*s %%",
        TEXT_ARG(lang_decimal(v->lang, v->arena, x->real * 100, 0)));
}

text
walked_limits(struct view *v, const struct json_value *of)
{
    static const char *const names[] = { "share", "low", "high" };
    text t[3];
    for (int i = 0; i < 3; i++) {
        const struct json_value *x = json_find(of, text_of(names[i]));
        if (x == NULL)
            return TEXT("");
        t[i] = lang_decimal(v->lang, v->arena, x->real * 100, 0);
    }
    /* a line may break behind a dash, also before a blank that joins */
    return arena_print(v->arena,
        "%.*s\u00a0%% (%.*s\u00a0\u2013\u2060\u00a0%.*s)", TEXT_ARG(t[0]),
        TEXT_ARG(t[1]), TEXT_ARG(t[2]));
}

text
walked_took(struct view *v, const struct json_value *of, bool is_of_days)
{
    const int64_t day_us = 86'400'000'000;
    return is_of_days && walked_int(of, "wait_us") < day_us
        ? say(v, N_("less than a day"))
        : walked_wait(v, of);
}

text
walked_wait(struct view *v, const struct json_value *of)
{
    return flow_wait(v, walked_int(of, "wait_us"));
}

static text
word_of(const struct json_value *of, const char *name)
{
    const struct json_value *x = json_find(of, text_of(name));
    return x == NULL ? (text){ 0 } : x->text;
}

text
walked_promise(struct view *v, const struct json_value *of)
{
    struct cp_pathway_target t = { .value = walked_int(of, "value"),
        .unit = (enum cp_pathway_unit)walked_int(of, "unit"),
        .percent = word_of(of, "promised"),
        .start = word_of(of, "from"),
        .end = word_of(of, "to") };
    return drawn_promise_words(v, &t);
}

text
walked_question(struct view *v, const struct json_value *of)
{
    text kind = word_of(of, "kind");
    struct phrase_arg about = arg_text(word_of(of, "about"));
    if (text_is_equal(kind, TEXT("stage")))
        return say_with(v, N_("came to: %s"), 1, &about);
    if (text_is_equal(kind, TEXT("closed")))
        return say(v, N_("were seen to the end"));
    if (text_is_equal(kind, TEXT("lost")))
        return say(v, N_("were lost"));
    if (text_is_equal(kind, TEXT("promise")))
        about = arg_text(flows_promise(v, word_of(of, "about")));
    if (text_is_equal(kind, TEXT("promise")))
        return say_with(v, N_("had the promise kept: %s"), 1, &about);
    return say_with(v, N_("went as it was meant: %s"), 1, &about);
}

static text
group_named(struct view *v, const struct json_value *groups, int64_t n)
{
    const struct json_value *g = groups->first;
    while (g != NULL && n-- > 0)
        g = g->next;
    return g == NULL || text_is_empty(g->text) ? say(v, N_("others")) : g->text;
}

/* "came to: Diagnosis: 61 % of F, 72 % of M, 11 points fewer (8 to 14)" */
text
walked_finding(struct view *v, const struct json_value *of,
    const struct json_value *groups)
{
    int64_t one = walked_int(of, "one"), two = walked_int(of, "two");
    const struct json_value *difference = json_find(of, TEXT("difference"));
    const struct json_value *low = json_find(of, TEXT("low"));
    const struct json_value *high = json_find(of, TEXT("high"));
    if (difference == NULL || low == NULL || high == NULL)
        return walked_question(v, of);
    double points = difference->real * 100, a = low->real * 100,
           b = high->real * 100;
    bool is_less = points < 0;
    if (is_less) {
        double was = a;
        points = -points;
        a = -b;
        b = -was;
    }
    struct phrase_arg args[] = { arg_text(walked_question(v, of)),
        arg_text(group_named(v, groups, is_less ? two : one)),
        arg_text(group_named(v, groups, is_less ? one : two)),
        arg_text(lang_decimal(v->lang, v->arena, points, 0)),
        arg_text(lang_decimal(v->lang, v->arena, a, 0)),
        arg_text(lang_decimal(v->lang, v->arena, b, 0)) };
    return say_with(
        v, N_("%s: more of %s than of %s, by %s points (%s to %s)"), 6, args);
}
