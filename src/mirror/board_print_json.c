/* The boards beside each other as what the printer is asked with. */
#include "mirror/board_print.h"

static void
put(struct json *j, const char *name, text value)
{
    json_name(j, name);
    json_text(j, value);
}

static void
put_side(struct json *j, struct arena *a, const struct beside_board *board)
{
    json_object(j);
    put(j, "name", board->head.side_name);
    json_name(j, "position");
    json_int(j, board->head.position);
    json_name(j, "has_more");
    json_bool(j, board->has_more);
    json_name(j, "entries");
    json_array(j);
    for (ptrdiff_t i = 0; i < board->n_entries; i++) {
        const struct board_entries_row *r = &board->entries[i];
        const struct board_themes_row *t = beside_theme_of(board, r);
        json_object(j);
        put(j, "heading", r->heading);
        put(j, "words", entry_plain(a, r->source));
        put(j, "lang", r->lang);
        put(j, "theme", t == NULL ? (text){ 0 } : t->name);
        json_name(j, "marks");
        json_int(j, r->n_marks);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

static void
put_pairs(struct json *j, struct arena *a, const struct beside *b)
{
    json_name(j, "pairs");
    json_array(j);
    for (int i = 0; i < b->n_pairs; i++) {
        const struct beside_pair *p = &b->pairs[i];
        json_object(j);
        put(j, "lacks_side", b->boards[p->lacks_board].head.side_name);
        put(j, "lacks", entry_plain(a, p->lacks->source));
        put(j, "has_side", b->boards[p->has_board].head.side_name);
        put(j, "has", entry_plain(a, p->has->source));
        json_end(j);
    }
    json_end(j);
}

text
beside_print_json(struct request *rq, const struct beside *b)
{
    struct buf out = buf_in(rq->arena, 65'536);
    struct json j = json_write(&out);
    struct view v = view_in(rq->arena, rq->lang, 0);
    bool is_illustrative = false;
    for (int i = 0; i < b->n_boards; i++)
        is_illustrative |=
            b->boards[i].sees && b->boards[i].head.is_illustrative;
    json_object(&j);
    put(&j, "title", b->own->name);
    put(&j, "partnership", b->own->partnership_name);
    put(&j, "note",
        is_illustrative ? say(&v, N_("Illustrative: made up for this example."))
                        : (text){ 0 });
    put(&j, "language", lang_code(rq->lang));
    json_name(&j, "at");
    json_int(&j, rq->now);
    json_name(&j, "headings");
    json_array(&j);
    for (int i = 0; i < b->n_headings; i++) {
        json_object(&j);
        put(&j, "code", b->headings[i].code);
        put(&j, "name", b->headings[i].name);
        json_end(&j);
    }
    json_end(&j);
    put_pairs(&j, rq->arena, b);
    json_name(&j, "sides");
    json_array(&j);
    for (int i = 0; i < b->n_boards; i++)
        if (b->boards[i].sees)
            put_side(&j, rq->arena, &b->boards[i]);
    json_end(&j);
    json_end(&j);
    return buf_text(&out);
}
