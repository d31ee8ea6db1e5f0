#include "text/map_layout.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

int map_test(void);

static struct arena arena;

/* cmocka's own takes float. */
#define assert_near(x, expected, within)                                       \
    assert_true(fabs((x) - (expected)) <= (within))

static int
start(void **state)
{
    (void)state;
    arena_open(&arena, 64 << 20);
    return lang_start(NULL) == OK ? 0 : -1;
}

static int
stop(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static const struct map_point places[] = {
    { 53.41, -2.98, TEXT_INIT("Liverpool"), TEXT_INIT("/place/1"), 1 },
    { -0.53, 34.46, TEXT_INIT("Homa Bay County"), TEXT_INIT("/place/2"), 2 },
    { 59.33, 18.07, TEXT_INIT("Region Stockholm"), TEXT_INIT("/place/3"), 1 },
    { 0.44, 33.20, TEXT_INIT("Jinja District"), TEXT_INIT("/place/4"), 2 },
    { 0.52, 35.27, TEXT_INIT("Uasin Gishu"), TEXT_INIT("/place/5"), 2 },
    { 51.45, -0.02, TEXT_INIT("Lewisham"), TEXT_INIT("/place/6"), 0 },
    { -33.9, 18.4, TEXT_INIT("Cape Town"), TEXT_INIT("/place/7"), 0 },
};

enum { N_PLACES = sizeof places / sizeof *places };

static text
print(const struct map *map)
{
    struct view v = view_in(&arena, lang_all(0), 1 << 14);
    map_svg(&v, map);
    html h = view_html(&v);
    return (text){ h.ptr, h.len };
}

static struct map
map_of(const struct map_point *points, ptrdiff_t n)
{
    return (struct map){
        .label = TEXT("A <map> & \"more\""), .points = points, .n_points = n
    };
}

/* ---- is it XML ----------------------------------------------------------- */

static bool
is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
        (c >= '0' && c <= '9');
}

static text
take_name(text t, ptrdiff_t *at)
{
    ptrdiff_t from = *at;
    while (*at < t.len && is_name_byte(t.ptr[*at]))
        ++*at;
    assert_true(*at > from);
    return text_slice(t, from, *at);
}

/* From behind the tag's name to its '>': attributes quoted, none twice, none
 * of those that the page may not have. */
static bool
take_attributes(text t, ptrdiff_t *at)
{
    text seen[16];
    int n_seen = 0;
    while (t.ptr[*at] == ' ') {
        ++*at;
        text name = take_name(t, at);
        assert_false(text_is_equal(name, TEXT("style")));
        assert_false(text_starts_with(name, TEXT("on")));
        for (int i = 0; i < n_seen; i++)
            assert_false(text_is_equal(seen[i], name));
        assert_true(n_seen < 16);
        seen[n_seen++] = name;
        assert_true(t.ptr[*at] == '=' && t.ptr[*at + 1] == '"');
        for (*at += 2; t.ptr[*at] != '"'; ++*at)
            assert_true(*at < t.len && t.ptr[*at] != '<');
        ++*at;
    }
    bool is_empty = t.ptr[*at] == '/';
    *at += is_empty;
    assert_true(t.ptr[*at] == '>');
    return is_empty;
}

static void
assert_xml(text t)
{
    text open[32];
    int n_open = 0;
    for (ptrdiff_t at = 0; at < t.len; at++) {
        assert_true(t.ptr[at] != '>');
        if (t.ptr[at] == '&') {
            text rest = text_slice(t, at, at + 6);
            assert_true(text_starts_with(rest, TEXT("&lt;")) ||
                text_starts_with(rest, TEXT("&gt;")) ||
                text_starts_with(rest, TEXT("&amp;")) ||
                text_starts_with(rest, TEXT("&quot;")) ||
                text_starts_with(rest, TEXT("&#39;")));
        }
        if (t.ptr[at] != '<')
            continue;
        bool is_end = t.ptr[at + 1] == '/';
        at += 1 + is_end;
        text name = take_name(t, &at);
        if (is_end) {
            assert_true(n_open > 0 && text_is_equal(open[--n_open], name) &&
                t.ptr[at] == '>');
        } else if (!take_attributes(t, &at)) {
            assert_true(n_open < 32);
            open[n_open++] = name;
        }
    }
    assert_int_equal(n_open, 0);
    assert_true(text_is_utf8(t));
    assert_true(text_find(t, TEXT("nan")) < 0);
    assert_true(text_find(t, TEXT("inf")) < 0);
}

