#include "engine/pathway/release_inside.h"

#include "base/random.h"
#include "base/sort.h"

#include <string.h>

/* ---- Making -----------------------------------------------------------------
 */

static void *
more(struct arena *a, void *old, int n, int *n_room, ptrdiff_t size)
{
    if (n < *n_room)
        return old;
    *n_room = 2 * *n_room + 16;
    void *to = arena_take(a, size, 16, *n_room);
    if (n > 0)
        memcpy(to, old, (size_t)n * (size_t)size);
    return to;
}

struct cp_release *
cp_release_begin(struct arena *a, int32_t n_cases, int64_t threshold)
{
    struct cp_release *r = arena_new(a, struct cp_release, 1);
    r->arena = a;
    r->n_cases = n_cases;
    r->threshold = threshold;
    return r;
}

static void
add_cross(struct cp_release *r, int table, int groups)
{
    r->crosses = more(r->arena, r->crosses, r->n_crosses, &r->n_crosses_room,
        sizeof *r->crosses);
    r->crosses[r->n_crosses++] =
        (struct cp_release_cross){ .table = table, .groups = groups };
}

int
cp_release_table(struct cp_release *r, const uint8_t *column_of,
    int32_t n_columns, int rank, bool is_chain)
{
    require(n_columns > 0 && n_columns <= CP_RELEASE_COLUMNS_MAX);
    r->tables = more(
        r->arena, r->tables, r->n_tables, &r->n_tables_room, sizeof *r->tables);
    r->tables[r->n_tables] = (struct cp_release_one){ column_of, n_columns,
        rank, is_chain, NULL, 0 };
    add_cross(r, r->n_tables, CP_RELEASE_ALL);
    return r->n_tables++;
}

int
cp_release_yes(
    struct cp_release *r, const int32_t *having, int64_t n_having, int rank)
{
    uint8_t *column_of = arena_new(r->arena, uint8_t, r->n_cases);
    for (int64_t i = 0; i < n_having; i++)
        column_of[having[i]] = 1;
    int table = cp_release_table(r, column_of, 2, rank, false);
    r->tables[table].having = having;
    r->tables[table].n_having = n_having;
    return table;
}

int
cp_release_groups(
    struct cp_release *r, const int32_t *of_case, int32_t n_groups)
{
    r->groups = more(
        r->arena, r->groups, r->n_groups, &r->n_groups_room, sizeof *r->groups);
    r->groups[r->n_groups] = (struct cp_release_groups){ of_case, n_groups };
    return r->n_groups++;
}

void
cp_release_cross(struct cp_release *r, int table, int groups)
{
    add_cross(r, table, groups);
}

int32_t
cp_release_merge(struct arena *a, const int32_t *of_case, int32_t n_cases,
    int32_t n_groups, int64_t threshold, int32_t *to, int32_t *of_group,
    bool *has_rest)
{
    struct arena_mark mark = arena_mark(a);
    int64_t *n = arena_new(a, int64_t, n_groups + 1), n_rest = 0;
    int32_t n_new = 0;
    for (int32_t c = 0; c < n_cases; c++)
        n[of_case[c] < 0 ? n_groups : of_case[c]]++;
    n_rest = n[n_groups];
    for (int32_t g = 0; g < n_groups; g++) {
        of_group[g] = n[g] > 0 && n[g] < threshold ? -1 : 0;
        n_rest += of_group[g] < 0 ? n[g] : 0;
    }
    while (n_rest > 0 && n_rest < threshold) {
        int32_t least = -1;
        for (int32_t g = 0; g < n_groups; g++)
            if (of_group[g] == 0 && n[g] > 0 && (least < 0 || n[g] < n[least]))
                least = g;
        if (least < 0)
            break;
        of_group[least] = -1;
        n_rest += n[least];
    }
    for (int32_t g = 0; g < n_groups; g++)
        if (of_group[g] == 0)
            of_group[g] = n_new++;
    *has_rest = n_rest > 0;
    for (int32_t g = 0; g < n_groups; g++)
        if (of_group[g] < 0)
            of_group[g] = n_new;
    for (int32_t c = 0; c < n_cases; c++)
        to[c] = of_case[c] < 0 ? n_new : of_group[of_case[c]];
    arena_rewind(a, mark);
    return n_new + *has_rest;
}

