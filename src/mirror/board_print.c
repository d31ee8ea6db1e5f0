/* Boards on one A3 page: from JSON to the page, as large as fits. */
#include "mirror/board_print.h"

#include "text/paper.h"
#include "text/utf8.h"

#include <math.h>

/* Millimetres, but for type. */
static const double MARGIN = 10, GAP = 6, PAD = 2, BAND = 4, TITLE_PT = 20,
                    SIDE_PT = 14, SMALL_PT = 8, TYPE_MAX_PT = 16,
                    TYPE_MIN_PT = 5, PAIRS_MAX_FRAC = 0.3;

enum {
    SIDES_MAX = BOARD_SIDES_MAX,
    HEADINGS_MAX = BESIDE_HEADINGS_MAX,
    LETTERS_MAX = 16'000, /* on the page; over that each entry is cut */
    ENTRY_LETTERS_MIN = 50
};

static const uint32_t INK = 0x20292b, SOFT = 0x566063, LINE = 0xd9d3c6;
static const uint32_t hues[SIDES_MAX] = { 0x1b6a86, 0xb24a22, 0x4a7423,
    0x76458f, 0x856400, 0xad3660 };

struct item {
    text words, lang;
    int heading;
    double height; /* at the size that was last looked at */
};
struct print_side {
    text name;
    int position;
    struct item *items;
    int n_items;
    bool has_more;
};
struct spread {
    struct arena *arena;
    struct paper *paper;
    const struct lang *lang;
    text title, partnership, note;
    text headings[HEADINGS_MAX], codes[HEADINGS_MAX];
    int n_headings;
    struct print_side sides[SIDES_MAX];
    int n_sides;
    struct item *pairs;
    int n_pairs;
    /* how it is laid out */
    int n_across; /* headings beside each other within a side */
    int n_rows;
    double side_width, cell_width, top, bottom, size_pt;
    double row_height[HEADINGS_MAX], pairs_height;
    double fill_frac; /* what there is to what there is room for */
};

/* ---- Reading ------------------------------------------------------------- */

static text
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    return m != NULL && m->type == JSON_TEXT ? m->text : (text){ 0 };
}

static int64_t
number(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    return m != NULL && m->type == JSON_NUMBER ? m->number : 0;
}

static const struct json_value *
list(const struct json_value *v, const char *name, int64_t *n)
{
    const struct json_value *m = json_find(v, text_of(name));
    bool is_list = m != NULL && m->type == JSON_ARRAY;
    *n = is_list ? m->n : 0;
    return is_list ? m->first : NULL;
}

static int
heading_at(const struct spread *s, text code)
{
    for (int i = 0; i < s->n_headings; i++)
        if (text_is_equal(s->codes[i], code))
            return i;
    return -1;
}

/* "· Words (theme, 3 agree)" */
static text
item_said(struct spread *s, const struct json_value *v)
{
    struct view view = view_in(s->arena, s->lang, 0);
    text theme = member(v, "theme");
    int64_t marks = number(v, "marks");
    struct buf b = buf_in(s->arena, 200);
    buf_add(&b, member(v, "words"));
    if (text_is_known(theme) || marks > 0)
        buf_add(&b, TEXT(" ("));
    if (text_is_known(theme))
        buf_add(&b, theme);
    if (text_is_known(theme) && marks > 0)
        buf_add(&b, TEXT(", "));
    if (marks > 0)
        buf_add(&b, say_plural(&view, "%d agrees", "%d agree", marks));
    if (text_is_known(theme) || marks > 0)
        buf_byte(&b, ')');
    return buf_text(&b);
}

static void
read_side(struct spread *s, const struct json_value *v)
{
    struct print_side *side = &s->sides[s->n_sides++];
    int64_t n;
    const struct json_value *e = list(v, "entries", &n);
    const struct json_value *more = json_find(v, TEXT("has_more"));
    side->name = member(v, "name");
    side->position = (int)number(v, "position");
    if (side->position < 1 || side->position > SIDES_MAX)
        side->position = 1;
    side->has_more = more != NULL && more->is_true;
    side->items = arena_new(s->arena, struct item, (ptrdiff_t)n);
    for (; e != NULL; e = e->next) {
        int heading = heading_at(s, member(e, "heading"));
        if (heading >= 0)
            side->items[side->n_items++] =
                (struct item){ .words = item_said(s, e),
                    .lang = member(e, "lang"),
                    .heading = heading };
    }
}

