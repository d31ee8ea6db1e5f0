#include "engine/opinion/votes_read.h"

#include <string.h>

enum { AT_HEAD, IN_ROWS, IN_TABLE };
enum { LINE_MAX_BYTES = 64 << 20, FIELDS_MAX = CP_VOTES_STATEMENTS_MAX };

void
cp_votes_open(struct cp_votes_reader *r, struct arena *a)
{
    *r = (struct cp_votes_reader){ .arena = a, .state = AT_HEAD };
    cp_votes_begin(&r->maker, a);
    r->line = buf_in(a, 4096);
}

static enum err
at_line(struct why *why, int64_t line, const struct why *what)
{
    return err_say(
        why, ERR_BAD_INPUT, "line %lld: %s", (long long)line, what->text);
}

/* ---- Rows ------------------------------------------------------------------
 */

static int
column(const struct csv_row *row, const char *one, const char *other)
{
    for (int i = 0; i < row->n_fields; i++) {
        text name = text_trim(row->fields[i]);
        if (text_is_equal(name, text_of(one)) ||
            text_is_equal(name, text_of(other)))
            return i;
    }
    return -1;
}

static enum err
read_head(struct cp_votes_reader *r, const struct csv_row *row, struct why *why)
{
    r->person_at = column(row, "participant", "voter-id");
    r->statement_at = column(row, "statement", "comment-id");
    r->vote_at = column(row, "vote", "vote");
    r->time_at = column(row, "time", "timestamp");
    r->n_fields = row->n_fields;
    const char *missing = r->person_at < 0 ? "participant"
        : r->statement_at < 0              ? "statement"
        : r->vote_at < 0                   ? "vote"
                                           : NULL;
    if (missing != NULL)
        return err_say(why, ERR_BAD_INPUT,
            "line 1: votes have the columns participant, statement and vote, "
            "and there is no %s",
            missing);
    if (column(row, "comment-id", "comment-id") >= 0)
        r->form = CP_VOTES_POLIS_ROWS;
    return OK;
}

static enum err
read_row(struct cp_votes_reader *r, const struct csv_row *row, struct why *why)
{
    struct why what = { 0 };
    int64_t vote, time = 0;
    if (row->n_fields != r->n_fields)
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: %d fields, and the first line has %d",
            (long long)row->line, row->n_fields, r->n_fields);
    text said = text_trim(row->fields[r->vote_at]);
    if (!text_parse_int(said, &vote) || vote < -1 || vote > 1)
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: a vote is 1 (agrees), -1 (disagrees) or 0 (passes), "
            "and this is \"%.*s\"",
            (long long)row->line, TEXT_ARG(text_prefix(said, 40)));
    if (r->time_at >= 0 &&
        !text_parse_int(text_trim(row->fields[r->time_at]), &time))
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: a time is a whole number, and this is \"%.*s\"",
            (long long)row->line,
            TEXT_ARG(text_prefix(row->fields[r->time_at], 40)));
    if (cp_votes_add(&r->maker, text_trim(row->fields[r->person_at]),
            text_trim(row->fields[r->statement_at]), vote, time, &what) != OK)
        return at_line(why, row->line, &what);
    return OK;
}

static enum err
read_rows(struct cp_votes_reader *r, struct why *why)
{
    struct csv_row row;
    for (;;) {
        enum err e = OK;
        switch (csv_next(&r->csv, &row)) {
        case CSV_WANTS_MORE:
        case CSV_AT_END: return OK;
        case CSV_IS_BAD:
            return err_say(why, ERR_BAD_INPUT, "%s", r->csv.why.text);
        case CSV_HAS_ROW:
            e = r->csv.n_rows == 1 ? read_head(r, &row, why)
                                   : read_row(r, &row, why);
        }
        if (e != OK)
            return e;
    }
}

/* ---- A table ---------------------------------------------------------------
 */

/* The next field of a line; quotes around it go. False: there is none. */
static bool
next_field(text *rest, text *field)
{
    if (!text_is_known(*rest))
        return false;
    if (text_starts_with(*rest, TEXT("\""))) {
        ptrdiff_t i = 1;
        while (i < rest->len &&
            (rest->ptr[i] != '"' ||
                (i + 1 < rest->len && rest->ptr[i + 1] == '"')))
            i += rest->ptr[i] == '"' ? 2 : 1;
        *field = text_slice(*rest, 1, i);
        text after = text_slice(*rest, i + 1, rest->len);
        (void)text_cut(after, ',', rest);
        return true;
    }
    *field = text_trim(text_cut(*rest, ',', rest));
    return true;
}

static bool
is_table(text head)
{
    return (text_starts_with(head, TEXT("participant,")) ||
               text_starts_with(head, TEXT("\"participant\","))) &&
        text_find(head, TEXT("n-votes")) > 0;
}

