/* Volunteers at the door, and as types. */
#include "engine/panel/panel_inside.h"

#include "base/sort.h"

#include <math.h>
#include <string.h>

/* ---- At the door
 * ---------------------------------------------------------- */

static int
by_ticket(const void *context, const void *x, const void *y)
{
    const struct cp_panel_person *people = context;
    int64_t a = people[*(const int32_t *)x].ticket;
    int64_t b = people[*(const int32_t *)y].ticket;
    return (a > b) - (a < b);
}

static int32_t *
in_order_of_tickets(const struct cp_panel_pool *p, struct arena *a)
{
    int32_t *at = arena_new(a, int32_t, p->n_people);
    int32_t *room = arena_new(a, int32_t, p->n_people);
    for (int32_t i = 0; i < p->n_people; i++)
        at[i] = i;
    sort(at, room, p->n_people, sizeof *at, by_ticket, p->people);
    return at;
}

/* "line 3, age 16-29" */
static text
line_name(const struct cp_panel_pool *p, int32_t l, struct arena *a)
{
    const struct cp_panel_line *q = &p->lines[l];
    const struct cp_panel_feature *f = &p->features[q->feature];
    text value = f->values[q->value];
    if (q->line > 0)
        return arena_print(a, "line %lld, %.*s %.*s", (long long)q->line,
            TEXT_ARG(f->name), TEXT_ARG(value));
    return arena_print(a, "%.*s %.*s", TEXT_ARG(f->name), TEXT_ARG(value));
}

static enum err
look_at_lines(const struct cp_panel_pool *p, struct arena *a, struct why *why)
{
    for (int32_t l = 0; l < p->n_lines; l++) {
        const struct cp_panel_line *q = &p->lines[l];
        require(q->feature >= 0 && q->feature < p->n_features &&
            q->value >= 0 && q->value < p->features[q->feature].n_values);
        text name = line_name(p, l, a);
        if (q->min < 0 || q->max < 0)
            return err_say(why, ERR_BAD_INPUT,
                "quotas: %.*s: a quota is not below 0", TEXT_ARG(name));
        if (q->min > q->max)
            return err_say(why, ERR_BAD_INPUT,
                "quotas: %.*s: the minimum %d is above the maximum %d",
                TEXT_ARG(name), q->min, q->max);
        for (int32_t other = 0; other < l; other++)
            if (p->lines[other].feature == q->feature &&
                p->lines[other].value == q->value)
                return err_say(why, ERR_BAD_INPUT,
                    "quotas: %.*s: there is a line for it already",
                    TEXT_ARG(name));
    }
    return OK;
}

static enum err
look_at_people(const struct cp_panel_pool *p, struct arena *a, struct why *why)
{
    const int32_t *order = in_order_of_tickets(p, a);
    int32_t n_there = 0, n_must = 0;
    for (int32_t i = 0; i < p->n_people; i++) {
        const struct cp_panel_person *q = &p->people[order[i]];
        n_there += q->standing != CP_PANEL_MAY_NOT;
        n_must += q->standing == CP_PANEL_MUST;
        if (i > 0 && p->people[order[i - 1]].ticket == q->ticket)
            return err_say(why, ERR_BAD_INPUT,
                "%.*s and %.*s have the same ticket, %lld",
                TEXT_ARG(p->people[order[i - 1]].id), TEXT_ARG(q->id),
                (long long)q->ticket);
        for (int32_t f = 0; f < p->n_features; f++)
            require(
                q->values[f] >= 0 && q->values[f] < p->features[f].n_values);
    }
    if (p->size > n_there)
        return err_say(why, ERR_BAD_INPUT,
            "a panel of %d cannot be drawn from %d people", p->size, n_there);
    if (p->size < n_must)
        return err_say(why, ERR_BAD_INPUT,
            "%d people must be in, and the panel has %d seats", n_must,
            p->size);
    return OK;
}