static int
count(text t, text what)
{
    int n = 0;
    for (ptrdiff_t at; (at = text_find(t, what)) >= 0; n++)
        t = text_slice(t, at + what.len, t.len);
    return n;
}

/* ---- tests --------------------------------------------------------------- */

/* As the paper has it: the map is 2.05 times as wide as high, and the pole
 * line is 0.59 of the equator. */
static void
the_projection_is_equal_earth(void **state)
{
    (void)state;
    double middle = 11.5;
    struct map_xy zero = map_project(0, middle);
    struct map_xy east = map_project(0, middle + 179.9999);
    struct map_xy pole = map_project(90, middle + 179.9999);
    assert_near(zero.x, 750, 0.001);
    assert_near(east.x - zero.x, 750, 0.01);
    assert_near((east.x - zero.x) / (zero.y - pole.y), 2.05458, 0.001);
    assert_near((pole.x - zero.x) / 750, 0.592, 0.001);
    /* areas are true: the same square degrees of the sphere at 0 and at 60 */
    double low = (map_project(1, middle + 1).x - zero.x) *
        (zero.y - map_project(1, middle).y);
    struct map_xy n60 = map_project(60, middle), n61 = map_project(61, middle);
    double high = (map_project(60.5, middle + 1).x - n60.x) * (n60.y - n61.y);
    assert_near(high / low, cos(60.5 / 180 * 3.14159265358979), 0.01);
}

static void
an_empty_map_is_the_land_alone(void **state)
{
    (void)state;
    struct map map = map_of(NULL, 0);
    text t = print(&map);
    assert_xml(t);
    assert_int_equal(count(t, TEXT("<svg")), 1);
    assert_int_equal(count(t, TEXT("role=\"img\"")), 1);
    assert_true(text_find(t, TEXT("A &lt;map&gt; &amp; &quot;more&quot;")) > 0);
    assert_true(text_find(t, TEXT("viewBox=\"150 0 1290 656\"")) > 0);
}

static void
one_place_is_a_link_with_its_name(void **state)
{
    (void)state;
    struct map_point p = { 59.3, 18, TEXT("<b>"), TEXT("/a?b&c"), 3 };
    struct map map = map_of(&p, 1);
    text t = print(&map);
    assert_xml(t);
    assert_true(text_find(t,
                    TEXT("<a href=\"/a?b&amp;c\">"
                         "<title>&lt;b&gt;</title>")) > 0);
    assert_int_equal(count(t, TEXT("role=\"group\"")), 1);
    assert_int_equal(count(t, TEXT("side-3")), 1);
    p.address = (text){ 0 };
    t = print(&map);
    assert_int_equal(count(t, TEXT("<a ")), 0);
    assert_int_equal(count(t, TEXT("role=\"img\"")), 1);
}

static void
places_that_pile_up_are_magnified_together(void **state)
{
    (void)state;
    struct map map = map_of(places, N_PLACES);
    struct map_layout l = map_lay_out(&arena, &map);
    assert_int_equal(l.n_insets, 2);
    assert_int_equal(l.places[0].inset, l.places[2].inset);
    assert_int_equal(l.places[0].inset, l.places[5].inset);
    assert_int_equal(l.places[1].inset, l.places[3].inset);
    assert_int_equal(l.places[1].inset, l.places[4].inset);
    assert_true(l.places[0].inset != l.places[1].inset);
    assert_int_equal(l.places[6].inset, -1);
    text t = print(&map);
    assert_xml(t);
    assert_int_equal(count(t, TEXT("<svg")), 3);
    assert_int_equal(count(t, TEXT("<a ")), N_PLACES);
    for (int i = 0; i < N_PLACES; i++)
        assert_int_equal(count(t, places[i].label), 1);
}

