/* A conversation out of the database, as `counterpart opinions` has one out of
 * files: votes, communities, and what each answered. */
#include "decide/ground/ground.h"

#include <string.h>

enum { PEOPLE_MOST = 1 << 24 };

struct reading {
    struct ground_count *g;
    int64_t n_all; /* people, with those who answered nothing */
    int64_t n_cells, cells_room;
    int64_t *starts;
    int32_t *of;
    int8_t *values;
    int32_t n_people, people_room;
};

/* ---- Communities --------------------------------------------------------- */

/* A unit of fewer than three people, where that is known, is counted with the
 * largest other of its side. */
static ptrdiff_t
counted_with(const struct ground_count *g, ptrdiff_t u)
{
    const struct conversation_units_row *all = g->units;
    ptrdiff_t with = -1;
    if (!all[u].has_size || all[u].size >= GROUND_LEAST)
        return u;
    for (ptrdiff_t i = 0; i < g->n_units; i++) {
        bool is_small = all[i].has_size && all[i].size < GROUND_LEAST;
        if (i != u && all[i].side_id == all[u].side_id && !is_small &&
            (with < 0 ||
                (all[i].has_size &&
                    (!all[with].has_size || all[i].size > all[with].size))))
            with = i;
    }
    return with < 0 ? u : with;
}

static void
make_units(struct ground_count *g)
{
    struct opinions *o = g->o;
    struct cp_units *to = &o->units;
    to->units = arena_new(g->arena, struct cp_unit, g->n_units + 1);
    to->sides = arena_new(g->arena, text, UNIT_SIDES_MAX);
    for (ptrdiff_t u = 0; u < g->n_units; u++) {
        const struct conversation_units_row *row = &g->units[u];
        int32_t side = 0;
        if (counted_with(g, u) != u)
            continue;
        while (side < to->n_sides && g->side_ids[side] != row->side_id)
            side++;
        if (side == to->n_sides) {
            require(side < UNIT_SIDES_MAX);
            g->side_ids[side] = row->side_id;
            to->sides[to->n_sides++] = row->side_name;
        }
        g->of_unit[to->n] = (int32_t)u;
        g->counted_as[u] = to->n;
        to->units[to->n++] = (struct cp_unit){ .key = row->name,
            .side = side,
            .size = row->has_size ? row->size : -1 };
    }
    for (ptrdiff_t u = 0; u < g->n_units; u++) {
        ptrdiff_t with = counted_with(g, u);
        if (with == u)
            continue;
        g->counted_as[u] = g->counted_as[with];
        struct cp_unit *unit = &to->units[g->counted_as[u]];
        if (unit->size >= 0)
            unit->size += g->units[u].size;
    }
    o->has_units = to->n > 1;
}

static int32_t
unit_at(const struct ground_count *g, int64_t unit_id)
{
    for (ptrdiff_t u = 0; u < g->n_units; u++)
        if (g->units[u].id == unit_id)
            return g->counted_as[u];
    return -1;
}

/* ---- Votes --------------------------------------------------------------- */

/* What grows leaves its old half behind in the arena. */
static void *
grown(struct arena *a, const void *old, int64_t n, int64_t room, int64_t size)
{
    char *to = arena_take(a, size, 8, room);
    if (n > 0)
        memcpy(to, old, (size_t)(n * size));
    return to;
}

/* As much as a slice of people can answer. */
static void
make_room(struct reading *x)
{
    struct ground_count *g = x->g;
    struct arena *a = g->arena;
    int32_t n = x->n_people, n_people = n + ANSWER_SLICE + 1;
    int64_t n_cells = x->n_cells + ANSWER_SLICE * g->n_statements;
    if (n_people > x->people_room) {
        x->people_room += n_people;
        x->starts = grown(a, x->starts, n > 0 ? n + 1 : 0, x->people_room, 8);
        g->people = grown(a, g->people, n, x->people_room, 8);
        g->unit_of = grown(a, g->unit_of, n, x->people_room, 4);
    }
    if (n_cells > x->cells_room) {
        x->cells_room += n_cells;
        x->of = grown(a, x->of, x->n_cells, x->cells_room, 4);
        x->values = grown(a, x->values, x->n_cells, x->cells_room, 1);
    }
}

static enum err
add_person(void *context, const struct answer_row *row)
{
    struct reading *x = context;
    struct ground_count *g = x->g;
    for (int32_t k = 0; k < row->n; k++) {
        x->of[x->n_cells] = row->of[k];
        x->values[x->n_cells++] = row->votes[k];
        g->was_answered[row->of[k]] = true;
    }
    g->people[x->n_people] = row->participant_id;
    g->unit_of[x->n_people] = unit_at(g, row->unit_id);
    x->starts[++x->n_people] = x->n_cells;
    return g->counting == NULL ? OK : answer_count_row(g->counting, row);
}

static bool
begin_slice(void *context, int64_t n_people)
{
    struct reading *x = context;
    double share = 0.3 * (double)n_people / (double)(x->n_all + 1);
    make_room(x);
    return x->g->call == NULL || job_go_on(x->g->call, share);
}

