#include "engine/opinion/units.h"

#include "base/csv.h"
#include "base/sort.h"

#include <string.h>

/* ---- A row -----------------------------------------------------------------
 */

struct member {
    text person, unit, side;
    int64_t size, line;
};

struct head {
    int person, unit, side, size, n;
};

static enum err
read_head(struct head *h, const struct csv_row *row, struct why *why)
{
    static const char *const names[] = { "participant", "community", "side",
        "size" };
    int *const at[] = { &h->person, &h->unit, &h->side, &h->size };
    h->n = row->n_fields;
    for (int k = 0; k < 4; k++) {
        *at[k] = -1;
        for (int i = 0; i < row->n_fields; i++)
            if (text_is_equal(text_trim(row->fields[i]), text_of(names[k])))
                *at[k] = i;
        if (*at[k] < 0 && k < 3)
            return err_say(why, ERR_BAD_INPUT,
                "line 1: communities have the columns participant, community "
                "and side, and there is no %s",
                names[k]);
    }
    return OK;
}

static enum err
read_member(struct member *m, struct arena *a, const struct head *h,
    const struct csv_row *row, struct why *why)
{
    int64_t line = row->line;
    if (row->n_fields != h->n)
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: %d fields, and the first line has %d", (long long)line,
            row->n_fields, h->n);
    *m = (struct member){ arena_copy(a, text_trim(row->fields[h->person])),
        arena_copy(a, text_trim(row->fields[h->unit])),
        arena_copy(a, text_trim(row->fields[h->side])), -1, line };
    if (m->person.len == 0 || m->unit.len == 0 || m->side.len == 0)
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: participant, community or side is empty",
            (long long)line);
    text size = h->size < 0 ? (text){ 0 } : text_trim(row->fields[h->size]);
    if (!text_is_empty(size) &&
        (!text_parse_int(size, &m->size) || m->size < 1))
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: the size of a community is how many people it has, "
            "and this is \"%.*s\"",
            (long long)line, TEXT_ARG(text_prefix(size, 40)));
    return OK;
}

static enum err
read_members(struct member *members, ptrdiff_t *n, struct arena *a, text all,
    struct why *why)
{
    struct csv_reader *r = arena_new(a, struct csv_reader, 1);
    struct head h = { 0 };
    struct csv_row row;
    enum err e = OK;
    csv_open(r, a);
    csv_feed(r, all);
    while (e == OK) {
        switch (csv_next(r, &row)) {
        case CSV_WANTS_MORE: csv_finish(r); continue;
        case CSV_AT_END:
            return *n > 0 ? OK
                          : err_say(why, ERR_BAD_INPUT,
                                "nobody is in any community: there are no "
                                "rows");
        case CSV_IS_BAD: return err_say(why, ERR_BAD_INPUT, "%s", r->why.text);
        case CSV_HAS_ROW: break;
        }
        e = r->n_rows == 1 ? read_head(&h, &row, why)
                           : read_member(&members[(*n)++], a, &h, &row, why);
    }
    return e;
}

/* ---- Units -----------------------------------------------------------------
 */

static int
by_unit(const void *context, const void *x, const void *y)
{
    const struct member *a = x, *b = y;
    int c = cp_votes_key_compare(a->unit, b->unit);
    (void)context;
    return c != 0 ? c : cp_votes_key_compare(a->person, b->person);
}

static int
by_name(const void *context, const void *x, const void *y)
{
    (void)context;
    return cp_votes_key_compare(*(const text *)x, *(const text *)y);
}

static enum err
check_beside(
    const struct member *before, const struct member *m, struct why *why)
{
    if (!text_is_equal(before->side, m->side))
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: community %.*s is on side %.*s, and in line %lld on "
            "%.*s",
            (long long)m->line, TEXT_ARG(text_prefix(m->unit, 40)),
            TEXT_ARG(text_prefix(m->side, 40)), (long long)before->line,
            TEXT_ARG(text_prefix(before->side, 40)));
    if (before->size != m->size)
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: community %.*s has another size than in line %lld",
            (long long)m->line, TEXT_ARG(text_prefix(m->unit, 40)),
            (long long)before->line);
    if (text_is_equal(before->person, m->person))
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: %.*s is in community %.*s already, by line %lld",
            (long long)m->line, TEXT_ARG(text_prefix(m->person, 40)),
            TEXT_ARG(text_prefix(m->unit, 40)), (long long)before->line);
    return OK;
}

