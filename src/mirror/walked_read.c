/* A log out of its file in the database, CSV or XES, packed or not. */
#include "mirror/walked.h"

#include "base/csv.h"
#include "engine/pathway/log_filter.h"
#include "keep/file.h"
#include "mirror/pathway_read.h"
#include "os/clock.h"
#include "os/gunzip.h"
#include "os/entropy.h"
#include "text/zone.h"

#include <sodium.h>

enum { PIECES_MAX = 8 << 20 };

struct reading {
    struct arena *arena;
    struct cp_log_rules rules;
    struct pathway_bytes bytes;
    struct gunzip *packed;
    bool has_begun;
    int64_t n_bytes, n_all;
    int64_t n_left; /* that may still be read, as it comes out of the pack */
    struct job_call *job;
    struct walked_read *to;
    struct buf refused;
    struct csv_writer out;
    struct why *why;
    unsigned char secret[crypto_auth_hmacsha256_KEYBYTES];
};

/* Nobody can come from what stands for a case back to who it is: the secret is
 * drawn for this reading, and forgotten. */
static text
name_case(void *context, struct arena *a, text name)
{
    struct reading *r = context;
    unsigned char hash[crypto_auth_hmacsha256_BYTES];
    char *hex = arena_room(a, 33);
    crypto_auth_hmacsha256(hash, (const unsigned char *)name.ptr,
        (unsigned long long)name.len, r->secret);
    sodium_bin2hex(hex, 33, hash, 16);
    return (text){ hex, 32 };
}

/* The line and why, never what stood there. */
static void
refuse(void *context, int64_t line, const char *phrase, text about, text row)
{
    struct reading *r = context;
    (void)about, (void)row;
    if (r->to->n_told++ >= WALKED_REFUSED_MAX)
        return;
    struct buf words = buf_in(r->arena, 120);
    pathway_put_sentence(&words, phrase, TEXT("..."));
    csv_add_int(&r->out, line);
    csv_add(&r->out, buf_text(&words));
    csv_end_row(&r->out);
}

static enum err
push_plain(struct reading *r, text piece)
{
    piece = text_slice(piece, 0, (ptrdiff_t)r->n_left);
    r->n_left -= piece.len;
    return pathway_bytes_push(&r->bytes, piece, r->why);
}

static enum err
push(void *context, text piece)
{
    struct reading *r = context;
    enum err e = OK;
    if (r->n_left == 0)
        return OK;
    if (!r->has_begun && gunzip_is(piece)) {
        r->packed = gunzip_open(r->arena, WALKED_UNPACKED_MAX);
        if (r->packed == NULL)
            return ERR_NO_ROOM;
    }
    r->has_begun = true;
    r->n_bytes += piece.len;
    if (r->packed == NULL) {
        e = push_plain(r, piece);
    } else {
        text out = { 0 };
        do {
            e = gunzip_take(r->packed, &piece, &out, r->why);
            if (e == OK && out.len > 0)
                e = push_plain(r, out);
        } while (e == OK && out.len > 0 && r->n_left > 0);
    }
    if (e == OK && r->job != NULL &&
        !job_go_on(r->job,
            0.5 * (double)r->n_bytes / (double)(r->n_all > 0 ? r->n_all : 1)))
        e = ERR_BUSY;
    return e;
}

/* The pieces of the file come in an arena of their own, that is given back
 * after each; what is read stays in the other. */
static enum err
push_all(struct reading *r, struct db *db, const struct kept_file *file)
{
    struct arena pieces;
    jmp_buf boundary, *outer = r->arena->no_room;
    enum err e;
    arena_open(&pieces, PIECES_MAX);
    pieces.no_room = r->arena->no_room = &boundary;
    if (setjmp(boundary) == 0)
        e = file_each_chunk(db, &pieces, file, 0, r->n_all, push, r);
    else
        e = err_say(r->why, ERR_NO_ROOM,
            "this log is larger than what can be read at once");
    r->arena->no_room = outer;
    arena_close(&pieces);
    return e;
}

