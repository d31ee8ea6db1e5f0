/* Four steps, each deterministic, ties going to the earlier point:
 *
 * 1. Project; see what of the plane must be in view.
 * 2. Insets: points nearer than a target to each other are one cluster
 *    (single linkage). A cluster too wide for an inset to help is clustered
 *    again at half the distance. The largest few get an inset each.
 * 3. In an inset, points still too near are pushed apart.
 * 4. Links where targets do not meet; labels where there is room.
 */
#include "text/map_layout.h"
#include "text/land.h"
#include "text/utf8.h"

#include <math.h>
#include <stdlib.h>

enum {
    LINKED = 96,    /* units: a target on the phone, with a little room */
    LINKED_MIN = 3, /* nearer is one place to a cluster */
    PUSH_MAX = 64,  /* points in an inset that are still pushed apart */
    PUSH_ROUNDS = 60,
    MARGIN_X = 64,
    MARGIN_Y = 44, /* pixels around the points of an inset */
    KM_MIN = 60,   /* an inset is not narrower */
};

static const double pi = 3.14159265358979323846;
static const double km_per_degree = 111.195; /* of latitude */

/* What the map shows when no point lies outside: the Pacific is cut. */
static const struct map_box usual_view = { 150, 0, 1440, LAND_HEIGHT };

/* ---- 1: the plane -------------------------------------------------------- */

/* Equations 1 to 3; longitudes beyond the edge go on beyond it. */
static struct map_xy
project_turned(double latitude, double turned)
{
    static const double a1 = 1.340264, a2 = -0.081106, a3 = 0.000893,
                        a4 = 0.003796;
    double root = sqrt(3);
    double t = asin(root / 2 * sin(latitude * pi / 180));
    double t2 = t * t, t6 = t2 * t2 * t2;
    double x = 2 * root * (turned * pi / 180) * cos(t) /
        (3 * (9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1));
    double y = t * (a4 * t6 * t2 + a3 * t6 + a2 * t2 + a1);
    return (struct map_xy){ (double)LAND_WIDTH / 2 + x * land_scale,
        land_top - y * land_scale };
}

/* -180 up to, not including, 180 degrees from the middle of the map. */
static double
turn(double longitude)
{
    double turned = longitude - land_meridian;
    return turned - 360 * floor((turned + 180) / 360);
}

struct map_xy
map_project(double latitude, double longitude)
{
    latitude = latitude > 90 ? 90 : latitude < -90 ? -90 : latitude;
    return project_turned(latitude, turn(longitude));
}

static double
distance(struct map_xy a, struct map_xy b)
{
    double dx = a.x - b.x, dy = a.y - b.y;
    return sqrt(dx * dx + dy * dy);
}

static void
widen(struct map_box *box, struct map_xy p, double margin)
{
    box->x0 = fmin(box->x0, p.x - margin);
    box->y0 = fmin(box->y0, p.y - margin);
    box->x1 = fmax(box->x1, p.x + margin);
    box->y1 = fmax(box->y1, p.y + margin);
}

static void
place_all(const struct map *map, struct map_layout *l)
{
    l->view = usual_view;
    for (ptrdiff_t i = 0; i < map->n_points; i++) {
        const struct map_point *p = &map->points[i];
        struct map_place *place = &l->places[i];
        place->inset = -1;
        place->is_shown = isfinite(p->latitude) && isfinite(p->longitude) &&
            fabs(p->longitude) < 1e6;
        if (!place->is_shown)
            continue;
        place->at = map_project(p->latitude, p->longitude);
        widen(&l->view, place->at, 20);
    }
    l->unit_per_px = (l->view.x1 - l->view.x0) / (double)MAP_PHONE_WIDTH;
}

/* ---- 2: insets ----------------------------------------------------------- */

/* Some of the points, by index. */
struct cluster {
    int *points;
    int n;
    struct map_inset inset;
};

struct candidates {
    struct arena *arena;
    const struct map *map;
    struct map_place *places;
    struct cluster *list; /* as many as there are points, at most */
    int n;
};