/* ---- Counting ---------------------------------------------------------------
 */

static int32_t
group_of(
    const struct cp_release *r, const struct cp_release_cross *x, int32_t c)
{
    return x->groups < 0 ? 0 : r->groups[x->groups].of_case[c];
}

/* Each group, whole. */
struct whole {
    int64_t n;
    uint64_t mark;
};

static struct whole *
count_groups(const struct cp_release *r, int groups, const uint64_t *numbers)
{
    int32_t n = groups < 0 ? 1 : r->groups[groups].n;
    struct whole *to = arena_new(r->arena, struct whole, n);
    for (int32_t c = 0; c < r->n_cases; c++) {
        int32_t g = groups < 0 ? 0 : r->groups[groups].of_case[c];
        to[g].n++;
        to[g].mark += numbers[c];
    }
    return to;
}

static void
count_cells(struct cp_release *r, struct cp_release_cross *x,
    const uint64_t *numbers, const struct whole *whole)
{
    const struct cp_release_one *t = &r->tables[x->table];
    int32_t n_rows = x->groups < 0 ? 1 : r->groups[x->groups].n;
    int32_t n_columns = t->n_columns, wide = n_columns + 1;
    ptrdiff_t n = (ptrdiff_t)(n_rows + 1) * wide;
    int64_t *cells =
        arena_new(r->arena, int64_t, (ptrdiff_t)n_rows * n_columns);
    x->marks = arena_new(r->arena, uint64_t, n);
    x->must_hide = arena_new(r->arena, bool, n);
    if (t->having != NULL) {
        for (int64_t i = 0; i < t->n_having; i++) {
            ptrdiff_t row = group_of(r, x, t->having[i]);
            cells[2 * row + 1]++;
            x->marks[3 * row + 1] += numbers[t->having[i]];
        }
        for (ptrdiff_t row = 0; row < n_rows; row++) {
            cells[2 * row] = whole[row].n - cells[2 * row + 1];
            x->marks[3 * row] = whole[row].mark - x->marks[3 * row + 1];
        }
    }
    for (int32_t c = 0; t->having == NULL && c < r->n_cases; c++) {
        int32_t row = group_of(r, x, c), column = t->column_of[c];
        cells[(ptrdiff_t)row * n_columns + column]++;
        x->marks[(ptrdiff_t)row * wide + column] += numbers[c];
    }
    for (int32_t row = 0; row < n_rows; row++)
        for (int32_t column = 0; column < n_columns; column++) {
            uint64_t mark = x->marks[(ptrdiff_t)row * wide + column];
            x->marks[(ptrdiff_t)row * wide + n_columns] += mark;
            x->marks[(ptrdiff_t)n_rows * wide + column] += mark;
            x->marks[n - 1] += mark;
        }
    x->hide = (struct cp_hide_table){ .cells = cells,
        .n_rows = n_rows,
        .n_columns = n_columns,
        .threshold = r->threshold,
        .must_hide = x->must_hide,
        .has_no_column_totals = x->groups < 0,
        .has_no_total = x->groups < 0 };
}

int64_t
cp_release_value(const struct cp_release_cross *x, int32_t row, int32_t column)
{
    int64_t n = 0;
    int32_t n_rows = x->hide.n_rows, n_columns = x->hide.n_columns;
    for (int32_t i = row == n_rows ? 0 : row; i <= row && i < n_rows; i++)
        for (int32_t k = column == n_columns ? 0 : column;
             k <= column && k < n_columns; k++)
            n += x->hide.cells[(ptrdiff_t)i * n_columns + k];
    return n;
}

