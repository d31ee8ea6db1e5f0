/* Texts printed anew, where they are not what this program would print of
 * them: of a backup that somebody else may have written to. */
#include "keep/prose.h"
#include "text/markdown.h"

enum { ROWS = 100 };

struct printing {
    int64_t after_id;
    ptrdiff_t n_rows;
    int64_t n_changed;
};

static enum err
print_some(struct db *writer, struct arena *a, void *arg)
{
    struct printing *p = arg;
    struct prose_printed_row *rows;
    int64_t n_changed = 0;
    enum err e = prose_printed(writer, a,
        (struct prose_printed_in){ .after_id = p->after_id, .n_rows = ROWS },
        &rows, &p->n_rows);
    for (ptrdiff_t i = 0; e == OK && i < p->n_rows; i++) {
        struct arena_mark mark = arena_mark(a);
        html h = markdown_html(a, rows[i].source);
        text printed = { h.ptr, h.len };
        if (!text_is_equal(printed, rows[i].printed)) {
            e = prose_print(writer,
                (struct prose_print_in){ .id = rows[i].id, .printed = printed },
                NULL);
            n_changed++;
        }
        arena_rewind(a, mark);
    }
    if (e == OK && p->n_rows > 0) {
        p->after_id = rows[p->n_rows - 1].id;
        p->n_changed += n_changed;
    }
    return e;
}

enum err
prose_print_again(struct db *db, struct arena *a, int64_t *n_changed)
{
    struct printing p = { .after_id = INT64_MIN, .n_rows = ROWS };
    enum err e = OK;
    while (e == OK && p.n_rows == ROWS) {
        struct arena_mark mark = arena_mark(a);
        e = db_write(db, a, print_some, &p);
        arena_rewind(a, mark);
    }
    *n_changed = p.n_changed;
    return e;
}