static void
read_pairs(struct spread *s, const struct json_value *all)
{
    int64_t n;
    const struct json_value *p = list(all, "pairs", &n);
    struct view v = view_in(s->arena, s->lang, 0);
    s->pairs = arena_new(s->arena, struct item, (ptrdiff_t)n);
    for (; p != NULL; p = p->next) {
        struct phrase_arg lacks = phrase_arg(member(p, "lacks_side"));
        struct phrase_arg has = phrase_arg(member(p, "has_side"));
        s->pairs[s->n_pairs++].words = arena_join(s->arena, 7,
            (text[]){ say_with(&v, N_("%s struggles with"), 1, &lacks),
                TEXT(": "), member(p, "lacks"), TEXT("\n\xE2\x86\x92 "),
                say_with(&v, N_("%s has"), 1, &has), TEXT(": "),
                member(p, "has") });
    }
}

static ptrdiff_t
letters_of(text t)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t at = 0; at < t.len; n++)
        (void)utf8_next(t, &at);
    return n;
}

static void
cut(struct arena *a, struct item *item, ptrdiff_t most)
{
    ptrdiff_t at = 0;
    for (ptrdiff_t n = 0; n < most && at < item->words.len; n++)
        (void)utf8_next(item->words, &at);
    if (at < item->words.len)
        item->words = arena_join(a, 2,
            (text[]){ text_slice(item->words, 0, at), TEXT("\xE2\x80\xA6") });
}

/* More than anybody could read on one page: of each entry its beginning. */
static void
cut_long(struct spread *s)
{
    ptrdiff_t n = 0, n_items = 0;
    for (int k = 0; k < s->n_sides; k++)
        for (int i = 0; i < s->sides[k].n_items; i++, n_items++)
            n += letters_of(s->sides[k].items[i].words);
    if (n <= LETTERS_MAX)
        return;
    ptrdiff_t most = LETTERS_MAX / n_items;
    most = most < ENTRY_LETTERS_MIN ? ENTRY_LETTERS_MIN : most;
    for (int k = 0; k < s->n_sides; k++)
        for (int i = 0; i < s->sides[k].n_items; i++)
            cut(s->arena, &s->sides[k].items[i], most);
}

static enum err
read_spread(struct spread *s, text asked)
{
    struct json_value *all;
    struct why why = { 0 };
    int64_t n;
    enum err e = json_parse(asked, s->arena, &all, &why);
    if (e != OK)
        return ERR_BAD_INPUT;
    s->lang = lang_find(member(all, "language"));
    if (s->lang == NULL)
        s->lang = lang_all(0);
    s->title = member(all, "title");
    s->partnership = member(all, "partnership");
    s->note = member(all, "note");
    for (const struct json_value *h = list(all, "headings", &n);
         h != NULL && s->n_headings < HEADINGS_MAX; h = h->next) {
        s->codes[s->n_headings] = member(h, "code");
        s->headings[s->n_headings++] = member(h, "name");
    }
    for (const struct json_value *v = list(all, "sides", &n);
         v != NULL && s->n_sides < SIDES_MAX; v = v->next)
        read_side(s, v);
    read_pairs(s, all);
    cut_long(s);
    if (s->n_sides == 0 || s->n_headings == 0)
        return ERR_BAD_INPUT;
    return paper_open(
        &s->paper, s->arena, PAPER_A3_LANDSCAPE, s->title, number(all, "at"));
}

/* ---- Fitting ------------------------------------------------------------- */

static struct paper_words
words_of(const struct item *item, double size_pt)
{
    return (struct paper_words){ .words = item->words,
        .lang = item->lang,
        .size_pt = size_pt,
        .colour = INK,
        .tag = "P" };
}

static struct paper_words
heading_words(const struct spread *s, text words)
{
    return (struct paper_words){ .words = words,
        .lang = lang_code(s->lang),
        .size_pt = s->size_pt + 2,
        .is_bold = true,
        .colour = INK,
        .tag = "H3" };
}

static double
between(const struct spread *s)
{
    return s->size_pt * 0.12; /* mm between entries */
}

