/* What all parts of a room, or of all rooms, do about people and things. */
#include "keep/door.h"

static bool
is_end(const struct door_part *p)
{
    return p->export_person == NULL && p->erase_person == NULL &&
        p->forget_thing == NULL && p->forget == NULL && p->sweep == NULL;
}

enum err
door_export_person(const struct door *door, struct db *db, struct arena *a,
    int64_t person_id, struct json *out)
{
    enum err e = OK;
    for (const struct door_part *p = door->parts; e == OK && !is_end(p); p++)
        if (p->export_person != NULL)
            e = p->export_person(db, a, person_id, out);
    return e;
}

enum err
door_erase_person(const struct door *door, struct db *writer, struct arena *a,
    int64_t person_id)
{
    enum err e = OK;
    for (const struct door_part *p = door->parts; e == OK && !is_end(p); p++)
        if (p->erase_person != NULL)
            e = p->erase_person(writer, a, person_id);
    return e;
}

enum err
doors_forget_thing(struct db *writer, struct arena *a, int64_t thing_id)
{
    enum err e = OK;
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct door_part *p = all_doors[d]->parts;
             e == OK && !is_end(p); p++)
            if (p->forget_thing != NULL)
                e = p->forget_thing(writer, a, thing_id);
    return e;
}

enum err
doors_forget(struct db *writer, struct arena *a, int64_t now)
{
    enum err e = OK;
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct door_part *p = all_doors[d]->parts;
             e == OK && !is_end(p); p++)
            if (p->forget != NULL)
                e = p->forget(writer, a, now);
    return e;
}

enum err
doors_sweep(struct db *db, struct arena *a, int64_t now)
{
    enum err e = OK;
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct door_part *p = all_doors[d]->parts;
             e == OK && !is_end(p); p++)
            if (p->sweep != NULL)
                e = p->sweep(db, a, now);
    return e;
}
