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

static const struct part {
    enum err (*export_person)(
        struct db *db, struct arena *a, int64_t person_id, struct json *out);
    enum err (*erase_person)(
        struct db *writer, struct arena *a, int64_t person_id);
} parts[] = {
    /* pairs before rounds: they need to know who it was */
    { pair_export_person, pair_erase_person },
    { round_export_person, round_erase_person },
    { call_export_person, call_erase_person },
    { group_export_person, group_erase_person },
    { letters_export_person, letters_erase_person },
    { meetings_export_person, meetings_erase_person },
    { help_export_person, help_erase_person },
};
enum { N_PARTS = sizeof parts / sizeof *parts };

enum err
match_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        e = parts[i].export_person(db, a, person_id, out);
    return e;
}

enum err
match_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        e = parts[i].erase_person(writer, a, person_id);
    return e;
}
