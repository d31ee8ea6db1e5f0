/* The words by which one row is found. */
#include "keep/search.h"
#include "keep/sheet_row.h"

enum err
sheet_found_save(
    struct db *writer, struct arena *a, const struct sheet *s, const void *row)
{
    struct buf words = buf_in(a, 200);
    bool has_words = false;
    if (s->found != NULL)
        return s->found(writer, a, row);
    for (int i = 0; i < s->n_columns; i++) {
        if (!s->columns[i].is_found)
            continue;
        has_words = true;
        buf_add(&words, row_text(s->shape, row, s->columns[i].name));
        buf_byte(&words, ' ');
    }
    if (!has_words)
        return OK;
    return search_save(
        writer, a, text_of(s->table), row_id(s, row), buf_text(&words), NULL);
}
