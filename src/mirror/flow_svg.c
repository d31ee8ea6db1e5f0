#include "mirror/flow_svg.h"

#include <string.h>

#define raw(v, s) out_raw((v), (s), (ptrdiff_t)sizeof(s) - 1)

enum { LINE_BYTES = 17, LINES = 2, TIP = 5 };

static void
put_whole(struct view *v, const char *before, int64_t x)
{
    out_raw(v, before, (ptrdiff_t)strlen(before));
    buf_int(&v->out, x);
}

text
flow_wait(struct view *v, int64_t us)
{
    int64_t minutes = (us + 30'000'000) / 60'000'000;
    struct phrase_arg n;
    if (minutes < 90) {
        n = arg_int(minutes);
        return say_with(v, N_("%d min"), 1, &n);
    }
    if (minutes < 48 * 60) {
        n = arg_int((minutes + 30) / 60);
        return say_with(v, N_("%d h"), 1, &n);
    }
    n = arg_int((minutes + 720) / 1440);
    return say_with(v, N_("%d d"), 1, &n);
}

/* Colours of the page, in light and dark; of a file of its own as they are. */
enum colour { ACCENT, SHEET, INK, SOFT, PAPER };
static const struct {
    const char *on_page, *alone;
} colours[] = {
    [ACCENT] = { "var(--accent)", "#2b6b6b" },
    [SHEET] = { "var(--sheet)", "#eef4f4" },
    [INK] = { "var(--ink)", "#1b1b1b" },
    [SOFT] = { "var(--soft)", "#555555" },
    [PAPER] = { "var(--paper)", "#ffffff" },
};

static void
put_colour(struct view *v, const struct flow_picture *p, const char *before,
    enum colour c)
{
    const char *is = p->is_alone ? colours[c].alone : colours[c].on_page;
    out_raw(v, before, (ptrdiff_t)strlen(before));
    out_raw(v, is, (ptrdiff_t)strlen(is));
    raw(v, "\"");
}

/* ---- Steps --------------------------------------------------------------- */

text
flow_name(struct view *v, const struct cp_map_node *n)
{
    return n->kind == CP_MAP_BEGIN ? say(v, N_("Start"))
        : n->kind == CP_MAP_END    ? say(v, N_("End"))
                                   : n->name;
}

/* A name in two lines, parted at a blank where it can be. */
static int
part(struct arena *a, text name, text lines[LINES])
{
    int n = 0;
    while (name.len > 0 && n < LINES) {
        text head = text_prefix(name, LINE_BYTES);
        ptrdiff_t cut = head.len;
        bool is_last = n + 1 == LINES;
        if (head.len < name.len && !is_last)
            for (ptrdiff_t i = head.len; i > head.len / 3; i--)
                if (name.ptr[i] == ' ') {
                    cut = i;
                    break;
                }
        lines[n] = text_trim(text_slice(name, 0, cut));
        name = text_trim(text_slice(name, cut, name.len));
        if (is_last && name.len > 0)
            lines[n] = arena_print(a, "%.*s\u2026",
                TEXT_ARG(text_prefix(lines[n], LINE_BYTES - 1)));
        n++;
    }
    return n;
}

static void
put_line(struct view *v, int64_t x, int64_t y, text t)
{
    put_whole(v, "<text x=\"", x);
    put_whole(v, "\" y=\"", y);
    raw(v, "\">");
    out_text(v, t);
    raw(v, "</text>");
}

/* Below 0: so many that the number would give somebody away. */
static text
cases_of(struct view *v, int64_t n)
{
    return n < 0 ? TEXT("\u2026") : say_plural(v, "%d case", "%d cases", n);
}