static double
cell_height(struct spread *s, struct print_side *side, int heading)
{
    struct paper_words head = heading_words(s, s->headings[heading]);
    double inner = s->cell_width - 2 * PAD;
    double height = 2 * PAD + paper_height(s->paper, &head, inner);
    for (int i = 0; i < side->n_items; i++)
        if (side->items[i].heading == heading) {
            struct paper_words w = words_of(&side->items[i], s->size_pt);
            side->items[i].height = paper_height(s->paper, &w, inner);
            height += side->items[i].height + between(s);
        }
    return height;
}

enum { PAIR_COLUMNS = 3 };

static double
pairs_width(const struct spread *s)
{
    (void)s;
    return (420 - 2 * MARGIN - (PAIR_COLUMNS - 1) * GAP) / PAIR_COLUMNS;
}

static double
measure_pairs(struct spread *s)
{
    double height[PAIR_COLUMNS] = { 0 }, most = 0;
    if (s->n_pairs == 0)
        return 0;
    struct paper_words head = heading_words(s, s->title);
    for (int i = 0; i < s->n_pairs; i++) {
        struct paper_words w = words_of(&s->pairs[i], s->size_pt);
        s->pairs[i].height = paper_height(s->paper, &w, pairs_width(s));
        double *h = &height[i % PAIR_COLUMNS];
        *h += s->pairs[i].height + 2 * between(s);
        most = *h > most ? *h : most;
    }
    return most + paper_height(s->paper, &head, 400) + 2 * PAD;
}

/* Does all of it fit with this type? */
static bool
fits(struct spread *s, double size_pt)
{
    double total = 0, room = s->bottom - s->top;
    s->size_pt = size_pt;
    s->pairs_height = measure_pairs(s);
    double pairs_frac = s->pairs_height / (room * PAIRS_MAX_FRAC);
    bool is_much = pairs_frac > 1;
    if (is_much)
        s->pairs_height = room * PAIRS_MAX_FRAC;
    for (int row = 0; row < s->n_rows; row++) {
        s->row_height[row] = 0;
        for (int k = 0; k < s->n_sides; k++)
            for (int h = row * s->n_across;
                 h < (row + 1) * s->n_across && h < s->n_headings; h++) {
                double height = cell_height(s, &s->sides[k], h);
                if (height > s->row_height[row])
                    s->row_height[row] = height;
            }
        total += s->row_height[row] + PAD;
    }
    double left = room - s->pairs_height;
    bool is_fine = total <= left && !is_much;
    s->fill_frac = total / left > pairs_frac ? total / left : pairs_frac;
    /* what is over is shared out; what is missing is taken from all */
    for (int row = 0; row < s->n_rows; row++)
        s->row_height[row] *=
            (left - s->n_rows * PAD) / (total - s->n_rows * PAD);
    return is_fine;
}

/* What is measured grows with the square of its type, nearly: two or three
 * looks find the size. */
static void
fit(struct spread *s)
{
    double size = TYPE_MAX_PT;
    for (int i = 0; i < 6 && !fits(s, size); i++) {
        if (size <= TYPE_MIN_PT)
            return; /* what is too much is counted */
        double share = s->fill_frac > 1.02 ? 1 / s->fill_frac : 0.94;
        size *= 0.98 * sqrt(share);
        size = size < TYPE_MIN_PT ? TYPE_MIN_PT : size;
    }
}

/* ---- Drawing ------------------------------------------------------------- */

static double
draw_line(struct spread *s, text words, double size_pt, bool is_bold,
    uint32_t colour, const char *tag, double x, double y, double width)
{
    struct paper_words w = { .words = words,
        .lang = lang_code(s->lang),
        .size_pt = size_pt,
        .is_bold = is_bold,
        .colour = colour,
        .tag = tag };
    return paper_draw(s->paper, &w, x, y, width);
}

/* "and 3 more", where there is no room for them. */
static void
draw_more(struct spread *s, int n, double x, double y, double width)
{
    struct view v = view_in(s->arena, s->lang, 0);
    draw_line(s, say_plural(&v, "and %d more", "and %d more", n), s->size_pt,
        false, SOFT, "P", x, y, width);
}

