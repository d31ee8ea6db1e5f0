/* What a difference is in words, and where something can be made of it. */
#include "mirror/flows.h"

#include "base/key.h"
#include "mirror/drawn_beside.h"
#include "mirror/flow_svg.h"

#include <math.h>

enum { NAMED_CASES = 20, WORDS_MAX = 600 };

text
flows_percent(struct view *v, double share)
{
    if (!isfinite(share))
        return TEXT("\u2026");
    return arena_print(v->arena, "%.*s %%",
        TEXT_ARG(lang_decimal(v->lang, v->arena, share * 100, 0)));
}

text
flows_group_name(struct view *v, const struct flows_group *g)
{
    return text_is_empty(g->name) ? say(v, N_("others")) : g->name;
}

/* "within 14 days 80%: first contact -> Diagnosis" in words; another line stays
 * as it is. */
text
flows_promise(struct view *v, text line)
{
    static const char *const units[] = { "minute", "hour", "day", "week" };
    static const enum cp_pathway_unit are[] = { CP_PATHWAY_MINUTE,
        CP_PATHWAY_HOUR, CP_PATHWAY_DAY, CP_PATHWAY_WEEK };
    struct cp_pathway_target t = { 0 };
    text rest, names, unit, percent;
    if (!text_starts_with(line, TEXT("within ")) ||
        text_find(line, TEXT(" [from:")) >= 0)
        return line;
    text rule = text_cut(text_slice(line, 7, line.len), ':', &names);
    bool is_read = text_parse_int(text_cut(rule, ' ', &rest), &t.value);
    unit = text_cut(rest, ' ', &percent);
    if (percent.len > 0 && percent.ptr[percent.len - 1] == '%')
        t.percent = text_slice(percent, 0, percent.len - 1);
    ptrdiff_t at = text_find(names, TEXT(" -> "));
    if (!is_read || at < 0)
        return line;
    t.start = text_trim(text_slice(names, 0, at));
    t.end = text_trim(text_slice(names, at + 4, names.len));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (text_starts_with(unit, text_of(units[i]))) {
            t.unit = are[i];
            return drawn_promise_words(v, &t);
        }
    return line;
}

text
flows_what(struct view *v, const struct cp_shared *r)
{
    struct phrase_arg args[] = { arg_text(r->from), arg_text(r->to) };
    switch (r->kind) {
    case CP_SHARED_STAGE: return say_with(v, N_("came to: %s"), 1, args + 1);
    case CP_SHARED_STEP:
        return say_with(v, N_("came on from %s to %s"), 2, args);
    case CP_SHARED_LOST:
        return say_with(v, N_("were lost after: %s"), 1, args + 1);
    case CP_SHARED_FLOW:
        return say_with(v, N_("went straight from %s to %s"), 2, args);
    case CP_SHARED_TARGET:
    case CP_SHARED_KINDS: break;
    }
    args[1] = arg_text(flows_promise(v, r->to));
    return say_with(v, N_("had the promise kept: %s"), 1, args + 1);
}

/* Larger than chance, all that was compared counted in; of enough people, and
 * large enough to matter. */
bool
flows_is_named(const struct cp_shared *r)
{
    return isfinite(r->q) && r->q < 0.05 && fabs(r->difference) >= 0.05 &&
        r->n[0] >= NAMED_CASES && r->n[1] >= NAMED_CASES;
}

text
flows_share(struct view *v, const struct cp_shared *r, int end)
{
    return flows_percent(v, r->share[end]);
}

/* "(54 – 68)" */
text
flows_limits(struct view *v, const struct cp_shared *r, int end)
{
    if (!isfinite(r->share[end]))
        return TEXT("");
    struct stats_interval i = stats_share(r->x[end], r->n[end]);
    return arena_print(v->arena, "(%.*s \u2013 %.*s)",
        TEXT_ARG(lang_decimal(v->lang, v->arena, i.low * 100, 0)),
        TEXT_ARG(lang_decimal(v->lang, v->arena, i.high * 100, 0)));
}

static text
signed_points(struct view *v, double x)
{
    double points = floor(fabs(x) * 100 + 0.5);
    return arena_print(v->arena, "%s%.*s",
        points == 0 ? ""
            : x < 0 ? "\u2212"
                    : "+",
        TEXT_ARG(lang_decimal(v->lang, v->arena, points, 0)));
}

/* "+11 (+4 – +18)" */
text
flows_difference(struct view *v, const struct cp_shared *r)
{
    if (!isfinite(r->difference))
        return TEXT("\u2026");
    return arena_print(v->arena, "%.*s (%.*s \u2013 %.*s)",
        TEXT_ARG(signed_points(v, r->difference)),
        TEXT_ARG(signed_points(v, r->limits.low)),
        TEXT_ARG(signed_points(v, r->limits.high)));
}

