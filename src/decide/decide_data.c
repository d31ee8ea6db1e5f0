/* What every part of the room does of itself: everything kept about one person
 * is handed out or erased, what hung on a thing that is gone goes, and what is
 * due by the clock is done. Each part has its line. */
#include "decide/conversation/conversation.h"
#include "decide/ground/ground.h"
#include "decide/ground/moderation.h"
#include "decide/forum/decision.h"
#include "decide/decide_routes.h"
#include "decide/panel/lot.h"
#include "decide/paragraph/paragraph.h"
#include "decide/forum/sitting.h"
#include "decide/heard/heard_count.h"
#include "decide/heard/access.h"
#include "decide/heard/barrier.h"
#include "decide/proposal/proposal.h"
#include "decide/proposal/proposal_clock.h"
#include "decide/voice/voice.h"
#include "decide/paragraph/proposal_text.h"
#include "decide/paragraph/proposal_words.h"

static const struct part {
    enum err (*export_person)(
        struct db *db, struct arena *a, int64_t person_id, struct json *out);
    enum err (*erase_person)(
        struct db *writer, struct arena *a, int64_t person_id);
    enum err (*forget_thing)(struct db *writer, struct arena *a, int64_t id);
    enum err (*sweep)(struct db *db, struct arena *a, int64_t now);
} parts[] = {
    /* proposals */
    { proposal_export_person, proposal_erase_person, proposal_forget_thing,
        proposal_sweep },
    { paragraph_export_person, paragraph_erase_person, NULL, paragraphs_sweep },
    { proposal_words_export_person, proposal_words_erase_person, NULL,
        proposal_text_sweep },
    /* conversations */
    { conversation_export_person, conversation_erase_person,
        conversation_forget_thing, conversation_sweep },
    /* what is decided of statements, and what people share */
    { moderation_export_person, moderation_erase_person,
        moderation_forget_thing, NULL },
    { NULL, ground_erase_person, NULL, ground_sweep },
    /* voices */
    { voice_export_person, voice_erase_person, voice_forget_thing,
        voice_sweep },
    /* panels */
    { lot_export_person, lot_erase_person, lot_forget_thing, lot_sweep },
    /* who was heard */
    { NULL, NULL, barrier_forget_thing, heard_sweep },
    { access_export_person, access_erase_person, access_forget_thing, NULL },
    /* meetings and decisions */
    { forum_export_person, forum_erase_person, forum_forget_thing, NULL },
    { sitting_export_person, sitting_erase_person, sitting_forget_thing,
        sitting_sweep },
    { NULL, NULL, decision_forget_thing, decision_sweep },
};
enum { N_PARTS = sizeof parts / sizeof *parts };

enum err
decide_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        if (parts[i].export_person != NULL)
            e = parts[i].export_person(db, a, person_id, out);
    return e;
}

enum err
decide_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        if (parts[i].erase_person != NULL)
            e = parts[i].erase_person(writer, a, person_id);
    return e;
}

enum err
decide_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        if (parts[i].forget_thing != NULL)
            e = parts[i].forget_thing(writer, a, id);
    return e;
}

enum err
decide_sweep(struct db *db, struct arena *a, int64_t now)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_PARTS; i++)
        if (parts[i].sweep != NULL)
            e = parts[i].sweep(db, a, now);
    return e;
}