static enum err
read_table_head(struct cp_votes_reader *r, text head, struct why *why)
{
    text rest = head, field;
    ptrdiff_t n = 1;
    int32_t at = 0;
    for (ptrdiff_t i = 0; i < head.len; i++)
        n += head.ptr[i] == ',';
    if (n > FIELDS_MAX)
        return err_say(
            why, ERR_NO_ROOM, "line 1: more than %d columns", FIELDS_MAX);
    r->columns = arena_new(r->arena, text, n);
    r->is_seen = arena_new(r->arena, bool, n);
    while (next_field(&rest, &field)) {
        bool is_statement = field.len > 0;
        for (ptrdiff_t i = 0; i < field.len; i++)
            is_statement &= field.ptr[i] >= '0' && field.ptr[i] <= '9';
        if (!is_statement && r->n_columns > 0)
            return err_say(why, ERR_BAD_INPUT,
                "line 1: column %d is \"%.*s\", and behind the first "
                "statement there are only statements",
                at + 1, TEXT_ARG(text_prefix(field, 40)));
        if (is_statement)
            r->columns[r->n_columns++] = arena_copy(r->arena, field);
        else
            r->n_before++;
        at++;
    }
    r->form = CP_VOTES_POLIS_TABLE;
    return OK;
}

static enum err
read_table_row(struct cp_votes_reader *r, text line, struct why *why)
{
    text rest = line, field, person = { 0 };
    int32_t known = r->maker.people.n;
    int at = 0;
    struct why what = { 0 };
    if (text_is_empty(text_trim(line)))
        return OK;
    for (; next_field(&rest, &field); at++) {
        int j = at - r->n_before;
        int64_t vote;
        if (at == 0)
            person = field;
        if (j < 0 || j >= r->n_columns || field.len == 0)
            continue;
        if (!text_parse_int(field, &vote) || vote < -1 || vote > 1)
            return err_say(why, ERR_BAD_INPUT,
                "line %lld: of statement %.*s the vote is \"%.*s\"; 1, 0, -1 "
                "or nothing can stand there",
                (long long)r->n_lines, TEXT_ARG(r->columns[j]),
                TEXT_ARG(text_prefix(field, 40)));
        r->is_seen[j] = true;
        if (cp_votes_add(&r->maker, person, r->columns[j], vote, 0, &what) !=
            OK)
            return at_line(why, r->n_lines, &what);
        if (r->maker.people.n == known)
            return err_say(why, ERR_BAD_INPUT,
                "line %lld: participant %.*s has a row already",
                (long long)r->n_lines, TEXT_ARG(person));
        known = -1;
    }
    return at == r->n_before + r->n_columns
        ? OK
        : err_say(why, ERR_BAD_INPUT,
              "line %lld: %d fields, and the first line has %d",
              (long long)r->n_lines, at, r->n_before + r->n_columns);
}

/* ---- Pieces ----------------------------------------------------------------
 */

static enum err
take_line(struct cp_votes_reader *r, struct why *why)
{
    text line = buf_text(&r->line), mark = TEXT("\xef\xbb\xbf");
    enum err e;
    r->n_lines++;
    if (r->state == AT_HEAD && text_starts_with(line, mark))
        line = text_slice(line, mark.len, line.len);
    while (line.len > 0 &&
        (line.ptr[line.len - 1] == '\r' || line.ptr[line.len - 1] == '\n'))
        line = text_slice(line, 0, line.len - 1);
    if (r->state == IN_TABLE) {
        e = read_table_row(r, line, why);
    } else if (is_table(line)) {
        r->state = IN_TABLE;
        e = read_table_head(r, line, why);
    } else {
        r->state = IN_ROWS;
        csv_open(&r->csv, r->arena);
        csv_feed(&r->csv, arena_copy(r->arena, buf_text(&r->line)));
        e = read_rows(r, why);
    }
    r->line.len = 0;
    return e;
}

enum err
cp_votes_feed(struct cp_votes_reader *r, text piece, struct why *why)
{
    enum err e = OK;
    while (e == OK && piece.len > 0) {
        if (r->state == IN_ROWS) {
            csv_feed(&r->csv, piece);
            return read_rows(r, why);
        }
        const char *end = memchr(piece.ptr, '\n', (size_t)piece.len);
        ptrdiff_t n = end == NULL ? piece.len : end + 1 - piece.ptr;
        buf_add(&r->line, text_slice(piece, 0, n));
        piece = text_slice(piece, n, piece.len);
        if (r->line.len > LINE_MAX_BYTES)
            return err_say(why, ERR_BAD_INPUT, "line %lld: too long",
                (long long)r->n_lines + 1);
        if (end != NULL)
            e = take_line(r, why);
    }
    return e;
}

enum err
cp_votes_finish(struct cp_votes_reader *r, struct cp_votes *to, struct why *why)
{
    enum err e = OK;
    if (r->state != IN_ROWS && r->line.len > 0)
        e = take_line(r, why);
    if (e == OK && r->state == IN_ROWS) {
        csv_finish(&r->csv);
        e = read_rows(r, why);
    }
    if (e != OK)
        return e;
    if (r->state == AT_HEAD || (r->state == IN_ROWS && r->csv.n_rows == 0))
        return err_say(why, ERR_BAD_INPUT,
            "there is nothing in it: votes have the columns participant, "
            "statement and vote");
    for (int j = 0; j < r->n_columns; j++)
        if (!r->is_seen[j] && r->n_unseen++ == 0)
            r->an_unseen = r->columns[j];
    cp_votes_end(&r->maker, to);
    r->n_later = to->n_rows - to->starts[to->n_people];
    return OK;
}
