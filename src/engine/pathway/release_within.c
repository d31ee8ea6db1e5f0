/* What one table of a release gives away of another. */
#include "engine/pathway/release_inside.h"

#include "base/sort.h"

/* ---- What lies within another -----------------------------------------------
 */

struct shown { /* a set that is shown, of one group */
    int64_t n;
    int cross;
    int32_t row, column;
    bool is_chain; /* that column and the later ones */
};

static int
by_size(const void *context, const void *x, const void *y)
{
    int64_t a = ((const struct shown *)x)->n, b = ((const struct shown *)y)->n;
    (void)context;
    return (a > b) - (a < b);
}

static bool
is_in(const struct cp_release *r, const struct shown *s, int32_t c)
{
    int column = r->tables[r->crosses[s->cross].table].column_of[c];
    return s->is_chain ? column >= s->column : column == s->column;
}

/* Does the smaller lie within the greater? `cases` are those of the group. */
static bool
lies_within(const struct cp_release *r, const int32_t *cases, int32_t n,
    const struct shown *small, const struct shown *great)
{
    for (int32_t i = 0; i < n; i++)
        if (is_in(r, small, cases[i]) && !is_in(r, great, cases[i]))
            return false;
    return true;
}

/* All sets of one group that are shown, by size. */
static int32_t
gather(const struct cp_release *r, int groups, int32_t row, struct shown *to)
{
    int32_t n = 0;
    for (int i = 0; i < r->n_crosses; i++) {
        const struct cp_release_cross *x = &r->crosses[i];
        if (x->groups != groups)
            continue;
        for (int32_t k = 0; k < x->hide.n_columns; k++) {
            int64_t value = cp_release_value(x, row, k);
            if (value > 0 && !cp_release_is_hidden(x, row, k))
                to[n++] = (struct shown){ value, i, row, k, false };
            if (k == 0 || !r->tables[x->table].is_chain)
                continue;
            value = cp_release_chain(x, row, k);
            if (value > 0)
                to[n++] = (struct shown){ value, i, row, k, true };
        }
    }
    return n;
}

static int
rank_of(const struct cp_release *r, const struct shown *s)
{
    return r->tables[r->crosses[s->cross].table].rank;
}

/* Hide one of two; a sum of a chain cannot be, so its column goes. */
static void
must_hide(struct cp_release *r, const struct shown *s, bool *is_due)
{
    struct cp_release_cross *x = &r->crosses[s->cross];
    x->must_hide[cp_hide_at(&x->hide, s->row, s->column)] = true;
    if (s->is_chain && s->column > 0)
        x->must_hide[cp_hide_at(&x->hide, s->row, s->column - 1)] = true;
    is_due[s->cross] = true;
}

/* Pairs of one group that are so few apart, the one within the other. Those
 * found are hidden, or counted with `is_due` NULL. */
static int64_t
within_group(struct cp_release *r, const int32_t *cases, int32_t n_cases,
    struct shown *all, int32_t n, bool *is_due)
{
    int64_t n_found = 0;
    for (int32_t i = 0; i < n; i++)
        for (int32_t k = i + 1; k < n && all[k].n - all[i].n < r->threshold;
             k++) {
            if (all[k].n == all[i].n || all[i].cross == all[k].cross ||
                !lies_within(r, cases, n_cases, &all[i], &all[k]))
                continue;
            n_found++;
            if (is_due == NULL)
                continue;
            bool is_first = rank_of(r, &all[i]) >= rank_of(r, &all[k]);
            must_hide(r, is_first ? &all[i] : &all[k], is_due);
        }
    return n_found;
}

/* ---- What is left when known columns are taken off --------------------------
 */

/* How the cases of one table lie in the columns of another, by row. */
struct crossed {
    const struct cp_release_cross *of, *in;
    int32_t n_of, n_in;
    int64_t *cells; /* row, column of `of`, column of `in` */
};

static int64_t *
cell_of(const struct crossed *t, int32_t row, int32_t of, int32_t in)
{
    return &t->cells[((ptrdiff_t)row * t->n_of + of) * t->n_in + in];
}

static struct crossed
cross_them(const struct cp_release *r, const struct cp_release_cross *of,
    const struct cp_release_cross *in)
{
    const struct cp_release_one *a = &r->tables[of->table];
    const struct cp_release_one *b = &r->tables[in->table];
    const int32_t *group =
        of->groups < 0 ? NULL : r->groups[of->groups].of_case;
    struct crossed t = { of, in, a->n_columns, b->n_columns, NULL };
    int32_t n_rows = of->hide.n_rows;
    t.cells = arena_new(r->arena, int64_t, (ptrdiff_t)n_rows * t.n_of * t.n_in);
    if (a->having == NULL) {
        for (int32_t c = 0; c < r->n_cases; c++)
            ++*cell_of(&t, group == NULL ? 0 : group[c], a->column_of[c],
                b->column_of[c]);
        return t;
    }
    for (int64_t i = 0; i < a->n_having; i++) {
        int32_t c = a->having[i];
        ++*cell_of(&t, group == NULL ? 0 : group[c], 1, b->column_of[c]);
    }
    for (int32_t row = 0; row < n_rows; row++)
        for (int32_t k = 0; k < t.n_in; k++)
            *cell_of(&t, row, 0, k) =
                cp_release_value(in, row, k) - *cell_of(&t, row, 1, k);
    return t;
}

