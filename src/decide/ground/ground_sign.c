/* Signs that answers were not each somebody's own: found in what is kept. */
#include "decide/ground/ground_sign.h"

#include "base/key.h"
#include "base/sort.h"
#include "engine/opinion/signs.h"
#include "os/entropy.h"
#include "people/people.h"

enum { SLICE = 1000, DAY_MS = 86'400'000 };

struct looking {
    struct ground_count *g;
    struct signs *to;
    int32_t *day_of;   /* by person: days since it opened; -1: not known */
    int64_t *sheet_of; /* by person; 0: none */
    int32_t n_days;
};

/* Days between two dates, by counting; -1: more than ten years. */
static int32_t
days_between(text from, text until)
{
    struct {
        int64_t y, m, d;
    } at[2];
    text dates[2] = { from, until };
    int64_t n[2];
    for (int i = 0; i < 2; i++) {
        if (dates[i].len != 10 ||
            !text_parse_int(text_slice(dates[i], 0, 4), &at[i].y) ||
            !text_parse_int(text_slice(dates[i], 5, 7), &at[i].m) ||
            !text_parse_int(text_slice(dates[i], 8, 10), &at[i].d))
            return -1;
        /* Howard Hinnant's days from civil */
        int64_t y = at[i].m <= 2 ? at[i].y - 1 : at[i].y;
        int64_t era = y / 400, yoe = y - era * 400;
        int64_t doy =
            (153 * (at[i].m + (at[i].m > 2 ? -3 : 9)) + 2) / 5 + at[i].d - 1;
        n[i] = era * 146'097 + yoe * 365 + yoe / 4 - yoe / 100 + doy;
    }
    return n[1] - n[0] > 3'650 || n[1] < n[0] ? -1 : (int32_t)(n[1] - n[0]);
}

static struct sign *
begin(struct looking *l, const char *kind, text about)
{
    if (l->to->n == SIGNS_MAX)
        return NULL;
    struct sign *s = &l->to->all[l->to->n];
    *s = (struct sign){ .kind = text_of(kind),
        .about = about,
        .is_at = arena_new(l->g->arena, bool, l->g->o->votes.n_people + 1) };
    return s;
}

/* It stands when anybody is at it. */
static void
end(struct looking *l, struct sign *s)
{
    if (s == NULL)
        return;
    for (int32_t i = 0; i < l->g->o->votes.n_people; i++)
        s->n_people += s->is_at[i];
    l->to->n += s->n_people > 0;
}

/* ---- By rows ------------------------------------------------------------- */

struct hashed {
    uint64_t hash;
    int32_t person;
};

