/* The stage into the database: in one transaction, sixteen writes a round. */
#include "keep/sheet_row.h"
#include "keep/sheet_sort.h"
#include "keep/sheet_text.h"
#include "keep/sheet_work.h"

#include "keep/audit.h"
#include "keep/audit.sql.h"
#include "keep/search.h"
#include "os/clock.h"
#include "os/entropy.h"

#include <string.h>

/* A row makes at most so many writes of a batch. */
enum { WRITES_OF_ROW = 4, ROWS_MAX = DB_BATCH_MAX / 2 };
enum { MUCH = 1 << 20 }; /* bytes on the stage */

/* A row whose writes were asked for and wait for their batch. */
struct asked_row {
    struct audit audit;
    bool has_given_key;
    int64_t line, n_row, n_audit, n_words[2];
    const char *file;
};

struct applying {
    struct importing *in;
    struct arena_mark mark; /* before the batch */
    struct db_batch batch;
    int n_rows;
    struct asked_row rows[ROWS_MAX];
    int64_t at; /* in the stage */
};

/* Somebody wrote since it was read: what is on the stage may be wrong. */
static enum err
begin_again(struct importing *in)
{
    in->is_again = true;
    return err_say(in->why, ERR_CONFLICT, "rows were changed meanwhile");
}

/* ---- Writes in batches -----------------------------------------------------
 */

/* 0 rows written: the id is taken, or the row has gone. */
static enum err
look_at_row(struct applying *ap, const struct asked_row *r)
{
    if (r->n_row == 0) {
        ap->in->leaves_keys = ap->in->leaves_keys || r->has_given_key;
        return begin_again(ap->in);
    }
    return r->n_audit == 0 ? audit_add(ap->in->db, r->audit) : OK;
}

static enum err
flush(struct applying *ap)
{
    struct importing *in = ap->in;
    enum err e = db_batch_run(&ap->batch);
    if (e == ERR_CONFLICT)
        in->is_again = true;
    if (e != OK && ap->n_rows > 0)
        return err_say(in->why, e, "%s, lines %lld to %lld: %s",
            ap->rows[0].file, (long long)ap->rows[0].line,
            (long long)ap->rows[ap->n_rows - 1].line, db_last_why(in->db));
    for (int i = 0; e == OK && i < ap->n_rows; i++)
        e = look_at_row(ap, &ap->rows[i]);
    ap->n_rows = 0;
    arena_rewind(in->a, ap->mark);
    ap->batch = db_batch_open(in->db, in->a);
    return e;
}

static void
ask_audit(struct applying *ap, struct asked_row *r)
{
    struct audit_insert_in row = { .id = key_new(),
        .at = now_s(),
        .action = r->audit.action,
        .kind = r->audit.kind,
        .thing_id = r->audit.thing_id,
        .detail = r->audit.detail };
    db_ask_none(&ap->batch, &audit_insert_query, &row, &r->n_audit);
}

/* The words of the columns that are searched; empty when there are none. */
static text
words_of(struct importing *in, const char *row)
{
    const struct sheet *s = in->sheet;
    struct buf words = buf_in(in->a, 200);
    for (int i = 0; i < s->n_columns; i++) {
        if (!s->columns[i].is_found)
            continue;
        buf_add(&words, row_text(s->shape, row, s->columns[i].name));
        buf_byte(&words, ' ');
    }
    return buf_text(&words);
}

/* Words that come from several rows are saved when all rows are there. */
static enum err
ask_words(struct applying *ap, const struct record *r, const char *row,
    struct asked_row *asked)
{
    struct importing *in = ap->in;
    if (!r->is_new_words || in->sheet->found != NULL)
        return OK;
    text words = words_of(in, row), kind = text_of(in->sheet->table);
    if (r->kind == RECORD_CREATE && !r->has_given_key) {
        search_ask_new(&ap->batch, kind, r->id, words, asked->n_words);
        return OK;
    }
    return search_save(in->db, in->a, kind, r->id, words, NULL);
}

