/* What people say about themselves in a conversation, by an account and by a
 * slip, and of a proposal: who has answered something can, or not. */
#include "decide/heard/about_inside.h"
#include "decide/heard/barrier.h"
#include "decide/conversation/conversation.h"
#include "decide/heard/heard_count.h"
#include "decide/proposal/proposal.h"

/* ---- A conversation ------------------------------------------------------ */

static enum err
check_participant(
    struct db *writer, struct arena *a, const struct about_subject *s)
{
    struct participant_get_row who;
    return participant_get(
        writer, a, (struct participant_get_in){ s->id }, &who);
}

typedef enum err place_handler(
    struct request *rq, struct answer *an, const struct about_place *at);

static enum err
in_conversation(
    struct request *rq, struct answer *an, bool by_slip, place_handler *go_on)
{
    struct answering x;
    enum err e = vote_load(rq, &x, by_slip);
    if (e != OK)
        return vote_refuse(rq, an, by_slip, e, &x);
    struct about_place at = { .title = conversation_said(&x.c.head),
        .back = x.base,
        .address = arena_print(rq->arena, "%.*s/about", TEXT_ARG(x.base)),
        .partnership_id = x.c.head.partnership_id,
        .subject = { "participant", x.participant_id, x.c.head.id, NULL },
        .check = check_participant };
    for (ptrdiff_t i = 0; i < x.c.n_units; i++)
        if (x.c.units[i].id == x.unit_id)
            at.side_id = x.c.units[i].side_id;
    return go_on(rq, an, &at);
}

enum err
vote_about_show(struct request *rq, struct answer *an)
{
    return in_conversation(rq, an, false, about_place_show);
}

enum err
vote_about_send(struct request *rq, struct answer *an)
{
    return in_conversation(rq, an, false, about_place_send);
}

enum err
say_about_show(struct request *rq, struct answer *an)
{
    return in_conversation(rq, an, true, about_place_show);
}

enum err
say_about_send(struct request *rq, struct answer *an)
{
    return in_conversation(rq, an, true, about_place_send);
}

/* ---- A proposal ---------------------------------------------------------- */

/* The key of chance of a voice is its number, which was drawn by lot. */
static enum err
check_voice(struct db *writer, struct arena *a, const struct about_subject *s)
{
    struct heard_voice_row *rows;
    ptrdiff_t n = 0;
    enum err e = heard_voice(writer, a,
        (struct heard_voice_in){
            .proposal_id = s->thing_id, .number = s->id, .n_rows = 1 },
        &rows, &n);
    return e == OK && n == 0 ? ERR_NOT_FOUND : e;
}

static enum err
of_proposal(struct request *rq, struct answer *an, place_handler *go_on)
{
    struct proposal_whole p;
    struct proposal_voice_of_row voice = { 0 };
    struct heard_voice_side_row *sides;
    ptrdiff_t n_sides = 0;
    enum err e = proposal_read(rq, &p);
    if (e != OK)
        return e;
    e = proposal_voice_of(rq->db, rq->arena,
        (struct proposal_voice_of_in){
            .proposal_id = p.row.id, .person_id = rq->actor.person_id },
        &voice);
    if (e == OK)
        e = heard_voice_side(rq->db, rq->arena,
            (struct heard_voice_side_in){
                .proposal_id = p.row.id, .voice = voice.number, .n_rows = 1 },
            &sides, &n_sides);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    return go_on(rq, an,
        &(struct about_place){ .title = p.row.name,
            .back = proposal_sub(rq->arena, p.row.id, ""),
            .address = proposal_sub(rq->arena, p.row.id, "/about"),
            .partnership_id = p.row.partnership_id,
            .side_id = n_sides > 0 ? sides[0].side_id : 0,
            .subject = { "voice", n_sides > 0 ? voice.number : 0, p.row.id,
                NULL },
            .check = check_voice });
}

enum err
proposal_about_show(struct request *rq, struct answer *an)
{
    return of_proposal(rq, an, about_place_show);
}

enum err
proposal_about_send(struct request *rq, struct answer *an)
{
    return of_proposal(rq, an, about_place_send);
}