/* "9 d | 12 d" */
text
flows_waits(struct view *v, const struct cp_shared *r)
{
    text said[2];
    for (int i = 0; i < 2; i++)
        said[i] = isfinite(r->median_wait[i])
            ? flow_wait(v, (int64_t)r->median_wait[i])
            : TEXT("\u2026");
    return arena_join(v->arena, 3, (text[]){ said[0], TEXT(" | "), said[1] });
}

text
flows_sentence(
    struct view *v, const struct flows_page *p, const struct cp_shared *r)
{
    struct phrase_arg args[] = { arg_text(flows_what(v, r)),
        arg_text(flows_share(v, r, 0)), arg_text(p->ends[0].name),
        arg_text(flows_share(v, r, 1)), arg_text(p->ends[1].name),
        arg_text(lang_decimal(
            v->lang, v->arena, floor(fabs(r->difference) * 100 + 0.5), 0)) };
    text words = isfinite(r->difference)
        ? say_with(v, N_("%s: %s in %s, %s in %s; %s points apart."), 6, args)
        : say_with(v, N_("%s: %s in %s, %s in %s."), 5, args);
    if (!isfinite(r->wait_difference))
        return words;
    struct phrase_arg waits[] = { arg_text(
                                      flow_wait(v, (int64_t)r->median_wait[0])),
        arg_text(p->ends[0].name),
        arg_text(flow_wait(v, (int64_t)r->median_wait[1])),
        arg_text(p->ends[1].name) };
    text waited =
        say_with(v, N_("The usual wait is %s in %s and %s in %s."), 4, waits);
    return arena_join(v->arena, 3, (text[]){ words, TEXT(" "), waited });
}

text
flows_group_sentence(struct view *v, const struct flows_page *p, int stage)
{
    struct phrase_arg name = arg_text(p->stages[stage]);
    struct buf b = buf_in(v->arena, 300);
    buf_add(&b, say_with(v, N_("came to: %s"), 1, &name));
    for (int g = 0; g < p->n_groups; g++) {
        const struct flows_group *of = &p->groups[g];
        double share = of->n > 0 && of->came[stage] >= 0
            ? (double)of->came[stage] / (double)of->n
            : (double)NAN;
        buf_add(&b, g == 0 ? TEXT(": ") : TEXT("; "));
        buf_add(&b, p->ends[of->end].name);
        buf_add(&b, TEXT(", "));
        buf_add(&b, flows_group_name(v, of));
        buf_byte(&b, ' ');
        buf_add(&b, flows_percent(v, share));
    }
    return buf_text(&b);
}

text
flows_list_sentence(
    struct view *v, const struct flows_page *p, const struct cp_list_pair *pair)
{
    struct drawn_beside_page d = { 0 };
    d.one.head.side_name = p->ends[0].name;
    d.other.head.side_name = p->ends[1].name;
    const struct cp_list_row *row =
        pair->rows[0] != NULL ? pair->rows[0] : pair->rows[1];
    text name = drawn_beside_name(v->arena, row);
    return arena_join(v->arena, 3,
        (text[]){ name, TEXT(": "), drawn_beside_words(v, &d, pair) });
}

/* ---- Made of it -----------------------------------------------------------
 */

bool
flows_may_make(struct request *rq, const char *kind, int64_t within_id)
{
    const struct thing_kind *k = thing_kind_find(text_of(kind));
    return k != NULL && k->sheet != NULL &&
        actor_may(&rq->actor, k->maker, &within_id, 1);
}

text
flows_make_address(struct request *rq, text kind, int64_t partnership_id,
    int64_t board_id, text from_kind, int64_t from_id, text words)
{
    struct view v = view_in(rq->arena, rq->lang, 400);
    char key[KEY_LENGTH], within[KEY_LENGTH], board[KEY_LENGTH];
    text from = key_print(from_id, key);
    const char *made = text_is_equal(kind, TEXT("need")) ? "need"
        : text_is_equal(kind, TEXT("project"))           ? "project"
                                                         : NULL;
    out_percent(&v, text_prefix(words, WORDS_MAX));
    html h = view_html(&v);
    text said = { h.ptr, h.len };
    if (text_is_equal(kind, TEXT("board_entry")) && board_id != 0)
        return arena_print(rq->arena,
            "/board/%.*s?from=%.*s-%.*s&words=%.*s#add",
            TEXT_ARG(key_print(board_id, board)), TEXT_ARG(from_kind),
            TEXT_ARG(from), TEXT_ARG(said));
    if (made == NULL || !flows_may_make(rq, made, partnership_id))
        return (text){ 0 };
    return arena_print(rq->arena,
        "/new/%s?within=%.*s&from=%.*s-%.*s&words=%.*s", made,
        TEXT_ARG(key_print(partnership_id, within)), TEXT_ARG(from_kind),
        TEXT_ARG(from), TEXT_ARG(said));
}
