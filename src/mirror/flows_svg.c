/* Shares beside each other on one scale, and the graph of differences. */
#include "mirror/flows.h"

#include "mirror/flow_svg.h"

#include <math.h>
#include <string.h>

#define raw(v, s) out_raw((v), (s), (ptrdiff_t)sizeof(s) - 1)

enum { WIDTH = 340, NAME = 20, BAR = 16, GAP = 12, SCALE = 190, LABEL = 108 };
enum { SHORT = 14 }; /* bytes that stand before a bar */

static void
put_int(struct view *v, const char *before, int64_t x)
{
    out_raw(v, before, (ptrdiff_t)strlen(before));
    buf_int(&v->out, x);
}

/* The texture of a side beside its hue: whole, hatched, dotted, and so on, as
 * the swatches of the style sheet are. */
static const char *const textures[6] = { "",
    "<path d=\"M0 6 6 0\" stroke-width=\"2\"/>",
    "<circle cx=\"3\" cy=\"3\" r=\"1.4\"/>",
    "<path d=\"M3 0V6\" stroke-width=\"2\"/>",
    "<path d=\"M0 3H6\" stroke-width=\"2\"/>",
    "<path d=\"M0 6 6 0M0 0 6 6\" stroke-width=\"1.3\"/>" };

/* Two years of one side are of one hue. */
static int
texture_of(const struct flows_page *p, int end)
{
    int at = (int)p->ends[end].row.position;
    if (p->is_same_side && end == 1)
        at = at == 1 ? 2 : 1;
    return at < 1 || at > 6 ? 1 : at;
}

static int
hue_of(const struct flows_page *p, int end)
{
    int at = (int)p->ends[end].row.position;
    return at < 1 || at > 6 ? 1 : at;
}

static void
begin(struct view *v, const struct flows_page *p, int64_t height, text label,
    const char *id)
{
    put_int(v, "<svg role=\"img\" font-size=\"13\" width=\"", WIDTH);
    put_int(v, "\" height=\"", height);
    put_int(v, "\" viewBox=\"0 0 ", WIDTH);
    put_int(v, " ", height);
    raw(v, "\"><title>");
    out_text(v, label);
    raw(v, "</title><defs>");
    for (int i = 0; i < 2; i++) {
        const char *t = textures[texture_of(p, i) - 1];
        put_int(v, "<pattern id=\"", i);
        out_raw(v, id, (ptrdiff_t)strlen(id));
        raw(v,
            "\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
            "fill=\"var(--sheet)\" stroke=\"var(--sheet)\">");
        out_raw(v, t, (ptrdiff_t)strlen(t));
        raw(v, "</pattern>");
    }
    raw(v, "</defs><g fill=\"var(--ink)\">");
}

static void
put_words(struct view *v, int64_t x, int64_t y, text words)
{
    put_int(v, "<text x=\"", x);
    put_int(v, "\" y=\"", y);
    raw(v, "\">");
    out_text(v, words);
    raw(v, "</text>");
}

static void
put_rect(struct view *v, int64_t x, int64_t y, int64_t width, int64_t height)
{
    put_int(v, "<rect x=\"", x);
    put_int(v, "\" y=\"", y);
    put_int(v, "\" width=\"", width);
    put_int(v, "\" height=\"", height);
    raw(v, "\"");
}

/* A share with its interval: a bar and a line over it. */
static void
put_bar(struct view *v, const struct flows_page *p, int end, const char *id,
    int64_t y, int64_t n, int64_t n_all)
{
    if (n < 0 || n_all <= 0) {
        put_words(v, LABEL + 4, y + BAR - 4, TEXT("\u2026"));
        return;
    }
    double share = (double)n / (double)n_all;
    struct stats_interval i = stats_share(n, n_all);
    int64_t width = (int64_t)(share * SCALE + 0.5);
    int64_t low = LABEL + (int64_t)(i.low * SCALE + 0.5);
    int64_t high = LABEL + (int64_t)(i.high * SCALE + 0.5);
    put_rect(v, LABEL, y + 2, width, BAR - 4);
    put_int(v, " fill=\"var(--h", hue_of(p, end));
    raw(v, ")\"/>");
    if (texture_of(p, end) != 1) {
        put_rect(v, LABEL, y + 2, width, BAR - 4);
        put_int(v, " fill=\"url(#", end);
        out_raw(v, id, (ptrdiff_t)strlen(id));
        raw(v, ")\"/>");
    }
    put_int(v, "<path stroke=\"var(--ink)\" d=\"M", low);
    put_int(v, " ", y + BAR / 2);
    put_int(v, "H", high);
    put_int(v, "M", low);
    put_int(v, " ", y + 5);
    raw(v, "v6");
    put_int(v, "M", high);
    put_int(v, " ", y + 5);
    raw(v, "v6\"/>");
    put_words(v, (high > LABEL + width ? high : LABEL + width) + 4, y + BAR - 4,
        flows_percent(v, share));
}

/* What does not fit in front of a bar. */
static text
shorten(struct view *v, text name, int max)
{
    return name.len <= max ? name
                           : arena_print(v->arena, "%.*s\u2026",
                                 TEXT_ARG(text_prefix(name, max - 1)));
}