enum err
cp_panel_look(const struct cp_panel_pool *p, struct arena *a, struct why *why)
{
    if (p->size < 1)
        return err_say(why, ERR_BAD_INPUT,
            "a panel has at least one seat, not %d", p->size);
    if (p->size > CP_PANEL_SIZE_MAX || p->n_people > CP_PANEL_PEOPLE_MAX ||
        p->n_features > CP_PANEL_FEATURES_MAX ||
        p->n_lines > CP_PANEL_LINES_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "at most %d seats, %d people, %d features and %d lines of quotas",
            CP_PANEL_SIZE_MAX, CP_PANEL_PEOPLE_MAX, CP_PANEL_FEATURES_MAX,
            CP_PANEL_LINES_MAX);
    if (!(p->ceiling >= 0) || p->ceiling > 1)
        return err_say(why, ERR_BAD_INPUT,
            "a ceiling on chances is above 0 and at most 1");
    struct arena_mark mark = arena_mark(a);
    enum err e = look_at_lines(p, a, why);
    if (e == OK)
        e = look_at_people(p, a, why);
    arena_rewind(a, mark);
    return e;
}

/* ---- Types
 * ---------------------------------------------------------------- */

/* What makes people alike: the lines they stand in, a household that others
 * are of too, and being a member already. */
struct kind {
    int32_t n_words;
    const int32_t *words; /* of all people, n_words each */
};

