/* What a person sent: handed out, and erased with them. */
#include "keep/document.h"

#include "keep/person_data.h"

enum { N_ROWS = 100, CHUNKS_MAX = 1 << 20 };

enum err
document_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    int64_t after = 0;
    enum err e = OK;
    json_name(out, "files");
    json_array(out);
    for (ptrdiff_t n = N_ROWS; e == OK && n == N_ROWS;) {
        struct kept_file *rows;
        e = kept_file_of_person(db, a,
            (struct kept_file_of_person_in){
                .uploader_id = person_id, .after_id = after, .n_rows = N_ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            if (!rows[i].is_whole)
                continue;
            json_object(out);
            person_put_key(out, "document", rows[i].document_id);
            person_put_key(out, "file", rows[i].id);
            person_put_text(out, "name", rows[i].name);
            json_name(out, "size");
            json_int(out, rows[i].size);
            person_put_text(out, "hash", rows[i].hash);
            person_put_time(out, "at", rows[i].uploaded_at);
            json_end(out);
        }
    }
    json_end(out);
    return e;
}

/* Its content is gone: the newest that somebody else sent takes its place, or
 * the document goes with it. */
static enum err
settle(struct db *writer, struct arena *a, const struct kept_file *gone)
{
    struct document d;
    struct kept_file *left;
    ptrdiff_t n;
    enum err e = document_get(
        writer, a, (struct document_get_in){ .id = gone->document_id }, &d);
    if (e == ERR_NOT_FOUND || (e == OK && d.file_id != gone->id))
        return OK;
    if (e == OK)
        e = kept_file_versions(writer, a,
            (struct kept_file_versions_in){
                .document_id = d.id, .before_id = INT64_MAX, .n_rows = 1 },
            &left, &n);
    if (e != OK)
        return e;
    if (n == 1)
        return document_set_file(writer,
            (struct document_set_file_in){ .id = d.id, .file_id = left->id },
            NULL);
    e = document_forget_prose(
        writer, (struct document_forget_prose_in){ .id = d.id }, NULL);
    return e == OK
        ? document_erase(writer, (struct document_erase_in){ .id = d.id }, NULL)
        : e;
}

enum err
document_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    for (ptrdiff_t n = N_ROWS; n > 0;) {
        struct kept_file *rows;
        struct arena_mark mark = arena_mark(a);
        enum err e = kept_file_of_person(writer, a,
            (struct kept_file_of_person_in){
                .uploader_id = person_id, .after_id = 0, .n_rows = N_ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            e = kept_chunk_delete(writer,
                (struct kept_chunk_delete_in){
                    .file_id = rows[i].id, .n_rows = CHUNKS_MAX },
                NULL);
            if (e == OK)
                e = kept_file_delete(writer,
                    (struct kept_file_delete_in){ .id = rows[i].id }, NULL);
            if (e == OK)
                e = settle(writer, a, &rows[i]);
        }
        arena_rewind(a, mark);
        if (e != OK)
            return e;
    }
    return OK;
}
