/* When a conversation is counted again; and who opened a result, erased. */
#include "decide/ground/ground_sign.h"

#include "people/people.h"

enum err
ground_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    enum err e = ground_open_erase(writer,
        (struct ground_open_erase_in){
            .opened_by = person_id, .has_opened_by = true },
        NULL);
    return e == OK ? ground_sign_erase(writer,
                         (struct ground_sign_erase_in){
                             .decided_by = person_id, .has_decided_by = true },
                         NULL)
                   : e;
}

static enum err
ask_step(struct db *writer, struct arena *a, void *arg)
{
    return job_ask(writer, a, "conversation_ground", *(const int64_t *)arg, 0);
}

/* Once a day, not with each answer. Nothing of it is shown before the close but
 * the signs, to who looks after it. */
enum err
ground_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct looks_due_row *rows;
    ptrdiff_t n;
    enum err e = looks_due(db, a,
        (struct looks_due_in){ .today = day_of(a, now), .n_rows = 20 }, &rows,
        &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = db_write(db, a, ask_step, &rows[i].id);
    return e;
}