static enum err
read_votes(struct ground_count *g)
{
    struct reading x = { .g = g };
    struct participant_count_row n;
    int64_t *ids = arena_new(g->arena, int64_t, g->n_statements + 1);
    for (ptrdiff_t j = 0; j < g->n_statements; j++)
        ids[j] = g->statements[j].id;
    enum err e = participant_count(g->db, g->arena,
        (struct participant_count_in){
            .conversation_id = g->id, .n_max = PEOPLE_MOST },
        &n);
    x.n_all = e == OK ? n.n : 0;
    if (e == OK)
        e = answers_read(&(struct answer_reader){ .db = g->db,
            .arena = g->arena,
            .conversation_id = g->id,
            .statement_ids = ids,
            .n_statements = g->n_statements,
            .each = add_person,
            .slice = begin_slice,
            .context = &x });
    g->o->votes.n_people = x.n_people;
    g->o->votes.starts = x.starts;
    g->o->votes.of = x.of;
    g->o->votes.values = x.values;
    g->o->votes.n_rows = x.n_cells;
    return e;
}

/* ---- The whole ----------------------------------------------------------- */

static enum err
read_counts(struct ground_count *g)
{
    struct answer_counts_row *rows;
    struct opinions *o = g->o;
    ptrdiff_t n, n_cells = o->units.n * g->n_statements;
    int64_t *ids = arena_new(g->arena, int64_t, g->n_statements + 1);
    enum err e = answer_counts(g->db, g->arena,
        (struct answer_counts_in){
            .conversation_id = g->id, .n_rows = STATEMENTS_MAX * UNITS_MAX },
        &rows, &n);
    o->counts = arena_new(g->arena, struct cp_votes_count, n_cells + 1);
    for (ptrdiff_t j = 0; j < g->n_statements; j++)
        ids[j] = g->statements[j].id;
    ptrdiff_t s = 0;
    for (ptrdiff_t k = 0; e == OK && k < n; k++) {
        int32_t u = unit_at(g, rows[k].unit_id);
        if (s >= g->n_statements || ids[s] != rows[k].statement_id)
            for (s = 0; s < g->n_statements && ids[s] != rows[k].statement_id;)
                s++;
        if (s == g->n_statements || u < 0)
            continue;
        struct cp_votes_count *to = &o->counts[u * g->n_statements + s];
        to->agree += (int32_t)rows[k].agree;
        to->disagree += (int32_t)rows[k].disagree;
        to->all += (int32_t)(rows[k].agree + rows[k].disagree + rows[k].pass);
    }
    /* more answered than was thought: the size is not known after all */
    for (int32_t u = 0; u < o->units.n; u++)
        for (ptrdiff_t j = 0; j < g->n_statements; j++)
            if (o->units.units[u].size >= 0 &&
                o->counts[u * g->n_statements + j].all > o->units.units[u].size)
                o->units.units[u].size = -1;
    return e;
}

enum err
ground_read(struct ground_count *g)
{
    struct arena *a = g->arena;
    struct opinions *o = arena_new(a, struct opinions, 1);
    g->o = o;
    *o = (struct opinions){ .arena = a,
        .is_release = true,
        .threshold = UNIT_LEAST,
        .notes = buf_in(a, 1000) };
    enum err e = conversation_get(
        g->db, a, (struct conversation_get_in){ .id = g->id }, &g->row);
    if (e == OK)
        e = conversation_units(g->db, a,
            (struct conversation_units_in){
                .conversation_id = g->id, .n_rows = UNITS_MAX },
            &g->units, &g->n_units);
    if (e == OK)
        e = ground_statements(g->db, a,
            (struct ground_statements_in){
                .conversation_id = g->id, .n_rows = STATEMENTS_MAX },
            &g->statements, &g->n_statements);
    if (e != OK)
        return e;
    o->seed = g->row.seed;
    make_units(g);
    text *keys = arena_new(a, text, g->n_statements + 1);
    g->was_answered = arena_new(a, bool, g->n_statements + 1);
    o->votes = (struct cp_votes){ .n_statements = (int32_t)g->n_statements,
        .statements = keys,
        .is_out = arena_new(a, bool, g->n_statements + 1),
        .is_meta = arena_new(a, bool, g->n_statements + 1) };
    for (ptrdiff_t j = 0; j < g->n_statements; j++) {
        keys[j] = arena_print(a, "%lld", (long long)g->statements[j].number);
        o->votes.is_out[j] =
            !text_is_equal(g->statements[j].status, TEXT("in"));
    }
    e = read_votes(g);
    if (e == OK && g->counting != NULL)
        e = answer_count_end(g->db, a, g->counting);
    if (e == OK)
        e = read_counts(g);
    /* places in the order of keys of chance: as the sealed pack names them */
    text *names = arena_new(a, text, o->votes.n_people + 1);
    for (int32_t i = 0; i < o->votes.n_people; i++)
        names[i] = arena_print(a, "%d", (int)i);
    o->votes.people = names;
    o->units.n_rows = o->votes.n_people;
    o->units.people = arena_new(a, int32_t, o->votes.n_people + 1);
    o->units.unit_of = g->unit_of;
    for (int32_t i = 0; e == OK && i < o->votes.n_people; i++) {
        o->units.people[i] = i;
        if (g->unit_of[i] < 0)
            e = ERR_BUSY; /* a unit that came meanwhile */
    }
    return e;
}
