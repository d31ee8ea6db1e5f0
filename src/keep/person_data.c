#include "keep/person_data.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/document.h"
#include "keep/bin.h"
#include "keep/door.h"
#include "keep/draft.h"
#include "keep/job.h"
#include "keep/mail.h"
#include "keep/once.h"
#include "keep/person_data.sql.h"
#include "keep/prose.h"
#include "keep/reply.h"
#include "keep/seal.h"
#include "keep/search.h"
#include "keep/settings.h"
#include "keep/tally.h"
#include "keep/translate.h"
#include "keep/thread.h"
#include "keep/version.h"
#include "keep/wipe.h"
#include "os/clock.h"

#include <string.h>

enum { ONCE_DAYS = 7, ROWS_AT_ONCE = 100 };

void
person_put_key(struct json *out, const char *name, int64_t key)
{
    char room[KEY_LENGTH];
    if (key == 0)
        return;
    json_name(out, name);
    json_text(out, key_print(key, room));
}

void
person_put_time(struct json *out, const char *name, int64_t at)
{
    char room[RFC3339_LENGTH];
    if (at == 0)
        return;
    json_name(out, name);
    json_text(out, date_print_rfc3339(at, room));
}

void
person_put_text(struct json *out, const char *name, text value)
{
    if (!text_is_known(value))
        return;
    json_name(out, name);
    json_text(out, value);
}

static const struct db_field *
field_of(const struct db_shape *shape, const char *name)
{
    int i = 0;
    while (i < shape->n_fields && strcmp(shape->fields[i].name, name) != 0)
        i++;
    require(i < shape->n_fields);
    return &shape->fields[i];
}

static void
put_field(struct json *out, const struct db_field *f, const char *name,
    const char *row)
{
    int64_t number;
    text value;
    if (f->type == DB_INT) {
        memcpy(&number, row + f->offset, sizeof number);
        if (f->has_offset >= 0 && !*(const bool *)(row + f->has_offset))
            return;
        if (strcmp(f->word, "key") == 0) {
            person_put_key(out, name, number);
            return;
        }
        json_name(out, name);
        json_int(out, number);
    } else if (f->type == DB_BOOL) {
        json_name(out, name);
        json_bool(out, *(const bool *)(row + f->offset));
    } else {
        require(f->type == DB_TEXT);
        memcpy(&value, row + f->offset, sizeof value);
        if (name != NULL)
            person_put_text(out, name, value);
        else
            json_text(out, value);
    }
}

/* The parameters of a query of somebody's rows, in any order of theirs. */
static void *
ask_rows(
    struct arena *a, const struct db_query *q, int64_t person_id, int64_t after)
{
    const struct db_shape *in = q->in;
    char *given = arena_take(a, in->size, (ptrdiff_t) _Alignof(max_align_t), 1);
    require(in->n_fields == 3);
    for (int i = 0; i < in->n_fields; i++) {
        const struct db_field *f = &in->fields[i];
        int64_t value = strcmp(f->name, "after_id") == 0 ? after
            : strcmp(f->name, "n_rows") == 0             ? ROWS_AT_ONCE
                                                         : person_id;
        require(f->type == DB_INT);
        memcpy(given + f->offset, &value, sizeof value);
        if (f->has_offset >= 0)
            *(bool *)(given + f->has_offset) = true;
    }
    return given;
}

enum err
person_put_rows(struct json *out, const char *name, struct db *db,
    struct arena *a, const struct db_query *q, int64_t person_id,
    const struct person_put *columns, int n_columns)
{
    ptrdiff_t n = ROWS_AT_ONCE, id_offset = field_of(q->out, "id")->offset;
    int64_t after = 0;
    enum err e = OK;
    json_name(out, name);
    json_array(out);
    while (e == OK && n == ROWS_AT_ONCE) {
        void *rows;
        e = db_many(db, a, q, ask_rows(a, q, person_id, after), &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            const char *row = (const char *)rows + i * q->out->size;
            const bool is_object = columns[0].name != NULL;
            if (is_object)
                json_object(out);
            for (int c = 0; c < n_columns; c++)
                put_field(out, field_of(q->out, columns[c].column),
                    columns[c].name, row);
            if (is_object)
                json_end(out);
            memcpy(&after, row + id_offset, sizeof after);
        }
    }
    json_end(out);
    return e;
}

/* ---- Handing out --------------------------------------------------------- */

enum err
person_export(struct db *db, struct arena *a, int64_t person_id, text *all)
{
    struct buf b = buf_in(a, 16 * 1024);
    struct json out = json_write(&b);
    enum err e = OK;
    json_object(&out);
    person_put_key(&out, "person", person_id);
    person_put_time(&out, "made_at", now_s());
    /* who it is first, what the floor keeps last */
    for (int d = 1; e == OK && all_doors[d] != NULL; d++)
        e = door_export_person(all_doors[d], db, a, person_id, &out);
    if (e == OK)
        e = door_export_person(all_doors[0], db, a, person_id, &out);
    if (e != OK)
        return e;
    json_end(&out);
    *all = buf_text(&b);
    return OK;
}