/* ---- One record ------------------------------------------------------------
 */

static void
tell_row(struct importing *in, const struct record *r)
{
    if (r->is_second)
        return;
    if (r->kind == RECORD_CREATE)
        in->im->count.n_created++;
    else
        in->im->count.n_changed++;
    if (in->im->is_quiet)
        return;
    say_line(in, false,
        arena_print(in->a, "%s %.*s %.*s",
            r->kind == RECORD_CREATE ? "created" : "changed", TEXT_ARG(r->code),
            TEXT_ARG(r->detail))
            .ptr);
}

static enum err
apply_row(struct applying *ap, const struct record *r)
{
    struct importing *in = ap->in;
    const struct sheet *s = in->sheet;
    bool asks = s->rule != NULL && s->rule_asks;
    enum err e = OK;
    if (asks || ap->n_rows == ROWS_MAX ||
        ap->batch.n_asked > DB_BATCH_MAX - WRITES_OF_ROW)
        e = flush(ap);
    if (e != OK)
        return e;
    char *row = row_new(in->a, s);
    row_unpack(s->shape, arena_copy(in->a, r->row), row);
    if (asks) {
        const char *broken = s->rule(in->db, in->a, row, &e);
        if (e != OK)
            return e;
        if (broken != NULL) {
            say_line(in, true, broken);
            return OK;
        }
    }
    struct asked_row *asked = &ap->rows[ap->n_rows++];
    bool is_new = r->kind == RECORD_CREATE;
    *asked = (struct asked_row){ .file = in->file,
        .line = r->line,
        .has_given_key = r->has_given_key,
        .audit = { .action = is_new ? TEXT("create") : TEXT("change"),
            .kind = text_of(s->table),
            .thing_id = r->id } };
    if (r->detail.len > 0)
        asked->audit.detail = arena_copy(in->a, r->detail);
    db_ask_none(&ap->batch, is_new ? s->insert : s->update, row, &asked->n_row);
    ask_audit(ap, asked);
    e = ask_words(ap, r, row, asked);
    if (e == OK)
        tell_row(in, r);
    return e;
}

static enum err
apply_text(struct importing *in, const struct record *r)
{
    struct sheet_texts texts = { .sheet = in->sheet,
        .db = in->db,
        .a = in->a,
        .import = in->im,
        .why = in->why };
    struct sheet_text_file file = {
        .name = r->code, .id = r->id, .is_original = r->is_original
    };
    return sheet_text_save(&texts, &file);
}

static void
tell_applied(struct importing *in, int64_t at)
{
    double share = (double)at / (double)(stage_size(in->stage) + 1);
    tell_share(in, true, share);
}

static enum err
apply_records(struct importing *in)
{
    struct applying *ap = arena_new(in->a, struct applying, 1);
    struct record r;
    enum err e = OK;
    ap->in = in;
    ap->mark = arena_mark(in->a);
    ap->batch = db_batch_open(in->db, in->a);
    for (int64_t n = 0; e == OK; n++) {
        e = stage_next(in->stage, &ap->at, &r);
        if (e != OK || r.kind == RECORD_SAME)
            continue;
        if (r.sheet != in->i_sheet)
            e = flush(ap); /* what comes refers to what was */
        if (e == OK)
            take_up(in, r.sheet, r.line);
        if (e == OK)
            e = r.kind == RECORD_TEXT ? apply_text(in, &r) : apply_row(ap, &r);
        if (n % 1024 == 0)
            tell_applied(in, ap->at);
    }
    return e == ERR_NOT_FOUND ? flush(ap) : e;
}