static void
put_step(
    struct view *v, const struct flow_picture *p, const struct cp_map_node *n)
{
    text lines[LINES];
    text name = flow_name(v, n);
    int n_lines = part(v->arena, name, lines);
    text cases = p->node_words != NULL ? p->node_words[n - p->map->nodes]
                                       : cases_of(v, n->n_cases);
    bool is_outside = p->has_pathway && n->row < 0 && n->kind == CP_MAP_STEP;
    int64_t top = n->y - (n_lines + !p->has_no_counts) * 15 / 2 + 11;
    raw(v, "<g class=\"step\"><title>");
    out_text(v, name);
    if (!p->has_no_counts) {
        raw(v, ": ");
        out_text(v, cases);
    }
    raw(v, "</title><rect");
    put_whole(v, " x=\"", n->x - p->map->node_width / 2);
    put_whole(v, "\" y=\"", n->y - p->map->node_height / 2);
    put_whole(v, "\" width=\"", p->map->node_width);
    put_whole(v, "\" height=\"", p->map->node_height);
    put_whole(v, "\" rx=\"", n->kind == CP_MAP_STEP ? 6 : 28);
    put_colour(v, p, "\" stroke-width=\"1.5\" stroke=\"", ACCENT);
    put_colour(
        v, p, " fill=\"", is_outside || n->kind != CP_MAP_STEP ? PAPER : SHEET);
    if (is_outside)
        raw(v, " stroke-dasharray=\"5 3\"");
    raw(v, "/>");
    for (int i = 0; i < n_lines; i++)
        put_line(v, n->x, top + i * 15, lines[i]);
    if (!p->has_no_counts) {
        put_colour(v, p, "<g font-size=\"11\" fill=\"", SOFT);
        raw(v, ">");
        put_line(v, n->x, top + n_lines * 15, cases);
        raw(v, "</g>");
    }
    raw(v, "</g>");
}

/* ---- Ways ---------------------------------------------------------------- */

/* Five widths: a half of the most cases and more, a quarter, a tenth, a
 * thirtieth, and fewer. */
static int
width_of(int64_t n, int64_t most)
{
    return n * 2 >= most ? 5
        : n * 4 >= most  ? 4
        : n * 10 >= most ? 3
        : n * 30 >= most ? 2
                         : 1;
}

static void
put_point(struct view *v, const char *before, int64_t x, int64_t y)
{
    put_whole(v, before, x);
    put_whole(v, " ", y);
}

/* Straight up or down out of a step, and into the next. */
static void
put_curve(struct view *v, const struct cp_map_edge *e, int64_t height)
{
    const struct cp_map_point *q = e->points;
    int64_t half = height / 2 + 2, down = e->is_back ? -half : half;
    put_point(v, " d=\"M", q[0].x, q[0].y);
    if (e->from == e->to) {
        put_point(v, "C", q[1].x, q[1].y);
        put_point(v, ",", q[2].x, q[2].y);
        put_point(v, ",", q[3].x, q[3].y);
    } else if (e->is_flat && e->n_points == 2) {
        put_point(v, "L", q[1].x, q[1].y);
    } else if (e->is_flat) {
        put_point(v, "Q", q[1].x, q[1].y + 20);
        put_point(v, ",", q[2].x, q[2].y);
    } else {
        /* Through a layer straight on, so as not to cut a step's corner. */
        for (int32_t i = 1; i < e->n_points; i++) {
            bool is_last = i + 1 == e->n_points;
            int64_t from = q[i - 1].y + (i == 1 ? 0 : down);
            int64_t to = q[i].y - (is_last ? 0 : down);
            put_point(v, "C", q[i - 1].x, (from + to) / 2);
            put_point(v, ",", q[i].x, (from + to) / 2);
            put_point(v, ",", q[i].x, to);
            if (!is_last)
                put_whole(v, "V", q[i].y + down);
        }
    }
    raw(v, "\"/>");
}

static void
put_tip(
    struct view *v, const struct flow_picture *p, const struct cp_map_edge *e)
{
    const struct cp_map_point *q = &e->points[e->n_points - 1];
    bool is_level = e->from == e->to || (e->is_flat && e->n_points == 2);
    bool is_left = e->from == e->to || q->x < e->points[0].x;
    bool is_up = e->is_back || e->is_flat;
    int64_t x = !is_level ? 0 : is_left ? TIP * 2 : -TIP * 2;
    int64_t y = is_level ? 0 : is_up ? TIP * 2 : -TIP * 2;
    put_colour(v, p, "<path stroke=\"none\" fill=\"", ACCENT);
    put_point(v, " d=\"M", q->x, q->y);
    put_point(
        v, "L", q->x + (is_level ? x : -TIP), q->y + (is_level ? -TIP : y));
    put_point(v, "L", q->x + (is_level ? x : TIP), q->y + (is_level ? TIP : y));
    raw(v, "z\"/>");
}

/* Where there is room: in the middle of a way that crosses a layer, else
 * between the two steps, up and down not at one height. */
static void
put_label(struct view *v, const struct cp_map_edge *e, text wait)
{
    const struct cp_map_point *q = e->points;
    int32_t at = e->n_points / 2;
    int64_t x = q[at].x, y = q[at].y;
    if (e->is_flat && e->from != e->to)
        return; /* there is no room */
    if (e->from == e->to) {
        x = q[1].x + 2;
        y = (q[1].y + q[2].y) / 2;
    } else if (e->n_points % 2 == 0) {
        x = (q[at - 1].x + q[at].x) / 2;
        y = (q[at - 1].y + q[at].y) / 2 + (e->is_back ? 8 : -4);
    }
    put_line(v, x, y + 4, wait);
}

