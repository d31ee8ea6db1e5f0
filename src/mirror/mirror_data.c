/* Everything kept here about one person: handed out, or erased; and of a thing
 * that is gone for good. Each part has its line. */
#include "mirror/mirror_routes.h"

#include "mirror/assess.h"
#include "mirror/board.h"
#include "mirror/flows.h"
#include "mirror/told.h"
#include "mirror/walked.h"

const struct door_part mirror_parts[] = {
    { .export_person = board_export_person,
        .erase_person = board_erase_person,
        .forget_thing = board_forget_thing },
    { .export_person = walked_export_person,
        .erase_person = walked_erase_person,
        .forget_thing = walked_forget_thing },
    { .export_person = told_export_person,
        .erase_person = told_erase_person,
        .forget_thing = told_forget_thing,
        .forget = told_forget_old,
        .sweep = told_sweep },
    { .sweep = flows_sweep },
    /* who answered, and what, is keep's */
    { .forget_thing = assess_forget_thing },
    DOOR_PARTS_END,
};

enum err
mirror_then_import(struct db *db, struct arena *a, struct sheet_import *import,
    struct why *why)
{
    enum err e = told_then_import(db, a, import, why);
    return e == OK ? flows_then_import(db, a, import, why) : e;
}