struct cp_names
walked_columns(struct arena *a, const struct pathway_log *row)
{
    struct cp_names given = drawn_names(a, row->attributes);
    text *names = arena_new(a, text, given.n + 1);
    int n = 0;
    bool has_age = text_is_empty(row->birth_column);
    for (int i = 0; i < given.n; i++) {
        if (!text_is_empty(row->birth_column) &&
            text_is_equal(given.names[i], row->birth_column))
            continue;
        has_age |= text_is_equal(given.names[i], TEXT("age"));
        names[n++] = given.names[i];
    }
    n = n < WALKED_ATTRIBUTES_MAX ? n : WALKED_ATTRIBUTES_MAX;
    if (!has_age) /* rather than the last of too many */
        names[n < WALKED_ATTRIBUTES_MAX ? n++ : n - 1] = TEXT("age");
    return (struct cp_names){ .names = names, .n = n };
}

/* A field that was left empty is no column. */
static text
column(text given)
{
    return text_is_empty(given) ? (text){ 0 } : given;
}

static void
set_rules(struct reading *r, const struct pathway_log *row)
{
    r->rules = (struct cp_log_rules){ .case_column = row->case_column,
        .activity_column = row->activity_column,
        .time_column = row->time_column,
        .lifecycle_column = column(row->lifecycle_column),
        .birth_column = column(row->birth_column),
        .classifier = column(row->classifier),
        .day_order = text_is_equal(row->day_order, TEXT("day")) ? CP_DAY_FIRST
            : text_is_equal(row->day_order, TEXT("month"))      ? CP_MONTH_FIRST
                                                           : CP_DAYS_SETTLE,
        .now_us = now_ms() * 1000,
        .refuse = refuse,
        .context = r,
        .name_case = name_case };
    struct cp_names wanted = walked_columns(r->arena, row);
    struct cp_attribute_wish *wishes =
        arena_new(r->arena, struct cp_attribute_wish, wanted.n);
    for (int i = 0; i < wanted.n; i++)
        wishes[r->rules.n_attributes++].column = wanted.names[i];
    r->rules.attributes = wishes;
}

enum err
walked_read(struct db *db, struct arena *a, const struct pathway_log *row,
    int64_t piece_max, struct job_call *job, struct walked_read *to,
    struct why *why)
{
    struct reading r = { .arena = a, .to = to, .job = job, .why = why };
    struct kept_file file;
    struct zone zone = { 0 };
    *to = (struct walked_read){ 0 };
    r.refused = buf_in(a, 4000);
    r.out = csv_write(&r.refused);
    csv_add(&r.out, TEXT("line"));
    csv_add(&r.out, TEXT("reason"));
    csv_end_row(&r.out);
    set_rules(&r, row);
    r.bytes = (struct pathway_bytes){ .arena = a, .rules = &r.rules };
    randombytes_buf(r.secret, sizeof r.secret);
    if (!text_is_empty(row->zone) && zone_load(&zone, a, row->zone) != OK)
        return err_say(why, ERR_BAD_INPUT, "there is no time zone \"%.*s\"",
            TEXT_ARG(row->zone));
    r.rules.zone = (struct cp_zone){ zone.instants, zone.offsets, zone.n };
    enum err e = kept_file_get(
        db, a, (struct kept_file_get_in){ .id = row->file_id }, &file);
    if (e != OK)
        return e;
    r.n_left = piece_max > 0 ? piece_max : INT64_MAX;
    r.n_all = piece_max > 0 && piece_max < file.size ? piece_max : file.size;
    e = push_all(&r, db, &file);
    if (e == OK && !pathway_bytes_are_there(&r.bytes))
        e = err_say(why, ERR_BAD_INPUT, "the file is empty");
    /* of the first lines alone the rest is not missing */
    bool is_cut =
        piece_max == 0 && r.packed != NULL && !gunzip_is_whole(r.packed);
    if (e == OK)
        e = pathway_bytes_end(&r.bytes, is_cut, &to->log, &to->report, why);
    if (e == ERR_BAD_INPUT && to->report.n_refusals > 0) {
        const struct cp_refusal *first = &to->report.refusals[0];
        for (int i = 1; i < to->report.n_refusals; i++) /* of most rows */
            if (to->report.refusals[i].n > first->n)
                first = &to->report.refusals[i];
        struct buf b = buf_in(a, 200);
        pathway_put_sentence(&b, first->phrase, TEXT("..."));
        e = err_say(why, e, "no row could be used; line %lld: %.*s",
            (long long)first->first_line, TEXT_ARG(buf_text(&b)));
    } else if (e == ERR_BAD_INPUT && to->report.n_left_out > 0) {
        e = err_say(why, e, "nothing in the column \"%.*s\" says complete",
            TEXT_ARG(row->lifecycle_column));
    }
    if (e == OK && row->is_any_order) {
        struct cp_log tied = to->log;
        cp_log_untie(&to->log, a, &tied);
    }
    gunzip_close(r.packed);
    sodium_memzero(r.secret, sizeof r.secret);
    to->refused = buf_text(&r.refused);
    return e;
}

