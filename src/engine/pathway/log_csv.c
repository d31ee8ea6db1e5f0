/* A log in CSV: pieces in, rows out, a row at a time. */
#include "engine/pathway/log_columns.h"
#include "engine/pathway/log_store.h"
#include "engine/pathway/log_time.h"

#include <string.h>

enum {
    FIELDS_MAX = 400,
    ROW_BYTES_MAX = 1 << 20,
    PEEK_BYTES = 1 << 16, /* of the file, to see how it is parted */
    PEEK_ROWS = 100,
    HELD_LEAST = 1 << 12,
    HELD_FIRST = 4 * PEEK_BYTES
};

struct cp_log_reader {
    struct arena *arena;
    struct cp_log_rules rules;
    struct cp_store store;
    struct cp_log_report report;
    char *held; /* what no row was made of yet */
    ptrdiff_t n_held, n_held_room;
    int64_t line;     /* of the next row */
    bool is_begun;    /* the header was read */
    bool is_skipping; /* a row that is too long */
    char separator;
    bool stops[256]; /* bytes that a field without quotes is looked at for */
    int n_fields;    /* of the header */
    struct cp_columns columns;
    text fields[FIELDS_MAX];
    int32_t *values;         /* of one row */
    struct buf converted[3]; /* case, activity, value that were Latin-1 */
    char *plain;             /* a field whose quotes were undone */
    ptrdiff_t n_plain, n_plain_room;
    /* which order of day and month rows forced, and where */
    int64_t day_first_line, month_first_line, unsure_line;
};

struct cp_log_reader *
cp_log_begin(struct arena *a, const struct cp_log_rules *rules)
{
    struct cp_log_reader *r = arena_new(a, struct cp_log_reader, 1);
    r->arena = a;
    r->line = 1;
    r->n_held_room = HELD_LEAST;
    r->held = arena_room(a, r->n_held_room);
    r->converted[0] = buf_in(a, 100);
    r->converted[1] = buf_in(a, 100);
    r->converted[2] = buf_in(a, 100);
    cp_store_begin(&r->store, a, rules);
    r->rules = r->store.rules;
    r->values = arena_new(a, int32_t, r->rules.n_attributes);
    return r;
}

/* ---- One row --------------------------------------------------------------
 */

enum row { ROW_IS, ROW_IS_BAD, ROW_WANTS_MORE };
static const char QUOTE_INSIDE[] =
    "a quotation mark stands inside a field that does not begin with one";

/* Few logs need it. No row is longer than what is held, unless it is too long
 * anyway. */
static void
find_plain(struct cp_log_reader *r, ptrdiff_t n_held)
{
    if (r->n_plain > 0 || r->n_plain_room >= ROW_BYTES_MAX ||
        r->n_plain_room >= n_held)
        return;
    if (r->plain != NULL)
        memset(r->plain, 0, (size_t)r->n_plain_room);
    r->n_plain_room =
        r->n_held_room < ROW_BYTES_MAX ? r->n_held_room : ROW_BYTES_MAX;
    r->plain = arena_room(r->arena, r->n_plain_room);
}

/* The fields of the row at `at`; *next is behind it. Of fields over the limit
 * the number is counted all the same. */
