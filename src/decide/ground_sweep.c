/* When a conversation is counted again; and who opened a result, erased. */
#include "decide/ground.h"

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

enum err
ground_sweep(struct db *db, struct arena *a, int64_t now)
{
    (void)db;
    (void)a;
    (void)now;
    return OK;
}
