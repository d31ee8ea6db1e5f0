#include "text/map.h"
#include "text/land.h"
#include "text/map_layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_SIDES = 6 };

/* Texture beside hue: a side's lines are dashed its own way. Lengths are
 * pixels, for lines do not grow with the map. */
static const char *const dashes[N_SIDES + 1] = { "", "", "7 4", "1 4",
    "9 3 1 3", "4 3", "12 3" };

#define raw(v, s) out_raw((v), (s), (ptrdiff_t)sizeof(s) - 1)

static int
known_side(int side)
{
    return side >= 1 && side <= N_SIDES ? side : 0;
}

static void
print_class(struct view *v, const char *name, int side)
{
    raw(v, " class=\"");
    out_raw(v, name, (ptrdiff_t)strlen(name));
    if (known_side(side) > 0) {
        raw(v, " side-");
        buf_int(&v->out, side);
    }
    raw(v, "\"");
}

static void
print_title(struct view *v, text title)
{
    if (text_is_empty(title))
        return;
    raw(v, "<title>");
    out_text(v, title);
    raw(v, "</title>");
}

/* A whole number after what stands before it. A map has hundreds of them, and
 * printf takes its time with each: it knows numbers of any size. */
static void
print_whole(struct view *v, const char *before, double x)
{
    out_raw(v, before, (ptrdiff_t)strlen(before));
    buf_int(&v->out, llrint(x));
}

/* A circle, a square, a diamond, triangles, a hexagon: known without colour.
 */
static void
print_mark(struct view *v, struct map_xy at, double r, int side)
{
    static const double corners[N_SIDES + 1][12] = {
        [2] = { -.9, -.9, .9, -.9, .9, .9, -.9, .9 },
        [3] = { 0, -1.25, 1.25, 0, 0, 1.25, -1.25, 0 },
        [4] = { 0, -1.2, 1.2, .9, -1.2, .9 },
        [5] = { 0, 1.2, 1.2, -.9, -1.2, -.9 },
        [6] = { -1.1, 0, -.55, -.95, .55, -.95, 1.1, 0, .55, .95, -.55, .95 },
    };
    static const int n_corners[N_SIDES + 1] = { 0, 0, 4, 4, 3, 3, 6 };
    side = known_side(side);
    if (n_corners[side] == 0) {
        raw(v, "<circle");
        print_class(v, "point", side);
        print_whole(v, " cx=\"", at.x);
        print_whole(v, "\" cy=\"", at.y);
        print_whole(v, "\" r=\"", r);
        raw(v, "\"/>");
        return;
    }
    raw(v, "<path");
    print_class(v, "point", side);
    raw(v, " d=\"");
    for (int i = 0; i < n_corners[side]; i++) {
        print_whole(v, i == 0 ? "M" : "L", at.x + r * corners[side][2 * i]);
        print_whole(v, " ", at.y + r * corners[side][2 * i + 1]);
    }
    raw(v, "z\"/>");
}

/* ---- lines --------------------------------------------------------------- */

