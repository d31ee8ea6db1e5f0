#include "keep/thing.h"

#include "base/key.h"
#include "keep/door.h"

#include <string.h>

const struct thing_kind *
thing_kind_at(int i)
{
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct thing_kind *k = all_doors[d]->things;
             k != NULL && k->kind != NULL; k++)
            if (i-- == 0)
                return k;
    return NULL;
}

const struct thing_kind *
thing_kind_find(text kind)
{
    const struct thing_kind *k;
    for (int i = 0; (k = thing_kind_at(i)) != NULL; i++)
        if (text_is_equal(kind, text_of(k->kind)))
            return k;
    return NULL;
}

void
thing_ask(
    struct db_batch *batch, text kind, int64_t id, struct thing_asked *asked)
{
    *asked = (struct thing_asked){ .kind = thing_kind_find(kind), .id = id };
    if (asked->kind != NULL)
        db_ask_one(
            batch, asked->kind->line, &id, &asked->line, &asked->is_found);
}

static enum seen
seen_of(text word)
{
    return text_is_equal(word, TEXT("public")) ? SEEN_BY_ALL
        : text_is_equal(word, TEXT("network")) ? SEEN_BY_NETWORK
        : text_is_equal(word, TEXT("within"))  ? SEEN_WITHIN
        : text_is_equal(word, TEXT("side"))    ? SEEN_BY_SIDE
        : text_is_equal(word, TEXT("closely")) ? SEEN_CLOSELY
                                               : SEEN_BY_NOBODY;
}

bool
thing_take(const struct thing_asked *asked, struct thing *t)
{
    if (asked->kind == NULL || !asked->is_found)
        return false;
    const struct thing_line *line = &asked->line;
    *t = (struct thing){ .kind = asked->kind,
        .id = asked->id,
        .title = line->title,
        .within_id = line->has_within_id ? line->within_id : 0,
        .above_id = line->has_above_id ? line->above_id : 0,
        .seen = seen_of(line->seen) };
    return true;
}

enum err
thing_load(
    struct db *db, struct arena *a, text kind, int64_t id, struct thing *t)
{
    struct thing_asked asked = { .kind = thing_kind_find(kind), .id = id };
    if (asked.kind == NULL)
        return ERR_NOT_FOUND;
    enum err e = db_one(db, a, asked.kind->line, &id, &asked.line);
    asked.is_found = e == OK;
    if (e == OK)
        thing_take(&asked, t);
    return e;
}

enum err
thing_load_now(struct request *rq, text kind, int64_t id, struct thing *t)
{
    struct thing_asked asked;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    thing_ask(&batch, kind, id, &asked);
    enum err e = request_ask_now(rq, &batch);
    return e == OK && !thing_take(&asked, t) ? ERR_NOT_FOUND : e;
}

enum err
thing_named(struct request *rq, text name, struct thing *t)
{
    int64_t id;
    text kind, key;
    *t = (struct thing){ 0 };
    if (!text_is_known(name))
        return OK;
    kind = text_cut(name, '-', &key);
    if (!text_is_known(key) || !key_parse(key, &id))
        return OK;
    enum err e = thing_load(rq->db, rq->arena, kind, id, t);
    if (e == ERR_NOT_FOUND || (e == OK && !thing_may_see(&rq->actor, t)))
        *t = (struct thing){ 0 };
    return e == ERR_NOT_FOUND ? OK : e;
}

text
thing_address(struct arena *a, const struct thing *t)
{
    char key[KEY_LENGTH];
    const char *path = t->kind->path;
    if (path != NULL)
        return arena_print(a, "%s/%.*s-%.*s", path,
            TEXT_ARG(lang_slug(a, t->title)), TEXT_ARG(key_print(t->id, key)));
    const char *within = t->kind->within_kind;
    const struct thing_kind *k =
        within == NULL ? NULL : thing_kind_find(text_of(within));
    if (k != NULL && k->path != NULL && t->within_id != 0)
        return arena_print(
            a, "%s/%.*s", k->path, TEXT_ARG(key_print(t->within_id, key)));
    if (k != NULL && k->within_kind != NULL && t->above_id != 0) {
        k = thing_kind_find(text_of(k->within_kind));
        if (k != NULL && k->path != NULL)
            return arena_print(
                a, "%s/%.*s", k->path, TEXT_ARG(key_print(t->above_id, key)));
    }
    return TEXT("/");
}

bool
thing_has_role(const struct actor *who, const struct thing *t, enum who least)
{
    return actor_may(
        who, least, (int64_t[]){ t->id, t->within_id, t->above_id }, 3);
}

bool
thing_may_see(const struct actor *who, const struct thing *t)
{
    switch (t->seen) {
    case SEEN_BY_ALL: return true;
    case SEEN_BY_NETWORK: return who->person_id != 0;
    case SEEN_WITHIN: return thing_has_role(who, t, WHO_GUEST);
    case SEEN_BY_SIDE:
        return actor_may(who, WHO_GUEST, (int64_t[]){ t->id, t->within_id }, 2);
    case SEEN_CLOSELY:
        return actor_may(who, WHO_GUEST, &t->id, 1) ||
            (t->kind->is_part &&
                actor_may(who, WHO_MEMBER, &t->within_id, 1)) ||
            thing_has_role(who, t, WHO_FACILITATOR);
    case SEEN_BY_NOBODY:
        return who->is_coordinator ||
            (who->person_id != 0 && who->person_id == t->id);
    }
    return false;
}

bool
thing_is_of_another_side(
    const struct actor *who, int64_t side_id, int64_t partnership_id)
{
    bool is_of_any = false;
    for (int i = 0; i < who->n_standings; i++)
        is_of_any |= who->standings[i].role == WHO_SIDE &&
            who->standings[i].thing_id == partnership_id;
    return !who->is_coordinator && is_of_any && partnership_id != 0 &&
        !actor_may(who, WHO_MEMBER, &side_id, 1);
}

bool
thing_may_edit(const struct actor *who, const struct thing *t)
{
    if (t->kind->is_of_side &&
        thing_is_of_another_side(who, t->within_id, t->above_id))
        return false;
    return thing_may_see(who, t) && thing_has_role(who, t, t->kind->editor);
}

enum who
thing_route_role(const struct route *r, const struct thing_kind *k)
{
    enum who least = r->who;
    bool is_any = r->of != NULL && r->of[0] == '*';
    if (is_any && k->editor > least)
        least = k->editor;
    if (is_any && r->of[1] == '*' && k->maker > least)
        least = k->maker;
    return least;
}

enum err
thing_of_route(struct request *rq, const struct route *r, int64_t ids[static 3],
    enum who *least)
{
    struct thing t;
    bool is_any = r->of[0] == '*'; /* /edit/:kind/:key */
    text kind = is_any ? rq->params[0] : text_of(r->of);
    enum err e = thing_load_now(rq, kind, request_key(rq, is_any ? 1 : 0), &t);
    if (e == OK && !thing_may_see(&rq->actor, &t))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    *least = thing_route_role(r, t.kind);
    ids[0] = t.id;
    ids[1] = t.within_id;
    ids[2] = t.above_id;
    /* the partnership's roles do not count for those of its other sides */
    if (*least >= WHO_MEMBER && t.kind->is_of_side &&
        thing_is_of_another_side(&rq->actor, t.within_id, t.above_id))
        ids[2] = 0;
    return OK;
}
