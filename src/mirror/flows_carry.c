/* Registers that come in with a folder: walked.csv names them, and the program
 * reads each when it serves, as if it had been sent on its pathway's page.
 *
 *     pathway,name,file,zone,by,is_shown
 *     cancer-uasin-gishu,Register,gishu.csv.gz,Africa/Nairobi,sex;age_group,yes
 *
 * One of a name that the pathway has a log of is not brought in again. */
#include "mirror/flows.h"

#include "base/csv.h"
#include "keep/audit.h"
#include "keep/job.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"

enum { LIST_MAX = 1 << 20, LOGS_MAX = 200, N_FIELDS = 6 };

struct bringing {
    struct db *db;
    struct arena *arena;
    struct sheet_import *import;
    struct why *why;
    struct pathway_log row;
    struct kept_file file;
    int64_t line;
};

static enum err
say_wrong(struct bringing *b, const char *what)
{
    return err_say(
        b->why, ERR_BAD_INPUT, "walked.csv:%lld: %s", (long long)b->line, what);
}

static enum err
add_step(struct db *writer, struct arena *a, void *arg)
{
    struct bringing *b = arg;
    int64_t n = 0;
    enum err e = pathway_log_insert(writer, &b->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .action = TEXT("import"),
                .kind = TEXT("pathway_log"),
                .thing_id = b->row.id });
    return e == OK ? job_ask(writer, a, "pathway_read", b->row.id, 0) : e;
}

static enum err
is_there(struct bringing *b, bool *is_there)
{
    struct pathway_logs_row *rows;
    ptrdiff_t n;
    enum err e = pathway_logs(b->db, b->arena,
        (struct pathway_logs_in){
            .pathway_id = b->row.pathway_id, .n_rows = LOGS_MAX },
        &rows, &n);
    *is_there = false;
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        *is_there |= text_is_equal(rows[i].name, b->row.name);
    return e;
}

static enum err
read_bytes(void *context, int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    text piece =
        text_slice(*(const text *)context, (ptrdiff_t)at, (ptrdiff_t)at + room);
    for (ptrdiff_t i = 0; i < piece.len; i++)
        to[i] = piece.ptr[i];
    *n = piece.len;
    return OK;
}

static enum err
bring(struct bringing *b, const text *fields)
{
    struct pathway pathway;
    text bytes;
    bool is_known;
    enum err e = pathway_find(b->db, b->arena,
        (struct pathway_find_in){ .code = fields[0] }, &pathway);
    if (e == ERR_NOT_FOUND)
        return say_wrong(b, "there is no such pathway");
    if (text_is_empty(fields[1]) || text_has_byte(fields[2], '/'))
        return say_wrong(b, "a name, and a file of this folder");
    b->row = (struct pathway_log){ .id = key_new(),
        .pathway_id = pathway.id,
        .name = fields[1],
        .status = TEXT("sent"),
        .file_name = fields[2],
        .zone = fields[3],
        .day_order = TEXT(""),
        .attributes = fields[4],
        .is_shown = text_is_equal(fields[5], TEXT("yes")),
        .added_at = now_s() };
    if (e == OK)
        e = is_there(b, &is_known);
    if (e != OK || is_known || b->import->is_dry_run)
        return e;
    e = file_read(arena_print(b->arena, "%.*s/%.*s", TEXT_ARG(b->import->dir),
                      TEXT_ARG(fields[2])),
        b->arena, (ptrdiff_t)WALKED_MB_MAX << 20, &bytes, b->why);
    if (e != OK)
        return e;
    struct file_source from = {
        .read = read_bytes, .context = &bytes, .size = bytes.len
    };
    b->file = (struct kept_file){
        .document_id = b->row.id, .name = TEXT("log"), .type = TEXT("csv")
    };
    e = file_keep(b->db, b->arena, &from, &b->file);
    b->row.has_file_id = true;
    b->row.file_id = b->file.id;
    if (e == OK)
        e = db_write(b->db, b->arena, add_step, b);
    b->import->count.n_rows++;
    b->import->count.n_created += e == OK;
    return e;
}

static enum err
bring_all(struct bringing *b, text list)
{
    static const char *const heads[N_FIELDS] = { "pathway", "name", "file",
        "zone", "by", "is_shown" };
    struct csv_reader *r = arena_new(b->arena, struct csv_reader, 1);
    struct csv_row row;
    enum csv_step step;
    enum err e = OK;
    csv_open(r, b->arena);
    csv_feed(r, list);
    csv_finish(r);
    for (b->line = 1; e == OK && (step = csv_next(r, &row)) != CSV_AT_END;
         b->line++) {
        text fields[N_FIELDS];
        if (step != CSV_HAS_ROW || row.n_fields != N_FIELDS)
            return say_wrong(
                b, "six fields: pathway,name,file,zone,by,is_shown");
        for (int i = 0; i < N_FIELDS; i++)
            fields[i] = arena_copy(b->arena, row.fields[i]);
        for (int i = 0; b->line == 1 && i < N_FIELDS; i++)
            if (!text_is_equal(fields[i], text_of(heads[i])))
                return say_wrong(
                    b, "its first line is pathway,name,file,zone,by,is_shown");
        if (b->line > 1)
            e = bring(b, fields);
    }
    return e;
}

enum err
flows_then_import(struct db *db, struct arena *a, struct sheet_import *import,
    struct why *why)
{
    struct bringing b = { .db = db, .arena = a, .import = import, .why = why };
    struct arena_mark mark = arena_mark(a);
    text list, path = arena_print(a, "%.*s/walked.csv", TEXT_ARG(import->dir));
    if (!file_is_there(path))
        return OK;
    enum err e = file_read(path, a, LIST_MAX, &list, why);
    if (e == OK)
        e = bring_all(&b, list);
    arena_rewind(a, mark);
    return e;
}
