/* Pools that follow from a draw. */
#include "engine/panel/after.h"

#include <string.h>

static struct cp_panel_person *
copy_people(const struct cp_panel_pool *p, struct arena *a)
{
    struct cp_panel_person *people =
        arena_new(a, struct cp_panel_person, p->n_people);
    if (p->n_people > 0)
        memcpy(people, p->people, sizeof *people * (size_t)p->n_people);
    return people;
}

static enum err
stand(struct cp_panel_person *people, int32_t n_people, const int64_t *tickets,
    int32_t n, enum cp_panel_standing standing, struct why *why)
{
    for (int32_t k = 0; k < n; k++) {
        int32_t i = 0;
        while (i < n_people && people[i].ticket != tickets[k])
            i++;
        if (i == n_people)
            return err_say(why, ERR_BAD_INPUT, "nobody has the ticket %lld",
                (long long)tickets[k]);
        people[i].standing = standing;
    }
    return OK;
}

enum err
cp_panel_after(struct cp_panel_pool *to, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_gone *gone,
    struct why *why)
{
    struct cp_panel_person *people = copy_people(p, a);
    enum err e = OK;
    if (gone->reserves != NULL) {
        for (int32_t i = 0; i < p->n_people; i++)
            people[i].standing = CP_PANEL_MAY_NOT;
        e = stand(people, p->n_people, gone->reserves, gone->n_reserves,
            CP_PANEL_FREE, why);
        for (int32_t i = 0; i < p->n_people; i++)
            if (p->people[i].standing == CP_PANEL_MAY_NOT)
                people[i].standing = CP_PANEL_MAY_NOT;
    }
    if (e == OK)
        e = stand(people, p->n_people, gone->members, gone->n_members,
            CP_PANEL_MUST, why);
    if (e == OK)
        e = stand(people, p->n_people, gone->left, gone->n_left,
            CP_PANEL_MAY_NOT, why);
    *to = *p;
    to->people = people;
    return e == OK ? cp_panel_look(to, a, why) : e;
}

enum err
cp_panel_reserves(struct cp_panel_pool *to, struct arena *a,
    const struct cp_panel_pool *p, const int64_t *drawn, int32_t n_drawn,
    int32_t size, struct why *why)
{
    struct cp_panel_person *people = copy_people(p, a);
    struct cp_panel_line *lines =
        arena_new(a, struct cp_panel_line, p->n_lines);
    enum err e =
        stand(people, p->n_people, drawn, n_drawn, CP_PANEL_MAY_NOT, why);
    for (int32_t i = 0; i < p->n_people; i++)
        if (people[i].standing == CP_PANEL_MUST)
            people[i].standing = CP_PANEL_MAY_NOT; /* is in without a draw */
    for (int32_t l = 0; l < p->n_lines; l++) {
        lines[l] = p->lines[l];
        lines[l].min = (int32_t)((int64_t)lines[l].min * size / p->size);
        lines[l].max =
            (int32_t)(((int64_t)lines[l].max * size + p->size - 1) / p->size);
    }
    *to = *p;
    to->people = people;
    to->lines = lines;
    to->size = size;
    return e == OK ? cp_panel_look(to, a, why) : e;
}
