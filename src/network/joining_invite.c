/* What all pages share by which people are asked in. */
#include "network/joining.h"

#include "keep/once.h"

const char *const invite_languages[] = { "en", "sv", "sw", "luo", NULL };
const char *const invite_language_names[] = { "English", "Svenska", "Kiswahili",
    "Dholuo", NULL };
const char *const invite_all_roles[] = { "member", "facilitator", "guest",
    "coordinator", NULL };
const char *const invite_all_role_words[] = { N_("Member"), N_("Facilitator"),
    N_("Guest"), N_("Coordinator"), NULL };
const char *const invite_roles[] = { "member", "facilitator", "guest", NULL };
const char *const invite_role_words[] = { N_("Member"), N_("Facilitator"),
    N_("Guest"), NULL };

/* "https://network.example/sv/partnership/slug-KEY?x": the key at its end. */
static bool
key_in(text of, int64_t *id)
{
    text rest;
    of = text_cut(of, '?', &rest);
    of = text_cut(of, '#', &rest);
    return of.len > KEY_LENGTH &&
        key_parse(text_slice(of, of.len - KEY_LENGTH, of.len), id) && *id > 0;
}

enum err
invite_find_thing(
    struct request *rq, text of, struct thing *thing, bool *is_network)
{
    struct partnership partnership;
    struct side side;
    struct organisation organisation;
    int64_t id = 0;
    of = text_trim(of);
    *is_network = text_is_empty(of);
    if (*is_network)
        return OK;
    enum err e = partnership_find(rq->db, rq->arena,
        (struct partnership_find_in){ .code = of }, &partnership);
    if (e == OK)
        return thing_load(
            rq->db, rq->arena, TEXT("partnership"), partnership.id, thing);
    if (e == ERR_NOT_FOUND)
        e = side_find(
            rq->db, rq->arena, (struct side_find_in){ .code = of }, &side);
    if (e == OK)
        return thing_load(rq->db, rq->arena, TEXT("side"), side.id, thing);
    if (e == ERR_NOT_FOUND)
        e = organisation_find(rq->db, rq->arena,
            (struct organisation_find_in){ .code = of }, &organisation);
    if (e == OK)
        return thing_load(
            rq->db, rq->arena, TEXT("organisation"), organisation.id, thing);
    if (e != ERR_NOT_FOUND || !key_in(of, &id))
        return e;
    static const char *const kinds[] = { "partnership", "side", "organisation",
        NULL };
    for (int i = 0; e == ERR_NOT_FOUND && kinds[i] != NULL; i++)
        e = thing_load(rq->db, rq->arena, text_of(kinds[i]), id, thing);
    return e;
}

/* ---- One ----------------------------------------------------------------- */

static enum err
save_one(struct db *writer, struct arena *a, void *arg)
{
    struct invite_step *step = arg;
    struct invitation to = step->to; /* a step may run again */
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK)
        e = people_invite_in(writer, a, &step->from, &to);
    if (e == OK)
        step->to = to;
    return e;
}

enum err
invite_one(struct request *rq, struct invite_step *step, bool *is_again)
{
    enum err e = db_write(rq->db, rq->arena, save_one, step);
    *is_again = e == ERR_CONFLICT && text_is_known(step->first);
    return *is_again ? OK : e;
}

enum err
invite_complain(struct request *rq, struct form *form, enum err e)
{
    struct view v = request_view(rq);
    if (e == ERR_CONFLICT)
        form_error(form, "mail",
            say(&v, N_("Somebody here has this address already.")));
    else if (e == ERR_BAD_INPUT)
        form_error(form, "role",
            say(&v,
                N_("A facilitator is of a partnership, a coordinator of the "
                   "network.")));
    else
        return e;
    return OK;
}
