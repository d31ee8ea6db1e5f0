/* Everything kept here about one person: handed out, or erased. Each part has
 * its line. */
#include "match/match_routes.h"

#include "match/call.h"
#include "match/group.h"
#include "match/pair.h"
#include "match/partner_help.h"
#include "match/partner_letter.h"
#include "match/round_data.h"
#include "match/partner_round.h"

const struct door_part match_parts[] = {
    /* pairs before rounds: they need to know who it was */
    { .export_person = pair_export_person,
        .erase_person = pair_erase_person,
        .sweep = pair_sweep },
    { .export_person = round_export_person,
        .erase_person = round_erase_person },
    { .export_person = call_export_person,
        .erase_person = call_erase_person,
        .forget = call_forget },
    { .export_person = group_export_person,
        .erase_person = group_erase_person },
    { .export_person = letters_export_person,
        .erase_person = letters_erase_person },
    { .export_person = meetings_export_person,
        .erase_person = meetings_erase_person },
    { .export_person = help_export_person, .erase_person = help_erase_person },
    { .forget_thing = match_forget_thing },
    DOOR_PARTS_END,
};