/* Words that come from several rows, now that these are all there. */
static enum err
apply_words(struct importing *in)
{
    struct record r;
    int64_t at = 0;
    for (;;) {
        enum err e = stage_next(in->stage, &at, &r);
        if (e != OK)
            return e == ERR_NOT_FOUND ? OK : e;
        const struct sheet *s = in->im->sheets[r.sheet];
        bool is_row = r.kind == RECORD_CREATE || r.kind == RECORD_CHANGE;
        if (s->found == NULL || !is_row || r.is_second)
            continue;
        struct arena_mark mark = arena_mark(in->a);
        char *row = row_new(in->a, s);
        row_unpack(s->shape, r.row, row);
        e = s->found(in->db, in->a, row);
        arena_rewind(in->a, mark);
        if (e != OK)
            return e;
    }
}

/* ---- Has somebody written meanwhile? ---------------------------------------
 */

struct seen {
    int sheet;
    uint64_t hash;
    bool is_there;
    char *row;
};

static enum err
compare_seen(struct importing *in, struct db_batch *batch, struct seen *seen,
    struct arena_mark mark)
{
    int n = batch->n_asked;
    enum err e = db_batch_run(batch);
    for (int i = 0; e == OK && i < n; i++) {
        const struct db_shape *shape = in->im->sheets[seen[i].sheet]->shape;
        uint64_t now =
            seen[i].is_there ? row_hash(shape, seen[i].row, in->a) : 0;
        if (now != seen[i].hash)
            e = begin_again(in);
    }
    arena_rewind(in->a, mark);
    *batch = db_batch_open(in->db, in->a);
    return e;
}

/* Each row that is about to be written is as it was when it was read. */
static enum err
check_seen(struct importing *in)
{
    struct seen seen[DB_BATCH_MAX];
    struct arena_mark mark = arena_mark(in->a);
    struct db_batch batch = db_batch_open(in->db, in->a);
    struct record r;
    int64_t at = 0;
    enum err e = OK;
    while (e == OK && (e = stage_next(in->stage, &at, &r)) == OK) {
        if ((r.kind != RECORD_CREATE && r.kind != RECORD_CHANGE) || r.is_second)
            continue;
        const struct sheet *s = in->im->sheets[r.sheet];
        struct seen *one = &seen[batch.n_asked];
        *one = (struct seen){ .sheet = r.sheet, .hash = r.seen_hash };
        one->row = row_new(in->a, s);
        text code = arena_copy(in->a, r.code);
        db_ask_one(&batch, s->find, &code, one->row, &one->is_there);
        if (batch.n_asked == DB_BATCH_MAX)
            e = compare_seen(in, &batch, seen, mark);
    }
    return e == ERR_NOT_FOUND ? compare_seen(in, &batch, seen, mark) : e;
}

/* ---- The transaction -------------------------------------------------------
 */

static enum err
apply_also(struct importing *in)
{
    for (int i = 0; in->im->also != NULL && in->im->also[i] != NULL; i++) {
        struct sheet_texts texts = {
            .db = in->db, .a = in->a, .import = in->im, .why = in->why
        };
        enum err e = in->im->also[i](&texts);
        if (e != OK)
            return e;
    }
    return OK;
}

enum err
apply_all(struct importing *in)
{
    struct sheet_count *count = &in->im->count;
    int64_t now = 0;
    count->n_created = count->n_changed = count->n_texts = 0;
    count->n_refused = in->n_refused;
    in->is_again = false;
    in->i_sheet = -1;
    enum err e = db_change_count(in->db, &now);
    if (e == OK && !in->is_inside && now != in->change_count)
        e = check_seen(in);
    db_expect_much(in->db, stage_size(in->stage) > MUCH);
    if (e == OK)
        e = apply_records(in);
    if (e == OK)
        e = apply_words(in);
    db_expect_much(in->db, false);
    if (e == OK)
        e = apply_also(in);
    /* after a fault what refers to its row cannot be written either */
    if (count->n_refused > 0 && (e == OK || e == ERR_CONFLICT)) {
        in->is_again = false;
        return err_say(in->why, ERR_BAD_INPUT, "%lld %s: nothing was written",
            (long long)count->n_refused,
            count->n_refused == 1 ? "fault" : "faults");
    }
    return e == OK ? sheet_sort_remember(in->db, in->a) : e;
}