html
flows_chart(struct request *rq, const struct flows_page *p)
{
    struct view v = request_view(rq);
    int64_t y = 0;
    begin(&v, p, p->n_stages * (NAME + 2 * BAR + GAP),
        say(&v, N_("Came to each stage, of all cases")), "c");
    for (int32_t i = 0; i < p->compared.n; i++) {
        const struct cp_shared *r = &p->compared.rows[i];
        if (r->kind != CP_SHARED_STAGE)
            continue;
        put_words(&v, 0, y + 14, shorten(&v, r->to, 44));
        y += NAME;
        for (int end = 0; end < 2; end++, y += BAR) {
            put_words(
                &v, 0, y + BAR - 4, shorten(&v, p->ends[end].name, SHORT));
            put_bar(&v, p, end, "c", y, r->x[end], r->n[end]);
        }
        y += GAP;
    }
    raw(&v, "</g></svg>");
    return view_html(&v);
}

html
flows_equity(struct request *rq, const struct flows_page *p)
{
    struct view v = request_view(rq);
    int64_t y = 0;
    if (p->n_groups == 0)
        return (html){ "", 0 };
    begin(&v, p, p->n_stages * (NAME + p->n_groups * BAR + GAP),
        say(&v, N_("Came to each stage, by group")), "e");
    for (int k = 0; k < p->n_stages; k++) {
        put_words(&v, 0, y + 14, shorten(&v, p->stages[k], 44));
        y += NAME;
        for (int g = 0; g < p->n_groups; g++, y += BAR) {
            const struct flows_group *of = &p->groups[g];
            put_words(&v, 0, y + BAR - 4,
                shorten(&v, flows_group_name(&v, of), SHORT));
            put_bar(&v, p, of->end, "e", y, of->came[k], of->n);
        }
        y += GAP;
    }
    raw(&v, "</g></svg>");
    return view_html(&v);
}

/* ---- The graph of differences -------------------------------------------- */

static int32_t
stage_at(const struct flows_page *p, text name)
{
    for (int k = 0; k < p->n_stages; k++)
        if (text_is_equal(p->stages[k], name))
            return k;
    return -1;
}

/* "61 | 72 %" */
static text
two_shares(struct view *v, const struct cp_shared *r)
{
    text parts[2];
    for (int i = 0; i < 2; i++)
        parts[i] = isfinite(r->share[i])
            ? lang_decimal(v->lang, v->arena, r->share[i] * 100, 0)
            : TEXT("\u2026");
    return arena_print(v->arena, "%.*s | %.*s %%%s", TEXT_ARG(parts[0]),
        TEXT_ARG(parts[1]), flows_is_named(r) ? " *" : "");
}

html
flows_picture(struct request *rq, const struct flows_page *p)
{
    struct arena *a = rq->arena;
    struct view v = request_view(rq);
    struct cp_map m = { .nodes = arena_new(a, struct cp_map_node, p->n_stages),
        .edges = arena_new(a, struct cp_map_edge, p->compared.n),
        .n_nodes = p->n_stages,
        .node_width = FLOW_NODE_WIDTH,
        .node_height = FLOW_NODE_HEIGHT,
        .gap = FLOW_GAP + 26,
        .rank_gap = FLOW_RANK_GAP };
    struct flow_mark *marks = arena_new(a, struct flow_mark, p->compared.n);
    text *words = arena_new(a, text, p->n_stages);
    for (int k = 0; k < p->n_stages; k++)
        m.nodes[k] = (struct cp_map_node){ .name = p->stages[k], .row = k };
    for (int32_t i = 0; i < p->compared.n; i++) {
        const struct cp_shared *r = &p->compared.rows[i];
        if (r->kind == CP_SHARED_STAGE)
            words[stage_at(p, r->to)] = two_shares(&v, r);
        if (r->kind != CP_SHARED_FLOW)
            continue;
        double most = r->share[0] > r->share[1] ? r->share[0] : r->share[1];
        marks[m.n_edges] = (struct flow_mark){ .words = two_shares(&v, r),
            .title = flows_sentence(&v, p, r),
            .width = most >= 0.5 ? 5
                : most >= 0.25   ? 4
                : most >= 0.1    ? 3
                : most >= 0.03   ? 2
                                 : 1,
            .hue = !flows_is_named(r) ? 0
                : r->difference > 0   ? hue_of(p, 0)
                                      : hue_of(p, 1),
            .is_dashed = flows_is_named(r) && r->difference < 0 };
        m.edges[m.n_edges++] =
            (struct cp_map_edge){ .from = stage_at(p, r->from),
                .to = stage_at(p, r->to),
                .n_cases = (int64_t)(most * 1000),
                .is_intended = true };
    }
    if (m.n_edges == 0 || cp_map_layout(&m, a, NULL) != OK)
        return (html){ "", 0 };
    flow_svg(&v,
        &(struct flow_picture){ .map = &m,
            .label = say(&v, N_("Where the two differ")),
            .marks = marks,
            .node_words = words,
            .has_pathway = true });
    return view_html(&v);
}
