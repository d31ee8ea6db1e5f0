/* What somebody who told a voice says about themselves, as much as they like:
 * by account, by the code of a receipt, by the slip that was used. Of one
 * account it is the same for all that they told in a partnership. */
#include "decide/voice/voice.h"

#include "decide/heard/barrier.h"
#include "decide/heard/heard_count.h"
#include "os/entropy.h"
#include "people/people.h"

/* The key of another voice of the same account in this partnership; 0: none. */
static enum err
key_of_account(struct db *db, struct arena *a, const struct voice_link *link,
    int64_t partnership_id, int64_t *key)
{
    struct voice_about_of_row *rows;
    ptrdiff_t n = 0;
    enum err e = OK;
    if (link->has_person_id)
        e = voice_about_of(db, a,
            (struct voice_about_of_in){ .person_id = link->person_id,
                .has_person_id = true,
                .partnership_id = partnership_id,
                .n_rows = 1 },
            &rows, &n);
    *key = n > 0 ? rows[0].about_id : 0;
    return e;
}

/* Inside the step: it is still theirs, and from now on this is its key. Two
 * pages of one account that are sent in one instant have one: who comes second
 * begins anew with the key of the first. */
static enum err
check_said(struct db *writer, struct arena *a, const struct about_subject *s)
{
    const struct own *own = s->context;
    struct voice_link link;
    struct voice voice;
    int64_t other = 0;
    enum err e = voice_get(
        writer, a, (struct voice_get_in){ own->link.voice_id }, &voice);
    if (e == OK)
        e = voice_link_of(writer, a,
            (struct voice_link_of_in){ .voice_id = voice.id }, &link);
    if (e == OK && text_is_equal(voice.status, TEXT("withdrawn")))
        e = ERR_NOT_FOUND;
    if (e == OK && link.has_about_id && link.about_id != s->id)
        e = ERR_CONFLICT; /* said in the same instant, on another page */
    if (e == OK && !link.has_about_id)
        e = key_of_account(writer, a, &link, voice.partnership_id, &other);
    if (e == OK && other != 0 && other != s->id)
        e = ERR_CONFLICT;
    if (e == OK && !link.has_about_id)
        e = voice_link_set_about(writer,
            (struct voice_link_set_about_in){
                .voice_id = voice.id, .about_id = s->id, .has_about_id = true },
            NULL);
    return e == OK
        ? heard_begin(writer, a,
              &(struct heard_of){ "partnership", s->thing_id, s->thing_id })
        : e;
}

/* Under which key: that of this voice, or of another of the same account; else
 * a new one, which nothing has until something is said. */
static enum err
find_key(struct request *rq, const struct own *own, int64_t *key)
{
    *key = own->link.about_id;
    if (own->link.has_about_id)
        return OK;
    enum err e = key_of_account(
        rq->db, rq->arena, &own->link, own->x.row.partnership_id, key);
    if (e == OK && *key == 0)
        *key = (int64_t)(entropy_bits() >> 1 | 1);
    return e;
}

typedef enum err place_handler(
    struct request *rq, struct answer *an, const struct about_place *at);

static enum err
about(struct request *rq, struct answer *an, bool by_code, place_handler *go_on)
{
    struct own *own = arena_new(rq->arena, struct own, 1);
    int64_t key = 0;
    int wait_s;
    enum err e = own_load(rq, by_code, own, &wait_s);
    if (e == OK &&
        (own->slip_id != 0 || own->is_guardian ||
            text_is_equal(own->x.row.status, TEXT("withdrawn"))))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return by_code ? own_refuse(rq, an, e, wait_s) : e;
    e = find_key(rq, own, &key);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    return go_on(rq, an,
        &(struct about_place){ .title = say(&v, N_("What you told")),
            .back = own->base,
            .address =
                arena_print(rq->arena, "%.*s/about", TEXT_ARG(own->base)),
            .partnership_id = own->x.row.partnership_id,
            .side_id = own->x.row.side_id,
            .is_child_known = own->x.row.is_child,
            .subject = { "said", key, own->x.row.partnership_id, own },
            .check = check_said });
}

static enum err
send(struct request *rq, struct answer *an, bool by_code)
{
    enum err e = about(rq, an, by_code, about_place_send);
    return e == ERR_CONFLICT ? about(rq, an, by_code, about_place_send) : e;
}

enum err
voice_about_show(struct request *rq, struct answer *an)
{
    return about(rq, an, false, about_place_show);
}

enum err
voice_about_send(struct request *rq, struct answer *an)
{
    return send(rq, an, false);
}

enum err
tell_about_show(struct request *rq, struct answer *an)
{
    return about(rq, an, true, about_place_show);
}

enum err
tell_about_send(struct request *rq, struct answer *an)
{
    return send(rq, an, true);
}
