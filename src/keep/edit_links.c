#include "keep/edit_links.h"

#include "base/key.h"
#include "keep/edit.h"

static text
address_of(struct arena *a, const char *what, const char *kind, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(
        a, "/%s/%s/%.*s", what, kind, TEXT_ARG(key_print(id, key)));
}

static void
add_makes(struct request *rq, const struct thing *t,
    const struct edit_make *makes, struct edit_links *l)
{
    char key[KEY_LENGTH];
    for (; makes != NULL && makes->kind != NULL; makes++) {
        const struct thing_kind *k = thing_kind_find(text_of(makes->kind));
        require(k != NULL && l->n_makes < EDIT_MAKES_MAX);
        if (!thing_may_make(&rq->actor, k, t))
            continue;
        struct edit_make *to = &l->makes[l->n_makes++];
        *to = *makes;
        to->address = arena_print(rq->arena, "/new/%s?within=%.*s", makes->kind,
            TEXT_ARG(key_print(t->id, key)));
    }
}

struct edit_links
edit_links_of(struct request *rq, const char *kind, text title, int64_t id,
    int64_t within_id, int64_t above_id, const struct edit_make *makes)
{
    struct edit_links l = { .may_edit = false };
    struct thing t = { .kind = thing_kind_find(text_of(kind)),
        .id = id,
        .within_id = within_id,
        .above_id = above_id,
        .seen = SEEN_BY_ALL /* they look at it */ };
    require(t.kind != NULL);
    if (rq->actor.person_id == 0)
        return l;
    add_makes(rq, &t, makes, &l);
    if (!thing_may_edit(&rq->actor, &t))
        return l;
    l.may_edit = true;
    l.title = title;
    l.edit = address_of(rq->arena, "edit", kind, id);
    l.history = address_of(rq->arena, "history", kind, id);
    l.remove = address_of(rq->arena, "remove", kind, id);
    struct thing around = { .kind = t.kind,
        .id = within_id,
        .within_id = above_id,
        .seen = SEEN_BY_ALL };
    l.may_remove = t.kind->sheet != NULL && t.kind->sheet->remove != NULL &&
        thing_may_make(
            &rq->actor, t.kind, t.kind->within_kind != NULL ? &around : NULL);
    return l;
}

text
edit_new_address(struct request *rq, const char *kind)
{
    const struct thing_kind *k = thing_kind_find(text_of(kind));
    require(k != NULL);
    if (rq->actor.person_id == 0 || !thing_may_make(&rq->actor, k, NULL))
        return (text){ 0 };
    return arena_print(rq->arena, "/new/%s", kind);
}
