#include "base/csv.h"

#include <string.h>

struct csv_writer
csv_write(struct buf *out)
{
    return (struct csv_writer){ .out = out };
}

/* Other separators too, and a byte order mark: the reader finds out the
 * separator from the header, and skips a mark at the head of the file. */
static bool
must_be_quoted(text field)
{
    for (ptrdiff_t i = 0; i < field.len; i++)
        if (memchr(",;\t|\"\r\n", field.ptr[i], 7) != NULL)
            return true;
    return text_starts_with(field, TEXT("\xef\xbb\xbf"));
}

static void
begin_field(struct csv_writer *w)
{
    if (w->n_fields++ > 0)
        buf_byte(w->out, ',');
    else
        w->row_at = w->out->len;
}

static void
add_quoted(struct buf *b, text field)
{
    for (ptrdiff_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '"')
            buf_byte(b, '"');
        buf_byte(b, field.ptr[i]);
    }
    buf_byte(b, '"');
}

void
csv_add(struct csv_writer *w, text field)
{
    begin_field(w);
    if (!must_be_quoted(field)) {
        buf_add(w->out, field);
        return;
    }
    buf_byte(w->out, '"');
    add_quoted(w->out, field);
}

void
csv_add_int(struct csv_writer *w, int64_t n)
{
    begin_field(w);
    buf_int(w->out, n);
}

void
csv_add_real(struct csv_writer *w, double x)
{
    begin_field(w);
    buf_real(w->out, x);
}

void
csv_add_for_people(struct csv_writer *w, text field)
{
    if (field.len <= 0 || memchr("=+-@\t\r", field.ptr[0], 6) == NULL) {
        csv_add(w, field);
        return;
    }
    begin_field(w);
    buf_add(w->out, TEXT("\"'"));
    add_quoted(w->out, field);
}

/* A row of one empty field would be a line with nothing on it: no row. */
void
csv_end_row(struct csv_writer *w)
{
    if (w->n_fields > 0 && w->out->len == w->row_at)
        buf_add(w->out, TEXT("\"\""));
    buf_byte(w->out, '\n');
    w->n_fields = 0;
}
