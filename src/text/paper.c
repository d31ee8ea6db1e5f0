#include "text/paper.h"

#include "base/date.h"
#include "os/library.h"

#include <string.h>

/* What of Cairo 1.16 and Pango 1.50 is used: their interfaces have not changed
 * for many years, and are declared here so that neither is needed to build. */
typedef struct cairo cairo_t;
typedef struct cairo_surface cairo_surface_t;
typedef struct pango_layout PangoLayout;
typedef struct pango_font PangoFontDescription;
typedef struct pango_language PangoLanguage;
typedef struct pango_context PangoContext;
typedef struct pango_map PangoFontMap;
typedef int
write_bytes(void *closure, const unsigned char *data, unsigned int length);

enum {
    PANGO_SCALE = 1024,
    PANGO_WRAP_WORD_CHAR = 2,
    PANGO_WEIGHT_BOLD = 700,
    CAIRO_PDF_VERSION_1_4 = 0,
    CAIRO_PDF_METADATA_TITLE = 0,
    CAIRO_PDF_METADATA_CREATE_DATE = 5,
    CAIRO_STATUS_WRITE_ERROR = 11
};

static struct {
    cairo_surface_t *(*pdf_create)(
        write_bytes *write, void *closure, double width, double height);
    void (*pdf_version)(cairo_surface_t *s, int version);
    void (*pdf_metadata)(cairo_surface_t *s, int which, const char *value);
    cairo_t *(*create)(cairo_surface_t *s);
    void (*destroy)(cairo_t *c);
    void (*surface_finish)(cairo_surface_t *s);
    void (*surface_destroy)(cairo_surface_t *s);
    int (*surface_status)(cairo_surface_t *s);
    int (*status)(cairo_t *c);
    void (*set_rgb)(cairo_t *c, double r, double g, double b);
    void (*set_line_width)(cairo_t *c, double width);
    void (*rectangle)(cairo_t *c, double x, double y, double w, double h);
    void (*move_to)(cairo_t *c, double x, double y);
    void (*line_to)(cairo_t *c, double x, double y);
    void (*arc)(
        cairo_t *c, double x, double y, double r, double from, double to);
    void (*fill)(cairo_t *c);
    void (*stroke)(cairo_t *c);
    void (*clip)(cairo_t *c);
    void (*save)(cairo_t *c);
    void (*restore)(cairo_t *c);
    void (*tag_begin)(cairo_t *c, const char *tag, const char *attributes);
    void (*tag_end)(cairo_t *c, const char *tag);
    PangoFontMap *(*map_new)(void);
    PangoContext *(*map_context)(PangoFontMap *m);
    PangoLayout *(*layout_new)(PangoContext *c);
    void (*layout_text)(PangoLayout *l, const char *words, int length);
    void (*layout_width)(PangoLayout *l, int width);
    void (*layout_wrap)(PangoLayout *l, int how);
    void (*layout_font)(PangoLayout *l, const PangoFontDescription *f);
    void (*layout_size)(PangoLayout *l, int *width, int *height);
    int (*layout_unknown)(PangoLayout *l);
    PangoFontDescription *(*font_new)(const char *description);
    void (*font_size)(PangoFontDescription *f, double size);
    void (*font_weight)(PangoFontDescription *f, int weight);
    void (*font_free)(PangoFontDescription *f);
    PangoLanguage *(*language)(const char *code);
    void (*context_language)(PangoContext *c, PangoLanguage *l);
    void (*show)(cairo_t *c, PangoLayout *l);
    void (*update)(cairo_t *c, PangoContext *p);
    void (*unref)(void *object);
} lib;

struct paper {
    struct arena *arena;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *map;
    PangoContext *context;
    PangoLayout *layout;
    PangoFontDescription *font;
    char *bytes;
    ptrdiff_t n_bytes, room;
    int n_unknown;
};

static const double POINTS_A_MM = 72 / 25.4;

/* ---- The libraries ------------------------------------------------------- */

#define FIND(library, member, name)                                            \
    library_find(library, name, (void *)&lib.member, sizeof lib.member)

