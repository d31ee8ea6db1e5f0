/* CSV: however a file is cut into pieces, the rows are the same; what is
 * written from the rows reads as the same rows. */
#include "base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The rows, each field with its length before it, and how it ended. */
static text
read_rows(struct arena *a, text in, ptrdiff_t step, bool with_lines)
{
    struct csv_reader *r = arena_new(a, struct csv_reader, 1);
    struct buf out = buf_in(a, 4096);
    struct csv_row row;
    csv_open(r, a);
    for (;;)
        switch (csv_next(r, &row)) {
        case CSV_WANTS_MORE:
            if (in.len == 0)
                csv_finish(r);
            else
                csv_feed(r, text_slice(in, 0, step));
            in = text_slice(in, step, in.len);
            break;
        case CSV_HAS_ROW:
            require(row.n_fields > 0 && row.line > 0);
            buf_int(&out, with_lines ? row.line : 0);
            for (int i = 0; i < row.n_fields; i++) {
                require(text_is_utf8(row.fields[i]));
                buf_byte(&out, ',');
                buf_int(&out, row.fields[i].len);
                buf_byte(&out, ':');
                buf_add(&out, row.fields[i]);
            }
            buf_byte(&out, '\n');
            break;
        case CSV_AT_END: return buf_text(&out);
        case CSV_IS_BAD:
            require(text_starts_with(text_of(r->why.text), TEXT("line ")));
            if (with_lines)
                buf_add(&out, text_of(r->why.text));
            return buf_text(&out);
        }
}

static text
write_rows(struct arena *a, text in)
{
    struct csv_reader *r = arena_new(a, struct csv_reader, 1);
    struct buf out = buf_in(a, 4096);
    struct csv_writer w = csv_write(&out);
    struct csv_row row;
    csv_open(r, a);
    if (in.len > 0 && csv_next(r, &row) == CSV_WANTS_MORE)
        csv_feed(r, in);
    for (;;)
        switch (csv_next(r, &row)) {
        case CSV_WANTS_MORE: csv_finish(r); break;
        case CSV_HAS_ROW:
            for (int i = 0; i < row.n_fields; i++)
                csv_add(&w, row.fields[i]);
            csv_end_row(&w);
            break;
        case CSV_AT_END:
        case CSV_IS_BAD: return buf_text(&out);
        }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena a;
    text in = { (const char *)data, (ptrdiff_t)size };
    ptrdiff_t step = size == 0 ? 1 : data[0] % 7 + 1;
    arena_reset(&a, 64 << 20);
    text whole = read_rows(&a, in, in.len, true);
    require(text_is_equal(whole, read_rows(&a, in, step, true)));
    text written = write_rows(&a, in);
    require(text_is_equal(read_rows(&a, in, in.len, false),
        read_rows(&a, written, written.len, false)));
    return 0;
}