static int
by_kind(const void *context, const void *x, const void *y)
{
    const struct kind *k = context;
    const int32_t *a = k->words + (ptrdiff_t)k->n_words * *(const int32_t *)x;
    const int32_t *b = k->words + (ptrdiff_t)k->n_words * *(const int32_t *)y;
    for (int32_t i = 0; i < k->n_words; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

/* Which line a person stands in, feature by feature; -1: in none. */
static struct kind
kinds_of(const struct cp_panel_pool *p, struct arena *a)
{
    int32_t n_words = p->n_features + 2;
    int32_t *words = arena_new(a, int32_t, (ptrdiff_t)n_words * p->n_people);
    int32_t most = 0;
    for (int32_t i = 0; i < p->n_people; i++) {
        int32_t *w = words + (ptrdiff_t)n_words * i;
        const struct cp_panel_person *q = &p->people[i];
        for (int32_t f = 0; f < p->n_features; f++)
            w[f] = -1;
        for (int32_t l = 0; l < p->n_lines; l++)
            if (q->values[p->lines[l].feature] == p->lines[l].value)
                w[p->lines[l].feature] = l;
        w[n_words - 2] = q->household;
        w[n_words - 1] = q->standing == CP_PANEL_MUST ? i + 1 : 0;
        if (q->household > most)
            most = q->household;
    }
    /* a household of one who is there is none */
    int32_t *n_in = arena_new(a, int32_t, (ptrdiff_t)most + 1);
    for (int32_t i = 0; i < p->n_people; i++)
        if (p->people[i].household >= 0 &&
            p->people[i].standing != CP_PANEL_MAY_NOT)
            n_in[p->people[i].household]++;
    for (int32_t i = 0; i < p->n_people; i++) {
        int32_t h = p->people[i].household;
        if (h < 0 || n_in[h] < 2)
            words[(ptrdiff_t)n_words * i + n_words - 2] = -1;
    }
    return (struct kind){ n_words, words };
}

static enum err
make_types(struct panel *m, const struct kind *k, struct why *why)
{
    const struct cp_panel_pool *p = m->pool;
    int32_t *order = in_order_of_tickets(p, m->a); /* then, stable, by kind */
    int32_t *room = arena_new(m->a, int32_t, p->n_people);
    int32_t n = 0;
    for (int32_t i = 0; i < p->n_people; i++)
        if (p->people[order[i]].standing != CP_PANEL_MAY_NOT)
            order[n++] = order[i];
    int32_t *by = arena_new(m->a, int32_t, n);
    memcpy(by, order, sizeof *by * (size_t)n);
    sort(by, room, n, sizeof *by, by_kind, k);
    int32_t *leader = arena_new(m->a, int32_t, p->n_people);
    int32_t *size = arena_new(m->a, int32_t, p->n_people);
    for (int32_t i = 0, first = 0; i < n; i++) {
        if (i > 0 && by_kind(k, &by[i - 1], &by[i]) != 0)
            first = i;
        leader[by[i]] = by[first]; /* the smallest ticket of them */
        size[by[first]]++;
    }
    for (int32_t i = 0; i < n; i++)
        m->n_types += leader[order[i]] == order[i];
    if (m->n_types > CP_PANEL_TYPES_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "these are %d different kinds of people: at most %d. Use fewer "
            "features, or coarser ones",
            m->n_types, CP_PANEL_TYPES_MAX);
    m->types = arena_new(m->a, struct panel_type, m->n_types);
    m->members = arena_new(m->a, int32_t, n);
    m->type_of = arena_new(m->a, int32_t, p->n_people);
    int32_t t = 0, from = 0;
    for (int32_t i = 0; i < p->n_people; i++)
        m->type_of[i] = -1;
    for (int32_t i = 0; i < n; i++)
        if (leader[order[i]] == order[i]) {
            m->types[t] = (struct panel_type){ .from = from,
                .is_must = p->people[order[i]].standing == CP_PANEL_MUST };
            from += size[order[i]];
            m->type_of[order[i]] = t++;
        }
    for (int32_t i = 0; i < n; i++) {
        t = m->type_of[leader[order[i]]];
        m->type_of[order[i]] = t;
        m->members[m->types[t].from + m->types[t].n++] = order[i];
    }
    return OK;
}

/* ---- Rows
 * ----------------------------------------------------------------- */

static int
by_types(const void *context, const void *x, const void *y)
{
    const int32_t *types = context;
    const struct panel_row *a = x, *b = y;
    for (int32_t i = 0; i < a->n && i < b->n; i++)
        if (types[a->from + i] != types[b->from + i])
            return types[a->from + i] < types[b->from + i] ? -1 : 1;
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    return (a->high > b->high) - (a->high < b->high);
}

/* The types of which `word` of the first person's kind is `is`. */
static void
add_row(struct panel *m, const struct kind *k, int32_t word, int32_t is,
    struct panel_row row, int32_t *n_filled)
{
    row.from = *n_filled;
    for (int32_t t = 0; t < m->n_types; t++) {
        int32_t i = m->members[m->types[t].from];
        if (word < 0 || k->words[(ptrdiff_t)k->n_words * i + word] == is)
            m->row_types[(*n_filled)++] = t;
    }
    row.n = *n_filled - row.from;
    m->rows[m->n_rows++] = row;
}

static void
make_rows(struct panel *m, const struct kind *k)
{
    const struct cp_panel_pool *p = m->pool;
    int32_t n_filled = 0, n_houses = 0, house_word = k->n_words - 2;
    int32_t *houses = arena_new(m->a, int32_t, m->n_types);
    /* a type stands in the size, in a line a feature, in one household */
    m->row_types =
        arena_new(m->a, int32_t, (ptrdiff_t)m->n_types * (p->n_features + 2));
    m->ones = arena_new(m->a, double, (ptrdiff_t)m->n_types + 1);
    for (int32_t t = 0; t <= m->n_types; t++)
        m->ones[t] = 1;
    for (int32_t t = 0; t < m->n_types; t++) {
        int32_t i = m->members[m->types[t].from], h;
        bool is_new =
            (h = k->words[(ptrdiff_t)k->n_words * i + house_word]) >= 0;
        for (int32_t o = 0; is_new && o < n_houses; o++)
            is_new = houses[o] != h;
        if (is_new)
            houses[n_houses++] = h;
    }
    m->rows =
        arena_new(m->a, struct panel_row, (ptrdiff_t)1 + p->n_lines + n_houses);
    add_row(m, k, -1, 0,
        (struct panel_row){ .low = m->size,
            .high = m->size,
            .line = PANEL_NO_LINE,
            .household = -1 },
        &n_filled);
    for (int32_t l = 0; l < p->n_lines; l++) {
        int32_t max = p->lines[l].max;
        add_row(m, k, p->lines[l].feature, l,
            (struct panel_row){ .low = p->lines[l].min,
                .high = max > m->size && max > p->lines[l].min
                    ? (m->size > p->lines[l].min ? m->size : p->lines[l].min)
                    : max,
                .line = l,
                .household = -1 },
            &n_filled);
    }
    struct panel_row *room =
        arena_new(m->a, struct panel_row, (ptrdiff_t)p->n_lines + 1);
    sort(m->rows + 1, room, p->n_lines, sizeof *room, by_types, m->row_types);
    m->n_line_rows = p->n_lines;
    for (int32_t h = 0; h < n_houses; h++)
        add_row(m, k, house_word, houses[h],
            (struct panel_row){
                .high = 1, .line = PANEL_NO_LINE, .household = houses[h] },
            &n_filled);
    for (int32_t i = 0; i < p->n_people; i++)
        if (p->people[i].household >= m->n_households)
            m->n_households = p->people[i].household + 1;
}

enum err
panel_make(struct panel *m, struct arena *a, const struct cp_panel_pool *p,
    const struct cp_panel_how *how, struct why *why)
{
    static const struct cp_panel_how usual;
    enum err e = cp_panel_look(p, a, why);
    if (e != OK)
        return e;
    *m = (struct panel){ .pool = p,
        .how = how != NULL ? how : &usual,
        .a = a,
        .size = p->size,
        .ceiling = p->ceiling > 0 ? p->ceiling : 1 };
    struct kind k = kinds_of(p, a);
    e = make_types(m, &k, why);
    if (e != OK)
        return e;
    make_rows(m, &k);
    m->at.n_types = m->n_types;
    return OK;
}

int32_t
panel_row_sum(
    const struct panel *m, const struct panel_row *r, const int32_t *counts)
{
    int32_t sum = 0;
    for (int32_t i = 0; i < r->n; i++)
        sum += counts[m->row_types[r->from + i]];
    return sum;
}

bool
panel_fits(const struct panel *m, const int32_t *counts)
{
    for (int32_t t = 0; t < m->n_types; t++)
        if (counts[t] < m->types[t].is_must ||
            counts[t] > panel_most(&m->types[t]))
            return false;
    for (int32_t i = 0; i < m->n_rows; i++) {
        int32_t sum = panel_row_sum(m, &m->rows[i], counts);
        if (sum < m->rows[i].low || sum > m->rows[i].high)
            return false;
    }
    return true;
}

/* ---- Sets of panels
 * ------------------------------------------------------- */

int32_t
panel_set_add(struct panel *m, struct panel_set *s, const int32_t *c)
{
    size_t bytes = sizeof *c * (size_t)m->n_types;
    for (int32_t i = 0; i < s->n; i++)
        if (memcmp(s->counts[i], c, bytes) == 0)
            return i;
    if (s->n == s->room) {
        int32_t room = s->room == 0 ? 64 : 2 * s->room;
        int32_t **counts = arena_new(m->a, int32_t *, room);
        double *shares = arena_new(m->a, double, room);
        if (s->n > 0) {
            memcpy(counts, s->counts, sizeof *counts * (size_t)s->n);
            memcpy(shares, s->shares, sizeof *shares * (size_t)s->n);
        }
        s->counts = counts;
        s->shares = shares;
        s->room = room;
    }
    s->counts[s->n] = arena_new(m->a, int32_t, m->n_types);
    memcpy(s->counts[s->n], c, bytes);
    s->shares[s->n] = 0;
    return s->n++;
}
