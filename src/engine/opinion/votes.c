#include "engine/opinion/votes.h"

#include "base/sort.h"

#include <string.h>

enum { BLOCK = 1 << 13, PEOPLE_MAX = 1 << 28 };

/* A row is its person, and its statement times four with the vote + 1. */
struct cp_votes_block {
    struct cp_votes_block *next;
    int32_t n;
    int32_t people[BLOCK];
    uint32_t cells[BLOCK];
    int64_t *times; /* NULL: in order up to here */
};

/* ---- Keys ------------------------------------------------------------------
 */

static bool
is_whole(text t)
{
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return t.len > 0;
}

static text
without_zeros(text t)
{
    while (t.len > 1 && t.ptr[0] == '0')
        t = text_slice(t, 1, t.len);
    return t;
}

int
cp_votes_key_compare(text x, text y)
{
    bool one = is_whole(x), two = is_whole(y);
    if (one != two)
        return one ? -1 : 1;
    if (one) {
        text a = without_zeros(x), b = without_zeros(y);
        if (a.len != b.len)
            return a.len < b.len ? -1 : 1;
        int c = text_compare(a, b);
        if (c != 0)
            return c;
    }
    return text_compare(x, y);
}

static void
grow_keys(struct cp_votes_keys *k, struct arena *a)
{
    if (k->n == k->n_room) {
        k->n_room = k->n_room == 0 ? 64 : k->n_room * 2;
        text *keys = arena_new(a, text, k->n_room);
        if (k->n > 0)
            memcpy(keys, k->keys, (size_t)k->n * sizeof *keys);
        k->keys = keys;
    }
    if (k->n_slots >= 2 * ((ptrdiff_t)k->n + 1))
        return;
    k->n_slots = k->n_slots == 0 ? 256 : k->n_slots * 2;
    k->slots = arena_new(a, int32_t, k->n_slots);
    for (int32_t i = 0; i < k->n; i++) {
        ptrdiff_t at =
            (ptrdiff_t)(text_hash(k->keys[i]) & (uint64_t)(k->n_slots - 1));
        while (k->slots[at] != 0)
            at = (at + 1) & (k->n_slots - 1);
        k->slots[at] = i + 1;
    }
}

static int32_t
number_of(struct cp_votes_keys *k, struct arena *a, text key)
{
    if (k->n > 0 && text_is_equal(k->keys[k->last], key))
        return k->last;
    grow_keys(k, a);
    ptrdiff_t at = (ptrdiff_t)(text_hash(key) & (uint64_t)(k->n_slots - 1));
    while (k->slots[at] != 0 && !text_is_equal(k->keys[k->slots[at] - 1], key))
        at = (at + 1) & (k->n_slots - 1);
    if (k->slots[at] == 0) {
        char *bytes = arena_room(a, key.len);
        memcpy(bytes, key.ptr, (size_t)key.len);
        k->keys[k->n++] = (text){ bytes, key.len };
        k->slots[at] = k->n;
    }
    return k->last = k->slots[at] - 1;
}

static int
by_key(const void *context, const void *x, const void *y)
{
    const text *keys = context;
    return cp_votes_key_compare(
        keys[*(const int32_t *)x], keys[*(const int32_t *)y]);
}

/* The keys in order, and of each number the place it gets. */
static const text *
put_in_order(const struct cp_votes_keys *k, struct arena *a, int32_t *place)
{
    text *keys = arena_new(a, text, k->n);
    struct arena_mark mark = arena_mark(a);
    int32_t *order = arena_new(a, int32_t, k->n);
    int32_t *room = arena_new(a, int32_t, k->n);
    for (int32_t i = 0; i < k->n; i++)
        order[i] = i;
    sort(order, room, k->n, sizeof *order, by_key, k->keys);
    for (int32_t i = 0; i < k->n; i++) {
        keys[i] = k->keys[order[i]];
        place[order[i]] = i;
    }
    arena_rewind(a, mark);
    return keys;
}