static bool
find_cairo(const struct library *l)
{
    return FIND(l, pdf_create, "cairo_pdf_surface_create_for_stream") &&
        FIND(l, pdf_version, "cairo_pdf_surface_restrict_to_version") &&
        FIND(l, pdf_metadata, "cairo_pdf_surface_set_metadata") &&
        FIND(l, create, "cairo_create") && FIND(l, destroy, "cairo_destroy") &&
        FIND(l, surface_finish, "cairo_surface_finish") &&
        FIND(l, surface_destroy, "cairo_surface_destroy") &&
        FIND(l, surface_status, "cairo_surface_status") &&
        FIND(l, status, "cairo_status") &&
        FIND(l, set_rgb, "cairo_set_source_rgb") &&
        FIND(l, set_line_width, "cairo_set_line_width") &&
        FIND(l, rectangle, "cairo_rectangle") &&
        FIND(l, move_to, "cairo_move_to") &&
        FIND(l, line_to, "cairo_line_to") && FIND(l, arc, "cairo_arc") &&
        FIND(l, fill, "cairo_fill") && FIND(l, stroke, "cairo_stroke") &&
        FIND(l, clip, "cairo_clip") && FIND(l, save, "cairo_save") &&
        FIND(l, restore, "cairo_restore") &&
        FIND(l, tag_begin, "cairo_tag_begin") &&
        FIND(l, tag_end, "cairo_tag_end");
}

static bool
find_pango(const struct library *pango, const struct library *both,
    const struct library *object)
{
    return FIND(pango, map_context, "pango_font_map_create_context") &&
        FIND(pango, layout_new, "pango_layout_new") &&
        FIND(pango, layout_text, "pango_layout_set_text") &&
        FIND(pango, layout_width, "pango_layout_set_width") &&
        FIND(pango, layout_wrap, "pango_layout_set_wrap") &&
        FIND(pango, layout_font, "pango_layout_set_font_description") &&
        FIND(pango, layout_size, "pango_layout_get_size") &&
        FIND(pango, layout_unknown, "pango_layout_get_unknown_glyphs_count") &&
        FIND(pango, font_new, "pango_font_description_from_string") &&
        FIND(pango, font_size, "pango_font_description_set_absolute_size") &&
        FIND(pango, font_weight, "pango_font_description_set_weight") &&
        FIND(pango, font_free, "pango_font_description_free") &&
        FIND(pango, language, "pango_language_from_string") &&
        FIND(pango, context_language, "pango_context_set_language") &&
        FIND(both, map_new, "pango_cairo_font_map_new") &&
        FIND(both, show, "pango_cairo_show_layout") &&
        FIND(both, update, "pango_cairo_update_context") &&
        FIND(object, unref, "g_object_unref");
}

static enum err
find_libraries(void)
{
    static bool is_there;
    struct library cairo, pango, both, object;
    if (is_there)
        return OK;
    if (library_open(&both, "libpangocairo-1.0.so.0") != OK ||
        library_open(&pango, "libpango-1.0.so.0") != OK ||
        library_open(&cairo, "libcairo.so.2") != OK ||
        library_open(&object, "libgobject-2.0.so.0") != OK ||
        !find_cairo(&cairo) || !find_pango(&pango, &both, &object))
        return ERR_NOT_FOUND;
    is_there = true;
    return OK;
}

/* ---- The page ------------------------------------------------------------ */

/* The arena may not jump out of Cairo's frames. */
static int
take_bytes(void *closure, const unsigned char *data, unsigned int length)
{
    struct paper *p = closure;
    if (p->n_bytes + (ptrdiff_t)length > p->room) {
        ptrdiff_t room = 2 * (p->n_bytes + (ptrdiff_t)length) + 65'536;
        char *bytes = arena_try_room(p->arena, room);
        if (bytes == NULL)
            return CAIRO_STATUS_WRITE_ERROR;
        if (p->n_bytes > 0)
            memcpy(bytes, p->bytes, (size_t)p->n_bytes);
        p->bytes = bytes;
        p->room = room;
    }
    if (length > 0)
        memcpy(p->bytes + p->n_bytes, data, length);
    p->n_bytes += (ptrdiff_t)length;
    return 0;
}

enum err
paper_open(struct paper **paper, struct arena *a, struct paper_size size,
    text title, int64_t at)
{
    char date[RFC3339_LENGTH];
    struct paper *p = arena_new(a, struct paper, 1);
    enum err e = find_libraries();
    if (e != OK)
        return e;
    p->arena = a;
    p->surface = lib.pdf_create(take_bytes, p, size.width_mm * POINTS_A_MM,
        size.height_mm * POINTS_A_MM);
    /* what older readers open, and the same of Cairo 1.16 and 1.18, whose
     * default packs the pages' heads together */
    lib.pdf_version(p->surface, CAIRO_PDF_VERSION_1_4);
    lib.pdf_metadata(
        p->surface, CAIRO_PDF_METADATA_TITLE, arena_c_string(a, title));
    lib.pdf_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE,
        arena_c_string(a, date_print_rfc3339(at, date)));
    p->cairo = lib.create(p->surface);
    p->map = lib.map_new();
    p->context = lib.map_context(p->map);
    lib.update(p->cairo, p->context);
    p->layout = lib.layout_new(p->context);
    p->font = lib.font_new("DejaVu Sans, Noto Sans, sans-serif");
    lib.layout_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
    *paper = p;
    return OK;
}

