/* What a pathway says of a map: the rows of its steps, and which may follow
 * which. */
#include "engine/pathway/map.h"

#include <string.h>

static bool
takes(const struct cp_pathway_item *step, text name)
{
    const struct cp_names *log = &step->attributes[CP_PATHWAY_LOG];
    for (int i = 0; i < log->n; i++)
        if (text_is_equal(log->names[i], name))
            return true;
    return log->n == 0 && text_is_equal(step->name, name);
}

/* ---- Rows ---------------------------------------------------------------- */

static int32_t
number_rows(const struct cp_pathway_item *item, int32_t row, int32_t *rows,
    const text *names, int32_t n)
{
    int32_t last = row;
    if (item->kind == CP_PATHWAY_STEP) {
        for (int32_t i = 0; i < n; i++)
            if (rows[i] < 0 && takes(item, names[i]))
                rows[i] = row;
        return row + 1;
    }
    for (int i = 0; i < item->n_items; i++) {
        bool is_in_order = item->kind == CP_PATHWAY_IN_ORDER;
        int32_t next = number_rows(
            item->items[i], is_in_order ? last : row, rows, names, n);
        if (next > last)
            last = next;
    }
    return last;
}

void
cp_map_rows(
    int32_t *rows, const struct cp_pathway *p, const text *names, int32_t n)
{
    int32_t row = 0;
    for (int32_t i = 0; i < n; i++)
        rows[i] = -1;
    for (int i = 0; i < p->n_rows; i++)
        row = number_rows(p->rows[i], row, rows, names, n);
}

/* ---- What may follow what ------------------------------------------------ */

struct sets {
    bool *first, *last, *all; /* by activity */
    bool may_be_empty;
};
struct following {
    struct arena *arena;
    const text *names;
    int32_t n;
    bool *pairs; /* (n + 2) squared */
};

static struct sets
new_sets(struct following *f)
{
    struct sets s = { .first = arena_new(f->arena, bool, f->n),
        .last = arena_new(f->arena, bool, f->n),
        .all = arena_new(f->arena, bool, f->n) };
    return s;
}

static void
join(const struct following *f, bool *to, const bool *from)
{
    for (int32_t i = 0; i < f->n; i++)
        to[i] = to[i] || from[i];
}

static void
pair(struct following *f, const bool *before, const bool *after)
{
    for (int32_t i = 0; i < f->n; i++)
        for (int32_t k = 0; k < f->n && before[i]; k++)
            if (after[k])
                f->pairs[(ptrdiff_t)i * (f->n + 2) + k] = true;
}

/* What the parts in order have become so far, with one more behind. */
static void
append(struct following *f, struct sets *to, const struct sets *next)
{
    pair(f, to->last, next->first);
    if (to->may_be_empty)
        join(f, to->first, next->first);
    if (!next->may_be_empty)
        memset(to->last, 0, (size_t)f->n);
    join(f, to->last, next->last);
    join(f, to->all, next->all);
    to->may_be_empty = to->may_be_empty && next->may_be_empty;
}

static void
beside(struct following *f, struct sets *to, const struct sets *next,
    bool is_any_order)
{
    if (is_any_order) {
        pair(f, to->all, next->all);
        pair(f, next->all, to->all);
    }
    join(f, to->first, next->first);
    join(f, to->last, next->last);
    join(f, to->all, next->all);
    to->may_be_empty = is_any_order ? to->may_be_empty && next->may_be_empty
                                    : to->may_be_empty || next->may_be_empty;
}

static struct sets
sets_of(struct following *f, const struct cp_pathway_item *item)
{
    struct sets s = new_sets(f);
    if (item->kind == CP_PATHWAY_STEP)
        for (int32_t i = 0; i < f->n; i++)
            s.first[i] = s.last[i] = s.all[i] = takes(item, f->names[i]);
    else
        s.may_be_empty = item->kind != CP_PATHWAY_ONE_OF;
    for (int i = 0; i < item->n_items; i++) {
        struct sets next = sets_of(f, item->items[i]);
        if (item->kind == CP_PATHWAY_IN_ORDER)
            append(f, &s, &next);
        else
            beside(f, &s, &next, item->kind == CP_PATHWAY_ANY_ORDER);
    }
    if (item->may_repeat)
        pair(f, s.last, s.first);
    s.may_be_empty = s.may_be_empty || item->may_skip;
    return s;
}

static const struct cp_pathway_item *
step_named(const struct cp_pathway_item *item, text name)
{
    if (item->kind == CP_PATHWAY_STEP)
        return text_is_equal(item->name, name) ? item : NULL;
    for (int i = 0; i < item->n_items; i++) {
        const struct cp_pathway_item *s = step_named(item->items[i], name);
        if (s != NULL)
            return s;
    }
    return NULL;
}

/* A death may follow whatever can be behind it, and be the first and the
 * last. */
static void
end_any_time(struct following *f, const struct cp_pathway *p,
    const struct sets *all, text name)
{
    const struct cp_pathway_item *step = NULL;
    bool *ending = arena_new(f->arena, bool, f->n);
    for (int i = 0; i < p->n_rows && step == NULL; i++)
        step = step_named(p->rows[i], name);
    for (int32_t i = 0; i < f->n && step != NULL; i++)
        ending[i] = takes(step, f->names[i]);
    pair(f, all->all, ending);
    for (int32_t i = 0; i < f->n; i++)
        if (ending[i]) {
            f->pairs[(ptrdiff_t)f->n * (f->n + 2) + i] = true;
            f->pairs[(ptrdiff_t)i * (f->n + 2) + f->n + 1] = true;
        }
}

bool *
cp_map_follows(
    struct arena *a, const struct cp_pathway *p, const text *names, int32_t n)
{
    struct following f = { a, names, n,
        arena_new(a, bool, ((ptrdiff_t)n + 2) * (n + 2)) };
    struct sets all = new_sets(&f);
    all.may_be_empty = true;
    for (int i = 0; i < p->n_rows; i++) {
        struct sets next = sets_of(&f, p->rows[i]);
        append(&f, &all, &next);
    }
    for (int32_t i = 0; i < n; i++) {
        f.pairs[(ptrdiff_t)n * (n + 2) + i] = all.first[i];
        f.pairs[(ptrdiff_t)i * (n + 2) + n + 1] = all.last[i];
    }
    f.pairs[(ptrdiff_t)n * (n + 2) + n + 1] = all.may_be_empty;
    for (int i = 0; i < p->ends_any_time.n; i++)
        end_any_time(&f, p, &all, p->ends_any_time.names[i]);
    return f.pairs;
}
