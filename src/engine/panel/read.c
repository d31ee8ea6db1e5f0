/* Volunteers and quotas from CSV. */
#include "engine/panel/read.h"

#include "base/csv.h"
#include "base/sort.h"

#include <setjmp.h>
#include <string.h>

enum { QUOTA_MAX = 1'000'000 };

/* ---- A table
 * -------------------------------------------------------------- */

struct table {
    const char *name; /* "people" */
    text *fields;     /* n_rows rows of n_columns, the header first */
    int64_t *lines;
    int32_t n_rows, n_columns, room;
};

static enum err
keep_row(struct table *t, const struct csv_row *row, struct arena *a,
    struct why *why)
{
    if (t->n_rows == 0)
        t->n_columns = row->n_fields;
    if (row->n_fields != t->n_columns)
        return err_say(why, ERR_BAD_INPUT,
            "%s, line %lld: %d fields, and the header has %d", t->name,
            (long long)row->line, row->n_fields, t->n_columns);
    if (t->n_rows > CP_PANEL_PEOPLE_MAX)
        return err_say(why, ERR_BAD_INPUT, "%s: more than %d rows", t->name,
            CP_PANEL_PEOPLE_MAX);
    if (t->n_rows == t->room) {
        int32_t room = t->room == 0 ? 256 : 2 * t->room;
        text *fields = arena_new(a, text, (ptrdiff_t)room * t->n_columns);
        int64_t *lines = arena_new(a, int64_t, room);
        if (t->n_rows > 0) {
            memcpy(fields, t->fields,
                sizeof *fields * (size_t)t->n_rows * (size_t)t->n_columns);
            memcpy(lines, t->lines, sizeof *lines * (size_t)t->n_rows);
        }
        t->fields = fields;
        t->lines = lines;
        t->room = room;
    }
    for (int32_t i = 0; i < t->n_columns; i++)
        t->fields[(ptrdiff_t)t->n_rows * t->n_columns + i] =
            arena_copy(a, text_trim(row->fields[i]));
    t->lines[t->n_rows++] = row->line;
    return OK;
}

static enum err
read_table(struct table *t, text all, struct arena *a, struct why *why)
{
    struct csv_reader *r = arena_new(a, struct csv_reader, 1);
    struct csv_row row;
    enum err e = OK;
    csv_open(r, a);
    while (e == OK)
        switch (csv_next(r, &row)) {
        case CSV_WANTS_MORE:
            if (all.len > 0)
                csv_feed(r, all);
            else
                csv_finish(r);
            all.len = 0;
            break;
        case CSV_HAS_ROW: e = keep_row(t, &row, a, why); break;
        case CSV_IS_BAD:
            return err_say(why, ERR_BAD_INPUT, "%s, %s", t->name, r->why.text);
        case CSV_AT_END:
            if (t->n_rows < 2)
                return err_say(why, ERR_BAD_INPUT,
                    "%s: a header and nothing under it", t->name);
            return OK;
        }
    return e;
}

static text
field(const struct table *t, int32_t row, int32_t column)
{
    return t->fields[(ptrdiff_t)row * t->n_columns + column];
}

static int32_t
find_column(const struct table *t, text name)
{
    for (int32_t i = 0; i < t->n_columns; i++)
        if (text_is_equal(field(t, 0, i), name))
            return i;
    return -1;
}

static enum err
find_either(const struct table *t, const char *name, const char *other,
    int32_t *at, struct why *why)
{
    *at = find_column(t, text_of(name));
    if (*at < 0)
        *at = find_column(t, text_of(other));
    return *at >= 0 ? OK
                    : err_say(why, ERR_BAD_INPUT,
                          "%s: there is no column \"%s\"", t->name, name);
}

/* ---- Words
 * ---------------------------------------------------------------- */

/* Numbers for texts, in the order in which they come. */
struct words {
    struct arena *a;
    text *words;
    int32_t *slots; /* a number + 1, or 0 */
    int32_t n, n_slots;
};

static struct words
words_in(struct arena *a, int32_t most)
{
    int32_t n_slots = 16;
    while (n_slots < 2 * most + 2)
        n_slots *= 2;
    return (struct words){ .a = a,
        .words = arena_new(a, text, (ptrdiff_t)most + 1),
        .slots = arena_new(a, int32_t, n_slots),
        .n_slots = n_slots };
}

