/* A letter on a page of A4: from JSON, in the helper. */
#include "decide/decide.h"
#include "decide/panel/lot_letter.h"

#include "text/paper.h"

/* Millimetres, and points of type. */
static const double WIDTH = 210, HEIGHT = 297, MARGIN = 22, TITLE_PT = 20,
                    TYPE_PT = 12, TYPE_MIN_PT = 7, GAP_PER_PT = 0.25;
static const uint32_t INK = 0x20292b;

struct sheet_of_paper {
    struct paper *paper;
    text lang, title, lines[LETTER_LINES_MAX];
    int n;
};

static struct paper_words
words_of(const struct sheet_of_paper *s, text words, double size_pt)
{
    return (struct paper_words){ .words = words,
        .lang = s->lang,
        .size_pt = size_pt,
        .colour = INK,
        .tag = "P" };
}

static struct paper_words
title_of(const struct sheet_of_paper *s)
{
    struct paper_words w = words_of(s, s->title, TITLE_PT);
    w.is_bold = true;
    w.tag = "H1";
    return w;
}

static double
height_at(struct sheet_of_paper *s, double size_pt)
{
    struct paper_words title = title_of(s);
    double y = paper_height(s->paper, &title, WIDTH - 2 * MARGIN) + 6;
    for (int i = 0; i < s->n; i++) {
        struct paper_words w = words_of(s, s->lines[i], size_pt);
        y += paper_height(s->paper, &w, WIDTH - 2 * MARGIN) +
            size_pt * GAP_PER_PT;
    }
    return y;
}

static void
draw(struct sheet_of_paper *s)
{
    double size = TYPE_PT, y = MARGIN;
    while (size > TYPE_MIN_PT && height_at(s, size) > HEIGHT - 2 * MARGIN)
        size -= 0.5;
    struct paper_words title = title_of(s);
    y += paper_draw(s->paper, &title, MARGIN, y, WIDTH - 2 * MARGIN) + 6;
    for (int i = 0; i < s->n && y < HEIGHT - MARGIN; i++) {
        struct paper_words w = words_of(s, s->lines[i], size);
        y += paper_draw(s->paper, &w, MARGIN, y, WIDTH - 2 * MARGIN) +
            size * GAP_PER_PT;
    }
}

enum err
lot_letter_work(struct arena *a, text asked, text *made)
{
    struct sheet_of_paper *s = arena_new(a, struct sheet_of_paper, 1);
    struct json_value *all;
    struct why why = { 0 };
    if (json_parse(asked, a, &all, &why) != OK)
        return ERR_BAD_INPUT;
    const struct json_value *lang = json_find(all, TEXT("language"));
    const struct json_value *title = json_find(all, TEXT("title"));
    const struct json_value *at = json_find(all, TEXT("at"));
    const struct json_value *lines = json_find(all, TEXT("lines"));
    if (lang == NULL || title == NULL || title->type != JSON_TEXT ||
        lines == NULL || lines->type != JSON_ARRAY)
        return ERR_BAD_INPUT;
    s->lang = lang->text;
    s->title = title->text;
    for (const struct json_value *l = lines->first;
         l != NULL && s->n < LETTER_LINES_MAX; l = l->next)
        s->lines[s->n++] = l->text;
    enum err e = paper_open(&s->paper, a, (struct paper_size){ WIDTH, HEIGHT },
        s->title, at != NULL ? at->number : 0);
    if (e != OK)
        return e;
    draw(s);
    return paper_finish(s->paper, made);
}