bool
cp_release_is_there(
    const struct cp_release_cross *x, int32_t row, int32_t column)
{
    return (row < x->hide.n_rows || !x->hide.has_no_column_totals ||
               column == x->hide.n_columns) &&
        (row < x->hide.n_rows || column < x->hide.n_columns ||
            !x->hide.has_no_total);
}

bool
cp_release_is_hidden(
    const struct cp_release_cross *x, int32_t row, int32_t column)
{
    bool is_inner = row < x->hide.n_rows && column < x->hide.n_columns;
    return x->hidden.is_hidden[cp_hide_at(&x->hide, row, column)] ||
        (x->is_withheld && is_inner);
}

int64_t
cp_release_chain(const struct cp_release_cross *x, int32_t row, int32_t column)
{
    int64_t n = 0, n_before = 0;
    bool is_hidden_from = false, is_hidden_before = false;
    for (int32_t k = 0; k < x->hide.n_columns; k++) {
        *(k >= column ? &n : &n_before) += cp_release_value(x, row, k);
        *(k >= column ? &is_hidden_from : &is_hidden_before) |=
            cp_release_is_hidden(x, row, k);
    }
    bool has_total = !cp_release_is_hidden(x, row, x->hide.n_columns);
    return !is_hidden_from || (!is_hidden_before && has_total) ? n : CP_HIDDEN;
}

/* ---- What is the same in two tables -----------------------------------------
 */

struct marked { /* a set of cases: hidden somewhere */
    uint64_t mark;
};

static int
by_mark(const void *context, const void *x, const void *y)
{
    uint64_t a = ((const struct marked *)x)->mark;
    uint64_t b = ((const struct marked *)y)->mark;
    (void)context;
    return (a > b) - (a < b);
}

static bool
has_mark(const struct marked *all, ptrdiff_t n, uint64_t mark)
{
    ptrdiff_t low = 0, high = n;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (all[middle].mark < mark)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && all[low].mark == mark;
}

static bool
is_there_at(const struct cp_release_cross *x, ptrdiff_t at)
{
    int32_t wide = x->hide.n_columns + 1;
    return cp_release_is_there(x, (int32_t)(at / wide), (int32_t)(at % wide));
}

static ptrdiff_t
size_of(const struct cp_release_cross *x)
{
    return (ptrdiff_t)(x->hide.n_rows + 1) * (x->hide.n_columns + 1);
}

static enum err
hide_one(struct cp_release *r, struct cp_release_cross *x, struct why *why)
{
    enum err e = cp_hide(&x->hidden, r->arena, &x->hide, why);
    if (e != ERR_CONFLICT)
        return e;
    /* nothing of it but totals, as they were to be hidden before */
    x->is_withheld = true;
    x->hidden =
        (struct cp_hidden){ arena_new(r->arena, bool, size_of(x)), 0, 0 };
    for (ptrdiff_t i = 0; i < size_of(x); i++)
        x->hidden.is_hidden[i] = x->must_hide[i];
    return OK;
}

/* The sum of a chain from that column on, as a set. */
static uint64_t
chain_mark(const struct cp_release_cross *x, int32_t row, int32_t column)
{
    uint64_t mark = 0;
    for (int32_t k = column; k < x->hide.n_columns; k++)
        mark += x->marks[cp_hide_at(&x->hide, row, k)];
    return mark;
}

static ptrdiff_t
gather_hidden(const struct cp_release *r, struct marked *to)
{
    ptrdiff_t n = 0;
    for (int i = 0; i < r->n_crosses; i++) {
        const struct cp_release_cross *x = &r->crosses[i];
        for (ptrdiff_t k = 0; k < size_of(x); k++)
            if (x->hidden.is_hidden[k] && is_there_at(x, k))
                to[n++].mark = x->marks[k];
        for (int32_t row = 0;
             r->tables[x->table].is_chain && row < x->hide.n_rows; row++)
            for (int32_t k = 1; k < x->hide.n_columns; k++)
                if (cp_release_chain(x, row, k) == CP_HIDDEN)
                    to[n++].mark = chain_mark(x, row, k);
    }
    return n;
}

