/* How the people of each community came to answer: by themselves, with help, on
 * paper, by short message, by hands. In tens; of fewer than ten of one way
 * nothing is kept. */
#include "decide/conversation/helped.h"
#include "decide/ground/ground.h"

#include "os/entropy.h"

enum { WAYS = 5, HANDS = 4 };
static const char *const ways[WAYS] = { "self", "helped", "paper", "message",
    "hands" };

struct of_ways {
    int64_t n[WAYS];
};
struct counting {
    const struct ground_count *g;
    struct of_ways *of; /* by community as it was counted */
};

static int32_t
counted_as(const struct ground_count *g, int64_t unit_id)
{
    for (ptrdiff_t u = 0; u < g->n_units; u++)
        if (g->units[u].id == unit_id)
            return g->counted_as[u];
    return -1;
}

static enum err
count_one(void *context, const struct ground_ways_of_row *row)
{
    struct counting *c = context;
    int32_t u = counted_as(c->g, row->unit_id);
    for (int k = 0; u >= 0 && k < HANDS; k++)
        c->of[u].n[k] += text_is_equal(row->way, text_of(ways[k]));
    return OK;
}

/* Those who were there: at most so many answered, and of each meeting once. */
static enum err
count_hands(struct db *db, struct arena *a, struct counting *c)
{
    struct hand_count *rows;
    ptrdiff_t n;
    enum err e = hands_of(db, a,
        (struct hands_of_in){
            .conversation_id = c->g->id, .n_rows = HANDS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0, j; e == OK && i < n; i = j) {
        int64_t most = 0;
        for (j = i; j < n && rows[j].unit_id == rows[i].unit_id &&
             text_is_equal(rows[j].held_on, rows[i].held_on);
             j++) {
            int64_t here = rows[j].agree + rows[j].disagree + rows[j].pass;
            most = here > most ? here : most;
        }
        int32_t u = counted_as(c->g, rows[i].unit_id);
        if (u >= 0)
            c->of[u].n[HANDS] += most;
    }
    return e;
}

enum err
ground_ways_put(struct db *writer, struct arena *a, struct ground_count *g)
{
    struct counting c = { .g = g,
        .of = arena_new(a, struct of_ways, g->o->units.n + 1) };
    enum err e = ground_ways_of(
        writer, a, (struct ground_ways_of_in){ g->id }, count_one, &c);
    if (e == OK)
        e = count_hands(writer, a, &c);
    for (int32_t u = 0; e == OK && u < g->o->units.n; u++)
        for (int k = 0; e == OK && k < WAYS; k++)
            if (c.of[u].n[k] >= 10)
                e = ground_way_insert(writer,
                    (struct ground_way_insert_in){
                        .id = (int64_t)(entropy_bits() >> 1 | 1),
                        .conversation_id = g->id,
                        .unit_id = g->units[g->of_unit[u]].id,
                        .way = text_of(ways[k]),
                        .n_tens = c.of[u].n[k] / 10 * 10 },
                    NULL);
    return e;
}

static const char *
phrase_of(text way)
{
    return text_is_equal(way, TEXT("helped"))
        ? N_("at least %d with help, written down by somebody")
        : text_is_equal(way, TEXT("paper")) ? N_("at least %d on paper")
        : text_is_equal(way, TEXT("message"))
        ? N_("at least %d by short message")
        : text_is_equal(way, TEXT("hands"))
        ? N_("at least %d by hands in a meeting")
        : N_("at least %d by themselves");
}

enum err
ground_ways_read(struct ground_page *p)
{
    struct request *rq = p->rq;
    struct ground_ways_row *rows;
    struct view v = request_view(rq);
    ptrdiff_t n;
    enum err e = ground_ways(rq->db, rq->arena,
        (struct ground_ways_in){
            .conversation_id = p->c->head.id, .n_rows = UNITS_MAX * WAYS },
        &rows, &n);
    p->ways = arena_new(rq->arena, struct ground_way_said, n + 1);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        text said = say_with(&v, phrase_of(rows[i].way), 1,
            (struct phrase_arg[]){ arg_int(rows[i].n_tens) });
        bool is_same = i > 0 && rows[i - 1].unit_id == rows[i].unit_id;
        if (is_same && p->n_ways > 0) {
            struct ground_way_said *to = &p->ways[p->n_ways - 1];
            to->said = arena_print(
                rq->arena, "%.*s, %.*s", TEXT_ARG(to->said), TEXT_ARG(said));
            continue;
        }
        for (ptrdiff_t u = 0; u < p->c->n_units; u++)
            if (p->c->units[u].id == rows[i].unit_id)
                p->ways[p->n_ways++] =
                    (struct ground_way_said){ &p->c->units[u], said };
    }
    return e;
}
