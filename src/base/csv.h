/* Comma-separated values: a reader of any size in bounded memory, a writer.
 *
 * The reader is fed pieces and gives rows:
 *
 *     struct csv_reader r;
 *     csv_open(&r, &arena);
 *     struct csv_row row;
 *     for (;;) {
 *         switch (csv_next(&r, &row)) {
 *         case CSV_WANTS_MORE: n = read(fd, piece, sizeof piece);
 *             if (n > 0) csv_feed(&r, (text){ piece, n });
 *             else csv_finish(&r);
 *             continue;
 *         case CSV_HAS_ROW: the first row is the header; continue;
 *         case CSV_AT_END: return OK;
 *         case CSV_IS_BAD: return err_say(why, ERR_BAD_INPUT, "%s: %s",
 *             file, r.why.text);
 *         }
 *     }
 *
 * Taken: quoted fields with doubled quotes and line ends inside; CRLF, LF or
 * CR as the end of a line, mixed as they come; a UTF-8 byte order mark; lines
 * with nothing on them, which are no rows. The separator is the one of comma,
 * semicolon and tab that the header line has most of. A file that is not
 * UTF-8 is read as Windows-1252 (Latin-1 is part of it) from the first such
 * row on, if all before was ASCII; `converted_line` tells, so that the caller
 * can warn.
 * Refused, with the line: a quote never closed (the line that opened it), a
 * quote inside a plain field, text after a closing quote, a NUL, UTF-16, a
 * file half UTF-8, a header in which two separators stand equally often, and
 * whatever is over a limit.
 * Not looked at: whether rows are as long as the header. Compare n_fields.
 *
 * Shape   a field that is empty is text of length 0, never "not known"
 * Memory  the arena; at most 40 MB at the limits, for usual rows some 20 KB
 * Errors  CSV_IS_BAD, for good; no room in the arena jumps
 * Cost    linear in the bytes; bench/base.sh
 * Source  RFC 4180; WHATWG Encoding, index windows-1252
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"

enum {
    CSV_FIELDS_MAX = 256,          /* in a row */
    CSV_FIELD_BYTES_MAX = 1 << 20, /* as they stand in the file */
    CSV_ROW_BYTES_MAX = 4 << 20,
};

enum [[nodiscard]] csv_step {
    CSV_WANTS_MORE, /* feed or finish */
    CSV_HAS_ROW,
    CSV_AT_END,
    CSV_IS_BAD, /* r.why.text begins with "line 12: " */
};

enum csv_encoding { CSV_ASCII_SO_FAR, CSV_UTF8, CSV_WINDOWS_1252 };

/* Lent until the next csv_next. */
struct csv_row {
    const text *fields;
    int n_fields;
    int64_t line; /* its first line in the file, from 1 */
};

struct csv_reader {
    /* for the caller to look at */
    char separator;           /* known when the first row is given */
    bool is_separator_unsure; /* the header has others too, but fewer */
    enum csv_encoding encoding;
    int64_t converted_line; /* the first that was not UTF-8; 0: none */
    int64_t n_rows;         /* given so far, the header too */
    struct why why;

    /* its own */
    int state;
    bool is_finished, is_quoted, was_cr;
    int64_t line, row_line, quote_line;
    text in, after; /* lent by csv_feed */
    struct buf head, row, converted;
    ptrdiff_t field_at;       /* of the field being read, in row */
    unsigned char stops[256]; /* bytes at which a plain run ends */
    ptrdiff_t ends[CSV_FIELDS_MAX];
    text fields[CSV_FIELDS_MAX];
    int n_fields;
};

void csv_open(struct csv_reader *r, struct arena *a);
/* Only after CSV_WANTS_MORE; lent until the next CSV_WANTS_MORE. */
void csv_feed(struct csv_reader *r, text piece);
void csv_finish(struct csv_reader *r);
enum csv_step csv_next(struct csv_reader *r, struct csv_row *row);

/* The writer: rows end in LF, the separator is the comma, a field is quoted
 * only when it must be. What it wrote the reader gives back to the byte.
 * `out` may be emptied (len = 0) between rows. */
struct csv_writer {
    struct buf *out;
    int n_fields; /* of the row so far */
    ptrdiff_t row_at;
};
struct csv_writer csv_write(struct buf *out);
void csv_add(struct csv_writer *w, text field); /* not known: empty */
void csv_add_int(struct csv_writer *w, int64_t n);
void csv_add_real(struct csv_writer *w, double x); /* every bit is kept */
/* For files that people open in a spreadsheet, never for those that are to be
 * imported again: a text that begins with = + - @ tab or CR, which would run
 * as a formula there, gets an apostrophe in front. */
void csv_add_for_people(struct csv_writer *w, text field);
void csv_end_row(struct csv_writer *w);

#endif