static bool
hide_where(struct cp_release_cross *x, bool is_chain, const struct marked *all,
    ptrdiff_t n)
{
    bool is_changed = false;
    for (ptrdiff_t k = 0; k < size_of(x); k++)
        if (!x->hidden.is_hidden[k] && x->marks[k] != 0 &&
            has_mark(all, n, x->marks[k]))
            x->must_hide[k] = is_changed = true;
    for (int32_t row = 0; is_chain && row < x->hide.n_rows; row++)
        for (int32_t k = 1; k < x->hide.n_columns; k++)
            if (cp_release_chain(x, row, k) > 0 &&
                has_mark(all, n, chain_mark(x, row, k))) {
                x->must_hide[cp_hide_at(&x->hide, row, k)] = true;
                x->must_hide[cp_hide_at(&x->hide, row, k - 1)] = true;
                is_changed = true;
            }
    return is_changed;
}

/* What is hidden in one is to be hidden in all; the ones to do again. */
static bool
spread(struct cp_release *r, bool *is_due)
{
    struct arena_mark mark = arena_mark(r->arena);
    ptrdiff_t n_all = 0;
    bool is_changed = false;
    for (int i = 0; i < r->n_crosses; i++)
        n_all += 2 * size_of(&r->crosses[i]);
    struct marked *all = arena_new(r->arena, struct marked, n_all);
    struct marked *room = arena_new(r->arena, struct marked, n_all);
    ptrdiff_t n = gather_hidden(r, all);
    sort(all, room, n, sizeof *all, by_mark, NULL);
    for (int i = 0; i < r->n_crosses; i++) {
        struct cp_release_cross *x = &r->crosses[i];
        if (hide_where(x, r->tables[x->table].is_chain, all, n))
            is_due[i] = is_changed = true;
    }
    arena_rewind(r->arena, mark);
    return is_changed;
}

/* ---- The whole --------------------------------------------------------------
 */

enum err
cp_release_hide(struct cp_release *r, struct why *why)
{
    uint64_t state = 0x5A17'0C0D'E5EE'D001u;
    uint64_t *numbers = arena_new(r->arena, uint64_t, r->n_cases);
    bool *is_due = arena_new(r->arena, bool, r->n_crosses);
    for (int32_t c = 0; c < r->n_cases; c++)
        numbers[c] = random_split(&state);
    struct whole **wholes =
        arena_new(r->arena, struct whole *, r->n_groups + 1);
    for (int g = CP_RELEASE_ALL; g < r->n_groups; g++)
        wholes[g + 1] = count_groups(r, g, numbers);
    for (int i = 0; i < r->n_crosses; i++) {
        count_cells(
            r, &r->crosses[i], numbers, wholes[r->crosses[i].groups + 1]);
        is_due[i] = true;
    }
    /* each round hides at least one more cell, so it ends */
    for (bool is_changed = true; is_changed;) {
        for (int i = 0; i < r->n_crosses; i++) {
            enum err e = is_due[i] && !r->crosses[i].is_withheld
                ? hide_one(r, &r->crosses[i], why)
                : OK;
            if (e != OK)
                return e;
            for (ptrdiff_t k = 0; is_due[i] && k < size_of(&r->crosses[i]); k++)
                r->crosses[i].hidden.is_hidden[k] |= r->crosses[i].must_hide[k];
            is_due[i] = false;
        }
        is_changed = spread(r, is_due);
        if (!is_changed)
            is_changed = cp_release_within(r, is_due) > 0;
    }
    return OK;
}

static const struct cp_release_cross *
find_cross(const struct cp_release *r, int table, int groups)
{
    for (int i = 0; i < r->n_crosses; i++)
        if (r->crosses[i].table == table && r->crosses[i].groups == groups)
            return &r->crosses[i];
    return NULL;
}