static enum row
split(struct cp_log_reader *r, const char *at, const char *end, bool is_last,
    const char **next, int *n_fields, int64_t *n_lines, const char **bad)
{
    char separator = r->separator;
    int n = 0;
    r->n_plain = 0;
    *n_lines = 1;
    *bad = NULL;
    for (;;) {
        text field;
        if (at < end && *at == '"') {
            const char *from = ++at;
            ptrdiff_t plain_from = r->n_plain;
            bool has_doubled = false;
            for (;; at++) {
                const char *quote = memchr(at, '"', (size_t)(end - at));
                for (const char *p = at; p < (quote == NULL ? end : quote); p++)
                    *n_lines += *p == '\n';
                if (quote == NULL) {
                    if (!is_last)
                        return ROW_WANTS_MORE;
                    *next = end;
                    *bad = "a quotation mark is opened and not closed";
                    return ROW_IS_BAD;
                }
                if (quote + 1 == end && !is_last)
                    return ROW_WANTS_MORE;
                at = quote;
                if (quote + 1 == end || quote[1] != '"')
                    break;
                find_plain(r, end - r->held);
                if (quote + 1 - from > r->n_plain_room - r->n_plain)
                    return ROW_WANTS_MORE; /* is refused as too long */
                memcpy(r->plain + r->n_plain, from, (size_t)(quote + 1 - from));
                r->n_plain += quote + 1 - from;
                has_doubled = true;
                at++;
                from = at + 1;
            }
            field = (text){ from, at - from };
            if (has_doubled) {
                if (field.len > r->n_plain_room - r->n_plain)
                    return ROW_WANTS_MORE;
                memcpy(r->plain + r->n_plain, from, (size_t)field.len);
                r->n_plain += field.len;
                field =
                    (text){ r->plain + plain_from, r->n_plain - plain_from };
            }
            at++;
            if (at < end && *at != separator && *at != '\n' && *at != '\r')
                *bad = "something stands behind a closing quotation mark";
            while (at < end && *at != separator && *at != '\n' && *at != '\r')
                at++;
        } else {
            const char *from = at;
            for (; at < end; at++) {
                if (!r->stops[(unsigned char)*at])
                    continue;
                if (*at != '"')
                    break;
                *bad = QUOTE_INSIDE;
            }
            field = (text){ from, at - from };
        }
        if (at == end && !is_last)
            return ROW_WANTS_MORE;
        if (n < FIELDS_MAX)
            r->fields[n] = field;
        n++;
        if (at < end && *at == separator) {
            at++;
            continue;
        }
        if (at < end && *at == '\r') {
            if (at + 1 == end && !is_last)
                return ROW_WANTS_MORE;
            at += at + 1 < end && at[1] == '\n';
        }
        *next = at < end ? at + 1 : end;
        *n_fields = n;
        return *bad == NULL ? ROW_IS : ROW_IS_BAD;
    }
}

/* ---- Text -----------------------------------------------------------------
 */

/* What is no UTF-8 is Latin-1; lent until `to` is used again. */
static text
utf8_of(struct cp_log_reader *r, text t, struct buf *to)
{
    bool is_ascii = true;
    for (ptrdiff_t i = 0; i < t.len; i++)
        is_ascii &= (unsigned char)t.ptr[i] < 0x80;
    if (is_ascii || text_is_utf8(t))
        return t;
    r->report.is_latin1 = true;
    to->len = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (c >= 0x80)
            buf_byte(to, (char)(0xC0 | c >> 6));
        buf_byte(to, c < 0x80 ? (char)c : (char)(0x80 | (c & 0x3F)));
    }
    return buf_text(to);
}

static void
refuse(struct cp_log_reader *r, text row, const char *phrase, text about)
{
    cp_report_refuse(&r->report, &r->rules, r->line, phrase, about, row);
}

/* ---- The header ------------------------------------------------------------
 */

static void
set_separator(struct cp_log_reader *r, char separator)
{
    r->stops[(unsigned char)r->separator] = false;
    r->separator = separator;
    r->stops['"'] = r->stops['\n'] = r->stops['\r'] = true;
    r->stops[(unsigned char)separator] = true;
}

/* How many of the first rows have as many fields as the first one. */
static int
agreement(struct cp_log_reader *r, char separator, bool is_last)
{
    const char *at = r->held, *end = r->held + r->n_held, *bad;
    int n_first = 0, n_alike = 0, n = 0;
    set_separator(r, separator);
    for (int i = 0; i < PEEK_ROWS && at < end; i++) {
        int64_t n_lines;
        if (split(r, at, end, is_last, &at, &n, &n_lines, &bad) ==
            ROW_WANTS_MORE)
            break;
        if (i == 0)
            n_first = n;
        n_alike += n == n_first;
    }
    return n_first < CP_COLUMNS ? 0 : n_alike * 1000 + n_first;
}

