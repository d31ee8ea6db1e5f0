/* The areas of opinion groups: of each its middle and how far it reaches. No
 * point of the picture is a person. */
#include "decide/ground/ground.h"

#include <math.h>

#define raw(v, s) out_raw((v), (s), (ptrdiff_t)sizeof(s) - 1)

enum { WIDE = 320, HIGH = 220, EDGE = 12 };

struct ellipse {
    double cx, cy, rx, ry, turn; /* degrees */
};

/* Two thirds of a bell lie within 1.5 of its spreads. */
static struct ellipse
ellipse_of(const struct ground_group_said *g)
{
    double middle = (g->xx + g->yy) / 2, half = (g->xx - g->yy) / 2;
    double root = sqrt(half * half + g->xy * g->xy);
    double less = middle - root > 0 ? middle - root : 0;
    return (struct ellipse){ .cx = g->x,
        .cy = g->y,
        .rx = 1.5 * sqrt(middle + root),
        .ry = 1.5 * sqrt(less),
        .turn = atan2(2 * g->xy, g->xx - g->yy) / 2 * 57.29577951308232 };
}

static void
put_real(struct view *v, double x)
{
    int64_t tenths = (int64_t)floor(10 * x + 0.5);
    if (tenths < 0)
        raw(v, "-");
    tenths = tenths < 0 ? -tenths : tenths;
    out_int(v, tenths / 10);
    raw(v, ".");
    out_int(v, tenths % 10);
}

static void
put_ellipse(struct view *v, const struct ellipse *e, char letter)
{
    /* besides the letter, a line of its own kind */
    static const char *const lines[GROUPS_MAX] = { "1 0", "6 3", "2 3",
        "9 3 2 3", "12 4" };
    text line = text_of(lines[letter - 'A']);
    raw(v, "<ellipse cx=\"");
    put_real(v, e->cx);
    raw(v, "\" cy=\"");
    put_real(v, e->cy);
    raw(v, "\" rx=\"");
    put_real(v, e->rx);
    raw(v, "\" ry=\"");
    put_real(v, e->ry);
    raw(v, "\" transform=\"rotate(");
    put_real(v, e->turn);
    raw(v, " ");
    put_real(v, e->cx);
    raw(v, " ");
    put_real(v, e->cy);
    raw(v,
        ")\" fill=\"var(--accent)\" fill-opacity=\".12\" "
        "stroke=\"var(--accent)\" stroke-width=\"2\" stroke-dasharray=\"");
    out_raw(v, line.ptr, line.len);
    raw(v, "\"/>");
}

html
ground_picture(struct view *v, const struct ground_page *p)
{
    struct view in = view_in(v->arena, v->lang, 2000);
    struct ellipse all[GROUPS_MAX];
    double low[2] = { 0 }, high[2] = { 0 };
    int n = 0;
    for (int k = 0; k < p->n_groups; k++) {
        if (!p->groups[k].is_drawn)
            continue;
        struct ellipse e = ellipse_of(&p->groups[k]);
        double at[2] = { e.cx, e.cy };
        for (int i = 0; i < 2; i++) {
            low[i] = n == 0 ? at[i] - e.rx : fmin(low[i], at[i] - e.rx);
            high[i] = n == 0 ? at[i] + e.rx : fmax(high[i], at[i] + e.rx);
        }
        all[k] = e;
        n++;
    }
    if (n == 0)
        return view_html(&in);
    double scale = fmin((WIDE - 2 * EDGE) / fmax(high[0] - low[0], 1e-6),
        (HIGH - 2 * EDGE) / fmax(high[1] - low[1], 1e-6));
    double left = (WIDE - scale * (high[0] - low[0])) / 2;
    double top = (HIGH - scale * (high[1] - low[1])) / 2;
    raw(&in,
        "<svg viewBox=\"0 0 320 220\" width=\"640\" height=\"440\" "
        "role=\"img\" aria-label=\"");
    out_plain(&in,
        say(&in,
            N_("Where the groups lie: near each other means that they answer "
               "alike.")));
    raw(&in, "\">");
    for (int turn = 0; turn < 2; turn++)
        for (int k = 0; k < p->n_groups; k++) {
            if (!p->groups[k].is_drawn)
                continue;
            struct ellipse e = all[k];
            e.cx = left + scale * (e.cx - low[0]);
            e.cy = top + scale * (high[1] - e.cy);
            e.rx = fmax(scale * e.rx, 6);
            e.ry = fmax(scale * e.ry, 6);
            e.turn = -e.turn;
            if (turn == 0) {
                put_ellipse(&in, &e, p->groups[k].letter);
                continue;
            }
            raw(&in, "<text x=\"");
            put_real(&in, e.cx);
            raw(&in, "\" y=\"");
            put_real(&in, e.cy + 6);
            raw(&in,
                "\" text-anchor=\"middle\" font-size=\"18\" "
                "font-weight=\"bold\" fill=\"var(--ink)\">");
            out_raw(&in, &p->groups[k].letter, 1);
            raw(&in, "</text>");
        }
    raw(&in, "</svg>");
    return view_html(&in);
}
