/* Paper: one page as a PDF with real text, in any script that a font of this
 * machine has, drawn by Pango and Cairo. They are looked for when a page is
 * made (os/library.h), for they are large: use it in the helper (os/helper.h).
 *
 * Units   millimetres from the upper left corner, type in points
 * Memory  the libraries' own until paper_finish or paper_drop; the PDF in the
 *         given arena
 * Errors  ERR_NOT_FOUND  the libraries are not installed
 *         ERR_NO_ROOM    no memory
 * Repeat  the same calls make the same page on the same machine
 * Source  ISO 32000-1; Unicode Standard Annex 9 (by Pango)
 */
#ifndef TEXT_PAPER_H
#define TEXT_PAPER_H

#include "base/arena.h"

struct paper;
struct paper_size {
    double width_mm, height_mm;
};
#define PAPER_A3_LANDSCAPE ((struct paper_size){ 420, 297 })

/* *paper lives in the arena. `at` is its date, UTC seconds. */
enum err paper_open(struct paper **paper, struct arena *a,
    struct paper_size size, text title, int64_t at);
enum err paper_finish(struct paper *p, text *pdf);
void paper_drop(struct paper *p); /* nothing comes of it */

struct paper_words {
    text words; /* UTF-8, its direction is found from it */
    text lang;  /* "sw", or not known */
    double size_pt;
    bool is_bold;
    uint32_t colour;    /* 0xRRGGBB */
    const char *tag;    /* of the structure: "H1" "H2" "P" "LI" */
};
/* How high it is in that width, without drawing it. */
double paper_height(struct paper *p, const struct paper_words *w, double width);
/* Draws it with its upper edge there; the same height. Words that are too
 * long for a line are broken within. */
double paper_draw(struct paper *p, const struct paper_words *w, double x,
    double y, double width);
/* How many signs of all that was drawn no font of this machine has. */
int paper_unknown(const struct paper *p);

enum paper_texture { PAPER_SOLID, PAPER_HATCHED, PAPER_DOTTED };
void paper_box(struct paper *p, double x, double y, double width,
    double height, uint32_t colour, enum paper_texture texture);
/* A thin line around it. */
void paper_frame(struct paper *p, double x, double y, double width,
    double height, uint32_t colour);

#endif
