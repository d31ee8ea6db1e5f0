#include "base/csv.h"

#include <inttypes.h>
#include <string.h>

enum { IN_HEAD, AT_ROW, AT_FIELD, IN_PLAIN, IN_QUOTES, AT_QUOTE, IS_BAD };

enum { HEAD_MAX = 1 << 20, GUESS = 4096 };

void
csv_open(struct csv_reader *r, struct arena *a)
{
    *r = (struct csv_reader){ .line = 1, .state = IN_HEAD };
    r->head = buf_in(a, 256);
    r->row = buf_in(a, GUESS);
    r->converted = (struct buf){ .arena = a };
    r->stops['\0'] = r->stops['\r'] = r->stops['\n'] = r->stops['"'] = 1;
}

void
csv_feed(struct csv_reader *r, text piece)
{
    require(r->in.len == 0 && r->after.len == 0 && !r->is_finished);
    r->in = piece;
}

void
csv_finish(struct csv_reader *r)
{
    r->is_finished = true;
}

static enum csv_step
bad(struct csv_reader *r, int64_t line, const char *what)
{
    ignore(err_say(&r->why, ERR_BAD_INPUT, "line %" PRId64 ": %s", line, what));
    r->state = IS_BAD;
    return CSV_IS_BAD;
}

/* CRLF is one line end, also with a piece's border between the two. */
static void
count_line(struct csv_reader *r, char c)
{
    if (!(c == '\n' && r->was_cr))
        r->line++;
    r->was_cr = c == '\r';
}

static void
step_over(struct csv_reader *r, ptrdiff_t n)
{
    r->in.ptr += n;
    r->in.len -= n;
}

/* ---- The header line: gathered whole, to find the separator -------------- */

static text
without_mark(text t)
{
    text mark = TEXT("\xef\xbb\xbf");
    return text_starts_with(t, mark) ? text_slice(t, mark.len, t.len) : t;
}

static bool
is_utf16(text t)
{
    return text_starts_with(t, TEXT("\xff\xfe")) ||
        text_starts_with(t, TEXT("\xfe\xff")) ||
        (t.len > 0 && t.len < 4 && t.ptr[t.len - 1] == '\0');
}

/* What stands most often outside quotes. False when it cannot be told. */
static bool
find_separator(struct csv_reader *r, text head)
{
    const char kinds[] = { ',', ';', '\t', '|' };
    ptrdiff_t n[4] = { 0 };
    bool is_quoted = false;
    for (ptrdiff_t i = 0; i < head.len; i++) {
        is_quoted ^= head.ptr[i] == '"';
        for (int k = 0; k < 4 && !is_quoted; k++)
            n[k] += head.ptr[i] == kinds[k];
    }
    int best = 0;
    bool is_tie = false;
    for (int k = 1; k < 3; k++) {
        is_tie =
            n[k] == n[best] ? is_tie || n[k] > 0 : n[k] < n[best] && is_tie;
        if (n[k] > n[best])
            best = k;
    }
    ptrdiff_t all = n[0] + n[1] + n[2];
    r->separator = kinds[best];
    r->is_separator_unsure = n[best] < all;
    r->stops[(unsigned char)r->separator] = 1;
    if (is_quoted) /* the rows will say what is wrong with it */
        return true;
    if (is_tie)
        (void)bad(r, r->line,
            "cannot tell the separator: comma, semicolon or tab stand "
            "equally often in the header");
    else if (all == 0 && n[3] > 0)
        (void)bad(r, r->line,
            "the columns seem to be separated by |; comma, semicolon and "
            "tab are understood");
    return r->state != IS_BAD;
}

static void
end_head(struct csv_reader *r)
{
    text head = buf_text(&r->head);
    text rest = without_mark(head);
    if (is_utf16(head)) {
        (void)bad(r, 1, "the file is UTF-16; save it as CSV UTF-8");
        return;
    }
    if (rest.len < head.len)
        r->encoding = CSV_UTF8;
    if (!find_separator(r, rest))
        return;
    r->after = r->in;
    r->in = rest;
    r->state = AT_ROW;
}

static void
read_head(struct csv_reader *r)
{
    while (r->in.len > 0) {
        char c = r->in.ptr[0];
        bool is_end = (c == '\r' || c == '\n') && !r->is_quoted;
        text so_far = without_mark(buf_text(&r->head));
        if ((is_end && so_far.len > 0) || r->head.len == HEAD_MAX) {
            end_head(r);
            return;
        }
        step_over(r, 1);
        if (is_end) {
            count_line(r, c);
            continue;
        }
        r->was_cr = false;
        r->is_quoted ^= c == '"';
        buf_byte(&r->head, c);
        if (c == '\0') {
            (void)bad(r, r->line,
                is_utf16(buf_text(&r->head))
                    ? "the file is UTF-16; save it as CSV UTF-8"
                    : "a byte of value 0 stands in it; this is no text");
            return;
        }
    }
}