/* East is right, south is down, and 100 km are as long in both directions. */
static void
an_inset_is_true_to_shape(void **state)
{
    (void)state;
    static const struct map_point far_north[] = {
        { 68, 17, TEXT_INIT("a"), { 0 }, 0 },
        { 69, 17, TEXT_INIT("b"), { 0 }, 0 },
        { 68.5, 17, TEXT_INIT("c"), { 0 }, 0 },
        { 68.5, 19.728, TEXT_INIT("d"), { 0 }, 0 }, /* as far as a from b */
    };
    struct map map = map_of(far_north, 4);
    struct map_layout l = map_lay_out(&arena, &map);
    assert_int_equal(l.n_insets, 1);
    const struct map_place *p = l.places;
    double north = p[0].true_at.y - p[1].true_at.y;
    double east = p[3].true_at.x - p[2].true_at.x;
    assert_true(north > 20);
    assert_near(north / (111.195 * l.insets[0].px_per_km), 1, 0.02);
    assert_near(east / north, 1, 0.04);
    assert_true(fabs(p[1].true_at.x - p[0].true_at.x) < north * 0.05);
}

static void
links_are_24_pixels_apart(void **state)
{
    (void)state;
    enum { N = 500 };
    struct map_point *p = arena_new(&arena, struct map_point, N);
    for (int i = 0; i < N; i++) /* some even on the same spot */
        p[i] = (struct map_point){ (i * 37 % 160) - 75.0, (i * i % 331) - 165.0,
            TEXT("x"), TEXT("/x"), i % 8 - 1 };
    for (int n = 0; n <= N; n = n * 2 + 1) {
        struct map map = map_of(p, n);
        struct map_layout l = map_lay_out(&arena, &map);
        for (int i = 0; i < n; i++)
            for (int k = 0; k < i; k++) {
                const struct map_place *a = &l.places[i], *b = &l.places[k];
                if (!a->is_link || !b->is_link || a->inset != b->inset)
                    continue;
                struct map_xy u = a->inset < 0 ? a->at : a->inset_at;
                struct map_xy v = b->inset < 0 ? b->at : b->inset_at;
                double unit = a->inset < 0 ? l.unit_per_px : 1;
                assert_true(hypot(u.x - v.x, u.y - v.y) >= 23.99 * unit);
            }
        text t = print(&map);
        assert_xml(t);
        assert_true(t.len < 100000);
    }
}