/* Which columns they are, by the header and the rows that are here. */
static enum err
find_columns(
    struct cp_log_reader *r, const text *header, bool is_last, struct why *why)
{
    const char *at = r->held, *end = r->held + r->n_held, *bad;
    int n_rows = 0, n, n_header = r->n_fields;
    int64_t n_lines;
    text *sample = arena_new(r->arena, text, PEEK_ROWS * n_header);
    while (n_rows < PEEK_ROWS && at < end) {
        enum row is = split(r, at, end, is_last, &at, &n, &n_lines, &bad);
        if (is == ROW_WANTS_MORE)
            break;
        if (is != ROW_IS || n != n_header)
            continue;
        for (int i = 0; i < n; i++)
            sample[n_rows * n + i] = arena_copy(r->arena, r->fields[i]);
        n_rows++;
    }
    enum err e = cp_columns_find(&r->columns, r->arena, &r->rules, header,
        n_header, sample, n_rows, why);
    for (int k = 0; e == OK && k < CP_COLUMNS; k++) {
        r->report.columns[k] = header[r->columns.main[k]];
        r->report.is_guessed[k] = r->columns.is_guessed[k];
    }
    return e;
}

static enum err
begin(struct cp_log_reader *r, bool is_last, struct why *why)
{
    static const char separators[] = ",;\t|";
    int best = 0, n_fields = 0;
    char separator = ',';
    const char *next = r->held, *bad;
    int64_t n_lines;
    if (r->n_held >= 3 && memcmp(r->held, "\xef\xbb\xbf", 3) == 0) {
        memmove(r->held, r->held + 3, (size_t)(r->n_held - 3));
        r->n_held -= 3;
    }
    if (r->n_held >= 2 &&
        (memcmp(r->held, "\xff\xfe", 2) == 0 ||
            memcmp(r->held, "\xfe\xff", 2) == 0))
        return err_say(
            why, ERR_BAD_INPUT, "this file is UTF-16: save it as CSV in UTF-8");
    for (const char *s = separators; *s != 0; s++) {
        int n = agreement(r, *s, is_last);
        if (n > best) {
            best = n;
            separator = *s;
        }
    }
    if (best == 0)
        return err_say(why, ERR_BAD_INPUT,
            "this is no table with a case, an activity and a time: three "
            "columns at least, parted by , ; | or tabs");
    set_separator(r, separator);
    r->report.separator = separator;
    if (split(r, r->held, r->held + r->n_held, is_last, &next, &n_fields,
            &n_lines, &bad) != ROW_IS)
        return err_say(why, ERR_BAD_INPUT, "line 1: %s",
            bad != NULL ? bad : "the header has no end");
    if (n_fields > FIELDS_MAX)
        return err_say(why, ERR_BAD_INPUT, "more than 400 columns");
    r->n_fields = n_fields;
    text *header = arena_new(r->arena, text, n_fields);
    for (int i = 0; i < n_fields; i++) {
        struct buf b = buf_in(r->arena, 40);
        header[i] =
            arena_copy(r->arena, utf8_of(r, text_trim(r->fields[i]), &b));
    }
    r->line += n_lines;
    r->n_held -= next - r->held;
    memmove(r->held, next, (size_t)r->n_held);
    r->is_begun = true;
    return find_columns(r, header, is_last, why);
}

/* ---- Rows ------------------------------------------------------------------
 */

static const char *const missing[CP_COLUMNS] = { "no case", "no activity",
    "no time" };

/* What cannot be said to be of a case goes round by lines. */
static bool
is_of_part(const struct cp_log_reader *r)
{
    return r->rules.n_parts < 2 ||
        r->line % r->rules.n_parts + 1 == r->rules.part;
}

static bool
is_row_of_part(struct cp_log_reader *r, int n_fields)
{
    int at = r->columns.main[CP_COLUMN_CASE];
    if (at < n_fields && at < r->n_fields && r->fields[at].len > 0)
        return cp_part_of(utf8_of(r, r->fields[at], &r->converted[0]),
                   r->rules.n_parts) == r->rules.part;
    return is_of_part(r);
}