/* How the plane stretches at a place: columns for a km east, a km north. */
struct stretch {
    double xe, ye, xn, yn;
};

static struct stretch
stretch_at(double latitude, double turned)
{
    double d = 0.01;
    latitude = latitude > 85 ? 85 : latitude < -85 ? -85 : latitude;
    struct map_xy e0 = project_turned(latitude, turned - d),
                  e1 = project_turned(latitude, turned + d),
                  n0 = project_turned(latitude - d, turned),
                  n1 = project_turned(latitude + d, turned);
    double north = 2 * d * km_per_degree;
    double east = north * cos(latitude * pi / 180);
    return (struct stretch){ (e1.x - e0.x) / east, (e1.y - e0.y) / east,
        (n1.x - n0.x) / north, (n1.y - n0.y) / north };
}

/* The frame around a cluster, as large as it fits. */
static struct map_inset
frame_of(const struct candidates *c, const int *points, int n)
{
    struct map_box box = { 1e9, 1e9, -1e9, -1e9 };
    double latitude = 0, turned = 0;
    for (int i = 0; i < n; i++) {
        widen(&box, c->places[points[i]].at, 0);
        latitude += c->map->points[points[i]].latitude / n;
        turned += turn(c->map->points[points[i]].longitude) / n;
    }
    struct stretch s = stretch_at(latitude, turned);
    double det = s.xe * s.yn - s.xn * s.ye;
    /* the inverse: km east and south of a step on the plane */
    double ea = s.yn / det, ec = -s.xn / det, sb = s.ye / det, sd = -s.xe / det;
    struct map_box km = { 1e9, 1e9, -1e9, -1e9 };
    for (int i = 0; i < n; i++) {
        struct map_xy p = c->places[points[i]].at;
        widen(&km, (struct map_xy){ ea * p.x + ec * p.y, sb * p.x + sd * p.y },
            0);
    }
    double wide = fmax(km.x1 - km.x0, KM_MIN),
           high = fmax(km.y1 - km.y0, KM_MIN);
    double k = fmin((MAP_INSET_WIDTH - 2 * MARGIN_X) / wide,
        (MAP_INSET_HEIGHT - 2 * MARGIN_Y) / high);
    struct map_inset inset = { .a = ea * k,
        .c = ec * k,
        .b = sb * k,
        .d = sd * k,
        .e = (double)MAP_INSET_WIDTH / 2 - k * (km.x0 + km.x1) / 2,
        .f = (double)MAP_INSET_HEIGHT / 2 - k * (km.y0 + km.y1) / 2,
        .px_per_km = k };
    for (int i = 0; i < 4; i++) {
        double u = (i == 1 || i == 2 ? MAP_INSET_WIDTH : 0) - inset.e;
        double v = (i >= 2 ? MAP_INSET_HEIGHT : 0) - inset.f;
        inset.corners[i] = (struct map_xy){
            (u * s.xe - v * s.xn) / k,
            (u * s.ye - v * s.yn) / k,
        };
    }
    return inset;
}

static struct map_xy
into_inset(const struct map_inset *m, struct map_xy p)
{
    return (struct map_xy){ m->a * p.x + m->c * p.y + m->e,
        m->b * p.x + m->d * p.y + m->f };
}

/* Does an inset help: is it at least three times as large as the world? */
static bool
is_worth(const struct map_inset *inset, double unit_per_px)
{
    double grown = sqrt(fabs(inset->a * inset->d - inset->b * inset->c));
    return grown * unit_per_px >= 3;
}

/* Cut `points` into clusters whose members are linked by steps shorter than
 * `linked`; what is too wide goes round again at half of it. */
