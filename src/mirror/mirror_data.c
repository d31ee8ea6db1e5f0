/* Everything kept here about one person: handed out, or erased; and of a thing
 * that is gone for good. Each part has its line. */
#include "mirror/mirror_routes.h"

#include "mirror/assess.h"
#include "mirror/board.h"
#include "mirror/flows.h"
#include "mirror/told.h"
#include "mirror/walked.h"

static const struct part {
    enum err (*export_person)(
        struct db *db, struct arena *a, int64_t person_id, struct json *out);
    enum err (*erase_person)(
        struct db *writer, struct arena *a, int64_t person_id);
    enum err (*forget_thing)(struct db *writer, struct arena *a, int64_t id);
} parts[] = {
    { board_export_person, board_erase_person, board_forget_thing },
    { walked_export_person, walked_erase_person, walked_forget_thing },
    { told_export_person, told_erase_person, told_forget_thing },
    /* who answered, and what, is keep's */
    { NULL, NULL, assess_forget_thing },
};
enum { N_PARTS = sizeof parts / sizeof *parts };

enum err
mirror_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        if (parts[i].export_person != NULL)
            e = parts[i].export_person(db, a, person_id, out);
    return e;
}

enum err
mirror_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        if (parts[i].erase_person != NULL)
            e = parts[i].erase_person(writer, a, person_id);
    return e;
}

enum err
mirror_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        e = parts[i].forget_thing(writer, a, id);
    return e;
}

enum err
mirror_sweep(struct db *db, struct arena *a, int64_t now)
{
    enum err e = told_sweep(db, a, now);
    return e == OK ? flows_sweep(db, a, now) : e;
}

enum err
mirror_then_import(struct db *db, struct arena *a, struct sheet_import *import,
    struct why *why)
{
    enum err e = told_then_import(db, a, import, why);
    return e == OK ? flows_then_import(db, a, import, why) : e;
}