int64_t
cp_release_count(const struct cp_release *r, int table, int groups,
    int32_t group, int32_t column)
{
    const struct cp_release_cross *x = find_cross(r, table, groups);
    int32_t row = groups < 0 ? 0 : group;
    require(x != NULL);
    return cp_release_is_hidden(x, row, column)
        ? CP_HIDDEN
        : cp_release_value(x, row, column);
}

int64_t
cp_release_from(const struct cp_release *r, int table, int groups,
    int32_t group, int32_t column)
{
    const struct cp_release_cross *x = find_cross(r, table, groups);
    require(x != NULL && r->tables[table].is_chain);
    return cp_release_chain(x, groups < 0 ? 0 : group, column);
}

bool
cp_release_is_whole(const struct cp_release *r, int table, int groups)
{
    const struct cp_release_cross *x = find_cross(r, table, groups);
    require(x != NULL);
    for (int32_t row = 0; row < x->hide.n_rows; row++)
        for (int32_t k = 0; k <= x->hide.n_columns; k++)
            if (cp_release_is_hidden(x, row, k))
                return false;
    return true;
}

/* One set of cases, shown here and hidden there. */
static int64_t
count_torn(const struct cp_release *r)
{
    struct arena_mark mark = arena_mark(r->arena);
    ptrdiff_t n_room = 0, n[2] = { 0, 0 };
    int64_t n_wrong = 0;
    for (int i = 0; i < r->n_crosses; i++)
        n_room += size_of(&r->crosses[i]);
    struct marked *all[2] = { arena_new(r->arena, struct marked, n_room),
        arena_new(r->arena, struct marked, n_room) };
    struct marked *room = arena_new(r->arena, struct marked, n_room);
    for (int i = 0; i < r->n_crosses; i++) {
        const struct cp_release_cross *x = &r->crosses[i];
        for (int32_t row = 0; row <= x->hide.n_rows; row++)
            for (int32_t k = 0; k <= x->hide.n_columns; k++) {
                ptrdiff_t at = cp_hide_at(&x->hide, row, k);
                if (cp_release_is_there(x, row, k) && x->marks[at] != 0 &&
                    (x->hidden.is_hidden[at] ||
                        !cp_release_is_hidden(x, row, k))) {
                    int is = x->hidden.is_hidden[at];
                    all[is][n[is]++].mark = x->marks[at];
                }
            }
    }
    sort(all[1], room, n[1], sizeof *room, by_mark, NULL);
    for (ptrdiff_t i = 0; i < n[0]; i++)
        n_wrong += has_mark(all[1], n[1], all[0][i].mark);
    arena_rewind(r->arena, mark);
    return n_wrong;
}

int64_t
cp_release_check(const struct cp_release *r, int64_t most, int64_t *n_undecided)
{
    int64_t n_wrong = 0;
    *n_undecided = 0;
    for (int i = 0; i < r->n_crosses; i++) {
        const struct cp_release_cross *x = &r->crosses[i];
        for (int32_t row = 0; row <= x->hide.n_rows; row++)
            for (int32_t k = 0; k <= x->hide.n_columns; k++)
                n_wrong += cp_release_is_there(x, row, k) &&
                    !cp_release_is_hidden(x, row, k) &&
                    cp_hide_count(cp_release_value(x, row, k), r->threshold);
        if (x->is_withheld)
            continue;
        struct arena_mark mark = arena_mark(r->arena);
        struct cp_hide_table t = x->hide;
        int64_t n = cp_hide_check(r->arena, &t, x->hidden.is_hidden, most);
        arena_rewind(r->arena, mark);
        *n_undecided += n < 0;
        n_wrong += n > 0 ? n : 0;
    }
    return n_wrong + count_torn(r) +
        cp_release_within((struct cp_release *)r, NULL);
}