static int32_t
word_of(struct words *w, text word, bool *is_new)
{
    uint64_t at = text_hash(word) & (uint64_t)(w->n_slots - 1);
    for (; w->slots[at] != 0; at = (at + 1) & (uint64_t)(w->n_slots - 1))
        if (text_is_equal(w->words[w->slots[at] - 1], word)) {
            *is_new = false;
            return w->slots[at] - 1;
        }
    *is_new = true;
    w->words[w->n] = word;
    w->slots[at] = w->n + 1;
    return w->n++;
}

/* ---- Quotas
 * --------------------------------------------------------------- */

struct reading {
    struct cp_panel_read *to;
    struct arena *a;
    struct table people, quotas;
    struct cp_panel_feature *features;
    struct words *values; /* of features */
    int32_t *columns;     /* of features, in people */
};

static enum err
read_number(const struct table *t, int32_t row, int32_t column, int32_t *to,
    struct why *why)
{
    int64_t n;
    text f = field(t, row, column);
    if (!text_parse_int(f, &n) || n < 0 || n > QUOTA_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "%s, line %lld: %.*s is a whole number, 0 or more, not \"%.*s\"",
            t->name, (long long)t->lines[row], TEXT_ARG(field(t, 0, column)),
            TEXT_ARG(text_prefix(f, 60)));
    *to = (int32_t)n;
    return OK;
}

static enum err
read_move(const struct table *t, int32_t row, int32_t column, int32_t *to,
    struct why *why)
{
    *to = -1;
    if (column < 0 || field(t, row, column).len == 0)
        return OK;
    return read_number(t, row, column, to, why);
}

static enum err
read_quotas(struct reading *r, struct why *why)
{
    const struct table *t = &r->quotas;
    int32_t feature, value, min, max;
    enum err e = find_either(t, "feature", "category", &feature, why);
    if (e == OK)
        e = find_either(t, "value", "name", &value, why);
    if (e == OK)
        e = find_either(t, "min", "minimum", &min, why);
    if (e == OK)
        e = find_either(t, "max", "maximum", &max, why);
    if (e != OK)
        return e;
    if (t->n_rows - 1 > CP_PANEL_LINES_MAX)
        return err_say(
            why, ERR_BAD_INPUT, "quotas: at most %d lines", CP_PANEL_LINES_MAX);
    int32_t n = t->n_rows - 1, n_features = 0;
    int32_t lower = find_column(t, TEXT("may_lower"));
    int32_t raise = find_column(t, TEXT("may_raise"));
    struct cp_panel_line *lines = arena_new(r->a, struct cp_panel_line, n);
    struct words features = words_in(r->a, n);
    r->columns = arena_new(r->a, int32_t, n);
    r->values = arena_new(r->a, struct words, n);
    for (int32_t i = 0; i < n && e == OK; i++) {
        struct cp_panel_line *l = &lines[i];
        bool is_new;
        text name = field(t, i + 1, feature);
        l->line = t->lines[i + 1];
        l->feature = word_of(&features, name, &is_new);
        if (is_new) {
            int32_t column = find_column(&r->people, name);
            if (column < 0)
                return err_say(why, ERR_BAD_INPUT,
                    "quotas, line %lld: people have no column \"%.*s\"",
                    (long long)l->line, TEXT_ARG(text_prefix(name, 60)));
            r->columns[n_features] = column;
            r->values[n_features++] = words_in(r->a, n + r->people.n_rows);
        }
        l->value =
            word_of(&r->values[l->feature], field(t, i + 1, value), &is_new);
        e = read_number(t, i + 1, min, &l->min, why);
        if (e == OK)
            e = read_number(t, i + 1, max, &l->max, why);
        if (e == OK)
            e = read_move(t, i + 1, lower, &l->may_lower, why);
        if (e == OK)
            e = read_move(t, i + 1, raise, &l->may_raise, why);
    }
    r->to->pool.lines = lines;
    r->to->pool.n_lines = n;
    r->to->pool.n_features = n_features;
    r->features = arena_new(r->a, struct cp_panel_feature, n_features);
    for (int32_t f = 0; f < n_features; f++)
        r->features[f].name = features.words[f];
    return e;
}

/* ---- People
 * --------------------------------------------------------------- */