static int32_t
find(const text *keys, int32_t n, text key)
{
    int32_t low = 0, high = n;
    while (low < high) {
        int32_t mid = low + (high - low) / 2;
        int c = cp_votes_key_compare(keys[mid], key);
        if (c == 0)
            return mid;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return -1;
}

int32_t
cp_votes_person(const struct cp_votes *v, text key)
{
    return find(v->people, v->n_people, key);
}

int32_t
cp_votes_statement(const struct cp_votes *v, text key)
{
    return find(v->statements, v->n_statements, key);
}

/* ---- Rows ------------------------------------------------------------------
 */

void
cp_votes_begin(struct cp_votes_maker *m, struct arena *a)
{
    *m = (struct cp_votes_maker){ .arena = a, .last_time = INT64_MIN };
}

static enum err
bad_key(text key, const char *what, struct why *why)
{
    if (key.len > CP_VOTES_KEY_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "the key of a %s may have %d bytes, and one begins with \"%.*s\"",
            what, CP_VOTES_KEY_MAX, TEXT_ARG(text_prefix(key, 20)));
    return err_say(why, ERR_BAD_INPUT, "the key of a %s is empty", what);
}

static struct cp_votes_block *
block_with_room(struct cp_votes_maker *m)
{
    if (m->last == NULL || m->last->n == BLOCK) {
        struct cp_votes_block *b =
            arena_new(m->arena, struct cp_votes_block, 1);
        if (m->last == NULL)
            m->first = b;
        else
            m->last->next = b;
        m->last = b;
    }
    return m->last;
}

/* Whether they are in order is found on the way: then none is looked at. A
 * block without any has 0 throughout. */
static void
keep_time(struct cp_votes_maker *m, struct cp_votes_block *b, int64_t time)
{
    if (time < m->last_time)
        m->has_times = true;
    else
        m->last_time = time;
    if (time == 0 && b->times == NULL)
        return;
    if (b->times == NULL)
        b->times = arena_new(m->arena, int64_t, BLOCK);
    b->times[b->n] = time;
}

enum err
cp_votes_add(struct cp_votes_maker *m, text person, text statement,
    int64_t value, int64_t time, struct why *why)
{
    if (person.len < 1 || person.len > CP_VOTES_KEY_MAX)
        return bad_key(person, "participant", why);
    if (statement.len < 1 || statement.len > CP_VOTES_KEY_MAX)
        return bad_key(statement, "statement", why);
    if (value < -1 || value > 1)
        return err_say(why, ERR_BAD_INPUT,
            "a vote is 1 (agrees), -1 (disagrees) or 0 (passes)");
    int32_t i = number_of(&m->people, m->arena, person);
    int32_t j = number_of(&m->statements, m->arena, statement);
    if (m->statements.n > CP_VOTES_STATEMENTS_MAX || m->people.n > PEOPLE_MAX)
        return err_say(why, ERR_NO_ROOM,
            "more than %d statements or %d participants",
            CP_VOTES_STATEMENTS_MAX, PEOPLE_MAX);
    struct cp_votes_block *b = block_with_room(m);
    b->people[b->n] = i;
    b->cells[b->n] = (uint32_t)j << 2 | (uint32_t)(value + 1);
    keep_time(m, b, time);
    b->n++;
    m->n_rows++;
    return OK;
}

struct row {
    uint32_t cell;
    int64_t time;
};

static int
by_statement(const void *context, const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x >> 2, b = *(const uint32_t *)y >> 2;
    (void)context;
    return (a > b) - (a < b);
}

static int
by_statement_and_time(const void *context, const void *x, const void *y)
{
    const struct row *a = x, *b = y;
    int c = by_statement(context, &a->cell, &b->cell);
    return c != 0 ? c : (a->time > b->time) - (a->time < b->time);
}

/* All rows by person, as they came; each `size` bytes, the cell first. */
static char *
rows_by_person(const struct cp_votes_maker *m, const int32_t *person_at,
    const int32_t *statement_at, int64_t *ends, ptrdiff_t size)
{
    char *rows = arena_take(m->arena, size, 8, m->n_rows + 1);
    int64_t before = 0;
    for (const struct cp_votes_block *b = m->first; b != NULL; b = b->next)
        for (int32_t k = 0; k < b->n; k++)
            ends[person_at[b->people[k]]]++;
    for (int32_t i = 0; i < m->people.n; i++) {
        int64_t n = ends[i];
        ends[i] = before;
        before += n;
    }
    for (const struct cp_votes_block *b = m->first; b != NULL; b = b->next)
        for (int32_t k = 0; k < b->n; k++) {
            struct row r = { (uint32_t)statement_at[b->cells[k] >> 2] << 2 |
                    (b->cells[k] & 3),
                b->times == NULL ? 0 : b->times[k] };
            memcpy(rows + size * ends[person_at[b->people[k]]]++, &r,
                size == (ptrdiff_t)sizeof r ? sizeof r : sizeof r.cell);
        }
    return rows;
}

static bool
is_in_order(const char *rows, int64_t n, ptrdiff_t size)
{
    uint32_t last = 0;
    for (int64_t k = 0; k < n; k++) {
        uint32_t cell;
        memcpy(&cell, rows + size * k, sizeof cell);
        if (k > 0 && cell >> 2 <= last >> 2)
            return false;
        last = cell;
    }
    return true;
}

void
cp_votes_end(struct cp_votes_maker *m, struct cp_votes *to)
{
    struct arena *a = m->arena;
    int32_t n_people = m->people.n, n_statements = m->statements.n;
    int64_t *starts = arena_new(a, int64_t, n_people + 1);
    int32_t *of = arena_new(a, int32_t, m->n_rows);
    int8_t *values = arena_new(a, int8_t, m->n_rows);
    bool *is_out = arena_new(a, bool, n_statements);
    bool *is_meta = arena_new(a, bool, n_statements);
    int32_t *person_at = arena_new(a, int32_t, n_people);
    int32_t *statement_at = arena_new(a, int32_t, n_statements);
    *to = (struct cp_votes){ .n_people = n_people,
        .n_statements = n_statements,
        .people = put_in_order(&m->people, a, person_at),
        .statements = put_in_order(&m->statements, a, statement_at),
        .starts = starts,
        .of = of,
        .values = values,
        .n_rows = m->n_rows,
        .is_out = is_out,
        .is_meta = is_meta };
    struct arena_mark mark = arena_mark(a);
    int64_t *ends = arena_new(a, int64_t, n_people);
    ptrdiff_t size = m->has_times ? (ptrdiff_t)sizeof(struct row)
                                  : (ptrdiff_t)sizeof(uint32_t);
    char *rows = rows_by_person(m, person_at, statement_at, ends, size);
    int64_t n = 0;
    for (int32_t i = 0; i < n_people; i++) {
        int64_t from = i == 0 ? 0 : ends[i - 1], many = ends[i] - from;
        char *mine = rows + size * from;
        starts[i] = n;
        if (!is_in_order(mine, many, size)) {
            struct arena_mark inner = arena_mark(a);
            char *room = arena_take(a, size, 8, many);
            sort(mine, room, many, size,
                m->has_times ? by_statement_and_time : by_statement, NULL);
            arena_rewind(a, inner);
        }
        for (int64_t k = 0; k < many; k++) {
            uint32_t cell;
            memcpy(&cell, mine + size * k, sizeof cell);
            if (n > starts[i] && of[n - 1] == (int32_t)(cell >> 2))
                n--; /* the later one counts */
            of[n] = (int32_t)(cell >> 2);
            values[n++] = (int8_t)((int)(cell & 3) - 1);
        }
    }
    starts[n_people] = n;
    arena_rewind(a, mark);
}

/* ---- Counts ----------------------------------------------------------------
 */

void
cp_votes_tally(const struct cp_votes *v, const int32_t *groups, int32_t group,
    struct cp_votes_count *counts)
{
    memset(counts, 0, (size_t)v->n_statements * sizeof *counts);
    for (int32_t i = 0; i < v->n_people; i++) {
        if (groups != NULL && groups[i] != group)
            continue;
        for (int64_t k = v->starts[i]; k < v->starts[i + 1]; k++) {
            struct cp_votes_count *c = &counts[v->of[k]];
            c->agree += v->values[k] > 0;
            c->disagree += v->values[k] < 0;
            c->all++;
        }
    }
}

void
cp_votes_turn(struct cp_votes *v)
{
    int8_t *values = (int8_t *)v->values;
    for (int64_t k = 0; k < v->starts[v->n_people]; k++)
        values[k] = (int8_t)-values[k];
}