static void
cluster(
    struct candidates *c, int *points, int n, double linked, double unit_per_px)
{
    int begin = 0;
    while (begin < n) {
        /* points[begin..end) are in; those up to `seen` have looked round */
        int end = begin + 1;
        for (int seen = begin; seen < end; seen++)
            for (int i = end; i < n; i++)
                if (distance(c->places[points[seen]].at,
                        c->places[points[i]].at) < linked) {
                    int near = points[i];
                    points[i] = points[end];
                    points[end++] = near;
                }
        int *members = points + begin;
        int n_members = end - begin;
        begin = end;
        if (n_members < 2)
            continue;
        struct map_inset inset = frame_of(c, members, n_members);
        if (is_worth(&inset, unit_per_px)) {
            c->list[c->n++] = (struct cluster){
                .points = members, .n = n_members, .inset = inset
            };
        } else if (linked / 2 >= (double)LINKED_MIN) {
            cluster(c, members, n_members, linked / 2, unit_per_px);
        }
    }
}

static int
least(const struct cluster *c)
{
    int least_point = c->points[0];
    for (int i = 1; i < c->n; i++)
        if (c->points[i] < least_point)
            least_point = c->points[i];
    return least_point;
}

static bool
is_before(const struct cluster *a, const struct cluster *b)
{
    return a->n != b->n ? a->n > b->n : least(a) < least(b);
}

static void
choose_insets(struct arena *arena, const struct map *map, struct map_layout *l)
{
    struct candidates c = { .arena = arena,
        .map = map,
        .places = l->places,
        .list = arena_new(arena, struct cluster, map->n_points) };
    int *points = arena_new(arena, int, map->n_points);
    int n = 0;
    for (ptrdiff_t i = 0; i < map->n_points; i++)
        if (l->places[i].is_shown)
            points[n++] = (int)i;
    cluster(&c, points, n, LINKED, l->unit_per_px);
    while (l->n_insets < MAP_INSETS_MAX && l->n_insets < c.n) {
        int best = l->n_insets;
        for (int i = best + 1; i < c.n; i++)
            if (is_before(&c.list[i], &c.list[best]))
                best = i;
        struct cluster chosen = c.list[best];
        c.list[best] = c.list[l->n_insets];
        c.list[l->n_insets] = chosen;
        for (int i = 0; i < chosen.n; i++)
            l->places[chosen.points[i]].inset = l->n_insets;
        l->insets[l->n_insets++] = chosen.inset;
    }
}

/* ---- 3: apart ------------------------------------------------------------ */

/* Push each pair that is too near apart by half of what is missing, from all
 * sides at once; equal places part along a fixed direction for each pair. */
static void
push_apart(struct map_place *places, const int *points, int n)
{
    double wanted = MAP_TARGET + 2;
    for (int round = 0; round < PUSH_ROUNDS; round++) {
        bool is_moved = false;
        for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++) {
                struct map_xy *a = &places[points[i]].inset_at;
                struct map_xy *b = &places[points[j]].inset_at;
                double d = distance(*a, *b);
                if (d >= wanted - 0.5)
                    continue;
                double ux = (b->x - a->x) / d, uy = (b->y - a->y) / d;
                if (d < 0.01) {
                    ux = cos(2.4 * (i + 3 * j)); /* the golden angle */
                    uy = sin(2.4 * (i + 3 * j));
                }
                double half = (wanted - d) / 2;
                *a = (struct map_xy){ a->x - ux * half, a->y - uy * half };
                *b = (struct map_xy){ b->x + ux * half, b->y + uy * half };
                is_moved = true;
            }
        for (int i = 0; i < n; i++) {
            struct map_xy *p = &places[points[i]].inset_at;
            p->x = fmin(fmax(p->x, 14), MAP_INSET_WIDTH - 14);
            p->y = fmin(fmax(p->y, 14), MAP_INSET_HEIGHT - 14);
        }
        if (!is_moved)
            return;
    }
}

/* ---- 4: links and labels ------------------------------------------------- */

static bool
is_overlap(struct map_box a, struct map_box b)
{
    return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

/* A line of text is about this wide: we cannot measure the reader's font. */
static double
width_of(text label)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t at = 0; at < label.len; n++)
        utf8_next(label, &at);
    return 0.53 * (double)MAP_FONT * (double)n;
}

/* The first of four sides where the label meets neither the frame, nor a
 * point, nor another label. */
