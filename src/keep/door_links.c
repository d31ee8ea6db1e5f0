#include "keep/door_links.h"

#include "base/key.h"
#include "keep/door.h"

#include <string.h>

static text
address_of(struct arena *a, const char *path, int64_t id)
{
    char key[KEY_LENGTH];
    text rest, start = text_cut(text_of(path), '%', &rest);
    return text_is_known(rest)
        ? arena_join(a, 3, (text[]){ start, key_print(id, key), rest })
        : start;
}

struct door_links
door_links_of(struct request *rq, const char *on, int64_t id)
{
    struct door_links l = { .n = 0 };
    int n_rooms = 0;
    for (int d = 0; all_doors[d] != NULL; d++) {
        int first = l.n;
        for (const struct door_link *one = all_doors[d]->links;
             one != NULL && one->on != NULL; one++) {
            if (strcmp(one->on, on) != 0 ||
                !actor_may(&rq->actor, one->least, &id, 1))
                continue;
            require(l.n < DOOR_LINKS_MAX);
            l.at[l.n++] = (struct door_links_one){ .label = one->label,
                .address = address_of(rq->arena, one->path, id) };
        }
        if (l.n > first)
            l.at[first].above = all_doors[d]->links_label;
        n_rooms += l.n > first;
    }
    for (int i = 0; n_rooms < 2 && i < l.n; i++)
        l.at[i].above = NULL;
    return l;
}
