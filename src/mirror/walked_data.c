/* What logs keep about one person: handed out, erased; and what goes with a
 * log or its pathway. */
#include "mirror/flows.h"

#include "keep/person_data.h"

enum { ROWS = 200 };

enum err
walked_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    return PERSON_PUT_ROWS(out, "pathway_logs_added", db, a,
        &pathway_logs_of_person_query, person_id, { NULL, "name" });
}

enum err
walked_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    return pathway_log_unsign(writer,
        (struct pathway_log_unsign_in){
            .person_id = person_id, .has_person_id = true },
        NULL);
}

static enum err
forget_log(struct db *writer, struct arena *a, int64_t id)
{
    struct pathway_log row;
    enum err e = pathway_log_get(
        writer, a, (struct pathway_log_get_in){ .id = id }, &row);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        e = flows_drop_rows(writer, &row);
    if (e == OK)
        e = pathway_view_forget(
            writer, (struct pathway_view_forget_in){ .log_id = id }, NULL);
    return e == OK ? pathway_log_delete(writer,
                         (struct pathway_log_delete_in){ .id = id }, NULL)
                   : e;
}

/* A log, or all logs of a pathway; what is neither has none. */
enum err
walked_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    struct pathway_log_ids_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = forget_log(writer, a, id);
    while (e == OK && n == ROWS) {
        e = pathway_log_ids(writer, a,
            (struct pathway_log_ids_in){ .pathway_id = id, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = forget_log(writer, a, rows[i].id);
    }
    return e;
}
