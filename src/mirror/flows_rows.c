/* Rows of a log that somebody asked to keep: without anybody's name, until a
 * day, so that it can be judged anew when the pathway is drawn otherwise. */
#include "mirror/flows.h"

#include "base/csv.h"
#include "base/date.h"
#include "keep/file.h"
#include "os/clock.h"

enum { LOGS_A_SWEEP = 100, LOGS_A_PATHWAY = 200 };

#define CASE_COLUMN "~case"
#define STEP_COLUMN "~step"
#define TIME_COLUMN "~when"

/* ---- Written --------------------------------------------------------------
 */

/* "2026-05-07T09:30:00Z", or "2026-05-07T09:30:00.250000Z" */
static void
put_time(struct csv_writer *w, int64_t us)
{
    char at[RFC3339_LENGTH + 8];
    int64_t s = us / 1'000'000, rest = us % 1'000'000;
    if (rest < 0) {
        s--;
        rest += 1'000'000;
    }
    text t = date_print_rfc3339(s, at);
    if (rest != 0) {
        at[t.len - 1] = '.';
        for (int i = 5; i >= 0; i--, rest /= 10)
            at[t.len + i] = (char)('0' + rest % 10);
        at[t.len + 6] = 'Z';
        t.len += 7;
    }
    csv_add(w, t);
}

/* All names doubled by quotes at worst: the buffer never grows. */
static ptrdiff_t
room_for(const struct cp_log *log)
{
    ptrdiff_t n = 4096;
    for (int64_t i = 0; i < log->n_events; i++)
        n += 48 + 2 * log->activities[log->events[i]].len + log->n_attributes;
    for (int k = 0; k < log->n_attributes; k++) {
        const struct cp_attribute *x = &log->attributes[k];
        n += 2 * x->name.len;
        for (int32_t c = 0; c < log->n_cases; c++)
            n += x->of_case[c] < 0 ? 0 : 2 * x->values[x->of_case[c]].len + 2;
    }
    return n;
}

/* A case is a number; what is said of it stands in its first row. */
static text
print_rows(struct arena *a, const struct cp_log *log)
{
    struct buf b = buf_in(a, room_for(log));
    struct csv_writer w = csv_write(&b);
    csv_add(&w, TEXT(CASE_COLUMN));
    csv_add(&w, TEXT(STEP_COLUMN));
    csv_add(&w, TEXT(TIME_COLUMN));
    for (int i = 0; i < log->n_attributes; i++)
        csv_add(&w, log->attributes[i].name);
    csv_end_row(&w);
    for (int32_t c = 0; c < log->n_cases; c++)
        for (int64_t i = log->starts[c]; i < log->starts[c + 1]; i++) {
            csv_add_int(&w, c + 1);
            csv_add(&w, log->activities[log->events[i]]);
            put_time(&w, log->times[i]);
            for (int k = 0; k < log->n_attributes; k++) {
                const struct cp_attribute *x = &log->attributes[k];
                bool is_said = i == log->starts[c] && x->of_case[c] >= 0;
                csv_add(&w, is_said ? x->values[x->of_case[c]] : (text){ 0 });
            }
            csv_end_row(&w);
        }
    return buf_text(&b);
}

static enum err
read_bytes(void *context, int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    const text *all = context;
    text piece = text_slice(*all, (ptrdiff_t)at, (ptrdiff_t)at + room);
    for (ptrdiff_t i = 0; i < piece.len; i++)
        to[i] = piece.ptr[i];
    *n = piece.len;
    return OK;
}

enum err
flows_keep_rows(struct db *db, struct arena *a, const struct pathway_log *row,
    const struct cp_log *log, struct kept_file *file)
{
    text all = print_rows(a, log);
    struct file_source from = {
        .read = read_bytes, .context = &all, .size = all.len
    };
    *file = (struct kept_file){
        .document_id = row->id, .name = TEXT("rows"), .type = TEXT("csv")
    };
    return file_keep(db, a, &from, file);
}

/* ---- Read again ------------------------------------------------------------
 */

/* What was asked of the file is in the rows: who was begun and not completed
 * is not among them, and births are ages. */