static struct map_xy
middle(struct map_xy a, struct map_xy b)
{
    return (struct map_xy){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
}

/* Two decimals are 300 m, which an inset magnifies; zeros at the end go. */
static void
print_number(struct view *v, double x)
{
    struct buf *b = &v->out;
    int64_t n = llrint(x * 100), rest = llabs(n % 100);
    if (n < 0 && n > -100)
        buf_byte(b, '-');
    buf_int(b, n / 100);
    if (rest == 0)
        return;
    buf_byte(b, '.');
    buf_byte(b, (char)('0' + rest / 10));
    if (rest % 10 != 0)
        buf_byte(b, (char)('0' + rest % 10));
}

static void
print_xy(struct view *v, char letter, struct map_xy at)
{
    buf_byte(&v->out, letter);
    print_number(v, at.x);
    buf_byte(&v->out, ' ');
    print_number(v, at.y);
}

static void
print_half(struct view *v, struct map_xy from, struct map_xy by,
    struct map_xy to, int side)
{
    raw(v, "<path");
    print_class(v, "link", side);
    const char *dash = dashes[known_side(side)];
    if (dash[0] != '\0') {
        raw(v, " stroke-dasharray=\"");
        out_raw(v, dash, (ptrdiff_t)strlen(dash));
        raw(v, "\"");
    }
    raw(v, " vector-effect=\"non-scaling-stroke\" d=\"");
    print_xy(v, 'M', from);
    print_whole(v, "Q", by.x);
    print_whole(v, " ", by.y);
    print_xy(v, ' ', to);
    raw(v, "\"/>");
}

/* The ends that are on the map, the later ones moved by a whole turn where
 * that is the shorter way: then the line leaves at one edge and comes in at
 * the other. */
struct ends {
    int n;
    struct map_xy at[N_SIDES * 2];
    double shift[N_SIDES * 2]; /* what was added to x */
    int side[N_SIDES * 2];
};

static struct ends
find_ends(const struct map *map, const struct map_layout *l,
    const struct map_line *line)
{
    struct ends e = { 0 };
    for (int i = 0; i < line->n_ends && e.n < N_SIDES * 2; i++) {
        int point = line->ends[i].point;
        if (point < 0 || point >= map->n_points || !l->places[point].is_shown)
            continue;
        struct map_xy at = l->places[point].at;
        double latitude = map->points[point].latitude;
        double turn = map_project(latitude, land_meridian + 179.999).x * 2 -
            (double)LAND_WIDTH;
        double shift = 0;
        if (e.n > 0 && at.x - e.at[0].x > turn / 2)
            shift = -turn;
        else if (e.n > 0 && e.at[0].x - at.x > turn / 2)
            shift = turn;
        e.at[e.n] = (struct map_xy){ at.x + shift, at.y };
        e.shift[e.n] = shift;
        e.side[e.n++] = line->ends[i].side;
    }
    return e;
}

/* Two sides meet on a bow that bends west, several in their middle. */
static void
print_line(struct view *v, const struct map *map, const struct map_layout *l,
    ptrdiff_t index)
{
    const struct map_line *line = &map->lines[index];
    struct ends e = find_ends(map, l, line);
    if (e.n < 2)
        return;
    struct map_xy hub = { 0, 0 };
    for (int i = 0; i < e.n; i++) {
        hub.x += e.at[i].x / e.n;
        hub.y += e.at[i].y / e.n;
    }
    struct map_xy by = hub;
    if (e.n == 2) {
        double dx = e.at[1].x - e.at[0].x, dy = e.at[1].y - e.at[0].y;
        double bend = 0.22 + 0.06 * (double)(index % 3);
        double sign = dy < 0 || (dy == 0 && dx > 0) ? 1 : -1;
        by = (struct map_xy){ hub.x + sign * bend * dy,
            hub.y - sign * bend * dx };
        hub = middle(hub, by);
    }
    raw(v, "<g>");
    print_title(v, line->label);
    for (int i = 0; i < e.n; i++) {
        struct map_xy b = e.n == 2 ? middle(e.at[i], by) : by;
        struct map_xy h = hub;
        print_half(v, (struct map_xy){ e.at[i].x - e.shift[i], e.at[i].y },
            (struct map_xy){ b.x - e.shift[i], b.y },
            (struct map_xy){ h.x - e.shift[i], h.y }, e.side[i]);
    }
    raw(v, "</g>");
}

/* ---- points -------------------------------------------------------------- */

static void
open_link(struct view *v, const struct map_point *p)
{
    raw(v, "<a href=\"");
    out_local(v, p->address);
    raw(v, "\">");
}

static void
print_world_point(struct view *v, const struct map_layout *l,
    const struct map_point *p, const struct map_place *place)
{
    double px = l->unit_per_px;
    bool is_link = place->is_link && place->inset < 0;
    if (is_link) {
        open_link(v, p);
        print_title(v, p->label);
        print_whole(v, "<circle cx=\"", place->at.x);
        print_whole(v, "\" cy=\"", place->at.y);
        print_whole(v, "\" r=\"", MAP_TARGET / 2 * px);
        raw(v, "\" fill-opacity=\"0\"/>");
    }
    print_mark(v, place->at, place->inset < 0 ? 3.4 * px : 2.4 * px, p->side);
    if (is_link)
        raw(v, "</a>");
}

/* From where a point is to where there was room for it. */
static void
print_step(struct view *v, struct map_xy from, struct map_xy to)
{
    raw(v, "<path class=\"frame\" d=\"");
    print_whole(v, "M", from.x);
    print_whole(v, " ", from.y);
    print_whole(v, "L", to.x);
    print_whole(v, " ", to.y);
    raw(v, "\"/>");
}

static void
print_inset_point(
    struct view *v, const struct map_point *p, const struct map_place *place)
{
    static const char *const anchors[] = { "", "start", "middle", "end" };
    struct map_xy at = place->inset_at, from = place->true_at;
    if (fabs(at.x - from.x) + fabs(at.y - from.y) > 3)
        print_step(v, from, at);
    if (place->is_link) {
        open_link(v, p);
        if (place->label == LABEL_NONE)
            print_title(v, p->label);
        print_whole(v, "<circle cx=\"", at.x);
        print_whole(v, "\" cy=\"", at.y);
        print_whole(v, "\" r=\"", MAP_TARGET / 2);
        raw(v, "\" fill-opacity=\"0\"/>");
    }
    print_mark(v, at, 5, p->side);
    if (place->label != LABEL_NONE) {
        print_whole(v, "<text x=\"", place->label_at.x);
        print_whole(v, "\" y=\"", place->label_at.y);
        raw(v, "\" text-anchor=\"");
        out_raw(
            v, anchors[place->label], (ptrdiff_t)strlen(anchors[place->label]));
        raw(v, "\">");
        out_text(v, p->label);
        raw(v, "</text>");
    }
    if (place->is_link)
        raw(v, "</a>");
}

/* ---- the world and its insets -------------------------------------------- */

/* An image with links in it is a group to a screen reader, or the links
 * would be gone. */
static void
print_role(struct view *v, bool is_group, text label)
{
    buf_print(
        &v->out, " role=\"%s\" aria-label=\"", is_group ? "group" : "img");
    out_text(v, label);
    raw(v, "\">");
}

static bool
has_links(const struct map *map, const struct map_layout *l, int inset)
{
    for (ptrdiff_t i = 0; i < map->n_points; i++)
        if (l->places[i].is_link && l->places[i].inset == inset)
            return true;
    return false;
}

static void
print_frame(struct view *v, const struct map_layout *l, int inset)
{
    const struct map_xy *c = l->insets[inset].corners;
    double px = l->unit_per_px;
    /* on a phone a small frame would hide under its own points */
    if (fabs(c[2].x - c[0].x) < 28 * px && fabs(c[2].y - c[0].y) < 20 * px) {
        struct map_xy at = middle(c[0], c[2]);
        buf_print(&v->out,
            "<circle class=\"frame\" fill=\"none\" cx=\"%.0f\" cy=\"%.0f\" "
            "r=\"%.0f\" vector-effect=\"non-scaling-stroke\"/>",
            at.x, at.y, 11 * px);
        return;
    }
    raw(v,
        "<path class=\"frame\" fill=\"none\" "
        "vector-effect=\"non-scaling-stroke\" d=\"");
    for (int i = 0; i < 4; i++)
        buf_print(&v->out, "%c%.0f %.0f", i == 0 ? 'M' : 'L', c[i].x, c[i].y);
    raw(v, "z\"/>");
}

static void
print_world(struct view *v, const struct map *map, const struct map_layout *l)
{
    const struct map_box *box = &l->view;
    buf_print(&v->out,
        "<svg class=\"map-world\" viewBox=\"%.0f %.0f %.0f %.0f\"",
        floor(box->x0), floor(box->y0), ceil(box->x1 - box->x0),
        ceil(box->y1 - box->y0));
    print_role(v, has_links(map, l, -1), map->label);
    raw(v,
        "<path id=\"land\" class=\"land\" "
        "fill-rule=\"evenodd\" transform=\"scale(" LAND_STEP ")\" d=\"");
    for (size_t i = 0; i < sizeof land_path / sizeof *land_path; i++)
        out_raw(v, land_path[i], (ptrdiff_t)strlen(land_path[i]));
    raw(v, "\"/><g id=\"map-lines\" fill=\"none\">");
    for (ptrdiff_t i = 0; i < map->n_lines; i++)
        print_line(v, map, l, i);
    raw(v, "</g>");
    for (int i = 0; i < l->n_insets; i++)
        print_frame(v, l, i);
    for (ptrdiff_t i = 0; i < map->n_points; i++)
        if (l->places[i].is_shown)
            print_world_point(v, l, &map->points[i], &l->places[i]);
    raw(v, "</svg>");
}

/* A round length that is 50 to 125 pixels long. */
static void
print_scale(struct view *v, const struct map_inset *m)
{
    static const int64_t steps[] = { 2000, 1000, 500, 200, 100, 50, 20, 10 };
    size_t i = 0;
    while (i < sizeof steps / sizeof *steps - 1 &&
        (double)steps[i] * m->px_per_km > 125)
        i++;
    buf_print(&v->out,
        "<path class=\"frame\" d=\"M10 %dv4h%.0fv-4\"/>"
        "<text x=\"14\" y=\"%d\">",
        MAP_INSET_HEIGHT - 14, (double)steps[i] * m->px_per_km,
        MAP_INSET_HEIGHT - 15);
    out_text(v, lang_number(v->lang, v->arena, steps[i]));
    raw(v, " km</text>");
}

static void
print_inset(struct view *v, const struct map *map, const struct map_layout *l,
    int inset)
{
    const struct map_inset *m = &l->insets[inset];
    buf_print(&v->out,
        "<svg class=\"map-inset\" viewBox=\"0 0 %d %d\" font-size=\"%d\"",
        MAP_INSET_WIDTH, MAP_INSET_HEIGHT, MAP_FONT);
    print_role(v, has_links(map, l, inset),
        say_with(v, N_("Part %d of the map, enlarged"), 1,
            &(struct phrase_arg){ .kind = ARG_INT, .number = inset + 1 }));
    buf_print(&v->out,
        "<g transform=\"matrix(%.5g %.5g %.5g %.5g %.6g %.6g)\">", m->a, m->b,
        m->c, m->d, m->e, m->f);
    raw(v,
        "<use href=\"#land\"/><use href=\"#map-lines\"/></g>"
        "<g fill=\"none\">");
    print_scale(v, m);
    raw(v, "</g>");
    for (ptrdiff_t i = 0; i < map->n_points; i++)
        if (l->places[i].inset == inset)
            print_inset_point(v, &map->points[i], &l->places[i]);
    raw(v, "</svg>");
}

void
map_svg(struct view *v, const struct map *map)
{
    struct map_layout l = map_lay_out(v->arena, map);
    print_world(v, map, &l);
    if (l.n_insets == 0)
        return;
    raw(v, "<div class=\"insets\">");
    for (int i = 0; i < l.n_insets; i++)
        print_inset(v, map, &l, i);
    raw(v, "</div>");
}
