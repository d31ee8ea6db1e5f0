#include "engine/assignment/general_repair.h"
#include "engine/assignment/general_inside.h"

static enum err
look(const struct cp_general *p, const int32_t *before, struct why *why)
{
    for (ptrdiff_t i = 0; i < p->n; i++) {
        int32_t mate = before[i];
        if (mate < -1 || mate >= p->n || (mate >= 0 && before[mate] != i))
            return err_say(why, ERR_BAD_INPUT,
                "who had somebody before is not whom that one had");
    }
    return OK;
}

/* Whom they had, in the order of keys. */
static bool
take_before(struct facing *f, const int32_t *before)
{
    const struct general *g = f->g;
    int32_t *place = TRY(g->a, int32_t, g->n), *had = TRY(g->a, int32_t, g->n);
    if (place == NULL || had == NULL)
        return false;
    for (int32_t v = 0; v < g->n; v++)
        place[g->order[v]] = v;
    for (int32_t v = 0; v < g->n; v++) {
        int32_t mate = before[g->order[v]];
        had[v] = mate < 0 ? -1 : place[mate];
    }
    f->before = had;
    return true;
}

static enum err
solve(struct general *g, const int32_t *before)
{
    struct facing f;
    int64_t score = -1;
    if (!facing_take(&f, g) || !take_before(&f, before))
        return ERR_NO_ROOM;
    enum err e = facing_settle(&f, CP_GENERAL_KEPT, 0);
    if (e == OK && g->p->mode == CP_ASSIGN_LEXIMIN) {
        e = facing_leximin(&f);
        return e == OK ? facing_end(&f) : e;
    }
    if (e == OK && g->p->mode == CP_ASSIGN_FAIR)
        e = facing_rise(&f, &score);
    if (e == OK && score >= 0)
        e = facing_settle(&f, CP_GENERAL_FLOOR, score);
    if (e == OK)
        e = facing_settle(&f, CP_GENERAL_TOTAL, 0);
    return e == OK ? facing_end(&f) : e;
}

static enum err
tell_changes(struct cp_general_repaired *r, struct arena *a,
    const struct cp_general *p, const int32_t *before)
{
    const int32_t *mate = r->answer.mate;
    r->of = TRY(a, enum cp_assign_change, p->n);
    if (r->of == NULL)
        return ERR_NO_ROOM;
    for (ptrdiff_t i = 0; i < p->n; i++) {
        if (mate[i] < 0) {
            r->of[i] = before[i] < 0 ? CP_ASSIGN_WAITS : CP_ASSIGN_LOST;
            r->n_lost += before[i] >= 0;
            continue;
        }
        r->of[i] = before[i] < 0   ? CP_ASSIGN_NEW
            : before[i] == mate[i] ? CP_ASSIGN_KEPT
                                   : CP_ASSIGN_CHANGED;
        if (mate[i] < i)
            continue;
        if (before[i] == mate[i])
            r->n_kept++;
        else if (before[i] < 0 && before[mate[i]] < 0)
            r->n_new++;
        else
            r->n_changed++;
    }
    return OK;
}

enum err
cp_general_repair(struct cp_general_repaired *r, struct arena *a,
    const struct cp_general *p, const int32_t *before, struct why *why)
{
    *r = (struct cp_general_repaired){ .of = NULL };
    struct general g = { .p = p, .a = a, .answer = &r->answer };
    enum err e = general_begin(&g, why);
    if (e == OK)
        e = look(p, before, why);
    if (e != OK)
        return e;
    e = solve(&g, before);
    if (e == OK) {
        general_tell_pairs(&g);
        e = general_tell_proof(&g, r->answer.rates, r->answer.set_of,
            r->answer.sets, &r->answer.n_sets);
    }
    if (e == OK)
        e = tell_changes(r, a, p, before);
    return e == ERR_NO_ROOM
        ? err_say(why, ERR_NO_ROOM, "no memory for this many people")
        : e;
}
