#include "keep/sheet_head.h"
#include "keep/sheet_row.h"

enum { COLUMNS_MAX = 64 };

enum err
head_read(
    struct importing *in, const struct csv_row *row, struct sheet_head *head)
{
    int64_t n_refused = in->im->count.n_refused;
    const struct sheet *s = in->sheet;
    bool is_there[COLUMNS_MAX] = { false };
    require(s->n_columns <= COLUMNS_MAX);
    head->key_column = -1;
    head->n_fields = row->n_fields;
    in->line = row->line;
    for (int i = 0; i < row->n_fields; i++) {
        text name = text_trim(row->fields[i]);
        head->column_of[i] = -1;
        if (cell_is(name, "key")) {
            head->key_column = i;
            continue;
        }
        for (int c = 0; c < s->n_columns; c++)
            if (cell_is(name, s->columns[c].name)) {
                head->column_of[i] = c;
                if (is_there[c])
                    say_line(in, true,
                        arena_print(in->a, "the column '%s' stands twice",
                            s->columns[c].name)
                            .ptr);
                is_there[c] = true;
            }
        if (head->column_of[i] >= 0)
            continue;
        struct buf known = buf_in(in->a, 200);
        for (int c = 0; c < s->n_columns; c++)
            buf_print(&known, " %s", s->columns[c].name);
        say_line(in, true,
            arena_print(in->a,
                "the column '%.*s' is not known; known are:%.*s%s",
                TEXT_ARG(text_prefix(name, 80)), TEXT_ARG(buf_text(&known)),
                row->n_fields == 1
                    ? ". Separate columns with a comma, semicolon or tab"
                    : "")
                .ptr);
    }
    for (int c = 0; c < s->n_columns; c++)
        if (s->columns[c].is_required && !is_there[c])
            say_line(in, true,
                arena_print(
                    in->a, "the column '%s' is missing", s->columns[c].name)
                    .ptr);
    return in->im->count.n_refused > n_refused ? ERR_BAD_INPUT : OK;
}