static enum err
read_yes(const struct table *t, int32_t row, int32_t column, bool *is_yes,
    struct why *why)
{
    static const text yes[] = { TEXT_INIT("1"), TEXT_INIT("yes"),
        TEXT_INIT("Yes"), TEXT_INIT("true") };
    static const text no[] = { TEXT_INIT("0"), TEXT_INIT("no"), TEXT_INIT("No"),
        TEXT_INIT("false"), TEXT_INIT("") };
    *is_yes = false;
    if (column < 0)
        return OK;
    text f = field(t, row, column);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (text_is_equal(f, yes[i])) {
            *is_yes = true;
            return OK;
        }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (text_is_equal(f, no[i]))
            return OK;
    return err_say(why, ERR_BAD_INPUT,
        "people, line %lld: %.*s is yes or no, not \"%.*s\"",
        (long long)t->lines[row], TEXT_ARG(field(t, 0, column)),
        TEXT_ARG(text_prefix(f, 60)));
}

struct columns {
    int32_t id, ticket, must, may_not, household;
};

static enum err
read_person(struct reading *r, const struct columns *c, int32_t row,
    struct words *ids, struct words *houses, struct cp_panel_person *q,
    struct why *why)
{
    const struct table *t = &r->people;
    bool is_new, is_must = false, is_not = false;
    text id = field(t, row, c->id);
    if (id.len == 0)
        return err_say(why, ERR_BAD_INPUT, "people, line %lld: nobody's id",
            (long long)t->lines[row]);
    int32_t before = word_of(ids, id, &is_new);
    if (!is_new)
        return err_say(why, ERR_BAD_INPUT,
            "people, line %lld: \"%.*s\" stands on line %lld already",
            (long long)t->lines[row], TEXT_ARG(text_prefix(id, 60)),
            (long long)t->lines[before + 1]);
    enum err e = read_yes(t, row, c->must, &is_must, why);
    if (e == OK)
        e = read_yes(t, row, c->may_not, &is_not, why);
    if (e == OK && is_must && is_not)
        e = err_say(why, ERR_BAD_INPUT,
            "people, line %lld: \"%.*s\" must be in and may not",
            (long long)t->lines[row], TEXT_ARG(text_prefix(id, 60)));
    *q = (struct cp_panel_person){ .id = id,
        .household = -1,
        .standing = is_must ? CP_PANEL_MUST
            : is_not        ? CP_PANEL_MAY_NOT
                            : CP_PANEL_FREE };
    if (e == OK && c->ticket >= 0 &&
        !text_parse_int(field(t, row, c->ticket), &q->ticket))
        e = err_say(why, ERR_BAD_INPUT,
            "people, line %lld: a ticket is a whole number, not \"%.*s\"",
            (long long)t->lines[row],
            TEXT_ARG(text_prefix(field(t, row, c->ticket), 60)));
    if (e == OK && c->household >= 0 && field(t, row, c->household).len > 0)
        q->household = word_of(houses, field(t, row, c->household), &is_new);
    int32_t *values = arena_new(r->a, int32_t, r->to->pool.n_features);
    for (int32_t f = 0; f < r->to->pool.n_features; f++) {
        text v = field(t, row, r->columns[f]);
        values[f] = word_of(&r->values[f], v, &is_new);
        r->to->n_unsaid += v.len == 0;
    }
    q->values = values;
    return e;
}

static enum err
read_people(struct reading *r, text household_column, struct why *why)
{
    const struct table *t = &r->people;
    struct columns c = { .ticket = find_column(t, TEXT("ticket")),
        .must = find_column(t, TEXT("must_be_in")),
        .may_not = find_column(t, TEXT("may_not")),
        .household = -1 };
    enum err e = find_either(t, "id", "person", &c.id, why);
    if (e == OK && !text_is_empty(household_column)) {
        c.household = find_column(t, household_column);
        if (c.household < 0)
            e = err_say(why, ERR_BAD_INPUT,
                "people: there is no column \"%.*s\" of households",
                TEXT_ARG(text_prefix(household_column, 60)));
    }
    int32_t n = t->n_rows - 1;
    struct cp_panel_person *people = arena_new(r->a, struct cp_panel_person, n);
    struct words ids = words_in(r->a, n), houses = words_in(r->a, n);
    for (int32_t i = 0; i < n && e == OK; i++)
        e = read_person(r, &c, i + 1, &ids, &houses, &people[i], why);
    if (e != OK)
        return e;
    for (int32_t f = 0; f < r->to->pool.n_features; f++) {
        r->features[f].values = r->values[f].words;
        r->features[f].n_values = r->values[f].n;
    }
    r->to->has_tickets = c.ticket >= 0;
    r->to->pool.people = people;
    r->to->pool.n_people = n;
    r->to->pool.features = r->features;
    return OK;
}