/* ---- Rows ---------------------------------------------------------------- */

static bool
add_run(struct csv_reader *r, const char *ptr, ptrdiff_t n)
{
    bool is_in_quotes = r->state == IN_QUOTES;
    if (r->row.len - r->field_at + n > CSV_FIELD_BYTES_MAX)
        (void)bad(r, is_in_quotes ? r->quote_line : r->line,
            is_in_quotes ? "the quote opened here is not closed within 1 MiB"
                         : "a field is longer than 1 MiB");
    else if (r->row.len + n > CSV_ROW_BYTES_MAX)
        (void)bad(r, r->row_line,
            is_in_quotes
                ? "the row is longer than 4 MiB; is a quote not closed?"
                : "the row is longer than 4 MiB");
    else
        buf_add(&r->row, (text){ ptr, n });
    return r->state != IS_BAD;
}

static bool
end_field(struct csv_reader *r)
{
    if (r->n_fields == CSV_FIELDS_MAX) {
        (void)bad(r, r->row_line, "the row has more than 256 fields");
        return false;
    }
    r->ends[r->n_fields++] = r->row.len;
    r->field_at = r->row.len;
    r->state = AT_FIELD;
    return true;
}

/* A line with nothing on it is no row. */
static bool
is_blank_row(const struct csv_reader *r)
{
    return r->n_fields == 1 && r->row.len == 0 && !r->is_quoted;
}

static void
begin_row(struct csv_reader *r)
{
    r->row.len = 0;
    r->n_fields = 0;
    r->field_at = 0;
    r->is_quoted = false;
    r->state = AT_ROW;
}

/* After a field: a separator, a line end. True when the row is whole. */
static bool
end_field_at(struct csv_reader *r, char c)
{
    if (!end_field(r))
        return false;
    step_over(r, 1);
    if (c == r->separator) {
        r->was_cr = false;
        return false;
    }
    count_line(r, c);
    if (!is_blank_row(r))
        return true;
    begin_row(r);
    return false;
}

static bool
read_plain(struct csv_reader *r)
{
    const unsigned char *p = (const unsigned char *)r->in.ptr;
    ptrdiff_t n = 0;
    while (n < r->in.len && !r->stops[p[n]])
        n++;
    if (n > 0) {
        r->was_cr = false;
        r->state = IN_PLAIN;
        if (!add_run(r, r->in.ptr, n))
            return false;
        step_over(r, n);
    }
    if (r->in.len == 0)
        return false;
    char c = r->in.ptr[0];
    if (c == '\0')
        (void)bad(r, r->line, "a byte of value 0 stands in it");
    else if (c != '"')
        return end_field_at(r, c);
    else if (r->state == IN_PLAIN)
        (void)bad(r, r->line,
            "a quote stands inside a field that does not begin with one; "
            "put the field in quotes and double the quote");
    else {
        r->quote_line = r->line;
        r->is_quoted = true;
        r->was_cr = false;
        r->state = IN_QUOTES;
        step_over(r, 1);
    }
    return false;
}

static void
read_quoted(struct csv_reader *r)
{
    ptrdiff_t n = 0;
    for (; n < r->in.len; n++) {
        char c = r->in.ptr[n];
        if (c == '"' || c == '\0')
            break;
        if (c == '\n' || c == '\r')
            count_line(r, c);
        else
            r->was_cr = false;
    }
    if (!add_run(r, r->in.ptr, n))
        return;
    step_over(r, n);
    if (r->in.len == 0)
        return;
    if (r->in.ptr[0] == '\0') {
        (void)bad(r, r->line, "a byte of value 0 stands in it");
        return;
    }
    r->was_cr = false;
    r->state = AT_QUOTE;
    step_over(r, 1);
}

/* A quote inside quotes is half of a doubled one, or closes. */
static bool
read_after_quote(struct csv_reader *r)
{
    char c = r->in.ptr[0];
    if (c == '"') {
        r->state = IN_QUOTES;
        if (add_run(r, "\"", 1))
            step_over(r, 1);
        return false;
    }
    if (c == r->separator || c == '\r' || c == '\n')
        return end_field_at(r, c);
    (void)bad(r, r->line,
        c == '\0' ? "a byte of value 0 stands in it"
                  : "text follows a closing quote; a quote inside a field "
                    "must be doubled");
    return false;
}

/* True when a row is whole; false when the piece is used up, or bad. */
static bool
read_row(struct csv_reader *r)
{
    bool is_whole = false;
    while (!is_whole && r->in.len > 0 && r->state != IS_BAD)
        switch (r->state) {
        case AT_ROW: r->row_line = r->line; [[fallthrough]];
        case AT_FIELD:
        case IN_PLAIN: is_whole = read_plain(r); break;
        case IN_QUOTES: read_quoted(r); break;
        case AT_QUOTE: is_whole = read_after_quote(r); break;
        default: require(false);
        }
    return is_whole;
}