/* ---- Erasing ------------------------------------------------------------- */

struct looking {
    struct arena *arena;
    text key; /* of the person, as addresses have it */
    struct found {
        struct found *next;
        text token;
    } * found;
};

static enum err
look_at_token(void *context, const struct once_each_row *row)
{
    struct looking *l = context;
    if (text_find(row->result, l->key) < 0)
        return OK;
    struct found *f = arena_new(l->arena, struct found, 1);
    *f = (struct found){ l->found, arena_copy(l->arena, row->token) };
    l->found = f;
    return OK;
}

/* "/person/anna-svensson-KEY" */
static enum err
erase_addresses(struct db *writer, struct arena *a, int64_t person_id)
{
    char room[KEY_LENGTH];
    struct looking l = { .arena = a, .key = key_print(person_id, room) };
    enum err e = once_each(writer, a, look_at_token, &l);
    for (struct found *f = l.found; e == OK && f != NULL; f = f->next)
        e = once_remove(
            writer, (struct once_remove_in){ .token = f->token }, NULL);
    return e;
}

static enum err
erase_prose(struct db *writer, struct arena *a, int64_t thing_id)
{
    struct prose_all_of_thing_row *rows;
    ptrdiff_t n = 0;
    enum err e = prose_all_of_thing(writer, a,
        (struct prose_all_of_thing_in){
            .thing_id = thing_id, .n_rows = PROSE_ROWS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = prose_delete(
            writer, (struct prose_delete_in){ .id = rows[i].id }, NULL);
    return e == OK && n == PROSE_ROWS_MAX ? erase_prose(writer, a, thing_id)
                                          : e;
}

/* What of them stands under no person's name. */
static enum err
erase_last(struct db *writer, struct arena *a, int64_t person_id)
{
    enum err e = erase_prose(writer, a, person_id);
    if (e == OK)
        e = search_remove(writer, person_id);
    return e == OK ? erase_addresses(writer, a, person_id) : e;
}

enum err
person_erase(
    struct db *writer, struct arena *a, int64_t person_id, int64_t actor_id)
{
    enum err e = OK;
    int n = 0;
    while (all_doors[n] != NULL)
        n++;
    while (e == OK && n-- > 0)
        e = door_erase_person(all_doors[n], writer, a, person_id);
    if (e == OK)
        e = erasure_insert(writer,
            (struct erasure_insert_in){ .id = person_id, .at = now_s() }, NULL);
    if (e == OK)
        e = wipe_is_due(writer, a);
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = actor_id,
                .action = TEXT("erase"),
                .kind = TEXT("person"),
                .thing_id = person_id });
    return e;
}

/* ---- Forgetting ---------------------------------------------------------- */

static enum err
forget_audit(struct db *writer, struct arena *a, int64_t now)
{
    int64_t days = settings_int(writer, a, "keep_audit_days");
    return days == 0 ? OK
                     : seal_forget(writer, a, now - days * INT64_C(86'400));
}

static enum err
forget_old(struct db *writer, struct arena *a, int64_t now)
{
    enum err e = once_clean(writer, now - ONCE_DAYS * INT64_C(86'400));
    if (e == OK)
        e = mail_forget(writer, a, now);
    if (e == OK)
        e = draft_forget_old(writer, now);
    if (e == OK)
        e = job_forget(writer, now);
    if (e == OK)
        e = bin_forget(writer, a, now);
    if (e == OK)
        e = tally_forget(writer, now);
    if (e == OK)
        e = forget_audit(writer, a, now);
    /* PostgreSQL keeps what was forgotten until its tables are written anew:
     * only after an erasure is that asked for */
    if (e == OK && db_dialect(writer) == DB_SQLITE)
        e = wipe_is_due(writer, a);
    return e;
}

/* ---- The parts of keep/, file by file ------------------------------------ */

static enum err
sweep(struct db *db, struct arena *a, int64_t now)
{
    enum { DAY = 86'400 };
    enum err e = file_sweep(db, a, now - DAY);
    int64_t days = settings_int(db, a, "keep_removed_days");
    return e == OK ? document_sweep(db, a, now - days * DAY) : e;
}

/* Erasing goes down the list. */
const struct door_part keep_parts[] = {
    { .export_person = consent_export_person,
        .erase_person = consent_erase_person },
    { .export_person = mail_export_person, .erase_person = mail_erase_person },
    { .export_person = translate_export_person,
        .erase_person = translate_erase_person },
    { .export_person = document_export_person,
        .erase_person = document_erase_person },
    { .export_person = reply_export_person,
        .erase_person = reply_erase_person },
    { .export_person = thread_export_person,
        .erase_person = thread_erase_person },
    { .export_person = draft_export_person,
        .erase_person = draft_erase_person },
    { .export_person = job_export_person, .erase_person = job_erase_person },
    { .erase_person = bin_erase_person },
    { .erase_person = version_erase_person },
    { .export_person =
            audit_export_person }, /* rows of keys alone: they stay */
    { .erase_person = erase_last, .forget = forget_old, .sweep = sweep },
    DOOR_PARTS_END,
};
