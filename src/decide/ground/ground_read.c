/* A conversation out of the database, as `counterpart opinions` has one out of
 * files: votes, communities, and what each answered. */
#include "decide/ground/ground.h"

#include "base/sort.h"

enum { SLICE = 1000 };

struct slice {
    struct ground_count *g;
    const struct ground_people_row *people;
    int64_t *ids;     /* of statements, in order of keys */
    int32_t *columns; /* and where they stand in `o` */
    int8_t *row;      /* what one person answered; NONE */
    int64_t n_cells, room;
    int64_t who; /* of the row; 0: nobody yet */
    ptrdiff_t at;
    int64_t *starts;
    int32_t *of;
    int8_t *values;
    int32_t n_people;
};
enum { NONE = 2 };

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

/* A person's row is whole: only what was answered is kept. */
static void
end_row(struct slice *s)
{
    const struct ground_count *g = s->g;
    int64_t from = s->n_cells;
    if (s->who == 0)
        return;
    for (ptrdiff_t j = 0; j < g->n_statements; j++)
        if (s->row[j] != NONE) {
            s->of[s->n_cells] = (int32_t)j;
            s->values[s->n_cells++] = s->row[j];
            g->was_answered[j] = true;
            s->row[j] = NONE;
        }
    if (s->n_cells == from)
        return;
    while (s->people[s->at].id != s->who)
        s->at++;
    g->people[s->n_people] = s->who;
    g->unit_of[s->n_people] = unit_at(g, s->people[s->at].unit_id);
    s->starts[++s->n_people] = s->n_cells;
}

static enum err
add_answer(void *context, const struct ground_answers_row *row)
{
    struct slice *s = context;
    ptrdiff_t low = 0, high = s->g->n_statements;
    if (row->participant_id != s->who) {
        end_row(s);
        s->who = row->participant_id;
    }
    while (low + 1 < high) {
        ptrdiff_t middle = (low + high) / 2;
        if (s->ids[middle] <= row->statement_id)
            low = middle;
        else
            high = middle;
    }
    if (high > low && s->ids[low] == row->statement_id)
        s->row[s->columns[low]] = (int8_t)row->vote;
    return OK;
}

static int
by_id(const void *context, const void *x, const void *y)
{
    const struct ground_statements_row *rows = context;
    int64_t a = rows[*(const int32_t *)x].id, b = rows[*(const int32_t *)y].id;
    return (a > b) - (a < b);
}

/* Who is there. */
static enum err
read_people(
    struct ground_count *g, struct ground_people_row **all, ptrdiff_t *n_all)
{
    struct ground_people_row *rows;
    int64_t after = 0;
    ptrdiff_t n = SLICE, n_room = 4 * SLICE;
    enum err e = OK;
    struct arena_mark mark;
    *n_all = 0;
    *all = arena_new(g->arena, struct ground_people_row, n_room);
    while (e == OK && n == SLICE) {
        if (*n_all + SLICE > n_room) {
            struct ground_people_row *more =
                arena_new(g->arena, struct ground_people_row, 2 * n_room);
            for (ptrdiff_t i = 0; i < *n_all; i++)
                more[i] = (*all)[i];
            *all = more;
            n_room *= 2;
        }
        mark = arena_mark(g->arena);
        e = ground_people(g->db, g->arena,
            (struct ground_people_in){
                .conversation_id = g->id, .after_id = after, .n_rows = SLICE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            (*all)[(*n_all)++] = rows[i];
            after = rows[i].id;
        }
        arena_rewind(g->arena, mark);
    }
    return e;
}

/* As much as a thousand people can answer. */
static void
make_room(struct slice *s)
{
    int64_t more = SLICE * s->g->n_statements;
    if (s->n_cells + more <= s->room)
        return;
    s->room = 2 * s->room + more;
    int32_t *of = arena_new(s->g->arena, int32_t, s->room);
    int8_t *values = arena_new(s->g->arena, int8_t, s->room);
    for (int64_t k = 0; k < s->n_cells; k++) {
        of[k] = s->of[k];
        values[k] = s->values[k];
    }
    s->of = of;
    s->values = values;
}

static enum err
read_votes(struct ground_count *g)
{
    struct arena *a = g->arena;
    struct slice s = { .g = g };
    struct ground_people_row *people;
    int32_t *room;
    ptrdiff_t n_people;
    enum err e = read_people(g, &people, &n_people);
    if (e != OK)
        return e;
    s.people = people;
    s.ids = arena_new(a, int64_t, g->n_statements + 1);
    s.columns = arena_new(a, int32_t, g->n_statements + 1);
    room = arena_new(a, int32_t, g->n_statements + 1);
    s.row = arena_new(a, int8_t, g->n_statements + 1);
    for (ptrdiff_t j = 0; j < g->n_statements; j++) {
        s.columns[j] = (int32_t)j;
        s.row[j] = NONE;
    }
    sort(s.columns, room, g->n_statements, sizeof *room, by_id, g->statements);
    for (ptrdiff_t j = 0; j < g->n_statements; j++)
        s.ids[j] = g->statements[s.columns[j]].id;
    s.starts = arena_new(a, int64_t, n_people + 1);
    g->people = arena_new(a, int64_t, n_people + 1);
    g->unit_of = arena_new(a, int32_t, n_people + 1);
    for (ptrdiff_t from = 0; e == OK && from < n_people; from += SLICE) {
        ptrdiff_t last = from + SLICE < n_people ? from + SLICE : n_people;
        make_room(&s);
        struct arena_mark mark = arena_mark(a);
        e = ground_answers(g->db, a,
            (struct ground_answers_in){ .conversation_id = g->id,
                .after_id = from == 0 ? 0 : people[from - 1].id,
                .until_id = people[last - 1].id },
            add_answer, &s);
        end_row(&s);
        s.who = 0;
        arena_rewind(a, mark);
        if (e == OK && g->call != NULL &&
            !job_go_on(g->call, 0.3 * (double)last / (double)n_people))
            e = ERR_BUSY;
    }
    g->o->votes.n_people = s.n_people;
    g->o->votes.starts = s.starts;
    g->o->votes.of = s.of;
    g->o->votes.values = s.values;
    g->o->votes.n_rows = s.n_cells;
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