/* ---- Encodings -------------------------------------------------------------
 */

/* 0x80 to 0x9f; 0 where Windows-1252 has nothing. */
static const uint16_t windows_1252[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e,
    0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d,
    0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178 };

static bool
add_windows_1252(struct buf *b, unsigned char byte)
{
    unsigned c = byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80] : byte;
    if (c == 0)
        return false;
    if (c < 0x80) {
        buf_byte(b, (char)c);
        return true;
    }
    if (c < 0x800) {
        buf_byte(b, (char)(0xc0 | c >> 6));
    } else {
        buf_byte(b, (char)(0xe0 | c >> 12));
        buf_byte(b, (char)(0x80 | (c >> 6 & 0x3f)));
    }
    buf_byte(b, (char)(0x80 | (c & 0x3f)));
    return true;
}

static bool
convert(struct csv_reader *r)
{
    r->converted.len = 0;
    buf_grow(&r->converted, r->row.len + 1);
    ptrdiff_t at = 0;
    for (int i = 0; i < r->n_fields; i++) {
        for (; at < r->ends[i]; at++)
            if (!add_windows_1252(&r->converted, (unsigned char)r->row.ptr[at]))
                return false;
        r->ends[i] = r->converted.len;
    }
    return true;
}

static bool
is_ascii(text t)
{
    uint64_t all = 0, word;
    ptrdiff_t i = 0;
    for (; i + 8 <= t.len; i += 8) {
        memcpy(&word, t.ptr + i, 8);
        all |= word;
    }
    for (; i < t.len; i++)
        all |= (unsigned char)t.ptr[i];
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

static void
lend_fields(struct csv_reader *r, const char *from)
{
    ptrdiff_t at = 0;
    for (int i = 0; i < r->n_fields; i++) {
        r->fields[i] = (text){ from + at, r->ends[i] - at };
        at = r->ends[i];
    }
}

static bool
is_row_utf8(const struct csv_reader *r)
{
    for (int i = 0; i < r->n_fields; i++)
        if (!text_is_utf8(r->fields[i]))
            return false;
    return true;
}

static enum csv_step
give_row(struct csv_reader *r, struct csv_row *row)
{
    lend_fields(r, r->row.ptr);
    if (!is_ascii(buf_text(&r->row))) {
        bool is_utf8 = is_row_utf8(r);
        if (!is_utf8 && r->encoding == CSV_UTF8)
            return bad(r, r->row_line,
                "it is not UTF-8, though what stands before it is");
        if (is_utf8 && r->encoding == CSV_ASCII_SO_FAR)
            r->encoding = CSV_UTF8;
        if (r->encoding != CSV_UTF8) {
            if (!convert(r))
                return bad(r, r->row_line,
                    "it is neither UTF-8 nor Windows-1252; save the file as "
                    "CSV UTF-8");
            if (r->converted_line == 0)
                r->converted_line = r->row_line;
            r->encoding = CSV_WINDOWS_1252;
            lend_fields(r, r->converted.ptr);
        }
    }
    *row = (struct csv_row){ r->fields, r->n_fields, r->row_line };
    r->n_rows++;
    begin_row(r);
    return CSV_HAS_ROW;
}

/* ---- The whole
 * --------------------------------------------------------------- */

static enum csv_step
end_file(struct csv_reader *r, struct csv_row *row)
{
    if (r->state == AT_ROW)
        return CSV_AT_END;
    if (r->state == IN_QUOTES)
        return bad(r, r->quote_line, "the quote opened here is never closed");
    if (!end_field(r))
        return CSV_IS_BAD;
    if (is_blank_row(r)) {
        begin_row(r);
        return CSV_AT_END;
    }
    return give_row(r, row);
}

enum csv_step
csv_next(struct csv_reader *r, struct csv_row *row)
{
    for (;;) {
        if (r->state == IN_HEAD) {
            read_head(r);
            if (r->state == IN_HEAD && r->is_finished) {
                r->is_quoted = false;
                end_head(r);
            }
            if (r->state == AT_ROW)
                begin_row(r);
        }
        if (r->state == IS_BAD)
            return CSV_IS_BAD;
        if (r->state != IN_HEAD && read_row(r))
            return give_row(r, row);
        if (r->state == IS_BAD)
            return CSV_IS_BAD;
        if (r->after.len > 0) {
            r->in = r->after;
            r->after = (text){ NULL, 0 };
            continue;
        }
        return r->is_finished ? end_file(r, row) : CSV_WANTS_MORE;
    }
}