static void
place_label(struct map_place *places, const int *points, int n, int at,
    double width, struct map_box *taken, int *n_taken)
{
    struct map_place *p = &places[points[at]];
    double x = p->inset_at.x, y = p->inset_at.y;
    /* above and below it may stand askew, to stay inside */
    double least = 4 + width / 2, most = MAP_INSET_WIDTH - 4 - width / 2;
    double middle = x < least ? least : x > most ? most : x;
    struct map_box sides[] = {
        { x + 9, y - 8, x + 9 + width, y + 8 },
        { x - 9 - width, y - 8, x - 9, y + 8 },
        { middle - width / 2, y - 25, middle + width / 2, y - 9 },
        { middle - width / 2, y + 9, middle + width / 2, y + 25 },
    };
    for (int side = 0; side < 4; side++) {
        struct map_box box = sides[side];
        bool is_free = box.x0 >= 4 && box.x1 <= MAP_INSET_WIDTH - 4 &&
            box.y0 >= 4 && box.y1 <= MAP_INSET_HEIGHT - 20;
        for (int i = 0; i < n && is_free; i++) {
            struct map_xy q = places[points[i]].inset_at;
            struct map_box dot = { q.x - 7, q.y - 7, q.x + 7, q.y + 7 };
            is_free = i == at || !is_overlap(box, dot);
        }
        for (int i = 0; i < *n_taken && is_free; i++)
            is_free = !is_overlap(box, taken[i]);
        if (!is_free)
            continue;
        taken[(*n_taken)++] = box;
        p->label = side == 0 ? LABEL_START
            : side == 1      ? LABEL_END
                             : LABEL_MIDDLE;
        p->label_at = (struct map_xy){
            side == 0       ? box.x0
                : side == 1 ? box.x1
                            : middle,
            box.y0 + 12,
        };
        return;
    }
}

static void
lay_out_inset(
    struct arena *arena, const struct map *map, struct map_layout *l, int inset)
{
    int *points = arena_new(arena, int, map->n_points);
    struct map_box *taken = arena_new(arena, struct map_box, map->n_points);
    int n = 0, n_taken = 0;
    for (ptrdiff_t i = 0; i < map->n_points; i++) {
        struct map_place *p = &l->places[i];
        if (p->inset != inset)
            continue;
        p->true_at = into_inset(&l->insets[inset], p->at);
        p->inset_at = p->true_at;
        points[n++] = (int)i;
    }
    if (n <= PUSH_MAX)
        push_apart(l->places, points, n);
    for (int i = 0; i < n; i++) {
        struct map_place *p = &l->places[points[i]];
        p->is_link = text_is_known(map->points[points[i]].address);
        for (int k = 0; k < i && p->is_link; k++) {
            const struct map_place *q = &l->places[points[k]];
            p->is_link = !q->is_link ||
                distance(p->inset_at, q->inset_at) >= (double)MAP_TARGET;
        }
        place_label(l->places, points, n, i,
            width_of(map->points[points[i]].label), taken, &n_taken);
    }
}

static void
link_on_world(const struct map *map, struct map_layout *l)
{
    double apart = (double)MAP_TARGET * l->unit_per_px;
    for (ptrdiff_t i = 0; i < map->n_points; i++) {
        struct map_place *p = &l->places[i];
        if (!p->is_shown || p->inset >= 0)
            continue;
        p->is_link = text_is_known(map->points[i].address);
        for (ptrdiff_t k = 0; k < i && p->is_link; k++) {
            const struct map_place *q = &l->places[k];
            p->is_link =
                !q->is_link || q->inset >= 0 || distance(p->at, q->at) >= apart;
        }
    }
}

struct map_layout
map_lay_out(struct arena *a, const struct map *map)
{
    require(map->n_points >= 0 && map->n_points < INT32_MAX);
    struct map_layout l = { .places =
                                arena_new(a, struct map_place, map->n_points) };
    place_all(map, &l);
    choose_insets(a, map, &l);
    for (int i = 0; i < l.n_insets; i++)
        lay_out_inset(a, map, &l, i);
    link_on_world(map, &l);
    return l;
}