void
flows_read_rows(struct arena *a, struct pathway_log *row)
{
    struct cp_names names = walked_columns(a, row);
    row->attributes = drawn_line_of(a, &names);
    row->lifecycle_column = row->birth_column = row->classifier = (text){ 0 };
    row->file_id = row->rows_file_id;
    row->case_column = TEXT(CASE_COLUMN);
    row->activity_column = TEXT(STEP_COLUMN);
    row->time_column = TEXT(TIME_COLUMN);
    row->day_order = TEXT("");
}

enum err
flows_ask_again(
    struct db *writer, struct arena *a, int64_t pathway_id, int64_t person_id)
{
    struct flows_rows_of_pathway_row *rows;
    ptrdiff_t n;
    enum err e = flows_rows_of_pathway(writer, a,
        (struct flows_rows_of_pathway_in){
            .pathway_id = pathway_id, .n_rows = LOGS_A_PATHWAY },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = job_ask(writer, a, "pathway_read", rows[i].id, person_id);
    return e;
}

/* ---- Gone ------------------------------------------------------------------
 */

enum err
flows_drop_rows(struct db *writer, const struct pathway_log *row)
{
    if (!row->has_rows_file_id)
        return OK;
    enum err e = flows_forget_rows(
        writer, (struct flows_forget_rows_in){ .id = row->id }, NULL);
    return e == OK ? kept_file_withdraw(writer,
                         (struct kept_file_withdraw_in){
                             .id = row->rows_file_id, .document_id = row->id },
                         NULL)
                   : e;
}

static enum err
drop_step(struct db *writer, struct arena *a, void *arg)
{
    struct pathway_log row;
    int64_t id = *(int64_t *)arg;
    enum err e = pathway_log_get(
        writer, a, (struct pathway_log_get_in){ .id = id }, &row);
    if (e == OK)
        e = flows_drop_rows(writer, &row);
    if (e == OK) /* one that nobody read has none */
        e = flows_forget_rows(
            writer, (struct flows_forget_rows_in){ .id = id }, NULL);
    return e == ERR_NOT_FOUND ? OK : e;
}

static text
day_at(struct arena *a, int64_t utc_s)
{
    return date_print(moment_of(utc_s).date, arena_new(a, char, DATE_LENGTH));
}

text
flows_rows_day(struct arena *a, int64_t now, int64_t days)
{
    return day_at(a, now + days * 86'400);
}

static enum err
again_step(struct db *writer, struct arena *a, void *arg)
{
    return job_ask(writer, a, "pathway_read", *(int64_t *)arg, 0);
}

/* Where a pathway was changed by another way than its form. */
static enum err
judge_old(struct db *db, struct arena *a, text day)
{
    struct flows_rows_kept_row *rows;
    ptrdiff_t n = LOGS_A_SWEEP;
    int64_t after = 0;
    enum err e = OK;
    while (e == OK && n == LOGS_A_SWEEP) {
        e = flows_rows_kept(db, a,
            (struct flows_rows_kept_in){
                .day = day, .after_id = after, .n_rows = LOGS_A_SWEEP },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            struct prose_set prose;
            char hash[PROSE_HASH + 1];
            day = rows[i].rows_until;
            after = rows[i].id;
            if (!rows[i].has_rows_file_id)
                continue;
            e = prose_load(db, a, rows[i].pathway_id, &prose);
            const struct prose_of_thing_row *list =
                e == OK ? prose_original(&prose, TEXT("list")) : NULL;
            if (list != NULL &&
                !text_is_equal(
                    prose_hash(list->source, hash), rows[i].judged_hash))
                e = db_write(db, a, again_step, &rows[i].id);
        }
    }
    return e;
}

/* What is past its day goes; and what was drawn otherwise by another way than
 * the form is judged anew. */
enum err
flows_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct flows_rows_old_row *rows;
    ptrdiff_t n;
    enum err e = flows_rows_old(db, a,
        (struct flows_rows_old_in){
            .day = day_at(a, now), .n_rows = LOGS_A_SWEEP },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        e = db_write(db, a, drop_step, &rows[i].id);
        if (e == OK && rows[i].has_rows_file_id)
            ignore(file_discard(db, a, rows[i].rows_file_id));
    }
    return e == OK ? judge_old(db, a, day_at(a, now)) : e;
}