/* What it says of the order of days is kept for the end. */
static struct cp_time
take_time(struct cp_log_reader *r, text field)
{
    struct cp_time time = cp_time_read(text_trim(field));
    int64_t *line = time.form == CP_TIME_DAY_FIRST ? &r->day_first_line
        : time.form == CP_TIME_MONTH_FIRST         ? &r->month_first_line
        : time.form == CP_TIME_UNSURE              ? &r->unsure_line
                                                   : NULL;
    if (line != NULL && *line == 0)
        *line = r->line;
    return time;
}

/* What has no offset waits for the zone, until the order of days is settled:
 * its clock is kept, marked by the lowest bit. */
static int64_t
kept_of(const struct cp_time *time)
{
    return time->us * 2 + !time->has_offset;
}

/* A row that says "start": it is no event, and nothing is said of it when it
 * cannot be used. */
static void
take_start(struct cp_log_reader *r, int n_fields)
{
    text name[CP_COLUMNS];
    for (int k = 0; k < CP_COLUMNS; k++) {
        if (r->columns.main[k] >= n_fields)
            return;
        name[k] = r->fields[r->columns.main[k]];
        if (name[k].len == 0)
            return;
    }
    struct cp_time time = take_time(r, name[2]);
    if (time.form != CP_TIME_BAD)
        cp_store_add(cp_store_begun(&r->store),
            utf8_of(r, name[0], &r->converted[0]),
            utf8_of(r, name[1], &r->converted[1]), kept_of(&time), NULL);
}

static void
take_row(struct cp_log_reader *r, int n_fields, text row)
{
    text name[CP_COLUMNS];
    if (r->rules.n_parts > 1 && !is_row_of_part(r, n_fields)) {
        r->report.n_rows--;
        return;
    }
    if (n_fields > r->n_fields) {
        refuse(r, row, "more fields than the header", (text){ 0 });
        return;
    }
    if (r->columns.lifecycle >= 0 && r->columns.lifecycle < n_fields &&
        !cp_is_complete(r->fields[r->columns.lifecycle])) {
        r->report.n_left_out++;
        if (cp_is_start(r->fields[r->columns.lifecycle]))
            take_start(r, n_fields);
        return;
    }
    for (int k = 0; k < CP_COLUMNS; k++) {
        if (r->columns.main[k] >= n_fields) {
            refuse(r, row, "fewer fields than the header", (text){ 0 });
            return;
        }
        name[k] = r->fields[r->columns.main[k]];
        if (name[k].len == 0) {
            refuse(r, row, missing[k], (text){ 0 });
            return;
        }
    }
    struct cp_time time = take_time(r, name[2]);
    if (time.form == CP_TIME_BAD) {
        refuse(r, row, "\"%s\" is no time", name[2]);
        return;
    }
    r->report.n_precision[time.precision]++;
    for (int k = 0; k < r->rules.n_attributes; k++) {
        int at = r->columns.attributes[k];
        r->values[k] = at >= n_fields
            ? -1
            : cp_store_value(
                  &r->store, k, utf8_of(r, r->fields[at], &r->converted[2]));
    }
    r->store.line = r->line;
    cp_store_add(&r->store, utf8_of(r, name[0], &r->converted[0]),
        utf8_of(r, name[1], &r->converted[1]), kept_of(&time), r->values);
}

static enum err
take_rows(struct cp_log_reader *r, bool is_last, struct why *why)
{
    if (!r->is_begun) {
        if (r->n_held < PEEK_BYTES && !is_last)
            return OK;
        enum err e = begin(r, is_last, why);
        if (e != OK)
            return e;
    }
    const char *at = r->held, *end = r->held + r->n_held;
    while (at < end) {
        const char *next, *bad;
        int n_fields;
        int64_t n_lines;
        if (r->is_skipping) {
            const char *stop = memchr(at, '\n', (size_t)(end - at));
            at = stop == NULL ? end : stop + 1;
            r->line += stop != NULL;
            r->is_skipping = stop == NULL;
            continue;
        }
        if (*at == '\n' || *at == '\r') { /* an empty line is no row */
            r->line += *at == '\n';
            at++;
            continue;
        }
        if (split(r, at, end, is_last, &next, &n_fields, &n_lines, &bad) ==
            ROW_WANTS_MORE) {
            if (end - at <= ROW_BYTES_MAX)
                break;
            r->report.n_rows++;
            if (is_of_part(r))
                refuse(r, (text){ 0 }, "a row of more than 1 MB", (text){ 0 });
            else
                r->report.n_rows--;
            r->is_skipping = true;
            continue;
        }
        text row = text_trim((text){ at, next - at });
        r->report.n_rows++;
        if (r->report.is_cut && is_last && next == end && end[-1] != '\n')
            bad = "the file is cut off here";
        if (bad != NULL && is_of_part(r))
            refuse(r, row, bad, (text){ 0 });
        else if (bad != NULL)
            r->report.n_rows--;
        else
            take_row(r, n_fields, row);
        r->line += n_lines;
        at = next;
    }
    r->n_held = end - at;
    memmove(r->held, at, (size_t)r->n_held);
    return OK;
}

