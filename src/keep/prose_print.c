/* Headings as the page around a text wants them; and texts printed anew, where
 * they are not what this program would print of them: of a backup that somebody
 * else may have written to. */
#include "keep/prose.h"
#include "base/buf.h"
#include "text/markdown.h"

#include <string.h>

enum { ROWS = 100 };

/* ---- Headings ------------------------------------------------------------ */

/* Of the printer's own making: "<h3>" and "</h3>", without attributes; what
 * somebody typed that looks so is escaped. The digit's place, or -1. */
static ptrdiff_t
next_heading(html h, ptrdiff_t from, bool *is_end)
{
    for (ptrdiff_t i = from; i + 3 < h.len; i++) {
        if (h.ptr[i] != '<')
            continue;
        *is_end = h.ptr[i + 1] == '/';
        ptrdiff_t at = i + 1 + *is_end;
        if (at + 2 < h.len && h.ptr[at] == 'h' && h.ptr[at + 1] >= '1' &&
            h.ptr[at + 1] <= '6' && h.ptr[at + 2] == '>')
            return at + 1;
    }
    return -1;
}

html
prose_under(struct arena *a, html printed, int top)
{
    char open[8]; /* the levels around, as they were typed */
    int n_open = 0;
    bool is_end = false;
    ptrdiff_t at = next_heading(printed, 0, &is_end);
    if (at < 0)
        return printed;
    char *out = arena_new(a, char, printed.len);
    memcpy(out, printed.ptr, (size_t)printed.len);
    for (; at >= 0; at = next_heading(printed, at, &is_end)) {
        while (!is_end && n_open > 0 && open[n_open - 1] >= printed.ptr[at])
            n_open--;
        if (!is_end)
            open[n_open++] = printed.ptr[at];
        int level = top + n_open - 1;
        out[at] = (char)('0' + (level > 6 ? 6 : level));
    }
    return (html){ out, printed.len };
}

/* ---- Printed anew -------------------------------------------------------- */

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