static void
put_way(struct view *v, const struct flow_picture *p, int32_t i, int64_t most)
{
    const struct cp_map_edge *e = &p->map->edges[i];
    int64_t wait = p->waits == NULL ? -1 : p->waits[i];
    const struct flow_mark *mark = p->marks == NULL ? NULL : &p->marks[i];
    int width = mark != NULL ? mark->width
        : p->has_no_counts   ? 2
                             : width_of(e->n_cases, most);
    static const char *const widths[] = { "", "1", "1.5", "2.5", "4", "6" };
    raw(v, "<g stroke-width=\"");
    out_raw(v, widths[width], (ptrdiff_t)strlen(widths[width]));
    if (mark != NULL ? mark->is_dashed : p->has_pathway && !e->is_intended)
        raw(v, "\" stroke-dasharray=\"6 4");
    if (mark != NULL && mark->hue > 0) {
        put_whole(v, "\" stroke=\"var(--h", mark->hue);
        raw(v, ")");
    }
    raw(v, "\"><title>");
    if (mark != NULL) {
        out_text(v, mark->title);
        raw(v, "</title><path");
        put_curve(v, e, p->map->node_height);
        put_tip(v, p, e);
        raw(v, "</g>");
        return;
    }
    out_text(v, flow_name(v, &p->map->nodes[e->from]));
    raw(v, " \u2192 ");
    out_text(v, flow_name(v, &p->map->nodes[e->to]));
    if (!p->has_no_counts) {
        raw(v, ": ");
        out_text(v, cases_of(v, e->n_cases));
    }
    if (wait >= 0) {
        raw(v, ", ");
        out_text(v, flow_wait(v, wait));
    }
    raw(v, "</title><path");
    put_curve(v, e, p->map->node_height);
    put_tip(v, p, e);
    raw(v, "</g>");
}

static void
put_labels(struct view *v, const struct flow_picture *p, int64_t most)
{
    put_colour(v, p, "<g font-size=\"11\" fill=\"", SOFT);
    put_colour(
        v, p, " paint-order=\"stroke\" stroke-width=\"4\" stroke=\"", PAPER);
    raw(v, ">");
    for (int32_t i = 0; i < p->map->n_edges && p->marks != NULL; i++)
        put_label(v, &p->map->edges[i], p->marks[i].words);
    for (int32_t i = 0; i < p->map->n_edges && p->waits != NULL; i++) {
        const struct cp_map_edge *e = &p->map->edges[i];
        if (p->waits[i] >= 0 && width_of(e->n_cases, most) >= 3)
            put_label(v, e, flow_wait(v, p->waits[i]));
    }
    raw(v, "</g>");
}

/* ---- All of it ----------------------------------------------------------- */

void
flow_svg(struct view *v, const struct flow_picture *p)
{
    const struct cp_map *m = p->map;
    int64_t most = 1;
    for (int32_t i = 0; i < m->n_edges; i++)
        if (m->edges[i].n_cases > most)
            most = m->edges[i].n_cases;
    raw(v,
        "<svg class=\"flow-map\" role=\"img\" font-size=\"13\" "
        "text-anchor=\"middle\"");
    if (p->is_alone)
        raw(v,
            " xmlns=\"http://www.w3.org/2000/svg\" "
            "font-family=\"system-ui, sans-serif\"");
    put_whole(v, " width=\"", m->width);
    put_whole(v, "\" height=\"", m->height);
    raw(v, "\"");
    put_whole(v, " viewBox=\"0 0 ", m->width);
    put_whole(v, " ", m->height);
    raw(v, "\"><title>");
    out_text(v, p->label);
    raw(v, "</title>");
    if (p->is_alone)
        raw(v, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
    put_colour(v, p, "<g fill=\"none\" stroke=\"", ACCENT);
    raw(v, ">");
    for (int32_t i = m->n_edges; i-- > 0;) /* the strongest on top */
        put_way(v, p, i, most);
    raw(v, "</g>");
    put_labels(v, p, most);
    put_colour(v, p, "<g fill=\"", INK);
    raw(v, ">");
    for (int32_t i = 0; i < m->n_nodes; i++)
        put_step(v, p, &m->nodes[i]);
    raw(v, "</g></svg>");
}
