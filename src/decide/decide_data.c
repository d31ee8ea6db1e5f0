/* Everything kept here about one person: handed out, or erased. Each part has
 * its line. */
#include "decide/conversation.h"
#include "decide/decide_routes.h"
#include "decide/proposal.h"

static const struct part {
    enum err (*export_person)(
        struct db *db, struct arena *a, int64_t person_id, struct json *out);
    enum err (*erase_person)(
        struct db *writer, struct arena *a, int64_t person_id);
} parts[] = {
    { proposal_export_person, proposal_erase_person },
    { conversation_export_person, conversation_erase_person },
};
enum { N_PARTS = sizeof parts / sizeof *parts };

enum err
decide_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        e = parts[i].export_person(db, a, person_id, out);
    return e;
}

enum err
decide_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        e = parts[i].erase_person(writer, a, person_id);
    return e;
}

enum err
decide_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    enum err e = conversation_forget_thing(writer, a, id);
    return e == OK ? proposal_forget_thing(writer, a, id) : e;
}
