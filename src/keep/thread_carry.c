/* Threads in and out: thread.csv by the codes of things, the check, a person's
 * own. */
#include "keep/thread.h"

#include "base/csv.h"
#include "base/date.h"
#include "keep/carry.h"
#include "keep/sheet_row.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_AT_ONCE = 500 };

/* ---- Import ---------------------------------------------------------------
 */

static const char *const column_names[] = { "from_kind", "from", "kind",
    "to_kind", "to", "at", NULL };
enum { FROM_KIND, FROM, KIND, TO_KIND, TO, AT, N_COLUMNS };

static enum err
save_row(struct db *db, struct arena *a, const struct thread_row *given,
    bool *is_new)
{
    struct thread_row row;
    int64_t n = 0;
    enum err e = thread_find(db, a,
        (struct thread_find_in){ .from_id = given->from_id,
            .kind = given->kind,
            .to_id = given->to_id },
        &row);
    *is_new = e == ERR_NOT_FOUND;
    if (e != ERR_NOT_FOUND)
        return e;
    row = *given;
    e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = thread_insert(db, &row, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

/* Documents come in after everything else: so do their links. */
static bool
is_of_document(const text *cell)
{
    return text_is_equal(cell[FROM_KIND], TEXT("document")) ||
        text_is_equal(cell[TO_KIND], TEXT("document"));
}

static enum err
take_row(struct carrying *c, const text *cell)
{
    const bool *of_documents = c->context;
    struct thing from, to = { 0 };
    struct thread_row row = { .at = now_s(), .kind = cell[KIND] };
    bool is_known = false, is_new = false;
    if (is_of_document(cell) != *of_documents) {
        c->t->import->count.n_rows--; /* counted the other time */
        return OK;
    }
    enum err e =
        carry_find(c, "from_kind", cell[FROM_KIND], "from", cell[FROM], &from);
    if (e == OK)
        e = carry_find(c, "to_kind", cell[TO_KIND], "to", cell[TO], &to);
    for (int i = 0; thread_kinds[i] != NULL; i++)
        is_known =
            is_known || text_is_equal(row.kind, text_of(thread_kinds[i]));
    if (e == OK && !is_known)
        carry_refuse(
            c, "kind: is one of comes_from answers supports changed adopted");
    else if (e == OK && from.id == to.id && from.id != 0)
        carry_refuse(c, "a thing cannot be linked with itself");
    else if (e == OK && cell[AT].len > 0 &&
        !date_parse_rfc3339(cell[AT], &row.at))
        carry_refuse(c, "at: is a time such as 2026-05-07T09:30:00Z");
    else if (e == OK && from.id != 0 && to.id != 0) {
        row.from_kind = text_of(from.kind->kind);
        row.from_id = from.id;
        row.to_kind = text_of(to.kind->kind);
        row.to_id = to.id;
        e = save_row(c->t->db, c->t->a, &row, &is_new);
    }
    c->t->import->count.n_created += is_new;
    if (is_new)
        carry_tell(c, "linked", cell[FROM]);
    return e;
}

static enum err
read_links(struct sheet_texts *t, bool of_documents)
{
    struct carrying c = { .t = t,
        .file = "thread.csv",
        .columns = column_names,
        .needed = 1u << FROM_KIND | 1u << FROM | 1u << KIND | 1u << TO_KIND |
            1u << TO,
        .take = take_row,
        .context = &of_documents };
    return carry_read(&c);
}

enum err
thread_import(struct sheet_texts *t)
{
    return read_links(t, false);
}

enum err
thread_import_later(struct sheet_texts *t)
{
    return read_links(t, true);
}

/* ---- Export ---------------------------------------------------------------
 */

/* A thing that some link ends at, and the code by which the files call it. */
struct coded {
    int64_t id;
    text kind, code;
};
struct coding {
    struct arena *a;
    const struct thing_kind *kind;
    struct coded *ends; /* by id, each once */
    ptrdiff_t n_ends;
};

static int
compare_coded(const void *x, const void *y)
{
    const struct coded *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

static struct coded *
find_coded(const struct coding *c, int64_t id)
{
    struct coded wanted = { .id = id };
    return c->n_ends == 0 ? NULL
                          : bsearch(&wanted, c->ends, (size_t)c->n_ends,
                                sizeof *c->ends, compare_coded);
}

static enum err
note_code(void *context, const void *row)
{
    struct coding *c = context;
    const struct sheet *s = c->kind->sheet;
    int64_t key;
    memcpy(&key, row_member_const(row, &s->each->out->fields[0]), sizeof key);
    struct coded *end = find_coded(c, key);
    if (end != NULL && text_is_equal(end->kind, text_of(c->kind->kind)))
        end->code = arena_copy(c->a, row_text(s->each->out, row, "code"));
    return OK;
}

static enum err
load_all(
    struct db *db, struct arena *a, struct thread_row **rows, ptrdiff_t *n_rows)
{
    ptrdiff_t room = ROWS_AT_ONCE;
    struct thread_row *all = arena_new(a, struct thread_row, room), *some;
    ptrdiff_t n_some;
    *n_rows = 0;
    do {
        enum err e = thread_page(db, a,
            (struct thread_page_in){
                .after_id = *n_rows == 0 ? 0 : all[*n_rows - 1].id,
                .n_rows = ROWS_AT_ONCE },
            &some, &n_some);
        if (e != OK)
            return e;
        if (*n_rows + n_some > room) {
            struct thread_row *more = arena_new(a, struct thread_row, 2 * room);
            memcpy(more, all, (size_t)*n_rows * sizeof *all);
            all = more;
            room *= 2;
        }
        if (n_some > 0)
            memcpy(all + *n_rows, some, (size_t)n_some * sizeof *all);
        *n_rows += n_some;
    } while (n_some == ROWS_AT_ONCE);
    *rows = all;
    return OK;
}

static void
gather_ends(struct coding *c, const struct thread_row *rows, ptrdiff_t n_rows)
{
    c->ends = arena_new(c->a, struct coded, 2 * n_rows);
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        c->ends[2 * i] =
            (struct coded){ rows[i].from_id, rows[i].from_kind, { NULL, 0 } };
        c->ends[2 * i + 1] =
            (struct coded){ rows[i].to_id, rows[i].to_kind, { NULL, 0 } };
    }
    if (n_rows > 0)
        qsort(c->ends, (size_t)(2 * n_rows), sizeof *c->ends, compare_coded);
    for (ptrdiff_t i = 0; i < 2 * n_rows; i++)
        if (c->n_ends == 0 || c->ends[c->n_ends - 1].id != c->ends[i].id)
            c->ends[c->n_ends++] = c->ends[i];
}

static text
print_links(
    const struct coding *c, const struct thread_row *rows, ptrdiff_t n_rows)
{
    struct buf out = buf_in(c->a, 100 * n_rows + 100);
    struct csv_writer w = csv_write(&out);
    char at[RFC3339_LENGTH];
    for (int i = 0; i < N_COLUMNS; i++)
        csv_add(&w, text_of(column_names[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        const struct coded *from = find_coded(c, rows[i].from_id);
        const struct coded *to = find_coded(c, rows[i].to_id);
        if (!text_is_known(from->code) || !text_is_known(to->code))
            continue; /* taken away, for now */
        csv_add(&w, rows[i].from_kind);
        csv_add(&w, from->code);
        csv_add(&w, rows[i].kind);
        csv_add(&w, rows[i].to_kind);
        csv_add(&w, to->code);
        csv_add(&w, date_print_rfc3339(rows[i].at, at));
        csv_end_row(&w);
    }
    return buf_text(&out);
}

enum err
thread_export(struct db *db, struct arena *a, text dir, struct why *why)
{
    struct arena own; /* given back at once: it may be large */
    struct thread_row *rows;
    ptrdiff_t n_rows;
    const struct thing_kind *k;
    arena_open(&own, 512 << 20);
    own.no_room = a->no_room;
    struct coding c = { .a = &own };
    enum err e = load_all(db, &own, &rows, &n_rows);
    if (e == OK)
        gather_ends(&c, rows, n_rows);
    for (int i = 0; e == OK && n_rows > 0 && (k = thing_kind_at(i)) != NULL;
         i++) {
        c.kind = k;
        if (k->sheet != NULL && k->sheet->each != NULL)
            e = db_each(db, &own, k->sheet->each, NULL, note_code, &c);
    }
    if (e == OK)
        e = file_write(arena_print(&own, "%.*s/thread.csv", TEXT_ARG(dir)),
            print_links(&c, rows, n_rows), why);
    arena_close(&own);
    return e;
}

/* ---- The check ------------------------------------------------------------
 */

static enum err
check_rows(struct db *db, struct arena *a, const struct thread_row *rows,
    ptrdiff_t n_rows, void (*tell)(void *context, const char *line),
    void *context)
{
    enum { N_AT_ONCE = DB_BATCH_MAX / 2 };
    for (ptrdiff_t at = 0; at < n_rows; at += N_AT_ONCE) {
        struct thing_asked asked[DB_BATCH_MAX];
        struct thing thing;
        struct arena_mark mark = arena_mark(a);
        struct db_batch batch = db_batch_open(db, a);
        ptrdiff_t n = n_rows - at < N_AT_ONCE ? n_rows - at : N_AT_ONCE;
        for (ptrdiff_t i = 0; i < n; i++) {
            const struct thread_row *r = &rows[at + i];
            thing_ask(&batch, r->from_kind, r->from_id, &asked[2 * i]);
            thing_ask(&batch, r->to_kind, r->to_id, &asked[2 * i + 1]);
        }
        enum err e = db_batch_run(&batch);
        if (e != OK)
            return e;
        for (ptrdiff_t i = 0; i < 2 * n; i++) {
            const struct thread_row *r = &rows[at + i / 2];
            if (thing_take(&asked[i], &thing))
                continue;
            tell(context,
                arena_print(a, "a link (%.*s) of a %.*s that is gone: %lld",
                    TEXT_ARG(r->kind),
                    TEXT_ARG(i % 2 == 0 ? r->from_kind : r->to_kind),
                    (long long)(i % 2 == 0 ? r->from_id : r->to_id))
                    .ptr);
        }
        arena_rewind(a, mark);
    }
    return OK;
}

enum err
thread_check(struct db *db, struct arena *a,
    void (*tell)(void *context, const char *line), void *context)
{
    struct thread_row *rows;
    ptrdiff_t n_rows;
    int64_t after_id = 0;
    do {
        struct arena_mark mark = arena_mark(a);
        enum err e = thread_page(db, a,
            (struct thread_page_in){
                .after_id = after_id, .n_rows = ROWS_AT_ONCE },
            &rows, &n_rows);
        if (e == OK && n_rows > 0)
            e = check_rows(db, a, rows, n_rows, tell, context);
        if (e != OK)
            return e;
        if (n_rows > 0)
            after_id = rows[n_rows - 1].id;
        arena_rewind(a, mark);
    } while (n_rows == ROWS_AT_ONCE);
    return OK;
}

/* ---- A person's own -------------------------------------------------------
 */

enum err
thread_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct thread_block b;
    enum err e = thread_of(db, a, person_id, ROWS_AT_ONCE, &b);
    if (e != OK)
        return e;
    json_name(out, "thread");
    json_array(out);
    for (ptrdiff_t i = 0; i < b.n_from + b.n_to; i++) {
        const struct thread_row *r =
            i < b.n_from ? &b.from[i] : &b.to[i - b.n_from];
        text kind;
        int64_t id;
        thread_other(r, person_id, &kind, &id);
        json_object(out);
        json_name(out, "how");
        json_text(out, text_of(thread_how_names[thread_how(r, person_id)]));
        json_name(out, "kind");
        json_text(out, kind);
        json_name(out, "key");
        json_int_text(out, id);
        json_end(out);
    }
    json_end(out);
    return OK;
}

enum err
thread_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    return thread_forget(writer, person_id);
}