/* Its place among the names, which are in order; it is one of them. */
static int32_t
side_number(const struct cp_units *to, text name)
{
    int32_t low = 0, high = to->n_sides - 1;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (cp_votes_key_compare(to->sides[middle], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
name_sides(
    struct cp_units *to, struct arena *a, const struct member *m, ptrdiff_t n)
{
    to->sides = arena_new(a, text, n);
    struct arena_mark mark = arena_mark(a);
    text *room = arena_new(a, text, n);
    for (ptrdiff_t i = 0; i < n; i++)
        to->sides[i] = m[i].side;
    sort(to->sides, room, n, sizeof *room, by_name, NULL);
    for (ptrdiff_t i = 0; i < n; i++)
        if (i == 0 || !text_is_equal(to->sides[i], to->sides[i - 1]))
            room[to->n_sides++] = to->sides[i];
    memcpy(to->sides, room, (size_t)to->n_sides * sizeof *room);
    arena_rewind(a, mark);
}

static enum err
check_sizes(const struct cp_units *to, struct arena *a, struct why *why)
{
    int64_t *n = arena_new(a, int64_t, to->n);
    for (ptrdiff_t i = 0; i < to->n_rows; i++)
        n[to->unit_of[i]]++;
    for (int32_t u = 0; u < to->n; u++)
        if (to->units[u].size >= 0 && n[u] > to->units[u].size)
            return err_say(why, ERR_BAD_INPUT,
                "community %.*s has %lld people, and %lld are named",
                TEXT_ARG(text_prefix(to->units[u].key, 40)),
                (long long)to->units[u].size, (long long)n[u]);
    return OK;
}

enum err
cp_units_read(struct cp_units *to, struct arena *a, text all,
    const struct cp_votes *v, struct why *why)
{
    ptrdiff_t n_lines = 1, n = 0;
    bool *is_in = arena_new(a, bool, v->n_people);
    for (ptrdiff_t i = 0; i < all.len; i++)
        n_lines += all.ptr[i] == '\n' || all.ptr[i] == '\r';
    struct member *m = arena_new(a, struct member, n_lines);
    struct member *room = arena_new(a, struct member, n_lines);
    *to = (struct cp_units){ .units = arena_new(a, struct cp_unit, n_lines),
        .people = arena_new(a, int32_t, n_lines),
        .unit_of = arena_new(a, int32_t, n_lines) };
    enum err e = read_members(m, &n, a, all, why);
    if (e != OK)
        return e;
    sort(m, room, n, sizeof *m, by_unit, NULL);
    name_sides(to, a, m, n);
    for (ptrdiff_t i = 0; i < n && e == OK; i++) {
        bool is_new = i == 0 || !text_is_equal(m[i - 1].unit, m[i].unit);
        if (is_new)
            to->units[to->n++] = (struct cp_unit){ m[i].unit,
                side_number(to, m[i].side), m[i].size };
        else
            e = check_beside(&m[i - 1], &m[i], why);
        to->unit_of[i] = to->n - 1;
        to->people[i] = cp_votes_person(v, m[i].person);
        if (to->people[i] >= 0)
            is_in[to->people[i]] = true;
    }
    to->n_rows = n;
    for (int32_t i = 0; i < v->n_people; i++)
        to->n_in_none += !is_in[i];
    return e != OK ? e : check_sizes(to, a, why);
}

void
cp_units_of_all(struct cp_units *to, struct arena *a, const struct cp_votes *v)
{
    *to = (struct cp_units){ .units = arena_new(a, struct cp_unit, 1),
        .n = 1,
        .sides = arena_new(a, text, 1),
        .n_sides = 1,
        .people = arena_new(a, int32_t, v->n_people),
        .unit_of = arena_new(a, int32_t, v->n_people),
        .n_rows = v->n_people };
    to->sides[0] = TEXT("everybody");
    to->units[0] = (struct cp_unit){ TEXT("everybody"), 0, -1 };
    for (int32_t i = 0; i < v->n_people; i++)
        to->people[i] = i;
}

struct cp_votes_count *
cp_units_tally(
    struct arena *a, const struct cp_units *u, const struct cp_votes *v)
{
    ptrdiff_t c = v->n_statements;
    struct cp_votes_count *counts =
        arena_new(a, struct cp_votes_count, u->n * c);
    for (ptrdiff_t i = 0; i < u->n_rows; i++) {
        struct cp_votes_count *mine = counts + u->unit_of[i] * c;
        int32_t p = u->people[i];
        for (int64_t k = p < 0 ? 0 : v->starts[p];
             p >= 0 && k < v->starts[p + 1]; k++) {
            struct cp_votes_count *x = &mine[v->of[k]];
            x->agree += v->values[k] > 0;
            x->disagree += v->values[k] < 0;
            x->all++;
        }
    }
    return counts;
}