/* ---- Seed and tickets
 * ----------------------------------------------------- */

static int
by_name(const void *context, const void *x, const void *y)
{
    const struct cp_panel_feature *f = context;
    return text_compare(
        f[*(const int32_t *)x].name, f[*(const int32_t *)y].name);
}

static int
by_id(const void *context, const void *x, const void *y)
{
    const struct cp_panel_person *p = context;
    return text_compare(p[*(const int32_t *)x].id, p[*(const int32_t *)y].id);
}

static int32_t *
sorted(int32_t n, sort_compare *compare, const void *of, struct arena *a)
{
    int32_t *at = arena_new(a, int32_t, n), *room = arena_new(a, int32_t, n);
    for (int32_t i = 0; i < n; i++)
        at[i] = i;
    sort(at, room, n, sizeof *at, compare, of);
    return at;
}

static void
add_field(struct buf *b, text t)
{
    buf_int(b, t.len); /* so that no two lists have one text */
    buf_byte(b, ':');
    buf_add(b, t);
    buf_byte(b, ' ');
}

static void
make_seed(struct reading *r, const int32_t *by_ids, text household_column,
    cp_panel_hash *hash)
{
    const struct cp_panel_pool *p = &r->to->pool;
    int32_t *features = sorted(p->n_features, by_name, p->features, r->a);
    int32_t house = text_is_empty(household_column)
        ? -1
        : find_column(&r->people, household_column);
    struct buf b = buf_in(r->a, 1 << 14);
    buf_add(&b, TEXT("counterpart panel volunteers 1\n"));
    for (int32_t i = 0; i < p->n_people; i++) {
        const struct cp_panel_person *q = &p->people[by_ids[i]];
        add_field(&b, q->id);
        if (r->to->has_tickets)
            buf_int(&b, q->ticket);
        buf_byte(&b, "-+/"[q->standing]);
        if (house >= 0)
            add_field(&b, field(&r->people, by_ids[i] + 1, house));
        for (int32_t f = 0; f < p->n_features; f++) {
            const struct cp_panel_feature *at = &p->features[features[f]];
            add_field(&b, at->name);
            add_field(&b, at->values[q->values[features[f]]]);
        }
        buf_byte(&b, '\n');
    }
    r->to->list_seed = cp_panel_hex(buf_text(&b), hash, r->a);
}

/* Numbers from 1 on, in an order that nobody chose. */
static void
make_tickets(struct reading *r, cp_panel_hash *hash)
{
    int32_t n = r->to->pool.n_people;
    struct cp_panel_person *people =
        (struct cp_panel_person *)r->to->pool.people;
    struct cp_panel_person *drawn = arena_new(r->a, struct cp_panel_person, n);
    for (int32_t i = 0; i < n; i++)
        drawn[i].id = cp_panel_hex(
            arena_print(r->a, "%.*s\nticket\n%.*s\n",
                TEXT_ARG(r->to->list_seed), TEXT_ARG(people[i].id)),
            hash, r->a);
    int32_t *order = sorted(n, by_id, drawn, r->a);
    for (int32_t i = 0; i < n; i++)
        people[order[i]].ticket = i + 1;
}

enum err
cp_panel_read(struct cp_panel_read *to, struct arena *a, text people,
    text quotas, text household_column, int32_t size, cp_panel_hash *hash,
    struct why *why)
{
    jmp_buf here, *was = a->no_room;
    *to = (struct cp_panel_read){ .pool.size = size };
    a->no_room = &here;
    if (setjmp(here) != 0) {
        a->no_room = was;
        return err_say(why, ERR_NO_ROOM, "no memory for this many people");
    }
    struct reading *r = arena_new(a, struct reading, 1);
    *r = (struct reading){
        .to = to, .a = a, .people.name = "people", .quotas.name = "quotas"
    };
    enum err e = read_table(&r->people, people, a, why);
    if (e == OK)
        e = read_table(&r->quotas, quotas, a, why);
    if (e == OK)
        e = read_quotas(r, why);
    if (e == OK)
        e = read_people(r, household_column, why);
    if (e == OK) {
        make_seed(r, sorted(to->pool.n_people, by_id, to->pool.people, a),
            household_column, hash);
        if (!to->has_tickets)
            make_tickets(r, hash);
        e = cp_panel_look(&to->pool, a, why);
    }
    a->no_room = was;
    return e;
}