static int
by_hash(const void *context, const void *x, const void *y)
{
    const struct hashed *a = x, *b = y;
    (void)context;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* Among very many: three and more whose rows are the same from end to end. */
static void
find_same(struct looking *l, struct sign *s)
{
    const struct cp_votes *v = &l->g->o->votes;
    struct hashed *all = arena_new(l->g->arena, struct hashed, v->n_people + 1);
    struct hashed *room =
        arena_new(l->g->arena, struct hashed, v->n_people + 1);
    int32_t n = 0;
    for (int32_t i = 0; i < v->n_people; i++) {
        uint64_t hash = 14'695'981'039'346'656'037u;
        if (v->starts[i + 1] - v->starts[i] < CP_SIGNS_ANSWERS)
            continue;
        for (int64_t k = v->starts[i]; k < v->starts[i + 1]; k++) {
            hash = (hash ^ (uint64_t)v->of[k]) * 1'099'511'628'211u;
            hash = (hash ^ (uint64_t)(v->values[k] + 2)) * 1'099'511'628'211u;
        }
        all[n++] = (struct hashed){ hash, i };
    }
    sort(all, room, n, sizeof *all, by_hash, NULL);
    for (int32_t i = 0, j; i < n; i = j) {
        for (j = i; j < n && all[j].hash == all[i].hash;)
            j++;
        for (int32_t k = i; k < j && j - i >= CP_SIGNS_COPIES; k++)
            s->is_at[all[k].person] = true;
    }
}

static void
find_rows(struct looking *l)
{
    const struct cp_votes *v = &l->g->o->votes;
    struct sign *s = begin(l, "alike", TEXT(""));
    for (int32_t i = 0; s != NULL && i < v->n_people; i++)
        s->is_at[i] = cp_signs_is_alike(v, i);
    end(l, s);
    /* who says the same to everything is a copy of all who do: above */
    bool *alike = s == NULL ? NULL : s->is_at;
    s = begin(l, "copied", TEXT(""));
    if (s == NULL)
        return;
    if (v->n_people > SIGN_PEOPLE_MAX)
        find_same(l, s);
    else {
        int32_t *set = arena_new(l->g->arena, int32_t, v->n_people + 1);
        (void)cp_signs_copied(l->g->arena, v, set);
        for (int32_t i = 0; i < v->n_people; i++)
            s->is_at[i] = set[i] >= 0;
    }
    for (int32_t i = 0; i < v->n_people; i++)
        s->is_at[i] &= alike == NULL || !alike[i];
    end(l, s);
}

/* ---- By days ------------------------------------------------------------- */

static int
by_size(const void *context, const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    (void)context;
    return (a > b) - (a < b);
}

/* A day that brought more people than one in a million would, were it as the
 * days before. */
static void
find_days(struct looking *l)
{
    struct arena *a = l->g->arena;
    int32_t n_people = l->g->o->votes.n_people;
    int64_t *n = arena_new(a, int64_t, l->n_days + 1);
    int64_t *before = arena_new(a, int64_t, l->n_days + 1);
    int64_t *room = arena_new(a, int64_t, l->n_days + 1);
    for (int32_t i = 0; i < n_people; i++)
        if (l->day_of[i] >= 0)
            n[l->day_of[i]]++;
    for (int32_t d = 2; d < l->n_days; d++) {
        for (int32_t k = 0; k < d; k++)
            before[k] = n[k];
        sort(before, room, d, sizeof *room, by_size, NULL);
        double mean = (double)before[d / 2];
        if (n[d] < 10 || cp_signs_poisson(n[d], mean < 1 ? 1 : mean) > 1e-6)
            continue;
        struct sign *s = begin(l, "day", arena_print(a, "%d", (int)d + 1));
        for (int32_t i = 0; s != NULL && i < n_people; i++)
            s->is_at[i] = l->day_of[i] == d;
        end(l, s);
    }
}

static void
find_late(struct looking *l)
{
    struct arena *a = l->g->arena;
    int32_t n_people = l->g->o->votes.n_people;
    if (l->n_days < SIGN_DAYS_LEAST || n_people < 10)
        return;
    int64_t *first = arena_new(a, int64_t, n_people + 1);
    for (int32_t i = 0; i < n_people; i++)
        first[i] = (int64_t)(l->day_of[i] < 0 ? 0 : l->day_of[i]) * DAY_MS;
    struct sign *s = begin(l, "late", TEXT(""));
    if (s == NULL)
        return;
    bool is_swarm = cp_signs_is_late_swarm(
        first, n_people, 0, (int64_t)l->n_days * DAY_MS, s->is_at);
    for (int32_t i = 0; i < n_people; i++)
        s->is_at[i] &= is_swarm;
    end(l, s);
}

/* ---- By batches ---------------------------------------------------------- */

/* The sheets of slips within one community, each against the rest of it. */
static void
find_batches(struct looking *l, int32_t unit)
{
    const struct cp_votes *v = &l->g->o->votes;
    struct arena *a = l->g->arena;
    int64_t sheets[SIGN_BATCHES_MAX];
    double p[SIGN_BATCHES_MAX];
    int32_t n = 1; /* the first: who came without a slip */
    int32_t *of = arena_new(a, int32_t, v->n_people + 1);
    sheets[0] = 0;
    for (int32_t i = 0; i < v->n_people; i++) {
        of[i] = -1;
        for (int32_t b = 0; l->g->unit_of[i] == unit && b < n; b++)
            if (sheets[b] == l->sheet_of[i])
                of[i] = b;
        if (l->g->unit_of[i] == unit && of[i] < 0 && n < SIGN_BATCHES_MAX) {
            of[i] = n;
            sheets[n++] = l->sheet_of[i];
        }
    }
    if (n < 2)
        return;
    struct cp_votes_count *counts =
        arena_new(a, struct cp_votes_count, (ptrdiff_t)n * v->n_statements + 1);
    for (int32_t b = 0; b < n; b++)
        cp_votes_tally(v, of, b, counts + (ptrdiff_t)b * v->n_statements);
    cp_signs_batches(a, counts, n, v->n_statements, p);
    for (int32_t b = 1; b < n; b++) {
        if (!(p[b] < 0.01))
            continue;
        struct sign *s = begin(l, "batch", conversation_key(a, sheets[b]));
        for (int32_t i = 0; s != NULL && i < v->n_people; i++)
            s->is_at[i] = of[i] == b;
        end(l, s);
    }
}

/* ---- Reading ------------------------------------------------------------- */

static int32_t
person_at(const struct ground_count *g, int64_t id)
{
    int32_t low = 0, high = g->o->votes.n_people;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (g->people[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < g->o->votes.n_people && g->people[low] == id ? low : -1;
}

static enum err
read_links(struct looking *l)
{
    struct ground_count *g = l->g;
    int64_t after = INT64_MIN;
    ptrdiff_t n = SLICE;
    enum err e = OK;
    while (e == OK && n == SLICE) {
        struct arena_mark mark = arena_mark(g->arena);
        struct sign_links_row *rows;
        e = sign_links(g->db, g->arena,
            (struct sign_links_in){
                .conversation_id = g->id, .after_id = after, .n_rows = SLICE },
            &rows, &n);
        for (ptrdiff_t k = 0; e == OK && k < n; k++) {
            int32_t i = person_at(g, rows[k].participant_id);
            after = rows[k].id;
            if (i < 0)
                continue;
            l->day_of[i] = days_between(g->row.opened_on, rows[k].linked_on);
            l->sheet_of[i] = rows[k].sheet_id;
            if (l->day_of[i] >= l->n_days)
                l->n_days = l->day_of[i] + 1;
        }
        arena_rewind(g->arena, mark);
        if (e == OK && g->call != NULL && !job_go_on(g->call, 0.96))
            e = ERR_BUSY;
    }
    return e;
}

enum err
signs_find(struct ground_count *g, struct signs *to)
{
    int32_t n_people = g->o->votes.n_people;
    struct looking l = { .g = g,
        .to = to,
        .day_of = arena_new(g->arena, int32_t, n_people + 1),
        .sheet_of = arena_new(g->arena, int64_t, n_people + 1) };
    to->n = 0;
    for (int32_t i = 0; i < n_people; i++)
        l.day_of[i] = -1;
    if (text_is_known(g->row.closed_on)) {
        int32_t n = days_between(g->row.opened_on, g->row.closed_on);
        l.n_days = n < 0 ? 0 : n + 1;
    }
    enum err e = read_links(&l);
    if (e != OK)
        return e;
    find_rows(&l);
    if (text_is_known(g->row.opened_on)) {
        find_days(&l);
        find_late(&l);
    }
    for (int32_t u = 0; u < g->o->units.n; u++)
        find_batches(&l, u);
    return signs_find_pace(g, to);
}

/* ---- With and without ---------------------------------------------------- */

enum err
signs_without(
    struct ground_count *g, const struct signs *signs, int32_t **labels)
{
    struct opinions *o = g->o;
    const struct cp_votes *v = &o->votes;
    struct arena *a = g->arena;
    struct signs_of_row *rows;
    ptrdiff_t n_rows, n = v->n_statements;
    bool *is_at = arena_new(a, bool, v->n_people + 1), is_any = false;
    *labels = NULL;
    enum err e = signs_of(g->db, a,
        (struct signs_of_in){ .conversation_id = g->id, .n_rows = SIGNS_MAX },
        &rows, &n_rows);
    if (e != OK)
        return e;
    for (int k = 0; k < signs->n; k++) {
        bool is_fine = signs->all[k].is_at == NULL; /* nobody is known */
        for (ptrdiff_t r = 0; r < n_rows; r++)
            is_fine |= text_is_equal(rows[r].kind, signs->all[k].kind) &&
                text_is_equal(rows[r].about, signs->all[k].about) &&
                text_is_equal(rows[r].verdict, TEXT("fine"));
        for (int32_t i = 0; !is_fine && i < v->n_people; i++)
            is_at[i] |= signs->all[k].is_at[i];
        is_any |= !is_fine;
    }
    if (!is_any)
        return OK;
    ptrdiff_t n_cells = o->units.n * n;
    struct cp_votes_count *counts =
        arena_new(a, struct cp_votes_count, n_cells + 1);
    for (ptrdiff_t c = 0; c < n_cells; c++)
        counts[c] = o->counts[c];
    for (int32_t i = 0; i < v->n_people; i++)
        for (int64_t k = v->starts[i]; is_at[i] && k < v->starts[i + 1]; k++) {
            struct cp_votes_count *c = &counts[g->unit_of[i] * n + v->of[k]];
            c->agree -= v->values[k] > 0;
            c->disagree -= v->values[k] < 0;
            c->all--;
        }
    struct cp_ground_line *lines = arena_new(a, struct cp_ground_line, n + 1);
    cp_ground(lines, a, &o->asked, counts, v->is_out, n);
    *labels = arena_new(a, int32_t, n + 1);
    for (ptrdiff_t j = 0; j < n; j++)
        (*labels)[j] =
            lines[j].label == o->ground[j].label ? -1 : (int32_t)lines[j].label;
    return OK;
}

enum err
signs_write(struct db *writer, struct arena *a, int64_t conversation_id,
    const struct signs *signs)
{
    (void)a;
    enum err e =
        sign_lose(writer, (struct sign_lose_in){ conversation_id }, NULL);
    for (int k = 0; e == OK && k < signs->n; k++)
        e = sign_put(writer,
            (struct sign_put_in){ .id = (int64_t)(entropy_bits() >> 1 | 1),
                .conversation_id = conversation_id,
                .kind = signs->all[k].kind,
                .about = signs->all[k].about,
                .n_people = signs->all[k].n_people,
                .has_n_people = signs->all[k].n_people >= UNIT_LEAST,
                .n_answers = signs->all[k].n_answers,
                .has_n_answers = signs->all[k].is_at == NULL,
                .n_windows = signs->all[k].n_windows,
                .has_n_windows = signs->all[k].is_at == NULL,
                .n_usual = signs->all[k].n_usual,
                .has_n_usual = signs->all[k].is_at == NULL },
            NULL);
    return e == OK
        ? sign_tidy(writer, (struct sign_tidy_in){ conversation_id }, NULL)
        : e;
}