static void
close_all(struct paper *p)
{
    lib.font_free(p->font);
    lib.unref(p->layout);
    lib.unref(p->context);
    lib.unref(p->map);
    lib.destroy(p->cairo);
    lib.surface_destroy(p->surface);
}

enum err
paper_finish(struct paper *p, text *pdf)
{
    bool is_bad = lib.status(p->cairo) != 0;
    lib.surface_finish(p->surface);
    is_bad |= lib.surface_status(p->surface) != 0;
    close_all(p);
    *pdf = (text){ p->bytes, p->n_bytes };
    return is_bad ? ERR_NO_ROOM : OK;
}

void
paper_drop(struct paper *p)
{
    lib.surface_finish(p->surface);
    close_all(p);
}

/* ---- Words --------------------------------------------------------------- */

static double
lay_out(struct paper *p, const struct paper_words *w, double width)
{
    int unused, height;
    char code[16] = "en";
    if (text_is_known(w->lang) && w->lang.len < (ptrdiff_t)sizeof code) {
        memcpy(code, w->lang.ptr, (size_t)w->lang.len);
        code[w->lang.len] = '\0';
    }
    lib.context_language(p->context, lib.language(code));
    lib.font_size(p->font, w->size_pt * PANGO_SCALE);
    lib.font_weight(p->font, w->is_bold ? PANGO_WEIGHT_BOLD : 400);
    lib.layout_font(p->layout, p->font);
    lib.layout_width(p->layout, (int)(width * POINTS_A_MM * PANGO_SCALE));
    lib.layout_text(
        p->layout, w->words.len == 0 ? "" : w->words.ptr, (int)w->words.len);
    lib.layout_size(p->layout, &unused, &height);
    return height / (double)PANGO_SCALE / POINTS_A_MM;
}

double
paper_height(struct paper *p, const struct paper_words *w, double width)
{
    return lay_out(p, w, width);
}

static void
set_colour(struct paper *p, uint32_t colour)
{
    lib.set_rgb(p->cairo, (colour >> 16 & 0xFF) / 255.0,
        (colour >> 8 & 0xFF) / 255.0, (colour & 0xFF) / 255.0);
}

double
paper_draw(struct paper *p, const struct paper_words *w, double x, double y,
    double width)
{
    double height = lay_out(p, w, width);
    const char *tag = w->tag == NULL ? "P" : w->tag;
    p->n_unknown += lib.layout_unknown(p->layout);
    lib.tag_begin(p->cairo, tag, NULL);
    set_colour(p, w->colour);
    lib.move_to(p->cairo, x * POINTS_A_MM, y * POINTS_A_MM);
    lib.show(p->cairo, p->layout);
    lib.tag_end(p->cairo, tag);
    return height;
}

int
paper_unknown(const struct paper *p)
{
    return p->n_unknown;
}

/* ---- Boxes --------------------------------------------------------------- */

/* White upon the colour, so that it is a side's on any printer. */
static void
draw_texture(struct paper *p, double x, double y, double width, double height,
    enum paper_texture texture)
{
    static const double STEP = 6, PI_TWICE = 6.283185307179586;
    lib.set_rgb(p->cairo, 1, 1, 1);
    lib.set_line_width(p->cairo, 1);
    if (texture == PAPER_HATCHED)
        for (double at = x - height; at < x + width; at += STEP) {
            lib.move_to(p->cairo, at, y + height);
            lib.line_to(p->cairo, at + height, y);
            lib.stroke(p->cairo);
        }
    if (texture == PAPER_DOTTED)
        for (double at = x + STEP / 2; at < x + width; at += STEP) {
            lib.arc(p->cairo, at, y + height / 2, 1.2, 0, PI_TWICE);
            lib.fill(p->cairo);
        }
}

void
paper_box(struct paper *p, double x, double y, double width, double height,
    uint32_t colour, enum paper_texture texture)
{
    x *= POINTS_A_MM, y *= POINTS_A_MM;
    width *= POINTS_A_MM, height *= POINTS_A_MM;
    lib.save(p->cairo);
    lib.rectangle(p->cairo, x, y, width, height);
    lib.clip(p->cairo);
    set_colour(p, colour);
    lib.rectangle(p->cairo, x, y, width, height);
    lib.fill(p->cairo);
    draw_texture(p, x, y, width, height, texture);
    lib.restore(p->cairo);
}

void
paper_frame(struct paper *p, double x, double y, double width, double height,
    uint32_t colour)
{
    set_colour(p, colour);
    lib.set_line_width(p->cairo, 0.6);
    lib.rectangle(p->cairo, x * POINTS_A_MM, y * POINTS_A_MM,
        width * POINTS_A_MM, height * POINTS_A_MM);
    lib.stroke(p->cairo);
}