static void
poles_edges_and_places_off_the_earth_do_no_harm(void **state)
{
    (void)state;
    static const struct map_point p[] = {
        { 90, 0, TEXT_INIT("North"), TEXT_INIT("/1"), 1 },
        { -90, 0, TEXT_INIT("South"), TEXT_INIT("/2"), 2 },
        { -17.8, 179.99, TEXT_INIT("Fiji"), TEXT_INIT("/3"), 1 },
        { -13.8, -171.8, TEXT_INIT("Samoa"), TEXT_INIT("/4"), 2 },
        { 0, -168.5, TEXT_INIT("Edge"), TEXT_INIT("/5"), 3 },
        { 0, 191.499, TEXT_INIT("Other edge"), TEXT_INIT("/6"), 4 },
        { 21.3, -157.9, TEXT_INIT("Hawaii"), TEXT_INIT("/7"), 5 },
        { NAN, 0, TEXT_INIT("Nowhere"), TEXT_INIT("/8"), 6 },
        { 0, INFINITY, TEXT_INIT("Nowhere"), TEXT_INIT("/9"), 6 },
        { 1e300, -1e300, TEXT_INIT("Nowhere"), TEXT_INIT("/10"), 6 },
        { 1e300, 3600, TEXT_INIT("Up"), TEXT_INIT("/11"), 6 },
    };
    static const struct map_end ends[] = { { 2, 1 }, { 6, 2 }, { 0, 3 },
        { 1, 4 }, { 7, 5 }, { -1, 1 }, { 99, 1 }, { 4, 77 }, { 5, -3 } };
    struct map_line lines[sizeof ends / sizeof *ends];
    int n_lines = 0;
    for (int i = 0; i + 1 < (int)(sizeof ends / sizeof *ends); i++)
        lines[n_lines++] =
            (struct map_line){ TEXT("a & b"), 2 + i % 7, ends + i % 2 };
    struct map map = map_of(p, sizeof p / sizeof *p);
    map.lines = lines;
    map.n_lines = n_lines;
    struct map_layout l = map_lay_out(&arena, &map);
    for (int i = 0; i < map.n_points; i++) {
        assert_int_equal(l.places[i].is_shown, i < 7 || i == 10);
        if (!l.places[i].is_shown)
            continue;
        struct map_xy at = l.places[i].at;
        assert_true(at.x > l.view.x0 && at.x < l.view.x1);
        assert_true(at.y > l.view.y0 && at.y < l.view.y1);
    }
    text t = print(&map);
    assert_xml(t);
    assert_int_equal(count(t, TEXT("Nowhere")), 0);
}

/* Fiji to Hawaii is a short way to the east, over the edge of the map. */
static void
a_line_takes_the_short_way_round(void **state)
{
    (void)state;
    static const struct map_point p[] = {
        { -17.8, 178, TEXT_INIT("Fiji"), { 0 }, 1 },
        { 21.3, -157.9, TEXT_INIT("Hawaii"), { 0 }, 2 },
    };
    static const struct map_end ends[] = { { 0, 1 }, { 1, 2 } };
    static const struct map_line line = { TEXT_INIT("x"), 2, ends };
    struct map map = map_of(p, 2);
    map.lines = &line;
    map.n_lines = 1;
    text t = print(&map);
    assert_xml(t);
    assert_int_equal(count(t, TEXT("class=\"link side-1\"")), 1);
    assert_int_equal(count(t, TEXT("class=\"link side-2\"")), 1);
    struct map_xy fiji = map_project(p[0].latitude, p[0].longitude);
    text from = arena_print(&arena, "d=\"M%.0f", floor(fiji.x));
    ptrdiff_t at = text_find(t, from);
    assert_true(at > 0);
    text rest = text_slice(t, at, t.len), to;
    text_cut(rest, 'Q', &to); /* "Qx y x y": where it ends is the third */
    text_cut(to, ' ', &to);
    text_cut(to, ' ', &to);
    double end;
    assert_true(text_parse_real(text_cut(to, ' ', &to), &end));
    assert_true(end > fiji.x); /* not back over Africa */
}

static void
the_same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    struct map map = map_of(places, N_PLACES);
    text once = print(&map);
    text twice = print(&map);
    assert_true(text_is_equal(once, twice));
}

int
map_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_projection_is_equal_earth),
        cmocka_unit_test(an_empty_map_is_the_land_alone),
        cmocka_unit_test(one_place_is_a_link_with_its_name),
        cmocka_unit_test(places_that_pile_up_are_magnified_together),
        cmocka_unit_test(an_inset_is_true_to_shape),
        cmocka_unit_test(links_are_24_pixels_apart),
        cmocka_unit_test(poles_edges_and_places_off_the_earth_do_no_harm),
        cmocka_unit_test(a_line_takes_the_short_way_round),
        cmocka_unit_test(the_same_input_gives_the_same_bytes),
    };
    return cmocka_run_group_tests_name("text/map", tests, start, stop);
}