enum err
cp_log_push(struct cp_log_reader *r, text piece, struct why *why)
{
    enum err e = OK;
    if (r->n_held == 0 && piece.len > HELD_LEAST &&
        r->n_held_room < HELD_FIRST) {
        memset(r->held, 0, HELD_LEAST); /* nobody stays there */
        r->n_held_room = HELD_FIRST;
        r->held = arena_room(r->arena, r->n_held_room);
    }
    while (e == OK && piece.len > 0) {
        if (r->n_held == r->n_held_room) { /* one long row */
            char *more = arena_room(r->arena, 2 * r->n_held_room);
            memcpy(more, r->held, (size_t)r->n_held);
            memset(r->held, 0, (size_t)r->n_held);
            r->held = more;
            r->n_held_room *= 2;
        }
        ptrdiff_t n = r->n_held_room - r->n_held;
        if (n > piece.len)
            n = piece.len;
        memcpy(r->held + r->n_held, piece.ptr, (size_t)n);
        r->n_held += n;
        piece = text_slice(piece, n, piece.len);
        e = take_rows(r, false, why);
    }
    return e;
}

/* ---- The end ----------------------------------------------------------------
 */

static enum err
settle_days(struct cp_log_reader *r, bool *is_month_first, struct why *why)
{
    *is_month_first = r->rules.day_order == CP_MONTH_FIRST;
    if (r->rules.day_order != CP_DAYS_SETTLE)
        return OK;
    if (r->day_first_line != 0 && r->month_first_line != 0)
        return err_say(why, ERR_BAD_INPUT,
            "line %lld has the day first, line %lld the month: say which with "
            "--day-first or --month-first",
            (long long)r->day_first_line, (long long)r->month_first_line);
    *is_month_first = r->month_first_line != 0;
    if (r->unsure_line != 0 && r->day_first_line == 0 && !*is_month_first)
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: nothing in the column tells whether the day or the "
            "month stands first: say which with --day-first or --month-first",
            (long long)r->unsure_line);
    return OK;
}

int64_t
cp_log_n_rows(const struct cp_log_reader *r)
{
    return r->report.n_rows;
}

void
cp_log_is_cut(struct cp_log_reader *r)
{
    r->report.is_cut = true;
}

enum err
cp_log_end(struct cp_log_reader *r, struct cp_log *log,
    struct cp_log_report *report, struct why *why)
{
    bool is_month_first;
    enum err e = take_rows(r, true, why);
    if (e == OK)
        e = settle_days(r, &is_month_first, why);
    if (e != OK)
        return e;
    cp_store_settle(&r->store, &r->rules.zone,
        is_month_first && r->unsure_line != 0, &r->report);
    cp_store_end(&r->store, log, &r->report);
    *report = r->report;
    if (r->rules.name_case != NULL) { /* who they are stays at the door */
        memset(r->held, 0, (size_t)r->n_held_room);
        if (r->plain != NULL)
            memset(r->plain, 0, (size_t)r->n_plain_room);
    }
    if (log->n_events == 0 && r->rules.n_parts < 2)
        return err_say(why, ERR_BAD_INPUT,
            report->n_rows == 0 ? "there is no row behind the header"
                                : "no row could be used: see what was refused");
    return OK;
}