static void
draw_cell(struct spread *s, const struct print_side *side, int heading,
    double x, double y, double height)
{
    double at = y + PAD, inner = s->cell_width - 2 * PAD;
    double line = s->size_pt * 0.5;
    struct paper_words head = heading_words(s, s->headings[heading]);
    int n_left = 0;
    paper_frame(s->paper, x, y, s->cell_width, height, LINE);
    at += paper_draw(s->paper, &head, x + PAD, at, inner);
    for (int i = 0; i < side->n_items; i++) {
        const struct item *item = &side->items[i];
        if (item->heading != heading)
            continue;
        /* the last line is kept for how many are not there */
        if (n_left > 0 || at + item->height > y + height - PAD / 2 - line) {
            bool is_last =
                n_left == 0 && at + item->height <= y + height - PAD / 2;
            for (int k = i + 1; is_last && k < side->n_items; k++)
                is_last = side->items[k].heading != heading;
            if (!is_last) {
                n_left++;
                continue;
            }
        }
        struct paper_words w = words_of(item, s->size_pt);
        at += paper_draw(s->paper, &w, x + PAD, at, inner) + between(s);
    }
    if (n_left > 0)
        draw_more(s, n_left, x + PAD, at, inner);
}

static void
draw_side(struct spread *s, const struct print_side *side, double x)
{
    static const enum paper_texture textures[SIDES_MAX] = { PAPER_SOLID,
        PAPER_HATCHED, PAPER_DOTTED, PAPER_HATCHED, PAPER_DOTTED, PAPER_SOLID };
    int look = side->position - 1;
    double y = s->top;
    paper_box(s->paper, x, y - BAND - 9, s->side_width, BAND, hues[look],
        textures[look]);
    draw_line(s, side->name, SIDE_PT, true, INK, "H2", x, y - 8, s->side_width);
    for (int row = 0; row < s->n_rows; row++) {
        for (int k = 0; k < s->n_across; k++) {
            int h = row * s->n_across + k;
            if (h < s->n_headings)
                draw_cell(s, side, h, x + k * (s->cell_width + PAD), y,
                    s->row_height[row]);
        }
        y += s->row_height[row] + PAD;
    }
}

static void
draw_pairs(struct spread *s)
{
    struct view v = view_in(s->arena, s->lang, 0);
    double y = s->bottom - s->pairs_height, at[PAIR_COLUMNS];
    int n_left = 0;
    if (s->n_pairs == 0)
        return;
    struct paper_words head =
        heading_words(s, say(&v, N_("One has what the other lacks")));
    y += PAD + paper_draw(s->paper, &head, MARGIN, y + PAD, 400);
    for (int k = 0; k < PAIR_COLUMNS; k++)
        at[k] = y;
    for (int i = 0; i < s->n_pairs; i++) {
        int k = i % PAIR_COLUMNS;
        struct paper_words w = words_of(&s->pairs[i], s->size_pt);
        if (at[k] + s->pairs[i].height > s->bottom) {
            n_left++;
            continue;
        }
        at[k] += paper_draw(s->paper, &w, MARGIN + k * (pairs_width(s) + GAP),
                     at[k], pairs_width(s)) +
            2 * between(s);
    }
    if (n_left > 0)
        draw_more(s, n_left, 420 - MARGIN - 40, s->bottom, 40);
}

static void
draw(struct spread *s)
{
    double y = MARGIN;
    y += draw_line(
        s, s->title, TITLE_PT, true, INK, "H1", MARGIN, y, 420 - 2 * MARGIN);
    text under = !text_is_known(s->note)
        ? s->partnership
        : arena_join(s->arena, 3,
              (text[]){ s->partnership, TEXT(" \xC2\xB7 "), s->note });
    y += draw_line(
        s, under, SMALL_PT, false, SOFT, "P", MARGIN, y, 420 - 2 * MARGIN);
    s->top = y + BAND + 12;
    s->bottom = 297 - MARGIN;
    s->n_across = s->n_sides <= 2 && s->n_headings > 1 ? 2 : 1;
    s->n_rows = (s->n_headings + s->n_across - 1) / s->n_across;
    s->side_width = (420 - 2 * MARGIN - (s->n_sides - 1) * GAP) / s->n_sides;
    s->cell_width = (s->side_width - (s->n_across - 1) * PAD) / s->n_across;
    fit(s);
    for (int i = 0; i < s->n_sides; i++)
        draw_side(s, &s->sides[i], MARGIN + i * (s->side_width + GAP));
    draw_pairs(s);
}

enum err
board_print_work(struct arena *a, text asked, text *made)
{
    struct spread *s = arena_new(a, struct spread, 1);
    s->arena = a;
    enum err e = read_spread(s, asked);
    if (e != OK)
        return e;
    draw(s);
    return paper_finish(s->paper, made);
}