/* ---- The first lines ----------------------------------------------------- */

struct peek {
    char *bytes;
    ptrdiff_t n;
    struct gunzip *packed;
    bool has_begun;
};
enum { PEEK_MAX = 64 * 1024 };

static void
peek_add(struct peek *p, text t)
{
    for (ptrdiff_t i = 0; i < t.len && p->n < PEEK_MAX; i++)
        p->bytes[p->n++] = t.ptr[i];
}

struct peeking {
    struct peek *peek;
    struct arena *arena;
};

static enum err
peek_push(void *context, text piece)
{
    struct peeking *k = context;
    struct peek *p = k->peek;
    struct why why = { 0 };
    if (!p->has_begun && gunzip_is(piece))
        p->packed = gunzip_open(k->arena, WALKED_UNPACKED_MAX);
    p->has_begun = true;
    if (p->packed == NULL) {
        peek_add(p, piece);
        return OK;
    }
    text out = { 0 };
    enum err e = OK;
    do {
        e = gunzip_take(p->packed, &piece, &out, &why);
        if (e == OK)
            peek_add(p, out);
    } while (e == OK && out.len > 0 && p->n < PEEK_MAX);
    return e;
}

bool
walked_peek(struct db *db, struct arena *a, const struct pathway_log *row,
    text columns[WALKED_COLUMNS_MAX], int *n_columns,
    text rows[WALKED_PREVIEW_ROWS][WALKED_COLUMNS_MAX], int *n_rows,
    bool *has_lifecycle)
{
    struct peek p = { .bytes = arena_room(a, PEEK_MAX) };
    struct peeking k = { &p, a };
    struct kept_file file;
    struct csv_reader *r = arena_new(a, struct csv_reader, 1);
    struct csv_row line;
    *n_columns = *n_rows = 0;
    struct arena pieces;
    enum err e = kept_file_get(
        db, a, (struct kept_file_get_in){ .id = row->file_id }, &file);
    arena_open(&pieces, PIECES_MAX);
    pieces.no_room = a->no_room;
    if (e == OK)
        e = file_each_chunk(db, &pieces, &file, 0,
            file.size < PEEK_MAX ? file.size : PEEK_MAX, peek_push, &k);
    arena_close(&pieces);
    gunzip_close(p.packed);
    text all = { p.bytes, p.n };
    if (text_starts_with(all, TEXT("\xef\xbb\xbf")))
        all = text_slice(all, 3, all.len);
    if (e != OK || text_starts_with(text_trim(all), TEXT("<"))) {
        *has_lifecycle = text_find(all, TEXT("lifecycle:transition")) >= 0;
        return false;
    }
    csv_open(r, a);
    csv_feed(r, all);
    for (int i = -1; i < WALKED_PREVIEW_ROWS; i++) {
        if (csv_next(r, &line) != CSV_HAS_ROW)
            break;
        int n = line.n_fields < WALKED_COLUMNS_MAX ? (int)line.n_fields
                                                   : WALKED_COLUMNS_MAX;
        for (int c = 0; c < n; c++) {
            /* a column is asked for by its whole name */
            text field =
                i < 0 ? line.fields[c] : text_prefix(line.fields[c], 60);
            field = arena_copy(a, field);
            if (i < 0)
                columns[c] = field;
            else
                rows[i][c] = field;
        }
        if (i < 0)
            *n_columns = n;
        else
            *n_rows = i + 1;
    }
    return *n_columns > 0;
}