/* Those of a shown set that lie in that column of the other table. */
static int64_t
part_of(const struct crossed *t, const struct shown *s, int32_t in)
{
    int64_t n = 0;
    int32_t last = s->is_chain ? t->n_of - 1 : s->column;
    for (int32_t k = s->column; k <= last; k++)
        n += *cell_of(t, s->row, k, in);
    return n;
}

/* Does it say who so few are, or which hidden columns it is made of? *least
 * is the smallest shown column within it, or -1. */
static bool
gives_away(const struct cp_release *r, const struct crossed *t,
    const struct shown *s, int32_t *least)
{
    int64_t left = s->n;
    bool has_in = false, has_out = false, is_partial = false;
    *least = -1;
    for (int32_t k = 0; k < t->n_in; k++) {
        int64_t n = cp_release_value(t->in, s->row, k);
        int64_t part = n == 0 ? 0 : part_of(t, s, k);
        if (n == 0)
            continue;
        is_partial |= part > 0 && part < n;
        if (cp_release_is_hidden(t->in, s->row, k)) {
            has_in |= part == n;
            has_out |= part == 0;
        } else if (part == n) {
            left -= n;
            if (*least < 0 || n < cp_release_value(t->in, s->row, *least))
                *least = k;
        }
    }
    return cp_hide_count(left, r->threshold) ||
        (has_in && has_out && !is_partial);
}

static int64_t
left_over(
    struct cp_release *r, const struct crossed *t, int32_t row, bool *is_due)
{
    struct shown all[2 * CP_RELEASE_COLUMNS_MAX];
    const struct cp_release_cross *x = t->of;
    int32_t n = 0, least;
    int64_t n_found = 0;
    for (int32_t k = 0; k < t->n_of; k++) {
        int of = (int)(x - r->crosses);
        int64_t value = cp_release_value(x, row, k);
        if (value > 0 && !cp_release_is_hidden(x, row, k))
            all[n++] = (struct shown){ value, of, row, k, false };
        if (k == 0 || !r->tables[x->table].is_chain)
            continue;
        value = cp_release_chain(x, row, k);
        if (value > 0)
            all[n++] = (struct shown){ value, of, row, k, true };
    }
    for (int32_t i = 0; i < n; i++) {
        if (!gives_away(r, t, &all[i], &least))
            continue;
        n_found++;
        if (is_due == NULL)
            continue;
        struct shown other = { 0, (int)(t->in - r->crosses), row, least,
            false };
        bool is_other = least >= 0 && rank_of(r, &other) > rank_of(r, &all[i]);
        must_hide(r, is_other ? &other : &all[i], is_due);
    }
    return n_found;
}

/* Tables of more than yes and no, against all others of the same groups. */
static int64_t
find_left_over(struct cp_release *r, bool *is_due)
{
    int64_t n_found = 0;
    for (int i = 0; i < r->n_crosses; i++)
        for (int k = 0; k < r->n_crosses; k++) {
            const struct cp_release_cross *of = &r->crosses[i];
            const struct cp_release_cross *in = &r->crosses[k];
            if (i == k || of->groups != in->groups || in->hide.n_columns < 3)
                continue;
            struct arena_mark mark = arena_mark(r->arena);
            struct crossed t = cross_them(r, of, in);
            for (int32_t row = 0; row < of->hide.n_rows; row++)
                n_found += left_over(r, &t, row, is_due);
            arena_rewind(r->arena, mark);
        }
    return n_found;
}

int64_t
cp_release_within(struct cp_release *r, bool *is_due)
{
    struct arena_mark mark = arena_mark(r->arena);
    int64_t n_found = find_left_over(r, is_due);
    int32_t n_sets = 0;
    for (int i = 0; i < r->n_crosses; i++)
        n_sets += 2 * r->crosses[i].hide.n_columns;
    struct shown *all = arena_new(r->arena, struct shown, n_sets);
    struct shown *room = arena_new(r->arena, struct shown, n_sets);
    int32_t *cases = arena_new(r->arena, int32_t, r->n_cases);
    for (int g = CP_RELEASE_ALL; g < r->n_groups; g++) {
        int32_t n_rows = g < 0 ? 1 : r->groups[g].n;
        for (int32_t row = 0; row < n_rows; row++) {
            int32_t n = gather(r, g, row, all), n_cases = 0;
            for (int32_t c = 0; c < r->n_cases; c++)
                if (g < 0 || r->groups[g].of_case[c] == row)
                    cases[n_cases++] = c;
            sort(all, room, n, sizeof *all, by_size, NULL);
            n_found += within_group(r, cases, n_cases, all, n, is_due);
        }
    }
    arena_rewind(r->arena, mark);
    return n_found;
}
